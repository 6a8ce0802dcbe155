//! What is asked once more before it is done: sending and withdrawing.

use autenti_model::Text;

use super::{View, icon, recipient, toolbar};
use crate::action::Action;
use crate::dom::{Node, div, el};

/// Which question is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialog {
    Send,
    Withdraw,
}

/// The dialog that is open.
pub(crate) fn open(view: &View<'_>) -> Option<Node> {
    let signing = view.signing()?;
    Some(match view.dialog? {
        Dialog::Send => {
            let mut people = list(view, Text::Recipients, "people");
            for person in &signing.recipients {
                let mut line = el("li").child(el("strong").text(&person.name()));
                if person.email.as_str() != person.name() {
                    line = line.child(div("facts").text(person.email.as_str()));
                }
                people = people.child(line.child(div("facts").text(&recipient::facts(view, person))));
            }
            let mut files = list(view, Text::Files, "files");
            for file in &signing.files {
                files = files.child(el("li").child(icon::DOCUMENT.draw()).child(el("span").text(&file.name)));
            }
            dialog(view, Text::SendQuestion)
                .child(el("p").text(&signing.title))
                .child(el("p").text(view.text(Text::SendExplained)))
                .child(people)
                .child(files)
                .child(answers(view, &Action::Send, Text::Send, "primary", false))
        }
        Dialog::Withdraw => dialog(view, Text::WithdrawQuestion)
            .child(el("p").text(&signing.title))
            .child(el("p").text(view.text(Text::WithdrawExplained)))
            .child(answers(view, &Action::Withdraw, Text::WithdrawConfirm, "primary danger", true)),
    })
}

fn dialog(view: &View<'_>, question: Text) -> Node {
    el("dialog")
        .key("dialog")
        .attr("part", "dialog")
        .attr("aria-labelledby", "question")
        .child(el("h3").attr("id", "question").attr("class", "title").text(view.text(question)))
}

fn list(view: &View<'_>, name: Text, class: &'static str) -> Node {
    el("ul").key(class).attr("class", class).attr("role", "list").attr("aria-label", view.text(name))
}

/// The buttons. What cannot be undone is not what the Enter key does.
fn answers(view: &View<'_>, action: &Action, yes: Text, class: &str, is_final: bool) -> Node {
    let answer = |action: &Action, label: Text, class: &str| {
        let button = toolbar::plain_button(class).key(&action.to_string());
        toolbar::asks_for(button, action).text(view.text(label))
    };
    div("bar")
        .child(answer(action, yes, class).flag("autofocus", !is_final))
        .child(answer(&Action::CloseDialog, Text::Cancel, "").flag("autofocus", is_final))
}
