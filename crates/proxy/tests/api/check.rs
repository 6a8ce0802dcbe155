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
        "not true: Autenti accepts the credentials",
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
        said.contains("attachments select nothing on the example. WEBCON tells the name of a category only"),
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
