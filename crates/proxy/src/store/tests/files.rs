//! The database as a file or a server: locks, copies, full disks, earlier and newer versions, several proxies.

use super::*;

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
    let lock = Store::lock(&url).unwrap();
    let _first = Store::open(&url).await.unwrap();
    let refused = Store::lock(&url).unwrap_err();
    assert!(refused.to_string().contains("another proxy works on"), "{refused}");
    drop(lock);
    assert!(Store::lock(&url).unwrap().is_some());
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

#[cfg(unix)]
#[tokio::test]
async fn a_database_file_that_another_one_took_the_place_of_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let url = format!("sqlite://{}", file("store.db").display());
    let store = Store::open(&url).await.unwrap();
    store.probe(now()).await.unwrap();
    // A backup is put in its place while the proxy runs.
    store.backup(&file("backup.db")).await.unwrap();
    std::fs::rename(file("backup.db"), file("store.db")).unwrap();
    let refused = store.probe(later(1)).await.unwrap_err();
    assert!(refused.to_string().contains("deleted or replaced"), "{refused}");
}

#[tokio::test]
async fn a_database_file_that_may_only_be_read_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("store.db").display())).await.unwrap();
    // On every connection: whoever runs the tests may write to any file.
    let mut connections = Vec::new();
    for _ in 0..8 {
        let mut connection = store.pool.acquire().await.unwrap();
        sqlx::query("PRAGMA query_only = ON").execute(&mut *connection).await.unwrap();
        connections.push(connection);
    }
    drop(connections);
    assert!(store.probe(now()).await.is_err());
    assert!(store.list(SigningFilter::All, None).await.is_ok());
}

#[tokio::test]
async fn a_damaged_database_is_told_and_not_taken_for_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let url = format!("sqlite://{}", file.display());
    let store = Store::open(&url).await.unwrap();
    begun(&store, 1, "key").await;
    store.close().await;
    let mut bytes = std::fs::read(&file).unwrap();
    let damaged = bytes.len() / 2;
    bytes[..damaged].fill(0x5a);
    std::fs::write(&file, &bytes).unwrap();
    let refused = Store::open(&url).await.unwrap_err();
    assert!(refused.to_string().contains(&file.display().to_string()), "{refused}");
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "nothing was written over it");
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
    std::fs::write(&file, include_bytes!("../fixtures/journal-0.1.db")).unwrap();
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
    tokio::time::timeout(Duration::from_secs(2), wakeup.changed()).await.unwrap().unwrap();
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
