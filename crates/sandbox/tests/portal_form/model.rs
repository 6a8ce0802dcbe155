//! The form as the page gets it.

use serde_json::{Value, json};

use super::browser::{ANNA, Browser, JAN, OLA, control};

#[tokio::test]
async fn the_form_tells_the_globals_of_the_javascript_api() {
    let browser = Browser::start().await;
    let model = browser.form(ANNA, 1, "").await;
    let globals = &model["globals"];
    assert_eq!(globals["G_WFELEM"], "1#CON/2026/0001");
    assert_eq!(globals["G_CURUSER"], "anna.nowak@example.com#Anna Nowak");
    assert_eq!(globals["G_EDITVIEW"], false);
    assert_eq!(globals["G_BROWSER_LANGUAGE"], "en-US");

    let (_, new) = browser.get(OLA, "/api/nav/db/1/start/wf/1/dt/1/desktop").await;
    let globals = &new["liteData"]["liteModel"]["globals"];
    assert_eq!((&globals["G_WFELEM"], &globals["G_ISNEW"]), (&Value::Null, &json!(true)));
}

#[tokio::test]
async fn a_field_that_the_matrix_hides_is_not_on_the_form() {
    let browser = Browser::start().await;
    let model = browser.form(OLA, 1, "").await;
    assert!(control(&model, 132).is_some());
    assert!(control(&model, 133).is_none());
}

#[tokio::test]
async fn controls_are_editable_as_the_matrix_and_the_mode_say() {
    let browser = Browser::start().await;
    for (suffix, title, number, status) in [
        ("", "ReadOnlyHtml", "ReadOnlyHtml", "ReadOnlyHtml"),
        ("/edit", "Edit", "ReadOnlyHtml", "ReadOnly"),
        ("/admin", "Edit", "Edit", "Edit"),
    ] {
        let model = browser.form(OLA, 1, suffix).await;
        let mode = |id| control(&model, id).unwrap()["editMode"].as_str().unwrap();
        assert_eq!((mode(111), mode(112), mode(125)), (title, number, status), "{suffix}");
        assert_eq!(model["paths"].as_array().unwrap().is_empty(), suffix.is_empty());
    }
}

#[tokio::test]
async fn everybody_sees_their_own_instances_only() {
    let browser = Browser::start().await;
    let ids = |list: Value| -> Vec<i64> {
        list.as_array().unwrap().iter().map(|entry| entry["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids(browser.get(OLA, "/api/nav/db/1/elements").await.1).len(), 10);
    let (_, list) = browser.get(JAN, "/api/nav/db/1/elements").await;
    // Jan's address is broken on 6 and missing on 7 and 9.
    assert_eq!(ids(list), [1, 2, 3, 4, 5, 8, 10]);
    for (person, id, status) in [(JAN, 6, 403), (JAN, 1, 200), (OLA, 99, 404)] {
        assert_eq!(browser.get(person, &format!("/api/nav/db/1/element/{id}/desktop")).await.0, status);
    }
}

#[tokio::test]
async fn only_those_who_may_edit_get_the_form_to_edit() {
    let browser = Browser::start().await;
    for (person, id, suffix, status) in
        [(ANNA, 1, "/edit", 403), (JAN, 2, "/edit", 200), (JAN, 2, "/admin", 403), (OLA, 1, "/admin", 200)]
    {
        let path = format!("/api/nav/db/1/element/{id}/desktop{suffix}");
        assert_eq!(browser.get(person, &path).await.0, status, "{person} {path}");
    }
}
