//! The pages as HTML.

use std::collections::BTreeMap;

use autenti_model::Lang;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, html};

use super::access::Administrator;
use super::words as w;
use super::{Say, words};
use crate::config::Mistake;
use crate::failure::Failure;
use crate::store::{
    AuditEntry, JobCounts, JobState, RecordedError, Refusal, SigningId, SigningRecord, Stage, StoreError,
};

/// What was done, said on the page that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    Retried,
    NothingToDo,
    Stopped,
    NotSending,
    InDoubt,
}

impl Notice {
    const ALL: [Self; 5] = [Self::Retried, Self::NothingToDo, Self::Stopped, Self::NotSending, Self::InDoubt];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Retried => "retried",
            Self::NothingToDo => "nothing",
            Self::Stopped => "stopped",
            Self::NotSending => "not-sending",
            Self::InDoubt => "in-doubt",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.name() == name)
    }

    fn words(self) -> words::Words {
        match self {
            Self::Retried => w::RETRIED_NOW,
            Self::NothingToDo => w::NOTHING_TO_DO,
            Self::Stopped => w::STOPPED,
            Self::NotSending => w::NOT_SENDING,
            Self::InDoubt => w::STILL_IN_DOUBT,
        }
    }
}

/// The frame of all pages.
fn page(lang: Lang, administrator: Option<&Administrator>, heading: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (heading) " · " (lang.say(w::TITLE)) }
                link rel="stylesheet" href="/admin/style.css";
            }
            body {
                a.skip href="#content" { (lang.say(w::SKIP)) }
                header {
                    p.name { (lang.say(w::TITLE)) }
                    nav aria-label=(lang.say(w::LANGUAGES)) {
                        @for one in Lang::ALL {
                            a href=(format!("?lang={}", one.tag())) lang=(one.tag()) hreflang=(one.tag())
                                aria-current=[(*one == lang).then_some("true")] { (own_name(*one)) }
                        }
                    }
                    @if let Some(administrator) = administrator {
                        nav aria-label=(lang.say(w::SECTIONS)) {
                            a href="/admin/" { (lang.say(w::SIGNINGS)) }
                            a href="/admin/health" { (lang.say(w::HEALTH)) }
                        }
                        form method="post" action="/admin/sign-out" {
                            (token(administrator))
                            button { (lang.say(w::SIGN_OUT)) }
                        }
                    }
                }
                main id="content" tabindex="-1" {
                    h1 { (heading) }
                    (content)
                }
            }
        }
    }
}

/// What a language calls itself.
fn own_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "English",
        Lang::Pl => "Polski",
        Lang::De => "Deutsch",
    }
}

fn token(administrator: &Administrator) -> Markup {
    html! { input type="hidden" name="token" value=(administrator.form_token()); }
}

/// How to get in, or the button that a link leads to.
pub(super) fn sign_in(lang: Lang, code: &str, was_used: bool) -> Markup {
    let content = html! {
        @if was_used { p.bad role="alert" { (lang.say(w::LINK_USED)) } }
        @if code.is_empty() {
            p { (lang.say(w::SIGN_IN_ADVICE)) }
            pre tabindex="0" { code { "autenti-proxy admin-link --config proxy.toml" } }
        } @else {
            p { (lang.say(w::LINK_READY)) }
            form method="post" action="/admin/sign-in" {
                input type="hidden" name="code" value=(code);
                button.main { (lang.say(w::SIGN_IN)) }
            }
        }
    };
    page(lang, None, lang.say(w::SIGN_IN), &content)
}

/// What stands on the overview.
pub(super) struct Overview<'a> {
    /// Accounts whose credentials Autenti refuses.
    pub(super) held: &'a [Refusal],
    pub(super) show: &'a str,
    pub(super) search: &'a str,
    pub(super) signings: &'a [(SigningId, Result<SigningRecord, StoreError>)],
    /// Whether there are more.
    pub(super) is_cut: bool,
    pub(super) counts: &'a [JobCounts],
    pub(super) refused: &'a BTreeMap<String, Vec<Mistake>>,
    pub(super) now: Timestamp,
}

