//! The samples in `deploy/` do what they say. What needs a program that is not installed says so, and is left out.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what fails in a test fails it")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Longer than anything here takes.
const SOON: Duration = Duration::from_secs(20);
const HOST: &str = "autenti.example.com";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn sample(name: &str) -> String {
    fs::read_to_string(root().join("deploy").join(name)).unwrap()
}

/// Whether a program is here; if not, that is said past the test's captured output.
fn is_installed(program: &str, what: &str) -> bool {
    let found =
        Command::new(program).arg("--help").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        let mut terminal = std::io::stderr();
        writeln!(terminal, "\nNOT TRIED: {what}, because {program} is not installed\n").unwrap();
    }
    found
}

/// The sample with something else in one place.
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the sample has no `{from}` any more");
    text.replace(from, to)
}

/// What stands behind the front: answers like the proxy, and lets the test say when the second event comes.
struct Behind {
    address: SocketAddr,
    second_event: Arc<Notify>,
}

impl Behind {
    async fn start() -> Self {
        let second_event = Arc::new(Notify::new());
        let app = Router::new()
            .route("/v1/signing/events", get(events))
            .route("/metrics", get(async || "secret numbers"))
            .route("/admin/", get(async || "secret pages"))
            .route("/readyz", get(async || "ready"))
            .route("/forwarded", get(forwarded))
            .with_state(Arc::clone(&second_event));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, second_event }
    }
}

async fn events(State(second): State<Arc<Notify>>) -> Response {
    let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"event: signing\ndata: 1\n\n"))]);
    let second = stream::once(async move {
        second.notified().await;
        Ok(Bytes::from_static(b"event: signing\ndata: 2\n\n"))
    });
    let body = Body::from_stream(first.chain(second).chain(stream::pending()));
    ([(CONTENT_TYPE, "text/event-stream")], body).into_response()
}

async fn forwarded(headers: HeaderMap) -> String {
    let value =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned();
    format!("{} {} {}", value("x-forwarded-for"), value("x-forwarded-proto"), value("host"))
}

/// A front that ends with the test.
struct Front {
    program: Child,
    port: u16,
    folder: TempDir,
}

