//! The audit trail, on both databases.

use autenti_model::Email;

use super::*;

fn anna() -> Person {
    Person { login: "anna".into(), name: "Anna Nowak".into(), email: Email::new("anna@example.com") }
}

fn entry(what: AuditEvent) -> NewAuditEntry {
    NewAuditEntry {
        who: Some(anna()),
        address: Some("192.0.2.7".parse().unwrap()),
        instance: Some(instance(1)),
        document: Some("DOCUMENT_PROCESS:1".into()),
        details: Some(serde_json::json!({ "ticket": "one" })),
        ..NewAuditEntry::new(what)
    }
}

async fn all(store: &Store) -> Vec<AuditEntry> {
    store.audit_since(Timestamp::UNIX_EPOCH, 0, 100).await.unwrap()
}

on_both! {
    async fn the_trail_tells_who_did_what_and_when(store: Store) {
        store.note_audit(entry(AuditEvent::LinkMade), now()).await.unwrap();
        let jan = Person { email: Email::new("Jan@Example.com"), ..Person::default() };
        let other = NewAuditEntry { about: vec![jan], key: Some("webcon".into()), who: None, ..entry(AuditEvent::Reminded) };
        store.note_audit(other, later(60)).await.unwrap();
        let [first, second] = &all(&store).await[..] else { panic!("not two") };
        assert_eq!((first.at, first.what.as_str(), first.result.as_str()), (now(), "link_made", "ok"));
        assert_eq!((first.address.as_deref(), first.instance), (Some("192.0.2.7"), Some(instance(1))));
        assert_eq!(first.who.as_ref().unwrap().name, "Anna Nowak");
        assert_eq!(first.details.as_ref().unwrap()["ticket"], "one");
        assert_eq!((second.who.as_ref(), second.key.as_deref()), (None, Some("webcon")));
        assert_eq!(second.about[0].email, "Jan@Example.com");
        // From a time on, and page by page.
        assert_eq!(store.audit_since(later(1), 0, 100).await.unwrap(), std::slice::from_ref(second));
        assert_eq!(store.audit_since(now(), first.id, 100).await.unwrap(), std::slice::from_ref(second));
        assert_eq!(store.audit_since(now(), 0, 1).await.unwrap(), std::slice::from_ref(first));
        assert_eq!(store.audit_of(instance(1), &[AuditEvent::Reminded]).await.unwrap(), std::slice::from_ref(second));
        assert!(store.audit_of(instance(2), AuditEvent::ALL).await.unwrap().is_empty());
    }

    async fn a_person_has_one_id_whatever_is_known_of_them(store: Store) {
        store.note_audit(entry(AuditEvent::LinkMade), now()).await.unwrap();
        let only_address = Person { email: Email::new("ANNA@example.com"), ..Person::default() };
        store.note_audit(NewAuditEntry { who: Some(only_address), ..entry(AuditEvent::LinkMade) }, now()).await.unwrap();
        let nobody = NewAuditEntry { who: Some(Person::default()), ..entry(AuditEvent::LinkMade) };
        store.note_audit(nobody, now()).await.unwrap();
        let entries = all(&store).await;
        assert_eq!(entries[0].who, entries[1].who);
        assert_eq!(entries[1].who.as_ref().unwrap().login, "anna");
        assert_eq!(entries[2].who, None);
    }

    async fn an_entry_of_the_trail_can_be_neither_changed_nor_removed(store: Store) {
        store.note_audit(entry(AuditEvent::Withdrawn), now()).await.unwrap();
        for statement in ["UPDATE audit SET result = 'not_allowed'", "UPDATE audit SET who = NULL", "DELETE FROM audit"] {
            let refused = sqlx::query(statement).execute(&store.pool).await.unwrap_err();
            assert!(refused.to_string().contains("append-only"), "{statement}: {refused}");
        }
        assert_eq!(all(&store).await.len(), 1);
    }

    async fn the_trail_is_kept_as_long_as_it_is_to_be_and_says_that_it_was_cut(store: Store) {
        store.note_audit(entry(AuditEvent::Withdrawn), now()).await.unwrap();
        store.note_audit(entry(AuditEvent::Downloaded), later(60)).await.unwrap();
        assert_eq!(store.limit_audit(later(30), later(100)).await.unwrap(), 1);
        assert_eq!(store.limit_audit(later(30), later(100)).await.unwrap(), 0);
        let left: Vec<_> = all(&store).await.into_iter().map(|entry| entry.what).collect();
        assert_eq!(left, ["downloaded", "audit_limited"]);
    }

    async fn a_document_that_is_sent_is_in_the_trail_once_with_who_asked_for_it(store: Store) {
        let requester = Requester { login: "anna".into(), person: Some(anna()), key: None };
        let names = ("contracts", "default");
        let begun = store.begin(instance(1), names, (&IdempotencyKey::new("key"), &requester), &plan(), None, now()).await.unwrap();
        let Outcome::Created(record) = begun else { panic!("not new") };
        store.draft_created(record.id, &document_id("DOCUMENT_PROCESS:1"), now()).await.unwrap();
        store.delivered(record.id, later(5)).await.unwrap();
        store.delivered(record.id, later(6)).await.unwrap();
        let [sent] = &all(&store).await[..] else { panic!("not one") };
        assert_eq!((sent.what.as_str(), sent.at), ("signing_sent", later(5)));
        assert_eq!(sent.document.as_deref(), Some("DOCUMENT_PROCESS:1"));
        assert_eq!(sent.who.as_ref().unwrap().name, "Anna Nowak");
    }
}

#[tokio::test]
async fn two_entries_about_the_same_people_do_not_wait_for_each_other() {
    let Some(database) = test_postgres::Database::create().await else { return };
    let store = Store::open(&database.url).await.unwrap();
    let jan = Person { email: Email::new("jan@example.com"), ..Person::default() };
    let about =
        |people: Vec<Person>| NewAuditEntry { about: people, ..NewAuditEntry::new(AuditEvent::Reminded) };
    store.note_audit(about(vec![anna(), jan.clone()]), now()).await.unwrap();
    // Both have begun, in this order, and wait for Anna.
    let mut first = store.begin_write().await.unwrap();
    sqlx::query("SELECT id FROM people WHERE known_by = 'mail:anna@example.com' FOR UPDATE")
        .execute(&mut *first)
        .await
        .unwrap();
    let mut noting = Vec::new();
    for people in [vec![anna(), jan.clone()], vec![jan, anna()]] {
        let (noted, entry) = (store.clone(), about(people));
        noting.push(tokio::spawn(async move { noted.note_audit(entry, now()).await }));
        while waiting(&store).await < noting.len() {
            tokio::task::yield_now().await;
        }
    }
    first.commit().await.unwrap();
    for noted in noting {
        noted.await.unwrap().unwrap();
    }
    let entries = all(&store).await;
    let emails: Vec<_> = entries.iter().map(|entry| entry.about[0].email.as_str()).collect();
    assert!(emails.contains(&"jan@example.com") && emails.contains(&"anna@example.com"), "{emails:?}");
}

/// How many wait for a lock of another.
async fn waiting(store: &Store) -> usize {
    let (waiting,): (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .fetch_one(&store.pool)
    .await
    .unwrap();
    usize::try_from(waiting).unwrap()
}
