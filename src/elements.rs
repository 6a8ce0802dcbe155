//! The public elements, and who of them is on the page. Each draws a part of what is known of a signing;
//! `<autenti-signing>` draws all of it; `<autenti-lookup>` is a choice of its own.

mod attributes;
mod events;
mod history;
mod lookup;
mod panel;
mod recipients;
mod sign_button;
mod signing;
mod status;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use autenti_model::Lang;
use web_sys::HtmlElement;

use crate::action::Action;
use lookup::LookupElement;
use panel::{Kind, PanelElement};

thread_local! {
    static ELEMENTS: RefCell<Vec<(u32, Element)>> = const { RefCell::new(Vec::new()) };
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
}

/// An element of ours on the page.
#[derive(Clone)]
enum Element {
    Panel(Rc<PanelElement>),
    Lookup(Rc<LookupElement>),
}

/// An element is on the page; answers the number under which it is known from now on.
pub(crate) fn connect(element: HtmlElement, lang: Lang) -> u32 {
    let id = LAST_ID.get().wrapping_add(1);
    LAST_ID.set(id);
    let added = match element.local_name().as_str() {
        "autenti-lookup" => Element::Lookup(LookupElement::new(element, lang)),
        name => Element::Panel(PanelElement::new(id, Kind::of(name), element, lang)),
    };
    ELEMENTS.with_borrow_mut(|elements| elements.push((id, added.clone())));
    match added {
        Element::Panel(panel) => panel.follow_attributes(),
        Element::Lookup(lookup) => lookup.follow_attributes(),
    }
    id
}

/// An element left the page.
pub(crate) fn disconnect(id: u32) {
    let gone = ELEMENTS.with_borrow_mut(|elements| {
        let index = elements.iter().position(|(known, _)| *known == id)?;
        Some(elements.swap_remove(index).1)
    });
    match gone {
        Some(Element::Panel(panel)) => panel.disconnect(),
        Some(Element::Lookup(lookup)) => lookup.disconnect(),
        None => {}
    }
}

/// What an element lives on changed.
pub(crate) fn change(id: u32, lang: Lang) {
    match find(id) {
        Some(Element::Panel(panel)) => {
            panel.set_lang(lang);
            panel.follow_attributes();
        }
        Some(Element::Lookup(lookup)) => {
            lookup.set_lang(lang);
            lookup.follow_attributes();
        }
        None => {}
    }
}

/// A button of the element was pressed.
pub(crate) fn press(id: u32, action: &Action) {
    if let Some(Element::Panel(panel)) = find(id) {
        panel.press(action);
    }
}

/// Draws all elements in texts that are new; where they replace others, the proxy's words are read again.
pub(crate) fn texts_changed(are_others: bool) {
    let elements = ELEMENTS.with_borrow(Clone::clone);
    for (_, element) in elements {
        match element {
            Element::Panel(panel) => panel.texts_changed(are_others),
            Element::Lookup(lookup) => lookup.follow_attributes(),
        }
    }
}

fn find(id: u32) -> Option<Element> {
    ELEMENTS.with_borrow(|elements| Some(elements.iter().find(|(known, _)| *known == id)?.1.clone()))
}
