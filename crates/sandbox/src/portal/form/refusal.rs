//! How the form's server says no: a code that the page has words for.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use crate::portal::change::Refused;
use crate::portal::language::Language;
use crate::portal::people::User;
use crate::portal::ticket::RuleFailed;

/// A refusal, with a detail for people where there is one.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    detail: String,
}

impl Refusal {
    pub(super) fn not_found() -> Self {
        Self { status: StatusCode::NOT_FOUND, code: "not_found", detail: String::new() }
    }

    pub(super) fn not_allowed() -> Self {
        Self { status: StatusCode::FORBIDDEN, code: "not_allowed", detail: String::new() }
    }

    /// A business rule failed while it was run.
    fn rule_failed() -> Self {
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, code: "rule_failed", detail: String::new() }
    }

    /// Somebody else is editing.
    pub(super) fn checked_out(holder: &User) -> Self {
        Self { status: StatusCode::CONFLICT, code: "checked_out", detail: holder.name.clone() }
    }

    /// Somebody wrote since the form was opened.
    pub(super) fn changed() -> Self {
        Self { status: StatusCode::CONFLICT, code: "changed", detail: String::new() }
    }

    /// An action on the path failed and nothing was saved.
    pub(super) fn rolled_back() -> Self {
        Self { status: StatusCode::CONFLICT, code: "rolled_back", detail: String::new() }
    }

    pub(super) fn invalid(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "invalid", detail: detail.into() }
    }

    /// What the change was refused for, with names in the person's language.
    pub(super) fn refused(refused: Refused, language: Language) -> Self {
        match refused {
            Refused::Missing(names) => {
                let names: Vec<&str> = names.into_iter().map(|name| name.get(language)).collect();
                Self { status: StatusCode::CONFLICT, code: "required", detail: names.join(", ") }
            }
            Refused::Published(_) => {
                Self { status: StatusCode::LOCKED, code: "published", detail: String::new() }
            }
            Refused::NoRow(id) => Self::invalid(format!("no row {id}")),
            Refused::NoAttachment(id) => Self::invalid(format!("no attachment {id}")),
        }
    }
}

impl From<RuleFailed> for Refusal {
    fn from(RuleFailed: RuleFailed) -> Self {
        Self::rule_failed()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "code": self.code, "detail": self.detail }))).into_response()
    }
}
