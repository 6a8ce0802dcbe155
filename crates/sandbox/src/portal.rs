//! Stands in for the WEBCON portal: its REST API v6.0, a User Defined API, and its form page.
//!
//! Written from recorded facts about WEBCON BPS. Comments name the fact a behaviour stands on, and say
//! where there is none.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use url::Url;

use crate::control::Control;

mod change;
mod checkout;
mod content_policy;
mod controls;
mod data_source;
mod design;
mod extension;
mod external_control;
mod form;
mod form_rules;
mod gallery;
mod history;
mod html_field;
mod instance;
mod language;
mod pages;
mod people;
mod process;
mod rest;
mod seed;
mod session;
mod store;
mod ticket;
mod uploaded_zip;
mod user_defined_api;
mod value;

/// How long the server waits for the proxy while it renders a form.
const PATIENCE: Duration = Duration::from_secs(1);

/// The stand-in, reachable at `origin`, asking `proxy` for tickets.
pub fn router(origin: Url, proxy: Url) -> Router {
    let portal = Portal::new(origin, proxy);
    let control = Control::new({
        let portal = portal.clone();
        move || *portal.state() = store::State::at_start()
    });
    let router = Router::new()
        .merge(rest::router())
        .merge(user_defined_api::router())
        .merge(form::router())
        .merge(external_control::router())
        .merge(extension::router())
        .merge(pages::router())
        .merge(gallery::router())
        .with_state(portal.clone());
    control
        .wrap(router)
        .merge(controls::router(portal.clone()))
        .merge(external_control::controls(portal.clone()))
        .merge(extension::controls(portal))
}

/// The portal, shared by all calls.
#[derive(Clone)]
struct Portal(Arc<Shared>);

struct Shared {
    origin: String,
    proxy: String,
    http: reqwest::Client,
    tokens: rest::Tokens,
    state: Mutex<store::State>,
    /// Outlives a reset of the state, as what Designer Studio keeps does.
    hosted: Mutex<external_control::Hosted>,
    imported: Mutex<extension::Imported>,
}

impl Portal {
    fn new(origin: Url, proxy: Url) -> Self {
        // Only reading the certificates of the machine could fail; without them there is still http.
        let http = reqwest::Client::builder().timeout(PATIENCE).build().unwrap_or_default();
        Self(Arc::new(Shared {
            origin: without_slash(origin),
            proxy: without_slash(proxy),
            http,
            tokens: rest::Tokens::new(),
            state: Mutex::new(store::State::at_start()),
            hosted: Mutex::default(),
            imported: Mutex::default(),
        }))
    }

    /// Own address, without a slash at the end.
    fn origin(&self) -> &str {
        &self.0.origin
    }

    /// Address of the proxy, without a slash at the end.
    fn proxy(&self) -> &str {
        &self.0.proxy
    }

    fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    fn tokens(&self) -> &rest::Tokens {
        &self.0.tokens
    }

    fn state(&self) -> MutexGuard<'_, store::State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hosted(&self) -> MutexGuard<'_, external_control::Hosted> {
        self.0.hosted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn imported(&self) -> MutexGuard<'_, extension::Imported> {
        self.0.imported.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn without_slash(address: Url) -> String {
    let mut text = String::from(address);
    text.truncate(text.trim_end_matches('/').len());
    text
}
