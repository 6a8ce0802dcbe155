//! The instances that every start begins with. What each of them is for stands above it.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use lopdf::{Dictionary, Document, Stream};

use super::instance::{Attachment, Comment, Content, Instance, Row};
use super::language::{Label, label};
use super::people::{User, full_name};
use super::process::{COLUMNS, Field, Kind, Step};
use super::store::{Ids, number};
use super::value::{Picked, Value};
use crate::demo::{
    ANNA, COMPLETED, EWA, FILE, IN_PROGRESS, JAN, OLA, Person, REJECTED, REJECTION_REASON, StartingDocument,
    WITHDRAWN,
};
use crate::sample_pdf;

/// The day on which the demo's story begins.
const FIRST_DAY: i64 = 1_793_606_400; // 2026-11-02T08:00:00Z
const DAY: i64 = 24 * 60 * 60;

/// All starting instances, and the last ids that they used.
pub(super) fn instances() -> (BTreeMap<i32, Instance>, Ids) {
    let mut seed = Seed { ids: Ids { instance: 0, row: 0, attachment: 1000 }, instances: BTreeMap::new() };
    seed.unsent();
    seed.sent();
    seed.broken();
    seed.large();
    seed.difficult();
    (seed.instances, seed.ids)
}

/// What a starting instance shows, for the demo's first page.
pub(super) fn hint(instance: i32) -> Option<Label> {
    Some(match instance {
        1 => label("Ready to be sent", "Gotowa do wysłania"),
        2 => label("Anna has signed, Jan's turn", "Anna podpisała, kolej Jana"),
        3 => label("Signed by everybody", "Podpisana przez wszystkich"),
        4 => label("Jan refused, with a reason", "Jan odmówił i podał powód"),
        5 => label("Taken back before anybody signed", "Wycofana, zanim ktokolwiek podpisał"),
        6 => label("Recipients with mistakes", "Błędy na liście odbiorców"),
        7 => label("No PDF to sign", "Brak pliku PDF do podpisu"),
        8 => label("A file that only says it is a PDF", "Plik, który tylko udaje PDF"),
        9 => {
            label("21 MB to sign, more than Autenti takes", "21 MB do podpisu, więcej niż przyjmuje Autenti")
        }
        10 => label("Five recipients in order, difficult texts", "Pięciu odbiorców po kolei, trudne teksty"),
        _ => return None,
    })
}

struct Seed {
    ids: Ids,
    instances: BTreeMap<i32, Instance>,
}

impl Seed {
    /// 1: ready to be sent.
    fn unsent(&mut self) {
        self.add("Umowa o współpracy 1/2026", &OLA, |it| {
            it.set("AttDecimal1", Value::Number(48_000.0));
            it.set("AttBool1", Value::Flag(false));
            it.set("AttLong1", Value::text("Dzień dobry, prosimy o podpis do piątku."));
            it.pdf("umowa-1-2026.pdf", "Umowa o współpracy 1/2026", &[&ANNA, &JAN]);
            it.recipient(&ANNA, "SIGNER", "BASIC");
            it.recipient(&JAN, "SIGNER", "BASIC");
            it.recipient(&EWA, "VIEWER", "");
        });
    }

    /// 2 to 5: sent earlier; Autenti's stand-in holds the same documents.
    fn sent(&mut self) {
        // Jan owns this one, so that a second person can edit a form.
        self.add_sent(&IN_PROGRESS, &JAN);
        self.add_sent(&COMPLETED, &OLA);
        self.add_sent(&REJECTED, &OLA);
        self.add_sent(&WITHDRAWN, &OLA);
    }

