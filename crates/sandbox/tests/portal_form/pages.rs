//! Pages and their assets.

use std::fs;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::json;

use super::browser::Browser;

#[tokio::test]
async fn every_address_of_the_portal_is_a_page() {
    let browser = Browser::start().await;
    for path in [
        "/",
        "/tasks",
        "/db/1/app/1/element/1/form",
        "/db/1/app/1/element/1/form/edit",
        "/db/1/app/1/element/1/form/admin",
        "/db/1/app/1/start/wf/1/dt/1/form",
        "/embed/form/db/1/element/1/form",
        "/tasks/db/1/element/1/form",
        "/tasks/db/1/element/1/form/edit",
    ] {
        let answer = browser.stand.call(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("ola.zielinska@example.com") && !page.contains("{{"), "{path}");
    }
}

#[tokio::test]
async fn the_query_chooses_person_language_and_theme_and_is_taken_off() {
    let browser = Browser::start().await;
    let path = "/db/1/app/1/element/1/form?as=anna.nowak@example.com&x=1&lang=pl&theme=dark";
    let answer = browser.stand.call(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "/db/1/app/1/element/1/form?x=1");
    let cookies: Vec<String> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    assert_eq!(
        cookies,
        ["sandbox_person=anna.nowak@example.com", "sandbox_language=pl", "sandbox_theme=dark"]
    );

    let request = browser.stand.call(Method::GET, "/").header("cookie", cookies.join("; "));
    let page = request.send().await.unwrap().text().await.unwrap();
    assert!(page.contains(r#"<html lang="pl">"#));
    assert!(page.contains("theme-a24dcfc2-2b14-4de8-8af3-7952a0a2cf61"));
    assert!(page.contains("anna.nowak@example.com&quot;,&quot;name&quot;:&quot;Anna Nowak"));
}

#[tokio::test]
async fn strange_choices_in_the_query_are_left_alone() {
    let browser = Browser::start().await;
    let path = "/?as=nobody@example.com&lang=xx";
    assert_eq!(browser.stand.call(Method::GET, path).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_page_has_the_policy_that_testers_set() {
    let browser = Browser::start().await;
    let policy = || async {
        let answer = browser.stand.call(Method::GET, "/").send().await.unwrap();
        answer.headers().get("content-security-policy").map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(policy().await, None);
    browser.stand.control("settings", json!({ "contentSecurityPolicy": "default-src 'self'" })).await;
    assert_eq!(policy().await.as_deref(), Some("default-src 'self'"));
}

#[tokio::test]
async fn the_query_chooses_a_design_of_the_form_and_a_content_security_policy() {
    let browser = Browser::start().await;
    let answer = browser.stand.call(Method::GET, "/?design=ticket-url&csp=strict").send().await.unwrap();
    assert_eq!(answer.headers()["location"], "/");
    let cookies: Vec<&str> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap())
        .collect();
    assert_eq!(cookies, ["sandbox_design=ticket-url", "sandbox_csp=strict"]);
    let page =
        browser.stand.call(Method::GET, "/").header("cookie", cookies.join("; ")).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("'wasm-unsafe-eval'") && !policy.contains("unsafe-inline"), "{policy}");
    assert!(!page.text().await.unwrap().contains("<script>"), "the portal itself has no inline scripts");
}

#[tokio::test]
async fn an_asset_that_the_browser_has_is_not_sent_again() {
    let browser = Browser::start().await;
    let path = "/assets/portal/main.js";
    let first = browser.stand.call(Method::GET, path).send().await.unwrap();
    assert_eq!(first.headers()["content-type"], "text/javascript; charset=utf-8");
    let again = browser.stand.call(Method::GET, path).header("if-none-match", &first.headers()["etag"]);
    assert_eq!(again.send().await.unwrap().status(), 304);
    let none = browser.stand.call(Method::GET, "/assets/portal/nothing.js").send().await.unwrap();
    assert_eq!(none.status(), 404);
}

/// Nobody bundles the modules, so nobody else would notice a wrong name.
#[test]
fn every_module_and_style_sheet_that_is_named_is_there() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/portal");
    let mut named = 0;
    for file in files(&root) {
        let text = fs::read_to_string(&file).unwrap();
        let relative =
            text.split(" from '").skip(1).map(|rest| file.parent().unwrap().join(quoted(rest, '\'')));
        let absolute = text.split("\"/assets/portal/").skip(1).map(|rest| root.join(quoted(rest, '"')));
        for wanted in relative.chain(absolute) {
            assert!(wanted.is_file(), "{} names {}", file.display(), wanted.display());
            named += 1;
        }
    }
    assert!(named > 50, "{named}");
}

fn quoted(text: &str, quote: char) -> &str {
    text.split(quote).next().unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
