//! Calls to the proxy: address, headers, time-outs, and failures put into words.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;

use autenti_model::Lang;
use autenti_model::texts::joined;
use gloo_net::http::{Request, Response};
use js_sys::Object;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, RequestInit};

use crate::browser::Timer;
use crate::failure::Failure;
use crate::page::page;
use crate::shapes;
use crate::store::Boxed;

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

/// A request that is about to be made.
pub(crate) struct Call<'a> {
    /// The path after the proxy's address.
    pub(crate) path: &'a str,
    /// JSON to post; none to get.
    pub(crate) post: Option<&'a str>,
    /// Further headers.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// Ends the call from outside.
    pub(crate) abort: Option<AbortController>,
    /// Whether it may have been made already, while this loaded (`www/first-read.ts`).
    pub(crate) is_first_read: bool,
}

impl<'a> Call<'a> {
    pub(crate) fn get(path: &'a str) -> Self {
        Self { path, post: None, headers: &[], abort: None, is_first_read: false }
    }

    pub(crate) fn post(path: &'a str, body: &'a str) -> Self {
        Self { post: Some(body), ..Self::get(path) }
    }

    /// Makes the call and waits until the answer begins.
    pub(crate) async fn send(&self, base: &str, ticket: &str, lang: Lang) -> Result<Response, Failure> {
        let url = joined(&[base, self.path]);
        let bearer = joined(&["Bearer ", ticket]);
        let mut headers = vec![("Authorization", bearer.as_str()), ("Accept-Language", lang.tag())];
        headers.extend_from_slice(self.headers);
        let first_read = |signal: &AbortSignal| {
            let asked = self.is_first_read.then(|| page().take_read(base, ticket, lang.tag(), signal));
            asked.flatten()
        };
        let request = |signal: AbortSignal| async move {
            if let Some(asked) = first_read(&signal) {
                return Ok(JsFuture::from(asked).await?.unchecked_into::<web_sys::Response>().into());
            }
            let request = web_sys::Request::new_with_str_and_init(&url, &init(&headers, self.post, &signal))?;
            Request::from(request).send().await.map_err(|_| JsValue::UNDEFINED)
        };
        let response: Response = within_time_limit(self.abort.clone(), lang, request).await?;
        if response.ok() { Ok(response) } else { Err(failure(&response, lang).await) }
    }
}

/// Waits until an answer begins, and gives up after a while.
pub(crate) async fn within_time_limit<T, E, F: Future<Output = Result<T, E>>>(
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
        } else if page().is_online() {
            Failure::unreachable(lang)
        } else {
            Failure::offline(lang)
        }
    })
}

/// What a request consists of.
fn init(headers: &[(&str, &str)], post: Option<&str>, signal: &AbortSignal) -> RequestInit {
    let named = Object::new();
    for (name, value) in headers {
        shapes::set(&named, name, &JsValue::from_str(value));
    }
    let init = Object::new();
    if let Some(body) = post {
        shapes::set(&named, "Content-Type", &"application/json".into());
        shapes::set(&init, "method", &"POST".into());
        shapes::set(&init, "body", &body.into());
    }
    shapes::set(&init, "headers", &named);
    shapes::set(&init, "signal", signal);
    init.unchecked_into()
}

/// The body of an answer, with the page's own words in it; undefined if it is not JSON.
pub(crate) fn json(response: &Response, lang: Lang) -> Boxed<'_, JsValue> {
    Box::pin(async move { page().read(&response.text().await.unwrap_or_default(), lang.tag()) })
}

async fn failure(response: &Response, lang: Lang) -> Failure {
    let body = json(response, lang).await;
    match shapes::problem(&body) {
        Some(problem) => Failure::of_problem(problem, shapes::broken(&body)),
        None => Failure::unexpected(response.status(), lang),
    }
}
