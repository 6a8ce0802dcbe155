//! What the buttons do. One action, one file; here, what they have in common: one run at a time, busy while
//! it lasts, and the outcome shown at the button, said aloud and told to the page.

use std::rc::Rc;

use crate::announce;
use crate::failure::Failure;
use crate::mount::Mount;
use crate::page::page;
use crate::state::Note;
use crate::store::{Boxed, Store};
use crate::view::Dialog;

mod attach;
mod download;
mod refresh;
mod remind;
pub(crate) mod send;
mod sign;
mod withdraw;

/// What an action comes to.
struct Outcome {
    /// What assistive technology says.
    said: String,
    /// What is shown at the button.
    note: Option<Note>,
    /// Whether the signing may be another one now.
    reads_again: bool,
}

impl Outcome {
    fn said(said: &str) -> Self {
        Self { said: said.to_owned(), note: None, reads_again: true }
    }

    fn noted(said: String, lines: Vec<String>) -> Self {
        Self { note: Some(Note::Done(said.clone(), lines)), said, reads_again: true }
    }
}

type Work = Boxed<'static, Result<Outcome, Failure>>;

/// A button was pressed. `deed` is its `data-do`: an action and, after a colon, whom it is for.
pub(crate) fn press(mount: &Rc<Mount>, deed: &str) {
    let Some(store) = mount.store() else { return };
    let (action, target) = deed.split_once(':').unwrap_or((deed, ""));
    match action {
        "ask-send" => mount.open_dialog(Some(Dialog::Send)),
        "ask-withdraw" => mount.open_dialog(Some(Dialog::Withdraw)),
        "close" => mount.open_dialog(None),
        "dismiss" => store.update(|state| state.set_note(target, None)),
        "reload" => page().reload(),
        "send" if !mount.is_editing() => run(mount, deed, "send", send::work),
        "sign" => sign::press(mount, deed, target),
        "remind" => run(mount, deed, "remind", remind::of(target)),
        "withdraw" => run(mount, deed, "withdraw", withdraw::work),
        "download" => run(mount, deed, "download", download::work),
        "attach" => run(mount, deed, "attach", attach::work),
        "refresh" => run(mount, deed, "refresh", refresh::work),
        _ => {}
    }
}

/// Runs an action unless it is running already.
fn run(mount: &Rc<Mount>, deed: &str, action: &'static str, work: impl FnOnce(Rc<Store>) -> Work) {
    if let Some(store) = begin(mount, deed) {
        finish(mount, deed, action, store.clone(), work(store));
    }
}

fn begin(mount: &Mount, deed: &str) -> Option<Rc<Store>> {
    mount.open_dialog(None);
    let store = mount.store()?;
    if store.state.borrow().is_running(deed) {
        return None;
    }
    store.update(|state| {
        state.running.push(deed.to_owned());
        state.set_note(deed, None);
    });
    Some(store)
}

fn finish(mount: &Rc<Mount>, deed: &str, action: &'static str, store: Rc<Store>, work: Work) {
    let (mount, deed) = (Rc::clone(mount), deed.to_owned());
    wasm_bindgen_futures::spawn_local(async move {
        let outcome = work.await;
        let reads_again = outcome.as_ref().map_or_else(|_| true, |outcome| outcome.reads_again);
        if reads_again {
            // A failure of reading is shown by the store itself, beside what came of the action.
            let _ = store.read(false).await;
        }
        let failure = outcome.as_ref().err().cloned();
        store.update(|state| {
            state.running.retain(|running| *running != deed);
            let (said, note) = match outcome {
                Ok(outcome) => (outcome.said, outcome.note),
                Err(failure) => (failure.title.clone(), Some(Note::Failed(failure))),
            };
            state.say(said);
            state.set_note(&deed, note);
        });
        announce::action(&mount, action, failure.as_ref());
        if let Some(failure) = &failure {
            announce::error(&mount, failure);
        }
    });
}
