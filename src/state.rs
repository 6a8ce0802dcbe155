//! What is known of a signing, and what keeps it in sync. Whoever shows it observes it; nothing here knows who that is.

mod answer;
mod form_sync;
mod news;
mod observer;
mod registry;
mod signing_state;
mod snapshot;
mod sync;

pub(crate) use form_sync::FormSync;
pub(crate) use news::{changed_recipients, is_sending};
pub(crate) use observer::{Change, Observer};
pub(crate) use registry::{attach, close_left, detach};
pub(crate) use signing_state::{Settings, SigningState};
pub(crate) use snapshot::{BrokenRule, Note, Snapshot};
