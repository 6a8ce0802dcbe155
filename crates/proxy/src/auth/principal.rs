//! Somebody who may do something: the holder of a ticket, or a server with an integration key.

use std::net::IpAddr;
use std::sync::Arc;

use autenti_model::{Email, ErrorCode, Lang, Right};
use webcon::ElementId;

use super::{Claims, Integration};
use crate::config::{Config, Profile};
use crate::failure::{Failure, Result};
use crate::store::{Instance, Person, Requester};

/// The request by which somebody asks for something.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Where it comes from, seen through the proxies in front that are trusted.
    pub address: Option<IpAddr>,
    /// Its number.
    pub request: Arc<str>,
}

/// Somebody who may do something with the signing of one instance.
#[derive(Clone, Debug)]
pub struct Principal {
    /// How the instance's process is signed.
    pub profile: Arc<Profile>,
    /// The instance.
    pub element: ElementId,
    /// The user's login, empty where WEBCON gave none; or the name of the integration key.
    pub login: String,
    /// The user's name, or that of the integration key.
    pub name: String,
    /// The user's e-mail address; empty for a server.
    pub email: Email,
    /// What is permitted.
    pub may: Vec<Right>,
    /// Language of messages.
    pub lang: Lang,
    /// What its ticket says; none for a server.
    pub ticket: Option<Arc<Claims>>,
    /// The request by which it asks.
    pub origin: Origin,
}

impl Principal {
    /// The holder of a ticket that was verified.
    ///
    /// # Errors
    /// [`ErrorCode::TicketInvalid`] when its profile is gone.
    pub fn of_claims(config: &Config, claims: Claims, origin: Origin) -> Result<Self> {
        let profile = config.profile(&claims.profile).ok_or_else(|| {
            let cause = anyhow::anyhow!("a ticket names the profile `{}`", claims.profile);
            Failure::new(ErrorCode::TicketInvalid).with_source(cause)
        })?;
        Ok(Self {
            profile,
            element: claims.element,
            login: claims.sub.clone(),
            name: claims.name.clone(),
            email: claims.email.clone(),
            may: claims.may.clone(),
            lang: claims.lang,
            ticket: Some(Arc::new(claims)),
            origin,
        })
    }

    /// A server that names profile and instance itself, and may do everything there.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`].
    pub fn of_integration(
        config: &Config,
        integration: Integration,
        profile: &str,
        element: &str,
        (lang, origin): (Lang, Origin),
    ) -> Result<Self> {
        let unknown = || Failure::new(ErrorCode::NotFound);
        Ok(Self {
            profile: config.profile(profile).ok_or_else(unknown)?,
            element: element.parse().ok().filter(|id: &ElementId| id.0 > 0).ok_or_else(unknown)?,
            login: integration.name.clone(),
            name: integration.name,
            email: Email::default(),
            may: Right::ALL.to_vec(),
            lang,
            ticket: None,
            origin,
        })
    }

    /// Who it is; none for a server.
    pub fn person(&self) -> Option<Person> {
        self.ticket.as_ref()?;
        Some(Person { login: self.login.clone(), name: self.name.clone(), email: self.email.clone() })
    }

    /// The integration key that was shown; none for a user.
    pub fn key(&self) -> Option<&str> {
        self.ticket.is_none().then_some(&self.name)
    }

    /// As who asks for a document to be sent.
    pub fn requester(&self) -> Requester {
        Requester { login: self.login.clone(), person: self.person(), key: self.key().map(str::to_owned) }
    }

    /// The instance.
    pub fn instance(&self) -> Instance {
        Instance { database: self.profile.database, element: self.element }
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
}
