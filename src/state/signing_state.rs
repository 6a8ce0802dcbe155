//! One signing as the page knows it.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use autenti_model::{DocumentStatus, Lang, Right, Signing, Text};
use gloo_net::http::Response;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

use super::observer::{Change, Observer};
use super::snapshot::Snapshot;
use super::{answer, news, registry, sync};
use crate::dom::{Boxed, Listener, Timer, Wakeup, spawn};
use crate::host;
use crate::leaks::{Counted, Resource};
use crate::net::{self, Call, Failure, Ticket, TicketSource};

/// Until then nobody needs to see that something is being read.
const SLOW_AFTER_MS: u32 = 200;
/// A ticket is renewed when it has less than this left.
const RENEW_BEFORE_MS: f64 = 60_000.0;

/// What an element's attributes ask for. Elements that ask for the same share a signing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Address of the proxy, without a slash at the end.
    pub(crate) proxy: String,
    pub(crate) ticket: String,
    /// Where a fresh ticket comes from.
    pub(crate) ticket_source: TicketSource,
    /// Neither is there yet: a script of the page may bring it.
    pub(crate) awaits_ticket: bool,
}

/// One signing as the page knows it.
pub(crate) struct SigningState {
    settings: Settings,
    lang: Cell<Lang>,
    ticket: RefCell<Ticket>,
    snapshot: RefCell<Snapshot>,
    observers: RefCell<Vec<Rc<dyn Observer>>>,
    /// Ends the pause of what keeps this in sync.
    wakeup: Wakeup,
    /// Ends the event stream.
    stream: RefCell<Option<AbortController>>,
    is_closed: Cell<bool>,
    /// How many events have brought a state.
    events: Cell<u32>,
    /// Whether this person has gone to Autenti to sign.
    expects_signature: Cell<bool>,
    /// When a state was last read, by this computer's clock.
    read_at: Cell<f64>,
    /// When the document was seen to end; 0 if it had ended before, and the form knew it.
    ended_at: Cell<f64>,
    grace: RefCell<Option<Timer>>,
    slow: RefCell<Option<Timer>>,
    pub(super) visibility: sync::Visibility,
    listeners: RefCell<Vec<Listener>>,
    _count: Counted,
}

/// What became of an answer that tells the state of the signing.
pub(crate) enum Reading {
    /// It is what is shown.
    Taken,
    /// An event came meanwhile, whose state is shown.
    Overtaken,
}

impl SigningState {
    pub(super) fn open(settings: Settings, lang: Lang) -> Rc<Self> {
        let ticket = Ticket::read(&settings.ticket);
        let signing = ticket.element().and_then(|element| registry::inherited(&settings, element));
        Rc::new(Self {
            settings,
            lang: Cell::new(lang),
            ticket: RefCell::new(ticket),
            snapshot: RefCell::new(Snapshot::with_signing(signing)),
            observers: RefCell::default(),
            wakeup: Wakeup::default(),
            stream: RefCell::default(),
            is_closed: Cell::new(false),
            events: Cell::new(0),
            expects_signature: Cell::new(false),
            read_at: Cell::default(),
            ended_at: Cell::default(),
            grace: RefCell::default(),
            slow: RefCell::default(),
            visibility: sync::Visibility::default(),
            listeners: RefCell::default(),
            _count: Counted::new(Resource::Signing),
        })
    }

    /// Begins to follow the signing.
    pub(super) fn begin(self: &Rc<Self>) {
        let slow = self.later(SLOW_AFTER_MS, |state| state.update(|snapshot| snapshot.is_slow = true));
        self.slow.replace(Some(slow));
        self.listeners.replace(sync::listeners(self));
        spawn(sync::follow(Rc::clone(self)));
    }

    /// Does something later, if this is still there then.
    pub(super) fn later(self: &Rc<Self>, ms: u32, work: impl FnOnce(&Rc<Self>) + 'static) -> Timer {
        let state = Rc::downgrade(self);
        Timer::after(ms, move || {
            if let Some(state) = state.upgrade() {
                work(&state);
            }
        })
    }

    pub(super) fn close_after(self: &Rc<Self>, ms: u32) {
        self.grace.replace(Some(self.later(ms, |state| state.close())));
    }

    pub(super) fn close(&self) {
        registry::forget(self);
        self.is_closed.set(true);
        for timer in [&self.grace, &self.slow] {
            timer.take();
        }
        self.visibility.forget();
        self.listeners.take();
        self.end_stream();
        self.wake();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.is_closed.get()
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What is known at the moment.
    pub(crate) fn snapshot(&self) -> Ref<'_, Snapshot> {
        self.snapshot.borrow()
    }

    pub(crate) fn lang(&self) -> Lang {
        self.lang.get()
    }

    /// Takes the language in which the proxy is to answer.
    pub(crate) fn set_lang(&self, lang: Lang) {
        if self.lang.replace(lang) != lang {
            self.read_again();
        }
    }

    /// How much the proxy's clock is ahead of this computer's.
    pub(super) fn clock_ahead_ms(&self) -> f64 {
        self.ticket.borrow().clock_ahead_ms()
    }

