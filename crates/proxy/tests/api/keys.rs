//! Integration keys do what they are for, and what is told depends on who asks.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// Keys beside the demo's: (name, what they are for).
fn config_with(keys: &[(&str, &str)]) -> String {
    let demo = include_str!("../../../sandbox/demo/proxy.toml");
    let row = |(key, rest): &(&str, &str)| {
        let sha256 = autenti_proxy::digest::hex(key.as_bytes());
        format!(", {{ name = \"{key}\", sha256 = \"{sha256}\"{rest} }}")
    };
    let rows: Vec<String> = keys.iter().map(row).collect();
    let rows = rows.concat();
    let end = demo.find("bfd\" }]").unwrap() + "bfd\" }".len();
    format!("{}{rows}{}", &demo[..end], &demo[end..])
}

fn ticket_for(profile: &str) -> Value {
    json!({ "profile": profile, "element": UNSENT, "user": { "login": OLA, "name": "Ola", "email": OLA } })
}

#[tokio::test]
async fn a_key_does_what_it_is_for_and_nothing_else() {
    let world = World::from_text(config_with(&[
        ("tickets-key", ", may = [\"tickets\"]"),
        ("actions-key", ", may = [\"actions\"]"),
        ("lookups-key", ", may = [\"lookups\"]"),
        ("contracts-key", ", profiles = [\"contracts\"]"),
        ("far-key", ", networks = [\"192.0.2.0/24\"]"),
        ("near-key", ", networks = [\"127.0.0.0/8\"]"),
        ("old-key", ", expires = \"2020-12-31\""),
    ]))
    .await;
    let used = async |key: &str| {
        let ticket = world.post("/v1/tickets", key).json(&ticket_for("contracts")).send().await.unwrap();
        let action = world.get("/v1/profiles/contracts/elements/1/signing", key).send().await.unwrap();
        let labels = world.get("/v1/lookups/labels", key).send().await.unwrap();
        [ticket.status().as_u16(), action.status().as_u16(), labels.status().as_u16()]
    };
    assert_eq!(used("tickets-key").await, [200, 403, 403]);
    assert_eq!(used("actions-key").await, [403, 200, 403]);
    assert_eq!(used("lookups-key").await, [403, 403, 200]);
    assert_eq!(used("contracts-key").await, [200, 200, 200]);
    assert_eq!(used("near-key").await, [200, 200, 200]);
    assert_eq!(used("far-key").await, [401, 401, 401]);
    assert_eq!(used("old-key").await, [401, 401, 401]);
    // A refusal has words, and tells nothing of profiles: those that exist are refused as those that do not.
    for profile in ["offers", "no-such-profile"] {
        let answer =
            world.post("/v1/tickets", "contracts-key").json(&ticket_for(profile)).send().await.unwrap();
        let (status, body) = answered(answer).await;
        assert_eq!((status, &body["code"]), (StatusCode::FORBIDDEN, &json!("not_allowed")), "{body}");
        assert!(body["detail"].as_str().unwrap().contains("[integration]"), "{body}");
    }
    // When each was used last is in the metrics, so that one that was replaced can be taken out.
    let metrics =
        world.http.get(format!("{}/metrics", world.proxy)).send().await.unwrap().text().await.unwrap();
    assert!(
        metrics.contains("autenti_proxy_key_last_used_timestamp_seconds{key=\"near-key\"} 1"),
        "{metrics}"
    );
    assert!(!metrics.contains("far-key") && !metrics.contains("old-key"), "{metrics}");
}

#[tokio::test]
async fn a_key_that_is_refused_what_it_is_not_for_stands_in_the_audit_trail() {
    let world = World::from_text(config_with(&[
        ("tickets-key", ", may = [\"tickets\"]"),
        ("lookups-key", ", may = [\"lookups\"], profiles = [\"contracts\"]"),
        ("far-key", ", networks = [\"192.0.2.0/24\"]"),
    ]))
    .await;
    let mut expected = Vec::new();
    for (key, path, code) in [
        ("tickets-key", "/v1/profiles/contracts/elements/1/signing", "not_allowed"),
        ("tickets-key", "/v1/lookups/labels", "not_allowed"),
        ("lookups-key", "/v1/lookups/labels?profile=offers", "not_allowed"),
        ("far-key", "/v1/profiles/contracts/elements/1/signing", "key_invalid"),
        ("far-key", "/v1/lookups/labels", "key_invalid"),
    ] {
        let answer = world.get(path, key).send().await.unwrap();
        let request = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        let (_, body) = answered(answer).await;
        assert_eq!((&body["code"], &body["requestId"]), (&json!(code), &json!(request)), "{path}");
        expected.push(json!([key, code, "127.0.0.1", request]));
    }
    let answer =
        world.post("/v1/tickets", "lookups-key").json(&ticket_for("contracts")).send().await.unwrap();
    let (_, body) = answered(answer).await;
    expected.push(json!(["lookups-key", "not_allowed", "127.0.0.1", body["requestId"]]));
    let trail = crate::audit::trail(&world).await;
    let refused = trail.iter().filter(|entry| entry["what"] == "key_refused");
    let noted: Vec<Value> = refused
        .map(|entry| json!([entry["key"], entry["result"], entry["address"], entry["requestId"]]))
        .collect();
    assert_eq!(noted, expected);
    // Anybody may ask for the fixed sources, so no key is refused them.
    assert_eq!(
        world.get("/v1/lookups/languages", "tickets-key").send().await.unwrap().status(),
        StatusCode::OK
    );
    assert_eq!(crate::audit::trail(&world).await.len(), trail.len());
}

