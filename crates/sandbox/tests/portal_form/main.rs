//! The portal's pages, its form's server and its User Defined API through HTTP, with a proxy that is only
//! a few lines long.

#![expect(clippy::unwrap_used, reason = "a test ends where something fails")]

#[path = "../portal_stand/mod.rs"]
mod stand;

mod browser;
mod checkout;
mod design;
mod extension;
mod external_control;
mod files;
mod gallery;
mod harsher_modes;
mod html_field;
mod model;
mod pages;
mod proxy;
mod save;
mod seeds;
mod user_defined_api;
