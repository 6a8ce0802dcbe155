//! Links that take a participant to Autenti's signing page.

use api_client::Request;
use bytes::Bytes;
use http::HeaderValue;
use url::Url;

use crate::client::Client;
use crate::error::Error;
use crate::ids::{DocumentId, PartyId};
use crate::operation;
use crate::wire::LinkIn;

/// Which participant is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartyRef<'a> {
    /// By e-mail address. Works right after sending, when ids are not final yet.
    Email(&'a str),
    /// By id.
    Id(&'a PartyId),
}

impl PartyRef<'_> {
    /// How an address names the participant.
    fn segment(self) -> String {
        match self {
            Self::Email(email) => format!("PARTY-EMAIL:{}", email.trim()),
            Self::Id(id) => id.to_string(),
        }
    }
}

/// A link to act on a document. Treat it as a key: who has it may act. How long it lives and how often it
/// can be used is not known (facts: Autenti API, "Links").
#[derive(Clone, PartialEq, Eq)]
pub struct ActionLink {
    /// Where to go. To be opened in a new tab; framing is not promised anywhere.
    pub url: Url,
    /// HTTP method, when Autenti tells it. Only `GET` makes a link for people.
    pub method: Option<String>,
    /// What the link is for, as Autenti writes it; values are not known.
    pub action: Option<String>,
    /// What people read, if anything.
    pub description: Option<String>,
    /// Kinds of link; values are not known.
    pub classifiers: Vec<String>,
}

impl Client {
    /// The links of a participant; the first is the one that WEBCON's plugin opens. Fewer or none when
    /// there is nothing to do, or when the document is protected by SMS.
    ///
    /// # Errors
    /// Every kind but that of a change: asking for links changes nothing that is known. Not repeated by
    /// itself, because it is a `POST`.
    pub async fn action_links(
        &self,
        document: &DocumentId,
        party: PartyRef<'_>,
    ) -> Result<Vec<ActionLink>, Error> {
        let party = party.segment();
        let url = self.at(&["document-processes", document.as_str(), "parties", &party, "action-links"]);
        // An empty body that says it is JSON: what WEBCON's plugin sends.
        let request = Request::post(operation::ACTION_LINKS.of(document.as_str()), url)
            .bytes(Bytes::new(), HeaderValue::from_static("application/json"));
        let links: Vec<LinkIn> = self.transport.all(&request).await?;
        Ok(links.into_iter().filter_map(LinkIn::link).collect())
    }
}

impl std::fmt::Debug for ActionLink {
    /// Without the address, which is a key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActionLink").field("action", &self.action).finish_non_exhaustive()
    }
}
