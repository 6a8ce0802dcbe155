//! The audit trail: who did what and when. It only grows: the database refuses to change an entry, and to remove one
//! that is not older than the configuration wants the trail to be. People stand in a table of their own, so that they
//! can be erased without touching it.

use std::collections::BTreeMap;
use std::net::IpAddr;

use autenti_model::Email;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::signing::{from_json, timestamp, to_json};
use super::{Instance, Result, Store, Transaction};
use crate::document::RecipientState;

/// RFC 5321: 64 for the name, 255 for the host.
const LONGEST_ADDRESS: usize = 320;

/// Declares what is noted once: the variant, its name in the store and in the export, and what it is.
macro_rules! audit_events {
    ( $( $(#[$meta:meta])* $variant:ident = $name:literal; )+ ) => {
        /// What is noted in the trail.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AuditEvent {
            $( $(#[$meta])* $variant, )+
        }

        impl AuditEvent {
            /// Everything that is noted.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The name in the store and in the export.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }
        }
    };
}

audit_events! {
    /// A ticket was made for somebody.
    TicketMade = "ticket_made";
    /// Tickets were ended before their time.
    TicketsRevoked = "tickets_revoked";
    /// Somebody asked for the document to be sent.
    SendRequested = "send_requested";
    /// The document reached its recipients.
    SigningSent = "signing_sent";
    /// A sending was stopped.
    SendCancelled = "send_cancelled";
    /// A document that was sent by other means was taken over.
    Adopted = "adopted";
    /// Somebody got a link for signing, or was refused one: their own.
    LinkMade = "link_made";
    /// The same, of somebody else.
    LinkForOtherMade = "link_for_other_made";
    /// Links for signing were written to the form.
    LinksWritten = "links_written";
    /// Recipients were reminded.
    Reminded = "reminded";
    /// The document was taken back.
    Withdrawn = "withdrawn";
    /// The signed document was downloaded.
    Downloaded = "downloaded";
    /// The signed document was saved on the instance.
    Attached = "attached";
    /// An administrator had everything tried again that was left to do.
    RetriedByAdministrator = "retried_by_administrator";
    /// An administrator gave a sending up.
    StoppedByAdministrator = "stopped_by_administrator";
    /// A checkout that kept the form from being written was ended.
    CheckoutEnded = "checkout_ended";
    /// A configuration was loaded.
    ConfigurationLoaded = "configuration_loaded";
    /// An integration key, or the signature of a webhook, was refused.
    KeyRefused = "key_refused";
    /// A ticket was refused.
    TicketRefused = "ticket_refused";
    /// Personal data was erased.
    PersonalDataErased = "personal_data_erased";
    /// Old entries of the trail were removed.
    AuditLimited = "audit_limited";
}

/// A person, as far as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Login in WEBCON; empty where it is not known.
    pub login: String,
    /// Name; empty where it is not known.
    pub name: String,
    /// E-mail address; empty where it is not known.
    pub email: Email,
}

impl From<&RecipientState> for Person {
    fn from(recipient: &RecipientState) -> Self {
        Self { login: String::new(), name: recipient.full_name(), email: recipient.email.clone() }
    }
}

impl Person {
    /// By what the person is recognised; none for nobody.
    fn known_by(&self) -> Option<String> {
        match (self.email.is_empty(), self.login.trim()) {
            // What is longer is no address, whoever wrote it.
            (false, _) if self.email.as_str().len() > LONGEST_ADDRESS => None,
            (false, _) => Some(format!("mail:{}", self.email.key())),
            (true, "") => None,
            (true, login) => Some(format!("login:{}", login.to_lowercase())),
        }
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub struct NewAuditEntry {
    /// What.
    pub what: AuditEvent,
    /// Who did it; none for a program.
    pub who: Option<Person>,
    /// Whom it was about.
    pub about: Vec<Person>,
    /// The integration key that was shown.
    pub key: Option<String>,
    /// Where it came from.
    pub address: Option<IpAddr>,
    /// By which profile.
    pub profile: Option<String>,
    /// For which instance.
    pub instance: Option<Instance>,
    /// For which document.
    pub document: Option<String>,
    /// `ok`, or the code of the failure.
    pub result: &'static str,
    /// The number of the request.
    pub request: Option<String>,
    /// What else is to be known. No personal data: it could not be erased.
    pub details: Option<Value>,
}

impl NewAuditEntry {
    /// An entry that went well and of which nothing else is known.
    pub fn new(what: AuditEvent) -> Self {
        Self {
            what,
            who: None,
            about: Vec::new(),
            key: None,
            address: None,
            profile: None,
            instance: None,
            document: None,
            result: "ok",
            request: None,
            details: None,
        }
    }
}

/// Somebody of the trail.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KnownPerson {
    /// Opaque.
    pub id: String,
    /// Login; empty where it is not known or was erased.
    pub login: String,
    /// Name; the same.
    pub name: String,
    /// E-mail address; the same.
    pub email: String,
}

/// An entry, as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry {
    /// Its number: later ones have higher ones.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// What; an entry of another version may be none of [`AuditEvent`].
    pub what: String,
    /// Who did it.
    pub who: Option<KnownPerson>,
    /// Whom it was about.
    pub about: Vec<KnownPerson>,
    /// The integration key that was shown.
    pub key: Option<String>,
    /// Where it came from.
    pub address: Option<String>,
    /// By which profile.
    pub profile: Option<String>,
    /// For which instance.
    pub instance: Option<Instance>,
    /// For which document.
    pub document: Option<String>,
    /// `ok`, or the code of the failure.
    pub result: String,
    /// The number of the request.
    pub request: Option<String>,
    /// What else is known.
    pub details: Option<Value>,
}

/// The entry as it stands in the database.
#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    at: i64,
    what: String,
    who: Option<String>,
    about: String,
    integration_key: Option<String>,
    address: Option<String>,
    profile: Option<String>,
    database: Option<i64>,
    element: Option<i64>,
    document: Option<String>,
    result: String,
    request: Option<String>,
    details: Option<String>,
}

impl Store {
    /// Notes what happened.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn note_audit(&self, entry: NewAuditEntry, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        append(&mut transaction, entry, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Entries from a time on, after the one with that number, the oldest first, at most so many.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn audit_since(&self, since: Timestamp, after: i64, limit: usize) -> Result<Vec<AuditEntry>> {
        let rows: Vec<Row> =
            sqlx::query_as("SELECT * FROM audit WHERE at >= $1 AND id > $2 ORDER BY id LIMIT $3")
                .bind(since.as_millisecond())
                .bind(after)
                .bind(i64::try_from(limit).unwrap_or(i64::MAX))
                .fetch_all(&self.pool)
                .await?;
        self.with_people(rows).await
    }

    /// Everything about an instance, also what was refused, the newest first; at most so much.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn audit_about(&self, instance: Instance, limit: usize) -> Result<Vec<AuditEntry>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT * FROM audit WHERE database = $1 AND element = $2 ORDER BY id DESC LIMIT $3",
        )
        .bind(i64::from(instance.database.0))
        .bind(i64::from(instance.element.0))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        self.with_people(rows).await
    }

    /// What was done with the documents of an instance, as far as it went well, the oldest first.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn audit_of(&self, instance: Instance, what: &[AuditEvent]) -> Result<Vec<AuditEntry>> {
        let names: Vec<String> = what.iter().map(|what| format!("'{}'", what.as_str())).collect();
        let query = format!(
            "SELECT * FROM audit WHERE database = $1 AND element = $2 AND result = 'ok' AND what IN ({})
             ORDER BY id",
            names.join(", ")
        );
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(query))
            .bind(i64::from(instance.database.0))
            .bind(i64::from(instance.element.0))
            .fetch_all(&self.pool)
            .await?;
        self.with_people(rows).await
    }

    /// Removes entries from before that time. The answer is how many there were.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn limit_audit(&self, before: Timestamp, now: Timestamp) -> Result<u64> {
        let mut transaction = self.begin_write().await?;
        sqlx::query("UPDATE audit_limit SET before = $1 WHERE id = 1")
            .bind(before.as_millisecond())
            .execute(&mut *transaction)
            .await?;
        let removed = sqlx::query("DELETE FROM audit WHERE at < $1")
            .bind(before.as_millisecond())
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        if removed > 0 {
            let details = serde_json::json!({ "removed": removed, "before": before.to_string() });
            let entry =
                NewAuditEntry { details: Some(details), ..NewAuditEntry::new(AuditEvent::AuditLimited) };
            append(&mut transaction, entry, now).await?;
        }
        transaction.commit().await?;
        Ok(removed)
    }

    async fn with_people(&self, rows: Vec<Row>) -> Result<Vec<AuditEntry>> {
        let mut people = std::collections::HashMap::new();
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let about: Vec<String> = from_json(&row.about)?;
            for id in row.who.iter().chain(&about) {
                if !people.contains_key(id) {
                    let known: Option<KnownPerson> =
                        sqlx::query_as("SELECT id, login, name, email FROM people WHERE id = $1")
                            .bind(id)
                            .fetch_optional(&self.pool)
                            .await?;
                    people.insert(id.clone(), known);
                }
            }
            let person = |id: &String| people.get(id).cloned().flatten();
            entries.push(row.into_entry(person, &about)?);
        }
        Ok(entries)
    }
}

