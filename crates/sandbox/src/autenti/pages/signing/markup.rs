//! The signing page as HTML.

use maud::{Markup, html};

use super::view::{Complaint, Completed, Problem, View};
use super::{CODE, DOCUMENT_SECTION, HAND_OVER, LONGEST_COMMENT};
use crate::autenti::constraint::SmsCode;
use crate::autenti::document_process::{Act, DocumentProcess};
use crate::autenti::pages::texts::{Language, Texts};
use crate::autenti::pages::{Kind, badge, time};
use crate::autenti::party::{Participation, Party, Role};
use crate::autenti::stored_file::StoredFile;

/// Asks viewers that understand it for the whole width, without a list of pages.
const VIEWER: &str = "#navpanes=0&view=FitH";

/// A page of one person about one document.
pub(super) struct Signing<'a> {
    pub(super) process: &'a DocumentProcess,
    pub(super) party: &'a Party,
    pub(super) language: Language,
    pub(super) view: View,
    pub(super) path: &'a str,
    pub(super) complaint: &'a Complaint,
}

impl Signing<'_> {
    fn texts(&self) -> &'static Texts {
        self.language.texts()
    }

    pub(super) fn heading(&self) -> &'static str {
        let texts = self.texts();
        match self.view {
            View::Locked => texts.locked,
            View::Asked(act) => texts.asked(act)[0],
            View::Waiting => texts.waiting,
            View::ReadOnly => texts.read_only,
            View::Done(act, _) => texts.done(act),
            View::Complete => texts.all_done,
            View::RejectedByThem => texts.rejected_by_you,
            View::Rejected => texts.rejected,
            View::Withdrawn => texts.withdrawn,
            View::NotNeeded => texts.not_needed,
        }
    }

    pub(super) fn main(&self, signed: Option<&StoredFile>) -> Markup {
        if self.view == View::Locked {
            return html! { div.alone { (self.unlocking()) } };
        }
        let process = self.process;
        let texts = self.texts();
        let subject = html! {
            div.subject {
                h1 { (process.subject.title) }
                p.small {
                    @for sender in process.parties.iter().filter(|party| party.role == Role::Sender) {
                        (texts.from) " " strong { (sender.person.full_name()) }
                    }
                    @if let Some(at) = process.sent_at { " · " (texts.sent) " " (time(at)) }
                }
                @if let Some(message) = &process.subject.description {
                    @if !message.trim().is_empty() { blockquote { (message) } }
                }
            }
        };
        let side = html! { div.side { (self.acting(signed)) (self.people()) } };
        // Whoever has something to do reads first; whoever has not is first told so.
        match self.view {
            View::Asked(_) => html! { (subject) div.desk { (self.reading(signed)) (side) } },
            view if view.shows_the_document() => {
                html! { (subject) div.desk { (side) (self.reading(signed)) } }
            }
            _ => html! { div.alone { (subject) (side) } },
        }
    }

    /// The document itself: the signed one when it is there, the files that were sent before that.
    fn reading(&self, signed: Option<&StoredFile>) -> Markup {
        let texts = self.texts();
        let files: Vec<(String, &str)> = match signed {
            Some(file) => vec![(format!("{}/signed", self.path), file.filename.as_str())],
            None => (0..)
                .zip(self.process.source_files())
                .map(|(number, file): (usize, _)| {
                    (format!("{}/files/{number}", self.path), file.filename.as_str())
                })
                .collect(),
        };
        html! {
            section.reading #(DOCUMENT_SECTION) tabindex="-1" aria-labelledby="document-heading" {
                h2 #document-heading { @if files.len() > 1 { (texts.files) } @else { (texts.document) } }
                ul.files role="list" {
                    @for (address, name) in &files {
                        li {
                            @if files.len() > 1 { a href={ (address) (VIEWER) } target="preview" { (name) } }
                            @else { span { (name) } }
                            a.new-tab href=(address) target="_blank" rel="noopener"
                                aria-label={ (name) ": " (texts.open_in_new_tab) } {
                                (texts.open_in_new_tab) " ↗"
                            }
                        }
                    }
                }
                @if let Some((address, _)) = files.first() {
                    iframe name="preview" src={ (address) (VIEWER) } title=(texts.document_preview) {}
                }
            }
        }
    }

    /// What there is to do, or what has been done.
    fn acting(&self, signed: Option<&StoredFile>) -> Markup {
        let texts = self.texts();
        let close = html! { p { (texts.close_tab) } };
        let (kind, text) = match self.view {
            View::Locked => return self.unlocking(),
            View::Asked(act) => return self.asking(act),
            View::Waiting => (Kind::Quiet, html! { p { (texts.waiting_hint) } }),
            View::ReadOnly => (Kind::Quiet, html! { p { (texts.read_only_hint) } }),
            View::Done(_, Completed::No) => (Kind::Good, html! { p { (texts.others_follow) } (close) }),
            View::Done(_, Completed::Yes) => {
                (Kind::Good, html! { p { (texts.all_done_hint) } (self.download(signed)) (close) })
            }
            View::Complete => (Kind::Good, self.download(signed)),
            View::RejectedByThem => {
                (Kind::Bad, html! { p { (texts.rejected_hint) } (self.reason()) (close) })
            }
            View::Rejected => (Kind::Bad, html! { p { (texts.rejected_hint) } (self.reason()) }),
            View::Withdrawn => (Kind::Bad, html! { p { (texts.withdrawn_hint) } }),
            View::NotNeeded => (Kind::Quiet, html! { p { (texts.not_needed_hint) } }),
        };
        outcome(kind, &html! { h2 { (self.heading()) } }, &text)
    }

    fn reason(&self) -> Markup {
        let failed = |party: &&Party| party.participation == Participation::Failed;
        let comment = self.process.parties.iter().find(failed).and_then(|party| party.comment.as_deref());
        html! {
            @if let Some(comment) = comment {
                p { strong { (self.texts().reason) } }
                blockquote { (comment) }
            }
        }
    }

    fn download(&self, signed: Option<&StoredFile>) -> Markup {
        let texts = self.texts();
        html! {
            @if let Some(file) = signed {
                p { a.button href={ (self.path) "/signed" } download=(file.filename) { (texts.download_signed) } }
            } @else {
                p { (texts.being_made) " " a href={ (self.path) "?lang=" (self.language.code()) } { (texts.reload) } }
            }
        }
    }

    /// The forms: to do what is asked, and to reject.
    fn asking(&self, act: Act) -> Markup {
        let texts = self.texts();
        let [heading, consent, button] = texts.asked(act);
        html! {
            section.card.asking aria-labelledby="asking-heading" {
                h2 #asking-heading { (heading) }
                dl.facts {
                    dt { (texts.you_act_as) }
                    dd {
                        (self.party.person.full_name())
                        @if let Some((organisation, _)) = self.party.person.organisation() {
                            ", " (texts.organisation) " " (organisation)
                        }
                        br; span.small { (self.party.email()) }
                    }
                    @if act == Act::Sign {
                        dt { (texts.signature_type) }
                        dd { (self.language.signature_type(self.party.signature_type())) }
                    }
                }
                (self.problem())
                form method="post" action=(self.action()) {
                    @if act == Act::Review {
                        (self.comment("opinion", texts.opinion))
                    }
                    @if self.party.phone(SmsCode::ToSign).is_some() { (self.code()) }
                    label.consent {
                        input type="checkbox" name="consent" value="yes" required checked[self.complaint.consent]
                            aria-describedby=[self.describes(Problem::NeedsConsent)];
                        span { (consent) }
                    }
                    button.button.wide type="submit" name="act" value=(value(act)) { (button) }
                }
                @if Act::Reject.fits(self.party.role) { (self.rejecting()) }
                (self.handing_over())
            }
        }
    }

    fn rejecting(&self) -> Markup {
        let texts = self.texts();
        let was_tried = self.complaint.problem == Some(Problem::TooLong);
        html! {
            details open[was_tried] {
                summary { (texts.reject_heading) }
                form method="post" action=(self.action()) {
                    p.small { (texts.reject_hint) }
                    (self.comment("reason", texts.reject_reason))
                    button.button.wide.danger type="submit" name="act" value=(value(Act::Reject)) { (texts.reject) }
                }
            }
        }
    }

    fn handing_over(&self) -> Markup {
        let texts = self.texts();
        let was_tried = self.complaint.problem == Some(Problem::NoSuccessor);
        let describes = self.describes(Problem::NoSuccessor);
        html! {
            details open[was_tried] {
                summary { (texts.hand_over_heading) }
                form method="post" action=(self.action()) {
                    p.small { (texts.hand_over_hint) }
                    @for (name, label, kind) in [
                        ("firstName", texts.first_name, "text"),
                        ("lastName", texts.last_name, "text"),
                        ("email", texts.email, "email"),
                    ] {
                        label.field for={ "to-" (name) } { (label) }
                        input id={ "to-" (name) } type=(kind) name=(name) required autocomplete="off"
                            aria-describedby=[describes];
                    }
                    button.button.wide.secondary type="submit" name="act" value=(HAND_OVER) { (texts.hand_over) }
                }
            }
        }
    }

    fn comment(&self, id: &str, label: &str) -> Markup {
        html! {
            label.field for=(id) {
                (label) " " span.small { "(" (self.texts().optional) ")" }
            }
            textarea id=(id) name="comment" rows="4" maxlength=(LONGEST_COMMENT)
                aria-describedby=[self.describes(Problem::TooLong)] {
                (self.complaint.comment)
            }
        }
    }

    fn unlocking(&self) -> Markup {
        let texts = self.texts();
        let phone = masked(self.party.phone(SmsCode::ToOpen).unwrap_or_default());
        html! {
            section.card aria-labelledby="unlock-heading" {
                h1 #unlock-heading { (texts.locked) }
                p { (texts.locked_hint.replace("{phone}", &phone)) }
                (self.problem())
                form method="post" action=(self.action()) {
                    (self.code())
                    button.button.wide type="submit" name="act" value="unlock" { (texts.unlock) }
                }
            }
        }
    }

    fn code(&self) -> Markup {
        let texts = self.texts();
        let wrong = self.complaint.problem == Some(Problem::WrongCode);
        let described = if wrong { "code-hint problem" } else { "code-hint" };
        html! {
            label.field for="code" { (texts.code) }
            input #code type="text" name="code" inputmode="numeric" autocomplete="one-time-code" required
                maxlength="12" aria-describedby=(described) aria-invalid=[wrong.then_some("true")];
            p.small #code-hint { (texts.code_hint.replace("{code}", CODE)) }
        }
    }

    fn problem(&self) -> Markup {
        html! {
            @if let Some(problem) = self.complaint.problem {
                p.problem #problem role="alert" { (problem.text(self.texts())) }
            }
        }
    }

    fn describes(&self, problem: Problem) -> Option<&'static str> {
        (self.complaint.problem == Some(problem)).then_some("problem")
    }

    fn action(&self) -> String {
        format!("{}?lang={}", self.path, self.language.code())
    }

    fn people(&self) -> Markup {
        html! {
            section.card aria-labelledby="people-heading" {
                h2 #people-heading { (self.texts().participants) }
                ul.people role="list" {
                    @for party in self.process.parties.iter().filter(|party| party.role != Role::Sender) {
                        li { (who(party, self.language, party.key == self.party.key)) }
                    }
                }
            }
        }
    }
}

