//! What every route works with.

use std::sync::Arc;

use axum::extract::FromRef;

use super::limiter::Limiter;
use super::stream_slots::StreamSlots;
use crate::Proxy;
use crate::auth::TicketAddresses;

/// The proxy, and what keeps anybody from asking too much of it.
#[derive(Clone)]
pub(super) struct ApiState {
    pub(super) proxy: Arc<Proxy>,
    pub(super) limiter: Arc<Limiter>,
    pub(super) streams: Arc<StreamSlots>,
    pub(super) ticket_addresses: Arc<TicketAddresses>,
}

impl ApiState {
    pub(super) fn new(proxy: Arc<Proxy>) -> Self {
        let limits = &proxy.config.limits;
        let limiter = Arc::new(Limiter::new(limits));
        let streams = StreamSlots::new(limits.streams_per_ticket);
        Self { proxy, limiter, streams, ticket_addresses: Arc::default() }
    }
}

impl FromRef<ApiState> for Arc<Proxy> {
    fn from_ref(state: &ApiState) -> Self {
        Arc::clone(&state.proxy)
    }
}
