//! The form of a document: whether it is an active (XFA) one, and whether a field of it is signed.

use std::collections::HashSet;

use super::file::{File, TooComplex};
use super::object::{Dictionary, Object, Reference};

/// How many parents of a field are asked for what it inherits.
const MOST_PARENTS: usize = 32;

/// What the form of a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// It is an active (XFA) form.
    pub(super) is_active: bool,
    /// A signature field has a value.
    pub(super) is_signed: bool,
}

/// Looks at the fields of the form, and at those that only lie on a page.
pub(super) fn read(
    file: &mut File<'_>,
    catalog: &Dictionary,
    annotations: &[Object],
) -> Result<Form, TooComplex> {
    let form = catalog.get("AcroForm").map(|form| file.dictionary(form)).transpose()?.flatten();
    let form = form.unwrap_or_default();
    let is_active = form.get("XFA").map(|xfa| is_active(file, xfa)).transpose()?.unwrap_or_default();
    let mut seen = HashSet::new();
    let is_signed =
        any_field_signed(file, &form, &mut seen)? || any_annotation_signed(file, annotations, &seen)?;
    Ok(Form { is_active, is_signed })
}

/// An XFA form is a stream, or a list of names and streams; an empty list is none.
fn is_active(file: &mut File<'_>, xfa: &Object) -> Result<bool, TooComplex> {
    Ok(match file.resolved(xfa)? {
        Some(Object::Array(parts)) => !parts.is_empty(),
        Some(Object::Dictionary(_)) => true,
        _ => false,
    })
}

/// What a field has from the fields above it.
#[derive(Clone, Debug, Default)]
struct Inherited {
    is_signature: bool,
    value: Option<Object>,
}

/// Whether a signature field of the form has a value; type and value may be inherited.
fn any_field_signed(
    file: &mut File<'_>,
    form: &Dictionary,
    seen: &mut HashSet<Reference>,
) -> Result<bool, TooComplex> {
    let mut open = Vec::new();
    if let Some(fields) = form.get("Fields") {
        file.enqueue(fields, &mut open, |field| (field, Inherited::default()))?;
    }
    while let Some((field, above)) = open.pop() {
        if let Object::Reference(reference) = &field
            && !seen.insert(*reference)
        {
            continue;
        }
        let Some(field) = file.dictionary(&field)? else { continue };
        let here = with_own(file, &field, above)?;
        if is_signed(file, &here)? {
            return Ok(true);
        }
        if let Some(kids) = field.get("Kids") {
            file.enqueue(kids, &mut open, |kid| (kid, here.clone()))?;
        }
    }
    Ok(false)
}

/// Whether a signed field lies on a page that the form does not name.
fn any_annotation_signed(
    file: &mut File<'_>,
    annotations: &[Object],
    seen: &HashSet<Reference>,
) -> Result<bool, TooComplex> {
    for annotation in annotations {
        if matches!(annotation, Object::Reference(reference) if seen.contains(reference)) {
            continue;
        }
        let Some(annotation) = file.dictionary(annotation)? else { continue };
        let is_field = annotation.is("Subtype", "Widget") || annotation.get("FT").is_some();
        if !is_field {
            continue;
        }
        let mut chain = vec![annotation];
        while let Some(parent) = chain[chain.len() - 1].get("Parent").cloned()
            && chain.len() < MOST_PARENTS
        {
            let Some(parent) = file.dictionary(&parent)? else { break };
            chain.push(parent);
        }
        let mut here = Inherited::default();
        for field in chain.iter().rev() {
            here = with_own(file, field, here)?;
        }
        if is_signed(file, &here)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn with_own(file: &mut File<'_>, field: &Dictionary, above: Inherited) -> Result<Inherited, TooComplex> {
    let kind = field.get("FT").map(|kind| file.resolved(kind)).transpose()?.flatten();
    let is_signature = kind.map(|kind| matches!(kind, Object::Name(name) if name == b"Sig"));
    Ok(Inherited {
        is_signature: is_signature.unwrap_or(above.is_signature),
        value: field.get("V").cloned().or(above.value),
    })
}

fn is_signed(file: &mut File<'_>, field: &Inherited) -> Result<bool, TooComplex> {
    let Some(value) = field.value.as_ref().filter(|_| field.is_signature) else { return Ok(false) };
    Ok(file.dictionary(value)?.is_some_and(|value| value.get("Contents").is_some()))
}
