//! `[webcon]`: how to reach WEBCON.

use secrecy::SecretString;
use url::Url;
use webcon::{AttachmentId, DatabaseId};

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
    /// Where the portal shows an attachment; none where names of files are no links.
    pub file_address: Option<FileAddress>,
}

/// Where the portal shows an attachment to whoever may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileAddress(String);

impl FileAddress {
    /// An address, or a path on the portal, with places for the database and the attachment.
    fn parse(text: &str) -> Result<Self, String> {
        let is_path = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
        let is_address = Url::parse(text).is_ok_and(|url| ["http", "https"].contains(&url.scheme()));
        if !text.contains("{attachment}") {
            return Err("has no place for {attachment}".to_owned());
        }
        if is_path || is_address {
            Ok(Self(text.to_owned()))
        } else {
            Err("is neither an address with http or https nor a path that starts with a slash".to_owned())
        }
    }

    /// The address of an attachment.
    pub fn of(&self, database: DatabaseId, attachment: AttachmentId) -> String {
        self.0.replace("{database}", &database.to_string()).replace("{attachment}", &attachment.to_string())
    }
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
            file_address: section.read("file_address", None, |text| match text.trim() {
                "" => Ok(None),
                text => FileAddress::parse(text).map(Some),
            }),
        };
        section.finish();
        webcon
    }
}
