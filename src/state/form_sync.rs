//! Keeps a form that is being edited in step with its signing: what the proxy wrote stands on the page too, so that a
//! save does not undo it, and the list of recipients is validated by the proxy's rules while it is edited.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use autenti_model::signing::RecipientsList;
use autenti_model::{Lang, Recipient, RecipientRow, RecipientStatus, RuleOptions, Violation, validate};
use js_sys::Date;
use web_sys::Performance;

use super::answer::FormUpdate;
use super::{SigningState, TypedList};
use crate::dom::{Timer, spawn, window};
use crate::host::{self, Host, LastWriteBack};

/// Often enough to follow somebody who types, rare enough not to be felt. No call tells of a change of the list (facts:
/// form in the browser, "Global functions").
const LOOK_MS: u32 = 600;

thread_local! {
    static OPENING: RefCell<Opening> = const { RefCell::new(Opening { instance: None, at: None }) };
}

/// The instance that the form shows, and when it was opened for editing at the earliest: when the page was loaded, or
/// when it last was to be seen otherwise.
struct Opening {
    instance: Option<String>,
    at: Option<f64>,
}

/// When the form was opened for editing.
fn opened_at(instance: Option<&str>, is_editing: bool) -> f64 {
    OPENING.with_borrow_mut(|opening| {
        let shown = opening.instance.as_deref().or(instance);
        if !is_editing || shown != instance {
            opening.at = Some(Date::now());
        }
        opening.instance = instance.map(str::to_owned);
        *opening.at.get_or_insert_with(|| {
            Date::now() - window().performance().map_or(0.0, |page| Performance::now(&page))
        })
    })
}

/// Keeps the form around one element in step.
pub(crate) struct FormSync(Rc<Inner>);

struct Inner {
    /// The page around, asked for anew each time.
    host: Box<dyn Fn() -> Rc<dyn Host>>,
    is_over: Cell<bool>,
    /// What was last put on the form, or compared with it, or is to be.
    last: RefCell<Option<Rc<FormUpdate>>>,
    /// Whether that was compared only, because the form was not being edited.
    is_compared: Cell<bool>,
    /// What is to be put next.
    next: RefCell<Option<Put>>,
    is_putting: Cell<bool>,
    list: RefCell<Option<Rc<FollowedList>>>,
    state: RefCell<Weak<SigningState>>,
}

/// What is to be put on the form of an instance.
struct Put {
    update: Rc<FormUpdate>,
    instance: Option<String>,
    opened: f64,
    clock_ahead_ms: f64,
}

/// A list that is validated while it is edited.
struct FollowedList {
    list: RecipientsList,
    rows: RefCell<Option<Vec<RecipientRow>>>,
    next_look: RefCell<Option<Timer>>,
}

impl FormSync {
    /// Keeps the form in step that the host shows.
    pub(crate) fn new(host: impl Fn() -> Rc<dyn Host> + 'static) -> Self {
        Self(Rc::new(Inner {
            host: Box::new(host),
            is_over: Cell::new(false),
            last: RefCell::default(),
            is_compared: Cell::default(),
            next: RefCell::default(),
            is_putting: Cell::default(),
            list: RefCell::default(),
            state: RefCell::default(),
        }))
    }

    /// Takes over what is known of the signing now.
    pub(crate) fn follow(&self, state: &Rc<SigningState>) {
        let Some(update) = state.snapshot().form.clone() else { return };
        self.0.state.replace(Rc::downgrade(state));
        let host = (self.0.host)();
        let instance = host.instance();
        let is_editing = host.is_form() && host.is_editing();
        let opened = opened_at(instance.as_deref(), is_editing);
        let is_known = self.0.is_compared.replace(!is_editing) != is_editing
            && self.0.last.borrow().as_ref().is_some_and(|last| Rc::ptr_eq(last, &update));
        if is_known || !update.has_written() || !host.is_form() {
            // There is nothing new to put.
        } else if !is_editing {
            self.0.last.replace(Some(Rc::clone(&update)));
            self.0.compare(update.clone());
        } else {
            self.0.last.replace(Some(Rc::clone(&update)));
            let clock_ahead_ms = state.clock_ahead_ms();
            self.0.put(Put { update: Rc::clone(&update), instance, opened, clock_ahead_ms });
        }
        let list = update.list.as_ref().filter(|_| is_editing && host.can_be_polled());
        self.0.follow_list(list);
    }

    /// The element is gone.
    pub(crate) fn stop(&self) {
        self.0.is_over.set(true);
        self.0.follow_list(None);
    }
}

impl Inner {
    /// The newest is the last that is put; what cannot be put now is put with the next answer.
    fn put(self: &Rc<Self>, put: Put) {
        self.next.replace(Some(put));
        if self.is_putting.replace(true) {
            return;
        }
        let inner = Rc::clone(self);
        spawn(async move {
            while let Some(put) = inner.take_next() {
                inner.put_now(&put).await;
            }
            inner.is_putting.set(false);
        });
    }

