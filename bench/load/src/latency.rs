//! How long things take where Autenti takes its time for every call, against the plugin's pattern of calls: a token for
//! each action, and one call after another (facts: plugin, "What its users lack").
//!
//! Only Autenti takes its time: the plugin runs on WEBCON's server and reads forms and files there.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use autenti::{
    Client, Config, DocumentId, Grant, NewDocument, NewFile, NewParty, PartyRef, Role, SignatureType,
};
use futures_util::future::try_join_all;
use serde_json::{Value, json};

use crate::world::{World, contract, until};
use crate::{millis, print};

const TAKES: Duration = Duration::from_millis(100);
const SAMPLES: usize = 5;
const SIGNERS: usize = 20;
const FILES: usize = 5;
/// The draft, and the files: what comes before the call that sends.
const FEWEST_CALLS: u32 = 1 + 5;
const LINKS: &str = "/action-links";

pub(crate) async fn against_plugin(program: &Path) -> Result<()> {
    let list_of_links = |config: &str| config.replace("vat = \"VAT\"", "vat = \"VAT\"\nlink = \"Link\"");
    let world = World::start(program, list_of_links).await?;
    world.set_portal(&json!({ "furtherFields": true })).await?;
    world.tell_autenti("faults", &json!({ "latencyMs": TAKES.as_millis() })).await?;
    let element = world.start_instance(&[contract("Umowa")], SIGNERS).await?;
    world.send(element).await?;
    let document = world.is_out(element).await?;
    print("latency/list-of-links/proxy", "ms", &[list_of_links_written(&world).await?]);
    let id: DocumentId = document.parse()?;
    status(&world, element, &id).await?;
    links(&world, element, &id).await?;
    send(&world).await
}

/// The time from when it was asked for.
async fn timed(work: impl Future<Output = Result<()>>) -> Result<f64> {
    let started = Instant::now();
    work.await?;
    Ok(millis(started.elapsed()))
}

/// The plugin at the beginning of an action: without a token.
fn plugin(world: &World) -> Result<Client> {
    let grant = Grant::ClientCredentials { scope: None };
    Ok(Client::new(Config::new(world.autenti_api()?, "demo", "demo-secret".to_owned().into(), grant))?)
}

/// What is the state of the document now?
async fn status(world: &World, element: i64, document: &DocumentId) -> Result<()> {
    let (mut of_plugin, mut of_proxy) = (Vec::new(), Vec::new());
    for _ in 0..SAMPLES {
        let read = async { Ok(plugin(world)?.document(document).await.map(drop)?) };
        of_plugin.push(timed(read).await?);
        let read = world.get_signing(element).header("Cache-Control", "no-cache").send();
        of_proxy.push(timed(async { Ok(read.await?.error_for_status().map(drop)?) }).await?);
    }
    print("latency/status/plugin", "ms", &of_plugin);
    print("latency/status/proxy", "ms", &of_proxy);
    Ok(())
}

/// A link for each of twenty people: the plugin asks for all in one action; through the proxy each asks for it.
async fn links(world: &World, element: i64, document: &DocumentId) -> Result<()> {
    let signing: Value = world.get_signing(element).send().await?.error_for_status()?.json().await?;
    let recipients = signing["recipients"].as_array().context("no recipients")?;
    let emails: Vec<&str> = recipients.iter().filter_map(|recipient| recipient["email"].as_str()).collect();
    let path = format!("/v1/profiles/contracts/elements/{element}/signing/link");
    let (mut of_plugin, mut of_proxy) = (Vec::new(), Vec::new());
    for _ in 0..SAMPLES {
        let one_after_another = async {
            let plugin = plugin(world)?;
            for email in &emails {
                plugin.action_links(document, PartyRef::Email(email)).await?;
            }
            Ok(())
        };
        of_plugin.push(timed(one_after_another).await?);
        let path = path.as_str();
        let at_once = emails.iter().map(|email| async move {
            let answer = world.post(path).json(&json!({ "email": email })).send().await?;
            anyhow::Ok(answer.error_for_status().map(drop)?)
        });
        of_proxy.push(timed(async { try_join_all(at_once).await.map(drop) }).await?);
    }
    print("latency/links/plugin", "ms", &of_plugin);
    print("latency/links/proxy", "ms", &of_proxy);
    Ok(())
}

/// How long the job takes that writes a link for each recipient into the list: from its first call to the answer of its
/// last one.
async fn list_of_links_written(world: &World) -> Result<f64> {
    let links = async |is_wanted: fn(&Value) -> bool| -> Result<usize> {
        let calls = world.autenti_calls().await?;
        let is_link = |call: &&Value| call["path"].as_str().is_some_and(|path| path.ends_with(LINKS));
        Ok(calls.iter().filter(is_link).filter(|call| is_wanted(call)).count())
    };
    until("links are asked for", async || Ok((links(|_| true).await? > 0).then_some(()))).await?;
    let is_answered = |call: &Value| call["status"] == 200;
    let done =
        until("all links are there", async || Ok((links(is_answered).await? >= SIGNERS).then_some(())));
    timed(done).await
}

/// A document with five files, until its recipients have it.
async fn send(world: &World) -> Result<()> {
    let (mut of_plugin, mut of_proxy) = (Vec::new(), Vec::new());
    let files: Vec<_> = (0..FILES).map(|number| contract(&format!("Umowa {number}"))).collect();
    for _ in 0..SAMPLES {
        let one_after_another = async {
            let plugin = plugin(world)?;
            let party = NewParty::new(Role::Signer, "Anna", "Nowak", "anna.nowak@example.com");
            let draft = NewDocument::new("Umowa").party(party.signature(SignatureType::Basic));
            let created = plugin.create_draft(&draft).await?;
            for (file, number) in files.iter().zip(1..) {
                let (name, media_type) = (format!("umowa-{number}.pdf"), "application/pdf".to_owned());
                plugin.add_file(&created.id, NewFile { name, media_type, content: file.clone() }).await?;
            }
            Ok(plugin.send(&created.id).await.map(drop)?)
        };
        of_plugin.push(timed(one_after_another).await?);
        let element = world.start_instance(&files, 1).await?;
        let sent = sends(world).await?;
        let send = async {
            world.send(element).await?;
            // Until then it cannot be sent yet, and looking takes time from those who work.
            tokio::time::sleep(TAKES * FEWEST_CALLS).await;
            until("the document is sent", async || Ok((sends(world).await? > sent).then_some(()))).await
        };
        of_proxy.push(timed(send).await?);
        world.is_out(element).await?;
    }
    print("latency/send/plugin", "ms", &of_plugin);
    print("latency/send/proxy", "ms", &of_proxy);
    Ok(())
}

/// How many documents were sent to their recipients: nothing else is done with documents here.
async fn sends(world: &World) -> Result<usize> {
    let calls = world.autenti_calls().await?;
    let is_send = |call: &&Value| {
        call["path"].as_str().is_some_and(|path| path.ends_with("/actions"))
            && call["status"].as_u64().is_some_and(|status| status < 300)
    };
    Ok(calls.iter().filter(is_send).count())
}
