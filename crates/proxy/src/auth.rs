//! Who asks, and what is permitted: tickets, integration keys, and the principals that they make.

mod integration_key;
mod principal;
mod ticket;

pub use integration_key::Integration;
pub use principal::Principal;
pub use ticket::{Claims, Minted, Request, Tickets, User};
