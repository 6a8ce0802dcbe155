//! The body of a signing: what the proxy knows of one instance, as one user may see it.

#[cfg(not(target_arch = "wasm32"))]
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::pairs::Pairs;
use crate::problem::ErrorCode;
use crate::recipient::{Email, Recipient, RowOwner};
use crate::rules::{RuleOptions, Violation};
#[cfg(not(target_arch = "wasm32"))]
use crate::texts::LocalizedMessage;
use crate::ticket::{self, Right};
use crate::words::{DocumentStatus, RecipientStatus, Role};

/// A signing. The body only grows: readers ignore what they do not know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Signing {
    /// Autenti's id of the document process; null before there is one.
    pub autenti_id: Option<String>,
    /// What the document is called in Autenti.
    pub title: String,
    /// State of the document; null before sending.
    pub status: Option<DocumentStatus>,
    /// How far sending has come; null when nothing is being sent.
    pub sending: Option<Sending>,
    /// Before sending those of the item list, afterwards those of the document.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub recipients: Vec<Recipient>,
    /// The files that were sent, or would be.
    #[serde(default)]
    pub files: Vec<File>,
    /// When the document was sent: RFC 3339, UTC; null before that, and where Autenti does not tell.
    #[serde(default)]
    pub sent_at: Option<String>,
    /// What keeps the document from being sent, row by row; empty when nothing does.
    #[serde(default)]
    pub violations: Vec<Violation>,
    /// What this user can do now. A right that is not known here is passed over.
    #[serde(default, deserialize_with = "ticket::known")]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub can: Vec<Right>,
    /// What would go out now, where sending is offered again although there is a document already; null otherwise.
    #[serde(default)]
    pub next: Option<NextDocument>,
    /// Whether this user may correct the document: take it back and send another.
    #[serde(default)]
    pub can_correct: bool,
    /// Whether Autenti has a signature card as a file of its own.
    #[serde(default)]
    pub has_card: bool,
    /// The signed document among the instance's attachments, once it is saved there.
    #[serde(default)]
    pub attachment: Option<Attachment>,
    /// When this was read from Autenti (or, before sending, from WEBCON): RFC 3339, UTC.
    pub read_at: String,
    /// Whether a newer state could not be read, so that this is the last one known.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub stale: bool,
}

impl Signing {
    /// Whether this user can do it now.
    pub fn can(&self, right: Right) -> bool {
        self.can.contains(&right)
    }

    /// Whether the document reached its recipients.
    pub fn is_sent(&self) -> bool {
        self.status.as_ref().is_some_and(|status| *status != DocumentStatus::Draft)
    }

    /// How many of those who sign have signed: `(signed, of)`.
    pub fn progress(&self) -> (usize, usize) {
        let signers = || self.recipients.iter().filter(|r| r.role == Some(Role::Signer));
        (signers().filter(|r| r.status == RecipientStatus::Completed).count(), signers().count())
    }
}

/// What the proxy answers: a signing, and what a page needs while the form is open for editing. The page reads that
/// part by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SigningAnswer {
    /// The signing.
    #[serde(flatten)]
    pub signing: Signing,
    /// What the proxy wrote into fields of the form for this document. A page that is open for editing puts it on the
    /// form, so that saving does not undo it.
    #[serde(default)]
    pub written: Vec<Written>,
    /// What the proxy wrote into rows of the item list of recipients; null when it wrote nothing there, or when the
    /// form's layout cannot be read.
    #[serde(default)]
    pub written_rows: Option<WrittenRows>,
    /// Why what became of the document cannot be written to the form yet; null when nothing waits.
    #[serde(default)]
    pub waiting: Option<Waiting>,
    /// The item list of recipients, while it can still be changed: a page that is open for editing validates it by the
    /// rules that the proxy applies. Null afterwards, and when the form's layout cannot be read.
    #[serde(default)]
    pub list: Option<RecipientsList>,
}

/// A value that the proxy wrote into a field or cell of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Written {
    /// The field's name in the database, such as `AttText1` or `DET_Att7`: what the form's JavaScript calls it.
    pub field: String,
    /// The value as the form's JavaScript takes it: a text, `id#name` for a choice, `link:…;displayname:…` for a
    /// link, and nothing for a field that was cleared.
    pub value: String,
    /// When it was written, by the clock that `iat` of the ticket is by: RFC 3339, UTC. A page that was opened later
    /// knows it, or what somebody put in its place.
    pub at: String,
}

/// What the proxy wrote into rows of the item list of recipients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WrittenRows {
    /// Number of the list.
    pub list: i64,
    /// Names in the database, such as `DET_Att3`, of the columns that tell whose row it is: `role` and, where the
    /// list has them, `email`, `person` (a user, whose login is the address where `email` is empty) and `autentiId`.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub columns: Pairs,
    /// The recipients. Whose row it is, is decided as the proxy does: the same e-mail address or Autenti id, and the
    /// same role where one is given. A row belongs to one recipient only.
    pub rows: Vec<WrittenRow>,
}

/// What the proxy wrote into a recipient's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WrittenRow {
    /// The recipient's e-mail address.
    pub email: Email,
    /// The recipient's role.
    pub role: Option<Role>,
    /// Autenti's id of the recipient.
    pub autenti_id: Option<String>,
    /// The cells.
    pub cells: Vec<Written>,
}

