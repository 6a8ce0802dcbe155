//! Who looks at the administrator's pages: the session in the cookie, the token in each form, the language.

use autenti_model::{ErrorCode, Lang};
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::header::{COOKIE, HOST, ORIGIN, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use subtle::ConstantTimeEq;

use super::super::context::RequestContext;
use super::super::state::ApiState;
use super::pages;
use crate::auth::AdminSession;
use crate::failure::{Failure, Result};

const SESSION: &str = "autenti_admin";
const LANGUAGE: &str = "autenti_admin_lang";

/// Somebody who has signed in.
#[derive(Debug)]
pub(super) struct Administrator {
    session: AdminSession,
}

impl Administrator {
    pub(super) fn session(&self) -> &AdminSession {
        &self.session
    }

    /// What every form of a page holds.
    pub(super) fn form_token(&self) -> String {
        self.session.form_token()
    }

    /// Refuses a form that no page of this session has sent.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`].
    pub(super) fn must_have_sent(&self, token: &str, headers: &HeaderMap) -> Result<()> {
        let is_ours: bool = token.as_bytes().ct_eq(self.form_token().as_bytes()).into();
        if is_ours && comes_from_here(headers) { Ok(()) } else { Err(Failure::new(ErrorCode::NotAllowed)) }
    }
}

impl FromRequestParts<ApiState> for Administrator {
    /// The page that says how to sign in.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Response> {
        let lang = Reader::of(parts).lang;
        let known = match cookie_of(&parts.headers, SESSION) {
            Some(text) => state.administrators.session(text).await,
            None => Ok(None),
        };
        match known {
            Ok(Some(session)) => Ok(Self { session }),
            Ok(None) => {
                let page = super::html(pages::sign_in(lang, "", false));
                Err((StatusCode::UNAUTHORIZED, page).into_response())
            }
            Err(error) => Err(Failure::from(error).into_response()),
        }
    }
}

/// A form that is sent by somebody who has no session yet: it must come from our own page all the same.
#[derive(Debug)]
pub(super) struct StrangersForm;

impl<S: Sync> FromRequestParts<S> for StrangersForm {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        if comes_from_here(&parts.headers) { Ok(Self) } else { Err(Failure::new(ErrorCode::NotAllowed)) }
    }
}

/// Whether the browser says that a page of this very origin has sent it. Every browser says where a POST comes from.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    // A page that may tell nobody where it is sends `null`; then the browser's own word counts.
    match text(ORIGIN.as_str()) {
        Some(origin) if origin != "null" => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text(HOST.as_str())
        }
        _ => text("sec-fetch-site") == Some("same-origin"),
    }
}

/// The language of the pages: chosen on one, remembered, or the browser's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader {
    pub(super) lang: Lang,
    chosen: bool,
}

impl Reader {
    fn of(parts: &Parts) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let chosen = query.split('&').find_map(|part| part.strip_prefix("lang=")).and_then(Lang::from_tag);
        let remembered = cookie_of(&parts.headers, LANGUAGE).and_then(Lang::from_tag);
        let lang = chosen.or(remembered).or(RequestContext::of(parts).asked()).unwrap_or_default();
        Self { lang, chosen: chosen.is_some() }
    }

    /// The answer, with which the browser remembers the language that was chosen.
    pub(super) fn remembered(self, mut response: Response) -> Response {
        if self.chosen {
            let cookie = format!(
                "{LANGUAGE}={}; Path=/admin; Max-Age=31536000; HttpOnly; SameSite=Strict",
                self.lang.tag()
            );
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
        }
        response
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// Keeps the session in the browser: not for scripts, and not for what other pages send.
pub(super) fn cookie(session: &AdminSession) -> HeaderValue {
    let text = format!("{SESSION}={}; Path=/admin; HttpOnly; SameSite=Strict", session.as_str());
    HeaderValue::from_str(&text).unwrap_or_else(|_| unreachable!("hexadecimal digits"))
}

pub(super) fn no_cookie() -> HeaderValue {
    HeaderValue::from_static("autenti_admin=; Path=/admin; Max-Age=0; HttpOnly; SameSite=Strict")
}

fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}
