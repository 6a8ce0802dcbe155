//! What comes out when everybody has signed, read with another PDF reader than the one that wrote it.

use autenti_sandbox::sample_pdf::contract;
use pdf_extract::extract_text_from_mem_by_pages;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stand_in::{SENT, StandIn, action, party, signer};

impl StandIn {
    async fn purposes(&self, id: &str) -> Vec<String> {
        let details = self.details(id).await;
        let files = details["files"].as_array().unwrap().iter();
        files.map(|file| file["filePurpose"].as_str().unwrap().to_owned()).collect()
    }

    /// Name and pages of the file with that purpose.
    async fn read(&self, id: &str, purpose: &str) -> (String, Vec<String>) {
        let details = self.details(id).await;
        let file =
            details["files"].as_array().unwrap().iter().find(|file| file["filePurpose"] == purpose).unwrap();
        let file_id = file["id"].as_str().unwrap().replace('/', "%2F");
        let path = format!("document-processes/{id}/files/{file_id}/content");
        let content = self.api(Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
        let pages = extract_text_from_mem_by_pages(&content).unwrap();
        let plain = |page: String| page.split_whitespace().collect::<Vec<_>>().join(" ");
        (file["filename"].as_str().unwrap().to_owned(), pages.into_iter().map(plain).collect())
    }

    async fn two_files_sent(&self) -> String {
        let ewa = party(
            "SIGNER",
            "Żaneta",
            &json!([{ "classifiers": ["CONSTRAINT-UNIQUE_TYPE:SIGNATURE_TYPE"],
            "attributes": { "requiredClassifiers": ["SIGNATURE_PROVIDER-SIGNATURE_TYPE:QUALIFIED"] } }]),
        );
        let draft = json!({ "title": "Umowa o źródła nr 1", "parties": [signer("Anna"), ewa, party("VIEWER", "Ewa", &json!([]))] });
        let id = self.draft(&draft).await;
        self.upload(&id, "pierwszy.pdf", contract("Pierwszy załącznik", &["Anna", "Żaneta"])).await;
        self.upload(&id, "drugi.pdf", contract("Drugi załącznik", &[])).await;
        self.upload(&id, "trzeci.docx", b"PK\x03\x04".to_vec()).await;
        self.act_on(&id, &[action(SENT)]).await;
        id
    }
}

#[tokio::test]
async fn the_signed_file_has_all_pages_in_order_and_says_who_signed_when() {
    let stand_in = StandIn::start().await;
    let id = stand_in.two_files_sent().await;
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    stand_in.pass(jiff::SignedDuration::from_mins(5));
    stand_in.person(&id, "żaneta@example.com", "sign", None).await;
    stand_in.pass_delays();
    let (name, pages) = stand_in.read(&id, "SIGNED_CONTENT_FILE").await;
    assert_eq!(name, "Umowa-o-zrodla-nr-1-signed.pdf");
    assert_eq!(pages.len(), 2 + 2 + 1 + 1);
    assert!(pages[0].contains("Pierwszy załącznik") && pages[0].contains("przyjmuje do wykonania prace"));
    assert!(pages[2].contains("Drugi załącznik"));
    assert!(pages[4].contains("trzeci.docx"));
    let card = &pages[5];
    for said in [
        "Karta podpisów",
        "żaden podpis w tym dokumencie nie ma mocy prawnej",
        "nothing here is legally signed",
        "Umowa o źródła nr 1",
        &id,
        "Anna Testowa",
        "anna@example.com",
        "2026-11-23 12:00:00 UTC",
        "Żaneta Testowa",
        "QUALIFIED",
        "2026-11-23 12:05:00 UTC",
        "do wglądu",
    ] {
        assert!(card.contains(said), "{said} in {card}");
    }
    let (name, pages) = stand_in.read(&id, "SIGNATURE_CARD").await;
    assert_eq!((name.as_str(), pages.len()), ("Umowa-o-zrodla-nr-1-signature-card.pdf", 1));
    assert_eq!(&pages[0], card);
}

#[tokio::test]
async fn the_signed_file_comes_some_time_after_completion() {
    let stand_in = StandIn::start().await;
    let id = stand_in.two_files_sent().await;
    let sources = ["SOURCE_FILE"; 3];
    assert_eq!(stand_in.purposes(&id).await, sources);
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    stand_in.pass_delays();
    assert_eq!(stand_in.purposes(&id).await[3..], ["PARTIALLY_SIGNED_CONTENT_FILE"]);
    let (_, partly) = stand_in.read(&id, "PARTIALLY_SIGNED_CONTENT_FILE").await;
    assert!(partly.last().unwrap().contains("w toku"));

    let done: Value = stand_in.person(&id, "żaneta@example.com", "sign", None).await.json().await.unwrap();
    assert_eq!(done["status"], "COMPLETED");
    assert_eq!(
        stand_in.purposes(&id).await[3..],
        ["PARTIALLY_SIGNED_CONTENT_FILE"],
        "the signed one is late"
    );
    stand_in.pass_delays();
    assert_eq!(
        stand_in.purposes(&id).await[3..],
        ["SIGNED_CONTENT_FILE", "SIGNATURE_CARD", "CONTENT_ARCHIVE"]
    );
}

#[test]
fn a_contract_can_be_read_by_others() {
    let contract = contract("Umowa: zażółć gęślą jaźń ĄĆĘŁŃÓŚŹŻ", &["Łucja Źdźbło"]);
    let pages = extract_text_from_mem_by_pages(&contract).unwrap();
    assert_eq!(pages.len(), 2);
    for said in ["zażółć gęślą jaźń", "ĄĆĘŁŃÓŚŹŻ", "Łucja Źdźbło", "§ 3. Wynagrodzenie"]
    {
        assert!(pages[0].contains(said), "{said} in {}", pages[0]);
    }
}
