//! What is known of an Autenti account, shared by all proxies: its refresh token, until when it wants no calls, and
//! how many reads that nobody waits for it may still get.

use std::time::Duration;

use jiff::Timestamp;

use super::sealed::{about_earlier_token, about_token};
use super::signing::timestamp;
use super::{Result, Store, Transaction};
use crate::timing::passed;

/// How an account stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Until when Autenti wants no calls.
    pub blocked_until: Option<Timestamp>,
    /// When its last webhook came.
    pub last_webhook: Option<Timestamp>,
}

/// While webhooks came within this, they are taken to work.
const WEBHOOKS_WORK: Duration = Duration::from_hours(24);

impl Account {
    /// Whether Autenti tells by itself what happens.
    pub fn webhooks_work(&self, now: Timestamp) -> bool {
        self.last_webhook.is_some_and(|last| passed(last, now) < WEBHOOKS_WORK)
    }
}

/// A subscription to webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The id that Autenti gave it, if it told one.
    pub id: Option<String>,
    /// Where its events go.
    pub address: String,
}

impl Store {
    /// The newest refresh token of an account, for the application with that id; where it has none yet, the one that an
    /// earlier version stored for the application.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn refresh_token(&self, account: &str, client_id: &str) -> Result<Option<String>> {
        let own: Option<(String,)> =
            sqlx::query_as("SELECT token FROM account_tokens WHERE account = $1 AND client_id = $2")
                .bind(account)
                .bind(client_id)
                .fetch_optional(&self.pool)
                .await?;
        if let Some((token,)) = own {
            return self.cipher.open(&token, &about_token(account)).map(Some);
        }
        let earlier: Option<(String,)> =
            sqlx::query_as("SELECT token FROM refresh_tokens WHERE client_id = $1")
                .bind(client_id)
                .fetch_optional(&self.pool)
                .await?;
        earlier.map(|(token,)| self.cipher.open(&token, &about_earlier_token(client_id))).transpose()
    }

    /// Replaces the refresh token of an account, as a person who signs in does.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn set_refresh_token(&self, account: &str, client_id: &str, token: &str) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        self.put_refresh_token(&mut transaction, account, client_id, token).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The account's refresh token was used, and this one came for it: each is good once.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn refresh_token_used(&self, account: &str, client_id: &str, next: &str) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        // Without a token of its own the account used the one of the application, which is good for nobody else now.
        sqlx::query(
            "DELETE FROM refresh_tokens WHERE client_id = $2 AND NOT EXISTS
               (SELECT 1 FROM account_tokens WHERE account = $1 AND client_id = $2)",
        )
        .bind(account)
        .bind(client_id)
        .execute(&mut *transaction)
        .await?;
        self.put_refresh_token(&mut transaction, account, client_id, next).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn put_refresh_token(
        &self,
        transaction: &mut Transaction<'_>,
        account: &str,
        client_id: &str,
        token: &str,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO account_tokens (account, client_id, token) VALUES ($1, $2, $3)
             ON CONFLICT (account) DO UPDATE SET client_id = excluded.client_id, token = excluded.token",
        )
        .bind(account)
        .bind(client_id)
        .bind(self.cipher.seal(token, &about_token(account))?)
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }

    /// How an account stands.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn account(&self, name: &str) -> Result<Account> {
        let row: Option<(i64, i64)> =
            sqlx::query_as("SELECT blocked_until, last_webhook FROM accounts WHERE name = $1")
                .bind(name)
                .fetch_optional(&self.pool)
                .await?;
        let (blocked_until, last_webhook) = row.unwrap_or_default();
        let at = |millis: i64| (millis > 0).then(|| timestamp(millis)).transpose();
        Ok(Account { blocked_until: at(blocked_until)?, last_webhook: at(last_webhook)? })
    }

    /// Autenti wants no calls of the account until then.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn block_account(&self, name: &str, until: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO accounts (name, blocked_until) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET blocked_until =
               CASE WHEN accounts.blocked_until > excluded.blocked_until THEN accounts.blocked_until
               ELSE excluded.blocked_until END",
        )
        .bind(name)
        .bind(until.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The account's subscription to webhooks, as far as this proxy knows.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn subscription(&self, name: &str) -> Result<Option<Subscription>> {
        let row: Option<(Option<String>, Option<String>)> =
            sqlx::query_as("SELECT subscription, subscribed_to FROM accounts WHERE name = $1")
                .bind(name)
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.and_then(|(id, address)| Some(Subscription { id, address: address? })))
    }

    /// Notes the account's subscription to webhooks, or that it has none.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn set_subscription(&self, name: &str, subscription: Option<&Subscription>) -> Result<()> {
        sqlx::query(
            "INSERT INTO accounts (name, subscription, subscribed_to) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET
               subscription = excluded.subscription, subscribed_to = excluded.subscribed_to",
        )
        .bind(name)
        .bind(subscription.and_then(|subscription| subscription.id.as_deref()))
        .bind(subscription.map(|subscription| subscription.address.as_str()))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// A webhook of the account came.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn webhook_came(&self, name: &str, now: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO accounts (name, last_webhook) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET last_webhook = excluded.last_webhook",
        )
        .bind(name)
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Takes up to `wanted` reads out of the account's budget of so many a minute, which all proxies share and which
    /// fills up evenly. The answer is how many there were; none while Autenti wants no calls, or refuses the account's
    /// credentials.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn take_reads(
        &self,
        name: &str,
        wanted: usize,
        per_minute: u32,
        now: Timestamp,
    ) -> Result<usize> {
        let millis = now.as_millisecond();
        let mut transaction = self.begin_write().await?;
        sqlx::query("INSERT INTO accounts (name) VALUES ($1) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        let query = format!(
            "SELECT reads, reads_since, blocked_until, refused_until FROM accounts WHERE name = $1{}",
            self.dialect.for_update()
        );
        let (left, since, blocked, refused): (i64, i64, i64, i64) =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(name).fetch_one(&mut *transaction).await?;
        if blocked.max(refused) > millis {
            return Ok(0);
        }
        // In thousandths of a read. A time that lies ahead is one of a clock that has jumped.
        let elapsed = millis.saturating_sub(since).max(0);
        let refilled = elapsed.saturating_mul(i64::from(per_minute)).saturating_div(60);
        let left = left.saturating_add(refilled).min(burst(per_minute));
        let taken = (left / 1000).clamp(0, i64::try_from(wanted).unwrap_or(i64::MAX));
        sqlx::query("UPDATE accounts SET reads = $2, reads_since = $3 WHERE name = $1")
            .bind(name)
            .bind(left - taken * 1000)
            .bind(millis)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(usize::try_from(taken).unwrap_or_default())
    }
}

/// How many thousandths of reads gather at most while none are taken: what ten seconds bring, and one at least.
fn burst(per_minute: u32) -> i64 {
    (i64::from(per_minute) * 1000 / 6).max(1000)
}
