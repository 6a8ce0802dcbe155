//! Keeps a signing up to date: reads it, follows the event stream, and begins again when that breaks.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use autenti_model::DocumentStatus;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, EventTarget, ReadableStreamDefaultReader};

use super::SigningState;
use crate::dom::{Listener, StreamPlace, Timer, Wakeup, document, page, spawn, window};
use crate::host;
use crate::leaks::{Counted, Resource};
use crate::net::{Call, Event, Failure, Parser, Recovery};

/// A ticket that is not there yet is waited for so long before that is called a failure.
const TICKET_MS: u32 = 10_000;
/// A stream that says nothing for so long, not even a heartbeat, is dead.
const SILENCE_MS: u32 = 60_000;
/// After so long on a hidden page the stream is given up: a browser keeps few connections to one address,
/// and people keep many forms open.
const HIDDEN_MS: u32 = 60_000;
/// Failed attempts wait longer and longer, up to this.
const LONGEST_PAUSE_MS: u32 = 30_000;
/// A stream that lasted so long worked: what fails after it, fails for the first time.
const STEADY_MS: f64 = 20_000.0;
/// How often a form without a stream reads, while it is looked at and while it is not.
const POLL_MS: u32 = 5_000;
const HIDDEN_POLL_MS: u32 = 30_000;
/// What is older is read again when somebody comes back to it.
const OLD_MS: f64 = 15_000.0;
/// For so long after a document ended, what is written to the form may still follow.
const FOLLOWS_MS: f64 = 60_000.0;

/// Whether the page can be seen, as far as that matters for following.
#[derive(Default)]
pub(super) struct Visibility {
    /// The page has been hidden for long, so that nothing is followed.
    is_paused: Cell<bool>,
    hidden: RefCell<Option<Timer>>,
    /// The person has come back, and what became of the signature is being read.
    is_checking: Cell<bool>,
}

impl Visibility {
    pub(super) fn forget(&self) {
        self.hidden.take();
    }
}

/// Follows the signing until it is closed.
pub(super) async fn follow(state: Rc<SigningState>) {
    // Facts: form in the browser, "Globals": they may be missing for a moment after a quick change of task.
    for _ in 0..10 {
        if host::this_page().is_settling() {
            state.wakeup().pause(Some(100)).await;
        }
    }
    if state.settings().awaits_ticket {
        // A script of the page may ask for it just now.
        state.wakeup().pause(Some(TICKET_MS)).await;
    }
    let mut parser = Parser::default();
    let mut failures = 0;
    while !state.is_closed() {
        let pause = match state.read(false).await {
            Ok(()) => {
                // What has just been drawn is painted before anything else is done.
                Wakeup::default().pause(Some(0)).await;
                follow_changes(&state, &mut parser, &mut failures).await
            }
            Err(failure) if failure.recovery == Recovery::Retry => {
                failures += 1;
                Some(backoff(failures - 1))
            }
            Err(_) => None,
        };
        if state.is_closed() {
            return;
        }
        state.wakeup().pause(if state.visibility.is_paused.get() { None } else { pause }).await;
    }
}

/// What may still become of a signing.
enum Outlook {
    /// Anything.
    Open,
    /// It has ended, but the form does not know everything yet: it is read again after so long.
    Following(u32),
    /// Nothing that happens by itself.
    Final,
}

fn outlook(state: &SigningState) -> Outlook {
    let snapshot = state.snapshot();
    let Some(signing) = snapshot.signing.as_deref() else { return Outlook::Open };
    if signing.sending.is_some() || !signing.status.as_ref().is_some_and(DocumentStatus::is_final) {
        Outlook::Open
    } else if js_sys::Date::now() - state.ended_at() < FOLLOWS_MS {
        Outlook::Following(POLL_MS)
    } else if snapshot.waiting().is_some() {
        Outlook::Following(HIDDEN_POLL_MS)
    } else {
        Outlook::Final
    }
}

/// Follows what may still change: by the stream, or where all tabs of the browser have enough of those, by reading
/// again. Answers how long to wait before that.
async fn follow_changes(state: &Rc<SigningState>, parser: &mut Parser, failures: &mut u32) -> Option<u32> {
    if state.visibility.is_paused.get() || state.is_closed() {
        return None;
    }
    match outlook(state) {
        Outlook::Open => {}
        Outlook::Following(pause) => return Some(pause),
        Outlook::Final => return None,
    }
    let Some(_place) = StreamPlace::take().await else {
        *failures = 0;
        return Some(if document().hidden() { HIDDEN_POLL_MS } else { POLL_MS });
    };
    // It may have been closed, or hidden for long, meanwhile.
    if state.visibility.is_paused.get() || state.is_closed() {
        return None;
    }
    let began = js_sys::Date::now();
    let is_fine = listen(state, parser).await.is_ok();
    if is_fine && js_sys::Date::now() - began >= STEADY_MS {
        *failures = 0;
    }
    *failures += 1;
    Some(backoff(*failures - 1))
}

