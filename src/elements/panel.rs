//! An element that shows a signing or a part of it: reads its attributes, draws its view, hears its clicks.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use autenti_model::{DocumentStatus, Email, Lang, Signing, Text, lookups};
use web_sys::HtmlElement;

use super::{attributes, events, history, recipients, sign_button, signing, status};
use crate::action::Action;
use crate::actions::{self, Around};
use crate::dom::{Nodes, Wakeup, page, reload, spawn};
use crate::host;
use crate::leaks::{Counted, Resource};
use crate::net::{self, Failure};
use crate::state::{
    Change, FormSync, Note, Observer, Settings, SigningState, Snapshot, attach, close_left, detach,
};
use crate::view::{Dialog, View, message};

/// Which element it is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Signing,
    Status,
    Recipients,
    SignButton,
    History,
}

impl Kind {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "autenti-status" => Self::Status,
            "autenti-recipients" => Self::Recipients,
            "autenti-sign-button" => Self::SignButton,
            "autenti-history" => Self::History,
            _ => Self::Signing,
        }
    }

    /// What the element shows.
    fn view(self, view: &View<'_>, element: &HtmlElement) -> Nodes {
        let mut nodes = match self {
            Self::Signing if attributes::has_layout(element) => signing::around_children(view),
            Self::Signing => signing::panel(view),
            Self::Status => status::view(view),
            Self::Recipients => recipients::view(view),
            Self::SignButton => sign_button::view(view),
            Self::History => history::view(view),
        };
        if view.is_outermost {
            nodes.push(message::live_region(view, view.speaks));
        }
        nodes
    }
}

/// An element that shows a signing.
pub(super) struct PanelElement {
    id: u32,
    element: HtmlElement,
    kind: Kind,
    lang: Cell<Lang>,
    followed: RefCell<Option<(Settings, Rc<SigningState>)>>,
    form: FormSync,
    dialog: RefCell<Option<Dialog>>,
    /// Letters that names are searched for.
    letters: RefCell<String>,
    has_drawn: Cell<bool>,
    is_ready: Cell<bool>,
    _count: Counted,
}

impl PanelElement {
    pub(super) fn new(id: u32, kind: Kind, element: HtmlElement, lang: Lang) -> Rc<Self> {
        let form = FormSync::new({
            let element = element.clone();
            move || host::around(&element)
        });
        Rc::new(Self {
            id,
            element,
            kind,
            lang: Cell::new(lang),
            followed: RefCell::default(),
            form,
            dialog: RefCell::default(),
            letters: RefCell::default(),
            has_drawn: Cell::default(),
            is_ready: Cell::default(),
            _count: Counted::new(Resource::Element),
        })
    }

    pub(super) fn disconnect(&self) {
        self.form.stop();
        if let Some((_, state)) = self.followed.take() {
            detach(&state, self.id);
            if let Some(Dialog::Phone(_)) = self.dialog.take() {
                state.update(Snapshot::forget_phone_links);
            }
        }
        page().clear(&self.element);
    }

    pub(super) fn set_lang(&self, lang: Lang) {
        self.lang.set(lang);
    }

    pub(super) fn texts_changed(&self, are_others: bool) {
        self.render();
        if let Some(state) = self.state().filter(|_| are_others) {
            state.read_again();
        }
    }

    fn state(&self) -> Option<Rc<SigningState>> {
        self.followed.borrow().as_ref().map(|(_, state)| Rc::clone(state))
    }

    fn setting(&self, name: &str) -> String {
        attributes::setting(&self.element, name)
    }

    /// The status that the form itself knows. A choice field gives it as `id#name`.
    fn known_status(&self) -> Option<String> {
        let status = self.setting("status");
        let status = lookups::id_of(&status);
        (!status.is_empty()).then(|| status.to_owned())
    }

    /// Whether the form is being edited: the attribute says so, or the page does.
    fn is_editing(&self) -> bool {
        match self.setting("mode").as_str() {
            "" => host::around(&self.element).is_editing(),
            mode => mode == "edit",
        }
    }

