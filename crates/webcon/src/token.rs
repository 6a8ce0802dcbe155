//! The token: asked for once however many callers need it, kept until shortly before it expires.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::HeaderValue;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tracing::Instrument;

use crate::config::ConfigError;
use crate::error::Error;
use crate::sign_in::{SignIn, signing_in};

/// A token is renewed so long before it expires, so that it does not expire on its way. Its
/// lifetime is set for each API application (facts: WEBCON REST API, "Client credentials").
const MARGIN: Duration = Duration::from_secs(45);

/// What goes into the `Authorization` header.
#[derive(Clone, Debug)]
pub(crate) struct Pass {
    header: HeaderValue,
    secret: SecretString,
    /// Tells one token from the next.
    serial: u64,
}

impl Pass {
    pub(crate) fn new(scheme: &str, secret: &str, serial: u64) -> Result<Self, ConfigError> {
        let mut header = HeaderValue::try_from(format!("{scheme} {secret}"))
            .map_err(|_invalid| ConfigError::Header("the token"))?;
        header.set_sensitive(true);
        Ok(Self { header, secret: SecretString::from(secret), serial })
    }

    pub(crate) fn header(&self) -> &HeaderValue {
        &self.header
    }

    pub(crate) fn secret(&self) -> &str {
        self.secret.expose_secret()
    }
}

/// A token and when to ask for the next.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) pass: Pass,
    pub(crate) renew_at: Timestamp,
}

/// When a token with this lifetime is to be renewed: before the margin, or at half its life when the
/// margin would take more than half.
pub(crate) fn renew_at(now: Timestamp, lifetime: Duration) -> Timestamp {
    let kept = lifetime.saturating_sub(MARGIN).max(lifetime / 2);
    now.checked_add(kept).unwrap_or(Timestamp::MAX)
}

#[derive(Debug)]
pub(crate) struct Tokens {
    sign_in: Arc<SignIn>,
    state: Arc<Mutex<State>>,
    /// How many times signing in was finished, well or badly.
    finished: Arc<AtomicU64>,
}

#[derive(Debug, Default)]
struct State {
    last: Option<Result<Token, Error>>,
}

impl Tokens {
    pub(crate) fn new(sign_in: SignIn) -> Self {
        Self { sign_in: Arc::new(sign_in), state: Arc::default(), finished: Arc::default() }
    }

    /// A token that is good for a while.
    pub(crate) async fn pass(&self) -> Result<Pass, Error> {
        let now = self.sign_in.now();
        self.pass_unless(|token| now >= token.renew_at).await
    }

    /// Another token than the one that was refused.
    pub(crate) async fn renewed(&self, refused: &Pass) -> Result<Pass, Error> {
        self.pass_unless(|token| token.pass.serial == refused.serial).await
    }

    /// The token at hand, or a new one when it is `stale`.
    ///
    /// Who comes while somebody signs in waits for the outcome and shares it, a failure too: otherwise
    /// fifty callers would fail one after another.
    async fn pass_unless(&self, stale: impl Fn(&Token) -> bool) -> Result<Pass, Error> {
        let finished_before = self.finished.load(Ordering::Acquire);
        let mut state = Arc::clone(&self.state).lock_owned().await;
        let finished_meanwhile = self.finished.load(Ordering::Acquire) != finished_before;
        match &state.last {
            Some(Ok(token)) if !stale(token) || finished_meanwhile => return Ok(token.pass.clone()),
            Some(Err(error)) if finished_meanwhile => return Err(error.clone()),
            _ => {}
        }
        // In a task of its own: a caller that goes away must not take the others' token with it.
        let (sign_in, finished) = (Arc::clone(&self.sign_in), Arc::clone(&self.finished));
        let signing = async move {
            let outcome = sign_in.sign_in(finished.load(Ordering::Acquire) + 1).await;
            state.last = Some(outcome.clone());
            finished.fetch_add(1, Ordering::Release);
            drop(state);
            outcome
        };
        match tokio::spawn(signing.in_current_span()).await {
            Ok(outcome) => outcome.map(|token| token.pass),
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(cancelled) => Err(Error::CutOff { call: signing_in(), source: Arc::new(cancelled) }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_before_it_expires() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let kept = |seconds| renew_at(now, Duration::from_secs(seconds)).duration_since(now).as_secs();
        assert_eq!(kept(3600), 3555);
        assert_eq!(kept(90), 45);
        assert_eq!(kept(60), 30);
        assert_eq!(kept(0), 0);
    }

    #[test]
    fn an_endless_lifetime_is_no_problem() {
        assert_eq!(renew_at(Timestamp::now(), Duration::MAX), Timestamp::MAX);
    }

    #[test]
    fn a_pass_does_not_show_its_secret() {
        let pass = Pass::new("Bearer", "s3cret-token", 1).unwrap();
        assert!(!format!("{pass:?}").contains("s3cret"));
    }
}
