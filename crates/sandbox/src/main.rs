//! `autenti-sandbox`: runs the stand-ins until it is told to end.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use autenti_sandbox::{Sandbox, Settings};
use clap::Parser;
use tracing_subscriber::EnvFilter;
use url::Url;

/// Stand-ins for Autenti and for the WEBCON portal. Nothing in them is legally signed.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Address of the Autenti stand-in.
    #[arg(long, env = "AUTENTI_SANDBOX_AUTENTI", default_value = "127.0.0.1:8788", value_parser = address)]
    autenti: SocketAddr,
    /// Address of the portal stand-in.
    #[arg(long, env = "AUTENTI_SANDBOX_PORTAL", default_value = "127.0.0.1:8789", value_parser = address)]
    portal: SocketAddr,
    /// The proxy that the portal asks for tickets and whose component its forms load.
    #[arg(long, env = "AUTENTI_SANDBOX_PROXY", default_value = "http://127.0.0.1:8787")]
    proxy: Url,
    /// Folder of the demo application's key pair, made there when missing.
    #[arg(long, env = "AUTENTI_SANDBOX_KEYS", default_value = "crates/sandbox/demo")]
    keys: PathBuf,
    /// Zip of an External custom control, put into the portal at the start if the file is there.
    #[arg(long, env = "AUTENTI_SANDBOX_CONTROL", default_value = "dist/autenti-form.zip")]
    control: PathBuf,
    /// Package of a form field extension, imported at the start if the file is there.
    #[arg(long, env = "AUTENTI_SANDBOX_EXTENSION", default_value = "dist/autenti-form.bpspkg")]
    extension: PathBuf,
}

/// An address with or without `http://` before it.
fn address(text: &str) -> Result<SocketAddr, String> {
    let address = text.trim_start_matches("http://").trim_end_matches('/');
    address.parse().map_err(|_| format!("`{text}` is not an address such as 127.0.0.1:8788"))
}

#[tokio::main]
#[expect(clippy::print_stderr, reason = "the last word to whoever runs it")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("autenti-sandbox: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let settings = Settings {
        autenti: arguments.autenti,
        portal: arguments.portal,
        proxy: arguments.proxy,
        keys: Some(arguments.keys),
    };
    let sandbox = Sandbox::start(settings).await?;
    if let Ok(zip) = tokio::fs::read(&arguments.control).await {
        sandbox.host_control(zip).await.with_context(|| arguments.control.display().to_string())?;
    }
    if let Ok(package) = tokio::fs::read(&arguments.extension).await {
        let imported = sandbox.import_extension(package).await;
        imported.with_context(|| arguments.extension.display().to_string())?;
    }
    tracing::info!(autenti = %sandbox.autenti, portal = %sandbox.portal, "nothing here is legally signed");
    tokio::select! {
        () = sandbox.run() => {}
        ended = tokio::signal::ctrl_c() => ended?,
    }
    Ok(())
}
