//! Points in time, however they are written.

use jiff::Timestamp;
use serde_json::Value;

/// From here on, a number counts milliseconds: as seconds it would be after the year 5000.
const MILLISECONDS: i64 = 100_000_000_000;

/// A point in time as RFC 3339 text or, should it come so, as a number of seconds or milliseconds. What
/// cannot be read is no reason to refuse the rest, so it is none.
pub(crate) fn timestamp(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => match number.as_i64()? {
            millis if millis.abs() >= MILLISECONDS => Timestamp::from_millisecond(millis).ok(),
            seconds => Timestamp::from_second(seconds).ok(),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn time_is_read_in_the_forms_that_servers_write() {
        let noon: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        for value in [
            json!("2026-11-23T12:00:00Z"),
            json!("2026-11-23T13:00:00.000+01:00"),
            json!("2026-11-23T13:00:00.000+0100"),
            json!(1_795_435_200),
            json!(1_795_435_200_000_i64),
        ] {
            assert_eq!(timestamp(&value), Some(noon), "{value}");
        }
        assert_eq!(timestamp(&json!("yesterday")), None);
        assert_eq!(timestamp(&json!(null)), None);
    }
}
