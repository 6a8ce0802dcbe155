//! Who and what the demo starts with, the same on both sides: the people, and the documents that some of
//! the portal's instances were sent as.

/// A person of the demo. All of them are made up.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// First name.
    pub first_name: &'static str,
    /// Last name.
    pub last_name: &'static str,
    /// E-mail address, which is the login too.
    pub email: &'static str,
}

/// Looks after the process: sends, watches, reminds.
pub const OLA: Person =
    Person { first_name: "Ola", last_name: "Zielińska", email: "ola.zielinska@example.com" };
/// Signs.
pub const ANNA: Person = Person { first_name: "Anna", last_name: "Nowak", email: "anna.nowak@example.com" };
/// Signs.
pub const JAN: Person =
    Person { first_name: "Jan", last_name: "Kowalski", email: "jan.kowalski@example.com" };
/// Gets the document to see.
pub const EWA: Person =
    Person { first_name: "Ewa", last_name: "Wiśniewska", email: "ewa.wisniewska@example.com" };

/// Everybody.
pub const PEOPLE: [Person; 4] = [OLA, ANNA, JAN, EWA];

/// Portal database of the demo.
pub const DATABASE: i32 = 1;

/// A document that Autenti holds when the demo starts.
#[derive(Clone, Copy, Debug)]
pub struct StartingDocument {
    /// The portal instance it was sent from.
    pub instance: i32,
    /// Autenti's id.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// State in Autenti.
    pub status: &'static str,
    /// How many days before the start it was sent.
    pub days_ago: i64,
    /// How far Anna, Jan and Ewa have come.
    pub participation: [&'static str; 3],
    /// Whom somebody added in Autenti by hand, so that the form's list does not know them.
    pub added_in_autenti: Option<&'static str>,
}

/// Name of the file that every one of them was sent with.
pub const FILE: &str = "umowa.pdf";

/// Anna has signed, Jan's turn; they sign one after the other.
pub const IN_PROGRESS: StartingDocument = StartingDocument {
    instance: 2,
    id: "DOCUMENT_PROCESS:6f1d2c3b-0000-4000-8000-000000000002",
    title: "Aneks 2/2026",
    status: "PROCESSING",
    days_ago: 4,
    participation: ["COMPLETED", "PENDING", "NONE"],
    added_in_autenti: Some(EWA.email),
};
/// Anna and Jan have signed; the signed file is there.
pub const COMPLETED: StartingDocument = StartingDocument {
    instance: 3,
    id: "DOCUMENT_PROCESS:6f1d2c3b-0000-4000-8000-000000000003",
    title: "Umowa o dzieło 3/2026",
    status: "COMPLETED",
    days_ago: 3,
    participation: ["COMPLETED", "COMPLETED", "COMPLETED"],
    added_in_autenti: None,
};
/// Jan refused, with a reason.
pub const REJECTED: StartingDocument = StartingDocument {
    instance: 4,
    id: "DOCUMENT_PROCESS:6f1d2c3b-0000-4000-8000-000000000004",
    title: "Oferta 4/2026",
    status: "REJECTED",
    days_ago: 2,
    // Autenti says FAILED of Jan; what is written to the form says that he refused, as he gave a reason.
    participation: ["COMPLETED", "REJECTED", "OBSOLETE"],
    added_in_autenti: None,
};
/// Ola took it back before anybody signed.
pub const WITHDRAWN: StartingDocument = StartingDocument {
    instance: 5,
    id: "DOCUMENT_PROCESS:6f1d2c3b-0000-4000-8000-000000000005",
    title: "Zlecenie 5/2026",
    status: "WITHDRAWN",
    days_ago: 1,
    participation: ["OBSOLETE", "OBSOLETE", "OBSOLETE"],
    added_in_autenti: None,
};

/// Why Jan refused [`REJECTED`].
pub const REJECTION_REASON: &str = "Zła stawka w § 3 — ustaliliśmy 120 zł <netto>.";

/// All documents that Autenti holds when the demo starts.
pub const DOCUMENTS: [StartingDocument; 4] = [IN_PROGRESS, COMPLETED, REJECTED, WITHDRAWN];
