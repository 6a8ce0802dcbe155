//! How quick and how patient the stand-in is: `GET` and `POST /sandbox/settings`.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::service::Service;

/// What testers may change while it runs. A change counts for what happens after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// From sending until the parties have their final ids.
    /// facts: Autenti API, known traps: `PARTY-PUBLIC_SIGNING_PROCESS_ID` ids come some time after sending.
    pub party_id_delay_ms: u32,
    /// From `COMPLETED` until the signed file is listed.
    /// facts: Autenti API, known traps: `COMPLETED` may come before `SIGNED_CONTENT_FILE`.
    pub signed_file_delay_ms: u32,
    /// How long after a reminder the same party cannot be reminded again. Inferred; 0 for no pause.
    pub reminder_pause_ms: u32,
    /// How long an access token lives. facts: Autenti API, expiry: no number known, 1800 seen in fixtures.
    pub token_seconds: u32,
    /// How long an action link can be used. Inferred: the real lifetime is not known.
    pub link_seconds: u32,
    /// Waits before a webhook is sent again. Inferred: the real schedule is not known.
    pub webhook_retry_ms: Vec<u32>,
    /// How far this stand-in's clock is ahead, to see things expire without waiting.
    pub clock_ahead_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            party_id_delay_ms: 300,
            signed_file_delay_ms: 300,
            reminder_pause_ms: 0,
            token_seconds: 1800,
            link_seconds: 24 * 60 * 60,
            webhook_retry_ms: vec![500, 1000, 2000, 4000],
            clock_ahead_seconds: 0,
        }
    }
}

impl Settings {
    pub(super) fn webhook_waits(&self) -> Vec<Duration> {
        self.webhook_retry_ms.iter().map(|millis| Duration::from_millis((*millis).into())).collect()
    }

    /// These settings with those keys replaced that the object names.
    fn with(&self, changes: Value) -> serde_json::Result<Self> {
        let mut merged = serde_json::to_value(self)?;
        let changes: serde_json::Map<String, Value> = serde_json::from_value(changes)?;
        if let Some(merged) = merged.as_object_mut() {
            merged.extend(changes);
        }
        serde_json::from_value(merged)
    }
}

pub(super) async fn show(State(service): State<Arc<Service>>) -> Json<Settings> {
    Json(service.store().settings.clone())
}

pub(super) async fn change(State(service): State<Arc<Service>>, body: Bytes) -> Response {
    let mut store = service.store();
    match serde_json::from_slice(&body).and_then(|changes| store.settings.with(changes)) {
        Ok(settings) => {
            store.settings = settings.clone();
            Json(settings).into_response()
        }
        Err(error) => (StatusCode::BAD_REQUEST, Json(json!({ "error": format!("not settings: {error}") })))
            .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_keys_change() {
        let settings = Settings::default().with(json!({ "partyIdDelayMs": 0 })).unwrap();
        assert_eq!(settings, Settings { party_id_delay_ms: 0, ..Settings::default() });
    }

    #[test]
    fn a_misspelt_key_is_named() {
        let error = Settings::default().with(json!({ "partyDelay": 0 })).unwrap_err();
        assert!(error.to_string().contains("partyDelay"), "{error}");
    }
}
