use std::collections::BTreeSet;

use super::*;

/// The default file with its secrets and places filled in, and with the sections switched on that are off.
fn complete() -> String {
    DEFAULT
        .replace("env:AUTENTI_PROXY_TICKET_SECRET", "Zq3vT8xLw0Rk5NfYp2HsB7dMj9GcAeUo")
        .replace("env:AUTENTI_CLIENT_SECRET", "secret")
        .replace("env:WEBCON_CLIENT_SECRET", "secret")
        .replace("file:autenti.pem", "-----BEGIN PRIVATE KEY-----")
        .replace("<https:// and the name of this proxy>", "https://autenti.example.com")
        .replace("<https:// and the name of the portal>", "https://portal.example.com")
        .replace("<SHA-256 of the key>", "8a5edab282632443219e051e4ade2d1d5bbc671c781051bf1437897cbdfea0f1")
        .replace("<client id>", "our-application")
        .replace("<id of your organisation>", "our-organisation")
        .replace("<id of the system user>", "webcon")
        .replace("<address of the system user>", "system@example.com")
        .lines()
        .map(|line| if is_switched_off(line) { &line[2..] } else { line })
        .fold(String::new(), |text, line| text + line + "\n")
}

/// A comment that is a line of TOML: `# at_most = 5`, `# [profiles.contracts.reminders]`.
fn is_switched_off(line: &str) -> bool {
    let Some(line) = line.strip_prefix("# ") else { return false };
    let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    line.starts_with('[') && line.ends_with(']') || line.split_once(" = ").is_some_and(|(key, _)| is_key(key))
}

fn parse(text: &str) -> Result<Config, InvalidConfig> {
    Config::parse(text, Path::new("/etc/autenti"))
}

fn mistakes(text: &str) -> Vec<String> {
    parse(text).unwrap_err().mistakes.iter().map(ToString::to_string).collect()
}

/// The keys that a text of TOML holds.
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
        // `profiles` has no line of its own, and `accounts` has the keys of `autenti`.
        .filter(|key| !["profiles", "accounts"].contains(&key.as_str()))
        .collect();
    // A row of `integration.keys` is one line, with a comment for each of its keys.
    let (of_a_key, read): (BTreeSet<String>, BTreeSet<String>) =
        read.into_iter().partition(|key| key.starts_with("integration.keys."));
    // Rows of `fixed_recipients` are documented in a comment.
    let read: BTreeSet<String> = read.into_iter().filter(|key| !key.contains(".fixed_recipients")).collect();
    assert_eq!(read, keys_of(&complete()));
    for key in of_a_key.iter().filter_map(|key| key.rsplit('.').next()) {
        let in_comment = DEFAULT.contains(&format!("\n#   {key} "));
        assert!(in_comment || DEFAULT.contains(&format!("{key} = \"")), "{key}");
    }
}

