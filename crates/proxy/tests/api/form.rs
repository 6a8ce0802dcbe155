//! A form as it stands in WEBCON, read and changed over its REST API; and the document as Autenti holds it.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::*;

/// A row of the recipients list: its id, and the short value of each cell by the column's name.
pub struct Row {
    pub id: i64,
    cells: BTreeMap<String, String>,
}

impl Row {
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).unwrap_or_else(|| panic!("no column {column}"))
    }
}

impl World {
    /// The document as Autenti holds it.
    pub async fn document(&self, id: &str) -> Value {
        let path = format!("/api/v2/document-processes/{}", id.replace(':', "%3A"));
        let url = self.sandbox.autenti.join(&path).unwrap();
        let token = self.autenti_token().await;
        self.http.get(url).bearer_auth(token).send().await.unwrap().json().await.unwrap()
    }

    /// The text of a form field.
    pub async fn field(&self, element: i32, name: &str) -> String {
        let element = self.element(element).await;
        let fields = element["formFields"].as_array().unwrap().clone();
        let field = fields.into_iter().find(|field| field["name"] == name).unwrap();
        field["svalue"].as_str().or(field["value"].as_str()).unwrap_or_default().to_owned()
    }

    /// The rows of the recipients list.
    pub async fn rows(&self, element: i32) -> Vec<Row> {
        let element = self.element(element).await;
        let list = &element["itemLists"][0];
        let columns = list["columns"].as_array().unwrap();
        let rows = list["rows"].as_array().unwrap().iter();
        rows.map(|row| {
            let cells = columns.iter().map(|column| {
                let cells = row["cells"].as_array().unwrap();
                let cell = cells.iter().find(|cell| cell["guid"] == column["guid"]).unwrap();
                let value = cell["svalue"].as_str().unwrap_or_default();
                (column["name"].as_str().unwrap().to_owned(), value.to_owned())
            });
            Row { id: row["id"].as_i64().unwrap(), cells: cells.collect() }
        })
        .collect()
    }

    /// The row of an address.
    pub async fn row(&self, element: i32, email: &str) -> Row {
        self.find_row(element, email).await.unwrap_or_else(|| panic!("no row of {email}"))
    }

    /// The same; none while the list has no such row.
    pub async fn find_row(&self, element: i32, email: &str) -> Option<Row> {
        let rows = self.rows(element).await;
        rows.into_iter().find(|row| row.cell("E-mail") == email)
    }

    /// A cell of the recipients list, in the row of an address.
    pub async fn cell(&self, element: i32, email: &str, column: &str) -> String {
        self.row(element, email).await.cell(column).to_owned()
    }

    /// Changes cells of the recipients list: in the row of that id, or in a new one. A text stands for the short
    /// value, anything else for the value.
    pub async fn set_row(&self, element: i32, row: Option<i64>, cells: &[(&str, Value)]) {
        let list = self.element(element).await["itemLists"][0].clone();
        let columns = list["columns"].as_array().unwrap();
        let cells: Vec<Value> = cells
            .iter()
            .map(|(name, value)| {
                let column = columns.iter().find(|known| known["name"] == *name).unwrap();
                let key = if value.is_string() { "svalue" } else { "value" };
                json!({ "guid": column["guid"], key: value })
            })
            .collect();
        let mut row = row.map_or_else(|| json!({}), |id| json!({ "id": id }));
        row["cells"] = cells.into();
        self.change_list(element, &list, row).await;
    }

    /// Deletes a row of the recipients list.
    pub async fn delete_row(&self, element: i32, row: i64) {
        let list = self.element(element).await["itemLists"][0].clone();
        self.change_list(element, &list, json!({ "id": row, "delete": true })).await;
    }

    async fn change_list(&self, element: i32, list: &Value, row: Value) {
        let lists = json!([{ "guid": list["guid"], "mode": "Incremental", "rows": [row] }]);
        self.change(element, json!({ "itemLists": lists })).await;
    }

    /// Ticks a yes/no column in the row of an address.
    pub async fn tick(&self, column: &str, element: i32, email: &str) {
        let row = self.row(element, email).await;
        self.set_row(element, Some(row.id), &[(column, true.into())]).await;
    }

    /// Changes a form field.
    pub async fn set_field(&self, element: i32, name: &str, value: &str) {
        let read = self.element(element).await;
        let fields = read["formFields"].as_array().unwrap();
        let field = fields.iter().find(|field| field["name"] == name).unwrap();
        self.change(element, json!({ "formFields": [{ "guid": field["guid"], "svalue": value }] })).await;
    }

    async fn change(&self, element: i32, body: Value) {
        let token = self.portal_token().await;
        let request = self.http.patch(self.element_url(element)).bearer_auth(token).json(&body);
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Takes the instance along a path.
    pub async fn take_path(&self, element: i32, path: i32) {
        let token = self.portal_token().await;
        let url = format!("{}?path={path}", self.element_url(element));
        let answer = self.http.patch(url).bearer_auth(token).json(&json!({})).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Adds an attachment; the answer is its id.
    pub async fn attach(&self, element: i32, name: &str, group: &str, content: &[u8]) -> i64 {
        let token = self.portal_token().await;
        let url = format!("{}/attachments", self.element_url(element));
        let body = json!({ "name": name, "group": group, "content": STANDARD.encode(content) });
        let (status, body) =
            answered(self.http.post(url).bearer_auth(token).json(&body).send().await.unwrap()).await;
        assert!(status.is_success(), "{body}");
        body["id"].as_i64().unwrap()
    }

    /// Deletes all attachments.
    pub async fn clear_attachments(&self, element: i32) {
        let token = self.portal_token().await;
        for attachment in self.element(element).await["attachments"].as_array().unwrap() {
            let url = format!("{}/attachments/{}", self.element_url(element), attachment["id"]);
            let answer = self.http.delete(url).bearer_auth(&token).send().await.unwrap();
            assert!(answer.status().is_success());
        }
    }

    /// Opens the form of an instance to edit it, as a person of the demo, and leaves it open.
    pub async fn check_out(&self, element: i32, email: &str) {
        let url = self.sandbox.portal.join("/sandbox/checkout").unwrap();
        let body = json!({ "element": element, "person": email });
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Sets how quick and how patient Autenti is.
    pub async fn autenti_settings(&self, settings: Value) {
        let url = self.sandbox.autenti.join("/sandbox/settings").unwrap();
        let answer = self.http.post(url).json(&settings).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }
}

/// Waits until a cell says something.
pub async fn says(world: &World, element: i32, email: &str, column: &str, wanted: impl Fn(&str) -> bool) {
    eventually(async || match world.find_row(element, email).await {
        Some(row) if wanted(row.cell(column)) => Ok(()),
        Some(row) => Err(row.cell(column).to_owned()),
        None => Err(format!("no row of {email}")),
    })
    .await;
}
