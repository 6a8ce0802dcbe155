//! The token: asked for once however many callers need it, kept until shortly before it expires.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use tokio::sync::Mutex;
use tracing::Instrument;

use crate::authorization::Authorization;
use crate::call::Operation;
use crate::clock::Clock;
use crate::error::{Error, ServiceError};
use crate::token_endpoint::TokenAnswer;

/// A token is renewed so long before it expires, so that it does not expire on its way.
const MARGIN: Duration = Duration::from_secs(45);

/// Where tokens come from: one way of signing in.
pub trait TokenSource<S: ServiceError>: Debug + Send + Sync {
    /// A new token. It is called by one caller at a time, and never given up half-way.
    fn token(&self) -> BoxFuture<'_, Result<TokenAnswer, Error<S>>>;
}

/// What one request goes out with.
#[derive(Clone, Debug)]
pub(crate) struct Pass {
    authorization: Authorization,
    /// Tells one token from the next.
    serial: u64,
}

impl Pass {
    pub(crate) fn unchanging(key: &Authorization) -> Self {
        Self { authorization: key.clone(), serial: 0 }
    }

    pub(crate) fn authorization(&self) -> &Authorization {
        &self.authorization
    }
}

#[derive(Clone, Debug)]
struct Token {
    pass: Pass,
    /// None: it never expires.
    renew_at: Option<Instant>,
}

/// When a token with this lifetime is to be renewed: before the margin, or at half its life when the
/// margin would take more than half.
fn renew_at(asked_at: Instant, lifetime: Duration) -> Option<Instant> {
    asked_at.checked_add(lifetime.saturating_sub(MARGIN).max(lifetime / 2))
}

/// What came of signing in the last time, if there was one.
type LastOutcome<S> = Option<Result<Token, Error<S>>>;

#[derive(Debug)]
pub(crate) struct Tokens<S: ServiceError> {
    source: Arc<dyn TokenSource<S>>,
    clock: Arc<dyn Clock>,
    last: Arc<Mutex<LastOutcome<S>>>,
    /// How many times signing in was finished, well or badly.
    finished: Arc<AtomicU64>,
}

impl<S: ServiceError> Tokens<S> {
    pub(crate) fn new(source: Arc<dyn TokenSource<S>>, clock: Arc<dyn Clock>) -> Self {
        Self { source, clock, last: Arc::default(), finished: Arc::default() }
    }

    /// A token that is good for a while.
    pub(crate) async fn current(&self) -> Result<Pass, Error<S>> {
        let now = self.clock.instant();
        self.token_unless(|token| token.renew_at.is_some_and(|renew_at| now >= renew_at)).await
    }

    /// Another token than the one that was refused.
    pub(crate) async fn renewed(&self, refused: &Pass) -> Result<Pass, Error<S>> {
        self.token_unless(|token| token.pass.serial == refused.serial).await
    }

    /// The token at hand, or a new one when it `is_stale`.
    ///
    /// Who comes while somebody signs in waits for the outcome and shares it, a failure too: otherwise
    /// fifty callers would fail one after another.
    async fn token_unless(&self, is_stale: impl Fn(&Token) -> bool) -> Result<Pass, Error<S>> {
        let finished_before = self.finished.load(Ordering::Acquire);
        let mut last = Arc::clone(&self.last).lock_owned().await;
        let finished_meanwhile = self.finished.load(Ordering::Acquire) != finished_before;
        match &*last {
            Some(Ok(token)) if !is_stale(token) || finished_meanwhile => return Ok(token.pass.clone()),
            Some(Err(error)) if finished_meanwhile => return Err(error.clone()),
            Some(Ok(_) | Err(_)) | None => {}
        }
        // In a task of its own: a caller that goes away must not take the others' token with it, nor a
        // refresh token that is used up and whose successor is not stored yet.
        let (source, clock, finished) =
            (Arc::clone(&self.source), Arc::clone(&self.clock), Arc::clone(&self.finished));
        let signing_in = async move {
            let serial = finished.load(Ordering::Acquire) + 1;
            let outcome = sign_in(&*source, &*clock, serial).await;
            *last = Some(outcome.clone());
            finished.fetch_add(1, Ordering::Release);
            drop(last);
            outcome
        };
        match tokio::spawn(signing_in.in_current_span()).await {
            Ok(outcome) => outcome.map(|token| token.pass),
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(cancelled) => {
                    Err(Error::CutOff { call: Operation::SIGN_IN.into(), source: Arc::new(cancelled) })
                }
            },
        }
    }
}

async fn sign_in<S: ServiceError>(
    source: &dyn TokenSource<S>,
    clock: &dyn Clock,
    serial: u64,
) -> Result<Token, Error<S>> {
    // Counted from before the call: the token may have started to age at the service before it came.
    let asked_at = clock.instant();
    let answer = source.token().await?;
    let authorization = Authorization::new("Bearer", answer.access_token())?;
    Ok(Token { pass: Pass { authorization, serial }, renew_at: renew_at(asked_at, answer.lifetime()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_before_it_expires() {
        let now = Instant::now();
        let kept = |seconds| renew_at(now, Duration::from_secs(seconds)).unwrap().duration_since(now);
        assert_eq!(kept(3600).as_secs(), 3555);
        assert_eq!(kept(90).as_secs(), 45);
        assert_eq!(kept(60).as_secs(), 30);
        assert_eq!(kept(0), Duration::ZERO);
    }

    #[test]
    fn an_endless_lifetime_is_no_problem() {
        assert_eq!(renew_at(Instant::now(), Duration::MAX), None);
    }
}
