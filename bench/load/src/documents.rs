//! A store with very many documents in flight: how soon the proxy is ready, and how it reads them while nobody looks.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::world::{World, without_webhooks};
use crate::{millis, number, print};

pub(crate) const MANY: usize = 100_000;
const STARTS: usize = 5;
/// What gathered in the budget while the proxy was started is used up after this.
const SETTLED: Duration = Duration::from_secs(20);
/// How long it is counted, and in how long parts it is looked whether they are spread evenly.
const PARTS: usize = 12;
const PART: Duration = Duration::from_secs(10);

pub(crate) async fn in_flight(program: &Path) -> Result<()> {
    let mut world = World::start(program, without_webhooks).await?;
    print("start/empty", "ms", &starts(&mut world).await?);
    many(&mut world, MANY).await?;
    print("start/100000", "ms", &starts(&mut world).await?);
    tokio::time::sleep(SETTLED).await;
    let mut counts = vec![world.autenti_calls().await?.len()];
    let busy = world.proxy()?.busy()?;
    for _ in 0..PARTS {
        tokio::time::sleep(PART).await;
        counts.push(world.autenti_calls().await?.len());
    }
    let busy = world.proxy()?.busy()? - busy;
    let parts: Vec<usize> = counts.windows(2).filter_map(|pair| pair[1].checked_sub(pair[0])).collect();
    let minutes = number(PARTS) * PART.as_secs_f64() / 60.0;
    print("budget/calls", "a minute", &[number(parts.iter().sum::<usize>()) / minutes]);
    let most = parts.iter().max().context("nothing was counted")?;
    print("budget/most-in-ten-seconds", "calls", &[number(*most)]);
    print("budget/processor", "% of one", &[busy / (minutes * 60.0) * 100.0]);
    Ok(())
}

async fn starts(world: &mut World) -> Result<Vec<f64>> {
    let mut took = Vec::new();
    for _ in 0..STARTS {
        took.push(millis(world.restart().await?));
    }
    Ok(took)
}

/// Puts so many documents into the store, all due to be read: copies of one that is really out. Each is an instance and
/// a job of its own. The proxy is ended meanwhile.
pub(crate) async fn many(world: &mut World, count: usize) -> Result<()> {
    let element = world.start_instance(&[crate::world::contract("Umowa")], 2).await?;
    world.send(element).await?;
    world.is_out(element).await?;
    let store = world.stop();
    let mut connection =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&store)).await?;
    let columns: Vec<(String,)> =
        sqlx::query_as("SELECT name FROM pragma_table_info('signings') WHERE name NOT IN ('id', 'element', 'idempotency_key')")
            .fetch_all(&mut connection)
            .await?;
    let columns: Vec<&str> = columns.iter().map(|(name,)| name.as_str()).collect();
    let columns = columns.join(", ");
    let copies = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO signings (element, {columns})
         SELECT 1000000 + n.i, {columns} FROM n, (SELECT * FROM signings WHERE element = ?2)"
    );
    let copies = sqlx::query(sqlx::AssertSqlSafe(copies));
    copies.bind(i64::try_from(count)?).bind(element).execute(&mut connection).await?;
    sqlx::query(
        "INSERT INTO jobs (kind, subject, signing, payload, run_at, created_at)
         SELECT 'poll', CAST(id AS TEXT), id, '{\"begun\":true}', 0, created_at FROM signings WHERE element > 1000000",
    )
    .execute(&mut connection)
    .await?;
    connection.close().await?;
    world.restart().await?;
    Ok(())
}
