#![doc = include_str!("../README.md")]

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

pub mod autenti;
pub mod control;
pub mod demo;
mod pdf;
pub mod portal;
pub mod sample_pdf;

/// Where the stand-ins listen and whom they call.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address of the Autenti stand-in; port 0 picks one.
    pub autenti: SocketAddr,
    /// Address of the portal stand-in; port 0 picks one.
    pub portal: SocketAddr,
    /// The proxy that the portal asks for tickets and whose component its forms load.
    pub proxy: Url,
    /// Folder in which the key pair of the Autenti application `demo` is kept and made when missing;
    /// none for a pair that lives only in memory.
    pub keys: Option<PathBuf>,
}

/// Both stand-ins, running. They end when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    /// Origin of the Autenti stand-in; the API's base is [`autenti_api`](Self::autenti_api).
    pub autenti: Url,
    /// Origin of the portal stand-in.
    pub portal: Url,
    /// Private key of the Autenti application `demo`, PEM.
    pub private_key_pem: String,
    servers: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts both.
    ///
    /// # Errors
    /// When an address is taken, or the keys can be neither read nor made.
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        let autenti_listener = listen(settings.autenti).await?;
        let portal_listener = listen(settings.portal).await?;
        let autenti = origin(&autenti_listener)?;
        let portal = origin(&portal_listener)?;
        let keys = autenti::ApplicationKeys::load_or_make(settings.keys.as_deref())?;
        let private_key_pem = keys.private_pem().to_owned();
        let servers = vec![
            serve(autenti_listener, autenti::router(autenti.clone(), keys)),
            serve(portal_listener, portal::router(portal.clone(), settings.proxy)),
        ];
        Ok(Self { autenti, portal, private_key_pem, servers })
    }

    /// Base address of the Autenti API.
    pub fn autenti_api(&self) -> String {
        format!("{}api/v2", self.autenti)
    }

    /// Puts the zip of an External custom control into the portal, as a designer does in Designer Studio.
    ///
    /// # Errors
    /// When the portal does not take it, with its reason.
    pub async fn host_control(&self, zip: Vec<u8>) -> anyhow::Result<()> {
        self.put("sandbox/external-control", zip, "control").await
    }

    /// Imports a form field extension (a `.bpspkg`, or a plugin zip around it) into the portal, as a designer does.
    ///
    /// # Errors
    /// When the portal does not take it, with its reason.
    pub async fn import_extension(&self, zip: Vec<u8>) -> anyhow::Result<()> {
        self.put("sandbox/extension", zip, "extension").await
    }

    async fn put(&self, path: &str, zip: Vec<u8>, what: &str) -> anyhow::Result<()> {
        let address = self.portal.join(path)?;
        let answer = reqwest::Client::new().post(address).body(zip).send().await?;
        if answer.status().is_success() {
            return Ok(());
        }
        anyhow::bail!("the portal does not take the {what}: {}", answer.text().await?.trim())
    }

    /// Runs until a server ends, which happens only when it fails.
    pub async fn run(mut self) {
        for server in std::mem::take(&mut self.servers) {
            let _ended = server.await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}: is another sandbox running? AUTENTI_SANDBOX_AUTENTI and AUTENTI_SANDBOX_PORTAL choose other addresses")
    })
}

fn origin(listener: &TcpListener) -> anyhow::Result<Url> {
    Ok(Url::parse(&format!("http://{}", listener.local_addr()?))?)
}

fn serve(listener: TcpListener, router: Router) -> JoinHandle<()> {
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "a stand-in ended");
        }
    })
}
