//! User Defined API: data sources that a WEBCON designer publishes at an address of their own.

use std::fmt;

use api_client::{ConfigError, Request};
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use url::Url;

use crate::client::Client;
use crate::error::Error;
use crate::ids::DatabaseId;
use crate::operation;
use crate::value::FieldValue;

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
        let url = self.uda_url(database, endpoint)?;
        let mut request = Request::get(operation::UDA_ROWS.of(endpoint), url);
        for (name, value) in parameters {
            request = request.query(name, value);
        }
        let rows: Rows = self.transport.one(&request).await?;
        Ok(rows.0)
    }

    fn uda_url(&self, database: DatabaseId, endpoint: &str) -> Result<Url, Error> {
        let database = database.to_string();
        let (path, query) = endpoint.split_once('?').unwrap_or((endpoint, ""));
        let (start, path) = match path.strip_prefix('/') {
            Some(path) => (Vec::new(), path),
            None => (vec!["api", "udef", "db", &database], path),
        };
        let segments: Vec<&str> = start.into_iter().chain(path.split('/')).collect();
        if segments.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
            let problem = format!("{endpoint:?} is not the path of a User Defined API");
            return Err(ConfigError::Setting(problem).into());
        }
        let mut url = self.transport.at(&segments);
        url.set_query(Some(query).filter(|query| !query.is_empty()));
        Ok(url)
    }
}

/// The first column of each row.
struct Rows(Vec<i64>);

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RowsVisitor)
    }
}

struct RowsVisitor;

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = Rows;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Rows, A::Error> {
        let mut firsts = Vec::new();
        while let Some(FirstColumn(first)) = rows.next_element()? {
            firsts.push(first);
        }
        Ok(Rows(firsts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Rows, A::Error> {
        let mut rows = None;
        while let Some(name) = members.next_key::<String>()? {
            if name.eq_ignore_ascii_case("data") {
                rows = members.next_value::<Option<Rows>>()?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        rows.ok_or_else(|| A::Error::missing_field("Data"))
    }
}

/// The first column of one row, in the order in which the columns come: a map would sort them.
struct FirstColumn(i64);

impl<'de> Deserialize<'de> for FirstColumn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FirstColumnVisitor)
    }
}

struct FirstColumnVisitor;

impl<'de> Visitor<'de> for FirstColumnVisitor {
    type Value = FirstColumn;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row that starts with a whole number")
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<FirstColumn, E> {
        Ok(FirstColumn(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<FirstColumn, E> {
        number.try_into().map(FirstColumn).map_err(E::custom)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<FirstColumn, E> {
        FieldValue::Number(number).as_integer().map(FirstColumn).ok_or_else(|| E::custom("not whole"))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<FirstColumn, E> {
        text.trim().parse().map(FirstColumn).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut columns: A) -> Result<FirstColumn, A::Error> {
        let first = columns.next_element()?.ok_or_else(|| A::Error::custom("a row without columns"))?;
        while columns.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut columns: A) -> Result<FirstColumn, A::Error> {
        let first = columns.next_entry::<IgnoredAny, FirstColumn>()?;
        while columns.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        first.map(|(_, first)| first).ok_or_else(|| A::Error::custom("a row without columns"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_in_several_shapes_and_their_first_column_counts() {
        for (json, ids) in [
            (r#"{"Data":[{"Z":12,"A":1},{"Z":11,"A":2}]}"#, vec![12, 11]),
            (r#"{"more":[9],"data":[[12,"a"],[11]],"x":{}}"#, vec![12, 11]),
            (r#"[{"ATT_ID":"12"},{"ATT_ID":" 11 ","n":null}]"#, vec![12, 11]),
            ("[12.0, 11, -1]", vec![12, 11, -1]),
            ("[]", vec![]),
            (r#"{"Data":[]}"#, vec![]),
        ] {
            assert_eq!(serde_json::from_str::<Rows>(json).unwrap().0, ids, "{json}");
        }
    }

    #[test]
    fn what_is_no_list_of_numbers_is_an_error() {
        for json in
            ["{}", "7", r#"{"Data":null}"#, "[null]", "[[]]", "[{}]", r#"["a"]"#, "[1.5]", r#"[{"a":true}]"#]
        {
            assert!(serde_json::from_str::<Rows>(json).is_err(), "{json}");
        }
    }
}
