//! `www/autenti-model.ts`: the types of the model that scripts of a page meet, as TypeScript.

use std::fmt::Write as _;

use autenti_model::lookups::{Source, name_property};
use autenti_model::rules::{Field, Rule};
use autenti_model::texts::{LocalizedMessage, Part};
use autenti_model::{
    DocumentStatus, Lang, RecipientRow, RecipientStatus, Role, RuleOptions, SignatureType, Violation,
};
use tsify::Tsify;

/// Where the types of what the wasm exports stand.
pub(crate) const WASM: &str = "www/autenti-form-wasm.d.ts";
/// Where the model's stand.
pub(crate) const MODEL: &str = "www/autenti-model.ts";

/// The types of the model.
pub(crate) fn model() -> String {
    let mut code = "// Made from `crates/model` by `cargo xtask generate`.\n".to_owned();
    let languages = Lang::ALL.iter().map(|lang| lang.tag());
    list(&mut code, "Language", "A language of the texts.", languages, false);
    let sources = Source::ALL.iter().map(|source| source.as_str());
    list(&mut code, "LookupSource", "A look-up source. Labels are asked for from the proxy.", sources, false);
    let open = "The list is open: a value never seen before is passed on as it came.";
    let known = DocumentStatus::KNOWN.iter().map(DocumentStatus::as_str);
    list(&mut code, "DocumentStatus", &format!("A state of a document. {open}"), known, true);
    let known = RecipientStatus::KNOWN.iter().map(RecipientStatus::as_str);
    list(&mut code, "RecipientStatus", &format!("Where a recipient stands. {open}"), known, true);
    let known = Role::KNOWN.iter().map(Role::as_str);
    list(&mut code, "Role", &format!("What a recipient is asked to do. {open}"), known, true);
    let known = SignatureType::KNOWN.iter().map(SignatureType::as_str);
    list(&mut code, "SignatureType", &format!("Which signature a signer gives. {open}"), known, true);
    code.push_str("\n/** An e-mail address. */\nexport type Email = string;\n");
    let names = Lang::ALL.iter().map(|lang| name_property(*lang)).collect::<Vec<_>>().join(": string;\n    ");
    let row = format!(
        "/**\n * One choice, called what it is in each language. `value` is WEBCON's `id#name`.\n */\n\
         export interface LookupRow {{\n    id: string;\n    {names}: string;\n    value: string;\n}}"
    );
    for declaration in [
        &row,
        RecipientRow::DECL,
        RuleOptions::DECL,
        Violation::DECL,
        LocalizedMessage::DECL,
        Part::DECL,
        Rule::DECL,
        Field::DECL,
    ] {
        // Writing to a text cannot fail.
        let _ = write!(code, "\n{declaration}\n");
    }
    code
}

/// Adds a type of these values; an open one has others, too.
fn list<'a>(code: &mut String, name: &str, doc: &str, values: impl Iterator<Item = &'a str>, is_open: bool) {
    let mut values: Vec<_> = values.map(|value| format!("{value:?}")).collect();
    if is_open {
        // What editors offer are the known values all the same.
        values.push("(string & {})".to_owned());
    }
    // Writing to a text cannot fail.
    let _ = write!(code, "\n/** {doc} */\nexport type {name} = {};\n", values.join(" | "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_may_leave_out_is_optional_and_open_lists_are_open() {
        let model = model();
        for line in [
            "    email?: Email;",
            "    order?: number | null;",
            "    nameDe: string;",
            "    message: string;",
            "export type SignatureType = \"BASIC\" | \"QUALIFIED\" | \"ADVANCED\" | (string & {});",
        ] {
            assert!(model.lines().any(|known| known == line), "{line} in {model}");
        }
    }

    #[test]
    fn the_file_is_what_the_model_says() {
        assert_eq!(crate::check::committed(MODEL).unwrap(), model(), "`cargo xtask generate` writes it");
    }
}
