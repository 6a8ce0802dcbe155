//! News from Autenti come late, twice, in any order, and about documents that are not ours.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::form::*;
use crate::support::*;

/// A webhook as it was sent: its signature and its body.
type News = (String, Vec<u8>);

/// Another subscriber of the organisation, who keeps what comes.
struct Subscriber {
    news: Arc<Mutex<Vec<News>>>,
}

impl Subscriber {
    async fn of(world: &World) -> Self {
        let news: Arc<Mutex<Vec<News>>> = Arc::default();
        let keep =
            async |State(news): State<Arc<Mutex<Vec<News>>>>, headers: HeaderMap, body: bytes::Bytes| {
                let signature = headers["x-jws-signature"].to_str().unwrap().to_owned();
                news.lock().unwrap().push((signature, body.to_vec()));
            };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().route("/", post(keep)).with_state(Arc::clone(&news));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let subscribe = world.sandbox.autenti.join("/api/v2/applications/callbacks").unwrap();
        let body = json!({ "callbackAdapterId": "CALLBACK_ADAPTER:API_V2", "callbackParameters": { "callbackUrl": url } });
        let request = world.http.post(subscribe).bearer_auth(world.autenti_token().await).json(&body);
        assert!(request.send().await.unwrap().status().is_success());
        Self { news }
    }

    /// Waits until there are so many.
    async fn at_least(&self, count: usize) -> Vec<News> {
        eventually(async || {
            let news = self.news.lock().unwrap().clone();
            if news.len() >= count { Ok(news) } else { Err(news.len().to_string()) }
        })
        .await
    }
}

/// Tells the proxy.
async fn tell(world: &World, (signature, body): &News) {
    let url = format!("{}/v1/webhooks/autenti", world.proxy);
    let request = world.http.post(url).header("x-jws-signature", signature).body(body.clone());
    assert_eq!(request.send().await.unwrap().status(), StatusCode::NO_CONTENT);
}

/// How often something was written to WEBCON.
async fn writes(world: &World) -> usize {
    let calls = world.portal_calls().await;
    calls.iter().filter(|call| call["method"] == "PATCH" || call["method"] == "POST").count()
}

#[tokio::test]
async fn news_that_come_twice_and_in_any_order_are_told_to_webcon_once() {
    let world = World::new().await;
    let subscriber = Subscriber::of(&world).await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    world.act(&document, ANNA, "sign", None).await;
    world.act(&document, JAN, "sign", None).await;
    ola.wait(|signing| signing["status"] == "COMPLETED" && !signing["attachment"].is_null()).await;
    says(&world, UNSENT, JAN, "Signature status", |said| said == "COMPLETED#Zakończony").await;
    says(&world, UNSENT, JAN, "Autenti id", |said| said.contains("PUBLIC")).await;
    // WEBCON has it before the proxy has noted that.
    ola.wait(|signing| signing["writtenRows"].to_string().contains("PUBLIC")).await;
    // Autenti lists the card some time after the document is completed.
    eventually(async || {
        let signing = ola.signing_now().await;
        if signing["hasCard"] == true { Ok(()) } else { Err(signing.to_string()) }
    })
    .await;
    let mut news = subscriber.at_least(3).await;
    let before = (writes(&world).await, ola.signing().await);
    news.reverse();
    for one in news.iter().flat_map(|one| [one; 3]) {
        tell(&world, one).await;
    }
    let mut after = ola.signing_now().await;
    after["readAt"] = before.1["readAt"].clone();
    assert_eq!((writes(&world).await, after), before);
}

#[tokio::test]
async fn old_news_of_a_document_do_not_turn_it_back() {
    let world = World::new().await;
    let subscriber = Subscriber::of(&world).await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let sent = subscriber.at_least(1).await;
    world.act(&document, JAN, "reject", Some("Nie")).await;
    ola.wait(|signing| signing["status"] == "REJECTED").await;
    tell(&world, &sent[0]).await;
    assert_eq!(ola.signing_now().await["status"], "REJECTED");
}

#[tokio::test]
async fn news_of_documents_that_are_not_ours_are_taken_and_left_alone() {
    let world = World::new().await;
    let subscriber = Subscriber::of(&world).await;
    // In Autenti, but nobody has opened its form, so the proxy does not know it.
    world.act(autenti_sandbox::demo::IN_PROGRESS.id, JAN, "sign", None).await;
    let news = subscriber.at_least(1).await;
    let before = writes(&world).await;
    tell(&world, &news[0]).await;
    let calls = world.autenti_calls().await;
    assert!(!calls.iter().any(|call| call.starts_with("GET /api/v2/document-processes/")), "{calls:?}");
    assert_eq!(writes(&world).await, before);
    // The same body under another's signature is nobody's news.
    let url = format!("{}/v1/webhooks/autenti", world.proxy);
    let other: Value = serde_json::from_slice(&news[0].1).unwrap();
    let other = other.to_string().replace("DOCUMENT_PROCESS:", "DOCUMENT_PROCESS:x");
    let request = world.http.post(url).header("x-jws-signature", &news[0].0).body(other);
    let (status, body) = answered(request.send().await.unwrap()).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("key_invalid")));
}