    /// 6 to 8: each wrong in its own way.
    fn broken(&mut self) {
        // 6: an address without a domain, a person without a last name.
        self.add("Umowa najmu 6/2026", &OLA, |it| {
            it.pdf("umowa-najmu.pdf", "Umowa najmu 6/2026", &[&ANNA, &JAN]);
            it.recipient(&ANNA, "SIGNER", "BASIC");
            it.recipient(&JAN, "SIGNER", "BASIC");
            it.cell(1, "DET_Att3", Value::text("jan.kowalski@"));
            it.recipient(&EWA, "SIGNER", "BASIC");
            it.cell(2, "DET_Att2", Value::Empty);
        });
        // 7: nothing to sign; the only file is a document in another category, opened elsewhere.
        self.add("Notatka 7/2026", &OLA, |it| {
            it.file("notatka.docx", Some(5), || docx("Notatka 7/2026"));
            it.last_file(|file| file.published = true);
            it.recipient(&ANNA, "SIGNER", "BASIC");
        });
        // 8: called a PDF, but none inside.
        self.add("Umowa zlecenie 8/2026", &OLA, |it| {
            it.file("umowa.pdf", Some(3), || b"To nie jest PDF.\n".to_vec());
            it.recipient(&ANNA, "SIGNER", "BASIC");
            it.recipient(&JAN, "SIGNER", "BASIC");
        });
    }

    /// 9: more than 20 MB to sign.
    fn large(&mut self) {
        self.add("Dokumentacja 9/2026", &OLA, |it| {
            for part in 1..=3 {
                let title = format!("Dokumentacja 9/2026, część {part}");
                it.file(&format!("czesc-{part}.pdf"), Some(3), move || {
                    padded(&sample_pdf::contract(&title, &[]), 7_000_000)
                });
            }
            it.recipient(&ANNA, "SIGNER", "BASIC");
        });
    }

    /// 10: two files, five recipients in an order, and texts that break careless programs.
    fn difficult(&mut self) {
        self.add("Umowa <b>ramowa</b> 10/2026 — „Łąki & Spółka” 🖋️ #1; aneks", &OLA, |it| {
            it.set("AttDecimal1", Value::Number(1_250_000.0));
            it.set("AttBool1", Value::Flag(true));
            it.set("AttLong1", Value::text("<script>alert('Cześć')</script>\nשלום & \"do podpisu\"; #1"));
            it.pdf("umowa ramowa #1; wersja 2.pdf", "Umowa ramowa 10/2026", &[&ANNA, &JAN]);
            it.pdf("załącznik – cennik.pdf", "Załącznik: cennik", &[]);
            it.pdf("Szkic (nie do podpisu).pdf", "Szkic", &[]);
            it.last_file(|file| file.category = Some(5));
            let recipients = [
                ("Ola", "Zielińska", OLA.email, "APPROVER", ""),
                ("<b>Anna</b>", "Nowak-\"Żółć\"; #1", ANNA.email, "SIGNER", "BASIC"),
                ("Jan 🖋️", "O’Kowalski & Synowie", JAN.email, "SIGNER", "QUALIFIED"),
                ("יעל", "כהן", "yael.cohen@example.com", "SIGNER", "ADVANCED"),
                (
                    "Ewa Maria Aleksandra Konstancja",
                    "Wiśniewska-Brzęczyszczykiewicz-Konstantynopolitańczykowianeczkówna",
                    EWA.email,
                    "REVIEWER",
                    "",
                ),
            ];
            for (place, (first, last, email, role, signature)) in recipients.into_iter().enumerate() {
                it.row(first, last, email, role, signature);
                if place < 4 {
                    let order = i32::try_from(place + 1).unwrap_or_default();
                    it.cell(place, "DET_Value3", Value::Number(order.into()));
                }
            }
            it.cell(3, "DET_Att6", Value::text("+48 600 000 000"));
            it.cell(3, "DET_Value1", Value::Flag(true));
            it.cell(2, "DET_Value4", Value::Flag(true));
            it.cell(2, "DET_Att11", Value::text("„Kowalski & Synowie” <sp. z o.o.>"));
            it.cell(2, "DET_Att12", Value::text("Prezes; członek zarządu #1"));
            it.cell(2, "DET_Att10", Value::text("PL1234567890"));
        });
    }

