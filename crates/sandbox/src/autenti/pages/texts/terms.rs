//! What roles, states and kinds of signatures are called.

use super::Language;
use crate::autenti::document_process::Status;
use crate::autenti::party::{Participation, Role};

impl Language {
    pub(in crate::autenti::pages) const fn role(self, role: Role) -> &'static str {
        match (self, role) {
            (Self::English, Role::Signer) => "Signer",
            (Self::English, Role::Approver) => "Approver",
            (Self::English, Role::Reviewer) => "Reviewer",
            (Self::English, Role::Viewer) => "Viewer",
            (Self::English, Role::Sender) => "Sender",
            (Self::Polish, Role::Signer) => "Podpisujący",
            (Self::Polish, Role::Approver) => "Parafujący",
            (Self::Polish, Role::Reviewer) => "Opiniujący",
            (Self::Polish, Role::Viewer) => "Do wglądu",
            (Self::Polish, Role::Sender) => "Nadawca",
        }
    }

    pub(in crate::autenti::pages) const fn status(self, status: Status) -> &'static str {
        match (self, status) {
            (Self::English, Status::Draft) => "Draft",
            (Self::English, Status::Processing) => "In progress",
            (Self::English, Status::Completed) => "Completed",
            (Self::English, Status::Rejected) => "Rejected",
            (Self::English, Status::Withdrawn) => "Withdrawn",
            (Self::Polish, Status::Draft) => "Szkic",
            (Self::Polish, Status::Processing) => "W toku",
            (Self::Polish, Status::Completed) => "Zakończony",
            (Self::Polish, Status::Rejected) => "Odrzucony",
            (Self::Polish, Status::Withdrawn) => "Wycofany",
        }
    }

    /// How far a party has come, in the words of its role.
    pub(in crate::autenti::pages) const fn participation(
        self,
        role: Role,
        participation: Participation,
    ) -> &'static str {
        match (self, participation, role) {
            (Self::English, Participation::None, Role::Viewer) => "For information",
            (Self::English, Participation::None, _) => "Not yet",
            (Self::English, Participation::Pending, _) => "Waiting",
            (Self::English, Participation::Completed, Role::Signer) => "Signed",
            (Self::English, Participation::Completed, Role::Approver) => "Approved",
            (Self::English, Participation::Completed, Role::Reviewer) => "Reviewed",
            (Self::English, Participation::Completed, _) => "Completed",
            (Self::English, Participation::Obsolete, _) => "Not needed",
            (Self::English, Participation::Failed, _) => "Rejected",
            (Self::Polish, Participation::None, Role::Viewer) => "Do wiadomości",
            (Self::Polish, Participation::None, _) => "Jeszcze nie",
            (Self::Polish, Participation::Pending, _) => "Oczekuje",
            (Self::Polish, Participation::Completed, Role::Signer) => "Podpisano",
            (Self::Polish, Participation::Completed, Role::Approver) => "Zaparafowano",
            (Self::Polish, Participation::Completed, Role::Reviewer) => "Zaopiniowano",
            (Self::Polish, Participation::Completed, _) => "Zakończono",
            (Self::Polish, Participation::Obsolete, _) => "Niepotrzebne",
            (Self::Polish, Participation::Failed, _) => "Odrzucono",
        }
    }

    pub(in crate::autenti::pages) fn signature_type(self, signature_type: Option<&str>) -> String {
        let name = match (self, signature_type) {
            (Self::English, Some("BASIC") | None) => "Autenti E-signature",
            (Self::English, Some("ADVANCED")) => "Advanced Autenti e-signature",
            (Self::English, Some("QUALIFIED")) => "Qualified signature",
            (Self::Polish, Some("BASIC") | None) => "E-podpis Autenti",
            (Self::Polish, Some("ADVANCED")) => "Zaawansowany e-podpis Autenti",
            (Self::Polish, Some("QUALIFIED")) => "Podpis kwalifikowany",
            (_, Some(other)) => other,
        };
        name.to_owned()
    }
}
