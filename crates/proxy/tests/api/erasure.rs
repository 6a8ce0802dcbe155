//! Personal data is erased: by the job, and by `autenti-proxy signings forget`.

use std::time::Duration;

use serde_json::json;

use crate::audit::trail;
use crate::support::*;

async fn forget(world: &World, arguments: &[&str]) -> (bool, String) {
    let config = world.folder().join("proxy.toml");
    std::fs::write(&config, world.config_text()).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
    command.args(["signings", "forget", "--config"]).arg(&config).args(arguments);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

/// Waits until the forms know of everything: what they are still to be told is not erased.
async fn told(world: &World) {
    let database = world.database().await;
    eventually(async || {
        let (owed,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM jobs WHERE run_at IS NOT NULL
               AND kind IN ('write_back', 'links', 'attach', 'transition')",
        )
        .fetch_one(&database)
        .await
        .unwrap();
        if owed == 0 { Ok(()) } else { Err(format!("{owed} jobs")) }
    })
    .await;
}

#[tokio::test]
async fn a_document_that_ended_long_ago_is_forgotten_and_does_not_come_back() {
    let mut world = World::new().await;
    let ola = world.ola(REJECTED).await;
    let before = ola.signing().await;
    assert_eq!((&before["status"], before["recipients"].as_array().unwrap().len()), (&json!("REJECTED"), 3));
    world.stop().await;
    world.later(Duration::from_hours(24 * 401));
    world.start().await;
    let ola = world.ola(REJECTED).await;
    let erased = ola.wait(|signing| signing["recipients"] == json!([])).await;
    assert_eq!((&erased["status"], &erased["title"]), (&json!("REJECTED"), &json!("")));
    // Also where Autenti would tell it again.
    let now = ola.signing_now().await;
    assert_eq!((&now["recipients"], &now["autentiId"]), (&json!([]), &before["autentiId"]));
    assert_eq!(world.get("/v1/signing/history", &ola.token).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_person_or_an_instance_is_forgotten_at_once_and_what_is_under_way_is_named() {
    let world = World::new().await;
    for element in [IN_PROGRESS, REJECTED, COMPLETED] {
        world.ola(element).await.signing().await;
    }
    told(&world).await;
    let (is_done, said) = forget(&world, &["--email", JAN]).await;
    assert!(
        !is_done && said.contains("erased from 2 signings") && said.contains("still under way"),
        "{said}"
    );
    // What stands in WEBCON's list is WEBCON's.
    let rejected = world.ola(REJECTED).await.signing_now().await["recipients"].to_string();
    assert!(!rejected.contains(JAN) && rejected.contains(ANNA), "{rejected}");
    let element = COMPLETED.to_string();
    let (is_done, said) = forget(&world, &["--profile", "contracts", "--element", &element]).await;
    assert!(is_done, "{said}");
    assert_eq!(world.ola(COMPLETED).await.signing_now().await["recipients"], json!([]));
    let (is_done, said) = forget(&world, &[]).await;
    assert!(!is_done && said.contains("--email"), "{said}");
    let trail = trail(&world).await;
    let erased: Vec<_> = trail.iter().filter(|entry| entry["what"] == "personal_data_erased").collect();
    assert_eq!(erased.len(), 2);
    assert!(!erased.iter().any(|entry| entry.to_string().contains("jan")), "{erased:?}");
}

#[tokio::test]
async fn a_link_that_leads_elsewhere_is_given_to_nobody() {
    let world = World::new().await;
    let jan = world.ticket(IN_PROGRESS, JAN, &["sign"]).await;
    for url in ["https://evil.example.com/sign", "http://autenti.com/sign"] {
        let body = json!([{ "attributes": { "httpRequest": { "uri": url } } }]).to_string();
        let fault = json!({ "method": "POST", "path": "/api/v2/document-processes/*/parties/*/action-links", "status": 200, "body": body, "times": 1 });
        world.break_autenti(fault).await;
        let (status, answer) = jan.post("link", json!({})).await;
        assert_eq!((status.as_u16(), &answer["code"]), (502, &json!("autenti_refused")), "{url} {answer}");
        assert!(!answer.to_string().contains("sign\""), "{answer}");
    }
    assert_eq!(jan.post("link", json!({})).await.0.as_u16(), 200);
}
