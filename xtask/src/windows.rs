//! `cargo xtask windows`: the proxy for Windows, compiled on this machine, and tried out under Wine where there is one.
//!
//! A smoke test and not the suite: it starts, opens its store, and makes a ticket. The suite is compiled, so that it can be
//! run on a Windows. With `--release` the program goes into `dist/` as well, once it was tried out; the suite is left out then.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, root, run, say, step, target};

const TARGET: &str = "x86_64-pc-windows-gnu";
const PROGRAM: &str = "autenti-proxy.exe";
const COMPILER: &str = "x86_64-w64-mingw32-gcc";
/// What Rust's library takes random bytes from; Debian's Wine does not have it yet.
const RANDOM: &str = include_str!("windows/bcryptprimitives.c");
/// How long the program may take to start: Wine makes a Windows of its own first.
const START: Duration = Duration::from_mins(2);

/// Compiles, and tries out.
pub(crate) fn all(is_release: bool) -> Result<()> {
    if !is_installed(COMPILER) {
        say(
            "SKIPPED: the compiler for Windows is missing (Debian: apt install gcc-mingw-w64-x86-64 nasm cmake)",
        );
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", TARGET]))?;
    step("Building the proxy for Windows", || {
        let profile = if is_release { "release" } else { "dev" };
        run(cargo()
            .args(["build", "--quiet", "--package", "autenti-proxy", "--target", TARGET])
            .args(["--profile", profile]))
    })?;
    let built = target().join(TARGET).join(if is_release { "release" } else { "debug" }).join(PROGRAM);
    if let Some(wine) = ["wine", "wine64"].into_iter().find(|name| is_installed(name)) {
        step("Starting it under Wine and asking for a ticket", || smoke(wine, &built))?;
    } else {
        say("SKIPPED: built, and not tried out, because Wine is missing (Debian: apt install wine)");
    }
    if !is_release {
        step("Compiling the proxy's tests for Windows", || {
            run(cargo()
                .args(["test", "--quiet", "--no-run", "--package", "autenti-proxy"])
                .args(["--target", TARGET]))
        })?;
    }
    if is_release {
        fs::create_dir_all(root().join("dist"))?;
        fs::copy(&built, root().join("dist").join(PROGRAM)).context("the program was not built")?;
        say(format!("Ready in dist/: {PROGRAM}"));
    }
    Ok(())
}

fn is_installed(program: &str) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

fn smoke(wine: &str, built: &Path) -> Result<()> {
    let folder = root().join("target/wine");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    fs::copy(root().join("crates/sandbox/demo/proxy.toml"), folder.join("proxy.toml"))?;
    fs::copy(built, folder.join(PROGRAM)).context("the program was not built")?;
    fs::write(folder.join("bcryptprimitives.c"), RANDOM)?;
    run(Command::new(COMPILER)
        .args(["-shared", "-o", "bcryptprimitives.dll", "bcryptprimitives.c", "-ladvapi32"])
        .current_dir(&folder))?;
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut program = Program(
        command(wine, &folder, address)
            .args(["serve", "--config", "proxy.toml", "--log-dir", "logs"])
            .spawn()
            .with_context(|| format!("{wine} cannot be started"))?,
    );
    let started = Instant::now();
    while ask(address, "GET /readyz HTTP/1.1", "").is_none_or(|answer| !answer.starts_with("HTTP/1.1 200")) {
        if let Some(status) = program.0.try_wait()? {
            bail!("the program ended ({status}); its log is in {}", folder.join("logs").display());
        }
        if started.elapsed() > START {
            bail!("the program did not answer; its log is in {}", folder.join("logs").display());
        }
        thread::sleep(Duration::from_millis(200));
    }
    let body = r#"{"profile":"contracts","element":1,"user":{"login":"CORP\\ola","name":"Ola","email":"ola@example.com"}}"#;
    let answer = ask(address, "POST /v1/tickets HTTP/1.1", body).context("no ticket was answered")?;
    if !answer.starts_with("HTTP/1.1 200") || !answer.contains("\"ticket\"") {
        bail!("no ticket was answered: {answer}");
    }
    let logs = fs::read_dir(folder.join("logs"))?.count();
    if logs != 1 || !folder.join("smoke.db").is_file() {
        bail!("{logs} log files instead of one, or no store, in {}", folder.display());
    }
    let version = command(wine, &folder, address).arg("--version").output()?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    say(format!("{version} for Windows started under Wine, wrote its log and its store, and made a ticket"));
    Ok(())
}

/// The program, with a Windows of its own.
fn command(wine: &str, folder: &Path, address: SocketAddr) -> Command {
    let mut command = Command::new(wine);
    command
        .arg(PROGRAM)
        .current_dir(folder)
        .env("WINEPREFIX", folder.join("windows"))
        .env("WINEDEBUG", "-all")
        // Wine's own, where it has one.
        .env("WINEDLLOVERRIDES", "bcryptprimitives=b,n")
        .env("DISPLAY", OsStr::new(""))
        .env("AUTENTI_PROXY__LISTEN", address.to_string())
        .env("AUTENTI_PROXY__DATABASE", "sqlite://smoke.db")
        // The stand-in's key is made at its first start, and there is no stand-in here.
        .env("AUTENTI_PROXY__AUTENTI__GRANT", "client-credentials");
    command
}

/// An answer as it came; none while nobody answers.
fn ask(address: SocketAddr, line: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let length = body.len();
    let request = format!(
        "{line}\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer demo-integration-key\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
