//! Sign on the phone: a code of a link that is made at the click and forgotten when the dialog closes.

use std::rc::Rc;

use autenti_model::Email;

use super::{Outcome, Work, sign};
use crate::state::{Note, SigningState};

pub(super) fn work(state: Rc<SigningState>, email: Email) -> Work {
    Box::pin(async move {
        let email = Some(email).filter(|email| !email.is_empty());
        let link = sign::link(&state, email, true).await?;
        state.expect_signature();
        Ok(Outcome { note: Some(Note::Phone(link)), ..Outcome::said("") }.without_reading())
    })
}
