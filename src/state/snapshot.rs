//! What is known at the moment. Views draw it; only the signing's state changes it.

use std::rc::Rc;

use autenti_model::history::HistoryEntry;
use autenti_model::signing::{Link, Waiting};
use autenti_model::{Email, Recipient, Right, Signing, Violation};

use super::answer::FormUpdate;
use crate::action::Action;
use crate::net::Failure;

/// Everything that those who show a signing show.
#[derive(Default)]
pub(crate) struct Snapshot {
    /// The last signing that was read; none before the first.
    pub(crate) signing: Option<Rc<Signing>>,
    /// Why the newest state could not be read.
    pub(crate) failure: Option<Failure>,
    /// Whether reading has taken so long that people should see that something is going on.
    pub(crate) is_slow: bool,
    /// What is being done at the moment.
    pub(crate) running: Vec<Action>,
    /// What came of the last actions.
    notes: Vec<(Action, Note)>,
    /// What the proxy told besides, for a form that is being edited.
    pub(crate) form: Option<Rc<FormUpdate>>,
    /// Broken rules of the list, as the proxy sees it.
    pub(crate) violations: Vec<Violation>,
    /// The list as it stands on the page; none when it is not being edited.
    pub(crate) typed: Option<TypedList>,
    /// Whether fields of the page say something else than what the proxy wrote to the instance.
    pub(crate) is_page_outdated: bool,
    /// What happened, once somebody asked; the newest first.
    pub(crate) history: Option<Rc<Vec<HistoryEntry>>>,
    /// Broken rules that the last attempt to send found.
    pub(crate) attempted: Vec<Violation>,
    /// What assistive technology should say; the number makes two equal sayings different.
    pub(crate) announcement: (String, u32),
}

/// The list as it stands on the page, and the rules that it breaks.
pub(crate) struct TypedList {
    pub(crate) recipients: Vec<Recipient>,
    pub(crate) violations: Vec<Violation>,
}

/// What came of an action.
pub(crate) enum Note {
    /// It worked; in words, with further lines.
    Done(String, Vec<NoteLine>),
    /// It failed.
    Failed(Failure),
    /// The browser blocked the tab: here is the link to press.
    Link(String),
    /// A link as a code for a phone's camera. It is gone when the dialog closes.
    Phone(Link),
}

/// A line of a note.
pub(crate) struct NoteLine {
    pub(crate) words: String,
    /// When something can be done again: the time, RFC 3339, and a sentence that says it.
    pub(crate) again: Option<(String, String)>,
}

impl Snapshot {
    /// With what is known already.
    pub(super) fn with_signing(signing: Option<Rc<Signing>>) -> Self {
        Self { signing, ..Self::default() }
    }

    /// Whether there is more to show than what the form says by itself.
    pub(crate) fn knows_anything(&self) -> bool {
        self.signing.is_some() || self.failure.is_some() || self.is_slow
    }

    pub(crate) fn is_running(&self, action: &Action) -> bool {
        self.running.contains(action)
    }

    pub(crate) fn note(&self, action: &Action) -> Option<&Note> {
        self.notes.iter().find(|(noted, _)| noted == action).map(|(_, note)| note)
    }

    /// Replaces what is said about the action.
    pub(crate) fn set_note(&mut self, action: &Action, note: Option<Note>) {
        self.forget_notes(&|noted, _| noted == action);
        self.notes.extend(note.map(|note| (action.clone(), note)));
    }

    /// The link that is shown as a code for the person with the address.
    pub(crate) fn phone_link(&self, email: &Email) -> Option<&Link> {
        match self.note(&Action::Phone(email.clone()))? {
            Note::Phone(link) => Some(link),
            Note::Done(..) | Note::Failed(_) | Note::Link(_) => None,
        }
    }

    /// The link for the person with the address is not shown as a code.
    pub(crate) fn forget_phone_link(&mut self, email: &Email) {
        if self.phone_link(email).is_some() {
            self.set_note(&Action::Phone(email.clone()), None);
        }
    }

    /// No link is shown as a code any more.
    pub(crate) fn forget_phone_links(&mut self) {
        self.forget_notes(&|_, note| matches!(note, Note::Phone(_)));
    }

    /// What was done is no news any more. That Autenti is open elsewhere stays true until something comes of it.
    pub(crate) fn forget_successes(&mut self) {
        let stays = |action: &Action| matches!(action, Action::Sign | Action::SignFor(_));
        self.forget_notes(&|action, note| matches!(note, Note::Done(..)) && !stays(action));
    }

    /// The connection is back: that it was not there is over.
    pub(super) fn forget_lost_connection(&mut self) {
        self.forget_notes(&|_, note| matches!(note, Note::Failed(failure) if failure.is_of_connection()));
    }

    fn forget_notes(&mut self, is_over: &dyn Fn(&Action, &Note) -> bool) {
        self.notes.retain(|(action, note)| !is_over(action, note));
    }

    /// What was said of signing and sending is over once the signing says so itself.
    pub(super) fn forget_what_is_settled(&mut self, signing: &Signing) {
        if !signing.can(Right::Sign) {
            self.set_note(&Action::Sign, None);
        }
        if signing.is_sent() || signing.sending.is_some() {
            self.attempted.clear();
            self.set_note(&Action::Send, None);
        }
    }

    /// Has assistive technology say the words.
    pub(crate) fn announce(&mut self, words: String) {
        self.announcement = (words, self.announcement.1 + 1);
    }

    /// What was said is no news to a region that comes onto the page.
    pub(crate) fn forget_announcement(&mut self) {
        self.announcement.0.clear();
    }

    /// Why what became of the document cannot be written to the form yet, in words of the proxy.
    pub(crate) fn waiting(&self) -> Option<&Waiting> {
        self.form.as_ref()?.waiting.as_ref()
    }

    /// All broken rules: those of the list as it is being edited; or those that the proxy sees in the list that is
    /// saved, or else those of the last attempt to send.
    pub(crate) fn broken_rules(&self) -> &[Violation] {
        if let Some(typed) = &self.typed {
            &typed.violations
        } else if self.violations.is_empty() {
            &self.attempted
        } else {
            &self.violations
        }
    }
}
