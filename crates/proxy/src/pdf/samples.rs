//! Documents for tests, made by the library that the proxy does not use for looking at them.

use lopdf::{Dictionary, Document, Object, SaveOptions, Stream, dictionary};

/// A document of one empty page, changed.
pub(super) fn document(change: impl FnOnce(&mut Document, &mut Dictionary)) -> Document {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let content = document.add_object(Stream::new(dictionary! {}, Vec::new()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, tree.into());
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
    change(&mut document, &mut catalog);
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    document
}

/// Its bytes, with a cross-reference table.
pub(super) fn pdf(change: impl FnOnce(&mut Document, &mut Dictionary)) -> Vec<u8> {
    let mut bytes = Vec::new();
    document(change).save_to(&mut bytes).unwrap();
    bytes
}

/// Its bytes, with as many objects as possible in compressed object streams.
pub(super) fn compressed(change: impl FnOnce(&mut Document, &mut Dictionary)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    document(change).save_with_options(&mut bytes, options).unwrap();
    bytes
}

/// A form with one field, signed or not.
pub(super) fn with_signature_field(signed: bool) -> impl FnOnce(&mut Document, &mut Dictionary) {
    move |document, catalog| {
        let mut field = dictionary! { "FT" => "Sig", "T" => Object::string_literal("podpis") };
        if signed {
            field.set("V", signature(document));
        }
        let field = document.add_object(field);
        catalog.set("AcroForm", dictionary! { "Fields" => vec![field.into()], "SigFlags" => 3 });
    }
}

/// The value of a field that is signed.
pub(super) fn signature(document: &mut Document) -> Object {
    let value = dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "Contents" => Object::string_literal("…"),
    };
    document.add_object(value).into()
}

/// The document behind a password; an empty one restricts only.
pub(super) fn encrypted(user_password: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&pdf(|_, _| {})).unwrap();
    document.trailer.set("ID", vec![Object::string_literal("1"), Object::string_literal("1")]);
    let encryption: lopdf::EncryptionState = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password,
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    }
    .try_into()
    .unwrap();
    document.encrypt(&encryption).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// Files that were taken for something else once, made by other programs.
pub(super) const OWNER_ONLY: &[u8] = include_bytes!("fixtures/owner-only-aes256.pdf");
pub(super) const INHERITED_TYPE: &[u8] = include_bytes!("fixtures/sig-inherited-FT.pdf");
pub(super) const EMPTY_XFA: &[u8] = include_bytes!("fixtures/xfa-empty.pdf");
pub(super) const ERROR_PAGE: &[u8] = include_bytes!("fixtures/html-error-in-pdf.pdf");
pub(super) const FILLABLE: &[u8] = include_bytes!("fixtures/fillable.pdf");
