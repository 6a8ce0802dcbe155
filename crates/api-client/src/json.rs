//! Reads JSON so that nothing of it gets into errors, and lists however they come: some services answer
//! objects one after another, without an array around them (`application/stream+json`).

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::error::Category;

/// All `T`s of a body: an array, objects one after another with or without white space between them, or
/// any mixture. An empty body holds none.
///
/// # Errors
/// What is wrong with the body, without quoting it.
pub fn read_all<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, String> {
    let mut rest = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii();
    let mut all = Vec::new();
    while let Some(first) = rest.first() {
        let read = if *first == b'[' { next(rest, &mut all)? } else { next_one(rest, &mut all)? };
        rest = rest[read..].trim_ascii_start();
    }
    Ok(all)
}

/// The one `T` of a body.
///
/// # Errors
/// What is wrong with the body, without quoting it.
pub fn read_one<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body))
        .map_err(|error| problem(&error))
}

/// Null reads like a missing member: for `#[serde(deserialize_with)]`.
///
/// # Errors
/// When the value has another shape.
pub fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn next<T: DeserializeOwned>(rest: &[u8], all: &mut Vec<T>) -> Result<usize, String> {
    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<Vec<T>>();
    if let Some(array) = values.next() {
        all.append(&mut array.map_err(|error| problem(&error))?);
    }
    Ok(values.byte_offset())
}

fn next_one<T: DeserializeOwned>(rest: &[u8], all: &mut Vec<T>) -> Result<usize, String> {
    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<T>();
    if let Some(value) = values.next() {
        all.push(value.map_err(|error| problem(&error))?);
    }
    Ok(values.byte_offset())
}

/// What is wrong, without the values that serde quotes: they may be personal data.
pub fn problem(error: &serde_json::Error) -> String {
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
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read(body: &str) -> Result<Vec<Value>, String> {
        read_all(body.as_bytes())
    }

    #[test]
    fn lists_come_as_arrays_and_as_objects_one_after_another() {
        let (one, two) = (json!({"id": "1"}), json!({"id": "2", "text": "} {"}));
        for body in [
            r#"[{"id":"1"},{"id":"2","text":"} {"}]"#,
            r#"{"id":"1"}{"id":"2","text":"} {"}"#,
            "{\"id\":\"1\"}\n{\"id\":\"2\",\"text\":\"} {\"}\n",
            "\u{feff}[{\"id\":\"1\"}]\r\n[{\"id\":\"2\",\"text\":\"} {\"}]",
        ] {
            assert_eq!(read(body).unwrap(), [one.clone(), two.clone()], "{body}");
        }
    }

    #[test]
    fn an_empty_body_is_an_empty_list() {
        for body in ["", " \n", "[]", "[][]"] {
            assert_eq!(read(body).unwrap(), Vec::<Value>::new(), "{body:?}");
        }
    }

    #[test]
    fn nonsense_is_an_error_that_quotes_nothing() {
        assert_eq!(read("<html>").unwrap_err(), "not JSON, line 1 column 1");
        assert_eq!(read(r#"{"a":1}{"a""#).unwrap_err(), "JSON that ends too early, line 1 column 4");
        let error = read_all::<u32>(br#"["Anna Nowak"]"#).unwrap_err();
        assert_eq!(error, "JSON of another shape, line 1 column 13");
        assert_eq!(read_one::<u32>(b"").unwrap_err(), "JSON that ends too early, line 1 column 0");
        assert_eq!(read_one::<u32>(b"\xEF\xBB\xBF7").unwrap(), 7);
    }

    fn anything() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        let inner = leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z{}\"]{0,4}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        });
        prop::collection::btree_map("[a-z]{1,4}", inner, 0..4)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn how_a_list_is_written_makes_no_difference(
            values in prop::collection::vec(anything(), 0..6),
            between in prop::collection::vec("[ \r\n\t]{0,3}", 6),
            at in 0..6_usize,
        ) {
            let array = serde_json::to_string(&values).unwrap();
            let one_by_one: String =
                values.iter().zip(&between).flat_map(|(value, blank)| [value.to_string(), blank.clone()]).collect();
            let (head, tail) = values.split_at(at.min(values.len()));
            let mixed: String = head.iter().map(Value::to_string).chain([Value::from(tail).to_string()]).collect();
            prop_assert_eq!(&read(&array).unwrap(), &values);
            prop_assert_eq!(&read(&one_by_one).unwrap(), &values);
            prop_assert_eq!(&read(&mixed).unwrap(), &values);
        }

        #[test]
        fn no_body_makes_it_panic_or_hang(body in prop::collection::vec(any::<u8>(), 0..64)) {
            let _answer = read_all::<Value>(&body);
        }
    }
}