impl Row {
    fn into_entry(
        self,
        person: impl Fn(&String) -> Option<KnownPerson>,
        about: &[String],
    ) -> Result<AuditEntry> {
        let instance = match (self.database, self.element) {
            (Some(database), Some(element)) => Some(format!("{database}/{element}").parse()?),
            _ => None,
        };
        Ok(AuditEntry {
            id: self.id,
            at: timestamp(self.at)?,
            what: self.what,
            who: self.who.as_ref().and_then(&person),
            about: about.iter().filter_map(person).collect(),
            key: self.integration_key,
            address: self.address,
            profile: self.profile,
            instance,
            document: self.document,
            result: self.result,
            request: self.request,
            details: self.details.as_deref().map(from_json).transpose()?,
        })
    }
}

/// Notes what happened as part of a transaction.
pub(super) async fn append(
    transaction: &mut Transaction<'_>,
    entry: NewAuditEntry,
    now: Timestamp,
) -> Result<()> {
    // Two entries about the same people must not wait for each other: everybody takes people in one order.
    let mut people: Vec<(String, &Person)> = entry
        .who
        .iter()
        .chain(&entry.about)
        .filter_map(|person| Some((person.known_by()?, person)))
        .collect();
    people.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut ids = BTreeMap::new();
    for (known_by, person) in people {
        if let Some(id) = known(transaction, person, now).await? {
            ids.insert(known_by, id);
        }
    }
    let id_of = |person: &Person| ids.get(&person.known_by()?).cloned();
    let who = entry.who.as_ref().and_then(id_of);
    let about: Vec<String> = entry.about.iter().filter_map(id_of).collect();
    insert(transaction, entry, (who, &about), now).await
}

