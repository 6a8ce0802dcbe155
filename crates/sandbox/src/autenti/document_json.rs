//! A document process as the API tells it.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::document_process::DocumentProcess;
use super::stored_file::StoredFile;

impl DocumentProcess {
    /// facts: Autenti API, create draft and details: one shape for both.
    pub(super) fn to_json(&self, now: Timestamp) -> Value {
        json!({
            "id": self.id,
            "title": self.subject.title,
            "description": self.subject.description,
            "processLanguage": self.subject.process_language,
            "status": self.status,
            "parties": self.parties_json(now),
            "files": self.files(now).map(StoredFile::to_json).collect::<Vec<_>>(),
            "tags": self.subject.tags,
            "constraints": self.subject.constraints,
            "flags": [],
            "createdAt": self.created_at,
            "modifiedAt": self.modified_at,
        })
    }

    pub(super) fn parties_json(&self, now: Timestamp) -> Vec<Value> {
        let is_final = self.ids_are_final(now);
        self.parties.iter().map(|party| party.to_json(is_final)).collect()
    }

    /// Inferred: the shape of the list's rows is not known; they have the parties, without which no
    /// caller could tell two documents of one title apart.
    pub(super) fn to_summary_json(&self, now: Timestamp) -> Value {
        json!({
            "id": self.id,
            "title": self.subject.title,
            "status": self.status,
            "parties": self.parties_json(now),
            "createdAt": self.created_at,
            "modifiedAt": self.modified_at,
        })
    }
}
