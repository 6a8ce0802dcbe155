//! A look into PDF files: what Autenti refuses is found before anything is sent (facts: Autenti API, "Files and
//! participants": files that are signed, protected by a password, or hold an active form), and what comes back
//! is taken for the signed document only if it is one.
//!
//! Files are strangers' bytes: looking at one takes time in proportion to its size, and memory within
//! [`Limits`]. Nothing here waits for anything, so it may run on any thread.

mod encryption;
mod file;
mod form;
mod object;
mod pages;
mod signed;

pub use signed::{Damage, check_signed};

use file::{File, TooComplex};
use object::Dictionary;

/// A PDF may have something in front of its header, but not more than this.
pub const HEADER_WITHIN: usize = 1024;

/// What may be spent on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that compressed objects may take together when they are decompressed.
    pub decompressed: usize,
    /// Objects in the file.
    pub objects: usize,
}

impl Default for Limits {
    /// More than a file of 20 MB needs: 64 MB, and half a million objects.
    fn default() -> Self {
        Self { decompressed: 64 * 1024 * 1024, objects: 500_000 }
    }
}

/// Why a file cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is no PDF.
    NotPdf,
    /// It is protected by a password.
    Encrypted,
    /// It opens without a password, but restricts what may be done with it (an owner's password).
    Restricted,
    /// It bears a signature already, which another one would break.
    Signed,
    /// It holds an active (XFA) form.
    ActiveForm,
    /// No page can be read.
    Unreadable,
    /// Looking at it costs more than is permitted.
    TooComplex,
}

impl From<TooComplex> for Unfit {
    fn from(_: TooComplex) -> Self {
        Self::TooComplex
    }
}

/// What was found in a file that can be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// How many pages can be read; none for a restricted file whose pages are encrypted.
    pub pages: Option<usize>,
    /// Whether it restricts what may be done with it.
    pub is_restricted: bool,
}

/// Looks at a file. Whether one that only restricts changes is fit is for the profile to say, because Autenti's
/// verdict on it is not known. What cannot be told counts as fit: Autenti has the last word.
///
/// # Errors
/// Why it cannot be signed.
pub fn inspect(content: &[u8], allow_restricted: bool, limits: &Limits) -> Result<Inspection, Unfit> {
    if !begins_as_pdf(content) {
        return Err(Unfit::NotPdf);
    }
    let mut file = File::open(content, limits)?;
    let is_restricted = file.encryption().is_some();
    if is_restricted {
        if !encryption::opens_without_password(&mut file)? {
            return Err(Unfit::Encrypted);
        }
        if !allow_restricted {
            return Err(Unfit::Restricted);
        }
    }
    let catalog = file.catalog()?;
    let pages = catalog.as_ref().map(|catalog| pages::read(&mut file, catalog)).transpose()?;
    let pages = pages.unwrap_or_default();
    if let Some(catalog) = &catalog {
        if is_certified(&mut file, catalog)? {
            return Err(Unfit::Signed);
        }
        let form = form::read(&mut file, catalog, &pages.annotations)?;
        if form.is_active {
            return Err(Unfit::ActiveForm);
        }
        if form.is_signed {
            return Err(Unfit::Signed);
        }
    }
    match pages.count {
        0 if is_restricted => Ok(Inspection { pages: None, is_restricted }),
        // What a signature covers stands beside it and is never compressed.
        0 if says(content, "/ByteRange") => Err(Unfit::Signed),
        0 => Err(Unfit::Unreadable),
        count => Ok(Inspection { pages: Some(count), is_restricted }),
    }
}

/// Whether a file that begins like this says that it is a PDF; [`HEADER_WITHIN`] bytes are enough to tell.
pub fn begins_as_pdf(content: &[u8]) -> bool {
    says(&content[..content.len().min(HEADER_WITHIN)], "%PDF-")
}

fn says(content: &[u8], word: &str) -> bool {
    memchr::memmem::find(content, word.as_bytes()).is_some()
}

/// Whether the author certified the document: then it permits no change, or only some.
fn is_certified(file: &mut File<'_>, catalog: &Dictionary) -> Result<bool, TooComplex> {
    let Some(permissions) = catalog.get("Perms") else { return Ok(false) };
    Ok(file.dictionary(permissions)?.is_some_and(|permissions| permissions.get("DocMDP").is_some()))
}

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
