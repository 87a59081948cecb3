//! Is a catalogue sound: the file, the schema, the keys, the citations, and rules of reason.
//!
//! [`sound`] is the least that a file must pass before it gets its name; [`check`] tells everything
//! that is wrong, each finding with its row, its rule and what to do. Rules are data: the statements
//! of `rules.sql`, and the views that they read.

mod file;
mod queries;
mod rules;

use crate::db::Db;
use crate::error::{Error, Result};
use crate::rows::{RowSink, pump};

/// Something that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// Its table; empty where the file itself is at fault.
    pub table: String,
    /// Key of the row.
    pub row: String,
    /// The column.
    pub column: String,
    /// What stands there.
    pub value: Option<String>,
    /// The rule that is broken.
    pub rule: String,
    /// What to do.
    pub advice: String,
    /// Where it stands in a seed file: `file:line:column`.
    pub place: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Everything that is wrong.
    pub findings: Vec<Finding>,
    /// How many rules were asked.
    pub rules: usize,
    /// How many rows were looked at.
    pub rows: u64,
    /// A rule has more findings than are told one by one.
    pub more: bool,
}

/// The pages of the file are whole, and every reference points at something. The least that a file
/// must pass before it gets its name.
pub fn sound(db: &Db) -> Result<()> {
    let explain = |error| db.explain(error);
    let word: String =
        db.connection().query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(explain)?;
    if word != "ok" {
        return Err(Error::data(format!("{} is damaged: {word}", db.path().display())));
    }
    references(db)
}

/// Every reference points at something.
fn references(db: &Db) -> Result<()> {
    let broken: i64 = db
        .connection()
        .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))
        .map_err(|error| db.explain(error))?;
    if broken > 0 {
        return Err(Error::data(format!("{broken} references point at nothing")));
    }
    Ok(())
}

/// Looks for everything that can be wrong. What is damaged ends the search: rules would read it.
/// `progress` hears what is looked at, and the rows so far.
///
/// Errors: the time limit, Ctrl-C; a fault of the file is a finding.
pub fn check(db: &Db, progress: &mut dyn FnMut(&str, u64)) -> Result<Report> {
    let mut report = Report::default();
    // Most pages are read by several rules; a file that cannot even be begun is told below.
    let _ = db.connection().execute_batch("PRAGMA cache_size = -65536");
    let done = file::check(db, &mut report, progress).and_then(|goes_on| {
        if goes_on {
            queries::check(db, &mut report)?;
            rules::check(db, &mut report, progress)?;
        }
        Ok(())
    });
    match done {
        Ok(()) => Ok(report),
        Err(error) if file::is_damage(&error) => {
            report.findings.push(file::damage(&crate::db::message::message(&error)));
            Ok(report)
        }
        Err(error) => Err(db.explain(error)),
    }
}

/// Per column: rows, values, and how many of these are cited. Returns the rows that were told.
pub fn coverage(db: &Db, sink: &mut dyn RowSink) -> Result<u64> {
    let explain = |error| db.explain(error);
    let mut statement = db
        .connection()
        .prepare(
            "SELECT table_name, column_name, row_count, with_value, cited, filled_pct, cited_pct
             FROM coverage ORDER BY table_name ASC, column_name ASC",
        )
        .map_err(explain)?;
    pump(&mut statement, sink, u64::MAX, &explain)
}
