//! Tickets: the only thing the browser holds. A short-lived token, signed by the proxy, that says who the
//! user is, which instance is meant and what is permitted. The browser can read it but not change it.

use std::time::Duration;

use anyhow::{Context, anyhow};
use autenti_model::{Email, ErrorCode, Lang, Right};
use jiff::Timestamp;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;
use webcon::ElementId;

use super::Revocations;
use crate::config;
use crate::failure::{Failure, Result};

/// Names who makes tickets, so that a token made for something else under the same secret is refused.
const ISSUER: &str = "autenti-proxy";

/// How far the clocks of two proxies may be apart, in seconds.
const CLOCK_SKEW: i64 = 60;

/// What a ticket says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who made it.
    pub iss: String,
    /// For which proxy: the address under which it is reached.
    pub aud: String,
    /// The user's login in WEBCON; empty where only the address is known.
    pub sub: String,
    /// The user's name.
    pub name: String,
    /// The user's e-mail address: recognises the user among the recipients. Empty where only the login is known.
    pub email: Email,
    /// The profile.
    pub profile: String,
    /// The instance.
    pub element: ElementId,
    /// What is permitted.
    pub may: Vec<Right>,
    /// Language of messages.
    pub lang: Lang,
    /// When it was made, in Unix seconds.
    pub iat: i64,
    /// From when it is good, in Unix seconds. This proxy's own are good at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// Until when it is good, in Unix seconds.
    pub exp: i64,
    /// Tells tickets apart.
    pub jti: String,
}

/// The user a ticket is for.
#[derive(Clone, Debug)]
pub struct User {
    /// Login in WEBCON.
    pub login: String,
    /// Name.
    pub name: String,
    /// E-mail address: recognises the user among the recipients.
    pub email: Email,
}

impl User {
    /// Whether there is nothing to know the user by.
    pub fn is_nobody(&self) -> bool {
        self.login.trim().is_empty() && self.email.is_empty()
    }
}

/// What a ticket is wanted for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The profile.
    pub profile: String,
    /// The instance.
    pub element: ElementId,
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
    /// Tells it apart from others, and opens nothing.
    pub id: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// Makes and verifies tickets.
pub struct Tickets {
    signing_key: EncodingKey,
    verifying_keys: Vec<DecodingKey>,
    ttl: Duration,
    audience: String,
    revocations: Revocations,
}

impl Tickets {
    /// Tickets for the proxy that is reached at `public_url`. The first secret signs, all verify.
    ///
    /// # Errors
    /// When there is no secret.
    pub fn new(config: &config::Ticket, public_url: &Url) -> anyhow::Result<Self> {
        let bytes = |secret: &SecretString| secret.expose_secret().as_bytes().to_vec();
        let first = config.secrets.first().context("no secret to sign tickets with")?;
        Ok(Self {
            signing_key: EncodingKey::from_secret(&bytes(first)),
            verifying_keys: config
                .secrets
                .iter()
                .map(|secret| DecodingKey::from_secret(&bytes(secret)))
                .collect(),
            ttl: config.ttl,
            audience: public_url.as_str().trim_end_matches('/').to_owned(),
            revocations: Revocations::default(),
        })
    }

    /// Tickets that end before their time.
    pub fn revocations(&self) -> &Revocations {
        &self.revocations
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
            aud: self.audience.clone(),
            sub: request.user.login,
            name: request.user.name,
            email: request.user.email,
            profile: request.profile,
            element: request.element,
            may,
            lang: request.lang,
            iat: now.as_second(),
            nbf: None,
            exp: expires_at.as_second(),
            jti: uuid::Uuid::new_v4().to_string(),
        };
        let token = encode(&Header::new(Algorithm::HS256), &claims, &self.signing_key)?;
        Ok(Minted { token, expires_at: Timestamp::from_second(claims.exp)?, id: claims.jti })
    }

    /// What the ticket says, if this proxy made it and it is still good.
    ///
    /// # Errors
    /// [`ErrorCode::TicketExpired`], also for a ticket that was revoked, or [`ErrorCode::TicketInvalid`].
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Claims> {
        let claims = self.decode(token)?;
        let now = now.as_second();
        let ttl = i64::try_from(self.ttl.as_secs()).unwrap_or(i64::MAX);
        let refused = |why: &str| Err(invalid().with_source(anyhow!("a ticket {why}")));
        if claims.exp <= now || self.revocations.has_ended(&claims) {
            return Err(Failure::new(ErrorCode::TicketExpired));
        }
        if claims.iat > now.saturating_add(CLOCK_SKEW) || claims.nbf.is_some_and(|nbf| nbf > now + CLOCK_SKEW)
        {
            return refused("is from the future");
        }
        if claims.exp > now.saturating_add(ttl).saturating_add(CLOCK_SKEW) {
            return refused("is good for longer than tickets are");
        }
        if claims.sub.trim().is_empty() && claims.email.is_empty() {
            return refused("names nobody");
        }
        Ok(claims)
    }

    /// What stands in a token that one of the secrets signed, for this proxy.
    fn decode(&self, token: &str) -> Result<Claims> {
        let header = decode_header(token).map_err(|_| invalid())?;
        // Whoever made it wants something understood that this proxy does not know (RFC 7515, 4.1.11).
        if header.crit.is_some() {
            return Err(invalid());
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["iss", "aud", "exp"]);
        // Time comes from outside, so that tests control it: checked above.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        for key in &self.verifying_keys {
            match decode::<Claims>(token, key, &validation) {
                Ok(token) => return Ok(token.claims),
                Err(error) if matches!(error.kind(), ErrorKind::InvalidSignature) => {}
                Err(error) => return Err(invalid().with_source(error)),
            }
        }
        Err(invalid())
    }
}

