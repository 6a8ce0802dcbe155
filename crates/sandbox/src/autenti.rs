//! Stands in for Autenti: its API v2, its signing page, its webhooks.

use std::path::Path;

use axum::Router;
use url::Url;

use crate::control::Control;

/// The key pair of the application `demo`.
#[derive(Debug)]
pub struct ApplicationKeys {
    private_pem: String,
}

impl ApplicationKeys {
    /// Reads the pair from the folder, or makes one.
    pub fn load_or_make(_folder: Option<&Path>) -> anyhow::Result<Self> {
        Ok(Self { private_pem: String::new() })
    }

    /// The private key, PKCS #8 PEM.
    pub fn private_pem(&self) -> &str {
        &self.private_pem
    }
}

/// The stand-in, reachable at `origin`.
pub fn router(_origin: Url, _keys: ApplicationKeys) -> Router {
    Control::new(|| {}).wrap(Router::new())
}
