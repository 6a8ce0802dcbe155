//! `GET /me`: who the token belongs to. It needs no scope.

use axum::Json;
use serde_json::{Value as JsonValue, json};

use super::token::Account;
use crate::portal::people::User;

pub(super) async fn read(_account: Account) -> Json<JsonValue> {
    let user = User::api_account();
    Json(json!({
        "bpsId": user.login,
        "name": user.name,
        "email": user.login,
        "impersonated": false,
        "impersonatingApplication": null,
    }))
}
