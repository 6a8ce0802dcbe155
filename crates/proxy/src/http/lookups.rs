//! `GET /v1/lookups/{source}`: rows for the form's choice fields, as a WEBCON REST data source reads them.

use std::sync::Arc;

use autenti_model::lookups::{LookupRow, Source, keep_only};
use autenti_model::{ErrorCode, Lang, LocalizedMessage, Problem, Role, SignatureType, Text};
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CACHE_CONTROL;
use http::request::Parts;
use serde::Deserialize;
use utoipa::IntoParams;

use super::context::RequestContext;
use super::credentials::bearer;
use super::query::QueryParams;
use super::state::ApiState;
use crate::accounts::Accounts;
use crate::auth::{Integration, KeyRefused, Principal};
use crate::config::{Config, KeyRight, Profile};
use crate::failure::{Failure, Result};

/// How the rows are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LookupQuery {
    /// Language of `value`: `en`, `pl` or `de`.
    #[serde(default)]
    lang: Option<String>,
    /// Ids to keep, divided by commas; all when it is missing.
    #[serde(default)]
    only: Option<String>,
    /// Name of a profile: only the roles and signature types that it permits. For integration keys; a ticket names its
    /// own.
    #[serde(default)]
    profile: Option<String>,
}

/// A ticket or an integration key, where either will do.
#[derive(Debug)]
pub(super) enum Anybody {
    Ticket(Arc<Profile>),
    Integration(Integration),
}

impl FromRequestParts<ApiState> for Anybody {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        match Integration::from_request_parts(parts, state).await {
            Ok(integration) => {
                integration.require(KeyRight::Lookups, None)?;
                Ok(Self::Integration(integration))
            }
            // What is no key at all may be a ticket.
            Err(failure) if failure.code == ErrorCode::KeyInvalid && KeyRefused::of(&failure).is_none() => {
                Ok(Self::Ticket(Principal::from_request_parts(parts, state).await?.profile))
            }
            Err(failure) => Err(failure),
        }
    }
}

impl Anybody {
    /// The profile that limits the rows: the ticket's own, or the one that a key names. Which profiles there are is
    /// told to nobody else.
    fn profile(&self, config: &Config, named: Option<&str>) -> Result<Option<Arc<Profile>>> {
        match (self, named) {
            (Self::Ticket(own), Some(name)) if own.name != name => Err(Failure::new(ErrorCode::NotAllowed)),
            (Self::Ticket(own), _) => Ok(Some(Arc::clone(own))),
            (Self::Integration(_), None) => Ok(None),
            (Self::Integration(integration), Some(name)) => {
                integration.require(KeyRight::Lookups, Some(name))?;
                let unknown = || {
                    let message = LocalizedMessage::from(Text::ProfileUnknown).with("profile", name);
                    Failure::new(ErrorCode::NotFound).with_message(message)
                };
                Ok(Some(config.profile(name).ok_or_else(unknown)?))
            }
        }
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
        (status = 400, body = Problem, description = "`invalid_request`: `labels` with a key and several accounts need `profile`"),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`: for `labels`, and with `profile`; `ticket_invalid` wherever a wrong ticket or key is shown, `key_invalid` for a key that has expired or comes from another network"),
        (status = 403, body = Problem, description = "`not_allowed`: the key is not for look-ups, or not for that profile"),
        (status = 404, body = Problem, description = "`not_found`: no such source or profile"),
        (status = 503, body = Problem, description = "`autenti_unavailable`: only for `labels`"),
    )
)]
pub(super) async fn look_up(
    State(config): State<Arc<Config>>,
    State(accounts): State<Accounts>,
    source: Result<Path<String>, PathRejection>,
    QueryParams(query): QueryParams<LookupQuery>,
    context: RequestContext,
    headers: HeaderMap,
    anybody: Result<Anybody>,
) -> Result<Response> {
    let Path(source) = source.map_err(|error| Failure::new(ErrorCode::NotFound).with_source(error))?;
    let lang = query.lang.as_deref().and_then(Lang::from_tag).unwrap_or_else(|| context.lang());
    let source = Source::from_name(&source).ok_or_else(|| {
        let known: Vec<_> = Source::ALL.iter().map(|source| source.as_str()).collect();
        let message = LocalizedMessage::from(Text::SourceUnknown)
            .with("source", source)
            .with("known", known.join(", "));
        Failure::new(ErrorCode::NotFound).with_message(message)
    })?;
    let fixed = source.rows(lang);
    let anybody = match anybody {
        Ok(anybody) => Some(anybody),
        Err(failure) if fixed.is_none() || query.profile.is_some() => return Err(failure),
        // Whoever guesses is counted here too: what comes of a right ticket or key is told apart from this.
        Err(failure)
            if bearer(&headers).is_some()
                && matches!(failure.code, ErrorCode::KeyInvalid | ErrorCode::TicketInvalid) =>
        {
            return Err(failure);
        }
        Err(_) => None,
    };
    let profile = match &anybody {
        Some(anybody) => anybody.profile(&config, query.profile.as_deref())?,
        None => None,
    };
    // What a ticket or a key limits is for its holder.
    let cache = if anybody.is_some() { "private, max-age=60" } else { "public, max-age=3600" };
    let mut rows = match fixed {
        Some(rows) => rows,
        None => labels(&accounts, profile.as_deref(), lang).await?,
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
        Source::DocumentStatuses
        | Source::RecipientStatuses
        | Source::Languages
        | Source::Visualisations
        | Source::Labels => true,
    }
}

/// Autenti's labels have one name, in no particular language. Without a profile they are those of the only account.
async fn labels(accounts: &Accounts, profile: Option<&Profile>, lang: Lang) -> Result<Vec<LookupRow>> {
    let account = profile.map(|profile| profile.account.as_str()).or_else(|| accounts.only());
    let account =
        account.ok_or_else(|| Failure::new(ErrorCode::InvalidRequest).with_message(Text::ProfileNeeded))?;
    let labels = accounts.labels(account).await?;
    Ok(labels.iter().map(|label| LookupRow::new(&label.id, |_| &label.name, lang)).collect())
}
