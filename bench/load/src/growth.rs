//! What forms and documents cost in ever larger numbers: what the model of `docs/performance.md` is checked against.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::documents;
use crate::forms;
use crate::world::{World, without_webhooks};
use crate::{number, print};

const DOCUMENTS: [usize; 3] = [10, 1_000, 100_000];
const FORMS: [usize; 3] = [10, 1_000, 5_000];
const FORM_DOCUMENTS: usize = 100;
const SETTLED: Duration = Duration::from_secs(20);
const WATCHED: Duration = Duration::from_secs(40);

pub(crate) async fn costs(program: &Path) -> Result<()> {
    for count in DOCUMENTS {
        let mut world = World::start(program, without_webhooks).await?;
        documents::many(&mut world, count).await?;
        tokio::time::sleep(SETTLED).await;
        let name = format!("growth/documents/{count}");
        watched(&world, &name).await?;
        let store = world.stop();
        let size = std::fs::metadata(store)?.len();
        print(&format!("{name}/store"), "KB", &[number(size) / 1024.0]);
    }
    let mut world = World::start(program, str::to_owned).await?;
    let elements = world.documents(FORM_DOCUMENTS).await?;
    for count in FORMS {
        world.restart().await?;
        let _streams = forms::open(&world, &elements, count).await?;
        tokio::time::sleep(SETTLED).await;
        watched(&world, &format!("growth/forms/{count}")).await?;
    }
    Ok(())
}

/// What the proxy takes of the processor and of memory while nothing happens.
async fn watched(world: &World, name: &str) -> Result<()> {
    let (busy, calls) = (world.proxy()?.busy()?, world.autenti_calls().await?.len());
    tokio::time::sleep(WATCHED).await;
    let busy = world.proxy()?.busy()? - busy;
    let calls = world.autenti_calls().await?.len() - calls;
    print(&format!("{name}/processor"), "ms a second", &[busy * 1000.0 / WATCHED.as_secs_f64()]);
    print(&format!("{name}/memory"), "MB", &[world.proxy()?.memory()? / 1024.0]);
    print(&format!("{name}/calls"), "a minute", &[number(calls) * 60.0 / WATCHED.as_secs_f64()]);
    Ok(())
}
