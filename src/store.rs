//! One signing as the page knows it. Elements with the same proxy and ticket share one store: one
//! connection, one state.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use autenti_model::texts::joined;
use autenti_model::{Lang, Signing};
use gloo_net::http::Response;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use crate::announce;
use crate::browser::{Listener, Nudge, Timer};
use crate::counts::{Counted, Held};
use crate::failure::Failure;
use crate::mount::Mount;
use crate::page::page;
use crate::proxy::{self, Call};
use crate::state::State;
use crate::ticket::Ticket;
use crate::{actions, live, shapes};

/// How long a store outlives its last element. A form re-creates its HTML fields at every change of a value
/// they show (facts: form in the browser, "Re-rendering"); the new element then finds everything as it was.
const GRACE_MS: u32 = 5_000;
/// Until then nobody needs to see that something is being read.
const PATIENCE_MS: u32 = 200;
/// A ticket is renewed when it has less than this left.
const RENEW_BEFORE_MS: f64 = 60_000.0;

thread_local! {
    static STORES: RefCell<Vec<Rc<Store>>> = const { RefCell::new(Vec::new()) };
}

/// Something that is waited for.
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What an element's attributes ask for. Elements that ask for the same share a store.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Address of the proxy, without a slash at the end.
    pub(crate) proxy: String,
    pub(crate) ticket: String,
    /// Where a fresh ticket can be read; empty if nowhere.
    pub(crate) ticket_url: String,
    /// Number and name of a business rule that answers a fresh ticket; empty if none does.
    pub(crate) ticket_rule: (String, String),
    /// None of them is there yet: a script of the page may bring one.
    pub(crate) awaits_ticket: bool,
}

impl Settings {
    /// Whether a fresh ticket can be had.
    fn can_renew(&self) -> bool {
        !(self.ticket_url.is_empty() && self.ticket_rule.0.is_empty())
    }
}

/// One signing as the page knows it.
pub(crate) struct Store {
    pub(crate) settings: Settings,
    lang: Cell<Lang>,
    pub(crate) ticket: RefCell<Ticket>,
    pub(crate) state: RefCell<State>,
    mounts: RefCell<Vec<Rc<Mount>>>,
    /// Ends the pause of the live connection.
    pub(crate) nudge: Nudge,
    /// Ends the event stream.
    pub(crate) stream: RefCell<Option<AbortController>>,
    pub(crate) is_closed: Cell<bool>,
    /// Whether the page has been hidden for long, so that nothing is followed.
    pub(crate) is_paused: Cell<bool>,
    /// How many events have brought a state.
    pub(crate) events: Cell<u32>,
    /// Whether this person has gone to Autenti to sign.
    pub(crate) expects_signature: Cell<bool>,
    pub(crate) hidden: RefCell<Option<Timer>>,
    grace: RefCell<Option<Timer>>,
    slow: RefCell<Option<Timer>>,
    listeners: RefCell<Vec<Listener>>,
    _count: Counted,
}

/// Gives the element the store that its settings ask for.
pub(crate) fn attach(settings: &Settings, mount: &Rc<Mount>) -> Rc<Store> {
    let known = if settings.awaits_ticket { known_here(&settings.proxy) } else { None };
    let same = || STORES.with_borrow(|stores| stores.iter().find(|s| s.settings == *settings).cloned());
    let store = known.or_else(same).unwrap_or_else(|| Store::open(settings, mount.lang()));
    store.grace.take();
    store.speak(mount.lang());
    store.mounts.borrow_mut().push(Rc::clone(mount));
    store
}

/// What follows the instance that the form shows already: an element that was made again and has no ticket yet goes on
/// with it.
fn known_here(proxy: &str) -> Option<Rc<Store>> {
    let instance = page().instance()?;
    STORES.with_borrow(|stores| stores.iter().rev().find(|store| store.is_of(proxy, &instance)).cloned())
}

impl Store {
    fn open(settings: &Settings, lang: Lang) -> Rc<Self> {
        let store = Rc::new(Self {
            settings: settings.clone(),
            lang: Cell::new(lang),
            ticket: RefCell::new(Ticket::read(&settings.ticket)),
            state: RefCell::default(),
            mounts: RefCell::default(),
            nudge: Nudge::default(),
            stream: RefCell::default(),
            is_closed: Cell::new(false),
            is_paused: Cell::new(false),
            events: Cell::new(0),
            expects_signature: Cell::new(false),
            hidden: RefCell::default(),
            grace: RefCell::default(),
            slow: RefCell::default(),
            listeners: RefCell::default(),
            _count: Counted::new(Held::Stores),
        });
        store.state.borrow_mut().signing = store.inherited();
        STORES.with_borrow_mut(|stores| stores.push(Rc::clone(&store)));
        store.slow.replace(Some(store.later(PATIENCE_MS, |store| {
            store.state.borrow_mut().is_slow = true;
            store.render();
        })));
        store.listeners.replace(live::listeners(&store));
        wasm_bindgen_futures::spawn_local(live::follow(Rc::clone(&store)));
        store
    }

