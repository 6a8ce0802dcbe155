//! Sending: draft, files, send.

use autenti::{DocumentId, DocumentStatus, FilePurpose, NewDocument, NewFile, NewParty, Organisation};
use autenti_model::{ErrorCode, RecipientRow, SendingStep, Visualisation};

use super::Carrier;
use crate::config::Profile;
use crate::failure::{Failure, Result};
use crate::files;
use crate::journal::{Record, State};
use crate::plan::Plan;

impl Carrier<'_> {
    /// Creates the draft. Its id is on disk before anything else happens; WEBCON is told when it can be.
    ///
    /// When the answer was lost, another draft is created: the first one was never sent and never will be.
    pub(super) async fn create_draft(&self, profile: &Profile, record: &Record) -> Result<()> {
        let document = new_document(&record.plan)?;
        let created = self.proxy.autenti.create_draft(&document).await?;
        self.proxy.journal.draft_created(record.id, created.id.as_str()).await?;
        tracing::info!(document = created.id.as_str(), element = record.instance.element, "draft created");
        // Not waited for: a form that is being edited must not hold up the sending. The id is written for
        // certain in the last step.
        let (proxy, profile) = (self.proxy.clone(), profile.clone());
        let (number, instance, id) = (record.id, record.instance.clone(), created.id.as_str().to_owned());
        self.proxy.spawn(async move {
            if let Err(failure) = proxy.write_document_id(&profile, &instance, number, &id).await {
                tracing::info!(%failure, element = instance.element, "the document's id will be written later");
            }
        });
        Ok(())
    }

    /// Uploads the files that are missing, in their order.
    pub(super) async fn upload_files(&self, profile: &Profile, record: &Record) -> Result<()> {
        let document = document_id(record)?;
        let done = if self.in_doubt {
            match self.uploaded(record, &document).await? {
                Uploaded::Files(done) => done,
                Uploaded::AlreadySent => {
                    return Ok(self.proxy.journal.step(record.id, SendingStep::WriteBack).await?);
                }
                Uploaded::Unusable => {
                    return Ok(self.proxy.journal.draft_abandoned(record.id).await?);
                }
            }
        } else {
            match &record.state {
                State::Sending { files_done, .. } => *files_done,
                State::Stopped { .. } | State::Sent => 0,
            }
        };
        for (index, file) in record.plan.files.iter().enumerate().skip(done) {
            let content = match self.contents.get(index) {
                Some(content) => content.clone(),
                None => files::fetch_planned(self.proxy, profile, record.instance.element, file).await?,
            };
            let upload = NewFile {
                name: name_on_the_way(&file.name),
                media_type: "application/pdf".to_owned(),
                content,
            };
            self.proxy.autenti.add_file(&document, upload).await?;
            self.proxy.journal.files_uploaded(record.id, index + 1).await?;
            self.proxy.hub.changed(&record.instance);
        }
        Ok(self.proxy.journal.step(record.id, SendingStep::Send).await?)
    }

    /// Which files Autenti has, after an upload whose outcome is in doubt.
    async fn uploaded(&self, record: &Record, document: &DocumentId) -> Result<Uploaded> {
        let document = match self.proxy.autenti.document(document).await {
            Ok(document) => document,
            Err(autenti::Error::NotFound { .. }) => return Ok(Uploaded::Unusable),
            Err(error) => return Err(error.into()),
        };
        if document.status != DocumentStatus::Draft {
            return Ok(Uploaded::AlreadySent);
        }
        let theirs: Vec<_> =
            document.files.iter().filter(|file| file.purpose == FilePurpose::Source).collect();
        let ours = &record.plan.files;
        let same = theirs.len() <= ours.len()
            && theirs.iter().zip(ours).all(|(theirs, ours)| {
                theirs.size.map_or(theirs.filename == name_on_the_way(&ours.name), |size| size == ours.size)
            });
        // A file cannot be taken back, so a draft with the wrong ones is left behind.
        Ok(if same { Uploaded::Files(theirs.len()) } else { Uploaded::Unusable })
    }

    /// Asks Autenti to send. When it is in doubt whether it did already, the document's state tells.
    pub(super) async fn send(&self, record: &Record) -> Result<()> {
        let document = document_id(record)?;
        if !(self.in_doubt && self.is_sent(&document).await?) {
            if let Err(error) = self.proxy.autenti.send(&document).await {
                // Autenti offers no sending to a document that is out, so a refusal may be good news.
                let settled = !error.is_transient() && self.is_sent(&document).await?;
                if !settled {
                    return Err(error.into());
                }
            }
            tracing::info!(document = document.as_str(), element = record.instance.element, "sent");
        }
        Ok(self.proxy.journal.step(record.id, SendingStep::WriteBack).await?)
    }

    async fn is_sent(&self, document: &DocumentId) -> Result<bool> {
        Ok(self.proxy.autenti.document(document).await?.status != DocumentStatus::Draft)
    }
}

/// The name under which a file goes up. What stands before a slash would be taken for a folder and be lost.
fn name_on_the_way(name: &str) -> String {
    name.replace(['/', '\\'], "_")
}

/// What became of an upload.
enum Uploaded {
    /// So many files are there.
    Files(usize),
    /// The document is out already.
    AlreadySent,
    /// The draft is gone, or holds other files.
    Unusable,
}

/// The document of an entry that has got as far as having one.
pub(crate) fn document_id(record: &Record) -> Result<DocumentId> {
    let id = record.document_id.as_deref().unwrap_or_default();
    id.parse().map_err(|error: autenti::InvalidId| Failure::new(ErrorCode::DocumentUnknown).because(error))
}

/// What goes out.
fn new_document(plan: &Plan) -> Result<NewDocument> {
    let mut document = NewDocument::new(&plan.title)
        .message(&plan.message)
        .language(&plan.language)
        .as_organisation(plan.as_organisation)
        .visualisation(match plan.visualisation {
            Visualisation::Card => autenti::Visualisation::Card,
            Visualisation::Manual => autenti::Visualisation::Manual,
        });
    for label in plan.labels.iter().filter(|label| !label.trim().is_empty()) {
        document =
            document.tag(label.parse().map_err(|error: autenti::InvalidId| {
                Failure::new(ErrorCode::AutentiRefused).because(error)
            })?);
    }
    for recipient in &plan.recipients {
        document = document.party(new_party(recipient, plan.signing_order)?);
    }
    Ok(document)
}

fn new_party(recipient: &RecipientRow, signing_order: bool) -> Result<NewParty> {
    let role = recipient.role.as_ref().map(|role| autenti::Role::from(role.as_str())).unwrap_or_default();
    let mut party =
        NewParty::new(role, &recipient.first_name, &recipient.last_name, recipient.email.as_str());
    if let Some(kind) = &recipient.signature_type {
        party = party.signature(autenti::SignatureType::from(kind.as_str()));
    }
    if recipient.sms_unlock {
        party = party.sms_to_open(&recipient.phone);
    }
    if recipient.sms_authorisation {
        party = party.sms_to_sign(&recipient.phone);
    }
    if let Some(order) = recipient.order.filter(|_| signing_order).and_then(|order| u32::try_from(order).ok())
    {
        party = party.priority(order);
    }
    if recipient.representative {
        let vat = recipient.vat.parse().map_err(|error: autenti::InvalidVatNumber| {
            Failure::new(ErrorCode::RecipientsInvalid).because(error)
        })?;
        party = party.member_of(Organisation {
            name: recipient.organisation.clone(),
            vat,
            position: recipient.position.clone(),
        });
    }
    Ok(party)
}
