//! A participant acts: on the signing page, or by `POST /sandbox/act`.

use std::io::{Cursor, Write};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::document_process::{Act, CannotAct, DocumentProcess, Status};
use super::draft::is_email;
use super::hand_over::Successor;
use super::service::{Service, Store};
use super::signed_document::{Made, Making, file_name};
use super::stored_file::{Purpose, StoredFile};
use super::webhooks;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    document: String,
    email: String,
    act: Asked,
    reason: Option<String>,
    /// Whom a document is handed over to.
    to: Option<To>,
}

/// What a recipient does, or that somebody else shall do it.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Asked {
    Act(Act),
    HandOver(HandOver),
}

#[derive(Clone, Copy, Deserialize)]
enum HandOver {
    #[serde(rename = "hand-over")]
    HandOver,
}

/// An address, or an address and a name.
#[derive(Deserialize)]
#[serde(untagged)]
enum To {
    Email(String),
    #[serde(rename_all = "camelCase")]
    Person {
        first_name: String,
        last_name: String,
        email: String,
    },
}

impl From<To> for Successor {
    fn from(to: To) -> Self {
        match to {
            To::Email(email) => Self::by_email(&email),
            To::Person { first_name, last_name, email } => Self { first_name, last_name, email },
        }
    }
}

/// `POST /sandbox/act`: does what the person would do on the signing page.
pub(super) async fn post(State(service): State<Arc<Service>>, body: Bytes) -> Response {
    let request: Request = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return refusal(StatusCode::BAD_REQUEST, &format!("not an act: {error}")),
    };
    let fits = |process: &DocumentProcess, index: usize| match request.act {
        Asked::Act(act) => process.can_act(index, act).is_ok(),
        Asked::HandOver(_) => process.can_hand_over(index).is_ok(),
    };
    let found = {
        let store = service.store();
        let Ok(process) = store.process(&request.document) else {
            return refusal(StatusCode::NOT_FOUND, "There is no such document.");
        };
        // A person may be there twice, as a reviewer and as a signer: the act tells which is meant.
        let is_person = |party: &super::party::Party| party.has_email(&request.email);
        let mut persons = (0..process.parties.len()).filter(|&index| is_person(&process.parties[index]));
        let first = persons.clone().next();
        persons.find(|&index| fits(process, index)).or(first)
    };
    let Some(party) = found else {
        return refusal(StatusCode::NOT_FOUND, "The document has no participant with that e-mail address.");
    };
    let done = match (request.act, request.to.map(Successor::from)) {
        (Asked::Act(act), _) => perform(&service, &request.document, party, act, request.reason).await,
        (Asked::HandOver(_), Some(to)) if is_email(&to.email) => {
            hand_over(&service, &request.document, party, &to, request.reason)
        }
        (Asked::HandOver(_), _) => {
            return refusal(StatusCode::BAD_REQUEST, "`to` must be the e-mail address of somebody.");
        }
    };
    match done {
        Ok(()) => {}
        Err(why) => return refusal(status(why), &in_words(why)),
    }
    let store = service.store();
    match store.process(&request.document) {
        Ok(process) => Json(store.settings.worded(process.to_json(store.now()))).into_response(),
        Err(error) => error.into_response(),
    }
}