    fn add(&mut self, title: &str, owner: &Person, fill: impl FnOnce(&mut Filling<'_>)) {
        let id = self.ids.instance + 1;
        self.ids.instance = id;
        let started = day(id.into());
        let number = number(id);
        let by = User::from(&OLA);
        let owner = Picked { id: owner.email.to_owned(), name: full_name(owner) };
        let mut instance = Instance {
            id,
            number: number.clone(),
            version: 2,
            author: by.clone(),
            updated_by: by.clone(),
            created: started,
            modified: started,
            entered_step: started,
            finished: None,
            step: Step::Signing,
            values: BTreeMap::from([
                ("AttText2", Value::text(title)),
                ("AttText3", Value::Text(number)),
                ("AttPeople1", Value::Picked(vec![owner])),
                ("AttDateTime1", Value::Day(started.strftime("%Y-%m-%d").to_string())),
                ("AttInt1", Value::Number(10.0)),
                ("AttLong3", Value::text("Not shown on the form.")),
            ]),
            rows: Vec::new(),
            attachments: Vec::new(),
            comments: Vec::new(),
        };
        fill(&mut Filling { instance: &mut instance, ids: &mut self.ids });
        self.instances.insert(id, instance);
    }

    /// Anna and Jan sign one after the other, Ewa may look, as Autenti's stand-in holds it.
    fn add_sent(&mut self, document: &StartingDocument, owner: &Person) {
        // When Autenti's stand-in says so too.
        let sent = Timestamp::now() - SignedDuration::from_hours(24 * document.days_ago);
        self.add(document.title, owner, |it| {
            it.set("AttText1", Value::text(document.id));
            it.set("AttChoose1", picked("AttChoose1", document.status));
            it.pdf(FILE, document.title, &[&ANNA, &JAN]);
            let people = [&ANNA, &JAN, &EWA].into_iter().zip(document.participation);
            // Whom somebody added at Autenti, the list does not have.
            let listed = people.filter(|(person, _)| document.added_in_autenti != Some(person.email));
            for (row, (person, status)) in listed.enumerate() {
                if person.email == EWA.email {
                    it.recipient(person, "VIEWER", "");
                } else {
                    it.recipient(person, "SIGNER", "BASIC");
                    let order = i32::try_from(row + 1).unwrap_or_default();
                    it.cell(row, "DET_Value3", Value::Number(order.into()));
                }
                it.cell(row, "DET_Att7", picked("DET_Att7", status));
                if status == "REJECTED" {
                    it.cell(row, "DET_Att8", Value::text(REJECTION_REASON));
                }
            }
            let text = "Wysłane do podpisu w Autenti.".to_owned();
            it.instance.comments.push(Comment { author: User::from(&OLA), text, at: sent });
            it.instance.created = it.instance.created.min(sent);
            it.instance.modified = sent;
        });
        if let Some(instance) = self.instances.get_mut(&document.instance) {
            debug_assert_eq!(instance.value("AttText1").as_text(), document.id, "the order of the documents");
            instance.version = 4;
        }
    }
}

/// An instance that is being filled in.
struct Filling<'a> {
    instance: &'a mut Instance,
    ids: &'a mut Ids,
}

