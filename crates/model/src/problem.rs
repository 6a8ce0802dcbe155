//! Failures, as they travel: a stable code for programs and words for people.

#[cfg(not(target_arch = "wasm32"))]
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::rules::Violation;
#[cfg(not(target_arch = "wasm32"))]
use crate::texts::LocalizedMessage;
use crate::texts::{Lang, Text};

/// Declares the codes once: name on the wire, HTTP status, title and advice.
macro_rules! error_codes {
    ( $( $(#[$meta:meta])* $variant:ident = $code:literal, $status:literal, $title:ident, $advice:ident; )+ ) => {
        /// What went wrong. The codes are part of the contract: they are added, never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "&'static str")]
        pub enum ErrorCode {
            $( $(#[$meta])* #[serde(rename = $code)] $variant, )+
            /// A code that this version does not know; only ever read, never sent.
            #[serde(rename = "unknown")]
            Unknown,
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for ErrorCode {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some("What went wrong. The codes are part of the contract: they are added, never renamed."))
                    .enum_values(Some([ $( $code, )+ "unknown" ]))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for ErrorCode {}

        impl From<String> for ErrorCode {
            fn from(code: String) -> Self {
                Self::ALL.iter().find(|known| known.as_str() == code).copied().unwrap_or(Self::Unknown)
            }
        }

        impl From<ErrorCode> for &'static str {
            fn from(code: ErrorCode) -> Self {
                code.as_str()
            }
        }

        impl ErrorCode {
            /// Every code that is sent.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The code on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $code, )+ Self::Unknown => "unknown" }
            }

            /// The HTTP status that goes with the code.
            pub fn http_status(self) -> u16 {
                match self { $( Self::$variant => $status, )+ Self::Unknown => 500 }
            }

            /// What happened, in a few words.
            pub fn title(self) -> Text {
                match self { $( Self::$variant => Text::$title, )+ Self::Unknown => Text::InternalTitle }
            }

            /// What happened and what to do next, in a sentence or two.
            pub fn advice(self) -> Text {
                match self { $( Self::$variant => Text::$advice, )+ Self::Unknown => Text::InternalAdvice }
            }
        }
    };
}

error_codes! {
    /// The request cannot be read: a header or a value is missing or malformed.
    InvalidRequest = "invalid_request", 400, InvalidRequestTitle, InvalidRequestAdvice;
    /// The ticket is missing, malformed or forged.
    TicketInvalid = "ticket_invalid", 401, TicketInvalidTitle, TicketInvalidAdvice;
    /// The ticket was good once.
    TicketExpired = "ticket_expired", 401, TicketExpiredTitle, TicketExpiredAdvice;
    /// The integration key is missing or wrong.
    KeyInvalid = "key_invalid", 401, KeyInvalidTitle, KeyInvalidAdvice;
    /// The ticket does not permit it.
    NotAllowed = "not_allowed", 403, NotAllowedTitle, NotAllowedAdvice;
    /// There is no such profile, source or address.
    NotFound = "not_found", 404, NotFoundTitle, NotFoundAdvice;
    /// WEBCON has no such instance, or the API account may not see it.
    InstanceNotFound = "instance_not_found", 404, InstanceNotFoundTitle, InstanceNotFoundAdvice;
    /// It needs a document that was sent.
    NotSentYet = "not_sent_yet", 409, NotSentYetTitle, NotSentYetAdvice;
    /// The document was sent already, or is being sent.
    AlreadySent = "already_sent", 409, AlreadySentTitle, AlreadySentAdvice;
    /// The document has ended, so nothing can be changed any more.
    AlreadyFinished = "already_finished", 409, AlreadyFinishedTitle, AlreadyFinishedAdvice;
    /// The signed file does not exist yet.
    NotSignedYet = "not_signed_yet", 409, NotSignedYetTitle, NotSignedYetAdvice;
    /// Autenti gives this person no link.
    NoLink = "no_link", 409, NoLinkTitle, NoLinkAdvice;
    /// The document is locked by an SMS code.
    DocumentLocked = "document_locked", 409, DocumentLockedTitle, DocumentLockedAdvice;
    /// No recipient can be reminded now.
    NobodyToRemind = "nobody_to_remind", 409, NobodyToRemindTitle, NobodyToRemindAdvice;
    /// Somebody is editing the form in WEBCON.
    FormCheckedOut = "form_checked_out", 409, FormCheckedOutTitle, FormCheckedOutAdvice;
    /// The files changed after sending began.
    FilesChanged = "files_changed", 409, FilesChangedTitle, FilesChangedAdvice;
    /// WEBCON holds another version of the instance than the one that was to be sent.
    FormChanged = "form_changed", 409, FormChangedTitle, FormChangedAdvice;
    /// The instance is not of the process that the profile is for.
    WrongProcess = "wrong_process", 409, WrongProcessTitle, WrongProcessAdvice;
    /// The id on the form is that of a document that was not sent from this instance.
    ForeignDocument = "foreign_document", 409, ForeignDocumentTitle, ForeignDocumentAdvice;
    /// It is unknown whether the document reached its recipients.
    SendingInDoubt = "sending_in_doubt", 409, SendingInDoubtTitle, SendingInDoubtAdvice;
    /// The list of recipients breaks rules; `violations` says which.
    RecipientsInvalid = "recipients_invalid", 422, RecipientsInvalidTitle, RecipientsInvalidAdvice;
    /// The profile selects no file.
    NoAttachments = "no_attachments", 422, NoAttachmentsTitle, NoAttachmentsAdvice;
    /// A selected file is not a PDF.
    NotPdf = "not_pdf", 422, NotPdfTitle, NotPdfAdvice;
    /// A selected PDF is protected by a password, or restricts changes.
    PdfProtected = "pdf_protected", 422, PdfProtectedTitle, PdfProtectedAdvice;
    /// A selected PDF bears a signature already.
    PdfSigned = "pdf_signed", 422, PdfSignedTitle, PdfSignedAdvice;
    /// A selected PDF holds an active form.
    PdfActiveForm = "pdf_active_form", 422, PdfActiveFormTitle, PdfActiveFormAdvice;
    /// No page of a selected PDF can be read.
    PdfUnreadable = "pdf_unreadable", 422, PdfUnreadableTitle, PdfUnreadableAdvice;
    /// The files are too large together.
    TooLarge = "too_large", 422, TooLargeTitle, TooLargeAdvice;
    /// Too many requests.
    RateLimited = "rate_limited", 429, RateLimitedTitle, RateLimitedAdvice;
    /// The proxy itself failed.
    Internal = "internal", 500, InternalTitle, InternalAdvice;
    /// Autenti refused the request.
    AutentiRefused = "autenti_refused", 502, AutentiRefusedTitle, AutentiRefusedAdvice;
    /// Autenti knows no document of that id.
    DocumentUnknown = "document_unknown", 502, DocumentUnknownTitle, DocumentUnknownAdvice;
    /// WEBCON refused the request.
    WebconRefused = "webcon_refused", 502, WebconRefusedTitle, WebconRefusedAdvice;
    /// Autenti does not answer.
    AutentiUnavailable = "autenti_unavailable", 503, AutentiUnavailableTitle, AutentiUnavailableAdvice;
    /// WEBCON does not answer.
    WebconUnavailable = "webcon_unavailable", 503, WebconUnavailableTitle, WebconUnavailableAdvice;
    /// The proxy's database does not answer, or cannot be written to.
    StoreUnavailable = "store_unavailable", 503, StoreUnavailableTitle, StoreUnavailableAdvice;
}

/// The body of a failure (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Identifies the kind of failure: `urn:autenti-form:error:` and the code, which is a heading of
    /// `docs/troubleshooting.md`. The guide comes with the proxy, so there is no address on the net that it could lead to.
    #[serde(rename = "type", default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub kind: String,
    /// What happened, in a few words.
    pub title: String,
    /// HTTP status.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub status: u16,
    /// What happened and what to do next; for people, safe to show.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub detail: String,
    /// What happened, for programs.
    pub code: ErrorCode,
    /// Finds the request in the proxy's log.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub request_id: String,
    /// What the words are made of, as far as they are ours.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub localized: BTreeMap<String, LocalizedMessage>,
    /// The broken rows and fields, where there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
    /// What Autenti or WEBCON said when it refused, in its own words and language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<String>,
}

impl Problem {
    /// A failure with the code's own words.
    pub fn new(code: ErrorCode, lang: Lang) -> Self {
        Self {
            kind: format!("urn:autenti-form:error:{}", code.as_str()),
            title: code.title().get(lang).to_owned(),
            status: code.http_status(),
            detail: code.advice().get(lang).to_owned(),
            #[cfg(not(target_arch = "wasm32"))]
            localized: [("title", code.title()), ("detail", code.advice())]
                .map(|(property, text)| (property.to_owned(), text.into()))
                .into(),
            code,
            request_id: String::new(),
            violations: Vec::new(),
            upstream: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_the_http_status_of_its_kind() {
        let table: Vec<String> =
            ErrorCode::ALL.iter().map(|code| format!("{} {}", code.http_status(), code.as_str())).collect();
        insta::assert_snapshot!(table.join("\n"));
    }

    #[test]
    fn every_code_travels_under_its_name() {
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert_eq!(serde_json::from_value::<ErrorCode>(code.as_str().into()).unwrap(), *code);
        }
    }

    #[cfg(feature = "openapi")]
    #[test]
    fn the_schema_lists_codes_as_they_travel() {
        use utoipa::PartialSchema as _;
        let schema = serde_json::to_value(ErrorCode::schema()).unwrap();
        let listed: Vec<_> =
            schema["enum"].as_array().unwrap().iter().filter_map(|code| code.as_str()).collect();
        let sent = ErrorCode::ALL.iter().map(|code| code.as_str());
        assert_eq!(listed, sent.chain(["unknown"]).collect::<Vec<_>>());
    }

    #[test]
    fn a_code_from_a_newer_proxy_is_no_reading_error() {
        let code: ErrorCode = serde_json::from_value("moon_phase".into()).unwrap();
        assert_eq!(code, ErrorCode::Unknown);
    }
}
