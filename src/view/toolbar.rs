//! Buttons: those of the panel, and how any button looks while it is busy.

use autenti_model::texts::joined;
use autenti_model::{RecipientStatus, Right, Role, Text};

use super::{View, message};
use crate::dom::{Node, Nodes, div, el};
use crate::time::{self, As};

/// A button. While its action runs it stays where it is, says so, and does nothing.
pub(crate) fn button(view: &View<'_>, deed: &str, label: Text, busy: Text, class: &str) -> Node {
    let is_busy = view.state.is_running(deed);
    let button = el("button")
        .key(deed)
        .attr("type", "button")
        .attr("class", &joined(&["button ", class]))
        .attr("part", "button");
    let button = if is_busy {
        button.attr("aria-disabled", "true").attr("aria-busy", "true")
    } else {
        button.attr("data-do", deed)
    };
    button.text(view.text(if is_busy { busy } else { label }))
}

/// *Sign now*, in the word that fits the role.
pub(crate) fn sign_button(view: &View<'_>, role: &Role) -> Node {
    let label = match role {
        Role::Approver => Text::ApproveNow,
        Role::Reviewer => Text::ReviewNow,
        _ => Text::SignNow,
    };
    button(view, "sign", label, Text::SignBusy, "primary").attr("title", view.text(Text::SignElsewhere))
}

/// The actions on the whole document, and what came of them.
pub(crate) fn bar(view: &View<'_>) -> Nodes {
    let mut buttons = Nodes::default();
    let can = |right| view.can(right);
    if can(Right::Send) {
        buttons.push(send_button(view));
    }
    if can(Right::Download) {
        buttons.push(button(view, "download", Text::Download, Text::DownloadBusy, "primary"));
    }
    let is_attached = view.signing().is_some_and(|signing| signing.attachment.is_some());
    if can(Right::Attach) && !is_attached {
        buttons.push(button(view, "attach", Text::Attach, Text::AttachBusy, ""));
    }
    // One recipient has the button in the row.
    let to_remind = view.signing().map_or(0, |s| s.recipients.iter().filter(|r| r.can_remind).count());
    if can(Right::Remind) && to_remind != 1 {
        buttons.push(button(view, "remind", Text::RemindAll, Text::RemindBusy, ""));
    }
    if can(Right::Withdraw) {
        buttons.push(ask(view, "withdraw", Text::Withdraw, Text::WithdrawBusy, "danger subtle"));
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
    for deed in ["send", "download", "attach", "remind", "withdraw"] {
        nodes.maybe(message::note(view, deed));
    }
    nodes
}

/// A button that opens a dialog first, and is busy while what was asked for is done.
fn ask(view: &View<'_>, deed: &str, label: Text, busy: Text, class: &str) -> Node {
    if view.state.is_running(deed) {
        return button(view, deed, label, busy, class);
    }
    button(view, &joined(&["ask-", deed]), label, busy, class).key(deed).attr("aria-haspopup", "dialog")
}

/// Send is there but at rest while the form is being edited or the list has mistakes, and says why.
fn send_button(view: &View<'_>) -> Node {
    let reason = if view.is_editing {
        "save-first"
    } else if view.state.violations().is_empty() {
        return ask(view, "send", Text::Send, Text::SendBusy, "primary");
    } else {
        "violations"
    };
    el("button")
        .key("send")
        .attr("type", "button")
        .attr("class", "button primary")
        .attr("part", "button")
        .attr("aria-disabled", "true")
        .attr("aria-describedby", reason)
        .text(view.text(Text::Send))
}

/// When the state was read, and the button that reads it anew.
pub(crate) fn foot(view: &View<'_>) -> Node {
    let sentence = Text::ReadAgo.fill(view.lang, &[("when", time::WHEN)]);
    let read = view.signing().map(|signing| time::tell(el("time"), As::Ago, &signing.read_at, &sentence));
    div("foot").key("foot").child(el("span").attr("class", "hint").maybe(read)).child(button(
        view,
        "refresh",
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
        let deed = joined(&["sign:", recipient.email.as_str()]);
        let button = button(view, &deed, Text::SignForOther, Text::SignBusy, "small");
        buttons.push(button.attr("aria-label", &named(Text::SignForOtherNamed)));
    }
    if recipient.can_remind && view.can(Right::Remind) {
        let deed = joined(&["remind:", &recipient.id]);
        let button = button(view, &deed, Text::Remind, Text::RemindBusy, "small");
        buttons.push(button.attr("aria-label", &named(Text::RemindNamed)));
    }
    buttons
}
