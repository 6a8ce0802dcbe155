//! What is erased, and what is encrypted, on both databases.

use autenti_model::{Email, RecipientRow, RecipientStatus, Role};
use secrecy::SecretString;

use super::*;

fn recipient(row: i64, name: &str, email: &str) -> RecipientRow {
    RecipientRow {
        row: Some(row),
        first_name: name.into(),
        email: Email::new(email),
        role: Some(Role::Signer),
        phone: "+48600000001".into(),
        ..RecipientRow::default()
    }
}

fn with_people() -> Plan {
    let title = String::from("Umowa Anny");
    let mut plan = Plan { title, ..plan() };
    plan.recipients = vec![recipient(1, "Anna", "anna@example.com"), recipient(2, "Jan", "jan@example.com")];
    plan
}

/// A document of Anna and Jan that reached them at a time.
async fn sent(store: &Store, element: i32, at: Timestamp) -> SigningRecord {
    let person =
        Person { login: "ola".into(), name: "Ola Zielińska".into(), email: Email::new("ola@example.com") };
    let requester = Requester { login: "ola".into(), person: Some(person), key: None };
    let (names, plan) = (("contracts", "default"), with_people());
    let begun = store
        .begin(instance(element), names, (&IdempotencyKey::new("key"), &requester), &plan, None, at)
        .await
        .unwrap();
    let Outcome::Created(record) = begun else { panic!("not new") };
    store
        .draft_created(record.id, &format!("DOCUMENT_PROCESS:{element}").parse().unwrap(), at)
        .await
        .unwrap();
    store.delivered(record.id, at).await.unwrap();
    store.opened(record.id, at).await.unwrap();
    read(store, &record, DocumentStatus::Processing, at).await;
    store.reminded(record.id, "row:1", at).await.unwrap();
    store.signing(record.id).await.unwrap()
}

async fn read(store: &Store, record: &SigningRecord, status: DocumentStatus, at: Timestamp) {
    let mut state = DocumentState::planned(&with_people(), status);
    state.recipients[0].status = RecipientStatus::Rejected;
    state.recipients[0].rejection_reason = Some("Anna nie chce".into());
    store.document_read(record.id, &state, at).await.unwrap();
}

/// Has everything done that is due.
async fn work(store: &Store, at: Timestamp) {
    for job in claim(store, "one", at).await {
        store.job_done(&job, at).await.unwrap();
    }
}

/// A link of a recipient, as it stands in a field.
fn link(recipient: &str, at: Timestamp) -> BTreeMap<String, FieldOnForm> {
    let value = FormValue { value: "https://autenti.com/opens".into(), at, link_of: Some(recipient.into()) };
    BTreeMap::from([("Link".to_owned(), FieldOnForm { column: Some("AttText9".into()), value })])
}

/// Everything that stands in tables with what is known of people.
async fn everything(store: &Store) -> String {
    let mut all = String::new();
    for (table, columns) in [
        (
            "signings",
            "plan || coalesce(document, '') || coalesce(comment, '') || coalesce(comment_by, '')
           || requested_by || coalesce(last_write_back, '') || form_values || coalesce(form_rows, '') || links
           || coalesce(stopped_error, '') || coalesce(attachment_name, '')",
        ),
        ("people", "coalesce(known_by, '') || login || name || email"),
        ("audit", "coalesce(details, '') || coalesce(document, '')"),
        ("account_tokens", "token"),
        ("refresh_tokens", "token"),
        ("jobs", "coalesce(last_error, '')"),
    ] {
        let query = format!("SELECT {columns} FROM {table}");
        let rows: Vec<(String,)> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).fetch_all(&store.pool).await.unwrap();
        all.extend(rows.into_iter().map(|(row,)| row + "\n"));
    }
    all
}

