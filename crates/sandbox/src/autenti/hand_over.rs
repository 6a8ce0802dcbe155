//! Somebody passes a document on to another person.
//!
//! facts: Autenti API, corrections: the help centre knows it ("Przekaż"); the original keeps the right to
//! view; the party's e-mail address and name change. Inferred: everything about how it looks in the API.

use jiff::Timestamp;

use super::document_process::{CannotAct, DocumentProcess, Status};
use super::draft::{party, secret};
use super::event::{Event, EventType};
use super::party::{Participation, Person, Role};
use super::service::Store;
use super::sources::Sources;

/// Whom a document is handed over to.
#[derive(Clone, Debug)]
pub(super) struct Successor {
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) email: String,
}

impl Successor {
    /// Somebody of whom only the address is known: the name is made of what stands before the `@`.
    pub(super) fn by_email(email: &str) -> Self {
        let local = email.split('@').next().unwrap_or_default();
        let mut names = local.split(['.', '_', '-']).map(capitalised);
        let first_name = names.next().unwrap_or_default();
        Self { first_name, last_name: names.collect::<Vec<_>>().join(" "), email: email.to_owned() }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl DocumentProcess {
    pub(super) fn can_hand_over(&self, party: usize) -> Result<(), CannotAct> {
        let party = &self.parties[party];
        if matches!(party.role, Role::Viewer | Role::Sender) {
            return Err(CannotAct::DoesNotFitTheRole);
        }
        match (self.status, party.participation) {
            (Status::Draft, _) => Err(CannotAct::NotSent),
            (Status::Processing, Participation::Pending | Participation::None) => Ok(()),
            (Status::Processing, _) => Err(CannotAct::AlreadyActed),
            (finished, _) => Err(CannotAct::Finished(finished)),
        }
    }

    /// The party becomes somebody else; who it was stays as a viewer, behind all others.
    fn hand_over(
        &mut self,
        at: usize,
        to: &Successor,
        keeps_id: bool,
        comment: Option<String>,
        now: Timestamp,
        sources: &Sources,
    ) -> Event {
        let actor = self.parties[at].id(self.ids_are_final(now));
        let successor = Person::new(&to.first_name, &to.last_name, &to.email);
        let person = std::mem::replace(&mut self.parties[at].person, successor);
        let mut viewer = party(person, Role::Viewer, Vec::new(), false, sources);
        // The old invitation now only shows the document.
        viewer.invitation = std::mem::replace(&mut self.parties[at].invitation, secret(sources));
        self.parties[at].reminded_at = None;
        if !keeps_id {
            self.parties[at].key = (sources.id)();
        }
        self.parties.push(viewer);
        self.modified_at = now;
        self.tell(at, EventType::HandedOver, actor, comment, now, sources)
    }
}

impl Store {
    /// Hands the document over; links that were made for the party show the document to who had it.
    pub(super) fn hand_over(
        &mut self,
        document: &str,
        at: usize,
        to: &Successor,
        comment: Option<String>,
    ) -> Result<Event, CannotAct> {
        let (now, sources) = (self.now(), self.sources.clone());
        let keeps_id = self.settings.hand_over_keeps_id;
        self.process(document).map_err(|_| CannotAct::NotSent)?.can_hand_over(at)?;
        let Ok(process) = self.process_mut(document) else { return Err(CannotAct::NotSent) };
        let event = process.hand_over(at, to, keeps_id, comment, now, &sources);
        let viewer = process.parties.len() - 1;
        for link in self.links.values_mut().filter(|link| link.document == document && link.party == at) {
            link.party = viewer;
        }
        Ok(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_an_address() {
        let made = Successor::by_email("piotr.maj@example.com");
        assert_eq!((made.first_name.as_str(), made.last_name.as_str()), ("Piotr", "Maj"));
        let made = Successor::by_email("kadry@example.com");
        assert_eq!((made.first_name.as_str(), made.last_name.as_str()), ("Kadry", ""));
    }
}
