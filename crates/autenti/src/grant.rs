//! How the client proves who it is (facts: Autenti API, "OAuth2").

use std::fmt::Debug;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use secrecy::SecretString;

/// Why a store failed.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// A way of signing in.
#[derive(Clone, Debug)]
pub enum Grant {
    /// A signed assertion on behalf of a user; the way of WEBCON's own plugin.
    JwtBearer(JwtBearer),
    /// The application itself, without a user. Needs a package with machine rights.
    ClientCredentials {
        /// Scopes for this grant, in place of [`Config::scope`](crate::Config::scope).
        scope: Option<String>,
    },
    /// A refresh token that somebody got by signing in interactively.
    ///
    /// Autenti's refresh tokens are good for **one** use; each use brings the next. A token must therefore
    /// never be used from two places. The client tries the stored token first; when that is refused it
    /// tries `token`, so that an administrator can hand in a fresh one.
    RefreshToken {
        /// The token to begin with.
        token: SecretString,
        /// Where the next one is kept. It is stored before anything else happens.
        store: Arc<dyn RefreshTokenStore>,
    },
    /// A key that Autenti issued instead of tokens: `Authorization: api-key …`.
    ApiKey(SecretString),
}

/// What goes into the assertion of the JWT bearer grant.
#[derive(Clone, Debug)]
pub struct JwtBearer {
    /// RSA private key, PEM (PKCS #1 or PKCS #8). Autenti holds the public one.
    pub private_key_pem: SecretString,
    /// `kid`: only when the public key in Autenti's application has one.
    pub key_id: Option<String>,
    /// `iss`: id of the calling organisation.
    pub issuer: String,
    /// `sub`: lasting id of the user in the calling system.
    pub subject: String,
    /// `email`: the user on whose behalf the client acts.
    pub email: String,
}

/// How assertions are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AssertionAlgorithm {
    /// RSA with SHA-256: what WEBCON's plugin uses.
    #[default]
    Rs256,
    /// RSA with SHA-512 (facts: Autenti API, corrections; existence only).
    Rs512,
}

/// Keeps the one refresh token that is good. One store belongs to one client.
pub trait RefreshTokenStore: Debug + Send + Sync {
    /// The token that was stored last, if any.
    fn load(&self) -> BoxFuture<'_, Result<Option<SecretString>, StoreError>>;

    /// Stores a token in place of the one before. When this returns, the token must survive a crash.
    fn store(&self, token: SecretString) -> BoxFuture<'_, Result<(), StoreError>>;
}
