//! A recipient hands the document over: the row stays theirs, and whoever acts now is shown as who they are.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form::*;
use crate::support::*;

const PIOTR: &str = "piotr.maj@example.com";

async fn hand_over(world: &World, document: &str, from: &str) {
    let url = world.sandbox.autenti.join("/sandbox/act").unwrap();
    let body = json!({ "document": document, "email": from, "act": "hand-over", "to": PIOTR });
    let answer = world.http.post(url).json(&body).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

async fn row_of_jan_becomes_piotrs(world: World) {
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    // The lasting ids of parties are there.
    let before = ola.wait(|signing| is_their_turn(signing, 1)).await;
    says(&world, UNSENT, JAN, "Autenti id", |said| said.starts_with("PARTY-PUBLIC")).await;
    let row = before["recipients"][1]["row"].clone();
    hand_over(&world, &document, JAN).await;
    let after = ola.wait(|signing| signing["recipients"][1]["email"] == PIOTR).await;
    let successor = &after["recipients"][1];
    assert_eq!(successor["row"], row);
    assert_eq!(successor["id"], before["recipients"][1]["id"]);
    assert_eq!((&successor["firstName"], &successor["lastName"]), (&json!("Piotr"), &json!("Maj")));
    assert_eq!(successor["handedOverBy"], "Jan Kowalski");
    assert_eq!(after["recipients"][0]["handedOverBy"], Value::Null);

    // The new person can sign; who handed over cannot any more.
    let piotr = world.ticket(UNSENT, PIOTR, &["sign"]).await;
    let own = piotr.signing().await;
    assert_eq!((&own["recipients"][1]["me"], &own["can"]), (&json!(true), &json!(["sign"])));
    let (status, link) = piotr.post("link", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    let jan = world.ticket(UNSENT, JAN, &["sign"]).await;
    assert_eq!(jan.signing().await["can"], json!([]));

    // What becomes of it is written into the row of who was asked first.
    world.act(&document, PIOTR, "sign", None).await;
    says(&world, UNSENT, JAN, "Signature status", |said| said == "COMPLETED#Zakończony").await;
}

#[tokio::test]
async fn the_row_stays_where_the_party_keeps_its_id() {
    row_of_jan_becomes_piotrs(World::new().await).await;
}

#[tokio::test]
async fn the_row_stays_where_the_new_person_is_another_party() {
    let world = World::new().await;
    world.autenti_settings(json!({ "handOverKeepsId": false })).await;
    row_of_jan_becomes_piotrs(world).await;
}
