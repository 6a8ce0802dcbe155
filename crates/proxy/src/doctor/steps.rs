//! The steps of the example's workflow: what the form shows and lets be written in each, and which process it is.

use std::collections::BTreeSet;

use webcon::{Editability, FormLayout, Key, Visibility};

use super::{Findings, NOT_FOUND, NOT_WRITABLE, is_writable};
use crate::config::Profile;
use crate::form::{Forms, Names};

/// The form in each step of a workflow.
#[derive(Debug)]
pub(super) struct Steps(Vec<(String, FormLayout)>);

/// What a field or column is like in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    Hidden,
    ReadOnly,
}

impl Steps {
    /// Reads the form of every step; none where the account may not.
    pub(super) async fn read(forms: &Forms, profile: &Profile, names: &Names) -> Option<Self> {
        let (webcon, database) = (forms.webcon(), profile.database);
        let mut all = Vec::new();
        for step in webcon.steps(database, &names.element.workflow).await.ok()? {
            // A step whose form has another type tells nothing of this one.
            if let Ok(layout) =
                webcon.form_layout(database, &step.reference(), &names.element.form_type).await
            {
                all.push((step.name, layout));
            }
        }
        Some(Self(all))
    }

    /// Whether any step has the path.
    pub(super) fn have_path(&self, path: &str) -> bool {
        self.0.iter().any(|(_, layout)| layout.path(path).is_ok())
    }

    /// What the proxy needs in every step, whatever the step of the example.
    pub(super) fn check(&self, forms: &Forms, profile: &Profile, names: &Names, findings: &mut Findings) {
        let writes = !forms.writes_as_admin();
        let columns = &profile.recipients;
        let mut lacks = Vec::new();
        let written_fields =
            [Some(&profile.fields.autenti_id), profile.fields.status.as_ref(), profile.fields.link.as_ref()];
        let written_fields: Vec<&str> = written_fields.into_iter().flatten().map(String::as_str).collect();
        let read_fields = profile.templates().flat_map(crate::config::Template::fields);
        for name in written_fields.iter().copied().chain(read_fields) {
            // What the example's own step lacks has been named already.
            let Ok(field) = names.field(name) else { continue };
            let Some(key) = field.key() else { continue };
            let is_written =
                writes && written_fields.contains(&name) && is_writable(forms, field.layout.as_ref());
            lacks.push((&field.name, Lack::Hidden, self.lacking_field(&key, Lack::Hidden)));
            if is_written {
                lacks.push((&field.name, Lack::ReadOnly, self.lacking_field(&key, Lack::ReadOnly)));
            }
        }
        if let Ok(list) = names.list(&columns.list)
            && let Some(list_key) = list.key()
        {
            lacks.push((&list.name, Lack::Hidden, self.lacking_column(&list_key, None, Lack::Hidden)));
            for (used, name) in columns.named() {
                let Ok(column) = names.column(list, name) else { continue };
                let Some(key) = column.key() else { continue };
                lacks.push((
                    &column.name,
                    Lack::Hidden,
                    self.lacking_column(&list_key, Some(&key), Lack::Hidden),
                ));
                if writes && used.is_kept_up_to_date() && is_writable(forms, column.layout.as_ref()) {
                    let steps = self.lacking_column(&list_key, Some(&key), Lack::ReadOnly);
                    lacks.push((&column.name, Lack::ReadOnly, steps));
                }
            }
        }
        let mut named = BTreeSet::new();
        for (name, lack, steps) in lacks.into_iter().filter(|(_, _, steps)| !steps.is_empty()) {
            let steps = steps.join(", ");
            let (what, fix) = match lack {
                Lack::Hidden => {
                    (format!("the API account does not see `{name}` in the steps: {steps}"), NOT_FOUND)
                }
                Lack::ReadOnly => {
                    (format!("the API account cannot write `{name}` in the steps: {steps}"), NOT_WRITABLE)
                }
            };
            if named.insert(what.clone()) {
                findings.wrong(what, fix);
            }
        }
    }

    /// The steps in which a field lacks something.
    pub(super) fn lacking_field(&self, field: &Key, lack: Lack) -> Vec<&str> {
        let field = field.to_string();
        self.where_(|layout| {
            let field = layout.field(&field).ok()?;
            Some(lack.is_of(&field.visibility, &field.editability))
        })
    }

    /// The steps in which a column, or the list itself, lacks something.
    pub(super) fn lacking_column(&self, list: &Key, column: Option<&Key>, lack: Lack) -> Vec<&str> {
        let (list, column) = (list.to_string(), column.map(Key::to_string));
        self.where_(|layout| {
            let list = layout.list(&list).ok()?;
            match &column {
                None => Some(lack.is_of(&list.visibility, &list.editability)),
                Some(column) => {
                    let column = list.column(column).ok()?;
                    Some(lack.is_of(&column.visibility, &column.editability))
                }
            }
        })
    }

    fn where_(&self, lacks: impl Fn(&FormLayout) -> Option<bool>) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(_, layout)| lacks(layout) == Some(true))
            .map(|(name, _)| name.as_str())
            .collect()
    }
}

impl Lack {
    fn is_of(self, visibility: &Visibility, editability: &Editability) -> bool {
        match self {
            Self::Hidden => *visibility == Visibility::Hidden,
            Self::ReadOnly => *visibility != Visibility::Hidden && *editability == Editability::ReadOnly,
        }
    }
}