impl WrittenRow {
    /// Whose row it is.
    pub fn owner(&self) -> RowOwner<'_> {
        RowOwner { email: &self.email, role: self.role.as_ref(), autenti_id: self.autenti_id.as_deref() }
    }
}

/// What keeps the proxy from writing to the form. It tries again by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Waiting {
    /// What went wrong; mostly `form_checked_out`.
    pub code: ErrorCode,
    /// The same in words, safe to show; names who is editing the form, where WEBCON says so.
    pub detail: String,
    /// What WEBCON or Autenti said, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<String>,
    /// By what it is found in the proxy's log.
    #[serde(default)]
    pub request_id: String,
    /// What the words are made of.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub localized: BTreeMap<String, LocalizedMessage>,
}

/// The item list of recipients, as the form's JavaScript finds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RecipientsList {
    /// Number of the list.
    pub id: i64,
    /// Names of its columns in the database, such as `DET_Att1`, by the property of
    /// [`RecipientRow`](crate::RecipientRow) that they hold.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub columns: Pairs,
    /// What the profile asks of the list.
    pub options: RuleOptions,
}

/// A document that can take the place of the one that is there: what would go out if sending were asked for now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NextDocument {
    /// What it will be called in Autenti.
    pub title: String,
    /// Those of the item list.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub recipients: Vec<Recipient>,
    /// The files that the profile selects.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub files: Vec<File>,
    /// What keeps it from being sent, row by row; empty when nothing does.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub violations: Vec<Violation>,
}

/// A file of the signing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// File name.
    pub name: String,
    /// Bytes; null as long as nobody has looked at the file.
    #[serde(default)]
    pub size: Option<u64>,
    /// Where the portal shows the file to whoever may see it; null where that is not known.
    #[serde(default)]
    pub href: Option<String>,
    /// Why it cannot be sent; null when nothing is known to be wrong with it.
    #[serde(default)]
    pub code: Option<ErrorCode>,
    /// The same in words, safe to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What the words are made of.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub localized: BTreeMap<String, LocalizedMessage>,
}

/// The signed document on the instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// WEBCON's attachment id.
    pub id: i64,
    /// File name.
    pub name: String,
    /// Where the portal shows it to whoever may see it; null where that is not known.
    #[serde(default)]
    pub href: Option<String>,
}

/// Progress of sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Sending {
    /// What is being done.
    pub step: SendingStep,
    /// Files uploaded so far.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub done: u32,
    /// Files in all.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub of: u32,
    /// What went wrong, if something did.
    pub code: Option<ErrorCode>,
    /// The same in words, safe to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What the words are made of.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub localized: BTreeMap<String, LocalizedMessage>,
    /// Whether the proxy tries again by itself. When it does not, somebody has to send again.
    #[serde(default)]
    pub retrying: bool,
    /// When it is tried again: RFC 3339, UTC; null when that is not waited for.
    #[serde(default)]
    pub next_try_at: Option<String>,
    /// Whether nobody knows yet if the document has reached its recipients: then it can neither be sent again nor
    /// stopped.
    #[serde(default)]
    pub in_doubt: bool,
    /// Whether this user can stop it now.
    #[serde(default)]
    pub can_cancel: bool,
    /// What Autenti or WEBCON said when it refused, in its own words.
    #[serde(default)]
    pub upstream: Option<String>,
    /// Finds what went wrong in the proxy's log; null where nothing did.
    #[serde(default)]
    pub request_id: Option<String>,
}

/// The steps of sending, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case", from = "String", into = "&'static str")]
pub enum SendingStep {
    /// The document is created in Autenti, with its recipients.
    Draft,
    /// The files go up.
    Files,
    /// Autenti is asked to send the invitations.
    Send,
    /// The result is written to WEBCON. A step that is not known here counts as this one, which holds nothing up.
    WriteBack,
}

impl SendingStep {
    /// Every step, in their order.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Files, Self::Send, Self::WriteBack];

    /// The name under which the step travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Files => "files",
            Self::Send => "send",
            Self::WriteBack => "write-back",
        }
    }
}

impl From<String> for SendingStep {
    fn from(name: String) -> Self {
        Self::ALL.into_iter().find(|step| step.as_str() == name).unwrap_or(Self::WriteBack)
    }
}

impl From<SendingStep> for &'static str {
    fn from(step: SendingStep) -> Self {
        step.as_str()
    }
}

/// Answer to a request for reminders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reminders {
    /// Ids of the recipients who were reminded.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub reminded: Vec<String>,
    /// Those who were not.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub skipped: Vec<Skipped>,
}

/// A recipient who was not reminded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Skipped {
    /// The recipient's id.
    pub id: String,
    /// Why, in words.
    pub reason: String,
    /// When the recipient can be reminded again: RFC 3339, UTC; null where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
    /// What the words are made of.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub localized: BTreeMap<String, LocalizedMessage>,
}

/// A link for signing: opens Autenti for one person. It is made at the click and never stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// Where to go.
    pub url: String,
    /// The same as a code for the camera of a phone, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr: Option<QrCode>,
}

/// A QR code, as the path of an SVG.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QrCode {
    /// How many modules it has in each direction.
    pub size: u32,
    /// The dark modules, each a square of 1 × 1.
    pub path: String,
}
