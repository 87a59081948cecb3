//! What `init` did, table by table.

use std::path::PathBuf;

use rusqlite::Connection;

use crate::db::tables::{Table, quoted};
use crate::seed::{Changes, Kept, TableChanges};

/// What became of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there.
    Built,
    /// It was there, and is newer now.
    Updated,
    /// Nothing was to do; no byte was written.
    UpToDate,
}

/// What `init` did to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableReport {
    /// The table.
    pub table: String,
    /// Its rows now.
    pub rows: u64,
    /// What changed.
    pub changes: TableChanges,
}

/// What `init` did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The file.
    pub path: PathBuf,
    /// What became of it.
    pub outcome: Outcome,
    /// Migrations that were run.
    pub migrations: Vec<i32>,
    /// Tables, by name.
    pub tables: Vec<TableReport>,
    /// Rows of the seed that were left as the user has them.
    pub kept: Vec<Kept>,
}

/// Of a new file: its rows are those that were added, so that none needs to be counted.
pub(super) fn of_new(tables: &[Table], changes: &Changes) -> Vec<TableReport> {
    reports(tables, changes, |_, changes| Ok(changes.added)).unwrap_or_default()
}

/// Counts the rows of each table.
pub(super) fn counted(
    connection: &Connection,
    tables: &[Table],
    changes: &Changes,
) -> rusqlite::Result<Vec<TableReport>> {
    reports(tables, changes, |table, _| {
        let sql = format!("SELECT count(*) FROM {}", quoted(&table.name));
        connection.query_row(&sql, [], |row| row.get(0))
    })
}

fn reports(
    tables: &[Table],
    changes: &Changes,
    rows: impl Fn(&Table, &TableChanges) -> rusqlite::Result<u64>,
) -> rusqlite::Result<Vec<TableReport>> {
    let mut reports = Vec::new();
    for table in tables.iter().filter(|table| table.name != "seed_rows" && table.name != "seeded_by") {
        let done = changes.tables.iter().find(|(name, _)| *name == table.name);
        let changes = done.map(|(_, changes)| *changes).unwrap_or_default();
        reports.push(TableReport { table: table.name.clone(), rows: rows(table, &changes)?, changes });
    }
    reports.sort_by(|a, b| a.table.cmp(&b.table));
    Ok(reports)
}
