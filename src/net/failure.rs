//! What went wrong, in words for the person, with what to do about it.

use std::ops::Deref;
use std::rc::Rc;

use autenti_model::{ErrorCode, Lang, Problem, Text, Violation};

/// A failure as the form shows it. It is handed on through every action, so it travels as one pointer.
#[derive(Clone)]
pub(crate) struct Failure(Rc<Details>);

/// What is known of a failure.
pub(crate) struct Details {
    /// What happened, for programs: a code of the proxy, or one of the component's own.
    pub(crate) code: &'static str,
    pub(crate) title: String,
    pub(crate) detail: String,
    /// Finds the request in the proxy's log; empty where no proxy answered.
    pub(crate) request: String,
    pub(crate) violations: Vec<Violation>,
    /// What Autenti or WEBCON said, in its own words.
    pub(crate) upstream: Option<String>,
    pub(crate) recovery: Recovery,
}

/// What helps against a failure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recovery {
    /// The same once more, later.
    Retry,
    /// A new ticket, which comes with the form.
    Reload,
    /// Nothing that a button could do.
    Nothing,
}

impl Deref for Failure {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl Failure {
    /// A failure that the proxy tells of.
    pub(crate) fn of_problem(problem: Problem) -> Self {
        Self(Rc::new(Details {
            code: problem.code.as_str(),
            recovery: recovery(problem.code),
            title: problem.title,
            detail: problem.detail,
            request: problem.request_id,
            violations: problem.violations,
            upstream: problem.upstream,
        }))
    }

    /// A failure that no proxy told of.
    pub(crate) fn own(
        code: &'static str,
        recovery: Recovery,
        title: Text,
        detail: String,
        lang: Lang,
    ) -> Self {
        Self(Rc::new(Details {
            code,
            title: title.get(lang).to_owned(),
            detail,
            request: String::new(),
            violations: Vec::new(),
            upstream: None,
            recovery,
        }))
    }

    pub(crate) fn offline(lang: Lang) -> Self {
        Self::plain("offline", Text::OfflineTitle, Text::OfflineAdvice, lang)
    }

    pub(crate) fn unreachable(lang: Lang) -> Self {
        Self::plain("proxy_unreachable", Text::UnreachableTitle, Text::UnreachableAdvice, lang)
    }

    pub(crate) fn timeout(lang: Lang) -> Self {
        Self::plain("timeout", Text::TimeoutTitle, Text::TimeoutAdvice, lang)
    }

    fn plain(code: &'static str, title: Text, advice: Text, lang: Lang) -> Self {
        Self::own(code, Recovery::Retry, title, advice.get(lang).to_owned(), lang)
    }

    /// Something else than the proxy answered.
    pub(crate) fn unexpected(status: u16, lang: Lang) -> Self {
        let detail = Text::UnexpectedAdvice.fill(lang, &[("status", &status.to_string())]);
        Self::own("unexpected_answer", Recovery::Retry, Text::UnexpectedTitle, detail, lang)
    }

    pub(crate) fn no_ticket(lang: Lang) -> Self {
        let advice = Text::NoTicketAdvice.get(lang).to_owned();
        Self::own("ticket_missing", Recovery::Reload, Text::NoTicketTitle, advice, lang)
    }

    pub(crate) fn no_proxy(lang: Lang) -> Self {
        let advice = Text::NoProxyAdvice.get(lang).to_owned();
        Self::own("proxy_missing", Recovery::Nothing, Text::NoProxyTitle, advice, lang)
    }

    pub(crate) fn other_instance(ticket: &str, form: &str, lang: Lang) -> Self {
        let advice = Text::OtherInstanceAdvice.fill(lang, &[("ticket", ticket), ("form", form)]);
        Self::own("other_instance", Recovery::Reload, Text::OtherInstanceTitle, advice, lang)
    }

    pub(crate) fn not_copied(lang: Lang) -> Self {
        let advice = Text::NotCopiedAdvice.get(lang).to_owned();
        Self::own("not_copied", Recovery::Nothing, Text::NotCopiedTitle, advice, lang)
    }

    /// As assistive technology says it.
    pub(crate) fn aloud(&self) -> String {
        format!("{}. {}", self.title, self.detail)
    }

    /// Whether there was no connection, rather than an answer that says no.
    pub(crate) fn is_of_connection(&self) -> bool {
        matches!(self.code, "offline" | "proxy_unreachable" | "timeout" | "unexpected_answer")
    }

    /// Whether the request may have been carried out, or may yet be with nothing changed: then it is repeated
    /// as the same one. A refusal is an outcome; what follows it is another request.
    pub(crate) fn leaves_outcome_open(&self) -> bool {
        self.recovery != Recovery::Nothing && self.code != ErrorCode::FilesChanged.as_str()
    }
}

fn recovery(code: ErrorCode) -> Recovery {
    use ErrorCode as C;
    match code {
        C::TicketInvalid | C::TicketExpired => Recovery::Reload,
        C::InvalidRequest
        | C::KeyInvalid
        | C::NotAllowed
        | C::NotFound
        | C::InstanceNotFound
        | C::NotSentYet
        | C::AlreadySent
        | C::AlreadyFinished
        | C::NoLink
        | C::DocumentLocked
        | C::NobodyToRemind
        | C::RecipientsInvalid
        | C::NoAttachments
        | C::NotPdf
        | C::PdfProtected
        | C::PdfSigned
        | C::PdfActiveForm
        | C::PdfUnreadable
        | C::FormChanged
        | C::WrongProcess
        | C::ForeignDocument
        | C::SendingInDoubt
        | C::TooLarge => Recovery::Nothing,
        C::NotSignedYet
        | C::FormCheckedOut
        | C::FilesChanged
        | C::RateLimited
        | C::Internal
        | C::DocumentUnknown
        | C::AutentiRefused
        | C::WebconRefused
        | C::AutentiUnavailable
        | C::WebconUnavailable
        | C::StoreUnavailable
        | C::Unknown => Recovery::Retry,
    }
}
