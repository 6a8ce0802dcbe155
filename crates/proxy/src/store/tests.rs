use std::collections::BTreeMap;
use std::time::Duration;

use autenti::DocumentId;
use autenti_model::{DocumentStatus, ErrorCode, Lang, LocalizedMessage, SendingStep, Text, Visualisation};
use webcon::{AttachmentId, DatabaseId, ElementId};

use super::*;
use crate::document::{DocumentState, FileState};
use crate::failure::FailureMessage;
use crate::plan::Plan;

/// A plan with nothing in it but a title.
pub(crate) fn plan() -> Plan {
    Plan {
        title: "Umowa 1/2026".into(),
        message: String::new(),
        act_as: None,
        language: "pl".into(),
        as_organisation: false,
        visualisation: Visualisation::Card,
        labels: Vec::new(),
        signing_order: false,
        extra: serde_json::Map::new(),
        recipients: Vec::new(),
        files: Vec::new(),
    }
}

fn message() -> FailureMessage {
    FailureMessage::Localized(LocalizedMessage::from(Text::FormCheckedOutBy).with("who", "Jan Kowalski"))
}

fn document_id(id: &str) -> DocumentId {
    id.parse().unwrap()
}

fn instance(element: i32) -> Instance {
    Instance { database: DatabaseId(1), element: ElementId(element) }
}

