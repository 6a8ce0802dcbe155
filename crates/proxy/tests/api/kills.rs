//! Proxies that are killed again and again while Autenti and WEBCON fail: afterwards the stand-ins' own records are
//! counted. How often, and with which dice, can be chosen: `AUTENTI_TEST_KILLS=1000 AUTENTI_TEST_SEED=7`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use fastrand::Rng;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::several::free_address;
use crate::support::*;

/// The path from the step *Signing* to *Done*.
const ARCHIVE: &str = "63";
const FILES: [&str; 2] = ["umowa.pdf", "zalacznik.pdf"];
const SIGNERS: [&str; 2] = [ANNA, JAN];
/// Sends under way at the same time.
const AT_ONCE: usize = 10;
/// The longest that anything may take after the last kill: a lease, what may still land late, retries.
const PATIENCE: Duration = Duration::from_mins(4);

const CREATE: &str = "/api/v2/document-processes";
const UPLOAD: &str = "/api/v2/document-processes/*/files";
const ACTION: &str = "/api/v2/document-processes/*/actions";
const INSTANCE: &str = "/api/data/v6.0/db/1/elements/*";
const ATTACHMENT: &str = "/api/data/v6.0/db/1/elements/*/attachments";

/// What happened in the end to the documents of the instances, one line for each thing that should not be.
#[derive(Default)]
struct Verdict(String);

impl Verdict {
    fn expect<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, element: i32, seen: &T, wanted: &T) {
        if seen != wanted {
            let _ = writeln!(self.0, "instance {element}: {what} {seen:?}, not {wanted:?}");
        }
    }
}

struct Trial {
    world: World,
    proxies: Vec<Program>,
    addresses: Vec<SocketAddr>,
    dice: Rng,
    kills: usize,
}

/// How many kills on each database.
fn kills() -> usize {
    std::env::var("AUTENTI_TEST_KILLS").map_or(40, |kills| kills.parse().expect("a number of kills")) / 2
}

fn seed() -> u64 {
    std::env::var("AUTENTI_TEST_SEED").map_or(1, |seed| seed.parse().expect("a number"))
}

#[tokio::test]
async fn one_proxy_on_sqlite_loses_and_doubles_nothing() {
    let config = configuration();
    if std::env::var_os("AUTENTI_TEST_DATABASE").is_none() {
        Trial::start(config, 1).await.run().await;
    }
}

#[tokio::test]
async fn two_proxies_on_postgresql_lose_and_double_nothing() {
    if let Some(config) = on_postgres(&configuration()).await {
        Trial::start(config, 2).await.run().await;
    }
}

fn configuration() -> String {
    include_str!("../../../sandbox/demo/proxy.toml")
        .replace("grant = \"jwt-bearer\"", "poll_idle = \"5s\"\ngrant = \"jwt-bearer\"")
        + "\n[profiles.contracts.transitions]\nCOMPLETED = \"63\"\n[limits]\nrequests_per_ticket = \"100000/m\"\n"
}

impl Trial {
    async fn start(config: String, proxies: usize) -> Self {
        let mut world = World::from_text(config).await;
        // It only made the store; what works on it from now on are programs that can be killed.
        world.stop().await;
        let mut trial = Self {
            addresses: vec![world.address()],
            proxies: Vec::new(),
            world,
            dice: Rng::with_seed(seed()),
            kills: 0,
        };
        while trial.addresses.len() < proxies {
            trial.addresses.push(free_address().await);
        }
        for address in trial.addresses.clone() {
            trial.proxies.push(Program::start_at(&trial.world, address).await);
        }
        trial
    }

