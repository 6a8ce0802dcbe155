//! What a participant must do to act: which signature to give, in which turn, with which code.

use crate::words::{SignatureType, Visualisation};

pub(crate) const SIGNATURE_TYPE: &str = "CONSTRAINT-UNIQUE_TYPE:SIGNATURE_TYPE";
pub(crate) const PHONE_NUMBER: &str = "CONSTRAINT-UNIQUE_TYPE:PHONE_NUMBER_VERIFICATION_REQUIRED";
pub(crate) const PRIORITY: &str = "CONSTRAINT-UNIQUE_TYPE:PARTICIPATION_PRIORITY";
pub(crate) const VISUALISATION: &str = "CONSTRAINT-UNIQUE_TYPE:VISUALISATION";
pub(crate) const IDENTITY: &str = "CONSTRAINT-UNIQUE_TYPE:IDENTITY_VERIFICATION";
pub(crate) const TO_SIGN: &str = "ACTION:SIGNATURE_APPLICATION";
pub(crate) const TO_OPEN: &str = "ACTION:READ_SENSITIVE_METADATA";

/// A condition on a participant or on the whole process (facts: Autenti API, "Constraint classifiers").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// Which signature is to be given.
    SignatureType(SignatureType),
    /// Whose turn it is: 1 comes first.
    Priority(u32),
    /// A code sent by SMS is needed.
    Sms {
        /// For what.
        before: Before,
        /// The number that gets the code, when Autenti tells it.
        phone: Option<String>,
    },
    /// The signer's identity is verified.
    IdentityVerification,
    /// How signatures are shown; a condition on the process.
    Visualisation(Visualisation),
    /// A condition not known when this was written: its classifiers.
    Other(Vec<String>),
}

/// What a code is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// To open the document.
    Opening,
    /// To sign it.
    Signing,
}
