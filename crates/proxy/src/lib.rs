//! Stub.
pub mod config;
pub mod document;
pub mod failure;
pub mod journal;
pub mod plan;
pub mod ticket;
