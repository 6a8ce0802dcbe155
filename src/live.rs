//! Keeps a store up to date: reads the signing, follows the event stream, and begins again when it breaks.

use std::rc::Rc;

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

use crate::browser::{Listener, Nudge, document, window};
use crate::counts::{Counted, Held};
use crate::events::{Event, Parser};
use crate::failure::{Cure, Failure};
use crate::page::page;
use crate::proxy::Call;
use crate::store::Store;

/// A ticket that is not there yet is waited for so long before that is called a failure.
const TICKET_MS: u32 = 10_000;
/// A stream that says nothing for so long, not even a heartbeat, is dead.
const SILENCE_MS: u32 = 60_000;
/// After so long on a hidden page the stream is given up: a browser keeps few connections to one address,
/// and people keep many forms open.
const HIDDEN_MS: u32 = 60_000;
/// Failed attempts wait longer and longer, up to this.
const LONGEST_PAUSE_MS: u32 = 30_000;

/// Follows the signing until the store is closed.
pub(crate) async fn follow(store: Rc<Store>) {
    // Facts: form in the browser, "Globals": they may be missing for a moment after a quick change of task.
    for _ in 0..10 {
        if page().is_unsettled() {
            store.nudge.pause(Some(100)).await;
        }
    }
    if store.settings.awaits_ticket {
        // A script of the page may ask for it just now.
        store.nudge.pause(Some(TICKET_MS)).await;
    }
    let mut parser = Parser::default();
    let mut failures = 0;
    while !store.is_closed.get() {
        let pause = match store.read(false).await {
            Ok(()) => {
                // What has just been drawn is painted before anything else is done.
                Nudge::default().pause(Some(0)).await;
                match listen(&store, &mut parser).await {
                    Ok(()) => {
                        failures = 0;
                        Some(backoff(0))
                    }
                    Err(_) => Some(backoff(failures)),
                }
            }
            Err(failure) if failure.cure == Cure::Retry => Some(backoff(failures)),
            Err(_) => None,
        };
        failures += 1;
        if store.is_closed.get() {
            return;
        }
        store.nudge.pause(if store.is_paused.get() { None } else { pause }).await;
    }
}

/// One second, two, four … and a part left to chance, so that not all forms of a company come back at once.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
fn backoff(failures: u32) -> u32 {
    let longest = 1_000_u32.saturating_mul(1 << failures.min(5)).min(LONGEST_PAUSE_MS);
    (f64::from(longest) * (0.5 + js_sys::Math::random() / 2.0)) as u32
}

/// Reads one event stream to its end. It ends well when it had begun to speak.
async fn listen(store: &Rc<Store>, parser: &mut Parser) -> Result<(), Failure> {
    let lang = store.lang();
    if store.is_paused.get() || store.is_closed.get() {
        return Ok(());
    }
    let Ok(abort) = AbortController::new() else { return Ok(()) };
    store.stream.replace(Some(abort.clone()));
    let _count = Counted::new(Held::Streams);
    parser.restart();
    let last_id = parser.last_id().to_owned();
    let mut headers = vec![("Accept", "text/event-stream")];
    if !last_id.is_empty() {
        headers.push(("Last-Event-ID", &last_id));
    }
    let call = Call { headers: &headers, abort: Some(abort.clone()), ..Call::get("/v1/signing/events") };
    let response = store.request(call).await?;
    let Some(body) = response.body() else { return Err(Failure::unexpected(response.status(), lang)) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut heard = false;
    loop {
        let silence = {
            let abort = abort.clone();
            store.later(SILENCE_MS, move |_| abort.abort())
        };
        let chunk = JsFuture::from(reader.read()).await;
        drop(silence);
        let Some(bytes) = chunk.ok().and_then(|chunk| bytes_of(&chunk)) else { break };
        heard = true;
        for event in parser.push(&bytes) {
            take(store, &event);
        }
    }
    store.stream.take();
    if heard { Ok(()) } else { Err(Failure::unreachable(lang)) }
}

/// What a chunk holds; none at the end of the stream.
fn bytes_of(chunk: &JsValue) -> Option<Vec<u8>> {
    let bytes = Reflect::get(chunk, &"value".into()).ok()?;
    Some(bytes.dyn_into::<Uint8Array>().ok()?.to_vec())
}

fn take(store: &Rc<Store>, event: &Event) {
    match event.name.as_str() {
        "signing" => {
            store.events.set(store.events.get().wrapping_add(1));
            // A state that cannot be read is passed over; the next one, or reading anew, brings it.
            let _ = store.take(&page().read(&event.data, store.lang().tag()));
        }
        // The proxy has nothing more to say on this ticket; reading again tells why.
        "gone" => store.end_stream(),
        _ => {}
    }
}

/// Listens for what makes the newest state interesting again.
pub(crate) fn listeners(store: &Rc<Store>) -> Vec<Listener> {
    let on = |target: &web_sys::EventTarget, event, work: fn(&Rc<Store>)| {
        let store = Rc::downgrade(store);
        Listener::on(target, event, move |_| {
            if let Some(store) = store.upgrade() {
                work(&store);
            }
        })
    };
    let window = window();
    vec![
        on(
            &document(),
            "visibilitychange",
            |store| if document().hidden() { hide(store) } else { show(store) },
        ),
        on(&window, "focus", come_back),
        on(&window, "pageshow", come_back),
        on(&window, "online", |store| store.read_again()),
        on(&window, "offline", |store| store.read_again()),
    ]
}

fn hide(store: &Rc<Store>) {
    let timer = store.later(HIDDEN_MS, |store| {
        store.is_paused.set(true);
        store.end_stream();
    });
    store.hidden.replace(Some(timer));
}

fn show(store: &Rc<Store>) {
    store.hidden.take();
    if store.is_paused.replace(false) {
        store.nudge.now();
    }
    come_back(store);
}

/// The person may have come back from Autenti, having signed there.
fn come_back(store: &Rc<Store>) {
    if store.expects_signature.get() && !store.state.borrow().is_running("return") {
        store.state.borrow_mut().running.push("return".to_owned());
        let store = Rc::clone(store);
        wasm_bindgen_futures::spawn_local(async move {
            // A failure is shown by the store itself.
            let _ = store.read(true).await;
            store.state.borrow_mut().running.retain(|running| running != "return");
        });
    }
}
