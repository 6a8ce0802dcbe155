//! Secrets that must be random, because nothing but themselves protects what is made of them.

use secrecy::{ExposeSecret, SecretString};

use super::reader::Section;

/// What is made of them is 256 bits; a shorter secret would be weaker than its result.
const SHORTEST_SECRET: usize = 32;

/// A secret that fewer guesses find is no secret. As a power of ten; 19 is 63 bits, and where zxcvbn stops counting.
const FEWEST_GUESSES: f64 = 19.0;

impl Section<'_> {
    /// A list of secrets, each of which must be random.
    pub(super) fn random_secrets(&self, key: &str) -> Vec<SecretString> {
        let secrets = self.secrets(key);
        // An empty secret has been reported already: it could not be read.
        for secret in secrets.iter().map(ExposeSecret::expose_secret).filter(|secret| !secret.is_empty()) {
            if secret.len() < SHORTEST_SECRET {
                self.mistake(key, format!("a secret has fewer than {SHORTEST_SECRET} characters"));
            } else if zxcvbn::zxcvbn(secret, &[]).guesses_log10() < FEWEST_GUESSES {
                self.mistake(
                    key,
                    "a secret can be guessed: it must be random, for example from `openssl rand -base64 48`",
                );
            }
        }
        secrets
    }
}
