//! `/v1/signing…`: the signing of a ticket's instance. The same calls stand below
//! `/v1/profiles/{profile}/elements/{element}/signing` for servers with an integration key.

use std::sync::Arc;

use autenti_model::signing::{Attachment, Link, Reminders};
use autenti_model::{Email, ErrorCode, Problem, SigningAnswer, Text};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::body::{self, JsonBody};
use super::query::QueryParams;
use super::state::ApiState;
use crate::actions::Actions;
use crate::auth::Principal;
use crate::failure::{Failure, Result};
use crate::signing::documents::Freshness;
use crate::signing::reader::SigningReader;
use crate::signing::signed_document::DocumentPart;
use crate::store::IdempotencyKey;

/// The signing of the ticket's instance.
///
/// Answers from what the proxy knows when that is fresh, else reads Autenti first; with
/// `Cache-Control: no-cache` it reads, unless the document was read so very often. When Autenti does not
/// answer, the last state known is answered with `stale`.
#[utoipa::path(
    get, path = "/v1/signing", tag = "signing", security(("ticket" = [])),
    params(
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the answer before: 304 when nothing changed"),
        ("Cache-Control" = Option<String>, Header, description = "`no-cache` forces a read from Autenti"),
    ),
    responses(
        (status = 200, body = SigningAnswer, headers(("ETag" = String))),
        (status = 304, description = "Nothing changed"),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`"),
        (status = 404, body = Problem, description = "`instance_not_found`"),
        (status = 502, body = Problem, description = "`autenti_refused`, `document_unknown`, `webcon_refused`"),
        (status = 503, body = Problem, description = "`autenti_unavailable`, `webcon_unavailable`"),
    )
)]
pub(super) async fn read(
    State(ApiState { signings, guards, .. }): State<ApiState>,
    principal: Principal,
    headers: HeaderMap,
) -> Result<Response> {
    let says = |name, what: &str| {
        headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).any(|value| value.contains(what))
    };
    let wanted = match says(CACHE_CONTROL, "no-cache") {
        // Over the limit the last state known is no worse than a refusal.
        true if !guards.limiter.may_force_read(principal.instance()) => Freshness::Known,
        true => Freshness::Now,
        false => Freshness::RECENT,
    };
    let signing = signings.written(&principal, wanted).await?;
    let mut response = if says(IF_NONE_MATCH, &signing.tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], signing.body.clone()).into_response()
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&signing.tag) {
        headers.insert(ETAG, tag);
    }
    // A browser that kept the answer would, at 304, take how fresh it was for how fresh it is.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Sends the document for signature.
///
/// Everything is checked first, so that a refusal means that nothing has left. Then it is sent in the
/// background: `sending` of the answer, and of the events, tells how far it has come. It goes on when the
/// form is closed or the proxy restarts. The same `Idempotency-Key` answers the same signing.
#[utoipa::path(
    post, path = "/v1/signing/send", tag = "signing", security(("ticket" = [])), request_body = SendRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 visible characters, one for each intention to send")),
    responses(
        (status = 202, body = SigningAnswer),
        (status = 400, body = Problem, description = "`invalid_request`: the key is missing"),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`"),
        (status = 403, body = Problem, description = "`not_allowed`"),
        (status = 409, body = Problem, description = "`already_sent`, `form_changed`, `sending_in_doubt`"),
        (status = 422, body = Problem, description = "`recipients_invalid` with `violations`, `no_attachments`, `not_pdf`, `pdf_protected`, `pdf_signed`, `pdf_active_form`, `pdf_unreadable`, `too_large`"),
        (status = 503, body = Problem, description = "`autenti_unavailable`, `webcon_unavailable`"),
    )
)]
pub(super) async fn send(
    State(actions): State<Arc<Actions>>,
    principal: Principal,
    headers: HeaderMap,
    JsonBody(request): JsonBody<SendRequest>,
) -> Result<(StatusCode, Json<SigningAnswer>)> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::trim);
    let key = key
        .filter(|key| (1..=255).contains(&key.len()))
        .ok_or_else(|| Failure::new(ErrorCode::InvalidRequest).with_message(Text::IdempotencyKeyMissing))?;
    let answer =
        Box::pin(actions.send(&principal, &IdempotencyKey::new(key), request.element_version)).await?;
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

/// What is sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendRequest {
    /// The version of the instance that is meant: where WEBCON holds another, nothing is sent.
    #[serde(default)]
    element_version: Option<i64>,
}

/// Stops a sending that waits to be tried again. The instance counts as unsent afterwards.
#[utoipa::path(
    delete, path = "/v1/signing/send", tag = "signing", security(("ticket" = [])),
    responses(
        (status = 200, body = SigningAnswer),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`"),
        (status = 403, body = Problem, description = "`not_allowed`"),
        (status = 409, body = Problem, description = "`already_sent` once it is out, `sending_in_doubt` while nobody knows, `not_sent_yet` when nothing is being sent"),
        (status = 503, body = Problem, description = "`webcon_unavailable`: it is cancelled, and the form cannot be read now"),
    )
)]
pub(super) async fn cancel(
    State(actions): State<Arc<Actions>>,
    principal: Principal,
) -> Result<Json<SigningAnswer>> {
    actions.cancel(&principal).await.map(Json)
}

/// Whose link is wanted.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct LinkRequest {
    /// The recipient's address; the ticket's own when it is missing.
    #[serde(default)]
    email: Option<Email>,
    /// Whether it is wanted as a QR code, too.
    #[serde(default)]
    qr: bool,
}

/// A link that opens Autenti's signing page for one person.
///
/// It is made at each call and stored nowhere. Somebody else's needs `sign-for-others`.
#[utoipa::path(
    post, path = "/v1/signing/link", tag = "signing", security(("ticket" = [])), request_body = LinkRequest,
    responses(
        (status = 200, body = Link),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`"),
        (status = 403, body = Problem, description = "`not_allowed`"),
        (status = 409, body = Problem, description = "`no_link`, `document_locked`, `not_sent_yet`, `already_finished`"),
        (status = 503, body = Problem, description = "`autenti_unavailable`"),
    )
)]
pub(super) async fn link(
    State(actions): State<Arc<Actions>>,
    principal: Principal,
    JsonBody(request): JsonBody<LinkRequest>,
) -> Result<Response> {
    let link = actions.link(&principal, request.email, request.qr).await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(link)).into_response())
}

