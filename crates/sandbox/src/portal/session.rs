//! Who is signed in, in which language and theme: three cookies, and no passwords.
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
use super::language::Language;
use super::people;
use crate::demo::{OLA, Person};

/// Names of the cookies.
pub(super) const PERSON: &str = "sandbox_person";
pub(super) const LANGUAGE: &str = "sandbox_language";
pub(super) const THEME: &str = "sandbox_theme";

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Theme {
    #[default]
    Light,
    Dark,
}

impl Theme {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }

    /// The dark one's GUID is recorded (facts: WEBCON form, dark theme); the light one's is made up.
    pub(super) fn guid(self) -> &'static str {
        match self {
            Self::Light => "11111111-5a4d-4b0c-9f00-000000000001",
            Self::Dark => "a24dcfc2-2b14-4de8-8af3-7952a0a2cf61",
        }
    }
}

/// The browser's session. Whoever did not choose is the process owner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Session {
    pub(super) person: &'static Person,
    pub(super) language: Language,
    pub(super) theme: Theme,
}

impl Session {
    fn from_headers(headers: &HeaderMap) -> Self {
        let cookie = |name| cookie(headers, name);
        Self {
            person: cookie(PERSON).and_then(people::person).unwrap_or(&OLA),
            language: cookie(LANGUAGE).and_then(Language::from_code).unwrap_or_default(),
            theme: cookie(THEME).and_then(Theme::from_name).unwrap_or_default(),
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
    }

    #[test]
    fn cookies_choose_person_language_and_theme() {
        let cookies = "sandbox_person=anna.nowak@example.com; sandbox_language=pl; sandbox_theme=dark";
        let session = Session::from_headers(&headers(&[("cookie", cookies)]));
        assert_eq!(session.person.first_name, "Anna");
        assert_eq!(session.language, Language::Polish);
        assert_eq!(session.theme, Theme::Dark);
    }
}
