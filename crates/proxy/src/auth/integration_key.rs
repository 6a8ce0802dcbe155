//! Integration keys: what servers show that call the proxy, such as WEBCON's.

use sha2::{Digest, Sha256};

use crate::config::IntegrationKey;

/// A server that showed an integration key.
#[derive(Clone, Debug)]
pub struct Integration {
    /// Whose key it is.
    pub name: String,
}

impl Integration {
    /// Whose key it is, if it is one of those known.
    pub fn of_key(known: &[IntegrationKey], key: &str) -> Option<Self> {
        let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
        known
            .iter()
            // Digests are compared, not keys: how long that takes tells nothing about a key.
            .find(|known| known.sha256 == digest)
            .map(|known| Self { name: known.name.clone() })
    }
}
