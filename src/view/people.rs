//! The recipients as a list; many of them in groups, of which those who are awaited come first, and found by name.

use autenti_model::{Recipient, RecipientStatus, Role, Text};

use super::{View, recipient};
use crate::dom::{Node, Nodes, contains_ignoring_case, div, el};

/// So many are read at a glance; more are grouped.
const FEW: usize = 12;
/// A group of so many is open from the start.
const FEW_AWAITED: usize = 6;

/// The list of recipients. `shows_signing` says that it also has the button and the notes of the person's own signing,
/// because no panel around it shows them.
pub(crate) fn list(view: &View<'_>, shows_signing: bool) -> Option<Node> {
    let recipients = view.recipients();
    if recipients.is_empty() {
        return None;
    }
    let order = positions(recipients);
    if recipients.len() <= FEW {
        return Some(rows(view, &order, shows_signing).key("recipients"));
    }
    let mut shown = div("people").key("recipients").child(search(view));
    if view.letters.is_empty() {
        for group in Group::ALL {
            let members: Vec<usize> =
                order.iter().copied().filter(|at| Group::of(view, &recipients[*at]) == group).collect();
            shown = shown.maybe(section(view, group, &members, shows_signing));
        }
        return Some(shown);
    }
    let is_found = |at: &usize| {
        let who = &recipients[*at];
        contains_ignoring_case(&format!("{} {}", who.name(), who.email.as_str()), view.letters)
    };
    let found: Vec<usize> = order.into_iter().filter(is_found).collect();
    Some(if found.is_empty() {
        shown.child(el("p").attr("class", "hint").attr("role", "status").text(view.text(Text::NobodyFound)))
    } else {
        shown.child(rows(view, &found, shows_signing))
    })
}

/// Where the recipients stand among all, in their order; those without a place, such as viewers, come last.
fn positions(recipients: &[Recipient]) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..recipients.len()).collect();
    positions.sort_by_key(|index| recipients[*index].order.unwrap_or(i64::MAX));
    positions
}

fn rows(view: &View<'_>, positions: &[usize], shows_signing: bool) -> Node {
    let recipients = view.recipients();
    let is_ordered = recipients.iter().any(|recipient| recipient.order.is_some());
    let mut rows = Nodes::default();
    for index in positions {
        rows.push(recipient::row(view, recipients, *index, shows_signing));
    }
    el(if is_ordered { "ol" } else { "ul" })
        .attr("class", if is_ordered { "recipients ordered" } else { "recipients" })
        .attr("part", "recipients")
        // Without it, some browsers do not take a list without bullets for a list.
        .attr("role", "list")
        .attr("aria-label", view.text(Text::Recipients))
        .children(rows)
}

fn search(view: &View<'_>) -> Node {
    el("input")
        .key("search")
        .attr("type", "search")
        .attr("class", "search")
        .attr("placeholder", view.text(Text::FindPerson))
        .attr("aria-label", view.text(Text::FindPerson))
}

/// Recipients who stand alike.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Now,
    Others,
    Later,
    Done,
}

impl Group {
    const ALL: [Self; 4] = [Self::Now, Self::Others, Self::Later, Self::Done];

    fn of(view: &View<'_>, recipient: &Recipient) -> Self {
        if !view.signing().is_some_and(autenti_model::Signing::is_sent) {
            return Self::Later;
        }
        match &recipient.status {
            _ if recipient.role == Some(Role::Viewer) => Self::Others,
            RecipientStatus::Pending => Self::Now,
            RecipientStatus::None => Self::Later,
            RecipientStatus::Completed => Self::Done,
            RecipientStatus::Obsolete
            | RecipientStatus::Failed
            | RecipientStatus::Rejected
            | RecipientStatus::Unknown(_) => Self::Others,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Others => "others",
            Self::Later => "later",
            Self::Done => "done",
        }
    }

    fn title(self, view: &View<'_>, n: usize) -> String {
        let text = match self {
            Self::Now => Text::GroupNow,
            Self::Others => Text::GroupOthers,
            Self::Later if view.status().is_none() => return Text::PeopleCount.count(view.lang, n, &[]),
            Self::Later => Text::GroupLater,
            Self::Done => Text::GroupDone,
        };
        text.fill(view.lang, &[("n", &n.to_string())])
    }
}

fn section(view: &View<'_>, group: Group, members: &[usize], shows_signing: bool) -> Option<Node> {
    if members.is_empty() {
        return None;
    }
    let recipients = view.recipients();
    let is_broken =
        |at: &usize| view.state.broken_rules().iter().any(|rule| recipient::is_about(rule, recipients, *at));
    let is_open = group == Group::Now && members.len() <= FEW_AWAITED
        || members.iter().any(|at| recipients[*at].me || is_broken(at));
    let title = group.title(view, members.len());
    Some(el("details").key(group.key()).flag("open", is_open).child(el("summary").text(&title)).child(rows(
        view,
        members,
        shows_signing,
    )))
}
