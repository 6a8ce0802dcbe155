//! A file comes in: `POST /document-processes/{id}/files`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::{Extension, Json};
use bytes::Bytes;
use http::header::CONTENT_DISPOSITION;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;

use super::body;
use super::error::ApiError;
use super::processes::only_draft;
use super::service::Service;
use super::settings::UploadForm;
use super::stored_file::{Purpose, StoredFile};
use super::token::Caller;
use crate::pdf::{self, Unusable};

/// facts: Autenti API, limits: 20 MB. Inferred: for all files of a document together, which is the
/// stricter reading.
const LIMIT: usize = 20 * 1024 * 1024;
/// What a multipart body needs besides the file.
const ENVELOPE: usize = 64 * 1024;
const SOURCE_FILE: &str = "SOURCE_FILE";
const PDF: &str = "application/pdf";

/// facts: Autenti API, limits: the kinds of documents that are taken, by their endings.
const KINDS: [(&str, &str); 7] = [
    ("pdf", PDF),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

pub(super) async fn post(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Value>, ApiError> {
    // Taken before the body is read: files keep the order in which their uploads began.
    let order = service.store().next_upload();
    let (parts, body) = request.into_parts();
    let body = body::read(body, LIMIT + ENVELOPE).await?;
    let (form, reads_star) = {
        let store = service.store();
        only_draft(store.process_of(&caller, &id)?)?;
        (store.settings.upload_form, store.settings.reads_file_name_star)
    };
    let multipart = Multipart::from_request(Request::from_parts(parts, Body::from(body)), &())
        .await
        .map_err(|_| ApiError::bad_data("The body is not multipart/form-data."))?;
    let upload = Upload::read(multipart, form, reads_star).await?;
    let mime_type = upload.mime_type()?;
    upload.refuse_unless_usable(&mime_type).await?;

    let mut store = service.store();
    let now = store.now();
    let file = StoredFile {
        id: format!("FILE-SOURCE_FILE:{}", (store.sources.id)()),
        filename: upload.filename.unwrap_or_else(|| placeholder(&mime_type)),
        description: None,
        purpose: Purpose::SourceFile,
        mime_type,
        content: upload.content,
        modified_at: now,
        visible_from: now,
        visible_until: None,
        order,
    };
    let process = store.process_mut(&id)?;
    // It may have been sent while the file was on its way.
    only_draft(process)?;
    let total: usize = process.source_files().map(|file| file.content.len()).sum();
    if total + file.content.len() > LIMIT {
        return Err(ApiError::too_large(format!("The files of a document may have {LIMIT} bytes together.")));
    }
    // facts: Autenti API, files: the answer has fewer keys than the file in the details.
    let mut answer = file.to_json();
    if let Some(answer) = answer.as_object_mut() {
        let known = ["id", "filename", "version", "size", "filePurpose", "mimeType"];
        answer.retain(|key, _| known.contains(&key.as_str()));
    }
    process.add_file(file);
    Ok(Json(answer))
}

/// Inferred: without a name a placeholder is made up; what it looks like is not known.
fn placeholder(mime_type: &str) -> String {
    let ending = KINDS.iter().find(|(_, kind)| *kind == mime_type).map_or("bin", |(ending, _)| ending);
    format!("document.{ending}")
}

/// facts: Autenti API, files: three ways to send one, all with the part `file`.
#[derive(Default)]
struct Upload {
    filename: Option<String>,
    mime_type: Option<String>,
    content: Bytes,
}

/// `filename*=UTF-8''…` of a part, as RFC 8187 has it.
fn file_name_star(disposition: &[u8]) -> Option<String> {
    let disposition = std::str::from_utf8(disposition).ok()?;
    let given = disposition.split(';').map(str::trim).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("filename*").then_some(value.trim())
    })?;
    let (charset, rest) = given.split_once('\'')?;
    let (_language, encoded) = rest.split_once('\'')?;
    let is_utf8 = charset.eq_ignore_ascii_case("utf-8");
    let name = percent_decode_str(encoded).decode_utf8().ok()?;
    is_utf8.then(|| name.into_owned())
}

/// facts: Autenti API, files: the JSON part of the third way; `filename` is all lower case.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileMeta {
    filename: Option<String>,
    file_purpose: Option<String>,
    mime_type: Option<String>,
}