impl Filling<'_> {
    fn set(&mut self, column: &'static str, value: Value) {
        self.instance.values.insert(column, value);
    }

    fn cell(&mut self, row: usize, column: &'static str, value: Value) {
        self.instance.rows[row].cells.insert(column, value);
    }

    fn recipient(&mut self, person: &Person, role: &str, signature: &str) {
        self.row(person.first_name, person.last_name, person.email, role, signature);
    }

    fn row(&mut self, first_name: &str, last_name: &str, email: &str, role: &str, signature: &str) {
        let cells = BTreeMap::from([
            ("DET_Att1", Value::text(first_name)),
            ("DET_Att2", Value::text(last_name)),
            ("DET_Att3", Value::text(email)),
            ("DET_Att4", picked("DET_Att4", role)),
            ("DET_Att5", picked("DET_Att5", signature)),
        ]);
        self.instance.rows.push(Row { id: self.ids.row(), cells });
    }

    fn pdf(&mut self, name: &str, title: &str, parties: &[&Person]) {
        let title = title.to_owned();
        let parties: Vec<String> = parties.iter().map(|person| full_name(person)).collect();
        self.file(name, Some(3), move || {
            let parties: Vec<&str> = parties.iter().map(String::as_str).collect();
            sample_pdf::contract(&title, &parties)
        });
    }

    fn file(&mut self, name: &str, category: Option<i32>, make: impl FnOnce() -> Vec<u8> + Send + 'static) {
        let by = User::from(&OLA);
        self.instance.attachments.push(Attachment {
            id: self.ids.attachment(),
            name: name.to_owned(),
            description: None,
            category,
            author: by.clone(),
            updated_by: by,
            created: self.instance.created,
            modified: self.instance.created,
            version: 1,
            published: false,
            content: Content::lazy(|| Bytes::from(make())),
        });
    }

    fn last_file(&mut self, change: impl FnOnce(&mut Attachment)) {
        if let Some(file) = self.instance.attachments.last_mut() {
            change(file);
        }
    }
}

/// A value that the field or column offers; nothing for an empty id.
fn picked(column: &str, id: &str) -> Value {
    let kind = Field::by_column(column)
        .map(|field| field.kind)
        .or_else(|| COLUMNS.iter().find(|cell| cell.stored_in == column).map(|cell| cell.kind));
    match kind {
        Some(Kind::ChoiceList(dictionary)) if !id.is_empty() => Value::picked(id, dictionary),
        _ => Value::Empty,
    }
}

/// The morning of a day of the story.
fn day(number: i64) -> Timestamp {
    Timestamp::from_second(FIRST_DAY + number * DAY).unwrap_or_default()
}

/// The same PDF with a stream nobody shows, so that it has about that many bytes.
fn padded(pdf: &[u8], size: usize) -> Vec<u8> {
    let Ok(mut document) = Document::load_mem(pdf) else { return pdf.to_vec() };
    let padding = vec![b' '; size.saturating_sub(pdf.len())];
    document.add_object(Stream::new(Dictionary::new(), padding));
    let mut bytes = Vec::with_capacity(size + 1024);
    match document.save_to(&mut bytes) {
        Ok(()) => bytes,
        Err(_) => pdf.to_vec(),
    }
}

/// A word-processor document of one paragraph.
fn docx(text: &str) -> Vec<u8> {
    const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let body = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"#
    );
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", &body)];
    for (name, part) in parts {
        let options = zip::write::SimpleFileOptions::default();
        // Writing into memory cannot fail.
        if archive.start_file(name, options).and_then(|()| Ok(archive.write_all(part.as_bytes())?)).is_err() {
            return Vec::new();
        }
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_the_large_instance_are_pdfs_of_21_megabytes_together() {
        let (instances, _) = instances();
        let files: Vec<Bytes> = instances[&9].attachments.iter().map(|file| file.content.bytes()).collect();
        let total: usize = files.iter().map(Bytes::len).sum();
        assert!((21_000_000..21_100_000).contains(&total), "{total}");
        for file in files {
            assert_eq!(Document::load_mem(&file).unwrap().get_pages().len(), 2);
        }
    }

    #[test]
    fn every_start_begins_the_same() {
        let ids = |instances: BTreeMap<i32, Instance>| -> Vec<(i32, Vec<i32>, Vec<i32>)> {
            instances
                .into_values()
                .map(|it| {
                    let rows = it.rows.iter().map(|row| row.id).collect();
                    (it.id, rows, it.attachments.iter().map(|file| file.id).collect())
                })
                .collect()
        };
        assert_eq!(ids(instances().0), ids(instances().0));
    }

    #[test]
    fn the_sent_instances_are_those_that_autenti_holds() {
        let (instances, _) = instances();
        for document in crate::demo::DOCUMENTS {
            let instance = &instances[&document.instance];
            assert_eq!(instance.value("AttText1").as_text(), document.id);
            assert_eq!(instance.value("AttChoose1").picked_id(), document.status);
        }
    }
}
