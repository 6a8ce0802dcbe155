//! Who is signed in, in which language and theme, with which design of the form and which content security
//! policy: a cookie each, and no passwords.
//!
//! facts: WEBCON REST API, deciding whether a browser user may read an element: the portal knows its users
//! by cookie, and cookie-authenticated calls that change something are refused when they come from
//! another origin.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use http::header::{COOKIE, HOST, ORIGIN, REFERER};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use url::Url;

use super::Portal;
use super::content_policy::ContentPolicy;
use super::design::Ready;
use super::language::Language;
use super::people;
use crate::demo::{OLA, Person};

/// Names of the cookies.
pub(super) const PERSON: &str = "sandbox_person";
pub(super) const LANGUAGE: &str = "sandbox_language";
pub(super) const THEME: &str = "sandbox_theme";
pub(super) const DESIGN: &str = "sandbox_design";
pub(super) const POLICY: &str = "sandbox_csp";

/// Light, dark, or one that a company made for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Theme {
    #[default]
    Light,
    Dark,
    Custom,
}

impl Theme {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Custom => "custom",
        }
    }

    /// What the browser draws its own parts in.
    pub(super) fn colour_scheme(self) -> &'static str {
        match self {
            Self::Light | Self::Custom => "light",
            Self::Dark => "dark",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::Light, Self::Dark, Self::Custom].into_iter().find(|theme| theme.name() == name)
    }

    /// The dark one's GUID is recorded (facts: WEBCON form, dark theme); the others are made up.
    pub(super) fn guid(self) -> &'static str {
        match self {
            Self::Light => "11111111-5a4d-4b0c-9f00-000000000001",
            Self::Dark => "a24dcfc2-2b14-4de8-8af3-7952a0a2cf61",
            Self::Custom => "5c2b7e10-91d4-4f6a-8e07-3d1f00c0ffee",
        }
    }
}

/// The browser's session. Whoever did not choose is the process owner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Session {
    pub(super) person: &'static Person,
    pub(super) language: Language,
    pub(super) theme: Theme,
    pub(super) design: Ready,
    pub(super) policy: ContentPolicy,
}

impl Session {
    fn from_headers(headers: &HeaderMap) -> Self {
        let cookie = |name| cookie(headers, name);
        Self {
            person: cookie(PERSON).and_then(people::person).unwrap_or(&OLA),
            language: cookie(LANGUAGE).and_then(Language::from_code).unwrap_or_default(),
            theme: cookie(THEME).and_then(Theme::from_name).unwrap_or_default(),
            design: cookie(DESIGN).and_then(Ready::from_name).unwrap_or_default(),
            policy: cookie(POLICY).and_then(ContentPolicy::from_name).unwrap_or_default(),
        }
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A cookie that is set for all pages.
pub(super) fn set_cookie(name: &str, value: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{name}={value}; Path=/; SameSite=Lax")).ok()
}

/// The call came from a page of another origin.
#[derive(Debug)]
pub(super) struct ForeignOrigin;

impl IntoResponse for ForeignOrigin {
    fn into_response(self) -> Response {
        (StatusCode::FORBIDDEN, "This call came from another origin.\n").into_response()
    }
}

impl FromRequestParts<Portal> for Session {
    type Rejection = ForeignOrigin;

    async fn from_request_parts(parts: &mut Parts, _portal: &Portal) -> Result<Self, ForeignOrigin> {
        let changes = !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if changes && is_foreign(&parts.headers) {
            return Err(ForeignOrigin);
        }
        Ok(Self::from_headers(&parts.headers))
    }
}

/// Whether `Origin`, or `Referer` where there is none, names another host. A caller that sends neither is
/// no browser.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(from) = text(ORIGIN).or_else(|| text(REFERER)) else { return false };
    let Ok(from) = Url::parse(from) else { return true };
    let host = match (from.host_str(), from.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => return true,
    };
    text(HOST) != Some(host.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_another_host_is_foreign() {
        for (pairs, foreign) in [
            (&[("host", "p:8789"), ("origin", "http://p:8789")][..], false),
            (&[("host", "p:8789"), ("referer", "http://p:8789/db/1")], false),
            (&[("host", "p:8789")], false),
            (&[("host", "p:8789"), ("origin", "http://p:8787")], true),
            (&[("host", "p:8789"), ("origin", "null")], true),
        ] {
            assert_eq!(is_foreign(&headers(pairs)), foreign, "{pairs:?}");
        }
    }

    #[test]
    fn a_session_without_cookies_is_the_process_owners_in_english() {
        let session = Session::from_headers(&headers(&[("cookie", "other=1; sandbox_person=nobody")]));
        assert_eq!(session.person.email, OLA.email);
        assert_eq!(session.language, Language::English);
        assert_eq!(session.theme, Theme::Light);
        assert_eq!(session.design, Ready::HtmlField);
        assert_eq!(session.policy, ContentPolicy::Absent);
    }

    #[test]
    fn cookies_choose_person_language_theme_design_and_policy() {
        let cookies = "sandbox_person=anna.nowak@example.com; sandbox_language=pl; sandbox_theme=dark; \
                       sandbox_design=ticket-url; sandbox_csp=strict";
        let session = Session::from_headers(&headers(&[("cookie", cookies)]));
        assert_eq!(session.person.first_name, "Anna");
        assert_eq!(session.language, Language::Polish);
        assert_eq!(session.theme, Theme::Dark);
        assert_eq!(session.design, Ready::TicketUrl);
        assert_eq!(session.policy, ContentPolicy::Strict);
    }
}
