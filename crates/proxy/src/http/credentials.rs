//! Reads from a request who asks: a ticket, or an integration key with profile and instance in the address.

use autenti_model::ErrorCode;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, RawPathParams};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;

use super::context::RequestContext;
use super::state::ApiState;
use crate::auth::{Integration, Origin, Principal};
use crate::config::KeyRight;
use crate::failure::{Failure, Result};
use crate::metrics;

/// Profile and instance of an address; an address without them belongs to the holder of a ticket.
struct Target {
    profile: String,
    element: String,
}

impl Target {
    async fn of(parts: &mut Parts) -> Result<Option<Self>> {
        let params = match RawPathParams::from_request_parts(parts, &()).await {
            Ok(params) => params,
            Err(RawPathParamsRejection::MissingPathParams(_)) => return Ok(None),
            Err(error) => return Err(Failure::new(ErrorCode::NotFound).with_source(error)),
        };
        let value =
            |name: &str| params.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
        Ok(value("profile").zip(value("element")).map(|(profile, element)| Self { profile, element }))
    }
}

impl FromRequestParts<ApiState> for Principal {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        let context = RequestContext::of(parts);
        let origin = Origin { address: context.address(), request: context.id().into() };
        if let Some(target) = Target::of(parts).await? {
            let integration = integration(parts, state)?;
            integration.require(KeyRight::Actions, Some(&target.profile))?;
            let config = &state.config;
            let principal = Self::of_integration(
                config,
                integration,
                &target.profile,
                &target.element,
                (context.lang(), origin),
            )?;
            log_with(&principal);
            return Ok(principal);
        }
        let token = bearer(&parts.headers).ok_or_else(|| Failure::new(ErrorCode::TicketInvalid))?;
        let claims = state.tickets.verify(token, state.clock.now())?;
        state.guards.limiter.ticket(&claims.jti)?;
        if let Some(address) = context.address() {
            state.guards.ticket_addresses.note(&claims, address, state.clock.now());
        }
        let mut principal = Self::of_claims(&state.config, claims, origin)?;
        // The panel asks in the language that it is shown in, which may be another than that of the ticket.
        principal.lang = context.asked().unwrap_or(principal.lang);
        context.speak(principal.lang);
        log_with(&principal);
        Ok(principal)
    }
}

/// Lines of the log that follow say which profile and instance the request is about.
fn log_with(principal: &Principal) {
    let span = tracing::Span::current();
    span.record("profile", principal.profile.name.as_str());
    span.record("instance", tracing::field::display(principal.instance()));
}

fn integration(parts: &Parts, state: &ApiState) -> Result<Integration> {
    let key = bearer(&parts.headers).ok_or_else(|| Failure::new(ErrorCode::KeyInvalid))?;
    let now = state.clock.now();
    let address = RequestContext::of(parts).address();
    let integration = Integration::authenticate(&state.config.integration, key, address, now)?;
    metrics::key_used(&integration.name, now);
    state.guards.limiter.key(&integration.name)?;
    Ok(integration)
}

impl FromRequestParts<ApiState> for Integration {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        integration(parts, state)
    }
}

/// The ticket or key that a request shows.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}
