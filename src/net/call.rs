//! One request, and what comes of it.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;

use autenti_model::{Lang, Problem};
use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

use super::Failure;
use crate::dom::{Boxed, Timer, is_online, page};

thread_local! {
    static DEFAULT_BASE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// How long the proxy may take to begin its answer. It may itself have to wait for Autenti and WEBCON.
const TIME_LIMIT_MS: u32 = 30_000;

/// Takes note of the proxy that serves the script.
pub(crate) fn set_default_base(proxy: String) {
    DEFAULT_BASE.set(proxy);
}

/// The address of the proxy: what the attribute says, or where the script came from.
pub(crate) fn base(attribute: &str) -> String {
    match attribute.trim_end_matches('/') {
        "" => DEFAULT_BASE.with_borrow(Clone::clone),
        base => base.to_owned(),
    }
}

/// A body that says nothing but that it is meant.
#[derive(Serialize)]
pub(crate) struct Empty {}

/// A request that is about to be made.
pub(crate) struct Call<'a> {
    /// The path after the proxy's address.
    path: &'a str,
    method: Method,
    /// JSON to send; none for a call without a body.
    body: Option<String>,
    query: Vec<(&'a str, &'a str)>,
    headers: Vec<(&'a str, &'a str)>,
    /// Whether it may have been made already, while this loaded (`www/first-read.ts`).
    is_first_read: bool,
    abort: Option<AbortController>,
}

impl<'a> Call<'a> {
    pub(crate) fn get(path: &'a str) -> Self {
        Self {
            path,
            method: Method::GET,
            body: None,
            query: Vec::new(),
            headers: Vec::new(),
            is_first_read: false,
            abort: None,
        }
    }

    pub(crate) fn delete(path: &'a str) -> Self {
        Self { method: Method::DELETE, ..Self::get(path) }
    }

    pub(crate) fn post(path: &'a str, body: &impl Serialize) -> Self {
        // Our own bodies are plain data, which can always be written.
        Self::post_value(path, &body.serialize(&Serializer::json_compatible()).unwrap_or_default())
    }

    fn post_value(path: &'a str, body: &JsValue) -> Self {
        let json = JSON::stringify(body).map(String::from).unwrap_or_default();
        Self { method: Method::POST, body: Some(json), ..Self::get(path) }
    }

    /// With a parameter after the path.
    pub(crate) fn query(mut self, name: &'a str, value: &'a str) -> Self {
        self.query.push((name, value));
        self
    }

    /// With a further header.
    pub(crate) fn header(mut self, name: &'a str, value: &'a str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// May have been made already, while this loaded.
    pub(crate) fn first_read(mut self) -> Self {
        self.is_first_read = true;
        self
    }

    /// Can be ended from outside.
    pub(crate) fn abort_by(mut self, abort: AbortController) -> Self {
        self.abort = Some(abort);
        self
    }

    /// Makes the call and waits until the answer begins. What the proxy refuses is a failure.
    pub(crate) fn send<'c>(
        &'c self,
        base: &'c str,
        ticket: &'c str,
        lang: Lang,
    ) -> Boxed<'c, Result<Response, Failure>> {
        Box::pin(async move {
            let response = self.answer(base, ticket, lang).await?;
            if response.ok() { Ok(response) } else { Err(refusal(&response, lang).await) }
        })
    }

    /// Makes the call and waits until the answer begins, whatever it is.
    pub(crate) async fn answer(&self, base: &str, ticket: &str, lang: Lang) -> Result<Response, Failure> {
        within_time_limit(self.abort.clone(), lang, |signal| self.request(base, ticket, lang, signal)).await
    }

    async fn request(
        &self,
        base: &str,
        ticket: &str,
        lang: Lang,
        signal: AbortSignal,
    ) -> Result<Response, gloo_net::Error> {
        let is_under_way = self.is_first_read.then(|| page().take_read(base, ticket, lang.tag(), &signal));
        if let Some(answer) = is_under_way.flatten() {
            let answer =
                JsFuture::from(answer).await.map_err(|_| gloo_net::Error::GlooError(String::new()))?;
            return Ok(answer.unchecked_into::<web_sys::Response>().into());
        }
        let mut request = RequestBuilder::new(&format!("{base}{}", self.path))
            .query(self.query.iter().copied())
            .abort_signal(Some(&signal))
            .header("Accept-Language", lang.tag());
        if !ticket.is_empty() {
            request = request.header("Authorization", &format!("Bearer {ticket}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.method(self.method.clone());
        match &self.body {
            None => request.send().await,
            Some(body) => request.header("Content-Type", "application/json").body(body)?.send().await,
        }
    }
}

/// Waits until an answer begins, and gives up after a while.
pub(super) async fn within_time_limit<T, E, F: Future<Output = Result<T, E>>>(
    abort: Option<AbortController>,
    lang: Lang,
    request: impl FnOnce(AbortSignal) -> F,
) -> Result<T, Failure> {
    // Making a controller cannot fail.
    let Ok(abort) = abort.map_or_else(AbortController::new, Ok) else {
        return Err(Failure::unreachable(lang));
    };
    let signal = abort.signal();
    let is_late = Rc::new(Cell::new(false));
    let timer = {
        let is_late = Rc::clone(&is_late);
        Timer::after(TIME_LIMIT_MS, move || {
            is_late.set(true);
            abort.abort();
        })
    };
    let answer = request(signal).await;
    drop(timer);
    answer.map_err(|_| {
        if is_late.get() {
            Failure::timeout(lang)
        } else if is_online() {
            Failure::unreachable(lang)
        } else {
            Failure::offline(lang)
        }
    })
}

/// The body of an answer, with the page's own words in it; undefined if it is not JSON.
pub(crate) async fn body(response: &Response, lang: Lang) -> JsValue {
    page().read(&response.text().await.unwrap_or_default(), lang.tag())
}

/// What a body says; none if it is of another shape.
pub(crate) fn decode<T: DeserializeOwned>(body: &JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(body.clone()).ok()
}

async fn refusal(response: &Response, lang: Lang) -> Failure {
    match decode::<Problem>(&body(response, lang).await) {
        Some(problem) => Failure::of_problem(problem),
        None => Failure::unexpected(response.status(), lang),
    }
}
