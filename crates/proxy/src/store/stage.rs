//! The life of a signing.

use autenti_model::SendingStep;

use super::{RecordedError, Result, StoreError};

/// Where a signing stands in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The document is to be created in Autenti.
    Creating,
    /// The draft is there and its files go up.
    Uploading {
        /// How many are up.
        files: usize,
    },
    /// The draft is complete, and Autenti is to send it.
    Submitting {
        /// How many files it has.
        files: usize,
    },
    /// It reached its recipients; WEBCON has not been told yet.
    Delivered,
    /// The recipients act, and WEBCON knows of it.
    Open,
    /// Nothing more will happen to the document.
    Ended,
    /// It was given up before it was sent: somebody has to send again.
    Stopped {
        /// What was to be done.
        step: SendingStep,
        /// How many files were up.
        files: usize,
        /// Why it was given up.
        error: RecordedError,
    },
    /// Another document of the instance took its place.
    Replaced,
}

impl Stage {
    /// Whether the document is known to have reached its recipients.
    pub fn is_sent(&self) -> bool {
        matches!(self, Self::Delivered | Self::Open | Self::Ended)
    }

    /// Whether it is still being made and sent.
    pub fn is_sending(&self) -> bool {
        matches!(self, Self::Creating | Self::Uploading { .. } | Self::Submitting { .. })
    }

    /// The step of sending that it waits for, or was given up at.
    pub fn step(&self) -> Option<SendingStep> {
        match self {
            Self::Creating => Some(SendingStep::Draft),
            Self::Uploading { .. } => Some(SendingStep::Files),
            Self::Submitting { .. } => Some(SendingStep::Send),
            Self::Delivered => Some(SendingStep::WriteBack),
            Self::Stopped { step, .. } => Some(*step),
            Self::Open | Self::Ended | Self::Replaced => None,
        }
    }

    /// How many files are up.
    pub fn files(&self) -> usize {
        match self {
            Self::Uploading { files } | Self::Submitting { files } | Self::Stopped { files, .. } => *files,
            Self::Creating | Self::Delivered | Self::Open | Self::Ended | Self::Replaced => 0,
        }
    }

    /// The names of those in which it is still being made and sent.
    pub(super) const SENDING: [&'static str; 3] = ["creating", "uploading", "submitting"];

    /// The name in the store.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Uploading { .. } => "uploading",
            Self::Submitting { .. } => "submitting",
            Self::Delivered => "delivered",
            Self::Open => "open",
            Self::Ended => "ended",
            Self::Stopped { .. } => "stopped",
            Self::Replaced => "replaced",
        }
    }

    /// The stage that the columns of a row tell.
    pub(super) fn from_columns(
        name: &str,
        files: usize,
        step: Option<&str>,
        error: Option<RecordedError>,
    ) -> Result<Self> {
        Ok(match name {
            "creating" => Self::Creating,
            "uploading" => Self::Uploading { files },
            "submitting" => Self::Submitting { files },
            "delivered" => Self::Delivered,
            "open" => Self::Open,
            "ended" => Self::Ended,
            "replaced" => Self::Replaced,
            "stopped" => {
                let step = SendingStep::ALL.into_iter().find(|known| Some(known.as_str()) == step);
                let step = step.ok_or_else(|| StoreError::Unreadable("a stop at no step".to_owned()))?;
                Self::Stopped { step, files, error: error.unwrap_or_default() }
            }
            other => return Err(StoreError::Unreadable(format!("the stage `{other}`"))),
        })
    }
}
