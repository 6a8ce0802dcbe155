//! The open lists of the API: what Autenti may extend at any time.

use api_client::open_list;

open_list! {
    /// State of a document process (facts: Autenti API, "Statuses").
    pub enum DocumentStatus {
        /// Created, not sent.
        Draft = "DRAFT",
        /// Sent; somebody still has to act. May last for days.
        Processing = "PROCESSING",
        /// Everybody acted. The signed file may appear a little later.
        Completed = "COMPLETED",
        /// A participant refused.
        Rejected = "REJECTED",
        /// The sender took the document back.
        Withdrawn = "WITHDRAWN",
        /// The time to sign ran out.
        Expired = "EXPIRED",
        /// Autenti could not process the document.
        Error = "ERROR",
    }
}

open_list! {
    /// Where a participant stands (`participationStatus`).
    ///
    /// There is no value for a refusal: ask [`Party::rejection`](crate::Party::rejection).
    pub enum ParticipationStatus {
        /// Not started.
        None = "NONE",
        /// The participant is expected to act.
        Pending = "PENDING",
        /// The participant acted.
        Completed = "COMPLETED",
        /// No longer relevant.
        Obsolete = "OBSOLETE",
        /// The participant's part failed.
        Failed = "FAILED",
    }
}

open_list! {
    /// What a participant is asked to do.
    pub enum Role {
        /// Signs.
        Signer = "SIGNER",
        /// Approves (initials).
        Approver = "APPROVER",
        /// Gives an opinion.
        Reviewer = "REVIEWER",
        /// Gets the document to see.
        Viewer = "VIEWER",
        /// Sends the document; also the organisation on whose behalf it is sent.
        Sender = "SENDER",
    }
}

open_list! {
    /// Which signature a signer gives.
    pub enum SignatureType with prefix "SIGNATURE_PROVIDER-SIGNATURE_TYPE:" {
        /// Autenti e-signature.
        Basic = "BASIC",
        /// Qualified electronic signature (eIDAS).
        Qualified = "QUALIFIED",
        /// Advanced Autenti e-signature; the signer's identity is verified.
        Advanced = "ADVANCED",
    }
}

open_list! {
    /// How signatures are shown on the signed document.
    pub enum Visualisation with prefix "VISUALISATION:" {
        /// A card on an additional page at the end.
        Card = "AUTENTI_SIGNATURE_CARD",
        /// At a place that the recipient picks.
        Manual = "MANUAL",
    }
}

open_list! {
    /// What happened, or an action that makes it happen.
    pub enum EventType with prefix "EVENT_CLASSIFIER-UNIQUE_TYPE:" {
        /// The document was sent.
        DocumentSent = "DOCUMENT_SENT",
        /// The sender took the document back.
        DocumentWithdrawal = "DOCUMENT_WITHDRAWAL",
        /// Participants were reminded.
        ReminderSent = "DOCUMENT_REMINDER_SENT",
        /// A participant refused; the event's comment is the reason.
        SignatureRejection = "SIGNATURE_REJECTION",
        /// Everybody acted.
        DocumentCompleted = "DOCUMENT_PROCESS_COMPLETED",
    }
}

open_list! {
    /// What a file of a document process is.
    pub enum FilePurpose {
        /// What was uploaded to be signed.
        Source = "SOURCE_FILE",
        /// The signed document.
        SignedContent = "SIGNED_CONTENT_FILE",
        /// Some signatures only; never the result.
        PartiallySignedContent = "PARTIALLY_SIGNED_CONTENT_FILE",
        /// The signature card as a separate PDF; may be missing.
        SignatureCard = "SIGNATURE_CARD",
        /// Everything in one ZIP; appears with completion.
        ContentArchive = "CONTENT_ARCHIVE",
    }
}

open_list! {
    /// Whether an option of a challenge can be chosen. Other values than `AVAILABLE` are not known.
    pub enum Availability {
        /// It can.
        Available = "AVAILABLE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_never_seen_before_is_kept() {
        let status = DocumentStatus::from("ARCHIVED_ELSEWHERE");
        assert!(!status.is_known());
        assert_eq!(status.as_str(), "ARCHIVED_ELSEWHERE");
    }

    #[test]
    fn blanks_around_a_value_do_not_matter() {
        assert_eq!(DocumentStatus::from("COMPLETED "), DocumentStatus::Completed);
    }

    #[test]
    fn a_prefix_is_dropped_when_read_and_put_back_when_sent() {
        let read = SignatureType::from("SIGNATURE_PROVIDER-SIGNATURE_TYPE:QUALIFIED");
        assert_eq!(read, SignatureType::Qualified);
        assert_eq!(read, SignatureType::from("QUALIFIED"));
        assert_eq!(read.on_the_wire(), "SIGNATURE_PROVIDER-SIGNATURE_TYPE:QUALIFIED");
    }

    #[test]
    fn null_reads_like_a_missing_value() {
        let status: DocumentStatus = serde_json::from_str("null").unwrap();
        assert_eq!(status, DocumentStatus::default());
    }
}
