//! What is known at the moment. Views draw it; only the store changes it.

use std::rc::Rc;

use autenti_model::Signing;
use wasm_bindgen::JsValue;

use crate::failure::Failure;
use crate::shapes::Broken;

/// Everything that the elements of one store show.
#[derive(Default)]
pub(crate) struct State {
    /// The last signing that was read; none before the first.
    pub(crate) signing: Option<Rc<Signing>>,
    /// Why the newest state could not be read.
    pub(crate) trouble: Option<Failure>,
    /// Whether reading has taken so long that people should see that something is going on.
    pub(crate) is_slow: bool,
    /// What is being done at the moment, by the names of the buttons.
    pub(crate) running: Vec<String>,
    /// What came of the last actions, by the names of their buttons.
    pub(crate) notes: Vec<(String, Note)>,
    /// Broken rules of the list, as the proxy sees it.
    pub(crate) violations: Vec<Broken>,
    /// Broken rules of the list as it stands on the page; none when it is not being edited.
    pub(crate) judged: Option<Vec<Broken>>,
    /// Why what became of the document cannot be written to the form yet, in words of the proxy.
    pub(crate) waiting: Option<String>,
    /// The answer that the signing was read from; the page takes what concerns a form that is being edited.
    pub(crate) body: JsValue,
    /// Broken rules that the last attempt to send found.
    pub(crate) attempted: Vec<Broken>,
    /// What assistive technology should say; the number makes two equal sayings different.
    pub(crate) said: (String, u32),
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

impl State {
    pub(crate) fn is_running(&self, action: &str) -> bool {
        self.running.iter().any(|running| running == action)
    }

    pub(crate) fn note(&self, action: &str) -> Option<&Note> {
        self.notes.iter().find(|(noted, _)| noted == action).map(|(_, note)| note)
    }

    /// Replaces what is said about the action.
    pub(crate) fn set_note(&mut self, action: &str, note: Option<Note>) {
        self.notes.retain(|(noted, _)| noted != action);
        self.notes.extend(note.map(|note| (action.to_owned(), note)));
    }

    pub(crate) fn say(&mut self, words: String) {
        self.said = (words, self.said.1 + 1);
    }

    /// All broken rules: those of the list as it is being edited; or those that the proxy sees in the list that is
    /// saved, or else those of the last attempt to send.
    pub(crate) fn violations(&self) -> &[Broken] {
        if let Some(judged) = &self.judged {
            judged
        } else if self.violations.is_empty() {
            &self.attempted
        } else {
            &self.violations
        }
    }
}
