//! A pause that can be cut short.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::timer::Timer;

/// Cuts short the pause that somebody makes.
#[derive(Clone, Default)]
pub(crate) struct Wakeup(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    is_over: bool,
    waker: Option<Waker>,
}

impl Wakeup {
    /// Ends the pause that is being made, or the next one at once.
    pub(crate) fn wake(&self) {
        let waker = {
            let mut inner = self.0.borrow_mut();
            inner.is_over = true;
            inner.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Waits for so many milliseconds, or to be woken; without a number, to be woken only.
    pub(crate) fn pause(&self, ms: Option<u32>) -> impl Future<Output = ()> + use<> {
        let wakeup = self.clone();
        let timer = ms.map(|ms| Timer::after(ms, move || wakeup.wake()));
        Pause { wakeup: self.clone(), _timer: timer }
    }
}

struct Pause {
    wakeup: Wakeup,
    _timer: Option<Timer>,
}

impl Future for Pause {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut inner = self.wakeup.0.borrow_mut();
        if std::mem::take(&mut inner.is_over) {
            return Poll::Ready(());
        }
        inner.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
