//! A database that goes away for a while, and a profile that was taken out of the configuration: what waits goes on.

use reqwest::StatusCode;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::*;

/// A way to the database that can be cut.
struct Road {
    address: std::net::SocketAddr,
    database: String,
    task: JoinHandle<()>,
}

impl Road {
    async fn to(database: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { address, database: database.to_owned(), task: Self::open(listener, database.to_owned()) }
    }

    fn open(listener: TcpListener, database: String) -> JoinHandle<()> {
        tokio::spawn(async move {
            // All connections end with this task.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                let database = database.clone();
                connections.spawn(async move {
                    if let Ok(mut far) = TcpStream::connect(database).await {
                        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                    }
                });
            }
        })
    }

    async fn cut(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    async fn mend(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.task = Self::open(listener, self.database.clone());
    }
}

#[tokio::test]
async fn a_database_that_goes_away_for_a_while_is_told_in_words_and_loses_nothing() {
    let config = include_str!("../../../sandbox/demo/proxy.toml");
    let Some(config) = on_postgres(config).await else { return };
    let url =
        config.lines().find_map(|line| line.split('"').find(|part| part.starts_with("postgres://"))).unwrap();
    let (start, end) = url.split_once('@').unwrap();
    let (host, name) = end.split_once('/').unwrap();
    let mut road = Road::to(host).await;
    let config = config.replace(url, &format!("{start}@{}/{name}", road.address));
    let world = World::from_text(config).await;
    let before = world.documents().await;
    world
        .break_autenti(json!({ "method": "POST", "path": "/api/v2/document-processes", "status": 503 }))
        .await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    road.cut().await;
    let (status, body) = answered(ola.signing_answer().await).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("store_unavailable")),
        "{body}"
    );
    assert!(body["detail"].as_str().is_some_and(|detail| detail.len() > 20), "{body}");
    let ready = world.http.get(format!("{}/readyz", world.proxy)).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    world.break_autenti(json!([])).await;
    road.mend().await;
    ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    assert_eq!(world.documents().await.1 - before.1, 1);
}

#[tokio::test]
async fn a_send_whose_profile_was_removed_waits_and_goes_on_once_it_is_back() {
    let mut world = World::new().await;
    let before = world.documents().await;
    world
        .break_autenti(
            json!({ "method": "POST", "path": "/api/v2/document-processes/*/files", "status": 503 }),
        )
        .await;
    let ola = world.ola(UNSENT).await;
    let token = ola.token.clone();
    ola.send("key").await;
    ola.wait(|signing| signing["sending"]["code"] == "autenti_unavailable").await;
    world.stop().await;
    world.break_autenti(json!([])).await;
    world.reconfigure(|config| config.replace("[profiles.contracts", "[profiles.annexes"));
    world.start().await;
    eventually(async || {
        let metrics =
            world.http.get(format!("{}/metrics", world.proxy)).send().await.unwrap().text().await.unwrap();
        let waits = metrics.contains("autenti_proxy_jobs{kind=\"send\",state=\"retried\"} 1");
        if waits { Ok(()) } else { Err(metrics) }
    })
    .await;
    assert_eq!(world.documents().await.1, before.1);
    world.stop().await;
    world.reconfigure(|config| config.replace("[profiles.annexes", "[profiles.contracts"));
    world.start().await;
    // What an administrator does, or the pause that waiting alone does not mend.
    let ola = Ticket { world: &world, token };
    ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    assert_eq!(world.documents().await.1 - before.1, 1);
}
