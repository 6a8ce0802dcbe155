//! The network and WEBCON on bad days: what every client has to pass, and what is WEBCON's own.

use api_client::testing::conformance::Probe;
use api_client::testing::{self, requests};
use futures_util::future::BoxFuture;
use serde_json::json;
use webcon::{Client, Connection, ElementUpdate, Error, ServiceError, UpdateOptions, operation};
use wiremock::MockServer;

use crate::support::{BASE, TOKEN, answer, client, elements, portal, with_connection};

async fn read(client: &Client) -> Result<webcon::Element, Error> {
    client.element(1.into(), 7.into()).await
}

async fn write(client: &Client) -> Result<webcon::Updated, Error> {
    let update = ElementUpdate::new().comment("hello");
    client.update_element(1.into(), 7.into(), &update, &UpdateOptions::default()).await
}

/// A client that reads and writes one instance.
struct ElementClient(Client);

impl Probe for ElementClient {
    type ServiceError = ServiceError;

    const BASE: &'static str = BASE;
    const TOKEN: &'static str = TOKEN;
    const TARGET: &'static str = "/WEBCONBPS/api/data/v6.0/db/1/elements/7";
    const GOOD: &'static str = r#"{"id":7,"header":{"id":7}}"#;

    fn new(connection: Connection) -> Self {
        Self(Client::new(with_connection(connection)).unwrap())
    }

    fn read(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async { read(&self.0).await.map(drop) })
    }

    fn write(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async { write(&self.0).await.map(drop) })
    }
}

api_client::conformance_tests!(ElementClient);

async fn answering(status: u16, body: &str) -> MockServer {
    let server = portal().await;
    testing::answer(&server, &elements("7"), status, body).await;
    server
}

#[tokio::test]
async fn each_refusal_has_its_error() {
    for (status, kind, transient) in [
        (302, "Refused", false),
        (400, "Refused", false),
        (401, "Unauthorized", false),
        (402, "Service(LicenceMissing", false),
        (403, "Forbidden", false),
        (404, "NotFound", false),
        (405, "Refused", false),
        (409, "Service(Validation", false),
        (423, "Service(Published", true),
        (429, "RateLimited", true),
        (500, "Failing", true),
        (501, "Failing", false),
    ] {
        let body = r#"{"type":"SomeType","description":"reason for anna@example.com","errorGuid":"g-1"}"#;
        let server = answering(status, body).await;
        let error = read(&client(&server)).await.unwrap_err();
        let debug = format!("{error:?}");
        assert!(debug.starts_with(kind), "{status}: {debug}");
        assert!(!debug.contains("anna@"), "{debug}");
        assert_eq!(error.call().unwrap().operation(), operation::READ_ELEMENT);
        assert_eq!(error.call().unwrap().id(), Some("7"));
        assert_eq!(error.is_transient(), transient, "{status}");
        assert!(!error.outcome_unknown());
        let upstream = error.upstream().unwrap();
        let said = (upstream.kind(), upstream.excerpt(), upstream.request_id());
        assert_eq!(said, (Some("SomeType"), Some("reason for …"), Some("g-1")), "{status}");
    }
}

#[tokio::test]
async fn a_409_is_a_checkout_or_a_refusal_of_the_form() {
    for (body, checked_out) in [
        (json!({ "type": "ValidationError", "description": "Field is required" }), false),
        (json!({ "type": "ValidationError", "description": "Another user has checkout" }), true),
        (json!({ "type": "ResourceIsLocked" }), true),
        (json!({}), true),
    ] {
        let server = portal().await;
        answer(&server, "PATCH", &elements("7"), 409, body.clone()).await;
        let error = write(&client(&server)).await.unwrap_err();
        assert_eq!(matches!(error, Error::Service(ServiceError::CheckedOut { .. })), checked_out, "{body}");
        assert_eq!(matches!(error, Error::Service(ServiceError::Validation { .. })), !checked_out, "{body}");
        assert_eq!(error.is_transient(), checked_out);
    }
}

#[tokio::test]
async fn the_field_that_a_refusal_names_is_told() {
    for (body, name) in [
        (
            json!({ "type": "ValidationError", "description": "Pole „Numer umowy” jest wymagane" }),
            Some("Numer umowy"),
        ),
        (json!({ "type": "InvalidFieldData", "description": "no", "fieldName": "Status" }), Some("Status")),
        (json!({ "type": "InvalidFieldData", "description": "Value 'x' is not on the list" }), None),
    ] {
        let server = portal().await;
        answer(&server, "PATCH", &elements("7"), 409, body.clone()).await;
        let error = write(&client(&server)).await.unwrap_err();
        let Error::Service(ServiceError::Validation { field, .. }) = &error else { panic!("{error:?}") };
        assert_eq!(field.as_deref(), name, "{body}");
        assert!(error.upstream().unwrap().text().is_some());
    }
}

#[tokio::test]
async fn a_409_in_words_that_nobody_foresaw_is_tried_again_later() {
    let server = portal().await;
    let body = json!({ "type": "ValidationError", "description": "Jiný uživatel má dokument otevřený",
                       "errorGuid": "g-1" });
    answer(&server, "PATCH", &elements("7"), 409, body).await;
    let error = write(&client(&server)).await.unwrap_err();
    assert!(matches!(error, Error::Service(ServiceError::Conflict { .. })), "{error:?}");
    assert!(error.is_transient());
    assert!(!error.outcome_unknown());
    assert_eq!(error.upstream().unwrap().text(), Some("Jiný uživatel má dokument otevřený"));
    assert_eq!(error.upstream().unwrap().request_id(), Some("g-1"));
}

#[tokio::test]
async fn a_checkout_that_somebody_else_has_is_one_whatever_the_answer_says() {
    let server = portal().await;
    answer(&server, "POST", &elements("7/checkout"), 409, json!({ "type": "ValidationError" })).await;
    let error = client(&server).checkout(1.into(), 7.into(), true).await.unwrap_err();
    assert!(matches!(error, Error::Service(ServiceError::CheckedOut { .. })), "{error:?}");
    assert_eq!(requests(&server, &elements("7/checkout")).await[0].url.query(), Some("forceCheckout=1"));
}

#[tokio::test]
async fn nonsense_with_success_is_unreadable() {
    for body in ["", "<html>", "[]", "{}", r#"{"header":7}"#] {
        let server = answering(200, body).await;
        let error = read(&client(&server)).await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{body}: {error:?}");
    }
}
