//! Sources that the proxy has to ask for.

use autenti_model::lookups::LookupRow;
use js_sys::encode_uri_component;
use serde::Deserialize;

use super::Query;
use crate::net::{Call, body, decode};

/// Why there are no rows, in words for people; empty where nobody said why.
pub(crate) struct LookupFailure(pub(crate) String);

/// What a failure says. A page shows it as it came, whatever its code.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Words {
    title: String,
    detail: String,
}

pub(super) async fn rows(
    query: &Query<'_>,
    proxy: &str,
    ticket: &str,
) -> Result<Vec<LookupRow>, LookupFailure> {
    let path = format!("/v1/lookups/{}", String::from(encode_uri_component(query.source)));
    let call = Call::get(&path).query("lang", query.lang.tag()).query("only", query.only);
    let answer = call.answer(proxy, ticket, query.lang).await.map_err(|_| LookupFailure(String::new()))?;
    let body = body(&answer, query.lang).await;
    if !answer.ok() {
        let Words { title, detail } = decode(&body).unwrap_or_default();
        let said = [title.trim_end_matches('.').to_owned(), detail].into_iter();
        return Err(LookupFailure(said.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(". ")));
    }
    // Something else than the proxy may answer, such as a log-in page.
    decode(&body).ok_or_else(|| LookupFailure(String::new()))
}
