//! The tests that every client has to pass, whatever service it talks to: the network and the service on bad
//! days, and one token for all.

mod network;
mod token;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

pub use network::*;
pub use token::*;

use super::{FakeClock, connection, grant_tokens, requests};
use crate::clock::Clock;
use crate::config::Connection;
use crate::error::{Error, ServiceError};
use crate::retry::RetryPolicy;

/// How long the tokens of these tests are good.
const LIFETIME: u64 = 1800;

/// A client that is put to the test.
pub trait Probe: Sized + Send + Sync {
    /// What only its service fails with.
    type ServiceError: ServiceError;

    /// Path of the base address, such as `/api/v2`.
    const BASE: &'static str;
    /// Path of the token address.
    const TOKEN: &'static str;
    /// Path that both [`read`](Self::read) and [`write`](Self::write) call.
    const TARGET: &'static str;
    /// An answer that [`read`](Self::read) takes.
    const GOOD: &'static str;

    /// A client that signs in with client credentials: id `app`, secret [`SECRET`].
    fn new(connection: Connection) -> Self;

    /// A call that changes nothing.
    fn read(&self) -> BoxFuture<'_, Result<(), Error<Self::ServiceError>>>;

    /// A call that changes something.
    fn write(&self) -> BoxFuture<'_, Result<(), Error<Self::ServiceError>>>;
}

/// The secret that clients sign in with.
pub const SECRET: &str = "app-s3cret+/=";

/// Makes the tests of this module for one client.
#[macro_export]
macro_rules! conformance_tests {
    ($probe:ty) => {
        $crate::conformance_tests! { $probe:
            nobody_listening_is_unreachable_and_nothing_was_sent,
            a_slow_answer_times_out_and_is_not_asked_for_again,
            an_answer_that_is_cut_off_is_told_from_a_whole_one,
            reading_is_repeated_after_a_cut_off,
            failures_are_waited_out_when_reading,
            a_failure_that_stays_is_reported_after_the_last_try,
            writing_is_never_repeated,
            the_delay_that_is_asked_for_is_kept,
            a_delay_that_is_too_long_is_handed_to_the_caller,
            a_redirect_is_refused_and_not_followed,
            an_answer_that_is_no_json_is_unreadable_and_not_quoted,
            an_answer_without_end_is_not_read_to_the_end,
            every_request_says_who_asks,
            credentials_are_form_encoded_and_the_token_is_a_bearer_token,
            fifty_callers_cause_one_token_request,
            fifty_callers_share_one_failure,
            a_token_is_kept_until_shortly_before_it_expires,
            a_clock_that_jumps_neither_ends_a_token_nor_keeps_a_dead_one,
            a_refused_token_is_renewed_once_and_the_call_repeated_once_even_when_it_writes,
            a_new_token_that_is_refused_too_ends_it,
            many_refused_callers_renew_the_token_once,
            a_token_that_an_answer_repeats_is_masked,
            wrong_credentials_say_so_without_repeating_them,
            a_gateway_s_page_is_no_verdict_on_the_credentials,
            a_call_that_is_not_found_says_which_call_it_was,
            a_token_address_that_fails_is_asked_again,
            a_token_answer_that_is_lost_is_asked_for_again,
            a_reading_call_does_not_multiply_the_tries_of_signing_in,
            a_nonsense_token_answer_is_unreadable_and_not_quoted,
            what_the_service_says_reaches_the_caller_with_its_number,
            two_accounts_share_nothing,
        }
    };
    ($probe:ty: $($name:ident,)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                $crate::testing::conformance::$name::<$probe>().await;
            }
        )+
    };
}

fn base<P: Probe>(origin: &str) -> String {
    format!("{origin}{}", P::BASE)
}

/// A client that repeats as it does by default, and its clock.
fn retrying<P: Probe>(origin: &str) -> (P, Arc<FakeClock>) {
    let clock = FakeClock::new();
    let mut connection = connection(&base::<P>(origin));
    connection.clock = Arc::clone(&clock) as Arc<dyn Clock>;
    connection.retry = RetryPolicy::default();
    (P::new(connection), clock)
}

/// A client that never repeats.
fn single_try<P: Probe>(origin: &str) -> P {
    P::new(connection(&base::<P>(origin)))
}

/// A service that grants tokens.
async fn service<P: Probe>() -> MockServer {
    let server = MockServer::start().await;
    grant_tokens(&server, P::TOKEN, LIFETIME).await;
    server
}

async fn answer<P: Probe>(server: &MockServer, answer: ResponseTemplate) {
    Mock::given(path(P::TARGET)).respond_with(answer).mount(server).await;
}

async fn answer_first<P: Probe>(server: &MockServer, answer: ResponseTemplate) {
    Mock::given(path(P::TARGET)).respond_with(answer).up_to_n_times(1).mount(server).await;
}

fn good<P: Probe>() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(P::GOOD, "application/json")
}

async fn target_calls<P: Probe>(server: &MockServer) -> usize {
    requests(server, P::TARGET).await.len()
}

async fn token_calls<P: Probe>(server: &MockServer) -> usize {
    requests(server, P::TOKEN).await.len()
}
