//! The pages: one shell for every address, because the portal is a single-page application, and its assets.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, SET_COOKIE,
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use rust_embed::RustEmbed;
use serde_json::json;
use url::form_urlencoded;

use super::Portal;
use super::content_policy::ContentPolicy;
use super::design::Ready;
use super::html_field::escape;
use super::language::Language;
use super::people::{self, PEOPLE, User, is_admin};
use super::process::{APPLICATION, DATABASE, FORM_TYPE, WORKFLOW};
use super::session::{DESIGN, LANGUAGE, PERSON, POLICY, Session, THEME, Theme, set_cookie};

/// Everything the page loads. Read from the folder in debug builds, compiled in otherwise.
#[derive(RustEmbed)]
#[folder = "assets/portal/"]
struct Assets;

/// What the portal says it is (facts: WEBCON form, globals, `initModel.version`).
const VERSION: &str = "2026.1.1.45";

pub(super) fn router() -> Router<Portal> {
    Router::new()
        .route("/", get(page))
        .route("/tasks", get(page))
        .route("/db/{db}/app/{app}/element/{id}/form", get(page))
        .route("/db/{db}/app/{app}/element/{id}/form/{mode}", get(page))
        .route("/db/{db}/app/{app}/start/wf/{wf}/dt/{dt}/form", get(page))
        .route("/embed/form/db/{db}/element/{id}/form", get(page))
        .route("/tasks/db/{db}/element/{id}/form", get(page))
        .route("/tasks/db/{db}/element/{id}/form/{mode}", get(page))
        .route("/assets/portal/{*path}", get(asset))
}

/// The shell. `?as=`, `?lang=`, `?theme=`, `?design=` and `?csp=` are remembered and taken off the address.
async fn page(State(portal): State<Portal>, session: Session, uri: Uri) -> Response {
    if let Some(redirect) = remember(&portal, &session, &uri) {
        return redirect;
    }
    let Some(shell) = Assets::get("shell.html") else {
        return (StatusCode::INTERNAL_SERVER_ERROR, "the page is missing").into_response();
    };
    let shell = String::from_utf8_lossy(&shell.data)
        .replace("{{language}}", session.language.code())
        .replace("{{theme}}", session.theme.guid())
        .replace("{{colourScheme}}", session.theme.colour_scheme())
        .replace("{{initModel}}", &escape(&init_model(&portal, &session)));
    let mut response = ([(CONTENT_TYPE, "text/html; charset=utf-8")], shell).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(policy) = content_policy(&portal, &session) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// What testers set, or else what the browser asked for.
pub(super) fn content_policy(portal: &Portal, session: &Session) -> Option<HeaderValue> {
    let set = portal.state().settings.content_security_policy.clone();
    let policy = set.or_else(|| session.policy.header(portal.proxy()))?;
    HeaderValue::from_str(&policy).ok()
}

/// Sets cookies for the choices in the query and sends the browser on to the same page without them.
/// Whoever is somebody else from now on holds no checkout any more.
fn remember(portal: &Portal, session: &Session, uri: &Uri) -> Option<Response> {
    let mut cookies = Vec::new();
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (key, value) in form_urlencoded::parse(uri.query()?.as_bytes()) {
        let cookie = match key.as_ref() {
            "as" => people::person(&value).map(|person| (PERSON, person.email)),
            "lang" => Language::from_code(&value).map(|language| (LANGUAGE, language.code())),
            "theme" => Theme::from_name(&value).map(|theme| (THEME, theme.name())),
            "design" => Ready::from_name(&value).map(|design| (DESIGN, design.name())),
            "csp" => ContentPolicy::from_name(&value).map(|policy| (POLICY, policy.name())),
            _ => None,
        };
        match cookie {
            Some(cookie) => cookies.push(cookie),
            None => {
                rest.append_pair(&key, &value);
            }
        }
    }
    if cookies.is_empty() {
        return None;
    }
    if cookies.iter().any(|(name, value)| *name == PERSON && *value != session.person.email) {
        portal.state().checkouts.release_all(session.person.email);
    }
    let rest = rest.finish();
    let location = if rest.is_empty() { uri.path().to_owned() } else { format!("{}?{rest}", uri.path()) };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(LOCATION, HeaderValue::from_str(&location).ok()?);
    for (name, value) in cookies {
        headers.append(SET_COOKIE, set_cookie(name, value)?);
    }
    Some(response)
}

/// facts: WEBCON form, globals: what the page knows of the session, in `window.initModel`. `sandbox` is
/// this stand-in's own.
fn init_model(portal: &Portal, session: &Session) -> String {
    let user = User::from(session.person);
    let people: Vec<_> = PEOPLE
        .iter()
        .map(|person| {
            let user = User::from(person);
            json!({ "login": user.login, "name": user.name })
        })
        .collect();
    json!({
        "version": VERSION,
        "userLang": session.language.culture(),
        "userTheme": session.theme.guid(),
        "user": { "login": portal.state().settings.login(session.person), "name": user.name },
        "isAdmin": is_admin(session.person),
        "sandbox": {
            "people": people,
            "person": session.person.email,
            "db": DATABASE,
            "app": APPLICATION,
            "workflow": WORKFLOW,
            "formType": FORM_TYPE,
            "theme": session.theme.name(),
            "design": session.design.name(),
            "designs": Ready::ALL
                .iter()
                .map(|design| json!({ "name": design.name(), "label": design.label().get(session.language) }))
                .collect::<Vec<_>>(),
        },
    })
    .to_string()
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Assets::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let hash = file.metadata.sha256_hash();
    let tag = format!("\"{:x}\"", u128::from_be_bytes(std::array::from_fn(|at| hash[at])));
    let known = headers.get(IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let kind = match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("html") => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    };
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(CONTENT_TYPE, kind)], file.data.into_owned()).into_response()
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}
