//! Erasing of personal data: of documents that ended long ago, of one instance, and of one person. Each leaves an entry in
//! the audit trail that does not say what was erased.

use std::collections::{BTreeMap, BTreeSet};

use autenti_model::Email;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::audit::append;
use super::jobs::remove_jobs;
use super::signing::{FieldOnForm, RowsOnForm, from_json, to_json};
use super::{AuditEvent, Instance, NewAuditEntry, RecordedError, Result, SigningId, Store, StoreError};
use crate::document::DocumentState;
use crate::plan::Plan;

/// How many signings are looked at in one go.
const PAGE: i64 = 200;

/// What was erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Signings of which something was erased.
    pub signings: Vec<SigningId>,
    /// Entries of people in the audit trail.
    pub people: u64,
    /// Signings that are still under way, or of which the form is still to be told: nothing of them was erased.
    pub under_way: Vec<SigningId>,
    /// Signings that this version cannot read: whether the person is in them is not known.
    pub unreadable: Vec<SigningId>,
}

/// What of a signing holds personal data.
#[derive(sqlx::FromRow)]
struct Personal {
    id: SigningId,
    database: Option<i64>,
    element: i64,
    profile: String,
    stage: String,
    requested_by: String,
    plan: String,
    stopped_error: Option<String>,
    autenti_id: Option<String>,
    document: Option<String>,
    last_write_back: Option<String>,
    form_values: String,
    form_rows: Option<String>,
    links: String,
    comment_by: Option<String>,
    /// How many jobs are still to write to the form.
    owed: i64,
}

const PERSONAL: &str =
    "SELECT id, database, element, profile, stage, requested_by, plan, stopped_error, autenti_id,
    document, last_write_back, form_values, form_rows, links, comment_by,
    (SELECT COUNT(*) FROM jobs WHERE jobs.signing = signings.id AND jobs.run_at IS NOT NULL
       AND jobs.kind IN ('write_back', 'links', 'attach', 'transition')) AS owed FROM signings";

