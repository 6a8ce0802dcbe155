//! What needs no ticket: look-ups, the component's files, health, the description of the API; and who may
//! call from a browser.

use std::collections::BTreeSet;

use crate::support::*;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn look_ups_answer_flat_rows() {
    let world = World::new().await;
    let url = |rest: &str| format!("{}/v1/lookups/{rest}", world.proxy);
    let rows: Value =
        world.http.get(url("recipient-roles?lang=pl")).send().await.unwrap().json().await.unwrap();
    assert_eq!(
        rows[0],
        json!({ "id": "SIGNER", "name": "Signer", "namePl": "Podpisujący", "nameDe": "Signierender", "value": "SIGNER#Podpisujący" })
    );
    let rows: Value = world
        .http
        .get(url("document-statuses?only=COMPLETED,REJECTED"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let ids: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["COMPLETED", "REJECTED"]);
}

#[tokio::test]
async fn a_ticket_that_has_ended_keeps_nobody_from_what_anybody_may_read() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    world.later(std::time::Duration::from_mins(31));
    let asked = async |path: &str| {
        let answer = world.get(path, &ola.token).send().await.unwrap();
        let cache = answer.headers()["cache-control"].to_str().unwrap().to_owned();
        let (status, body) = answered(answer).await;
        (status, cache, body)
    };
    for source in ["document-statuses", "recipient-roles", "languages"] {
        let (status, cache, rows) = asked(&format!("/v1/lookups/{source}")).await;
        assert_eq!((status, cache.as_str()), (StatusCode::OK, "public, max-age=3600"), "{source}: {rows}");
        assert!(rows.as_array().is_some_and(|rows| rows.len() > 1), "{rows}");
    }
    // What is not for anybody needs one that is still good.
    for path in ["/v1/lookups/labels", "/v1/lookups/languages?profile=contracts"] {
        let (status, _, body) = asked(path).await;
        assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("ticket_expired")), "{path}");
    }
}

#[tokio::test]
async fn each_source_answers_a_flat_array_in_each_language() {
    let world = World::new().await;
    let key = |lang: &str| match lang {
        "pl" => "namePl",
        "de" => "nameDe",
        _ => "name",
    };
    for source in [
        "document-statuses",
        "recipient-roles",
        "recipient-statuses",
        "signature-types",
        "languages",
        "visualisations",
        "labels",
    ] {
        for lang in ["en", "pl", "de"] {
            let path = format!("/v1/lookups/{source}?lang={lang}");
            let rows: Value = world.get(&path, KEY).send().await.unwrap().json().await.unwrap();
            let rows = rows.as_array().unwrap_or_else(|| panic!("{path}: {rows}"));
            assert!(rows.len() > 1, "{path}");
            for row in rows {
                let text = |key: &str| row[key].as_str().unwrap_or_else(|| panic!("{path}: {row}"));
                assert_eq!(row.as_object().unwrap().len(), 5, "{row}");
                assert_eq!(text("value"), format!("{}#{}", text("id"), text(key(lang))));
                assert_eq!(text("id"), text("id").trim(), "{row}");
            }
        }
    }
}

#[tokio::test]
async fn labels_are_read_from_autenti_for_those_who_may() {
    let world = World::new().await;
    let (status, body) =
        answered(world.http.get(format!("{}/v1/lookups/labels", world.proxy)).send().await.unwrap()).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("ticket_invalid")));
    let (status, by_key) = answered(world.get("/v1/lookups/labels", KEY).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{by_key}");
    assert!(by_key.as_array().unwrap().len() > 1);
    let ola = world.ola(UNSENT).await;
    let (_, by_ticket) = answered(world.get("/v1/lookups/labels", &ola.token).send().await.unwrap()).await;
    assert_eq!(by_key, by_ticket);
}

