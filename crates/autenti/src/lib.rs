#![doc = include_str!("../README.md")]

mod action;
mod action_link;
mod address;
mod assertion;
mod call;
mod callback;
mod challenge;
mod client;
mod clock;
mod config;
mod constraint;
mod document;
mod download;
mod error;
mod event;
mod excerpt;
mod file;
mod grant;
mod ids;
mod json_stream;
mod new_document;
mod new_party;
mod open_list;
mod party;
mod refusal;
mod request;
mod retry;
mod sign_in;
mod tag;
mod token;
mod transport;
mod upload;
pub mod webhook;
mod wire;
mod words;

pub use action_link::{ActionLink, PartyRef};
pub use call::Call;
pub use callback::Callback;
pub use challenge::{Challenge, ChallengeError, ChallengeOption};
pub use client::Client;
pub use clock::{Clock, SystemClock};
pub use config::{ACCEPT, Config, ConfigError, PRODUCTION, Timeouts};
pub use constraint::{Before, Constraint};
pub use document::Document;
pub use download::Download;
pub use error::{Cause, Error};
pub use event::Event;
pub use excerpt::Excerpt;
pub use file::{File, NewFile};
pub use grant::{Grant, JwtBearer, RefreshTokenStore, StoreError};
pub use ids::{CallbackId, DocumentId, FileId, InvalidId, PartyId, TagId};
pub use new_document::NewDocument;
pub use new_party::{InvalidVatNumber, NewParty, Organisation, VatNumber};
pub use party::{Membership, Party};
pub use retry::Retry;
pub use tag::Tag;
pub use upload::UploadForm;
pub use words::{
    Availability, DocumentStatus, EventType, FilePurpose, ParticipationStatus, Role, SignatureType,
    Visualisation,
};
