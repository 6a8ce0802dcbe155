//! How the form is built.

use serde_json::Value;

use super::api::{Api, column, field};

fn find(list: &Value, id: i32) -> &Value {
    list.as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap()
}

#[tokio::test]
async fn the_layout_tells_the_database_column_of_every_field() {
    let api = Api::start().await;
    let layout = api.get("/formlayout?step=52&formType=1").await.ok();
    for (id, stored_in) in [(111, "AttText2"), (124, "AttText1"), (125, "AttChoose1"), (113, "AttPeople1")] {
        let entry = find(&layout["fields"], id);
        assert_eq!(
            (entry["dbColumn"].as_str().unwrap(), entry["guid"].as_str().unwrap()),
            (stored_in, &*field(id))
        );
    }
    let list = find(&layout["itemLists"], 140);
    assert_eq!(list["dbColumn"], "SubElems1");
    for (id, stored_in) in [(201, "DET_Att1"), (203, "DET_Att3"), (209, "DET_Value3")] {
        let entry = find(&list["columns"], id);
        assert_eq!(
            (entry["dbColumn"].as_str().unwrap(), entry["guid"].as_str().unwrap()),
            (stored_in, &*column(id))
        );
    }
    let paths: Vec<i64> =
        layout["paths"].as_array().unwrap().iter().map(|path| path["id"].as_i64().unwrap()).collect();
    assert_eq!(paths, [63, 64, 65]);
}

#[tokio::test]
async fn the_layout_of_another_step_says_other_things() {
    let api = Api::start().await;
    for (step, editability, paths) in [("51", "Editable", 2), ("53", "ReadOnly", 0)] {
        let layout = api.get(&format!("/formlayout?step={step}&formType=1")).await.ok();
        assert_eq!(find(&layout["fields"], 111)["editability"], editability);
        assert_eq!(find(&layout["fields"], 124)["editability"], "ReadOnlyJS");
        assert_eq!(find(&layout["fields"], 133)["visibility"], "Hidden");
        assert_eq!(layout["paths"].as_array().unwrap().len(), paths);
    }
}

#[tokio::test]
async fn steps_and_form_types_answer_to_their_guid_too() {
    let api = Api::start().await;
    let path = "/formlayout?step=57e90000-0000-4000-8000-000000000052\
                &formType=f0f27e00-0000-4000-8000-000000000001";
    api.get(path).await.ok();
}

#[tokio::test]
async fn a_layout_needs_a_step_and_a_form_type_that_are_there() {
    let api = Api::start().await;
    for (query, status, kind) in [
        ("?step=52", 400, "MissingRequiredQueryParameter"),
        ("?formType=1", 400, "MissingRequiredQueryParameter"),
        ("?step=99&formType=1", 404, "ResourceNotFound"),
        ("?step=52&formType=9", 404, "ResourceNotFound"),
    ] {
        assert_eq!(api.get(&format!("/formlayout{query}")).await.refusal(), (status, kind), "{query}");
    }
}
