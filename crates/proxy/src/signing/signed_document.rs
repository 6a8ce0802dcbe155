//! The signed document: read from Autenti, to the browser or to the instance.

use std::time::Duration;

use autenti::{Document, Download, File, FilePurpose};
use autenti_model::{ErrorCode, Text};
use bytes::Bytes;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use webcon::{Attachment, AttachmentId, DatabaseId, Element, ElementId, NewAttachment, SavedAttachment};

use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::config::Profile;
use crate::failure::{Failure, Result};
use crate::form::{Checkout, Forms, Names};
use crate::keyed_mutex::KeyedMutex;
use crate::pdf;
use crate::signing::documents::document_id;
use crate::store::{Attached, SigningId, SigningRecord, Store};
use crate::timing::passed;

/// The status may be there before the file (facts: Autenti API, "Known bugs and traps"): it is looked for
/// again after each of these waits.
const FILE_IS_LATE: [Duration; 5] = [
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// A signed file larger than this is not taken: it goes to WEBCON as base64 in one request.
const LARGEST: usize = 64 * 1024 * 1024;

/// How many signed files are held in memory at once.
const AT_ONCE: usize = 4;

/// The longest that WEBCON may take to answer to a file; then the client gives up.
const LONGEST_SAVING: Duration = Duration::from_secs(30);

/// A file of a signed document that people can download.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DocumentPart {
    /// The signed PDF.
    #[default]
    Signed,
    /// The signature card, where Autenti has one as a file of its own.
    Card,
}

/// The download if it begins as a PDF does: a person would save an error page as the signed document.
async fn pdf_only(mut content: Download) -> Result<Download> {
    if pdf::begins_as_pdf(&content.beginning(pdf::HEADER_WITHIN).await?) {
        return Ok(content);
    }
    let cause = anyhow::anyhow!("Autenti answered something else than a PDF for the file");
    Err(Failure::new(ErrorCode::AutentiUnavailable).with_source(cause))
}

/// Reads signed documents, and saves them.
#[derive(Debug)]
pub struct SignedDocuments {
    store: Store,
    forms: Forms,
    accounts: Accounts,
    clock: Clock,
    /// How long a saving whose answer was lost may still land.
    may_still_land: Duration,
    /// One saving of a signed file at a time.
    saving: KeyedMutex<SigningId, ()>,
    /// Files that are held in memory at once.
    room: Semaphore,
}

impl SignedDocuments {
    /// Reads signed documents of these accounts.
    pub fn new(
        store: Store,
        forms: Forms,
        accounts: Accounts,
        clock: Clock,
        may_still_land: Duration,
    ) -> Self {
        Self {
            store,
            forms,
            accounts,
            clock,
            may_still_land,
            saving: KeyedMutex::default(),
            room: Semaphore::new(AT_ONCE),
        }
    }

    /// The file and its name, as a stream.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedYet`], and what Autenti fails with.
    pub async fn download(
        &self,
        profile: &Profile,
        record: &SigningRecord,
        part: DocumentPart,
    ) -> Result<(String, Download)> {
        let (document, file) = self.signed_file(record, &[]).await?;
        if part == DocumentPart::Card {
            let card = document.files.iter().find(|file| file.purpose == FilePurpose::SignatureCard);
            let card = card.ok_or_else(|| Failure::new(ErrorCode::NotFound).with_message(Text::NoCard))?;
            let name = file_name(&card.filename, &document.title, ".pdf");
            let client = self.accounts.client_of(record)?;
            return Ok((name, pdf_only(client.file_content(&document.id, &card.id).await?).await?));
        }
        let name = match &profile.signed_document.file_name {
            None => file_name(&file.filename, &document.title, ".pdf"),
            Some(_) => {
                let names = self.forms.names(profile, record.instance.element).await?;
                name_for(profile, &names, &document, &file)?
            }
        };
        let client = self.accounts.client_of(record)?;
        Ok((name, pdf_only(client.file_content(&document.id, &file.id).await?).await?))
    }

    /// Saves the signed file on the instance, unless it is there.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedYet`], [`ErrorCode::FormCheckedOut`], and what Autenti and WEBCON fail with.
    pub async fn attach(&self, profile: &Profile, record: &SigningRecord) -> Result<Attached> {
        let _saving = self.saving.lock(record.id).await;
        let record = self.store.signing(record.id).await?;
        let _room = self.room.acquire().await.map_err(anyhow::Error::from)?;
        self.attach_now(profile, &record).await
    }