    async fn run(mut self) {
        let (kills, sends) = (kills(), kills().div_ceil(2));
        let mut documents = BTreeMap::new();
        let mut under_way = Vec::new();
        for number in 0..sends {
            let element = self.world.start_instance(&title(number), &FILES).await;
            self.press_send(element).await;
            under_way.push(element);
            self.fail_somewhere().await;
            self.kill_one().await;
            if under_way.len() == AT_ONCE || number + 1 == sends {
                self.mend().await;
                for element in under_way.drain(..) {
                    documents.insert(element, self.is_out(element).await);
                }
            }
        }
        let share = (kills - self.kills).div_ceil(sends);
        for document in documents.values() {
            for signer in SIGNERS {
                self.world.act(document, signer, "sign", None).await;
            }
            for _ in 0..share {
                self.fail_somewhere().await;
                self.kill_one().await;
            }
        }
        self.mend().await;
        for element in documents.keys() {
            self.is_archived(*element).await;
        }
        self.compare(&documents).await;
    }

    /// Presses Send, and again with the same key until somebody answers, as the component does.
    async fn press_send(&self, element: i32) {
        let path = format!("/v1/profiles/contracts/elements/{element}/signing/send");
        self.until(&format!("instance {element} was sent"), async || {
            let request = self.world.post(&path, KEY).header("Idempotency-Key", format!("send-{element}"));
            match request.send().await {
                Ok(answer) if answer.status() == StatusCode::ACCEPTED => Ok(()),
                Ok(answer) => Err(answer.text().await.unwrap_or_default()),
                Err(error) => Err(error.to_string()),
            }
        })
        .await;
    }

    /// One thing goes wrong on each side.
    async fn fail_somewhere(&mut self) {
        let autenti =
            [("POST", CREATE), ("POST", UPLOAD), ("POST", ACTION), ("GET", "/api/v2/document-processes/*")];
        let webcon = [("PATCH", INSTANCE), ("POST", ATTACHMENT), ("GET", INSTANCE)];
        let autenti = self.fault(&autenti);
        self.world.break_autenti(autenti).await;
        let webcon = self.fault(&webcon);
        self.world.break_portal(webcon).await;
    }

    fn fault(&mut self, calls: &[(&str, &str)]) -> Value {
        let (method, path) = calls[self.dice.usize(..calls.len())];
        let mut fault = match self.dice.usize(..6) {
            0 => json!({ "status": 503 }),
            1 => json!({ "status": 504, "land": "now" }),
            2 => json!({ "status": 504, "land": "late", "landAfterMs": self.dice.u64(50..2000) }),
            3 => json!({ "drop": "response" }),
            4 => json!({ "drop": "request" }),
            _ => json!({ "status": 429, "retryAfter": 1 }),
        };
        fault["method"] = method.into();
        fault["path"] = path.into();
        fault["times"] = self.dice.usize(1..3).into();
        fault
    }

    async fn mend(&self) {
        self.world.break_autenti(json!([])).await;
        self.world.break_portal(json!([])).await;
    }

    /// Kills one proxy somewhere in its work, and starts it again.
    async fn kill_one(&mut self) {
        tokio::time::sleep(Duration::from_millis(self.dice.u64(5..400))).await;
        let index = self.dice.usize(..self.proxies.len());
        self.proxies[index].kill();
        self.kills += 1;
        self.proxies[index] = Program::start_at(&self.world, self.addresses[index]).await;
    }

    /// Waits until the document of an instance is out; answers its id.
    async fn is_out(&self, element: i32) -> String {
        self.until(&format!("instance {element} is out"), async || {
            let signing = self.signing(element).await?;
            let is_out = signing["status"] == "PROCESSING" && signing["sending"].is_null();
            let id = signing["autentiId"].as_str().filter(|_| is_out);
            id.map(str::to_owned).ok_or_else(|| signing.to_string())
        })
        .await
    }

    /// Waits until the signed file is on the instance and the path was taken.
    async fn is_archived(&self, element: i32) {
        self.until(&format!("instance {element} is archived"), async || {
            let instance = self.world.element(element).await;
            // Somebody looks, as people do: a webhook that met a proxy that was just killed is lost.
            let seen = self.signing(element).await?;
            if instance["header"]["step"]["id"] == 53 && signed(&instance) > 0 {
                Ok(())
            } else {
                Err(format!("{} {seen}", instance["header"]))
            }
        })
        .await;
    }

