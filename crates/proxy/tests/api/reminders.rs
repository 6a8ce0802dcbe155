//! Reminders that nobody asks for, and those that were just sent.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

#[expect(clippy::needless_pass_by_value, reason = "the world takes changes of this shape")]
fn by_itself(config: String) -> String {
    config.replace("vat = \"VAT\"", "vat = \"VAT\"\nblock_reminder = \"Block reminder\"")
        + "\n[profiles.contracts.reminders]\nafter = \"3d\"\nevery = \"2d\"\nat_most = 2\n"
}

const DAY: Duration = Duration::from_hours(24);

fn recipient<'a>(signing: &'a Value, email: &str) -> &'a Value {
    let recipients = signing["recipients"].as_array().unwrap();
    recipients.iter().find(|recipient| recipient["email"] == email).unwrap()
}

/// How many reminders Autenti sent.
async fn sent(world: &World, document: &str) -> usize {
    let held = world.document(document).await;
    held.to_string().matches(r#""eventType":"EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_REMINDER_SENT""#).count()
}

/// Where the lasting ids of parties are there at once: no time passes in Autenti when it passes for the proxy.
async fn world() -> World {
    let world = World::with(by_itself).await;
    world.autenti_settings(json!({ "partyIdDelayMs": 0 })).await;
    world
}

/// Lets time pass, after which tickets of before are none any more.
async fn later(world: &World, span: Duration) -> Ticket<'_> {
    world.later(span);
    world.ola(UNSENT).await
}

#[tokio::test]
async fn who_is_awaited_is_reminded_by_itself_until_it_is_enough() {
    let world = world().await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let told = ola.wait(|signing| !recipient(signing, JAN)["nextReminderAt"].is_null()).await;
    assert!(recipient(&told, ANNA)["nextReminderAt"].is_string(), "{told}");
    let ewa = recipient(&told, autenti_sandbox::demo::EWA.email);
    assert_eq!(ewa["nextReminderAt"], Value::Null, "a viewer is not awaited");
    assert_eq!(sent(&world, &document).await, 0);

    world.act(&document, ANNA, "sign", None).await;
    ola.wait(|signing| recipient(signing, ANNA)["status"] == "COMPLETED").await;
    let ola = later(&world, 3 * DAY).await;
    let first = ola.wait(|signing| !recipient(signing, JAN)["remindedAt"].is_null()).await;
    assert_eq!(sent(&world, &document).await, 1, "Anna has signed");
    assert_eq!(recipient(&first, ANNA)["nextReminderAt"], Value::Null);
    let next = ola.wait(|signing| !recipient(signing, JAN)["nextReminderAt"].is_null()).await;
    assert!(
        recipient(&next, JAN)["nextReminderAt"].as_str() > recipient(&told, JAN)["nextReminderAt"].as_str()
    );

    let ola = later(&world, 2 * DAY).await;
    ola.wait(|signing| recipient(signing, JAN)["remindedAt"] != recipient(&first, JAN)["remindedAt"]).await;
    // Twice is enough.
    let done = ola.wait(|signing| recipient(signing, JAN)["nextReminderAt"].is_null()).await;
    assert_eq!(sent(&world, &document).await, 2);
    assert!(recipient(&done, JAN)["canRemind"].as_bool().unwrap(), "somebody may still do it");
}

#[tokio::test]
async fn a_row_that_is_blocked_is_not_reminded_by_itself() {
    let world = world().await;
    let ola = world.ola(UNSENT).await;
    world.tick("Block reminder", UNSENT, JAN).await;
    let document = ola.send_and_wait("key").await;
    ola.wait(|signing| !recipient(signing, ANNA)["nextReminderAt"].is_null()).await;
    let ola = later(&world, 3 * DAY).await;
    let signing = ola
        .wait(|signing| {
            !recipient(signing, ANNA)["remindedAt"].is_null()
                && recipient(signing, JAN)["nextReminderAt"].is_null()
        })
        .await;
    assert_eq!(recipient(&signing, JAN)["remindedAt"], Value::Null);
    assert_eq!(sent(&world, &document).await, 1);
}

#[tokio::test]
async fn a_reminder_of_which_nobody_knows_whether_it_was_sent_is_in_the_trail() {
    let world = world().await;
    let ola = world.ola(UNSENT).await;
    ola.send_and_wait("key").await;
    ola.wait(|signing| !recipient(signing, JAN)["nextReminderAt"].is_null()).await;
    // The first call asks whom Autenti lets be reminded, the second one reminds.
    let path = "/api/v2/document-processes/*/actions";
    world
        .break_autenti(json!({ "method": "POST", "path": path, "drop": "response", "after": 1, "times": 1 }))
        .await;
    later(&world, 3 * DAY).await;
    let entry = eventually(async || {
        let trail = crate::audit::trail(&world).await;
        let reminded = trail.iter().find(|entry| entry["what"] == "reminded");
        reminded.cloned().ok_or_else(|| format!("{trail:?}"))
    })
    .await;
    assert_eq!((&entry["result"], &entry["who"]), (&json!("autenti_unavailable"), &Value::Null));
    let about: Vec<&Value> = entry["about"].as_array().unwrap().iter().map(|one| &one["email"]).collect();
    assert_eq!(about, [ANNA, JAN]);
}

