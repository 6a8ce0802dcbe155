//! Files of the form: shown, downloaded, and uploaded ahead of the save that keeps them.

use std::collections::VecDeque;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value as JsonValue, json};
use uuid::Uuid;

use super::refusal::Refusal;
use crate::portal::Portal;
use crate::portal::people::may_see;
use crate::portal::process::DATABASE;
use crate::portal::session::Session;

/// Files that were uploaded and not saved. The oldest go when there are too many.
#[derive(Debug, Default)]
pub(in crate::portal) struct Uploads(VecDeque<Upload>);

#[derive(Debug)]
struct Upload {
    id: Uuid,
    login: String,
    bytes: Bytes,
}

const MOST_UPLOADS: usize = 40;

impl Uploads {
    fn keep(&mut self, login: &str, bytes: Bytes) -> Uuid {
        let id = Uuid::new_v4();
        self.0.push_back(Upload { id, login: login.to_owned(), bytes });
        while self.0.len() > MOST_UPLOADS {
            self.0.pop_front();
        }
        id
    }

    /// What this user uploaded under the id.
    pub(super) fn get(&self, id: Uuid, login: &str) -> Option<Bytes> {
        self.0.iter().find(|it| it.id == id && it.login == login).map(|it| it.bytes.clone())
    }

    pub(super) fn forget(&mut self, ids: &[Uuid]) {
        self.0.retain(|upload| !ids.contains(&upload.id));
    }
}

#[derive(Deserialize)]
pub(super) struct Database {
    db: i32,
}

pub(super) async fn upload(
    State(portal): State<Portal>,
    Path(address): Path<Database>,
    session: Session,
    bytes: Bytes,
) -> Result<Json<JsonValue>, Refusal> {
    if address.db != DATABASE {
        return Err(Refusal::not_found());
    }
    let size = bytes.len();
    let id = portal.state().uploads.keep(session.person.email, bytes);
    Ok(Json(json!({ "upload": id, "size": size })))
}

#[derive(Deserialize)]
pub(super) struct FileAddress {
    db: i32,
    attachment: i32,
}

/// Shows the file in the browser if it is a PDF.
pub(super) async fn preview(
    State(portal): State<Portal>,
    Path(address): Path<FileAddress>,
    session: Session,
) -> Result<Response, Refusal> {
    answer(&portal, &session, &address, "inline")
}

pub(super) async fn download(
    State(portal): State<Portal>,
    Path(address): Path<FileAddress>,
    session: Session,
) -> Result<Response, Refusal> {
    answer(&portal, &session, &address, "attachment")
}

fn answer(
    portal: &Portal,
    session: &Session,
    address: &FileAddress,
    disposition: &str,
) -> Result<Response, Refusal> {
    let (name, content) = {
        let state = portal.state();
        let visible = state.instances.values().filter(|instance| may_see(session.person, instance));
        let mut files = visible.filter_map(|instance| instance.attachment(address.attachment));
        let file = files.next().filter(|_| address.db == DATABASE).ok_or_else(Refusal::not_found)?;
        (file.name.clone(), file.content.clone())
    };
    let kind =
        if name.to_lowercase().ends_with(".pdf") { "application/pdf" } else { "application/octet-stream" };
    let disposition = format!("{disposition}; filename*=UTF-8''{}", utf8_percent_encode(&name, PLAIN));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        // Percent-encoded, so always a header value.
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("inline")),
        ),
    ];
    Ok((StatusCode::OK, headers, Body::from(content.bytes())).into_response())
}

/// Letters that a file name keeps in a header.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');