impl Upload {
    async fn read(mut multipart: Multipart, form: UploadForm, reads_star: bool) -> Result<Self, ApiError> {
        let broken = |_| ApiError::bad_data("The multipart body is broken.");
        let mut upload = Self::default();
        let mut own_name = None;
        let mut purpose = None;
        let mut files = 0;
        let mut has_meta = false;
        while let Some(field) = multipart.next_field().await.map_err(broken)? {
            match field.name().unwrap_or_default() {
                "file" => {
                    files += 1;
                    let starred = field
                        .headers()
                        .get(CONTENT_DISPOSITION)
                        .filter(|_| reads_star)
                        .and_then(|value| file_name_star(value.as_bytes()));
                    own_name = starred.or_else(|| field.file_name().map(str::to_owned));
                    upload.content = field.bytes().await.map_err(broken)?;
                }
                "fileMeta" if form == UploadForm::Fields => {
                    return Err(ApiError::bad_data("There is no part `fileMeta`."));
                }
                "filePurpose" | "mimeType" if form == UploadForm::FileMeta => {
                    return Err(ApiError::bad_data(
                        "filePurpose and mimeType belong into the part `fileMeta`.",
                    ));
                }
                "filePurpose" => purpose = Some(field.text().await.map_err(broken)?),
                "mimeType" => upload.mime_type = Some(field.text().await.map_err(broken)?),
                "fileMeta" => {
                    has_meta = true;
                    if !field.content_type().is_some_and(|kind| kind.starts_with("application/json")) {
                        return Err(ApiError::bad_data("The part `fileMeta` must be application/json."));
                    }
                    let meta = field.bytes().await.map_err(broken)?;
                    let meta: FileMeta = serde_json::from_slice(&meta).map_err(|error| {
                        ApiError::bad_data(format!("fileMeta is not as expected: {error}"))
                    })?;
                    purpose = meta.file_purpose.or(purpose);
                    upload.mime_type = meta.mime_type.or(upload.mime_type);
                    upload.filename = meta.filename;
                }
                // Unknown parts are read over.
                _ => drop(field.bytes().await.map_err(broken)?),
            }
        }
        upload.filename = upload.filename.or(own_name).filter(|name| !name.trim().is_empty());
        match files {
            1 => {}
            0 => return Err(ApiError::bad_data("The part `file` is missing.")),
            // facts: Autenti API, files: one for each request.
            _ => return Err(ApiError::bad_data("Send one file at a time.")),
        }
        if form == UploadForm::FileMeta && !has_meta {
            return Err(ApiError::bad_data("The part `fileMeta` is missing."));
        }
        if purpose.is_some_and(|purpose| purpose != SOURCE_FILE) {
            return Err(ApiError::bad_data("filePurpose must be SOURCE_FILE."));
        }
        Ok(upload)
    }

    /// facts: Autenti API, files: the name takes part in finding the kind. Inferred: so does the content.
    fn mime_type(&self) -> Result<String, ApiError> {
        let name = self.filename.as_deref().unwrap_or_default().to_lowercase();
        let by_name = KINDS.iter().find(|(ending, _)| name.ends_with(&format!(".{ending}")));
        let by_content = self.content.starts_with(b"%PDF-").then_some(PDF);
        let named = self.mime_type.as_deref().map(|given| given.split(';').next().unwrap_or_default().trim());
        let found = named.or(by_name.map(|(_, kind)| *kind)).or(by_content).unwrap_or_default();
        if KINDS.iter().any(|(_, kind)| *kind == found) {
            Ok(found.to_owned())
        } else {
            Err(ApiError::bad_data("The file is none of PDF, DOC, DOCX, ODS, ODT, XLS, XLSX."))
        }
    }

    /// facts: Autenti API, limits: which PDFs are refused. Inferred: how, and that it happens here.
    async fn refuse_unless_usable(&self, mime_type: &str) -> Result<(), ApiError> {
        if self.content.is_empty() {
            return Err(ApiError::bad_data("The file is empty."));
        }
        if mime_type != PDF {
            return Ok(());
        }
        let content = self.content.clone();
        let opened = tokio::task::spawn_blocking(move || pdf::open(&content).map(drop)).await;
        match opened {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Unusable::Protected)) => Err(ApiError::bad_data("The PDF is protected by a password.")),
            Ok(Err(Unusable::Signed)) => Err(ApiError::bad_data("The PDF has been signed already.")),
            Ok(Err(Unusable::ActiveForm)) => Err(ApiError::bad_data("The PDF holds an XFA form.")),
            Ok(Err(Unusable::Unreadable)) | Err(_) => {
                Err(ApiError::bad_data("The file says that it is a PDF, and is not."))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_star_is_decoded() {
        for (disposition, name) in [
            ("form-data; name=\"file\"; filename*=UTF-8''um%C3%B3wa%3B%201.pdf", Some("umówa; 1.pdf")),
            ("form-data; name=\"file\"; filename=\"a.pdf\"; FileName*=utf-8'pl'b.pdf", Some("b.pdf")),
            ("form-data; name=\"file\"; filename=\"a.pdf\"", None),
            ("form-data; name=\"file\"; filename*=broken", None),
        ] {
            assert_eq!(file_name_star(disposition.as_bytes()).as_deref(), name, "{disposition}");
        }
    }

    #[test]
    fn the_kind_comes_from_what_is_said_then_the_name_then_the_content() {
        let upload = |mime_type: Option<&str>, filename: Option<&str>, content: &'static [u8]| Upload {
            filename: filename.map(str::to_owned),
            mime_type: mime_type.map(str::to_owned),
            content: Bytes::from_static(content),
        };
        let kind = |upload: Upload| upload.mime_type().ok();
        assert_eq!(kind(upload(Some(PDF), Some("a.docx"), b"")).as_deref(), Some(PDF));
        assert_eq!(kind(upload(None, Some("A.PDF"), b"")).as_deref(), Some(PDF));
        assert_eq!(kind(upload(None, None, b"%PDF-1.7")).as_deref(), Some(PDF));
        assert_eq!(kind(upload(None, Some("a.txt"), b"text")), None);
        assert_eq!(kind(upload(Some("text/plain"), Some("a.pdf"), b"%PDF-1.7")), None);
    }
}
