//! Look-ups: the rows that choice fields offer. The fixed ones are the model's; labels are Autenti's, and are asked for.

mod labels;

use autenti_model::Lang;
use autenti_model::lookups::{LookupRow, Source, keep_only};

pub(crate) use labels::LookupFailure;

/// What is asked for.
pub(crate) struct Query<'a> {
    pub(crate) source: &'a str,
    pub(crate) lang: Lang,
    /// Ids, divided by commas; empty for all.
    pub(crate) only: &'a str,
}

/// The rows of a fixed source; none where the proxy has to be asked.
pub(crate) fn fixed(query: &Query<'_>) -> Option<Vec<LookupRow>> {
    let rows = Source::from_name(query.source)?.rows(query.lang)?;
    Some(keep_only(rows, query.only))
}

/// The rows that the proxy asks for, with a ticket if there is one.
pub(crate) async fn ask(
    query: &Query<'_>,
    proxy: &str,
    ticket: &str,
) -> Result<Vec<LookupRow>, LookupFailure> {
    labels::rows(query, proxy, ticket).await
}