    /// What is known of the same instance from an older ticket: shown until the new one has read its own.
    fn inherited(&self) -> Option<Rc<Signing>> {
        let element = self.ticket.borrow().element.clone()?;
        STORES.with_borrow(|stores| {
            let older = stores.iter().rev().find(|older| older.is_of(&self.settings.proxy, &element))?;
            older.state.borrow().signing.clone()
        })
    }

    /// A form that makes its fields again may bring a new ticket: what followed the signing by an older one, and has no
    /// element any more, is not needed.
    pub(crate) fn close_left(&self) {
        let left: Vec<_> = STORES.with_borrow(|stores| {
            let is_left =
                |other: &&Rc<Self>| other.mounts.borrow().is_empty() && other.is_of_same_signing(self);
            stores.iter().filter(is_left).cloned().collect()
        });
        for store in left {
            store.close();
        }
    }

    fn is_of(&self, proxy: &str, element: &str) -> bool {
        self.settings.proxy == proxy && self.ticket.borrow().element.as_deref() == Some(element)
    }

    /// Whether no older store follows the same signing on this page: news is said once, not by each.
    fn says_news(&self) -> bool {
        let first = STORES.with_borrow(|stores| {
            let is_first =
                |other: &&Rc<Self>| !other.mounts.borrow().is_empty() && other.is_of_same_signing(self);
            stores.iter().find(is_first).map(|first| std::ptr::eq(&raw const **first, self))
        });
        first.unwrap_or(true)
    }

    /// Whether the other one is of the same instance, maybe by another ticket.
    fn is_of_same_signing(&self, other: &Self) -> bool {
        other
            .ticket
            .borrow()
            .element
            .as_ref()
            .is_some_and(|element| self.is_of(&other.settings.proxy, element))
    }

    /// Lets the element go. The store stays for a while, because forms re-create elements.
    pub(crate) fn detach(self: &Rc<Self>, mount: &Rc<Mount>) {
        self.mounts.borrow_mut().retain(|other| !Rc::ptr_eq(other, mount));
        if self.mounts.borrow().is_empty() {
            self.grace.replace(Some(self.later(GRACE_MS, Self::close)));
        }
    }

    fn close(self: &Rc<Self>) {
        STORES.with_borrow_mut(|stores| stores.retain(|store| !Rc::ptr_eq(store, self)));
        self.is_closed.set(true);
        for timer in [&self.grace, &self.slow, &self.hidden] {
            timer.take();
        }
        self.listeners.take();
        self.end_stream();
        self.nudge.now();
    }

    /// Does something later, if the store is still there then.
    pub(crate) fn later(self: &Rc<Self>, ms: u32, work: impl FnOnce(&Rc<Self>) + 'static) -> Timer {
        let store = Rc::downgrade(self);
        Timer::after(ms, move || {
            if let Some(store) = store.upgrade() {
                work(&store);
            }
        })
    }

    pub(crate) fn lang(&self) -> Lang {
        self.lang.get()
    }

    /// Names the signing among those of the page, for what is kept in the browser's storage.
    pub(crate) fn name(&self) -> String {
        let ticket = self.ticket.borrow();
        joined(&[&self.settings.proxy, "#", ticket.element.as_ref().unwrap_or(&ticket.text)])
    }

    pub(crate) fn end_stream(&self) {
        if let Some(stream) = self.stream.take() {
            stream.abort();
        }
    }

    /// Begins the live connection again, with reading what is now.
    pub(crate) fn read_again(&self) {
        self.end_stream();
        self.nudge.now();
    }

    /// Takes the language in which the proxy is to speak.
    pub(crate) fn speak(&self, lang: Lang) {
        if self.lang.replace(lang) != lang {
            self.read_again();
        }
    }

    /// The elements that show this signing.
    pub(crate) fn mounts(&self) -> Vec<Rc<Mount>> {
        self.mounts.borrow().clone()
    }

