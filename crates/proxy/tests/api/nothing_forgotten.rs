//! What happens while something else is being done about the same document, or about another one, is not forgotten.

use serde_json::{Value, json};

use crate::form::says;
use crate::support::*;

const INSTANCE: &str = "/api/data/v6.0/db/1/elements/1";

/// How many files in the category *Signed* the instance has, and the step in which it stands.
async fn end(world: &World) -> (usize, Value) {
    let element = world.element(UNSENT).await;
    let files = element["attachments"].as_array().unwrap().iter();
    (files.filter(|file| file["group"] == "Signed").count(), element["header"]["step"]["id"].clone())
}

#[tokio::test]
async fn a_change_while_webcon_is_told_of_the_one_before_reaches_the_form_with_file_and_path() {
    // What WEBCON is told while the second change comes is taken, or is refused after a while.
    for refused in [false, true] {
        let world =
            World::with(|config| config + "\n[profiles.contracts.transitions]\nCOMPLETED = \"63\"\n").await;
        let ola = world.ola(UNSENT).await;
        let document = ola.send_and_wait("key").await;
        ola.wait(|signing| signing["sending"].is_null() && signing["waiting"].is_null()).await;
        let writes = async || {
            let calls = world.portal_calls().await;
            calls.into_iter().filter(|call| call["method"] == "PATCH").collect::<Vec<_>>()
        };
        let before = eventually(async || {
            // The lasting ids of the parties are written some time after sending.
            let writes = writes().await;
            if writes.iter().any(|call| call["millis"].is_null()) { Err("writes") } else { Ok(writes.len()) }
                .map_err(str::to_owned)
        })
        .await;
        let slow = if refused {
            json!([
                { "method": "PATCH", "path": INSTANCE, "latencyMs": 500, "status": 503, "times": 1 },
                { "method": "PATCH", "path": INSTANCE, "after": 1, "status": 503, "times": 3 },
            ])
        } else {
            json!([{ "method": "PATCH", "path": INSTANCE, "latencyMs": 500, "times": 1 }])
        };
        world.break_portal(slow).await;
        world.act(&document, ANNA, "sign", None).await;
        eventually(async || match writes().await.get(before..) {
            Some([first, ..]) if first["millis"].is_null() => Ok(()),
            other => Err(format!("{other:?}")),
        })
        .await;
        world.act(&document, JAN, "sign", None).await;
        says(&world, UNSENT, JAN, "Signature status", |said| said.starts_with("COMPLETED")).await;
        says(&world, UNSENT, ANNA, "Signature status", |said| said.starts_with("COMPLETED")).await;
        eventually(async || match end(&world).await {
            (1, step) if step == 53 => Ok(()),
            other => Err(format!("{other:?}")),
        })
        .await;
        ola.wait(|signing| signing["status"] == "COMPLETED" && signing["waiting"].is_null()).await;
        assert_eq!(end(&world).await, (1, json!(53)), "{refused}");
    }
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_named_and_holds_nobody_else_up() {
    let mut world = World::new().await;
    let broken = world.ola(IN_PROGRESS).await;
    assert_eq!(broken.signing().await["status"], "PROCESSING");
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let tokens = [broken.token.clone(), ola.token.clone()];
    world.stop().await;
    let pool = world.database().await;
    let changed = sqlx::query("UPDATE signings SET plan = '{', read_at = 1 WHERE element = $1");
    assert_eq!(changed.bind(i64::from(IN_PROGRESS)).execute(&pool).await.unwrap().rows_affected(), 1);
    pool.close().await;
    // It starts, learns of others by webhook, and writes to their forms.
    world.start().await;
    let [broken, ola] = tokens.map(|token| Ticket { world: &world, token });
    world.act(&document, ANNA, "sign", None).await;
    says(&world, UNSENT, ANNA, "Signature status", |said| said.starts_with("COMPLETED")).await;
    world.act(autenti_sandbox::demo::IN_PROGRESS.id, JAN, "sign", None).await;
    world.act(&document, JAN, "sign", None).await;
    ola.wait(|signing| signing["status"] == "COMPLETED" && !signing["attachment"].is_null()).await;
    let (status, body) = answered(broken.signing_answer().await).await;
    assert!(status.is_server_error() && !body["detail"].as_str().unwrap().is_empty(), "{status} {body}");
    let config = world.folder().join("unreadable.toml");
    std::fs::write(&config, world.config_text()).unwrap();
    for filter in [&["list"][..], &["list", "--all"]] {
        eventually(async || {
            let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
            let output = command.arg("signings").args(filter).arg("--config").arg(&config).output().await;
            let output = output.unwrap();
            let listed = String::from_utf8(output.stdout).unwrap();
            let is_named = listed.lines().any(|line| line.starts_with("1\tunreadable\t"));
            if is_named && output.status.success() { Ok(()) } else { Err(listed) }
        })
        .await;
    }
}
