//! Buttons: those of the panel, and how any button looks while it is busy.

use autenti_model::{Recipient, Right, Role, Text};

use super::{View, message};
use crate::action::Action;
use crate::dom::{As, Node, Nodes, WHEN, div, el, tell};

/// A button. While its action runs it stays where it is, says so, and does nothing.
pub(crate) fn button(view: &View<'_>, action: &Action, label: Text, busy: Text, class: &str) -> Node {
    let is_busy = view.state.is_running(action);
    let button = plain_button(class).key(&action.to_string());
    let button = if is_busy {
        button.attr("aria-disabled", "true").attr("aria-busy", "true")
    } else {
        asks_for(button, action)
    };
    button.text(view.text(if is_busy { busy } else { label }))
}

/// A button that asks for nothing yet.
pub(super) fn plain_button(class: &str) -> Node {
    el("button").attr("type", "button").attr("class", &format!("button {class}")).attr("part", "button")
}

/// The button asks for the action.
pub(super) fn asks_for(button: Node, action: &Action) -> Node {
    button.attr("data-action", &action.to_string())
}

/// *Sign now*, in the word that fits the role.
pub(crate) fn sign_button(view: &View<'_>, role: &Role) -> Node {
    let label = match role {
        Role::Approver => Text::ApproveNow,
        Role::Reviewer => Text::ReviewNow,
        _ => Text::SignNow,
    };
    let button = button(view, &Action::Sign, label, Text::SignBusy, "primary");
    if view.in_same_tab { button } else { button.attr("title", view.text(Text::SignElsewhere)) }
}

/// A code of the link for a phone: for oneself, or for a person who is present.
pub(crate) fn phone_button(view: &View<'_>, recipient: Option<&Recipient>) -> Node {
    let action = Action::Phone(recipient.map(|recipient| recipient.email.clone()).unwrap_or_default());
    let button =
        button(view, &action, Text::SignOnPhone, Text::SignBusy, "small").attr("aria-haspopup", "dialog");
    match recipient {
        Some(who) => {
            let label = Text::SignOnPhoneNamed.fill(view.lang, &[("name", &who.name())]);
            button.attr("aria-label", &label)
        }
        None => button,
    }
}

/// The actions on the whole document, and what came of them.
pub(crate) fn bar(view: &View<'_>) -> Nodes {
    let mut buttons = Nodes::default();
    let can = |right| view.can(right);
    if can(Right::Send) {
        buttons.push(send_button(view));
    }
    if can(Right::Download) {
        buttons.push(button(view, &Action::Download, Text::Download, Text::DownloadBusy, "primary"));
    }
    let is_attached = view.signing().is_some_and(|signing| signing.attachment.is_some());
    if can(Right::Download) && view.signing().is_some_and(|signing| signing.has_card) {
        buttons.push(button(view, &Action::Card, Text::DownloadCard, Text::DownloadBusy, ""));
    }
    if can(Right::Attach) && !is_attached {
        buttons.push(button(view, &Action::Attach, Text::Attach, Text::AttachBusy, ""));
    }
    // One recipient has the button in the row.
    let to_remind = view.signing().map_or(0, |s| s.recipients.iter().filter(|r| r.can_remind).count());
    if can(Right::Remind) && to_remind != 1 {
        buttons.push(ask(view, &REMIND_ALL, Text::RemindAll, Text::RemindBusy, ""));
    }
    if can(Right::Withdraw) {
        if can(Right::Send) || view.signing().is_some_and(|signing| signing.can_correct) {
            buttons.push(
                button(view, &Action::AskCorrect, Text::Correct, Text::Correct, "")
                    .attr("aria-haspopup", "dialog"),
            );
        }
        buttons.push(ask(view, &WITHDRAW, Text::Withdraw, Text::WithdrawBusy, "danger subtle"));
    }
    let mut nodes = Nodes::default();
    if !buttons.is_empty() {
        nodes.push(div("bar").key("bar").attr("part", "toolbar").children(buttons));
    }
    if can(Right::Send) && view.is_editing {
        nodes.push(
            el("p")
                .key("save-first")
                .attr("class", "hint")
                .attr("id", "save-first")
                .text(view.text(Text::SaveFirst)),
        );
    }
    // What came of reading again is told above, where the trouble is.
    for action in [
        Action::Send,
        Action::NotCopied,
        Action::CancelSending,
        Action::Download,
        Action::Card,
        Action::Attach,
        Action::RemindAll,
        Action::Withdraw(String::new()),
    ] {
        nodes.maybe(message::note(view, &action));
    }
    nodes
}

