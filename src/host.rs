//! The page around the component: what can be learnt from it, and what can be put on it.
//!
//! Everything is asked anew each time, because a form changes under the component: it is opened for editing, saved, and
//! left for another instance without the page being loaded again.

mod external;
mod plain;
mod portal;
mod recipients_list;
mod write_back;

use std::rc::Rc;

use autenti_model::lookups::is_same_choice;
use js_sys::Reflect;
use web_sys::HtmlElement;

use crate::dom::Boxed;

pub(crate) use recipients_list::rows;
pub(crate) use write_back::{LastWriteBack, differs, put};

/// The form did not answer, or is not there any more.
#[derive(Debug)]
pub(crate) struct NoAnswer;

/// What a form answers; at once, or later, as the form around a frame does.
pub(crate) type Answer<'a, T> = Boxed<'a, Result<T, NoAnswer>>;

/// The page around the component.
pub(crate) trait Host {
    /// Whether there is a form, whose values can be read and changed.
    fn is_form(&self) -> bool;
    /// Whether the form is open for editing.
    fn is_editing(&self) -> bool;
    /// The number of the instance that the form shows, where the page says so.
    fn instance(&self) -> Option<String>;
    /// Whether the page has not yet said which instance it shows.
    fn is_settling(&self) -> bool {
        false
    }
    /// Whether it answers so quickly that it can be asked again and again.
    fn can_be_polled(&self) -> bool;
    /// Whether the page shows the field, so that it can say what it holds.
    fn shows(&self, _field: &str) -> bool {
        true
    }
    /// Whether the page shows the cell, so that it can say what it holds.
    fn shows_cell(&self, _list: i64, _row: u32, _column: &str) -> bool {
        true
    }
    /// What a field holds, as text: choices as `id#name`.
    fn value<'a>(&'a self, field: &'a str) -> Answer<'a, String>;
    /// Changes a field, also one that people may not change.
    fn set_value(&self, field: &str, value: &str);
    /// How many rows an item list has.
    fn count_rows(&self, list: i64) -> Answer<'_, u32>;
    /// What a cell holds; rows are counted from 1.
    fn cell<'a>(&'a self, list: i64, row: u32, column: &'a str) -> Answer<'a, String>;
    /// Changes a cell, also one that people may not change.
    fn set_cell(&self, list: i64, row: u32, column: &str, value: &str);
}

/// The page around the element.
pub(crate) fn around(element: &HtmlElement) -> Rc<dyn Host> {
    // The External control brings the form around its frame.
    match Reflect::get(element, &"host".into()) {
        Ok(form) if form.is_object() => Rc::new(external::External::new(form)),
        _ => this_page(),
    }
}

/// The page that the component is on.
pub(crate) fn this_page() -> Rc<dyn Host> {
    if portal::is_here() { Rc::new(portal::Portal) } else { Rc::new(plain::Plain) }
}

/// A value, and where on a form it stands.
pub(crate) enum Binding {
    /// In a field.
    Field(String),
    /// In a cell of an item list.
    Cell { list: i64, row: u32, column: String },
}

impl Binding {
    pub(crate) async fn read(&self, host: &dyn Host) -> Result<String, NoAnswer> {
        match self {
            Self::Field(field) => host.value(field).await,
            Self::Cell { list, row, column } => host.cell(*list, *row, column).await,
        }
    }

    /// Changes the value if it is another choice: only then the form's rule runs, the HTML that shows the value is made
    /// again, and the form counts as changed.
    pub(crate) async fn write(&self, host: &dyn Host, value: &str) -> Result<(), NoAnswer> {
        if !is_same_choice(&self.read(host).await?, value) {
            self.set(host, value);
        }
        Ok(())
    }

    fn set(&self, host: &dyn Host, value: &str) {
        match self {
            Self::Field(field) => host.set_value(field, value),
            Self::Cell { list, row, column } => host.set_cell(*list, *row, column, value),
        }
    }
}
