//! What people see: the frame of all pages, and how they are sent.
//!
//! The pages work without scripts, and have none.

use std::collections::HashMap;

use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, html};

use signing::outcome;
use texts::Language;

pub(super) mod index;
pub(super) mod sign_in;
pub(super) mod signing;
mod texts;

/// Nothing is loaded but what comes from here; forms go nowhere else; nobody frames a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// A document is framed by the signing page.
const DOCUMENT_POLICY: &str = "frame-ancestors 'self'";

const STYLE: &str = include_str!("../../assets/autenti/sandbox.css");
const ICON: &str = include_str!("../../assets/autenti/icon.svg");

/// `GET /assets/sandbox.css`.
pub(super) async fn style() -> Response {
    asset("text/css; charset=utf-8", STYLE)
}

/// `GET /assets/icon.svg`.
pub(super) async fn icon() -> Response {
    asset("image/svg+xml", ICON)
}

fn asset(content_type: &'static str, content: &'static str) -> Response {
    let headers =
        [(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-cache"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, content).into_response()
}

/// The words after the question mark.
type Query = HashMap<String, String>;

/// The language chosen on the page, or the one given.
fn language(query: &Query, otherwise: impl FnOnce() -> Language) -> Language {
    query.get("lang").and_then(|code| Language::from_code(code)).unwrap_or_else(otherwise)
}

/// A page.
struct Page {
    status: StatusCode,
    language: Language,
    title: String,
    /// Where the page is, for the links to its other languages.
    path: String,
    /// What the link that skips the top goes to; none when there is little to skip.
    skip_to: Option<&'static str>,
    main: Markup,
}

impl Page {
    fn languages(&self) -> Markup {
        html! {
            @for language in Language::ALL {
                a href={ (self.path) "?lang=" (language.code()) } lang=(language.code())
                    hreflang=(language.code())
                    aria-current=[(language == self.language).then_some("true")] {
                    (language.own_name())
                }
            }
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let texts = self.language.texts();
        let page = html! {
            (DOCTYPE)
            html lang=(self.language.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (self.title) " – " (texts.brand) }
                    link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/assets/sandbox.css";
                }
                body {
                    @if let Some(target) = self.skip_to {
                        a.skip href={ "#" (target) } { (texts.skip) }
                    }
                    header {
                        div.top {
                            a.brand href={ "/?lang=" (self.language.code()) } {
                                img src="/assets/icon.svg" alt="" width="28" height="28";
                                span { (texts.brand) }
                            }
                            nav.languages aria-label=(texts.language) { (self.languages()) }
                        }
                        p.notice { (texts.notice) }
                    }
                    main { (self.main) }
                }
            }
        };
        let mut response = (self.status, page.into_string()).into_response();
        protect(response.headers_mut(), POLICY);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        response
    }
}

/// Pages and documents are read once, by one person, and their addresses are secrets.
fn protect(headers: &mut HeaderMap, policy: &'static str) {
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, policy),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// A time, for people and for programs.
fn time(at: Timestamp) -> Markup {
    let shown = at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string();
    html! { time datetime=(at) { (shown) } }
}

/// A word about a state, with a sign beside it: colour alone says nothing to some.
fn badge(kind: Kind, text: &str) -> Markup {
    let (class, sign) = match kind {
        Kind::Good => ("good", "✓"),
        Kind::Bad => ("bad", "✕"),
        Kind::Now => ("now", "●"),
        Kind::Quiet => ("quiet", "○"),
    };
    html! { span.badge.(class) { span aria-hidden="true" { (sign) } " " (text) } }
}

/// What a state means to people.
#[derive(Clone, Copy)]
enum Kind {
    Good,
    Bad,
    Now,
    Quiet,
}
