//! Send for signature. Asked for once more in a dialog before it comes here.
//!
//! A click that means the same sending carries the same key, so that it is never done twice: a repeat after
//! an answer that was lost, or after the page was loaded again. The key lives in the browser's session
//! storage until the sending has an outcome.

use std::rc::Rc;

use autenti_model::Text;
use autenti_model::texts::joined;

use super::{Outcome, Work};
use crate::page::page;
use crate::proxy::Call;
use crate::store::Store;

pub(super) fn work(store: Rc<Store>) -> Work {
    Box::pin(async move {
        let key = page().send_key(&storage_name(&store));
        let headers: &[_] = &[("Idempotency-Key", key.as_str())];
        let asked_at = store.events.get();
        let sent = store.request(Call { headers, ..Call::post("/v1/signing/send", "{}") }).await;
        match sent {
            Ok(response) => {
                forget_key(&store);
                store.take_answer(&response, asked_at).await?;
                let said = Outcome::said(Text::SendDone.get(store.lang()));
                Ok(Outcome { reads_again: false, ..said })
            }
            Err(failure) => {
                if !failure.leaves_outcome_open() {
                    forget_key(&store);
                }
                store.state.borrow_mut().attempted.clone_from(&failure.violations);
                Err(failure)
            }
        }
    })
}

/// The sending has an outcome: the next one is another.
pub(crate) fn forget_key(store: &Store) {
    page().forget_send_key(&storage_name(store));
}

fn storage_name(store: &Store) -> String {
    joined(&["autenti-form:send:", &store.name()])
}
