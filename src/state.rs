//! What is known of a signing, and what keeps it in sync. Whoever shows it observes it; nothing here knows who that is.

mod answer;
mod form_sync;
mod history;
pub(crate) mod news;
mod observer;
mod registry;
mod reminders;
mod signing_state;
mod snapshot;
mod sync;

pub(crate) use form_sync::FormSync;
pub(crate) use news::{changed_recipients, is_sending};
pub(crate) use observer::{Change, Observer};
pub(crate) use registry::{attach, close_left, detach};
pub(crate) use reminders::{ids_to_remind, is_just_reminded};
pub(crate) use signing_state::{Settings, SigningState};
pub(crate) use snapshot::{Note, NoteLine, Snapshot, TypedList};
