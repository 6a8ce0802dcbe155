//! Whether an encrypted file opens without a password. The cryptography is the library's.

use super::file::{File, TooComplex};
use super::object::{Dictionary, Object};

/// Whether a reader opens the file without asking for a password. Where it cannot be told, it does not.
pub(super) fn opens_without_password(file: &mut File<'_>) -> Result<bool, TooComplex> {
    let Some(encryption) = file.encryption().cloned() else { return Ok(true) };
    let Some(encryption) = file.dictionary(&encryption)? else { return Ok(false) };
    let mut document = lopdf::Document::with_version("1.7");
    let id = lopdf::Object::String(file.id().to_vec(), lopdf::StringFormat::Hexadecimal);
    let encryption = document.add_object(converted(&encryption));
    document.trailer.set("ID", vec![id.clone(), id]);
    document.trailer.set("Encrypt", encryption);
    Ok(document.authenticate_user_password("").is_ok())
}

fn converted(dictionary: &Dictionary) -> lopdf::Dictionary {
    dictionary.entries().map(|(key, value)| (key.to_vec(), converted_object(value))).collect()
}

fn converted_object(object: &Object) -> lopdf::Object {
    match object {
        Object::Null => lopdf::Object::Null,
        Object::Boolean(value) => (*value).into(),
        Object::Integer(value) => (*value).into(),
        Object::Real(value) => (*value).into(),
        Object::Name(name) => lopdf::Object::Name(name.clone()),
        Object::String(text) => lopdf::Object::String(text.clone(), lopdf::StringFormat::Hexadecimal),
        Object::Array(items) => items.iter().map(converted_object).collect::<Vec<_>>().into(),
        Object::Dictionary(dictionary) => converted(dictionary).into(),
        Object::Reference(reference) => lopdf::Object::Reference((reference.number, reference.generation)),
    }
}
