//! The page on which a person reads a document, and signs, approves, gives an opinion, or rejects.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use maud::html;

use super::texts::Language;
use super::{DOCUMENT_POLICY, Kind, Page, language, protect};
use crate::autenti::action_links::Link;
use crate::autenti::constraint::SmsCode;
use crate::autenti::document_process::{Act, DocumentProcess};
use crate::autenti::draft::is_email;
use crate::autenti::hand_over::Successor;
use crate::autenti::service::{Service, Store};
use crate::autenti::stored_file::StoredFile;
use crate::autenti::{act, body, files};
use markup::Signing;
use view::{Complaint, Problem, View};

pub(super) use markup::{outcome, who};

mod markup;
mod view;

/// The code that opens and signs: nobody gets a text message here.
const CODE: &str = "123456";
const LONGEST_COMMENT: usize = 2000;
const FORM_LIMIT: usize = 64 * 1024;
const DOCUMENT_SECTION: &str = "document";
const HAND_OVER: &str = "hand-over";

/// `GET /sign/{token}`.
pub(in crate::autenti) async fn get(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
    Query(query): Query<super::Query>,
) -> Response {
    show(&service, &token, &query, &Complaint::default())
}

/// `GET /sign/{token}/files/{number}`: a file that was sent, counted from 0.
pub(in crate::autenti) async fn file(
    State(service): State<Arc<Service>>,
    Path((token, number)): Path<(String, usize)>,
) -> Response {
    document(&service, &token, |process, _| process.source_files().nth(number).cloned())
}

/// `GET /sign/{token}/signed`: the signed document.
pub(in crate::autenti) async fn signed(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
) -> Response {
    document(&service, &token, |process, store| process.signed_file(store.now()).cloned())
}

fn document(
    service: &Service,
    token: &str,
    choose: impl FnOnce(&DocumentProcess, &Store) -> Option<StoredFile>,
) -> Response {
    let mut store = service.store();
    let chosen = usable(&mut store, token).ok().and_then(|link| {
        let process = store.process(&link.document).ok()?;
        View::of(process, &process.parties[link.party], &link).shows_the_document().then_some(())?;
        choose(process, &store)
    });
    let Some(file) = chosen else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = files::send(&file, "inline");
    protect(response.headers_mut(), DOCUMENT_POLICY);
    response
}

/// `POST /sign/{token}`: one of the page's forms.
pub(in crate::autenti) async fn post(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
    Query(query): Query<super::Query>,
    body: Body,
) -> Response {
    let form: super::Query = match body::read(body, FORM_LIMIT).await {
        Ok(form) => url::form_urlencoded::parse(&form).into_owned().collect(),
        Err(_) => super::Query::new(),
    };
    match submit(&service, &token, &form).await {
        // Back to the page by GET, so that reloading it does nothing twice.
        Ok(()) => {
            let lang = query.get("lang").and_then(|code| Language::from_code(code));
            let query = lang.map(|language| format!("?lang={}", language.code())).unwrap_or_default();
            Redirect::to(&format!("/sign/{}{query}", encoded(&token))).into_response()
        }
        Err(problem) => {
            let comment = form.get("comment").cloned().unwrap_or_default();
            let complaint =
                Complaint { problem: Some(problem), comment, consent: form.contains_key("consent") };
            show(&service, &token, &query, &complaint)
        }
    }
}

