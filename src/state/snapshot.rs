//! What is known at the moment. Views draw it; only the signing's state changes it.

use std::rc::Rc;

use autenti_model::{Email, Right, Signing, Violation};

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
    pub(crate) violations: Vec<BrokenRule>,
    /// Broken rules of the list as it stands on the page; none when it is not being edited.
    pub(crate) validated: Option<Vec<BrokenRule>>,
    /// Broken rules that the last attempt to send found.
    pub(crate) attempted: Vec<BrokenRule>,
    /// What assistive technology should say; the number makes two equal sayings different.
    pub(crate) announcement: (String, u32),
}

/// A rule that a row of the list breaks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BrokenRule {
    pub(crate) violation: Violation,
    /// The address in the row, where the list stands on the page: its rows are not those that are saved.
    pub(crate) email: Option<Email>,
}

impl From<Violation> for BrokenRule {
    fn from(violation: Violation) -> Self {
        Self { violation, email: None }
    }
}

/// What came of an action.
pub(crate) enum Note {
    /// It worked; in words, with further lines.
    Done(String, Vec<String>),
    /// It failed.
    Failed(Failure),
    /// The browser blocked the tab: here is the link to press.
    Link(String),
}

impl Snapshot {
    /// With what is known already.
    pub(super) fn with_signing(signing: Option<Rc<Signing>>) -> Self {
        Self { signing, ..Self::default() }
    }

    pub(crate) fn is_running(&self, action: &Action) -> bool {
        self.running.contains(action)
    }

    pub(crate) fn note(&self, action: &Action) -> Option<&Note> {
        self.notes.iter().find(|(noted, _)| noted == action).map(|(_, note)| note)
    }

    /// Replaces what is said about the action.
    pub(crate) fn set_note(&mut self, action: &Action, note: Option<Note>) {
        self.notes.retain(|(noted, _)| noted != action);
        self.notes.extend(note.map(|note| (action.clone(), note)));
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

    /// Why what became of the document cannot be written to the form yet, in words of the proxy.
    pub(crate) fn waiting(&self) -> Option<&str> {
        Some(&self.form.as_ref()?.waiting.as_ref()?.detail)
    }

    /// All broken rules: those of the list as it is being edited; or those that the proxy sees in the list that is
    /// saved, or else those of the last attempt to send.
    pub(crate) fn broken_rules(&self) -> &[BrokenRule] {
        if let Some(validated) = &self.validated {
            validated
        } else if self.violations.is_empty() {
            &self.attempted
        } else {
            &self.violations
        }
    }
}
