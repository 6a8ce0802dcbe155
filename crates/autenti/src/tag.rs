//! Labels.

use crate::client::Client;
use crate::error::Error;
use crate::ids::TagId;

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
        todo!()
    }
}