impl Drop for Front {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// A certificate for the sample's host that nobody trusts.
fn certificate(folder: &Path) -> (String, String) {
    let [certificate, key] =
        ["certificate.pem", "key.pem"].map(|name| folder.join(name).display().to_string());
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
        ])
        .args(["-subj", &format!("/CN={HOST}"), "-addext", &format!("subjectAltName=DNS:{HOST}")])
        .args(["-out", &certificate, "-keyout", &key])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success());
    (certificate, key)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Front {
    /// Starts a program with the sample, in which the certificate and the proxy's address are others.
    fn start(text: &str, behind: &Behind, command: impl FnOnce(&Path, u16, String) -> Command) -> Self {
        let folder = TempDir::new().unwrap();
        let (certificate, key) = certificate(folder.path());
        let text = replaced(text, "/etc/autenti-proxy/tls/certificate.pem", &certificate);
        let text = replaced(&text, "/etc/autenti-proxy/tls/key.pem", &key);
        let text = replaced(&text, "127.0.0.1:8787", &behind.address.to_string());
        let port = free_port();
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let program = command(folder.path(), port, text)
            .env("HOME", folder.path())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { program, port, folder }
    }

    fn url(&self, path: &str) -> String {
        format!("https://{HOST}:{}{path}", self.port)
    }

    fn client(&self) -> reqwest::Client {
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        reqwest::Client::builder()
            .resolve(HOST, address)
            .tls_danger_accept_invalid_certs(true)
            .no_proxy()
            .build()
            .unwrap()
    }

    /// Waits until it answers.
    async fn ready(&mut self) {
        let client = self.client();
        let started = Instant::now();
        loop {
            if let Ok(answer) = client.get(self.url("/readyz")).send().await
                && answer.status().is_success()
            {
                return;
            }
            let has_ended = self.program.try_wait().unwrap().is_some();
            let log = || fs::read_to_string(self.folder.path().join("log")).unwrap();
            assert!(!has_ended && started.elapsed() < SOON, "it does not start: {}", log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// What every front has to do.
async fn passes_on(mut front: Front, behind: &Behind) {
    front.ready().await;
    let client = front.client();
    let answer = client.get(front.url("/forwarded")).send().await.unwrap();
    assert_eq!(answer.version(), reqwest::Version::HTTP_2);
    let forwarded = answer.text().await.unwrap();
    assert!(forwarded.starts_with("127.0.0.1 https autenti.example.com"), "{forwarded}");

    let events = client.get(front.url("/v1/signing/events")).send().await.unwrap();
    assert_eq!(events.headers()[CONTENT_TYPE], "text/event-stream");
    let mut events = events.bytes_stream();
    let first = timeout(SOON, events.next()).await.expect("the first event is held back").unwrap().unwrap();
    assert!(first.ends_with(b"data: 1\n\n"), "{first:?}");
    behind.second_event.notify_one();
    let second = timeout(SOON, events.next()).await.expect("the second event is held back").unwrap().unwrap();
    assert!(second.ends_with(b"data: 2\n\n"), "{second:?}");

    for inside in ["/metrics", "/admin/", "/admin/signings"] {
        let answer = client.get(front.url(inside)).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{inside}");
        assert!(!answer.text().await.unwrap().contains("secret"), "{inside}");
    }
}

#[tokio::test]
async fn nginx_passes_events_on_as_they_come_over_http_2() {
    if !(is_installed("nginx", "deploy/nginx") && is_installed("openssl", "deploy/nginx")) {
        return;
    }
    let behind = Behind::start().await;
    let front = Front::start(&sample("nginx/autenti-proxy.conf"), &behind, |folder, port, text| {
        let server = replaced(&text, "listen 443 ssl", &format!("listen 127.0.0.1:{port} ssl"));
        let place = |name: &str| folder.join(name).display().to_string();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {};\n", place(kind)))
            .concat();
        let config = format!(
            "daemon off; master_process off; pid {}; error_log stderr;\nevents {{}}\n\
             http {{ access_log off; {temporary} {server} }}\n",
            place("pid")
        );
        fs::write(folder.join("nginx.conf"), config).unwrap();
        let mut command = Command::new("nginx");
        command.arg("-c").arg(folder.join("nginx.conf")).arg("-p").arg(folder);
        command
    });
    passes_on(front, &behind).await;
}

#[tokio::test]
async fn caddy_passes_events_on_as_they_come_over_http_2() {
    if !(is_installed("caddy", "deploy/caddy") && is_installed("openssl", "deploy/caddy")) {
        return;
    }
    let behind = Behind::start().await;
    let front = Front::start(&sample("caddy/Caddyfile"), &behind, |folder, port, text| {
        let site = replaced(&text, "autenti.example.com {", &format!("{HOST}:{port} {{\n\tbind 127.0.0.1"));
        // Nothing but the sample's own listener.
        let config = format!("{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{site}");
        fs::write(folder.join("Caddyfile"), config).unwrap();
        let mut command = Command::new("caddy");
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile"));
        command.env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
        command
    });
    passes_on(front, &behind).await;
}

#[test]
fn the_containers_have_the_front_of_the_sample() {
    let rules = |name: &str| {
        let text = sample(name);
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#') && !line.is_empty());
        let lines = lines.map(|line| {
            if line.starts_with("reverse_proxy ") {
                "reverse_proxy … {".to_owned()
            } else {
                line.to_owned()
            }
        });
        lines.collect::<Vec<_>>()
    };
    let sample = rules("caddy/Caddyfile");
    assert_eq!(rules("caddy/Caddyfile.one"), sample);
    assert_eq!(rules("caddy/Caddyfile.several"), sample);
}

#[test]
fn nginx_ends_idle_connections_before_the_proxy_does() {
    let seconds = |text: &str, before: &str| {
        let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("there is no `{before}`"));
        rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<u64>().unwrap()
    };
    let nginx = sample("nginx/autenti-proxy.conf");
    let upstream = nginx.split_once("server {").unwrap().0;
    let proxy = fs::read_to_string(root().join("crates/proxy/config.default.toml")).unwrap();
    assert!(seconds(upstream, "keepalive_timeout ") < seconds(&proxy, "header_timeout = \""));
}

#[test]
fn the_containers_and_the_service_find_what_stands_beside_the_configuration() {
    let containers = sample("compose.yaml");
    // The folder, of one proxy and of several: profiles/ and autenti.pem are looked for beside proxy.toml.
    assert_eq!(containers.matches("- ./config:/etc/autenti-proxy:ro").count(), 2);
    // The whole table would win over `encryption_keys` of the file.
    assert_eq!(containers.matches("AUTENTI_PROXY__DATABASE__URL").count(), 2);
    assert!(
        !containers.contains("AUTENTI_PROXY__DATABASE:") && !containers.contains("AUTENTI_PROXY__DATABASE=")
    );
    for front in ["./caddy/Caddyfile.one:", "./caddy/Caddyfile.several:"] {
        assert!(containers.contains(front), "{front}");
    }
    let unit = sample("systemd/autenti-proxy.service");
    assert!(unit.contains("serve --config /etc/autenti-proxy/proxy.toml"));
    assert!(!unit.contains("DynamicUser") && unit.contains("User=autenti-proxy"));
}

#[test]
fn the_image_is_built_of_the_sources_alone_with_the_compiler_that_they_name() {
    let ignored = fs::read_to_string(root().join(".dockerignore")).unwrap();
    let mut lines = ignored.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(lines.next(), Some("*"), "all but what is named");
    let (named, left_out): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with('!'));
    for name in &named {
        let name = &name[1..];
        // What is built first.
        assert!(name == "dist/assets" || root().join(name).exists(), "{name}");
    }
    // The pinned compiler of the image would be replaced by the newest.
    assert!(!named.contains(&"!rust-toolchain.toml"));
    for secret in ["**/target", "**/*.pem", "**/*.env"] {
        assert!(left_out.contains(&secret), "{secret}");
    }
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, version) = workspace.split_once("rust-version = \"").unwrap();
    let image = format!("library/rust:{}-alpine", version.split('"').next().unwrap());
    assert!(sample("Containerfile").contains(&image), "{image}");
}

#[test]
fn the_service_of_systemd_is_well_formed_and_may_do_little() {
    if !is_installed("systemd-analyze", "deploy/systemd") {
        return;
    }
    let folder = TempDir::new().unwrap();
    let unit = folder.path().join("autenti-proxy.service");
    let text = replaced(
        &sample("systemd/autenti-proxy.service"),
        "ExecStart=/opt/autenti-proxy/autenti-proxy",
        "ExecStart=/bin/true",
    );
    fs::write(&unit, text).unwrap();
    let verified = Command::new("systemd-analyze").arg("verify").arg(&unit).output().unwrap();
    let said = String::from_utf8_lossy(&verified.stderr);
    let about_it: Vec<&str> = said.lines().filter(|line| line.contains("autenti-proxy.service")).collect();
    assert!(about_it.is_empty(), "{about_it:?}");
    let exposed = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=20"])
        .arg(&unit)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&exposed.stdout);
    let last = said.lines().last().unwrap_or_default();
    assert!(exposed.status.success(), "{last}{}", String::from_utf8_lossy(&exposed.stderr));
}

#[test]
fn board_and_alerts_ask_for_metrics_that_exist() {
    let asked_for: BTreeSet<String> = ["monitoring/alerts.yml", "monitoring/dashboard.json"]
        .iter()
        .flat_map(|name| names(&sample(name)))
        .map(|name| name.trim_end_matches("_bucket").to_owned())
        .collect();
    assert!(asked_for.len() >= 4, "{asked_for:?}");
    let mut known = BTreeSet::new();
    let mut folders = vec![root().join("crates/proxy/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let code = fs::read_to_string(path).unwrap();
                known.extend(code.split('"').flat_map(names));
            }
        }
    }
    let unknown: Vec<_> = asked_for.difference(&known).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let board: serde_json::Value = serde_json::from_str(&sample("monitoring/dashboard.json")).unwrap();
    assert!(board["panels"].as_array().is_some_and(|panels| !panels.is_empty()));
}

/// The metrics that a text names.
fn names(text: &str) -> Vec<String> {
    text.match_indices("autenti_proxy_")
        .map(|(start, _)| {
            text[start..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>()
        })
        .collect()
}
