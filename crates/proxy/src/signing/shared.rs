//! Answers that are made once for everybody who sees the same.
//!
//! A document that is out is looked at by many: by forms that open, and by open forms that are told of a change. What
//! the store says of it is read once, and written out once for each way of seeing it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use autenti_model::{Lang, Right, SigningAnswer};
use bytes::Bytes;
use moka::future::Cache;

use crate::auth::Principal;
use crate::digest;
use crate::failure::{Failure, Result};
use crate::form::Forms;
use crate::signing::view::{self, ReadTime, Reminders};
use crate::store::{Instance, SigningRecord, Store, StoreError};

/// How long what was read of the store may be shared. A change that this proxy makes, or that another one tells it of,
/// ends it at once; this is for those that nobody tells of, such as a command's beside the proxy.
const SHARED: Duration = Duration::from_millis(250);

/// How many documents are held at most: those that were looked at within that time.
const DOCUMENTS: u64 = 10_000;

/// An answer as it goes out.
#[derive(Clone, Debug)]
pub struct WrittenAnswer {
    /// JSON.
    pub body: Bytes,
    /// Names the state, as an `ETag` does. When it was read makes no difference: that is how fresh it is, not what it
    /// is.
    pub tag: String,
}

impl WrittenAnswer {
    /// Writes an answer out.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn of(answer: &SigningAnswer) -> Result<Self> {
        let body = serde_json::to_vec(answer).map_err(anyhow::Error::from)?.into();
        let mut same = answer.clone();
        same.signing.read_at.clear();
        let json = serde_json::to_vec(&same).map_err(anyhow::Error::from)?;
        Ok(Self { body, tag: format!("\"{}\"", &digest::hex(&json)[..24]) })
    }
}

/// What was read of documents that are out. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SharedDocuments {
    store: Store,
    forms: Forms,
    /// By instance, and by how often it had changed when it was read.
    documents: Cache<(Instance, u64), Option<Arc<SharedDocument>>>,
}

impl SharedDocuments {
    /// Documents of this store.
    pub fn new(store: Store, forms: Forms) -> Self {
        let documents = Cache::builder().max_capacity(DOCUMENTS).time_to_live(SHARED).build();
        Self { store, forms, documents }
    }

    /// What is known of the instance's document; none where none is out. Those who ask at the same moment share one
    /// look at the store.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn get(&self, instance: Instance) -> Result<Option<Arc<SharedDocument>>> {
        let changes = self.store.notifier().changes(instance);
        let read = self.documents.try_get_with((instance, changes), self.read(instance)).await;
        read.map_err(|error| {
            let code = error.code();
            Arc::into_inner(error).map_or_else(|| Failure::new(code), Failure::from)
        })
    }

    async fn read(&self, instance: Instance) -> Result<Option<Arc<SharedDocument>>, StoreError> {
        let Some(record) = self.store.living(instance).await?.filter(|record| record.stage.is_sent()) else {
            return Ok(None);
        };
        let reminders = Reminders {
            last: self.store.reminders(record.id).await?,
            planned: self.store.planned_reminders(record.id).await?,
        };
        let recipients = record.document.iter().flat_map(|document| &document.recipients);
        let addresses = recipients.map(|recipient| recipient.email.key()).collect();
        let forms = self.forms.clone();
        Ok(Some(Arc::new(SharedDocument { record, reminders, addresses, forms, answers: Mutex::default() })))
    }
}

/// What the store says of a document, and the answers that were made of it.
#[derive(Debug)]
pub struct SharedDocument {
    /// The signing.
    pub record: SigningRecord,
    reminders: Reminders,
    /// Of the recipients, in the form in which they are compared.
    addresses: HashSet<String>,
    forms: Forms,
    answers: Mutex<HashMap<Viewer, Arc<WrittenAnswer>>>,
}

/// What an answer depends on besides the document.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Viewer {
    /// The address of a recipient: nobody else is told anything that others are not.
    recipient: Option<String>,
    may: Vec<Right>,
    lang: Lang,
}

impl SharedDocument {
    /// The answer for everybody who sees what the principal sees; none where it depends on more than the document: on
    /// another profile, or on the form that could be sent again.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn answer(&self, principal: &Principal) -> Result<Option<Arc<WrittenAnswer>>> {
        let (Some(document), Some(read_at)) = (&self.record.document, self.record.read_at) else {
            return Ok(None);
        };
        let plans_none = principal.profile.reminders.is_none() && !self.reminders.planned.is_empty();
        if self.record.profile != principal.profile.name || plans_none {
            return Ok(None);
        }
        let address = principal.email.key();
        let viewer = Viewer {
            recipient: self.addresses.contains(&address).then_some(address),
            may: principal.may.clone(),
            lang: principal.lang,
        };
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = answers.get(&viewer) {
            return Ok(Some(Arc::clone(known)));
        }
        let read = ReadTime { read_at, stale: false };
        let answer = view::sent(&self.forms, &self.record, document, principal, &self.reminders, read);
        if answer.signing.can(Right::Send) {
            return Ok(None);
        }
        let written = Arc::new(WrittenAnswer::of(&answer)?);
        answers.insert(viewer, Arc::clone(&written));
        Ok(Some(written))
    }
}
