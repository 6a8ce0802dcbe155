//! Addresses: the portal's, which may have a virtual directory, and paths below it.

use std::net::IpAddr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use crate::config::ConfigError;

/// Everything but RFC 3986's unreserved characters.
const IN_A_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A base address that was found good.
#[derive(Clone, Debug)]
pub(crate) struct Base(Url);

impl Base {
    pub(crate) fn new(url: &Url) -> Result<Self, ConfigError> {
        check(url)?;
        if url.query().is_some() {
            return Err(ConfigError::NotABase(shown(url)));
        }
        Ok(Self(url.clone()))
    }

    /// The address of the path made of `segments`, each percent-encoded.
    pub(crate) fn at(&self, segments: &[&str]) -> Url {
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
pub(crate) fn check(url: &Url) -> Result<(), ConfigError> {
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

    fn base(text: &str) -> Result<Base, ConfigError> {
        Base::new(&text.parse().unwrap())
    }

    #[test]
    fn each_segment_is_encoded_and_a_virtual_directory_kept() {
        for with in ["https://portal.example.com/WEBCONBPS", "https://portal.example.com/WEBCONBPS/"] {
            let url = base(with).unwrap().at(&["api", "a b/ł?#%"]);
            assert_eq!(url.as_str(), "https://portal.example.com/WEBCONBPS/api/a%20b%2F%C5%82%3F%23%25");
        }
        let url = base("https://portal.example.com").unwrap().at(&["api"]);
        assert_eq!(url.as_str(), "https://portal.example.com/api");
    }

    #[test]
    fn http_is_only_for_this_machine() {
        for good in
            ["https://portal.example.com", "http://localhost:1", "http://127.0.0.1", "http://[::1]:80/x"]
        {
            assert!(base(good).is_ok(), "{good}");
        }
        for bad in [
            "http://portal.example.com",
            "http://10.0.0.1",
            "ftp://localhost",
            "http://localhost.example.com",
        ] {
            assert!(matches!(base(bad), Err(ConfigError::NotHttps(_))), "{bad}");
        }
    }

    #[test]
    fn a_base_is_plain_and_a_wrong_one_is_not_shown_with_its_secrets() {
        for bad in [
            "https://user:pass@portal.example.com",
            "https://portal.example.com?key=1",
            "https://a.example#x",
        ] {
            let error = base(bad).unwrap_err();
            assert!(matches!(error, ConfigError::NotABase(_)), "{bad}");
            assert!(!error.to_string().contains("pass"), "{error}");
        }
    }
}