fn ola() -> Requester {
    Requester { login: "ola".into(), ..Requester::default() }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn later(seconds: u64) -> Timestamp {
    now() + Duration::from_secs(seconds)
}

const LEASE: Duration = Duration::from_secs(8);

/// A test on both databases: the same function, with a store of its own on each.
macro_rules! on_both {
    ($( async fn $name:ident($store:ident: Store) $body:block )+) => {
        mod sqlite {
            use super::*;
            $( #[tokio::test] async fn $name() { super::$name(Store::open("sqlite::memory:").await.unwrap()).await } )+
        }
        mod postgres {
            use super::*;
            $( #[tokio::test] async fn $name() {
                let Some(database) = test_postgres::Database::create().await else { return };
                super::$name(Store::open(&database.url).await.unwrap()).await;
            } )+
        }
        $( async fn $name($store: Store) $body )+
    };
}

async fn begin(store: &Store, element: i32, key: &str, replaces: Option<SigningId>) -> Outcome {
    let names = ("contracts", "default");
    store
        .begin(instance(element), names, (&IdempotencyKey::new(key), &ola()), &plan(), replaces, now())
        .await
        .unwrap()
}

async fn begun(store: &Store, element: i32, key: &str) -> SigningRecord {
    match begin(store, element, key, None).await {
        Outcome::Created(record) => *record,
        other => panic!("{other:?}"),
    }
}

fn running<'a>(name: &'a str, running: &'a [JobId]) -> Worker<'a> {
    Worker { name, running }
}

async fn claim(store: &Store, worker: &str, at: Timestamp) -> Vec<Job> {
    store.claim(JobKind::ALL, ClaimFrom::All, running(worker, &[]), 10, LEASE, at).await.unwrap()
}

on_both! {
    async fn the_same_key_answers_the_same_entry(store: Store) {
        let first = begun(&store, 1, "key").await;
        let Outcome::Replayed(second) = begin(&store, 1, "key", None).await else { panic!("not the same") };
        assert_eq!(first.id, second.id);
        assert_eq!(first.plan, plan());
    }

    async fn an_instance_has_one_living_document_whatever_the_profile(store: Store) {
        let first = begun(&store, 1, "a").await;
        let Outcome::Conflict(taken) = begin(&store, 1, "b", None).await else { panic!("not taken") };
        assert_eq!(first.id, taken.id);
        let names = ("annexes", "default");
        let other = store.begin(instance(1), names, (&IdempotencyKey::new("c"), &ola()), &plan(), None, now()).await.unwrap();
        assert!(matches!(other, Outcome::Conflict(_)));
        assert!(matches!(begin(&store, 2, "b", None).await, Outcome::Created(_)));
    }

    async fn a_document_that_ended_makes_room_for_another(store: Store) {
        let first = begun(&store, 1, "a").await;
        let Outcome::Created(second) = begin(&store, 1, "b", Some(first.id)).await else { panic!("not new") };
        assert_eq!(store.living(instance(1)).await.unwrap().unwrap().id, second.id);
        // The old key still answers what became of it, and nobody works on it any more.
        let old = store.requested(instance(1), &IdempotencyKey::new("a")).await.unwrap().unwrap();
        assert_eq!((old.id, old.jobs.len()), (first.id, 0));
    }

    async fn fifty_requests_at_once_make_one_document(store: Store) {
        let tasks: Vec<_> = (0..50)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    matches!(begin(&store, 1, &format!("key {n}"), None).await, Outcome::Created(_))
                })
            })
            .collect();
        let mut created = 0;
        for task in tasks {
            created += usize::from(task.await.unwrap());
        }
        assert_eq!(created, 1);
    }

    async fn a_sending_is_cancelled_only_while_nobody_runs_it_and_nothing_is_in_doubt(store: Store) {
        let record = begun(&store, 1, "key").await;
        claim(&store, "one", now()).await;
        assert!(!store.cancel(record.id, later(1)).await.unwrap());
        store.release_leases("one").await.unwrap();
        store.draft_created(record.id, &document_id("DOCUMENT_PROCESS:1"), now()).await.unwrap();
        store.files_complete(record.id).await.unwrap();
        store.call_in_doubt(record.id, now()).await.unwrap();
        assert!(!store.cancel(record.id, later(1)).await.unwrap());
        // What was cut short counts as a try.
        assert_eq!(store.signing(record.id).await.unwrap().job(JobKind::Send).map(|job| job.attempts), Some(1));
        store.call_known(record.id, None).await.unwrap();
        assert!(store.cancel(record.id, later(1)).await.unwrap());
        assert_eq!(store.living(instance(1)).await.unwrap(), None);
        assert!(claim(&store, "one", later(2)).await.is_empty());
    }

    async fn words_that_this_version_cannot_say_give_way_to_those_of_the_code(store: Store) {
        let record = begun(&store, 1, "key").await;
        let error = RecordedError { code: ErrorCode::AutentiUnavailable, message: message(), upstream: None };
        store.stopped(&record, &error).await.unwrap();
        let stopped = store.signing(record.id).await.unwrap();
        let expected = Stage::Stopped { step: SendingStep::Draft, files: 0, error };
        assert_eq!(stopped.stage, expected);
        sqlx::query("UPDATE signings SET stopped_error = $1")
            .bind(r#"{"code":"autenti_unavailable","message":{"said":{"text":"Gone"}}}"#)
            .execute(&store.pool)
            .await
            .unwrap();
        let Stage::Stopped { error, .. } = store.signing(record.id).await.unwrap().stage else { panic!() };
        let message = error.message.detail(error.code, Lang::Pl);
        assert_eq!(message, ErrorCode::AutentiUnavailable.advice().get(Lang::Pl));
    }

    async fn a_document_that_got_out_meanwhile_is_not_given_up(store: Store) {
        let early = begun(&store, 1, "key").await;
        store.draft_created(early.id, &document_id("DOCUMENT_PROCESS:1"), now()).await.unwrap();
        store.files_complete(early.id).await.unwrap();
        let error = RecordedError::default();
        // Nobody knows whether it is out, which the one who gives it up did not know of.
        store.call_in_doubt(early.id, now()).await.unwrap();
        assert!(!store.stopped(&early, &error).await.unwrap());
        store.delivered(early.id, now()).await.unwrap();
        let delivered = store.signing(early.id).await.unwrap();
        for record in [&early, &delivered] {
            assert!(!store.stopped(record, &error).await.unwrap());
        }
        assert_eq!(store.signing(early.id).await.unwrap(), delivered);
        // One that has come further is given up where it stands now, also in doubt where that is known.
        let early = begun(&store, 2, "key").await;
        store.draft_created(early.id, &document_id("DOCUMENT_PROCESS:2"), now()).await.unwrap();
        assert!(store.stopped(&early, &error).await.unwrap());
        let Stage::Stopped { step, .. } = store.signing(early.id).await.unwrap().stage else { panic!() };
        assert_eq!(step, SendingStep::Files);
        let record = begun(&store, 3, "key").await;
        store.files_complete(record.id).await.unwrap();
        store.call_in_doubt(record.id, now()).await.unwrap();
        let known = store.signing(record.id).await.unwrap();
        assert!(store.stopped(&known, &error).await.unwrap());
        assert!(store.signing(record.id).await.unwrap().jobs.is_empty());
    }

    async fn what_was_read_and_attached_is_kept(store: Store) {
        let names = ("contracts", "default");
        let record = store.adopt(instance(3), names, &document_id("DOCUMENT_PROCESS:3"), &plan(), now()).await.unwrap().unwrap();
        assert_eq!(record.stage, Stage::Open);
        let document = DocumentState {
            title: "Umowa".into(),
            status: DocumentStatus::from("PAUSED"),
            recipients: Vec::new(),
            files: vec![FileState { name: "umowa.pdf".into(), size: Some(7), attachment: Some(AttachmentId(1)) }],
            sent_at: None,
            ended_at: None,
            has_card: false,
        };
        assert!(store.document_read(record.id, &document, now()).await.unwrap());
        assert!(!store.document_read(record.id, &document, now()).await.unwrap());
        store.attached(record.id, &Attached { id: AttachmentId(9), name: "signed.pdf".into() }).await.unwrap();
        store.reminded(record.id, "row:1", now()).await.unwrap();
        store.reminded(record.id, "row:1", later(60)).await.unwrap();

        let record = store.of_document(&document_id("DOCUMENT_PROCESS:3")).await.unwrap().remove(0);
        assert_eq!(record.document, Some(document));
        assert_eq!(record.read_at, Some(now()));
        assert_eq!(record.attached.unwrap().id, AttachmentId(9));
        assert_eq!(store.reminders(record.id).await.unwrap(), [("row:1".to_owned(), later(60))]);
        assert_eq!(store.owner_of(&document_id("DOCUMENT_PROCESS:3")).await.unwrap(), Some(instance(3)));
    }

    async fn a_draft_that_two_look_for_at_the_same_moment_is_one_signings(store: Store) {
        let (one, other) = (begun(&store, 1, "a").await, begun(&store, 2, "b").await);
        let draft = document_id("DOCUMENT_PROCESS:1");
        let (first, second) = tokio::join!(
            store.draft_found(one.id, &draft, now()),
            store.draft_found(other.id, &draft, now()),
        );
        assert_ne!(first.unwrap(), second.unwrap());
        assert_eq!(store.of_document(&draft).await.unwrap().len(), 1);
        // Who has it finds it again.
        let [owner] = store.of_document(&draft).await.unwrap().try_into().unwrap();
        assert!(store.draft_found(owner.id, &draft, now()).await.unwrap());
    }

    async fn a_document_found_twice_is_noted_once(store: Store) {
        let names = ("contracts", "default");
        let first = store.adopt(instance(3), names, &document_id("DOCUMENT_PROCESS:3"), &plan(), now()).await.unwrap().unwrap();
        let again = store.adopt(instance(3), names, &document_id("DOCUMENT_PROCESS:3"), &plan(), now()).await.unwrap().unwrap();
        let copied = store.adopt(instance(4), names, &document_id("DOCUMENT_PROCESS:3"), &plan(), now()).await.unwrap();
        assert!(copied.is_none(), "a copy of the instance names the same document");
        assert_eq!(first.id, again.id);
    }

    async fn the_newest_refresh_token_replaces_the_one_before(store: Store) {
        assert_eq!(store.refresh_token("default", "demo").await.unwrap(), None);
        store.set_refresh_token("default", "demo", "one").await.unwrap();
        store.set_refresh_token("default", "demo", "two").await.unwrap();
        assert_eq!(store.refresh_token("default", "demo").await.unwrap().as_deref(), Some("two"));
        // Another application takes none of its tokens.
        assert_eq!(store.refresh_token("default", "other").await.unwrap(), None);
    }

    async fn accounts_of_one_application_have_a_refresh_token_each(store: Store) {
        store.set_refresh_token("sales", "demo", "of sales").await.unwrap();
        store.set_refresh_token("hr", "demo", "of hr").await.unwrap();
        let token = async |account| store.refresh_token(account, "demo").await.unwrap();
        assert_eq!(token("sales").await.as_deref(), Some("of sales"));
        assert_eq!(token("hr").await.as_deref(), Some("of hr"));
        assert_eq!(token("legal").await, None);
    }

    async fn a_token_that_an_earlier_version_stored_is_one_accounts_from_its_next_use_on(store: Store) {
        for (secrets, client_id) in [(&[][..], "plain"), (&[SecretString::from("one")], "sealed")] {
            let store = Store { cipher: Arc::new(Cipher::new(secrets).unwrap()), ..store.clone() };
            let sealed = store.cipher.seal("earlier", &format!("refresh_token {client_id}")).unwrap();
            sqlx::query("INSERT INTO refresh_tokens (client_id, token) VALUES ($1, $2)")
                .bind(client_id)
                .bind(sealed)
                .execute(&store.pool)
                .await
                .unwrap();
            let token = async |account| store.refresh_token(account, client_id).await.unwrap();
            store.seal().await.unwrap();
            assert_eq!(token("sales").await.as_deref(), Some("earlier"));
            // Somebody who signs in for one account takes nothing from the other.
            store.set_refresh_token("legal", client_id, "own").await.unwrap();
            store.refresh_token_used("legal", client_id, "next").await.unwrap();
            assert_eq!(token("sales").await.as_deref(), Some("earlier"));
            store.refresh_token_used("sales", client_id, "newer").await.unwrap();
            assert_eq!((token("sales").await.as_deref(), token("hr").await), (Some("newer"), None));
            sqlx::query("DELETE FROM account_tokens").execute(&store.pool).await.unwrap();
        }
    }

    async fn a_webhook_event_is_news_once(store: Store) {
        let document = document_id("DOCUMENT_PROCESS:1");
        let record = begun(&store, 1, "a").await;
        store.draft_created(record.id, &document, now()).await.unwrap();
        let news = async |id: &str, document: &DocumentId, at| {
            store.take_news(&[(id, document.clone())], at).await.unwrap().into_iter().collect::<Vec<_>>()
        };
        assert_eq!(news("event", &document, now()).await, ["default"]);
        assert!(news("event", &document, later(1)).await.is_empty());
        assert_eq!(news("", &document, later(1)).await, ["default"]);
        assert!(news("other", &document_id("DOCUMENT_PROCESS:2"), later(1)).await.is_empty());
        store.forget_webhook_events(later(8 * 24 * 3600)).await.unwrap();
        assert_eq!(news("event", &document, later(8 * 24 * 3600)).await, ["default"]);
    }

    async fn news_that_could_not_be_acted_upon_is_news_again(store: Store) {
        let document = document_id("DOCUMENT_PROCESS:1");
        let record = begun(&store, 1, "a").await;
        store.draft_created(record.id, &document, now()).await.unwrap();
        // What keeps the job from being enqueued, as a kill between the two would.
        sqlx::query("ALTER TABLE jobs RENAME TO jobs_away").execute(&store.pool).await.unwrap();
        assert!(store.take_news(&[("event", document.clone())], now()).await.is_err());
        sqlx::query("ALTER TABLE jobs_away RENAME TO jobs").execute(&store.pool).await.unwrap();
        assert_eq!(store.take_news(&[("event", document.clone())], now()).await.unwrap().len(), 1);
    }

    async fn a_row_that_cannot_be_read_stops_nobody(store: Store) {
        let bad = begun(&store, 1, "a").await;
        begun(&store, 2, "b").await;
        sqlx::query("UPDATE signings SET plan = 'nonsense' WHERE id = $1").bind(bad.id).execute(&store.pool).await.unwrap();
        let list = store.list(SigningFilter::UnderWay, None).await.unwrap();
        assert_eq!(list.len(), 2);
        assert!(list.iter().any(|(id, record)| *id == bad.id && record.is_err()));
        assert_eq!(claim(&store, "one", now()).await.len(), 2);
    }

    async fn signings_are_found_by_person_instance_and_document(store: Store) {
        let mut records = Vec::new();
        for (element, name) in [(7, "Łucja Żak"), (8, "Jan 7 Maj")] {
            let mut plan = plan();
            plan.recipients = vec![autenti_model::RecipientRow { first_name: name.into(), ..Default::default() }];
            let key = IdempotencyKey::new("key");
            let begun = store.begin(instance(element), ("contracts", "default"), (&key, &ola()), &plan, None, now()).await;
            let Outcome::Created(record) = begun.unwrap() else { panic!("not new") };
            records.push(record.id);
        }
        let (lucja, jan) = (records[0], records[1]);
        for (text, expected) in [
            ("łucja", vec![lucja]),
            ("ŁUCJA ż", vec![lucja]),
            ("jan 7", vec![jan]),
            ("nobody", vec![]),
            // A number is an instance's, and stands in names, sizes and sums of others, too.
            ("7", vec![lucja]),
            ("1/7", vec![lucja]),
            ("2/7", vec![]),
            ("1/2026", vec![]),
        ] {
            let found: Vec<_> = store.search(text).await.unwrap().into_iter().map(|(id, _)| id).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    async fn what_was_written_to_the_form_is_merged(store: Store) {
        let record = begun(&store, 1, "key").await;
        let field = |value: &str, column: Option<&str>| FieldOnForm {
            column: column.map(str::to_owned),
            value: FormValue { value: value.into(), at: now(), link_of: None },
        };
        let fields = BTreeMap::from([("Status".to_owned(), field("DRAFT", Some("AttChoose1")))]);
        store.form_written(record.id, fields, None).await.unwrap();
        let fields = BTreeMap::from([("Status".to_owned(), field("SENT", None)), ("Id".to_owned(), field("1", None))]);
        store.form_written(record.id, fields, None).await.unwrap();
        let known = store.signing(record.id).await.unwrap().form_values;
        assert_eq!(known["Status"], field("SENT", Some("AttChoose1")));
        assert_eq!(known["Id"], field("1", None));
    }

    async fn an_order_to_end_tickets_is_kept_as_long_as_a_ticket_may_be_good(store: Store) {
        store.revoke("login:ola", now()).await.unwrap();
        store.revoke("all", later(60)).await.unwrap();
        let known = store.revocations(later(61)).await.unwrap();
        assert_eq!(known, [("login:ola".to_owned(), now()), ("all".to_owned(), later(60))]);
        let hours = |hours: u64| later(hours * 3600 + 30);
        assert_eq!(store.revocations(hours(8)).await.unwrap().len(), 1);
        store.forget_revocations(hours(9)).await.unwrap();
        assert!(store.revocations(now()).await.unwrap().is_empty());
    }

    async fn a_store_that_can_be_written_to_says_so(store: Store) {
        store.probe(now()).await.unwrap();
        store.probe(later(1)).await.unwrap();
    }
}

mod audit;
mod erasure;
mod files;
mod jobs;
mod refusals;
