//! A page that is no portal's form, such as an intranet page: nothing is known, and nothing is written.

use std::future::ready;

use super::{Answer, Host, portal};

/// A page without a form.
pub(super) struct Plain;

impl Host for Plain {
    fn is_form(&self) -> bool {
        false
    }

    fn is_editing(&self) -> bool {
        portal::is_editing()
    }

    /// A page may be a portal's that has not got its functions yet, but says already which instance it shows.
    fn instance(&self) -> Option<String> {
        portal::instance()
    }

    fn is_settling(&self) -> bool {
        portal::is_settling()
    }

    fn can_be_polled(&self) -> bool {
        true
    }

    fn value<'a>(&'a self, _field: &'a str) -> Answer<'a, String> {
        Box::pin(ready(Ok(String::new())))
    }

    fn set_value(&self, _field: &str, _value: &str) {}

    fn count_rows(&self, _list: i64) -> Answer<'_, u32> {
        Box::pin(ready(Ok(0)))
    }

    fn cell<'a>(&'a self, _list: i64, _row: u32, _column: &'a str) -> Answer<'a, String> {
        Box::pin(ready(Ok(String::new())))
    }

    fn set_cell(&self, _list: i64, _row: u32, _column: &str, _value: &str) {}
}
