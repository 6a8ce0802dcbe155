//! `database`: where what was sent is kept. A text, or a table with `url`.

use figment::value::{Dict, Value};
use secrecy::SecretString;

use super::reader::Section;

const KEY: &str = "database";

/// The address, as sqlx takes it, and the secrets with which what opens something is encrypted.
pub(super) fn database(root: &Section<'_>) -> (String, Vec<SecretString>) {
    const DEFAULT: &str = "sqlite://autenti-proxy.db";
    if !root.is_table(KEY) {
        return (address(root, KEY, root.text_or(KEY, DEFAULT)), Vec::new());
    }
    let section = root.section(KEY);
    let address = address(&section, "url", section.text_or("url", DEFAULT));
    let keys = section.random_secrets("encryption_keys");
    section.finish();
    (address, keys)
}

/// Of two configurations that are laid over each other, makes the one with the short form a table like the other: a text
/// in place of a table would drop its other keys, and with them the encryption; a table in place of a text the address.
pub(super) fn make_tables(below: &mut Dict, above: &mut Dict) {
    let is_table = |dict: &Dict| dict.get(KEY).is_some_and(|value| value.as_dict().is_some());
    if is_table(below) || is_table(above) {
        for dict in [below, above] {
            if let Some(text) = dict.get_mut(KEY).filter(|value| value.as_str().is_some()) {
                *text = Value::from(Dict::from([("url".to_owned(), text.clone())]));
            }
        }
    }
}

/// SQLite paths are relative to the configuration file, like all others.
fn address(section: &Section<'_>, key: &str, text: String) -> String {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return text;
    }
    let Some(path) = text.strip_prefix("sqlite:") else {
        section.mistake(
            key,
            "must start with sqlite:// (a file) or postgres:// (a server), or be sqlite::memory:",
        );
        return text;
    };
    match path.strip_prefix("//").unwrap_or(path) {
        ":memory:" => "sqlite::memory:".to_owned(),
        "" => {
            section.mistake(key, "names no file");
            text
        }
        file => format!("sqlite://{}", section.path_from(file).display()),
    }
}
