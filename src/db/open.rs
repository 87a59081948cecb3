//! Opening a file: it must be one of ours, of a schema that we know, and reading must not be able
//! to change a byte of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

use super::guard::{Guard, Limits, Written};
use super::header::{Identity, change_counter, identify};
use super::message::message;
use super::migrate;
use crate::error::{Error, Kind, Result};

/// Bytes of the longest value that a stranger's statement may make.
const LONGEST_VALUE: i32 = 64 << 20;

/// How long a writer waits for another program to finish.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open catalogue.
pub struct Db {
    connection: Connection,
    path: PathBuf,
    guard: Guard,
    changes: Option<u32>,
}

impl Db {
    /// Opens a catalogue to read it: nothing that is done through it can change the file.
    pub fn open_read(path: &Path, limits: Limits) -> Result<Self> {
        known(path)?;
        undo_half_a_change(path);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::open(path, flags, limits)
    }

    /// Opens a catalogue to change it, with foreign keys enforced.
    pub fn open_write(path: &Path, limits: Limits) -> Result<Self> {
        known(path)?;
        let db = Self::open_existing(path, limits)?;
        db.connection.pragma_update(None, "foreign_keys", true).map_err(|error| db.explain(error))?;
        Ok(db)
    }

    /// Opens a file to bring it up to date: it is one of ours, but may be of an older schema.
    pub(crate) fn open_existing(path: &Path, limits: Limits) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::open(path, flags, limits)
    }

    fn open(path: &Path, flags: OpenFlags, limits: Limits) -> Result<Self> {
        // Read before SQLite has the file: closing it again would drop SQLite's locks.
        let changes = change_counter(path);
        let mut connection = Connection::open_with_flags(path, flags)
            .map_err(|error| sqlite_error(path, "cannot open the database", &error))?;
        let hardened = || -> rusqlite::Result<()> {
            connection.busy_timeout(PATIENCE)?;
            // A file made to harm must not run code of its own, nor reach SQLite's insides.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
            // A plan does not hang on the values that are bound: else each new value of a statement
            // that is kept prepared would prepare it anew.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            Ok(())
        };
        hardened().map_err(|error| sqlite_error(path, "cannot open the database", &error))?;
        let guard = Guard::install(&mut connection, limits)
            .map_err(|error| sqlite_error(path, "cannot open the database", &error))?;
        Ok(Self { connection, path: path.to_path_buf(), guard, changes })
    }

    /// Begins one look at the file that lasts until it is closed: what many small statements read is
    /// of one state, and the file is locked once, not by each of them.
    pub fn look_once(&self) -> Result<()> {
        self.connection.execute_batch("BEGIN").map_err(|error| self.explain(error))
    }

    /// The connection, to prepare statements on.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Changes that the file had seen when it was opened; none where its clients do not count them.
    pub(crate) fn changes(&self) -> Option<u32> {
        self.changes
    }

    /// Changes that it will have seen after the one transaction that follows.
    pub(crate) fn next_change(&self) -> Option<u32> {
        self.changes.map(|changes| changes.wrapping_add(1))
    }

    /// Refuses whatever is no plain reading (see [`super::guard`]).
    pub(crate) fn refuse_all_but_reading(&mut self) -> Result<()> {
        self.limit_values()?;
        self.guard.refuse(&mut self.connection, false).map_err(|error| self.explain(error))
    }

    /// Refuses whatever is no change of rows.
    pub(crate) fn refuse_all_but_rows(&mut self) -> Result<()> {
        self.limit_values()?;
        self.guard.refuse(&mut self.connection, true).map_err(|error| self.explain(error))
    }

    /// What statements may have written since all but rows was refused.
    pub(crate) fn written(&self) -> BTreeSet<Written> {
        self.guard.written()
    }

    /// One value of a stranger's statement must not take all memory.
    fn limit_values(&self) -> Result<()> {
        self.connection
            .set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
            .map(|_| ())
            .map_err(|error| self.explain(error))
    }

    /// Allows everything again: what llmdb itself does after a stranger's SQL has run.
    pub(crate) fn allow_all(&mut self) -> Result<()> {
        Guard::allow(&mut self.connection).map_err(|error| self.explain(error))
    }

    /// Our own error, where the guard stopped the statement.
    pub(crate) fn cause(&self, error: &rusqlite::Error) -> Option<Error> {
        self.guard.cause(error)
    }

    /// Turns an error of SQLite into one of ours: the time limit, Ctrl-C, a refusal, a fault of
    /// the file, or a statement that is wrong.
    pub fn explain(&self, error: rusqlite::Error) -> Error {
        match self.guard.cause(&error) {
            Some(known) => known,
            None => sqlite_error(&self.path, "cannot answer", &error),
        }
    }
}

