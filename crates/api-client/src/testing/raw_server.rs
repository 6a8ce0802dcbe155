//! Servers that answer with raw bytes, whole or not.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// An answer with a token.
pub const TOKEN_ANSWER: &str =
    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 24\r\n\r\n{\"access_token\":\"token\"}";

/// A server that reads a request, answers it with raw bytes and hangs up; one answer for each connection.
/// Answers its origin, such as `http://127.0.0.1:1234`.
pub async fn raw_server(answers: Vec<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for answer in answers {
            let mut connection = accept(&listener).await;
            connection.write_all(answer.as_bytes()).await.unwrap();
            connection.shutdown().await.unwrap();
        }
    });
    origin
}

/// A server that answers like [`raw_server`], and the request after that with the raw bytes of `last`, after
/// which it says nothing more until the second part is dropped.
pub async fn stalling_server(first: Vec<&'static str>, last: &'static str) -> (String, AbortOnDrop) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let stalling = tokio::spawn(async move {
        for answer in first {
            accept(&listener).await.write_all(answer.as_bytes()).await.unwrap();
        }
        let mut connection = accept(&listener).await;
        connection.write_all(last.as_bytes()).await.unwrap();
        std::future::pending::<()>().await;
    });
    (origin, AbortOnDrop(stalling))
}

/// Ends a server with the test that started it.
pub struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A connection whose request was read to its end.
async fn accept(listener: &TcpListener) -> TcpStream {
    let (mut connection, _) = listener.accept().await.unwrap();
    let mut request = vec![0; 16 << 10];
    let mut length = 0;
    while !is_whole(&request[..length]) {
        length += connection.read(&mut request[length..]).await.unwrap();
    }
    connection
}

/// Whether a request's head and the body that it announces are there.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let announced = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    body.len() >= announced.map_or(0, |length| length.trim().parse().unwrap())
}
