//! Looks into PDFs that come from outside.

use lopdf::{Dictionary, Document, Object};

/// Why a PDF cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    Unreadable,
    Protected,
    Signed,
    ActiveForm,
}

/// Opens a PDF to which pages can be added and a signature given.
pub(crate) fn open(file: &[u8]) -> Result<Document, Unusable> {
    let document = match Document::load_mem(file) {
        Ok(document) => document,
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => return Err(Unusable::Protected),
        Err(_) => return Err(Unusable::Unreadable),
    };
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Unusable::Protected);
    }
    if document.get_pages().is_empty() {
        return Err(Unusable::Unreadable);
    }
    if let Some(form) = form(&document) {
        if form.has(b"XFA") {
            return Err(Unusable::ActiveForm);
        }
        // Bit 1: the form holds a signature (PDF 32000-1, table 219).
        let flags = form.get(b"SigFlags").and_then(Object::as_i64).unwrap_or_default();
        if flags & 1 == 1 {
            return Err(Unusable::Signed);
        }
    }
    Ok(document)
}

fn form(document: &Document) -> Option<&Dictionary> {
    document.catalog().ok()?.get_deref(b"AcroForm", document).ok()?.as_dict().ok()
}

#[cfg(test)]
mod tests {
    use lopdf::{EncryptionState, EncryptionVersion, Permissions, dictionary};

    use super::*;
    use crate::pdf::to_bytes;
    use crate::sample_pdf::contract;

    fn with_form(form: Dictionary) -> Vec<u8> {
        let mut document = open(&contract("Umowa", &[])).unwrap();
        let form = document.add_object(form);
        document.catalog_mut().unwrap().set("AcroForm", form);
        to_bytes(document)
    }

    #[test]
    fn protected_pdfs_are_told_apart() {
        for user_password in ["tajne", ""] {
            let mut document = open(&contract("Umowa", &[])).unwrap();
            let id = Object::string_literal(*b"0123456789abcdef");
            document.trailer.set("ID", vec![id.clone(), id]);
            let version = EncryptionVersion::V2 {
                document: &document,
                owner_password: "właściciel",
                user_password,
                key_length: 128,
                permissions: Permissions::PRINTABLE,
            };
            let state = EncryptionState::try_from(version).unwrap();
            document.encrypt(&state).unwrap();
            assert_eq!(open(&to_bytes(document)).err(), Some(Unusable::Protected), "{user_password:?}");
        }
    }

    #[test]
    fn only_plain_readable_pdfs_are_opened() {
        let contract = contract("Umowa", &[]);
        assert!(open(&contract).is_ok());
        assert_eq!(open(b"%PDF-1.7 nonsense").err(), Some(Unusable::Unreadable));
        assert_eq!(open(&contract[..contract.len() / 2]).err(), Some(Unusable::Unreadable));
        assert_eq!(open(&with_form(dictionary! { "SigFlags" => 3 })).err(), Some(Unusable::Signed));
        assert_eq!(open(&with_form(dictionary! { "XFA" => 1 })).err(), Some(Unusable::ActiveForm));
        assert!(open(&with_form(dictionary! { "SigFlags" => 0 })).is_ok());
    }
}
