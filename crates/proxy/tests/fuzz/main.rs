//! What strangers send to the proxy's parsers: none of it makes them fail, and none of it is taken for what it is not.
//! `cargo xtask soak` lets each of these run for a minute.

#![expect(clippy::unwrap_used, reason = "a test fails where it must not go on")]

use std::path::Path;
use std::time::Duration;

use autenti_model::{Email, Lang, Right};
use autenti_proxy::auth::{Request, Tickets, User};
use autenti_proxy::config::{Config, Ticket};
use autenti_proxy::pdf::{self, Limits};
use jiff::Timestamp;
use secrecy::SecretString;
use test_fuzz::fuzz;

fn folder(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn tickets() -> Tickets {
    let secrets = vec![SecretString::from("a-secret-of-tests-that-is-long-enough")];
    let config = Ticket { secrets, ttl: Duration::from_mins(30) };
    Tickets::new(&config, &"https://proxy.example.com".parse().unwrap()).unwrap()
}

#[test]
fn a_ticket_is_good_only_as_it_was_made() {
    let (tickets, now) = (tickets(), Timestamp::from_second(1_800_000_000).unwrap());
    let user = User { login: "anna".into(), name: "Anna".into(), email: Email::new("anna@example.com") };
    let request = Request {
        profile: "contracts".into(),
        element: webcon::ElementId(7),
        user,
        may: vec![Right::Sign],
        lang: Lang::Pl,
    };
    let good = tickets.mint(request, now).unwrap().token;
    let own = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(own.path(), &good).unwrap();
    // What follows the last character's bits in its signature means nothing; it is the same signature.
    let is_the_same =
        |text: &str| text.len() == good.len() && text[..text.len() - 1] == good[..good.len() - 1];
    fuzz("ticket", &[own.path(), &folder("tests/fuzz/corpus/ticket")], |input| {
        let Ok(text) = std::str::from_utf8(input) else { return };
        if tickets.verify(text, now).is_ok() {
            assert!(is_the_same(text), "a ticket that was not made is good: {text}");
        }
    });
}

#[test]
fn a_configuration_is_read_or_refused() {
    let folder_of_file = tempfile::tempdir().unwrap();
    let demo = folder("../sandbox/demo/proxy.toml");
    fuzz("configuration", &[&folder("config.default.toml"), &demo], |input| {
        let text = String::from_utf8_lossy(input);
        if let Err(invalid) = Config::parse(&text, folder_of_file.path()) {
            assert!(!invalid.mistakes.is_empty(), "refused without a reason");
        }
    });
}

#[test]
fn a_pdf_is_judged_within_its_bounds() {
    let limits = Limits::default();
    fuzz("pdf", &[&folder("src/pdf/fixtures")], |input| {
        for allow_restricted in [false, true] {
            let _judged = pdf::inspect(input, allow_restricted, &limits);
        }
        let _damage = pdf::check_signed(input, Some(4096), &limits);
    });
}
