//! The page on which a person lets an application act for them, and the way back to it.

use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use maud::{Markup, html};
use url::Url;

use super::texts::Language;
use super::{Kind, Page, outcome};
use crate::autenti::organisation::Organisation;

/// What is wrong with whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::autenti) enum Wrong {
    /// Nobody knows the application.
    Application,
    /// The address to come back to is not registered.
    RedirectUri,
}

/// The language that is asked for, or the browser's.
pub(in crate::autenti) fn language(asked: Option<&str>, headers: &HeaderMap) -> Language {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    asked.and_then(Language::from_code).unwrap_or_else(|| Language::accepted(accepted))
}

/// Who wants to sign in.
pub(in crate::autenti) fn page(
    language: Language,
    organisation: &Organisation,
    redirect_uri: &Url,
) -> Response {
    let texts = language.texts();
    let target = origin(redirect_uri);
    let people = organisation
        .people
        .iter()
        .map(|person| (format!("{} {}", person.first_name, person.last_name), person.email));
    let everybody = people.chain([(texts.sign_in_system.to_owned(), organisation.system_user)]);
    let main = html! {
        h1 { (texts.sign_in_heading) }
        p.lead { (texts.sign_in_about.replace("{organisation}", organisation.name).replace("{target}", &target)) }
        // Sent to the same address, with the same query.
        form method="post" {
            ul.people role="list" {
                @for (name, email) in everybody {
                    li {
                        span { (name) " " span.small { (email) } }
                        button.button type="submit" name="user" value=(email) {
                            (texts.sign_in_as.replace("{name}", &name))
                        }
                    }
                }
            }
            p { button.button.secondary type="submit" { (texts.sign_in_refuse) } }
        }
    };
    let mut response = framed(language, StatusCode::OK, texts.sign_in_heading, main);
    // Browsers hold the address after a redirect against the policy too.
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {target}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn origin(address: &Url) -> String {
    address.origin().ascii_serialization()
}

/// The application is not told what is wrong with it: the person is.
pub(in crate::autenti) fn wrong(language: Language, why: Wrong) -> Response {
    let texts = language.texts();
    let what = match why {
        Wrong::Application => texts.sign_in_unknown_application,
        Wrong::RedirectUri => texts.sign_in_unknown_address,
    };
    let main = html! {
        div.alone {
            (outcome(Kind::Bad, &html! { h1 { (what) } }, &html! { p { (texts.sign_in_wrong) } }))
        }
    };
    framed(language, StatusCode::BAD_REQUEST, what, main)
}

fn framed(language: Language, status: StatusCode, title: &str, main: Markup) -> Response {
    Page { status, language, title: title.to_owned(), path: "/".to_owned(), skip_to: None, main }
        .into_response()
}

/// Back to the application.
pub(in crate::autenti) fn back(address: &Url) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::from_str(address.as_str()) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}
