//! `POST /v1/tickets`: WEBCON's server asks for a ticket when it renders a form.

use autenti_model::{ErrorCode, Lang, Problem, Right, Said, Text};
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::JsonBody;
use crate::Proxy;
use crate::auth::{Integration, Request, User};
use crate::failure::{Failure, Result};

/// What a ticket is wanted for.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct TicketRequest {
    /// Name of the profile.
    #[schema(example = "contracts")]
    profile: String,
    /// WEBCON's element id.
    #[schema(example = 7)]
    element: i32,
    user: User,
    /// What the user may do; `read` always.
    #[serde(default)]
    may: Vec<Right>,
    /// Language of messages, such as `pl`, for requests that do not ask for one by `Accept-Language`; English when it
    /// is missing or has no texts.
    #[serde(default)]
    #[schema(example = "pl")]
    lang: Option<String>,
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

/// Makes a ticket for one user and one instance.
///
/// Called by WEBCON's server, never by a browser: the caller answers for who the user is and what the
/// user may do.
#[utoipa::path(
    post, path = "/v1/tickets", tag = "tickets", request_body = TicketRequest,
    security(("integrationKey" = [])),
    responses(
        (status = 200, body = TicketAnswer),
        (status = 400, body = Problem, description = "`invalid_request`"),
        (status = 401, body = Problem, description = "`key_invalid`"),
        (status = 404, body = Problem, description = "`not_found`: no such profile"),
    )
)]
pub(super) async fn create_ticket(
    State(proxy): State<Proxy>,
    integration: Integration,
    JsonBody(request): JsonBody<TicketRequest>,
) -> Result<Json<TicketAnswer>> {
    if proxy.config.profile(&request.profile).is_none() {
        let said = Said::from(Text::ProfileUnknown).with("profile", request.profile);
        return Err(Failure::new(ErrorCode::NotFound).said(said));
    }
    if request.element <= 0 {
        return Err(Failure::new(ErrorCode::InvalidRequest).said(Text::ElementUnsaved));
    }
    let lang = request.lang.as_deref().and_then(Lang::from_tag).unwrap_or_default();
    let minted = proxy.tickets.mint(
        Request {
            profile: request.profile,
            element: request.element,
            user: request.user,
            may: request.may,
            lang,
        },
        proxy.clock.now(),
    )?;
    tracing::debug!(by = integration.name, element = request.element, "made a ticket");
    Ok(Json(TicketAnswer { ticket: minted.token, expires_at: minted.expires_at }))
}