async fn submit(service: &Arc<Service>, token: &str, form: &super::Query) -> Result<(), Problem> {
    let given = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let code_is_right = given("code").split_whitespace().collect::<String>() == CODE;
    let (link, act) = {
        let mut store = service.store();
        // The page says what is wrong with the link.
        let link = usable(&mut store, token).map_err(|_| Problem::ChangedMeanwhile)?;
        let process = store.process(&link.document).map_err(|_| Problem::ChangedMeanwhile)?;
        let party = &process.parties[link.party];
        let view = View::of(process, party, &link);
        if given("act") == "unlock" {
            if view == View::Locked {
                if !code_is_right {
                    return Err(Problem::WrongCode);
                }
                if let Some(link) = store.link(token) {
                    link.unlocked = true;
                }
            }
            return Ok(());
        }
        if given("act") == HAND_OVER {
            if view == View::Locked || process.can_hand_over(link.party).is_err() {
                return Err(Problem::ChangedMeanwhile);
            }
            let text = |name| given(name).trim().to_owned();
            let to = Successor {
                first_name: text("firstName"),
                last_name: text("lastName"),
                email: text("email"),
            };
            if !is_email(&to.email) || to.first_name.is_empty() || to.last_name.is_empty() {
                return Err(Problem::NoSuccessor);
            }
            drop(store);
            return act::hand_over(service, &link.document, link.party, &to, None)
                .map_err(|_| Problem::ChangedMeanwhile);
        }
        let act = match given("act") {
            "sign" => Act::Sign,
            "approve" => Act::Approve,
            "review" => Act::Review,
            "reject" => Act::Reject,
            _ => return Err(Problem::NotUnderstood),
        };
        if view == View::Locked || process.can_act(link.party, act).is_err() {
            return Err(Problem::ChangedMeanwhile);
        }
        // Line breaks count once, as they do in the browser.
        if given("comment").replace("\r\n", "\n").chars().count() > LONGEST_COMMENT {
            return Err(Problem::TooLong);
        }
        if act != Act::Reject {
            if !form.contains_key("consent") {
                return Err(Problem::NeedsConsent);
            }
            if party.phone(SmsCode::ToSign).is_some() && !code_is_right {
                return Err(Problem::WrongCode);
            }
        }
        (link, act)
    };
    let comment = Some(given("comment").to_owned());
    act::perform(service, &link.document, link.party, act, comment)
        .await
        .map_err(|_| Problem::ChangedMeanwhile)
}

/// Why a link cannot be followed.
enum BadLink {
    Unknown,
    Expired,
}

fn usable(store: &mut Store, token: &str) -> Result<Link, BadLink> {
    let now = store.now();
    match store.link(token) {
        None => Err(BadLink::Unknown),
        Some(link) if link.expires.is_some_and(|at| at <= now) => Err(BadLink::Expired),
        Some(link) => Ok(link.clone()),
    }
}

fn show(service: &Service, token: &str, query: &super::Query, complaint: &Complaint) -> Response {
    let mut store = service.store();
    let path = format!("/sign/{}", encoded(token));
    let link = match usable(&mut store, token) {
        Ok(link) => link,
        Err(why) => {
            let language = language(query, || Language::English);
            let texts = language.texts();
            let (status, heading, hint) = match why {
                BadLink::Unknown => (StatusCode::NOT_FOUND, texts.unknown_link, texts.unknown_link_hint),
                BadLink::Expired => (StatusCode::GONE, texts.expired_link, texts.expired_link_hint),
            };
            let main = html! { div.alone { (outcome(Kind::Bad, &html! { h1 { (heading) } }, &html! { p { (hint) } })) } };
            let title = heading.to_owned();
            return Page { status, language, title, path, skip_to: None, main }.into_response();
        }
    };
    let Ok(process) = store.process(&link.document) else { return StatusCode::NOT_FOUND.into_response() };
    let party = &process.parties[link.party];
    let spoken = process.subject.process_language.as_deref();
    let language = language(query, || spoken.and_then(Language::from_code).unwrap_or(Language::English));
    let view = View::of(process, party, &link);
    let signing = Signing { process, party, language, view, path: &path, complaint };
    let signed_file = process.signed_file(store.now());
    let main = signing.main(signed_file);
    let status = complaint.problem.map_or(StatusCode::OK, Problem::status);
    let heading = signing.heading();
    let title = if view == View::Locked {
        heading.to_owned()
    } else {
        format!("{heading}: {}", process.subject.title)
    };
    let skip_to = view.shows_the_document().then_some(DOCUMENT_SECTION);
    Page { status, language, title, path: path.clone(), skip_to, main }.into_response()
}

/// A token as a part of a path: a wrong one may be anything.
fn encoded(token: &str) -> String {
    percent_encoding::utf8_percent_encode(token, percent_encoding::NON_ALPHANUMERIC).to_string()
}
