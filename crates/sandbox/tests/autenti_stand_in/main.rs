//! The Autenti stand-in, used over HTTP as programs and people use the real service.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that meets the unexpected fails")]

mod acting;
mod action_links;
mod actions;
mod authorization;
mod demo;
mod drafts;
mod faults;
mod files;
mod hand_over;
mod landing;
mod modes;
mod organisations;
mod signed_document;
mod signing_page;
mod stand_in;
mod tokens;
mod webhooks;
