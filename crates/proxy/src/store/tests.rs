use std::collections::BTreeMap;
use std::time::Duration;

use autenti::DocumentId;
use autenti_model::{DocumentStatus, ErrorCode, Lang, LocalizedMessage, SendingStep, Text, Visualisation};
use webcon::{AttachmentId, DatabaseId, ElementId};

use super::*;
use crate::document::{DocumentState, FileState};
use crate::failure::FailureMessage;
use crate::plan::Plan;

fn plan() -> Plan {
    Plan {
        title: "Umowa 1/2026".into(),
        message: String::new(),
        act_as: None,
        language: "pl".into(),
        as_organisation: false,
        visualisation: Visualisation::Card,
        labels: Vec::new(),
        signing_order: false,
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

async fn claim(store: &Store, worker: &str, at: Timestamp) -> Vec<Job> {
    store.claim(JobKind::ALL, None, worker, 10, LEASE, at).await.unwrap()
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

    async fn a_job_is_claimed_by_one_worker_and_taken_over_when_its_lease_has_ended(store: Store) {
        let record = begun(&store, 1, "key").await;
        let first = claim(&store, "one", now()).await;
        assert_eq!(first.len(), 1);
        assert_eq!((first[0].kind, first[0].signing, first[0].attempts), (JobKind::Send, Some(record.id), 0));
        assert!(claim(&store, "two", later(7)).await.is_empty());
        // Whoever is alive and slow keeps it.
        assert_eq!(store.extend_leases("one", LEASE, later(7)).await.unwrap(), [first[0].id]);
        assert!(claim(&store, "two", later(14)).await.is_empty());
        let second = claim(&store, "two", later(16)).await;
        assert_eq!((second.len(), second[0].attempts), (1, 1));
        // Whoever was away for too long finds out, and changes nothing.
        assert!(matches!(store.renew_lease(&first[0], LEASE, later(17)).await, Err(StoreError::LeaseLost)));
        store.job_done(&first[0], later(17)).await.unwrap();
        assert!(store.renew_lease(&second[0], LEASE, later(17)).await.is_ok());
        store.job_done(&second[0], later(18)).await.unwrap();
        assert!(claim(&store, "one", later(60)).await.is_empty());
    }

    async fn a_worker_that_stood_still_for_a_while_does_not_run_its_own_job_twice(store: Store) {
        begun(&store, 1, "key").await;
        let job = claim(&store, "one", now()).await.remove(0);
        assert!(claim(&store, "one", later(60)).await.is_empty());
        assert_eq!(store.extend_leases("one", LEASE, later(60)).await.unwrap(), [job.id]);
        assert!(claim(&store, "two", later(61)).await.is_empty());
    }

    async fn a_worker_that_ends_lets_others_go_on_at_once(store: Store) {
        begun(&store, 1, "key").await;
        claim(&store, "one", now()).await;
        store.release_leases("one").await.unwrap();
        assert_eq!(claim(&store, "two", now()).await.len(), 1);
    }

    async fn a_job_that_is_asked_for_while_it_runs_runs_once_more(store: Store) {
        let record = begun(&store, 1, "key").await;
        let job = claim(&store, "one", now()).await.remove(0);
        store.enqueue(NewJob::of(JobKind::Send, record.id), later(1)).await.unwrap();
        store.enqueue(NewJob::of(JobKind::Send, record.id), later(1)).await.unwrap();
        store.job_done(&job, later(2)).await.unwrap();
        let again = claim(&store, "one", later(2)).await;
        assert_eq!(again.len(), 1);
        store.job_done(&again[0], later(3)).await.unwrap();
        assert!(claim(&store, "one", later(60)).await.is_empty());
    }

    async fn news_cuts_a_wait_short_unless_the_failure_has_to_wait(store: Store) {
        let record = begun(&store, 1, "key").await;
        let error = RecordedError { code: ErrorCode::WebconRefused, message: message(), upstream: None };
        for (must_wait, due) in [(false, 1), (true, 0)] {
            let job = claim(&store, "one", later(100)).await.remove(0);
            store.enqueue(NewJob::of(JobKind::Send, record.id).after(Duration::from_secs(1000)), later(100)).await.unwrap();
            store.job_retry(&job, later(700), None, Some((&error, must_wait)), later(100)).await.unwrap();
            assert_eq!(claim(&store, "two", later(101)).await.len(), due);
            store.release_leases("two").await.unwrap();
        }
        let state = store.signing(record.id).await.unwrap();
        let state = state.job(JobKind::Send).unwrap();
        assert_eq!((state.attempts, state.last_error.as_ref()), (2, Some(&error)));
        assert_eq!(state.run_at, Some(later(700)));
    }

    async fn a_job_that_failed_for_good_waits_until_somebody_has_it_tried_again(store: Store) {
        let record = begun(&store, 1, "key").await;
        let job = claim(&store, "one", now()).await.remove(0);
        store.job_failed(&job, &RecordedError::default(), now()).await.unwrap();
        assert!(claim(&store, "one", later(1_000_000)).await.is_empty());
        assert_eq!(store.list(SigningFilter::Stuck, None).await.unwrap().len(), 1);
        assert_eq!(store.retry_jobs(record.id, later(5)).await.unwrap(), 1);
        assert_eq!(claim(&store, "one", later(5)).await.len(), 1);
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
        assert_eq!(store.signing(record.id).await.unwrap().job(JobKind::Send).map(|job| job.attempts), Some(0));
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
        let record = store.adopt(instance(3), names, &document_id("DOCUMENT_PROCESS:3"), &plan(), now()).await.unwrap();
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

    async fn a_document_found_twice_is_noted_once(store: Store) {
        let names = ("contracts", "default");
        let first = store.adopt(instance(3), names, &document_id("DOCUMENT_PROCESS:3"), &plan(), now()).await.unwrap();
        let again = store.adopt(instance(3), names, &document_id("DOCUMENT_PROCESS:3"), &plan(), now()).await.unwrap();
        assert_eq!(first.id, again.id);
    }

    async fn the_newest_refresh_token_replaces_the_one_before(store: Store) {
        assert_eq!(store.refresh_token("demo").await.unwrap(), None);
        store.set_refresh_token("demo", "one").await.unwrap();
        store.set_refresh_token("demo", "two").await.unwrap();
        assert_eq!(store.refresh_token("demo").await.unwrap().as_deref(), Some("two"));
    }

    async fn a_webhook_event_is_news_once(store: Store) {
        assert!(store.note_webhook_event("event", now()).await.unwrap());
        assert!(!store.note_webhook_event("event", later(1)).await.unwrap());
        store.forget_webhook_events(later(8 * 24 * 3600)).await.unwrap();
        assert!(store.note_webhook_event("event", later(8 * 24 * 3600)).await.unwrap());
    }

    async fn an_account_gets_its_reads_spread_evenly(store: Store) {
        let mut taken = 0;
        for second in 0..120 {
            taken += store.take_reads("default", 100, 60, later(second)).await.unwrap();
        }
        // Two minutes, and what had gathered before.
        assert!((125..=131).contains(&taken), "{taken}");
        // Nobody reads while Autenti wants no calls.
        store.block_account("default", later(300)).await.unwrap();
        assert_eq!(store.take_reads("default", 100, 60, later(200)).await.unwrap(), 0);
        assert!(store.take_reads("default", 100, 60, later(301)).await.unwrap() > 0);
    }

    async fn a_clock_that_is_put_back_holds_nothing_up(store: Store) {
        let record = begun(&store, 1, "key").await;
        let [job] = claim(&store, "one", now()).await.try_into().unwrap();
        let error = RecordedError { code: ErrorCode::AutentiUnavailable, message: message(), upstream: None };
        store.job_retry(&job, later(600), None, Some((&error, true)), now()).await.unwrap();
        store.enqueue(NewJob::of(JobKind::WriteBack, record.id), now()).await.unwrap();
        assert_eq!(claim(&store, "killed", now()).await.len(), 1);
        store.block_account("default", later(300)).await.unwrap();
        // Two minutes back, a moment later.
        let back = now() - Duration::from_secs(120);
        store.move_times_back(Duration::from_secs(120), LEASE, back).await.unwrap();
        assert!(claim(&store, "two", back).await.is_empty());
        let kinds = |jobs: Vec<Job>| jobs.into_iter().map(|job| job.kind).collect::<Vec<_>>();
        assert_eq!(kinds(claim(&store, "two", back + LEASE + LEASE).await), [JobKind::WriteBack]);
        assert_eq!(kinds(claim(&store, "two", later(480)).await), [JobKind::Send]);
        assert_eq!(store.account("default").await.unwrap().blocked_until, Some(later(180)));
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

#[tokio::test]
async fn progress_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/store.db", folder.path().display());
    let error = RecordedError { code: ErrorCode::AutentiUnavailable, message: message(), upstream: None };
    let store = Store::open(&url).await.unwrap();
    let record = begun(&store, 1, "key").await;
    store.draft_created(record.id, &document_id("DOCUMENT_PROCESS:1"), now()).await.unwrap();
    store.files_uploaded(record.id, 2, None).await.unwrap();
    let jobs = claim(&store, "one", now()).await;
    let job = jobs.iter().find(|job| job.kind == JobKind::Send).unwrap();
    store.job_retry(job, later(5), None, Some((&error, true)), now()).await.unwrap();
    store.close().await;

    let store = Store::open(&url).await.unwrap();
    let record = store.living(instance(1)).await.unwrap().unwrap();
    assert_eq!(record.document_id, Some(document_id("DOCUMENT_PROCESS:1")));
    assert_eq!(record.stage, Stage::Uploading { files: 2 });
    let job = record.job(JobKind::Send).unwrap();
    assert_eq!((job.attempts, job.last_error.as_ref()), (1, Some(&error)));
    assert!(error.message.detail(error.code, Lang::Pl).starts_with("Jan Kowalski edytuje"));
}

#[tokio::test]
async fn a_second_proxy_on_a_file_is_refused_until_the_first_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/store 1%.db", folder.path().display());
    let first = Store::open(&url).await.unwrap();
    let lock = first.lock().unwrap();
    let second = Store::open(&url).await.unwrap();
    let refused = second.lock().unwrap_err();
    assert!(refused.to_string().contains("another proxy works on"), "{refused}");
    drop(lock);
    assert!(second.lock().unwrap().is_some());
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_of_a_store_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    // One that an earlier version has made.
    std::fs::write(&file, "").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let store = Store::open(&format!("sqlite://{}", file.display())).await.unwrap();
    begun(&store, 1, "key").await;
    store.backup(&folder.path().join("copy.db")).await.unwrap();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let rights = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(rights, 0o600, "{:?}", entry.file_name());
        seen += 1;
    }
    assert!(seen >= 4, "database, log, its index and the copy: {seen}");
}

#[tokio::test]
async fn a_copy_made_while_the_store_is_used_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}/store.db", folder.path().display())).await.unwrap();
    let record = begun(&store, 1, "key").await;
    let copy = folder.path().join("copy.db");
    store.backup(&copy).await.unwrap();
    let restored = Store::open(&format!("sqlite://{}", copy.display())).await.unwrap();
    assert_eq!(restored.living(instance(1)).await.unwrap().unwrap().id, record.id);
    assert!(store.backup(&copy).await.is_err());
}

