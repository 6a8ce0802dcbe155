//! Accounts whose credentials are refused, on both databases.

use super::*;
use crate::timing::RetryPolicy;

const PAUSES: RetryPolicy = RetryPolicy { first: Duration::from_secs(2), longest: Duration::from_mins(10) };

fn refused() -> RecordedError {
    RecordedError { code: ErrorCode::AutentiRefused, message: FailureMessage::OfCode, upstream: None }
}

async fn held(store: &Store, account: &str) -> Option<Refusal> {
    store
        .refusals()
        .await
        .unwrap()
        .into_iter()
        .find_map(|(name, refusal)| refusal.filter(|_| name == account))
}

on_both! {
    async fn an_account_that_is_refused_is_asked_after_pauses_that_grow_to_the_longest(store: Store) {
        let (mut at, mut pauses) = (now(), Vec::new());
        for _ in 0..12 {
            store.credentials_refused("default", &refused(), PAUSES, at).await.unwrap();
            let refusal = held(&store, "default").await.unwrap();
            assert_eq!((refusal.since, &refusal.error), (now(), &refused()));
            // Nobody reads without need meanwhile, and what was under way tells nothing new.
            let shortly = at + Duration::from_secs(1);
            assert_eq!(store.take_reads("default", 1, 6000, shortly).await.unwrap(), 0);
            store.credentials_refused("default", &refused(), PAUSES, shortly).await.unwrap();
            assert_eq!(held(&store, "default").await.unwrap(), refusal);
            pauses.push(refusal.until.duration_since(at).as_secs());
            at = refusal.until;
            assert_eq!(store.take_reads("default", 1, 6000, at).await.unwrap(), 1);
        }
        assert_eq!(pauses, [2, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
        // Others are none of its business.
        assert_eq!(store.take_reads("other", 1, 6000, later(1)).await.unwrap(), 1);
    }

    async fn what_refused_credentials_have_held_goes_on_at_once_when_they_are_mended(store: Store) {
        let webcon = RecordedError { code: ErrorCode::WebconRefused, ..refused() };
        for (element, error) in [(1, refused()), (2, webcon)] {
            begun(&store, element, "key").await;
            let [job] = claim(&store, "one", now()).await.try_into().unwrap();
            store.job_retry(&job, later(600), None, Some((&error, false)), now()).await.unwrap();
        }
        assert!(!store.credentials_accepted("default", later(1)).await.unwrap());
        store.credentials_refused("default", &refused(), PAUSES, now()).await.unwrap();
        assert!(store.credentials_accepted("default", later(1)).await.unwrap());
        assert_eq!((held(&store, "default").await, store.take_reads("default", 1, 60, later(1)).await.unwrap()), (None, 1));
        let [job] = claim(&store, "one", later(1)).await.try_into().unwrap();
        assert_eq!(job.attempts, 1);
        // The other one waits for WEBCON.
        assert!(claim(&store, "two", later(2)).await.is_empty());
    }

    async fn credentials_that_a_start_may_have_brought_are_tried(store: Store) {
        store.credentials_refused("default", &refused(), PAUSES, now()).await.unwrap();
        store.try_refused_again(now()).await.unwrap();
        assert_eq!(held(&store, "default").await, None);
    }
}
