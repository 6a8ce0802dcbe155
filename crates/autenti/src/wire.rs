//! The shapes that travel. They stay in this crate; the public types are made from them.

mod document_list;
mod incoming;
mod outgoing;
mod time;

pub(crate) use document_list::documents_in;
pub(crate) use incoming::{DocumentIn, EventIn, FileIn, LinkIn, PartyIn, TagIn};
pub(crate) use outgoing::{DocumentOut, PartyOut};