#[tokio::test]
async fn look_ups_do_not_tell_strangers_which_profiles_exist() {
    let world = World::new().await;
    let asked = async |profile: &str, token: Option<&str>| {
        let path = format!("/v1/lookups/recipient-roles?profile={profile}");
        let request = world.http.get(format!("{}{path}", world.proxy));
        let request = token.iter().fold(request, reqwest::RequestBuilder::bearer_auth);
        let (status, mut body) = answered(request.send().await.unwrap()).await;
        if let Some(body) = body.as_object_mut() {
            body.remove("requestId");
        }
        (status, body)
    };
    let (status, known) = asked("contracts", None).await;
    assert_eq!((status, known), asked("no-such-profile", None).await);
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let ola = world.ola(UNSENT).await;
    assert_eq!(asked("contracts", Some(&ola.token)).await.0, StatusCode::OK);
    assert_eq!(asked("no-such-profile", Some(&ola.token)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(asked("contracts", Some(KEY)).await.0, StatusCode::OK);
    assert_eq!(asked("no-such-profile", Some(KEY)).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_key_or_ticket_is_counted_where_none_is_needed() {
    let demo = include_str!("../../../sandbox/demo/proxy.toml");
    let world = World::from_text(format!("{demo}\n[limits]\nfailed_credentials = \"2/m\"\n")).await;
    let asked = async |token: &str| {
        let answer = world.get("/v1/lookups/languages", token).send().await.unwrap();
        let cache = answer.headers().get("cache-control").cloned();
        (answer.status().as_u16(), cache.unwrap().to_str().unwrap().to_owned())
    };
    assert_eq!(asked(KEY).await.0, 200);
    for wrong in ["no-such-key", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA"] {
        assert_eq!(asked(wrong).await, (401, "no-store".to_owned()), "{wrong}");
    }
    assert_eq!(asked("no-such-key").await.0, 429);
    // Whoever shows none is still answered.
    let nobody = world.http.get(format!("{}/v1/lookups/languages", world.proxy)).send().await.unwrap();
    assert_eq!(
        (nobody.status(), &nobody.headers()["cache-control"]),
        (StatusCode::OK, &"public, max-age=3600".parse().unwrap())
    );
}

#[tokio::test]
async fn answers_are_not_kept_guessed_at_framed_or_shared() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    for (path, cache) in [
        ("/v1/signing", "no-store"),
        ("/v1/signing/document", "no-store"),
        ("/v1/lookups/labels", "private, max-age=60"),
        ("/v1/lookups/languages", "private, max-age=60"),
        ("/v1/nothing", "no-store"),
        ("/healthz", "no-store"),
        ("/metrics", "no-store"),
    ] {
        let answer = world.get(path, &ola.token).send().await.unwrap();
        let headers = answer.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert!(
            headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"),
            "{path}"
        );
        assert_eq!(headers["cache-control"], cache, "{path}");
        let vary: Vec<_> = headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.join(",").contains("authorization"), "{path}: {vary:?}");
    }
    let ticket = world.post("/v1/tickets", KEY).json(&ticket_for("contracts")).send().await.unwrap();
    assert_eq!(ticket.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn metrics_are_only_on_the_administrators_listener_once_there_is_one() {
    let admin = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = include_str!("../../../sandbox/demo/proxy.toml");
    let world = World::from_text(format!("admin_listen = \"{admin}\"\n{config}")).await;
    let status = async |base: &str, path: &str| {
        eventually(async || match world.http.get(format!("{base}{path}")).send().await {
            Ok(answer) => Ok(answer.status()),
            Err(error) => Err(error.to_string()),
        })
        .await
    };
    let admin = format!("http://{admin}");
    assert_eq!(status(&admin, "/metrics").await, StatusCode::OK);
    assert_eq!(status(&admin, "/healthz").await, StatusCode::OK);
    assert_eq!(status(&admin, "/v1/signing").await, StatusCode::NOT_FOUND);
    assert_eq!(status(&world.proxy, "/metrics").await, StatusCode::NOT_FOUND);
    assert_eq!(status(&world.proxy, "/healthz").await, StatusCode::OK);
}