    fn take_next(&self) -> Option<Put> {
        self.next.take()
    }

    async fn put_now(&self, put: &Put) {
        let host = (self.host)();
        let is_still = || !self.is_over.get() && host.is_editing() && host.instance() == put.instance;
        if !is_still() {
            return;
        }
        let last = LastWriteBack {
            written: &put.update.written,
            rows: put.update.written_rows.as_ref(),
            opened: put.opened,
            clock_ahead_ms: put.clock_ahead_ms,
        };
        // A form that does not answer now is asked again with the next answer of the proxy.
        let _ = host::put(&*host, last, is_still).await;
    }

    /// Tells whether the page shows something else than what was written to the instance.
    fn compare(self: &Rc<Self>, update: Rc<FormUpdate>) {
        let inner = Rc::clone(self);
        spawn(async move {
            let host = (inner.host)();
            let differs = host::differs(&*host, &update.written, update.written_rows.as_ref()).await;
            let state = inner.state.borrow().upgrade().filter(|_| !inner.is_over.get());
            if let (Some(state), Ok(differs)) = (state, differs) {
                let is_known = state.snapshot().is_page_outdated == differs;
                if !is_known {
                    state.update(|snapshot| snapshot.is_page_outdated = differs);
                }
            }
        });
    }

    fn follow_list(self: &Rc<Self>, list: Option<&RecipientsList>) {
        if self.list.borrow().as_ref().map(|followed| &followed.list) == list {
            return;
        }
        let followed = list.map(|list| {
            Rc::new(FollowedList {
                list: list.clone(),
                rows: RefCell::default(),
                next_look: RefCell::default(),
            })
        });
        if let Some(before) = self.list.replace(followed.clone()) {
            before.next_look.take();
            // Nobody validates the page's list any more: what was said of it last is not true for ever.
            self.tell(|_| None);
        }
        if let Some(followed) = followed {
            self.look_again(followed);
        }
    }

    /// Looks at the list, now and as long as it is followed.
    fn look_again(self: &Rc<Self>, followed: Rc<FollowedList>) {
        let inner = Rc::downgrade(self);
        let timer = {
            let followed = Rc::downgrade(&followed);
            Timer::after(LOOK_MS, move || {
                if let (Some(inner), Some(followed)) = (inner.upgrade(), followed.upgrade()) {
                    inner.look_again(followed);
                }
            })
        };
        followed.next_look.replace(Some(timer));
        let inner = Rc::clone(self);
        spawn(async move { inner.look(&followed).await });
    }

    /// Tells what the rows of the page break; none if nothing is known of them.
    fn tell(&self, typed: impl FnOnce(Lang) -> Option<TypedList>) {
        let state = self.state.borrow().upgrade();
        if let Some(state) = state {
            let typed = typed(state.lang());
            state.update(|snapshot| snapshot.typed = typed);
        }
    }

    async fn look(&self, followed: &Rc<FollowedList>) {
        let host = (self.host)();
        let rows = if host.is_editing() { host::rows(&*host, &followed.list).await.ok() } else { None };
        let is_followed = self.list.borrow().as_ref().is_some_and(|now| Rc::ptr_eq(now, followed));
        if !is_followed || *followed.rows.borrow() == rows {
            return;
        }
        followed.rows.replace(rows.clone());
        self.tell(|lang| rows.map(|rows| typed(&rows, &followed.list.options, lang)));
    }
}

/// The list as it stands on the page, and what it breaks. A row in which nobody has typed anything yet breaks nothing.
fn typed(rows: &[RecipientRow], options: &RuleOptions, lang: Lang) -> TypedList {
    let row = |violation: &Violation| rows.get(usize::try_from(violation.position?).ok()?.checked_sub(1)?);
    let mut violations = validate(rows, options, lang);
    violations.retain(|violation| row(violation).is_none_or(|row| !is_fresh(row)));
    let rows = RecipientRow::without_empty_end(rows).iter().enumerate();
    TypedList { recipients: rows.map(|(index, row)| recipient(index, row)).collect(), violations }
}

fn is_fresh(row: &RecipientRow) -> bool {
    [&row.first_name, &row.last_name, row.email.as_str(), &row.phone]
        .iter()
        .all(|cell| cell.trim().is_empty())
}

fn recipient(index: usize, row: &RecipientRow) -> Recipient {
    Recipient {
        id: format!("typed:{index}"),
        row: row.row,
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        email: row.email.clone(),
        role: row.role.clone(),
        signature_type: row.signature_type.clone(),
        order: row.order,
        status: RecipientStatus::None,
        rejection_reason: None,
        acted_at: None,
        me: false,
        can_remind: false,
        reminded_at: None,
        next_reminder_at: None,
        handed_over_by: None,
        sms_authorisation: row.sms_authorisation,
        sms_unlock: row.sms_unlock,
    }
}
