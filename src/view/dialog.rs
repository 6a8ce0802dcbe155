//! What is asked once more before it is done; and the code that a phone reads.

use autenti_model::signing::{File, Link};
use autenti_model::texts::isolated;
use autenti_model::{Email, Recipient, Signing, Text};

use super::{View, message, progress, recipient, toolbar};
use crate::action::Action;
use crate::dom::{As, Node, Nodes, WHEN, an_hour_after, div, el, tell};
use crate::state::is_just_reminded;

/// Which question is asked.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Dialog {
    Send,
    Withdraw,
    Correct,
    RemindAll,
    /// A code for the phone of the person with the address, or of the one who looks at the form if that is empty; as soon
    /// as its link is there.
    Phone(Email),
    /// Whether to leave a form that is being edited, to do this.
    Leave(Action),
}

/// The dialog that is open.
pub(crate) fn open(view: &View<'_>) -> Option<Node> {
    let signing = view.signing()?;
    Some(match view.dialog? {
        Dialog::Send => send(view, signing),
        Dialog::Withdraw => Question::new(view, Text::WithdrawQuestion)
            .says(&signing.title)
            .says(view.text(Text::WithdrawExplained))
            .holds(reason(view))
            .ends(&Action::Withdraw(String::new()), Text::WithdrawConfirm, true),
        Dialog::Correct => Question::new(view, Text::CorrectQuestion)
            .says(view.text(Text::CorrectExplained))
            .holds(progress::steps(view, 0))
            .holds(reason(view))
            .ends(&Action::Withdraw(String::new()), Text::WithdrawConfirm, true),
        Dialog::RemindAll => remind(view, signing),
        Dialog::Phone(email) => phone(view, signing, email, view.state.phone_link(email)?),
        Dialog::Leave(action) => Question::new(view, Text::LeaveQuestion)
            .says(view.text(Text::LeaveExplained))
            .ends(action, Text::LeaveConfirm, true),
    })
}

/// Who and what would go out now.
fn send(view: &View<'_>, signing: &Signing) -> Node {
    let (question, says, label, title, people, files): (_, _, _, &str, &[Recipient], &[File]) =
        match &signing.next {
            Some(next) => {
                let words = (Text::SendAgainQuestion, Text::SendAgainExplained, Text::SendAgain);
                (words.0, words.1, words.2, &next.title, &next.recipients, &next.files)
            }
            None => {
                let words = (Text::SendQuestion, Text::SendExplained, Text::Send);
                (words.0, words.1, words.2, &signing.title, &signing.recipients, &signing.files)
            }
        };
    Question::new(view, question)
        .says(title)
        .says(view.text(says))
        .holds(list_of(view, people.iter()))
        .holds(recipient::file_list(view, files))
        .ends(&Action::Send, label, false)
}

/// Whom a reminder goes to, and who is left out.
fn remind(view: &View<'_>, signing: &Signing) -> Node {
    let can = || signing.recipients.iter().filter(|recipient| recipient.can_remind);
    let mut left_out = el("p").text(&Text::RemindLeftOut.fill(view.lang, &[("names", "")]));
    let mut is_anybody_left_out = false;
    for who in can().filter(|who| is_just_reminded(who)) {
        let again = Text::RemindAgain.fill(view.lang, &[("when", WHEN)]);
        let between = if is_anybody_left_out { ", " } else { "" };
        left_out = left_out.text(&format!("{between}{} ", isolated(&who.name()))).child(tell(
            el("span"),
            As::Clock,
            &an_hour_after(who.reminded_at.as_deref()),
            &again,
        ));
        is_anybody_left_out = true;
    }
    let question = Question::new(view, Text::RemindQuestion)
        .says(view.text(Text::RemindExplained))
        .holds(list_of(view, can().filter(|who| !is_just_reminded(who))));
    let question = if is_anybody_left_out { question.holds(left_out) } else { question };
    question.ends(&Action::RemindAll, Text::RemindAll, false)
}