pub(super) fn overview(lang: Lang, administrator: &Administrator, overview: &Overview<'_>) -> Markup {
    let heading = match overview.show {
        "found" => w::FOUND,
        "under-way" => w::UNDER_WAY,
        "all" => w::ALL_OF_THEM,
        _ => w::STUCK,
    };
    let tab = |name: &str, words| {
        let is_this = overview.show == name
            || name.is_empty() && !["found", "under-way", "all"].contains(&overview.show);
        html! {
            a href=(if name.is_empty() { "/admin/".to_owned() } else { format!("/admin/?show={name}") })
                aria-current=[is_this.then_some("page")] { (lang.say(words)) }
        }
    };
    let content = html! {
        form.search role="search" action="/admin/" aria-label=(lang.say(w::FINDER)) {
            label for="q" { (lang.say(w::SEARCH_LABEL)) }
            input type="search" id="q" name="q" value=(overview.search);
            button { (lang.say(w::SEARCH)) }
        }
        @if !overview.held.is_empty() {
            h2 { (lang.say(w::ACCOUNTS_HELD)) }
            (table(lang, lang.say(w::ACCOUNTS_HELD), &[w::ACCOUNT, w::SINCE, w::WHY, w::NEXT_TRY], &html! {
                @for held in overview.held {
                    tr {
                        th scope="row" { (held.account) }
                        td { (time(held.since)) }
                        td { (said(lang, &held.error)) }
                        td { (time(held.until)) }
                    }
                }
            }))
        }
        nav.tabs aria-label=(lang.say(w::SIGNINGS)) {
            (tab("", w::STUCK)) (tab("under-way", w::UNDER_WAY)) (tab("all", w::ALL_OF_THEM))
        }
        @if overview.signings.is_empty() {
            p { (lang.say(w::NOTHING)) }
        } @else {
            (table(lang, lang.say(heading), &[w::NUMBER, w::INSTANCE, w::DOCUMENT, w::STAGE, w::SINCE, w::WHY, w::NEXT_TRY], &html! {
                @for (id, signing) in overview.signings {
                    @match signing {
                        Ok(record) => (row(lang, record)),
                        Err(_) => tr { td { (id) } td colspan="6" { (lang.say(w::UNREADABLE)) } },
                    }
                }
            }))
        }
        @if overview.is_cut { p { (lang.say(w::THERE_ARE_MORE)) } }
        @if !overview.refused.is_empty() {
            h2 { (lang.say(w::PROFILES_REFUSED)) }
            @for (profile, mistakes) in overview.refused {
                h3 { (profile) }
                ul { @for mistake in mistakes { li lang="en" { (mistake.to_string()) } } }
            }
        }
        h2 { (lang.say(w::JOBS)) }
        (table(lang, lang.say(w::JOBS), &[w::JOB, w::WAITING, w::RUNNING, w::RETRIED, w::FAILED, w::SINCE], &html! {
            @for counts in overview.counts {
                tr {
                    th scope="row" { code { (counts.kind.as_str()) } }
                    td { (counts.waiting) }
                    td { (counts.running) }
                    td { (counts.retried) }
                    td { (counts.failed) }
                    td { @if let Some(oldest) = counts.oldest { (time(oldest)) } }
                }
            }
        }))
        p.small { (time(overview.now)) }
    };
    page(lang, Some(administrator), lang.say(heading), &content)
}

/// A table that may be wider than the window: it scrolls by keyboard, too.
fn table(lang: Lang, caption: &str, columns: &[words::Words], rows: &Markup) -> Markup {
    html! {
        div.scrolls role="region" aria-label=(caption) tabindex="0" {
            table {
                thead { tr { @for column in columns { th scope="col" { (lang.say(*column)) } } } }
                tbody { (rows) }
            }
        }
    }
}

