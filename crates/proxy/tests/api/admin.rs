//! The administrator's pages, on the second listener.

use std::process::Command;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_SECURITY_POLICY, COOKIE, ORIGIN, SET_COOKIE};
use serde_json::json;

use crate::support::*;

/// A world with an administrator's listener.
struct Office {
    world: World,
    admin: String,
    browser: reqwest::Client,
}

impl Office {
    async fn new() -> Self {
        let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let config = include_str!("../../../sandbox/demo/proxy.toml");
        let world = World::from_text(format!("admin_listen = \"{listen}\"\n{config}")).await;
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let admin = format!("http://{listen}");
        // It listens a moment after the other one.
        eventually(async || match browser.get(&admin).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        })
        .await;
        Self { world, admin, browser }
    }

    /// The link that the command prints.
    fn link(&self) -> String {
        let config = self.world.folder().join("office.toml");
        std::fs::write(&config, self.world.config_text()).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
            .args(["admin-link", "--config"])
            .arg(config)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Uses a link as the button of its page does; answers the cookie, where it lets in.
    async fn use_link(&self, link: &str) -> (StatusCode, Option<String>) {
        let (_, code) = link.split_once("code=").unwrap();
        let form = self.browser.post(format!("{}/admin/sign-in", self.admin)).form(&[("code", code)]);
        let answer = form.header(ORIGIN, &self.admin).send().await.unwrap();
        let cookie = answer.headers().get(SET_COOKIE).map(|cookie| {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
            cookie.split(';').next().unwrap().to_owned()
        });
        (answer.status(), cookie)
    }

    async fn sign_in(&self) -> String {
        let (status, cookie) = self.use_link(&self.link()).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        cookie.unwrap()
    }

    async fn page(&self, path: &str, cookie: &str) -> (StatusCode, String) {
        let answer =
            self.browser.get(format!("{}{path}", self.admin)).header(COOKIE, cookie).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    async fn post(&self, path: &str, cookie: &str, token: &str, origin: &str) -> (StatusCode, String) {
        let request =
            self.browser.post(format!("{}{path}", self.admin)).header(COOKIE, cookie).header(ORIGIN, origin);
        let answer = request.form(&[("token", token)]).send().await.unwrap();
        let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        (answer.status(), location.unwrap_or_default())
    }
}

/// What the forms of a page hold.
fn token_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"token\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_lets_in_once_and_nothing_else_does() {
    let office = Office::new().await;
    let (status, page) = office.page("/admin/", "autenti_admin=guess").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(page.contains("autenti-proxy admin-link") && !page.contains("<table"), "{page}");
    assert_eq!(office.page("/admin/signings/1", "").await.0, StatusCode::UNAUTHORIZED);
    let link = office.link();
    assert!(link.starts_with(&format!("{}/admin/sign-in?code=", office.admin)), "{link}");
    // Whoever looks at the link ahead of the administrator does not use it up.
    let path = link.strip_prefix(&office.admin).unwrap();
    assert!(office.page(path, "").await.1.contains("This link signs you in once."));
    let (status, cookie) = office.use_link(&link).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let cookie = cookie.unwrap();
    assert_eq!(office.page("/admin/", &cookie).await.0, StatusCode::OK);
    assert_eq!(office.use_link(&link).await, (StatusCode::FORBIDDEN, None));
    // Signing out ends the session for everybody who holds it.
    let token = token_of(&office.page("/admin/", &cookie).await.1);
    assert_eq!(office.post("/admin/sign-out", &cookie, &token, &office.admin).await.0, StatusCode::OK);
    assert_eq!(office.page("/admin/", &cookie).await.0, StatusCode::UNAUTHORIZED);
    // The pages are nowhere but on their own listener.
    let outside = office.world.http.get(format!("{}/admin/", office.world.proxy)).send().await.unwrap();
    assert_eq!(outside.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stuck_is_shown_found_retried_and_stopped() {
    let office = Office::new().await;
    let faults = json!({ "method": "POST", "path": "/api/v2/document-processes", "status": 503 });
    office.world.break_autenti(faults).await;
    let ola = office.world.ola(UNSENT).await;
    ola.send("first").await;
    ola.wait(|signing| signing["sending"]["code"] == "autenti_unavailable").await;
    let cookie = office.sign_in().await;
    let (_, stuck) = office.page("/admin/", &cookie).await;
    for part in ["1/1", "creating", "autenti_unavailable", "<time datetime=", "aria-current=\"page\""] {
        assert!(stuck.contains(part), "{part}\n\n{stuck}");
    }
    for search in ["1", "1/1", "anna.nowak%40example.com", "Kowalski"] {
        let (_, found) = office.page(&format!("/admin/?q={search}"), &cookie).await;
        assert!(found.contains("/admin/signings/1\""), "{search}\n\n{found}");
    }
    for search in ["2/1", "nobody%40example.com", "%25", "4711"] {
        let (_, found) = office.page(&format!("/admin/?q={search}"), &cookie).await;
        assert!(!found.contains("/admin/signings/1\""), "{search}\n\n{found}");
    }
    let (_, page) = office.page("/admin/signings/1", &cookie).await;
    let token = token_of(&page);
    assert!(page.contains("Try again now") && page.contains("Give the sending up"), "{page}");
    // A page of somebody else's can send nothing, with or without the token.
    for (token, origin) in
        [("", office.admin.as_str()), (&token, "https://evil.example.com"), (&token, "null")]
    {
        let (status, _) = office.post("/admin/signings/1/stop", &cookie, token, origin).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{origin}");
    }
    let (_, to) = office.post("/admin/signings/1/retry", &cookie, &token, &office.admin).await;
    assert_eq!(to, "/admin/signings/1?done=retried");
    assert!(office.page(&to, &cookie).await.1.contains("role=\"status\">It is tried again now."));
    eventually(async || {
        let (_, to) = office.post("/admin/signings/1/stop", &cookie, &token, &office.admin).await;
        if to == "/admin/signings/1?done=stopped" { Ok(()) } else { Err(to) }
    })
    .await;
    let signing = ola.wait(|signing| signing["can"] == json!(["send"])).await;
    assert_eq!(signing["status"], serde_json::Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_whose_credentials_are_refused_is_shown() {
    let office = Office::new().await;
    let cookie = office.sign_in().await;
    let heading = "Accounts whose credentials Autenti refuses";
    assert!(!office.page("/admin/", &cookie).await.1.contains(heading));
    office.world.break_autenti(json!({ "path": "/api/v2/*", "status": 401 })).await;
    office.world.ola(UNSENT).await.send("key").await;
    eventually(async || {
        let (_, page) = office.page("/admin/", &cookie).await;
        let is_shown = page.contains(heading) && page.contains("<th scope=\"row\">default</th>");
        if is_shown { Ok(()) } else { Err(page) }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_too_long_for_a_page_is_cut_and_says_so() {
    let office = Office::new().await;
    office.world.ola(REJECTED).await.signing().await;
    let cookie = office.sign_in().await;
    let (_, all) = office.page("/admin/?show=all", &cookie).await;
    assert!(all.contains("/admin/signings/1\"") && !all.contains("There are more"), "{all}");
    sqlx::query(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 500)
         INSERT INTO signings (database, element, profile, account, requested_by, plan, stage, created_at)
         SELECT database, 1000 + n, profile, account, '', plan, 'ended', created_at FROM signings, numbers",
    )
    .execute(&office.world.database().await)
    .await
    .unwrap();
    let (_, all) = office.page("/admin/?show=all", &cookie).await;
    assert_eq!(all.matches("/admin/signings/").count(), 500);
    assert!(!all.contains("/admin/signings/1\"") && all.contains("There are more"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_speak_polish_and_tell_health_and_load_nothing_from_elsewhere() {
    let office = Office::new().await;
    let cookie = office.sign_in().await;
    let url = format!("{}/admin/health?lang=pl", office.admin);
    let answer = office.browser.get(url).header(COOKIE, &cookie).send().await.unwrap();
    let headers = answer.headers().clone();
    assert!(headers[SET_COOKIE].to_str().unwrap().starts_with("autenti_admin_lang=pl"));
    let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'")
            && policy.contains("frame-ancestors 'none'")
    );
    assert_eq!(
        (&headers["cache-control"], &headers["x-content-type-options"]),
        (&"no-store".parse().unwrap(), &"nosniff".parse().unwrap())
    );
    let page = answer.text().await.unwrap();
    for part in ["<html lang=\"pl\">", "Stan i wersje", "WEBCON", "✓ odpowiada", env!("CARGO_PKG_VERSION")]
    {
        assert!(page.contains(part), "{part}\n\n{page}");
    }
    assert!(!page.contains("<script"), "{page}");
    office.world.break_portal(json!({ "method": "GET", "path": "/api/data/v6.0/me", "status": 500 })).await;
    let (_, page) = office.page("/admin/health", &format!("{cookie}; autenti_admin_lang=pl")).await;
    assert!(page.contains("✗ <code>webcon_unavailable</code>"), "{page}");
}
