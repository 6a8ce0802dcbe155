//! Subscriptions to webhooks. They need the scope `notification_management` and a super-administrator, and
//! an organisation has at most five (facts: Autenti API, "Webhooks").

use api_client::Request;
use api_client::json::read_all;
use http::header::LOCATION;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use url::Url;

use crate::client::{Client, list};
use crate::error::Error;
use crate::ids::CallbackId;
use crate::operation;

/// Members that may hold the id of a subscription. Only that an id is a part of the address to delete is
/// documented, so more names than one are tried.
const IDS: &[&str] = &["id", "callbackId", "subscriptionId", "uuid"];

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// Id, when Autenti tells it.
    pub id: Option<CallbackId>,
    /// Where events are posted to; empty when no address is told.
    pub url: String,
    /// Every text that Autenti tells of it.
    texts: Vec<String>,
}

impl Callback {
    /// Whether it posts events to this address, wherever Autenti writes that.
    pub fn is_for(&self, address: &Url) -> bool {
        let plain = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
        self.texts.iter().any(|text| text.parse().is_ok_and(|url: Url| plain(&url) == plain(address)))
    }

    fn new(entry: &Value) -> Self {
        let mut texts = Vec::new();
        collect_texts(entry, &mut texts);
        let named = entry.pointer("/callbackParameters/callbackUrl").and_then(Value::as_str);
        let address = || texts.iter().find(|text| is_address(text)).map(String::as_str);
        let url = named.or_else(address).unwrap_or_default().to_owned();
        Self { id: entry.as_object().and_then(id_of), url, texts }
    }
}

impl Client {
    /// The organisation's subscriptions. Autenti's list is documented as an array of objects with
    /// `callbackParameters`; in another shape, whatever object in it has an id or an address is taken for one.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn callbacks(&self) -> Result<Vec<Callback>, Error> {
        let answer: Vec<Value> =
            self.transport.all(&list(operation::LIST_CALLBACKS, self.callbacks_url())).await?;
        let mut callbacks = Vec::new();
        for value in &answer {
            collect_callbacks(value, &mut callbacks);
        }
        Ok(callbacks)
    }

    /// Subscribes an address to the events of the whole organisation, and answers the id that Autenti gave,
    /// when it told one: keep it, to end the subscription with it. Autenti does not refuse a second
    /// subscription of the same address, so look into [`callbacks`](Self::callbacks) first.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn subscribe(&self, url: &Url) -> Result<Option<CallbackId>, Error> {
        let subscription = json!({
            "callbackAdapterId": "CALLBACK_ADAPTER:API_V2",
            "callbackParameters": { "callbackUrl": url },
        });
        let request = Request::post(operation::SUBSCRIBE, self.callbacks_url()).json(&subscription)?;
        let answer = self.transport.response(&request).await?;
        // What the answer holds was never seen, so nothing that is missing or strange in it is an error.
        let body: Vec<Value> = read_all(answer.body()).unwrap_or_default();
        let mut given = Vec::new();
        for value in &body {
            collect_callbacks(value, &mut given);
        }
        let ids = given.into_iter().filter_map(|callback| callback.id);
        let location =
            answer.headers().get(LOCATION).and_then(|location| id_in_address(location.to_str().ok()?));
        Ok(ids.chain(location).next())
    }

    /// Ends a subscription.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn unsubscribe(&self, callback: &CallbackId) -> Result<(), Error> {
        let url = self.at(&["applications", "callbacks", callback.as_str()]);
        self.transport.done(&Request::delete(operation::UNSUBSCRIBE.of(callback.as_str()), url)).await
    }

    fn callbacks_url(&self) -> Url {
        self.at(&["applications", "callbacks"])
    }
}

/// The subscriptions in a value: itself when it has an id or an address of its own, else what is in it.
fn collect_callbacks(value: &Value, callbacks: &mut Vec<Callback>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect_callbacks(value, callbacks)),
        Value::Object(members) => {
            let is_list = members.values().any(|member| member.as_array().is_some_and(|all| !all.is_empty()));
            let is_callback = id_of(members).is_some() || has_address(members);
            if is_callback || !is_list {
                callbacks.push(Callback::new(value));
            } else {
                members.values().filter(|member| member.is_array()).for_each(|member| {
                    collect_callbacks(member, callbacks);
                });
            }
        }
        Value::String(text) if is_address(text) => callbacks.push(Callback::new(value)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn id_of(members: &Map<String, Value>) -> Option<CallbackId> {
    IDS.iter().find_map(|name| members.get(*name)?.as_str()?.parse().ok())
}

/// Whether an address stands in the members, or in an object among them.
fn has_address(members: &Map<String, Value>) -> bool {
    members.values().any(|member| match member {
        Value::String(text) => is_address(text),
        Value::Object(inner) => has_address(inner),
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => false,
    })
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The last part of an address, such as `…/applications/callbacks/CALLBACK%3A1`.
fn id_in_address(address: &str) -> Option<CallbackId> {
    let path = address.split(['?', '#']).next()?;
    let (before, last) = path.trim_end_matches('/').rsplit_once('/')?;
    let id = percent_decode_str(last).decode_utf8().ok()?;
    before.ends_with("callbacks").then(|| id.parse().ok())?
}

fn collect_texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| collect_texts(value, texts)),
        Value::Object(members) => members.values().for_each(|value| collect_texts(value, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
