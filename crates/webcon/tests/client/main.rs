//! The client against a portal that answers as the recorded facts say, and against one that does not.

#![expect(clippy::unwrap_used, reason = "what a test prepares may fail it")]

mod attachments;
mod elements;
mod network;
mod processes;
mod sign_in;
mod support;
mod uda;
mod updates;
