//! Stub.
pub mod config;