/// Whom to remind.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct RemindersRequest {
    /// Ids of recipients; everybody whose turn it is when it is missing.
    #[serde(default, deserialize_with = "body::ids")]
    #[schema(max_items = 500)]
    recipients: Option<Vec<String>>,
}

/// Reminds recipients by e-mail from Autenti.
#[utoipa::path(
    post, path = "/v1/signing/reminders", tag = "signing", security(("ticket" = [])),
    request_body = RemindersRequest,
    responses(
        (status = 200, body = Reminders),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`"),
        (status = 403, body = Problem, description = "`not_allowed`"),
        (status = 409, body = Problem, description = "`nobody_to_remind`, `not_sent_yet`, `already_finished`"),
        (status = 503, body = Problem, description = "`autenti_unavailable`"),
    )
)]
pub(super) async fn remind(
    State(actions): State<Arc<Actions>>,
    principal: Principal,
    JsonBody(request): JsonBody<RemindersRequest>,
) -> Result<Json<Reminders>> {
    actions.remind(&principal, request.recipients).await.map(Json)
}

/// How to take the document back.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct WithdrawalRequest {
    /// Left as a comment on the instance.
    #[serde(default, deserialize_with = "body::comment")]
    #[schema(max_length = 2000)]
    comment: Option<String>,
}

/// Takes the document back: nobody can sign it any more.
#[utoipa::path(
    post, path = "/v1/signing/withdrawal", tag = "signing", security(("ticket" = [])),
    request_body = WithdrawalRequest,
    responses(
        (status = 200, body = SigningAnswer),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`"),
        (status = 403, body = Problem, description = "`not_allowed`"),
        (status = 409, body = Problem, description = "`not_sent_yet`, `already_finished`"),
        (status = 503, body = Problem, description = "`autenti_unavailable`"),
    )
)]
pub(super) async fn withdraw(
    State(actions): State<Arc<Actions>>,
    principal: Principal,
    JsonBody(request): JsonBody<WithdrawalRequest>,
) -> Result<Json<SigningAnswer>> {
    actions.withdraw(&principal, request.comment).await.map(Json)
}

/// Which file of the signed document.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DocumentQuery {
    /// The signed PDF where it is missing.
    part: Option<DocumentPart>,
}

/// The signed PDF, or the signature card.
#[utoipa::path(
    get, path = "/v1/signing/document", tag = "signing", security(("ticket" = [])), params(DocumentQuery),
    responses(
        (status = 200, content_type = "application/pdf", description = "The file", headers(("Content-Disposition" = String))),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`"),
        (status = 403, body = Problem, description = "`not_allowed`"),
        (status = 409, body = Problem, description = "`not_signed_yet`, `not_sent_yet`"),
        (status = 503, body = Problem, description = "`autenti_unavailable`"),
    )
)]
pub(super) async fn download(
    State(actions): State<Arc<Actions>>,
    principal: Principal,
    QueryParams(wanted): QueryParams<DocumentQuery>,
) -> Result<Response> {
    let (name, content) = actions.download(&principal, wanted.part.unwrap_or_default()).await?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Some(length) = content.length() {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    if let Ok(disposition) = HeaderValue::from_str(&disposition(&name)) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    Ok((headers, Body::from_stream(content)).into_response())
}

/// What may stand unencoded in `filename*` (RFC 8187).
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'!').remove(b'$');

/// The name twice: in ASCII for old programs, and as it is.
fn disposition(name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && c != '"' && c != '\\' || c == ' ' { c } else { '_' })
        .collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(name, PLAIN))
}

/// Saves the signed PDF on the instance. One that is there already is not saved again.
#[utoipa::path(
    post, path = "/v1/signing/document/attachment", tag = "signing", security(("ticket" = [])),
    responses(
        (status = 200, body = Attachment),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`"),
        (status = 403, body = Problem, description = "`not_allowed`"),
        (status = 409, body = Problem, description = "`not_signed_yet`, `not_sent_yet`, `form_checked_out`"),
        (status = 503, body = Problem, description = "`autenti_unavailable`, `webcon_unavailable`"),
    )
)]
pub(super) async fn attach(
    State(actions): State<Arc<Actions>>,
    State(signings): State<SigningReader>,
    principal: Principal,
) -> Result<Json<Attachment>> {
    let attached = actions.attach(&principal).await?;
    let href = signings.href(&principal, attached.id);
    Ok(Json(Attachment { id: i64::from(attached.id.0), name: attached.name, href }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_any_letters_can_be_downloaded() {
        assert_eq!(
            disposition("Umowa \"żółć\" 1.pdf"),
            "attachment; filename=\"Umowa ______ 1.pdf\"; filename*=UTF-8''Umowa%20%22%C5%BC%C3%B3%C5%82%C4%87%22%201.pdf"
        );
    }
}
