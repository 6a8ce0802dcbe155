//! The portal stand-in on a free port, and calls to it.

use std::net::SocketAddr;

use autenti_sandbox::portal;
use axum::Router;
use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// A running portal. It ends with the test.
pub(crate) struct Stand {
    pub(crate) origin: String,
    http: Client,
    server: JoinHandle<()>,
}

impl Stand {
    /// A portal whose proxy is down.
    pub(crate) async fn start() -> Self {
        // Nobody listens on the port that was just given back.
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        Self::start_with_proxy(free).await
    }

    /// A portal that asks this proxy for tickets.
    pub(crate) async fn start_with_proxy(proxy: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let proxy = Url::parse(&format!("http://{proxy}")).unwrap();
        let router = portal::router(Url::parse(&origin).unwrap(), proxy);
        let server = serve(listener, router);
        let http = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Self { origin, http, server }
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.origin))
    }

    /// Controls of the stand-in.
    pub(crate) async fn control(&self, path: &str, body: Value) {
        let answer = self.call(Method::POST, &format!("/sandbox/{path}")).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 204, "{}", answer.text().await.unwrap());
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Serves a router until the handle is aborted or the test ends.
pub(crate) fn serve(listener: TcpListener, router: Router) -> JoinHandle<()> {
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() })
}
