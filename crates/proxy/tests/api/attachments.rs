//! Which attachments are signed, and why others cannot be.

use lopdf::{Document, Object, Stream, dictionary};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// The address of an instance, as faults name it.
const ELEMENT: &str = "/api/data/v6.0/db/1/elements/1";
/// The address of the query for the files to sign.
const QUERY: &str = "/api/udef/db/1/attachments-to-sign";

/// Selects by this category.
fn by_category(config: &str, category: &str) -> String {
    config.replace("category = \"3#To sign\"", &format!("category = \"{category}\""))
}

/// Selects by the demo's query.
fn by_query(config: &str) -> String {
    config
        .replace(
            "select = \"category\"",
            "select = \"query\"\nquery = \"attachments-to-sign?instance={element}\"",
        )
        .replace("category = \"3#To sign\"\n", "")
}

/// Names of the files that would be signed.
async fn files(world: &World, element: i32) -> Vec<String> {
    let signing = world.ola(element).await.signing().await;
    let files = signing["files"].as_array().unwrap_or_else(|| panic!("{signing}"));
    files.iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect()
}

/// Opens without a password, but an owner's password restricts what may be done with it.
const OWNER_ONLY: &[u8] = include_bytes!("../../src/pdf/fixtures/owner-only-aes256.pdf");

/// A document of one empty page, changed.
fn pdf(change: impl FnOnce(&mut Document, &mut lopdf::Dictionary)) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let content = document.add_object(Stream::new(dictionary! {}, Vec::new()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, tree.into());
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
    change(&mut document, &mut catalog);
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[tokio::test]
async fn a_category_is_known_by_number_and_name_whichever_webcon_tells() {
    for category in ["3", "3#To sign", "3#Do podpisu", "To sign"] {
        let world =
            World::from_text(by_category(include_str!("../../../sandbox/demo/proxy.toml"), category)).await;
        let mut element = world.element(UNSENT).await;
        let told_by_name = category.contains("To sign");
        if told_by_name {
            assert_eq!(files(&world, UNSENT).await, ["umowa-1-2026.pdf"], "{category}");
        }
        // What the documentation's sample writes, `id#name`, may also be what another version tells.
        element["attachments"][0]["group"] = "3#To sign".into();
        world
            .break_portal(
                json!({ "method": "GET", "path": ELEMENT, "status": 200, "body": element.to_string() }),
            )
            .await;
        assert_eq!(files(&world, UNSENT).await, ["umowa-1-2026.pdf"], "{category}");
        element["attachments"][0]["group"] = "4#To sign too".into();
        world
            .break_portal(
                json!({ "method": "GET", "path": ELEMENT, "status": 200, "body": element.to_string() }),
            )
            .await;
        assert!(files(&world, UNSENT).await.is_empty(), "{category}");
    }
}

#[tokio::test]
async fn a_category_by_number_is_explained_where_webcon_tells_names_only() {
    let world = World::with(|config| by_category(&config, "3")).await;
    let (status, body) = world.ola(UNSENT).await.send("key").await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("no_attachments")));
    let words = body["detail"].as_str().unwrap();
    assert!(words.contains("names of categories (To sign)") && words.contains("id#name"), "{words}");
}

#[tokio::test]
async fn all_files_or_those_without_a_category_can_be_selected() {
    let world = World::with(|config| by_category(&config, "all")).await;
    assert_eq!(files(&world, ORDERED).await.len(), 3);
    let world = World::with(|config| by_category(&config, "none")).await;
    assert!(files(&world, ORDERED).await.is_empty());
    world.attach(ORDERED, "bez kategorii.PDF", "", &pdf(|_, _| {})).await;
    assert_eq!(files(&world, ORDERED).await, ["bez kategorii.PDF"]);
}

#[tokio::test]
async fn a_pattern_limits_the_files() {
    let world =
        World::with(|config| by_category(&config, "all\"\nname_matches = \"(?i)^za\u{142}\u{105}cznik"))
            .await;
    assert_eq!(files(&world, ORDERED).await, ["załącznik – cennik.pdf"]);
    let (status, body) = world.ola(UNSENT).await.send("key").await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("no_attachments")));
}

