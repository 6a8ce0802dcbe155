//! Calls to the proxy: address, headers, tickets, time limits, what comes back, and failures put into words.

mod call;
mod event_stream;
mod failure;
mod send_key;
mod ticket;

pub(crate) use call::{Call, Empty, base, body, decode, set_default_base};
pub(crate) use event_stream::{Event, Parser};
pub(crate) use failure::{Failure, Recovery};
pub(crate) use send_key::{forget_send_key, send_key};
pub(crate) use ticket::{Ticket, TicketSource};
