//! Endpoints that the process defines itself: the files to sign, and a fresh ticket.
//!
//! facts: WEBCON REST API, deciding whether a browser user may read an element; WEBCON form, calling the server and
//! corrections. A data source answers rows in `Data` and takes its parameters in the query; *instance data* takes
//! the instance's id in the path and answers `{"Data": {…}}`, after checking that the caller may see the
//! instance; an automation is POST only, takes parameters as a JSON object or in the query, and answers
//! `{"Data": {…}}`. A cookie or an OAuth token signs the caller in.

use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, CACHE_CONTROL};
use serde::Deserialize;
use serde_json::{Value as JsonValue, json};
use uuid::Uuid;

use super::Portal;
use super::instance::Instance;
use super::people;
use super::process::DATABASE;
use super::rest::{Account, Scope};
use super::session::Session;
use super::ticket::{self, RuleFailed, Ticket};

/// A data source returns no more than this.
const MOST_ROWS: usize = 1000;

/// The category whose files are to be signed.
const TO_SIGN: i32 = 3;

pub(super) fn router() -> Router<Portal> {
    Router::new()
        .route("/api/udef/db/{db}/attachments-to-sign", get(attachments_to_sign))
        .route("/api/udef/db/{db}/attachments-to-sign/{instance}", get(attachments_to_sign))
        .route("/api/udef/db/{db}/autenti-ticket", get(ticket_row))
        .route("/api/udef/db/{db}/autenti-ticket/{instance}", get(instance_data))
        .route("/api/udef/db/{db}/automation/autenti-ticket", get(post_only).post(fresh_ticket))
}

/// An error of these endpoints, which is not an error of the REST API.
struct Refusal(StatusCode, &'static str);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "description": self.1, "guid": Uuid::new_v4() }))).into_response()
    }
}

const NO_INSTANCE: Refusal = Refusal(StatusCode::NOT_FOUND, "There is no such workflow instance.");
const NO_ENDPOINT: Refusal = Refusal(StatusCode::NOT_FOUND, "There is no such endpoint.");
const NO_PARAMETER: Refusal = Refusal(StatusCode::BAD_REQUEST, "The parameter instance is missing.");

/// Who calls: a person by cookie, or the application by token.
enum Caller {
    Person(Session),
    Application,
}

impl FromRequestParts<Portal> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Response> {
        if !parts.headers.contains_key(AUTHORIZATION) {
            let session = Session::from_request_parts(parts, portal).await;
            return session.map(Self::Person).map_err(IntoResponse::into_response);
        }
        let refused = |status, reason| Refusal(status, reason).into_response();
        let account = Account::from_request_parts(parts, portal)
            .await
            .map_err(|_| refused(StatusCode::UNAUTHORIZED, "The access token is invalid."))?;
        if account.has(Scope::USER_DEFINED_API) {
            Ok(Self::Application)
        } else {
            Err(refused(StatusCode::FORBIDDEN, "The scope App.UserDefAPI.ReadWrite.All is missing."))
        }
    }
}

impl Caller {
    fn may_see(&self, instance: &Instance) -> bool {
        match self {
            Self::Person(session) => people::may_see(session.person, instance),
            Self::Application => true,
        }
    }
}

#[derive(Deserialize)]
struct Address {
    db: i32,
    instance: Option<i32>,
}

#[derive(Deserialize)]
struct Parameters {
    instance: Option<i32>,
}

/// The PDFs to sign, one a row, their ids first.
async fn attachments_to_sign(
    State(portal): State<Portal>,
    caller: Caller,
    Path(address): Path<Address>,
    Query(parameters): Query<Parameters>,
) -> Result<Json<JsonValue>, Refusal> {
    check_database(address.db)?;
    let state = portal.state();
    // A path that no data source has.
    if address.instance.is_some() && !state.settings.data_source_path_ids {
        return Err(NO_ENDPOINT);
    }
    let instance = address.instance.or(parameters.instance).ok_or(NO_PARAMETER)?;
    let instance = state.instances.get(&instance).filter(|it| caller.may_see(it)).ok_or(NO_INSTANCE)?;
    let rows: Vec<JsonValue> = instance
        .attachments
        .iter()
        .filter(|file| file.category == Some(TO_SIGN) && file.name.to_lowercase().ends_with(".pdf"))
        .take(MOST_ROWS)
        .map(|file| json!({ "ATT_ID": file.id, "ATT_Name": file.name }))
        .collect();
    Ok(Json(json!({ "Data": rows })))
}

