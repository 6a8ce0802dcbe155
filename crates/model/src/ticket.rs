//! What a ticket lets its holder do.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// One thing that a ticket permits, and one thing that a user can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// See the signing. Every ticket has it.
    Read,
    /// Get one's own link for signing.
    Sign,
    /// Get somebody else's link for signing.
    SignForOthers,
    /// Send the document for signature.
    Send,
    /// Remind recipients.
    Remind,
    /// Take the document back.
    Withdraw,
    /// Download the signed document.
    Download,
    /// Save the signed document on the instance.
    Attach,
}

impl Right {
    /// All rights, in the order of the contract.
    pub const ALL: &'static [Self] = &[
        Self::Read,
        Self::Sign,
        Self::SignForOthers,
        Self::Send,
        Self::Remind,
        Self::Withdraw,
        Self::Download,
        Self::Attach,
    ];

    /// The name under which the right travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Sign => "sign",
            Self::SignForOthers => "sign-for-others",
            Self::Send => "send",
            Self::Remind => "remind",
            Self::Withdraw => "withdraw",
            Self::Download => "download",
            Self::Attach => "attach",
        }
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::str::FromStr for Right {
    type Err = UnknownRight;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .find(|right| right.as_str() == name.trim())
            .copied()
            .ok_or_else(|| UnknownRight(name.to_owned()))
    }
}

/// Reads rights, and passes over those that only a newer version knows.
pub(crate) fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Right>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
}

/// A word that names no right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRight(pub String);

impl fmt::Display for UnknownRight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a right; there are", self.0)?;
        for (index, right) in Right::ALL.iter().enumerate() {
            write!(f, "{} {right}", if index == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl core::error::Error for UnknownRight {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_travels_under_its_name() {
        for right in Right::ALL {
            assert_eq!(right.as_str().parse(), Ok(*right));
            assert_eq!(serde_json::to_value(right).unwrap(), right.as_str());
        }
    }

    #[test]
    fn a_wrong_word_says_which_words_there_are() {
        let error = "admin".parse::<Right>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`admin` is not a right; there are read, sign, sign-for-others, send, remind, withdraw, download, attach"
        );
    }
}
