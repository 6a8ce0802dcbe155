//! `GET /v1/lookups/{source}`: rows for the form's choice fields, as a WEBCON REST data source reads them.

use autenti_model::lookups::{LookupRow, Source, keep_only};
use autenti_model::{ErrorCode, Lang, Problem};
use axum::Json;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use http::request::Parts;
use serde::Deserialize;
use utoipa::IntoParams;

use super::context::RequestContext;
use super::credentials::Integration;
use crate::Proxy;
use crate::caller::Caller;
use crate::failure::{Failure, Result};

/// How the rows are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub(super) struct LookupQuery {
    /// Language of `value`: `en`, `pl` or `de`.
    #[serde(default)]
    lang: Option<String>,
    /// Ids to keep, divided by commas; all when it is missing.
    #[serde(default)]
    only: Option<String>,
}

/// A ticket or an integration key, where either will do.
#[derive(Debug)]
pub(super) struct Anybody;

impl FromRequestParts<Proxy> for Anybody {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, proxy: &Proxy) -> Result<Self> {
        if Integration::from_request_parts(parts, proxy).await.is_ok() {
            return Ok(Self);
        }
        Caller::from_request_parts(parts, proxy).await.map(|_| Self)
    }
}

/// The rows of a look-up source.
///
/// The sources are `document-statuses`, `recipient-roles`, `recipient-statuses`, `signature-types`,
/// `languages`, `visualisations` and `labels`. Anybody may read the fixed ones; `labels` are read from
/// Autenti and need a ticket or an integration key.
#[utoipa::path(
    get, path = "/v1/lookups/{source}", tag = "look-ups",
    params(("source" = String, Path, description = "Name of the source"), LookupQuery),
    security((), ("ticket" = []), ("integrationKey" = [])),
    responses(
        (status = 200, body = Vec<LookupRow>),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`: only for `labels`"),
        (status = 404, body = Problem, description = "`not_found`: no such source"),
        (status = 503, body = Problem, description = "`autenti_unavailable`: only for `labels`"),
    )
)]
pub(super) async fn look_up(
    State(proxy): State<Proxy>,
    Path(source): Path<String>,
    query: Query<LookupQuery>,
    context: RequestContext,
    anybody: Result<Anybody>,
) -> Result<Response> {
    let lang = query.lang.as_deref().and_then(Lang::from_tag).unwrap_or_else(|| context.lang());
    let source = Source::from_name(&source).ok_or_else(|| {
        let known: Vec<_> = Source::ALL.iter().map(|source| source.as_str()).collect();
        Failure::new(ErrorCode::NotFound)
            .words(format!("There is no look-up source `{source}`; there are {}.", known.join(", ")))
    })?;
    let (rows, cache) = match source.rows(lang) {
        Some(rows) => (rows, "public, max-age=3600"),
        None => {
            anybody?;
            (labels(&proxy, lang).await?, "private, max-age=60")
        }
    };
    let rows = keep_only(rows, query.only.as_deref().unwrap_or_default());
    Ok(([(CACHE_CONTROL, cache)], Json(rows)).into_response())
}

/// Autenti's labels have one name, in no particular language.
async fn labels(proxy: &Proxy, lang: Lang) -> Result<Vec<LookupRow>> {
    let labels = proxy.labels().await?;
    Ok(labels.iter().map(|label| LookupRow::new(&label.id, |_| &label.name, lang)).collect())
}
