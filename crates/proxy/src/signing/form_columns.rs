//! Finds out what fields and columns that were written to are called in the database, where the form's layout could not be
//! read when they were: without these names no page can be told what was written, nor be offered to be loaded anew.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::Principal;
use crate::config::RecipientColumn;
use crate::failure::Result;
use crate::form::Forms;
use crate::store::{SigningId, SigningRecord, Store};

/// How long it is not tried again: the account may not be permitted to read the layout.
const TRIED_REMEMBERED: Duration = Duration::from_mins(1);

/// Finds names of columns. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct FormColumns {
    store: Store,
    forms: Forms,
    tried: moka::future::Cache<SigningId, ()>,
}

impl FormColumns {
    pub(super) fn new(store: Store, forms: Forms) -> Self {
        let tried = moka::future::Cache::builder().max_capacity(10_000).time_to_live(TRIED_REMEMBERED);
        Self { store, forms, tried: tried.build() }
    }

    /// Begins to find out what is missing. Open forms are told when it is known; nobody waits for it.
    pub(super) fn begin(&self, principal: &Principal, record: &SigningRecord) {
        if !is_any_missing(principal, record) {
            return;
        }
        let (this, principal, record) = (self.clone(), principal.clone(), record.clone());
        tokio::spawn(async move {
            if !this.tried.entry(record.id).or_insert(()).await.is_fresh() {
                return;
            }
            match this.find(&principal, &record).await {
                Ok(true) => this.store.notify(record.instance).await,
                Ok(false) => {}
                Err(failure) => tracing::info!(%failure, "the names of columns cannot be found out yet"),
            }
        });
    }

    /// Answers whether more is known now.
    async fn find(&self, principal: &Principal, record: &SigningRecord) -> Result<bool> {
        let profile = Arc::clone(&principal.profile);
        let names = self.forms.names_with_layout(&profile, record.instance.element).await?;
        if names.layout().is_none() {
            return Ok(false);
        }
        let fields = record.form_values.keys();
        let fields = fields.filter_map(|name| Some((name.clone(), names.database_column(name)?))).collect();
        let list = names.list(&profile.recipients.list).ok();
        let columns = list.into_iter().flat_map(|list| {
            let column = |name: &str| Some((name.to_owned(), names.database_column_in(list, name)?));
            profile.recipients.named().filter_map(|(_, name)| column(name)).collect::<Vec<_>>()
        });
        self.store.form_columns_known(record.id, &fields, &columns.collect()).await?;
        Ok(true)
    }
}

fn is_any_missing(principal: &Principal, record: &SigningRecord) -> bool {
    let columns = &principal.profile.recipients;
    let is_missing_in_rows = record.form_rows.as_ref().is_some_and(|rows| {
        let named = [RecipientColumn::Email, RecipientColumn::Role].map(|column| columns.name(column));
        named.into_iter().flatten().any(|name| !rows.columns.contains_key(name))
    });
    is_missing_in_rows || record.form_values.values().any(|field| field.column.is_none())
}
