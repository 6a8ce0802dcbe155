//! Files on their way in, in lists, and on their way out.

use autenti_sandbox::demo::COMPLETED;
use autenti_sandbox::sample_pdf::contract;
use futures_util::future::join_all;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Deserializer, Value, json};

use crate::stand_in::StandIn;

const MB: usize = 1024 * 1024;

impl StandIn {
    async fn upload_form(&self, id: &str, form: Form) -> Response {
        let path = format!("document-processes/{id}/files");
        self.api(Method::POST, &path).multipart(form).send().await.unwrap()
    }

    async fn file_names(&self, id: &str) -> Vec<String> {
        let files = self.get(&format!("document-processes/{id}/files")).await;
        files.as_array().unwrap().iter().map(|file| file["filename"].as_str().unwrap().to_owned()).collect()
    }
}

fn pdf() -> Vec<u8> {
    contract("Umowa", &[])
}

/// A real PDF of about that size.
fn pdf_of(size: usize) -> Vec<u8> {
    let mut file = pdf();
    // Comments may stand before the last lines of a PDF.
    let tail = file.split_off(file.windows(9).rposition(|window| window == b"startxref").unwrap());
    let line = [b"%".as_slice(), &[b'x'; 1000], b"\n"].concat();
    while file.len() + tail.len() + line.len() < size {
        file.extend_from_slice(&line);
    }
    file.extend_from_slice(&tail);
    file
}

#[tokio::test]
async fn every_known_way_of_uploading_works() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa" })).await;
    let file = || Part::bytes(pdf()).file_name("własny.pdf");
    let meta = json!({ "filename": "meta.pdf", "filePurpose": "SOURCE_FILE", "mimeType": "application/pdf" });
    let meta = Part::text(meta.to_string()).mime_str("application/json").unwrap();
    for (form, name) in [
        (Form::new().part("file", file().mime_str("application/octet-stream").unwrap()), "własny.pdf"),
        (
            Form::new()
                .text("filePurpose", "SOURCE_FILE")
                .text("mimeType", "application/pdf")
                .part("file", file()),
            "własny.pdf",
        ),
        (Form::new().part("fileMeta", meta).part("file", file()), "meta.pdf"),
        (Form::new().part("file", Part::bytes(pdf())), "document.pdf"),
    ] {
        let response = stand_in.upload_form(&id, form).await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        let answer: Value = response.json().await.unwrap();
        assert!(answer["id"].as_str().unwrap().starts_with("FILE-SOURCE_FILE:"));
        assert_eq!(answer["filename"], name);
        assert_eq!(answer["size"], pdf().len());
        assert_eq!(
            (&answer["filePurpose"], &answer["mimeType"]),
            (&json!("SOURCE_FILE"), &json!("application/pdf"))
        );
    }
    assert_eq!(stand_in.file_names(&id).await, ["własny.pdf", "własny.pdf", "meta.pdf", "document.pdf"]);
}

#[tokio::test]
async fn what_is_no_good_file_is_refused() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa" })).await;
    let file = |content: &'static [u8], name: &'static str| {
        Form::new().part("file", Part::bytes(content).file_name(name))
    };
    for (form, why) in [
        (Form::new().text("filePurpose", "SOURCE_FILE"), "missing"),
        (file(b"", "a.pdf"), "empty"),
        (file(b"Umowa", "a.pdf"), "not"),
        (file(b"%PDF-1.7 nonsense", "a.pdf"), "not"),
        (file(b"text", "a.txt"), "none of"),
        (file(b"%PDF-1.7", "a.pdf").part("file", Part::bytes(pdf())), "one file"),
        (file(b"%PDF-1.7", "a.pdf").text("filePurpose", "SIGNED_CONTENT_FILE"), "filePurpose"),
        (file(b"%PDF-1.7", "a.pdf").text("fileMeta", "{"), "fileMeta"),
    ] {
        let response = stand_in.upload_form(&id, form).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{why}");
        let error: Value = response.json().await.unwrap();
        assert!(error["errors"][0]["description"].as_str().unwrap().contains(why), "{error}");
    }
    let path = format!("document-processes/{id}/files");
    let not_multipart = stand_in.api(Method::POST, &path).body(pdf()).send().await.unwrap();
    assert_eq!(not_multipart.status(), StatusCode::BAD_REQUEST);
    let cut = stand_in.api(Method::POST, &path).header("content-type", "multipart/form-data; boundary=x");
    assert_eq!(cut.body("--x\r\nContent-Disp").send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    assert_eq!(stand_in.file_names(&id).await, Vec::<String>::new());
}

