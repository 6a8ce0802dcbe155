//! Calls as a signed-in person's browser makes them.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::proxy::Proxy;
use super::stand::Stand;

pub(crate) const OLA: &str = "ola.zielinska@example.com";
pub(crate) const ANNA: &str = "anna.nowak@example.com";
pub(crate) const JAN: &str = "jan.kowalski@example.com";

/// A portal and a browser in it.
pub(crate) struct Browser {
    pub(crate) stand: Stand,
}

/// Status and JSON body.
pub(crate) type Answer = (u16, Value);

impl Browser {
    /// With a proxy that is down.
    pub(crate) async fn start() -> Self {
        Self { stand: Stand::start().await }
    }

    pub(crate) async fn start_with(proxy: &Proxy) -> Self {
        Self { stand: Stand::start_with_proxy(proxy.address).await }
    }

    pub(crate) fn call(&self, person: &str, method: Method, path: &str) -> RequestBuilder {
        let cookie = format!("sandbox_person={person}; sandbox_language=en");
        self.stand.call(method, path).header("cookie", cookie).header("origin", &self.stand.origin)
    }

    pub(crate) async fn get(&self, person: &str, path: &str) -> Answer {
        read(self.call(person, Method::GET, path)).await
    }

    pub(crate) async fn post(&self, person: &str, path: &str, body: Value) -> Answer {
        read(self.call(person, Method::POST, path).json(&body)).await
    }

    /// The form of an instance; `suffix` is `""`, `"/edit"` or `"/admin"`.
    pub(crate) async fn form(&self, person: &str, id: i32, suffix: &str) -> Value {
        let (status, body) = self.get(person, &format!("/api/nav/db/1/element/{id}/desktop{suffix}")).await;
        assert_eq!(status, 200, "{body}");
        body["liteData"]["liteModel"].clone()
    }

    pub(crate) async fn save(&self, person: &str, id: i32, body: Value) -> Answer {
        self.post(person, &format!("/api/nav/db/1/element/{id}/save"), body).await
    }
}

/// Sends a call and reads what comes back.
pub(crate) async fn read(request: RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// A control of the form, by its id.
pub(crate) fn control(model: &Value, id: i32) -> Option<&Value> {
    model["controls"].as_array().unwrap().iter().find(|control| control["id"] == id)
}
