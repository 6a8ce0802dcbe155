//! `autenti-proxy admin-link`: a link to the administrator's pages, good once.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

use anyhow::{Context, Result};

use super::print;
use crate::auth::Administrators;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::Store;

/// Prints a link, nothing else.
pub(super) async fn admin_link(file: &Path) -> Result<()> {
    let config = Config::load(file)?;
    let listen = config.admin_listen.context(
        "there is no second listener: set `admin_listen`, such as \"127.0.0.1:8790\", and start the proxy again",
    )?;
    let store = Store::open_with(&config.database, &config.encryption_keys).await?;
    let code = Administrators::new(store, Clock::system()).link().await?;
    print(&format!("http://{}/admin/sign-in?code={code}", reachable(listen)))
}

/// Who listens everywhere listens on this machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
