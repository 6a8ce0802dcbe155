//! A proxy as a program of its own, and the stand-ins behind it.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use autenti_sandbox::{Sandbox, Settings};
use bytes::Bytes;
use futures_util::future::try_join_all;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::Process;

const KEY: &str = "demo-integration-key";
const OWNER: &str = "ola.zielinska@example.com";
/// Recipients who sign, one after another where there is more than one form of a document.
pub(crate) const SIGNERS: [&str; 2] = ["anna.nowak@example.com", "jan.kowalski@example.com"];
/// The longest that anything is waited for.
const TIME_LIMIT: Duration = Duration::from_mins(3);
/// From the last news of a document until the proxy has read it for the last time.
const AFTER_NEWS: Duration = Duration::from_secs(25);
/// Sends that a company asks for at the same moment.
const SENDS_AT_ONCE: usize = 32;

pub(crate) struct World {
    sandbox: Sandbox,
    http: Client,
    pub(crate) address: SocketAddr,
    program: PathBuf,
    proxy: Option<Process>,
    folder: TempDir,
}

impl World {
    /// Starts everything, with changes to the demo's configuration.
    pub(crate) async fn start(program: &Path, changes: impl Fn(&str) -> String) -> Result<Self> {
        let any: SocketAddr = ([127, 0, 0, 1], 0).into();
        let address = TcpListener::bind(any)?.local_addr()?;
        let settings =
            Settings { autenti: any, portal: any, proxy: format!("http://{address}").parse()?, keys: None };
        let sandbox = Sandbox::start(settings).await?;
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("autenti-demo.pem"), &sandbox.private_key_pem)?;
        let origin = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
        let config = include_str!("../../../crates/sandbox/demo/proxy.toml")
            .replace("http://127.0.0.1:8788", &origin(&sandbox.autenti))
            .replace("http://127.0.0.1:8789", &origin(&sandbox.portal))
            .replace("127.0.0.1:8787", &address.to_string());
        // One person of a load program looks as often as a thousand.
        let limits = "requests_per_ticket = \"1000000000/m\"\nrequests_per_key = \"1000000000/m\"\nconnections = 12000";
        let config = changes(&config) + "\n[limits]\n" + limits + "\n";
        std::fs::write(folder.path().join("proxy.toml"), config)?;
        let program = program.to_owned();
        let mut world = Self { sandbox, http: Client::new(), address, program, proxy: None, folder };
        world.restart().await?;
        Ok(world)
    }

    /// Ends the proxy; answers where its store is.
    pub(crate) fn stop(&mut self) -> PathBuf {
        self.proxy = None;
        self.folder.path().join("autenti-proxy-demo.db")
    }

    /// Starts the proxy, again where it was running; answers how long it took until it was ready.
    pub(crate) async fn restart(&mut self) -> Result<Duration> {
        self.stop();
        let started = Instant::now();
        let arguments = ["serve", "--config", "proxy.toml"];
        self.proxy = Some(Process::start(&self.program, &arguments, self.folder.path())?);
        let url = format!("http://{}/readyz", self.address);
        let is_ready =
            async || self.http.get(&url).send().await.is_ok_and(|answer| answer.status().is_success());
        until("the proxy is ready", async || Ok(is_ready().await.then_some(()))).await?;
        Ok(started.elapsed())
    }

    /// The proxy's program.
    pub(crate) fn proxy(&self) -> Result<&Process> {
        self.proxy.as_ref().context("the proxy does not run")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The base address of Autenti's API.
    pub(crate) fn autenti_api(&self) -> Result<Url> {
        Ok(self.sandbox.autenti_api().parse()?)
    }

    /// A call to the proxy with the integration key.
    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("http://{}{path}", self.address)).bearer_auth(KEY)
    }

    /// The signing of an instance, asked for with the integration key.
    pub(crate) fn get_signing(&self, element: i64) -> RequestBuilder {
        self.http
            .get(format!("http://{}/v1/profiles/contracts/elements/{element}/signing", self.address))
            .bearer_auth(KEY)
    }

    /// The numbers of `/metrics` whose line begins so, summed up.
    pub(crate) async fn metric(&self, begins: &str) -> Result<f64> {
        let url = format!("http://{}/metrics", self.address);
        let text = self.http.get(url).send().await?.error_for_status()?.text().await?;
        let lines = text.lines().filter(|line| line.starts_with(begins));
        Ok(lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum())
    }

    /// A ticket for the owner of the process.
    pub(crate) async fn ticket(&self, element: i64) -> Result<String> {
        let body = json!({ "profile": "contracts", "element": element, "may": ["send", "remind"], "lang": "en",
            "user": { "login": OWNER, "name": "Ola", "email": OWNER } });
        let answer: Value =
            self.post("/v1/tickets").json(&body).send().await?.error_for_status()?.json().await?;
        Ok(answer["ticket"].as_str().context("no ticket")?.to_owned())
    }

    /// So many tickets, for these instances by turns.
    pub(crate) async fn tickets(&self, elements: &[i64], count: usize) -> Result<Vec<String>> {
        let asked: Vec<_> =
            elements.iter().cycle().take(count).map(|element| self.ticket(*element)).collect();
        stream::iter(asked).buffered(SENDS_AT_ONCE).try_collect().await
    }

    /// Asks for the instance's document to be sent; it is taken, not yet sent.
    pub(crate) async fn send(&self, element: i64) -> Result<()> {
        let path = format!("/v1/profiles/contracts/elements/{element}/signing/send");
        let answer = self.post(&path).header("Idempotency-Key", format!("send-{element}")).send().await?;
        let status = answer.status();
        ensure!(status == StatusCode::ACCEPTED, "{status} {}", answer.text().await?);
        Ok(())
    }

    /// Asks for all of them to be sent, many at the same moment.
    pub(crate) async fn send_all(&self, elements: &[i64]) -> Result<()> {
        let sends: Vec<_> = elements.iter().map(|element| self.send(*element)).collect();
        stream::iter(sends).buffer_unordered(SENDS_AT_ONCE).try_collect().await
    }

    /// Waits until the document is out and the form knows; answers its id.
    pub(crate) async fn is_out(&self, element: i64) -> Result<String> {
        until(&format!("the document of {element} is out"), async || {
            let signing: Value = self.get_signing(element).send().await?.error_for_status()?.json().await?;
            let is_out = signing["status"] == "PROCESSING" && signing["sending"].is_null();
            Ok(signing["autentiId"].as_str().filter(|_| is_out).map(str::to_owned))
        })
        .await
    }

    /// So many instances whose document is out, of which Autenti has no more news.
    pub(crate) async fn documents(&self, count: usize) -> Result<Vec<i64>> {
        let mut elements = Vec::with_capacity(count);
        for number in 0..count {
            let title = format!("Umowa {number}");
            elements.push(self.start_instance(&[contract(&title)], SIGNERS.len()).await?);
        }
        self.send_all(&elements).await?;
        for element in &elements {
            self.is_out(*element).await?;
        }
        tokio::time::sleep(AFTER_NEWS).await;
        Ok(elements)
    }

    /// A new contract, as a person starts one in the portal: with these files, and so many who sign.
    pub(crate) async fn start_instance(&self, files: &[Bytes], signers: usize) -> Result<i64> {
        let portal = self.sandbox.portal.as_str().trim_end_matches('/');
        let post = |path: &str| {
            self.http
                .post(format!("{portal}{path}"))
                .header("cookie", format!("sandbox_person={OWNER}; sandbox_language=en"))
                .header("origin", portal)
        };
        let uploads = files.iter().zip(1..).map(|(file, number)| async move {
            let upload =
                post("/attachments/db/1/upload").body(file.clone()).send().await?.error_for_status()?;
            let upload: Value = upload.json().await?;
            anyhow::Ok(
                json!({ "upload": upload["upload"], "name": format!("umowa-{number}.pdf"), "category": 3 }),
            )
        });
        let uploads = try_join_all(uploads).await?;
        let choice = |id: &str, name: &str| json!([{ "id": id, "name": name }]);
        let row = |email: &str| {
            json!({ "id": null, "cells": { "DET_Att1": "Anna", "DET_Att2": "Nowak", "DET_Att3": email,
                "DET_Att4": choice("SIGNER", "Signer"), "DET_Att5": choice("BASIC", "Autenti E-signature") } })
        };
        let others = (1..).map(|number| format!("osoba{number}@example.com"));
        let emails = SIGNERS.into_iter().map(str::to_owned).chain(others).take(signers);
        let body = json!({
            "fields": { "AttText2": "Umowa" },
            "rows": emails.map(|email| row(&email)).collect::<Vec<_>>(),
            "attachments": { "add": uploads },
            "path": 61,
        });
        let answer = post("/api/nav/db/1/start/wf/1/dt/1/save").json(&body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{status} {text}");
        let answer: Value = serde_json::from_str(&text)?;
        answer["id"].as_i64().with_context(|| answer.to_string())
    }

    /// Does what a recipient would do.
    pub(crate) async fn sign(&self, document: &str, email: &str) -> Result<()> {
        self.tell_autenti("act", &json!({ "document": document, "email": email, "act": "sign" })).await
    }

    /// Tells the stand-in of Autenti how to behave: `faults`, `act`.
    pub(crate) async fn tell_autenti(&self, what: &str, body: &Value) -> Result<()> {
        let url = self.sandbox.autenti.join("/sandbox/")?.join(what)?;
        self.http.post(url).json(body).send().await?.error_for_status()?;
        Ok(())
    }

    /// Tells the stand-in of the portal how to behave.
    pub(crate) async fn set_portal(&self, settings: &Value) -> Result<()> {
        let url = self.sandbox.portal.join("/sandbox/settings")?;
        self.http.post(url).json(settings).send().await?.error_for_status()?;
        Ok(())
    }

    /// The calls that Autenti got, in order.
    pub(crate) async fn autenti_calls(&self) -> Result<Vec<Value>> {
        Ok(self.http.get(self.sandbox.autenti.join("/sandbox/calls")?).send().await?.json().await?)
    }
}

/// A small contract.
pub(crate) fn contract(title: &str) -> Bytes {
    autenti_sandbox::sample_pdf::contract(title, &["Anna Nowak", "Jan Kowalski"]).into()
}

/// The configuration of a proxy that hears nothing from Autenti by itself.
pub(crate) fn without_webhooks(config: &str) -> String {
    let sections = config.split("\n\n").filter(|section| !section.starts_with("[autenti.webhook]"));
    sections.collect::<Vec<_>>().join("\n\n")
}

/// Looks again and again until there is something.
pub(crate) async fn until<T>(what: &str, look: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    let started = Instant::now();
    while started.elapsed() < TIME_LIMIT {
        if let Some(seen) = look().await? {
            return Ok(seen);
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    bail!("waited in vain: {what}")
}