#[tokio::test]
async fn a_full_disk_is_told_and_does_no_harm_to_what_comes_after() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}/store.db", folder.path().display())).await.unwrap();
    begun(&store, 1, "key").await;
    let mut connection = store.pool.acquire().await.unwrap();
    let (pages,): (i64,) = sqlx::query_as("PRAGMA page_count").fetch_one(&mut *connection).await.unwrap();
    drop(connection);
    // The limit holds for a connection: each of the pool gets it.
    let limit = format!("PRAGMA max_page_count = {pages}");
    let mut connections = Vec::new();
    for _ in 0..8 {
        let mut connection = store.pool.acquire().await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(limit.clone())).execute(&mut *connection).await.unwrap();
        connections.push(connection);
    }
    drop(connections);
    let large = Plan { message: "x".repeat(1 << 20), ..plan() };
    for element in 2..20 {
        let full = store
            .begin(
                instance(element),
                ("contracts", "default"),
                (&IdempotencyKey::new("key"), &ola()),
                &large,
                None,
                now(),
            )
            .await;
        assert!(full.is_err(), "{full:?}");
    }
    let mut connections = Vec::new();
    for _ in 0..8 {
        let mut connection = store.pool.acquire().await.unwrap();
        sqlx::query("PRAGMA max_page_count = 1000000").execute(&mut *connection).await.unwrap();
        connections.push(connection);
    }
    drop(connections);
    for element in 2..20 {
        begun(&store, element, "key").await;
    }
}

