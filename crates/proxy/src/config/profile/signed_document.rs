//! `[profiles.….signed_document]`: where the signed document goes.

use super::{optional, template};
use crate::config::Template;
use crate::config::reader::Section;

/// Where the signed document goes.
#[derive(Clone, Debug)]
pub struct SignedDocument {
    /// Its name; none for Autenti's.
    pub file_name: Option<Template>,
    /// WEBCON's category, `id#name`; none for no category.
    pub category: Option<String>,
    /// Replaces an attachment of the same name by a new version.
    pub overwrite: bool,
    /// Saved on the instance as soon as everybody has signed, without being asked.
    pub attach_when_completed: bool,
    /// With it, the signature card as a file of its own.
    pub signature_card: bool,
    /// With it, Autenti's archive of everything.
    pub archive: bool,
}

impl SignedDocument {
    pub(super) fn read(section: Section<'_>) -> Self {
        let file_name = template(&section, "file_name", false);
        let signed = Self {
            file_name: Some(file_name).filter(|name| !name.is_empty()),
            category: optional(&section, "category"),
            overwrite: section.flag("overwrite"),
            attach_when_completed: section.flag("attach_when_completed"),
            signature_card: section.flag("signature_card"),
            archive: section.flag("archive"),
        };
        section.finish();
        signed
    }
}
