//! A new file: the catalogue that the program carries, and the user's own rows over it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::thread;

use rusqlite::Connection;

use super::report::{self, Outcome, Report};
use super::{Options, fill};
use crate::db::{Db, shipped, tables};
use crate::error::{Error, Result};
use crate::search;
use crate::seed::{Changes, Faults, Policy, Seed, TableChanges};

/// Builds the file beside its target, and gives it its name when it is whole and on the disk.
pub(super) fn build(
    path: &Path,
    options: &Options,
    overlay: Option<&Seed>,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Report> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: io::Error| {
        Error::io("cannot build", path.display(), &error)
            .hint("name a place that can be written: llmdb init FILE")
    };
    let file = temporary_in(folder).map_err(failed)?;
    let mut unpacked = BufWriter::with_capacity(1 << 18, file.as_file());
    io::copy(&mut shipped::bytes(), &mut unpacked).and_then(|_| unpacked.flush()).map_err(failed)?;
    drop(unpacked);
    let report = match overlay {
        None => {
            // The disk is slow: the report is made while it is waited for.
            let (synced, report) = thread::scope(|scope| {
                let syncing = scope.spawn(|| file.as_file().sync_all());
                let report = of_shipped(path, file.path(), options);
                (syncing.join(), report)
            });
            synced.unwrap_or_else(|_| Err(io::Error::other("the disk did not answer"))).map_err(failed)?;
            report?
        }
        Some(overlay) => {
            let report = add_own(path, file.path(), options, overlay, progress)?;
            file.as_file().sync_all().map_err(failed)?;
            report
        }
    };
    match file.persist_noclobber(path) {
        Ok(_) => {}
        // Another process was faster: its file is as good.
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(failed(error.error)),
    }
    sync_folder(folder).map_err(failed)?;
    Ok(report)
}

fn temporary_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".llmdb-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the user's mask leaves of it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// A rename lasts when the folder that holds the name is on the disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// What the shipped catalogue holds, read from the file that it was written to.
fn of_shipped(path: &Path, temporary: &Path, options: &Options) -> Result<Report> {
    let db = Db::open_read(temporary, options.limits.clone())?;
    let read = || -> rusqlite::Result<_> {
        let tables = tables::tables(db.connection())?;
        Ok(report::of_new(&tables, &rows_of_seed(db.connection())?))
    };
    let tables = read().map_err(|error| told_of(db.explain(error), path, temporary))?;
    let path = path.to_path_buf();
    Ok(Report { path, outcome: Outcome::Built, migrations: Vec::new(), tables, kept: Vec::new() })
}

/// The rows that a catalogue has of its seed, each of them new.
fn rows_of_seed(catalogue: &Connection) -> rusqlite::Result<Changes> {
    // Two values of eight bytes a row; their length is known without reading them.
    let mut statement = catalogue.prepare("SELECT table_name, length(fingerprints) / 16 FROM seed_rows")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, TableChanges { added: row.get(1)?, ..TableChanges::default() }))
    })?;
    Ok(Changes { tables: rows.collect::<rusqlite::Result<_>>()?, ..Changes::default() })
}

/// Adds the user's own rows to a file that nobody else sees.
fn add_own(
    path: &Path,
    temporary: &Path,
    options: &Options,
    own: &Seed,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Report> {
    let db = Db::open_existing(temporary, options.limits.clone())?;
    let explain = |error| told_of(db.explain(error), path, temporary);
    let connection = db.connection();
    connection
        .execute_batch(
            "PRAGMA journal_mode = MEMORY;
             PRAGMA synchronous = OFF;
             PRAGMA locking_mode = EXCLUSIVE;
             PRAGMA cache_size = -32768;
             PRAGMA foreign_keys = OFF;
             BEGIN",
        )
        .map_err(explain)?;
    let tables = tables::tables(connection).map_err(explain)?;
    let indexes = fill::set_aside_indexes(connection).map_err(explain)?;
    let mut faults = Faults::default();
    let mut changes = rows_of_seed(connection).map_err(explain)?;
    let added = fill::load(connection, &tables, own.clone(), Policy::Overlay, &mut faults, progress)
        .map_err(explain)?;
    fill::refuse_faults(&faults)?;
    fill::add(&mut changes, added);
    search::index(connection, db.next_change()).map_err(explain)?;
    connection.execute_batch(&indexes).and_then(|()| connection.execute_batch("COMMIT")).map_err(explain)?;
    let tables = report::counted(connection, &tables, &changes).map_err(explain)?;
    let path = path.to_path_buf();
    Ok(Report { path, outcome: Outcome::Built, migrations: Vec::new(), tables, kept: changes.kept })
}

/// An error of the temporary file, told of the one that was asked for.
fn told_of(error: Error, path: &Path, temporary: &Path) -> Error {
    let message = error.message().replace(&temporary.display().to_string(), &path.display().to_string());
    error.with_message(message)
}
