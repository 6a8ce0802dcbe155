//! What elements show, as descriptions.

use autenti_model::{Lang, Signing};
use serde_wasm_bindgen::from_value;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{evaluate, prepare};
use crate::action::Action;
use crate::dom::{Nodes, el};
use crate::state::Snapshot;
use crate::view::{Choices, View, badge, recipient, toolbar};

const SIGNING: &str = "{ title: 'Umowa', readAt: '2026-11-23T12:00:00Z', status: 'PROCESSING',
    can: ['read', 'sign', 'remind', 'withdraw', 'download', 'attach', 'sign-for-others'],
    recipients: [
        { id: 'p2', email: 'jan@example.com', status: 'PENDING', role: 'SIGNER', order: 2, canRemind: true },
        { id: 'p3', email: 'ewa@example.com', status: 'NONE', role: 'VIEWER' },
        { id: 'p1', email: 'anna@example.com', status: 'PENDING', role: 'SIGNER', order: 1, me: true, canRemind: true } ] }";

fn snapshot() -> Snapshot {
    let signing: Signing = from_value(evaluate(SIGNING)).unwrap();
    let mut snapshot = Snapshot::default();
    snapshot.signing = Some(signing.into());
    snapshot
}

fn view(state: &Snapshot) -> View<'_> {
    View {
        lang: Lang::En,
        state,
        known_status: None,
        is_editing: false,
        is_outermost: true,
        speaks: true,
        dialog: None,
    }
}

/// The values of an attribute in a description.
fn values(nodes: &str, name: &str) -> Vec<String> {
    nodes
        .split(&format!("\u{2}{name}\u{3}"))
        .skip(1)
        .map(|rest| rest.split(['\u{1}', '\u{2}', '\u{4}', '\u{5}']).next().unwrap().to_owned())
        .collect()
}

#[wasm_bindgen_test]
fn every_button_asks_for_an_action() {
    prepare();
    let snapshot = snapshot();
    let view = view(&snapshot);
    let mut nodes = toolbar::bar(&view);
    nodes.maybe(recipient::list(&view, false));
    let asked = values(nodes.as_str(), "data-action");
    let actions: Vec<Action> = asked.iter().map(|name| name.parse().unwrap()).collect();
    assert!(actions.contains(&Action::RemindAll) && actions.contains(&Action::AskWithdraw), "{asked:?}");
    assert!(
        actions.contains(&Action::Sign) && actions.contains(&Action::Remind("p2".to_owned())),
        "{asked:?}"
    );
    assert_eq!(nodes.as_str().matches("\u{1}button").count(), asked.len());
}

#[wasm_bindgen_test]
fn recipients_stand_in_their_order_and_those_without_a_place_last() {
    prepare();
    let snapshot = snapshot();
    let nodes: Nodes = recipient::list(&view(&snapshot), false).unwrap().into();
    let keys: Vec<_> = values(nodes.as_str(), "").into_iter().filter(|key| key.len() == 2).collect();
    assert_eq!(keys, ["p1", "p2", "p3"]);
}

#[wasm_bindgen_test]
fn a_running_action_is_busy_and_cannot_be_asked_for_again() {
    prepare();
    let mut snapshot = snapshot();
    snapshot.running.push(Action::Download);
    let nodes = toolbar::bar(&view(&snapshot));
    assert!(!values(nodes.as_str(), "data-action").contains(&"download".to_owned()));
    assert_eq!(values(nodes.as_str(), "aria-busy"), ["true"]);
}

#[wasm_bindgen_test]
fn text_from_outside_cannot_pretend_to_be_an_element() {
    let nodes: Nodes = el("p").attr("title", "a\u{5}b").text("x\u{1}script\u{5}y").into();
    assert_eq!(nodes.as_str(), "\u{1}p\u{2}title\u{3}ab\u{4}xscripty\u{5}");
}

#[wasm_bindgen_test]
fn a_status_never_seen_before_is_shown_as_it_came() {
    prepare();
    let mut snapshot = snapshot();
    let signing: Signing =
        from_value(evaluate("{ title: 't', readAt: 'x', status: 'PAUSED', can: [], recipients: [] }"))
            .unwrap();
    snapshot.signing = Some(signing.into());
    let nodes: Nodes = badge::of_document(&view(&snapshot)).unwrap().into();
    assert!(nodes.as_str().contains("\u{4}PAUSED"), "{}", nodes.as_str());
}

#[wasm_bindgen_test]
fn a_choice_that_the_source_does_not_have_stays() {
    prepare();
    let choices = Choices {
        lang: Lang::En,
        rows: &[],
        value: "OLD#Old one",
        can_be_changed: false,
        label: None,
        note: "",
    };
    let nodes = choices.draw();
    assert_eq!(values(nodes.as_str(), "value"), ["", "OLD#Old one"]);
    assert!(nodes.as_str().contains("\u{4}Old one"));
    assert_eq!(values(nodes.as_str(), "disabled"), ["true"]);
}
