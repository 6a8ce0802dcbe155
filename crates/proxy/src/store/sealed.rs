//! What of the store is encrypted: refresh tokens, and links for signing that stand on forms.

use std::collections::BTreeMap;

use super::cipher::Cipher;
use super::erasure::skipped;
use super::signing::{FieldOnForm, FormValue, RowsOnForm, from_json, to_json};
use super::{Result, SigningId, Store};

/// What a link belongs to: moved to another recipient or another signing, it cannot be decrypted.
fn about_link(signing: SigningId, value: &FormValue) -> Option<String> {
    let recipient = value.link_of.as_ref()?;
    Some(format!("link {signing} {recipient}"))
}

/// The same as it was once written, without the signing.
fn about_link_before(value: &FormValue) -> Option<String> {
    let recipient = value.link_of.as_ref()?;
    Some(format!("link {recipient}"))
}

/// What an account's refresh token belongs to.
pub(super) fn about_token(account: &str) -> String {
    format!("account_token {account}")
}

/// What a refresh token belongs to that an earlier version stored by application.
pub(super) fn about_earlier_token(client_id: &str) -> String {
    format!("refresh_token {client_id}")
}

/// A table of refresh tokens.
struct TokenTable {
    name: &'static str,
    key: &'static str,
    /// What a token of that key belongs to.
    about: fn(&str) -> String,
}

const TOKENS: [TokenTable; 2] = [
    TokenTable { name: "account_tokens", key: "account", about: about_token },
    TokenTable { name: "refresh_tokens", key: "client_id", about: about_earlier_token },
];

fn links_of<'a>(
    fields: &'a mut BTreeMap<String, FieldOnForm>,
    rows: Option<&'a mut RowsOnForm>,
) -> impl Iterator<Item = &'a mut FormValue> {
    let in_fields = fields.values_mut().map(|field| &mut field.value);
    let in_rows = rows.into_iter().flat_map(|rows| rows.cells.values_mut()).flat_map(BTreeMap::values_mut);
    in_fields.chain(in_rows).filter(|value| value.link_of.is_some() && !value.value.is_empty())
}

/// Encrypts links that are not yet, or with an earlier key. The answer is whether there were any.
pub(super) fn seal_links(
    cipher: &Cipher,
    signing: SigningId,
    fields: &mut BTreeMap<String, FieldOnForm>,
    rows: Option<&mut RowsOnForm>,
) -> Result<bool> {
    let mut changed = false;
    for link in links_of(fields, rows) {
        if let Some(about) = about_link(signing, link).filter(|_| !cipher.is_current(&link.value)) {
            let open = cipher.open(&link.value, &about)?;
            link.value = cipher.seal(&open, &about)?;
            changed = true;
        }
    }
    Ok(changed)
}

/// Encrypts links as they would be now that earlier versions encrypted without saying of which signing they are. The
/// answer is whether there were any. Links that cannot be decrypted either way stay as they are.
fn seal_earlier_links(
    cipher: &Cipher,
    signing: SigningId,
    fields: &mut BTreeMap<String, FieldOnForm>,
    rows: Option<&mut RowsOnForm>,
) -> Result<bool> {
    let mut changed = false;
    for link in links_of(fields, rows) {
        let (Some(about), Some(before)) = (about_link(signing, link), about_link_before(link)) else {
            continue;
        };
        match cipher.open(&link.value, &about) {
            Ok(_) => continue,
            Err(error) if error.is_unreadable() => {}
            Err(error) => return Err(error),
        }
        match cipher.open(&link.value, &before) {
            Ok(open) => {
                link.value = cipher.seal(&open, &about)?;
                changed = true;
            }
            Err(error) => skipped(signing, &error),
        }
    }
    Ok(changed)
}

