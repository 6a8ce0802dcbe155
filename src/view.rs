//! What the elements look like, as plain descriptions of what is known.

pub(crate) mod badge;
pub(crate) mod dialog;
pub(crate) mod history;
pub(crate) mod icon;
mod lookup;
pub(crate) mod message;
pub(crate) mod people;
pub(crate) mod progress;
pub(crate) mod recipient;
pub(crate) mod toolbar;

use autenti_model::{DocumentStatus, Lang, Recipient, RecipientStatus, Right, Role, Signing, Text};

use crate::net::Recovery;
use crate::state::Snapshot;

pub(crate) use dialog::Dialog;
pub(crate) use lookup::Choices;

/// Everything that a view may look at.
pub(crate) struct View<'a> {
    pub(crate) lang: Lang,
    pub(crate) state: &'a Snapshot,
    /// The status that the form itself knows.
    pub(crate) known_status: Option<DocumentStatus>,
    /// Whether the form is being edited, so that what it shows may not be saved yet.
    pub(crate) is_editing: bool,
    pub(crate) is_outermost: bool,
    /// Whether this element announces for all that share the signing: says aloud what is new, and shows what is wrong.
    pub(crate) announces: bool,
    /// Whether its live region is on the page already, so that it is heard.
    pub(crate) speaks: bool,
    pub(crate) dialog: Option<&'a Dialog>,
    /// Letters that names are searched for; empty for all.
    pub(crate) letters: &'a str,
    /// Whether Autenti opens in the same tab.
    pub(crate) in_same_tab: bool,
    /// Whether another element of the layout has *Sign now*.
    pub(crate) has_sign_button: bool,
}

impl View<'_> {
    pub(crate) fn signing(&self) -> Option<&Signing> {
        self.state.signing.as_deref()
    }

    /// The recipients: those of the list that is being edited, or as they were read.
    pub(crate) fn recipients(&self) -> &[Recipient] {
        match (&self.state.typed, self.signing()) {
            (Some(typed), _) => &typed.recipients,
            (None, Some(signing)) => &signing.recipients,
            (None, None) => &[],
        }
    }

    /// Whether the document is being sent.
    pub(crate) fn is_sending(&self) -> bool {
        self.signing().is_some_and(|signing| signing.sending.is_some())
    }

    /// The document's status: as read, or until then as the form knows it.
    pub(crate) fn status(&self) -> Option<&DocumentStatus> {
        match self.signing() {
            Some(signing) => signing.status.as_ref(),
            None => self.known_status.as_ref(),
        }
    }

    /// Whether the person can do it now: the proxy says so, and the ticket is still good.
    pub(crate) fn can(&self, right: Right) -> bool {
        self.signing().is_some_and(|signing| signing.can(right))
            && self.state.failure.as_ref().is_none_or(|failure| failure.recovery != Recovery::Reload)
    }

    /// What this person has to do, if there is anything left.
    pub(crate) fn my_turn(&self) -> Option<Role> {
        let signing = self.signing().filter(|_| self.can(Right::Sign))?;
        let mine = signing.recipients.iter().filter(|recipient| recipient.me);
        let role = mine.filter(|recipient| recipient.may_act()).find_map(|r| r.role.clone());
        Some(role.unwrap_or(Role::Signer))
    }

    /// Whether this person's turn has come, as far as is known.
    pub(crate) fn is_my_turn(&self) -> bool {
        let mut mine = self.recipients().iter().filter(|who| who.me && who.may_act()).peekable();
        mine.peek().is_none() || mine.any(|who| who.status == RecipientStatus::Pending)
    }

    pub(crate) fn text(&self, text: Text) -> &'static str {
        text.get(self.lang)
    }
}
