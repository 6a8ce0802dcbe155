//! The administrator's pages, on the second listener: what is under way, what is stuck and why, and what to do about it.
//! Rendered here; the pages work without scripts, and have none.

mod access;
mod pages;
mod words;

use autenti_model::{ErrorCode, Lang};
use axum::Router;
use axum::extract::{Form, Path, Query, Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;

use super::state::ApiState;
use crate::auth::Administrators;
use crate::clock::Clock;
use crate::failure::{Failure, Result};
use crate::signing::administration::{self, Stop};
use crate::store::{SigningFilter, SigningId, Store, StoreError};
use access::{Administrator, Reader, StrangersForm};
use pages::{Health, Notice};

/// Nothing is loaded but the stylesheet, forms go nowhere else, and nobody frames a page.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const STYLE: &str = include_str!("admin/style.css");
/// Entries of the audit trail on one page; `autenti-proxy audit` has them all.
const LONGEST_TRAIL: usize = 500;
/// Signings on one page; `autenti-proxy signings list` has them all.
const LONGEST_LIST: usize = 500;
/// How long the health page waits for one upstream.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(4);

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/admin", get(|| async { see_other("/admin/") }))
        .route("/admin/", get(overview))
        .route("/admin/style.css", get(style))
        .route("/admin/sign-in", get(sign_in_page).post(sign_in))
        .route("/admin/sign-out", post(sign_out))
        .route("/admin/health", get(health))
        .route("/admin/signings/{id}", get(signing))
        .route("/admin/signings/{id}/retry", post(retry))
        .route("/admin/signings/{id}/stop", post(stop))
        .layer(from_fn(page_headers))
}

/// A page may do more than an answer of the API; it still loads nothing from elsewhere.
async fn page_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

fn html(page: maud::Markup) -> Response {
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string()).into_response()
}

fn see_other(address: &str) -> Response {
    let location = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/admin/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// What is looked for on the overview.
#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    q: String,
}

async fn overview(
    State(ApiState { store, config, clock, .. }): State<ApiState>,
    reader: Reader,
    administrator: Administrator,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let search = wanted.q.trim();
    let show = if search.is_empty() { wanted.show.as_str() } else { "found" };
    // One more tells whether there are more.
    let at_most = Some(LONGEST_LIST + 1);
    let mut signings = match show {
        "found" => store.search(search).await?,
        "under-way" => store.list(SigningFilter::UnderWay, at_most).await?,
        "all" => store.list(SigningFilter::All, at_most).await?,
        _ => store.list(SigningFilter::Stuck, at_most).await?,
    };
    let is_cut = signings.len() > LONGEST_LIST;
    signings.truncate(LONGEST_LIST);
    let counts = store.count_jobs(clock.now()).await?;
    let accounts = store.refusals().await?.into_iter().filter_map(|(_, refusal)| refusal);
    let held: Vec<_> = accounts.filter(|held| config.accounts.contains_key(&held.account)).collect();
    let overview = pages::Overview {
        held: &held,
        show,
        search,
        signings: &signings,
        is_cut,
        counts: &counts,
        refused: &config.profiles.mistakes(),
        now: clock.now(),
    };
    Ok(reader.remembered(html(pages::overview(reader.lang, &administrator, &overview))))
}

async fn health(
    State(ApiState { store, accounts, forms, config, clock, .. }): State<ApiState>,
    reader: Reader,
    administrator: Administrator,
) -> Result<Response> {
    let mut upstreams = Vec::new();
    for (name, client) in accounts.all() {
        let asked = tokio::time::timeout(PATIENCE, client.sign_in()).await;
        let failure = match asked {
            Ok(outcome) => outcome.map_err(Failure::from).err(),
            Err(_) => Some(Failure::new(ErrorCode::AutentiUnavailable)),
        };
        upstreams.push((format!("Autenti ({name})"), failure));
    }
    let asked = tokio::time::timeout(PATIENCE, forms.webcon().me()).await;
    let failure = match asked {
        Ok(outcome) => outcome.map_err(Failure::from).err(),
        Err(_) => Some(Failure::new(ErrorCode::WebconUnavailable)),
    };
    upstreams.push(("WEBCON".to_owned(), failure));
    let store = store.probe(clock.now()).await.err().map(Failure::from);
    upstreams.push((reader.lang.say(words::STORE).to_owned(), store));
    let component = component_version(&config.assets).await;
    let health = Health { upstreams: &upstreams, component: component.as_deref() };
    Ok(reader.remembered(html(pages::health(reader.lang, &administrator, &health))))
}

