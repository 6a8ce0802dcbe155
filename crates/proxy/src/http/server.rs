//! Runs the proxy until it is told to end: connections, and how long each may take for what.
//!
//! Half a request costs its sender a connection for [`Limits::header_timeout`], an answer that nobody reads costs it
//! one for [`Limits::body_timeout`], and neither holds up the end of the program.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

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
use super::{ApiState, Routers, routers};
use crate::config::Limits;

/// How long accepting waits after the system refused, for example because all file handles are in use.
const AFTER_REFUSAL: Duration = Duration::from_millis(200);

/// Where requests come in.
#[derive(Debug)]
pub struct Listeners {
    /// For WEBCON, browsers and Autenti.
    pub main: TcpListener,
    /// For the administrator.
    pub admin: Option<TcpListener>,
}

/// Serves until [`ApiState::ending`]; then lets what is being answered finish.
pub async fn serve(state: &ApiState, listeners: Listeners) {
    keep_assets(state).await;
    let limits = state.config.limits.clone();
    let Routers { main, admin: admin_pages } = routers(state);
    let main = connections(listeners.main, main, limits.clone(), state.ending.clone());
    let admin = async {
        if let Some(listener) = listeners.admin {
            connections(listener, admin_pages, limits, state.ending.clone()).await;
        }
    };
    tokio::join!(main, admin);
}

/// Notes the component's files for pages that are open when the next version comes. Without it, they would have to be
/// loaded again; no reason not to serve.
async fn keep_assets(state: &ApiState) {
    let folder = state.config.assets.clone();
    let files = tokio::task::spawn_blocking(move || lasting_files(&folder)).await;
    match files {
        Ok(Ok(files)) => {
            if let Err(error) = state.store.keep_assets(&files, state.clock.now()).await {
                tracing::warn!(%error, "the component's files cannot be kept for the next version");
            }
        }
        Ok(Err(error)) => {
            let folder = state.config.assets.display();
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
