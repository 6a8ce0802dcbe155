//! Runs the proxy until it is told to end: connections, and how long each may take for what.
//!
//! Half a request costs its sender a connection for [`Limits::header_timeout`], an answer that nobody reads costs it
//! one for [`Limits::body_timeout`], and neither holds up the end of the program.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::assets::lasting_files;
use super::{Routers, routers};
use crate::config::Limits;
use crate::{Proxy, metrics};

/// How long accepting waits after the system refused, for example because all file handles are in use.
const AFTER_REFUSAL: Duration = Duration::from_millis(200);

/// Serves on the listener, and on that of the administrator if there is one, until `ended`; then lets what is being
/// answered finish and ends background work.
///
/// # Errors
/// When the administrator's listener cannot be had or the background work cannot be started.
pub async fn serve(
    proxy: Arc<Proxy>,
    listener: TcpListener,
    ended: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    metrics::start();
    let admin = match proxy.config.admin_listen {
        Some(address) => {
            Some(TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?)
        }
        None => None,
    };
    proxy.start().await?;
    keep_assets(&proxy).await;
    let ending = proxy.ending.clone();
    let limits = proxy.config.limits.clone();
    let Routers { main, admin: admin_pages } = routers(&proxy);
    let main = connections(listener, main, limits.clone(), ending.clone());
    let admin = async {
        if let Some(listener) = admin {
            connections(listener, admin_pages, limits, ending.clone()).await;
        }
    };
    let told = async {
        ended.await;
        // Streams of events end with it; they would keep the server waiting.
        ending.cancel();
    };
    tokio::join!(main, admin, told);
    proxy.end().await;
    Ok(())
}

/// Notes the component's files for pages that are open when the next version comes. Without it, they would have to be
/// loaded again; no reason not to serve.
async fn keep_assets(proxy: &Proxy) {
    let folder = proxy.config.assets.clone();
    let files = tokio::task::spawn_blocking(move || lasting_files(&folder)).await;
    match files {
        Ok(Ok(files)) => {
            if let Err(error) = proxy.store.keep_assets(&files, proxy.clock.now()).await {
                tracing::warn!(%error, "the component's files cannot be kept for the next version");
            }
        }
        Ok(Err(error)) => {
            let folder = proxy.config.assets.display();
            tracing::warn!(%error, %folder, "the component's files cannot be read: no form can load the panel");
        }
        Err(error) => tracing::warn!(%error, "the component's files cannot be read"),
    }
}

/// Serves one listener until `ending`, and then for [`Limits::shutdown`] at most.
async fn connections(listener: TcpListener, router: Router, limits: Limits, ending: CancellationToken) {
    let permits = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
    let graceful = GracefulShutdown::new();
    let mut open = JoinSet::new();
    while let Some(Some((permit, stream, peer))) = ending.run_until_cancelled(next(&listener, &permits)).await
    {
        while open.try_join_next().is_some() {}
        let service = router.clone().map_request(move |request: http::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header_timeout)
            .serve_connection(
                TokioIo::new(with_time_limits(stream, &limits)),
                TowerToHyperService::new(service),
            );
        let connection = graceful.watch(connection);
        open.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%peer, error = %anyhow::Error::from(error), "a connection ended early");
            }
            drop(permit);
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.shutdown, graceful.shutdown()).await.is_err() {
        tracing::warn!(connections = open.len(), "requests did not finish in time and are given up");
    }
    open.shutdown().await;
}

/// The next connection, once there is permits for it. None when the semaphore was closed, which nobody does.
async fn next(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Some((permit, stream, peer)),
            // The one who called is gone already.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
                ) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(AFTER_REFUSAL).await;
            }
        }
    }
}

/// A stream whose writes fail once its reader has stood still for too long.
fn with_time_limits(stream: TcpStream, limits: &Limits) -> std::pin::Pin<Box<TimeoutStream<TcpStream>>> {
    // Small answers leave at once instead of waiting for more.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.body_timeout));
    Box::pin(stream)
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