fn row(lang: Lang, record: &SigningRecord) -> Markup {
    let (why, next) = trouble(lang, record);
    html! {
        tr {
            th scope="row" { a href=(format!("/admin/signings/{}", record.id)) { (record.id) } }
            td { (record.instance) }
            td { (record.plan.title) }
            td { (stage(record)) }
            td { (time(record.created_at)) }
            td { (why) }
            td { (next) }
        }
    }
}

fn stage(record: &SigningRecord) -> Markup {
    let status = record.document.as_ref().map(|document| document.status.as_str());
    html! { code { (record.stage.name()) } @if let Some(status) = status { " " code { (status) } } }
}

/// What is wrong, and when it is tried next.
fn trouble(lang: Lang, record: &SigningRecord) -> (Markup, Markup) {
    let failed: Vec<&JobState> = record.jobs.iter().filter(|job| job.last_error.is_some()).collect();
    let why = html! {
        @if record.is_in_doubt() { p { (lang.say(w::IN_DOUBT)) } }
        @if let Stage::Stopped { error, .. } = &record.stage { p { (said(lang, error)) } }
        @for job in &failed {
            @if let Some(error) = &job.last_error { p { code { (job.kind.as_str()) } " " (said(lang, error)) } }
        }
    };
    let next = html! { @for job in &failed { p { (when(lang, job)) } } };
    (why, next)
}

fn said(lang: Lang, error: &RecordedError) -> Markup {
    html! {
        code { (error.code.as_str()) } ": " (error.message.detail(error.code, lang))
        @if let Some(upstream) = &error.upstream { " " q { (upstream) } }
    }
}

fn when(lang: Lang, job: &JobState) -> Markup {
    html! {
        @if job.is_running { (lang.say(w::RUNS_NOW)) }
        @else if let Some(at) = job.run_at { (time(at)) }
        @else { (lang.say(w::PARKED)) }
    }
}

/// A moment, in UTC: administrators compare it with logs.
fn time(at: Timestamp) -> Markup {
    let seconds = Timestamp::from_second(at.as_second()).unwrap_or(at);
    let shown = at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    html! { time datetime=(seconds) { (shown) } }
}

/// Who did it, as far as that is known: a person, or the key that was shown.
fn who(entry: &AuditEntry) -> String {
    let person = entry.who.as_ref().map(|who| {
        [&who.name, &who.email, &who.login]
            .into_iter()
            .find(|text| !text.is_empty())
            .cloned()
            .unwrap_or_default()
    });
    person.or_else(|| entry.key.clone()).unwrap_or_default()
}

