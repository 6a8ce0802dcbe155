//! `<autenti-lookup>`: a choice fed by a look-up source and bound to a form field, or to a cell of an item list.
//!
//! It is the browser's own select: keyboard, screen readers, phones and forced colours come with it. What it writes is
//! WEBCON's pair `id#name`. Two values are the same choice if their ids are; one that the source does not have stays, as
//! a choice of its own.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use autenti_model::lookups::LookupRow;
use autenti_model::{Lang, Text};
use serde::Serialize;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlSelectElement};

use super::attributes::{setting, ticket_source};
use crate::dom::{Listener, Timer, emit, page, spawn};
use crate::host::{self, Binding, NoAnswer};
use crate::leaks::{Counted, Resource};
use crate::lookups::{self, Query};
use crate::net;
use crate::view::Choices;

/// How often the page is asked whether the field says something else now: nothing tells.
const LOOK_MS: u32 = 1_000;

/// A choice on the page.
pub(super) struct LookupElement {
    element: HtmlElement,
    lang: Cell<Lang>,
    rows: RefCell<Vec<LookupRow>>,
    /// Why there are no rows.
    note: RefCell<String>,
    /// What is drawn: the value, and whether it can be changed.
    shown: RefCell<Option<(String, bool)>>,
    /// How often rows were asked for: an answer that another question has followed is dropped.
    questions: Cell<u32>,
    next_look: RefCell<Option<Timer>>,
    change: RefCell<Option<Listener>>,
    _count: Counted,
}

/// What scripts are told of a choice.
#[derive(Serialize)]
struct ChangeDetail<'a> {
    value: &'a str,
}

impl LookupElement {
    pub(super) fn new(element: HtmlElement, lang: Lang) -> Rc<Self> {
        let lookup = Rc::new(Self {
            element,
            lang: Cell::new(lang),
            rows: RefCell::default(),
            note: RefCell::default(),
            shown: RefCell::default(),
            questions: Cell::default(),
            next_look: RefCell::default(),
            change: RefCell::default(),
            _count: Counted::new(Resource::Element),
        });
        if let Some(shadow) = lookup.element.shadow_root() {
            let chosen = Rc::downgrade(&lookup);
            let listener = Listener::on(&shadow, "change", move |_| {
                if let Some(lookup) = chosen.upgrade() {
                    spawn(lookup.take_choice());
                }
            });
            lookup.change.replace(Some(listener));
        }
        lookup
    }

    pub(super) fn disconnect(&self) {
        self.questions.set(self.questions.get() + 1);
        self.next_look.take();
        self.change.take();
        page().clear(&self.element);
    }

    pub(super) fn set_lang(&self, lang: Lang) {
        self.lang.set(lang);
    }

    fn setting(&self, name: &str) -> String {
        setting(&self.element, name)
    }

    /// Offers what the attributes ask for.
    pub(super) fn follow_attributes(self: &Rc<Self>) {
        self.note.take();
        let question = self.questions.get() + 1;
        self.questions.set(question);
        let (source, only) = (self.setting("source"), self.setting("only"));
        let query = Query { source: &source, lang: self.lang.get(), only: &only };
        if let Some(rows) = lookups::fixed(&query) {
            self.offer(rows);
        } else {
            self.offer(Vec::new());
            let lookup = Rc::clone(self);
            spawn(async move { lookup.ask(question).await });
        }
        self.look_again();
    }

    /// Asks the proxy for the rows.
    async fn ask(self: Rc<Self>, question: u32) {
        let (source, only) = (self.setting("source"), self.setting("only"));
        let query = Query { source: &source, lang: self.lang.get(), only: &only };
        let answer = lookups::ask(&query, &net::base(&self.setting("proxy")), &self.ticket().await).await;
        if self.questions.get() != question {
            return;
        }
        match answer {
            Ok(rows) => self.offer(rows),
            Err(failure) => {
                // What the field holds stays chosen, and nothing is lost.
                let words = if failure.0.is_empty() {
                    Text::LookupFailed.get(query.lang).to_owned()
                } else {
                    failure.0
                };
                self.note.replace(words);
                self.offer(Vec::new());
            }
        }
    }

