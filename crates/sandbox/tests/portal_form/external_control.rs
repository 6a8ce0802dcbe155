//! The zip of an External custom control, hosted by the portal.

use std::io::{Cursor, Write as _};

use reqwest::Method;
use serde_json::json;

use super::browser::{Browser, read};

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test]
async fn the_files_of_a_zip_have_addresses_of_their_own() {
    let browser = Browser::start().await;
    let stand = &browser.stand;
    let file = |path: &str| stand.call(Method::GET, &format!("/local-hosting/autenti-form/{path}")).send();
    assert_eq!(file("index.html").await.unwrap().status(), 404);

    let body = zip(&[("index.html", "<p>"), ("parts/a.js", "1"), ("a.wasm", "2")]);
    let upload = stand.call(Method::POST, "/sandbox/external-control").body(body).send().await.unwrap();
    assert_eq!(upload.status(), 204);
    for (path, kind) in [
        ("index.html", "text/html; charset=utf-8"),
        ("parts/a.js", "text/javascript; charset=utf-8"),
        ("a.wasm", "application/wasm"),
    ] {
        let answer = file(path).await.unwrap();
        assert_eq!(answer.headers()["content-type"], kind, "{path}");
    }
    let (_, listed) = read(stand.call(Method::GET, "/sandbox/external-control")).await;
    assert_eq!(listed[1], json!({ "name": "index.html", "size": 3 }));

    // It stays when the state is set back, as what Designer Studio keeps does.
    stand.control("reset", json!({ "state": true })).await;
    assert_eq!(file("index.html").await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_zip_with_a_program_is_refused_with_the_reason() {
    let browser = Browser::start().await;
    let body = zip(&[("index.html", "<p>"), ("run.exe", "")]);
    let call = browser.stand.call(Method::POST, "/sandbox/external-control").body(body);
    let answer = call.send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.text().await.unwrap(), "files of the type `exe` are not allowed\n");
}
