//! Encryption of what opens something for whoever has it: refresh tokens, and links for signing that stand on forms.
//!
//! AES-256-GCM, with keys made from the secrets of the configuration: the first encrypts, all decrypt. What an earlier
//! version stored as it is, is read, and encrypted at the next start.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use super::{Result, StoreError};

/// How an encrypted value begins; the id of its key follows.
const SEALED: &str = "sealed:1:";

/// Where the keys are made from their secrets: another use of the same secret would have another name.
const SALT: &[u8] = b"autenti-proxy store";

/// Length of a nonce of AES-GCM.
const NONCE: usize = 12;

/// Encrypts and decrypts. Without keys it does neither.
#[derive(Default)]
pub(super) struct Cipher {
    keys: Vec<Key>,
}

/// A key, and the id by which an encrypted value names it.
struct Key {
    id: String,
    key: RandomizedNonceKey,
}

/// So many bytes of a key.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.id)).finish()
    }
}

impl Cipher {
    /// With keys made from these secrets.
    pub(super) fn new(secrets: &[SecretString]) -> Result<Self> {
        let key = |secret: &SecretString| {
            let secret = Salt::new(HKDF_SHA256, SALT).extract(secret.expose_secret().as_bytes());
            let made = |what: &[u8], bytes: &mut [u8]| {
                secret.expand(&[what], Length(bytes.len())).and_then(|made| made.fill(bytes))
            };
            let (mut bytes, mut id) = ([0; 32], [0; 4]);
            made(b"key", &mut bytes).and_then(|()| made(b"id", &mut id)).map_err(|_| StoreError::Cipher)?;
            let key = RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| StoreError::Cipher)?;
            Ok(Key { id: format!("{:08x}", u32::from_be_bytes(id)), key })
        };
        Ok(Self { keys: secrets.iter().map(key).collect::<Result<_>>()? })
    }

    /// The text as it is stored: encrypted where there is a key. `about` says what it belongs to: moved elsewhere, it
    /// cannot be decrypted.
    pub(super) fn seal(&self, text: &str, about: &str) -> Result<String> {
        let Some(Key { id, key }) = self.keys.first() else { return Ok(text.to_owned()) };
        let mut bytes = text.as_bytes().to_vec();
        let nonce = key
            .seal_in_place_append_tag(Aad::from(about.as_bytes()), &mut bytes)
            .map_err(|_| StoreError::Cipher)?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.extend(bytes);
        Ok(format!("{SEALED}{id}:{}", BASE64_STANDARD_NO_PAD.encode(sealed)))
    }

    /// What was stored.
    pub(super) fn open(&self, stored: &str, about: &str) -> Result<String> {
        let Some((id, sealed)) = parts(stored) else { return Ok(stored.to_owned()) };
        let known = self.keys.iter().find(|key| key.id == id);
        let key = &known.ok_or_else(|| StoreError::KeyMissing(id.to_owned()))?.key;
        let wrong = || StoreError::Unreadable("an encrypted value that was changed or moved".to_owned());
        let mut bytes = BASE64_STANDARD_NO_PAD.decode(sealed).map_err(|_| wrong())?;
        if bytes.len() < NONCE {
            return Err(wrong());
        }
        let mut sealed = bytes.split_off(NONCE);
        let nonce = Nonce::try_assume_unique_for_key(&bytes).map_err(|_| wrong())?;
        let open = key.open_in_place(nonce, Aad::from(about.as_bytes()), &mut sealed).map_err(|_| wrong())?;
        String::from_utf8(open.to_vec()).map_err(|_| wrong())
    }

    /// Whether it is stored as it would be stored now.
    pub(super) fn is_current(&self, stored: &str) -> bool {
        match (self.keys.first(), parts(stored)) {
            (None, _) => true,
            (Some(first), Some((id, _))) => first.id == id,
            (Some(_), None) => false,
        }
    }

    /// Whether it could be read: it is not encrypted, or with a key that is there.
    pub(super) fn can_open(&self, stored: &str) -> Result<()> {
        match parts(stored) {
            Some((id, _)) if !self.keys.iter().any(|key| key.id == id) => {
                Err(StoreError::KeyMissing(id.to_owned()))
            }
            _ => Ok(()),
        }
    }
}

/// Id of the key, and the encrypted text.
fn parts(stored: &str) -> Option<(&str, &str)> {
    stored.strip_prefix(SEALED)?.split_once(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher(secrets: &[&str]) -> Cipher {
        let secrets: Vec<_> = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        Cipher::new(&secrets).unwrap()
    }

    #[test]
    fn what_is_encrypted_is_read_with_its_key_and_in_its_place_only() {
        let sealed = cipher(&["one"]).seal("a token", "refresh_token demo").unwrap();
        assert!(sealed.starts_with(SEALED) && !sealed.contains("token"), "{sealed}");
        assert_ne!(sealed, cipher(&["one"]).seal("a token", "refresh_token demo").unwrap());
        // A new key stands in front; the old one still reads.
        let both = cipher(&["two", "one"]);
        assert_eq!(both.open(&sealed, "refresh_token demo").unwrap(), "a token");
        assert!(!both.is_current(&sealed));
        assert!(both.is_current(&both.seal("a token", "").unwrap()));
        assert!(matches!(both.open(&sealed, "refresh_token other"), Err(StoreError::Unreadable(_))));
        let cut = &sealed[..sealed.len() - 4];
        assert!(matches!(both.open(cut, "refresh_token demo"), Err(StoreError::Unreadable(_))));
        assert!(matches!(both.open(&sealed[..SEALED.len() + 9], ""), Err(StoreError::Unreadable(_))));
        assert!(matches!(cipher(&["two"]).open(&sealed, ""), Err(StoreError::KeyMissing(_))));
        assert!(cipher(&[]).can_open(&sealed).is_err());
    }

    #[test]
    fn what_is_not_encrypted_is_read_as_it_is() {
        assert_eq!(cipher(&["one"]).open("plain", "").unwrap(), "plain");
        assert!(!cipher(&["one"]).is_current("plain"));
        assert_eq!(cipher(&[]).seal("plain", "").unwrap(), "plain");
        assert!(cipher(&[]).is_current("plain"));
    }
}
