//! The documents that are there when the demo starts.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::act;
use super::document_process::{Act, DocumentProcess};
use super::draft::DraftRequest;
use super::organisation::DEMO;
use super::settings::Settings;
use super::signed_document::Making;
use super::sources::Sources;
use super::stored_file::{Purpose, StoredFile};
use super::token::Caller;
use crate::demo::{
    ANNA, COMPLETED, DOCUMENTS, EWA, FILE, IN_PROGRESS, JAN, Person, REJECTED, REJECTION_REASON,
    StartingDocument, WITHDRAWN,
};
use crate::sample_pdf::contract;

/// Where the parties stand in [`draft`]: the sender comes first.
const ANNA_AT: usize = 1;
const JAN_AT: usize = 2;

/// The documents of [`DOCUMENTS`], sent some days before `now`, the last one last.
pub(super) fn processes(now: Timestamp, sources: &Sources) -> Vec<DocumentProcess> {
    DOCUMENTS
        .iter()
        .filter_map(|document| {
            let sent = now - SignedDuration::from_hours(24 * document.days_ago);
            process(document, sent, sources)
        })
        .collect()
}

/// Takes the document the way that a real one goes. None cannot happen: what is written here is valid.
fn process(document: &StartingDocument, sent: Timestamp, sources: &Sources) -> Option<DocumentProcess> {
    let mut process = draft(document, sent, sources)?;
    process.add_file(source_file(document, sent));
    process.send(sent, sent, sources);
    let later = |minutes| sent + SignedDuration::from_mins(minutes);
    match document.id {
        id if id == IN_PROGRESS.id => {
            sign(&mut process, ANNA_AT, later(35), sources)?;
            keep_files(&mut process, later(35), sources);
        }
        id if id == COMPLETED.id => {
            sign(&mut process, ANNA_AT, later(12), sources)?;
            sign(&mut process, JAN_AT, later(190), sources)?;
            keep_files(&mut process, later(190), sources);
        }
        id if id == REJECTED.id => {
            sign(&mut process, ANNA_AT, later(8), sources)?;
            process.act(JAN_AT, Act::Reject, Some(REJECTION_REASON), later(95), sources).ok()?;
        }
        id if id == WITHDRAWN.id => {
            process.withdraw(later(20), sources);
        }
        _ => {}
    }
    Some(process)
}

fn sign(process: &mut DocumentProcess, party: usize, at: Timestamp, sources: &Sources) -> Option<()> {
    process.act(party, Act::Sign, None, at, sources).ok().map(drop)
}

fn keep_files(process: &mut DocumentProcess, at: Timestamp, sources: &Sources) {
    let making = Making { process: process.clone(), made_at: at };
    for file in act::files(&making, making.make(), at, || (sources.id)().to_string()) {
        process.add_file(file);
    }
}

fn draft(document: &StartingDocument, at: Timestamp, sources: &Sources) -> Option<DocumentProcess> {
    let party = |person: Person| {
        json!({ "firstName": person.first_name, "lastName": person.last_name,
                "contacts": [{ "type": "CONTACT-TYPE:EMAIL", "attributes": { "email": person.email } }] })
    };
    let signer = |person: Person, priority: u32| {
        json!({ "party": party(person), "role": "SIGNER", "constraints": [
            { "constrainedActions": ["ACTION:SIGNATURE_APPLICATION"],
              "classifiers": ["CONSTRAINT-UNIQUE_TYPE:SIGNATURE_TYPE"],
              "attributes": { "requiredClassifiers": ["SIGNATURE_PROVIDER-SIGNATURE_TYPE:BASIC"] } },
            { "classifiers": ["CONSTRAINT-UNIQUE_TYPE:PARTICIPATION_PRIORITY"],
              "attributes": { "priority": priority } } ] })
    };
    let request: DraftRequest = serde_json::from_value(json!({
        "title": document.title,
        "description": "Proszę o zapoznanie się z dokumentem i podpis.",
        "processLanguage": "pl",
        "parties": [signer(ANNA, 1), signer(JAN, 2), { "party": party(EWA), "role": "VIEWER" }],
        "constraints": [{ "constrainedActions": ["ACTION:SIGNATURE_APPLICATION"],
                          "classifiers": ["CONSTRAINT-UNIQUE_TYPE:VISUALISATION"],
                          "attributes": { "visualisationId": "VISUALISATION:AUTENTI_SIGNATURE_CARD" } }],
    }))
    .ok()?;
    let (subject, parties) =
        request.into_parts(&Caller::system_user(&DEMO), &Settings::default(), sources).ok()?;
    Some(DocumentProcess::draft(document.id.to_owned(), &DEMO, subject, parties, at))
}

fn source_file(document: &StartingDocument, at: Timestamp) -> StoredFile {
    let names = [ANNA, JAN].map(|person| format!("{} {}", person.first_name, person.last_name));
    let content = contract(document.title, &names.each_ref().map(String::as_str));
    let id = document.id.trim_start_matches("DOCUMENT_PROCESS:");
    StoredFile {
        id: format!("FILE-SOURCE_FILE:{id}"),
        filename: FILE.to_owned(),
        description: None,
        purpose: Purpose::SourceFile,
        mime_type: "application/pdf".to_owned(),
        content: Bytes::from(content),
        modified_at: at,
        visible_from: at,
        visible_until: None,
        order: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_of_the_demo_is_there_in_its_state() {
        let processes = processes(Timestamp::now(), &Sources::default());
        assert_eq!(processes.len(), DOCUMENTS.len());
        for (process, document) in processes.iter().zip(DOCUMENTS) {
            assert_eq!(process.id, document.id);
            assert_eq!(serde_json::to_value(process.status).unwrap(), document.status);
        }
    }
}
