//! The shapes that travel. They stay in this crate; the public types are made from them.

mod incoming;
mod layout;
mod outgoing;
mod process;

pub(crate) use incoming::{ContentIn, ElementIn, MeIn, SavedIn, UpdatedIn};
pub(crate) use layout::FormLayoutIn;
pub(crate) use outgoing::{AttachmentOut, UpdateOut};
pub(crate) use process::{ApplicationsIn, NamedIn, PathsIn, ProcessesIn, StepsIn, WorkflowsIn};
