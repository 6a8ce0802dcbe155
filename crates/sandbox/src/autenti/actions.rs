//! Sending, withdrawing, reminding: `POST /document-processes/{id}/actions`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::access::refuse_if_locked;
use super::assertion::{self, Assertion, Choice, challenge};
use super::document_process::{DocumentProcess, Status};
use super::error::ApiError;
use super::event::{Event, EventType};
use super::party::Participation;
use super::service::{Service, Store};
use super::token::Caller;
use super::webhooks;

/// facts: Autenti API, actions: the assertion says what to do; the body, if any, says nothing.
pub(super) async fn post(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let mut store = service.store();
    let assertions = assertion::read(&headers, store.settings.assertion_lines)?;
    refuse_if_locked(store.process_of(&caller, &id)?, &caller)?;
    let events = perform(&mut store, &id, &assertions)?;
    webhooks::announce(&service, &mut store, caller.organisation, &events);
    // facts: Autenti API, actions: the answer is an array of events.
    let events: Vec<Value> = events.iter().map(Event::to_json).collect();
    Ok(Json(store.settings.worded(events.into())).into_response())
}

fn perform(store: &mut Store, id: &str, assertions: &[Assertion]) -> Result<Vec<Event>, ApiError> {
    let process = store.process(id)?;
    let offered = offered(process);
    let ask = |errors: &[(&str, &str)]| {
        challenge(assertion::ACTION_SELECTION, "SINGLE", &choices(&offered), errors)
    };
    // facts: Autenti API, actions: without an assertion, the answer says what may be done now.
    let selection = assertion::selected(assertions, assertion::ACTION_SELECTION).unwrap_or_default();
    let [selected] = selection else {
        return Err(if selection.is_empty() {
            ask(&[])
        } else {
            ask(&[("SELECTION", "Select one action.")])
        });
    };
    let Some(offer) = offered.iter().find(|offer| offer.action.id() == *selected) else {
        return Err(ask(&[("SELECTION", "There is no such action.")]));
    };
    if offer.action == EventType::DocumentReminderSent {
        return remind(store, id, assertions);
    }
    if let Some(why) = offer.why_not {
        return Err(ask(&[("ACTION_UNAVAILABLE", why)]));
    }
    if offer.action == EventType::DocumentSent {
        store.settings.refuse_sending_beyond_plan(process)?;
    }
    let (now, sources) = (store.now(), store.sources.clone());
    let ids_final_from = store.after_millis(store.settings.party_id_delay_ms);
    let process = store.process_mut(id)?;
    Ok(match offer.action {
        EventType::DocumentWithdrawal => process.withdraw(now, &sources),
        _ => process.send(now, ids_final_from, &sources),
    })
}

struct Offer {
    action: EventType,
    description: &'static str,
    why_not: Option<&'static str>,
}

/// What can be selected, and what stands against it.
fn offered(process: &DocumentProcess) -> [Offer; 3] {
    let in_progress = process.status == Status::Processing;
    let why_not = (!in_progress).then_some("The document is not waiting for anybody.");
    [
        Offer {
            action: EventType::DocumentSent,
            description: "Send the document to its participants",
            why_not: process.why_not_sendable(),
        },
        Offer { action: EventType::DocumentWithdrawal, description: "Withdraw the document", why_not },
        Offer { action: EventType::DocumentReminderSent, description: "Remind participants", why_not },
    ]
}

fn choices(offered: &[Offer]) -> Vec<Choice> {
    offered
        .iter()
        .map(|offer| Choice {
            id: offer.action.id(),
            description: offer.description.to_owned(),
            available: offer.why_not.is_none(),
        })
        .collect()
}

/// facts: Autenti API, reminder: the second step, in which the parties are selected.
fn remind(store: &mut Store, id: &str, assertions: &[Assertion]) -> Result<Vec<Event>, ApiError> {
    let (now, sources) = (store.now(), store.sources.clone());
    let pause = SignedDuration::from_millis(store.settings.reminder_pause_ms.into());
    let process = store.process_mut(id)?;
    let choices = remindable(process, now, pause);
    let ask = |errors: &[(&str, &str)]| {
        challenge(assertion::REMINDER_PARTY_SELECTION, "MULTIPLE", &choices, errors)
    };
    if !choices.iter().any(|choice| choice.available) {
        // facts: Autenti API, reminder: `attributes.errors` says why. Inferred: when.
        return Err(ask(&[("NOBODY_TO_REMIND", "No participant can be reminded now.")]));
    }
    let selected = assertion::selected(assertions, assertion::REMINDER_PARTY_SELECTION).unwrap_or_default();
    if selected.is_empty() {
        return Err(ask(&[]));
    }
    if !selected.iter().all(|id| choices.iter().any(|choice| choice.available && choice.id == *id)) {
        return Err(ask(&[("PARTY_UNAVAILABLE", "A selected participant cannot be reminded now.")]));
    }
    let is_final = process.ids_are_final(now);
    let parties: Vec<usize> = process
        .parties
        .iter()
        .enumerate()
        .filter(|(_, party)| {
            party.participation == Participation::Pending && selected.contains(&party.id(is_final))
        })
        .map(|(index, _)| index)
        .collect();
    Ok(process.remind(&parties, now, &sources))
}

/// Those whose turn it is. Inferred: whoever was reminded a moment ago is listed and not available.
fn remindable(process: &DocumentProcess, now: Timestamp, pause: SignedDuration) -> Vec<Choice> {
    let is_final = process.ids_are_final(now);
    process
        .parties
        .iter()
        .filter(|party| party.participation == Participation::Pending)
        .map(|party| Choice {
            id: party.id(is_final),
            description: party.person.full_name(),
            available: party.reminded_at.is_none_or(|at| at + pause <= now),
        })
        .collect()
}
