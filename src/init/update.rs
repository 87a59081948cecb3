//! A file that is there: its schema and its seed are brought up to date, the user's own rows stay.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use super::report::{self, Outcome, Report};
use super::{Options, fill};
use crate::db::header::{Identity, identify};
use crate::db::{Db, migrate, open, shipped, tables};
use crate::error::{Error, Result};
use crate::search;
use crate::seed::{self, Changes, Faults, Policy, Seed};

/// Brings the file up to date in one transaction; writes no byte where nothing is to do.
pub(super) fn update(
    path: &Path,
    options: &Options,
    overlay: Option<&Seed>,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Report> {
    let schema = match identify(path)? {
        Identity::Ours { schema } if schema > migrate::latest() => return Err(open::newer(path, schema)),
        Identity::Ours { schema } => schema,
        Identity::OtherDatabase | Identity::NoDatabase => return Err(open::foreign(path)),
    };
    if overlay.is_none()
        && !options.reset
        && schema == migrate::latest()
        && let Some(report) = nothing_to_do(path, options)?
    {
        return Ok(report);
    }
    let db = Db::open_existing(path, options.limits.clone())?;
    let explain = |error| db.explain(error);
    let connection = db.connection();
    // An older schema has no index.
    let is_indexed = search::is_current(connection, db.changes()).unwrap_or(false);
    // References are checked at the end, before the commit: rows come and go in any order. An error
    // on the way closes the connection, which rolls back.
    connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE").map_err(explain)?;
    refuse_newer_seed(connection, path).map_err(explain)??;
    let migrations = migrate::migrate(connection)?;
    let tables = tables::tables(connection).map_err(explain)?;
    let last = seed::kept(connection).map_err(explain)?;
    let newer = shipped::open().map_err(explain)?;
    let mut changes = seed::merge(connection, &tables, &newer, &last, options.reset).map_err(explain)?;
    let mut faults = Faults::default();
    let own = overlay.cloned().unwrap_or_default();
    let added =
        fill::load(connection, &tables, own, Policy::Overlay, &mut faults, progress).map_err(explain)?;
    fill::add(&mut changes, added);
    fill::refuse_faults(&faults)?;
    let reports = report::counted(connection, &tables, &changes).map_err(explain)?;
    let is_same = migrations.is_empty()
        && changes.is_nothing()
        && is_indexed
        && holds_seed(connection).map_err(explain)?;
    let outcome = if is_same {
        connection.execute_batch("ROLLBACK").map_err(explain)?;
        Outcome::UpToDate
    } else {
        keep_seed(connection, &newer).map_err(explain)?;
        search::index(connection, db.next_change()).map_err(explain)?;
        connection.execute_batch("COMMIT").map_err(explain)?;
        Outcome::Updated
    };
    Ok(Report { path: path.to_path_buf(), outcome, migrations, tables: reports, kept: changes.kept })
}

/// The report on a file of our schema that holds the shipped seed, with an index of it; none where
/// there is something to do.
fn nothing_to_do(path: &Path, options: &Options) -> Result<Option<Report>> {
    let db = Db::open_read(path, options.limits.clone())?;
    let connection = db.connection();
    let look = || -> rusqlite::Result<_> {
        if !search::is_current(connection, db.changes())? || !holds_seed(connection)? {
            return Ok(None);
        }
        let tables = tables::tables(connection)?;
        report::counted(connection, &tables, &Changes::default()).map(Some)
    };
    let tables = look().map_err(|error| db.explain(error))?;
    let path = path.to_path_buf();
    let of = |tables| Report {
        path,
        outcome: Outcome::UpToDate,
        migrations: Vec::new(),
        tables,
        kept: Vec::new(),
    };
    Ok(tables.map(of))
}

/// Is the seed that was loaded last the shipped one?
fn holds_seed(connection: &Connection) -> rusqlite::Result<bool> {
    let mut statement =
        connection.prepare("SELECT version, CAST(seed_fingerprint AS TEXT) FROM seeded_by")?;
    let found = statement
        .query_row([], |row| {
            Ok(row.get_ref(0)?.as_str()? == VERSION && row.get_ref(1)?.as_str()? == shipped::FINGERPRINT)
        })
        .optional()?;
    Ok(found == Some(true))
}

/// Keeps what the shipped seed is known by: its fingerprints, and those of its rows.
fn keep_seed(connection: &Connection, shipped: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("DELETE FROM seed_rows; DELETE FROM seeded_by")?;
    connection.execute(
        "INSERT INTO seeded_by (version, seed_fingerprint) VALUES (?1, CAST(?2 AS INTEGER))",
        (VERSION, shipped::FINGERPRINT),
    )?;
    let mut statement =
        connection.prepare("INSERT INTO seed_rows (table_name, fingerprints) VALUES (?1, ?2)")?;
    for (table, rows) in seed::kept(shipped)? {
        statement.execute((table, rows))?;
    }
    Ok(())
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A seed that a newer llmdb loaded must not be turned back.
fn refuse_newer_seed(connection: &Connection, path: &Path) -> rusqlite::Result<Result<()>> {
    let numbers =
        |version: &str| -> Vec<u64> { version.split('.').map(|part| part.parse().unwrap_or(0)).collect() };
    let mut statement = connection.prepare("SELECT version FROM seeded_by")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let version: String = row.get(0)?;
        if numbers(&version) > numbers(VERSION) {
            return Ok(Err(Error::data(format!(
                "{} was filled by a newer llmdb ({version}; this one is {VERSION})",
                path.display()
            ))
            .hint("install the newer llmdb; the file was left as it is")));
        }
    }
    Ok(Ok(()))
}
