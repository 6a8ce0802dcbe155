//! An element of ours on the page: reads its attributes, draws its view, hears its clicks.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use autenti_model::{DocumentStatus, Lang, Signing, lookups};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::counts::{Counted, Held};
use crate::elements::Kind;
use crate::page::page;
use crate::store::{Settings, Store};
use crate::view::{Dialog, View};
use crate::{actions, announce, proxy, shapes, store};

thread_local! {
    static MOUNTS: RefCell<Vec<Rc<Mount>>> = const { RefCell::new(Vec::new()) };
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
}

/// An element of ours on the page.
pub(crate) struct Mount {
    id: u32,
    host: HtmlElement,
    kind: Kind,
    lang: Cell<Lang>,
    store: RefCell<Option<(Settings, Rc<Store>)>>,
    dialog: Cell<Option<Dialog>>,
    is_ready: Cell<bool>,
    _count: Counted,
}

/// An element is on the page.
pub(crate) fn connect(host: HtmlElement, lang: Lang) -> u32 {
    let id = LAST_ID.get().wrapping_add(1);
    LAST_ID.set(id);
    let mount = Rc::new(Mount {
        id,
        kind: Kind::of(&host.local_name()),
        host,
        lang: Cell::new(lang),
        store: RefCell::default(),
        dialog: Cell::default(),
        is_ready: Cell::default(),
        _count: Counted::new(Held::Mounts),
    });
    MOUNTS.with_borrow_mut(|mounts| mounts.push(Rc::clone(&mount)));
    mount.follow_settings();
    id
}

/// An element left the page.
pub(crate) fn disconnect(id: u32) {
    let gone = MOUNTS.with_borrow_mut(|mounts| {
        let index = mounts.iter().position(|mount| mount.id == id)?;
        Some(mounts.swap_remove(index))
    });
    if let Some(mount) = gone {
        if let Some((_, store)) = mount.store.take() {
            store.detach(&mount);
        }
        page().clear(&mount.host);
    }
}

/// What an element lives on changed.
pub(crate) fn change(id: u32, lang: Lang) {
    if let Some(mount) = find(id) {
        mount.lang.set(lang);
        mount.follow_settings();
    }
}

/// A button of the element was pressed.
pub(crate) fn press(id: u32, deed: &str) {
    if let Some(mount) = find(id) {
        actions::press(&mount, deed);
    }
}

/// The list was judged while it is edited.
pub(crate) fn judged(id: u32, broken: &JsValue) {
    if let Some(store) = find(id).and_then(|mount| mount.store()) {
        let broken = shapes::broken_rules(broken);
        store.update(|state| state.judged = broken);
    }
}

/// Draws all elements in texts that are new; where they replace others, the proxy's words are read again.
pub(crate) fn speak(are_others: bool) {
    for mount in MOUNTS.with_borrow(Clone::clone) {
        mount.render();
        if let Some(store) = mount.store().filter(|_| are_others) {
            store.read_again();
        }
    }
}

fn find(id: u32) -> Option<Rc<Mount>> {
    MOUNTS.with_borrow(|mounts| mounts.iter().find(|mount| mount.id == id).cloned())
}

impl Mount {
    pub(crate) fn host(&self) -> &HtmlElement {
        &self.host
    }

    pub(crate) fn store(&self) -> Option<Rc<Store>> {
        self.store.borrow().as_ref().map(|(_, store)| Rc::clone(store))
    }

    /// The element's own attribute, or that of the `<autenti-signing>` around it; empty if neither has it.
    fn setting(&self, name: &str) -> String {
        page().setting(&self.host, name)
    }

    /// Whether no `<autenti-signing>` speaks for this element.
    pub(crate) fn is_outermost(&self) -> bool {
        page().is_outermost(&self.host)
    }

    pub(crate) fn lang(&self) -> Lang {
        self.lang.get()
    }

    /// The status that the form itself knows. A choice field gives it as `id#name`.
    pub(crate) fn known_status(&self) -> Option<String> {
        let status = self.setting("status");
        let status = lookups::id_of(&status);
        (!status.is_empty()).then(|| status.to_owned())
    }

    /// Whether the form is being edited: the attribute says so, or the page does.
    pub(crate) fn is_editing(&self) -> bool {
        match self.setting("mode").as_str() {
            "" => page().is_editing(),
            mode => mode == "edit",
        }
    }

    /// Takes the store that the attributes ask for, and draws.
    fn follow_settings(self: &Rc<Self>) {
        let settings = Settings {
            proxy: proxy::base(&self.setting("proxy")),
            ticket: self.setting("ticket"),
            ticket_url: self.setting("ticket-url"),
            ticket_rule: (self.setting("ticket-rule"), self.setting("ticket-rule-name")),
            awaits_ticket: page().awaits_ticket(&self.host),
        };
        let is_same = self.store.borrow().as_ref().is_some_and(|(current, _)| *current == settings);
        if is_same {
            if let Some(store) = self.store() {
                store.speak(self.lang());
            }
        } else {
            let store = store::attach(&settings, self);
            if let Some((_, before)) = self.store.replace(Some((settings, Rc::clone(&store)))) {
                before.detach(self);
            }
            store.close_left();
        }
        self.render();
        // It may come in the middle of a sending, and nobody told it of the beginning.
        if let Some(signing) = self.tell_ready().filter(|signing| signing.sending.is_some())
            && self.is_outermost()
        {
            announce::sending(self, &signing);
        }
    }

    /// Opens a dialog, or closes the one that is open.
    pub(crate) fn open_dialog(&self, dialog: Option<Dialog>) {
        self.dialog.set(dialog);
        self.render();
    }

    /// Tells once that the element shows the real state, and answers that, the first time.
    pub(crate) fn tell_ready(&self) -> Option<Rc<Signing>> {
        let signing = self.store().and_then(|store| store.state.borrow().signing.clone());
        let signing = signing.filter(|_| !self.is_ready.replace(true))?;
        announce::dispatch(self, "autenti-ready", &JsValue::NULL);
        Some(signing)
    }

    /// Draws what the store knows.
    pub(crate) fn render(&self) {
        let Some(store) = self.store() else { return };
        let wanted = {
            let state = store.state.borrow();
            let view = View {
                lang: self.lang(),
                state: &state,
                known_status: self.known_status().map(|status| DocumentStatus::from(status.as_str())),
                is_editing: self.is_editing(),
                is_outermost: self.is_outermost(),
                speaks: self.speaks(&store),
                dialog: self.dialog.get(),
            };
            self.kind.view(&view, &self.host)
        };
        page().draw(&self.host, self.lang.get().tag(), wanted.as_str());
        // While a form is left for another one, this element may still be there for a moment.
        if self.speaks(&store) && store.guard().is_ok() {
            let body = store.state.borrow().body.clone();
            if body.is_object() {
                page().edit(&self.host, &body, &store.ticket.borrow().text);
            }
        }
    }

    /// Whether this element speaks for all that share the store: one live region, not several.
    fn speaks(&self, store: &Store) -> bool {
        let speaker = store.mounts().into_iter().find(|mount| mount.is_outermost());
        speaker.is_some_and(|speaker| speaker.id == self.id)
    }
}