#[tokio::test]
async fn only_the_portals_pages_may_call_from_a_browser() {
    let world = World::new().await;
    let portal = world.sandbox.portal.origin().ascii_serialization();
    let ask = |origin: String| {
        world
            .http
            .request(Method::OPTIONS, format!("{}/v1/signing/send", world.proxy))
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,idempotency-key")
            .send()
    };
    let answer = ask(portal.clone()).await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], portal.as_str());
    let foreign = ask("https://evil.example.com".to_owned()).await.unwrap();
    assert!(!foreign.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn the_components_files_are_for_every_page() {
    let world = World::with(|config| config.replace("../../../dist/assets", "assets")).await;
    let assets = world.folder().join("assets");
    std::fs::create_dir(&assets).unwrap();
    std::fs::write(assets.join("autenti-form.js"), "1").unwrap();
    std::fs::write(assets.join("autenti-form-0123456789.wasm"), "2").unwrap();
    std::fs::write(assets.join("autenti-form-9876543210.js"), "1").unwrap();
    std::fs::write(assets.join("autenti-form.json"), r#"{ "preload": ["autenti-form-0123456789.wasm"] }"#)
        .unwrap();
    let get = |name: &str| world.http.get(format!("{}/assets/{name}", world.proxy)).send();
    let script = get("autenti-form.js").await.unwrap();
    assert_eq!(script.status(), StatusCode::OK);
    assert_eq!(script.headers()["access-control-allow-origin"], "*");
    let caching = script.headers()["cache-control"].to_str().unwrap();
    assert!(caching.contains("stale-while-revalidate") && !caching.contains("immutable"), "{caching}");
    let preload = script.headers()["link"].to_str().unwrap();
    assert_eq!(preload, "<autenti-form-0123456789.wasm>; rel=preload; as=fetch; crossorigin");
    let versioned = get("autenti-form-9876543210.js").await.unwrap();
    assert!(versioned.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(versioned.headers()["link"], preload);
    assert_eq!(get("autenti-form.json").await.unwrap().headers()["cache-control"], "no-cache");
    assert_eq!(get("autenti-form-0000000000.js").await.unwrap().headers()["cache-control"], "no-cache");
    let wasm = get("autenti-form-0123456789.wasm").await.unwrap();
    assert_eq!(wasm.headers()["content-type"], "application/wasm");
    assert!(wasm.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(get("../proxy.toml").await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_the_component_automations_are_served_and_it_is_said() {
    let world = World::with(|config| config.replace("../../../dist/assets", "assets")).await;
    let ready = async || {
        let answer = world.http.get(format!("{}/readyz", world.proxy)).send().await.unwrap();
        let (status, body) = answered(answer).await;
        (status, body["component"].clone())
    };
    assert_eq!(ready().await, (StatusCode::OK, json!(false)));
    let path = format!("/v1/profiles/contracts/elements/{UNSENT}/signing");
    assert_eq!(world.get(&path, KEY).send().await.unwrap().status(), StatusCode::OK);
    let assets = world.folder().join("assets");
    std::fs::create_dir_all(&assets).unwrap();
    std::fs::write(assets.join("autenti-form.js"), "").unwrap();
    assert_eq!(ready().await, (StatusCode::OK, json!(true)));
}

#[tokio::test]
async fn the_proxy_says_whether_it_is_alive_and_what_it_offers() {
    let world = World::new().await;
    let get = |path: &str| world.http.get(format!("{}{path}", world.proxy)).send();
    assert_eq!(get("/healthz").await.unwrap().text().await.unwrap(), "ok");
    let ready = json!({ "store": true, "component": false });
    assert_eq!(get("/readyz").await.unwrap().json::<Value>().await.unwrap(), ready);
    let numbers = get("/metrics").await.unwrap().text().await.unwrap();
    assert!(numbers.contains("autenti_proxy_requests_total"), "{numbers}");
    assert!(!numbers.contains("example.com"), "{numbers}");
    let openapi: Value = get("/openapi.json").await.unwrap().json().await.unwrap();
    let offered: Value = serde_json::to_value(autenti_proxy::http::openapi()).unwrap();
    assert_eq!(openapi, offered);
    // Every shape that is referred to is there.
    let text = openapi.to_string();
    let referred: BTreeSet<&str> = text
        .split("\"#/components/schemas/")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name)
        .collect();
    let known = openapi["components"]["schemas"].as_object().unwrap();
    assert!(referred.len() > 20 && referred.iter().all(|name| known.contains_key(*name)), "{referred:?}");
}