/// The version of the component's files, as their build says it.
async fn component_version(assets: &std::path::Path) -> Option<String> {
    let manifest = tokio::fs::read(assets.join("autenti-form.json")).await.ok()?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).ok()?;
    Some(manifest["version"].as_str()?.to_owned())
}

/// What was done, for the page that follows.
#[derive(Debug, Default, Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn signing(
    State(store): State<Store>,
    reader: Reader,
    administrator: Administrator,
    Path(id): Path<String>,
    Query(Done { done }): Query<Done>,
) -> Result<Response> {
    let record = match store.signing(signing_id(&id)?).await {
        Ok(record) => record,
        Err(StoreError::NoSigning(_)) => return Err(Failure::new(ErrorCode::NotFound)),
        Err(error) => return Err(error.into()),
    };
    let trail = store.audit_about(record.instance, LONGEST_TRAIL).await?;
    let notice = Notice::from_name(&done);
    let page = pages::signing(reader.lang, &administrator, &record, &trail, notice);
    Ok(reader.remembered(html(page)))
}

fn signing_id(text: &str) -> Result<SigningId> {
    text.parse()
        .map_err(|error: std::num::ParseIntError| Failure::new(ErrorCode::NotFound).with_source(error))
}

/// What a form of ours sends.
#[derive(Debug, Deserialize)]
struct Sent {
    #[serde(default)]
    token: String,
    #[serde(default)]
    although_in_doubt: Option<String>,
}

async fn retry(
    State(store): State<Store>,
    State(clock): State<Clock>,
    administrator: Administrator,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    administrator.must_have_sent(&sent.token, &headers)?;
    let jobs = administration::retry(&store, signing_id(&id)?, clock.now()).await?;
    let notice = if jobs == 0 { Notice::NothingToDo } else { Notice::Retried };
    Ok(see_other(&format!("/admin/signings/{id}?done={}", notice.name())))
}

async fn stop(
    State(store): State<Store>,
    State(clock): State<Clock>,
    administrator: Administrator,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    administrator.must_have_sent(&sent.token, &headers)?;
    let although = sent.although_in_doubt.is_some();
    let notice = match administration::stop(&store, signing_id(&id)?, although, clock.now()).await? {
        Stop::Stopped => Notice::Stopped,
        Stop::NotSending(_) => Notice::NotSending,
        Stop::InDoubt(_) => Notice::InDoubt,
    };
    Ok(see_other(&format!("/admin/signings/{id}?done={}", notice.name())))
}

/// The code of a one-time link.
#[derive(Debug, Deserialize)]
struct Code {
    #[serde(default)]
    code: String,
}

/// A link is used by a button, not by being looked at: what looks at links ahead of people uses none up.
async fn sign_in_page(reader: Reader, Query(Code { code }): Query<Code>) -> Response {
    reader.remembered(html(pages::sign_in(reader.lang, &code, false)))
}

async fn sign_in(
    State(administrators): State<Administrators>,
    reader: Reader,
    _ours: StrangersForm,
    Form(Code { code }): Form<Code>,
) -> Result<Response> {
    let Some(session) = administrators.sign_in(&code).await? else {
        let page = html(pages::sign_in(reader.lang, "", true));
        return Ok((StatusCode::FORBIDDEN, page).into_response());
    };
    let mut response = see_other("/admin/");
    response.headers_mut().append(SET_COOKIE, access::cookie(&session));
    Ok(response)
}

async fn sign_out(
    State(administrators): State<Administrators>,
    reader: Reader,
    administrator: Administrator,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    administrator.must_have_sent(&sent.token, &headers)?;
    administrators.sign_out(administrator.session()).await?;
    let mut response = html(pages::sign_in(reader.lang, "", false));
    response.headers_mut().append(SET_COOKIE, access::no_cookie());
    Ok(response)
}

/// Says a text of the pages.
trait Say {
    fn say(self, words: words::Words) -> &'static str;
}

impl Say for Lang {
    fn say(self, words: words::Words) -> &'static str {
        words.get(self)
    }
}