    /// The element's ticket, or a fresh one from the portal; empty if there is none.
    async fn ticket(&self) -> String {
        let source = ticket_source(&self.element);
        if !source.is_there() {
            return self.setting("ticket");
        }
        let ticket = source.read(self.lang.get()).await;
        ticket.map(|ticket| ticket.as_str().to_owned()).unwrap_or_default()
    }

    fn offer(self: &Rc<Self>, rows: Vec<LookupRow>) {
        self.rows.replace(rows);
        self.shown.take();
        spawn(Rc::clone(self).show());
    }

    /// Looks at the field, now and again.
    fn look_again(self: &Rc<Self>) {
        let lookup = Rc::downgrade(self);
        let timer = Timer::after(LOOK_MS, move || {
            if let Some(lookup) = lookup.upgrade() {
                spawn(Rc::clone(&lookup).show());
                lookup.look_again();
            }
        });
        self.next_look.replace(Some(timer));
    }

    /// Draws what the field holds, unless that is drawn already.
    async fn show(self: Rc<Self>) {
        let Ok(value) = self.read().await else { return };
        let now = (value, self.can_be_changed());
        if !self.element.is_connected() || self.shown.borrow().as_ref() == Some(&now) {
            return;
        }
        let lang = self.lang.get();
        let label = Some(self.setting("label")).filter(|label| !label.is_empty());
        let wanted = Choices {
            lang,
            rows: &self.rows.borrow(),
            value: &now.0,
            can_be_changed: now.1,
            label: label.as_deref(),
            note: &self.note.borrow(),
        }
        .draw();
        page().draw(&self.element, lang.tag(), wanted.as_str());
        if let Some(select) = self.select() {
            select.set_value(&now.0);
        }
        self.shown.replace(Some(now));
    }

    fn select(&self) -> Option<HtmlSelectElement> {
        self.element.shadow_root()?.query_selector("select").ok()??.dyn_into().ok()
    }

    /// A person chose something.
    fn take_choice(self: Rc<Self>) -> impl Future<Output = ()> {
        let value = self.select().map(|select| select.value()).unwrap_or_default();
        self.shown.replace(Some((value.clone(), self.can_be_changed())));
        async move {
            // A form that does not take it shows the old value at the next look.
            let _ = self.write(&value).await;
            emit(&self.element, "change", &ChangeDetail { value: &value });
        }
    }

    fn can_be_changed(&self) -> bool {
        if self.element.has_attribute("disabled") {
            return false;
        }
        match self.setting("mode").as_str() {
            "" => {
                let host = host::around(&self.element);
                !host.is_form() || host.is_editing()
            }
            mode => mode == "edit",
        }
    }

    /// Where the value lives; bound to nothing, in the element's own attribute.
    fn binding(&self) -> Option<Binding> {
        let field = self.setting("field");
        if !field.is_empty() {
            return Some(Binding::Field(field));
        }
        let list = self.setting("list").parse().ok()?;
        let row = self.setting("row").parse().ok()?;
        let column = Some(self.setting("column")).filter(|column| !column.is_empty())?;
        Some(Binding::Cell { list, row, column })
    }

    async fn read(&self) -> Result<String, NoAnswer> {
        match self.binding() {
            Some(binding) => binding.read(&*host::around(&self.element)).await,
            None => Ok(self.element.get_attribute("value").unwrap_or_default()),
        }
    }

    async fn write(&self, value: &str) -> Result<(), NoAnswer> {
        match self.binding() {
            Some(binding) => binding.write(&*host::around(&self.element), value).await,
            // An attribute of that name can always be set.
            None => self.element.set_attribute("value", value).map_err(|_| NoAnswer),
        }
    }
}
