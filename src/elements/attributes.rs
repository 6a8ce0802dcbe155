//! Attributes of our elements: those inside an `<autenti-signing>` share its own.

use web_sys::{Element, HtmlElement};

use crate::net::TicketSource;

const LAYOUT: &str = "autenti-signing";

/// The element's own attribute, or that of the `<autenti-signing>` around it; empty if neither has it.
pub(super) fn setting(element: &HtmlElement, name: &str) -> String {
    let value = element.get_attribute(name).or_else(|| layout_around(element)?.get_attribute(name));
    value.map(|value| value.trim().to_owned()).unwrap_or_default()
}

/// Where the element's tickets come from, besides its attribute `ticket`.
pub(super) fn ticket_source(element: &HtmlElement) -> TicketSource {
    TicketSource {
        url: setting(element, "ticket-url"),
        rule: setting(element, "ticket-rule"),
        rule_name: setting(element, "ticket-rule-name"),
    }
}

/// Whether no `<autenti-signing>` is around the element.
pub(super) fn is_outermost(element: &HtmlElement) -> bool {
    layout_around(element).is_none()
}

/// Whether nothing says yet where a ticket comes from: neither the element nor the one around it.
pub(super) fn awaits_ticket(element: &HtmlElement) -> bool {
    let has_ticket = |element: &Element| {
        ["ticket", "ticket-url", "ticket-rule"].iter().any(|name| element.has_attribute(name))
    };
    !has_ticket(element) && !layout_around(element).is_some_and(|layout| has_ticket(&layout))
}

/// Whether the `<autenti-signing>` around the element has a button for signing besides.
pub(super) fn has_sign_button(element: &HtmlElement) -> bool {
    let button = |layout: Element| layout.query_selector("autenti-sign-button").ok().flatten();
    layout_around(element).and_then(button).is_some()
}

/// Whether the element has children of the page's own. What is marked as a fallback is for pages on which this never
/// runs; it is no layout.
pub(super) fn has_layout(element: &HtmlElement) -> bool {
    let children = element.children();
    (0..children.length()).filter_map(|index| children.item(index)).any(|child| child.slot() != "fallback")
}

fn layout_around(element: &HtmlElement) -> Option<Element> {
    // The selector is a name, so it can be read.
    element.parent_element()?.closest(LAYOUT).ok().flatten()
}
