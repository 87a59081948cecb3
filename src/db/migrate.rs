//! The schema: the files of `migrations/`, run by refinery inside a transaction of ours, so that
//! migrations and seed come in together or not at all.

use refinery_core::traits::sync::{Migrate, Query, Transaction};
use refinery_core::{Migration, Runner};
use rusqlite::Connection;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::header::APPLICATION_ID;
use super::message::message;
use crate::error::{Error, Result};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Number of the newest migration: the schema that this llmdb knows.
pub fn latest() -> i32 {
    LATEST
}

/// Kept beside the migrations by a test, so that reading needs not parse them.
const LATEST: i32 = 13;

/// The embedded migrations, in order: number, name, SQL.
pub fn embedded_migrations() -> Vec<(i32, String, String)> {
    let runner = embedded::migrations::runner();
    let mut all: Vec<_> = runner
        .get_migrations()
        .iter()
        .map(|migration| {
            (migration.version(), migration.name().to_owned(), migration.sql().unwrap_or_default().to_owned())
        })
        .collect();
    all.sort();
    all
}

/// Brings the schema up to the newest; a transaction is open, and stays so. Returns the numbers of
/// the migrations that were run.
pub(crate) fn migrate(connection: &Connection) -> Result<Vec<i32>> {
    let migrations = embedded::migrations::runner().get_migrations().clone();
    let report = Runner::new(&migrations)
        .set_abort_divergent(true)
        .set_abort_missing(true)
        .run(&mut InTransaction(connection))
        .map_err(|error| Error::data(format!("the schema cannot be brought up to date: {error}")))?;
    connection
        .pragma_update(None, "user_version", latest())
        .and_then(|()| connection.pragma_update(None, "application_id", APPLICATION_ID))
        .map_err(|error| Error::data(format!("the schema cannot be marked: {error}")))?;
    Ok(report.applied_migrations().iter().map(Migration::version).collect())
}

/// Refinery's own adapter opens a transaction for each migration; this one works in ours.
struct InTransaction<'a>(&'a Connection);

/// What refinery hears of when a migration fails.
#[derive(Debug)]
struct Failed(String);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self(message(&error))
    }
}

impl Transaction for InTransaction<'_> {
    type Error = Failed;

    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, queries: T) -> Result<usize, Failed> {
        let mut count = 0;
        for query in queries {
            self.0.execute_batch(query)?;
            count += 1;
        }
        Ok(count)
    }
}

impl Query<Vec<Migration>> for InTransaction<'_> {
    fn query(&mut self, query: &str) -> Result<Vec<Migration>, Failed> {
        let mut statement = self.0.prepare(query)?;
        let mut rows = statement.query([])?;
        let mut applied = Vec::new();
        while let Some(row) = rows.next()? {
            let on: String = row.get(2)?;
            let on = OffsetDateTime::parse(&on, &Rfc3339)
                .map_err(|_| Failed(format!("the history of migrations holds the date \"{on}\"")))?;
            let checksum: String = row.get(3)?;
            let checksum = checksum.parse().map_err(|_| {
                Failed(format!("the history of migrations holds the checksum \"{checksum}\""))
            })?;
            applied.push(Migration::applied(row.get(0)?, row.get(1)?, on, checksum));
        }
        Ok(applied)
    }
}

impl Migrate for InTransaction<'_> {}
