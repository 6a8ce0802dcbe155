//! A look into a PDF: what Autenti refuses is found before anything is sent (facts: Autenti API, "Files and
//! participants": files that are signed, protected by a password, or hold an active form).

use lopdf::{Document, Object};

/// A PDF may have something in front of its header, but not more than this.
const HEADER_WITHIN: usize = 1024;

/// Why a file cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is no PDF.
    NotPdf,
    /// It is protected by a password.
    Encrypted,
    /// It bears a signature already, which another one would break.
    Signed,
    /// It holds an active (XFA) form.
    ActiveForm,
}

/// Looks at a file. What cannot be told counts as fit: Autenti has the last word.
///
/// # Errors
/// Why it cannot be signed.
pub fn inspect(content: &[u8]) -> Result<(), Unfit> {
    let head = &content[..content.len().min(HEADER_WITHIN)];
    if !head.windows(5).any(|part| part == b"%PDF-") {
        return Err(Unfit::NotPdf);
    }
    let Ok(document) = Document::load_mem(content) else { return at_a_glance(content) };
    if document.is_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Unfit::Encrypted);
    }
    if is_certified(&document) {
        return Err(Unfit::Signed);
    }
    let Some(form) = form(&document) else { return Ok(()) };
    if form.has(b"XFA") {
        return Err(Unfit::ActiveForm);
    }
    if is_signed(&document) { Err(Unfit::Signed) } else { Ok(()) }
}

/// A file that cannot be read as a whole. That it is encrypted stands in its trailer, and what a signature
/// covers beside the signature; neither is ever compressed.
fn at_a_glance(content: &[u8]) -> Result<(), Unfit> {
    let says = |words: &[u8]| content.windows(words.len()).any(|part| part == words);
    if says(b"/Encrypt ") || says(b"/Encrypt\n") || says(b"/Encrypt\r") || says(b"/Encrypt<<") {
        Err(Unfit::Encrypted)
    } else if says(b"/ByteRange") {
        Err(Unfit::Signed)
    } else {
        Ok(())
    }
}

/// Whether the author certified the document: then it permits no change, or only some.
fn is_certified(document: &Document) -> bool {
    let permissions = document.catalog().ok().and_then(|catalog| catalog.get(b"Perms").ok());
    let permissions = permissions.and_then(|permissions| resolved(document, permissions));
    permissions.and_then(|permissions| permissions.as_dict().ok()).is_some_and(|known| known.has(b"DocMDP"))
}

/// The form of the document, if it has one.
fn form(document: &Document) -> Option<&lopdf::Dictionary> {
    let form = document.catalog().ok()?.get(b"AcroForm").ok()?;
    resolved(document, form)?.as_dict().ok()
}

/// Whether a signature field has a value. Fields may be nested, so all objects are looked at.
fn is_signed(document: &Document) -> bool {
    document.objects.values().filter_map(|object| object.as_dict().ok()).any(|field| {
        let is_signature = field.get(b"FT").and_then(Object::as_name).is_ok_and(|name| name == b"Sig");
        let value = field.get(b"V").ok().and_then(|value| resolved(document, value));
        is_signature && value.is_some_and(|value| value.as_dict().is_ok_and(|value| value.has(b"Contents")))
    })
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    match object {
        Object::Reference(id) => document.get_object(*id).ok(),
        object => Some(object),
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, dictionary};

    use super::*;

    /// A document of one empty page, changed.
    fn pdf(change: impl FnOnce(&mut Document, &mut lopdf::Dictionary)) -> Vec<u8> {
        let mut document = Document::with_version("1.7");
        let pages = document.new_object_id();
        let content = document.add_object(Stream::new(dictionary! {}, Vec::new()));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        document.objects.insert(
            pages,
            dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into(),
        );
        let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
        change(&mut document, &mut catalog);
        let catalog = document.add_object(catalog);
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_pdf_is_recognised_by_its_header() {
        assert_eq!(inspect(&pdf(|_, _| {})), Ok(()));
        assert_eq!(inspect(b"%PDF-1.7\n that nobody can parse"), Ok(()));
        assert_eq!(inspect(b"\xef\xbb\xbf%PDF-1.4"), Ok(()));
        assert_eq!(inspect(b"PK\x03\x04"), Err(Unfit::NotPdf));
        assert_eq!(inspect(b""), Err(Unfit::NotPdf));
        let late = [vec![b' '; 1020], b"%PDF-1.7".to_vec()].concat();
        assert_eq!(inspect(&late), Err(Unfit::NotPdf));
        let preceded = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), pdf(|_, _| {})].concat();
        assert_eq!(inspect(&preceded), Ok(()));
    }

    #[test]
    fn what_a_damaged_file_says_of_itself_still_counts() {
        assert_eq!(inspect(b"%PDF-2.0\ntrailer << /Encrypt 5 0 R >>"), Err(Unfit::Encrypted));
        assert_eq!(inspect(b"%PDF-1.7\n<< /Type /Sig /ByteRange [0 1 2 3] >>"), Err(Unfit::Signed));
        assert_eq!(inspect(b"%PDF-1.7\n(not /EncryptMetadata)"), Ok(()));
    }

    #[test]
    fn a_certified_file_is_not_fit() {
        let certified = pdf(|document, catalog| {
            let signature = document.add_object(dictionary! { "Type" => "Sig" });
            catalog.set("Perms", dictionary! { "DocMDP" => signature });
        });
        assert_eq!(inspect(&certified), Err(Unfit::Signed));
    }

    #[test]
    fn a_form_that_waits_for_a_signature_is_fit_and_a_signed_one_is_not() {
        let with_field = |signed: bool| {
            pdf(|document, catalog| {
                let mut field = dictionary! { "FT" => "Sig", "T" => Object::string_literal("podpis") };
                if signed {
                    let value = document.add_object(dictionary! {
                        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "Contents" => Object::string_literal("…"),
                    });
                    field.set("V", value);
                }
                let field = document.add_object(field);
                catalog.set("AcroForm", dictionary! { "Fields" => vec![field.into()], "SigFlags" => 3 });
            })
        };
        assert_eq!(inspect(&with_field(false)), Ok(()));
        assert_eq!(inspect(&with_field(true)), Err(Unfit::Signed));
    }

    #[test]
    fn an_active_form_is_not_fit() {
        let form = pdf(|document, catalog| {
            let xfa = document.add_object(Stream::new(dictionary! {}, b"<xdp/>".to_vec()));
            catalog.set("AcroForm", dictionary! { "XFA" => xfa });
        });
        assert_eq!(inspect(&form), Err(Unfit::ActiveForm));
    }

    #[test]
    fn a_file_behind_a_password_is_not_fit() {
        let mut document = Document::load_mem(&pdf(|_, _| {})).unwrap();
        document.trailer.set("ID", vec![Object::string_literal("1"), Object::string_literal("1")]);
        let encryption: lopdf::EncryptionState = lopdf::EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password: "user",
            key_length: 128,
            permissions: lopdf::Permissions::all(),
        }
        .try_into()
        .unwrap();
        document.encrypt(&encryption).unwrap();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        assert_eq!(inspect(&bytes), Err(Unfit::Encrypted));
    }
}