/// The code of a link, and the link to copy.
fn phone(view: &View<'_>, signing: &Signing, email: &Email, link: &Link) -> Node {
    let is_for = |who: &&Recipient| if email.is_empty() { who.me } else { who.email == *email };
    let name = signing.recipients.iter().find(is_for).map(Recipient::name).unwrap_or_default();
    let says = Text::PhoneExplained.fill(view.lang, &[("name", &name)]);
    let copy = toolbar::plain_button("").attr("data-copy", &link.url).text(view.text(Text::CopyLink));
    let question = Question::new(view, Text::SignOnPhone).says(&says);
    let question = match &link.qr {
        Some(qr) => question.holds(
            el("svg")
                .attr("class", "qr")
                .attr("role", "img")
                .attr("aria-label", view.text(Text::QrCode))
                .attr("viewBox", &format!("-4 -4 {0} {0}", qr.size + 8))
                .child(el("path").attr("d", &qr.path)),
        ),
        None => question,
    };
    match message::note(view, &Action::NotCopied) {
        Some(note) => question.holds(note),
        None => question,
    }
    .closes(copy)
}

/// People, how many there are, and with which roles.
fn list_of<'a>(view: &View<'_>, people: impl Iterator<Item = &'a Recipient> + Clone) -> Node {
    let mut list = el("ul").attr("class", "list").attr("role", "list");
    list = list.attr("aria-label", view.text(Text::Recipients));
    let count = people.clone().count();
    for person in people {
        let mut line = el("li").child(el("strong").text(&person.name()));
        if person.email.as_str() != person.name() {
            line = line.child(div("facts").text(person.email.as_str()));
        }
        list = list.child(line.child(div("facts").text(&recipient::facts(view, person))));
    }
    div("group").child(el("p").text(&Text::PeopleCount.count(view.lang, count, &[]))).child(list)
}

fn reason(view: &View<'_>) -> Node {
    let words = view.text(Text::WithdrawReason);
    el("label")
        .attr("class", "reason")
        .text(words)
        .child(el("textarea").attr("rows", "2").attr("maxlength", "2000"))
}

/// A question, of which only the middle scrolls.
struct Question<'a> {
    view: &'a View<'a>,
    head: Node,
    body: Nodes,
}

impl<'a> Question<'a> {
    fn new(view: &'a View<'a>, question: Text) -> Self {
        let head = el("h3").attr("id", "question").attr("class", "title").text(view.text(question));
        Self { view, head, body: Nodes::default() }
    }

    fn says(self, words: &str) -> Self {
        self.holds(el("p").text(words))
    }

    fn holds(mut self, node: Node) -> Self {
        self.body.push(node);
        self
    }

    /// With the buttons. What cannot be undone is not what the Enter key does.
    fn ends(self, action: &Action, yes: Text, is_final: bool) -> Node {
        let view = self.view;
        let answer = |action: &Action, label: Text, class: &str| {
            let button = toolbar::plain_button(class).key(&action.to_string());
            toolbar::asks_for(button, action).text(view.text(label))
        };
        let class = if is_final { "primary danger" } else { "primary" };
        let mut bar = Nodes::from(answer(action, yes, class).flag("autofocus", !is_final));
        bar.push(answer(&Action::CloseDialog, Text::Cancel, "").flag("autofocus", is_final));
        self.drawn(bar)
    }

    /// With a button of one's own, and one that closes.
    fn closes(self, button: Node) -> Node {
        let close = toolbar::asks_for(toolbar::plain_button("primary").key("close"), &Action::CloseDialog);
        let close = close.flag("autofocus", true).text(self.view.text(Text::Close));
        let mut bar = Nodes::from(button);
        bar.push(close);
        self.drawn(bar)
    }

    fn drawn(self, bar: Nodes) -> Node {
        el("dialog")
            .key("dialog")
            .attr("part", "dialog")
            .attr("aria-labelledby", "question")
            .child(self.head)
            // What scrolls can be reached by keyboard.
            .child(div("dialog-body").attr("tabindex", "0").children(self.body))
            .child(div("bar").children(bar))
            // Everything outside of an open dialog is silent.
            .child(message::live_region(self.view, true))
    }
}
