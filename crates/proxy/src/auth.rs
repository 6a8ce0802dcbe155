//! Who asks, and what is permitted: tickets, integration keys, and the principals that they make.

mod administrators;
mod integration_key;
mod principal;
mod revocations;
mod ticket;
mod ticket_addresses;

pub use administrators::{AdminSession, Administrators};
pub use integration_key::{Integration, KeyRefused};
pub use principal::{Origin, Principal};
pub use revocations::{Revocation, Revocations, Revoked};
pub use ticket::{Claims, Minted, Request, Tickets, User};
pub use ticket_addresses::TicketAddresses;
