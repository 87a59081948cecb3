//! Makes the catalogue that the program carries. The build script runs it, and the program has the
//! finished file: what it takes to read and check a seed, nobody waits for at first use.
//!
//! The same sources make the same bytes.

use std::path::Path;

use rusqlite::Connection;

use super::fill;
use crate::db::message::message;
use crate::db::{header, migrate, tables};
use crate::error::{Error, Result};
use crate::search;
use crate::seed::{Faults, Policy, Seed, fingerprint};

/// When the migrations of a shipped file ran: the day of the build would make other bytes each day.
const APPLIED_ON: &str = "1970-01-01T00:00:00Z";

/// Makes a file, where there is none yet, of the migrations and this seed; returns the fingerprint of
/// the seed.
///
/// Errors: faults of the seed's files, all together; what SQLite or the disk refuses.
pub fn ship(path: &Path, seed: &Seed, version: &str) -> Result<i64> {
    let connection = Connection::open(path).map_err(failed)?;
    connection
        .execute_batch(
            "PRAGMA journal_mode = OFF;
             PRAGMA synchronous = OFF;
             PRAGMA foreign_keys = OFF;
             BEGIN",
        )
        .map_err(failed)?;
    migrate::migrate(&connection)?;
    let tables = tables::tables(&connection).map_err(failed)?;
    let indexes = fill::set_aside_indexes(&connection).map_err(failed)?;
    let mut faults = Faults::default();
    let changes = fill::load(&connection, &tables, seed.clone(), Policy::Fresh, &mut faults, &mut |_, _| {})
        .map_err(failed)?;
    fill::refuse_faults(&faults)?;
    let fingerprint = seed.fingerprint().cast_signed();
    let finish = || -> rusqlite::Result<()> {
        connection.execute("UPDATE refinery_schema_history SET applied_on = ?1", [APPLIED_ON])?;
        connection.execute(
            "INSERT INTO seeded_by (version, seed_fingerprint) VALUES (?1, ?2)",
            (version, fingerprint),
        )?;
        for (table, rows) in changes.recorded {
            connection.execute(
                "INSERT INTO seed_rows (table_name, fingerprints) VALUES (?1, ?2)",
                (table, fingerprint::packed(rows)),
            )?;
        }
        search::index(&connection, None)?;
        connection.execute_batch(&indexes)?;
        // Each table's pages one after the other, none of them free.
        connection.execute_batch("COMMIT; VACUUM")?;
        // What says so is one more change.
        let changes = header::change_counter(path).map(|changes| changes.wrapping_add(1));
        search::mark_current(&connection, changes)
    };
    finish().map_err(failed)?;
    Ok(fingerprint)
}

fn failed(error: rusqlite::Error) -> Error {
    Error::data(format!("the catalogue cannot be made: {}", message(&error)))
}
