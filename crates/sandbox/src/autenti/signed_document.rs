//! What comes of a document when people have signed it: all pages that were sent, and a card that says who
//! did what and when. No signature in it means anything, and the card says so.

use bytes::Bytes;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::document_process::{DocumentProcess, Status};
use super::party::{Participation, Party, Role};
use crate::pdf::{Paper, Style, open, prepend, to_bytes};

/// All that the files are made from, so that they can be made while nobody waits for the memory.
pub(super) struct Making {
    pub(super) process: DocumentProcess,
    pub(super) made_at: Timestamp,
}

/// The files of a completed document, or of one that some have signed.
pub(super) struct Made {
    /// `SIGNED_CONTENT_FILE` or `PARTIALLY_SIGNED_CONTENT_FILE`.
    pub(super) document: Bytes,
    /// `SIGNATURE_CARD`.
    pub(super) card: Bytes,
}

impl Making {
    pub(super) fn make(&self) -> Made {
        let card = self.card();
        let alone = to_bytes(card.clone());
        let mut document = card;
        let sources = self.process.source_files().map(|file| {
            open(&file.content).unwrap_or_else(|_| stand_in_for(&file.filename, &file.mime_type))
        });
        prepend(sources.collect(), &mut document);
        Made { document: to_bytes(document).into(), card: alone.into() }
    }

    fn card(&self) -> lopdf::Document {
        let process = &self.process;
        let mut paper = Paper::new(&process.subject.title, "pl");
        paper.text("Karta podpisów", Style::TITLE);
        paper.text("Signature card", Style { faint: true, ..Style::HEADING });
        paper.space(10.0);
        paper.text("Środowisko testowe: żaden podpis w tym dokumencie nie ma mocy prawnej.", Style::STRONG);
        paper.text("Sandbox: nothing here is legally signed.", Style::STRONG);
        paper.space(8.0);
        paper.line();
        paper.space(4.0);
        fact(&mut paper, "Dokument / Document", &process.subject.title);
        fact(&mut paper, "Identyfikator / Id", &process.id);
        fact(&mut paper, "Wysłano / Sent", &process.sent_at.map(utc).unwrap_or_default());
        if process.status == Status::Completed {
            fact(&mut paper, "Zakończono / Completed", &process.finished_at.map(utc).unwrap_or_default());
        } else {
            fact(&mut paper, "Stan / State", &format!("w toku / in progress, {}", utc(self.made_at)));
        }
        for file in process.source_files() {
            fact(&mut paper, "Plik / File", &file.filename);
        }
        for party in process.parties.iter().filter(|party| party.role != Role::Sender) {
            entry(&mut paper, party);
        }
        paper.finish(|page, of| format!("{}  ·  {page} / {of}", process.id))
    }
}

fn fact(paper: &mut Paper, name: &str, value: &str) {
    paper.space(2.0);
    paper.row(&[(28.0, name), (72.0, value)], Style::TEXT);
}

/// Who it is, and what came of it.
fn entry(paper: &mut Paper, party: &Party) {
    paper.space(6.0);
    paper.room_for(110.0);
    paper.line();
    paper.space(4.0);
    paper.text(&party.person.full_name(), Style::HEADING);
    fact(paper, "E-mail", party.email());
    if let Some((organisation, position)) = party.person.organisation() {
        let position = position.map(|position| format!(", {position}")).unwrap_or_default();
        fact(paper, "Organizacja / Organisation", &format!("{organisation}{position}"));
    }
    fact(paper, "Rola / Role", role(party.role));
    if party.role == Role::Signer {
        fact(paper, "Podpis / Signature", signature(party.signature_type()));
    }
    let (what, done) = match party.role {
        Role::Signer => ("Podpisano / Signed", true),
        Role::Approver => ("Zaparafowano / Approved", true),
        Role::Reviewer => ("Zaopiniowano / Reviewed", true),
        Role::Viewer | Role::Sender => ("", false),
    };
    match party.acted_at {
        Some(at) if party.participation == Participation::Completed => fact(paper, what, &utc(at)),
        _ if done => fact(paper, what, "—"),
        _ => {}
    }
    if let Some(comment) = &party.comment {
        fact(paper, "Uwagi / Comment", comment);
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Signer => "podpisujący / signer",
        Role::Approver => "parafujący / approver",
        Role::Reviewer => "opiniujący / reviewer",
        Role::Viewer => "do wglądu / viewer",
        Role::Sender => "nadawca / sender",
    }
}

fn signature(signature_type: Option<&str>) -> &str {
    match signature_type {
        Some("BASIC") | None => "e-podpis Autenti / Autenti e-signature (BASIC)",
        Some("ADVANCED") => "zaawansowany e-podpis / advanced e-signature (ADVANCED)",
        Some("QUALIFIED") => "podpis kwalifikowany / qualified signature (QUALIFIED)",
        Some(other) => other,
    }
}

fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// Autenti makes PDFs of other documents; this stand-in cannot, and says so on a page in their place.
fn stand_in_for(filename: &str, mime_type: &str) -> lopdf::Document {
    let mut paper = Paper::new(filename, "pl");
    paper.text(filename, Style::TITLE);
    paper.space(8.0);
    paper.text("Autenti zamienia takie pliki na PDF; środowisko testowe tego nie potrafi.", Style::TEXT);
    paper.text("Autenti makes a PDF of such files; the sandbox cannot.", Style::TEXT);
    paper.space(4.0);
    paper.text(mime_type, Style::NOTE);
    paper.finish(|page, of| format!("{page} / {of}"))
}

/// A name for the signed file that every file system takes: the title, without accents and signs.
pub(super) fn file_name(title: &str) -> String {
    let mut name = String::new();
    for character in title.chars() {
        match plain(character) {
            Some(plain) => name.push(plain),
            None if name.ends_with('-') || name.is_empty() => {}
            None => name.push('-'),
        }
    }
    let name: String = name.trim_end_matches('-').chars().take(80).collect();
    if name.is_empty() { "document-signed.pdf".to_owned() } else { format!("{name}-signed.pdf") }
}

fn plain(character: char) -> Option<char> {
    Some(match character {
        'ą' => 'a',
        'ć' => 'c',
        'ę' => 'e',
        'ł' => 'l',
        'ń' => 'n',
        'ó' => 'o',
        'ś' => 's',
        'ź' | 'ż' => 'z',
        'Ą' => 'A',
        'Ć' => 'C',
        'Ę' => 'E',
        'Ł' => 'L',
        'Ń' => 'N',
        'Ó' => 'O',
        'Ś' => 'S',
        'Ź' | 'Ż' => 'Z',
        character if character.is_ascii_alphanumeric() || character == '_' => character,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_plain() {
        for (title, name) in [
            ("Umowa o dzieło 3/2026", "Umowa-o-dzielo-3-2026-signed.pdf"),
            ("Zażółć GĘŚLĄ jaźń!", "Zazolc-GESLA-jazn-signed.pdf"),
            ("../../etc/passwd", "etc-passwd-signed.pdf"),
            ("Договір", "document-signed.pdf"),
            ("", "document-signed.pdf"),
        ] {
            assert_eq!(file_name(title), name);
        }
    }
}
