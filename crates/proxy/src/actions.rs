//! What a user, or WEBCON's own automation, can have done to a document.

pub mod link;
pub mod reminders;
pub mod send;
pub mod signed_document;
pub mod withdrawal;
