//! Reads from a request who asks: a ticket, or an integration key with profile and instance in the address.

use autenti_model::ErrorCode;
use axum::extract::{FromRequestParts, RawPathParams};
use http::header::AUTHORIZATION;
use http::request::Parts;

use super::context::RequestContext;
use crate::Proxy;
use crate::auth::{Integration, Principal};
use crate::failure::{Failure, Result};

/// Profile and instance of an address; an address without them belongs to the holder of a ticket.
struct Target {
    profile: String,
    element: String,
}

impl Target {
    async fn of(parts: &mut Parts) -> Option<Self> {
        let params = RawPathParams::from_request_parts(parts, &()).await.ok()?;
        let value =
            |name: &str| params.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
        Some(Self { profile: value("profile")?, element: value("element")? })
    }
}

impl FromRequestParts<Proxy> for Principal {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, proxy: &Proxy) -> Result<Self> {
        let context = RequestContext::of(parts);
        if let Some(target) = Target::of(parts).await {
            let key = integration(parts, proxy)?;
            return Self::of_integration(proxy, &key.name, &target.profile, &target.element, context.lang());
        }
        let token = bearer(parts).ok_or_else(|| Failure::new(ErrorCode::TicketInvalid))?;
        let mut principal = Self::of_ticket(proxy, token)?;
        // The panel asks in the language that it is shown in, which may be another than that of the ticket.
        principal.lang = context.asked().unwrap_or(principal.lang);
        context.speak(principal.lang);
        Ok(principal)
    }
}

fn integration(parts: &Parts, proxy: &Proxy) -> Result<Integration> {
    bearer(parts)
        .and_then(|key| Integration::of_key(&proxy.config.integration, key))
        .ok_or_else(|| Failure::new(ErrorCode::KeyInvalid))
}

impl FromRequestParts<Proxy> for Integration {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, proxy: &Proxy) -> Result<Self> {
        integration(parts, proxy)
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}
