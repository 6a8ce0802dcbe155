use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;
use webcon::{DatabaseId, ElementId};

use super::*;
use crate::failure::Result;
use crate::jobs::Handler;
use crate::store::tests::plan;
use crate::store::{IdempotencyKey, Instance, NewJob, Requester, SigningId};

/// The account whose Autenti hangs.
const SILENT: &str = "silent";

/// Jobs of the silent account never end; those of others are told of when they run.
struct Hanging {
    store: Store,
    ran: mpsc::UnboundedSender<JobKind>,
}

impl Handler for Hanging {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let signing = self.store.signing(job.signing.unwrap()).await?;
            if signing.account == SILENT {
                std::future::pending::<()>().await;
            }
            self.ran.send(job.kind).unwrap();
            Ok(Outcome::Done)
        })
    }
}

async fn begun(store: &Store, element: i32, account: &str, now: Timestamp) -> SigningId {
    let instance = Instance { database: DatabaseId(1), element: ElementId(element) };
    let asked = (&IdempotencyKey::new("key"), &Requester::default());
    store.begin(instance, ("contracts", account), asked, &plan(), None, now).await.unwrap();
    store.living(instance).await.unwrap().unwrap().id
}

#[tokio::test]
async fn an_account_whose_autenti_hangs_holds_up_no_other() {
    let of_a_signing = [
        JobKind::Send,
        JobKind::Refresh,
        JobKind::WriteBack,
        JobKind::Links,
        JobKind::Attach,
        JobKind::Transition,
        JobKind::Poll,
        JobKind::Remind,
    ];
    let store = Store::open("sqlite::memory:").await.unwrap();
    let clock = Clock::system();
    // Those of the silent one are due first, and are more than there are places.
    for element in 1..=40 {
        let id = begun(&store, element, SILENT, clock.now()).await;
        for kind in of_a_signing {
            store.enqueue(NewJob::of(kind, id), clock.now()).await.unwrap();
        }
    }
    let (ran, mut runs) = mpsc::unbounded_channel();
    let handlers: Handlers = {
        let store = store.clone();
        Box::new(move |_| Arc::new(Hanging { store: store.clone(), ran: ran.clone() }))
    };
    let budget = |account: &str| Budget {
        account: account.to_owned(),
        reads_per_minute: 6000,
        poll_open: Duration::from_secs(5),
    };
    let budgets = vec![budget(SILENT), budget("other")];
    let runner = Runner::new(store.clone(), handlers, budgets, clock.clone(), Timing::default());
    let ending = CancellationToken::new();
    let running = tokio::spawn(Arc::clone(&runner).run(ending.clone()));
    let is_full = |kind| runner.free_for(kind, SILENT) == 0;
    let all_full = async {
        while !of_a_signing.into_iter().all(is_full) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all_full).await.expect("the silent account is never full");
    let id = begun(&store, 100, "other", clock.now()).await;
    let mut waited_for = of_a_signing.to_vec();
    for kind in of_a_signing {
        store.enqueue(NewJob::of(kind, id), clock.now()).await.unwrap();
    }
    while !waited_for.is_empty() {
        let next = tokio::time::timeout(Duration::from_secs(20), runs.recv()).await;
        let kind = next.unwrap_or_else(|_| panic!("held up: {waited_for:?}")).unwrap();
        waited_for.retain(|waits| *waits != kind);
    }
    ending.cancel();
    running.await.unwrap();
}
