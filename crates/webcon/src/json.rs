//! Reads JSON so that nothing of it gets into errors.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::error::Category;

/// The one `T` of a body.
pub(crate) fn read_one<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body))
        .map_err(|error| problem(&error))
}

/// Null reads like a missing member.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// What is wrong, without the values that serde quotes: they may be personal data.
fn problem(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Syntax => "not JSON",
        Category::Eof => "JSON that ends too early",
        Category::Data => "JSON of another shape",
        Category::Io => "not readable",
    };
    format!("{what}, line {} column {}", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_an_error_that_quotes_nothing() {
        assert_eq!(read_one::<u32>(b"<html>").unwrap_err(), "not JSON, line 1 column 1");
        assert_eq!(read_one::<u32>(b"").unwrap_err(), "JSON that ends too early, line 1 column 0");
        assert_eq!(
            read_one::<u32>(br#""Anna Nowak""#).unwrap_err(),
            "JSON of another shape, line 1 column 12"
        );
        assert_eq!(read_one::<u32>(b"\xEF\xBB\xBF7").unwrap(), 7);
    }
}
