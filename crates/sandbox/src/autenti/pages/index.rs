//! The stand-in's own page: what it is, its documents, and the links that people would get by e-mail.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::header::ACCEPT_LANGUAGE;
use http::{HeaderMap, StatusCode};
use maud::{Markup, html};

use super::texts::Language;
use super::{Kind, Page, badge, language, time};
use crate::autenti::document_process::{DocumentProcess, Status};
use crate::autenti::party::{Participation, Party, Role};
use crate::autenti::service::Service;

/// `GET /`.
pub(in crate::autenti) async fn get(
    State(service): State<Arc<Service>>,
    Query(query): Query<super::Query>,
    headers: HeaderMap,
) -> Response {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let language = language(&query, || Language::accepted(accepted));
    let texts = language.texts();
    let store = service.store();
    // What waits for somebody comes first, then what is new.
    let mut documents: Vec<&DocumentProcess> = store.processes.iter().rev().collect();
    documents.sort_by_key(|process| process.status != Status::Processing);
    let main = html! {
        h1 { (texts.index_heading) }
        p.lead { (texts.index_about) }
        h2 { (texts.index_documents) }
        @if documents.is_empty() {
            p { (texts.index_none) }
        } @else {
            ul.documents role="list" {
                @for process in documents { (document(process, language)) }
            }
        }
        h2 { (texts.index_tools) }
        p { (texts.index_api) ": " code { (service.origin) "api/v2" } }
        ul.tools {
            @for call in ["POST /sandbox/act", "POST /sandbox/settings", "POST /sandbox/faults", "POST /sandbox/reset"] {
                li { code { (call) } }
            }
            @for path in ["/sandbox/settings", "/sandbox/faults", "/sandbox/calls", "/sandbox/webhooks",
                          "/developers/keys/webhook.jwks"] {
                li { a href=(path) { code { "GET " (path) } } }
            }
        }
    };
    let title = texts.index_heading.to_owned();
    Page { status: StatusCode::OK, language, title, path: "/".to_owned(), skip_to: None, main }
        .into_response()
}

fn document(process: &DocumentProcess, language: Language) -> Markup {
    let kind = match process.status {
        Status::Draft => Kind::Quiet,
        Status::Processing => Kind::Now,
        Status::Completed => Kind::Good,
        Status::Rejected | Status::Withdrawn => Kind::Bad,
    };
    html! {
        li.card {
            div.row {
                h3 { (process.subject.title) }
                (badge(kind, language.status(process.status)))
            }
            p.small {
                code { (process.id) }
                @if let Some(at) = process.sent_at { br; (language.texts().sent) " " (time(at)) }
            }
            ul.people role="list" {
                @for party in process.parties.iter().filter(|party| party.role != Role::Sender) {
                    (person(party, process.status, language))
                }
            }
        }
    }
}

fn person(party: &Party, status: Status, language: Language) -> Markup {
    // Whoever has to wait can open the document too, and is told so there.
    let can_open = status == Status::Processing
        && matches!(party.participation, Participation::Pending | Participation::None);
    let name = party.person.full_name();
    html! {
        li {
            (super::signing::who(party, language, false))
            @if can_open {
                a.button.secondary href={ "/sign/" (party.invitation) } {
                    (language.texts().index_open_as.replace("{name}", &name))
                }
            }
        }
    }
}
