//! A signing: reads of its document from Autenti, and what one user may see of it.

pub mod administration;
pub mod adoption;
pub mod documents;
mod file_previews;
mod form_columns;
mod form_reads;
pub mod history;
pub mod left_drafts;
pub mod reader;
pub mod reminding;
pub mod shared;
mod shared_reads;
pub mod signed_document;
pub mod view;
