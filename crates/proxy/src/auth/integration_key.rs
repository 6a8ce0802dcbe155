//! Integration keys: what servers show that call the proxy, such as WEBCON's.

use std::net::IpAddr;

use autenti_model::{ErrorCode, Text};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::config::{IntegrationKey, KeyRight};
use crate::failure::{Failure, Result};

/// A key that is known, but not good for this.
#[derive(Debug, thiserror::Error)]
#[error("the key `{name}` {why}")]
pub struct KeyRefused {
    /// Whose key it is.
    pub name: String,
    why: String,
}

impl KeyRefused {
    /// What a request failed with, where it is that.
    pub fn of(failure: &Failure) -> Option<&Self> {
        failure.cause()?.downcast_ref()
    }
}

/// A server that showed an integration key.
#[derive(Clone, Debug)]
pub struct Integration {
    /// Whose key it is.
    pub name: String,
    profiles: Option<Vec<String>>,
    may: Option<Vec<KeyRight>>,
}

impl Integration {
    /// Whose key it is, if it is one of those known, still good, and comes from where it may.
    ///
    /// # Errors
    /// [`ErrorCode::KeyInvalid`]; the log says why, whoever asks is not told.
    pub fn authenticate(
        known: &[IntegrationKey],
        key: &str,
        from: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<Self> {
        let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
        // Every key is compared, and each in full: how long it takes tells nothing.
        let found = known.iter().fold(None, |found, known| {
            if bool::from(known.sha256.as_slice().ct_eq(digest.as_slice())) { Some(known) } else { found }
        });
        let found = found.ok_or_else(|| Failure::new(ErrorCode::KeyInvalid))?;
        let refused = |why: &str| {
            let cause = KeyRefused { name: found.name.clone(), why: why.to_owned() };
            Failure::new(ErrorCode::KeyInvalid).with_source(cause)
        };
        if found.is_expired(now) {
            return Err(refused("has expired"));
        }
        let is_within = |from: IpAddr| found.networks.iter().flatten().any(|network| network.contains(&from));
        if found.networks.is_some() && !from.is_some_and(is_within) {
            return Err(refused("comes from another network"));
        }
        Ok(Self { name: found.name.clone(), profiles: found.profiles.clone(), may: found.may.clone() })
    }

    /// Refuses what the key is not for.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`].
    pub fn require(&self, right: KeyRight, profile: Option<&str>) -> Result<()> {
        let is_for = self.may.as_ref().is_none_or(|may| may.contains(&right))
            && profile.is_none_or(|profile| self.is_for_profile(profile));
        if is_for {
            return Ok(());
        }
        let why = format!("is not for {} of {profile:?}", right.as_str());
        let cause = KeyRefused { name: self.name.clone(), why };
        Err(Failure::new(ErrorCode::NotAllowed).with_message(Text::KeyNotForThis).with_source(cause))
    }

    fn is_for_profile(&self, profile: &str) -> bool {
        self.profiles.as_ref().is_none_or(|profiles| profiles.iter().any(|name| name == profile))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, key: &str) -> IntegrationKey {
        IntegrationKey {
            name: name.into(),
            sha256: Sha256::digest(key.as_bytes()).into(),
            profiles: None,
            may: None,
            networks: None,
            expires: None,
        }
    }

    fn now() -> Timestamp {
        "2027-06-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn two_keys_are_good_at_once_and_each_has_its_name() {
        let known = [key("old", "key-1"), key("new", "key-2")];
        let name = |key: &str| Integration::authenticate(&known, key, None, now()).map(|found| found.name);
        assert_eq!(name("key-1").unwrap(), "old");
        assert_eq!(name("key-2").unwrap(), "new");
        assert_eq!(name("key-3").unwrap_err().code, ErrorCode::KeyInvalid);
    }

    #[test]
    fn a_key_is_good_from_its_networks_and_until_its_day() {
        let known = [IntegrationKey {
            networks: Some(vec!["10.0.0.0/8".parse().unwrap()]),
            expires: Some("2027-06-01".parse().unwrap()),
            ..key("webcon", "key")
        }];
        let is_good = |from: Option<&str>, now: &str| {
            let from = from.map(|from| from.parse().unwrap());
            Integration::authenticate(&known, "key", from, now.parse().unwrap()).is_ok()
        };
        assert!(is_good(Some("10.1.2.3"), "2027-06-01T23:59:59Z"));
        assert!(!is_good(Some("10.1.2.3"), "2027-06-02T00:00:00Z"));
        assert!(!is_good(Some("11.1.2.3"), "2027-06-01T12:00:00Z"));
        assert!(!is_good(None, "2027-06-01T12:00:00Z"));
    }

    #[test]
    fn a_key_is_for_what_it_says_and_for_everything_when_it_says_nothing() {
        let open = Integration { name: "a".into(), profiles: None, may: None };
        assert!(open.require(KeyRight::Actions, Some("contracts")).is_ok());
        let narrow = Integration {
            name: "b".into(),
            profiles: Some(vec!["contracts".into()]),
            may: Some(vec![KeyRight::Tickets]),
        };
        assert!(narrow.require(KeyRight::Tickets, Some("contracts")).is_ok());
        for (right, profile) in [
            (KeyRight::Tickets, Some("offers")),
            (KeyRight::Actions, Some("contracts")),
            (KeyRight::Lookups, None),
        ] {
            assert_eq!(narrow.require(right, profile).unwrap_err().code, ErrorCode::NotAllowed);
        }
    }
}
