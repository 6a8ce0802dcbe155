//! The proxy as it is run: a program of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command};

use super::{World, eventually};

/// The proxy as a program of its own, which can be killed without being asked.
pub struct Program {
    child: Child,
    /// Where it answers.
    pub url: String,
}

impl Program {
    /// Starts it at the world's address, with the world's journal.
    pub async fn start(world: &World) -> Self {
        Self::start_at(world, world.address).await
    }

    /// Starts it at another address, with the world's store.
    pub async fn start_at(world: &World, address: SocketAddr) -> Self {
        let config = world.folder().join(format!("proxy-{}.toml", address.port()));
        std::fs::write(&config, world.config_text()).unwrap();
        Self::start_with(world, &config, address).await
    }

    /// Starts it at another address, with a configuration of its own.
    pub async fn start_with(world: &World, config: &Path, address: SocketAddr) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
            .args(["serve", "--config"])
            .arg(config)
            .env("RUST_LOG", "error")
            .env("AUTENTI_PROXY__LISTEN", address.to_string())
            .spawn()
            .unwrap();
        let program = Self { child, url: format!("http://{address}") };
        eventually(async || match world.http.get(format!("{}/readyz", program.url)).send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            other => Err(format!("{other:?}")),
        })
        .await;
        program
    }

    /// As the system asks a service to end.
    pub fn end(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        assert!(self.child.wait().unwrap().success());
    }

    /// As when the power goes.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
