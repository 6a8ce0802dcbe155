//! `npm start`: the stand-ins and the proxy, with a form to click through.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, root, run, say, step, target};
use crate::{component, packages, setup};

/// Where the three listen.
#[derive(Clone, Copy)]
struct Ports {
    proxy: u16,
    autenti: u16,
    portal: u16,
}

impl Ports {
    /// The usual ports, or three in a row from `PORT_BASE`.
    fn from_env() -> Result<Self> {
        let Ok(base) = std::env::var("PORT_BASE") else {
            return Ok(Self { proxy: 8787, autenti: 8788, portal: 8789 });
        };
        let base: u16 = base
            .parse()
            .ok()
            .filter(|base| (1..=65_533).contains(base))
            .with_context(|| format!("PORT_BASE is `{base}`: it must be a port number such as 9000"))?;
        Ok(Self { proxy: base, autenti: base + 1, portal: base + 2 })
    }
}

/// Builds what is missing, runs all three and waits for Ctrl-C.
pub(crate) fn start() -> Result<()> {
    let ports = Ports::from_env()?;
    setup::npm_packages()?;
    component::build()?;
    packages::write()?;
    build_servers()?;

    let (stop, stopped) = channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
    })?;

    let mut demo = Demo { children: Vec::new() };
    demo.run("the stand-ins", sandbox(ports), ports.portal, "/")?;
    demo.run("the proxy", proxy(ports)?, ports.proxy, "/readyz")?;
    announce(ports);

    // Wakes up now and then to see whether one of them has ended by itself.
    while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(Duration::from_millis(500)) {
        demo.still_running()?;
    }
    say("Ending");
    Ok(())
}

/// Compiles the two programs.
pub(crate) fn build_servers() -> Result<()> {
    step("Building the proxy and the stand-ins", || {
        run(cargo().args(["build", "--package", "autenti-proxy", "--package", "autenti-sandbox"]))
    })
}

/// A program that was built.
fn program(name: &str) -> Command {
    Command::new(target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

fn sandbox(ports: Ports) -> Command {
    let mut command = program("autenti-sandbox");
    command
        .env("AUTENTI_SANDBOX_AUTENTI", format!("127.0.0.1:{}", ports.autenti))
        .env("AUTENTI_SANDBOX_PORTAL", format!("127.0.0.1:{}", ports.portal))
        .env("AUTENTI_SANDBOX_PROXY", format!("http://127.0.0.1:{}", ports.proxy))
        .env("AUTENTI_SANDBOX_KEYS", root().join("crates/sandbox/demo"))
        .env("AUTENTI_SANDBOX_CONTROL", root().join("dist/autenti-form.zip"))
        .env("AUTENTI_SANDBOX_EXTENSION", root().join("dist/autenti-form.bpspkg"))
        .env("RUST_LOG", std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned()));
    command
}

fn proxy(ports: Ports) -> Result<Command> {
    // The demo starts from the same state every time, so its store starts empty. Demos on other ports have their own.
    let folder = root().join("target/demo").join(ports.proxy.to_string());
    fs::create_dir_all(&folder)?;
    for file in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = fs::remove_file(folder.join(file));
    }
    let autenti = format!("http://127.0.0.1:{}", ports.autenti);
    let portal = format!("http://127.0.0.1:{}", ports.portal);
    let mut command = program("autenti-proxy");
    command
        .args(["serve", "--config"])
        .arg(root().join("crates/sandbox/demo/proxy.toml"))
        .env("AUTENTI_PROXY__DATABASE", format!("sqlite://{}", folder.join("store.db").display()))
        .env("AUTENTI_PROXY__LISTEN", format!("127.0.0.1:{}", ports.proxy))
        .env("AUTENTI_PROXY__PUBLIC_URL", format!("http://127.0.0.1:{}", ports.proxy))
        .env("AUTENTI_PROXY__ALLOWED_ORIGINS", format!("[\"{portal}\"]"))
        .env("AUTENTI_PROXY__AUTENTI__BASE_URL", format!("{autenti}/api/v2"))
        .env("AUTENTI_PROXY__AUTENTI__WEBHOOK__JWKS_URL", format!("{autenti}/developers/keys/webhook.jwks"))
        .env("AUTENTI_PROXY__WEBCON__BASE_URL", &portal)
        .env("RUST_LOG", std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned()));
    Ok(command)
}

#[expect(clippy::print_stdout, reason = "the addresses are what this command is for")]
fn announce(ports: Ports) {
    println!("Autenti stand-in: http://127.0.0.1:{}/", ports.autenti);
    println!("WEBCON portal stand-in: http://127.0.0.1:{}/", ports.portal);
    println!("Proxy: http://127.0.0.1:{}/", ports.proxy);
    println!("Gallery: http://127.0.0.1:{}/gallery", ports.portal);
    println!("Demo form: http://127.0.0.1:{}/db/1/app/1/element/1/form", ports.portal);
}

/// The programs that were started. They end when this is dropped.
struct Demo {
    children: Vec<(&'static str, Child)>,
}

impl Demo {
    /// Starts a program and waits until it answers at `path`.
    fn run(&mut self, name: &'static str, mut command: Command, port: u16, path: &str) -> Result<()> {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            bail!("port {port} is taken: end what uses it, or choose others with PORT_BASE=9000");
        }
        self.children.push((name, command.spawn().with_context(|| format!("cannot start {name}"))?));
        let started = Instant::now();
        while !answers(port, path) {
            self.still_running()?;
            if started.elapsed() > Duration::from_secs(30) {
                bail!("{name} did not answer at port {port} within 30 seconds");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn still_running(&mut self) -> Result<()> {
        for (name, child) in &mut self.children {
            if let Some(status) = child.try_wait()? {
                bail!("{name} ended ({status}); what it said stands above");
            }
        }
        Ok(())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        for (_, child) in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Whether a GET answers with success.
fn answers(port: u16, path: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(status.starts_with(b"HTTP/1.1 2"))
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_leaves_the_store_of_another_one_alone() {
        let ports = |proxy| Ports { proxy, autenti: proxy + 1, portal: proxy + 2 };
        let database = |ports| {
            let command = proxy(ports).unwrap();
            let value = command.get_envs().find(|(name, _)| *name == "AUTENTI_PROXY__DATABASE").unwrap().1;
            std::path::PathBuf::from(value.unwrap().to_str().unwrap().trim_start_matches("sqlite://"))
        };
        let first = database(ports(1));
        fs::write(&first, "journal").unwrap();
        let second = database(ports(4));
        assert_ne!(first, second);
        assert!(first.exists(), "the second demo deleted the store of the first");
        // Its own is new at every start.
        assert!(!database(ports(1)).exists());
        for store in [first, second] {
            fs::remove_dir_all(store.parent().unwrap()).unwrap();
        }
    }
}
