//! From the documented configuration to a signed PDF on the instance, with nothing but the commands of the guides.

use std::path::{Path, PathBuf};
use std::process::Command;

use autenti_proxy::config::DEFAULT;
use autenti_proxy::digest;
use serde_json::Value;

use crate::support::*;

/// What an administrator holds before anything is set up.
const INTEGRATION_KEY: &str = "5b0f5e3c0c1d4f7a8e9b2a6d7c4f1e0a9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a";

/// The arguments of a command of the program, as a guide writes it on a line of its own.
fn arguments(guide: &str, command: &str) -> Vec<String> {
    let start = format!("autenti-proxy {command} ");
    let line = guide.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("{command}"));
    line.split_whitespace().skip(1).map(|word| word.replace("4711", "1")).collect()
}

/// Runs a command as the guides write it, in the folder of the configuration.
fn run(folder: &Path, arguments: &[String]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

/// The documented file without the profile that stands in it as an example.
fn documented() -> String {
    let (head, _) = DEFAULT.split_once("# One section per WEBCON process.").unwrap();
    head.to_owned()
}

/// Fills in what stands in angle brackets, and where the secrets are.
fn filled_in(world: &World, address: std::net::SocketAddr, folder: &Path) -> String {
    let secret = |name: &str, content: &str| {
        let file = folder.join(name);
        std::fs::write(&file, content).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
    };
    secret("ticket.secret", "Zq3vT8xLw0Rk5NfYp2HsB7dMj9GcAeUo");
    secret("autenti.secret", "demo-secret");
    secret("webcon.secret", "demo-secret");
    secret("autenti.pem", &world.sandbox.private_key_pem);
    let origin = |url: &reqwest::Url| url.as_str().trim_end_matches('/').to_owned();
    let (autenti, portal) = (origin(&world.sandbox.autenti), origin(&world.sandbox.portal));
    documented()
        .replace("listen = \"127.0.0.1:8787\"", &format!("listen = \"{address}\""))
        .replace("<https:// and the name of this proxy>", &format!("http://{address}"))
        .replace("<https:// and the name of the portal>", &portal)
        .replace("env:AUTENTI_PROXY_TICKET_SECRET", "file:ticket.secret")
        .replace("env:AUTENTI_CLIENT_SECRET", "file:autenti.secret")
        .replace("env:WEBCON_CLIENT_SECRET", "file:webcon.secret")
        .replace("<SHA-256 of the key>", &digest::hex(INTEGRATION_KEY.as_bytes()))
        .replace("https://api.autenti.com/api/v2", &format!("{autenti}/api/v2"))
        .replace(
            "https://autenti.com/developers/keys/webhook.jwks",
            &format!("{autenti}/developers/keys/webhook.jwks"),
        )
        .replace("<client id>", "demo")
        .replace("<id of your organisation>", "demo-organisation")
        .replace("<id of the system user>", "demo-subject")
        .replace("<address of the system user>", "system@example.com")
}

/// The body of the data source, as the command prints it, with the variables that the designer picks, and with the rights
/// that a rule answers.
fn ticket_body(paste: &str, may: &str) -> Value {
    const DEFAULT_RIGHTS: &str = "\"may\": [\"sign\"]";
    assert!(paste.contains(DEFAULT_RIGHTS), "{paste}");
    let lines = paste.lines().skip_while(|line| !line.trim_start().starts_with("{ \"profile\""));
    let body: Vec<&str> = lines.take_while(|line| !line.trim().is_empty()).collect();
    let body = body
        .join("\n")
        .replace("{WFD_ID}", "1")
        .replace("{login}", OLA)
        .replace("{name}", "Ola Zielińska")
        .replace("{e-mail}", OLA)
        .replace("{language}", "pl")
        .replace(DEFAULT_RIGHTS, &format!("\"may\": \"{may}\""));
    serde_json::from_str(&body).unwrap()
}

fn guide(name: &str) -> String {
    let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    std::fs::read_to_string(docs.join(name)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_configuration_becomes_a_signed_pdf_with_the_commands_of_the_guides() {
    let operating = guide("operating.md");
    let [check, profile] = ["check", "profile"].map(|command| arguments(&operating, command));
    assert_eq!(arguments(&operating, "serve"), ["serve", "--config", "proxy.toml"]);
    assert_eq!(arguments(&guide("embedding.md"), "profile"), profile);
    let mut world = World::new().await;
    world.stop().await;
    let address = world.free_address().await;
    let folder = world.folder().join("from-nothing");
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    std::fs::write(folder.join("assets/autenti-form.js"), "").unwrap();
    let config = folder.join("proxy.toml");

    // As it is documented: every place that is to be filled in is named.
    std::fs::write(&config, documented()).unwrap();
    let (right, said) = run(&folder, &check);
    assert!(
        !right && said.contains("public_url: `<https:// and the name of this proxy>` only stands there"),
        "{said}"
    );
    assert!(said.contains("profiles: is missing"), "{said}");

    std::fs::write(&config, filled_in(&world, address, &folder)).unwrap();
    let (right, paste) = run(&folder, &profile);
    assert!(right, "{paste}");
    let (right, said) = run(&folder, &check);
    assert!(right, "{said}");

    let program = Program::start_with(&world, &config, address).await;
    let (right, said) = run(&folder, &check);
    assert!(right && said.contains("answers as this proxy"), "{said}");
    let send = async |may: &str| {
        let tickets =
            world.http.post(format!("{}/v1/tickets?rows=true", program.url)).bearer_auth(INTEGRATION_KEY);
        let (_, rows) = answered(tickets.json(&ticket_body(&paste, may)).send().await.unwrap()).await;
        let ticket = rows[0]["ticket"].as_str().unwrap_or_else(|| panic!("{rows}")).to_owned();
        let send = world.http.post(format!("{}/v1/signing/send", program.url)).bearer_auth(&ticket);
        let sent = answered(send.header("Idempotency-Key", "first").send().await.unwrap()).await;
        (ticket, sent)
    };
    // As it is printed, whoever opens the form cannot send.
    let (_, (status, refused)) = send("sign").await;
    assert_eq!((status, &refused["code"]), (reqwest::StatusCode::FORBIDDEN, &"not_allowed".into()));
    let (ticket, (status, sent)) = send("sign;send;download").await;
    assert_eq!(status, reqwest::StatusCode::ACCEPTED, "{sent}");

    let field = async |name: &str| {
        let element = world.element(UNSENT).await;
        let fields = element["formFields"].as_array().unwrap().clone();
        let field = fields.into_iter().find(|field| field["name"] == name).unwrap();
        field["svalue"].as_str().unwrap_or_default().to_owned()
    };
    let says = async |wanted: &str| {
        eventually(async || {
            let status = field("Signature status").await;
            if status.starts_with(wanted) { Ok(()) } else { Err(status) }
        })
        .await;
    };
    says("PROCESSING").await;
    let document = field("Autenti document").await;
    for person in [ANNA, JAN] {
        world.act(&document, person, "sign", None).await;
    }
    says("COMPLETED").await;
    // The signed file is on the instance without anybody having asked for it.
    eventually(async || {
        let attachments = world.element(UNSENT).await["attachments"].clone();
        if attachments.as_array().unwrap().len() == 2 { Ok(()) } else { Err(attachments.to_string()) }
    })
    .await;
    let signed = world.http.get(format!("{}/v1/signing/document", program.url)).bearer_auth(&ticket);
    let signed = signed.send().await.unwrap().bytes().await.unwrap();
    assert!(signed.starts_with(b"%PDF-"), "{} bytes", signed.len());
    // The very ones who signed stand on the card behind the contract.
    let text = pdf_extract::extract_text_from_mem(&signed).unwrap();
    for signer in [ANNA, JAN, "Nowak", "Kowalski"] {
        assert!(text.contains(signer), "{signer}: {text}");
    }
}
