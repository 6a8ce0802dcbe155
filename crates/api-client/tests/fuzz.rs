//! JSON as services stream it, from strangers.

use std::path::Path;

use api_client::json::{read_all, read_one};
use serde_json::Value;

#[test]
fn whatever_a_service_sends_is_read_or_refused() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    test_fuzz::fuzz("json", &[&corpus], |input| {
        if let Err(problem) = read_all::<Value>(input) {
            // What was sent may be personal: it is not repeated.
            assert!(problem.len() < 300, "{problem}");
        }
        let _one = read_one::<Value>(input);
    });
}
