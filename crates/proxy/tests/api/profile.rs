//! `autenti-proxy profile` writes a profile that works for the process of a saved instance.

use std::process::{Command, Output};

use crate::support::*;

/// The demo's configuration without its profile: what an administrator has before the first process.
fn without_profile(world: &World) -> std::path::PathBuf {
    let text = world.config_text();
    let (head, profile) = text.split_once("[profiles.contracts]").unwrap();
    // What the tests add stands after it.
    let rest =
        profile.split_once("\n[limits]").map_or_else(String::new, |(_, rest)| format!("\n[limits]{rest}"));
    let file = world.folder().join("first.toml");
    let assets = world.folder().join("assets");
    std::fs::create_dir_all(&assets).unwrap();
    std::fs::write(assets.join("autenti-form.js"), "").unwrap();
    std::fs::write(
        &file,
        format!("{head}{rest}")
            .replace("../../../dist/assets", "assets")
            .replace("autenti-proxy-demo.db", "first.db"),
    )
    .unwrap();
    file
}

fn profile(config: &std::path::Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
        .args(["profile", "--config"])
        .arg(config)
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_profile_of_the_demo_is_right_and_sends() {
    let world = World::new().await;
    let config = without_profile(&world);
    let out = world.folder().join("profiles/umowy.toml");
    let paste = said(&profile(&config, &["--element", "1", "--out", out.to_str().unwrap()]));
    let written = std::fs::read_to_string(&out).unwrap();
    for line in [
        "process = \"940ce550-0000-4000-8000-000000000001\"  # Contracts",
        "title = \"{field:f1e1d000-0000-4000-8000-000000000111}\"  # Title",
        "message = \"{field:f1e1d000-0000-4000-8000-000000000117}\"  # Message to recipients",
        "autenti_id = \"f1e1d000-0000-4000-8000-000000000124\"  # Autenti document",
        "status = \"f1e1d000-0000-4000-8000-000000000125\"  # Signature status",
        "# link = \"f1e1d000-0000-4000-8000-000000000126\"  # Link for signing",
        "category = \"To sign\"",
        "list = \"f1e1d000-0000-4000-8000-000000000140\"  # Recipients",
        "email = \"c0101000-0000-4000-8000-000000000203\"  # E-mail",
        "sms_unlock = \"c0101000-0000-4000-8000-000000000208\"  # SMS to open",
        "block_reminder = \"c0101000-0000-4000-8000-000000000218\"  # Block reminder",
        "# COMPLETED = \"9a700000-0000-4000-8000-000000000063\"  # guess: Archive signed (from Signing)",
    ] {
        assert!(written.lines().any(|one| one == line), "{line}\n\n{written}");
    }
    // Everything that a profile can name was there, and nothing had to be asked.
    assert!(!written.contains("it could be"), "{written}");
    for part in [
        "\"profile\": \"umowy\"",
        "status=\"#{I:AttChoose1}#\"",
        &format!("<script src=\"{}/assets/autenti-form.js\"", world.proxy),
        "SIGNER",
        "/v1/lookups/signature-types",
    ] {
        assert!(paste.contains(part), "{part}\n\n{paste}");
    }
    let checked = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
        .args(["check", "--config"])
        .arg(&config)
        .output()
        .unwrap();
    let checked_text = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{checked_text}");
    assert!(checked_text.contains("profiles.umowy: attachments select umowa-1-2026.pdf"), "{checked_text}");
    assert_sends(&world, &config, "umowy").await;
    // What somebody has mended by hand is not written over.
    let again = profile(&config, &["--element", "1", "--out", out.to_str().unwrap()]);
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("is left as it is"));
}

/// The configuration's only profile sends the unsent instance.
async fn assert_sends(world: &World, config: &std::path::Path, profile: &str) {
    let program = Program::start_with(world, config, world.free_address().await).await;
    let url = format!("{}/v1/profiles/{profile}/elements/{UNSENT}/signing", program.url);
    let sent = world.http.post(format!("{url}/send")).bearer_auth(KEY).header("Idempotency-Key", "first");
    let (status, body) = answered(sent.send().await.unwrap()).await;
    assert_eq!(status, reqwest::StatusCode::ACCEPTED, "{body}");
    eventually(async || {
        let (_, signing) = answered(world.http.get(&url).bearer_auth(KEY).send().await.unwrap()).await;
        let is_out = signing["status"] == "PROCESSING" && signing["sending"].is_null();
        if is_out { Ok(()) } else { Err(signing.to_string()) }
    })
    .await;
    eventually(async || {
        let element = world.element(UNSENT).await;
        let fields = element["formFields"].as_array().unwrap();
        let is_status = |field: &&serde_json::Value| field["guid"] == "f1e1d000-0000-4000-8000-000000000125";
        let status = &fields.iter().find(is_status).unwrap()["svalue"];
        if status.as_str().unwrap().starts_with("PROCESSING") { Ok(()) } else { Err(status.to_string()) }
    })
    .await;
}