    /// Names the signing among those of the page.
    fn name(&self) -> String {
        let ticket = self.ticket.borrow();
        format!("{}#{}", self.settings.proxy, ticket.element().unwrap_or(ticket.as_str()))
    }

    /// The key of the sending that is meant now.
    pub(crate) fn send_key(&self) -> String {
        net::send_key(&self.name())
    }

    /// The sending has an outcome: the next one is another.
    pub(crate) fn forget_send_key(&self) {
        net::forget_send_key(&self.name());
    }

    /// Whether this is the signing of the instance.
    pub(super) fn is_of(&self, proxy: &str, element: &str) -> bool {
        self.settings.proxy == proxy && self.ticket.borrow().element() == Some(element)
    }

    /// Whether the other one is of the same instance, maybe by another ticket.
    pub(super) fn is_of_same_signing(&self, other: &Self) -> bool {
        let other_ticket = other.ticket.borrow();
        other_ticket.element().is_some_and(|element| self.is_of(&other.settings.proxy, element))
    }

    pub(super) fn add_observer(&self, observer: Rc<dyn Observer>) {
        self.grace.take();
        self.observers.borrow_mut().push(observer);
    }

    pub(super) fn remove_observer(&self, id: u32) {
        self.observers.borrow_mut().retain(|observer| observer.id() != id);
    }

    pub(super) fn is_observed(&self) -> bool {
        !self.observers.borrow().is_empty()
    }

    /// The observer that announces for all: one live region, not several.
    pub(crate) fn announcer(&self) -> Option<u32> {
        self.observers.borrow().iter().find(|observer| observer.is_outermost()).map(|observer| observer.id())
    }

    /// Changes what is known, and tells of it.
    pub(crate) fn update(&self, change: impl FnOnce(&mut Snapshot)) {
        change(&mut self.snapshot.borrow_mut());
        self.notify(&Change::Shown);
    }

    fn notify(&self, change: &Change<'_>) {
        let observers = self.observers.borrow().clone();
        for observer in observers {
            observer.notify(change);
        }
    }

    /// Ends the pause before the next reading.
    pub(crate) fn wake(&self) {
        self.wakeup.wake();
    }

    pub(super) fn wakeup(&self) -> &Wakeup {
        &self.wakeup
    }

    /// Begins to follow anew, with reading what is now.
    pub(crate) fn read_again(&self) {
        self.end_stream();
        self.wake();
    }

    pub(super) fn set_stream(&self, stream: AbortController) {
        self.stream.replace(Some(stream));
    }

    pub(super) fn has_stream(&self) -> bool {
        self.stream.borrow().is_some()
    }

    pub(super) fn end_stream(&self) {
        if let Some(stream) = self.stream.take() {
            stream.abort();
        }
    }

    /// This person has gone to Autenti to sign.
    pub(crate) fn expect_signature(&self) {
        self.expects_signature.set(true);
    }

    pub(super) fn expects_signature(&self) -> bool {
        self.expects_signature.get()
    }

    /// Whether there is anything to ask, and whether the answer belongs on this page.
    pub(crate) fn guard(&self) -> Result<(), Failure> {
        let lang = self.lang();
        if self.settings.proxy.is_empty() {
            return Err(Failure::no_proxy(lang));
        }
        if self.settings.ticket.is_empty() && !self.settings.ticket_source.is_there() {
            return Err(Failure::no_ticket(lang));
        }
        match (self.ticket.borrow().element(), host::this_page().instance()) {
            (Some(ticket), Some(form)) if ticket != form => Err(Failure::other_instance(ticket, &form, lang)),
            _ => Ok(()),
        }
    }

    /// Makes a call with a ticket that is good.
    pub(crate) fn request<'a>(&'a self, call: Call<'a>) -> Boxed<'a, Result<Response, Failure>> {
        Box::pin(async move {
            self.guard()?;
            let renews = self.settings.ticket_source.is_there();
            let is_due = {
                let ticket = self.ticket.borrow();
                ticket.as_str().is_empty() || ticket.ends_within(RENEW_BEFORE_MS)
            };
            if renews && is_due {
                self.renew_ticket().await?;
                self.guard()?;
            }
            match self.send(&call).await {
                Err(failure) if renews && failure.code == "ticket_expired" => {
                    self.renew_ticket().await?;
                    self.send(&call).await
                }
                answer => answer,
            }
        })
    }

    async fn send(&self, call: &Call<'_>) -> Result<Response, Failure> {
        let ticket = self.ticket.borrow().as_str().to_owned();
        call.send(&self.settings.proxy, &ticket, self.lang()).await
    }

    async fn renew_ticket(&self) -> Result<(), Failure> {
        let ticket = self.settings.ticket_source.read(self.lang()).await?;
        self.ticket.replace(ticket);
        Ok(())
    }

