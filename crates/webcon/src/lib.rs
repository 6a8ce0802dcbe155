#![doc = include_str!("../README.md")]
#![expect(clippy::todo, unused_variables, dead_code, clippy::unused_async, reason = "sketch")]

mod answer;
mod attachment;
mod call;
mod client;
mod clock;
mod config;
mod download;
mod element;
mod error;
mod form_layout;
mod ids;
mod key;
mod me;
mod open_list;
mod retry;
mod uda;
mod update;
mod value;
mod words;

pub use answer::Answer;
pub use attachment::{Attachment, NewAttachment, SavedAttachment};
pub use call::Call;
pub use client::Client;
pub use clock::{Clock, SystemClock};
pub use config::{Config, ConfigError, Timeouts};
pub use download::Download;
pub use element::{Cell, Column, Element, Field, ItemList, Layout, Reference, Row};
pub use error::{Cause, Error};
pub use form_layout::{FormLayout, LayoutColumn, LayoutField, LayoutList, LayoutPath};
pub use ids::{AttachmentId, DatabaseId, ElementId, RowId};
pub use key::{Key, LookupError};
pub use me::Me;
pub use retry::Retry;
pub use update::{ElementUpdate, ListUpdate, Mode, UpdateOptions, Updated};
pub use value::{Choice, FieldValue, NewValue};
pub use words::{ColumnType, Editability, FieldType, Requiredness, UpdateStatus, Visibility};
