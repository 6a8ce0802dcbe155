//! Buttons: those of the panel, and how any button looks while it is busy.

use autenti_model::{RecipientStatus, Right, Role, Text};

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
    button(view, &Action::Sign, label, Text::SignBusy, "primary")
        .attr("title", view.text(Text::SignElsewhere))
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
    if can(Right::Attach) && !is_attached {
        buttons.push(button(view, &Action::Attach, Text::Attach, Text::AttachBusy, ""));
    }
    // One recipient has the button in the row.
    let to_remind = view.signing().map_or(0, |s| s.recipients.iter().filter(|r| r.can_remind).count());
    if can(Right::Remind) && to_remind != 1 {
        buttons.push(button(view, &Action::RemindAll, Text::RemindAll, Text::RemindBusy, ""));
    }
    if can(Right::Withdraw) {
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
    for action in [Action::Send, Action::Download, Action::Attach, Action::RemindAll, Action::Withdraw] {
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
const WITHDRAW: Asked = Asked { question: Action::AskWithdraw, action: Action::Withdraw };

/// Send is there but at rest while the form is being edited or the list has mistakes, and says why.
fn send_button(view: &View<'_>) -> Node {
    let reason = if view.is_editing {
        "save-first"
    } else if view.state.broken_rules().is_empty() {
        return ask(view, &SEND, Text::Send, Text::SendBusy, "primary");
    } else {
        "violations"
    };
    plain_button("primary")
        .key(&Action::Send.to_string())
        .attr("aria-disabled", "true")
        .attr("aria-describedby", reason)
        .text(view.text(Text::Send))
}

/// When the state was read, and the button that reads it anew.
pub(crate) fn foot(view: &View<'_>) -> Node {
    let sentence = Text::ReadAgo.fill(view.lang, &[("when", WHEN)]);
    let read = view.signing().map(|signing| tell(el("time"), As::Ago, &signing.read_at, &sentence));
    div("foot").key("foot").child(el("span").attr("class", "hint").maybe(read)).child(button(
        view,
        &Action::Refresh,
        Text::Refresh,
        Text::RefreshBusy,
        "subtle small",
    ))
}

/// The buttons of one recipient's row.
pub(crate) fn of_recipient(view: &View<'_>, recipient: &autenti_model::Recipient) -> Nodes {
    let mut buttons = Nodes::default();
    let is_pending = recipient.status == RecipientStatus::Pending;
    let named = |text: Text| text.fill(view.lang, &[("name", &recipient.name())]);
    if recipient.me {
        if is_pending && let Some(role) = view.my_turn() {
            buttons.push(sign_button(view, &role));
        }
    } else if is_pending && !recipient.email.is_empty() && view.can(Right::SignForOthers) {
        let action = Action::SignFor(recipient.email.clone());
        let button = button(view, &action, Text::SignForOther, Text::SignBusy, "small");
        buttons.push(button.attr("aria-label", &named(Text::SignForOtherNamed)));
    }
    if recipient.can_remind && view.can(Right::Remind) {
        let action = Action::Remind(recipient.id.clone());
        let button = button(view, &action, Text::Remind, Text::RemindBusy, "small");
        buttons.push(button.attr("aria-label", &named(Text::RemindNamed)));
    }
    buttons
}
