//! What an organisation's plan does not have, and how it says so.
//!
//! facts: Autenti API, corrections: plan limits exist (the role of reviewer, SMS, advanced signatures).
//! Inferred: they come as a plain refusal with `errors[].description`, in the language of the document.

use http::StatusCode;

use super::constraint::{self, SmsCode};
use super::document_process::DocumentProcess;
use super::error::ApiError;
use super::party::{Party, Role};
use super::settings::{PlanFeature, PlanRefusal, Settings};

impl Settings {
    /// Refuses parties for which the plan is too small, if they are refused at this moment.
    pub(super) fn refuse_beyond_plan(
        &self,
        parties: &[Party],
        language: Option<&str>,
        moment: PlanRefusal,
    ) -> Result<(), ApiError> {
        if self.plan_refuses_at != moment {
            return Ok(());
        }
        let lacking =
            self.plan_without.iter().find(|feature| parties.iter().any(|party| feature.is_used(party)));
        match lacking {
            Some(feature) => {
                let status = StatusCode::from_u16(self.plan_status).unwrap_or(StatusCode::BAD_REQUEST);
                Err(ApiError::new(status, "PLAN_LIMIT", feature.refusal(language == Some("pl"))))
            }
            None => Ok(()),
        }
    }

    pub(super) fn refuse_sending_beyond_plan(&self, process: &DocumentProcess) -> Result<(), ApiError> {
        let language = process.subject.process_language.as_deref();
        self.refuse_beyond_plan(&process.parties, language, PlanRefusal::Send)
    }
}

impl PlanFeature {
    fn is_used(self, party: &Party) -> bool {
        let signs_with =
            |kind| party.role == Role::Signer && constraint::signature_type(&party.constraints) == Some(kind);
        match self {
            Self::Reviewer => party.role == Role::Reviewer,
            Self::Approver => party.role == Role::Approver,
            Self::Advanced => signs_with("ADVANCED"),
            Self::Qualified => signs_with("QUALIFIED"),
            Self::Sms => party.phone(SmsCode::ToOpen).is_some() || party.phone(SmsCode::ToSign).is_some(),
            Self::OrganisationSender => party.role == Role::Sender && party.person.id.is_some(),
        }
    }

    fn refusal(self, is_polish: bool) -> &'static str {
        match (self, is_polish) {
            (Self::Reviewer, true) => "Twój plan nie obejmuje roli Opiniujący.",
            (Self::Reviewer, false) => "Your plan does not include the Reviewer role.",
            (Self::Approver, true) => "Twój plan nie obejmuje roli Parafujący.",
            (Self::Approver, false) => "Your plan does not include the Approver role.",
            (Self::Advanced, true) => "Twój plan nie obejmuje zaawansowanego e-podpisu.",
            (Self::Advanced, false) => "Your plan does not include advanced e-signatures.",
            (Self::Qualified, true) => "Twój plan nie obejmuje podpisu kwalifikowanego.",
            (Self::Qualified, false) => "Your plan does not include qualified signatures.",
            (Self::Sms, true) => "Twój plan nie obejmuje kodów SMS.",
            (Self::Sms, false) => "Your plan does not include SMS codes.",
            (Self::OrganisationSender, true) => "Wysyłka jako organizacja nie jest aktywna.",
            (Self::OrganisationSender, false) => "Sending as an organisation is not active.",
        }
    }
}
