use autenti_model::{DocumentStatus, Lang, Said, Text, Visualisation};

use super::*;

fn plan() -> Plan {
    Plan {
        title: "Umowa 1/2026".into(),
        message: String::new(),
        language: "pl".into(),
        as_organisation: false,
        visualisation: Visualisation::Card,
        labels: Vec::new(),
        signing_order: false,
        recipients: Vec::new(),
        files: Vec::new(),
    }
}

fn words() -> Words {
    Words::Said(Said::from(Text::FormCheckedOutBy).with("who", "Jan Kowalski"))
}

fn instance(element: i32) -> Instance {
    Instance { profile: "contracts".into(), element }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

async fn journal() -> Journal {
    Journal::connect("sqlite::memory:").await.unwrap()
}

async fn begin(journal: &Journal, element: i32, key: &str, replaces: Option<i64>) -> Begun {
    journal.begin(&instance(element), key, "ola", &plan(), replaces, now()).await.unwrap()
}

#[tokio::test]
async fn the_same_key_answers_the_same_entry() {
    let journal = journal().await;
    let Begun::New(first) = begin(&journal, 1, "key", None).await else { panic!("not new") };
    let Begun::Same(second) = begin(&journal, 1, "key", None).await else { panic!("not the same") };
    assert_eq!(first.id, second.id);
    assert_eq!(first.plan, plan());
}

#[tokio::test]
async fn an_instance_has_one_current_document() {
    let journal = journal().await;
    let Begun::New(first) = begin(&journal, 1, "a", None).await else { panic!("not new") };
    let Begun::Taken(taken) = begin(&journal, 1, "b", None).await else { panic!("not taken") };
    assert_eq!(first.id, taken.id);
    assert!(matches!(begin(&journal, 2, "b", None).await, Begun::New(_)));
}

#[tokio::test]
async fn a_document_that_ended_makes_room_for_another() {
    let journal = journal().await;
    let Begun::New(first) = begin(&journal, 1, "a", None).await else { panic!("not new") };
    let Begun::New(second) = begin(&journal, 1, "b", Some(first.id)).await else { panic!("not new") };
    assert_eq!(journal.current(&instance(1)).await.unwrap().unwrap().id, second.id);
    // The old key still answers what became of it.
    assert_eq!(journal.requested(&instance(1), "a").await.unwrap().unwrap().id, first.id);
}

#[tokio::test]
async fn fifty_requests_at_once_make_one_document() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::connect(&format!("sqlite://{}/j.db", folder.path().display())).await.unwrap();
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let journal = journal.clone();
            tokio::spawn(async move {
                matches!(begin(&journal, 1, &format!("key {n}"), None).await, Begun::New(_))
            })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        new += usize::from(task.await.unwrap());
    }
    assert_eq!(new, 1);
}

#[tokio::test]
async fn progress_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/j.db", folder.path().display());
    {
        let journal = Journal::connect(&database).await.unwrap();
        let Begun::New(record) = begin(&journal, 1, "key", None).await else { panic!("not new") };
        journal.draft_created(record.id, "DOCUMENT_PROCESS:1").await.unwrap();
        journal.files_uploaded(record.id, 2).await.unwrap();
        journal.troubled(record.id, ErrorCode::AutentiUnavailable, &words()).await.unwrap();
    }
    let journal = Journal::connect(&database).await.unwrap();
    let unfinished = journal.unfinished().await.unwrap();
    assert_eq!(unfinished.len(), 1);
    assert_eq!(unfinished[0].document_id.as_deref(), Some("DOCUMENT_PROCESS:1"));
    assert_eq!(
        unfinished[0].state,
        State::Sending {
            step: SendingStep::Files,
            files_done: 2,
            trouble: Some(Trouble { code: ErrorCode::AutentiUnavailable, words: words(), tries: 1 })
        }
    );
    let sending = unfinished[0].sending(Lang::Pl).unwrap();
    assert!(sending.retrying);
    assert!(sending.detail.unwrap().starts_with("Jan Kowalski edytuje"));
    // Words that this version cannot say, of another one, give way to those of the code.
    sqlx::query("UPDATE signings SET trouble_words = $1")
        .bind(r#"{"said":{"text":"Gone"}}"#)
        .execute(&journal.pool)
        .await
        .unwrap();
    let detail = journal.unfinished().await.unwrap()[0].sending(Lang::Pl).unwrap().detail;
    assert_eq!(detail.as_deref(), Some(ErrorCode::AutentiUnavailable.advice().get(Lang::Pl)));
}

#[tokio::test]
async fn what_was_read_and_attached_is_kept() {
    let journal = journal().await;
    let record = journal.adopt(&instance(3), "DOCUMENT_PROCESS:3", &plan(), now()).await.unwrap();
    assert_eq!(record.state, State::Sent);
    let document = DocumentState {
        title: "Umowa".into(),
        status: DocumentStatus::from("PAUSED"),
        recipients: Vec::new(),
        files: vec!["umowa.pdf".into()],
    };
    journal.read(record.id, &document, now()).await.unwrap();
    journal.attached(record.id, &Attached { id: 9, name: "signed.pdf".into() }).await.unwrap();
    journal.reminded(record.id, "row:1", now()).await.unwrap();
    journal.reminded(record.id, "row:1", now() + Duration::from_mins(1)).await.unwrap();

    let record = journal.of_document("DOCUMENT_PROCESS:3").await.unwrap().remove(0);
    assert_eq!(record.document, Some(document));
    assert_eq!(record.read_at, Some(now()));
    assert_eq!(record.attached.unwrap().id, 9);
    let reminders = journal.reminders(record.id).await.unwrap();
    assert_eq!(reminders, [("row:1".to_owned(), now() + Duration::from_mins(1))]);
}

#[tokio::test]
async fn a_document_found_twice_is_noted_once() {
    let journal = journal().await;
    let first = journal.adopt(&instance(3), "DOCUMENT_PROCESS:3", &plan(), now()).await.unwrap();
    let again = journal.adopt(&instance(3), "DOCUMENT_PROCESS:3", &plan(), now()).await.unwrap();
    assert_eq!(first.id, again.id);
}

#[tokio::test]
async fn the_newest_refresh_token_replaces_the_one_before() {
    let journal = journal().await;
    assert_eq!(journal.refresh_token("demo").await.unwrap(), None);
    journal.keep_refresh_token("demo", "one").await.unwrap();
    journal.keep_refresh_token("demo", "two").await.unwrap();
    assert_eq!(journal.refresh_token("demo").await.unwrap().as_deref(), Some("two"));
}
