//! Labels.

use crate::client::{Client, list};
use crate::error::Error;
use crate::ids::TagId;
use crate::operation;
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
        let request = list(operation::LIST_LABELS, self.at(&["tags"]));
        let tags: Vec<TagIn> = self.transport.all(&request).await?;
        Ok(tags.into_iter().filter_map(TagIn::tag).collect())
    }
}
