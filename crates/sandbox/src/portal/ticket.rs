//! The server asks the proxy for a ticket: who looks at which instance, and what they may do there.
//!
//! In WEBCON this is a business rule over a REST data source, so the integration key stays on the server.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value as JsonValue, json};
use url::form_urlencoded;

use super::Portal;
use super::data_source::DataSource;
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

/// How the business rule that answers a ticket behaves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct RuleSettings {
    outcome: Outcome,
    /// Milliseconds until it answers.
    delay_ms: u64,
    /// Whether the page has to call it with its label.
    pub(super) needs_label: bool,
    /// Whether the page can only call it when the form is built.
    pub(super) needs_built_form: bool,
}

/// What comes of the rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    /// A ticket, or nothing when the proxy gives none.
    #[default]
    Answers,
    /// Nothing.
    Empty,
    /// The rule itself fails.
    Fails,
}

/// In which words the portal asks the proxy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RequestForm {
    /// JSON as a program makes it.
    #[default]
    Json,
    /// A text with variables in it, into which values are put as they are: numbers and lists as texts, and a
    /// backslash in a login as itself (facts: WEBCON form, corrections: whether WEBCON escapes is unknown).
    Template,
    /// A form with flat names.
    Form,
}

/// The business rule failed.
#[derive(Debug)]
pub(super) struct RuleFailed;

/// Runs the business rule; nothing when the proxy gives no ticket, which the rule catches.
pub(super) async fn by_rule(
    portal: &Portal,
    session: &Session,
    element: i32,
) -> Result<Option<Ticket>, RuleFailed> {
    let rule = portal.state().settings.ticket_rule.clone();
    tokio::time::sleep(Duration::from_millis(rule.delay_ms)).await;
    match rule.outcome {
        Outcome::Answers => Ok(mint(portal, session, element).await),
        Outcome::Empty => Ok(None),
        Outcome::Fails => Err(RuleFailed),
    }
}

/// Asks for a ticket; nothing when the proxy is down, slow or unwilling.
async fn mint(portal: &Portal, session: &Session, element: i32) -> Option<Ticket> {
    let source = portal.state().settings.ticket_source.clone();
    if let Some(source) = source {
        return from_source(portal, &source, &Asked::of(portal, session, element)).await;
    }
    let address = format!("{}/v1/tickets", portal.proxy());
    let request = portal.http().post(address).bearer_auth(INTEGRATION_KEY);
    let asked = Asked::of(portal, session, element);
    let form = portal.state().settings.ticket_request;
    let request = match form {
        RequestForm::Json => request.json(&asked.as_json()),
        RequestForm::Template => request.header("content-type", "application/json").body(asked.as_template()),
        RequestForm::Form => {
            request.header("content-type", "application/x-www-form-urlencoded").body(asked.as_form())
        }
    };
    match request.send().await.and_then(reqwest::Response::error_for_status) {
        Ok(response) => match response.json().await {
            Ok(ticket) => Some(ticket),
            Err(error) => warn(&error.without_url()),
        },
        Err(error) => warn(&error.without_url()),
    }
}

/// The first row of a data source that a designer has entered.
async fn from_source(portal: &Portal, source: &DataSource, asked: &Asked<'_>) -> Option<Ticket> {
    let element = asked.element.to_string();
    let values = [
        ("WFD_ID", element.as_str()),
        ("login", &asked.login),
        ("name", &asked.name),
        ("e-mail", asked.email),
        ("language", asked.lang),
    ];
    let response = source.request(portal.http(), &values)?.send().await;
    let answer = match response.and_then(reqwest::Response::error_for_status) {
        Ok(response) => response.json().await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(answer) => serde_json::from_value(DataSource::first_row(answer)?).ok(),
        Err(error) => warn(&error.without_url()),
    }
}

/// What the proxy is told.
struct Asked<'a> {
    element: i32,
    login: String,
    name: String,
    email: &'a str,
    may: &'static [&'static str],
    lang: &'static str,
}

impl<'a> Asked<'a> {
    fn of(portal: &Portal, session: &'a Session, element: i32) -> Self {
        let person = session.person;
        Self {
            element,
            login: portal.state().settings.login(person),
            name: full_name(person),
            email: person.email,
            may: ticket_rights(person),
            lang: session.language.code(),
        }
    }

    fn as_json(&self) -> JsonValue {
        json!({
            "profile": PROFILE,
            "element": self.element,
            "user": { "login": self.login, "name": self.name, "email": self.email },
            "may": self.may,
            "lang": self.lang,
        })
    }

    fn as_template(&self) -> String {
        let Self { element, login, name, email, lang, .. } = self;
        let may = self.may.join(";");
        format!(
            r#"{{"profile":"{PROFILE}","element":"{element}","user":{{"login":"{login}","name":"{name}","email":"{email}"}},"may":"{may}","lang":"{lang}"}}"#
        )
    }

    fn as_form(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("profile", PROFILE)
            .append_pair("element", &self.element.to_string())
            .append_pair("login", &self.login)
            .append_pair("name", &self.name)
            .append_pair("email", self.email)
            .append_pair("may", &self.may.join(";"))
            .append_pair("lang", self.lang)
            .finish()
    }
}

fn warn(error: &reqwest::Error) -> Option<Ticket> {
    tracing::warn!(%error, "no ticket from the proxy");
    None
}
