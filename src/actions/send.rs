//! Send for signature. Asked for once more in a dialog before it comes here.
//!
//! A click that means the same sending carries the same key, so that it is never done twice: a repeat after
//! an answer that was lost, or after the page was loaded again. The key lives in the browser's session
//! storage until the sending has an outcome.

use std::cell::RefCell;
use std::rc::Rc;

use autenti_model::Text;
use web_sys::Storage;

use super::{Outcome, Work};
use crate::browser::window;
use crate::failure::Failure;
use crate::proxy::{self, Call};
use crate::store::Store;

thread_local! {
    /// The keys where the browser permits no storage.
    static KEYS: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn work(store: Rc<Store>) -> Work {
    Box::pin(async move {
        let key = key(&store);
        let headers: &[_] = &[("Idempotency-Key", key.as_str())];
        let sent = store.request(Call { headers, ..Call::post("/v1/signing/send", "{}") }).await;
        match sent {
            Ok(response) => {
                forget_key(&store);
                let status = response.status();
                let taken = store.take(&proxy::json(&response).await);
                taken.ok_or_else(|| Failure::unexpected(status, store.lang()))?;
                let said = Outcome::said(Text::SendDone.get(store.lang()));
                Ok(Outcome { reads_again: false, ..said })
            }
            Err(failure) => {
                if !failure.leaves_outcome_open() {
                    forget_key(&store);
                }
                store.state.borrow_mut().attempted.clone_from(&failure.violations);
                Err(failure)
            }
        }
    })
}

/// The key of the sending that is meant now.
fn key(store: &Store) -> String {
    let name = storage_name(store);
    let kept = storage().and_then(|storage| storage.get_item(&name).ok()?);
    let kept = kept.or_else(|| {
        KEYS.with_borrow(|keys| keys.iter().find(|(kept, _)| *kept == name).map(|(_, key)| key.clone()))
    });
    kept.unwrap_or_else(|| {
        let key = random_key();
        if storage().and_then(|storage| storage.set_item(&name, &key).ok()).is_none() {
            KEYS.with_borrow_mut(|keys| keys.push((name, key.clone())));
        }
        key
    })
}

/// The sending has an outcome: the next one is another.
pub(crate) fn forget_key(store: &Store) {
    let name = storage_name(store);
    KEYS.with_borrow_mut(|keys| keys.retain(|(kept, _)| *kept != name));
    if let Some(storage) = storage() {
        // What cannot be written was not written.
        let _ = storage.remove_item(&name);
    }
}

fn storage_name(store: &Store) -> String {
    ["autenti-form:send:", &store.name()].concat()
}

fn storage() -> Option<Storage> {
    window().session_storage().ok()?
}

/// A random UUID. (`crypto.randomUUID` is missing on portals without https.)
fn random_key() -> String {
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = window().crypto() {
        // It fills 16 bytes on every browser.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut key = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            key.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            key.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
    key
}
