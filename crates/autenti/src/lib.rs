#![doc = include_str!("../README.md")]

mod account;
mod action;
mod action_link;
mod assertion;
mod callback;
mod challenge;
mod client;
mod config;
mod constraint;
mod document;
mod error;
mod event;
mod file;
mod grant;
mod ids;
mod new_document;
mod new_party;
pub mod operation;
mod party;
mod person;
mod sign_in;
mod tag;
mod upload;
pub mod webhook;
mod wire;
mod words;

pub use action_link::{ActionLink, PartyRef};
pub use api_client::{
    Call, Cause, Clock, ConfigError, Connection, Operation, RetryPolicy, SystemClock, Timeouts,
    UpstreamMessage,
};
pub use callback::Callback;
pub use challenge::{Challenge, ChallengeError, ChallengeOption};
pub use client::Client;
pub use config::{ACCEPT, Config, PRODUCTION};
pub use constraint::{Before, Constraint};
pub use document::Document;
pub use error::{Error, ServiceError};
pub use event::Event;
pub use file::{File, NewFile, SourceFile};
pub use grant::{AssertionAlgorithm, Grant, JwtBearer, RefreshTokenStore, StoreError};
pub use ids::{CallbackId, DocumentId, FileId, InvalidId, PartyId, TagId};
pub use new_document::NewDocument;
pub use new_party::{InvalidVatNumber, NewParty, Organisation, VatNumber};
pub use party::{Membership, Party};
pub use person::PersonSignIn;
pub use tag::Tag;
pub use upload::UploadForm;
pub use words::{
    Availability, DocumentStatus, EventType, FilePurpose, ParticipationStatus, Role, SignatureType,
    Visualisation,
};

/// A file on its way.
pub type Download = api_client::Download<ServiceError>;
