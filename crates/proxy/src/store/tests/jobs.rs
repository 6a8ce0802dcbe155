//! Jobs, on both databases.

use super::*;

on_both! {
    async fn a_job_is_claimed_by_one_worker_and_taken_over_when_its_lease_has_ended(store: Store) {
        let record = begun(&store, 1, "key").await;
        let first = claim(&store, "one", now()).await;
        assert_eq!(first.len(), 1);
        assert_eq!((first[0].kind, first[0].signing, first[0].attempts), (JobKind::Send, Some(record.id), 0));
        assert!(claim(&store, "two", later(7)).await.is_empty());
        // Whoever is alive and slow keeps it.
        assert_eq!(store.extend_leases(running("one", &[first[0].id]), LEASE, later(7)).await.unwrap(), [first[0].id]);
        assert!(claim(&store, "two", later(14)).await.is_empty());
        let second = claim(&store, "two", later(16)).await;
        assert_eq!((second.len(), second[0].attempts), (1, 1));
        // Whoever was away for too long finds out, and changes nothing.
        assert!(matches!(store.begin_call(&first[0], first[0].signing.unwrap(), LEASE, later(17)).await, Err(StoreError::LeaseLost)));
        store.job_done(&first[0], later(17)).await.unwrap();
        assert!(store.begin_call(&second[0], second[0].signing.unwrap(), LEASE, later(17)).await.is_ok());
        store.job_done(&second[0], later(18)).await.unwrap();
        assert!(claim(&store, "one", later(60)).await.is_empty());
    }

    async fn jobs_are_claimed_of_one_account_or_of_those_that_are_left(store: Store) {
        for (element, account) in [(1, "default"), (2, "hr"), (3, "gone")] {
            let key = IdempotencyKey::new("key");
            store.begin(instance(element), ("contracts", account), (&key, &ola()), &plan(), None, now()).await.unwrap();
        }
        store.enqueue(NewJob::about(JobKind::Erase, "all"), now()).await.unwrap();
        let of = async |from| {
            let claimed = store.claim(JobKind::ALL, from, running("one", &[]), 10, LEASE, now()).await.unwrap();
            claimed.into_iter().map(|job| job.kind).collect::<Vec<_>>()
        };
        assert_eq!(of(ClaimFrom::Account("nobody")).await, []);
        assert_eq!(of(ClaimFrom::Account("hr")).await, [JobKind::Send]);
        let mut left = of(ClaimFrom::Others(&["default", "hr"])).await;
        left.sort_unstable();
        assert_eq!(left, [JobKind::Send, JobKind::Erase]);
        assert_eq!(of(ClaimFrom::All).await, [JobKind::Send]);
        assert_eq!(of(ClaimFrom::Others(&[])).await, []);
    }

    async fn a_worker_that_stood_still_for_a_while_does_not_run_its_own_job_twice(store: Store) {
        begun(&store, 1, "key").await;
        let job = claim(&store, "one", now()).await.remove(0);
        let ids = [job.id];
        let one = running("one", &ids);
        assert!(store.claim(JobKind::ALL, ClaimFrom::All, one, 10, LEASE, later(60)).await.unwrap().is_empty());
        assert_eq!(store.next_due(JobKind::ALL, one).await.unwrap(), []);
        assert_eq!(store.extend_leases(one, LEASE, later(60)).await.unwrap(), [job.id]);
        assert!(claim(&store, "two", later(61)).await.is_empty());
    }

    async fn a_worker_takes_up_again_what_it_does_not_know_of_once_the_lease_has_ended(store: Store) {
        begun(&store, 1, "key").await;
        // The answer to the claim was lost, or what became of the job could not be noted.
        let job = claim(&store, "one", now()).await.remove(0);
        assert!(store.extend_leases(running("one", &[]), LEASE, later(7)).await.unwrap().is_empty());
        assert!(claim(&store, "one", later(7)).await.is_empty());
        assert_eq!(claim(&store, "one", later(9)).await.remove(0).id, job.id);
    }

    async fn a_worker_whose_clock_is_ahead_takes_no_lease_that_lives(store: Store) {
        begun(&store, 1, "key").await;
        let ids = [claim(&store, "one", now()).await.remove(0).id];
        let ahead = Duration::from_secs(5);
        for second in 0..60 {
            // As the runner does it: after a quarter of a lease, or a little later.
            if second % 2 == 0 {
                store.extend_leases(running("one", &ids), LEASE, later(second)).await.unwrap();
            }
            assert!(claim(&store, "fast", later(second) + ahead).await.is_empty(), "{second}");
        }
        // Killed after 59 seconds, it is followed in time; by one whose clock is behind, later by as much.
        assert!(claim(&store, "slow", later(70) - ahead).await.is_empty());
        assert_eq!(claim(&store, "fast", later(62) + ahead).await.len(), 1);
    }

    async fn how_far_the_clocks_are_apart_is_known_where_there_are_two(store: Store) {
        let ahead = || Timestamp::now() + Duration::from_hours(1);
        let Some(apart) = store.clock_ahead(ahead).await.unwrap() else {
            assert!(!matches!(store.dialect, Dialect::Postgres { .. }));
            return;
        };
        assert!((3590..=3610).contains(&apart.as_secs()), "{apart}");
    }

    async fn a_worker_that_ends_lets_others_go_on_at_once(store: Store) {
        begun(&store, 1, "key").await;
        claim(&store, "one", now()).await;
        store.release_leases("one").await.unwrap();
        assert_eq!(claim(&store, "two", now()).await.len(), 1);
    }

    async fn a_job_that_is_asked_for_while_it_runs_runs_once_more(store: Store) {
        let record = begun(&store, 1, "key").await;
        let job = claim(&store, "one", now()).await.remove(0);
        store.enqueue(NewJob::of(JobKind::Send, record.id), later(1)).await.unwrap();
        store.enqueue(NewJob::of(JobKind::Send, record.id), later(1)).await.unwrap();
        store.job_done(&job, later(2)).await.unwrap();
        let again = claim(&store, "one", later(2)).await;
        assert_eq!(again.len(), 1);
        store.job_done(&again[0], later(3)).await.unwrap();
        assert!(claim(&store, "one", later(60)).await.is_empty());
    }

    async fn news_cuts_a_wait_short_unless_the_failure_has_to_wait(store: Store) {
        let record = begun(&store, 1, "key").await;
        let error = RecordedError { code: ErrorCode::WebconRefused, message: message(), upstream: None };
        for (must_wait, due) in [(false, 1), (true, 0)] {
            let job = claim(&store, "one", later(100)).await.remove(0);
            store.enqueue(NewJob::of(JobKind::Send, record.id).after(Duration::from_secs(1000)), later(100)).await.unwrap();
            store.job_retry(&job, later(700), None, Some((&error, must_wait)), later(100)).await.unwrap();
            assert_eq!(claim(&store, "two", later(101)).await.len(), due);
            store.release_leases("two").await.unwrap();
        }
        let state = store.signing(record.id).await.unwrap();
        let state = state.job(JobKind::Send).unwrap();
        // Two that failed, and one that was cut short.
        assert_eq!((state.attempts, state.last_error.as_ref()), (3, Some(&error)));
        assert_eq!(state.run_at, Some(later(700)));
    }

    async fn a_job_that_failed_for_good_waits_until_somebody_has_it_tried_again(store: Store) {
        let record = begun(&store, 1, "key").await;
        let job = claim(&store, "one", now()).await.remove(0);
        store.job_failed(&job, &RecordedError::default(), now()).await.unwrap();
        assert!(claim(&store, "one", later(1_000_000)).await.is_empty());
        assert_eq!(store.list(SigningFilter::Stuck, None).await.unwrap().len(), 1);
        assert_eq!(store.retry_jobs(record.id, later(5)).await.unwrap(), 1);
        assert_eq!(claim(&store, "one", later(5)).await.len(), 1);
    }

    async fn a_read_that_was_refused_is_not_hurried_by_who_looks(store: Store) {
        let record = begun(&store, 1, "key").await;
        store.enqueue(NewJob::of(JobKind::Poll, record.id), now()).await.unwrap();
        let error = RecordedError { code: ErrorCode::AutentiRefused, message: message(), upstream: None };
        let polls = async |at| store.claim(&[JobKind::Poll], ClaimFrom::All, running("one", &[]), 1, LEASE, at).await.unwrap();
        for (error, hurried) in [(Some((&error, false)), 0), (None, 1)] {
            let [job] = polls(later(700)).await.try_into().unwrap();
            store.job_retry(&job, later(1400), None, error, later(700)).await.unwrap();
            store.poll_watched(&[instance(1)], later(701), later(702)).await.unwrap();
            let claimed = polls(later(702)).await;
            assert_eq!(claimed.len(), hurried);
            store.release_leases("one").await.unwrap();
            store.retry_jobs(record.id, now()).await.unwrap();
        }
    }

    async fn an_account_gets_its_reads_spread_evenly(store: Store) {
        let mut taken = 0;
        for second in 0..120 {
            taken += store.take_reads("default", 100, 60, later(second)).await.unwrap();
        }
        // Two minutes, and what had gathered before.
        assert!((125..=131).contains(&taken), "{taken}");
        // Nobody reads while Autenti wants no calls.
        store.block_account("default", later(300)).await.unwrap();
        assert_eq!(store.take_reads("default", 100, 60, later(200)).await.unwrap(), 0);
        assert!(store.take_reads("default", 100, 60, later(301)).await.unwrap() > 0);
    }

    async fn a_clock_that_is_put_back_holds_nothing_up(store: Store) {
        let record = begun(&store, 1, "key").await;
        let [job] = claim(&store, "one", now()).await.try_into().unwrap();
        let error = RecordedError { code: ErrorCode::AutentiUnavailable, message: message(), upstream: None };
        store.job_retry(&job, later(600), None, Some((&error, true)), now()).await.unwrap();
        store.enqueue(NewJob::of(JobKind::WriteBack, record.id), now()).await.unwrap();
        assert_eq!(claim(&store, "killed", now()).await.len(), 1);
        store.block_account("default", later(300)).await.unwrap();
        // Two minutes back, a moment later.
        let back = now() - Duration::from_mins(2);
        store.move_times_back(Duration::from_mins(2), LEASE, back).await.unwrap();
        assert!(claim(&store, "two", back).await.is_empty());
        let [write_back] = claim(&store, "two", back + LEASE + LEASE).await.try_into().unwrap();
        assert_eq!(write_back.kind, JobKind::WriteBack);
        store.job_done(&write_back, back + LEASE + LEASE).await.unwrap();
        let [send] = claim(&store, "two", later(480)).await.try_into().unwrap();
        assert_eq!(send.kind, JobKind::Send);
        assert_eq!(store.account("default").await.unwrap().blocked_until, Some(later(180)));
    }
}
