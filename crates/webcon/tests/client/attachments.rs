//! Attachments: contents in both ways, changes.

use std::time::Duration;

use api_client::testing::{self, TOKEN_ANSWER, raw_server, requests, stalling_server};
use bytes::Bytes;
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use webcon::{Client, Error, NewAttachment, ServiceError};
use wiremock::MockServer;

use crate::support::{BASE, answer, client, config, elements, portal};

fn signed() -> NewAttachment {
    NewAttachment {
        name: "umowa zł.pdf".to_owned(),
        content: Bytes::from_static(b"%PDF\xff"),
        group: None,
        description: Some("signed".to_owned()),
    }
}

async fn streaming(status: u16, body: &[u8]) -> MockServer {
    let server = portal().await;
    testing::answer(&server, &elements("7/attachments/41/stream"), status, body).await;
    server
}

#[tokio::test]
async fn content_is_streamed() {
    let server = streaming(200, &vec![7; 100_000]).await;
    let download = client(&server).attachment_content(1.into(), 7.into(), 41.into()).await.unwrap();
    assert_eq!(download.length(), Some(100_000));
    let pieces: Vec<Bytes> = download.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), vec![7; 100_000]);
    assert_eq!(requests(&server, &elements("7/attachments/41/stream")).await[0].headers["accept"], "*/*");
}

#[tokio::test]
async fn content_that_cannot_be_streamed_is_read_as_base64() {
    for status in [404, 405, 409] {
        let server = streaming(status, b"{}").await;
        answer(&server, "GET", &elements("7/attachments/41/content"), 200, json!({ "content": "JVBERg==" }))
            .await;
        let download = client(&server).attachment_content(1.into(), 7.into(), 41.into()).await.unwrap();
        assert_eq!(download.length(), Some(4));
        assert_eq!(download.bytes(4).await.unwrap().unwrap(), "%PDF");
    }
}

#[tokio::test]
async fn content_that_is_nowhere_says_what_the_stream_said() {
    for status in [400, 404] {
        let server = streaming(404, br#"{"type":"ResourceNotFound","errorGuid":"first"}"#).await;
        answer(&server, "GET", &elements("7/attachments/41/content"), status, json!({})).await;
        let error = client(&server).attachment_content(1.into(), 7.into(), 41.into()).await.unwrap_err();
        assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
        assert_eq!(error.upstream().unwrap().request_id(), Some("first"));
    }
    let server = streaming(404, b"").await;
    answer(&server, "GET", &elements("7/attachments/41/content"), 500, json!({})).await;
    let error = client(&server).attachment_content(1.into(), 7.into(), 41.into()).await.unwrap_err();
    assert!(matches!(error, Error::Failing { .. }), "{error:?}");
}

#[tokio::test]
async fn other_refusals_of_the_stream_are_final() {
    for (status, kind) in [(403, "Forbidden"), (423, "Service(Published"), (500, "Failing")] {
        let server = streaming(status, b"").await;
        let error = client(&server).attachment_content(1.into(), 7.into(), 41.into()).await.unwrap_err();
        assert!(format!("{error:?}").starts_with(kind), "{error:?}");
        assert!(requests(&server, &elements("7/attachments/41/content")).await.is_empty());
    }
}

#[tokio::test]
async fn content_that_is_no_base64_is_unreadable() {
    for content in [json!({ "content": "*" }), json!({ "content": null }), json!({})] {
        let server = streaming(405, b"").await;
        answer(&server, "GET", &elements("7/attachments/41/content"), 200, content).await;
        let error = client(&server).attachment_content(1.into(), 7.into(), 41.into()).await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_content_that_is_cut_off_ends_with_an_error() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n%PDF";
    let origin = raw_server(vec![TOKEN_ANSWER, half]).await;
    let client = Client::new(config(&format!("{origin}{BASE}"))).unwrap();
    let mut download = client.attachment_content(1.into(), 7.into(), 41.into()).await.unwrap();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "%PDF");
    let error = download.try_next().await.unwrap_err();
    assert!(matches!(error, Error::CutOff { .. }), "{error:?}");
}

#[tokio::test]
async fn a_content_that_stalls_ends_with_an_error() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n%PDF";
    let (origin, _stalling) = stalling_server(vec![TOKEN_ANSWER], half).await;
    let mut config = config(&format!("{origin}{BASE}"));
    config.connection.timeouts.idle = Duration::from_millis(80);
    let client = Client::new(config).unwrap();
    let mut download = client.attachment_content(1.into(), 7.into(), 41.into()).await.unwrap();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "%PDF");
    let error = download.try_next().await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
}

#[tokio::test]
async fn an_attachment_is_added_replaced_and_deleted() {
    let server = portal().await;
    let (all, one) = (elements("7/attachments"), elements("7/attachments/41"));
    answer(&server, "POST", &all, 200, json!({ "id": 41, "name": "umowa zł.pdf", "version": 1 })).await;
    answer(&server, "PATCH", &one, 200, json!({ "id": 41, "name": "umowa zł.pdf", "version": 2 })).await;
    answer(&server, "DELETE", &one, 200, json!(null)).await;
    let client = client(&server);

    let added = client.add_attachment(1.into(), 7.into(), &signed(), false).await.unwrap();
    assert_eq!((added.id.0, added.name.as_str(), added.version), (41, "umowa zł.pdf", Some(1)));
    let replaced = client.replace_attachment(1.into(), 7.into(), added.id, &signed(), true).await.unwrap();
    assert_eq!(replaced.version, Some(2));
    client.delete_attachment(1.into(), 7.into(), added.id, true).await.unwrap();

    let expected = json!({ "name": "umowa zł.pdf", "description": "signed", "content": "JVBERv8=" });
    let post = requests(&server, &all).await.pop().unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&post.body).unwrap(), expected);
    assert_eq!(post.url.query(), None);
    let others = requests(&server, &one).await;
    assert_eq!(serde_json::from_slice::<Value>(&others[0].body).unwrap(), expected);
    assert_eq!(others[0].url.query(), Some("forceCheckout=1"));
    assert_eq!(others[1].url.query(), Some("forceCheckout=1"));
    assert_eq!(others[1].method, "DELETE");
}

#[tokio::test]
async fn a_published_attachment_is_locked() {
    let server = portal().await;
    answer(&server, "PATCH", &elements("7/attachments/41"), 423, json!({ "type": "ResourceIsLocked" })).await;
    let error = client(&server)
        .replace_attachment(1.into(), 7.into(), 41.into(), &signed(), false)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Service(ServiceError::Published { .. })), "{error:?}");
    assert_eq!(error.to_string(), "cannot replace attachment 41: the attachment is published and locked");
}

#[tokio::test]
async fn an_attachment_without_an_id_may_have_been_added() {
    let server = portal().await;
    answer(&server, "POST", &elements("7/attachments"), 200, json!({})).await;
    let error = client(&server).add_attachment(1.into(), 7.into(), &signed(), false).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    assert!(error.outcome_unknown());
}
