//! An element of ours on the page: reads its attributes, draws its view, hears its clicks.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use autenti_model::{DocumentStatus, Lang, lookups};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

use crate::browser::Listener;
use crate::counts::{Counted, Held};
use crate::dom::{self, Node};
use crate::elements::Kind;
use crate::store::{Settings, Store};
use crate::view::{Dialog, View};
use crate::{actions, announce, host, proxy, store};

thread_local! {
    static MOUNTS: RefCell<Vec<Rc<Mount>>> = const { RefCell::new(Vec::new()) };
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
}

/// An element of ours on the page.
pub(crate) struct Mount {
    id: u32,
    host: HtmlElement,
    root: ShadowRoot,
    kind: Kind,
    store: RefCell<Option<(Settings, Rc<Store>)>>,
    shown: RefCell<Vec<Node>>,
    dialog: Cell<Option<Dialog>>,
    is_ready: Cell<bool>,
    listeners: OnceCell<[Listener; 2]>,
    _count: Counted,
}

/// An element is on the page.
pub(crate) fn connect(host: HtmlElement) -> u32 {
    let id = LAST_ID.get().wrapping_add(1);
    LAST_ID.set(id);
    let root = host.shadow_root().unwrap_or_else(|| {
        // The loader made it already; without a loader, as in tests, it is made here. It cannot fail
        // on an element of ours.
        wasm_bindgen::UnwrapThrowExt::unwrap_throw(
            host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)),
        )
    });
    root.replace_children_with_node_0();
    let mount = Rc::new(Mount {
        id,
        kind: Kind::of(&host.local_name()),
        host,
        root,
        store: RefCell::default(),
        shown: RefCell::default(),
        dialog: Cell::default(),
        is_ready: Cell::default(),
        listeners: OnceCell::new(),
        _count: Counted::new(Held::Mounts),
    });
    MOUNTS.with_borrow_mut(|mounts| mounts.push(Rc::clone(&mount)));
    mount.listen();
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
        // The same element may come back, and is then drawn anew.
        mount.root.replace_children_with_node_0();
    }
}

/// An attribute of an element changed. What is inside an `<autenti-signing>` lives on its attributes.
pub(crate) fn change(id: u32) {
    let Some(changed) = find(id) else { return };
    for mount in MOUNTS.with_borrow(Clone::clone) {
        if changed.host.contains(Some(&mount.host)) {
            mount.follow_settings();
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

    /// The element's own attribute, or that of the `<autenti-signing>` around it.
    fn setting(&self, name: &str) -> Option<String> {
        self.host.get_attribute(name).or_else(|| self.layout()?.get_attribute(name))
    }

    /// The `<autenti-signing>` around the element.
    fn layout(&self) -> Option<Element> {
        self.host.parent_element()?.closest("autenti-signing").ok()?
    }

    /// Whether no `<autenti-signing>` speaks for this element.
    pub(crate) fn is_outermost(&self) -> bool {
        self.layout().is_none()
    }

    pub(crate) fn lang(&self) -> Lang {
        self.setting("lang").and_then(|tag| Lang::from_tag(&tag)).unwrap_or_else(host::language)
    }

    /// The status that the form itself knows. A choice field gives it as `id#name`.
    pub(crate) fn known_status(&self) -> Option<String> {
        let status = self.setting("status")?;
        let status = lookups::id_of(&status);
        (!status.is_empty()).then(|| status.to_owned())
    }

    /// Whether the form is being edited: the attribute says so, or the page does.
    pub(crate) fn is_editing(&self) -> bool {
        self.setting("mode").map_or_else(host::is_editing, |mode| mode.trim() == "edit")
    }

    /// Takes the store that the attributes ask for, and draws.
    fn follow_settings(self: &Rc<Self>) {
        let text = |name| self.setting(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        let settings = Settings {
            proxy: proxy::base(self.setting("proxy")),
            ticket: text("ticket"),
            ticket_url: text("ticket-url"),
        };
        let is_same = self.store.borrow().as_ref().is_some_and(|(current, _)| *current == settings);
        if !is_same {
            let store = store::attach(&settings, self);
            if let Some((_, before)) = self.store.replace(Some((settings, store))) {
                before.detach(self);
            }
        }
        self.render();
        self.tell_ready();
    }

    fn listen(self: &Rc<Self>) {
        let on = |event, hear: fn(&Rc<Self>, &Event)| {
            let mount = Rc::downgrade(self);
            Listener::on(&self.root, event, move |event| {
                if let Some(mount) = mount.upgrade() {
                    hear(&mount, &event);
                }
            })
        };
        // One listener for all buttons: a button says by `data-do` what it does.
        let clicks = on("click", |mount, event| {
            let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
            let button = target.and_then(|target| target.closest("[data-do]").ok()?);
            if let Some(deed) = button.and_then(|button| button.get_attribute("data-do")) {
                actions::press(mount, &deed);
            }
        });
        // The Escape key closes a dialog without asking us.
        let escapes = on("close", |mount, _| mount.open_dialog(None));
        // It is set once, here.
        let _ = self.listeners.set([clicks, escapes]);
    }

    /// Opens a dialog, or closes the one that is open.
    pub(crate) fn open_dialog(&self, dialog: Option<Dialog>) {
        if self.dialog.replace(dialog) == dialog {
            return;
        }
        if dialog.is_none()
            && let Some(open) = self.dialog_element()
        {
            // Closing gives the focus back to where it was.
            open.close();
        }
        self.render();
    }

    fn dialog_element(&self) -> Option<HtmlDialogElement> {
        self.root.query_selector("dialog").ok()??.dyn_into().ok()
    }

    /// Tells once that the element shows the real state.
    pub(crate) fn tell_ready(&self) {
        let shows_signing = self.store().is_some_and(|store| store.state.borrow().signing.is_some());
        if shows_signing && !self.is_ready.replace(true) {
            announce::dispatch(self, "autenti-ready", &JsValue::NULL);
        }
    }

    /// Draws what the store knows.
    pub(crate) fn render(&self) {
        let Some(store) = self.store() else { return };
        // Drawing moves the focus, which runs scripts of the page, which may end up here again.
        let Ok(mut shown) = self.shown.try_borrow_mut() else { return };
        let had_focus = self.root.active_element().is_some();
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
        dom::update(&self.root, &mut shown, wanted);
        drop(shown);
        if let Some(dialog) = self.dialog_element().filter(|dialog| !dialog.open()) {
            // It is on the page and closed, so it can be opened.
            let _ = dialog.show_modal();
        }
        if had_focus && self.root.active_element().is_none() {
            self.keep_focus();
        }
    }

    /// The focused button is gone: the focus stays in the panel, not at the top of the page.
    fn keep_focus(&self) {
        let panel = self.root.query_selector("[tabindex='-1']").ok().flatten();
        if let Some(panel) = panel.and_then(|panel| panel.dyn_into::<HtmlElement>().ok()) {
            // Focusing fails for nobody.
            let _ = panel.focus();
        }
    }

    /// Whether this element speaks for all that share the store: one live region, not several.
    fn speaks(&self, store: &Store) -> bool {
        let speaker = store.mounts().into_iter().find(|mount| mount.is_outermost());
        speaker.is_some_and(|speaker| speaker.id == self.id)
    }
}
