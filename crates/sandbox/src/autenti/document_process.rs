//! A document process: what is to be signed, by whom, and how far it has come.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::constraint::Constraint;
use super::event::{Event, EventType};
use super::organisation::Organisation;
use super::party::{Participation, Party, Role};
use super::sources::Sources;
use super::stored_file::{Purpose, StoredFile};

/// Inferred: whether a document waits for its reviewers is not known.
const REVIEWERS_HOLD_UP_COMPLETION: bool = false;

/// facts: Autenti API, statuses. `EXPIRED` and `ERROR` are never reached here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Status {
    Draft,
    Processing,
    Completed,
    Rejected,
    Withdrawn,
}

/// What a party does on the signing page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Act {
    Sign,
    Approve,
    Review,
    Reject,
}

impl Act {
    /// What a role is asked to do; none for those who only look.
    pub(super) fn asked_of(role: Role) -> Option<Self> {
        match role {
            Role::Signer => Some(Self::Sign),
            Role::Approver => Some(Self::Approve),
            Role::Reviewer => Some(Self::Review),
            Role::Viewer | Role::Sender => None,
        }
    }

    /// Inferred: those who sign or approve may refuse to; an opinion is never a refusal.
    pub(super) fn fits(self, role: Role) -> bool {
        match self {
            Self::Reject => matches!(role, Role::Signer | Role::Approver),
            act => Self::asked_of(role) == Some(act),
        }
    }
}

/// Why a party cannot act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CannotAct {
    DoesNotFitTheRole,
    NotSent,
    Finished(Status),
    AlreadyActed,
    NotTheirTurn,
}

/// What can be said about a process while it is a draft.
#[derive(Clone, Debug, Default)]
pub(super) struct Subject {
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) process_language: Option<String>,
    pub(super) tags: Vec<Value>,
    pub(super) constraints: Vec<Constraint>,
}

#[derive(Clone, Debug)]
pub(super) struct DocumentProcess {
    pub(super) id: String,
    /// Whose document it is.
    pub(super) organisation: &'static Organisation,
    pub(super) subject: Subject,
    pub(super) status: Status,
    pub(super) parties: Vec<Party>,
    files: Vec<StoredFile>,
    pub(super) created_at: Timestamp,
    pub(super) modified_at: Timestamp,
    pub(super) sent_at: Option<Timestamp>,
    pub(super) finished_at: Option<Timestamp>,
    ids_final_from: Option<Timestamp>,
}

