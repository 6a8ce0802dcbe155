//! Whatever is sent to any address of the OpenAPI document, the proxy never fails by itself.

use autenti_proxy::http::openapi;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reqwest::header::HeaderValue;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::*;

/// Requests for each operation.
const REQUESTS: usize = 12;

/// An operation of the document: method, address, names of the parameters in the query and in headers, and names of the
/// properties of its body.
struct Operation {
    method: Method,
    path: String,
    query: Vec<String>,
    headers: Vec<String>,
    properties: Vec<String>,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(openapi()).unwrap();
    let schemas = &document["components"]["schemas"];
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let named = |place: &str| {
                let here = parameters.iter().filter(|parameter| parameter["in"] == place);
                here.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
            };
            let schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str();
            let schema =
                schema.and_then(|name| name.rsplit('/').next()).map(|name| &schemas[name]["properties"]);
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                query: named("query"),
                headers: named("header"),
                properties: schema
                    .and_then(Value::as_object)
                    .map(|properties| properties.keys().cloned().collect())
                    .unwrap_or_default(),
            });
        }
    }
    operations
}

/// Texts that have broken programs before, those that mean something here, and any others.
fn text() -> impl Strategy<Value = String> {
    let known = [
        "",
        " ",
        "0",
        "1",
        "2",
        "-1",
        "2147483648",
        "1e99",
        "NaN",
        "null",
        "true",
        "contracts",
        "en",
        "labels",
        "recipient-roles",
        "sign;send",
        "anna.nowak@example.com",
        "CORP\\tomek",
        "../../etc/passwd",
        "%00",
        "'; --",
        "\u{0}",
        "\u{202e}",
        "\u{feff}",
        "{field:Title}",
        "<b>",
        "a\r\nX: b",
        "\"*\"",
    ];
    let long = (1_usize..5000).prop_map(|length| "ż".repeat(length));
    prop_oneof![6 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 3 => ".{0,40}", 1 => long]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..6)
                .prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

/// A body: the properties of the operation with any values, any JSON, a form, or bytes.
fn body(properties: Vec<String>) -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    let user = json!({ "login": "a", "email": "a@example.com" });
    let values = proptest::collection::vec(prop_oneof![any_json(), Just(user)], properties.len());
    let object = values
        .prop_map(move |values| properties.iter().cloned().zip(values).collect::<serde_json::Map<_, _>>());
    prop_oneof![
        6 => object.prop_map(|object| ("application/json", Value::from(object).to_string().into_bytes())),
        2 => any_json().prop_map(|json| ("application/json", json.to_string().into_bytes())),
        1 => "[a-z]{0,8}=[%a-z0-9&=+]{0,60}".prop_map(|form| ("application/x-www-form-urlencoded", form.into_bytes())),
        1 => proptest::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| ("application/octet-stream", bytes)),
    ]
}

/// What comes of a strategy, the same each time.
fn next<S: Strategy>(strategy: S, runner: &mut TestRunner) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_makes_the_proxy_fail() {
    let world = World::with(|config| {
        config + "\n[limits]\nrequests_per_ticket = \"100000/m\"\nfailed_credentials = \"100000/m\"\n"
    })
    .await;
    let ticket = world.ola(UNSENT).await.token;
    let mut runner = TestRunner::deterministic();
    let operations = operations();
    assert!(operations.len() > 20);
    for operation in &operations {
        for round in 0..REQUESTS {
            let runner = &mut runner;
            let mut url: reqwest::Url = world.proxy.parse().unwrap();
            {
                let mut segments = url.path_segments_mut().unwrap();
                segments.clear();
                for segment in operation.path.trim_start_matches('/').split('/') {
                    match segment {
                        "{profile}" if round % 4 != 0 => segments.push("contracts"),
                        "{element}" if round % 4 != 0 => segments.push("2"),
                        place if place.starts_with('{') => segments.push(&next(text(), runner)),
                        name => segments.push(name),
                    };
                }
            }
            for name in &operation.query {
                if next(any::<bool>(), runner) {
                    url.query_pairs_mut().append_pair(name, &next(text(), runner));
                }
            }
            let mut request = world.http.request(operation.method.clone(), url.clone());
            for name in
                operation.headers.iter().map(String::as_str).chain(["Accept-Language", "X-Forwarded-For"])
            {
                if let Ok(value) = HeaderValue::from_bytes(next(text(), runner).as_bytes()) {
                    request = request.header(name, value);
                }
            }
            let credentials = if operation.path.starts_with("/v1/signing") { &ticket } else { KEY };
            request = match round % 6 {
                0 => request,
                1 => request.bearer_auth("a.b.c"),
                _ => request.bearer_auth(credentials),
            };
            let mut sent = String::new();
            if operation.method != Method::GET {
                let (kind, bytes) = next(body(operation.properties.clone()), runner);
                sent = String::from_utf8_lossy(&bytes).into_owned();
                request = request.header("Content-Type", kind).body(bytes);
            }
            let answer = request.send().await.unwrap();
            let status = answer.status();
            let what = format!("{} {url} {sent}", operation.method);
            assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{what}");
            if status.is_client_error() || status.is_server_error() {
                let problem: Value = answer.json().await.unwrap_or_else(|error| panic!("{what}: {error}"));
                assert_eq!(problem["status"], status.as_u16(), "{what}: {problem}");
                assert!(!problem["code"].as_str().unwrap().is_empty(), "{what}: {problem}");
            }
        }
    }
}
