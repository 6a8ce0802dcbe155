//! A list of documents, in whatever shape it comes (facts: Autenti API, "List": none was ever seen).

use api_client::json::problem;
use serde_json::{Map, Value};

use crate::document::Document;
use crate::wire::DocumentIn;

/// What the id of a document starts with, everywhere that one was seen.
const PREFIX: &str = "DOCUMENT_PROCESS:";

/// What a document is known by without its prefix: members that files, participants and events do not have.
const MARKS: &[&str] = &["title", "processLanguage"];

/// What is needed to find a document again, when the rest of an entry cannot be read.
const ESSENTIALS: &[&str] = &["id", "title", "status", "createdAt", "modifiedAt"];

/// The documents in an answer: entries of an array, of an object around one, or of something deeper.
pub(crate) fn documents_in(answer: Value) -> Vec<Document> {
    let mut documents = Vec::new();
    collect(answer, &mut documents);
    documents
}

fn collect(value: Value, documents: &mut Vec<Document>) {
    match value {
        Value::Array(values) => values.into_iter().for_each(|value| collect(value, documents)),
        Value::Object(members) if is_document(&members) => documents.extend(document(members)),
        Value::Object(members) => {
            members.into_iter().for_each(|(_name, value)| collect(value, documents));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_document(members: &Map<String, Value>) -> bool {
    let id = members.get("id").and_then(Value::as_str);
    // An event's `object` has the document's id and a `type`, and says nothing else of it.
    let is_reference = members.contains_key("type") && !MARKS.iter().any(|mark| members.contains_key(*mark));
    id.is_some_and(|id| {
        id.starts_with(PREFIX) && !is_reference || MARKS.iter().any(|mark| members.contains_key(*mark))
    })
}

fn document(mut members: Map<String, Value>) -> Option<Document> {
    let whole = serde_json::from_value::<DocumentIn>(Value::Object(members.clone()));
    let read = whole.or_else(|error| {
        tracing::debug!(problem = problem(&error), "an entry of the list of documents is read in part");
        members.retain(|name, _value| ESSENTIALS.contains(&name.as_str()));
        serde_json::from_value(Value::Object(members))
    });
    read.ok()?.document()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ids(answer: Value) -> Vec<String> {
        documents_in(answer).into_iter().map(|document| document.id.to_string()).collect()
    }

    #[test]
    fn documents_are_found_wherever_they_stand() {
        let one = json!({ "id": "DOCUMENT_PROCESS:1", "title": "Umowa" });
        for answer in [
            one.clone(),
            json!([one]),
            json!({ "content": [one], "totalElements": 1 }),
            json!({ "_embedded": { "documentProcesses": [one] }, "page": { "number": 0 } }),
            json!([{ "id": "FILE-SOURCE_FILE:7", "filename": "a.pdf", "processes": [one] }]),
        ] {
            assert_eq!(ids(answer.clone()), ["DOCUMENT_PROCESS:1"], "{answer}");
        }
        assert_eq!(ids(json!([{ "id": "7", "title": "without the prefix" }])), ["7"]);
    }

    #[test]
    fn what_only_names_a_document_is_none() {
        let event =
            json!({ "id": "e1", "object": { "id": "DOCUMENT_PROCESS:1", "type": "DOCUMENT_PROCESS" } });
        assert!(ids(json!([event, { "filename": "a.pdf" }, "DOCUMENT_PROCESS:1", null, 7])).is_empty());
    }

    #[test]
    fn an_entry_of_another_shape_can_still_be_found_again() {
        let entry = json!({ "id": "DOCUMENT_PROCESS:1", "title": "Umowa", "status": "DRAFT",
                            "createdAt": "2026-11-23T12:00:00Z", "parties": "3", "files": { "count": 1 } });
        let documents = documents_in(json!([entry]));
        assert_eq!(documents[0].title, "Umowa");
        assert_eq!(documents[0].created_at, Some("2026-11-23T12:00:00Z".parse().unwrap()));
    }
}
