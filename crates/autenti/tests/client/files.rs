//! Files: uploads in each form, lists in each shape, downloads.

use std::time::Duration;

use api_client::testing::{FakeClock, answer, raw_server, requests, stalling_server};
use autenti::{Client, DocumentId, Error, FilePurpose, NewFile, UploadForm, operation};
use bytes::Bytes;
use futures_util::TryStreamExt;
use serde_json::json;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{BASE, base, client, config, grant_tokens, token_client};

const FILES: &str = "/api/v2/document-processes/DOCUMENT_PROCESS%3A1/files";
const CONTENT: &str = "/api/v2/document-processes/DOCUMENT_PROCESS%3A1/files/FILE-DTBS%3Ax%2FDTBS/content";

fn id() -> DocumentId {
    "DOCUMENT_PROCESS:1".parse().unwrap()
}

/// An upload's body, with a boundary that stays the same.
async fn uploaded(form: UploadForm, file: NewFile) -> String {
    let server = MockServer::start().await;
    let answer = json!({ "id": "FILE-SOURCE_FILE:1", "filename": "umowa.pdf", "size": 4, "filePurpose": "SOURCE_FILE" });
    Mock::given(method("POST"))
        .and(path(FILES))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .expect(1)
        .mount(&server)
        .await;
    let mut config = config(&base(&server));
    config.upload_form = form;
    let file = Client::new(config).unwrap().add_file(&id(), file).await.unwrap();
    assert_eq!(file.id.as_str(), "FILE-SOURCE_FILE:1");
    assert_eq!(file.purpose, FilePurpose::Source);

    let request = requests(&server, FILES).await.pop().unwrap();
    let content_type = request.headers["content-type"].to_str().unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    assert_eq!(request.headers["content-length"], request.body.len().to_string(), "not chunked");
    String::from_utf8(request.body).unwrap().replace(boundary, "BOUNDARY").replace("\r\n", "\n")
}

fn contract() -> NewFile {
    NewFile {
        name: "umowa \"zł\".pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        content: Bytes::from_static(b"%PDF"),
    }
}

#[tokio::test]
async fn an_upload_has_the_three_fields_of_the_connector() {
    insta::assert_snapshot!(uploaded(UploadForm::default(), contract()).await);
}

#[tokio::test]
async fn an_upload_can_have_the_file_only() {
    insta::assert_snapshot!(uploaded(UploadForm::FileOnly, contract()).await);
}

#[tokio::test]
async fn an_upload_can_have_a_json_part() {
    let body = uploaded(UploadForm::JsonMeta, contract()).await;
    let (head, rest) = body.split_once("\n\n").unwrap();
    let (meta, file) = rest.split_once('\n').unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(meta).unwrap(),
        json!({ "filename": "umowa \"zł\".pdf", "filePurpose": "SOURCE_FILE", "mimeType": "application/pdf" })
    );
    insta::assert_snapshot!(format!("{head}\n\n…\n{file}"));
}

#[tokio::test]
async fn a_file_name_cannot_add_headers_and_a_wrong_media_type_is_left_out() {
    let file = NewFile {
        name: "a\r\nX-Evil: 1.pdf".to_owned(),
        media_type: "no media type".to_owned(),
        content: Bytes::from_static(b"%PDF"),
    };
    let body = uploaded(UploadForm::Fields, file).await;
    assert!(body.contains("name=\"file\"; filename=\"aX-Evil: 1.pdf\"\n\n%PDF"), "{body}");
}

#[tokio::test]
async fn an_upload_is_sent_again_whole_after_401() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    Mock::given(path(FILES)).respond_with(ResponseTemplate::new(401)).up_to_n_times(1).mount(&server).await;
    Mock::given(path(FILES))
        .respond_with(ResponseTemplate::new(201).set_body_json(json!({ "id": "FILE-SOURCE_FILE:1" })))
        .mount(&server)
        .await;
    let client = token_client(&server, &FakeClock::new());
    client.add_file(&id(), contract()).await.unwrap();
    let bodies: Vec<usize> =
        requests(&server, FILES).await.iter().map(|request| request.body.len()).collect();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test]
async fn files_are_listed_from_a_stream_and_from_an_array() {
    let one = json!({ "id": "FILE-SOURCE_FILE:1", "filename": "a{}.pdf", "filePurpose": "SOURCE_FILE" });
    let two = json!({ "id": "FILE-DTBS:x/DTBS", "filePurpose": "SOMETHING_NEW", "size": 7, "mimeType": "application/pdf" });
    for body in [format!("{one}{two}"), format!("{one}\n{two}\n"), format!("[{one},{two}]")] {
        let server = MockServer::start().await;
        Mock::given(path(FILES))
            .respond_with(ResponseTemplate::new(200).set_body_string(body))
            .mount(&server)
            .await;
        let files = client(&server).files(&id()).await.unwrap();
        assert_eq!(files.len(), 2);
        assert_eq!(files[0].filename, "a{}.pdf");
        assert_eq!(files[1].purpose, FilePurpose::Unknown("SOMETHING_NEW".to_owned()));
        assert_eq!(files[1].size, Some(7));
    }
}

