//! Labels.

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::ids::TagId;
use crate::request::Request;
use crate::wire::TagIn;

/// A label that documents can carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Id; what a new document names it by.
    pub id: TagId,
    /// What people read; empty when not told.
    pub description: String,
    /// Kind of label, as Autenti writes it; empty when not told.
    pub kind: String,
}

impl Client {
    /// All labels of the organisation.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn tags(&self) -> Result<Vec<Tag>, Error> {
        let tags: Vec<TagIn> =
            self.all(Request::list(Call::reading("list the labels"), self.at(&["tags"]))).await?;
        Ok(tags.into_iter().filter_map(TagIn::tag).collect())
    }
}