fn refusal(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

fn status(why: CannotAct) -> StatusCode {
    match why {
        CannotAct::DoesNotFitTheRole => StatusCode::UNPROCESSABLE_ENTITY,
        CannotAct::NotSent | CannotAct::Finished(_) | CannotAct::AlreadyActed | CannotAct::NotTheirTurn => {
            StatusCode::CONFLICT
        }
    }
}

fn in_words(why: CannotAct) -> String {
    match why {
        CannotAct::DoesNotFitTheRole => "The act does not fit the participant's role.".to_owned(),
        CannotAct::NotSent => "The document has not been sent.".to_owned(),
        CannotAct::Finished(status) => format!("The document is finished: {status:?}.").to_lowercase(),
        CannotAct::AlreadyActed => "The participant has acted already.".to_owned(),
        CannotAct::NotTheirTurn => "It is not the participant's turn yet.".to_owned(),
    }
}

/// Somebody else takes the party's place.
pub(super) fn hand_over(
    service: &Arc<Service>,
    document: &str,
    party: usize,
    to: &Successor,
    reason: Option<String>,
) -> Result<(), CannotAct> {
    let mut store = service.store();
    let organisation = store.process(document).map_err(|_| CannotAct::NotSent)?.organisation;
    let event = store.hand_over(document, party, to, reason)?;
    webhooks::announce(service, &mut store, organisation, &[event]);
    Ok(())
}

/// The party acts; when this ends, the files that come of it are made. Callers that go away meanwhile
/// change nothing about that.
pub(super) async fn perform(
    service: &Arc<Service>,
    document: &str,
    party: usize,
    act: Act,
    comment: Option<String>,
) -> Result<(), CannotAct> {
    let making = {
        let mut store = service.store();
        let (now, sources) = (store.now(), store.sources.clone());
        store.process(document).map_err(|_| CannotAct::NotSent)?.can_act(party, act)?;
        let Ok(process) = store.process_mut(document) else { return Err(CannotAct::NotSent) };
        let organisation = process.organisation;
        let events = process.act(party, act, comment.as_deref(), now, &sources)?;
        // facts: Autenti API, file purposes: a partly signed file exists before the signed one.
        let made_of = matches!(process.status, Status::Completed) || act == Act::Sign;
        let making = made_of.then(|| Making { process: process.clone(), made_at: now });
        webhooks::announce(service, &mut store, organisation, &events);
        making.map(|making| (making, store.generation))
    };
    if let Some((making, generation)) = making {
        let service = Arc::clone(service);
        let made = tokio::task::spawn_blocking(move || {
            let made = making.make();
            let mut store = service.store();
            if store.generation == generation {
                store.keep(&making, made);
            }
        });
        if let Err(error) = made.await {
            tracing::error!(%error, "the signed files could not be made");
        }
    }
    Ok(())
}

impl Store {
    /// Lists the files that were made: facts: Autenti API, known traps: some time after `COMPLETED`.
    fn keep(&mut self, making: &Making, made: Made) {
        let visible_from =
            making.made_at + jiff::SignedDuration::from_millis(self.settings.signed_file_delay_ms.into());
        let ids = self.sources.id.clone();
        let Ok(process) = self.process_mut(&making.process.id) else { return };
        // Somebody was quicker: their files say more.
        if (process.status, process.signatures()) != (making.process.status, making.process.signatures()) {
            return;
        }
        process.retire_partly_signed(visible_from);
        for file in files(making, made, visible_from, || ids().to_string()) {
            process.add_file(file);
        }
    }
}

/// The files as they are listed.
pub(super) fn files(
    making: &Making,
    made: Made,
    visible_from: jiff::Timestamp,
    id: impl Fn() -> String,
) -> Vec<StoredFile> {
    let process = &making.process;
    let file = |id: String, filename: String, purpose: Purpose, content: Bytes| StoredFile {
        id,
        filename,
        description: None,
        purpose,
        mime_type: match purpose {
            Purpose::ContentArchive => "application/zip".to_owned(),
            _ => "application/pdf".to_owned(),
        },
        content,
        modified_at: making.made_at,
        visible_from,
        visible_until: None,
        // Behind everything that was uploaded.
        order: u64::MAX,
    };
    let name = file_name(&process.subject.title);
    if process.status == Status::Completed {
        // facts: Autenti API, identifiers: the id of a signed file has a slash inside.
        let signed = format!("FILE-SIGNED_CONTENT_FILE:{}/DTBS", id());
        let card = format!("FILE-SIGNATURE_CARD:{}", id());
        let archive = format!("FILE-CONTENT_ARCHIVE:{}", id());
        let archive_name = name.replace("-signed.pdf", ".zip");
        let content = archive_of(process, &name, &made);
        vec![
            file(signed, name.clone(), Purpose::SignedContentFile, made.document),
            file(card, name.replace("-signed", "-signature-card"), Purpose::SignatureCard, made.card),
            // facts: Autenti API, files: a ZIP that appears only with completion; what is in it is inferred.
            file(archive, archive_name, Purpose::ContentArchive, content),
        ]
    } else {
        let partly = format!("FILE-DTBS:{}/DTBS", id());
        let name = name.replace("-signed", "-partially-signed");
        vec![file(partly, name, Purpose::PartiallySignedContentFile, made.document)]
    }
}

/// Everything in one ZIP: what was sent, what came of it, and the card.
fn archive_of(process: &DocumentProcess, signed_name: &str, made: &Made) -> Bytes {
    let sources = process.source_files().map(|file| (file.filename.clone(), &file.content));
    let results = [
        (signed_name.to_owned(), &made.document),
        (signed_name.replace("-signed", "-signature-card"), &made.card),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (index, (name, content)) in sources.chain(results).enumerate() {
        // Names may repeat, and hold what no path may hold.
        let name = format!("{:02}-{}", index + 1, name.replace(['/', '\\'], "_"));
        let options = zip::write::SimpleFileOptions::default();
        // Writing to memory cannot fail.
        let _written = archive.start_file(name, options).map(|()| archive.write_all(content));
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default().into()
}
