//! A connection that costs the measuring side as little as possible.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

/// A request as it goes over the wire.
pub(crate) fn request(path: &str, ticket: &str, headers: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: proxy\r\nAuthorization: Bearer {ticket}\r\nAccept-Language: en\r\n{headers}\r\n"
    )
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), line: String::new(), body: Vec::new() })
    }

    pub(crate) async fn send(&mut self, request: &str) -> Result<()> {
        Ok(self.stream.get_mut().write_all(request.as_bytes()).await?)
    }

    async fn next_line(&mut self) -> Result<&str> {
        self.line.clear();
        ensure!(self.stream.read_line(&mut self.line).await? > 0, "the connection was closed");
        Ok(self.line.trim_end())
    }

    /// Reads the head of an answer; answers how long its body is, where it says so.
    pub(crate) async fn head(&mut self) -> Result<Option<usize>> {
        let status = self.next_line().await?;
        ensure!(status.starts_with("HTTP/1.1 200"), "{status}");
        let mut length = None;
        loop {
            let line = self.next_line().await?;
            if line.is_empty() {
                return Ok(length);
            }
            if let Some((_, value)) =
                line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            {
                length = Some(value.trim().parse()?);
            }
        }
    }

    /// Reads an answer.
    pub(crate) async fn answer(&mut self) -> Result<&[u8]> {
        let length = self.head().await?.context("an answer that does not say how long it is")?;
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body).await?;
        Ok(&self.body)
    }

    /// Reads an event stream until an event tells a signing that is as wanted.
    pub(crate) async fn hear(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Result<()> {
        loop {
            let line = self.next_line().await?;
            if let Some(signing) = line.strip_prefix("data:").and_then(|data| serde_json::from_str(data).ok())
                && is_wanted(&signing)
            {
                return Ok(());
            }
        }
    }
}