/// A writer that was killed leaves a journal, and only one who may write can undo its half change
/// with it. What cannot be undone is told when the file is read.
fn undo_half_a_change(path: &Path) {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    if !Path::new(&journal).exists() {
        return;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if let Ok(connection) = Connection::open_with_flags(path, flags) {
        let _ = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    }
}

fn known(path: &Path) -> Result<()> {
    if !path.exists() {
        let shown = path.display();
        return Err(Error::data(format!("there is no database {shown}"))
            .command(format!("llmdb init {}", quoted(path)), "builds it"));
    }
    match identify(path)? {
        Identity::Ours { schema } if schema == migrate::latest() => Ok(()),
        Identity::Ours { schema } if schema > migrate::latest() => Err(newer(path, schema)),
        Identity::Ours { schema } => Err(Error::data(format!(
            "{} was made by an older llmdb (schema {schema}; this one reads schema {})",
            path.display(),
            migrate::latest()
        ))
        .command(format!("llmdb init {}", quoted(path)), "brings it up to date, your own rows kept")),
        Identity::OtherDatabase | Identity::NoDatabase => Err(foreign(path)),
    }
}

/// The error for a file that is not ours.
pub(crate) fn foreign(path: &Path) -> Error {
    Error::data(format!("{} is not an llmdb database; it was left as it is", path.display()))
        .command("llmdb init FILE", "builds one under a name that is free")
}

/// The error for a file of a schema that is not born yet.
pub(crate) fn newer(path: &Path, schema: i32) -> Error {
    Error::data(format!(
        "{} was made by a newer llmdb (schema {schema}; this one, {}, knows schema {})",
        path.display(),
        env!("CARGO_PKG_VERSION"),
        migrate::latest()
    ))
    .hint("install the newer llmdb; the file was left as it is")
}

/// A path as one can type it again.
pub(crate) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    if text.contains(|c: char| c.is_whitespace() || "'\"$\\".contains(c)) {
        format!("'{}'", text.replace('\'', "'\\''"))
    } else {
        text
    }
}

/// What SQLite says of a file, in our words.
pub(crate) fn sqlite_error(path: &Path, what: &str, error: &rusqlite::Error) -> Error {
    let shown = path.display();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            Error::data(format!("{shown} is damaged: {}", message(error)))
                .hint("keep a copy if it holds rows of your own; llmdb init FILE builds a new one")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::new(Kind::Machine, format!("{shown} is in use by another program"))
                .hint("close it there, or try again when it is done")
        }
        Some(ErrorCode::DiskFull) => Error::new(Kind::Machine, format!("{what}: the disk is full"))
            .hint("make room and run the same command again; nothing was lost"),
        Some(ErrorCode::ReadOnly) => {
            Error::new(Kind::Machine, format!("{shown} is read-only")).hint("nothing was changed")
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure) => {
            Error::new(Kind::Machine, format!("{what} {shown}: {}", message(error)))
        }
        _ => {
            let error = Error::data(format!("{what}: {}", message(error)));
            let is_gone =
                ["no such table", "no such column"].iter().any(|begin| error.message().contains(begin));
            // The statement is ours: a client took away what it reads.
            if is_gone { error.command("llmdb check", "tells what is missing") } else { error }
        }
    }
}
