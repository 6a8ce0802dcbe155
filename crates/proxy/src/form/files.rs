//! The files of a form: fetched from WEBCON and looked at before anything is sent.

use autenti_model::{ErrorCode, LocalizedMessage, Text};
use bytes::Bytes;
use webcon::{AttachmentId, ElementId};

use crate::config::Profile;
use crate::digest;
use crate::failure::{Failure, Result};
use crate::form::{Forms, KnownFile, SelectedFile};
use crate::pdf::{self, Unfit};
use crate::plan::PlannedFile;

/// What Autenti takes for all files together (facts: Autenti API, "Files and participants"; whether it is
/// per file or in sum is not said, so the stricter reading holds, as in the plugin).
pub const LARGEST_TOTAL: u64 = 20 * 1024 * 1024;

/// Fetches the files one after another and checks them: there is at least one, each is a PDF inside, and together
/// they are not too large. What was fetched is not kept: it is fetched again when it goes up.
///
/// # Errors
/// [`ErrorCode::NoAttachments`], [`ErrorCode::NotPdf`] and the codes of PDF files that Autenti does not take,
/// [`ErrorCode::TooLarge`], and what WEBCON fails with.
pub async fn fetch(
    forms: &Forms,
    profile: &Profile,
    element: ElementId,
    files: &[SelectedFile],
) -> Result<Vec<PlannedFile>> {
    if files.is_empty() {
        return Err(Failure::new(ErrorCode::NoAttachments));
    }
    if let Some((code, message)) = files.iter().find_map(|file| refusal_of_name(&file.name)) {
        return Err(Failure::new(code).with_message(message));
    }
    let mut fetched = Vec::with_capacity(files.len());
    let mut sizes = Vec::with_capacity(files.len());
    for file in files {
        let content = content(forms, profile, element, file.id, &file.name).await?;
        let size = content.len() as u64;
        sizes.push((file.name.clone(), size));
        if sizes.iter().map(|(_, size)| size).sum::<u64>() > LARGEST_TOTAL {
            return Err(too_large(&sizes));
        }
        if let Some((code, said)) = refusal_of_size(profile, &file.name, size) {
            forms.remember_file(profile, file, KnownFile { size, unfit: None }).await;
            return Err(Failure::new(code).with_message(said));
        }
        let unfit = inspect(profile, content.clone()).await?;
        forms.remember_file(profile, file, KnownFile { size, unfit }).await;
        if let Some((code, message)) = unfit.map(|unfit| refusal_of(unfit, &file.name)) {
            return Err(Failure::new(code).with_message(message));
        }
        let planned =
            PlannedFile { attachment: file.id, name: file.name.clone(), size, sha256: digest::hex(&content) };
        fetched.push(planned);
    }
    Ok(fetched)
}

/// Looks into a file, on a thread of its own: a large one takes a while. The answer is why it cannot be sent.
async fn inspect(profile: &Profile, content: Bytes) -> Result<Option<Unfit>> {
    let allow_restricted = profile.allow_restricted_pdf;
    let inspected = tokio::task::spawn_blocking(move || {
        pdf::inspect(&content, allow_restricted, &pdf::Limits::default())
    });
    Ok(inspected.await.map_err(anyhow::Error::from)?.err())
}

/// Why a file cannot be sent, as far as its name and what was seen in it tell; none when nothing is known to be wrong.
pub fn refusal(profile: &Profile, file: &SelectedFile) -> Option<(ErrorCode, LocalizedMessage)> {
    let seen = |known: &KnownFile| {
        let unfit = || Some(refusal_of(known.unfit?, &file.name));
        refusal_of_size(profile, &file.name, known.size).or_else(unfit)
    };
    refusal_of_name(&file.name).or_else(|| file.known.as_ref().and_then(seen))
}

/// Whether one file is larger than Autenti takes (facts: Autenti API, "Files and participants"; said by its help centre,
/// so a profile can say otherwise).
fn refusal_of_size(profile: &Profile, name: &str, size: u64) -> Option<(ErrorCode, LocalizedMessage)> {
    let limit = profile.attachments.largest_file;
    (size > limit).then(|| {
        let said =
            LocalizedMessage::from(Text::FileTooLarge).with("file", name).with("size", megabytes(size));
        (ErrorCode::TooLarge, said.with("limit", (limit / (1024 * 1024)).to_string()))
    })
}

fn refusal_of_name(name: &str) -> Option<(ErrorCode, LocalizedMessage)> {
    let is_pdf = name.to_lowercase().ends_with(".pdf");
    (!is_pdf).then(|| (ErrorCode::NotPdf, LocalizedMessage::from(Text::NotPdfName).with("file", name)))
}

