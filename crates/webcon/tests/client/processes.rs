//! Processes and their parts.

use serde_json::json;
use webcon::{Error, Reference};

use crate::support::{answer, client, portal};

const DATABASE: &str = "/WEBCONBPS/api/data/v6.0/db/1";

#[tokio::test]
async fn the_process_of_a_workflow_is_found_among_those_that_the_account_sees() {
    let server = portal().await;
    for (at, body) in [
        (
            "/applications",
            json!({ "applications": [{ "id": 1, "guid": "A-1", "name": "HR" }, { "id": 2, "guid": "A-2", "name": "Legal", "links": [] }] }),
        ),
        ("/applications/A-1/processes", json!({ "processes": null })),
        (
            "/applications/A-2/processes",
            json!({ "processes": [{ "id": 4, "guid": "P-4", "name": "Offers" }, { "id": 5, "guid": "P-5", "name": "Contracts" }] }),
        ),
        ("/processes/P-4/workflows", json!({ "workflows": [{ "id": 8, "guid": "W-8", "name": "Offer" }] })),
        (
            "/processes/P-5/workflows",
            json!({ "workflows": [{ "id": 9, "guid": "W-9", "name": "Contract" }] }),
        ),
    ] {
        answer(&server, "GET", &format!("{DATABASE}{at}"), 200, body).await;
    }
    let client = client(&server);
    for workflow in
        [Reference { guid: Some("w-9".to_owned()), id: None }, Reference { guid: None, id: Some(9) }]
    {
        let process = client.process_of(1.into(), &workflow).await.unwrap().unwrap();
        assert_eq!(
            (process.name.as_str(), process.is("p-5"), process.is("5"), process.is("4")),
            ("Contracts", true, true, false)
        );
    }
    let unknown = Reference { guid: Some("W-10".to_owned()), id: Some(10) };
    assert_eq!(client.process_of(1.into(), &unknown).await.unwrap(), None);
}

#[tokio::test]
async fn steps_and_paths_are_read_and_a_refusal_is_told() {
    let server = portal().await;
    let steps = json!({ "steps": [{ "id": 51, "guid": "S-1", "name": "Draft" }] });
    answer(&server, "GET", &format!("{DATABASE}/workflows/W-9/steps"), 200, steps).await;
    let paths = json!({ "paths": [{ "id": 61, "guid": "T-1", "name": "Register" }] });
    answer(&server, "GET", &format!("{DATABASE}/steps/S-1/paths"), 200, paths).await;
    let refusal = json!({ "type": "InvalidScope", "description": "no", "errorGuid": "7" });
    answer(&server, "GET", &format!("{DATABASE}/applications"), 403, refusal).await;
    let client = client(&server);
    let workflow = Reference { guid: Some("W-9".to_owned()), id: Some(9) };
    let steps = client.steps(1.into(), &workflow).await.unwrap();
    assert_eq!(steps[0].name, "Draft");
    assert_eq!(client.paths(1.into(), &steps[0].reference()).await.unwrap()[0].name, "Register");
    assert!(matches!(client.process_of(1.into(), &workflow).await, Err(Error::Forbidden { .. })));
    let nothing = Reference::default();
    assert!(matches!(client.steps(1.into(), &nothing).await, Err(Error::Unreadable { .. })));
}
