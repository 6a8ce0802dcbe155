//! Controls that only the portal stand-in has, under `/sandbox/`: its settings, and checkouts held or ended
//! as anybody. They are neither recorded nor broken by faults.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value as JsonValue, json};

use super::Portal;
use super::data_source::DataSource;
use super::design::Design;
use super::extension::Generation;
use super::language::ApiNames;
use super::people;
use super::process::{Matrix, Miss};
use super::ticket::{RequestForm, RuleSettings};
use crate::demo::Person;

/// What testers can set. A reset of the state sets it back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct Settings {
    /// How long an access token of the API lives; 0 makes tokens that have run out already.
    pub(super) token_seconds: u32,
    /// How long a form may stay in edit mode.
    pub(super) checkout_seconds: u32,
    /// Sent with every page as `Content-Security-Policy`; none without one, as in a portal whose
    /// administrator added none.
    pub(super) content_security_policy: Option<String>,
    /// What stands on the form instead of the design that the browser chose.
    pub(super) design: Option<Design>,
    /// Whether `G_WFELEM` of a new instance is `"0#"`, as before 2024, and not null.
    pub(super) old_new_element: bool,
    /// How scripts of HTML fields are run.
    pub(super) html_field_scripts: HtmlFieldScripts,
    /// How External controls are answered.
    pub(super) external_controls: ExternalControls,
    /// Which generation of portals hosts form field extensions.
    pub(super) extensions: Generation,
    /// How the business rule behaves that answers a ticket.
    pub(super) ticket_rule: RuleSettings,
    /// The data source that the rule asks; none for one that comes with the stand-in.
    pub(super) ticket_source: Option<DataSource>,
    /// In which words the proxy is asked for a ticket.
    pub(super) ticket_request: RequestForm,
    /// Whether logins are those of Active Directory, with a backslash, and not addresses. Only what the proxy
    /// and the page are told of the signed-in person changes.
    pub(super) ad_logins: bool,
    /// What the API account does not see, step by step.
    /// facts: WEBCON REST API, get element: only fields that the account sees on the form are returned;
    /// WEBCON form, corrections: the matrix is per step.
    pub(super) api_misses: Vec<Miss>,
    /// What the API calls the parts of the process, by their English names.
    pub(super) api_names: ApiNames,
    /// Whether the process has further fields and columns: links, people, choices of users.
    pub(super) further_fields: bool,
    /// Whether a data source takes its parameter in the path too.
    /// facts: WEBCON form, corrections: it takes parameters in the query.
    pub(super) data_source_path_ids: bool,
    /// How far the API's reads lag behind what was written; a fault does it for single endpoints.
    pub(super) read_lag_ms: u32,
}

/// How scripts of HTML fields are run.
/// facts: WEBCON form, corrections: nobody knows which of the three the portal does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum HtmlFieldScripts {
    /// In their place in the field.
    #[default]
    InPlace,
    /// By cash-dom: a copy in `<head>`.
    CashDom,
    /// By jQuery: evaluated, without a `document.currentScript`.
    Jquery,
}

/// How External controls are answered.
/// facts: WEBCON form, corrections: what the runtime of 2020 does is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ExternalControls {
    /// As a careful portal would.
    #[default]
    Kind,
    /// As recorded.
    Recorded,
}

impl Settings {
    /// The field matrix for people.
    pub(super) fn matrix(&self) -> Matrix<'static> {
        Matrix::new(self.further_fields, &[]).with_extension(self.has_extension())
    }

    fn has_extension(&self) -> bool {
        self.design.as_ref().is_some_and(|design| design.extension.is_some())
    }

    /// The field matrix for the API account.
    pub(super) fn api_matrix(&self) -> Matrix<'_> {
        Matrix::new(self.further_fields, &self.api_misses).with_extension(self.has_extension())
    }

    /// The login by which others know a person.
    /// facts: WEBCON form, corrections: logins of Active Directory hold a backslash.
    pub(super) fn login(&self, person: &Person) -> String {
        let local = person.email.split('@').next().unwrap_or_default();
        if self.ad_logins { format!(r"CORP\{local}") } else { person.email.to_owned() }
    }
}

impl Default for Settings {
    fn default() -> Self {
        // facts: WEBCON REST API, client credentials: four hours is what an example shows.
        Self {
            token_seconds: 4 * 60 * 60,
            checkout_seconds: 20 * 60,
            content_security_policy: None,
            design: None,
            old_new_element: false,
            html_field_scripts: HtmlFieldScripts::default(),
            external_controls: ExternalControls::default(),
            extensions: Generation::default(),
            ticket_rule: RuleSettings::default(),
            ticket_source: None,
            ticket_request: RequestForm::default(),
            ad_logins: false,
            api_misses: Vec::new(),
            api_names: ApiNames::default(),
            further_fields: false,
            data_source_path_ids: true,
            read_lag_ms: 0,
        }
    }
}

pub(super) fn router(portal: Portal) -> Router {
    Router::new()
        .route("/sandbox/settings", get(settings).post(set_settings))
        .route("/sandbox/checkout", get(checkouts).post(set_checkout))
        .with_state(portal)
}

async fn settings(State(portal): State<Portal>) -> Json<Settings> {
    Json(portal.state().settings.clone())
}

async fn set_settings(State(portal): State<Portal>, body: Bytes) -> Response {
    match serde_json::from_slice(&body) {
        Ok(settings) => {
            portal.state().settings = settings;
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => refuse(&format!("not settings: {error}")),
    }
}

async fn checkouts(State(portal): State<Portal>) -> Json<JsonValue> {
    let now = Timestamp::now();
    let state = portal.state();
    let held = state.checkouts.all(now).map(|(element, checkout)| {
        json!({ "element": element, "person": checkout.holder.login, "until": checkout.until })
    });
    Json(held.collect())
}

/// Who shall hold an instance; nobody when there is no person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hold {
    element: i32,
    person: Option<String>,
    seconds: Option<u32>,
}

async fn set_checkout(State(portal): State<Portal>, body: Bytes) -> Response {
    let hold: Hold = match serde_json::from_slice(&body) {
        Ok(hold) => hold,
        Err(error) => return refuse(&format!("not a checkout: {error}")),
    };
    let mut state = portal.state();
    if !state.instances.contains_key(&hold.element) {
        return refuse(&format!("there is no instance {}", hold.element));
    }
    let Some(login) = hold.person else {
        state.checkouts.end(hold.element);
        return StatusCode::NO_CONTENT.into_response();
    };
    let Some(holder) = people::by_login(&login) else { return refuse(&format!("`{login}` is nobody here")) };
    let lasts = hold.seconds.map_or(state.checkout_lasts(), |s| SignedDuration::from_secs(s.into()));
    state.checkouts.take(hold.element, holder, Timestamp::now(), lasts);
    StatusCode::NO_CONTENT.into_response()
}

fn refuse(reason: &str) -> Response {
    (StatusCode::BAD_REQUEST, format!("{reason}\n")).into_response()
}