#[tokio::test]
async fn a_proxy_that_ends_in_between_reminds_once() {
    let mut world = world().await;
    let document = {
        let ola = world.ola(UNSENT).await;
        let document = ola.send_and_wait("key").await;
        ola.wait(|signing| !recipient(signing, JAN)["nextReminderAt"].is_null()).await;
        document
    };
    world.stop().await;
    world.later(3 * DAY);
    world.start().await;
    let ola = world.ola(UNSENT).await;
    let is_reminded =
        |signing: &Value| [ANNA, JAN].iter().all(|email| !recipient(signing, email)["remindedAt"].is_null());
    ola.wait(is_reminded).await;
    world.stop().await;
    world.start().await;
    let ola = world.ola(UNSENT).await;
    ola.wait(|signing| !recipient(signing, JAN)["nextReminderAt"].is_null()).await;
    assert_eq!(sent(&world, &document).await, 2, "one for each");
}

#[tokio::test]
async fn whoever_was_reminded_a_moment_ago_is_left_out_and_when_it_is_possible_again_is_told() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    ola.send_and_wait("key").await;
    let signing = ola.wait(|signing| is_their_turn(signing, 1)).await;
    let (anna, jan) = (&recipient(&signing, ANNA)["id"], &recipient(&signing, JAN)["id"]);
    let (status, one) = ola.post("reminders", json!({ "recipients": [jan] })).await;
    assert_eq!((status, &one["reminded"]), (StatusCode::OK, &json!([jan])));
    let (status, all) = ola.post("reminders", json!({})).await;
    assert_eq!((status, &all["reminded"]), (StatusCode::OK, &json!([anna])), "{all}");
    assert_eq!(&all["skipped"][0]["id"], jan);
    assert_eq!(all["skipped"][0]["reason"], "was reminded a moment ago");
    assert!(all["skipped"][0]["again"].is_string(), "{all}");
    // Nobody is left, and that is no failure: everybody has been reminded.
    let (status, none) = ola.post("reminders", json!({})).await;
    assert_eq!((status, &none["reminded"]), (StatusCode::OK, &json!([])), "{none}");
    assert_eq!(none["skipped"].as_array().unwrap().len(), 2);
    // Nor does choosing somebody make an e-mail of every press.
    let (status, chosen) = ola.post("reminders", json!({ "recipients": [jan] })).await;
    assert_eq!((status, &chosen["reminded"], &chosen["skipped"][0]["id"]), (StatusCode::OK, &json!([]), jan));
    assert!(chosen["skipped"][0]["again"].is_string(), "{chosen}");
    let ola = later(&world, Duration::from_mins(11)).await;
    let (_, later) = ola.post("reminders", json!({ "recipients": [jan] })).await;
    assert_eq!(later["reminded"], json!([jan]), "{later}");
    let (_, later) = ola.post("reminders", json!({})).await;
    assert_eq!(later["reminded"], json!([anna]), "{later}");
}

#[tokio::test]
async fn a_reminder_that_takes_longer_than_a_person_waits_is_not_sent_twice() {
    let world = world().await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    // The first call asks whom Autenti lets be reminded, the second one reminds.
    let actions = "/api/v2/document-processes/*/actions";
    world
        .break_autenti(
            json!({ "method": "POST", "path": actions, "latencyMs": 3000, "after": 1, "times": 1 }),
        )
        .await;
    let (status, answer) = ola.post("reminders", json!({})).await;
    assert_eq!((status, &answer["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("autenti_unavailable")));
    assert!(answer["detail"].as_str().unwrap().contains("may have sent them"), "{answer}");
    ola.wait(|signing| !recipient(signing, ANNA)["remindedAt"].is_null()).await;
    let reminded = sent(&world, &document).await;
    assert!(reminded > 0);
    let (status, answer) = ola.post("reminders", json!({})).await;
    assert_eq!((status, &answer["reminded"]), (StatusCode::OK, &json!([])), "{answer}");
    assert!(answer["skipped"][0]["again"].is_string(), "{answer}");
    assert_eq!(sent(&world, &document).await, reminded);
}

#[tokio::test]
async fn a_form_that_cannot_be_read_for_a_while_costs_nobody_a_reminder() {
    let world = world().await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    ola.wait(|signing| !recipient(signing, ANNA)["nextReminderAt"].is_null()).await;
    let instance = "/api/data/v6.0/db/1/elements/*";
    world.break_portal(json!({ "method": "GET", "path": instance, "status": 503 })).await;
    let ola = later(&world, 3 * DAY).await;
    eventually(async || {
        let calls = world.portal_calls().await;
        let failed = |call: &Value| call["method"] == "GET" && call["status"] == 503;
        if calls.iter().any(failed) { Ok(()) } else { Err("not read".to_owned()) }
    })
    .await;
    world.break_portal(json!([])).await;
    ola.wait(|signing| !recipient(signing, ANNA)["remindedAt"].is_null()).await;
    assert!(sent(&world, &document).await > 0);
}
