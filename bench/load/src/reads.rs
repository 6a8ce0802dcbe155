//! `GET /v1/signing` from what is known, against a handler that answers the same bytes.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::connection::{Connection, request};
use crate::process::Process;
use crate::world::{World, until};
use crate::{number, print};

/// Connections that ask one question after another.
const CONNECTIONS: usize = 32;
const ROUND: Duration = Duration::from_secs(2);
const ROUNDS: usize = 5;

pub(crate) async fn against_bare(program: &Path, bare: &Path) -> Result<()> {
    let world = World::start(program, str::to_owned).await?;
    let element = *world.documents(1).await?.first().context("no document")?;
    let asked = request("/v1/signing", &world.ticket(element).await?, "");
    let mut connection = Connection::open(world.address).await?;
    connection.send(&asked).await?;
    let file = world.folder().join("signing.json");
    std::fs::write(&file, connection.answer().await?)?;
    let address: SocketAddr = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
    let _bare = Process::start(bare, &[&address.to_string(), &file.to_string_lossy()], world.folder())?;
    until("the bare handler answers", async || Ok(Connection::open(address).await.ok().map(drop))).await?;
    let (mut of_proxy, mut of_bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_bare.push(a_second(address, &asked).await?);
        of_proxy.push(a_second(world.address, &asked).await?);
    }
    print("reads/bare", "a second", &of_bare);
    print("reads/proxy", "a second", &of_proxy);
    Ok(())
}

/// How many answers come in a second.
async fn a_second(address: SocketAddr, asked: &str) -> Result<f64> {
    let started = Instant::now();
    let ask = |asked: String| async move {
        let mut connection = Connection::open(address).await?;
        let mut answers = 0_u64;
        while started.elapsed() < ROUND {
            connection.send(&asked).await?;
            connection.answer().await?;
            answers += 1;
        }
        anyhow::Ok(answers)
    };
    let asking: Vec<_> = (0..CONNECTIONS).map(|_| tokio::spawn(ask(asked.to_owned()))).collect();
    let mut answers = 0;
    for task in asking {
        answers += task.await??;
    }
    Ok(number(answers) / started.elapsed().as_secs_f64())
}