    /// Follows the signing that the attributes ask for, and draws.
    pub(super) fn follow_attributes(self: &Rc<Self>) {
        let settings = Settings {
            proxy: net::base(&self.setting("proxy")),
            ticket: self.setting("ticket"),
            ticket_source: attributes::ticket_source(&self.element),
            awaits_ticket: attributes::awaits_ticket(&self.element),
        };
        let current = self.followed.borrow().as_ref().filter(|(current, _)| *current == settings).cloned();
        if let Some((_, state)) = current {
            state.set_lang(self.lang.get());
        } else {
            let state = attach(&settings, Rc::clone(self) as Rc<dyn Observer>, self.lang.get());
            if let Some((_, before)) = self.followed.replace(Some((settings, Rc::clone(&state)))) {
                detach(&before, self.id);
            }
            close_left(&state);
        }
        // What the form says by itself stays as the loader has put it there: a frame around nothing would only be laid
        // out and painted in the way of the answer.
        if self.has_drawn.get() || self.state().is_some_and(|state| state.snapshot().knows_anything()) {
            self.render();
        }
        // It may come in the middle of a sending, and nobody told it of the beginning.
        if let Some(signing) = self.tell_ready().filter(|signing| signing.sending.is_some())
            && self.is_outermost()
        {
            events::sending(&self.element, &signing);
        }
    }

    /// A button was pressed, or a dialog closed.
    pub(super) fn press(self: &Rc<Self>, action: &Action) {
        let Some(state) = self.state() else { return };
        match action {
            Action::AskSend => self.open_dialog(Some(Dialog::Send)),
            Action::AskWithdraw => self.open_dialog(Some(Dialog::Withdraw)),
            Action::AskCorrect => self.open_dialog(Some(Dialog::Correct)),
            Action::AskRemind => self.open_dialog(Some(Dialog::RemindAll)),
            Action::CloseDialog => {
                self.dialog.take();
                state.update(Snapshot::forget_phone_links);
            }
            Action::Find(letters) => {
                self.letters.replace(letters.clone());
                self.render();
            }
            Action::Copied => {
                state.update(|snapshot| {
                    snapshot.set_note(&Action::NotCopied, None);
                    snapshot.announce(Text::Copied.get(self.lang.get()).to_owned());
                });
            }
            Action::NotCopied => {
                let failure = Failure::not_copied(self.lang.get());
                state.update(|snapshot| {
                    snapshot.announce(failure.aloud());
                    snapshot.set_note(action, Some(Note::Failed(failure)));
                });
            }
            Action::Dismiss(action) => state.update(|snapshot| snapshot.set_note(action, None)),
            Action::Reload => reload(),
            // What the form shows may not be saved yet.
            Action::Send if self.is_editing() => {}
            Action::Sign | Action::SignFor(_)
                if self.opens_here() && self.is_editing() && !self.is_asked(action) =>
            {
                self.open_dialog(Some(Dialog::Leave(action.clone())));
            }
            Action::Send
            | Action::CancelSending
            | Action::Withdraw(_)
            | Action::Sign
            | Action::SignFor(_)
            | Action::Phone(_)
            | Action::RemindAll
            | Action::Remind(_)
            | Action::Download
            | Action::Card
            | Action::Attach
            | Action::History
            | Action::Refresh => self.run(&state, action),
        }
    }

    fn run(self: &Rc<Self>, state: &Rc<SigningState>, action: &Action) {
        let dialog =
            if let Action::Phone(email) = action { Some(Dialog::Phone(email.clone())) } else { None };
        self.open_dialog(dialog);
        let (panel, named, followed) = (Rc::clone(self), action.clone(), Rc::clone(state));
        let around = Around { in_same_tab: self.opens_here() };
        actions::run(state, action, around, move |outcome| {
            if let Action::Phone(email) = &named
                && !panel.shows_phone_of(email)
            {
                // The dialog was closed, or another one opened, before the link came.
                followed.update(|snapshot| snapshot.forget_phone_link(email));
            }
            events::action(&panel.element, &named, outcome);
            if let Err(failure) = outcome {
                events::error(&panel.element, failure);
            }
        });
    }