#[tokio::test]
async fn a_database_file_that_was_deleted_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let store = Store::open(&format!("sqlite://{}", file.display())).await.unwrap();
    store.probe(now()).await.unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(store.probe(now()).await, Err(StoreError::FileReplaced(_))));
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_is_told_without_its_password() {
    let error = Store::open("postgres://proxy:geheim@127.0.0.1:1/signing").await.unwrap_err();
    let text = format!("{:#}", anyhow::Error::new(error));
    assert!(text.contains("PostgreSQL at 127.0.0.1/signing cannot be reached"), "{text}");
    assert!(!text.contains("geheim"), "{text}");
}

/// A journal as version 0.1 wrote it: two documents that recipients act on, one completed and attached, two that others
/// have replaced, one that was given up while its files went up, and one that was being sent when the program ended.
fn journal_of_version_0_1(folder: &tempfile::TempDir) -> String {
    let file = folder.path().join("journal.db");
    std::fs::write(&file, include_bytes!("fixtures/journal-0.1.db")).unwrap();
    format!("sqlite://{}", file.display())
}

#[tokio::test]
async fn a_journal_of_an_earlier_version_is_taken_over_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&journal_of_version_0_1(&folder)).await.unwrap();
    store.assign_databases(&BTreeMap::from([("contracts".to_owned(), DatabaseId(1))])).await.unwrap();
    let signings = store.list(SigningFilter::All, None).await.unwrap();
    let mut seen: Vec<_> = signings
        .into_iter()
        .map(|(id, record)| {
            let record = record.unwrap();
            let jobs: Vec<&str> = record.jobs.iter().map(|job| job.kind.as_str()).collect();
            (id.to_string(), record.instance.element.0, record.stage.name(), jobs.join(" "))
        })
        .collect();
    seen.sort();
    let expected = [
        (1, 2, "open", "poll"),
        (2, 3, "ended", ""),
        (3, 4, "replaced", ""),
        (4, 5, "replaced", ""),
        (5, 1, "open", "poll"),
        (6, 4, "stopped", ""),
        (7, 5, "submitting", "send"),
    ];
    assert_eq!(
        seen,
        expected.map(|(id, element, stage, jobs)| (format!("{id}"), element, stage, jobs.to_owned()))
    );

    let sent = store.living(instance(1)).await.unwrap().unwrap();
    assert_eq!(
        sent.document_id.as_ref().map(DocumentId::as_str),
        Some("DOCUMENT_PROCESS:0f0d818c-70f4-4cf9-b411-dba3c9dc725b")
    );
    assert_eq!((sent.plan.recipients.len(), sent.plan.files.len()), (3, 1));
    assert_eq!(sent.document.unwrap().status, DocumentStatus::Processing);
    assert!(sent.last_write_back.is_some() && !sent.form_values.is_empty() && sent.form_rows.is_some());
    assert_eq!(
        store.requested(instance(1), &IdempotencyKey::new("first")).await.unwrap().unwrap().id,
        sent.id
    );

    let completed = store.living(instance(3)).await.unwrap().unwrap();
    assert_eq!(completed.attached.unwrap().id, AttachmentId(1015));

    let stopped = store.living(instance(4)).await.unwrap().unwrap();
    let Stage::Stopped { step, error, .. } = &stopped.stage else { panic!("{stopped:?}") };
    assert_eq!((*step, error.code), (SendingStep::Files, ErrorCode::AutentiRefused));
    assert_eq!(error.message, FailureMessage::Localized(Text::AutentiNoPackage.into()));
    assert!(!stopped.is_in_doubt());

    // What it was doing when it ended is not known, so the next run looks first.
    let sending = store.living(instance(5)).await.unwrap().unwrap();
    assert!(sending.is_in_doubt());
    assert_eq!(claim(&store, "one", Timestamp::now()).await.len(), 3);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/store.db", folder.path().display());
    let store = Store::open(&url).await.unwrap();
    sqlx::query("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 4")
        .execute(&store.pool)
        .await
        .unwrap();
    store.close().await;
    let refused = Store::open(&url).await.unwrap_err();
    assert!(refused.to_string().contains("newer version of autenti-proxy"), "{refused}");
}

