//! User Defined API: data sources that a WEBCON designer publishes at an address of their own.

use crate::client::Client;
use crate::error::Error;
use crate::ids::DatabaseId;

impl Client {
    /// The first column of each row of a published data source, as whole numbers: the ids that an
    /// attachment query answers. At most 1000 rows come (facts: WEBCON REST API, UDA limits).
    ///
    /// `endpoint` is the path after `/api/udef/db/{database}/`, such as `contract-attachments`; when it
    /// starts with a slash, it is taken from the portal's base address. `parameters` become the query.
    ///
    /// The rows may be objects, arrays or plain values, in an array or in `{"Data": […]}`. It needs the
    /// scope `App.UserDefAPI.ReadWrite.All`.
    ///
    /// # Errors
    /// Every kind of a reading call; [`Error::Unreadable`] when a first column is no whole number.
    pub async fn uda_rows(
        &self,
        database: DatabaseId,
        endpoint: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Vec<i64>, Error> {
        todo!()
    }
}
