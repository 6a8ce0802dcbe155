//! What goes into the `Authorization` header.

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::config::ConfigError;

/// The value of an `Authorization` header: a token or a key.
#[derive(Clone, Debug)]
pub struct Authorization {
    header: HeaderValue,
    secret: SecretString,
}

impl Authorization {
    /// `{scheme} {secret}`, such as `Bearer …`.
    ///
    /// # Errors
    /// When it cannot be sent in a header.
    pub fn new(scheme: &str, secret: &SecretString) -> Result<Self, ConfigError> {
        let mut header = HeaderValue::try_from(format!("{scheme} {}", secret.expose_secret()))
            .map_err(|_invalid| ConfigError::Header("the API key or token"))?;
        header.set_sensitive(true);
        Ok(Self { header, secret: secret.clone() })
    }

    pub(crate) fn header(&self) -> &HeaderValue {
        &self.header
    }

    pub(crate) fn secret(&self) -> &str {
        self.secret.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_not_show_its_secret() {
        let authorization = Authorization::new("Bearer", &"s3cret-token".into()).unwrap();
        assert!(!format!("{authorization:?}").contains("s3cret"));
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        assert!(matches!(Authorization::new("Bearer", &"a\nb".into()), Err(ConfigError::Header(_))));
    }
}