    /// Changes the state and draws it.
    pub(crate) fn update(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.borrow_mut());
        self.render();
    }

    pub(crate) fn render(&self) {
        for mount in self.mounts() {
            mount.render();
        }
    }

    /// Whether there is anything to ask, and whether the answer belongs on this page.
    pub(crate) fn guard(&self) -> Result<(), Failure> {
        let lang = self.lang();
        if self.settings.proxy.is_empty() {
            return Err(Failure::no_proxy(lang));
        }
        if self.settings.ticket.is_empty() && !self.settings.can_renew() {
            return Err(Failure::no_ticket(lang));
        }
        match (&self.ticket.borrow().element, page().instance()) {
            (Some(ticket), Some(form)) if *ticket != form => {
                Err(Failure::other_instance(ticket, &form, lang))
            }
            _ => Ok(()),
        }
    }

    /// Makes a call with a ticket that is good.
    ///
    /// Boxed, as all that many actions wait for: else each of them would hold a copy of the code.
    pub(crate) fn request<'a>(&'a self, call: Call<'a>) -> Boxed<'a, Result<Response, Failure>> {
        Box::pin(self.request_with_ticket(call))
    }

    async fn request_with_ticket(&self, call: Call<'_>) -> Result<Response, Failure> {
        self.guard()?;
        let renews = self.settings.can_renew();
        let is_due = {
            let ticket = self.ticket.borrow();
            ticket.text.is_empty() || ticket.ends_within(RENEW_BEFORE_MS)
        };
        if renews && is_due {
            self.renew_ticket().await?;
            self.guard()?;
        }
        let answer = self.send(&call).await;
        match answer {
            Err(failure) if renews && failure.code == "ticket_expired" => {
                self.renew_ticket().await?;
                self.send(&call).await
            }
            answer => answer,
        }
    }

    fn send<'a>(&'a self, call: &'a Call<'a>) -> Boxed<'a, Result<Response, Failure>> {
        let ticket = self.ticket.borrow().text.clone();
        Box::pin(async move { call.send(&self.settings.proxy, &ticket, self.lang()).await })
    }

    /// Reads a fresh ticket from the portal, as the person who is signed in there.
    fn renew_ticket(&self) -> Boxed<'_, Result<(), Failure>> {
        Box::pin(self.read_ticket())
    }

    async fn read_ticket(&self) -> Result<(), Failure> {
        let lang = self.lang();
        let Settings { ticket_url, ticket_rule: (rule, name), .. } = &self.settings;
        let asked =
            |signal| async move { JsFuture::from(page().ticket_from(ticket_url, rule, name, &signal)).await };
        let answer = proxy::within_time_limit(None, lang, asked).await?;
        let status = shapes::whole(&answer, "status").and_then(|status| u16::try_from(status).ok());
        if let Some(status @ (408 | 429 | 500..)) = status {
            // The portal has no time now; that is no reason to give up.
            return Err(Failure::unexpected(status, lang));
        }
        let ticket = shapes::text(&answer, "ticket").ok_or_else(|| Failure::no_ticket(lang))?;
        self.ticket.replace(Ticket::read(&ticket));
        Ok(())
    }

    /// Reads the signing; with `force`, from Autenti and not from the proxy's memory.
    pub(crate) fn read(self: &Rc<Self>, force: bool) -> Boxed<'static, Result<(), Failure>> {
        let store = Rc::clone(self);
        Box::pin(async move { store.read_signing(force).await })
    }

    async fn read_signing(&self, force: bool) -> Result<(), Failure> {
        let headers: &[_] = if force { &[("Cache-Control", "no-cache")] } else { &[] };
        let asked_at = self.events.get();
        let call = Call { headers, is_first_read: !force, ..Call::get("/v1/signing") };
        let answer = self.request(call).await;
        let read = match answer {
            Ok(response) => self.take_answer(&response, asked_at).await,
            Err(failure) => Err(failure),
        };
        match read {
            Ok(()) => Ok(()),
            Err(failure) => {
                self.fail(&failure);
                Err(failure)
            }
        }
    }

    /// Takes the state in an answer, unless an event has come since `asked_at`: what is newer stays. Of whatever
    /// the answer knows and the event did not, another event will tell.
    pub(crate) async fn take_answer(&self, response: &Response, asked_at: u32) -> Result<(), Failure> {
        let body = proxy::json(response, self.lang()).await;
        if self.events.get() != asked_at {
            return Ok(());
        }
        self.take(&body).ok_or_else(|| Failure::unexpected(response.status(), self.lang()))
    }

    /// A new state of the signing has come; none if it cannot be read.
    pub(crate) fn take(&self, body: &JsValue) -> Option<()> {
        let signing = Rc::new(shapes::signing(body)?);
        if self.is_closed.get() {
            return Some(());
        }
        self.slow.take();
        let before = {
            let mut state = self.state.borrow_mut();
            if !signing.can(autenti_model::Right::Sign) {
                self.expects_signature.set(false);
                state.set_note("sign", None);
            }
            if signing.is_sent() || signing.sending.is_some() {
                state.attempted.clear();
                state.set_note("send", None);
            }
            state.violations = shapes::broken(body);
            state.waiting =
                shapes::some(body, "waiting").and_then(|waiting| shapes::text(&waiting, "detail"));
            state.body = body.clone();
            state.trouble = None;
            state.is_slow = false;
            state.signing.replace(Rc::clone(&signing))
        };
        if signing.is_sent() {
            actions::send::forget_key(self);
        }
        if self.says_news() {
            announce::words(self, before.as_deref(), &signing);
        }
        self.render();
        announce::events(self, before.as_deref(), &signing);
        Some(())
    }

    /// The newest state could not be read.
    fn fail(&self, failure: &Failure) {
        if self.is_closed.get() {
            return;
        }
        self.slow.take();
        let is_news = {
            let mut state = self.state.borrow_mut();
            if failure.code == "other_instance" {
                // Nothing of another instance is shown on this form.
                state.signing = None;
            }
            let is_news = state.trouble.as_ref().is_none_or(|trouble| trouble.code != failure.code);
            if is_news && self.says_news() {
                state.say(failure.title.clone());
            }
            state.trouble = Some(failure.clone());
            is_news
        };
        self.render();
        if is_news {
            announce::trouble(self, failure);
        }
    }
}
