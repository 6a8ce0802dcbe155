//! Links for a participant: `POST /document-processes/{id}/parties/{party}/action-links`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::assertion::unlock_challenge;
use super::constraint::SmsCode;
use super::document_process::Status;
use super::draft::secret;
use super::error::ApiError;
use super::party::{Participation, Role};
use super::service::{Service, Store};
use super::token::Caller;

/// Links that were made, by their token.
pub(super) type Links = HashMap<String, Link>;

/// Where a link leads. Parties of a document that was sent keep their places.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) document: String,
    pub(super) party: usize,
    /// None for the link of an invitation.
    pub(super) expires: Option<Timestamp>,
    /// Whether the code that opens the document was given.
    pub(super) unlocked: bool,
}

/// facts: Autenti API, links: an array with `attributes.httpRequest.uri`.
///
/// Inferred: the values of the other keys; that whoever has nothing to do now, before its turn or
/// after, gets an empty array; that a viewer gets a link to look at the document.
pub(super) async fn post(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path((id, party)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let mut store = service.store();
    let now = store.now();
    let process = store.process_of(&caller, &id)?;
    let found = process.find_party(&party, now).ok_or_else(|| ApiError::not_found("party"))?;
    let party = &process.parties[found];
    let has_something_to_do = party.participation == Participation::Pending || party.role == Role::Viewer;
    if process.status != Status::Processing || !has_something_to_do {
        return Ok(Json(json!([])));
    }
    // Inferred: facts say that SMS-protected documents may give no link, and that a locked document
    // answers with this challenge.
    if party.phone(SmsCode::ToOpen).is_some() {
        return Err(unlock_challenge());
    }
    let (action, description) = match party.role {
        Role::Approver => ("ACTION:APPROVAL", "Approve the document"),
        Role::Reviewer => ("ACTION:REVIEW", "Give your opinion on the document"),
        Role::Viewer | Role::Sender => ("ACTION:READ", "Read the document"),
        Role::Signer => ("ACTION:SIGNATURE_APPLICATION", "Sign the document"),
    };
    let token = store.make_link(&id, found);
    Ok(Json(json!([{
        "classifiers": ["ACTION_LINK-UNIQUE_TYPE:SIGNING_PAGE"],
        "attributes": {
            "userInteraction": "REDIRECT",
            "description": description,
            "actionIdentifier": action,
            "httpRequest": { "uri": format!("{}sign/{token}", service.origin), "method": "GET" },
        },
    }])))
}

impl Store {
    fn make_link(&mut self, document: &str, party: usize) -> String {
        let token = secret(&self.sources);
        let expires = Some(self.after_seconds(self.settings.link_seconds));
        let link = Link { document: document.to_owned(), party, expires, unlocked: false };
        self.links.insert(token.clone(), link);
        token
    }

    /// The link with that token, made here or sent with an invitation.
    pub(super) fn link(&mut self, token: &str) -> Option<&mut Link> {
        if !self.links.contains_key(token) {
            let (document, party) = self.processes.iter().find_map(|process| {
                let invited = process.parties.iter().position(|party| party.invitation == token)?;
                process.sent_at.map(|_| (process.id.clone(), invited))
            })?;
            let link = Link { document, party, expires: None, unlocked: false };
            self.links.insert(token.to_owned(), link);
        }
        self.links.get_mut(token)
    }
}
