//! What the choice fields offer: the values of the Autenti plugin's data sources.

use crate::portal::language::{Label, label};

/// A value that a choice field offers.
#[derive(Clone, Copy, Debug)]
pub(in crate::portal) struct Choice {
    /// What is compared.
    pub(in crate::portal) id: &'static str,
    /// What is shown; the English name is stored beside the id.
    pub(in crate::portal) name: Label,
}

/// All values that a choice field offers.
pub(in crate::portal) type Dictionary = &'static [Choice];

const fn choice(id: &'static str, english: &'static str, polish: &'static str) -> Choice {
    Choice { id, name: label(english, polish) }
}

/// States of a document (facts: Autenti API, statuses; plugin, data sources).
pub(super) const DOCUMENT_STATUSES: Dictionary = &[
    choice("DRAFT", "Draft", "Szkic"),
    choice("PROCESSING", "In progress", "W toku"),
    choice("COMPLETED", "Completed", "Zakończony"),
    choice("REJECTED", "Rejected", "Odrzucony"),
    choice("WITHDRAWN", "Withdrawn", "Wycofany"),
    choice("EXPIRED", "Expired", "Wygasły"),
    choice("ERROR", "Error", "Błąd"),
];

/// What a recipient is asked to do (facts: plugin, data sources).
pub(super) const ROLES: Dictionary = &[
    choice("SIGNER", "Signer", "Podpisujący"),
    choice("APPROVER", "Approver", "Parafujący"),
    choice("REVIEWER", "Reviewer", "Opiniujący"),
    choice("VIEWER", "Viewer", "Do wglądu"),
];

/// Which signature a signer gives (facts: plugin, data sources).
pub(super) const SIGNATURE_TYPES: Dictionary = &[
    choice("BASIC", "Autenti E-signature", "E-podpis Autenti"),
    choice("QUALIFIED", "Qualified signature", "Podpis kwalifikowany"),
    choice("ADVANCED", "Advanced Autenti e-signature", "Zaawansowany e-podpis Autenti"),
];

/// Where a recipient stands (facts: plugin, data sources).
pub(super) const RECIPIENT_STATUSES: Dictionary = &[
    choice("NONE", "Not started", "Nierozpoczęty"),
    choice("PENDING", "Pending", "Oczekujący"),
    choice("COMPLETED", "Completed", "Zakończony"),
    choice("OBSOLETE", "Obsolete", "Nieaktualny"),
    choice("FAILED", "Failed", "Niepowodzenie"),
    choice("REJECTED", "Rejected", "Odrzucony"),
];
