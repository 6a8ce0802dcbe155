//! The administrator's way in: a one-time link that a command on the machine prints, and the session that it begins.

use std::time::Duration;

use uuid::Uuid;

use crate::clock::Clock;
use crate::digest;
use crate::store::{Result, Store};

/// How long a link waits for its use.
const LINK: Duration = Duration::from_mins(10);
/// A working day.
const SESSION: Duration = Duration::from_hours(8);

/// Lets administrators in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Administrators {
    store: Store,
    clock: Clock,
}

/// What the browser of somebody who is signed in holds.
#[derive(Clone, PartialEq, Eq)]
pub struct AdminSession(String);

impl std::fmt::Debug for AdminSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AdminSession(…)")
    }
}

impl AdminSession {
    /// The text in the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a form of a page of this session sends back, so that no page of somebody else's can send it.
    pub fn form_token(&self) -> String {
        digest::hex(format!("form of the session {}", self.0).as_bytes())
    }
}

impl Administrators {
    /// With the store of the proxy.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// A code that lets in once, within ten minutes.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn link(&self) -> Result<String> {
        let code = secret();
        self.store.add_admin_link(&digest::hex(code.as_bytes()), self.clock.now() + LINK).await?;
        Ok(code)
    }

    /// Lets in whoever has a code that was not used.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn sign_in(&self, code: &str) -> Result<Option<AdminSession>> {
        let session = secret();
        let now = self.clock.now();
        let (link, digest) = (digest::hex(code.as_bytes()), digest::hex(session.as_bytes()));
        let is_in = self.store.use_admin_link(&link, &digest, now + SESSION, now).await?;
        Ok(is_in.then_some(AdminSession(session)))
    }

    /// The session of that text, if it is one.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn session(&self, text: &str) -> Result<Option<AdminSession>> {
        let is_one = self.store.has_admin_session(&digest::hex(text.as_bytes()), self.clock.now()).await?;
        Ok(is_one.then(|| AdminSession(text.to_owned())))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn sign_out(&self, session: &AdminSession) -> Result<()> {
        self.store.end_admin_session(&digest::hex(session.0.as_bytes())).await
    }
}

/// 244 random bits.
fn secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
