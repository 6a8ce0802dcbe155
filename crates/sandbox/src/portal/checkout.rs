//! Who holds an instance for editing.
//!
//! facts: WEBCON REST API, checkout and pitfalls. A form that is open in edit mode holds a checkout; until
//! it is released, nobody else can write, the API included. That it runs out by itself after a while is
//! inferred.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::people::User;

/// A checkout of one instance.
#[derive(Clone, Debug)]
pub(super) struct Checkout {
    pub(super) holder: User,
    pub(super) until: Timestamp,
}

/// All checkouts.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkouts(BTreeMap<i32, Checkout>);

impl Checkouts {
    /// The checkout of an instance, unless it ran out.
    pub(super) fn of(&self, instance: i32, now: Timestamp) -> Option<&Checkout> {
        self.0.get(&instance).filter(|checkout| checkout.until > now)
    }

    /// Who keeps somebody from writing.
    pub(super) fn in_the_way(&self, instance: i32, login: &str, now: Timestamp) -> Option<&User> {
        self.of(instance, now).map(|checkout| &checkout.holder).filter(|holder| holder.login != login)
    }

    /// Takes the checkout, from whoever has it.
    pub(super) fn take(&mut self, instance: i32, holder: User, now: Timestamp, lasts: SignedDuration) {
        let until = now.saturating_add(lasts).unwrap_or(Timestamp::MAX);
        self.0.insert(instance, Checkout { holder, until });
    }

    /// Releases the checkout if it is this user's.
    pub(super) fn release(&mut self, instance: i32, login: &str) {
        if self.0.get(&instance).is_some_and(|checkout| checkout.holder.login == login) {
            self.0.remove(&instance);
        }
    }

    /// Releases all checkouts of a user who signs out.
    pub(super) fn release_all(&mut self, login: &str) {
        self.0.retain(|_, checkout| checkout.holder.login != login);
    }

    /// Ends the checkout, whoever has it.
    pub(super) fn end(&mut self, instance: i32) {
        self.0.remove(&instance);
    }

    /// All that have not run out.
    pub(super) fn all(&self, now: Timestamp) -> impl Iterator<Item = (i32, &Checkout)> {
        self.0.iter().filter(move |(_, checkout)| checkout.until > now).map(|(id, checkout)| (*id, checkout))
    }
}