/// A fresh ticket as a property of the instance: what `ticket-url` of the component reads. The property is the
/// result of the business rule, which asks the proxy for whoever is signed in.
async fn instance_data(
    State(portal): State<Portal>,
    Path(address): Path<Address>,
    session: Session,
) -> Result<Response, Refusal> {
    check_database(address.db)?;
    let element = address.instance.ok_or(NO_PARAMETER)?;
    let visible = may_see(&portal, &session, element)?;
    if !visible {
        // facts: WEBCON form, corrections: its 403 checklist suggests that the caller's rights are checked.
        return Err(Refusal(StatusCode::FORBIDDEN, "You have no access to this workflow instance."));
    }
    let ticket = by_rule(&portal, &session, element).await?;
    let data = json!({ "Data": { "ticket": ticket.ticket, "expiresAt": ticket.expires_at } });
    // Nobody may keep a ticket; that the portal says so is inferred.
    Ok(([(CACHE_CONTROL, "no-store")], Json(data)).into_response())
}

/// A fresh ticket as the one row of a data source. The proxy is a REST data source of the process, asked by the
/// portal's server for whoever is signed in; that it checks who may see the instance is this designer's care.
async fn ticket_row(
    State(portal): State<Portal>,
    Path(address): Path<Address>,
    Query(parameters): Query<Parameters>,
    session: Session,
) -> Result<Response, Refusal> {
    check_database(address.db)?;
    let element = parameters.instance.ok_or(NO_PARAMETER)?;
    let ticket = ticket_for(&portal, &session, element).await?;
    let rows = json!({ "Data": [{ "ticket": ticket.ticket, "expiresAt": ticket.expires_at }] });
    // Nobody may keep a ticket; that the portal says so is inferred.
    Ok(([(CACHE_CONTROL, "no-store")], Json(rows)).into_response())
}

/// facts: WEBCON form, calling the server: automations answer 400 to anything but POST.
async fn post_only() -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, "This endpoint takes POST only.")
}

/// A ticket for the signed-in person and the instance that the body or the query names, if that person may
/// see it.
async fn fresh_ticket(
    State(portal): State<Portal>,
    Path(address): Path<Address>,
    Query(parameters): Query<Parameters>,
    session: Session,
    body: Bytes,
) -> Result<Json<JsonValue>, Refusal> {
    check_database(address.db)?;
    let in_body = match body.as_ref() {
        [] => None,
        body => {
            let body: JsonValue = serde_json::from_slice(body)
                .map_err(|_| Refusal(StatusCode::BAD_REQUEST, "The body is not JSON."))?;
            // As a number or as text: that parameters come as either is inferred.
            let value = &body["instance"];
            value.as_i64().or_else(|| value.as_str()?.parse().ok()).and_then(|id| i32::try_from(id).ok())
        }
    };
    let element = in_body.or(parameters.instance).ok_or(NO_PARAMETER)?;
    let ticket = ticket_for(&portal, &session, element).await?;
    Ok(Json(json!({ "Data": { "ticket": ticket.ticket, "expiresAt": ticket.expires_at } })))
}

/// A ticket for the signed-in person, if that person may see the instance.
async fn ticket_for(portal: &Portal, session: &Session, element: i32) -> Result<Ticket, Refusal> {
    if !may_see(portal, session, element)? {
        return Err(NO_INSTANCE);
    }
    by_rule(portal, session, element).await
}

fn may_see(portal: &Portal, session: &Session, element: i32) -> Result<bool, Refusal> {
    let state = portal.state();
    let instance = state.instances.get(&element).ok_or(NO_INSTANCE)?;
    Ok(people::may_see(session.person, instance))
}

/// facts: WEBCON form, calling the server: what goes wrong inside is a 409 that says little.
async fn by_rule(portal: &Portal, session: &Session, element: i32) -> Result<Ticket, Refusal> {
    let ticket = ticket::by_rule(portal, session, element).await;
    let ticket = ticket.map_err(|RuleFailed| Refusal(StatusCode::CONFLICT, "The rule failed."))?;
    ticket.ok_or(Refusal(StatusCode::CONFLICT, "The proxy gave no ticket."))
}

fn check_database(db: i32) -> Result<(), Refusal> {
    if db == DATABASE { Ok(()) } else { Err(Refusal(StatusCode::NOT_FOUND, "There is no such database.")) }
}