/// Decrypts links. One that cannot be decrypted is told to nobody.
pub(super) fn open_links(
    cipher: &Cipher,
    signing: SigningId,
    fields: &mut BTreeMap<String, FieldOnForm>,
    rows: Option<&mut RowsOnForm>,
) {
    for link in links_of(fields, rows) {
        let about = about_link(signing, link).unwrap_or_default();
        link.value = cipher.open(&link.value, &about).unwrap_or_else(|error| {
            tracing::warn!(%signing, %error, "a link for signing cannot be read");
            String::new()
        });
    }
}

impl Store {
    /// Encrypts what was stored as it is, or with an earlier key, and makes sure that no key is missing. What cannot be
    /// read although its key is there is logged, and stays as it is.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`](super::StoreError::KeyMissing), and what the database fails with.
    pub async fn seal(&self) -> Result<()> {
        for table in &TOKENS {
            self.seal_tokens(table).await?;
        }
        self.seal_forms().await
    }

    async fn seal_tokens(&self, TokenTable { name, key, about }: &TokenTable) -> Result<()> {
        let query = format!("SELECT {key}, token FROM {name}");
        let tokens: Vec<(String, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).fetch_all(&self.pool).await?;
        for (owner, token) in tokens {
            self.cipher.can_open(&token)?;
            if !self.cipher.is_current(&token) {
                let open = match self.cipher.open(&token, &about(&owner)) {
                    // Its account fails, and says so; the others do not.
                    Err(error) if error.is_unreadable() => {
                        tracing::error!(owner, %error, "a refresh token cannot be read");
                        continue;
                    }
                    open => open?,
                };
                // Another proxy may have replaced it meanwhile.
                let query = format!("UPDATE {name} SET token = $3 WHERE {key} = $1 AND token = $2");
                sqlx::query(sqlx::AssertSqlSafe(query))
                    .bind(&owner)
                    .bind(&token)
                    .bind(self.cipher.seal(&open, &about(&owner))?)
                    .execute(&self.pool)
                    .await?;
            }
        }
        Ok(())
    }

    async fn seal_forms(&self) -> Result<()> {
        let rows: Vec<(SigningId,)> = sqlx::query_as(
            "SELECT id FROM signings WHERE form_values LIKE '%\"link_of\":%' OR form_rows LIKE '%\"link_of\":%'",
        )
        .fetch_all(&self.pool)
        .await?;
        for (id,) in rows {
            match self.seal_form(id).await {
                // The rest is served all the same.
                Err(error) if error.is_unreadable() => skipped(id, &error),
                sealed => sealed?,
            }
        }
        Ok(())
    }

    async fn seal_form(&self, id: SigningId) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        let query =
            format!("SELECT form_values, form_rows FROM signings WHERE id = $1{}", self.dialect.for_update());
        let (values, rows): (String, Option<String>) =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(id).fetch_one(&mut *transaction).await?;
        let mut values: BTreeMap<String, FieldOnForm> = from_json(&values)?;
        let mut rows: Option<RowsOnForm> = rows.as_deref().map(from_json).transpose()?;
        for link in links_of(&mut values, rows.as_mut()) {
            self.cipher.can_open(&link.value)?;
        }
        let earlier = seal_earlier_links(&self.cipher, id, &mut values, rows.as_mut())?;
        if seal_links(&self.cipher, id, &mut values, rows.as_mut())? || earlier {
            sqlx::query("UPDATE signings SET form_values = $2, form_rows = $3 WHERE id = $1")
                .bind(id)
                .bind(to_json(&values)?)
                .bind(rows.as_ref().map(to_json).transpose()?)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Whether the keys of all refresh tokens are there. Links are looked at when a proxy starts.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`](super::StoreError::KeyMissing), and what the database fails with.
    pub async fn check_tokens(&self) -> Result<()> {
        for TokenTable { name, .. } in &TOKENS {
            let query = format!("SELECT token FROM {name}");
            let tokens: Vec<(String,)> =
                sqlx::query_as(sqlx::AssertSqlSafe(query)).fetch_all(&self.pool).await?;
            tokens.iter().try_for_each(|(token,)| self.cipher.can_open(token))?;
        }
        Ok(())
    }
}
