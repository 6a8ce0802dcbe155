//! A proxy that gives out tickets and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::stand::serve;

/// What it was asked: the content type, and the body as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) content_type: String,
    pub(crate) body: String,
}

/// A running proxy. It ends with the test.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    server: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn start() -> Self {
        let asked = Arc::default();
        let router = Router::new().route("/v1/tickets", post(give)).with_state(Arc::clone(&asked));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { address, asked, server: serve(listener, router) }
    }

    /// What it was asked for last, as JSON.
    pub(crate) fn last(&self) -> Value {
        serde_json::from_str(&self.last_raw().body).unwrap()
    }

    /// What it was asked for last, word for word.
    pub(crate) fn last_raw(&self) -> Asked {
        self.asked.lock().unwrap().last().unwrap().clone()
    }

    /// How often it was asked.
    pub(crate) fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn give(
    State(asked): State<Arc<Mutex<Vec<Asked>>>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Json<Value>) {
    if headers.get("authorization").is_none_or(|key| key != "Bearer demo-integration-key") {
        return (StatusCode::UNAUTHORIZED, Json(Value::Null));
    }
    let mut asked = asked.lock().unwrap();
    let content_type = headers["content-type"].to_str().unwrap().to_owned();
    asked.push(Asked { content_type, body: String::from_utf8(body.to_vec()).unwrap() });
    let ticket = format!("ticket-{}", asked.len());
    (StatusCode::CREATED, Json(json!({ "ticket": ticket, "expiresAt": "2026-11-23T12:30:00Z" })))
}
