//! The signings that the page follows. Whoever asks for the same shares one: one connection, one state.

use std::cell::RefCell;
use std::rc::Rc;

use autenti_model::{Lang, Signing};

use super::observer::Observer;
use super::signing_state::{Settings, SigningState};
use crate::host;

/// How long a signing is followed after its last element has gone. A form re-creates its HTML fields at every change of
/// a value they show (facts: form in the browser, "Re-rendering"); the new element then finds everything as it was.
const GRACE_MS: u32 = 5_000;

thread_local! {
    static SIGNINGS: RefCell<Vec<Rc<SigningState>>> = const { RefCell::new(Vec::new()) };
}

/// Gives the observer the signing that the settings ask for.
pub(crate) fn attach(settings: &Settings, observer: Rc<dyn Observer>, lang: Lang) -> Rc<SigningState> {
    let known = if settings.awaits_ticket { known_here(&settings.proxy) } else { None };
    let state = known.or_else(|| find(|state| state.settings() == settings)).unwrap_or_else(|| {
        let state = SigningState::open(settings.clone(), lang);
        SIGNINGS.with_borrow_mut(|signings| signings.push(Rc::clone(&state)));
        state.begin();
        state
    });
    state.set_lang(lang);
    state.add_observer(observer);
    state
}

/// Lets the observer go. The signing stays for a while, because forms re-create elements.
pub(crate) fn detach(state: &Rc<SigningState>, observer: u32) {
    state.remove_observer(observer);
    if !state.is_observed() {
        state.close_after(GRACE_MS);
    }
}

/// A form that makes its fields again may bring a new ticket: what followed the signing by an older one, and is not
/// observed any more, is not needed.
pub(crate) fn close_left(state: &SigningState) {
    let is_left = |other: &&Rc<SigningState>| !other.is_observed() && other.is_of_same_signing(state);
    let left: Vec<_> = SIGNINGS.with_borrow(|signings| signings.iter().filter(is_left).cloned().collect());
    for state in left {
        state.close();
    }
}

/// The signing is not followed any more.
pub(super) fn forget(state: &SigningState) {
    SIGNINGS.with_borrow_mut(|signings| signings.retain(|other| !std::ptr::eq(&raw const **other, state)));
}

/// What is known of the same instance from an older ticket: shown until the new one has read its own.
pub(super) fn inherited(settings: &Settings, element: &str) -> Option<Rc<Signing>> {
    let older = find_last(|older| older.is_of(&settings.proxy, element))?;
    older.snapshot().signing.clone()
}

/// Whether nothing older follows the same signing on this page: news is said once, not by each.
pub(super) fn announces_news(state: &SigningState) -> bool {
    let first = find(|other| other.is_observed() && other.is_of_same_signing(state));
    first.is_none_or(|first| std::ptr::eq(&raw const *first, state))
}

/// What follows the instance that the form shows already: an element that was made again and has no ticket yet goes on
/// with it.
fn known_here(proxy: &str) -> Option<Rc<SigningState>> {
    let instance = host::this_page().instance()?;
    find_last(|state| state.is_of(proxy, &instance))
}

fn find(is_wanted: impl Fn(&SigningState) -> bool) -> Option<Rc<SigningState>> {
    SIGNINGS.with_borrow(|signings| signings.iter().find(|state| is_wanted(state)).cloned())
}

/// The newest one.
fn find_last(is_wanted: impl Fn(&SigningState) -> bool) -> Option<Rc<SigningState>> {
    SIGNINGS.with_borrow(|signings| signings.iter().rev().find(|state| is_wanted(state)).cloned())
}
