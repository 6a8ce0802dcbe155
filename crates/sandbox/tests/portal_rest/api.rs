//! Calls to the API with a token, each answer checked against the contract.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::contract;
use super::stand::Stand;

const BASE: &str = "/api/data/v6.0/db/1";

/// A portal and a token for it.
pub(crate) struct Api {
    pub(crate) stand: Stand,
    pub(crate) token: String,
}

/// An answer that fits the contract.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    /// The body of a good answer.
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// Status and `type` of a refusal.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        assert!(self.body["errorGuid"].as_str().is_some_and(|guid| guid.len() == 36), "{}", self.body);
        (self.status, self.body["type"].as_str().unwrap())
    }
}

impl Api {
    pub(crate) async fn start() -> Self {
        Self::start_with_scope(None).await
    }

    pub(crate) async fn start_with_scope(scope: Option<&str>) -> Self {
        let stand = Stand::start().await;
        let mut form = vec![
            ("grant_type", "client_credentials"),
            ("client_id", "demo"),
            ("client_secret", "demo-secret"),
        ];
        form.extend(scope.map(|scope| ("scope", scope)));
        let answer = stand.call(Method::POST, "/api/oauth2/token").form(&form).send().await.unwrap();
        let body: Value = answer.json().await.unwrap();
        let token = body["access_token"].as_str().unwrap().to_owned();
        Self { stand, token }
    }

    /// A call below the database, whose answer has to fit the contract.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.stand.call(method.clone(), &format!("{BASE}{path}")).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        read(&method, &format!("{BASE}{path}"), request.send().await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// Opens an instance for editing, as a person.
    pub(crate) async fn check_out(&self, element: i32, person: &str) {
        self.stand.control("checkout", json!({ "element": element, "person": person })).await;
    }

    pub(crate) async fn element(&self, id: i32) -> Value {
        self.get(&format!("/elements/{id}")).await.ok()
    }
}

/// Reads an answer and checks it.
pub(crate) async fn read(method: &Method, path: &str, response: Response) -> Answer {
    let status = response.status().as_u16();
    let bytes = response.bytes().await.unwrap();
    let body = if bytes.is_empty() { None } else { Some(serde_json::from_slice(&bytes).unwrap()) };
    contract::check(method.as_str(), path, status, body.as_ref());
    Answer { status, body: body.unwrap_or(Value::Null) }
}

/// The GUID of a form field.
pub(crate) fn field(id: i32) -> String {
    format!("f1e1d000-0000-4000-8000-{id:012}")
}

/// The GUID of a column of the item list.
pub(crate) fn column(id: i32) -> String {
    format!("c0101000-0000-4000-8000-{id:012}")
}

/// What a form field holds in an element, by the field's id.
pub(crate) fn value(element: &Value, id: i32) -> &Value {
    let fields = element["formFields"].as_array().unwrap();
    &fields.iter().find(|field| field["id"] == id).unwrap_or_else(|| panic!("no field {id}"))["value"]
}

/// What a cell holds, by the row's place and the column's id.
pub(crate) fn cell(element: &Value, row: usize, id: i32) -> &Value {
    let cells = element["itemLists"][0]["rows"][row]["cells"].as_array().unwrap();
    &cells.iter().find(|cell| cell["id"] == id).unwrap_or_else(|| panic!("no cell {id}"))["value"]
}

/// The ids of the rows of the item list.
pub(crate) fn rows(element: &Value) -> Vec<i64> {
    let rows = element["itemLists"][0]["rows"].as_array().unwrap();
    rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

/// A PATCH body with one form field.
pub(crate) fn set(id: i32, value: impl Into<Value>) -> Value {
    json!({ "formFields": [{ "guid": field(id), "value": value.into() }] })
}
