//! The server asks the proxy for a ticket: who looks at which instance, and what they may do there.
//!
//! In WEBCON this is a business rule over a REST data source, so the integration key stays on the server.

use serde::Deserialize;
use serde_json::json;

use super::Portal;
use super::people::{full_name, ticket_rights};
use super::session::Session;

const PROFILE: &str = "contracts";
const INTEGRATION_KEY: &str = "demo-integration-key";

/// What the proxy answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ticket {
    pub(super) ticket: String,
    pub(super) expires_at: String,
}

/// Asks for a ticket; nothing when the proxy is down, slow or unwilling.
pub(super) async fn mint(portal: &Portal, session: &Session, element: i32) -> Option<Ticket> {
    let person = session.person;
    let body = json!({
        "profile": PROFILE,
        "element": element,
        "user": { "login": person.email, "name": full_name(person), "email": person.email },
        "may": ticket_rights(person),
        "lang": session.language.code(),
    });
    let address = format!("{}/v1/tickets", portal.proxy());
    let sent = portal.http().post(address).bearer_auth(INTEGRATION_KEY).json(&body).send().await;
    match sent.and_then(reqwest::Response::error_for_status) {
        Ok(response) => match response.json().await {
            Ok(ticket) => Some(ticket),
            Err(error) => warn(&error.without_url()),
        },
        Err(error) => warn(&error.without_url()),
    }
}

fn warn(error: &reqwest::Error) -> Option<Ticket> {
    tracing::warn!(%error, "no ticket from the proxy");
    None
}