on_both! {
    async fn what_is_known_of_people_goes_with_their_document_and_leaves_a_line(store: Store) {
        let old = sent(&store, 1, now()).await;
        store.form_written(old.id, link("row:1", now()), None).await.unwrap();
        store.comment(old.id, "Anna prosi", "Ola Zielińska", now()).await.unwrap();
        read(&store, &old, DocumentStatus::Rejected, later(10)).await;
        store.attached(old.id, &Attached { id: webcon::AttachmentId(9), name: "Umowa Anny.pdf".into() }).await.unwrap();
        // One that is younger, and one that people still act on.
        let younger = sent(&store, 2, now()).await;
        read(&store, &younger, DocumentStatus::Rejected, later(100)).await;
        let open = sent(&store, 3, now()).await;
        assert_eq!(store.erase_ended(later(50), later(200)).await.unwrap(), [old.id]);
        assert!(store.erase_ended(later(50), later(200)).await.unwrap().is_empty());

        let after = store.signing(old.id).await.unwrap();
        assert!(after.is_erased && after.jobs.is_empty());
        assert_eq!(after.document_id, old.document_id);
        let document = after.document.unwrap();
        assert_eq!((document.status, document.recipients.len()), (DocumentStatus::Rejected, 0));
        assert!(store.reminders(old.id).await.unwrap().is_empty());
        assert_eq!(after.attached.unwrap(), Attached { id: webcon::AttachmentId(9), name: String::new() });
        assert!(!store.signing(younger.id).await.unwrap().is_erased);
        assert_eq!(store.signing(open.id).await.unwrap(), open);
        let trail = store.audit_since(later(200), 0, 10).await.unwrap();
        assert_eq!((trail.len(), trail[0].what.as_str()), (1, "personal_data_erased"));
        assert_eq!(trail[0].instance, Some(instance(1)));

        // With the others gone too, nothing of anybody is left anywhere.
        for record in [&younger, &open] {
            read(&store, record, DocumentStatus::Rejected, later(100)).await;
        }
        store.erase_ended(later(300), later(300)).await.unwrap();
        assert_eq!(store.erase_people(later(300)).await.unwrap(), 1);
        let left = everything(&store).await;
        for known in ["Anna", "anna", "Jan", "jan@", "Ola", "ola", "nie chce", "+48", "opens", "Umowa"] {
            assert!(!left.contains(known), "{known}: {left}");
        }
    }

    async fn one_person_is_forgotten_and_the_others_are_not(store: Store) {
        let ended = sent(&store, 1, now()).await;
        store.form_written(ended.id, link("row:1", now()), None).await.unwrap();
        read(&store, &ended, DocumentStatus::Rejected, later(10)).await;
        work(&store, later(10)).await;
        let open = sent(&store, 2, now()).await;
        let anna = Person { email: Email::new("anna@example.com"), ..Person::default() };
        let made = NewAuditEntry { who: Some(anna), ..NewAuditEntry::new(AuditEvent::LinkMade) };
        store.note_audit(made, now()).await.unwrap();
        let erased = store.forget_person(&Email::new("ANNA@example.com"), later(20)).await.unwrap();
        assert_eq!(erased, Erased { signings: vec![ended.id], people: 1, under_way: vec![open.id], unreadable: Vec::new() });
        let after = store.signing(ended.id).await.unwrap();
        assert!(after.is_erased && after.form_values.is_empty());
        let document = after.document.unwrap();
        assert_eq!((document.recipients[0].name(), document.recipients[0].rejection_reason.clone()), (String::new(), None));
        assert_eq!(document.recipients[0].status, RecipientStatus::Rejected);
        assert_eq!(document.recipients[1].name(), "Jan");
        assert_eq!((after.plan.recipients[0].first_name.as_str(), after.plan.recipients[1].first_name.as_str()), ("", "Jan"));
        assert_eq!(store.signing(open.id).await.unwrap(), open);
        // The trail still says that somebody did it, and not who; and what was done now.
        let trail = store.audit_since(Timestamp::UNIX_EPOCH, 0, 100).await.unwrap();
        let link = trail.iter().find(|entry| entry.what == "link_made").unwrap().who.clone().unwrap();
        assert_eq!((link.email.as_str(), link.name.as_str()), ("", ""));
        let erased = trail.last().unwrap();
        assert_eq!((erased.what.as_str(), erased.about.len()), ("personal_data_erased", 0));
        assert!(!erased.details.clone().unwrap().to_string().contains("anna"));
    }

    async fn who_handed_over_is_forgotten_and_who_took_over_is_not(store: Store) {
        let mut state = DocumentState::planned(&with_people(), DocumentStatus::Rejected);
        let successor = &mut state.recipients[1];
        successor.first_name = "Piotr".into();
        successor.email = Email::new("piotr@example.com");
        successor.listed_as = Some(Email::new("jan@example.com"));
        successor.handed_over_by = Some("Jan".into());
        let mut records = Vec::new();
        for element in [1, 2] {
            let record = sent(&store, element, now()).await;
            store.document_read(record.id, &state, later(10)).await.unwrap();
            store.form_written(record.id, link("row:2", now()), None).await.unwrap();
            store.reminded(record.id, "row:2", later(10)).await.unwrap();
            work(&store, later(10)).await;
            records.push(record);
        }
        let erased = store.forget_person(&Email::new("jan@example.com"), later(20)).await.unwrap();
        assert_eq!(erased.signings, [records[0].id, records[1].id]);
        let after = store.signing(records[0].id).await.unwrap();
        let left = &after.document.as_ref().unwrap().recipients[1];
        assert_eq!((left.id.as_str(), left.name(), left.email.as_str()), ("row:2", "Piotr".into(), "piotr@example.com"));
        assert_eq!(after.form_values, link("row:2", now()));
        assert_eq!(store.reminders(after.id).await.unwrap().len(), 2);
        let said = everything(&store).await;
        assert!(!said.contains("Jan") && !said.contains("jan@"), "{said}");

        // Who took over is forgotten with whoever that was from.
        let record = sent(&store, 3, now()).await;
        store.document_read(record.id, &state, later(10)).await.unwrap();
        work(&store, later(10)).await;
        store.forget_person(&Email::new("piotr@example.com"), later(20)).await.unwrap();
        let state = store.signing(record.id).await.unwrap().document.unwrap();
        assert_eq!((state.recipients[1].name(), state.recipients[1].handed_over_by.as_deref()), (String::new(), None));
    }

    async fn an_instance_is_forgotten_but_for_what_is_under_way(store: Store) {
        let record = sent(&store, 1, now()).await;
        let erased = store.forget_instance(instance(1), later(5)).await.unwrap();
        assert_eq!((erased.signings.len(), erased.under_way), (0, vec![record.id]));
        read(&store, &record, DocumentStatus::Withdrawn, later(10)).await;
        work(&store, later(10)).await;
        let erased = store.forget_instance(instance(1), later(20)).await.unwrap();
        assert_eq!((erased.signings, erased.under_way.len()), (vec![record.id], 0));
        assert!(store.signing(record.id).await.unwrap().plan.recipients.is_empty());
    }

    async fn what_the_form_is_still_to_be_told_is_not_lost_by_forgetting(store: Store) {
        let record = sent(&store, 1, now()).await;
        work(&store, now()).await;
        read(&store, &record, DocumentStatus::Rejected, later(10)).await;
        let anna = Email::new("anna@example.com");
        let by_person = store.forget_person(&anna, later(20)).await.unwrap();
        let by_instance = store.forget_instance(instance(1), later(20)).await.unwrap();
        for erased in [by_person, by_instance] {
            assert_eq!((erased.signings.len(), erased.under_way), (0, vec![record.id]));
        }
        assert_eq!(store.signing(record.id).await.unwrap().jobs.len(), 1);
        // What failed for good is not waited for.
        let job = claim(&store, "one", later(20)).await.remove(0);
        assert_eq!(job.kind, JobKind::WriteBack);
        store.job_failed(&job, &RecordedError::default(), later(20)).await.unwrap();
        assert_eq!(store.forget_person(&anna, later(20)).await.unwrap().signings, [record.id]);
    }

    async fn nothing_comes_back_after_it_was_erased(store: Store) {
        let record = sent(&store, 1, now()).await;
        read(&store, &record, DocumentStatus::Rejected, later(10)).await;
        store.erase_ended(later(50), later(200)).await.unwrap();
        // What was under way meanwhile ends after it.
        let file = Attached { id: webcon::AttachmentId(9), name: "Umowa Anny.pdf".into() };
        store.attached(record.id, &file).await.unwrap();
        store.comment(record.id, "Anna prosi", "Anna", later(200)).await.unwrap();
        store.links(record.id, &["mail:anna@example.com".to_owned()].into()).await.unwrap();
        store.reminded(record.id, "mail:anna@example.com", later(200)).await.unwrap();
        let planned = PlannedReminder { recipient: "row:1".into(), next_at: None, sent: 1, is_blocked: false };
        store.plan_reminder(record.id, &planned).await.unwrap();
        let after = store.signing(record.id).await.unwrap();
        assert_eq!(after.attached, Some(Attached { name: String::new(), ..file }));
        assert_eq!((after.comment, after.comment_by, after.links.len()), (None, None, 0));
        assert!(store.reminders(record.id).await.unwrap().is_empty());
        assert!(store.planned_reminders(record.id).await.unwrap().is_empty());
    }

    async fn who_wrote_a_comment_is_forgotten_by_their_name(store: Store) {
        let mut records = Vec::new();
        for (element, by) in [(1, "Ewa Lis"), (2, "Ola Zielińska")] {
            let record = sent(&store, element, now()).await;
            store.comment(record.id, "Przepraszam", by, later(10)).await.unwrap();
            let told = format!(r#"{{"comment":"Przepraszam — {by}","recipients":{{}}}}"#);
            store.written_back(record.id, &told).await.unwrap();
            read(&store, &record, DocumentStatus::Withdrawn, later(10)).await;
            records.push(record);
        }
        work(&store, later(10)).await;
        let ewa = Person { login: String::new(), name: "Ewa Lis".into(), email: Email::new("ewa@example.com") };
        let made = NewAuditEntry { who: Some(ewa), ..NewAuditEntry::new(AuditEvent::Withdrawn) };
        store.note_audit(made, later(10)).await.unwrap();
        // Ewa neither asked for it nor was a recipient.
        let erased = store.forget_person(&Email::new("ewa@example.com"), later(20)).await.unwrap();
        assert_eq!(erased.signings, [records[0].id]);
        let said = everything(&store).await;
        assert!(!said.contains("Ewa") && said.contains("Ola Zielińska"), "{said}");
        // Who asked for it is not who wrote it.
        let erased = store.forget_person(&Email::new("ola@example.com"), later(20)).await.unwrap();
        assert_eq!(erased.signings.len(), 2);
        let said = everything(&store).await;
        assert!(!said.contains("Ola"), "{said}");
        let record = sent(&store, 3, now()).await;
        store.comment(record.id, "Przepraszam", "Jan Kowalski", later(10)).await.unwrap();
        read(&store, &record, DocumentStatus::Withdrawn, later(10)).await;
        work(&store, later(10)).await;
        store.forget_person(&Email::new("ola@example.com"), later(20)).await.unwrap();
        assert_eq!(store.signing(record.id).await.unwrap().comment_by.as_deref(), Some("Jan Kowalski"));
    }

    async fn phone_numbers_are_kept_until_the_document_is_sent(store: Store) {
        let names = ("contracts", "default");
        let begun = store.begin(instance(1), names, (&IdempotencyKey::new("key"), &ola()), &with_people(), None, now()).await.unwrap();
        let Outcome::Created(record) = begun else { panic!("not new") };
        assert_eq!(store.signing(record.id).await.unwrap().plan.recipients[0].phone, "+48600000001");
        store.draft_created(record.id, &"DOCUMENT_PROCESS:1".parse().unwrap(), now()).await.unwrap();
        store.delivered(record.id, now()).await.unwrap();
        assert!(!everything(&store).await.contains("+48"));
        // Those that an earlier version kept go too.
        sqlx::query("UPDATE signings SET plan = $1").bind(to_json_text(&with_people())).execute(&store.pool).await.unwrap();
        store.drop_phones().await.unwrap();
        let plan = store.signing(record.id).await.unwrap().plan;
        assert_eq!((plan.recipients[0].phone.as_str(), plan.recipients[0].first_name.as_str()), ("", "Anna"));
        read(&store, &record, DocumentStatus::Processing, later(10)).await;
        let kept = store.signing(record.id).await.unwrap().document.unwrap();
        let with_phone = serde_json::to_string(&kept).unwrap().replace("\"role\":", "\"phone\":\"+48600000001\",\"role\":");
        sqlx::query("UPDATE signings SET document = $1").bind(with_phone).execute(&store.pool).await.unwrap();
        assert!(everything(&store).await.contains("+48"));
        store.drop_phones().await.unwrap();
        assert!(!everything(&store).await.contains("+48"));
        assert_eq!(store.signing(record.id).await.unwrap().document, Some(kept));
    }

    async fn what_cannot_be_read_keeps_nothing_else_from_being_erased_or_encrypted(store: Store) {
        let bad = sent(&store, 1, now()).await;
        let good = sent(&store, 2, now()).await;
        for record in [&bad, &good] {
            store.form_written(record.id, link("row:1", now()), None).await.unwrap();
            read(&store, record, DocumentStatus::Rejected, later(10)).await;
        }
        work(&store, later(10)).await;
        store.set_refresh_token("default", "demo", "a-token").await.unwrap();
        sqlx::query("UPDATE signings SET plan = $1").bind(to_json_text(&with_people())).execute(&store.pool).await.unwrap();
        let nonsense = r#"{"recipients":[{"phone":"+48"}],"link_of":"x"}"#;
        sqlx::query("UPDATE signings SET plan = $2, form_values = $2 WHERE id = $1")
            .bind(bad.id)
            .bind(nonsense)
            .execute(&store.pool)
            .await
            .unwrap();
        store.drop_phones().await.unwrap();
        assert_eq!(store.signing(good.id).await.unwrap().plan.recipients[0].phone, "");
        let with = |secrets: &[&str]| {
            let secrets: Vec<_> = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
            Store { cipher: Arc::new(Cipher::new(&secrets).unwrap()), ..store.clone() }
        };
        // A token that was somebody else's.
        with(&["one"]).set_refresh_token("other", "demo", "b-token").await.unwrap();
        sqlx::query("UPDATE account_tokens SET account = 'moved' WHERE account = 'other'")
            .execute(&store.pool)
            .await
            .unwrap();
        with(&["two", "one"]).seal().await.unwrap();
        assert!(!everything(&store).await.contains("autenti.com"));
        let erased = store.forget_person(&Email::new("anna@example.com"), later(20)).await.unwrap();
        assert_eq!((erased.signings, erased.unreadable), (vec![good.id], vec![bad.id]));
        // By its instance it can be forgotten, and when it is old.
        let erased = store.forget_instance(instance(1), later(20)).await.unwrap();
        assert_eq!(erased.signings, [bad.id]);
    }

    async fn a_link_that_is_moved_to_another_signing_is_told_to_nobody(store: Store) {
        let secrets = [SecretString::from("one")];
        let cipher = Arc::new(Cipher::new(&secrets).unwrap());
        let store = Store { cipher: Arc::clone(&cipher), ..store };
        let (one, other) = (sent(&store, 1, now()).await, sent(&store, 2, now()).await);
        store.form_written(one.id, link("row:1", now()), None).await.unwrap();
        sqlx::query("UPDATE signings SET form_values = (SELECT form_values FROM signings WHERE id = $1)")
            .bind(one.id)
            .execute(&store.pool)
            .await
            .unwrap();
        let value = async |id| store.signing(id).await.unwrap().form_values["Link"].value.value.clone();
        assert_eq!(value(one.id).await, "https://autenti.com/opens");
        store.seal().await.unwrap();
        assert_eq!((value(one.id).await.as_str(), value(other.id).await.as_str()), ("https://autenti.com/opens", ""));
        // What an earlier version encrypted is good after a start.
        let mut earlier = link("row:1", now());
        let field = earlier.get_mut("Link").unwrap();
        field.value.value = cipher.seal(&field.value.value, "link row:1").unwrap();
        sqlx::query("UPDATE signings SET form_values = $2 WHERE id = $1")
            .bind(other.id)
            .bind(serde_json::to_string(&earlier).unwrap())
            .execute(&store.pool)
            .await
            .unwrap();
        assert_eq!(value(other.id).await, "");
        store.seal().await.unwrap();
        assert_eq!(value(other.id).await, "https://autenti.com/opens");
    }

    async fn tokens_and_links_are_encrypted_and_old_ones_at_the_next_start(store: Store) {
        let record = sent(&store, 1, now()).await;
        store.set_refresh_token("default", "demo", "a-token").await.unwrap();
        store.form_written(record.id, link("row:1", now()), None).await.unwrap();
        let plain = everything(&store).await;
        assert!(plain.contains("a-token") && plain.contains("https://autenti.com/opens"));
        let with = |secrets: &[&str]| {
            let secrets: Vec<_> = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
            Store { cipher: Arc::new(Cipher::new(&secrets).unwrap()), ..store.clone() }
        };
        for keys in [&["one"][..], &["two", "one"], &["two"]] {
            let sealed = with(keys);
            sealed.seal().await.unwrap();
            assert_eq!(sealed.refresh_token("default", "demo").await.unwrap().as_deref(), Some("a-token"));
            assert_eq!(sealed.signing(record.id).await.unwrap().form_values, link("row:1", now()));
            let stored = everything(&store).await;
            assert!(!stored.contains("a-token") && !stored.contains("autenti.com"), "{stored}");
        }
        // What is new is encrypted at once.
        with(&["two"]).set_refresh_token("default", "demo", "b-token").await.unwrap();
        with(&["two"]).form_written(record.id, link("row:2", now()), None).await.unwrap();
        let stored = everything(&store).await;
        assert!(!stored.contains("b-token") && !stored.contains("autenti.com"), "{stored}");
        assert_eq!(with(&["two"]).signing(record.id).await.unwrap().form_values, link("row:2", now()));
        // Without its key it is said which one is missing, and a link is told to nobody.
        for keys in [&[][..], &["three"]] {
            let error = with(keys).seal().await.unwrap_err().to_string();
            assert!(error.contains("database.encryption_keys"), "{error}");
            assert!(with(keys).check_tokens().await.is_err());
            assert_eq!(with(keys).signing(record.id).await.unwrap().form_values["Link"].value.value, "");
        }
    }
}

fn to_json_text(plan: &Plan) -> String {
    serde_json::to_string(plan).unwrap()
}
