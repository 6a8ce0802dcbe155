//! The assertion of the grant jwt-bearer: a JWT that the application signs with its private key.
//!
//! facts: Autenti API, OAuth2, JWT assertion: header and claims. Inferred: how strictly they are checked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::application_keys::{ApplicationKeys, Signed};
use super::organisation::Organisation;
use super::service::Store;
use super::settings::JwtAlgorithm;

const AUDIENCE: &str = "autenti.com";
/// The plugin's assertions live 300 seconds. Inferred: twice that is the most that is taken.
const LONGEST_LIFE: i64 = 600;
/// How far the clocks may be apart, in seconds.
const LEEWAY: i64 = 60;

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    aud: String,
    exp: i64,
    iat: i64,
    iss: String,
    sub: String,
    jti: String,
    email: String,
}

/// Says whom the assertion speaks for, or what is wrong with it; one that is good is remembered as used.
pub(super) fn check(
    assertion: &str,
    organisation: &Organisation,
    keys: &ApplicationKeys,
    store: &mut Store,
) -> Result<String, String> {
    let mut parts = assertion.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err("The assertion is not a JWT.".to_owned());
    };
    let Header { alg, typ, kid } = decode(header, "header")?;
    let signed = match (alg.as_str(), store.settings.jwt_algorithm) {
        ("RS256", JwtAlgorithm::Any | JwtAlgorithm::Rs256) => Signed::WithSha256,
        // facts: Autenti API, corrections: RS512, existence only.
        ("RS512", JwtAlgorithm::Any | JwtAlgorithm::Rs512) => Signed::WithSha512,
        (_, JwtAlgorithm::Any) => return Err("The assertion must be signed with RS256 or RS512.".to_owned()),
        (_, JwtAlgorithm::Rs256) => return Err("The assertion must be signed with RS256.".to_owned()),
        (_, JwtAlgorithm::Rs512) => return Err("The assertion must be signed with RS512.".to_owned()),
    };
    match typ.as_deref() {
        Some("JWT") => {}
        None if !store.settings.jwt_needs_typ => {}
        _ => return Err("typ of the assertion must be JWT.".to_owned()),
    }
    // facts: Autenti API, JWT assertion: `kid` only when the public key has one, and this one has none.
    if kid.is_some() {
        return Err("The application's key has no kid, the assertion names one.".to_owned());
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| "The signature is not base64url.")?;
    let message = format!("{header}.{payload}");
    if !keys.signed(message.as_bytes(), &signature, signed) {
        return Err("The signature does not fit the application's key.".to_owned());
    }
    let claims: Claims = decode(payload, "claims")?;
    let now = store.now().as_second();
    if claims.aud != AUDIENCE {
        return Err(format!("aud must be {AUDIENCE}."));
    }
    if claims.exp <= now - LEEWAY {
        return Err("The assertion has expired.".to_owned());
    }
    if claims.iat > now + LEEWAY {
        return Err("The assertion was made in the future.".to_owned());
    }
    if claims.exp - claims.iat > LONGEST_LIFE || claims.exp > now + LONGEST_LIFE + LEEWAY {
        return Err(format!("The assertion may live {LONGEST_LIFE} seconds."));
    }
    // facts: Autenti API, JWT assertion: `sub` is the user's id in the calling system, reserved for future use. Which one
    // belongs to another user is not known: the system user's, or their address.
    let is_subject = claims.sub == organisation.subject || claims.sub == claims.email;
    if claims.iss != organisation.id || !is_subject {
        return Err("iss or sub is not known.".to_owned());
    }
    // facts: Autenti API, corrections: acting as another user of the organisation, existence only.
    let is_allowed = claims.email == organisation.system_user
        || store.settings.act_as && organisation.has_user(&claims.email);
    if !is_allowed {
        return Err("email is no user that the application may act for.".to_owned());
    }
    let used = &mut store.tokens.used_assertions;
    used.retain(|_, expires| expires.as_second() > now - LEEWAY);
    let expires = Timestamp::from_second(claims.exp).map_err(|_| "exp is not a time.")?;
    if claims.jti.is_empty() || used.insert(claims.jti, expires).is_some() {
        return Err("The assertion has been used.".to_owned());
    }
    Ok(claims.email)
}

fn decode<T: DeserializeOwned>(part: &str, what: &str) -> Result<T, String> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| format!("The {what} are not base64url."))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("The {what} are not as expected: {error}"))
}
