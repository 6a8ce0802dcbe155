//! The key of a sending. A click that means the same sending carries the same key, so that it is never done twice: a
//! repeat after an answer that was lost, or after the page was loaded again. It lives in the browser's session storage
//! until the sending has an outcome.

use std::cell::RefCell;

use web_sys::Storage;

use crate::dom::window;

thread_local! {
    /// The keys where the browser permits no storage, or has no room.
    static KEYS: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// The key of the sending that is meant now.
pub(crate) fn send_key(signing: &str) -> String {
    let name = name_of(signing);
    let stored = storage().and_then(|storage| storage.get_item(&name).ok().flatten());
    if let Some(key) = stored.or_else(|| remembered(&name)) {
        return key;
    }
    let key = random_uuid();
    if let Some(storage) = storage() {
        // The page itself remembers what does not fit.
        let _ = storage.set_item(&name, &key);
    }
    KEYS.with_borrow_mut(|keys| keys.push((name, key.clone())));
    key
}

/// The sending has an outcome: the next one is another.
pub(crate) fn forget_send_key(signing: &str) {
    let name = name_of(signing);
    if let Some(storage) = storage() {
        // What cannot be removed was never stored.
        let _ = storage.remove_item(&name);
    }
    KEYS.with_borrow_mut(|keys| keys.retain(|(known, _)| *known != name));
}

fn remembered(name: &str) -> Option<String> {
    KEYS.with_borrow(|keys| Some(keys.iter().find(|(known, _)| known == name)?.1.clone()))
}

fn name_of(signing: &str) -> String {
    format!("autenti-form:send:{signing}")
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// A random UUID. (`crypto.randomUUID` is missing on portals without https.)
fn random_uuid() -> String {
    let mut bytes = [0_u8; 16];
    // Every browser that runs this has it, with or without https.
    let _ = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = format!("{:032x}", u128::from_be_bytes(bytes));
    format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
}
