//! A handler that answers bytes which it has been given, and does nothing else.
//!
//! `bench-bare ADDRESS FILE` answers `GET /v1/signing` with what the file holds.

use anyhow::{Context, Result};
use axum::Router;
use axum::http::header;
use axum::routing::get;
use bytes::Bytes;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().context("an address")?;
    let body = Bytes::from(std::fs::read(arguments.next().context("a file")?)?);
    let answer = move || {
        let body = body.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], body) }
    };
    let listener = TcpListener::bind(address).await?;
    Ok(axum::serve(listener, Router::new().route("/v1/signing", get(answer))).await?)
}
