//! What both stand-ins begin with says the same.

use std::collections::BTreeMap;

use autenti_sandbox::autenti::{ApplicationKeys, router};
use autenti_sandbox::demo::{DOCUMENTS, PEOPLE};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

use super::browser::{Browser, OLA, control};
use super::stand::serve;

/// A document of Autenti's stand-in.
async fn documents() -> Vec<Value> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let server = serve(listener, router(origin.clone(), ApplicationKeys::load_or_make(None).unwrap()));
    let mut documents = Vec::new();
    for document in DOCUMENTS {
        let address = format!("{origin}api/v2/document-processes/{}", document.id);
        let call = Client::new().get(address).header("authorization", "api-key demo-api-key");
        documents.push(call.send().await.unwrap().json().await.unwrap());
    }
    server.abort();
    documents
}

#[tokio::test]
async fn every_sent_contract_stands_on_the_form_as_autenti_holds_it() {
    let browser = Browser::start().await;
    for (document, held) in DOCUMENTS.iter().zip(documents().await) {
        let model = browser.form(OLA, document.instance, "").await;
        let title = document.title;
        assert_eq!(model["formInfo"]["title"], held["title"]);
        assert_eq!(control(&model, 124).unwrap()["value"], held["id"], "{title}");
        assert_eq!(control(&model, 125).unwrap()["value"][0]["id"], held["status"], "{title}");
        let file = &held["files"][0];
        let on_form = &model["attachments"]["files"][0];
        assert_eq!((&on_form["name"], &on_form["size"]), (&file["filename"], &file["size"]), "{title}");

        // The form says of whoever gave a reason that they refused (facts: plugin, "Get recipients signature status").
        let parties: BTreeMap<&str, Value> = held["parties"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|party| party["role"] != "SENDER")
            .map(|party| {
                let refused = party["events"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|event| event["eventType"].as_str().unwrap().ends_with(":SIGNATURE_REJECTION"));
                let status =
                    if refused.is_some() { &json!("REJECTED") } else { &party["participationStatus"] };
                let reason = refused.map_or(&Value::Null, |event| &event["attributes"]["comment"]);
                let order = party["constraints"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find_map(|constraint| constraint["attributes"]["priority"].as_f64());
                let email = party["party"]["contacts"][0]["attributes"]["email"].as_str().unwrap();
                (email, json!([party["role"], status, reason, order]))
            })
            .collect();
        let rows: BTreeMap<&str, Value> = control(&model, 140).unwrap()["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let cell = |column: &str| &row["cells"][column];
                let said = json!([
                    cell("DET_Att4")[0]["id"],
                    cell("DET_Att7")[0]["id"],
                    cell("DET_Att8"),
                    cell("DET_Value3")
                ]);
                (cell("DET_Att3").as_str().unwrap(), said)
            })
            .collect();
        // But for whom somebody added in Autenti by hand.
        let mut known = parties;
        if let Some(added) = document.added_in_autenti {
            assert!(known.remove(added).is_some() && !rows.contains_key(added), "{title}");
        }
        assert_eq!(rows, known, "{title}");
    }
}

#[tokio::test]
async fn the_first_page_is_told_whom_each_contract_waits_for() {
    let browser = Browser::start().await;
    let (_, list) = browser.get(OLA, "/api/nav/db/1/elements").await;
    let waits =
        |id: i32| list.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap()["waitsFor"].clone();
    assert_eq!(waits(1), json!([]));
    assert_eq!(waits(2), json!(["jan.kowalski@example.com"]));
    let page = browser.call(OLA, Method::GET, "/").send().await.unwrap().text().await.unwrap();
    assert!(PEOPLE.iter().all(|person| page.contains(person.email)));
}