/// One second, two, four … and a part left to chance, so that not all forms of a company come back at once.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
fn backoff(failures: u32) -> u32 {
    let longest = 1_000_u32.saturating_mul(1 << failures.min(5)).min(LONGEST_PAUSE_MS);
    (f64::from(longest) * (0.5 + js_sys::Math::random() / 2.0)) as u32
}

/// Reads one event stream to its end. It ends well when anything came.
async fn listen(state: &Rc<SigningState>, parser: &mut Parser) -> Result<(), Failure> {
    let Ok(abort) = AbortController::new() else { return Ok(()) };
    state.set_stream(abort.clone());
    let _count = Counted::new(Resource::Stream);
    parser.restart();
    let last_id = parser.last_id().to_owned();
    let mut call =
        Call::get("/v1/signing/events").header("Accept", "text/event-stream").abort_by(abort.clone());
    if !last_id.is_empty() {
        call = call.header("Last-Event-ID", &last_id);
    }
    let response = state.request(call).await?;
    let is_stream =
        response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/event-stream"));
    let Some(body) = response.body().filter(|_| is_stream) else {
        state.end_stream();
        return Err(Failure::unexpected(response.status(), state.lang()));
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut heard = false;
    loop {
        let silence = {
            let abort = abort.clone();
            Timer::after(SILENCE_MS, move || abort.abort())
        };
        let chunk = JsFuture::from(reader.read()).await;
        drop(silence);
        let Some(bytes) = chunk.ok().and_then(|chunk| bytes_of(&chunk)) else { break };
        heard = true;
        for event in parser.push(&bytes) {
            take(state, &event);
        }
        if !matches!(outlook(state), Outlook::Open) {
            // The place is for a document that still changes.
            break;
        }
    }
    state.end_stream();
    if heard { Ok(()) } else { Err(Failure::unreachable(state.lang())) }
}

/// What a chunk holds; none at the end of the stream.
fn bytes_of(chunk: &JsValue) -> Option<Vec<u8>> {
    let bytes = Reflect::get(chunk, &"value".into()).ok()?;
    Some(bytes.dyn_into::<Uint8Array>().ok()?.to_vec())
}

fn take(state: &Rc<SigningState>, event: &Event) {
    match event.name.as_str() {
        "signing" => state.take_event(&page().read(&event.data, state.lang().tag())),
        // The proxy has nothing more to say on this ticket; reading again tells why.
        "gone" => state.end_stream(),
        // A newer proxy may tell more.
        _ => {}
    }
}

/// Listens for what makes the newest state interesting again.
pub(super) fn listeners(state: &Rc<SigningState>) -> Vec<Listener> {
    let on = |target: &EventTarget, event, work: fn(&Rc<SigningState>)| {
        let state = Rc::downgrade(state);
        Listener::on(target, event, move |_| {
            if let Some(state) = state.upgrade() {
                work(&state);
            }
        })
    };
    state.visibility.is_paused.set(document().hidden());
    let window = window();
    vec![
        on(
            &document(),
            "visibilitychange",
            |state| {
                if document().hidden() { hide(state) } else { show(state) }
            },
        ),
        on(&window, "focus", come_back),
        on(&window, "pageshow", come_back),
        on(&window, "online", |state| state.read_again()),
        on(&window, "offline", |state| state.read_again()),
    ]
}

fn hide(state: &Rc<SigningState>) {
    let timer = state.later(HIDDEN_MS, |state| {
        state.visibility.is_paused.set(true);
        state.end_stream();
    });
    state.visibility.hidden.replace(Some(timer));
}

fn show(state: &Rc<SigningState>) {
    state.visibility.hidden.take();
    if state.visibility.is_paused.replace(false) {
        state.wake();
    }
    come_back(state);
}

/// The person may have come back from Autenti, having signed there; or to a form that was not followed meanwhile.
fn come_back(state: &Rc<SigningState>) {
    if state.expects_signature() && !state.visibility.is_checking.replace(true) {
        let state = Rc::clone(state);
        spawn(async move {
            // A failure is shown by the state itself.
            let _ = state.read(true).await;
            state.visibility.is_checking.set(false);
        });
    } else if !state.has_stream() && state.age_ms() > OLD_MS {
        state.wake();
    }
}
