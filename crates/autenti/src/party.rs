//! Participants of a document process, as they are read.

use crate::constraint::{Before, Constraint};
use crate::event::Event;
use crate::ids::PartyId;
use crate::words::{EventType, ParticipationStatus, Role, SignatureType};

/// A participant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The participant's id. **Not there, or not final, right after sending**: Autenti assigns the lasting
    /// `PARTY-PUBLIC_SIGNING_PROCESS_ID:…` some seconds later (facts: Autenti API, known traps).
    pub id: Option<PartyId>,
    /// First name; empty when not told.
    pub first_name: String,
    /// Last name; empty when not told.
    pub last_name: String,
    /// Name of an organisation, or full name of a person; empty when not told.
    pub name: String,
    /// E-mail address, as Autenti writes it; compare without regard to case.
    pub email: Option<String>,
    /// What the participant is asked to do.
    pub role: Role,
    /// Where the participant stands.
    pub participation_status: ParticipationStatus,
    /// Conditions on the participant.
    pub constraints: Vec<Constraint>,
    /// What the participant did.
    pub events: Vec<Event>,
    /// Whether the participant is the user of the token.
    pub current_user: bool,
    /// The organisation that the participant acts for.
    pub organisation: Option<Membership>,
}

/// An organisation that a participant acts for, as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Membership {
    /// Name; empty when not told.
    pub name: String,
    /// VAT number with its country, such as `PL1234567890`; empty when not told.
    pub vat: String,
    /// Position of the participant in it; empty when not told.
    pub position: String,
}

impl Party {
    /// Why the participant refused, if they did and said so. A refusal without a comment answers none,
    /// as in WEBCON's plugin; [`has_rejected`](Self::has_rejected) knows of both.
    pub fn rejection(&self) -> Option<&str> {
        self.rejections().filter_map(|event| event.comment.as_deref()).next_back()
    }

    /// Whether the participant refused, with or without a comment.
    pub fn has_rejected(&self) -> bool {
        self.rejections().next().is_some()
    }

    fn rejections(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter().filter(|event| event.event_type == EventType::SignatureRejection)
    }

    /// Which signature the participant is to give.
    pub fn signature_type(&self) -> Option<&SignatureType> {
        self.constraints.iter().find_map(|constraint| match constraint {
            Constraint::SignatureType(signature_type) => Some(signature_type),
            _ => None,
        })
    }

    /// The participant's turn; 1 comes first.
    pub fn priority(&self) -> Option<u32> {
        self.constraints.iter().find_map(|constraint| match constraint {
            Constraint::Priority(priority) => Some(*priority),
            _ => None,
        })
    }

    /// The phone number that SMS codes go to, when Autenti tells it.
    pub fn phone(&self) -> Option<&str> {
        self.constraints.iter().find_map(|constraint| match constraint {
            Constraint::Sms { phone, .. } => phone.as_deref(),
            _ => None,
        })
    }

    /// Whether the participant needs an SMS code to open or to sign the document.
    pub fn needs_sms(&self, before: Before) -> bool {
        self.constraints.iter().any(
            |constraint| matches!(constraint, Constraint::Sms { before: needed, .. } if *needed == before),
        )
    }
}