fn invalid() -> Failure {
    Failure::new(ErrorCode::TicketInvalid)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{Revocation, Revoked};
    use super::*;

    const OLD: &str = "the-old-secret-of-at-least-32-letters";
    const NEW: &str = "the-new-secret-of-at-least-32-letters";

    fn tickets(secrets: &[&str]) -> Tickets {
        let secrets: Vec<_> = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        Tickets::new(
            &config::Ticket { secrets, ttl: Duration::from_mins(30) },
            &url("https://proxy.example.com"),
        )
        .unwrap()
    }

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    /// What a ticket of Anna's says.
    pub(in super::super) fn claims() -> Claims {
        let tickets = tickets(&[NEW]);
        tickets.verify(&tickets.mint(request(), at(0)).unwrap().token, at(1)).unwrap()
    }

    fn request() -> Request {
        Request {
            profile: "contracts".into(),
            element: ElementId(7),
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

    fn refusal(tickets: &Tickets, token: &str, now: Timestamp) -> Option<ErrorCode> {
        tickets.verify(token, now).err().map(|failure| failure.code)
    }

    /// A token that the secret signed, whatever it says.
    fn signed(header: &Header, claims: &impl Serialize) -> String {
        encode(header, claims, &EncodingKey::from_secret(NEW.as_bytes())).unwrap()
    }

    #[test]
    fn a_ticket_for_another_proxy_of_another_time_or_for_nobody_is_refused() {
        let tickets = tickets(&[NEW]);
        let good = claims();
        let header = Header::new(Algorithm::HS256);
        assert_eq!(refusal(&tickets, &signed(&header, &good), at(1)), None);
        let mut wrong = vec![
            Claims { aud: "https://other.example.com".into(), ..good.clone() },
            Claims { iat: good.iat + 3600, ..good.clone() },
            Claims { nbf: Some(good.iat + 3600), ..good.clone() },
            Claims { exp: good.exp + 3600, ..good.clone() },
            Claims { exp: i64::MAX, ..good.clone() },
            Claims { sub: " ".into(), email: Email::default(), ..good.clone() },
        ];
        for claims in wrong.drain(..) {
            assert_eq!(
                refusal(&tickets, &signed(&header, &claims), at(1)),
                Some(ErrorCode::TicketInvalid),
                "{claims:?}"
            );
        }
        let mut without_audience = serde_json::to_value(&good).unwrap();
        without_audience.as_object_mut().unwrap().remove("aud");
        assert_eq!(
            refusal(&tickets, &signed(&header, &without_audience), at(1)),
            Some(ErrorCode::TicketInvalid)
        );
        let critical = Header { crit: Some(vec!["exp".into()]), ..header };
        assert_eq!(refusal(&tickets, &signed(&critical, &good), at(1)), Some(ErrorCode::TicketInvalid));
        // Clocks of two proxies may differ a little.
        let ahead = Claims { iat: good.iat + 30, exp: good.exp + 30, ..good };
        assert_eq!(refusal(&tickets, &signed(&Header::new(Algorithm::HS256), &ahead), at(1)), None);
    }

    #[test]
    fn a_revoked_ticket_has_ended() {
        let tickets = tickets(&[NEW]);
        let token = tickets.mint(request(), at(0)).unwrap().token;
        let revoked = Revoked::Login("anna".into());
        tickets.revocations().replace(vec![Revocation { revoked, at: at(5) }]);
        assert_eq!(refusal(&tickets, &token, at(6)), Some(ErrorCode::TicketExpired));
        let later = tickets.mint(request(), at(6)).unwrap().token;
        assert_eq!(refusal(&tickets, &later, at(7)), None);
    }

    #[test]
    fn a_ticket_says_what_it_was_made_for_and_always_permits_to_read() {
        let tickets = tickets(&[NEW]);
        let minted = tickets.mint(request(), at(0)).unwrap();
        assert_eq!(minted.expires_at, at(1800));
        let claims = tickets.verify(&minted.token, at(1799)).unwrap();
        assert_eq!(
            (claims.element, claims.profile.as_str(), claims.lang),
            (ElementId(7), "contracts", Lang::Pl)
        );
        assert_eq!(claims.may, [Right::Read, Right::Sign]);
    }

    #[test]
    fn a_ticket_ends_at_its_time() {
        let tickets = tickets(&[NEW]);
        let minted = tickets.mint(request(), at(0)).unwrap();
        assert_eq!(refusal(&tickets, &minted.token, at(1800)), Some(ErrorCode::TicketExpired));
    }

    #[test]
    fn a_ticket_of_the_secret_before_is_good_until_that_secret_is_dropped() {
        let minted = tickets(&[OLD]).mint(request(), at(0)).unwrap();
        assert!(tickets(&[NEW, OLD]).verify(&minted.token, at(1)).is_ok());
        assert_eq!(refusal(&tickets(&[NEW]), &minted.token, at(1)), Some(ErrorCode::TicketInvalid));
    }

    #[test]
    fn a_changed_forged_or_foreign_ticket_is_refused() {
        let tickets = tickets(&[NEW]);
        let token = tickets.mint(request(), at(0)).unwrap().token;
        let (rest, signature) = token.rsplit_once('.').unwrap();
        let (header, payload) = rest.split_once('.').unwrap();
        let other = Claims { element: ElementId(8), ..tickets.verify(&token, at(1)).unwrap() };
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
            assert_eq!(refusal(&tickets, &token, at(1)), Some(ErrorCode::TicketInvalid), "{token}");
        }
    }
}
