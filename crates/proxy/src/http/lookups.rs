//! `GET /v1/lookups/{source}`: rows for the form's choice fields, as a WEBCON REST data source reads them.

use std::sync::Arc;

use autenti_model::lookups::{LookupRow, Source, keep_only};
use autenti_model::{ErrorCode, Lang, Problem, Role, Said, SignatureType, Text};
use axum::Json;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use http::request::Parts;
use serde::Deserialize;
use utoipa::IntoParams;

use super::context::RequestContext;
use crate::Proxy;
use crate::auth::{Integration, Principal};
use crate::config::Profile;
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
    /// Name of a profile: only the roles and signature types that it permits. A ticket names its own.
    #[serde(default)]
    profile: Option<String>,
}

/// A ticket or an integration key, where either will do.
#[derive(Debug)]
pub(super) struct Anybody {
    /// The ticket's profile.
    profile: Option<Arc<Profile>>,
}

impl FromRequestParts<Proxy> for Anybody {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, proxy: &Proxy) -> Result<Self> {
        if Integration::from_request_parts(parts, proxy).await.is_ok() {
            return Ok(Self { profile: None });
        }
        let principal = Principal::from_request_parts(parts, proxy).await?;
        Ok(Self { profile: Some(principal.profile) })
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
        let said = Said::from(Text::SourceUnknown).with("source", source).with("known", known.join(", "));
        Failure::new(ErrorCode::NotFound).said(said)
    })?;
    let profile = match (&query.profile, &anybody) {
        (Some(name), _) => Some(proxy.config.profile(name).cloned().ok_or_else(|| {
            Failure::new(ErrorCode::NotFound)
                .said(Said::from(Text::ProfileUnknown).with("profile", name.as_str()))
        })?),
        (None, Ok(anybody)) => anybody.profile.clone(),
        (None, Err(_)) => None,
    };
    let (mut rows, cache) = match source.rows(lang) {
        // What a ticket limits is for its holder.
        Some(rows) if anybody.is_ok() => (rows, "private, max-age=60"),
        Some(rows) => (rows, "public, max-age=3600"),
        None => {
            anybody?;
            (labels(&proxy, lang).await?, "private, max-age=60")
        }
    };
    if let Some(profile) = profile {
        rows.retain(|row| permits(&profile, source, &row.id));
    }
    let rows = keep_only(rows, query.only.as_deref().unwrap_or_default());
    Ok(([(CACHE_CONTROL, cache)], Json(rows)).into_response())
}

/// Whether the profile permits the value.
fn permits(profile: &Profile, source: Source, id: &str) -> bool {
    match source {
        Source::RecipientRoles => profile.rules.roles.contains(&Role::from(id)),
        Source::SignatureTypes => profile.rules.signature_types.contains(&SignatureType::from(id)),
        _ => true,
    }
}

/// Autenti's labels have one name, in no particular language.
async fn labels(proxy: &Proxy, lang: Lang) -> Result<Vec<LookupRow>> {
    let labels = proxy.labels().await?;
    Ok(labels.iter().map(|label| LookupRow::new(&label.id, |_| &label.name, lang)).collect())
}
