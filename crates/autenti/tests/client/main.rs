//! The client against a server that answers as the recorded facts say, and against one that does not.

#![expect(clippy::unwrap_used, reason = "what a test prepares may fail it")]

mod actions;
mod callbacks;
mod documents;
mod files;
mod keys;
mod network;
mod refresh_tokens;
mod sign_in;
mod support;
mod webhooks;
