//! User Defined APIs: attachment queries.

use serde_json::json;
use webcon::{ConfigError, Error};
use wiremock::MockServer;

use crate::support::{answer, client, portal};

async fn asked(server: &MockServer) -> Vec<String> {
    let all = server.received_requests().await.unwrap();
    let gets = all.iter().filter(|request| request.method == "GET");
    gets.map(|request| request.url[url::Position::BeforePath..].to_owned()).collect()
}

#[tokio::test]
async fn a_query_is_asked_with_its_parameters_and_answers_the_first_column() {
    let server = portal().await;
    let rows = json!({ "Data": [{ "ATT_ID": 42, "Name": "b.pdf" }, { "ATT_ID": "41", "Name": "a.pdf" }] });
    for at in ["/WEBCONBPS/api/udef/db/1/contract%20files", "/WEBCONBPS/api/udef/db/2/a/b"] {
        answer(&server, "GET", at, 200, rows.clone()).await;
    }
    let client = client(&server);
    let parameters = [("WFD_ID", "7"), ("q", "a&b")];
    assert_eq!(client.uda_rows(1.into(), "contract files", &parameters).await.unwrap(), [42, 41]);
    assert_eq!(
        client.uda_rows(1.into(), "/api/udef/db/2/a/b?x=1", &parameters[..1]).await.unwrap(),
        [42, 41]
    );
    assert_eq!(
        asked(&server).await,
        [
            "/WEBCONBPS/api/udef/db/1/contract%20files?WFD_ID=7&q=a%26b",
            "/WEBCONBPS/api/udef/db/2/a/b?x=1&WFD_ID=7",
        ]
    );
}

#[tokio::test]
async fn a_path_that_leads_elsewhere_is_refused() {
    let server = portal().await;
    for endpoint in ["", "/", "..", "a/../b", "a//b", "./a"] {
        let error = client(&server).uda_rows(1.into(), endpoint, &[]).await.unwrap_err();
        assert!(matches!(error, Error::Config(ConfigError::Setting(_))), "{endpoint}: {error:?}");
        assert_eq!(error.to_string(), format!("{endpoint:?} is not the path of a User Defined API"));
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn its_errors_have_a_shape_of_their_own() {
    let server = portal().await;
    let at = "/WEBCONBPS/api/udef/db/1/files";
    answer(&server, "GET", at, 400, json!({ "Description": "parameter is missing", "Guid": "g-1" })).await;
    let error = client(&server).uda_rows(1.into(), "files", &[]).await.unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    let upstream = error.upstream().unwrap();
    assert_eq!((upstream.excerpt(), upstream.request_id()), (Some("parameter is missing"), Some("g-1")));
    assert_eq!(error.to_string(), "cannot read User Defined API files: WEBCON refuses it (400 Bad Request)");
}

#[tokio::test]
async fn rows_that_start_with_no_number_are_unreadable() {
    let server = portal().await;
    answer(&server, "GET", "/WEBCONBPS/api/udef/db/1/files", 200, json!({ "Data": [{ "Name": "a.pdf" }] }))
        .await;
    let error = client(&server).uda_rows(1.into(), "files", &[]).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    assert!(!error.to_string().contains("a.pdf"));
}
