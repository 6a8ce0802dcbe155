//! Open forms: what they cost the proxy while nothing happens, and how soon they know what has happened.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use futures_util::future::try_join_all;
use serde_json::Value;

use crate::connection::{Connection, request};
use crate::world::{SIGNERS, World, contract, without_webhooks};
use crate::{millis, number, print};

const STREAMS: usize = 2_000;
const STREAM_DOCUMENTS: usize = 200;
const FIRST_LOOKS: usize = 1_000;
const IDLE_FORMS: usize = 500;
const IDLE_DOCUMENTS: usize = 100;
const LISTENERS: usize = 1_500;
const SIGNED_DOCUMENTS: usize = 3;
/// After forms were opened, before it is counted what they cost.
const SETTLED: Duration = Duration::from_secs(15);
const MINUTE: Duration = Duration::from_mins(1);
/// Forms that open at the same moment: a listener holds no more.
const AT_ONCE: usize = 100;

/// The memory of open forms, and the tokens of first looks.
pub(crate) async fn streams(program: &Path) -> Result<()> {
    let mut world = World::start(program, str::to_owned).await?;
    let elements = world.documents(STREAM_DOCUMENTS).await?;
    first_looks(&mut world, &elements).await?;
    // A program that has just begun holds no room that sends have left behind.
    world.restart().await?;
    drop(open(&world, &elements, 1).await?);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = world.proxy()?.memory()?;
    let streams = open(&world, &elements, STREAMS).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    print("streams/memory", "KB each", &[(world.proxy()?.memory()? - before) / number(streams.len())]);
    Ok(())
}

/// A thousand people look for the first time, right after the proxy was started: how many tokens that takes.
async fn first_looks(world: &mut World, elements: &[i64]) -> Result<()> {
    let tickets = world.tickets(elements, FIRST_LOOKS).await?;
    let before = world.autenti_calls().await?.len();
    world.restart().await?;
    let mut connections = Vec::with_capacity(FIRST_LOOKS);
    for _ in 0..FIRST_LOOKS / AT_ONCE {
        connections.extend(try_join_all((0..AT_ONCE).map(|_| Connection::open(world.address))).await?);
    }
    // Past what the store knows.
    let asked = |ticket: &String| request("/v1/signing", ticket, "Cache-Control: no-cache\r\n");
    try_join_all(connections.iter_mut().zip(&tickets).map(|(connection, ticket)| async move {
        connection.send(&asked(ticket)).await?;
        connection.answer().await.map(drop)
    }))
    .await?;
    let calls = world.autenti_calls().await?;
    let is_token = |call: &&Value| call["path"].as_str().is_some_and(|path| path.ends_with("/auth/token"));
    print("first-looks/tokens", "tokens", &[number(calls.iter().skip(before).filter(is_token).count())]);
    Ok(())
}

/// How often Autenti is called in a minute while forms are open and nothing changes.
pub(crate) async fn idle(program: &Path) -> Result<()> {
    let with = World::start(program, str::to_owned).await?;
    let without = World::start(program, without_webhooks).await?;
    let elements = (with.documents(IDLE_DOCUMENTS).await?, without.documents(IDLE_DOCUMENTS).await?);
    tokio::try_join!(
        calls_while_nothing_changes(&with, &elements.0, "with-webhooks"),
        calls_while_nothing_changes(&without, &elements.1, "without-webhooks"),
    )?;
    Ok(())
}

async fn calls_while_nothing_changes(world: &World, elements: &[i64], how: &str) -> Result<()> {
    let _streams = open(world, elements, IDLE_FORMS).await?;
    tokio::time::sleep(SETTLED).await;
    let before = world.autenti_calls().await?.len();
    tokio::time::sleep(MINUTE).await;
    let calls = world.autenti_calls().await?.len() - before;
    print(&format!("idle/{how}"), "a minute", &[number(calls)]);
    Ok(())
}

/// How long it takes from the last signature until every open form knows.
pub(crate) async fn last_signature(program: &Path) -> Result<()> {
    let world = World::start(program, str::to_owned).await?;
    let [first, last] = SIGNERS;
    let is_signed = |signing: &Value, by: usize| {
        let recipients = signing["recipients"].as_array();
        recipients.is_some_and(|all| all.iter().filter(|one| one["status"] == "COMPLETED").count() >= by)
    };
    let mut took = Vec::new();
    for _ in 0..SIGNED_DOCUMENTS {
        let element = world.start_instance(&[contract("Umowa")], SIGNERS.len()).await?;
        world.send(element).await?;
        let document = world.is_out(element).await?;
        let mut streams = open(&world, &[element], LISTENERS).await?;
        world.sign(&document, first).await?;
        try_join_all(streams.iter_mut().map(|stream| stream.hear(|signing| is_signed(signing, 1)))).await?;
        let signed = Instant::now();
        world.sign(&document, last).await?;
        let heard = streams.iter_mut().map(|stream| stream.hear(|signing| signing["status"] == "COMPLETED"));
        try_join_all(heard).await?;
        took.push(millis(signed.elapsed()));
    }
    print("news/last-signature", "ms", &took);
    Ok(())
}

/// So many forms on these instances, each with a ticket of its own; they have been told the state.
pub(crate) async fn open(world: &World, elements: &[i64], count: usize) -> Result<Vec<Connection>> {
    let mut streams = Vec::with_capacity(count);
    for tickets in world.tickets(elements, count).await?.chunks(AT_ONCE) {
        let opened = tickets.iter().map(|ticket| async move {
            let mut connection = Connection::open(world.address).await?;
            connection.send(&request("/v1/signing/events", ticket, "")).await?;
            connection.head().await?;
            connection.hear(|_| true).await?;
            anyhow::Ok(connection)
        });
        streams.extend(try_join_all(opened).await?);
    }
    Ok(streams)
}
