//! Somebody who may do something: the holder of a ticket, or a server with an integration key.

use std::sync::Arc;

use autenti_model::{Email, ErrorCode, Lang, Right};

use crate::Proxy;
use crate::config::Profile;
use crate::failure::{Failure, Result};
use crate::journal::Instance;

/// Somebody who may do something with the signing of one instance.
#[derive(Clone, Debug)]
pub struct Principal {
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

impl Principal {
    /// The holder of a ticket.
    ///
    /// # Errors
    /// [`ErrorCode::TicketInvalid`] or [`ErrorCode::TicketExpired`].
    pub fn of_ticket(proxy: &Proxy, token: &str) -> Result<Self> {
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

    /// A server that names profile and instance itself, and may do everything.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`].
    pub fn of_integration(
        proxy: &Proxy,
        key: &str,
        profile: &str,
        element: &str,
        lang: Lang,
    ) -> Result<Self> {
        let unknown = || Failure::new(ErrorCode::NotFound);
        Ok(Self {
            profile: proxy.config.profile(profile).cloned().ok_or_else(unknown)?,
            element: element.parse().ok().filter(|id| *id > 0).ok_or_else(unknown)?,
            login: key.to_owned(),
            email: Email::default(),
            may: Right::ALL.to_vec(),
            lang,
            until: None,
        })
    }

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
}
