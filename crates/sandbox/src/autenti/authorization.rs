//! A person signs in: `GET /auth/authorization`, and the code that is exchanged for tokens.
//!
//! facts: Autenti API, OAuth2: the query, and that the redirect address is registered exactly and repeated
//! when the code is exchanged. Inferred: a code lives a minute and works once, `code_challenge` is taken
//! where it is sent, and a wrong application or address is told on a page, never by a redirect.

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{Query, State};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use url::{Host, Url};

use super::body;
use super::draft::secret;
use super::organisation::{self, Application};
use super::pages::sign_in;
use super::service::{Service, Store};
use super::token::{Caller, scope_for};

const CODE_LIVES: SignedDuration = SignedDuration::from_mins(1);
const FORM_LIMIT: usize = 16 * 1024;

/// Codes that were given out, by themselves.
pub(super) type Codes = HashMap<String, Code>;

/// What a code is good for.
#[derive(Debug)]
pub(super) struct Code {
    application: &'static str,
    redirect_uri: String,
    challenge: Option<String>,
    expires: Timestamp,
    caller: Caller,
}

/// The query of the authorization address; it is repeated when the page's form is sent.
#[derive(Deserialize)]
pub(super) struct Asked {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    response_mode: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    lang: Option<String>,
}

/// Who asks, and where the answer goes.
struct Known {
    application: &'static Application,
    redirect_uri: Url,
}

/// `GET /auth/authorization`: the page.
pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let language = sign_in::language(asked.lang.as_deref(), &headers);
    let known = match known(&service.store(), &asked) {
        Ok(known) => known,
        Err(why) => return sign_in::wrong(language, why),
    };
    if let Err(error) = check(&asked) {
        return sign_in::back(&answered(&known.redirect_uri, &[("error", error)], asked.state.as_deref()));
    }
    sign_in::page(language, known.application.organisation, &known.redirect_uri)
}

/// What the page's form says: who signs in, or nobody.
#[derive(Deserialize)]
struct Chosen {
    user: Option<String>,
}

/// `POST /auth/authorization`: back to the application, with a code or without.
pub(super) async fn choose(
    State(service): State<Arc<Service>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Response {
    let language = sign_in::language(asked.lang.as_deref(), &headers);
    let form = body::read(body, FORM_LIMIT).await.unwrap_or_default();
    let user = url::form_urlencoded::parse(&form).find(|(name, _)| name == "user");
    let chosen = Chosen { user: user.map(|(_, user)| user.into_owned()) };
    let mut store = service.store();
    let known = match known(&store, &asked) {
        Ok(known) => known,
        Err(why) => return sign_in::wrong(language, why),
    };
    let organisation = known.application.organisation;
    let state = asked.state.clone();
    let back =
        |pairs: &[(&str, &str)]| sign_in::back(&answered(&known.redirect_uri, pairs, state.as_deref()));
    if let Err(error) = check(&asked) {
        return back(&[("error", error)]);
    }
    let Some(user) = chosen.user.filter(|user| organisation.has_user(user)) else {
        return back(&[("error", "access_denied")]);
    };
    let Ok(scope) = scope_for(known.application, asked.scope.as_deref(), &store.settings) else {
        return back(&[("error", "invalid_scope")]);
    };
    let code = secret(&store.sources);
    let expires = store.now() + CODE_LIVES;
    let caller = Caller::of(known.application, user, scope);
    store.tokens.codes.insert(
        code.clone(),
        Code {
            application: known.application.id,
            redirect_uri: asked.redirect_uri.unwrap_or_default(),
            challenge: asked.code_challenge,
            expires,
            caller,
        },
    );
    back(&[("code", &code)])
}

/// Whom to answer and where; what is wrong with either is never told to the address.
fn known(store: &Store, asked: &Asked) -> Result<Known, sign_in::Wrong> {
    let application = asked.client_id.as_deref().and_then(organisation::application);
    let application = application.ok_or(sign_in::Wrong::Application)?;
    let given = asked.redirect_uri.as_deref().ok_or(sign_in::Wrong::RedirectUri)?;
    let redirect_uri = Url::parse(given).map_err(|_| sign_in::Wrong::RedirectUri)?;
    let is_registered = match &store.settings.redirect_uris {
        Some(registered) => registered.iter().any(|uri| uri == given),
        None => is_on_this_machine(&redirect_uri),
    };
    if is_registered { Ok(Known { application, redirect_uri }) } else { Err(sign_in::Wrong::RedirectUri) }
}

fn is_on_this_machine(address: &Url) -> bool {
    let is_http = matches!(address.scheme(), "http" | "https");
    is_http
        && match address.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
}

fn check(asked: &Asked) -> Result<(), &'static str> {
    if asked.response_type.as_deref() != Some("code") {
        return Err("unsupported_response_type");
    }
    if asked.response_mode.as_deref().is_some_and(|mode| mode != "query") {
        return Err("invalid_request");
    }
    if asked.code_challenge.is_some() && asked.code_challenge_method.as_deref() != Some("S256") {
        return Err("invalid_request");
    }
    Ok(())
}

fn answered(redirect_uri: &Url, pairs: &[(&str, &str)], state: Option<&str>) -> Url {
    let mut address = redirect_uri.clone();
    address.query_pairs_mut().extend_pairs(pairs).extend_pairs(state.map(|state| ("state", state)));
    address
}

impl Store {
    /// Takes a code in: it works once, for the application and the address that it was made for.
    pub(super) fn exchange(
        &mut self,
        application: &Application,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
    ) -> Result<Caller, String> {
        let now = self.now();
        let found = self.tokens.codes.remove(code).filter(|code| code.expires > now);
        let found = found.ok_or("The code is not known, has been used, or has expired.")?;
        if found.application != application.id {
            return Err("The code was made for another application.".to_owned());
        }
        if found.redirect_uri != redirect_uri {
            return Err("redirect_uri is not the one that the code was sent to.".to_owned());
        }
        let verified =
            verifier.map(|verifier| URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()).as_ref()));
        if found.challenge.is_some() && found.challenge != verified {
            return Err("code_verifier does not fit the challenge.".to_owned());
        }
        Ok(found.caller)
    }
}
