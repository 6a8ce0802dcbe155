//! Finds signings for an administrator: by instance, document or person.

use super::signing::Row;
use super::signings::readable;
use super::{Result, SigningId, SigningRecord, Store};

/// More than anybody reads.
const AT_MOST: i64 = 200;

impl Store {
    /// Signings whose number of the instance, id of the document, or person (address or name) is that text, the newest
    /// first; 200 at most. Those whose personal data was erased are found by instance and document only.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn search(&self, text: &str) -> Result<Vec<(SigningId, Result<SigningRecord>)>> {
        let text = text.trim();
        // As `1/7`, or the element's number alone.
        let (database, element): (Option<i64>, Option<i64>) = match text.split_once('/') {
            Some((database, element)) => match (database.trim().parse(), element.trim().parse()) {
                (Ok(database), Ok(element)) => (Some(database), Some(element)),
                _ => (None, None),
            },
            None => (None, text.parse().ok()),
        };
        // The digits of a number stand in many a plan.
        let person = if element.is_none() { Some(pattern(text)) } else { None };
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT * FROM signings
             WHERE (element = $1 AND ($2 < 0 OR database = $2))
                OR autenti_id = $3
                OR lower(plan) LIKE $4 ESCAPE '!' OR lower(coalesce(document, '')) LIKE $4 ESCAPE '!'
             ORDER BY id DESC LIMIT $5",
        )
        .bind(element.unwrap_or(-1))
        .bind(database.unwrap_or(-1))
        .bind(text)
        .bind(person)
        .bind(AT_MOST)
        .fetch_all(&self.pool)
        .await?;
        let mut found = Vec::with_capacity(rows.len());
        for (id, record) in readable(rows, &self.cipher) {
            let record = match record {
                Ok(record) => self.with_jobs(record).await,
                Err(error) => Err(error),
            };
            found.push((id, record));
        }
        Ok(found)
    }
}

/// What finds a text anywhere in plan and document, which are JSON in which names and addresses stand as they are. SQLite
/// knows upper and lower case of ASCII only: any other letter stands for any one.
fn pattern(text: &str) -> String {
    let person: String = text
        .chars()
        .flat_map(|c| match c {
            '%' | '_' | '!' => vec!['!', c],
            c if c.is_ascii() => vec![c.to_ascii_lowercase()],
            _ => vec!['_'],
        })
        .collect();
    format!("%{person}%")
}
