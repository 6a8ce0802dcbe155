//! Reads a configuration key by key and collects every mistake, instead of stopping at the first.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use figment::value::{Dict, Value};
use secrecy::SecretString;
use url::Url;

/// A wrong key, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The key, with its sections: `profiles.contracts.fields.autenti_id`.
    pub key: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.message)
    }
}

/// What reading leaves behind, shared by all sections.
#[derive(Debug, Default)]
pub(super) struct Findings {
    mistakes: RefCell<Vec<Mistake>>,
    keys: RefCell<BTreeSet<String>>,
}

impl Findings {
    pub(super) fn into_mistakes(self) -> Vec<Mistake> {
        self.mistakes.into_inner()
    }

    /// Every key that was asked for.
    #[cfg(test)]
    pub(super) fn into_keys(self) -> BTreeSet<String> {
        self.keys.into_inner()
    }
}

/// A table of the configuration. A table that is missing reads as an empty one.
pub(super) struct Section<'a> {
    path: String,
    dict: Option<&'a Dict>,
    /// Relative paths start here: the folder of the configuration file.
    folder: &'a Path,
    findings: &'a Findings,
    used: RefCell<BTreeSet<String>>,
}

impl<'a> Section<'a> {
    pub(super) fn root(dict: &'a Dict, folder: &'a Path, findings: &'a Findings) -> Self {
        Self { path: String::new(), dict: Some(dict), folder, findings, used: RefCell::default() }
    }

    /// Whether the table stands in the configuration.
    pub(super) fn exists(&self) -> bool {
        self.dict.is_some()
    }

    pub(super) fn key(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(super) fn mistake(&self, key: &str, message: impl Into<String>) {
        self.findings.mistakes.borrow_mut().push(Mistake { key: self.key(key), message: message.into() });
    }

    fn value(&self, key: &str) -> Option<&'a Value> {
        self.used.borrow_mut().insert(key.to_owned());
        self.findings.keys.borrow_mut().insert(self.key(key));
        self.dict?.get(key)
    }

