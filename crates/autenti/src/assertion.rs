//! The assertion of the JWT bearer grant: who asks, on whose behalf, signed with the application's key
//! (facts: Autenti API, "JWT assertion").

use api_client::ConfigError;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use uuid::Uuid;

use crate::grant::{AssertionAlgorithm, JwtBearer};

const AUDIENCE: &str = "autenti.com";
/// Seconds for which an assertion is good.
const LIFETIME: i64 = 300;

/// Makes assertions.
#[derive(Clone)]
pub(crate) struct Assertions {
    key: EncodingKey,
    header: Header,
    issuer: String,
    subject: String,
    email: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: i64,
    iat: i64,
    iss: &'a str,
    sub: &'a str,
    jti: Uuid,
    email: &'a str,
    email_verified: bool,
}

impl Assertions {
    pub(crate) fn new(grant: &JwtBearer, algorithm: AssertionAlgorithm) -> Result<Self, ConfigError> {
        let pem = grant.private_key_pem.expose_secret();
        let key = EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(|_reason| wrong_key())?;
        let algorithm = match algorithm {
            AssertionAlgorithm::Rs256 => Algorithm::RS256,
            AssertionAlgorithm::Rs512 => Algorithm::RS512,
        };
        // `typ: JWT` is sent by the plugin too (facts: Autenti API, corrections).
        let header = Header {
            kid: grant.key_id.clone().filter(|key_id| !key_id.is_empty()),
            ..Header::new(algorithm)
        };
        let assertions = Self {
            key,
            header,
            issuer: grant.issuer.clone(),
            subject: grant.subject.clone(),
            email: grant.email.clone(),
        };
        // A key can be well-formed and still not sign, for example because it is too short.
        assertions.assertion(Timestamp::UNIX_EPOCH)?;
        Ok(assertions)
    }

    /// The same for another user of the organisation, whose address stands for the lasting id too.
    pub(crate) fn for_user(&self, email: &str) -> Self {
        Self { subject: email.to_owned(), email: email.to_owned(), ..self.clone() }
    }

    /// Whether assertions name this user.
    pub(crate) fn is_for(&self, email: &str) -> bool {
        self.email.eq_ignore_ascii_case(email)
    }

    pub(crate) fn assertion(&self, now: Timestamp) -> Result<SecretString, ConfigError> {
        let iat = now.as_second();
        let claims = Claims {
            aud: AUDIENCE,
            exp: iat + LIFETIME,
            iat,
            iss: &self.issuer,
            sub: &self.subject,
            jti: Uuid::new_v4(),
            email: &self.email,
            email_verified: true,
        };
        let assertion = jsonwebtoken::encode(&self.header, &claims, &self.key);
        assertion.map(SecretString::from).map_err(|_reason| wrong_key())
    }
}

fn wrong_key() -> ConfigError {
    ConfigError::Setting("the private key is not an RSA key in PEM".to_owned())
}

impl std::fmt::Debug for Assertions {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Assertions").field("kid", &self.header.kid).finish_non_exhaustive()
    }
}
