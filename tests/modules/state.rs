//! What is known of a signing: read once for all who ask for the same, and told to whoever observes it.

use std::cell::RefCell;
use std::rc::Rc;

use autenti_model::{Lang, Signing};
use serde_wasm_bindgen::from_value;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{evaluate, prepare};
use crate::dom::Wakeup;
use crate::net::TicketSource;
use crate::state::news::in_words;
use crate::state::{Change, Observer, Settings, attach, changed_recipients, detach};

/// Writes down what it is told, and wakes the test.
struct Notebook {
    id: u32,
    told: RefCell<Vec<String>>,
    wakeup: Wakeup,
}

impl Observer for Notebook {
    fn id(&self) -> u32 {
        self.id
    }

    fn is_outermost(&self) -> bool {
        self.id > 1
    }

    fn notify(&self, change: &Change<'_>) {
        let news = match change {
            Change::Shown => return,
            Change::Read { before, now } => {
                format!("{} {} {}", now.title, before.is_some(), changed_recipients(*before, now).len())
            }
            Change::Failed(failure) => failure.code.to_owned(),
        };
        self.told.borrow_mut().push(news);
        self.wakeup.wake();
    }
}

fn notebook(id: u32) -> Rc<Notebook> {
    Rc::new(Notebook { id, told: RefCell::default(), wakeup: Wakeup::default() })
}

/// A proxy that answers so, and whose event streams stay open.
fn proxy_answers(status: u16, body: &str) {
    evaluate(&format!(
        "window.fetch = async (request) => {{
            window.asked = (window.asked ?? 0) + (request.url.endsWith('/events') ? 0 : 1);
            return request.url.endsWith('/events')
                ? new Response(new ReadableStream({{}}))
                : new Response(JSON.stringify({body}), {{ status: {status} }});
        }}"
    ));
}

fn settings(proxy: &str) -> Settings {
    Settings {
        proxy: proxy.to_owned(),
        ticket: "t".to_owned(),
        ticket_source: TicketSource::default(),
        awaits_ticket: false,
    }
}

#[wasm_bindgen_test]
async fn those_who_ask_for_the_same_share_one_request_and_are_all_told() {
    prepare();
    evaluate("window.asked = 0");
    proxy_answers(200, "{ title: 'Umowa', readAt: 'x', can: [], recipients: [] }");
    let (one, other) = (notebook(1), notebook(2));
    let settings = settings("http://shared.example.com");
    let state = attach(&settings, Rc::clone(&one) as Rc<dyn Observer>, Lang::En);
    let same = attach(&settings, Rc::clone(&other) as Rc<dyn Observer>, Lang::En);
    assert!(Rc::ptr_eq(&state, &same));
    // The first that is outermost speaks for all.
    assert_eq!(state.announcer(), Some(2));
    other.wakeup.pause(None).await;
    assert_eq!(*one.told.borrow(), ["Umowa false 0"]);
    assert_eq!(*other.told.borrow(), ["Umowa false 0"]);
    assert_eq!(evaluate("window.asked").as_f64(), Some(1.0));
    detach(&state, 1);
    detach(&state, 2);
}

#[wasm_bindgen_test]
async fn a_failure_is_told_once_and_shown_until_reading_works_again() {
    prepare();
    proxy_answers(403, "{ title: 'No', detail: 'Not you.', code: 'not_allowed' }");
    let observer = notebook(3);
    let state =
        attach(&settings("http://refusing.example.com"), Rc::clone(&observer) as Rc<dyn Observer>, Lang::En);
    observer.wakeup.pause(None).await;
    assert!(state.read(false).await.is_err());
    assert_eq!(*observer.told.borrow(), ["not_allowed"]);
    assert_eq!(state.snapshot().failure.as_ref().map(|failure| failure.title.clone()).as_deref(), Some("No"));
    proxy_answers(200, "{ title: 'Umowa', readAt: 'x', can: [], recipients: [] }");
    assert!(state.read(false).await.is_ok());
    assert!(state.snapshot().failure.is_none());
    detach(&state, 3);
}

#[wasm_bindgen_test]
async fn what_cannot_be_read_is_a_failure_and_takes_nothing_away() {
    prepare();
    proxy_answers(200, "{ title: 'Umowa', readAt: 'x', can: [], recipients: [] }");
    let observer = notebook(4);
    let state =
        attach(&settings("http://strange.example.com"), Rc::clone(&observer) as Rc<dyn Observer>, Lang::En);
    observer.wakeup.pause(None).await;
    proxy_answers(200, "'<html>'");
    assert!(state.read(false).await.is_err());
    assert_eq!(observer.told.borrow().last().map(String::as_str), Some("unexpected_answer"));
    assert_eq!(state.snapshot().signing.as_ref().unwrap().title, "Umowa");
    detach(&state, 4);
}

#[wasm_bindgen_test]
fn news_of_a_name_that_is_written_from_right_to_left_reads_in_order() {
    prepare();
    let signing = |status: &str| -> Signing {
        let recipient = format!(
            "{{ id: 'p1', firstName: 'דוד', email: 'd@example.com', role: 'SIGNER', status: '{status}' }}"
        );
        let body = format!(
            "{{ title: 't', readAt: 'x', status: 'PROCESSING', can: [], recipients: [{recipient}] }}"
        );
        from_value(evaluate(&body)).unwrap()
    };
    let words = in_words(&signing("PENDING"), &signing("COMPLETED"), Lang::En);
    assert_eq!(words, "\u{2068}דוד\u{2069}: PersonSigned");
}