#[tokio::test]
async fn a_query_selects_the_files_and_their_order() {
    let world = World::with(|config| by_query(&config)).await;
    let known = files(&world, ORDERED).await;
    assert_eq!(known, ["umowa ramowa #1; wersja 2.pdf", "załącznik – cennik.pdf"]);
    let ids: Vec<i64> = world.element(ORDERED).await["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| known.contains(&file["name"].as_str().unwrap().to_owned()))
        .map(|file| file["id"].as_i64().unwrap())
        .collect();
    let foreign = world.element(UNSENT).await["attachments"][0]["id"].clone();
    // The other way round, one of them twice, one of another instance, one of none.
    let rows = json!({ "Data": [[ids[1]], [foreign], [ids[1].to_string()], [4711], [ids[0], "x"]] });
    world.break_portal(json!({ "path": QUERY, "status": 200, "body": rows.to_string() })).await;
    assert_eq!(files(&world, ORDERED).await, ["załącznik – cennik.pdf", "umowa ramowa #1; wersja 2.pdf"]);
}

#[tokio::test]
async fn a_query_that_answers_no_ids_is_told_in_words() {
    let world = World::with(|config| by_query(&config)).await;
    for (status, body) in [
        (200, r#"{"Data":[{"ATT_Name":"umowa.pdf","ATT_ID":7}]}"#),
        (200, r#"{"Data":[{"ATT_ID":null}]}"#),
        (200, r#"{"Rows":[]}"#),
        (404, r#"{"Description":"Not found"}"#),
    ] {
        world.break_portal(json!({ "path": QUERY, "status": status, "body": body })).await;
        let (status, answer) = answered(world.ola(ORDERED).await.signing_answer().await).await;
        assert_eq!((status, &answer["code"]), (StatusCode::BAD_GATEWAY, &json!("webcon_refused")), "{body}");
        assert!(answer["detail"].as_str().unwrap().contains("“attachments-to-sign?instance=10”"), "{answer}");
    }
    // None at all is for the user to mend.
    world.break_portal(json!({ "path": QUERY, "status": 200, "body": "[]" })).await;
    let (_, answer) = world.ola(ORDERED).await.send("key").await;
    assert_ne!(answer["code"], "webcon_refused");
}

#[tokio::test]
async fn each_refusal_of_a_file_names_it() {
    let world = World::new().await;
    let before = world.documents().await;
    let ola = world.ola(UNSENT).await;
    let signed = pdf(|document, catalog| {
        let value =
            document.add_object(dictionary! { "Type" => "Sig", "Contents" => Object::string_literal("…") });
        let field = document.add_object(dictionary! { "FT" => "Sig", "V" => value });
        catalog.set("AcroForm", dictionary! { "Fields" => vec![field.into()] });
    });
    let active = pdf(|document, catalog| {
        let xfa = document.add_object(Stream::new(dictionary! {}, b"<xdp/>".to_vec()));
        catalog.set("AcroForm", dictionary! { "XFA" => xfa });
    });
    let large = [b"%PDF-1.7\n".to_vec(), vec![b' '; 20 * 1024 * 1024]].concat();
    for (name, content, code, words) in [
        ("notatka.docx", b"PK".as_slice(), "not_pdf", "is not a PDF file"),
        ("udawana.pdf", b"PK", "not_pdf", "not a PDF file inside"),
        ("tajna.pdf", b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>", "pdf_protected", "password"),
        ("chroniona.pdf", OWNER_ONLY, "pdf_protected", "restricts what may be done"),
        ("podpisana.pdf", &signed, "pdf_signed", "signature already"),
        ("aktywna.pdf", &active, "pdf_active_form", "XFA"),
        ("strona.pdf", b"%PDF-1.4\n<html>Session expired</html>", "pdf_unreadable", "No page of"),
        ("wielka.pdf", &large, "too_large", "at most 20 MB"),
    ] {
        world.clear_attachments(UNSENT).await;
        world.attach(UNSENT, "umowa.pdf", "3#To sign", &pdf(|_, _| {})).await;
        world.attach(UNSENT, name, "3#To sign", content).await;
        let (status, body) = ola.send(name).await;
        assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)), "{name}");
        let detail = body["detail"].as_str().unwrap();
        assert!(detail.contains(name) && detail.contains(words), "{detail}");
        let is_no_pdf = code == "not_pdf";
        assert_eq!(body["title"] == "Not a PDF file", is_no_pdf, "{name}: {}", body["title"]);
    }
    assert_eq!(world.documents().await, before);
}

#[tokio::test]
async fn a_restricted_file_goes_out_where_the_profile_allows_it() {
    let world = World::with(|config| {
        config.replace("language = \"pl\"", "language = \"pl\"\nallow_restricted_pdf = true")
    })
    .await;
    world.clear_attachments(UNSENT).await;
    world.attach(UNSENT, "chroniona.pdf", "3#To sign", OWNER_ONLY).await;
    let (status, body) = world.ola(UNSENT).await.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
}

#[tokio::test]
async fn a_file_whose_name_holds_a_slash_goes_up_under_its_whole_name() {
    let world = World::new().await;
    world.clear_attachments(UNSENT).await;
    world.attach(UNSENT, "umowa 1/2026 \"A\"; #2 🖋️.pdf", "3#To sign", &pdf(|_, _| {})).await;
    // Something in front of the header does no harm.
    let preceded = [b"\xef\xbb\xbf".to_vec(), pdf(|_, _| {})].concat();
    world.attach(UNSENT, "z nagłówkiem.PDF", "3#To sign", &preceded).await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let sent: Vec<Value> = world.document(&document).await["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["filename"].clone())
        .collect();
    assert_eq!(sent, ["umowa 1_2026 \"A\"; #2 🖋️.pdf", "z nagłówkiem.PDF"]);
    assert_eq!(files(&world, UNSENT).await[0], "umowa 1/2026 \"A\"; #2 🖋️.pdf");
}
