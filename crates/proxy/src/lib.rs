#![doc = include_str!("../README.md")]

pub mod actions;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod digest;
pub mod document;
pub mod failure;
pub mod files;
pub mod form;
pub mod http;
pub mod hub;
pub mod inspection;
pub mod journal;
pub mod keeper;
pub mod metrics;
pub mod pdf;
pub mod plan;
pub mod reading;
pub mod signing;
pub mod upstream;
pub mod watch;
pub mod write_back;

mod proxy;

pub use proxy::{Label, Pace, Proxy};