impl Store {
    /// Erases what is known of the people of documents that ended before that time.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn erase_ended(&self, before: Timestamp, now: Timestamp) -> Result<Vec<SigningId>> {
        let mut erased = Vec::new();
        loop {
            let query = format!(
                "{PERSONAL} WHERE stage IN ('ended', 'stopped', 'replaced') AND coalesce(erased, '') <> 'all'
                   AND coalesce(ended_at, read_at, created_at) < $1 ORDER BY id LIMIT $2"
            );
            let rows: Vec<Personal> = sqlx::query_as(sqlx::AssertSqlSafe(query))
                .bind(before.as_millisecond())
                .bind(PAGE)
                .fetch_all(&self.pool)
                .await?;
            if rows.is_empty() {
                return Ok(erased);
            }
            for row in rows {
                erased.push(row.id);
                self.erase_all(row, "retention", now).await?;
            }
        }
    }

    /// Erases who is meant in the audit trail by ids that it has not used since that time.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn erase_people(&self, before: Timestamp) -> Result<u64> {
        let erased = sqlx::query(
            "UPDATE people SET known_by = NULL, login = '', name = '', email = ''
             WHERE seen_at < $1 AND known_by IS NOT NULL",
        )
        .bind(before.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(erased.rows_affected())
    }

    /// Erases what is known of the people of an instance's documents, unless one of them is under way.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn forget_instance(&self, instance: Instance, now: Timestamp) -> Result<Erased> {
        let query = format!("{PERSONAL} WHERE database = $1 AND element = $2 ORDER BY id");
        let rows: Vec<Personal> = sqlx::query_as(sqlx::AssertSqlSafe(query))
            .bind(i64::from(instance.database.0))
            .bind(i64::from(instance.element.0))
            .fetch_all(&self.pool)
            .await?;
        let mut erased = Erased::default();
        for row in rows {
            if row.is_under_way() {
                erased.under_way.push(row.id);
            } else {
                erased.signings.push(row.id);
                self.erase_all(row, "instance", now).await?;
            }
        }
        Ok(erased)
    }

    /// Erases what is known of a person, in all documents but those that are under way, and in the audit trail.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn forget_person(&self, email: &Email, now: Timestamp) -> Result<Erased> {
        let names = self.names_of(email).await?;
        let mut erased = Erased::default();
        let mut after: Option<SigningId> = None;
        loop {
            let query = format!("{PERSONAL} WHERE id > coalesce($1, 0) ORDER BY id LIMIT $2");
            let rows: Vec<Personal> = sqlx::query_as(sqlx::AssertSqlSafe(query))
                .bind(after)
                .bind(PAGE)
                .fetch_all(&self.pool)
                .await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            for row in rows {
                let (id, is_under_way) = (row.id, row.is_under_way());
                match row.without(email, &names) {
                    Err(error) if error.is_unreadable() => {
                        skipped(id, &error);
                        erased.unreadable.push(id);
                    }
                    Err(error) => return Err(error),
                    Ok(None) => {}
                    Ok(Some(_)) if is_under_way => erased.under_way.push(id),
                    Ok(Some(less)) => {
                        self.store_less(&less).await?;
                        erased.signings.push(id);
                    }
                }
            }
        }
        let mut transaction = self.begin_write().await?;
        // In the order in which entries of the trail take them.
        let known_by: BTreeSet<String> = std::iter::once(format!("mail:{}", email.key()))
            .chain(names.logins.iter().map(|login| format!("login:{login}")))
            .collect();
        for known_by in known_by {
            let people = sqlx::query(
                "UPDATE people SET known_by = NULL, login = '', name = '', email = '' WHERE known_by = $1",
            )
            .bind(known_by)
            .execute(&mut *transaction)
            .await?;
            erased.people += people.rows_affected();
        }
        let details = json!({
            "why": "person",
            "signings": erased.signings.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "people": erased.people,
        });
        let entry =
            NewAuditEntry { details: Some(details), ..NewAuditEntry::new(AuditEvent::PersonalDataErased) };
        append(&mut transaction, entry, now).await?;
        transaction.commit().await?;
        Ok(erased)
    }

    /// What the trail calls a person.
    async fn names_of(&self, email: &Email) -> Result<Names> {
        let mut names = Names::default();
        let mut known_by = vec![format!("mail:{}", email.key())];
        while let Some(one) = known_by.pop() {
            let people: Vec<(String, String)> =
                sqlx::query_as("SELECT login, name FROM people WHERE known_by = $1")
                    .bind(one)
                    .fetch_all(&self.pool)
                    .await?;
            for (login, name) in people {
                let login = login.to_lowercase();
                if !login.is_empty() && names.logins.insert(login.clone()) {
                    known_by.push(format!("login:{login}"));
                }
                names.names.extend(Some(name.trim().to_lowercase()).filter(|name| !name.is_empty()));
            }
        }
        Ok(names)
    }

    /// Erases everything personal of a signing.
    async fn erase_all(&self, row: Personal, why: &str, now: Timestamp) -> Result<()> {
        let plan = from_json(&row.plan).map_or_else(|_| empty_plan(), without_people);
        let document: Option<DocumentState> =
            row.document.as_deref().and_then(|document| from_json(document).ok());
        let document = document.map(|mut document| {
            document.title.clear();
            document.recipients.clear();
            document.files.clear();
            document
        });
        let mut transaction = self.begin_write().await?;
        sqlx::query(
            "UPDATE signings SET plan = $2, document = $3, stopped_error = $4, form_values = '{}', form_rows = NULL,
               links = '[]', last_write_back = NULL, comment = NULL, comment_by = NULL, requested_by = '',
               attachment_name = CASE WHEN attachment_id IS NULL THEN NULL ELSE '' END, erased = 'all'
             WHERE id = $1",
        )
        .bind(row.id)
        .bind(to_json(&plan)?)
        .bind(document.as_ref().map(to_json).transpose()?)
        .bind(row.stopped_error.as_deref().map(code_alone).transpose()?)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM reminders WHERE signing = $1")
            .bind(row.id)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM automatic_reminders WHERE signing = $1")
            .bind(row.id)
            .execute(&mut *transaction)
            .await?;
        remove_jobs(&mut transaction, row.id).await?;
        let instance = format!("{}/{}", row.database.unwrap_or_default(), row.element).parse().ok();
        let entry = NewAuditEntry {
            profile: Some(row.profile),
            instance,
            document: row.autenti_id,
            details: Some(json!({ "why": why, "signings": [row.id.to_string()] })),
            ..NewAuditEntry::new(AuditEvent::PersonalDataErased)
        };
        append(&mut transaction, entry, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Stores what is left of a signing without a person.
    async fn store_less(&self, less: &Less) -> Result<()> {
        let row = &less.row;
        let mut transaction = self.begin_write().await?;
        sqlx::query(
            "UPDATE signings SET plan = $2, document = $3, stopped_error = $4, form_values = $5, form_rows = $6,
               links = $7, last_write_back = $8, requested_by = $9,
               comment_by = $10, erased = coalesce(erased, 'some')
             WHERE id = $1",
        )
        .bind(row.id)
        .bind(&row.plan)
        .bind(&row.document)
        .bind(&row.stopped_error)
        .bind(&row.form_values)
        .bind(&row.form_rows)
        .bind(&row.links)
        .bind(&row.last_write_back)
        .bind(&row.requested_by)
        .bind(&row.comment_by)
        .execute(&mut *transaction)
        .await?;
        for recipient in &less.recipients {
            sqlx::query("DELETE FROM reminders WHERE signing = $1 AND recipient = $2")
                .bind(row.id)
                .bind(recipient)
                .execute(&mut *transaction)
                .await?;
            sqlx::query("DELETE FROM automatic_reminders WHERE signing = $1 AND recipient = $2")
                .bind(row.id)
                .bind(recipient)
                .execute(&mut *transaction)
                .await?;
        }
        remove_jobs(&mut transaction, row.id).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// What a person is called, in lower case.
#[derive(Default)]
struct Names {
    logins: BTreeSet<String>,
    names: BTreeSet<String>,
}

/// A signing without a person.
struct Less {
    row: Personal,
    /// Ids of the person among the recipients.
    recipients: BTreeSet<String>,
}

impl Personal {
    /// Whether somebody acts on it, or the form is still to be told of it.
    fn is_under_way(&self) -> bool {
        self.owed > 0 || !matches!(self.stage.as_str(), "ended" | "stopped" | "replaced")
    }

    /// The signing without a person; none where the person is not in it.
    fn without(mut self, email: &Email, known: &Names) -> Result<Option<Less>> {
        let is_requester = known.logins.contains(&self.requested_by.to_lowercase())
            || Email::new(&self.requested_by) == *email && !self.requested_by.is_empty();
        let is_author =
            self.comment_by.as_ref().is_some_and(|by| known.names.contains(&by.trim().to_lowercase()));
        let mut plan: Plan = from_json(&self.plan)?;
        let mut document: Option<DocumentState> = self.document.as_deref().map(from_json).transpose()?;
        let mut recipients = BTreeSet::new();
        let (mut is_planned, mut is_predecessor) = (false, false);
        for row in plan.recipients.iter_mut().filter(|row| row.email == *email) {
            is_planned = true;
            let (id, role, order) = (row.row, row.role.clone(), row.order);
            *row = autenti_model::RecipientRow { row: id, role, order, ..Default::default() };
        }
        let of_document = document.iter_mut().flat_map(|document| &mut document.recipients);
        for (place, recipient) in
            of_document.enumerate().filter(|(_, recipient)| recipient.addresses().any(|known| known == email))
        {
            if recipient.handed_over_by.is_some() && recipient.email != *email {
                is_predecessor = true;
                let id = recipient.id.clone();
                recipient.forget_predecessor(place);
                // What was kept by an id with the address in it goes with the address.
                if recipient.id != id {
                    recipients.insert(id);
                }
            } else {
                recipients.insert(recipient.id.clone());
                recipient.forget(place);
            }
        }
        if recipients.is_empty() && !is_planned && !is_predecessor && !is_requester && !is_author {
            return Ok(None);
        }
        if is_requester {
            self.requested_by.clear();
        }
        if is_author {
            self.comment_by = None;
        }
        self.plan = to_json(&plan)?;
        self.document = document.as_ref().map(to_json).transpose()?;
        self.stopped_error = self.stopped_error.as_deref().map(code_alone).transpose()?;
        let mut values: BTreeMap<String, FieldOnForm> = from_json(&self.form_values)?;
        values.retain(|_, field| field.value.link_of.as_ref().is_none_or(|of| !recipients.contains(of)));
        self.form_values = to_json(&values)?;
        let mut rows: Option<RowsOnForm> = self.form_rows.as_deref().map(from_json).transpose()?;
        if let Some(rows) = &mut rows {
            rows.cells.retain(|recipient, _| !recipients.contains(recipient));
        }
        self.form_rows = rows.as_ref().map(to_json).transpose()?;
        let mut links: BTreeSet<String> = from_json(&self.links)?;
        links.retain(|recipient| !recipients.contains(recipient));
        self.links = to_json(&links)?;
        if let Some(told) = &self.last_write_back {
            let mut told: Value = from_json(told)?;
            if let Some(known) = told.get_mut("recipients").and_then(Value::as_object_mut) {
                known.retain(|recipient, _| !recipients.contains(recipient));
            }
            // It ends with the name of who wrote it.
            if is_author && let Some(told) = told.as_object_mut() {
                told.remove("comment");
            }
            self.last_write_back = Some(told.to_string());
        }
        Ok(Some(Less { row: self, recipients }))
    }
}

/// Says that a signing cannot be read. What it holds is not said.
pub(super) fn skipped(id: SigningId, error: &StoreError) {
    tracing::error!(signing = %id, %error, "a signing cannot be read; it is skipped");
}

/// What failed, without what anybody said about it.
fn code_alone(error: &str) -> Result<String> {
    let code = RecordedError::from_json(error).code;
    to_json(&RecordedError { code, ..RecordedError::default() })
}

/// A plan of which only what says nothing of anybody is left.
fn without_people(mut plan: Plan) -> Plan {
    plan.title.clear();
    plan.message.clear();
    plan.act_as = None;
    plan.extra.clear();
    plan.recipients.clear();
    for file in &mut plan.files {
        file.name.clear();
        file.sha256.clear();
    }
    plan
}

fn empty_plan() -> Plan {
    Plan {
        title: String::new(),
        message: String::new(),
        language: String::new(),
        act_as: None,
        as_organisation: false,
        visualisation: autenti_model::Visualisation::Card,
        labels: Vec::new(),
        signing_order: false,
        extra: serde_json::Map::new(),
        recipients: Vec::new(),
        files: Vec::new(),
    }
}
