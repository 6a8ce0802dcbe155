//! Addresses: the base that the configuration names, and paths built from ids.

use std::net::IpAddr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use crate::config::ConfigError;

/// Everything but RFC 3986's unreserved characters: ids contain `:` and `/`, e-mail addresses `@` and `+`.
const IN_A_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A base address that was found good: secrets may be sent to it, and paths can be put below it.
#[derive(Clone, Debug)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// The base address `url`.
    ///
    /// # Errors
    /// When it is not `https` and not this machine, or holds more than a host and a path.
    pub fn new(url: &Url) -> Result<Self, ConfigError> {
        check(url)?;
        if url.query().is_some() {
            return Err(ConfigError::NotABase(shown(url)));
        }
        Ok(Self(url.clone()))
    }

    /// The address of the path made of `segments`, each percent-encoded.
    #[must_use]
    pub fn at(&self, segments: &[&str]) -> Url {
        let mut path = self.0.path().trim_end_matches('/').to_owned();
        for segment in segments {
            path.push('/');
            path.extend(utf8_percent_encode(segment, IN_A_SEGMENT));
        }
        let mut url = self.0.clone();
        url.set_path(&path);
        url
    }
}

/// Refuses addresses that secrets must not be sent to.
fn check(url: &Url) -> Result<(), ConfigError> {
    if url.host().is_none()
        || !url.username().is_empty()
        || url.password().is_some()
        || url.fragment().is_some()
    {
        return Err(ConfigError::NotABase(shown(url)));
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_this_machine(url) => Ok(()),
        _ => Err(ConfigError::NotHttps(shown(url))),
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}

/// The address without what may be a secret in it.
fn shown(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> Result<BaseUrl, ConfigError> {
        BaseUrl::new(&text.parse().unwrap())
    }

    #[test]
    fn ids_and_e_mail_addresses_are_encoded_as_one_segment_each() {
        let base = base("https://api.example.com/api/v2").unwrap();
        for (id, encoded) in [
            ("DOCUMENT_PROCESS:1", "DOCUMENT_PROCESS%3A1"),
            ("FILE-DTBS:x/DTBS", "FILE-DTBS%3Ax%2FDTBS"),
            ("PARTY-EMAIL:anna+hr@example.com", "PARTY-EMAIL%3Aanna%2Bhr%40example.com"),
            ("100%", "100%25"),
            ("%2e%2e", "%252e%252e"),
            ("ł?#", "%C5%82%3F%23"),
        ] {
            assert_eq!(
                base.at(&["files", id]).as_str(),
                format!("https://api.example.com/api/v2/files/{encoded}")
            );
        }
    }

    #[test]
    fn a_slash_at_the_end_of_the_base_makes_no_difference() {
        let with = base("https://api.example.com/api/v2/").unwrap();
        assert_eq!(with.at(&["tags"]).as_str(), "https://api.example.com/api/v2/tags");
    }

    #[test]
    fn a_virtual_directory_is_kept_and_none_is_needed() {
        let with = base("https://portal.example.com/WEBCONBPS").unwrap();
        assert_eq!(with.at(&["api", "a b"]).as_str(), "https://portal.example.com/WEBCONBPS/api/a%20b");
        let without = base("https://portal.example.com").unwrap();
        assert_eq!(without.at(&["api"]).as_str(), "https://portal.example.com/api");
    }

    #[test]
    fn http_is_only_for_this_machine() {
        for good in ["https://api.example.com", "http://localhost:1", "http://127.0.0.1", "http://[::1]:80/x"]
        {
            assert!(base(good).is_ok(), "{good}");
        }
        for bad in
            ["http://api.example.com", "http://10.0.0.1", "ftp://localhost", "http://localhost.example.com"]
        {
            assert!(matches!(base(bad), Err(ConfigError::NotHttps(_))), "{bad}");
        }
    }

    #[test]
    fn a_base_is_plain_and_a_wrong_one_is_not_shown_with_its_secrets() {
        for bad in
            ["https://user:pass@api.example.com", "https://api.example.com?key=1", "https://a.example#x"]
        {
            let error = base(bad).unwrap_err();
            assert!(matches!(error, ConfigError::NotABase(_)), "{bad}");
            assert!(!error.to_string().contains("pass"), "{error}");
        }
    }
}
