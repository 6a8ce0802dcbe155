#![doc = include_str!("../README.md")]

mod attachment;
mod client;
mod config;
mod conflict;
mod element;
mod error;
mod form_layout;
mod ids;
mod key;
mod me;
mod named_field;
mod new_value;
pub mod operation;
mod process;
mod uda;
mod update;
mod value;
mod wire;
mod words;

pub use api_client::{
    Call, Cause, Clock, ConfigError, Connection, Operation, RetryPolicy, SystemClock, Timeouts,
    UpstreamMessage,
};
pub use attachment::{Attachment, NewAttachment, SavedAttachment};
pub use client::Client;
pub use config::Config;
pub use element::{Cell, Column, Element, Field, ItemList, Layout, Reference, Row};
pub use error::{Error, ServiceError};
pub use form_layout::{FormLayout, LayoutColumn, LayoutField, LayoutList, LayoutPath};
pub use ids::{AttachmentId, DatabaseId, ElementId, ListId, RowId};
pub use key::{Key, LookupError};
pub use me::Me;
pub use new_value::NewValue;
pub use process::{Process, Step, Workflow};
pub use update::{ElementUpdate, ListUpdate, Mode, UpdateOptions, Updated};
pub use value::{Choice, FieldValue};
pub use words::{ColumnType, Editability, FieldType, Requiredness, UpdateStatus, Visibility};

/// An attachment on its way.
pub type Download = api_client::Download<ServiceError>;
