#![doc = include_str!("../README.md")]

mod authorization;
mod base_url;
mod call;
mod clock;
mod config;
mod download;
mod error;
mod error_answer;
mod http_client;
pub mod json;
mod mask;
mod open_list;
mod request;
mod retry;
#[cfg(feature = "testing")]
pub mod testing;
mod token;
mod token_endpoint;
mod transport;
mod upstream_message;

pub use authorization::Authorization;
pub use base_url::BaseUrl;
pub use call::{Call, Operation};
pub use clock::{Clock, SystemClock};
pub use config::{ConfigError, Connection, Timeouts};
pub use download::Download;
pub use error::{Cause, Error, ServiceError};
pub use error_answer::ErrorAnswer;
pub use http_client::HttpClient;
pub use request::{MultipartBody, Request};
pub use retry::RetryPolicy;
#[doc(hidden)]
pub use serde;
pub use token::TokenSource;
pub use token_endpoint::{ClientCredentials, Proof, TokenAnswer, TokenEndpoint, TokenForm};
pub use transport::Transport;
pub use upstream_message::UpstreamMessage;
