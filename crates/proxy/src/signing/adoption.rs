//! Documents that were sent by other means, such as the plugin, before the proxy came: whether one belongs to the
//! instance whose form names it, and what is known of it then.

use std::collections::BTreeSet;

use autenti::DocumentId;
use autenti_model::{Email, ErrorCode, Role};
use webcon::ElementId;

use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::config::Profile;
use crate::document::DocumentState;
use crate::failure::{Failure, Result};
use crate::form::{Form, Forms};
use crate::plan::Plan;
use crate::store::{Instance, SigningRecord, Store};

/// Takes documents over that only the form knows.
#[derive(Clone, Debug)]
pub struct Adoptions {
    store: Store,
    forms: Forms,
    accounts: Accounts,
    clock: Clock,
}

/// What is known of the document that a form names.
#[derive(Debug)]
pub enum Assessment {
    /// It is the instance's own, and open.
    Fits(Box<Candidate>),
    /// The form names none.
    NoDocument,
    /// The proxy has it already.
    Known(Box<SigningRecord>),
    /// It belongs to another instance.
    OfAnother(Instance),
    /// What stands in the field is no id of Autenti's.
    NoId(String),
    /// The account may not see it, or it does not exist.
    Unseen(DocumentId),
    /// It has ended: there is nothing left to watch.
    Ended(Box<Candidate>),
    /// Those who act on the document are others than those who act in the list.
    RecipientsDiffer {
        /// The document.
        document: DocumentId,
        /// Address and role of those whom only the document has.
        only_in_document: Vec<String>,
        /// Address and role of those whom only the list has.
        only_in_list: Vec<String>,
    },
}

/// A document and the instance that it belongs to.
#[derive(Debug)]
pub struct Candidate {
    instance: Instance,
    document: DocumentId,
    plan: Plan,
    /// The document as Autenti tells it.
    pub state: DocumentState,
}

impl Candidate {
    /// Autenti's id.
    pub fn document(&self) -> &str {
        self.document.as_str()
    }
}

impl Adoptions {
    /// Looks at forms and documents through these.
    pub fn new(store: Store, forms: Forms, accounts: Accounts, clock: Clock) -> Self {
        Self { store, forms, accounts, clock }
    }

    /// Looks at an instance. Nothing is changed.
    ///
    /// # Errors
    /// What WEBCON, Autenti and the store fail with.
    pub async fn assess(&self, profile: &Profile, element: ElementId) -> Result<Assessment> {
        let instance = Instance { database: profile.database, element };
        if let Some(record) = self.store.living(instance).await? {
            return Ok(Assessment::Known(Box::new(record)));
        }
        let form = Form::read(&self.forms, profile, element).await?;
        let Some(text) = form.document_id.clone() else { return Ok(Assessment::NoDocument) };
        let Ok(document) = text.parse::<DocumentId>() else { return Ok(Assessment::NoId(text)) };
        match self.store.owner_of(&document).await? {
            Some(owner) if owner != instance => return Ok(Assessment::OfAnother(owner)),
            _ => {}
        }
        let account = self.accounts.name_for(profile);
        let plan = found_plan(profile, &form);
        let client = self.accounts.client_for(account, plan.act_as.as_deref())?;
        let read = match client.document(&document).await {
            Ok(read) => read,
            Err(autenti::Error::NotFound { .. } | autenti::Error::Forbidden { .. }) => {
                return Ok(Assessment::Unseen(document));
            }
            Err(error) => return Err(Failure::from(error)),
        };
        let state = DocumentState::of(&read, &plan, None);
        let (theirs, ours) = (acting_parties(&read), acting_rows(&plan));
        if !recipients_match(&read, &plan) {
            let shown = |one: &BTreeSet<Acting>, other: &BTreeSet<Acting>| {
                one.difference(other).map(|(email, role)| format!("{email} ({role})")).collect()
            };
            return Ok(Assessment::RecipientsDiffer {
                document,
                only_in_document: shown(&theirs, &ours),
                only_in_list: shown(&ours, &theirs),
            });
        }
        let has_ended = state.status.is_final();
        let candidate = Box::new(Candidate { instance, document, plan, state });
        Ok(if has_ended { Assessment::Ended(candidate) } else { Assessment::Fits(candidate) })
    }

    /// Takes a document over: from now on it is watched, shown and written back like one that was sent from here.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn adopt(&self, profile: &Profile, candidate: &Candidate) -> Result<SigningRecord> {
        let now = self.clock.now();
        let account = self.accounts.name_for(profile);
        let names = (profile.name.as_str(), account);
        let record =
            self.store.adopt(candidate.instance, names, &candidate.document, &candidate.plan, now).await?;
        let record = record.ok_or_else(|| Failure::new(ErrorCode::ForeignDocument))?;
        // Somebody may have begun another document of the instance meanwhile: then that one is answered.
        if record.document_id.as_ref() == Some(&candidate.document) {
            self.store.document_read(record.id, &candidate.state, now).await?;
        }
        self.store.note_change(record.instance).await?;
        Ok(record)
    }
}

/// What must have been sent, as far as the form still says.
pub(super) fn found_plan(profile: &Profile, form: &Form) -> Plan {
    let mut rows = form.rows.clone();
    // A list that has changed since may hold anything; what cannot be a recipient is left out.
    rows.retain(|row| !row.email.is_empty() && !matches!(row.role, Some(Role::Unknown(_))));
    Plan {
        title: form.title.clone(),
        message: form.message.clone(),
        act_as: form.act_as.clone(),
        language: form.language.clone(),
        as_organisation: profile.send_as_organisation,
        visualisation: form.visualisation,
        labels: form.labels.clone(),
        signing_order: profile.rules.signing_order,
        extra: profile.extra.clone(),
        recipients: rows,
        files: Vec::new(),
    }
}

/// Address and role of somebody who acts.
type Acting = (String, String);

/// Whether those who act on the document are those who act in the list: the same addresses in the same roles, and at
/// least one. Viewers make no difference: some are added in Autenti.
pub(super) fn recipients_match(document: &autenti::Document, plan: &Plan) -> bool {
    let ours = acting_rows(plan);
    !ours.is_empty() && acting_parties(document) == ours
}

fn acts(role: &str) -> bool {
    role != autenti::Role::Sender.as_str() && role != Role::Viewer.as_str()
}

fn acting_parties(document: &autenti::Document) -> BTreeSet<Acting> {
    let acting = document.parties.iter().filter(|party| acts(party.role.as_str()));
    let key = |party: &autenti::Party| {
        (Email::new(party.email.as_deref().unwrap_or_default()).key(), party.role.as_str().to_owned())
    };
    acting.map(key).collect()
}

fn acting_rows(plan: &Plan) -> BTreeSet<Acting> {
    let role = |row: &autenti_model::RecipientRow| row.role.as_ref().map_or("", Role::as_str).to_owned();
    let rows = plan.recipients.iter().map(|row| (row.email.key(), role(row)));
    rows.filter(|(_, role)| acts(role)).collect()
}
