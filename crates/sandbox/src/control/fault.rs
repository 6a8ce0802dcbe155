//! A way in which calls go wrong, and which calls it strikes.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What calls over a rate are told to wait, in seconds.
const RATE_RETRY_AFTER: u64 = 1;
/// From giving a call up until it lands, unless the fault says otherwise.
const LAND_AFTER: Duration = Duration::from_millis(500);

/// A way in which calls go wrong; the README of this crate says what each key means.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// Method that it strikes; none for all.
    pub method: Option<String>,
    /// Path that it strikes, `*` for anything; none for every call.
    pub path: Option<String>,
    /// Text that must stand in the call's headers for it to strike, as `name: value`; none for every call.
    pub header: Option<String>,
    /// Milliseconds to wait first.
    pub latency_ms: Option<u64>,
    /// HTTP status to answer with.
    pub status: Option<u16>,
    /// Body to answer with: a text as it is, anything else as JSON.
    pub body: Option<Value>,
    /// `Content-Type` of the body.
    pub content_type: Option<String>,
    /// Headers of the answer, by name.
    pub headers: Option<BTreeMap<String, String>>,
    /// A wrong answer that needs no body of its own.
    pub answer: Option<WrongAnswer>,
    /// Seconds in `Retry-After`.
    pub retry_after: Option<u64>,
    /// Hang up.
    pub drop: Option<Drop>,
    /// Whether and when what was asked is done.
    pub land: Option<Land>,
    /// Milliseconds from giving the call up until it lands, with [`Land::Late`].
    pub land_after_ms: Option<u64>,
    /// How many bytes of the answer to send before the connection breaks.
    pub truncate: Option<usize>,
    /// How many bytes of the answer to send as if they were all of it.
    pub shorten: Option<usize>,
    /// How many milliseconds a read lags behind what was written.
    pub lag_ms: Option<u64>,
    /// How many calls a minute are answered; the others get 429.
    pub per_minute: Option<usize>,
    /// How often it strikes; none for always.
    pub times: Option<u64>,
    /// How many calls it lets pass first.
    #[serde(default)]
    pub after: u64,
}

/// When to hang up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Drop {
    /// Before anything is done.
    Request,
    /// After it is done, so that the caller cannot know.
    Response,
}

/// Whether and when what was asked is done, whatever is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Land {
    /// Not at all.
    Never,
    /// Before the answer.
    Now,
    /// After the answer was given up.
    Late,
    /// Twice before the answer, which is that of the second time.
    Twice,
}

/// An answer with status 200 that is not the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WrongAnswer {
    /// Nothing.
    Empty,
    /// JSON of something else.
    Foreign,
    /// A page, as gateways and sign-in pages send it.
    Html,
}

impl Fault {
    pub(super) fn strikes(&self, method: &str, path: &str, headers: &http::HeaderMap) -> bool {
        self.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|pattern| glob(pattern, path))
            && self.header.as_deref().is_none_or(|wanted| has_header(headers, wanted))
    }

    /// The status and whether anything is answered in place of the service.
    pub(super) fn answered_status(&self) -> Option<u16> {
        let own_body = self.body.is_some() || self.answer.is_some() || self.content_type.is_some();
        let rate = self.per_minute.map(|_| http::StatusCode::TOO_MANY_REQUESTS.as_u16());
        self.status.or(rate).or(own_body.then_some(http::StatusCode::OK.as_u16()))
    }

    pub(super) fn answered_retry_after(&self) -> Option<u64> {
        self.retry_after.or(self.per_minute.map(|_| RATE_RETRY_AFTER))
    }

    pub(super) fn land_after(&self) -> Duration {
        self.land_after_ms.map_or(LAND_AFTER, Duration::from_millis)
    }
}

fn has_header(headers: &http::HeaderMap, wanted: &str) -> bool {
    let (name, value) = wanted.split_once(':').unwrap_or((wanted, ""));
    headers
        .get_all(name.trim())
        .iter()
        .any(|given| String::from_utf8_lossy(given.as_bytes()).contains(value.trim()))
}

/// Whether the pattern, in which `*` stands for anything, fits the whole text.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// A fault and how often it struck.
#[derive(Debug, Default)]
pub(super) struct FaultState {
    pub(super) fault: Fault,
    pub(super) seen: u64,
    pub(super) struck: u64,
    recent: VecDeque<Instant>,
}

impl FaultState {
    pub(super) fn new(fault: Fault) -> Self {
        Self { fault, ..Self::default() }
    }

    /// Whether this call is struck; counts it either way.
    pub(super) fn count(&mut self, now: Instant) -> bool {
        self.seen += 1;
        if self.seen <= self.fault.after || self.fault.times.is_some_and(|times| self.struck >= times) {
            return false;
        }
        if let Some(per_minute) = self.fault.per_minute {
            while self.recent.front().is_some_and(|at| now.duration_since(*at) >= Duration::from_mins(1)) {
                self.recent.pop_front();
            }
            if self.recent.len() < per_minute {
                self.recent.push_back(now);
                return false;
            }
        }
        self.struck += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, path, fits) in [
            ("/api/*", "/api/v2/x", true),
            ("*/files", "/api/v2/x/files", true),
            ("/a/*/c/*", "/a/b/c/d", true),
            ("/a/*/c", "/a/b/d", false),
            ("/a", "/a", true),
            ("/a", "/ab", false),
            ("*", "/", true),
        ] {
            assert_eq!(glob(pattern, path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn a_fault_strikes_after_so_many_calls_and_so_often() {
        let fault = Fault { after: 1, times: Some(2), ..Fault::default() };
        let mut state = FaultState::new(fault);
        let struck: Vec<bool> = (0..5).map(|_| state.count(Instant::now())).collect();
        assert_eq!(struck, [false, true, true, false, false]);
    }

    #[test]
    fn a_rate_lets_so_many_calls_pass_in_a_minute() {
        let fault = Fault { per_minute: Some(2), ..Fault::default() };
        let mut state = FaultState::new(fault);
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let struck: Vec<bool> = [0, 1, 2, 61].into_iter().map(|s| state.count(at(s))).collect();
        assert_eq!(struck, [false, false, true, false]);
    }

    #[test]
    fn a_header_is_looked_for_by_name_and_text() {
        let mut headers = http::HeaderMap::new();
        headers.append("x-assertion", "abc, def".parse().unwrap());
        for (wanted, found) in [
            ("X-Assertion: def", true),
            ("x-assertion", true),
            ("x-assertion: xyz", false),
            ("accept", false),
        ] {
            assert_eq!(has_header(&headers, wanted), found, "{wanted}");
        }
    }
}
