//! Tickets: the only thing the browser holds. A short-lived token, signed by the proxy, that says who the
//! user is, which instance is meant and what is permitted. The browser can read it but not change it.

use std::time::Duration;

use autenti_model::{Email, ErrorCode, Lang, Right};
use jiff::Timestamp;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Names who makes tickets, so that a token made for something else under the same secret is refused.
const ISSUER: &str = "autenti-proxy";

/// What a ticket says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who made it.
    pub iss: String,
    /// The user's login in WEBCON.
    pub sub: String,
    /// The user's name.
    pub name: String,
    /// The user's e-mail address: recognises the user among the recipients.
    pub email: Email,
    /// The profile.
    pub profile: String,
    /// The instance.
    pub element: i32,
    /// What is permitted.
    pub may: Vec<Right>,
    /// Language of messages.
    pub lang: Lang,
    /// When it was made, in Unix seconds.
    pub iat: i64,
    /// Until when it is good, in Unix seconds.
    pub exp: i64,
    /// Tells tickets apart.
    pub jti: String,
}

/// The user a ticket is for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// Login in WEBCON.
    #[schema(example = "anna.nowak@example.com")]
    pub login: String,
    /// Name.
    #[schema(example = "Anna Nowak")]
    pub name: String,
    /// E-mail address: recognises the user among the recipients.
    #[schema(example = "anna.nowak@example.com")]
    pub email: Email,
}

/// What a ticket is wanted for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The profile.
    pub profile: String,
    /// The instance.
    pub element: i32,
    /// The user.
    pub user: User,
    /// What is permitted; `read` always is.
    pub may: Vec<Right>,
    /// Language of messages.
    pub lang: Lang,
}

/// A ticket that was made.
#[derive(Clone, Debug)]
pub struct Minted {
    /// The ticket.
    pub token: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// Makes and verifies tickets.
pub struct Tickets {
    signing_key: EncodingKey,
    verifying_keys: Vec<DecodingKey>,
    ttl: Duration,
}

impl Tickets {
    /// The first secret signs, all verify.
    ///
    /// # Errors
    /// When there is no secret.
    pub fn new(secrets: &[SecretString], ttl: Duration) -> anyhow::Result<Self> {
        let bytes = |secret: &SecretString| secret.expose_secret().as_bytes().to_vec();
        let first = secrets.first().ok_or_else(|| anyhow::anyhow!("no secret to sign tickets with"))?;
        Ok(Self {
            signing_key: EncodingKey::from_secret(&bytes(first)),
            verifying_keys: secrets.iter().map(|secret| DecodingKey::from_secret(&bytes(secret))).collect(),
            ttl,
        })
    }

    /// Makes a ticket that is good from `now` on.
    ///
    /// # Errors
    /// When the token cannot be signed.
    pub fn mint(&self, request: Request, now: Timestamp) -> anyhow::Result<Minted> {
        let expires_at = now.checked_add(self.ttl)?;
        let mut may = request.may;
        may.push(Right::Read);
        may.sort_unstable();
        may.dedup();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: request.user.login,
            name: request.user.name,
            email: request.user.email,
            profile: request.profile,
            element: request.element,
            may,
            lang: request.lang,
            iat: now.as_second(),
            exp: expires_at.as_second(),
            jti: uuid::Uuid::new_v4().to_string(),
        };
        let token = encode(&Header::new(Algorithm::HS256), &claims, &self.signing_key)?;
        Ok(Minted { token, expires_at: Timestamp::from_second(claims.exp)? })
    }

    /// What the ticket says, if this proxy made it and it is still good.
    ///
    /// # Errors
    /// [`ErrorCode::TicketExpired`] or [`ErrorCode::TicketInvalid`].
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, ErrorCode> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["iss", "exp", "sub"]);
        // Time comes from outside, so that tests control it: checked below.
        validation.validate_exp = false;
        for key in &self.verifying_keys {
            match decode::<Claims>(token, key, &validation) {
                Ok(token) if token.claims.exp <= now.as_second() => return Err(ErrorCode::TicketExpired),
                Ok(token) => return Ok(token.claims),
                Err(error) if matches!(error.kind(), ErrorKind::InvalidSignature) => {}
                Err(_) => return Err(ErrorCode::TicketInvalid),
            }
        }
        Err(ErrorCode::TicketInvalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "the-old-secret-of-at-least-32-letters";
    const NEW: &str = "the-new-secret-of-at-least-32-letters";

    fn tickets(secrets: &[&str]) -> Tickets {
        let secrets: Vec<_> = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        Tickets::new(&secrets, Duration::from_mins(30)).unwrap()
    }

    fn request() -> Request {
        Request {
            profile: "contracts".into(),
            element: 7,
            user: User {
                login: "anna".into(),
                name: "Anna Nowak".into(),
                email: Email::new("anna@example.com"),
            },
            may: vec![Right::Sign, Right::Sign],
            lang: Lang::Pl,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_ticket_says_what_it_was_made_for_and_always_permits_to_read() {
        let tickets = tickets(&[NEW]);
        let minted = tickets.mint(request(), at(0)).unwrap();
        assert_eq!(minted.expires_at, at(1800));
        let claims = tickets.verify(&minted.token, at(1799)).unwrap();
        assert_eq!((claims.element, claims.profile.as_str(), claims.lang), (7, "contracts", Lang::Pl));
        assert_eq!(claims.may, [Right::Read, Right::Sign]);
    }

    #[test]
    fn a_ticket_ends_at_its_time() {
        let tickets = tickets(&[NEW]);
        let minted = tickets.mint(request(), at(0)).unwrap();
        assert_eq!(tickets.verify(&minted.token, at(1800)), Err(ErrorCode::TicketExpired));
    }

    #[test]
    fn a_ticket_of_the_secret_before_is_good_until_that_secret_is_dropped() {
        let minted = tickets(&[OLD]).mint(request(), at(0)).unwrap();
        assert!(tickets(&[NEW, OLD]).verify(&minted.token, at(1)).is_ok());
        assert_eq!(tickets(&[NEW]).verify(&minted.token, at(1)), Err(ErrorCode::TicketInvalid));
    }

    #[test]
    fn a_changed_forged_or_foreign_ticket_is_refused() {
        let tickets = tickets(&[NEW]);
        let token = tickets.mint(request(), at(0)).unwrap().token;
        let (rest, signature) = token.rsplit_once('.').unwrap();
        let (header, payload) = rest.split_once('.').unwrap();
        let other = Claims { element: 8, ..tickets.verify(&token, at(1)).unwrap() };
        let foreign = Claims { iss: "somebody".into(), ..other.clone() };
        let signed = |algorithm, claims: &Claims, secret: &str| {
            encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
        };
        let forged = signed(Algorithm::HS256, &other, OLD);
        let forged_payload = forged.split('.').nth(1).unwrap();
        for token in [
            String::new(),
            "nonsense".into(),
            format!("{header}.{payload}."),
            format!("{header}.{forged_payload}.{signature}"),
            forged.clone(),
            signed(Algorithm::HS512, &other, NEW),
            signed(Algorithm::HS256, &foreign, NEW),
            // {"alg":"none","typ":"JWT"}
            format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}."),
        ] {
            assert_eq!(tickets.verify(&token, at(1)), Err(ErrorCode::TicketInvalid), "{token}");
        }
    }
}
