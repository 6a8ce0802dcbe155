//! Refresh tokens: each is good once, and none gets lost.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api_client::testing::{FakeClock, field, requests};
use autenti::{Client, Clock, Error, Grant, RefreshTokenStore, RetryPolicy, ServiceError, StoreError};
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{TOKEN, answer_tags, base, config};

/// A store that can be made to fail, and remembers what it was given.
#[derive(Debug, Default)]
struct Store {
    tokens: Mutex<Vec<String>>,
    broken: Mutex<bool>,
}

impl Store {
    fn tokens(&self) -> Vec<String> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_broken(&self, broken: bool) {
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = broken;
    }
}

impl RefreshTokenStore for Store {
    fn load(&self) -> BoxFuture<'_, Result<Option<SecretString>, StoreError>> {
        Box::pin(async { Ok(self.tokens().last().map(|token| token.as_str().into())) })
    }

    fn store(&self, token: SecretString) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            if *self.broken.lock().unwrap_or_else(PoisonError::into_inner) {
                return Err("the disk is full".into());
            }
            self.tokens.lock().unwrap_or_else(PoisonError::into_inner).push(token.expose_secret().to_owned());
            Ok(())
        })
    }
}

/// Autenti's side of rotation: each refresh token is good once and brings the next.
async fn rotate_from(server: &MockServer, first: &str) {
    let good = Mutex::new(first.to_owned());
    let count = Mutex::new(0);
    Mock::given(path(TOKEN))
        .respond_with(move |request: &wiremock::Request| {
            let mut good = good.lock().unwrap_or_else(PoisonError::into_inner);
            if field(request, "refresh_token").as_deref() != Some(good.as_str()) {
                return ResponseTemplate::new(400).set_body_json(json!({ "error": "invalid_grant" }));
            }
            let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
            *count += 1;
            *good = format!("refresh-{count}");
            ResponseTemplate::new(200).set_body_json(json!({
                "access_token": format!("token-{count}"), "expires_in": 1800, "refresh_token": *good
            }))
        })
        .mount(server)
        .await;
}

fn refreshing_client(
    server: &MockServer,
    clock: &Arc<FakeClock>,
    configured: &str,
    store: &Arc<Store>,
) -> Client {
    let mut config = config(&base(server));
    config.connection.clock = Arc::clone(clock) as Arc<dyn Clock>;
    config.connection.retry = RetryPolicy::default();
    config.grant = Grant::RefreshToken {
        token: configured.into(),
        store: Arc::clone(store) as Arc<dyn RefreshTokenStore>,
    };
    Client::new(config).unwrap()
}

#[tokio::test]
async fn a_refresh_token_is_used_once_and_its_successor_stored() {
    let server = MockServer::start().await;
    rotate_from(&server, "configured").await;
    answer_tags(&server).await;
    let (clock, store) = (FakeClock::new(), Arc::new(Store::default()));
    let client = refreshing_client(&server, &clock, "configured", &store);
    client.tags().await.unwrap();
    clock.advance(Duration::from_mins(30));
    client.tags().await.unwrap();
    assert_eq!(store.tokens(), ["refresh-1", "refresh-2"]);

    // After a restart the stored token is used, not the configured one.
    refreshing_client(&server, &clock, "configured", &store).sign_in().await.unwrap();
    assert_eq!(store.tokens(), ["refresh-1", "refresh-2", "refresh-3"]);
    let used: Vec<_> =
        requests(&server, TOKEN).await.iter().filter_map(|request| field(request, "refresh_token")).collect();
    assert_eq!(used, ["configured", "refresh-1", "refresh-2"]);
}

#[tokio::test]
async fn a_fresh_refresh_token_in_the_configuration_replaces_a_stored_one_that_is_refused() {
    let server = MockServer::start().await;
    rotate_from(&server, "fresh").await;
    let store = Arc::new(Store { tokens: Mutex::new(vec!["stale".to_owned()]), ..Store::default() });
    refreshing_client(&server, &FakeClock::new(), "fresh", &store).sign_in().await.unwrap();
    assert_eq!(store.tokens(), ["stale", "refresh-1"]);
}

#[tokio::test]
async fn a_successor_that_cannot_be_stored_is_an_error_and_is_not_lost() {
    let server = MockServer::start().await;
    rotate_from(&server, "configured").await;
    let store = Arc::new(Store::default());
    let client = refreshing_client(&server, &FakeClock::new(), "configured", &store);
    store.set_broken(true);
    let error = client.sign_in().await.unwrap_err();
    assert!(matches!(error, Error::Service(ServiceError::RefreshTokenStore(_))), "{error:?}");
    store.set_broken(false);
    client.sign_in().await.unwrap();
    assert_eq!(store.tokens(), ["refresh-2"]);
}

#[tokio::test]
async fn a_caller_that_goes_away_takes_no_refresh_token_with_it() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN))
        .respond_with(
            ResponseTemplate::new(200)
                .set_delay(Duration::from_millis(100))
                .set_body_json(json!({ "access_token": "t", "expires_in": 1800, "refresh_token": "next" })),
        )
        .expect(1)
        .mount(&server)
        .await;
    let store = Arc::new(Store::default());
    let client = refreshing_client(&server, &FakeClock::new(), "configured", &store);
    let impatient = tokio::time::timeout(Duration::from_millis(20), client.sign_in()).await;
    assert!(impatient.is_err());
    client.sign_in().await.unwrap();
    assert_eq!(store.tokens(), ["next"]);
}

#[tokio::test]
async fn a_refresh_token_is_not_sent_twice_when_no_answer_came() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN)).respond_with(ResponseTemplate::new(503)).expect(1).mount(&server).await;
    let store = Arc::new(Store::default());
    let error =
        refreshing_client(&server, &FakeClock::new(), "configured", &store).sign_in().await.unwrap_err();
    assert!(matches!(error, Error::Failing { .. }), "{error:?}");
}
