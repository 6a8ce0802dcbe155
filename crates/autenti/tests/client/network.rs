//! The network and Autenti on bad days: what every client has to pass, and what is Autenti's own.

use api_client::testing::conformance::Probe;
use api_client::testing::{answer, requests};
use autenti::{Client, Connection, DocumentId, Error, Grant, NewDocument, ServiceError, operation};
use futures_util::future::BoxFuture;
use wiremock::MockServer;

use crate::support::{BASE, TOKEN, client, with_connection};

const DOCUMENT: &str = "/api/v2/document-processes/DOCUMENT_PROCESS%3A1";

fn id() -> DocumentId {
    "DOCUMENT_PROCESS:1".parse().unwrap()
}

/// A client that reads and writes one document.
struct DocumentClient(Client);

impl Probe for DocumentClient {
    type ServiceError = ServiceError;

    const BASE: &'static str = BASE;
    const TOKEN: &'static str = TOKEN;
    const TARGET: &'static str = DOCUMENT;
    const GOOD: &'static str = r#"{"id":"DOCUMENT_PROCESS:1"}"#;

    fn new(connection: Connection) -> Self {
        let mut config = with_connection(connection);
        config.grant = Grant::ClientCredentials { scope: None };
        Self(Client::new(config).unwrap())
    }

    fn read(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async { self.0.document(&id()).await.map(drop) })
    }

    fn write(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async { self.0.replace_draft(&id(), &NewDocument::new("Umowa")).await })
    }
}

api_client::conformance_tests!(DocumentClient);

async fn answering(status: u16, body: &str) -> MockServer {
    let server = MockServer::start().await;
    answer(&server, DOCUMENT, status, body).await;
    server
}

#[tokio::test]
async fn each_refusal_has_its_error() {
    for (status, kind) in [
        (400, "Refused"),
        (401, "CredentialsRefused"),
        (402, "Service(NoPackage"),
        (403, "Forbidden"),
        (404, "NotFound"),
        (409, "Refused"),
        (418, "Refused"),
        (429, "RateLimited"),
        (500, "Failing"),
        (501, "Failing"),
    ] {
        let server = answering(status, r#"{"errors":[{"type":"SOME","description":"reason"}]}"#).await;
        let error = client(&server).document(&id()).await.unwrap_err();
        let debug = format!("{error:?}");
        assert!(debug.starts_with(kind), "{status}: {debug}");
        assert_eq!(error.call().unwrap().operation(), operation::READ_DOCUMENT);
        assert_eq!(error.call().unwrap().id(), Some("DOCUMENT_PROCESS:1"));
        assert!(!error.outcome_unknown());
        assert_eq!(error.is_transient(), matches!(status, 429 | 500), "{status}");
        assert_eq!(error.excerpt().as_deref(), Some("SOME: reason"), "{status}");
    }
}

#[tokio::test]
async fn nonsense_with_success_is_unreadable() {
    for body in ["", "<html>", "[]", r#"{"title":"no id"}"#, r#"{"id":".."}"#, r#"{"id":7}"#] {
        let server = answering(200, body).await;
        let error = client(&server).document(&id()).await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{body}: {error:?}");
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn a_created_draft_that_is_nonsense_may_have_been_created() {
    let server = MockServer::start().await;
    answer(&server, "/api/v2/document-processes", 200, "{}").await;
    let error = client(&server).create_draft(&NewDocument::new("Umowa")).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    assert!(error.outcome_unknown());
    assert_eq!(error.call().unwrap().operation(), operation::CREATE_DRAFT);
}

#[tokio::test]
async fn a_key_is_sent_as_it_is_and_its_refusal_is_one_of_the_credentials() {
    let server = answering(401, "").await;
    let error = client(&server).document(&id()).await.unwrap_err();
    assert!(matches!(error, Error::CredentialsRefused { .. }), "{error:?}");
    let sent = requests(&server, DOCUMENT).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].headers["authorization"], "api-key key");
}