pub(super) fn signing(
    lang: Lang,
    administrator: &Administrator,
    record: &SigningRecord,
    trail: &[AuditEntry],
    notice: Option<Notice>,
) -> Markup {
    let (why, _) = trouble(lang, record);
    let facts = [
        (w::INSTANCE, html! { (record.instance) }),
        (w::PROFILE, html! { (record.profile) }),
        (w::ACCOUNT, html! { (record.account) }),
        (w::DOCUMENT, html! { @if let Some(id) = &record.document_id { code { (id) } } }),
        (w::STAGE, stage(record)),
        (w::SINCE, time(record.created_at)),
        (w::ASKED_BY, html! { (record.requested_by) }),
        (w::WHY, why),
    ];
    let content = html! {
        @if let Some(notice) = notice { p.notice role="status" { (lang.say(notice.words())) } }
        p.title { (record.plan.title) }
        dl { @for (name, value) in facts { dt { (lang.say(name)) } dd { (value) } } }
        form.action method="post" action=(format!("/admin/signings/{}/retry", record.id)) {
            (token(administrator))
            button.main { (lang.say(w::RETRY)) }
        }
        @if record.stage.is_sending() {
            form.action method="post" action=(format!("/admin/signings/{}/stop", record.id)) {
                (token(administrator))
                @if record.is_in_doubt() {
                    label { input type="checkbox" name="although_in_doubt"; " " (lang.say(w::ALTHOUGH_IN_DOUBT)) }
                }
                button.danger aria-describedby="stop-advice" { (lang.say(w::STOP)) }
                p.small id="stop-advice" { (lang.say(w::STOP_ADVICE)) }
            }
        }
        h2 { (lang.say(w::RECIPIENTS)) }
        (recipients(lang, record))
        h2 { (lang.say(w::JOBS)) }
        (table(lang, lang.say(w::JOBS), &[w::JOB, w::TRIES, w::NEXT_TRY, w::WHY], &html! {
            @for job in &record.jobs {
                tr {
                    th scope="row" { code { (job.kind.as_str()) } }
                    td { (job.attempts) }
                    td { (when(lang, job)) }
                    td { @if let Some(error) = &job.last_error { (said(lang, error)) } }
                }
            }
        }))
        h2 { (lang.say(w::TRAIL)) }
        @if trail.is_empty() { p { (lang.say(w::NOTHING)) } } @else {
            (table(lang, lang.say(w::TRAIL), &[w::AT, w::WHO, w::WHAT, w::RESULT], &html! {
                @for entry in trail {
                    tr {
                        td { (time(entry.at)) }
                        td { (who(entry)) }
                        td { code { (entry.what) } }
                        td { code { (entry.result) } }
                    }
                }
            }))
        }
    };
    page(lang, Some(administrator), &format!("{} {}", lang.say(w::NUMBER), record.id), &content)
}

fn recipients(lang: Lang, record: &SigningRecord) -> Markup {
    let people: Vec<(String, String, String, String)> = match &record.document {
        Some(document) => document
            .recipients
            .iter()
            .map(|one| {
                let role = one.role.as_ref().map_or("", |role| role.as_str()).to_owned();
                let name = format!("{} {}", one.first_name, one.last_name);
                (name, one.email.as_str().to_owned(), role, one.status.as_str().to_owned())
            })
            .collect(),
        None => record
            .plan
            .recipients
            .iter()
            .map(|one| {
                let role = one.role.as_ref().map_or("", |role| role.as_str()).to_owned();
                let name = format!("{} {}", one.first_name, one.last_name);
                (name, one.email.as_str().to_owned(), role, String::new())
            })
            .collect(),
    };
    table(
        lang,
        lang.say(w::RECIPIENTS),
        &[w::NAME, w::EMAIL, w::ROLE, w::STATUS],
        &html! {
            @for (name, email, role, status) in people {
                tr { th scope="row" { (name) } td { (email) } td { code { (role) } } td { code { (status) } } }
            }
        },
    )
}

/// What the proxy relies on, each with what is wrong with it.
pub(super) struct Health<'a> {
    pub(super) upstreams: &'a [(String, Option<Failure>)],
    pub(super) component: Option<&'a str>,
}

pub(super) fn health(lang: Lang, administrator: &Administrator, health: &Health<'_>) -> Markup {
    let content = html! {
        h2 { (lang.say(w::UPSTREAMS)) }
        dl {
            @for (name, failure) in health.upstreams {
                dt { (name) }
                dd {
                    @match failure {
                        None => span.good { "✓ " (lang.say(w::ANSWERS)) },
                        Some(failure) => span.bad { "✗ " code { (failure.code.as_str()) } ": " (failure.detail(lang)) },
                    }
                }
            }
        }
        h2 { (lang.say(w::VERSIONS)) }
        dl {
            dt { (lang.say(w::PROXY_VERSION)) }
            dd { (env!("CARGO_PKG_VERSION")) }
            dt { (lang.say(w::COMPONENT_VERSION)) }
            dd { (health.component.unwrap_or(lang.say(w::UNKNOWN))) }
        }
    };
    page(lang, Some(administrator), lang.say(w::HEALTH), &content)
}