    /// A table in this one.
    pub(super) fn section(&self, key: &str) -> Section<'a> {
        let dict = self.value(key).and_then(|value| {
            value.as_dict().or_else(|| {
                self.mistake(key, "must be a table");
                None
            })
        });
        Section {
            path: self.key(key),
            dict,
            folder: self.folder,
            findings: self.findings,
            used: RefCell::default(),
        }
    }

    /// All tables in this one, by name.
    pub(super) fn sections(&self) -> Vec<(String, Section<'a>)> {
        let names: Vec<&String> = self.dict.into_iter().flat_map(Dict::keys).collect();
        names.into_iter().map(|name| (name.clone(), self.section(name))).collect()
    }

    /// All entries of this table as texts, by name.
    pub(super) fn texts_by_name(&self) -> Vec<(String, String)> {
        let names: Vec<&String> = self.dict.into_iter().flat_map(Dict::keys).collect();
        names.into_iter().map(|name| (name.clone(), self.text(name))).collect()
    }

    /// A text; numbers and booleans are taken as they are written, because an environment variable does
    /// not say which it is.
    fn optional(&self, key: &str) -> Option<String> {
        let value = self.value(key)?;
        let text = match value {
            Value::String(_, text) => Some(text.clone()),
            Value::Char(_, c) => Some(c.to_string()),
            Value::Bool(_, flag) => Some(flag.to_string()),
            Value::Num(_, number) => number
                .to_i128()
                .map(|n| n.to_string())
                .or_else(|| number.to_u128().map(|n| n.to_string()))
                .or_else(|| number.to_f64().map(|n| n.to_string())),
            Value::Empty(..) | Value::Dict(..) | Value::Array(..) => None,
        };
        if text.is_none() {
            self.mistake(key, "must be a text");
        }
        text
    }

    /// A text, empty when it is missing.
    pub(super) fn text(&self, key: &str) -> String {
        self.optional(key).unwrap_or_default()
    }

    /// A text, or the default when it is missing.
    pub(super) fn text_or(&self, key: &str, default: &str) -> String {
        self.optional(key).unwrap_or_else(|| default.to_owned())
    }

    /// A text that must be there and not be empty.
    pub(super) fn required(&self, key: &str) -> String {
        let text = self.optional(key).unwrap_or_default();
        if text.trim().is_empty() {
            self.mistake(key, "is missing");
        }
        text
    }

    /// A value read from its text by `read`, or the default when it is missing or wrong.
    pub(super) fn read<T>(&self, key: &str, default: T, read: impl FnOnce(&str) -> Result<T, String>) -> T {
        match self.optional(key) {
            None => default,
            Some(text) => read(text.trim()).unwrap_or_else(|message| {
                self.mistake(key, message);
                default
            }),
        }
    }

    /// A value that reads from its text in the usual way; `what` names it in the message.
    pub(super) fn parsed<T: FromStr>(&self, key: &str, default: T, what: &str) -> T {
        self.read(key, default, |text| text.parse().map_err(|_| format!("`{text}` is not {what}")))
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.read(key, false, |text| match text {
            "true" | "1" | "yes" => Ok(true),
            "false" | "0" | "no" => Ok(false),
            other => Err(format!("`{other}` is neither true nor false")),
        })
    }

    pub(super) fn duration(&self, key: &str, default: Duration) -> Duration {
        self.read(key, default, |text| {
            let wrong = || format!("`{text}` is not a time span such as 30m or 10s");
            let span: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
            Duration::try_from(span).map_err(|_| wrong())
        })
    }

    /// An http or https address that must be there.
    pub(super) fn address(&self, key: &str) -> Url {
        let nowhere = || {
            // A constant that parses; the configuration is refused before anybody goes there.
            Url::parse("http://localhost").unwrap_or_else(|_| unreachable!("a constant address"))
        };
        let text = self.required(key);
        if text.trim().is_empty() {
            return nowhere();
        }
        match web_address(text.trim()) {
            Ok(url) => url,
            Err(message) => {
                self.mistake(key, message);
                nowhere()
            }
        }
    }

    /// A list of texts; one text counts as a list of one, and an environment variable may hold several,
    /// written as `[a, b]`.
    pub(super) fn list(&self, key: &str) -> Option<Vec<String>> {
        let value = self.value(key)?;
        let Value::Array(_, values) = value else {
            return self.optional(key).map(|text| vec![text]);
        };
        let mut texts = Vec::with_capacity(values.len());
        for value in values {
            match (value.as_str(), value.to_i128()) {
                (Some(text), _) => texts.push(text.to_owned()),
                (None, Some(number)) => texts.push(number.to_string()),
                (None, None) => self.mistake(key, "must be a list of texts"),
            }
        }
        Some(texts)
    }

    /// A list of tables.
    pub(super) fn tables(&self, key: &str) -> Vec<Section<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(values) = value.as_array() else {
            self.mistake(key, "must be a list of tables");
            return Vec::new();
        };
        values
            .iter()
            .map(|value| {
                if value.as_dict().is_none() {
                    self.mistake(key, "must be a list of tables");
                }
                Section {
                    path: self.key(key),
                    dict: value.as_dict(),
                    folder: self.folder,
                    findings: self.findings,
                    used: RefCell::default(),
                }
            })
            .collect()
    }

    /// A path, relative to the folder of the configuration file.
    pub(super) fn path_from(&self, text: &str) -> PathBuf {
        self.folder.join(text)
    }

    /// A secret that must be there: itself, `env:NAME` or `file:PATH`.
    pub(super) fn secret(&self, key: &str) -> SecretString {
        let text = self.required(key);
        self.resolve(key, text.trim())
    }

    /// A list of secrets.
    pub(super) fn secrets(&self, key: &str) -> Vec<SecretString> {
        self.list(key).unwrap_or_default().iter().map(|text| self.resolve(key, text.trim())).collect()
    }

    fn resolve(&self, key: &str, text: &str) -> SecretString {
        let found = if let Some(name) = text.strip_prefix("env:") {
            std::env::var(name).map_err(|_| format!("the environment variable {name} is not set"))
        } else if let Some(path) = text.strip_prefix("file:") {
            let path = self.path_from(path);
            std::fs::read_to_string(&path)
                .map_err(|error| format!("the file {} cannot be read: {error}", path.display()))
        } else {
            Ok(text.to_owned())
        };
        match found {
            Ok(secret) => SecretString::from(secret.trim()),
            Err(message) => {
                self.mistake(key, message);
                SecretString::default()
            }
        }
    }

    /// Reports the keys that nobody asked for. Called when the table has been read.
    pub(super) fn finish(self) {
        let used = self.used.borrow();
        for key in self.dict.into_iter().flat_map(Dict::keys).filter(|key| !used.contains(*key)) {
            let near = used.iter().find(|known| looks_like(known, key));
            let hint = near.map(|known| format!("; is it `{known}`?")).unwrap_or_default();
            self.mistake(key, format!("there is no such key{hint}"));
        }
    }
}

/// Reads an http or https address.
pub(super) fn web_address(text: &str) -> Result<Url, String> {
    let url =
        Url::parse(text).map_err(|_| format!("`{text}` is not an address such as https://example.com"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(format!("`{text}` is not an address such as https://example.com"));
    }
    Ok(url)
}

/// Whether a misspelt key was probably meant to be the known one: the same but for two letters at most.
fn looks_like(known: &str, key: &str) -> bool {
    let (known, key): (Vec<char>, Vec<char>) = (known.chars().collect(), key.chars().collect());
    let same_front = known.iter().zip(&key).take_while(|(a, b)| a == b).count();
    let same_back = known[same_front..]
        .iter()
        .rev()
        .zip(key[same_front..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    known.len().max(key.len()) - same_front - same_back <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_recognised() {
        assert!(looks_like("client_id", "clientid"));
        assert!(looks_like("listen", "lisetn"));
        assert!(!looks_like("listen", "database"));
    }
}