#[tokio::test]
async fn what_a_command_changes_reaches_a_proxy_that_runs_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/store.db", folder.path().display());
    let serving = Store::open(&url).await.unwrap();
    let mut wakeup = serving.notifier().watch(instance(1));
    let following = tokio::spawn({
        let serving = serving.clone();
        async move { serving.follow_changes().await }
    });
    let command = Store::open(&url).await.unwrap();
    command.note_change(instance(1)).await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), wakeup.changed()).await.unwrap().unwrap();
    following.abort();
}

#[tokio::test]
async fn what_one_proxy_learns_reaches_forms_that_are_open_on_another() {
    let Some(database) = test_postgres::Database::create().await else { return };
    let (first, second) =
        (Store::open(&database.url).await.unwrap(), Store::open(&database.url).await.unwrap());
    let following = tokio::spawn({
        let second = second.clone();
        async move { second.follow_changes().await }
    });
    let mut wakeup = second.notifier().watch(instance(1));
    // Listening begins with a wake-up, because what was said before is unknown.
    tokio::time::timeout(Duration::from_secs(10), wakeup.changed()).await.unwrap().unwrap();
    first.notify(instance(2)).await;
    first.notify(instance(1)).await;
    tokio::time::timeout(Duration::from_secs(1), wakeup.changed()).await.unwrap().unwrap();
    following.abort();
}

mod audit;
mod erasure;
