//! The open lists of the domain, and how each value is called in the languages of the form.

use crate::open_list::open_list;
use crate::texts::{Lang, Text};

open_list! {
    /// State of a document process, as Autenti names it (facts: Autenti API, "Statuses").
    pub enum DocumentStatus {
        /// Created, not sent.
        Draft = "DRAFT",
        /// Sent; recipients still have to act. May last for days.
        Processing = "PROCESSING",
        /// Everybody acted; the signed file exists or is about to.
        Completed = "COMPLETED",
        /// A recipient refused.
        Rejected = "REJECTED",
        /// The sender took the document back.
        Withdrawn = "WITHDRAWN",
        /// The time to sign ran out.
        Expired = "EXPIRED",
        /// Autenti could not process the document.
        Error = "ERROR",
    }
}

impl DocumentStatus {
    /// Whether nothing more will happen to the document. A status never seen before counts as in progress.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Completed | Self::Rejected | Self::Withdrawn | Self::Expired | Self::Error)
    }

    /// Whether the document ended without being signed, so that another one may be sent in its place.
    pub fn ended_unsigned(&self) -> bool {
        self.is_final() && *self != Self::Completed
    }

    /// What the status is called; a status never seen before has no text.
    pub fn text(&self) -> Option<Text> {
        Some(match self {
            Self::Draft => Text::StatusDraft,
            Self::Processing => Text::StatusProcessing,
            Self::Completed => Text::StatusCompleted,
            Self::Rejected => Text::StatusRejected,
            Self::Withdrawn => Text::StatusWithdrawn,
            Self::Expired => Text::StatusExpired,
            Self::Error => Text::StatusError,
            Self::Unknown(_) => return None,
        })
    }

    /// What the status is called; a status never seen before is called as it came.
    pub fn label(&self, lang: Lang) -> &str {
        self.text().map_or(self.as_str(), |text| text.get(lang))
    }
}

open_list! {
    /// Where a recipient stands (Autenti's `participationStatus`).
    pub enum RecipientStatus {
        /// Not started: not sent yet, or somebody else's turn.
        None = "NONE",
        /// It is the recipient's turn.
        Pending = "PENDING",
        /// The recipient did what was asked.
        Completed = "COMPLETED",
        /// No longer relevant, because the document ended without this recipient.
        Obsolete = "OBSOLETE",
        /// The recipient's part failed.
        Failed = "FAILED",
        /// The recipient refused. Not an API value: made from a rejection event, as the plugin does.
        Rejected = "REJECTED",
    }
}

impl RecipientStatus {
    /// What the status is called; a status never seen before has no text.
    pub fn text(&self) -> Option<Text> {
        Some(match self {
            Self::None => Text::RecipientNone,
            Self::Pending => Text::RecipientPending,
            Self::Completed => Text::RecipientCompleted,
            Self::Obsolete => Text::RecipientObsolete,
            Self::Failed => Text::RecipientFailed,
            Self::Rejected => Text::RecipientRejected,
            Self::Unknown(_) => return None,
        })
    }

    /// What the status is called; a status never seen before is called as it came.
    pub fn label(&self, lang: Lang) -> &str {
        self.text().map_or(self.as_str(), |text| text.get(lang))
    }
}

open_list! {
    /// What a recipient is asked to do.
    pub enum Role {
        /// Signs.
        Signer = "SIGNER",
        /// Approves (initials) before the signers.
        Approver = "APPROVER",
        /// Gives an opinion.
        Reviewer = "REVIEWER",
        /// Gets the document to see.
        Viewer = "VIEWER",
    }
}

impl Role {
    /// What the role is called; a role never seen before has no text.
    pub fn text(&self) -> Option<Text> {
        Some(match self {
            Self::Signer => Text::RoleSigner,
            Self::Approver => Text::RoleApprover,
            Self::Reviewer => Text::RoleReviewer,
            Self::Viewer => Text::RoleViewer,
            Self::Unknown(_) => return None,
        })
    }

