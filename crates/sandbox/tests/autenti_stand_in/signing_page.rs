//! The signing page, used as a browser without scripts uses it.

use reqwest::{Method, Response, StatusCode};
use serde_json::json;

use autenti_sandbox::demo::{DOCUMENTS, IN_PROGRESS, JAN};

use crate::stand_in::{StandIn, WITHDRAWAL, action, in_order, party, signer, with_sms};

impl StandIn {
    async fn page(&self, path: &str) -> String {
        let response = self.call(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    async fn submit(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.call(Method::POST, path).form(form).send().await.unwrap()
    }

    async fn invitation(&self, name: &str) -> String {
        let index = self.page("?lang=en").await;
        let (before, _) = index.split_once(&format!("\">Open as {name}")).expect("an invitation");
        before.rsplit_once("href=\"/").unwrap().1.to_owned()
    }
}

fn assert_says(page: &str, words: &[&str]) {
    for said in words {
        assert!(page.contains(said), "{said} in {page}");
    }
}

#[tokio::test]
async fn a_person_signs() {
    let stand_in = StandIn::start().await;
    let link = stand_in.link(IN_PROGRESS.id, JAN.email).await;
    let page = stand_in.page(&link).await;
    assert_says(&page, &["<html lang=\"pl\">", "Podpisz dokument", "Jan Kowalski", IN_PROGRESS.title]);
    let document = stand_in.call(Method::GET, &format!("{link}/files/0")).send().await.unwrap();
    assert_eq!(document.headers()["content-type"], "application/pdf");
    assert!(document.bytes().await.unwrap().starts_with(b"%PDF-"));

    let signed = stand_in.submit(&link, &[("act", "sign"), ("consent", "yes")]).await;
    assert_eq!(signed.status(), StatusCode::SEE_OTHER);
    assert_eq!(signed.headers()["location"].to_str().unwrap(), format!("/{link}"));
    assert_eq!(stand_in.details(IN_PROGRESS.id).await["status"], "COMPLETED");
    let done = stand_in.page(&format!("{link}?lang=en")).await;
    assert_says(&done, &["You have signed", "You can close this tab.", "being made"]);
    stand_in.pass_delays();
    assert_says(&stand_in.page(&format!("{link}?lang=en")).await, &["Download the signed document"]);
    let file = stand_in.call(Method::GET, &format!("{link}/signed")).send().await.unwrap();
    assert_eq!(file.status(), StatusCode::OK);
}

#[tokio::test]
async fn nobody_signs_without_saying_so() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    let link = stand_in.link(&id, "anna@example.com").await;
    let refused = stand_in.submit(&link, &[("act", "sign")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_says(&refused.text().await.unwrap(), &["role=\"alert\"", "Zaznacz pole"]);
    let nonsense = stand_in.submit(&link, &[("act", "dance"), ("consent", "yes")]).await;
    assert_eq!(nonsense.status(), StatusCode::BAD_REQUEST);
    assert_eq!(stand_in.details(&id).await["status"], "PROCESSING");
}

#[tokio::test]
async fn a_person_rejects_with_a_reason_that_is_shown_as_text() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna"), signer("Jan")]).await;
    let (annas, jans) =
        (stand_in.link(&id, "anna@example.com").await, stand_in.link(&id, "jan@example.com").await);
    let reason = "<script>alert(1)</script> \"i\" & 'to'";
    let rejected =
        stand_in.submit(&format!("{annas}?lang=en"), &[("act", "reject"), ("comment", reason)]).await;
    assert_eq!(rejected.headers()["location"].to_str().unwrap(), format!("/{annas}?lang=en"));
    assert_eq!(stand_in.details(&id).await["parties"][1]["events"][0]["attributes"]["comment"], reason);
    let annas = stand_in.page(&format!("{annas}?lang=en")).await;
    assert_says(&annas, &["You have rejected the document", "&lt;script&gt;alert(1)&lt;/script&gt;"]);
    assert!(!annas.contains("<script"));
    assert_says(&stand_in.page(&format!("{jans}?lang=en")).await, &["The document has been rejected"]);
    let too_late = stand_in.submit(&jans, &[("act", "sign"), ("consent", "yes")]).await;
    assert_eq!(too_late.status(), StatusCode::CONFLICT);
    assert_says(&too_late.text().await.unwrap(), &["Dokument został odrzucony"]);
}

#[tokio::test]
async fn a_reason_may_be_empty_and_not_endless() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    let link = stand_in.link(&id, "anna@example.com").await;
    let endless = "ż".repeat(2001);
    let refused = stand_in.submit(&link, &[("act", "reject"), ("comment", &endless)]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_says(&refused.text().await.unwrap(), &[&endless, "<details open>", "2000"]);
    let flood = stand_in.call(Method::POST, &link).body("x".repeat(1024 * 1024)).send().await.unwrap();
    assert_eq!(flood.status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        stand_in.submit(&link, &[("act", "reject"), ("comment", "")]).await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(stand_in.details(&id).await["status"], "REJECTED");
}

#[tokio::test]
async fn every_role_finds_what_it_is_asked_for() {
    let stand_in = StandIn::start().await;
    let parties = vec![
        party("APPROVER", "Anna", &json!([])),
        party("REVIEWER", "Rita", &json!([])),
        party("VIEWER", "Ewa", &json!([])),
        signer("Jan"),
    ];
    let id = stand_in.sent(parties).await;
    let page_of = async |email: &str| {
        let link = stand_in.link(&id, email).await;
        (stand_in.page(&format!("{link}?lang=en")).await, link)
    };
    let (approver, approvers) = page_of("anna@example.com").await;
    assert_says(&approver, &["value=\"approve\"", "value=\"reject\""]);
    let (reviewer, reviewers) = page_of("rita@example.com").await;
    assert_says(&reviewer, &["value=\"review\"", "Your opinion"]);
    assert!(!reviewer.contains("value=\"reject\""), "an opinion is no rejection");
    let (viewer, viewers) = page_of("ewa@example.com").await;
    assert_says(&viewer, &["There is nothing for you to do.", "iframe"]);
    assert!(!viewer.contains("<form"));
    let form = [("act", "approve"), ("consent", "yes")];
    assert_eq!(stand_in.submit(&viewers, &form).await.status(), StatusCode::CONFLICT);
    assert_eq!(stand_in.submit(&approvers, &form).await.status(), StatusCode::SEE_OTHER);
    let opinion = [("act", "review"), ("consent", "yes"), ("comment", "Zgoda.")];
    assert_eq!(stand_in.submit(&reviewers, &opinion).await.status(), StatusCode::SEE_OTHER);
    assert_says(
        &stand_in.page(&format!("{approvers}?lang=en")).await,
        &["You have approved", "waits for the others"],
    );
    assert_says(&stand_in.page(&format!("{reviewers}?lang=pl")).await, &["Twoja opinia została wysłana"]);
}

#[tokio::test]
async fn whoever_comes_early_waits_for_their_turn() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![in_order("SIGNER", "Anna", 1), in_order("SIGNER", "Jan", 2)]).await;
    let link = format!("{}?lang=en", stand_in.invitation("Jan Testowa").await);
    let signing = [("act", "sign"), ("consent", "yes")];
    assert_says(&stand_in.page(&link).await, &["It is not your turn yet", "iframe"]);
    assert_eq!(stand_in.submit(&link, &signing).await.status(), StatusCode::CONFLICT);
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    assert_says(&stand_in.page(&link).await, &["Sign the document"]);
    assert_eq!(stand_in.submit(&link, &signing).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_comes_late_is_told_that_it_was_withdrawn() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![in_order("SIGNER", "Anna", 1), in_order("SIGNER", "Jan", 2)]).await;
    let annas = stand_in.link(&id, "anna@example.com").await;
    let jans = stand_in.invitation("Jan Testowa").await;
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    assert_says(&stand_in.page(&format!("{annas}?lang=en")).await, &["You have signed"]);
    stand_in.act_on(&id, &[action(WITHDRAWAL)]).await;
    for link in [annas, jans] {
        assert_says(&stand_in.page(&format!("{link}?lang=en")).await, &["The document has been withdrawn"]);
        let document = stand_in.call(Method::GET, &format!("{link}/files/0")).send().await.unwrap();
        assert_eq!(document.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_link_that_leads_nowhere_says_so() {
    let stand_in = StandIn::start().await;
    for path in ["sign/unknown", "sign/%3Cscript%3E?lang=en", "sign/%FF"] {
        let response = stand_in.call(Method::GET, path).send().await.unwrap();
        let status = response.status();
        assert!(status == StatusCode::NOT_FOUND || status == StatusCode::BAD_REQUEST, "{path}: {status}");
        assert!(!response.text().await.unwrap().contains("<script"));
    }
    let submitted = stand_in.submit("sign/unknown", &[("act", "sign")]).await;
    assert_eq!(submitted.status(), StatusCode::NOT_FOUND);
    for path in ["sign/unknown/files/0", "sign/unknown/signed"] {
        assert_eq!(stand_in.call(Method::GET, path).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_code_opens_a_protected_document() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![with_sms("Anna", "ACTION:READ_SENSITIVE_METADATA")]).await;
    let link = stand_in.invitation("Anna Testowa").await;
    let locked = stand_in.page(&link).await;
    assert_says(&locked, &["•••700", "123456"]);
    assert!(!locked.contains("Umowa próbna"), "the title is protected too");
    let file = format!("{link}/files/0");
    assert_eq!(stand_in.call(Method::GET, &file).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    let signing = [("act", "sign"), ("consent", "yes")];
    assert_eq!(stand_in.submit(&link, &signing).await.status(), StatusCode::CONFLICT);
    let wrong = stand_in.submit(&link, &[("act", "unlock"), ("code", "000000")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let right = stand_in.submit(&link, &[("act", "unlock"), ("code", "123 456")]).await;
    assert_eq!(right.status(), StatusCode::SEE_OTHER);
    assert_says(&stand_in.page(&link).await, &["Umowa próbna"]);
    assert_eq!(stand_in.call(Method::GET, &file).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(stand_in.submit(&link, &signing).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(stand_in.details(&id).await["status"], "COMPLETED");
}

#[tokio::test]
async fn a_code_is_needed_to_sign_where_it_is_asked_for() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![with_sms("Anna", "ACTION:SIGNATURE_APPLICATION")]).await;
    let link = stand_in.link(&id, "anna@example.com").await;
    let wrong = stand_in.submit(&link, &[("act", "sign"), ("consent", "yes"), ("code", "1")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_says(&wrong.text().await.unwrap(), &["aria-invalid=\"true\"", "checked"]);
    let right = stand_in.submit(&link, &[("act", "sign"), ("consent", "yes"), ("code", "123456")]).await;
    assert_eq!(right.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_page_is_guarded_and_says_that_nothing_is_signed() {
    let stand_in = StandIn::start().await;
    let link = stand_in.link(IN_PROGRESS.id, JAN.email).await;
    for (path, said) in [
        ("?lang=en".to_owned(), "nothing here is legally signed"),
        ("?lang=pl".to_owned(), "żaden podpis nie ma tu mocy prawnej"),
        (format!("{link}?lang=en"), "nothing here is legally signed"),
        (link.clone(), "żaden podpis nie ma tu mocy prawnej"),
        ("sign/unknown".to_owned(), "nothing here is legally signed"),
    ] {
        let response = stand_in.call(Method::GET, &path).send().await.unwrap();
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert_says(&policy, &["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"]);
        assert_eq!(response.headers()["referrer-policy"], "no-referrer");
        let page = response.text().await.unwrap();
        assert_says(&page, &[said]);
        assert!(!page.contains("style=") && !page.contains("<script"), "nothing that the policy forbids");
    }
}

#[tokio::test]
async fn the_index_lists_every_document_in_the_readers_language() {
    let stand_in = StandIn::start().await;
    let response =
        stand_in.call(Method::GET, "").header("accept-language", "pl,en;q=0.5").send().await.unwrap();
    let page = response.text().await.unwrap();
    assert_says(&page, &["<html lang=\"pl\">", "Zakończony", "Wycofany", "Otwórz jako Jan Kowalski"]);
    assert_says(&page, &DOCUMENTS.map(|document| document.id));
    assert_says(&stand_in.page("?lang=en").await, &["<html lang=\"en\">", "Open as Jan Kowalski"]);
    let style = stand_in.call(Method::GET, "assets/sandbox.css").send().await.unwrap();
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
}
