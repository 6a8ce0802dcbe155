//! Numbers for whoever keeps the proxy running, in the form that Prometheus reads. They hold no names, ids or
//! addresses.

use std::sync::OnceLock;
use std::time::Duration;

use jiff::Timestamp;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::failure::Failure;
use crate::store::{JobCounts, JobKind, Store};

/// Seconds; most requests are answered from the store, some wait for Autenti.
const SECONDS: &[f64] = &[0.005, 0.02, 0.1, 0.5, 2.0, 8.0, 30.0];

/// The numbers of the process. Several proxies in one process share them.
fn handle() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let builder = PrometheusBuilder::new();
            let buckets = Matcher::Suffix("_seconds".to_owned());
            let recorder = builder.set_buckets_for_metric(buckets, SECONDS).ok()?.build_recorder();
            let handle = recorder.handle();
            metrics::set_global_recorder(recorder).ok()?;
            Some(handle)
        })
        .as_ref()
}

/// Begins to count.
pub fn start() {
    if handle().is_some() {
        describe();
    }
}

/// How often what was measured is summed up: until then each measurement takes a little memory.
const SUMMED_UP: Duration = Duration::from_secs(5);

/// Sums up what was measured, whether somebody reads the numbers or not. Runs until it is dropped.
pub async fn sum_up() {
    loop {
        tokio::time::sleep(SUMMED_UP).await;
        if let Some(handle) = handle() {
            handle.run_upkeep();
        }
    }
}

/// All numbers as they are now.
pub async fn render(store: &Store, now: Timestamp) -> String {
    let Some(handle) = handle() else { return String::new() };
    gauge!("autenti_proxy_open_forms").set(number(store.notifier().open_forms()));
    match store.refusals().await {
        Ok(accounts) => accounts.iter().for_each(|(account, refusal)| {
            gauge!("autenti_proxy_account_refused", "account" => account.clone())
                .set(f64::from(u8::from(refusal.is_some())));
        }),
        Err(error) => tracing::warn!(%error, "whose credentials are refused cannot be told"),
    }
    match store.count_jobs(now).await {
        Ok(counts) => counts.iter().for_each(|counts| show_jobs(counts, now)),
        Err(error) => tracing::warn!(%error, "jobs cannot be counted"),
    }
    handle.run_upkeep();
    handle.render()
}

fn show_jobs(counts: &JobCounts, now: Timestamp) {
    let kind = counts.kind.as_str();
    for (state, count) in [
        ("waiting", counts.waiting),
        ("running", counts.running),
        ("retried", counts.retried),
        ("failed", counts.failed),
    ] {
        gauge!("autenti_proxy_jobs", "kind" => kind, "state" => state).set(number(count));
    }
    let age = counts.oldest.map_or(0.0, |oldest| now.duration_since(oldest).as_secs_f64().max(0.0));
    gauge!("autenti_proxy_oldest_job_seconds", "kind" => kind).set(age);
}

#[expect(clippy::cast_precision_loss, reason = "nobody has so many of anything")]
fn number(count: impl TryInto<i64>) -> f64 {
    count.try_into().unwrap_or(i64::MAX) as f64
}

/// A request was answered. `path` is the address with its places unfilled.
pub fn answered(method: &str, path: &str, status: u16, failure: Option<&Failure>, took: Duration) {
    let code = failure.map_or("", |failure| failure.code.as_str());
    // Anybody may invent methods; each would be a number of its own.
    let method = if matches!(method, "GET" | "POST" | "DELETE" | "OPTIONS") { method } else { "OTHER" };
    let labels = [
        ("method", method.to_owned()),
        ("path", path.to_owned()),
        ("status", status.to_string()),
        ("code", code.to_owned()),
    ];
    counter!("autenti_proxy_requests_total", &labels).increment(1);
    histogram!("autenti_proxy_request_seconds", "path" => path.to_owned()).record(took.as_secs_f64());
}

/// An integration key was used: when, so that it is seen when one that was replaced is used no more.
pub fn key_used(name: &str, now: Timestamp) {
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are exact for long enough")]
    gauge!("autenti_proxy_key_last_used_timestamp_seconds", "key" => name.to_owned())
        .set(now.as_second() as f64);
}

/// Something that happened could not be noted in the audit trail.
pub fn audit_lost() {
    counter!("autenti_proxy_audit_lost_total").increment(1);
}

/// Whether the file of a profile was changed to something that cannot be used.
pub fn profile_is_wrong(profile: &str, is_wrong: bool) {
    gauge!("autenti_proxy_profile_refused", "profile" => profile.to_owned())
        .set(f64::from(u8::from(is_wrong)));
}

/// A job was run, and failed with the failure if there is one.
pub fn job(kind: JobKind, failure: Option<&Failure>) {
    let outcome = failure.map_or("done", |failure| failure.code.as_str());
    counter!("autenti_proxy_job_runs_total", "kind" => kind.as_str(), "outcome" => outcome).increment(1);
}

/// What each number is, for whoever reads it.
fn describe() {
    describe_gauge!("autenti_proxy_open_forms", "Forms that are open now, on this proxy.");
    describe_gauge!("autenti_proxy_jobs", "Jobs by kind and state, of all proxies on the store.");
    describe_gauge!(
        "autenti_proxy_oldest_job_seconds",
        "Since when the oldest job of the kind is there; of those that come again and again, since when one is due."
    );
    describe_gauge!(
        "autenti_proxy_account_refused",
        "1 while Autenti refuses the credentials of an account, which holds up everything of it."
    );
    describe_counter!("autenti_proxy_requests_total", "Requests that were answered.");
    describe_histogram!("autenti_proxy_request_seconds", "How long requests took.");
    describe_gauge!(
        "autenti_proxy_key_last_used_timestamp_seconds",
        "When an integration key was last used."
    );
    describe_counter!(
        "autenti_proxy_audit_lost_total",
        "Things that happened and could not be noted in the audit trail."
    );
    describe_gauge!(
        "autenti_proxy_profile_refused",
        "1 while a profile's changed file cannot be used and the profile runs on as it was."
    );
    describe_counter!("autenti_proxy_job_runs_total", "Runs of jobs, by kind and outcome.");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn every_metric_says_what_it_is() {
        let code = include_str!("metrics.rs");
        let named = |macros: &[&str]| -> BTreeSet<&str> {
            let starts =
                macros.iter().flat_map(|name| code.match_indices(name).map(|(at, name)| at + name.len()));
            let texts = starts.filter_map(|at| code[at..].trim_start().strip_prefix('"')?.split('"').next());
            texts.filter(|text| text.starts_with("autenti_proxy_")).collect()
        };
        let counted = named(&[" gauge!(", " counter!(", " histogram!("]);
        let described = named(&["describe_gauge!(", "describe_counter!(", "describe_histogram!("]);
        assert!(counted.len() > 8, "{counted:?}");
        assert_eq!(counted, described);
    }
}
