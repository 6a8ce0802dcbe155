//! The languages of the portal, and texts that a designer gave in two of them.

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
