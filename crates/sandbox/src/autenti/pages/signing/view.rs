//! What a person finds on the signing page, and what can be wrong with what they sent.

use http::StatusCode;

use super::LONGEST_COMMENT;
use crate::autenti::action_links::Link;
use crate::autenti::constraint::SmsCode;
use crate::autenti::document_process::{Act, DocumentProcess, Status};
use crate::autenti::pages::texts::Texts;
use crate::autenti::party::{Participation, Party};

/// What the person finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// A code is needed to open the document.
    Locked,
    /// It is their turn.
    Asked(Act),
    Waiting,
    ReadOnly,
    /// They did their part; whether all did.
    Done(Act, Completed),
    /// All did their part, and this person had none.
    Complete,
    RejectedByThem,
    Rejected,
    Withdrawn,
    NotNeeded,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Completed {
    Yes,
    No,
}

impl View {
    pub(super) fn of(process: &DocumentProcess, party: &Party, link: &Link) -> Self {
        if party.phone(SmsCode::ToOpen).is_some() && !link.unlocked {
            return Self::Locked;
        }
        let asked = Act::asked_of(party.role);
        match (process.status, party.participation, asked) {
            (Status::Withdrawn | Status::Draft, ..) => Self::Withdrawn,
            (Status::Rejected, Participation::Failed, _) => Self::RejectedByThem,
            (Status::Rejected, ..) => Self::Rejected,
            (Status::Completed, Participation::Completed, Some(act)) => Self::Done(act, Completed::Yes),
            (Status::Completed, _, Some(_)) => Self::NotNeeded,
            (Status::Completed, _, None) => Self::Complete,
            (Status::Processing, Participation::Pending, Some(act)) => Self::Asked(act),
            (Status::Processing, Participation::Completed, Some(act)) => Self::Done(act, Completed::No),
            (Status::Processing, _, Some(_)) => Self::Waiting,
            (Status::Processing, _, None) => Self::ReadOnly,
        }
    }

    pub(super) fn shows_the_document(self) -> bool {
        !matches!(self, Self::Locked | Self::RejectedByThem | Self::Rejected | Self::Withdrawn)
    }
}

/// What is said when a form was not filled in well, and what was in it.
#[derive(Default)]
pub(super) struct Complaint {
    pub(super) problem: Option<Problem>,
    pub(super) comment: String,
    pub(super) consent: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    NeedsConsent,
    WrongCode,
    TooLong,
    NotUnderstood,
    ChangedMeanwhile,
    NoSuccessor,
}

impl Problem {
    pub(super) fn text(self, texts: &Texts) -> String {
        match self {
            Self::NeedsConsent => texts.needs_consent.to_owned(),
            Self::WrongCode => texts.wrong_code.to_owned(),
            Self::TooLong => texts.too_long.replace("{limit}", &LONGEST_COMMENT.to_string()),
            Self::NotUnderstood => texts.not_understood.to_owned(),
            Self::ChangedMeanwhile => texts.changed_meanwhile.to_owned(),
            Self::NoSuccessor => texts.no_successor.to_owned(),
        }
    }

    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::NeedsConsent | Self::WrongCode | Self::TooLong | Self::NoSuccessor => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::NotUnderstood => StatusCode::BAD_REQUEST,
            Self::ChangedMeanwhile => StatusCode::CONFLICT,
        }
    }
}
