//! What the routes work with.

use std::sync::Arc;

use axum::extract::FromRef;
use tokio_util::sync::CancellationToken;

use super::limiter::Limiter;
use super::stream_slots::StreamSlots;
use crate::accounts::Accounts;
use crate::actions::Actions;
use crate::audit::Audit;
use crate::auth::{Administrators, TicketAddresses, Tickets};
use crate::clock::Clock;
use crate::config::{Config, Limits};
use crate::form::Forms;
use crate::signing::history::History;
use crate::signing::reader::SigningReader;
use crate::store::Store;
use crate::webhooks::Webhooks;

/// The parts of the proxy that requests are answered with. Each route names those that it needs.
#[derive(Clone, FromRef)]
pub struct ApiState {
    /// The configuration.
    pub config: Arc<Config>,
    /// Makes tickets and reads them.
    pub tickets: Arc<Tickets>,
    /// What is kept.
    pub store: Store,
    /// The clients of Autenti.
    pub accounts: Accounts,
    /// WEBCON's side.
    pub forms: Forms,
    /// Who may see the administrator's pages.
    pub administrators: Administrators,
    /// Reads signings as somebody may see them.
    pub signings: SigningReader,
    /// What happened to an instance's documents.
    pub history: History,
    /// Notes who did what.
    pub audit: Audit,
    /// What a person or an automation may ask for.
    pub actions: Arc<Actions>,
    /// Takes what Autenti tells.
    pub webhooks: Arc<Webhooks>,
    /// Tells the time.
    pub clock: Clock,
    /// What keeps anybody from asking too much.
    pub guards: Arc<Guards>,
    /// Cancelled when the proxy ends; streams of events end with it.
    pub ending: CancellationToken,
}

impl std::fmt::Debug for ApiState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiState").finish_non_exhaustive()
    }
}

/// What keeps anybody from asking too much: counted in memory, by each proxy for itself.
pub struct Guards {
    pub(super) limiter: Limiter,
    pub(super) streams: Arc<StreamSlots>,
    pub(super) ticket_addresses: TicketAddresses,
}

impl std::fmt::Debug for Guards {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guards").finish_non_exhaustive()
    }
}

impl Guards {
    /// Nothing was asked yet.
    pub fn new(limits: &Limits) -> Self {
        Self {
            limiter: Limiter::new(limits),
            streams: StreamSlots::new(limits.streams_per_ticket),
            ticket_addresses: TicketAddresses::default(),
        }
    }
}
