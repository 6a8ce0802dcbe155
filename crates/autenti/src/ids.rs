//! Identifiers, as Autenti hands them out. They contain `:` and some contain `/`, so they are always
//! percent-encoded in an address (facts: Autenti API, "Identifiers").

/// Longest identifier that is taken. Autenti's are well below; the limit keeps nonsense out of addresses.
const LONGEST: usize = 256;

/// The text is not an identifier: it is empty, too long, or holds blanks or control characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of Autenti's: {reason}")]
pub struct InvalidId {
    reason: &'static str,
}

fn check(id: &str) -> Result<(), InvalidId> {
    let reason = if id.is_empty() {
        "it is empty"
    } else if id.len() > LONGEST {
        "it is too long"
    } else if id.chars().any(|c| c.is_control() || c.is_whitespace()) {
        "it holds blanks or control characters"
    } else if id == "." || id == ".." {
        // An address would be shortened by them, percent-encoded or not.
        "it is a relative path"
    } else {
        return Ok(());
    };
    Err(InvalidId { reason })
}

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier as Autenti wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(id: String) -> Result<Self, InvalidId> {
                check(&id)?;
                Ok(Self(id))
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            /// Blanks around the identifier are dropped: people copy it from form fields.
            fn from_str(id: &str) -> Result<Self, InvalidId> {
                Self::try_from(id.trim().to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A document process: `DOCUMENT_PROCESS:…`.
    ///
    /// The prefix is not demanded of what Autenti answers: it was seen everywhere, but never read in Autenti's own words.
    DocumentId
}
impl DocumentId {
    /// Whether it looks like every id of a document that was seen: the prefix, then letters, digits, `-`, `_` and `:`.
    /// For what comes from a stranger, so that only such an id is asked about.
    pub fn is_usual(&self) -> bool {
        let is_known = |c: char| c.is_ascii_alphanumeric() || "-_:".contains(c);
        self.0
            .strip_prefix("DOCUMENT_PROCESS:")
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_known))
    }
}

id! {
    /// A file of a document process: `FILE-SOURCE_FILE:…`, `FILE-SIGNED_CONTENT_FILE:…/DTBS`.
    FileId
}
id! {
    /// A participant: `PARTY-PUBLIC_SIGNING_PROCESS_ID:…`. It appears only some time after sending.
    PartyId
}
id! {
    /// A label (tag).
    TagId
}
id! {
    /// A webhook subscription.
    CallbackId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_keeps_what_autenti_wrote() {
        let id: FileId = "FILE-DTBS:x/DTBS".parse().unwrap();
        assert_eq!(id.to_string(), "FILE-DTBS:x/DTBS");
    }

    #[test]
    fn what_would_change_an_address_is_no_id() {
        for text in ["", " ", ".", "..", "a b", "a\nb", "a\u{0}", &"x".repeat(257)] {
            assert!(text.parse::<DocumentId>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_a_stranger_names_is_asked_about_only_when_it_looks_like_a_document() {
        let is_usual = |text: &str| text.parse::<DocumentId>().is_ok_and(|id| id.is_usual());
        assert!(is_usual(" DOCUMENT_PROCESS:7f0c-12_a "));
        for text in [
            "nonsense",
            "DOCUMENT_PROCESS:",
            "document_process:1",
            "DOCUMENT_PROCESS:1/files",
            "DOCUMENT_PROCESS:ą",
        ] {
            assert!(!is_usual(text), "{text}");
        }
    }

    #[test]
    fn a_wrong_id_in_json_is_an_error() {
        assert!(serde_json::from_str::<DocumentId>(r#""..""#).is_err());
    }
}
