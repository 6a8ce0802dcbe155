//! A checkout that somebody forgot keeps the form from being written. Where the profile says so it is ended after a
//! while, and the form and the log say that it was.

use autenti_model::{Lang, Text};
use jiff::Timestamp;
use webcon::ElementUpdate;

use crate::config::Profile;
use crate::store::SigningRecord;

/// What is done with somebody's checkout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checkout {
    /// It is waited for.
    Respect,
    /// It is ended: what was not saved is lost. The language is that of the note on the form.
    Take(Lang),
}

impl Checkout {
    /// Ends it once it has kept the form from being written for as long as the profile says.
    pub fn of(profile: &Profile, record: &SigningRecord, now: Timestamp) -> Self {
        let lang = Lang::from_tag(&record.plan.language).unwrap_or_default();
        match (profile.take_checkout_after, record.checkout_since) {
            (Some(after), Some(since))
                if now.duration_since(since) >= after.try_into().unwrap_or_default() =>
            {
                Self::Take(lang)
            }
            (Some(_) | None, Some(_) | None) => Self::Respect,
        }
    }

    /// Whether it is ended.
    pub fn is_taken(self) -> bool {
        self != Self::Respect
    }

    /// With a note on the form that it was ended, unless another comment is left there.
    pub(super) fn noted(self, update: &ElementUpdate) -> ElementUpdate {
        match self {
            Self::Take(lang) if !update.has_comment() => {
                update.clone().comment(Text::CheckoutTaken.get(lang))
            }
            Self::Take(_) | Self::Respect => update.clone(),
        }
    }
}
