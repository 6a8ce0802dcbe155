//! The languages of the portal, and texts that a designer gave in two of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A language of the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Language {
    #[default]
    English,
    Polish,
    German,
}

impl Language {
    /// Two letters, as tickets carry it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Polish => "pl",
            Self::German => "de",
        }
    }

    /// As the form's JavaScript sees it (facts: WEBCON form, globals, `G_BROWSER_LANGUAGE`).
    pub(super) fn culture(self) -> &'static str {
        match self {
            Self::English => "en-US",
            Self::Polish => "pl-PL",
            Self::German => "de-DE",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        [Self::English, Self::Polish, Self::German].into_iter().find(|language| language.code() == code)
    }
}

/// What something is called. The designer has not translated it to German: there the default is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) english: &'static str,
    pub(super) polish: &'static str,
}

impl Label {
    pub(super) fn get(self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => self.english,
            Language::Polish => self.polish,
        }
    }
}

/// A label, English first.
pub(super) const fn label(english: &'static str, polish: &'static str) -> Label {
    Label { english, polish }
}

/// What the API calls fields, columns, steps and the like, by what they are called in English: a designer may write in
/// any language. What is not among them keeps its English name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ApiNames(BTreeMap<String, String>);

impl ApiNames {
    pub(super) fn of(&self, label: Label) -> &str {
        self.get(label.english)
    }

    pub(super) fn get<'a>(&'a self, english: &'a str) -> &'a str {
        self.0.get(english).map_or(english, String::as_str)
    }
}
