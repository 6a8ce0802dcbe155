#![doc = include_str!("../README.md")]

mod named_list;
mod open_list;
pub mod pairs;

pub mod history;
pub mod invisible;
pub mod lookups;
pub mod problem;
pub mod recipient;
pub mod rules;
pub mod signing;
pub mod texts;
pub mod ticket;
pub mod words;

pub use problem::{ErrorCode, Problem};
pub use recipient::{Email, Recipient, RecipientRow};
pub use rules::{RuleOptions, Violation, validate};
pub use signing::{Sending, SendingStep, Signing, SigningAnswer};
pub use texts::{Lang, LocalizedMessage, Text};
pub use ticket::Right;
pub use words::{DocumentStatus, RecipientStatus, Role, SignatureType, Visualisation};

/// Where a person can always go to sign: Autenti's own site. (Inferred: the facts name no page of the
/// web application; its public site leads there.)
pub const AUTENTI_SITE: &str = "https://autenti.com/";