    /// What the role is called; a role never seen before is called as it came.
    pub fn label(&self, lang: Lang) -> &str {
        self.text().map_or(self.as_str(), |text| text.get(lang))
    }

    /// Whether people of this role act one after another when the profile asks for a signing order.
    pub fn is_ordered(&self) -> bool {
        matches!(self, Self::Signer | Self::Approver)
    }
}

open_list! {
    /// Which signature a signer gives.
    pub enum SignatureType {
        /// Autenti e-signature.
        Basic = "BASIC",
        /// Qualified electronic signature (eIDAS).
        Qualified = "QUALIFIED",
        /// Advanced Autenti e-signature: identity is verified.
        Advanced = "ADVANCED",
    }
}

impl SignatureType {
    /// What the signature type is called; one never seen before has no text.
    pub fn text(&self) -> Option<Text> {
        Some(match self {
            Self::Basic => Text::SignatureBasic,
            Self::Qualified => Text::SignatureQualified,
            Self::Advanced => Text::SignatureAdvanced,
            Self::Unknown(_) => return None,
        })
    }

    /// What the signature type is called; one never seen before is called as it came.
    pub fn label(&self, lang: Lang) -> &str {
        self.text().map_or(self.as_str(), |text| text.get(lang))
    }
}

/// Where the signatures are shown in the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visualisation {
    /// On a card, an additional page at the end.
    #[default]
    Card,
    /// Anywhere: the recipient picks the place.
    Manual,
}

impl Visualisation {
    /// Both, in the order in which they are offered.
    pub const KNOWN: &'static [Self] = &[Self::Card, Self::Manual];

    /// The number under which WEBCON's plugin offers it: 0 for the card, 1 for any place.
    pub fn number(self) -> &'static str {
        match self {
            Self::Card => "0",
            Self::Manual => "1",
        }
    }

    /// What it is called.
    pub fn text(self) -> Text {
        match self {
            Self::Card => Text::VisualisationCard,
            Self::Manual => Text::VisualisationManual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_never_seen_before_is_kept_as_it_came() {
        let status = DocumentStatus::from("PAUSED");
        assert_eq!(status, DocumentStatus::Unknown("PAUSED".into()));
        assert_eq!(status.as_str(), "PAUSED");
        assert_eq!(status.label(Lang::Pl), "PAUSED");
        assert!(!status.is_final());
    }

    #[test]
    fn blanks_around_a_value_are_dropped() {
        assert_eq!(DocumentStatus::from("COMPLETED "), DocumentStatus::Completed);
        assert_eq!(Role::from(" SIGNER"), Role::Signer);
    }

    #[test]
    fn the_case_of_a_value_makes_no_difference() {
        assert_eq!(Role::from("Signer"), Role::Signer);
        assert_eq!(SignatureType::from("basic "), SignatureType::Basic);
        assert_eq!(Role::from("Witness").as_str(), "Witness");
    }

    #[test]
    fn every_known_value_reads_back_as_itself() {
        for status in DocumentStatus::KNOWN {
            assert_eq!(DocumentStatus::from(status.as_str()), *status);
        }
        for status in RecipientStatus::KNOWN {
            assert_eq!(RecipientStatus::from(status.as_str()), *status);
        }
        for role in Role::KNOWN {
            assert_eq!(Role::from(role.as_str()), *role);
        }
        for signature in SignatureType::KNOWN {
            assert_eq!(SignatureType::from(signature.as_str()), *signature);
        }
    }

    #[test]
    fn only_completed_ends_signed() {
        let unsigned: Vec<_> = DocumentStatus::KNOWN.iter().filter(|s| s.ended_unsigned()).collect();
        assert_eq!(
            unsigned,
            [
                &DocumentStatus::Rejected,
                &DocumentStatus::Withdrawn,
                &DocumentStatus::Expired,
                &DocumentStatus::Error
            ]
        );
    }
}