    async fn signing(&self, element: i32) -> Result<Value, String> {
        let path = format!("/v1/profiles/contracts/elements/{element}/signing");
        let answer = self.world.get(&path, KEY).header("Cache-Control", "no-cache").send().await;
        let answer = answer.map_err(|error| error.to_string())?;
        answer.json().await.map_err(|error| error.to_string())
    }

    async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Result<T, String>) -> T {
        let started = Instant::now();
        loop {
            match look().await {
                Ok(seen) => return seen,
                Err(seen) if started.elapsed() > PATIENCE => {
                    panic!(
                        "never so after {} kills with seed {}: {what}; last seen: {seen}",
                        self.kills,
                        seed()
                    )
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    /// Counts in what the stand-ins recorded.
    #[expect(clippy::print_stdout, reason = "the long proof tells what it has proven")]
    async fn compare(&self, documents: &BTreeMap<i32, String>) {
        let (calls, held) = (self.world.portal_calls().await, self.documents_by_title().await);
        let mut verdict = Verdict::default();
        for (number, (&element, id)) in documents.iter().enumerate() {
            let documents = held.get(&title(number)).cloned().unwrap_or_default();
            let (drafts, out): (Vec<_>, Vec<_>) =
                documents.iter().partition(|document| document["status"] == "DRAFT");
            verdict.expect("documents that are out", element, &out.len(), &1);
            verdict.expect("drafts left behind", element, &drafts.len(), &0);
            for document in out {
                let mut files: Vec<_> = document["files"].as_array().into_iter().flatten().collect();
                files.retain(|file| file["filePurpose"] == "SOURCE_FILE");
                let names: Vec<_> = files.iter().filter_map(|file| file["filename"].as_str()).collect();
                verdict.expect("files of the document", element, &names, &FILES.to_vec());
            }
            let instance = self.world.element(element).await;
            verdict.expect("signed files", element, &signed(&instance), &1);
            verdict.expect("id in WEBCON", element, &self.world.field(element, "Autenti document").await, id);
            let path = format!("/api/data/v6.0/db/1/elements/{element}");
            let taken = calls.iter().filter(|call| {
                let query = call["query"].as_str().unwrap_or_default();
                call["path"] == path.as_str() && query.contains(&format!("path={ARCHIVE}"))
            });
            let taken: u64 = taken.filter_map(|call| call["landed"].as_u64()).sum();
            verdict.expect("transitions", element, &taken, &1);
        }
        let Verdict(wrong) = verdict;
        let (kills, sends) = (self.kills, documents.len());
        assert!(wrong.is_empty(), "after {kills} kills and {sends} sends with seed {}:\n{wrong}", seed());
        println!("{kills} kills, {sends} sends: nothing lost, nothing doubled");
    }

    /// What Autenti holds, in full.
    async fn documents_by_title(&self) -> BTreeMap<String, Vec<Value>> {
        let token = self.world.autenti_token().await;
        let get = async |path: &str| {
            let url = format!("{}{path}", self.world.sandbox.autenti_api());
            let request = self.world.http.get(url).bearer_auth(&token).header("Accept", "application/json");
            request.send().await.unwrap().json::<Value>().await.unwrap()
        };
        let mut by_title: BTreeMap<_, Vec<_>> = BTreeMap::new();
        // The stream has no pages, whatever the list looks like.
        let url = format!("{}/document-processes", self.world.sandbox.autenti_api());
        let stream = self.world.http.get(url).bearer_auth(&token).header("Accept", "application/stream+json");
        let lines = stream.send().await.unwrap().text().await.unwrap();
        let listed = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        for listed in listed {
            let document = get(&format!("/document-processes/{}", listed["id"].as_str().unwrap())).await;
            by_title.entry(document["title"].as_str().unwrap().to_owned()).or_default().push(document);
        }
        by_title
    }
}

fn title(number: usize) -> String {
    format!("Umowa K{number}/2026")
}

/// How many files in the category *Signed* an instance has.
fn signed(instance: &Value) -> usize {
    let files = instance["attachments"].as_array().into_iter().flatten();
    files.filter(|file| file["group"].as_str().is_some_and(|group| group.contains("Signed"))).count()
}