    async fn attach_now(&self, profile: &Profile, record: &SigningRecord) -> Result<Attached> {
        let extras: Vec<(FilePurpose, &str)> = [
            (profile.signed_document.signature_card, FilePurpose::SignatureCard, ".pdf"),
            (profile.signed_document.archive, FilePurpose::ContentArchive, ".zip"),
        ]
        .into_iter()
        .filter_map(|(is_wanted, purpose, extension)| is_wanted.then_some((purpose, extension)))
        .collect();
        let purposes: Vec<&FilePurpose> = extras.iter().map(|(purpose, _)| purpose).collect();
        let (document, file) = self.signed_file(record, &purposes).await?;
        let names = self.forms.names(profile, record.instance.element).await?;
        let is_there = |id: AttachmentId| names.element.attachments.iter().any(|known| known.id == id);
        if let Some(attached) = record.attached.clone().filter(|attached| is_there(attached.id)) {
            return Ok(attached);
        }
        let name = name_for(profile, &names, &document, &file)?;
        let content = self.whole(record, &document, &file).await?;
        check_pdf(&file, &content).await?;
        let saved = self.save(profile, record, &names.element, name, content).await?;
        for (purpose, extension) in extras {
            let Some(extra) = document.files.iter().find(|file| file.purpose == purpose) else { continue };
            let name = file_name(&extra.filename, &document.title, extension);
            let content = self.whole(record, &document, extra).await?;
            if purpose == FilePurpose::ContentArchive {
                check_archive(extra, &content)?;
            } else {
                check_pdf(extra, &content).await?;
            }
            self.save(profile, record, &names.element, name, content).await?;
        }
        tracing::info!(instance = %record.instance, attachment = %saved.id, "signed document saved");
        self.store.attached(record.id, &saved).await?;
        Ok(saved)
    }

    /// A whole file.
    async fn whole(&self, record: &SigningRecord, document: &Document, file: &File) -> Result<Bytes> {
        let client = self.accounts.client_of(record)?;
        let download = client.file_content(&document.id, &file.id).await?;
        download.bytes(LARGEST).await?.ok_or_else(|| {
            let cause = anyhow::anyhow!("the file {} is larger than {LARGEST} bytes", file.id.as_str());
            Failure::new(ErrorCode::TooLarge).with_source(cause)
        })
    }

    /// Puts the file on the instance: over one of the same name where the profile says so, else beside it.
    async fn save(
        &self,
        profile: &Profile,
        record: &SigningRecord,
        element: &Element,
        name: String,
        content: Bytes,
    ) -> Result<Attached> {
        let category = profile.signed_document.category.clone();
        let (database, id) = (profile.database, element.id);
        let overwrites = profile.signed_document.overwrite;
        let same_place = |known: &&Attachment| {
            known.name.eq_ignore_ascii_case(&name)
                && match category.as_deref() {
                    Some(category) => known.category_is(category),
                    // facts: plugin, "Get document": the flag alone says that the one of the same name is
                    // overwritten, wherever it is; it stays in its category.
                    None => overwrites || known.group.trim().is_empty(),
                }
        };
        let same: Vec<&Attachment> = element.attachments.iter().filter(same_place).collect();
        for known in &same {
            // An answer that was lost may have been a success.
            if self.is_same(database, id, known, &content).await? {
                return Ok(Attached { id: known.id, name: known.name.clone() });
            }
        }
        let file = NewAttachment { name, content, group: category, description: None };
        let over = same.first().filter(|_| overwrites).map(|known| known.id);
        self.begin_saving(record).await?;
        let saved = self.put(profile, record, over, &file).await;
        let lands_until = match &saved {
            Err(failure) if failure.may_have_happened() => Some(self.clock.now() + self.may_still_land),
            Ok(_) | Err(_) => None,
        };
        self.store.attach_ended(record.id, lands_until).await?;
        saved
    }

    /// Notes that a file is being saved, before it is: whoever is ended meanwhile, or has waited long enough, leaves word,
    /// and another proxy that saves the same file at this moment waits. Saved once more, it might be there twice.
    async fn begin_saving(&self, record: &SigningRecord) -> Result<()> {
        let now = self.clock.now();
        let lands_until = now + LONGEST_SAVING + self.may_still_land;
        if self.store.attach_begins(record.id, lands_until, now).await? {
            return Ok(());
        }
        let doubt = self.store.signing(record.id).await?.attach_doubt;
        let rest = doubt.map_or(self.may_still_land, |until| passed(now, until));
        Err(Failure::new(ErrorCode::WebconUnavailable).with_retry_after(Some(rest)))
    }

    async fn put(
        &self,
        profile: &Profile,
        record: &SigningRecord,
        over: Option<AttachmentId>,
        file: &NewAttachment,
    ) -> Result<Attached> {
        let (database, id) = (profile.database, record.instance.element);
        let webcon = self.forms.webcon();
        let force = Checkout::of(profile, record, self.clock.now()).is_taken();
        let saved: SavedAttachment = match over {
            Some(known) => webcon.replace_attachment(database, id, known, file, force).await?,
            None => webcon.add_attachment(database, id, file, force).await?,
        };
        // An answer of success is no proof: the file is looked for.
        let unknown = |failure: Failure| failure.outcome_unknown(true);
        let now = webcon.element(database, id).await.map_err(|error| unknown(error.into()))?;
        let Some(there) = now.attachments.iter().find(|known| known.id == saved.id) else {
            let cause = anyhow::anyhow!("WEBCON answered with success, and the file is not on the instance");
            return Err(unknown(Failure::new(ErrorCode::WebconUnavailable).with_source(cause)));
        };
        Ok(Attached { id: there.id, name: there.name.clone() })
    }