fn refusal_of(unfit: Unfit, name: &str) -> (ErrorCode, LocalizedMessage) {
    let (code, text) = match unfit {
        Unfit::NotPdf => (ErrorCode::NotPdf, Text::NotPdfNamed),
        Unfit::Encrypted => (ErrorCode::PdfProtected, Text::PdfEncrypted),
        Unfit::Restricted => (ErrorCode::PdfProtected, Text::PdfRestricted),
        Unfit::Signed => (ErrorCode::PdfSigned, Text::PdfSigned),
        Unfit::ActiveForm => (ErrorCode::PdfActiveForm, Text::PdfActiveForm),
        Unfit::Unreadable => (ErrorCode::PdfUnreadable, Text::PdfUnreadable),
        Unfit::TooComplex => (ErrorCode::PdfUnreadable, Text::PdfTooComplex),
    };
    (code, LocalizedMessage::from(text).with("file", name))
}

/// Fetches a file that was planned, and makes sure that it is still the same.
///
/// # Errors
/// [`ErrorCode::FilesChanged`], and what WEBCON fails with.
pub async fn fetch_planned(
    forms: &Forms,
    profile: &Profile,
    element: ElementId,
    file: &PlannedFile,
) -> Result<Bytes> {
    let changed = || Failure::new(ErrorCode::FilesChanged);
    let content = content(forms, profile, element, file.attachment, &file.name).await.map_err(|failure| {
        // The attachment was deleted while the document was on its way.
        if failure.code == ErrorCode::FilesChanged { changed() } else { failure }
    })?;
    if digest::hex(&content) == file.sha256 { Ok(content) } else { Err(changed()) }
}

/// Whether a file is to be looked at before anybody sends it: nothing is known of it, and nobody else is looking or has
/// tried to a moment ago. Whoever asks is expected to [`look_at`] it.
pub async fn is_to_be_looked_at(forms: &Forms, profile: &Profile, file: &SelectedFile) -> bool {
    file.known.is_none()
        && refusal_of_name(&file.name).is_none()
        && forms.begins_to_look_at(profile, file).await
}

/// Looks into a file before anybody sends it, so that its size and what is wrong with it are known from now on.
///
/// # Errors
/// What WEBCON fails with.
pub async fn look_at(
    forms: &Forms,
    profile: &Profile,
    element: ElementId,
    file: &SelectedFile,
) -> Result<()> {
    let known = match fetched(forms, profile, element, file.id).await? {
        Fetched::TooLarge(size) => KnownFile { size, unfit: None },
        Fetched::Content(content) => {
            let size = content.len() as u64;
            let is_refused = refusal_of_size(profile, &file.name, size).is_some();
            KnownFile { size, unfit: if is_refused { None } else { inspect(profile, content).await? } }
        }
    };
    forms.remember_file(profile, file, known).await;
    Ok(())
}

/// A file of WEBCON.
enum Fetched {
    Content(Bytes),
    /// It has so many bytes, and not all of them came.
    TooLarge(u64),
}

async fn fetched(forms: &Forms, profile: &Profile, element: ElementId, id: AttachmentId) -> Result<Fetched> {
    let download = forms.webcon().attachment_content(profile.database, element, id).await?;
    // One byte more than is permitted is enough to know that it is too much.
    let limit = usize::try_from(LARGEST_TOTAL).unwrap_or(usize::MAX);
    let length = download.length();
    Ok(match download.bytes(limit).await? {
        Some(content) => Fetched::Content(content),
        None => Fetched::TooLarge(length.unwrap_or(LARGEST_TOTAL + 1)),
    })
}

async fn content(
    forms: &Forms,
    profile: &Profile,
    element: ElementId,
    id: AttachmentId,
    name: &str,
) -> Result<Bytes> {
    match fetched(forms, profile, element, id).await? {
        Fetched::Content(content) => Ok(content),
        Fetched::TooLarge(size) => Err(too_large(&[(name.to_owned(), size)])),
    }
}

fn too_large(sizes: &[(String, u64)]) -> Failure {
    let total: u64 = sizes.iter().map(|(_, size)| size).sum();
    let files = sizes.iter().map(|(name, size)| format!("{name}: {} MB", megabytes(*size)));
    let files = files.collect::<Vec<_>>().join(", ");
    let message =
        LocalizedMessage::from(Text::TooLargeNamed).with("size", megabytes(total)).with("files", files);
    Failure::new(ErrorCode::TooLarge).with_message(message)
}

/// Rounded up to a tenth, so that what is too large never looks as if it were not.
fn megabytes(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(1024 * 1024);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(megabytes(LARGEST_TOTAL), "20.0");
        assert_eq!(megabytes(LARGEST_TOTAL + 1), "20.1");
        assert_eq!(megabytes(0), "0.0");
    }
}
