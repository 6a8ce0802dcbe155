//! The portal's REST API v6.0 through HTTP. Every JSON answer is checked against the vendor's OpenAPI
//! document, reduced to what is answered here.

#![expect(clippy::unwrap_used, reason = "a test ends where something fails")]

#[path = "../portal_stand/mod.rs"]
mod stand;

mod api;
mod attachments;
mod checkout;
mod contract;
mod element;
mod form_layout;
mod metadata;
mod modes;
mod token;
mod update;
