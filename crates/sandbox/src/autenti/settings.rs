//! How quick, how patient and how harsh the stand-in is: `GET` and `POST /sandbox/settings`.
//!
//! Where a fact is only inferred, the default is the likely reading and another value is a harsher one.

use std::collections::BTreeMap;
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
    /// How far reads lag behind what was written; a fault does it for single endpoints.
    /// facts: Autenti API, webhooks: an event can arrive before the read side shows the new status.
    pub read_lag_ms: u32,
    /// What the API calls participation statuses, by what this stand-in calls them.
    /// facts: Autenti API, corrections: that `PENDING` means a person's turn is inferred.
    pub participation_statuses: BTreeMap<String, String>,
    /// What the API calls events, by what this stand-in calls them.
    /// facts: Autenti API, corrections: the names of signing, approving and reviewing are inferred.
    pub event_names: BTreeMap<String, String>,
    /// Which `X-ASSERTION` lines are read.
    pub assertion_lines: AssertionLines,
    /// Scopes that only the organisation's administrator gets.
    /// facts: Autenti API, webhooks: the scope `notification_management` needs an administrator.
    pub withheld_scopes: Vec<String>,
    /// What subscriptions to webhooks look like.
    pub callback_shape: CallbackShape,
    /// Whether somebody to whom a document is handed over takes the party's id over too. Inferred either way.
    pub hand_over_keeps_id: bool,
    /// Whether a VIEWER may have a signature type.
    /// facts: Autenti API, corrections: accepted; a client's author feared that it is not.
    pub viewer_takes_signature_type: bool,
    /// Whether participants can be added to a document that is out.
    /// facts: Autenti API, corrections: documented, its details unknown.
    pub add_parties_while_signing: bool,
    /// What the list of documents looks like. facts: Autenti API, list: not known.
    pub list_shape: ListShape,
    /// How many documents a page of the list has, unless the caller says; 0 for all.
    pub list_page_size: u32,
    /// Whether `filename*` of an uploaded part is read. Inferred.
    pub reads_file_name_star: bool,
    /// In which form files are taken. facts: Autenti API, files: several ways, each with a source.
    pub upload_form: UploadForm,
    /// Whether a file of a draft can be deleted. facts: Autenti API, corrections: existence only.
    pub delete_files: bool,
    /// Whether a draft can be deleted. facts: Autenti API, endpoints: not seen anywhere.
    pub delete_drafts: bool,
    /// How JWT assertions have to be signed.
    pub jwt_algorithm: JwtAlgorithm,
    /// Whether the header of a JWT assertion needs `typ`. facts: Autenti API, corrections: the plugin sends it.
    pub jwt_needs_typ: bool,
    /// Whether an assertion may name another user of the organisation than the system user.
    /// facts: Autenti API, corrections: existence only.
    pub act_as: bool,
    /// Addresses to which people are sent back after they signed in; none stands for any on this machine.
    /// facts: Autenti API, OAuth2: registered exactly.
    pub redirect_uris: Option<Vec<String>>,
    /// What the organisation's plan does not have.
    /// facts: Autenti API, corrections: plan limits exist; how they are refused is inferred.
    pub plan_without: Vec<PlanFeature>,
    /// When what the plan does not have is refused.
    pub plan_refuses_at: PlanRefusal,
    /// With which HTTP status it is refused.
    pub plan_status: u16,
}

/// Which lines of `X-ASSERTION` are read.
/// facts: Autenti API, corrections: one line with the values joined is the only form that is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssertionLines {
    /// All of them.
    All,
    /// The first one only.
    First,
}

/// What subscriptions look like when they come back.
/// facts: Autenti API, webhooks: the list is an array of objects with `callbackParameters.callbackUrl`
/// according to a client; the answer to subscribing is an array according to the connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallbackShape {
    /// Subscribing answers the subscription, the list is an array of them.
    Plain,
    /// Subscribing answers an array of one.
    Connector,
    /// Other keys, the address somewhere inside, the list in pages.
    Other,
    /// Subscribing answers nothing.
    Silent,
}

/// What the list of documents looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListShape {
    /// An array.
    Array,
    /// An object with `content` and the number of the page.
    Page,
}