/// A person, what for, and how far.
pub(in crate::autenti::pages) fn who(party: &Party, language: Language, is_reader: bool) -> Markup {
    let kind = match party.participation {
        Participation::Completed => Kind::Good,
        Participation::Failed => Kind::Bad,
        Participation::Pending => Kind::Now,
        Participation::None | Participation::Obsolete => Kind::Quiet,
    };
    html! {
        div.row {
            span.name {
                (party.person.full_name())
                @if is_reader { " (" (language.texts().you) ")" }
            }
            (badge(kind, language.participation(party.role, party.participation)))
        }
        div.small {
            (language.role(party.role))
            @if let Some((organisation, _)) = party.person.organisation() { " · " (organisation) }
        }
    }
}

/// How it ended, or why there is nothing to do.
pub(in crate::autenti::pages) fn outcome(kind: Kind, heading: &Markup, text: &Markup) -> Markup {
    let (class, sign) = match kind {
        Kind::Good => ("good", "✓"),
        Kind::Bad => ("bad", "✕"),
        Kind::Now | Kind::Quiet => ("quiet", "i"),
    };
    html! {
        section.card.outcome role="status" {
            span.sign.(class) aria-hidden="true" { (sign) }
            (heading)
            (text)
        }
    }
}

fn value(act: Act) -> &'static str {
    match act {
        Act::Sign => "sign",
        Act::Approve => "approve",
        Act::Review => "review",
        Act::Reject => "reject",
    }
}

/// A phone number of which only the end can be read.
fn masked(phone: &str) -> String {
    let shown_from = phone.chars().count().saturating_sub(3);
    phone.chars().enumerate().map(|(at, digit)| if at < shown_from { '•' } else { digit }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_a_phone_number_is_shown() {
        assert_eq!(masked("+48500600700"), "•••••••••700");
        assert_eq!(masked("12"), "12");
    }
}