/// The same with the ids of people who are known.
pub(super) async fn insert(
    transaction: &mut Transaction<'_>,
    entry: NewAuditEntry,
    (who, about): (Option<String>, &[String]),
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO audit (at, what, who, about, integration_key, address, profile, database, element, document,
           result, request, details)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(now.as_millisecond())
    .bind(entry.what.as_str())
    .bind(who)
    .bind(to_json(about)?)
    .bind(entry.key)
    .bind(entry.address.map(|address| address.to_string()))
    .bind(entry.profile)
    .bind(entry.instance.map(|instance| i64::from(instance.database.0)))
    .bind(entry.instance.map(|instance| i64::from(instance.element.0)))
    .bind(entry.document)
    .bind(entry.result)
    .bind(entry.request)
    .bind(entry.details.as_ref().map(to_json).transpose()?)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// The id of a person, who is taken note of where that is needed.
pub(super) async fn known(
    transaction: &mut Transaction<'_>,
    person: &Person,
    now: Timestamp,
) -> Result<Option<String>> {
    let Some(known_by) = person.known_by() else { return Ok(None) };
    let (id,): (String,) = sqlx::query_as(
        "INSERT INTO people (id, known_by, login, name, email, seen_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (known_by) DO UPDATE SET
           login = CASE WHEN excluded.login = '' THEN people.login ELSE excluded.login END,
           name = CASE WHEN excluded.name = '' THEN people.name ELSE excluded.name END,
           email = CASE WHEN excluded.email = '' THEN people.email ELSE excluded.email END,
           seen_at = excluded.seen_at
         RETURNING id",
    )
    .bind(Uuid::new_v4().to_string())
    .bind(known_by)
    .bind(person.login.trim())
    .bind(person.name.trim())
    .bind(person.email.as_str())
    .bind(now.as_millisecond())
    .fetch_one(&mut **transaction)
    .await?;
    Ok(Some(id))
}