/// A button that opens a dialog first, and is busy while what was asked for is done.
fn ask(view: &View<'_>, asked: &Asked, label: Text, busy: Text, class: &str) -> Node {
    if view.state.is_running(&asked.action) {
        return button(view, &asked.action, label, busy, class);
    }
    let button = button(view, &asked.question, label, busy, class);
    button.key(&asked.action.to_string()).attr("aria-haspopup", "dialog")
}

/// What is asked once more before it is done.
struct Asked {
    question: Action,
    action: Action,
}

const SEND: Asked = Asked { question: Action::AskSend, action: Action::Send };
const WITHDRAW: Asked = Asked { question: Action::AskWithdraw, action: Action::Withdraw(String::new()) };
const REMIND_ALL: Asked = Asked { question: Action::AskRemind, action: Action::RemindAll };

/// Send is there but at rest while the form is being edited or the list has mistakes, and says why.
fn send_button(view: &View<'_>) -> Node {
    let signing = view.signing();
    let label =
        if signing.is_some_and(|signing| signing.next.is_some()) { Text::SendAgain } else { Text::Send };
    let files =
        signing.map_or(&[][..], |signing| signing.next.as_ref().map_or(&signing.files, |next| &next.files));
    let reason = if view.is_editing {
        "save-first"
    } else if view.state.broken_rules().is_empty() && files.iter().all(|file| file.code.is_none()) {
        return ask(view, &SEND, label, Text::SendBusy, "primary");
    } else {
        "violations"
    };
    plain_button("primary")
        .key(&Action::Send.to_string())
        .attr("aria-disabled", "true")
        .attr("aria-describedby", reason)
        .text(view.text(label))
}

/// When the state was read, and the button that reads it anew.
pub(crate) fn foot(view: &View<'_>) -> Node {
    let sentence = Text::ReadAgo.fill(view.lang, &[("when", WHEN)]);
    let read = view.signing().map(|signing| tell(el("time"), As::Ago, &signing.read_at, &sentence));
    let sent = view.signing().and_then(|signing| signing.sent_at.as_deref()).map(|at| {
        let sentence = Text::SentAgo.fill(view.lang, &[("when", WHEN)]);
        tell(el("time").key("sent"), As::Ago, at, &sentence)
    });
    let times = el("span").attr("class", "hint times").maybe(sent).maybe(read);
    div("foot").key("foot").child(times).child(button(
        view,
        &Action::Refresh,
        Text::Refresh,
        Text::RefreshBusy,
        "subtle small",
    ))
}

/// The buttons of one recipient's row.
pub(crate) fn of_recipient(view: &View<'_>, recipient: &Recipient, shows_signing: bool) -> Nodes {
    let mut buttons = Nodes::default();
    let may_act = recipient.may_act();
    let named = |text: Text| text.fill(view.lang, &[("name", &recipient.name())]);
    if recipient.me {
        // In the panel it stands above the list.
        if shows_signing
            && !view.has_sign_button
            && may_act
            && let Some(role) = view.my_turn()
        {
            buttons.push(sign_button(view, &role));
        }
    } else if may_act && !recipient.email.is_empty() && view.can(Right::SignForOthers) {
        let action = Action::SignFor(recipient.email.clone());
        let button = button(view, &action, Text::SignForOther, Text::SignBusy, "small");
        buttons.push(button.attr("aria-label", &named(Text::SignForOtherNamed)));
        buttons.push(phone_button(view, Some(recipient)));
    }
    if recipient.can_remind && view.can(Right::Remind) {
        let action = Action::Remind(recipient.id.clone());
        let button = button(view, &action, Text::Remind, Text::RemindBusy, "small");
        buttons.push(button.attr("aria-label", &named(Text::RemindNamed)));
    }
    buttons
}
