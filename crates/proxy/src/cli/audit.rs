//! `autenti-proxy audit`: the audit trail as JSON lines, the oldest first.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, anyhow};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::config::Config;
use crate::store::{AuditEntry, KnownPerson, Store};

/// How many entries are held in memory at once.
const PAGE: usize = 1000;

/// Prints what was noted since then.
pub(super) async fn run(config: &Path, since: &str) -> Result<()> {
    let since = time(since, Clock::system().now())?;
    let config = Config::load(config)?;
    let store = Store::open_with(&config.database, &config.encryption_keys).await?;
    let mut after = 0;
    loop {
        let entries = store.audit_since(since, after, PAGE).await?;
        let Some(last) = entries.last() else { break };
        after = last.id;
        let mut out = std::io::stdout().lock();
        for entry in &entries {
            writeln!(out, "{}", line(entry))?;
        }
    }
    store.close().await;
    Ok(())
}

/// A time, or how long ago.
fn time(text: &str, now: Timestamp) -> Result<Timestamp> {
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let span: Span = text.parse().map_err(|_| {
        anyhow!("`{text}` is neither a time such as 2026-11-01T00:00:00Z nor a span such as 7d")
    })?;
    Ok(now.to_zoned(TimeZone::UTC).checked_sub(span.abs())?.timestamp())
}

fn line(entry: &AuditEntry) -> Value {
    let instance = entry.instance;
    json!({
        "id": entry.id,
        "at": entry.at.to_string(),
        "what": entry.what,
        "who": entry.who.as_ref().map(person),
        "about": entry.about.iter().map(person).collect::<Vec<_>>(),
        "key": entry.key,
        "address": entry.address,
        "profile": entry.profile,
        "database": instance.map(|instance| instance.database.0),
        "element": instance.map(|instance| instance.element.0),
        "document": entry.document,
        "result": entry.result,
        "requestId": entry.request,
        "details": entry.details,
    })
}

/// Somebody who was erased is an id.
fn person(person: &KnownPerson) -> Value {
    let known = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    json!({
        "id": person.id,
        "login": known(&person.login),
        "name": known(&person.name),
        "email": known(&person.email),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_time_or_how_long_ago() {
        let now: Timestamp = "2026-11-26T12:00:00Z".parse().unwrap();
        let since = |text: &str| time(text, now).map(|time| time.to_string()).unwrap();
        assert_eq!(since("2026-11-01T00:00:00Z"), "2026-11-01T00:00:00Z");
        assert_eq!(since("7d"), "2026-11-19T12:00:00Z");
        assert_eq!(since("1h 30m"), "2026-11-26T10:30:00Z");
        assert_eq!(since("1y"), "2025-11-26T12:00:00Z");
        assert!(time("yesterday", now).unwrap_err().to_string().contains("yesterday"));
    }
}
