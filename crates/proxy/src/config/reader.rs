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
    warnings: RefCell<Vec<Mistake>>,
    keys: RefCell<BTreeSet<String>>,
    secret_files: RefCell<Vec<PathBuf>>,
}

impl Findings {
    pub(super) fn into_mistakes(self) -> Vec<Mistake> {
        self.mistakes.into_inner()
    }

    /// What is permitted, but should not stay so.
    pub(super) fn take_warnings(&self) -> Vec<Mistake> {
        self.warnings.take()
    }

    /// Files that secrets were read from.
    pub(super) fn take_secret_files(&self) -> Vec<PathBuf> {
        self.secret_files.take()
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

    pub(super) fn warn(&self, key: &str, message: impl Into<String>) {
        self.findings.warnings.borrow_mut().push(Mistake { key: self.key(key), message: message.into() });
    }

    /// Where the table stands, as its keys begin.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Whether the key holds a table.
    pub(super) fn is_table(&self, key: &str) -> bool {
        self.dict.and_then(|dict| dict.get(key)).is_some_and(|value| value.as_dict().is_some())
    }

    /// Whether the key holds anything, wrong or right.
    pub(super) fn has_values(&self, key: &str) -> bool {
        let value = self.dict.and_then(|dict| dict.get(key));
        value.is_some_and(|value| value.as_array().is_none_or(|values| !values.is_empty()))
    }

    /// Takes note that there is such a key, which is of no use just now.
    pub(super) fn known(&self, key: &str) {
        self.value(key);
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
        match text {
            Some(text) if is_placeholder(&text) => {
                self.placeholder(key, &text);
                None
            }
            Some(text) => Some(text),
            None => {
                self.mistake(key, "must be a text");
                None
            }
        }
    }

    fn placeholder(&self, key: &str, text: &str) {
        self.mistake(key, format!("`{text}` only stands there as an example; write your own value"));
    }

    /// A text, empty when it is missing.
    pub(super) fn text(&self, key: &str) -> String {
        self.optional(key).unwrap_or_default()
    }

    /// A text, or the default when it is missing.
    pub(super) fn text_or(&self, key: &str, default: &str) -> String {
        self.optional(key).unwrap_or_else(|| default.to_owned())
    }

    /// A text that must be there and not be empty; none when that is not so, which is reported.
    pub(super) fn filled(&self, key: &str) -> Option<String> {
        let text = self.optional(key);
        let is_there = text.as_deref().is_some_and(|text| !text.trim().is_empty());
        // What is there and no text, or an example, has been reported already.
        if !is_there && (text.is_some() || self.value(key).is_none()) {
            self.mistake(key, "is missing");
        }
        text.filter(|_| is_there)
    }

    /// The same, empty when it is not so.
    pub(super) fn required(&self, key: &str) -> String {
        self.filled(key).unwrap_or_default()
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
        self.read(key, default, duration)
    }

    /// A time span that may be left out or be empty.
    pub(super) fn optional_duration(&self, key: &str) -> Option<Duration> {
        self.read(key, None, |text| if text.is_empty() { Ok(None) } else { duration(text).map(Some) })
    }

    /// A table of anything.
    pub(super) fn json(&self, key: &str) -> serde_json::Map<String, serde_json::Value> {
        match self.value(key).map(serde_json::to_value) {
            None => serde_json::Map::new(),
            Some(Ok(serde_json::Value::Object(map))) => map,
            Some(_) => {
                self.mistake(key, "must be a table");
                serde_json::Map::new()
            }
        }
    }

    /// An http or https address that must be there.
    pub(super) fn address(&self, key: &str) -> Url {
        let nowhere = || {
            // A constant that parses; the configuration is refused before anybody goes there.
            Url::parse("http://localhost").unwrap_or_else(|_| unreachable!("a constant address"))
        };
        let Some(text) = self.filled(key) else { return nowhere() };
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
                (Some(text), _) if is_placeholder(text) => self.placeholder(key, text),
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
        self.filled(key).map(|text| self.resolve(key, text.trim())).unwrap_or_default()
    }

    /// A secret that may be left out or be empty.
    pub(super) fn optional_secret(&self, key: &str) -> SecretString {
        let text = self.text(key);
        if text.trim().is_empty() { SecretString::default() } else { self.resolve(key, text.trim()) }
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
            self.findings.secret_files.borrow_mut().push(path.clone());
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

/// Whether the text only says what is to be written: `<client id>`.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    text.len() > 2 && text.starts_with('<') && text.ends_with('>')
}

/// Reads a time span of fixed length; a day has 24 hours.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = |_| format!("`{text}` is not a time span such as 30m or 10s");
    let span: jiff::Span = text.parse().map_err(wrong)?;
    let span = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(wrong)?;
    Duration::try_from(span).map_err(wrong)
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
