//! `database`: where what was sent is kept. A text, or a table with `url`.

use secrecy::SecretString;

use super::reader::Section;

/// The address, as sqlx takes it, and the secrets with which what opens something is encrypted.
pub(super) fn database(root: &Section<'_>) -> (String, Vec<SecretString>) {
    const DEFAULT: &str = "sqlite://autenti-proxy.db";
    if !root.is_table("database") {
        return (address(root, "database", root.text_or("database", DEFAULT)), Vec::new());
    }
    let section = root.section("database");
    let address = address(&section, "url", section.text_or("url", DEFAULT));
    let keys = section.random_secrets("encryption_keys");
    section.finish();
    (address, keys)
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