#[test]
fn the_documented_file_says_the_defaults() {
    let documented = parse(&complete()).unwrap();
    let needed: String = complete()
        .lines()
        .filter(|line| {
            let optional = [
                "listen",
                "admin_listen",
                "url",
                "requests_per_ticket",
                "requests_per_key",
                "failed_credentials",
                "trusted_proxies",
                "streams_per_ticket",
                "header_timeout",
                "body_timeout",
                "connections",
                "shutdown",
                "personal_data",
                "audit",
                "upload_form",
                "process",
                "account",
                "act_as",
                "adopt",
                "allow_restricted_pdf",
                "take_checkout_after",
                "again_after_completed",
                "largest_file",
                "file_address",
                "after",
                "every",
                "at_most",
                "assets",
                "ttl",
                "grant",
                "key_id",
                "assertion_algorithm",
                "refresh_token",
                "redirect_uri",
                "name",
                "person",
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
            !optional.iter().any(|key| line.starts_with(&format!("{key} =")))
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
        .replace("Zq3vT8xLw0Rk5NfYp2HsB7dMj9GcAeUo", "short")
        .replace("ttl = \"30m\"", "ttl = \"half an hour\"")
        .replace("8a5edab282632443219e051e4ade2d1d5bbc671c781051bf1437897cbdfea0f1", "key")
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
    let wrong = wrong
        .replace("header_timeout = \"10s\"", "header_timeout = \"0s\"")
        .replace("requests_per_key = \"6000/m\"", "requests_per_key = \"many\"")
        .replace("trusted_proxies = []", "trusted_proxies = [\"10.0.0.0/40\"]")
        .replace("personal_data = \"400d\"", "personal_data = \"a while\"")
        .replace("upload_form = \"fields\"", "upload_form = \"paper\"")
        .replace("assertion_algorithm = \"RS256\"", "assertion_algorithm = \"HS256\"")
        .replace("adopt = \"never\"", "adopt = \"always\"")
        .replace("account = \"default\"", "account = \"other\"")
        .replace("every = \"2d\"", "every = \"1s\"");
    insta::assert_snapshot!(mistakes(&wrong).join("\n"));
}

#[test]
fn a_secret_that_cannot_be_had_is_named_not_shown() {
    let text = complete()
        .replace("secrets = [\"Zq3vT8xLw0Rk5NfYp2HsB7dMj9GcAeUo\"]", "secrets = [\"env:NO_SUCH_VARIABLE\"]")
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
    assert!(!shown.contains("Zq3vT8xLw0Rk5NfYp2HsB7dMj9GcAeUo"), "{shown}");
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

#[test]
fn the_documented_file_does_not_work_before_it_is_filled_in() {
    let text = DEFAULT
        .replace("env:AUTENTI_PROXY_TICKET_SECRET", "Zq3vT8xLw0Rk5NfYp2HsB7dMj9GcAeUo")
        .replace("env:AUTENTI_CLIENT_SECRET", "secret")
        .replace("env:WEBCON_CLIENT_SECRET", "secret")
        .replace("file:autenti.pem", "-----BEGIN PRIVATE KEY-----");
    insta::assert_snapshot!(mistakes(&text).join("\n"));
}

#[test]
fn an_example_that_nothing_uses_may_stay() {
    let text = complete()
        .replace("grant = \"jwt-bearer\"", "grant = \"client-credentials\"")
        .replace("\"our-organisation\"", "\"<id of your organisation>\"");
    assert!(parse(&text).is_ok());
}

#[test]
fn a_key_that_anybody_can_guess_is_refused_everywhere() {
    let digest = |key: &str| crate::digest::hex(key.as_bytes());
    let ours = "8a5edab282632443219e051e4ade2d1d5bbc671c781051bf1437897cbdfea0f1";
    for key in ["foo", "", "password", "KEY"] {
        let text = complete().replace(ours, &digest(key));
        let mistakes = mistakes(&text);
        assert_eq!(mistakes.len(), 1, "{mistakes:?}");
        assert!(mistakes[0].starts_with("integration.keys.sha256: the key of `webcon` can be guessed"));
        let local = DEMO.replace(&digest("demo-integration-key"), &digest(key));
        assert!(parse_demo(&local).is_err(), "{key}");
    }
}

#[test]
fn a_secret_that_can_be_guessed_is_refused() {
    let equal = "a".repeat(32);
    let twice = "0123456789abcdef".repeat(2);
    for secret in
        [equal.as_str(), &twice, "passwordpasswordpasswordpassword", "abcdefghijklmnopqrstuvwxyz012345"]
    {
        let mistakes = mistakes(&complete().replace("Zq3vT8xLw0Rk5NfYp2HsB7dMj9GcAeUo", secret));
        assert_eq!(
            mistakes,
            [
                "ticket.secrets: a secret can be guessed: it must be random, for example from `openssl rand -base64 48`"
            ],
            "{secret}"
        );
    }
}

#[test]
fn a_ticket_is_good_for_eight_hours_at_most() {
    for (ttl, is_right) in [("8h", true), ("8h 1s", false), ("1d", false), ("876000h", false), ("0s", false)]
    {
        let parsed = parse(&complete().replace("ttl = \"30m\"", &format!("ttl = \"{ttl}\"")));
        assert_eq!(parsed.is_ok(), is_right, "{ttl}");
    }
}

const DEMO: &str = include_str!("../../../sandbox/demo/proxy.toml");

fn parse_demo(text: &str) -> Result<Config, InvalidConfig> {
    parse(&text.replace("file:autenti-demo.pem", "-----BEGIN PRIVATE KEY-----"))
}

#[test]
fn what_the_demo_publishes_is_good_on_this_machine_only() {
    assert!(parse_demo(DEMO).is_ok());
    for (local, elsewhere) in [
        ("listen = \"127.0.0.1:8787\"", "listen = \"0.0.0.0:8787\""),
        ("listen = \"127.0.0.1:8787\"", "listen = \"127.0.0.1:8787\"\nadmin_listen = \"[::]:8790\""),
        ("base_url = \"http://127.0.0.1:8788/api/v2\"", "base_url = \"https://api.autenti.com/api/v2\""),
        ("base_url = \"http://127.0.0.1:8789\"", "base_url = \"https://portal.example.com\""),
    ] {
        let invalid = parse_demo(&DEMO.replace(local, elsewhere)).unwrap_err();
        let keys: Vec<_> = invalid.mistakes.iter().map(|mistake| mistake.key.as_str()).collect();
        assert_eq!(
            keys,
            ["ticket.secrets", "integration.keys.sha256", "autenti.client_secret", "webcon.client_secret"],
            "{elsewhere}"
        );
    }
}

#[test]
fn what_travels_in_the_clear_is_warned_of_unless_it_stays_on_this_machine() {
    let warnings = |config: &Config| config.warnings.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(warnings(&parse(&complete()).unwrap()), Vec::<String>::new());
    let text = complete()
        .replace("https://api.autenti.com", "http://api.autenti.example.com")
        .replace("base_url = \"https://portal", "base_url = \"http://portal");
    let warned = warnings(&parse(&text).unwrap());
    let keys: Vec<_> =
        warned.iter().filter_map(|warning| warning.split_once(':')).map(|(key, _)| key).collect();
    assert_eq!(keys, ["autenti.base_url", "webcon.base_url"], "{warned:?}");
    // All of the demo is here; its key has no limits, which is said.
    let warned = warnings(&parse_demo(DEMO).unwrap());
    assert_eq!(
        warned,
        ["integration.keys.may: `demo` may do everything: `may` and `profiles` say what it is for"]
    );
}

#[test]
fn a_key_says_what_it_is_for_and_mistakes_in_that_are_named() {
    let line = complete().lines().find(|line| line.starts_with("keys = ")).unwrap().to_owned();
    let digest = |letter: &str| letter.repeat(64);
    let keys = |rows: &str| complete().replace(&line, &format!("keys = [{rows}]"));
    let row = |name: &str, letter: &str, rest: &str| {
        format!("{{ name = \"{name}\", sha256 = \"{}\"{rest} }}", digest(letter))
    };
    let config = parse(&keys(&row(
        "webcon",
        "1",
        ", profiles = [\"contracts\"], may = \"lookups\", networks = [\"10.0.0.0/8\", \"::1\"], expires = \"2027-12-31\"",
    )))
    .unwrap();
    let key = &config.integration[0];
    assert_eq!(key.may.as_deref(), Some([KeyRight::Lookups].as_slice()));
    let day = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    assert!(!key.is_expired(day("2027-12-31T23:59:59Z")));
    assert!(key.is_expired(day("2028-01-01T00:00:00Z")));
    let wrong = [
        row(
            "a",
            "1",
            ", profiles = [\"offers\"], may = [\"all\"], networks = [\"here\"], expires = \"soon\"",
        ),
        row("a", "2", ", profiles = [], may = []"),
        row("b", "2", ", right = 1"),
    ];
    insta::assert_snapshot!(mistakes(&keys(&wrong.join(", "))).join("\n"));
}

#[test]
fn an_account_has_a_name_or_is_the_only_one() {
    let named = complete()
        .replace("[autenti", "[accounts.sales")
        .replace("account = \"default\"", "account = \"sales\"");
    let config = parse(&named).unwrap();
    assert_eq!(config.accounts["sales"].base_url.as_str(), "https://api.autenti.com/api/v2");
    let twice = complete()
        + "\n[accounts.default]\nbase_url = \"https://api.autenti.com\"\ngrant = \"api-key\"\napi_key = \"k\"\n";
    assert_eq!(mistakes(&twice), ["autenti: is the same as `accounts.default`; one of them is too many"]);
    let extra = complete()
        .replace("[autenti.extra]", "[autenti.extra]\nreturnUrl = \"https://portal.example.com\"\n");
    let extra = &parse(&extra).unwrap().accounts["default"].extra;
    assert_eq!(extra["returnUrl"], "https://portal.example.com");
}

#[test]
fn the_database_is_a_file_or_a_server() {
    let with = |url: &str| parse(&complete().replace("sqlite://autenti-proxy.db", url));
    assert_eq!(
        with("postgres://proxy@db.example.com/proxy").unwrap().database,
        "postgres://proxy@db.example.com/proxy"
    );
    assert_eq!(with("sqlite::memory:").unwrap().database, "sqlite::memory:");
    assert!(with("mysql://db.example.com/proxy").is_err());
    let short = complete().replace("[database]\n", "").replace("url = \"sqlite://autenti-proxy.db\"\n", "");
    let short = short.replace("encryption_keys = []\n", "");
    let short = "database = \"postgres://db.example.com/proxy\"\n".to_owned() + &short;
    assert_eq!(parse(&short).unwrap().database, "postgres://db.example.com/proxy");
}

#[test]
fn a_folder_may_hold_further_profiles_one_per_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proxy.toml");
    let text = complete().replace("-----BEGIN PRIVATE KEY-----", "pem");
    std::fs::write(&file, &text).unwrap();
    let profile: String =
        text.split("[profiles.contracts]\n").nth(1).unwrap().replace("[profiles.contracts.", "[");
    let profiles = folder.path().join("profiles");
    std::fs::create_dir(&profiles).unwrap();
    std::fs::write(profiles.join("offers.toml"), &profile).unwrap();
    std::fs::write(profiles.join("notes.txt"), "not a profile").unwrap();
    let config = Config::load(&file).unwrap();
    assert_eq!(
        config.profiles.all().iter().map(|profile| profile.name.as_str()).collect::<Vec<_>>(),
        ["contracts", "offers"]
    );
    assert_eq!(config.profile("offers").unwrap().name, "offers");
    assert_eq!(Config::load_for_tickets(&file).unwrap().profiles, ["contracts", "offers"]);
    // Mistakes have the keys that they would have in the file itself.
    std::fs::write(profiles.join("offers.toml"), profile.replace("database = 1", "databas = 1")).unwrap();
    let message = format!("{:#}", Config::load(&file).unwrap_err());
    assert!(message.contains("profiles.offers.database: is missing"), "{message}");
    // One profile stands in one place.
    std::fs::rename(profiles.join("offers.toml"), profiles.join("contracts.toml")).unwrap();
    let message = format!("{:#}", Config::load(&file).unwrap_err());
    assert!(message.contains("the profile `contracts` stands in the configuration and in"), "{message}");
}

#[test]
fn keys_of_the_store_are_random_and_missed_where_something_waits_for_them() {
    let with = |keys: &str| {
        parse(&complete().replace("encryption_keys = []", &format!("encryption_keys = [{keys}]")))
    };
    let random = "\"kX2mZ8qLw0Rt5vNc7Jf4Hs1Yb6Ue9Pa3\"";
    assert_eq!(with(random).unwrap().encryption_keys.len(), 1);
    for weak in ["\"short\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""] {
        let mistakes = with(weak).unwrap_err().to_string();
        assert!(mistakes.contains("database.encryption_keys"), "{mistakes}");
    }
    let warned = |text: &str| {
        let warnings = parse(text).unwrap().warnings;
        warnings
            .into_iter()
            .find(|warning| warning.key == "database.encryption_keys")
            .map(|warning| warning.message)
    };
    assert_eq!(warned(&complete()), None);
    let with_links = complete().replacen("link = \"\"", "link = \"Link\"", 1);
    assert!(warned(&with_links).unwrap().contains("links for signing are stored as they are"));
    assert_eq!(
        warned(&with_links.replace("encryption_keys = []", &format!("encryption_keys = [{random}]"))),
        None
    );
}

#[test]
fn a_profile_that_is_read_again_is_checked_as_at_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("profiles/contracts.toml");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "").unwrap();
    let mut config = parse(&complete()).unwrap();
    let text = complete();
    let (_, profile) = text.split_once("[profiles.contracts]\n").unwrap();
    let profile = profile.replace("[profiles.contracts.", "[");
    let account = config.accounts.get_mut("default").unwrap();
    account.grant = Grant::ApiKey { api_key: SecretString::default() };
    let (profiles, accounts) = (config.profiles.clone(), config.accounts.clone());
    let mut watched = ProfileFolder::new(folder.path().to_owned(), profiles, accounts, Vec::new());
    let mut take = |text: &str| {
        std::fs::write(&file, text).unwrap();
        // What is seen counts once it was seen twice.
        let first = watched.look().unwrap();
        if first.is_empty() { watched.look().unwrap() } else { first }
    };
    let others: Vec<&str> = profile.lines().filter(|line| !line.starts_with("act_as")).collect();
    let others = others.join("\n") + "\n";
    assert_eq!(take(&others), [Reloaded::Taken("contracts".to_owned())]);
    for (line, said) in
        [("act_as = \"boss@example.com\"", "jwt-bearer"), ("account = \"other\"", "no account `other`")]
    {
        let [Reloaded::Refused(_, mistakes)] =
            &take(&format!("{line}\n{}", others.replace("account = \"default\"\n", "")))[..]
        else {
            panic!("{line} was taken")
        };
        let key = line.split(' ').next().unwrap();
        assert_eq!(mistakes[0].key, format!("profiles.contracts.{key}"));
        assert!(mistakes[0].message.contains(said), "{mistakes:?}");
    }
}

#[test]
fn an_address_of_the_store_from_elsewhere_keeps_the_keys_that_encrypt() {
    let dict = |text: &str| -> Dict { Figment::from(Toml::string(text)).extract().unwrap() };
    let table = "[database]\nurl = \"sqlite://one.db\"\nencryption_keys = [\"a\"]\n";
    for (below, above) in [
        (table, "database = \"sqlite://other.db\""),
        (table, "[database]\nurl = \"sqlite://other.db\""),
        ("database = \"sqlite://other.db\"", "[database]\nencryption_keys = [\"a\"]"),
    ] {
        let merged: Dict = merged(dict(below), dict(above)).extract().unwrap();
        let database = merged["database"].as_dict().unwrap();
        assert_eq!(database["url"].as_str(), Some("sqlite://other.db"), "{below}\n{above}");
        assert_eq!(database["encryption_keys"].as_array().map(<[_]>::len), Some(1), "{below}\n{above}");
    }
    let short: Dict =
        merged(dict("database = \"sqlite://one.db\""), dict("database = \"sqlite://other.db\""))
            .extract()
            .unwrap();
    assert_eq!(short["database"].as_str(), Some("sqlite://other.db"));
}

#[test]
fn an_administrators_listener_that_others_reach_is_told() {
    let warnings = |address: &str| {
        let config =
            parse(&complete().replace("admin_listen = \"\"", &format!("admin_listen = \"{address}\"")))
                .unwrap();
        config.warnings.iter().any(|warning| warning.key == "admin_listen")
    };
    assert!(warnings("0.0.0.0:8790"));
    assert!(warnings("[::]:8790"));
    assert!(!warnings("127.0.0.1:8790"));
    assert!(!warnings("[::1]:8790"));
}
