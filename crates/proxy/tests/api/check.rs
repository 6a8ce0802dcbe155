//! `autenti-proxy check` tells what is wrong before a user meets it.

use std::process::Command;

use crate::support::*;

/// What the command prints, and whether it found everything right.
fn check(world: &World) -> (bool, String) {
    let config = world.folder().join("checked.toml");
    std::fs::write(&config, world.config_text()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
        .args(["check", "--config"])
        .arg(config)
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
            "select = \"query\"\nquery = \"attachments-to-sign/7\"",
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
