//! Numbers for whoever keeps the proxy running, in the form that Prometheus reads. They hold no names, ids or
//! addresses.

use std::sync::OnceLock;
use std::time::Duration;

use jiff::Timestamp;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::Proxy;
use crate::failure::Failure;

/// Seconds; most requests are answered from the journal, some wait for Autenti.
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
    handle();
}

/// All numbers as they are now.
pub fn render(proxy: &Proxy) -> String {
    #[expect(clippy::cast_precision_loss, reason = "nobody has so many forms open")]
    gauge!("autenti_proxy_open_forms").set(proxy.hub.open_forms() as f64);
    #[expect(clippy::cast_precision_loss, reason = "nobody sends so many documents at once")]
    gauge!("autenti_proxy_documents_under_way").set(proxy.documents_under_way() as f64);
    let Some(handle) = handle() else { return String::new() };
    handle.run_upkeep();
    handle.render()
}

/// A request was answered. `path` is the address with its places unfilled.
pub fn answered(method: &str, path: &str, status: u16, failure: Option<&Failure>, took: Duration) {
    let code = failure.map_or("", |failure| failure.code.as_str());
    // Anybody may invent methods; each would be a number of its own.
    let method = if matches!(method, "GET" | "POST" | "OPTIONS") { method } else { "OTHER" };
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

/// A step of carrying a document forward was done or failed.
pub fn step(step: &'static str, failure: Option<&Failure>) {
    let outcome = failure.map_or("done", |failure| failure.code.as_str());
    counter!("autenti_proxy_steps_total", "step" => step, "outcome" => outcome).increment(1);
}
