//! `[webcon]`: how to reach WEBCON.

use secrecy::SecretString;
use url::Url;

use super::reader::Section;

/// How to reach WEBCON.
#[derive(Clone, Debug)]
pub struct Webcon {
    /// Base address of the portal, with its virtual directory if it has one.
    pub base_url: Url,
    /// Version of the REST API.
    pub api_version: String,
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: SecretString,
    /// Scopes to ask for; none for all that the application has.
    pub scope: Option<String>,
    /// Writes fields that are read-only for the API account; needs an administrator's rights.
    pub write_as_admin: bool,
}

impl Webcon {
    pub(super) fn read(section: Section<'_>) -> Self {
        let webcon = Self {
            base_url: section.address("base_url"),
            api_version: section.text_or("api_version", "v6.0"),
            client_id: section.required("client_id"),
            client_secret: section.secret("client_secret"),
            scope: Some(section.text("scope")).filter(|scope| !scope.is_empty()),
            write_as_admin: section.flag("write_as_admin"),
        };
        section.finish();
        webcon
    }
}
