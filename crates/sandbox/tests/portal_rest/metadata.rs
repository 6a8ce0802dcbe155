//! How processes are built.

use serde_json::Value;

use super::api::Api;

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|entry| entry["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn one_gets_from_the_applications_to_the_paths_by_ids_and_guids_alike() {
    let api = Api::start().await;
    let applications = api.get("/applications").await.ok();
    let application = applications["applications"][0]["guid"].as_str().unwrap();
    let processes = api.get(&format!("/applications/{application}/processes")).await.ok();
    let process = processes["processes"][0]["guid"].as_str().unwrap();
    let workflows = api.get(&format!("/processes/{process}/workflows")).await.ok();
    let instance = api.element(1).await;
    assert_eq!(workflows["workflows"][0]["guid"], instance["header"]["workflow"]["guid"]);
    assert_eq!(api.get("/processes/1/workflows").await.ok(), workflows);
    let form_types = api.get("/processes/1/formtypes").await.ok();
    assert_eq!(form_types["formTypes"][0]["guid"], instance["header"]["formType"]["guid"]);
    let steps = api.get("/workflows/1/steps").await.ok();
    assert_eq!(ids(&steps["steps"]), [51, 52, 53, 54]);
    assert_eq!(ids(&api.get("/steps/52/paths").await.ok()["paths"]), [63, 64, 65]);
}

#[tokio::test]
async fn what_is_not_there_and_who_may_not_is_told() {
    let api = Api::start().await;
    for path in
        ["/applications/7/processes", "/processes/7/workflows", "/workflows/7/steps", "/steps/7/paths"]
    {
        assert_eq!(api.get(path).await.refusal(), (404, "ResourceNotFound"), "{path}");
    }
    let api = Api::start_with_scope(Some("App.Elements.Read.All")).await;
    assert_eq!(api.get("/processes/1/workflows").await.refusal(), (403, "InvalidScope"));
}