#[tokio::test]
async fn the_files_that_a_draft_would_go_out_with_are_all_there_in_order() {
    let server = MockServer::start().await;
    let files = json!([
        { "id": "FILE-SOURCE_FILE:2", "filename": "b.pdf", "size": "8", "filePurpose": "SOURCE_FILE" },
        { "id": "FILE-SOURCE_FILE:1", "filename": "a.pdf", "size": 7, "filePurpose": "SOURCE_FILE" },
        { "id": "FILE-SOURCE_FILE:3", "filename": "a.pdf", "size": 7 },
        { "filename": null },
        { "id": "FILE-SIGNATURE_CARD:4", "filename": "card.pdf", "filePurpose": "SIGNATURE_CARD" },
    ]);
    answer(&server, FILES, 200, files.to_string()).await;
    let files = client(&server).source_files(&id()).await.unwrap();
    let told: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.size)).collect();
    assert_eq!(told, [("b.pdf", Some(8)), ("a.pdf", Some(7)), ("a.pdf", Some(7)), ("", None)]);
    assert_eq!(files[0].id.as_ref().unwrap().as_str(), "FILE-SOURCE_FILE:2");
    assert_eq!(files[3].id, None, "what says nothing of itself goes out too");
}

#[tokio::test]
async fn a_file_of_a_draft_is_removed_once() {
    const FILE: &str = "/api/v2/document-processes/DOCUMENT_PROCESS%3A1/files/FILE-DTBS%3Ax%2FDTBS";
    let file = "FILE-DTBS:x/DTBS".parse().unwrap();
    let server = MockServer::start().await;
    answer(&server, FILE, 204, "").await;
    client(&server).remove_file(&id(), &file).await.unwrap();
    assert_eq!(requests(&server, FILE).await[0].method, "DELETE");

    for status in [404, 405, 503] {
        let server = MockServer::start().await;
        answer(&server, FILE, status, "").await;
        let error = client(&server).remove_file(&id(), &file).await.unwrap_err();
        assert_eq!(error.call().unwrap().operation(), operation::REMOVE_FILE);
        assert!(!error.outcome_unknown(), "{status}");
        assert_eq!(requests(&server, FILE).await.len(), 1, "{status}");
    }
}

#[tokio::test]
async fn labels_are_listed_with_braces_in_their_texts() {
    let server = MockServer::start().await;
    let body = r#"{"id":"TAG:1","description":"a } b","type":"USER"}{"id":"TAG:2","nested":{"a":{}}}"#;
    Mock::given(path("/api/v2/tags"))
        .respond_with(ResponseTemplate::new(200).set_body_string(body))
        .mount(&server)
        .await;
    let tags = client(&server).tags().await.unwrap();
    assert_eq!(tags[0].description, "a } b");
    assert_eq!(tags[0].kind, "USER");
    assert_eq!(tags[1].id.as_str(), "TAG:2");
}

#[tokio::test]
async fn content_is_streamed_from_an_address_with_an_encoded_slash() {
    let server = MockServer::start().await;
    Mock::given(path(CONTENT))
        .respond_with(ResponseTemplate::new(200).set_body_raw(vec![7; 100_000], "application/pdf"))
        .mount(&server)
        .await;
    let file = "FILE-DTBS:x/DTBS".parse().unwrap();
    let download = client(&server).file_content(&id(), &file).await.unwrap();
    assert_eq!(download.length(), Some(100_000));
    assert_eq!(download.media_type(), Some("application/pdf"));
    let pieces: Vec<Bytes> = download.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), vec![7; 100_000]);
    assert_eq!(requests(&server, CONTENT).await[0].headers["accept"], "*/*");

    let download = client(&server).file_content(&id(), &file).await.unwrap();
    assert_eq!(download.bytes(100_000).await.unwrap().unwrap().len(), 100_000);
    let download = client(&server).file_content(&id(), &file).await.unwrap();
    assert_eq!(download.bytes(99_999).await.unwrap(), None);
}

#[tokio::test]
async fn a_content_that_is_cut_off_ends_with_an_error() {
    let origin = raw_server(vec!["HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n%PDF"]).await;
    let client = Client::new(config(&format!("{origin}{BASE}"))).unwrap();
    let mut download = client.file_content(&id(), &"FILE-DTBS:x/DTBS".parse().unwrap()).await.unwrap();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "%PDF");
    let error = download.try_next().await.unwrap_err();
    assert!(matches!(error, Error::CutOff { .. }), "{error:?}");
}

#[tokio::test]
async fn a_content_that_stalls_ends_with_an_error() {
    let (origin, _stalling) =
        stalling_server(vec![], "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n%PDF").await;
    let mut config = config(&format!("{origin}{BASE}"));
    config.connection.timeouts.idle = Duration::from_millis(50);
    let client = Client::new(config).unwrap();
    let mut download = client.file_content(&id(), &"FILE-DTBS:x/DTBS".parse().unwrap()).await.unwrap();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "%PDF");
    let error = download.try_next().await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
}

#[tokio::test]
async fn a_content_that_is_not_there_yet_is_not_found() {
    let server = MockServer::start().await;
    Mock::given(path(CONTENT)).respond_with(ResponseTemplate::new(404)).mount(&server).await;
    let error = client(&server).file_content(&id(), &"FILE-DTBS:x/DTBS".parse().unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
}
