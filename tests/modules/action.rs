//! What buttons ask for.

use autenti_model::Email;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::action::{Action, UnknownAction};

/// One of each. A new action that is not listed does not compile.
fn all() -> Vec<Action> {
    let listed = |action: &Action| match action {
        Action::AskSend
        | Action::Send
        | Action::CancelSending
        | Action::AskWithdraw
        | Action::Withdraw(_)
        | Action::AskCorrect
        | Action::AskRemind
        | Action::CloseDialog
        | Action::Sign
        | Action::SignFor(_)
        | Action::Phone(_)
        | Action::RemindAll
        | Action::Remind(_)
        | Action::Download
        | Action::Card
        | Action::Attach
        | Action::History
        | Action::Find(_)
        | Action::Copied
        | Action::NotCopied
        | Action::Refresh
        | Action::Reload
        | Action::Dismiss(_) => (),
    };
    let all = vec![
        Action::AskSend,
        Action::Send,
        Action::CancelSending,
        Action::AskWithdraw,
        Action::Withdraw(String::new()),
        Action::Withdraw("Two lines:\nof reasons".to_owned()),
        Action::AskCorrect,
        Action::AskRemind,
        Action::CloseDialog,
        Action::Sign,
        Action::SignFor(Email::new("anna@example.com")),
        Action::Phone(Email::default()),
        Action::Phone(Email::new("anna@example.com")),
        Action::RemindAll,
        Action::Remind("PARTY:1:2".to_owned()),
        Action::Download,
        Action::Card,
        Action::Attach,
        Action::History,
        Action::Find(String::new()),
        Action::Find("a:b".to_owned()),
        Action::Copied,
        Action::NotCopied,
        Action::Refresh,
        Action::Reload,
        Action::Dismiss(Box::new(Action::Remind("PARTY:1".to_owned()))),
    ];
    all.iter().for_each(listed);
    all
}

#[wasm_bindgen_test]
fn every_action_is_read_back_from_its_button() {
    for action in all() {
        assert_eq!(action.to_string().parse(), Ok(action));
    }
}

#[wasm_bindgen_test]
fn a_name_that_is_none_asks_for_nothing() {
    for name in ["", "sned", "send:", "dismiss", "dismiss:sned", "toString"] {
        assert_eq!(name.parse::<Action>(), Err(UnknownAction), "{name}");
    }
}