    async fn is_same(
        &self,
        database: DatabaseId,
        element: ElementId,
        known: &Attachment,
        content: &Bytes,
    ) -> Result<bool> {
        let theirs = self.forms.webcon().attachment_content(database, element, known.id).await?;
        let theirs = theirs.bytes(LARGEST).await?;
        Ok(theirs.is_some_and(|theirs| Sha256::digest(&theirs) == Sha256::digest(content)))
    }

    /// The signed file of a document that everybody has signed. Where the status is there before the file,
    /// the file is waited for, and so are the files of other purposes that are wanted with it; of those, what does
    /// not come is done without: a card of its own may be missing for good (facts: Autenti API, "Files").
    async fn signed_file(&self, record: &SigningRecord, with: &[&FilePurpose]) -> Result<(Document, File)> {
        let id = document_id(record)?;
        let client = self.accounts.client_of(record)?;
        let mut waits = FILE_IS_LATE.into_iter();
        loop {
            let document = client.document(&id).await?;
            let find = |purpose: &FilePurpose| document.files.iter().find(|file| file.purpose == *purpose);
            let signed = find(&FilePurpose::SignedContent).cloned();
            let has_all = with.iter().all(|purpose| find(purpose).is_some());
            let is_completed = document.status == autenti::DocumentStatus::Completed;
            match (signed, waits.next().filter(|_| is_completed)) {
                (Some(file), _) if has_all => return Ok((document, file)),
                (_, Some(wait)) => tokio::time::sleep(wait).await,
                (Some(file), None) => return Ok((document, file)),
                (None, None) => return Err(Failure::new(ErrorCode::NotSignedYet)),
            }
        }
    }
}

/// A ZIP file may have a comment behind its end, but not a longer one than this.
const ARCHIVE_END_WITHIN: usize = 22 + 65_535;

/// Makes sure that what came is an archive, and the whole of it. What is not is waited for.
fn check_archive(file: &File, content: &Bytes) -> Result<()> {
    let end = &content[content.len().saturating_sub(ARCHIVE_END_WITHIN)..];
    let is_whole = content.starts_with(b"PK")
        && file.size.is_none_or(|size| size == content.len() as u64)
        && end.windows(4).any(|bytes| bytes == b"PK\x05\x06");
    if is_whole {
        return Ok(());
    }
    let cause = anyhow::anyhow!("what came as the archive is no whole ZIP file");
    Err(Failure::new(ErrorCode::NotSignedYet).with_source(cause))
}

/// Makes sure that what came is the signed file, or the card. What is not is waited for.
async fn check_pdf(file: &File, content: &Bytes) -> Result<()> {
    let (content, size, purpose) = (content.clone(), file.size, &file.purpose);
    let checked =
        tokio::task::spawn_blocking(move || pdf::check_signed(&content, size, &pdf::Limits::default()));
    checked.await.map_err(anyhow::Error::from)?.map_err(|damage| {
        let cause = anyhow::anyhow!("what came as {}: {damage}", purpose.as_str());
        Failure::new(ErrorCode::NotSignedYet).with_source(cause)
    })
}

/// What the profile calls the file, or Autenti.
fn name_for(profile: &Profile, names: &Names, document: &Document, file: &File) -> Result<String> {
    match &profile.signed_document.file_name {
        None => Ok(file_name(&file.filename, &document.title, ".pdf")),
        Some(template) => {
            let name =
                template.fill(|field| names.field(field).map(|field| field.value.to_text().into_owned()))?;
            Ok(file_name(&name, &document.title, ".pdf"))
        }
    }
}

/// A name under which every system can keep the file, with its extension at its end.
fn file_name(name: &str, title: &str, extension: &str) -> String {
    let clean = |text: &str| {
        let text: String = text
            .chars()
            .map(|c| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c })
            .collect();
        text.trim().trim_matches('.').chars().take(150).collect::<String>()
    };
    let is_bare = |name: &String| name.is_empty() || name.eq_ignore_ascii_case(&extension[1..]);
    let name = [clean(name), clean(title), "document".to_owned()].into_iter().find(|name| !is_bare(name));
    let name = name.unwrap_or_default();
    if name.to_lowercase().ends_with(extension) { name } else { name + extension }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_can_be_kept_everywhere() {
        assert_eq!(file_name("umowa.pdf", "", ".pdf"), "umowa.pdf");
        assert_eq!(file_name("umowa", "", ".pdf"), "umowa.pdf");
        assert_eq!(file_name("Umowa 1/2026: \"A\".PDF", "", ".pdf"), "Umowa 1_2026_ _A_.PDF");
        assert_eq!(file_name("", "Umowa 1/2026", ".pdf"), "Umowa 1_2026.pdf");
        assert_eq!(file_name(" .pdf", "../..", ".pdf"), "_.pdf");
        assert_eq!(file_name("", "", ".zip"), "document.zip");
    }
}