impl DocumentProcess {
    pub(super) fn draft(
        id: String,
        organisation: &'static Organisation,
        subject: Subject,
        parties: Vec<Party>,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            organisation,
            subject,
            status: Status::Draft,
            parties,
            files: Vec::new(),
            created_at: now,
            modified_at: now,
            sent_at: None,
            finished_at: None,
            ids_final_from: None,
        }
    }

    /// Files that can be seen now: those sent first, in the order in which their uploads began.
    pub(super) fn files(&self, now: Timestamp) -> impl Iterator<Item = &StoredFile> {
        self.files.iter().filter(move |file| file.is_visible(now))
    }

    pub(super) fn source_files(&self) -> impl Iterator<Item = &StoredFile> {
        self.files.iter().filter(|file| file.purpose == Purpose::SourceFile)
    }

    pub(super) fn signed_file(&self, now: Timestamp) -> Option<&StoredFile> {
        self.files(now).find(|file| file.purpose == Purpose::SignedContentFile)
    }

    /// Adds a file behind those whose upload began earlier, however late it ends.
    pub(super) fn add_file(&mut self, file: StoredFile) {
        self.modified_at = self.modified_at.max(file.modified_at);
        let at = self.files.partition_point(|other| other.order <= file.order);
        self.files.insert(at, file);
    }

    /// Takes a file away that was sent; whether it was there.
    pub(super) fn remove_source_file(&mut self, id: &str, now: Timestamp) -> bool {
        let before = self.files.len();
        self.files.retain(|file| file.id != id || file.purpose != Purpose::SourceFile);
        let was_there = self.files.len() < before;
        if was_there {
            self.modified_at = now;
        }
        was_there
    }

    /// Adds a party; one that is added to a document that is out gets its turn.
    pub(super) fn add_party(&mut self, party: Party, now: Timestamp) {
        self.parties.push(party);
        self.modified_at = now;
        if self.status == Status::Processing {
            self.pass_turns();
        }
    }

    /// Takes partly signed files back at that time.
    pub(super) fn retire_partly_signed(&mut self, at: Timestamp) {
        for file in self.files.iter_mut().filter(|f| f.purpose == Purpose::PartiallySignedContentFile) {
            file.visible_until.get_or_insert(at);
        }
    }

    /// How many have signed.
    pub(super) fn signatures(&self) -> usize {
        let signed =
            |party: &&Party| party.role == Role::Signer && party.participation == Participation::Completed;
        self.parties.iter().filter(signed).count()
    }

    pub(super) fn ids_are_final(&self, now: Timestamp) -> bool {
        self.ids_final_from.is_some_and(|from| from <= now)
    }

    /// The position of the party with that id (`PARTY-EMAIL:…` always works). Of several parties with one
    /// e-mail address it is the one that has something to do.
    pub(super) fn find_party(&self, id: &str, now: Timestamp) -> Option<usize> {
        if let Some(email) = id.strip_prefix("PARTY-EMAIL:") {
            return self.find_email(email);
        }
        let is_final = self.ids_are_final(now);
        self.parties.iter().position(|party| party.id(is_final) == id)
    }

    pub(super) fn find_email(&self, email: &str) -> Option<usize> {
        let with_email = |party: &&Party| party.has_email(email) && party.role != Role::Sender;
        let pending = |party: &Party| party.participation == Participation::Pending && with_email(&party);
        self.parties.iter().position(pending).or_else(|| self.parties.iter().position(|p| with_email(&p)))
    }

    fn sender_id(&self, now: Timestamp) -> String {
        let is_final = self.ids_are_final(now);
        let sender = self.parties.iter().find(|party| party.role == Role::Sender);
        sender.map(|party| party.id(is_final)).unwrap_or_default()
    }

    /// Why it cannot be sent, in words; none when it can. Inferred, all of it.
    pub(super) fn why_not_sendable(&self) -> Option<&'static str> {
        if self.status != Status::Draft {
            Some("The document has been sent already.")
        } else if self.subject.title.trim().is_empty() {
            Some("The document has no title.")
        } else if self.source_files().next().is_none() {
            Some("The document has no files.")
        } else if self.required().next().is_none() {
            Some("Nobody is asked to sign, approve or review.")
        } else {
            None
        }
    }

    pub(super) fn send(
        &mut self,
        now: Timestamp,
        ids_final_from: Timestamp,
        sources: &Sources,
    ) -> Vec<Event> {
        self.status = Status::Processing;
        self.sent_at = Some(now);
        self.ids_final_from = Some(ids_final_from);
        self.modified_at = now;
        self.pass_turns();
        vec![self.tell_sender(EventType::DocumentSent, now, sources)]
    }

    pub(super) fn withdraw(&mut self, now: Timestamp, sources: &Sources) -> Vec<Event> {
        self.finish(Status::Withdrawn, now);
        vec![self.tell_sender(EventType::DocumentWithdrawal, now, sources)]
    }

    /// Reminds those parties.
    pub(super) fn remind(&mut self, parties: &[usize], now: Timestamp, sources: &Sources) -> Vec<Event> {
        let sender = self.sender_id(now);
        parties
            .iter()
            .map(|&index| {
                self.parties[index].reminded_at = Some(now);
                self.tell(index, EventType::DocumentReminderSent, sender.clone(), None, now, sources)
            })
            .collect()
    }

    /// Whether that party can do that now.
    pub(super) fn can_act(&self, party: usize, act: Act) -> Result<(), CannotAct> {
        let party = &self.parties[party];
        if !act.fits(party.role) {
            return Err(CannotAct::DoesNotFitTheRole);
        }
        match (self.status, party.participation) {
            (Status::Draft, _) => Err(CannotAct::NotSent),
            (Status::Processing, Participation::Pending) => Ok(()),
            (Status::Processing, Participation::None) => Err(CannotAct::NotTheirTurn),
            (Status::Processing, _) => Err(CannotAct::AlreadyActed),
            (finished, _) => Err(CannotAct::Finished(finished)),
        }
    }

    /// The party does what its role asks of it, or rejects.
    pub(super) fn act(
        &mut self,
        party: usize,
        act: Act,
        comment: Option<&str>,
        now: Timestamp,
        sources: &Sources,
    ) -> Result<Vec<Event>, CannotAct> {
        self.can_act(party, act)?;
        let comment = comment.map(str::trim).filter(|comment| !comment.is_empty()).map(str::to_owned);
        let event_type = match act {
            Act::Sign => EventType::SignatureApplication,
            Act::Approve => EventType::DocumentApproval,
            Act::Review => EventType::DocumentReview,
            Act::Reject => EventType::SignatureRejection,
        };
        self.modified_at = now;
        self.parties[party].acted_at = Some(now);
        self.parties[party].comment.clone_from(&comment);
        // Inferred: the rejecter gets FAILED.
        self.parties[party].participation =
            if act == Act::Reject { Participation::Failed } else { Participation::Completed };
        let actor = self.parties[party].id(self.ids_are_final(now));
        let mut events = vec![self.tell(party, event_type, actor.clone(), comment, now, sources)];
        if act == Act::Reject {
            self.finish(Status::Rejected, now);
        } else if self.required().all(|party| party.participation == Participation::Completed) {
            self.finish(Status::Completed, now);
            events.push(self.tell(party, EventType::DocumentProcessCompleted, actor, None, now, sources));
        } else {
            self.pass_turns();
        }
        Ok(events)
    }

    /// Those without whom the document is not completed.
    fn required(&self) -> impl Iterator<Item = &Party> {
        let deciding = |party: &Party| matches!(party.role, Role::Signer | Role::Approver);
        let wait_for_reviewers = REVIEWERS_HOLD_UP_COMPLETION || !self.parties.iter().any(deciding);
        self.parties
            .iter()
            .filter(move |party| deciding(party) || (wait_for_reviewers && party.role == Role::Reviewer))
    }

    /// Gives the turn to everybody whose place in the order has come.
    /// facts: Autenti API, constraint classifiers: `PARTICIPATION_PRIORITY`. Inferred: parties without one
    /// do not wait, and viewers have nothing to do.
    fn pass_turns(&mut self) {
        let current = self
            .required()
            .filter(|party| party.participation != Participation::Completed)
            .filter_map(Party::priority)
            .min();
        for party in &mut self.parties {
            let waits = party.priority().zip(current).is_some_and(|(own, current)| own > current);
            if party.participation == Participation::None && Act::asked_of(party.role).is_some() && !waits {
                party.participation = Participation::Pending;
            }
        }
    }

    /// Inferred: on completion viewers are done too, otherwise whoever has not acted is no longer needed.
    fn finish(&mut self, status: Status, now: Timestamp) {
        self.status = status;
        self.finished_at = Some(now);
        self.modified_at = now;
        for party in self.parties.iter_mut().filter(|party| party.role != Role::Sender) {
            let unfinished = matches!(party.participation, Participation::None | Participation::Pending);
            if status == Status::Completed && party.role == Role::Viewer {
                party.participation = Participation::Completed;
            } else if unfinished {
                party.participation = Participation::Obsolete;
            }
        }
    }

    fn tell_sender(&mut self, event_type: EventType, now: Timestamp, sources: &Sources) -> Event {
        let actor = self.sender_id(now);
        let sender = self.parties.iter().position(|party| party.role == Role::Sender);
        let event = self.event(event_type, actor, None, now, sources);
        if let Some(sender) = sender {
            self.parties[sender].events.push(event.clone());
        }
        event
    }

    pub(super) fn tell(
        &mut self,
        party: usize,
        event_type: EventType,
        actor: String,
        comment: Option<String>,
        now: Timestamp,
        sources: &Sources,
    ) -> Event {
        let event = self.event(event_type, actor, comment, now, sources);
        self.parties[party].events.push(event.clone());
        event
    }

    fn event(
        &self,
        event_type: EventType,
        actor: String,
        comment: Option<String>,
        timestamp: Timestamp,
        sources: &Sources,
    ) -> Event {
        let id: Uuid = (sources.id)();
        Event { id, kind: event_type, timestamp, actor, document: self.id.clone(), comment }
    }
}
