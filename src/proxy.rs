//! Calls to the proxy: address, headers, time-outs, and failures put into words.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use autenti_model::Lang;
use gloo_net::http::{Request, RequestBuilder, Response};
use wasm_bindgen::JsValue;
use web_sys::AbortController;

use crate::browser::{Timer, window};
use crate::failure::Failure;
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
pub(crate) fn base(attribute: Option<String>) -> String {
    let base = attribute.map(|base| base.trim().trim_end_matches('/').to_owned());
    base.filter(|base| !base.is_empty()).unwrap_or_else(|| DEFAULT_BASE.with_borrow(Clone::clone))
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
}

impl<'a> Call<'a> {
    pub(crate) fn get(path: &'a str) -> Self {
        Self { path, post: None, headers: &[], abort: None }
    }

    pub(crate) fn post(path: &'a str, body: &'a str) -> Self {
        Self { post: Some(body), ..Self::get(path) }
    }

    /// Makes the call and waits until the answer begins.
    pub(crate) async fn send(&self, base: &str, ticket: &str, lang: Lang) -> Result<Response, Failure> {
        let url = [base, self.path].concat();
        let mut request = if self.post.is_some() { Request::post(&url) } else { Request::get(&url) };
        request = request
            .header("Authorization", &["Bearer ", ticket].concat())
            .header("Accept-Language", lang.tag());
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let response = fetch(request, self.post, self.abort.clone(), lang).await?;
        if response.ok() { Ok(response) } else { Err(failure(&response, lang).await) }
    }
}

/// Makes a request that gives up after a while.
pub(crate) async fn fetch(
    request: RequestBuilder,
    body: Option<&str>,
    abort: Option<AbortController>,
    lang: Lang,
) -> Result<Response, Failure> {
    // Making a controller cannot fail.
    let Ok(abort) = abort.map_or_else(AbortController::new, Ok) else {
        return Err(Failure::unreachable(lang));
    };
    let is_late = Rc::new(Cell::new(false));
    let timer = {
        let (abort, is_late) = (abort.clone(), Rc::clone(&is_late));
        Timer::after(TIME_LIMIT_MS, move || {
            is_late.set(true);
            abort.abort();
        })
    };
    let request = request.abort_signal(Some(&abort.signal()));
    let sent = match body {
        Some(body) => match request.header("Content-Type", "application/json").body(body) {
            Ok(request) => request.send().await,
            Err(error) => Err(error),
        },
        None => request.send().await,
    };
    drop(timer);
    sent.map_err(|_| {
        if is_late.get() {
            Failure::timeout(lang)
        } else if window().navigator().on_line() {
            Failure::unreachable(lang)
        } else {
            Failure::offline(lang)
        }
    })
}

/// The body of an answer; undefined if it is not JSON.
pub(crate) fn json(response: &Response) -> Boxed<'_, JsValue> {
    Box::pin(async {
        let text = response.text().await.unwrap_or_default();
        js_sys::JSON::parse(&text).unwrap_or(JsValue::UNDEFINED)
    })
}

async fn failure(response: &Response, lang: Lang) -> Failure {
    let body = json(response).await;
    match shapes::problem(&body) {
        Some(problem) => Failure::of_problem(problem, shapes::broken(&body)),
        None => Failure::unexpected(response.status(), lang),
    }
}
