//! `POST /v1/tickets`: WEBCON's server asks for a ticket when it renders a form.

mod request;

use autenti_model::{ErrorCode, Lang, LocalizedMessage, Problem, Text};
use axum::Json;
use axum::extract::{FromRequest, State};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use self::request::TicketRequest;
use super::body::WholeBody;
use super::context::RequestContext;
use super::query::QueryParams;
use super::state::ApiState;
use crate::auth::{Integration, Request};
use crate::config::KeyRight;
use crate::failure::{Failure, Result};
use crate::store::{AuditEvent, Instance, NewAuditEntry, Person};

/// How the answer is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketQuery {
    /// `true`: an array of one row, as WEBCON's data sources read it.
    #[serde(default)]
    rows: Option<String>,
}

/// A ticket.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TicketAnswer {
    /// Goes into the `ticket` attribute of the element.
    ticket: String,
    /// Until when it is good: RFC 3339, UTC.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl FromRequest<ApiState> for TicketRequest {
    type Rejection = Failure;

    async fn from_request(request: axum::extract::Request, state: &ApiState) -> Result<Self> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_form = kind.is_some_and(|kind| kind.trim().starts_with("application/x-www-form-urlencoded"));
        let WholeBody(body) = WholeBody::from_request(request, state).await?;
        Self::read(&body, is_form)
    }
}

/// Makes a ticket for one user and one instance.
///
/// Called by WEBCON's server, never by a browser: the caller answers for who the user is and what the
/// user may do. The body is what a text template can make: JSON, or form-encoded with flat names. `login` or `email` may
/// be missing, but not both. In `login` a lone backslash is itself.
#[utoipa::path(
    post, path = "/v1/tickets", tag = "tickets",
    params(TicketQuery),
    request_body(content(
        (TicketRequest = "application/json"),
        (TicketRequest = "application/x-www-form-urlencoded"),
    )),
    security(("integrationKey" = [])),
    responses(
        (status = 200, body = TicketAnswer),
        (status = 400, body = Problem, description = "`invalid_request`"),
        (status = 401, body = Problem, description = "`key_invalid`"),
        (status = 403, body = Problem, description = "`not_allowed`: the key is not for tickets, or not for that profile"),
        (status = 404, body = Problem, description = "`not_found`: no such profile"),
        (status = 429, body = Problem, description = "`rate_limited`"),
    )
)]
pub(super) async fn create_ticket(
    State(ApiState { config, tickets, clock, audit, .. }): State<ApiState>,
    integration: Integration,
    context: RequestContext,
    QueryParams(query): QueryParams<TicketQuery>,
    request: TicketRequest,
) -> Result<Response> {
    integration.require(KeyRight::Tickets, Some(&request.profile))?;
    let Some(profile) = config.profile(&request.profile) else {
        let message = LocalizedMessage::from(Text::ProfileUnknown).with("profile", request.profile);
        return Err(Failure::new(ErrorCode::NotFound).with_message(message));
    };
    if request.element.0 <= 0 {
        return Err(Failure::new(ErrorCode::InvalidRequest).with_message(Text::ElementUnsaved));
    }
    let user = request.user();
    if user.is_nobody() {
        return Err(Failure::new(ErrorCode::InvalidRequest).with_message(Text::UserMissing));
    }
    let lang = request.lang.as_deref().and_then(Lang::from_tag).unwrap_or_default();
    let entry = NewAuditEntry {
        who: Some(Person { login: user.login.clone(), name: user.name.clone(), email: user.email.clone() }),
        key: Some(integration.name.clone()),
        address: context.address(),
        profile: Some(request.profile.clone()),
        instance: Some(Instance { database: profile.database, element: request.element }),
        request: Some(context.id().to_owned()),
        ..NewAuditEntry::new(AuditEvent::TicketMade)
    };
    let may = request.may.clone();
    let minted = tickets.mint(
        Request { profile: request.profile, element: request.element, user, may: request.may, lang },
        clock.now(),
    )?;
    tracing::debug!(by = integration.name, element = request.element.0, "made a ticket");
    let details = json!({ "ticket": minted.id, "may": may });
    audit.note(NewAuditEntry { details: Some(details), ..entry }).await;
    let answer = TicketAnswer { ticket: minted.token, expires_at: minted.expires_at };
    let as_rows = query.rows.as_deref().is_some_and(|rows| matches!(rows, "true" | "1"));
    Ok(if as_rows { Json([answer]).into_response() } else { Json(answer).into_response() })
}
