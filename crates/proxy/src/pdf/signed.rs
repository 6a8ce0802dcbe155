//! Whether what came back from Autenti is the signed document: an error page behind a 200, an empty body or half
//! a file must not be kept in its place.

use thiserror::Error;

use super::{File, Limits, begins_as_pdf, encryption, pages};

/// Why what came back is not the signed document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Damage {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// It is no PDF.
    #[error("it is no PDF")]
    NotPdf,
    /// It is longer or shorter than Autenti says.
    #[error("it has {actual} bytes where Autenti tells {expected}")]
    Length {
        /// As Autenti tells it.
        expected: u64,
        /// As it came.
        actual: u64,
    },
    /// Its end is missing.
    #[error("its end is missing")]
    Truncated,
    /// No page can be read.
    #[error("no page of it can be read")]
    Unreadable,
}

/// A PDF may have something behind its end, but not more than this.
const END_WITHIN: usize = 4096;

/// Looks at a signed document that was downloaded: its header, its length if Autenti tells it, its end, and
/// whether it can be read. A file that is too large to be looked at within the limits counts as readable.
///
/// # Errors
/// What is wrong with it; then it is to be asked for again.
pub fn check_signed(content: &[u8], expected_length: Option<u64>, limits: &Limits) -> Result<(), Damage> {
    let actual = u64::try_from(content.len()).unwrap_or(u64::MAX);
    if content.is_empty() {
        return Err(Damage::Empty);
    }
    if !begins_as_pdf(content) {
        return Err(Damage::NotPdf);
    }
    if let Some(expected) = expected_length.filter(|expected| *expected != actual) {
        return Err(Damage::Length { expected, actual });
    }
    let end = &content[content.len().saturating_sub(END_WITHIN)..];
    if !super::says(end, "%%EOF") {
        return Err(Damage::Truncated);
    }
    let Ok(mut file) = File::open(content, limits) else { return Ok(()) };
    let is_encrypted = file.encryption().is_some();
    let Ok(catalog) = file.catalog() else { return Ok(()) };
    let pages = catalog.map_or(Ok(pages::Pages::default()), |catalog| pages::read(&mut file, &catalog));
    match pages {
        // Encrypted pages cannot be counted, but a file that opens can be read.
        Ok(pages) if pages.count == 0 => {
            let opens = is_encrypted && encryption::opens_without_password(&mut file) == Ok(true);
            if opens { Ok(()) } else { Err(Damage::Unreadable) }
        }
        Ok(_) | Err(_) => Ok(()),
    }
}
