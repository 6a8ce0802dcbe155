#![doc = include_str!("../README.md")]

pub mod actions;
pub mod api;
pub mod caller;
pub mod cli;
pub mod clock;
pub mod config;
pub mod document;
pub mod failure;
pub mod files;
pub mod form;
pub mod hub;
pub mod inspection;
pub mod journal;
pub mod keeper;
pub mod measure;
pub mod pdf;
pub mod plan;
pub mod reading;
pub mod server;
pub mod signing;
pub mod sum;
pub mod ticket;
pub mod upstream;
pub mod watch;
pub mod write_back;

mod proxy;

pub use proxy::{Label, Pace, Proxy};
