//! Who calls: the holder of a ticket, or a server with an integration key.

use std::sync::Arc;

use autenti_model::{Email, ErrorCode, Lang, Right};
use axum::extract::{FromRequestParts, RawPathParams};
use http::header::AUTHORIZATION;
use http::request::Parts;
use sha2::{Digest, Sha256};

use super::context::RequestContext;
use crate::Proxy;
use crate::config::Profile;
use crate::failure::{Failure, Result};
use crate::journal::Instance;

/// Somebody who may do something with the signing of one instance.
#[derive(Clone, Debug)]
pub struct Caller {
    /// How the instance's process is signed.
    pub profile: Arc<Profile>,
    /// The instance.
    pub element: i32,
    /// The user's login, or the name of the integration key.
    pub login: String,
    /// The user's e-mail address; empty for a server.
    pub email: Email,
    /// What is permitted.
    pub may: Vec<Right>,
    /// Language of messages.
    pub lang: Lang,
    /// When the permission ends, in Unix seconds; none for a server.
    pub until: Option<i64>,
}

impl Caller {
    /// The instance, as the journal names it.
    pub fn instance(&self) -> Instance {
        Instance { profile: self.profile.name.clone(), element: self.element }
    }

    /// Whether it is permitted.
    pub fn may(&self, right: Right) -> bool {
        self.may.contains(&right)
    }

    /// Refuses what is not permitted.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`].
    pub fn require(&self, right: Right) -> Result<()> {
        if self.may(right) { Ok(()) } else { Err(Failure::new(ErrorCode::NotAllowed)) }
    }

    /// The holder of a ticket.
    fn of_ticket(proxy: &Proxy, token: &str) -> Result<Self> {
        let claims = proxy.tickets.verify(token, proxy.clock.now()).map_err(Failure::new)?;
        let profile = proxy.config.profile(&claims.profile).cloned();
        let profile = profile.ok_or_else(|| {
            let cause = anyhow::anyhow!("a ticket names the profile `{}`", claims.profile);
            Failure::new(ErrorCode::TicketInvalid).because(cause)
        })?;
        Ok(Self {
            profile,
            element: claims.element,
            login: claims.sub,
            email: claims.email,
            may: claims.may,
            lang: claims.lang,
            until: Some(claims.exp),
        })
    }

    /// A server that names profile and instance itself.
    fn of_integration(proxy: &Proxy, key: &Integration, target: &Target, lang: Lang) -> Result<Self> {
        let unknown = || Failure::new(ErrorCode::NotFound);
        let profile = proxy.config.profile(&target.profile).cloned().ok_or_else(unknown)?;
        Ok(Self {
            profile,
            element: target.element.parse().ok().filter(|id| *id > 0).ok_or_else(unknown)?,
            login: key.name.clone(),
            email: Email::default(),
            may: Right::ALL.to_vec(),
            lang,
            until: None,
        })
    }
}

/// Profile and instance of an address; an address without them belongs to the holder of a ticket.
struct Target {
    profile: String,
    element: String,
}

impl Target {
    async fn of(parts: &mut Parts) -> Option<Self> {
        let params = RawPathParams::from_request_parts(parts, &()).await.ok()?;
        let value = |name: &str| {
            params.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
        };
        Some(Self { profile: value("profile")?, element: value("element")? })
    }
}

impl FromRequestParts<Proxy> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, proxy: &Proxy) -> Result<Self> {
        let context = RequestContext::of(parts);
        if let Some(target) = Target::of(parts).await {
            let key = Integration::of(parts, proxy)?;
            return Self::of_integration(proxy, &key, &target, context.lang());
        }
        let token = bearer(parts).ok_or_else(|| Failure::new(ErrorCode::TicketInvalid))?;
        let caller = Self::of_ticket(proxy, token)?;
        context.speak(caller.lang);
        Ok(caller)
    }
}

/// A server that showed an integration key.
#[derive(Clone, Debug)]
pub struct Integration {
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
