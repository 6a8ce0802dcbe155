//! What elements show, as descriptions.

use autenti_model::{Lang, Signing};
use serde_wasm_bindgen::from_value;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{evaluate, prepare};
use crate::action::Action;
use crate::dom::{Nodes, el};
use crate::state::Snapshot;
use crate::view::{Choices, View, badge, people, progress, toolbar};

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
        announces: true,
        speaks: true,
        dialog: None,
        letters: "",
        in_same_tab: false,
        has_sign_button: false,
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
    nodes.maybe(people::list(&view, true));
    let asked = values(nodes.as_str(), "data-action");
    let actions: Vec<Action> = asked.iter().map(|name| name.parse().unwrap()).collect();
    assert!(actions.contains(&Action::AskRemind) && actions.contains(&Action::AskWithdraw), "{asked:?}");
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
    let nodes: Nodes = people::list(&view(&snapshot), false).unwrap().into();
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

/// What a description says, without its elements.
fn words(nodes: &Nodes) -> String {
    let texts = nodes.as_str().split('\u{4}').skip(1);
    texts.map(|text| text.split(['\u{1}', '\u{2}', '\u{5}']).next().unwrap()).collect::<Vec<_>>().join("|")
}

fn with(signing: &str) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let signing: Signing = from_value(evaluate(signing)).unwrap();
    snapshot.signing = Some(signing.into());
    snapshot
}

#[wasm_bindgen_test]
fn whom_it_waits_for_begins_with_the_reader() {
    prepare();
    let state = snapshot();
    let nodes: Nodes = progress::summary(&view(&state)).unwrap().into();
    assert!(words(&nodes).contains("WaitingForYouAnd"), "{}", words(&nodes));
}

#[wasm_bindgen_test]
fn a_status_is_about_the_person_and_the_role() {
    prepare();
    let told = |role: &str, status: &str| {
        let body = format!(
            "{{ title: 't', readAt: 'x', status: 'PROCESSING', can: [],
                recipients: [{{ id: 'p', email: 'a@example.com', role: '{role}', status: '{status}' }}] }}"
        );
        let signing: Signing = from_value(evaluate(&body)).unwrap();
        // The texts of this test are their own names.
        signing.recipients[0].standing(Lang::En).to_owned()
    };
    assert_eq!(told("SIGNER", "COMPLETED"), "PersonSigned");
    assert_eq!(told("APPROVER", "COMPLETED"), "PersonApproved");
    assert_eq!(told("REVIEWER", "COMPLETED"), "PersonReviewed");
    assert_eq!(told("SIGNER", "PENDING"), "PersonToSign");
    assert_eq!(told("SIGNER", "REJECTED"), "PersonNotSigned");
    assert_eq!(told("SIGNER", "OBSOLETE"), "PersonNotNeeded");
    assert_eq!(told("VIEWER", "COMPLETED"), "PersonInformed");
    // What nobody knows yet keeps its name.
    assert_eq!(told("SIGNER", "THINKING"), "THINKING");
    assert_eq!(told("WITNESS", "COMPLETED"), "RecipientCompleted");
}

#[wasm_bindgen_test]
fn a_sending_that_is_tried_again_can_be_cancelled_and_one_in_doubt_cannot() {
    prepare();
    let sending = |more: &str| {
        with(&format!(
            "{{ title: 't', readAt: 'x', status: null, can: [], recipients: [], sending: {{ step: 'draft', done: 0,
                of: 1, code: 'autenti_unavailable', detail: 'Autenti does not answer', retrying: true, {more} }} }}"
        ))
    };
    let tried = sending("canCancel: true, nextTryAt: '2026-11-23T12:04:00Z'");
    let nodes: Nodes = progress::sending(&view(&tried)).unwrap().into();
    assert_eq!(values(nodes.as_str(), "data-action"), ["cancel-sending"]);
    assert_eq!(values(nodes.as_str(), "data-sentence"), ["NextTry"]);
    let doubt = sending("inDoubt: true");
    let nodes: Nodes = progress::sending(&view(&doubt)).unwrap().into();
    assert!(values(nodes.as_str(), "data-action").is_empty());
    assert!(words(&nodes).contains("SendingInDoubtAdvice"), "{}", words(&nodes));
}

#[wasm_bindgen_test]
fn what_autenti_said_stands_after_ours_marked_as_theirs() {
    prepare();
    let state = with(
        "{ title: 't', readAt: 'x', status: null, can: [], recipients: [], sending: { step: 'draft', done: 0, of: 1,
            code: 'autenti_refused', detail: 'Autenti refused.', upstream: 'Plan limit reached', requestId: 'S7' } }",
    );
    let nodes: Nodes = progress::sending(&view(&state)).unwrap().into();
    let said = words(&nodes);
    let ours = said.find("Autenti refused.").unwrap();
    assert!(ours < said.find("UpstreamSaid").unwrap(), "{said}");
    assert!(said.contains("Plan limit reached") && said.contains("RequestNumber"), "{said}");
    assert_eq!(values(nodes.as_str(), "lang"), [""]);
    assert_eq!(values(nodes.as_str(), "data-copy"), ["S7"]);
}

/// Sixty people, of whom ten have signed and five are asked.
fn sixty() -> Snapshot {
    let people: Vec<String> = (0..60)
        .map(|n| {
            let status = if n < 10 { "COMPLETED" } else if n < 15 { "PENDING" } else { "NONE" };
            format!("{{ id: 'p{n}', firstName: 'Person {n}', email: 'p{n}@example.com', status: '{status}', role: 'SIGNER' }}")
        })
        .collect();
    with(&format!(
        "{{ title: 't', readAt: 'x', status: 'PROCESSING', can: [], recipients: [{}] }}",
        people.join(",")
    ))
}

#[wasm_bindgen_test]
fn many_people_are_grouped_and_only_those_who_are_awaited_are_open() {
    prepare();
    let state = sixty();
    let nodes: Nodes = people::list(&view(&state), false).unwrap().into();
    let said = words(&nodes);
    let place = |group: &str| said.find(group).unwrap_or_else(|| panic!("no {group}"));
    assert!(place("GroupNow") < place("GroupLater") && place("GroupLater") < place("GroupDone"));
    assert_eq!(values(nodes.as_str(), "open").len(), 1);
}

#[wasm_bindgen_test]
fn many_people_are_found_by_name_and_address() {
    prepare();
    let state = sixty();
    let found = |letters: &str| {
        let view = View { letters, ..view(&state) };
        let nodes: Nodes = people::list(&view, false).unwrap().into();
        nodes.as_str().matches("\u{1}li").count()
    };
    assert_eq!(found("person 59"), 1);
    assert_eq!(found("P5@EXAMPLE"), 1);
    assert_eq!(found("nobody"), 0);
}
