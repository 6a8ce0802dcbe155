//! What fields and columns that were written to are called in the database, where that is found out later.

use std::collections::BTreeMap;

use super::error::StoreError;
use super::signing::{FieldOnForm, RowsOnForm, from_json, to_json};
use super::{Result, SigningId, Store};

impl Store {
    /// Notes what fields and columns of the list are called in the database, by what the profile calls them. What was
    /// written stays as it is.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn form_columns_known(
        &self,
        id: SigningId,
        fields: &BTreeMap<String, String>,
        columns: &BTreeMap<String, String>,
    ) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        let query =
            format!("SELECT form_values, form_rows FROM signings WHERE id = $1{}", self.dialect.for_update());
        let known: Option<(String, Option<String>)> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(id).fetch_optional(&mut *transaction).await?;
        let (values, rows) = known.ok_or(StoreError::NoSigning(id))?;
        let mut values: BTreeMap<String, FieldOnForm> = from_json(&values)?;
        for (name, field) in &mut values {
            field.column = field.column.take().or_else(|| fields.get(name).cloned());
        }
        let mut rows: Option<RowsOnForm> = rows.as_deref().map(from_json).transpose()?;
        if let Some(rows) = &mut rows {
            rows.columns.extend(columns.clone());
        }
        sqlx::query("UPDATE signings SET form_values = $2, form_rows = $3 WHERE id = $1 AND erased IS NULL")
            .bind(id)
            .bind(to_json(&values)?)
            .bind(rows.as_ref().map(to_json).transpose()?)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}
