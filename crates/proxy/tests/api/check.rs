//! `autenti-proxy check` tells what is wrong before a user meets it.

use std::process::Command;

use crate::support::*;

/// What the command prints, and whether it found everything right.
fn check(world: &World) -> (bool, String) {
    let config = world.folder().join("checked.toml");
    std::fs::write(&config, with_assets(world, &world.config_text())).unwrap();
    check_file(&config, &[])
}

/// With a folder that holds the component.
fn with_assets(world: &World, config: &str) -> String {
    let assets = world.folder().join("assets");
    std::fs::create_dir_all(&assets).unwrap();
    std::fs::write(assets.join("autenti-form.js"), "").unwrap();
    config.replace("../../../dist/assets", "assets")
}

fn check_file(config: &std::path::Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
        .args(["check", "--config"])
        .arg(config)
        .args(arguments)
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_in_order_is_said_to_be() {
    let world = World::new().await;
    let (right, said) = check(&world);
    assert!(right, "{said}");
    assert!(said.contains("Autenti accepts the credentials"), "{said}");
    assert!(said.contains("fields.autenti_id is the field `Autenti document`"), "{said}");
    assert!(said.contains("attachments select umowa-1-2026.pdf"), "{said}");
    assert!(said.contains("note   integration.keys.may: `demo` may do everything"), "{said}");
    assert!(!said.contains("wrong"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_for_which_no_integration_key_is_good_is_told() {
    let world = World::with(|config| {
        let profile = config.split_once("[profiles.contracts]").unwrap().1;
        let profile = profile.split_once("\n[limits]").map_or(profile, |(profile, _)| profile);
        let offers =
            format!("[profiles.contracts]{profile}").replace("profiles.contracts", "profiles.offers");
        let config = config
            .replace("keys = [{ name = \"demo\",", "keys = [{ profiles = [\"contracts\"], name = \"demo\",");
        format!("{config}\n{offers}")
    })
    .await;
    let (right, said) = check(&world);
    assert!(right, "{said}");
    assert!(said.contains("profiles.offers: no integration key is for this profile"), "{said}");
    assert!(!said.contains("profiles.contracts: no integration key"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mistake_comes_with_what_to_do() {
    let world = World::with(|config| {
        config
            .replace("autenti_id = \"Autenti document\"", "autenti_id = \"Contract date\"")
            .replace("role = \"Role\"", "role = \"Part\"")
            .replace("sms_unlock = \"SMS to open\"", "sms_unlock = \"Phone\"")
            .replace("category = \"3#To sign\"", "category = \"3\"")
            .replace("category = \"4#Signed\"", "category = \"Signed\"")
            .replace("language = \"pl\"", "language = \"pl\"\nlabels = [\"NO-SUCH-LABEL\"]")
            .replace("client_secret = \"demo-secret\"\n# Made", "client_secret = \"wrong\"\n# Made")
            + "\n[profiles.contracts.transitions]\nCOMPLETED = \"4711\"\n"
    })
    .await;
    let (right, said) = check(&world);
    assert!(!right);
    for part in [
        "wrong  Autenti: autenti_refused",
        "Check autenti.client_id and autenti.client_secret",
        "fields.autenti_id: `Contract date` is of type Date. It must be a text.",
        "recipients.role: there is no column \"Part\"",
        "recipients.sms_unlock: `Phone` is of type SingleLine. It must be a yes/no.",
        "signed_document.category is `Signed`. WEBCON takes categories as id#name",
        "Autenti's labels cannot be read",
        "transitions.COMPLETED: the step of the example has no path `4711`",
    ] {
        assert!(said.contains(part), "{part}\n\n{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_by_number_alone_is_explained() {
    let world = World::with(|config| config.replace("category = \"3#To sign\"", "category = \"3\"")).await;
    let (right, said) = check(&world);
    assert!(!right);
    assert!(
        said.contains(
            "attachments select nothing on the example. WEBCON tells the name of a category only (To sign)"
        ),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_without_an_example_says_that_the_form_was_not_looked_at() {
    let world = World::with(|config| config.replace("example = 1", "")).await;
    let (right, said) = check(&world);
    assert!(!right);
    assert!(said.contains("the form was not looked at. Set `example`"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_api_account_cannot_see_or_write_is_named_with_its_remedy() {
    let world = World::with(|config| {
        config
            .replace(
                "status = \"Signature status\"\n\n",
                "status = \"Contract number\"\nlink = \"Legal department's note\"\n\n",
            )
            .replace("position = \"Position\"", "position = \"Position\"\nadd_missing = true")
    })
    .await;
    // In a last step nothing but what machines write is editable.
    world.take_path(UNSENT, 65).await;
    let (right, said) = check(&world);
    assert!(!right);
    for part in [
        "fields.status: the API account cannot write `Contract number`. Make it editable for the API account",
        "fields.link: there is no form field \"Legal department's note\" that the API account can see. Correct the name, or make it visible",
        "recipients.list: the API account cannot write `Recipients`",
        "recipients.first_name: the API account cannot write `First name`",
        "recipients.status is the column `Signature status`",
    ] {
        assert!(said.contains(part), "{part}\n\n{said}");
    }
    // Whoever writes as an administrator can write them all.
    let world = World::with(|config| {
        config
            .replace("status = \"Signature status\"\n\n", "status = \"Contract number\"\n\n")
            .replace("[webcon]\n", "[webcon]\nwrite_as_admin = true\n")
    })
    .await;
    let (right, said) = check(&world);
    assert!(right, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_that_selects_nothing_says_what_there_is() {
    for (from, to, part) in [
        ("category = \"3#To sign\"", "category = \"5#Other\"", "in these categories: To sign."),
        (
            "category = \"3#To sign\"",
            "category = \"all\"\nname_matches = \"^oferta\"",
            "attachments are umowa-1-2026.pdf, in these categories: To sign. Look whether name_matches fits",
        ),
        (
            "select = \"category\"\ncategory = \"3#To sign\"",
            "select = \"query\"\nquery = \"no-such-query\"",
            "(“no-such-query”) does not answer ids of attachments",
        ),
        (
            "select = \"category\"\ncategory = \"3#To sign\"",
            "select = \"query\"\nquery = \"attachments-to-sign?instance=7\"",
            "It answered no attachment of the example. `attachments.query` is the path",
        ),
    ] {
        let config = include_str!("../../../sandbox/demo/proxy.toml").replace(from, to);
        let (right, said) = check(&World::from_text(config).await);
        assert!(!right && said.contains(part), "{part}\n\n{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sides_that_cannot_be_reached_or_refuse_are_told_apart() {
    for (from, to, part) in [
        (
            "http://127.0.0.1:8788/api/v2",
            "http://127.0.0.1:9/api/v2",
            "Check autenti.base_url, and whether this machine",
        ),
        (
            "base_url = \"http://127.0.0.1:8789\"",
            "base_url = \"http://127.0.0.1:9\"",
            "Check webcon.base_url (with",
        ),
        ("[webcon]\n", "[webcon]\nscope = \"App.Everything\"\n", "may be asked only for scopes that it has"),
        (
            "[webcon]\n",
            "[webcon]\nscope = \"App.Elements.ReadWrite.All\"\n",
            "Give the API application the scope App.Metadata.Read",
        ),
    ] {
        let config = include_str!("../../../sandbox/demo/proxy.toml").replace(from, to);
        let (right, said) = check(&World::from_text(config).await);
        assert!(!right && said.contains(part), "{part}\n\n{said}");
        assert!(!said.contains("demo-secret"), "{said}");
    }
}

/// A mistake, and the one line that it must cause.
struct Wrong {
    what: &'static str,
    change: fn(&World, String) -> String,
    /// Begins the only line of its verdict, without `wrong` or `note`.
    line: &'static str,
    fix: &'static str,
}

const EACH: &[Wrong] = &[
    Wrong {
        what: "the portal's origin is missing",
        change: |world, config| {
            let portal = world.sandbox.portal.as_str().trim_end_matches('/').to_owned();
            config.replace(
                &format!("allowed_origins = [\"{portal}\"]"),
                "allowed_origins = [\"https://other.example.com\"]",
            )
        },
        line: "allowed_origins lacks the portal's origin",
        fix: "Add it: scheme, name and port",
    },
    Wrong {
        what: "something else answers at the public address",
        change: |world, config| {
            let portal = world.sandbox.portal.as_str().trim_end_matches('/').to_owned();
            config
                .replace(&format!("public_url = \"{}\"", world.proxy), &format!("public_url = \"{portal}\""))
        },
        line: "public_url: at",
        fix: "Let it be the address of this proxy",
    },
    Wrong {
        what: "another proxy answers there",
        change: |_, config| {
            config.replace("demo-ticket-secret-of-the-stand-ins-only", "Zq3vT8xLw0Rk5NfYp2HsB7dMj9GcAeUo")
        },
        line: "public_url: at",
        fix: "several proxies behind one address have the same configuration",
    },
    Wrong {
        what: "the component's files are missing",
        change: |_, config| config.replace("assets = \"assets\"", "assets = \"nowhere\""),
        line: "assets: ",
        fix: "Copy the folder `assets`",
    },
    Wrong {
        what: "the store has no folder",
        change: |world, config| {
            let folder = world.folder().join("nowhere");
            let key = config.lines().find(|line| line.starts_with("database = \"")).unwrap().to_owned();
            config.replace(&key, &format!("database = \"sqlite://{}/store.db\"", folder.display()))
        },
        line: "database: cannot make files beside the database",
        fix: "Give the proxy's user the right",
    },
    Wrong {
        what: "Autenti's base address lacks its end",
        change: |_, config| config.replace("/api/v2\"", "\""),
        line: "Autenti: base_url is",
        fix: "Write https://api.autenti.com/api/v2",
    },
    Wrong {
        what: "the portal has another virtual directory",
        change: |world, config| {
            let portal = world.sandbox.portal.as_str().trim_end_matches('/').to_owned();
            config.replace(&format!("base_url = \"{portal}\""), &format!("base_url = \"{portal}/WEBCONBPS\""))
        },
        line: "WEBCON: the portal does not answer at webcon.base_url",
        fix: "Write base_url = \"http",
    },
    Wrong {
        what: "the process is another one",
        change: |_, config| config.replace("process = \"1\"", "process = \"7\""),
        line: "profiles.contracts: process is `7`, and the example is of another one",
        fix: "Write `940ce550-0000-4000-8000-000000000001` (Contracts)",
    },
    Wrong {
        what: "two categories have one number",
        change: |_, config| config.replace("4#Signed", "3#Signed"),
        line: "profiles.contracts: signed_document.category `3#Signed` and attachments.category `3#To sign`",
        fix: "A category has one number and one name",
    },
    Wrong {
        what: "no file is in the category",
        change: |_, config| config.replace("3#To sign", "9#Nonsense"),
        line: "profiles.contracts: attachments select nothing on the example",
        fix: "in these categories: To sign.",
    },
    Wrong {
        what: "a ticket secret can be guessed",
        change: |_, config| {
            config.replace("demo-ticket-secret-of-the-stand-ins-only", "passwordpasswordpasswordpassword")
        },
        line: "ticket.secrets: a secret can be guessed",
        fix: "openssl rand -base64 48",
    },
    Wrong {
        what: "the administrator's listener is the other one's",
        change: |world, config| format!("admin_listen = \"{}\"\n{config}", world.address()),
        line: "admin_listen: is the same as `listen`",
        fix: "",
    },
];

/// The lines of a verdict.
fn lines<'a>(said: &'a str, verdict: &str) -> Vec<&'a str> {
    said.lines().filter_map(|line| line.strip_prefix(&format!("{verdict:<7}"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mistake_is_found_once_with_its_fix() {
    let world = World::new().await;
    let config = world.folder().join("checked.toml");
    for Wrong { what, change, line, fix } in EACH {
        let text = change(&world, with_assets(&world, &world.config_text()));
        std::fs::write(&config, text).unwrap();
        let (right, said) = check_file(&config, &[]);
        let wrong = lines(&said, "wrong");
        assert_eq!(wrong.len(), 1, "{what}\n\n{said}");
        assert!(!right && wrong[0].starts_with(line) && wrong[0].contains(fix), "{what}\n\n{said}");
    }
}

/// What works, and the one line with which it is noted.
const NOTED: &[Wrong] = &[
    Wrong {
        what: "the public address is not encrypted",
        change: |world, config| {
            let public_url = format!("public_url = \"{}\"", world.proxy);
            config.replace(&public_url, "public_url = \"http://sign.invalid\"")
        },
        line: "public_url: `http://sign.invalid/` is not encrypted",
        fix: "whoever is on the way reads tickets and documents",
    },
    Wrong {
        what: "the portal's pages are not encrypted",
        change: |_, config| {
            config.replace("allowed_origins = [", "allowed_origins = [\"http://portal.invalid\", ")
        },
        line: "allowed_origins: `http://portal.invalid` is not encrypted",
        fix: "whoever is on the way changes its pages",
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_encrypted_is_noted_once() {
    let world = World::new().await;
    let config = world.folder().join("checked.toml");
    let is_about = |line: &&str| line.contains("is not encrypted");
    for Wrong { what, change, line, fix } in NOTED {
        let text = change(&world, with_assets(&world, &world.config_text()));
        std::fs::write(&config, text).unwrap();
        let (_, said) = check_file(&config, &[]);
        let notes: Vec<&str> = lines(&said, "note").into_iter().filter(is_about).collect();
        assert_eq!(notes.len(), 1, "{what}\n\n{said}");
        assert!(notes[0].starts_with(line) && notes[0].contains(fix), "{what}\n\n{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_works_and_should_not_stay_so_is_noted() {
    let world = World::with(|config| config.replace("process = \"1\"\n", "")).await;
    let (right, said) = check(&world);
    let notes = lines(&said, "note");
    assert!(right, "{said}");
    for note in [
        "profiles.contracts: process is empty: instances of any process whose fields are called so are taken. The example's process is `940ce550-0000-4000-8000-000000000001` (Contracts).",
        "profiles.contracts: signed_document.category: whether there is a category `4#Signed` cannot be told",
    ] {
        assert_eq!(notes.iter().filter(|line| line.starts_with(note)).count(), 1, "{note}\n\n{said}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = world.folder().join("checked.toml");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        let (_, said) = check_file(&file, &[]);
        assert!(
            said.contains(
                "checked.toml holds secrets or names, and everybody on this machine can read it. chmod 600"
            ),
            "{said}"
        );
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        let (_, said) = check_file(&file, &[]);
        assert!(!said.contains("checked.toml holds secrets"), "{said}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn every_file_with_secrets_or_names_that_a_group_can_read_is_noted() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new().await;
    let config = world.folder().join("checked.toml");
    let store = world.folder().join("kept");
    std::fs::create_dir(&store).unwrap();
    let text = with_assets(&world, &world.config_text());
    let database = text.lines().find(|line| line.starts_with("database = \"")).unwrap().to_owned();
    let sqlite = format!("database = \"sqlite://{}\"", store.join("store.db").display());
    std::fs::write(&config, text.replace(&database, &sqlite)).unwrap();
    let mut files = vec![config.clone(), world.folder().join("autenti-demo.pem")];
    for name in ["store.db", "store.db-wal", "store.db-shm", "copy-of-yesterday"] {
        files.push(store.join(name));
        std::fs::write(store.join(name), "SQLite format 3\0").unwrap();
    }
    std::fs::write(store.join("readme.txt"), "nothing that is worth reading").unwrap();
    let permit = |mode| {
        for file in &files {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    permit(0o640);
    let (_, said) = check_file(&config, &[]);
    for file in &files {
        let note =
            format!("note   {} holds secrets or names, and its group can read it. See", file.display());
        assert_eq!(said.matches(&note).count(), 1, "{note}\n\n{said}");
    }
    assert_eq!(said.matches("holds secrets or names").count(), files.len(), "{said}");
    permit(0o600);
    let (_, said) = check_file(&config, &[]);
    assert!(!said.contains("holds secrets or names"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_are_missing_in_another_step_are_named() {
    let world = World::new().await;
    let misses = serde_json::json!({ "apiMisses": [{ "step": 53, "fields": ["AttChoose1", "DET_Att8"] }] });
    world.portal_settings(misses).await;
    let (right, said) = check(&world);
    let wrong = lines(&said, "wrong");
    assert!(!right);
    assert_eq!(wrong.len(), 2, "{said}");
    assert!(wrong[0].contains(
        "does not see `Signature status` in the steps: Done. Correct the name, or make it visible"
    ));
    assert!(wrong[1].contains("does not see `Rejection reason` in the steps: Done"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pipelines_get_the_same_as_json() {
    let world = World::with(|config| {
        config.replace("role = \"Role\"", "role = \"Part\"")
            + "\n[profiles.contracts.transitions]\nCOMPLETED = \"61\"\n"
    })
    .await;
    let config = world.folder().join("checked.toml");
    std::fs::write(&config, with_assets(&world, &world.config_text())).unwrap();
    let (right, said) = check_file(&config, &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(!right);
    assert_eq!(json["ok"], false);
    let of = |verdict: &str| {
        let findings = json["findings"].as_array().unwrap();
        findings.iter().filter(|finding| finding["verdict"] == verdict).cloned().collect::<Vec<_>>()
    };
    assert_eq!(
        (json["wrong"].as_u64().unwrap(), json["notes"].as_u64().unwrap()),
        (of("wrong").len() as u64, of("note").len() as u64)
    );
    assert_eq!(json["right"].as_u64().unwrap(), of("right").len() as u64);
    let role =
        of("wrong").into_iter().find(|finding| finding["what"].as_str().unwrap().contains("recipients.role"));
    let role = role.unwrap();
    assert_eq!(role["about"], "profiles.contracts");
    assert!(role["fix"].as_str().unwrap().starts_with("Correct the name"), "{role}");
    let paths = of("right").into_iter().any(|finding| {
        finding["what"] == "transitions.COMPLETED is a path of another step than the example's"
    });
    assert!(paths, "{json}");
    // Mistakes of the configuration itself, each as one.
    std::fs::write(&config, "listen = \"nowhere\"\nasets = \"x\"\n").unwrap();
    let (_, said) = check_file(&config, &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    let about: Vec<&str> =
        json["findings"].as_array().unwrap().iter().map(|one| one["about"].as_str().unwrap()).collect();
    assert!(about.contains(&"listen") && about.contains(&"asets") && about.contains(&"public_url"), "{json}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_may_not_manage_webhooks_is_named() {
    let world = World::new().await;
    world.autenti_settings(serde_json::json!({ "withheldScopes": ["notification_management"] })).await;
    let (right, said) = check(&world);
    let wrong = lines(&said, "wrong");
    assert!(!right && wrong.len() == 1, "{said}");
    assert!(wrong[0].starts_with("Autenti: webhooks cannot be managed"), "{said}");
    assert!(wrong[0].contains("Ask for scope = \"full notification_management\""), "{said}");
}
