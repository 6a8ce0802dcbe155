//! RSA keys made for a test.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde_json::{Value, json};

pub(crate) struct Keys {
    pub(crate) private_pem: String,
    pub(crate) public: DecodingKey,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl Keys {
    pub(crate) fn new() -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let private: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
        let public_pem = pem("PUBLIC KEY", public.as_ref());
        Self {
            private_pem: pem("PRIVATE KEY", private.as_ref()),
            public: DecodingKey::from_rsa_pem(public_pem.as_bytes()).unwrap(),
            modulus: pair.public_key().modulus().big_endian_without_leading_zero().to_vec(),
            exponent: pair.public_key().exponent().big_endian_without_leading_zero().to_vec(),
        }
    }

    /// The public key as a JSON Web Key.
    pub(crate) fn jwk(&self, kid: &str) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "kty": "RSA", "kid": kid, "alg": "RS256", "use": "sig",
                "n": encode(&self.modulus), "e": encode(&self.exponent) })
    }

    /// A detached JWS over `body`, with this header.
    pub(crate) fn sign(&self, header: &Value, body: &[u8]) -> String {
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(body));
        let key = EncodingKey::from_rsa_pem(self.private_pem.as_bytes()).unwrap();
        let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, Algorithm::RS256).unwrap();
        format!("{header}..{signature}")
    }
}

fn pem(kind: &str, der: &[u8]) -> String {
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", STANDARD.encode(der))
}
