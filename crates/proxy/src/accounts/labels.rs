//! Labels of Autenti's, remembered for a while: nobody waits long for them, and where Autenti does not tell, those that
//! were known last will do.

use std::sync::Arc;
use std::time::Duration;

use autenti_model::ErrorCode;
use moka::future::Cache;

use crate::failure::{Failure, Result};

/// A label of Autenti's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// How long labels are remembered.
const REMEMBERED: Duration = Duration::from_mins(5);

/// How long Autenti is not asked again after it did not tell, where there are labels from before.
const NOT_ASKED: Duration = Duration::from_mins(1);

/// Labels by account. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Labels {
    recent: Cache<String, Arc<Vec<Label>>>,
    last_known: Cache<String, Arc<Vec<Label>>>,
    silent: Cache<String, ()>,
}

impl Default for Labels {
    fn default() -> Self {
        Self::remembered_for(REMEMBERED)
    }
}

impl Labels {
    fn remembered_for(remembered: Duration) -> Self {
        Self {
            recent: Cache::builder().time_to_live(remembered).build(),
            last_known: Cache::builder().build(),
            silent: Cache::builder().time_to_live(NOT_ASKED).build(),
        }
    }

    /// The labels of an account, as they are read or were known last. Whoever asks at the same time waits for the same
    /// answer, and no longer than `timeout`.
    ///
    /// # Errors
    /// What reading fails with, where nothing is known from before.
    pub(super) async fn get(
        &self,
        account: &str,
        timeout: Duration,
        read: impl Future<Output = Result<Vec<Label>>>,
    ) -> Result<Arc<Vec<Label>>> {
        let last_known = self.last_known.get(account).await;
        if let Some(labels) = last_known.as_ref().filter(|_| self.silent.contains_key(account)) {
            return Ok(Arc::clone(labels));
        }
        let read = async {
            let labels = read.await.map_err(NotKept::Failed)?;
            // A body without anything in it may be no labels, or an answer that was lost on its way.
            if labels.is_empty() { Err(NotKept::Nothing) } else { Ok(Arc::new(labels)) }
        };
        let read = tokio::time::timeout(timeout, self.recent.try_get_with(account.to_owned(), read)).await;
        let failure = match read {
            Ok(Ok(labels)) => {
                self.last_known.insert(account.to_owned(), Arc::clone(&labels)).await;
                return Ok(labels);
            }
            Ok(Err(not_kept)) => match &*not_kept {
                NotKept::Nothing => return Ok(Arc::default()),
                NotKept::Failed(failure) => failure.same(),
            },
            Err(_) => {
                let cause = anyhow::anyhow!("labels took longer than {timeout:?}");
                Failure::new(ErrorCode::AutentiUnavailable).with_source(cause)
            }
        };
        let Some(labels) = last_known else { return Err(failure) };
        tracing::info!(%failure, account, "the labels that were known last are told");
        self.silent.insert(account.to_owned(), ()).await;
        Ok(labels)
    }
}

/// What was read and is not kept.
#[derive(Debug)]
enum NotKept {
    Nothing,
    Failed(Failure),
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAITS: Duration = Duration::from_secs(20);

    fn labels(name: &str) -> Vec<Label> {
        vec![Label { id: "TAG:1".to_owned(), name: name.to_owned() }]
    }

    fn refused() -> std::future::Ready<Result<Vec<Label>>> {
        std::future::ready(Err(Failure::new(ErrorCode::AutentiRefused)))
    }

    #[tokio::test]
    async fn labels_that_are_not_told_are_those_that_were_known_last_and_are_not_asked_for_again_at_once() {
        let unheard_of = async || panic!("it was asked for");
        for is_silent in [false, true] {
            // Forgotten as soon as they are known.
            let known = Labels::remembered_for(Duration::from_nanos(1));
            for name in ["old", "new"] {
                let told = known.get("hr", WAITS, async { Ok(labels(name)) }).await.unwrap();
                assert_eq!(*told, labels(name));
            }
            let told = if is_silent {
                known.get("hr", Duration::from_millis(1), std::future::pending()).await
            } else {
                known.get("hr", WAITS, refused()).await
            };
            assert_eq!(*told.unwrap(), labels("new"));
            assert_eq!(*known.get("hr", WAITS, unheard_of()).await.unwrap(), labels("new"));
            // Of another account nothing is known.
            let failure = known.get("sales", WAITS, refused()).await.unwrap_err();
            assert_eq!(failure.code, ErrorCode::AutentiRefused);
        }
    }

    #[tokio::test]
    async fn nobody_waits_for_a_silent_autenti_where_nothing_is_known() {
        let silent = Labels::default().get("hr", Duration::from_millis(1), std::future::pending()).await;
        assert_eq!(silent.unwrap_err().code, ErrorCode::AutentiUnavailable);
    }
}
