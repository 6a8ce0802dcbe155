//! What happened to the documents of the instance: read when somebody looks, and again when something is new.

use std::rc::Rc;

use autenti_model::history::HistoryEntry;

use super::SigningState;
use crate::dom::{Boxed, spawn};
use crate::net::{Call, Failure, body, decode};

impl SigningState {
    /// Reads what happened.
    pub(crate) fn read_history(self: &Rc<Self>) -> Boxed<'static, Result<(), Failure>> {
        let state = Rc::clone(self);
        Box::pin(async move {
            let response = state.request(Call::get("/v1/signing/history")).await?;
            let entries: Option<Vec<HistoryEntry>> = decode(&body(&response, state.lang()).await);
            let entries = entries.ok_or_else(|| Failure::unexpected(response.status(), state.lang()))?;
            state.update(|snapshot| snapshot.history = Some(Rc::new(entries)));
            Ok(())
        })
    }

    /// Something is new: what is shown of the past is read again.
    pub(super) fn refresh_history(self: &Rc<Self>) {
        if self.snapshot().history.is_some() {
            let state = Rc::clone(self);
            // What is shown stays; the next news, or opening it again, brings the rest.
            spawn(async move { drop(state.read_history().await) });
        }
    }
}