#[tokio::test]
async fn too_much_is_refused_with_an_answer() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa" })).await;
    assert_eq!(stand_in.upload(&id, "duży.pdf", pdf_of(12 * MB)).await.status(), StatusCode::OK);
    let over_together = stand_in.upload(&id, "drugi.pdf", pdf_of(9 * MB)).await;
    assert_eq!(over_together.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let error: Value = over_together.json().await.unwrap();
    assert!(error["errors"][0]["description"].is_string());
    let over_alone = stand_in.upload(&id, "ogromny.pdf", vec![0; 40 * MB]).await;
    assert_eq!(over_alone.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let unknown_caller = stand_in.call(Method::POST, &format!("api/v2/document-processes/{id}/files"));
    let form = Form::new().part("file", Part::bytes(vec![0; 15 * MB]).file_name("a.pdf"));
    assert_eq!(unknown_caller.multipart(form).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(stand_in.file_names(&id).await, ["duży.pdf"]);
    let draft =
        stand_in.api(Method::POST, "document-processes").body(vec![b' '; 2 * MB]).send().await.unwrap();
    assert_eq!(draft.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn files_keep_the_order_in_which_their_uploads_began() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa" })).await;
    // The first upload begins, and ends after the second.
    let (finish, rest) = tokio::sync::oneshot::channel::<()>();
    let content = pdf();
    let stream = async_body(&content, rest);
    let form = Form::new().part("file", Part::stream(stream).file_name("pierwszy.pdf"));
    let slow = tokio::spawn(
        stand_in.api(Method::POST, &format!("document-processes/{id}/files")).multipart(form).send(),
    );
    wait_until(async || {
        let calls: Value =
            stand_in.call(Method::GET, "sandbox/calls").send().await.unwrap().json().await.unwrap();
        calls.as_array().unwrap().iter().any(|call| call["path"].as_str().unwrap().ends_with("/files"))
    })
    .await;
    assert_eq!(stand_in.upload(&id, "drugi.pdf", pdf()).await.status(), StatusCode::OK);
    assert_eq!(stand_in.file_names(&id).await, ["drugi.pdf"]);
    finish.send(()).unwrap();
    assert_eq!(slow.await.unwrap().unwrap().status(), StatusCode::OK);
    assert_eq!(stand_in.file_names(&id).await, ["pierwszy.pdf", "drugi.pdf"]);
}

/// A body whose second half waits.
fn async_body(content: &[u8], wait: tokio::sync::oneshot::Receiver<()>) -> reqwest::Body {
    let (first, second) = content.split_at(content.len() / 2);
    let (first, second) = (first.to_vec(), second.to_vec());
    let stream = futures_util::stream::unfold(
        (0, Some(wait), first, second),
        |(step, wait, first, second)| async move {
            match step {
                0 => Some((Ok::<_, std::io::Error>(first.clone()), (1, wait, first, second))),
                1 => {
                    if let Some(wait) = wait {
                        let _sender_gone = wait.await;
                    }
                    Some((Ok(second.clone()), (2, None, first, second)))
                }
                _ => None,
            }
        },
    );
    reqwest::Body::wrap_stream(stream)
}

async fn wait_until(mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), waiting).await.expect("it comes in time");
}

#[tokio::test]
async fn many_uploads_at_once_all_arrive() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa" })).await;
    let uploads = (0..12).map(|_| stand_in.upload(&id, "ta sama.pdf", pdf()));
    for response in join_all(uploads).await {
        assert_eq!(response.status(), StatusCode::OK);
    }
    assert_eq!(stand_in.file_names(&id).await, vec!["ta sama.pdf"; 12]);
}

#[tokio::test]
async fn lists_come_as_a_stream_unless_json_is_asked_for() {
    let stand_in = StandIn::start().await;
    let files = format!("document-processes/{}/files", COMPLETED.id);
    for path in [files.as_str(), "tags"] {
        let array = stand_in.get(path).await;
        let rows = array.as_array().unwrap();
        assert!(rows.len() > 1);
        for accept in [None, Some("*/*"), Some("application/stream+json"), Some("text/html, */*;q=0.8")] {
            let mut call = stand_in.api(Method::GET, path);
            if let Some(accept) = accept {
                call = call.header("accept", accept);
            }
            let response = call.send().await.unwrap();
            assert_eq!(response.headers()["content-type"], "application/stream+json");
            let text = response.text().await.unwrap();
            assert!(serde_json::from_str::<Value>(&text).is_err(), "not one JSON value: {text}");
            let streamed: Vec<Value> =
                Deserializer::from_str(&text).into_iter().map(Result::unwrap).collect();
            assert_eq!(&streamed, rows);
        }
    }
    let tags = stand_in.api(Method::GET, "tags").send().await.unwrap().text().await.unwrap();
    assert!(tags.contains("}{") && tags.contains("{klient}"), "the traps are set");
}

#[tokio::test]
async fn a_slash_in_a_file_id_is_sent_encoded() {
    let stand_in = StandIn::start().await;
    let base = format!("document-processes/{}/files", COMPLETED.id);
    let files = stand_in.get(&base).await;
    let signed =
        files.as_array().unwrap().iter().find(|file| file["filePurpose"] == "SIGNED_CONTENT_FILE").unwrap();
    let id = signed["id"].as_str().unwrap();
    assert!(id.ends_with("/DTBS"));
    for encoded in [id.replace('/', "%2F"), id.replace('/', "%2f").replace(':', "%3A")] {
        let response = stand_in.api(Method::GET, &format!("{base}/{encoded}/content")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "application/pdf");
        let content = response.bytes().await.unwrap();
        assert_eq!(content.len(), usize::try_from(signed["size"].as_u64().unwrap()).unwrap());
        assert!(content.starts_with(b"%PDF-"));
    }
    let bare = stand_in.api(Method::GET, &format!("{base}/{id}/content")).send().await.unwrap();
    assert_eq!(bare.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn other_documents_than_pdfs_are_taken_too() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa" })).await;
    let response = stand_in.upload(&id, "umowa.docx", b"PK\x03\x04".to_vec()).await;
    assert_eq!(response.status(), StatusCode::OK);
}
