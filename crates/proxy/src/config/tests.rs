use std::collections::BTreeSet;

use super::*;

/// The default file with its secrets filled in.
fn complete() -> String {
    DEFAULT
        .replace("env:AUTENTI_PROXY_TICKET_SECRET", "0123456789abcdef0123456789abcdef")
        .replace("env:AUTENTI_CLIENT_SECRET", "secret")
        .replace("env:WEBCON_CLIENT_SECRET", "secret")
        .replace("file:autenti.pem", "-----BEGIN PRIVATE KEY-----")
}

fn parse(text: &str) -> Result<Config, InvalidConfig> {
    Config::parse(text, Path::new("/etc/autenti"))
}

fn mistakes(text: &str) -> Vec<String> {
    parse(text).unwrap_err().mistakes.iter().map(ToString::to_string).collect()
}

/// The keys that a text of TOML holds, switched on or as an example in a comment.
fn keys_of(text: &str) -> BTreeSet<String> {
    let mut section = String::new();
    let mut keys = BTreeSet::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = format!("{name}.");
            keys.insert(name.to_owned());
        } else if let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| !key.starts_with('#')) {
            keys.insert(format!("{section}{key}"));
        }
    }
    keys
}

#[test]
fn every_key_stands_in_the_documented_file_and_nothing_else() {
    let dict: Dict = Figment::from(Toml::string(&complete())).extract().unwrap();
    let findings = Findings::default();
    let _config = Config::read(Section::root(&dict, Path::new("."), &findings));
    let read: BTreeSet<String> = findings
        .into_keys()
        .into_iter()
        // A row of `integration.keys` is one line, and `profiles` has no line of its own.
        .filter(|key| !key.starts_with("integration.keys.") && key != "profiles")
        .collect();
    assert_eq!(read, keys_of(DEFAULT));
}

#[test]
fn the_documented_file_says_the_defaults() {
    let documented = parse(&complete()).unwrap();
    let needed: String = complete()
        .lines()
        .filter(|line| {
            let optional = [
                "listen",
                "assets",
                "ttl",
                "grant",
                "key_id",
                "refresh_token",
                "api_key",
                "poll_open",
                "poll_idle",
                "api_version",
                "scope",
                "write_as_admin",
                "message",
                "language",
                "send_as_organisation",
                "visualisation",
                "labels",
                "signing_order",
                "roles",
                "signature_types",
                "link",
                "link_text",
                "select",
                "name_matches",
                "query",
                "phone",
                "sms_authorisation",
                "sms_unlock",
                "order",
                "status",
                "rejection_reason",
                "representative",
                "vat",
                "organisation",
                "position",
                "block_reminder",
                "add_missing",
                "file_name",
                "overwrite",
                "attach_when_completed",
                "signature_card",
                "archive",
                "example",
            ];
            !line.starts_with("database = \"sqlite")
                && !optional.iter().any(|key| line.starts_with(&format!("{key} =")))
        })
        .fold(String::new(), |text, line| text + line + "\n");
    assert_eq!(format!("{:?}", parse(&needed).unwrap()), format!("{documented:?}"));
}

#[test]
fn every_mistake_is_reported_at_once_with_its_key() {
    let wrong = complete()
        .replace("listen = \"127.0.0.1:8787\"", "listen = \"here\"\nlisten_on = 3")
        .replace("public_url = \"https://autenti.example.com\"", "public_url = \"autenti.example.com\"")
        .replace("[\"https://portal.example.com\"]", "[\"https://portal.example.com/WEBCONBPS\"]")
        .replace("0123456789abcdef0123456789abcdef", "short")
        .replace("ttl = \"30m\"", "ttl = \"half an hour\"")
        .replace("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", "key")
        .replace("grant = \"jwt-bearer\"", "grant = \"password\"")
        .replace("poll_open = \"5s\"", "poll_open = \"0s\"")
        .replace("database = 1", "database = \"one\"")
        .replace("title = \"{field:Title}\"", "title = \"{Title}\"")
        .replace("language = \"pl\"", "language = \"xx\"")
        .replace("\"VIEWER\"]", "\"WITNESS\"]")
        .replace("category = \"3#To sign\"", "category = \"\"")
        .replace("name_matches = \"\"", "name_matches = \"(\"")
        .replace("first_name = \"First name\"", "first_nam = \"First name\"")
        .replace("# COMPLETED = \"12\"", "SIGNED = \"12\"");
    insta::assert_snapshot!(mistakes(&wrong).join("\n"));
}

#[test]
fn a_secret_that_cannot_be_had_is_named_not_shown() {
    let text = complete()
        .replace("secrets = [\"0123456789abcdef0123456789abcdef\"]", "secrets = [\"env:NO_SUCH_VARIABLE\"]")
        .replace("\"-----BEGIN PRIVATE KEY-----\"", "\"file:no-such.pem\"");
    let mistakes = mistakes(&text);
    assert_eq!(
        mistakes,
        [
            "ticket.secrets: the environment variable NO_SUCH_VARIABLE is not set",
            "autenti.private_key: the file /etc/autenti/no-such.pem cannot be read: No such file or directory (os error 2)"
        ]
    );
}

#[test]
fn no_secret_shows_when_a_configuration_is_printed() {
    let shown = format!("{:?}", parse(&complete()).unwrap());
    assert!(!shown.contains("0123456789abcdef"), "{shown}");
    assert!(!shown.contains("BEGIN PRIVATE KEY"), "{shown}");
}

#[test]
fn relative_paths_start_at_the_folder_of_the_file() {
    let config = parse(&complete()).unwrap();
    assert_eq!(config.database, "sqlite:///etc/autenti/autenti-proxy.db");
    assert_eq!(config.assets, Path::new("/etc/autenti/assets"));
}

#[test]
fn a_signing_order_needs_its_column() {
    let text = complete().replace("signing_order = false", "signing_order = true");
    assert_eq!(
        mistakes(&text),
        ["profiles.contracts.recipients.order: is missing: a signing order needs the column of the places"]
    );
}

#[test]
fn an_empty_file_names_what_is_needed() {
    insta::assert_snapshot!(mistakes("").join("\n"));
}
