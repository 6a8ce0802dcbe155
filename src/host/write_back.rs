//! What the proxy wrote to the instance while a form is open for editing, put on the form too: a page that does not
//! know of it would undo it when it is saved.

use std::cell::RefCell;

use autenti_model::lookups::{id_of, is_same_choice};
use autenti_model::recipient::RowOwner;
use autenti_model::signing::{Written, WrittenRow, WrittenRows};
use autenti_model::{Email, Role};
use js_sys::Date;

use super::{Binding, Host, NoAnswer};

/// The clocks are known to a second or two; what was written just before the form was opened it knows in any case.
const TOLERANCE_MS: f64 = 3_000.0;

thread_local! {
    static DONE: RefCell<Done> = const { RefCell::new(Done { opened: 0.0, put: Vec::new() }) };
}

/// What was put already: what somebody types over it stays.
struct Done {
    /// Since the form was opened for editing at this time.
    opened: f64,
    /// Places, and when what was put there was written.
    put: Vec<(String, String)>,
}

/// What the proxy wrote last.
pub(crate) struct LastWriteBack<'a> {
    pub(crate) written: &'a [Written],
    pub(crate) rows: Option<&'a WrittenRows>,
    /// When the form was opened for editing.
    pub(crate) opened: f64,
    /// How much the proxy's clock is ahead of this computer's.
    pub(crate) clock_ahead_ms: f64,
}

/// Puts it on the form: only what was written since the form was opened, because before that the form knew it, or
/// somebody put something else in its place. Stops when `is_still` says that the form is gone.
pub(crate) async fn put(
    host: &dyn Host,
    last: LastWriteBack<'_>,
    is_still: impl Fn() -> bool,
) -> Result<(), NoAnswer> {
    forget_other_openings(last.opened);
    for written in last.written {
        let place = Place { key: written.field.clone(), binding: Binding::Field(written.field.clone()) };
        put_one(host, &last, written, place, &is_still).await?;
    }
    match last.rows {
        Some(rows) => put_rows(host, &last, rows, &is_still).await,
        None => Ok(()),
    }
}

/// Whether the page shows something else than what was written. What it does not show is left out, and so are links: each
/// form shows them in a way of its own.
pub(crate) async fn differs(
    host: &dyn Host,
    written: &[Written],
    rows: Option<&WrittenRows>,
) -> Result<bool, NoAnswer> {
    let is_other = |shown: &str, written: &Written| {
        !written.value.starts_with("link:") && !is_same_choice(&unified(shown), &unified(&written.value))
    };
    for written in written {
        if host.shows(&written.field) && is_other(&host.value(&written.field).await?, written) {
            return Ok(true);
        }
    }
    let Some(rows) = rows else { return Ok(false) };
    let mut left: Vec<&WrittenRow> = rows.rows.iter().collect();
    // Which id Autenti has for somebody says nothing to people, and changes by itself.
    let says = |cell: &Written| rows.columns.get("autentiId").is_none_or(|id| *id != cell.field);
    for number in 1..=host.count_rows(rows.list).await? {
        let Some(index) = index_of_owner(host, rows, number, &left).await? else { continue };
        for cell in &left.remove(index).cells {
            if says(cell)
                && host.shows_cell(rows.list, number, &cell.field)
                && is_other(&host.cell(rows.list, number, &cell.field).await?, cell)
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The text with lines that end as everywhere else: a form may end them otherwise, or end the last one too.
fn unified(text: &str) -> String {
    text.replace('\r', "").trim_end_matches('\n').to_owned()
}

/// Where a value goes, and how that place is remembered.
struct Place {
    key: String,
    binding: Binding,
}

fn forget_other_openings(opened: f64) {
    DONE.with_borrow_mut(|done| {
        #[expect(clippy::float_cmp, reason = "the very same moment is meant")]
        if done.opened != opened {
            *done = Done { opened, put: Vec::new() };
        }
    });
}

fn is_news(last: &LastWriteBack<'_>, written: &Written, place: &str) -> bool {
    let is_put = DONE.with_borrow(|done| done.put.iter().any(|(put, at)| put == place && *at == written.at));
    !is_put && Date::parse(&written.at) >= last.opened + last.clock_ahead_ms - TOLERANCE_MS
}

async fn put_one(
    host: &dyn Host,
    last: &LastWriteBack<'_>,
    written: &Written,
    place: Place,
    is_still: &impl Fn() -> bool,
) -> Result<(), NoAnswer> {
    if !is_news(last, written, &place.key) {
        return Ok(());
    }
    let is_there = is_same_choice(&place.binding.read(host).await?, &written.value);
    if !is_still() {
        return Err(NoAnswer);
    }
    if !is_there {
        place.binding.set(host, &written.value);
    }
    DONE.with_borrow_mut(|done| {
        done.put.retain(|(put, _)| *put != place.key);
        done.put.push((place.key, written.at.clone()));
    });
    Ok(())
}

async fn put_rows(
    host: &dyn Host,
    last: &LastWriteBack<'_>,
    written: &WrittenRows,
    is_still: &impl Fn() -> bool,
) -> Result<(), NoAnswer> {
    let has_news = |row: &WrittenRow| {
        row.cells.iter().any(|cell| is_news(last, cell, &key_of(written.list, row, &cell.field)))
    };
    if !written.rows.iter().any(has_news) {
        return Ok(());
    }
    let mut left: Vec<&WrittenRow> = written.rows.iter().collect();
    for number in 1..=host.count_rows(written.list).await? {
        if left.is_empty() {
            break;
        }
        let Some(index) = index_of_owner(host, written, number, &left).await? else { continue };
        // A row belongs to one recipient only.
        let recipient = left.remove(index);
        for cell in &recipient.cells {
            let place = Place {
                key: key_of(written.list, recipient, &cell.field),
                binding: Binding::Cell { list: written.list, row: number, column: cell.field.clone() },
            };
            put_one(host, last, cell, place, is_still).await?;
        }
    }
    Ok(())
}

/// Whose row it is on the page, among these.
async fn index_of_owner(
    host: &dyn Host,
    written: &WrittenRows,
    row: u32,
    recipients: &[&WrittenRow],
) -> Result<Option<usize>, NoAnswer> {
    let read = async |property: &str| match written.columns.get(property) {
        Some(column) => host.cell(written.list, row, column).await,
        None => Ok(String::new()),
    };
    let (mut email, role, autenti_id) =
        (Email::new(read("email").await?), read("role").await?, read("autentiId").await?);
    // As the proxy reads it: a user is `login#name`, and the login is the address.
    if email.is_empty() {
        email = Email::new(id_of(&read("person").await?));
    }
    let role = Role::from(id_of(&role));
    let in_row = RowOwner { email: &email, role: Some(&role), autenti_id: Some(autenti_id.trim()) };
    Ok(recipients.iter().position(|recipient| recipient.owner().has(&in_row)))
}

fn key_of(list: i64, WrittenRow { email, role, autenti_id, .. }: &WrittenRow, field: &str) -> String {
    let role = role.as_ref().map_or("", Role::as_str);
    format!("{list}\n{email}\n{role}\n{}\n{field}", autenti_id.as_deref().unwrap_or_default())
}
