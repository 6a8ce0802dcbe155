//! A signing: what was planned, the document as Autenti holds it, and what one user may see of it.

pub mod document;
pub mod documents;
pub mod plan;
pub mod reader;
pub mod signed_document;
pub mod view;
