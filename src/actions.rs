//! What the buttons do. One action, one file; here, what they have in common: one run at a time, busy while it lasts,
//! and the outcome shown at the button and said aloud.

use std::rc::Rc;

use crate::action::Action;
use crate::dom::{Boxed, spawn};
use crate::net::Failure;
use crate::state::{Note, NoteLine, SigningState};

mod attach;
mod cancel_sending;
mod download;
mod history;
mod phone;
mod refresh;
mod remind;
mod send;
mod sign;
mod withdraw;

/// What an action comes to.
struct Outcome {
    /// What assistive technology says.
    words: String,
    /// What is shown at the button.
    note: Option<Note>,
    /// Whether the signing may be another one now.
    reads_again: bool,
}

impl Outcome {
    /// Said aloud.
    fn said(words: &str) -> Self {
        Self { words: words.to_owned(), note: None, reads_again: true }
    }

    /// Said aloud and shown at the button, with further lines.
    fn noted(words: &str, lines: Vec<NoteLine>) -> Self {
        Self { note: Some(Note::Done(words.to_owned(), lines)), ..Self::said(words) }
    }

    /// The signing is known to be the same.
    fn without_reading(self) -> Self {
        Self { reads_again: false, ..self }
    }
}

type Work = Boxed<'static, Result<Outcome, Failure>>;

/// What surrounds an action.
#[derive(Clone, Copy)]
pub(crate) struct Around {
    /// Whether Autenti is opened in the same tab.
    pub(crate) in_same_tab: bool,
}

/// Does what a button asks of the signing, unless that is being done already; answers whether it has begun. `done` is
/// told what came of it.
pub(crate) fn run(
    state: &Rc<SigningState>,
    action: &Action,
    around: Around,
    done: impl FnOnce(Result<(), &Failure>) + 'static,
) -> bool {
    let key = action.without_words();
    if state.snapshot().is_running(&key) {
        return false;
    }
    let Some(work) = work(state, action, around) else { return false };
    state.update(|snapshot| {
        snapshot.running.push(key.clone());
        snapshot.forget_successes();
        snapshot.set_note(&key, None);
    });
    let state = Rc::clone(state);
    spawn(async move {
        let outcome = work.await;
        if outcome.as_ref().map_or(true, |outcome| outcome.reads_again) {
            // A failure of reading is shown by the state itself, beside what came of the action.
            let _ = state.read(false).await;
        }
        let failure = outcome.as_ref().err().cloned();
        state.update(|snapshot| {
            snapshot.running.retain(|running| *running != key);
            let (words, note) = match outcome {
                Ok(outcome) => (outcome.words, outcome.note),
                Err(failure) => (failure.aloud(), Some(Note::Failed(failure))),
            };
            if !words.is_empty() {
                snapshot.announce(words);
            }
            snapshot.set_note(&key, note);
        });
        done(failure.as_ref().map_or(Ok(()), Err));
    });
    true
}

/// What is to be done; none for what concerns the panel only.
fn work(state: &Rc<SigningState>, action: &Action, around: Around) -> Option<Work> {
    let state = Rc::clone(state);
    Some(match action {
        Action::Send => send::work(state),
        Action::CancelSending => cancel_sending::work(state),
        Action::Withdraw(reason) => withdraw::work(state, reason.trim().to_owned()),
        Action::Sign => sign::work(state, None, around),
        Action::SignFor(email) => sign::work(state, Some(email.clone()), around),
        Action::Phone(email) => phone::work(state, email.clone()),
        Action::RemindAll => remind::work(state, None),
        Action::Remind(recipient) => remind::work(state, Some(recipient.clone())),
        Action::Download => download::work(state, false),
        Action::Card => download::work(state, true),
        Action::Attach => attach::work(state),
        Action::History => history::work(state),
        Action::Refresh => refresh::work(state),
        Action::AskSend
        | Action::AskWithdraw
        | Action::AskCorrect
        | Action::AskRemind
        | Action::CloseDialog
        | Action::Find(_)
        | Action::Reload
        | Action::Copied
        | Action::NotCopied
        | Action::Dismiss(_) => return None,
    })
}
