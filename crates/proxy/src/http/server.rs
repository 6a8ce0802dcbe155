//! Runs the proxy until it is told to end.

use std::future::IntoFuture;

use anyhow::{Context, Result};
use tokio::net::TcpListener;

use super::router;
use crate::{Proxy, metrics};

/// Serves on the listener until `ended`, then lets what is being answered finish and ends background work.
///
/// # Errors
/// When the background work cannot be started or the server fails.
pub async fn serve(
    proxy: Proxy,
    listener: TcpListener,
    ended: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    metrics::start();
    proxy.start().await.context("the journal cannot be read")?;
    let ending = proxy.ending.clone();
    let graceful = async move {
        ended.await;
        // Streams of events end with it; they would keep the server waiting.
        ending.cancel();
    };
    axum::serve(listener, router(proxy.clone())).with_graceful_shutdown(graceful).into_future().await?;
    proxy.end().await;
    Ok(())
}

/// Ends with Ctrl-C, or when the system asks to.
pub async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
