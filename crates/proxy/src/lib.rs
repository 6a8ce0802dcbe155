#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod actions;
pub mod audit;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod digest;
pub mod doctor;
pub mod document;
mod draft;
pub mod failure;
pub mod form;
pub mod http;
pub mod jobs;
pub mod keyed_mutex;
pub mod metrics;
pub mod pdf;
pub mod plan;
pub mod proposal;
pub mod signing;
pub mod store;
pub mod timing;
pub mod upstream;
pub mod webhooks;

mod app;

pub use app::Proxy;