/// A form as a designer builds one who writes Polish, and one who writes German: English name and theirs.
const POLISH: &[(&str, &str)] = &[
    ("Contracts", "Umowy"),
    ("Title", "Tytuł umowy"),
    ("Contract number", "Numer umowy"),
    ("Owner", "Właściciel"),
    ("Contract date", "Data umowy"),
    ("Message to recipients", "Treść wiadomości do odbiorców"),
    ("Autenti document", "Identyfikator dokumentu Autenti"),
    ("Signature status", "Status podpisu"),
    ("Link for signing", "Link do podpisu"),
    ("Last modified reason", "Powód ostatniej zmiany"),
    ("Ticket", "Bilet"),
    ("Recipients", "Podpisujący"),
    ("First name", "Imię"),
    ("Last name", "Nazwisko"),
    ("E-mail", "Adres e-mail"),
    ("Role", "Rola"),
    ("Signature type", "Rodzaj podpisu"),
    ("Order", "Kolejność"),
    ("Rejection reason", "Powód odrzucenia"),
    ("Phone", "Telefon komórkowy"),
    ("SMS to sign", "SMS do podpisu"),
    ("SMS to open", "SMS do otwarcia"),
    ("Representative", "Reprezentant"),
    ("Organisation", "Nazwa firmy"),
    ("Position", "Stanowisko"),
    ("VAT", "NIP"),
    ("Block reminder", "Bez przypomnień"),
    ("Autenti id", "Id w Autenti"),
    ("To sign", "Do podpisu"),
    ("Signed", "Podpisane"),
    ("Archive signed", "Archiwizuj podpisaną"),
];
const GERMAN: &[(&str, &str)] = &[
    ("Contracts", "Verträge"),
    ("Title", "Titel"),
    ("Contract number", "Vertragsnummer"),
    ("Owner", "Inhaber"),
    ("Contract date", "Vertragsdatum"),
    ("Message to recipients", "Nachricht an die Empfänger"),
    ("Autenti document", "Autenti-Dokument"),
    ("Signature status", "Unterschriftsstatus"),
    ("Link for signing", "Link zur Unterschrift"),
    ("Last modified reason", "Grund der letzten Änderung"),
    ("Ticket", "Ticket"),
    ("Recipients", "Empfänger"),
    ("First name", "Vorname"),
    ("Last name", "Nachname"),
    ("E-mail", "E-Mail-Adresse"),
    ("Role", "Rolle"),
    ("Signature type", "Art der Unterschrift"),
    ("Order", "Reihenfolge"),
    ("Rejection reason", "Ablehnungsgrund"),
    ("Phone", "Telefonnummer"),
    ("SMS to sign", "SMS zur Unterschrift"),
    ("SMS to open", "SMS zum Öffnen"),
    ("Representative", "Vertreter"),
    ("Organisation", "Unternehmen"),
    ("Position", "Stellung"),
    ("VAT", "USt-IdNr."),
    ("Block reminder", "Keine Erinnerung"),
    ("Autenti id", "Autenti-ID"),
    ("To sign", "Zur Unterschrift"),
    ("Signed", "Unterschrieben"),
    ("Archive signed", "Unterzeichnete archivieren"),
];

