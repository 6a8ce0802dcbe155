//! How many sends are taken, and how many jobs are run, in a second.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use crate::world::{World, contract};
use crate::{number, print};

const SENDS: usize = 200;
const JOB_RUNS: &str = "autenti_proxy_job_runs_total";

pub(crate) async fn a_second(program: &Path) -> Result<()> {
    let world = World::start(program, str::to_owned).await?;
    measure(&world, "sqlite").await?;
    drop(world);
    if let Some(database) = test_postgres::Database::create().await {
        let on_postgres = |config: &str| config.replace("sqlite://autenti-proxy-demo.db", &database.url);
        measure(&World::start(program, on_postgres).await?, "postgres").await?;
    }
    Ok(())
}

async fn measure(world: &World, database: &str) -> Result<()> {
    let mut elements = Vec::with_capacity(SENDS);
    for number in 0..SENDS {
        elements.push(world.start_instance(&[contract(&format!("Umowa {number}"))], 2).await?);
    }
    let runs = world.metric(JOB_RUNS).await?;
    let started = Instant::now();
    world.send_all(&elements).await?;
    let accepted = started.elapsed().as_secs_f64();
    for element in &elements {
        world.is_out(*element).await?;
    }
    let done = started.elapsed().as_secs_f64();
    let runs = world.metric(JOB_RUNS).await? - runs;
    print(&format!("sends/{database}/accepted"), "a second", &[number(SENDS) / accepted]);
    print(&format!("sends/{database}/done"), "a second", &[number(SENDS) / done]);
    print(&format!("sends/{database}/jobs"), "a second", &[runs / done]);
    Ok(())
}
