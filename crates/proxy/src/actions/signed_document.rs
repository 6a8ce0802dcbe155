//! Get the signed document: to the browser, or to the instance.

use std::time::Duration;

use autenti::{Document, Download, File, FilePurpose};
use autenti_model::{ErrorCode, Right};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use webcon::{Attachment, DatabaseId, Element, ElementId, NewAttachment, SavedAttachment};

use crate::Proxy;
use crate::auth::Principal;
use crate::config::Profile;
use crate::failure::{Failure, Result};
use crate::form::Names;
use crate::journal::{Attached, Record};
use crate::keeper::document_id;

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

/// The signed file, as a stream.
///
/// # Errors
/// [`ErrorCode::NotSignedYet`], [`ErrorCode::NotSentYet`], and what Autenti fails with.
pub async fn download(proxy: &Proxy, principal: &Principal) -> Result<(String, Download)> {
    principal.require(Right::Download)?;
    let record = proxy.sent(principal).await?;
    let (document, file) = proxy.signed_file(&record, &[]).await?;
    let name = match &principal.profile.signed_document.file_name {
        None => file_name(&file.filename, &document.title, ".pdf"),
        Some(_) => proxy.attachment_name(&principal.profile, principal.element, &document, &file).await?,
    };
    Ok((name, proxy.autenti.file_content(&document.id, &file.id).await?))
}

/// Saves the signed file on the instance. One that is there already is not saved again.
///
/// # Errors
/// [`ErrorCode::NotSignedYet`], [`ErrorCode::NotSentYet`], [`ErrorCode::FormCheckedOut`], and what Autenti
/// and WEBCON fail with.
pub async fn attach(proxy: &Proxy, principal: &Principal) -> Result<Attached> {
    principal.require(Right::Attach)?;
    let record = proxy.sent(principal).await?;
    let attached = proxy.attach_signed_document(&principal.profile, &record).await?;
    proxy.hub.changed(&record.instance);
    Ok(attached)
}

impl Proxy {
    /// Saves the signed file on the instance, unless it is there.
    pub(crate) async fn attach_signed_document(
        &self,
        profile: &Profile,
        record: &Record,
    ) -> Result<Attached> {
        let _turn = self.attaching.take(record.id).await;
        let record = self.journal.get(record.id).await?;
        let extras: Vec<(FilePurpose, &str)> = [
            (profile.signed_document.signature_card, FilePurpose::SignatureCard, ".pdf"),
            (profile.signed_document.archive, FilePurpose::ContentArchive, ".zip"),
        ]
        .into_iter()
        .filter_map(|(is_wanted, purpose, extension)| is_wanted.then_some((purpose, extension)))
        .collect();
        let purposes: Vec<&FilePurpose> = extras.iter().map(|(purpose, _)| purpose).collect();
        let (document, file) = self.signed_file(&record, &purposes).await?;
        let names = Names::read(self, profile, record.instance.element).await?;
        let is_there = |id: i64| names.element.attachments.iter().any(|known| i64::from(known.id.0) == id);
        if let Some(attached) = record.attached.clone().filter(|attached| is_there(attached.id)) {
            return Ok(attached);
        }
        let name = name_for(profile, &names, &document, &file)?;
        let content = self.whole(&document, &file).await?;
        let saved = self.save(profile, &names.element, name, content).await?;
        for (purpose, extension) in extras {
            let Some(extra) = document.files.iter().find(|file| file.purpose == purpose) else { continue };
            let name = file_name(&extra.filename, &document.title, extension);
            let content = self.whole(&document, extra).await?;
            self.save(profile, &names.element, name, content).await?;
        }
        tracing::info!(element = record.instance.element, attachment = %saved.id, "signed document saved");
        self.journal.attached(record.id, &saved).await?;
        Ok(saved)
    }

    /// A whole file.
    async fn whole(&self, document: &Document, file: &File) -> Result<Bytes> {
        let download = self.autenti.file_content(&document.id, &file.id).await?;
        download.bytes(LARGEST).await?.ok_or_else(|| {
            let cause = anyhow::anyhow!("the file {} is larger than {LARGEST} bytes", file.id.as_str());
            Failure::new(ErrorCode::TooLarge).because(cause)
        })
    }

    /// Puts the file on the instance: over one of the same name where the profile says so, else beside it.
    async fn save(
        &self,
        profile: &Profile,
        element: &Element,
        name: String,
        content: Bytes,
    ) -> Result<Attached> {
        let category = profile.signed_document.category.clone();
        let (database, id) = (DatabaseId(profile.database), ElementId(element.id.0));
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
                return Ok(Attached { id: i64::from(known.id.0), name: known.name.clone() });
            }
        }
        let file = NewAttachment { name, content, group: category, description: None };
        let saved: SavedAttachment = match same.first().filter(|_| overwrites) {
            Some(known) => self.webcon.replace_attachment(database, id, known.id, &file, false).await?,
            None => self.webcon.add_attachment(database, id, &file, false).await?,
        };
        Ok(Attached { id: i64::from(saved.id.0), name: saved.name })
    }

    async fn is_same(
        &self,
        database: DatabaseId,
        element: ElementId,
        known: &Attachment,
        content: &Bytes,
    ) -> Result<bool> {
        let theirs = self.webcon.attachment_content(database, element, known.id).await?;
        let theirs = theirs.bytes(LARGEST).await?;
        Ok(theirs.is_some_and(|theirs| Sha256::digest(&theirs) == Sha256::digest(content)))
    }

    /// The signed file of a document that everybody has signed. Where the status is there before the file,
    /// the file is waited for, and so are the files of other purposes that are wanted with it; of those, what does
    /// not come is done without: a card of its own may be missing for good (facts: Autenti API, "Files").
    async fn signed_file(&self, record: &Record, with: &[&FilePurpose]) -> Result<(Document, File)> {
        let id = document_id(record)?;
        let mut waits = FILE_IS_LATE.into_iter();
        loop {
            let document = self.autenti.document(&id).await?;
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

    async fn attachment_name(
        &self,
        profile: &Profile,
        element: i32,
        document: &Document,
        file: &File,
    ) -> Result<String> {
        let names = Names::read(self, profile, element).await?;
        name_for(profile, &names, document, file)
    }
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