/// Keys of a profile, switched off where they are only proposed, and the part of the demo's process that each of them is.
const PARTS: &[(&str, &str)] = &[
    ("process", "940ce550-0000-4000-8000-000000000001"),
    ("autenti_id", "f1e1d000-0000-4000-8000-000000000124"),
    ("status", "f1e1d000-0000-4000-8000-000000000125"),
    ("# link", "f1e1d000-0000-4000-8000-000000000126"),
    ("list", "f1e1d000-0000-4000-8000-000000000140"),
    ("first_name", "c0101000-0000-4000-8000-000000000201"),
    ("last_name", "c0101000-0000-4000-8000-000000000202"),
    ("email", "c0101000-0000-4000-8000-000000000203"),
    ("role", "c0101000-0000-4000-8000-000000000204"),
    ("signature_type", "c0101000-0000-4000-8000-000000000205"),
    ("phone", "c0101000-0000-4000-8000-000000000206"),
    ("sms_authorisation", "c0101000-0000-4000-8000-000000000207"),
    ("sms_unlock", "c0101000-0000-4000-8000-000000000208"),
    ("order", "c0101000-0000-4000-8000-000000000209"),
    ("status", "c0101000-0000-4000-8000-000000000210"),
    ("rejection_reason", "c0101000-0000-4000-8000-000000000211"),
    ("autenti_id", "c0101000-0000-4000-8000-000000000212"),
    ("representative", "c0101000-0000-4000-8000-000000000213"),
    ("vat", "c0101000-0000-4000-8000-000000000214"),
    ("organisation", "c0101000-0000-4000-8000-000000000215"),
    ("position", "c0101000-0000-4000-8000-000000000216"),
    ("block_reminder", "c0101000-0000-4000-8000-000000000218"),
    ("# COMPLETED", "9a700000-0000-4000-8000-000000000063"),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_profile_of_a_form_in_polish_or_german_is_right_and_sends() {
    for names in [POLISH, GERMAN] {
        let world = World::new().await;
        let theirs: std::collections::BTreeMap<_, _> = names.iter().copied().collect();
        world.portal_settings(serde_json::json!({ "apiNames": theirs })).await;
        let config = without_profile(&world);
        let out = world.folder().join("profiles/umowy.toml");
        said(&profile(&config, &["--element", "1", "--out", out.to_str().unwrap()]));
        let written = std::fs::read_to_string(&out).unwrap();
        for (key, guid) in PARTS {
            let line = format!("{key} = \"{guid}\"");
            assert!(written.lines().any(|one| one.starts_with(&line)), "{line}\n\n{written}");
        }
        for line in [
            format!("title = \"{{field:f1e1d000-0000-4000-8000-000000000111}}\"  # {}", theirs["Title"]),
            format!(
                "message = \"{{field:f1e1d000-0000-4000-8000-000000000117}}\"  # {}",
                theirs["Message to recipients"]
            ),
            format!("category = \"{}\"", theirs["To sign"]),
        ] {
            assert!(written.lines().any(|one| one == line), "{line}\n\n{written}");
        }
        assert!(!written.contains("it could be"), "{written}");
        let checked = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
            .args(["check", "--config"])
            .arg(&config)
            .output()
            .unwrap();
        let checked_text = String::from_utf8_lossy(&checked.stdout);
        assert!(checked.status.success(), "{checked_text}");
        assert!(
            checked_text.contains("profiles.umowy: attachments select umowa-1-2026.pdf"),
            "{checked_text}"
        );
        assert_sends(&world, &config, "umowy").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_file_everything_is_one_profile_on_standard_output() {
    let world = World::new().await;
    let config = without_profile(&world);
    let text = said(&profile(&config, &["--element", "1"]));
    let parsed: toml::Table = text.parse().unwrap();
    assert_eq!(parsed["database"].as_integer(), Some(1));
    assert!(text.contains("# What goes into Designer Studio for the profile `contracts`"), "{text}");
    assert!(text.contains("#    <autenti-signing proxy="), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_seen_is_marked_with_why() {
    let world = World::with(|config| {
        config.replace("[webcon]\n", "[webcon]\nscope = \"App.Elements.ReadWrite.All\"\n")
    })
    .await;
    let settings = serde_json::json!({ "apiMisses": [{ "fields": ["AttText1", "DET_Att4"] }] });
    world.portal_settings(settings).await;
    let text = said(&profile(&without_profile(&world), &["--element", "1"]));
    for part in [
        "# missing: the processes cannot be read",
        "# missing: the API account sees no field that is called so and holds a text. Without it nothing is sent.",
        "# missing: the API account sees no column that is called so and holds a text or a choice.",
        "# missing: the steps and their paths cannot be read",
        "#    - fields.autenti_id was not found on the form",
        "#    - recipients.role was not found on the form",
    ] {
        assert!(text.contains(part), "{part}\n\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_cannot_be_read_is_told() {
    let world = World::new().await;
    let output = profile(&without_profile(&world), &["--element", "4711"]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && error.contains("the instance 4711 of the database 1 cannot be read"),
        "{error}"
    );
}