    /// Reads what happened, once: afterwards the state itself keeps it new.
    fn read_history(&self) {
        if let Some(state) = self.state().filter(|state| state.snapshot().history.is_none()) {
            let around = Around { in_same_tab: false };
            actions::run(&state, &Action::History, around, |_| {});
        }
    }

    /// Opens a dialog, or closes the one that is open.
    fn open_dialog(&self, dialog: Option<Dialog>) {
        let is_opened = dialog.is_some();
        self.dialog.replace(dialog);
        match self.state() {
            Some(state) if is_opened => state.update(Snapshot::forget_announcement),
            _ => self.render(),
        }
    }

    /// Whether Autenti opens in this tab: where new ones lead nowhere, as in a mobile app.
    fn opens_here(&self) -> bool {
        self.setting("open") == "same"
    }

    /// Whether the person was asked about the action just now.
    fn is_asked(&self, action: &Action) -> bool {
        matches!(&*self.dialog.borrow(), Some(Dialog::Leave(asked)) if asked == action)
    }

    /// Whether the dialog for the phone of the person with the address is open.
    fn shows_phone_of(&self, email: &Email) -> bool {
        matches!(&*self.dialog.borrow(), Some(Dialog::Phone(shown)) if shown == email)
    }

    /// Tells once that the element shows the real state, and answers that, the first time.
    fn tell_ready(&self) -> Option<Rc<Signing>> {
        let signing = self.state().and_then(|state| state.snapshot().signing.clone());
        let signing = signing.filter(|_| !self.is_ready.replace(true))?;
        events::ready(&self.element);
        Some(signing)
    }

    /// Draws what is known.
    fn render(&self) {
        let Some(state) = self.state() else { return };
        let announces = state.announcer() == Some(self.id);
        // A live region speaks of what changes in it, not of what it brings.
        let speaks = self.has_drawn.replace(true);
        let wanted = {
            let snapshot = state.snapshot();
            let (dialog, letters) = (self.dialog.borrow(), self.letters.borrow());
            let view = View {
                lang: self.lang.get(),
                state: &snapshot,
                known_status: self.known_status().map(|status| DocumentStatus::from(status.as_str())),
                is_editing: self.is_editing(),
                is_outermost: self.is_outermost(),
                announces,
                speaks: announces && speaks,
                dialog: dialog.as_ref(),
                letters: &letters,
                in_same_tab: self.opens_here(),
                has_sign_button: attributes::has_sign_button(&self.element),
            };
            self.kind.view(&view, &self.element)
        };
        page().draw(&self.element, self.lang.get().tag(), wanted.as_str());
        // While a form is left for another one, this element may still be there for a moment.
        if announces && state.guard().is_ok() && self.element.is_connected() {
            self.form.follow(&state);
        }
        if announces && !speaks && !state.snapshot().announcement.0.is_empty() {
            spawn(async move {
                Wakeup::default().pause(Some(0)).await;
                state.update(|_| {});
            });
        }
    }
}

impl Observer for PanelElement {
    fn id(&self) -> u32 {
        self.id
    }

    fn is_outermost(&self) -> bool {
        attributes::is_outermost(&self.element)
    }

    fn notify(&self, change: &Change<'_>) {
        match change {
            Change::Shown => self.render(),
            Change::Read { before, now } => {
                if self.is_outermost() {
                    let known = self.known_status();
                    events::read(&self.element, *before, known.as_deref(), now);
                    let is_open = |known: String| !DocumentStatus::from(known.as_str()).is_final();
                    if before.is_none()
                        && known.is_some_and(is_open)
                        && let Some(state) = self.state()
                    {
                        state.form_is_behind();
                    }
                }
                self.tell_ready();
                if matches!(self.kind, Kind::History) {
                    self.read_history();
                }
            }
            Change::Failed(failure) => {
                if self.is_outermost() {
                    events::error(&self.element, failure);
                }
            }
        }
    }
}
