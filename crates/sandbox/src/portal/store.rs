//! Everything the portal remembers. It lives in memory and starts the same every time.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::change::{Change, Outcome, Refused, path_fails};
use super::checkout::Checkouts;
use super::controls::Settings;
use super::form::Uploads;
use super::history::History;
use super::instance::Instance;
use super::language::Label;
use super::people::User;
use super::process::{COLUMNS, FIELDS, Matrix, Path, Step};
use super::seed;
use super::value::{Picked, Value};

/// What the portal remembers.
#[derive(Debug)]
pub(super) struct State {
    pub(super) instances: BTreeMap<i32, Instance>,
    pub(super) checkouts: Checkouts,
    pub(super) uploads: Uploads,
    pub(super) settings: Settings,
    pub(super) ids: Ids,
    pub(super) history: History,
}

/// The last ids given away.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    pub(super) instance: i32,
    pub(super) row: i32,
    pub(super) attachment: i32,
}

impl Ids {
    /// The id of a new row.
    pub(super) fn row(&mut self) -> i32 {
        self.row += 1;
        self.row
    }

    /// The id of a new file.
    pub(super) fn attachment(&mut self) -> i32 {
        self.attachment += 1;
        self.attachment
    }
}

impl State {
    /// The state that every start begins with.
    pub(super) fn at_start() -> Self {
        let (instances, ids) = seed::instances();
        Self {
            instances,
            checkouts: Checkouts::default(),
            uploads: Uploads::default(),
            settings: Settings::default(),
            ids,
            history: History::default(),
        }
    }

    /// How long a checkout lasts.
    pub(super) fn checkout_lasts(&self) -> SignedDuration {
        SignedDuration::from_secs(self.settings.checkout_seconds.into())
    }

    /// Changes an instance and takes it along a path, all or nothing. `None` is an instance that is not
    /// there.
    pub(super) fn change(
        &mut self,
        id: i32,
        change: Change,
        path: Option<&Path>,
        by: &User,
        now: Timestamp,
    ) -> Option<Result<Outcome, Refused>> {
        let mut instance = self.instances.get(&id)?.clone();
        Some(self.change_copy(&mut instance, change, path, by, now).inspect(|outcome| {
            if *outcome != Outcome::RolledBack {
                self.keep(instance, now);
            }
        }))
    }

    /// Stores an instance; how it was before is kept for reads that lag behind.
    pub(super) fn keep(&mut self, instance: Instance, now: Timestamp) {
        let id = instance.id;
        let before = self.instances.insert(id, instance);
        self.history.keep(id, before, now);
    }

    fn change_copy(
        &mut self,
        instance: &mut Instance,
        change: Change,
        path: Option<&Path>,
        by: &User,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        change.apply(instance, &mut self.ids, by, now)?;
        let outcome = match path {
            None => Outcome::Saved,
            Some(path) => {
                let missing = missing(instance, self.settings.matrix());
                if !missing.is_empty() {
                    return Err(Refused::Missing(missing));
                }
                if path_fails(path, instance) {
                    return Ok(Outcome::RolledBack);
                }
                instance.step = path.to;
                instance.entered_step = now;
                instance.finished = path.to.is_final().then_some(now);
                Outcome::Moved
            }
        };
        instance.version += 1;
        instance.modified = now;
        instance.updated_by = by.clone();
        Ok(outcome)
    }

    /// Stores a new instance, whose number the portal gives.
    pub(super) fn start(
        &mut self,
        change: Change,
        path: Option<&Path>,
        author: &User,
        now: Timestamp,
    ) -> Result<(i32, Outcome), Refused> {
        let id = self.ids.instance + 1;
        let mut instance = blank(id, author, now);
        instance.values.insert("AttText3", Value::Text(instance.number.clone()));
        let outcome = self.change_copy(&mut instance, change, path, author, now)?;
        if outcome != Outcome::RolledBack {
            instance.version = 1;
            self.ids.instance = id;
            self.keep(instance, now);
        }
        Ok((id, outcome))
    }
}

/// A form that nobody has filled in yet.
pub(super) fn blank(id: i32, author: &User, now: Timestamp) -> Instance {
    let owner = Picked { id: author.login.clone(), name: author.name.clone() };
    Instance {
        id,
        number: number(id),
        version: 1,
        author: author.clone(),
        updated_by: author.clone(),
        created: now,
        modified: now,
        entered_step: now,
        finished: None,
        step: Step::Draft,
        values: BTreeMap::from([("AttPeople1", Value::Picked(vec![owner]))]),
        rows: Vec::new(),
        attachments: Vec::new(),
        comments: Vec::new(),
    }
}

/// What people call an instance.
pub(super) fn number(id: i32) -> String {
    format!("CON/2026/{id:04}")
}

/// Names of the required fields and cells that are empty. A path asks for them; merely saving does not.
fn missing(instance: &Instance, matrix: Matrix<'_>) -> Vec<Label> {
    let fields = FIELDS
        .iter()
        .filter(|field| {
            matrix.field(field, instance.step).required && instance.value(field.stored_in).is_empty()
        })
        .map(|field| field.name);
    let columns = COLUMNS
        .iter()
        .filter(|column| {
            matrix.column(column, instance.step).required
                && instance.rows.iter().any(|row| row.cell(column.stored_in).is_empty())
        })
        .map(|column| column.name);
    fields.chain(columns).collect()
}