    /// Reads the signing; with `force`, from Autenti and not from the proxy's memory. An event tells what the proxy
    /// remembers: what one overtakes, and is forced, is read once more.
    pub(crate) fn read(self: &Rc<Self>, force: bool) -> Boxed<'static, Result<(), Failure>> {
        let state = Rc::clone(self);
        Box::pin(async move {
            let mut read = state.read_once(force).await;
            if force && matches!(read, Ok(Reading::Overtaken)) {
                read = state.read_once(force).await;
            }
            if let Err(failure) = &read {
                state.fail(failure);
            }
            read.map(|_| ())
        })
    }

    async fn read_once(self: &Rc<Self>, force: bool) -> Result<Reading, Failure> {
        let call = Call::get("/v1/signing");
        let call = if force { call.header("Cache-Control", "no-cache") } else { call.first_read() };
        let asked_at = self.events();
        let response = self.request(call).await?;
        self.take_answer(&response, asked_at).await
    }

    /// How many events have brought a state.
    pub(crate) fn events(&self) -> u32 {
        self.events.get()
    }

    /// Takes the state in an answer, unless an event has come since `asked_at`: what is newer stays. Of whatever
    /// the answer knows and the event did not, another event will tell.
    pub(crate) async fn take_answer(
        self: &Rc<Self>,
        response: &Response,
        asked_at: u32,
    ) -> Result<Reading, Failure> {
        let body = net::body(response, self.lang()).await;
        if self.events() != asked_at {
            return Ok(Reading::Overtaken);
        }
        match self.take(&body) {
            Some(()) => Ok(Reading::Taken),
            None => Err(Failure::unexpected(response.status(), self.lang())),
        }
    }

    /// An event has brought a state; one that cannot be read is passed over.
    pub(super) fn take_event(self: &Rc<Self>, body: &JsValue) {
        self.events.set(self.events().wrapping_add(1));
        // The next one, or reading anew, brings it.
        let _ = self.take(body);
    }

    /// A new state of the signing has come; none if it cannot be read.
    fn take(self: &Rc<Self>, body: &JsValue) -> Option<()> {
        let (signing, form) = answer::read(body)?;
        if self.is_closed() {
            return Some(());
        }
        self.slow.take();
        let signing = Rc::new(signing);
        if !signing.can(Right::Sign) {
            self.expects_signature.set(false);
        }
        let announces_news = registry::announces_news(self);
        let before = {
            let mut snapshot = self.snapshot.borrow_mut();
            snapshot.forget_what_is_settled(&signing);
            let violations = signing.next.as_ref().map_or(&signing.violations, |next| &next.violations);
            snapshot.violations.clone_from(violations);
            snapshot.form = Some(Rc::new(form));
            let was_away = snapshot.failure.take().is_some_and(|failure| failure.is_of_connection());
            if was_away {
                snapshot.forget_lost_connection();
                if announces_news {
                    snapshot.announce(Text::ConnectionBack.get(self.lang()).to_owned());
                }
            }
            snapshot.is_slow = false;
            snapshot.signing.replace(Rc::clone(&signing))
        };
        if signing.is_sent() {
            let state = Rc::clone(self);
            spawn(async move {
                // The first look into the browser's storage takes longer than drawing.
                Wakeup::default().pause(Some(0)).await;
                state.forget_send_key();
            });
        }
        let is_over = |signing: &Signing| signing.status.as_ref().is_some_and(DocumentStatus::is_final);
        if let Some(before) = before.as_deref() {
            if is_over(&signing) && !is_over(before) {
                self.ended_at.set(js_sys::Date::now());
            }
            let is_done = |signing: &Signing| is_over(signing) && signing.sending.is_none();
            if is_done(before) && !is_done(&signing) {
                // It goes on, and nothing was followed any more.
                self.wake();
            }
            let words = news::in_words(before, &signing, self.lang());
            if !words.is_empty() {
                let mut snapshot = self.snapshot.borrow_mut();
                snapshot.forget_successes();
                if announces_news {
                    snapshot.announce(words);
                }
                drop(snapshot);
                self.refresh_history();
            }
        }
        self.read_at.set(js_sys::Date::now());
        self.notify(&Change::Shown);
        self.notify(&Change::Read { before: before.as_deref(), now: &signing });
        Some(())
    }

    /// The form does not know yet how the document stands: what the proxy writes to it is still to come.
    pub(crate) fn form_is_behind(&self) {
        self.ended_at.set(js_sys::Date::now());
    }

    /// When the document was seen to end.
    pub(super) fn ended_at(&self) -> f64 {
        self.ended_at.get()
    }

    /// How long ago a state was last read.
    pub(super) fn age_ms(&self) -> f64 {
        js_sys::Date::now() - self.read_at.get()
    }

    /// The newest state could not be read.
    fn fail(&self, failure: &Failure) {
        if self.is_closed() {
            return;
        }
        self.slow.take();
        let is_news = {
            let mut snapshot = self.snapshot.borrow_mut();
            if failure.code == "other_instance" {
                // Nothing of another instance is shown on this form.
                snapshot.signing = None;
            }
            let is_news = snapshot.failure.as_ref().is_none_or(|known| known.code != failure.code);
            if is_news && registry::announces_news(self) {
                snapshot.announce(failure.aloud());
            }
            snapshot.failure = Some(failure.clone());
            is_news
        };
        self.notify(&Change::Shown);
        if is_news {
            self.notify(&Change::Failed(failure));
        }
    }
}
