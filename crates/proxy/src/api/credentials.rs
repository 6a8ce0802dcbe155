//! Reads from a request who asks: a ticket, or an integration key with profile and instance in the address.

use autenti_model::ErrorCode;
use axum::extract::{FromRequestParts, RawPathParams};
use http::header::AUTHORIZATION;
use http::request::Parts;
use sha2::{Digest, Sha256};

use super::context::RequestContext;
use crate::Proxy;
use crate::caller::Caller;
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

impl FromRequestParts<Proxy> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, proxy: &Proxy) -> Result<Self> {
        let context = RequestContext::of(parts);
        if let Some(target) = Target::of(parts).await {
            let key = Integration::of(parts, proxy)?;
            return Self::of_integration(proxy, &key.name, &target.profile, &target.element, context.lang());
        }
        let token = bearer(parts).ok_or_else(|| Failure::new(ErrorCode::TicketInvalid))?;
        let mut caller = Self::of_ticket(proxy, token)?;
        // The panel asks in the language that it is shown in, which may be another than that of the ticket.
        caller.lang = context.asked().unwrap_or(caller.lang);
        context.speak(caller.lang);
        Ok(caller)
    }
}

/// A server that showed an integration key.
#[derive(Clone, Debug)]
pub(super) struct Integration {
    /// Whose key it is.
    pub name: String,
}

impl Integration {
    fn of(parts: &Parts, proxy: &Proxy) -> Result<Self> {
        let sum: Option<[u8; 32]> = bearer(parts).map(|key| Sha256::digest(key.as_bytes()).into());
        proxy
            .config
            .integration
            .iter()
            // Sums are compared, not keys: how long that takes tells nothing about a key.
            .find(|known| Some(known.sha256) == sum)
            .map(|known| Self { name: known.name.clone() })
            .ok_or_else(|| Failure::new(ErrorCode::KeyInvalid))
    }
}

impl FromRequestParts<Proxy> for Integration {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, proxy: &Proxy) -> Result<Self> {
        Self::of(parts, proxy)
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}