/// In which form files are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UploadForm {
    /// All that are known.
    Any,
    /// The part `file`, with or without the form fields `filePurpose` and `mimeType`.
    Fields,
    /// The JSON part `fileMeta` and the part `file`.
    FileMeta,
}

/// How JWT assertions have to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JwtAlgorithm {
    /// Either way.
    #[serde(rename = "any")]
    Any,
    /// RSA with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// RSA with SHA-512.
    #[serde(rename = "RS512")]
    Rs512,
}

/// Something that a plan has or has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PlanFeature {
    /// The role REVIEWER.
    Reviewer,
    /// The role APPROVER.
    Approver,
    /// The signature type ADVANCED.
    Advanced,
    /// The signature type QUALIFIED.
    Qualified,
    /// Codes by SMS.
    Sms,
    /// Sending as the organisation.
    OrganisationSender,
}

/// When what the plan does not have is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanRefusal {
    /// When the draft is made or a party is added.
    Create,
    /// When the document is sent.
    Send,
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
            read_lag_ms: 0,
            participation_statuses: BTreeMap::new(),
            event_names: BTreeMap::new(),
            assertion_lines: AssertionLines::All,
            withheld_scopes: Vec::new(),
            callback_shape: CallbackShape::Plain,
            hand_over_keeps_id: true,
            viewer_takes_signature_type: true,
            add_parties_while_signing: true,
            list_shape: ListShape::Array,
            list_page_size: 0,
            reads_file_name_star: true,
            upload_form: UploadForm::Any,
            delete_files: true,
            delete_drafts: true,
            jwt_algorithm: JwtAlgorithm::Any,
            jwt_needs_typ: false,
            act_as: true,
            redirect_uris: None,
            plan_without: Vec::new(),
            plan_refuses_at: PlanRefusal::Create,
            plan_status: StatusCode::BAD_REQUEST.as_u16(),
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

    /// The answer in the words that the API uses for statuses and events.
    pub(super) fn worded(&self, mut answer: Value) -> Value {
        if !self.participation_statuses.is_empty() || !self.event_names.is_empty() {
            self.reword(&mut answer);
        }
        answer
    }

    fn reword(&self, value: &mut Value) {
        match value {
            Value::Object(object) => {
                for (key, value) in object.iter_mut() {
                    match (key.as_str(), &mut *value) {
                        ("participationStatus", Value::String(status)) => {
                            replace(status, &self.participation_statuses);
                        }
                        ("eventType", Value::String(event)) => self.rename_event(event),
                        ("classifiers", Value::Array(classifiers)) => {
                            for classifier in classifiers {
                                if let Value::String(classifier) = classifier {
                                    self.rename_event(classifier);
                                }
                            }
                        }
                        _ => self.reword(value),
                    }
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.reword(value)),
            _ => {}
        }
    }

    fn rename_event(&self, event: &mut String) {
        if let Some(name) = event.strip_prefix(super::event::EventType::PREFIX) {
            let mut name = name.to_owned();
            replace(&mut name, &self.event_names);
            *event = format!("{}{name}", super::event::EventType::PREFIX);
        }
    }
}

fn replace(word: &mut String, by: &BTreeMap<String, String>) {
    if let Some(other) = by.get(word) {
        word.clone_from(other);
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

    #[test]
    fn statuses_and_events_are_called_what_the_settings_say() {
        let changes = json!({ "participationStatuses": { "PENDING": "OPENED" },
                              "eventNames": { "DOCUMENT_REVIEW": "REVIEW_PROCESS_COMPLETED" } });
        let settings = Settings::default().with(changes).unwrap();
        let event = "EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_REVIEW";
        let said = json!([{ "participationStatus": "PENDING", "title": "PENDING",
                            "events": [{ "eventType": event, "classifiers": [event, "CONSTRAINT:X"] }] }]);
        let renamed = "EVENT_CLASSIFIER-UNIQUE_TYPE:REVIEW_PROCESS_COMPLETED";
        assert_eq!(
            settings.worded(said),
            json!([{ "participationStatus": "OPENED", "title": "PENDING",
                     "events": [{ "eventType": renamed, "classifiers": [renamed, "CONSTRAINT:X"] }] }])
        );
    }
}
