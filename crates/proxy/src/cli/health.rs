//! `autenti-proxy health`: whether the proxy of this configuration is ready, for containers that hold nothing else
//! that could ask.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Whoever takes longer is not ready.
const TIMEOUT: Duration = Duration::from_secs(4);
/// The first line of an answer is not longer.
const STATUS_LINE: u64 = 256;

/// Asks `/readyz`.
pub(super) fn health(listen: SocketAddr) -> Result<()> {
    let address = SocketAddr::new(reachable(listen.ip()), listen.port());
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)
        .with_context(|| format!("nothing listens on {address}"))?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(STATUS_LINE).read_to_end(&mut answer).context("the proxy does not answer")?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if status != "200" {
        bail!("the proxy is not ready: it answers {status}");
    }
    Ok(())
}

/// Who listens everywhere listens on this machine.
fn reachable(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// Asks something that answers so.
    fn asked(answer: &'static str) -> Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 512];
            let length = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        // As in a container.
        let asked = health(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), port));
        assert!(server.join().unwrap().starts_with("GET /readyz HTTP/1.1\r\n"));
        asked
    }

    #[test]
    fn a_proxy_is_healthy_when_it_says_that_it_is_ready() {
        asked("HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let error = asked("HTTP/1.1 503 Service Unavailable\r\n\r\n").unwrap_err();
        assert!(error.to_string().contains("503"), "{error}");
        assert!(asked("").is_err());
    }

    #[test]
    fn a_proxy_that_does_not_listen_is_not_healthy() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(health(free).unwrap_err().to_string().contains("nothing listens"));
    }
}
