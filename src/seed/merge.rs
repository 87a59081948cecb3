//! A newer seed over an older one, three ways: what the seed was, what it is, and what stands in
//! the file. Where the user edited a row in between, the user's stands.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, Statement};

use super::csv::Cell;
use super::fingerprint::{self, Recorded};
use super::load::{Changes, Kept, TableChanges, Writer};
use crate::db::tables::{self, Table, quoted};

/// Brings the rows of the catalogue `newer` into tables that hold what an older seed left and what the
/// user made of it; `last` has the fingerprints of the older seed, by table. A transaction is open, and
/// references are checked at its end.
pub fn merge(
    connection: &Connection,
    tables: &[Table],
    newer: &Connection,
    last: &BTreeMap<String, Vec<u8>>,
    reset: bool,
) -> rusqlite::Result<Changes> {
    let of_seed = kept(newer)?;
    // Columns that the user added to a table are none of the seed's.
    let of_newer = tables::tables(newer)?;
    let mut changes = Changes::default();
    let mut dropped: Vec<(&Table, usize, Recorded)> = Vec::new();
    for table in &of_newer {
        let mut before = last.get(&table.name).map(|bytes| fingerprint::unpacked(bytes)).unwrap_or_default();
        if before.is_empty() && !of_seed.contains_key(&table.name) {
            continue;
        }
        let mut done = TableChanges::default();
        if of_seed.contains_key(&table.name) {
            let mut target = Target::open(connection, table, reset)?;
            target.take_all(newer, &mut before, &mut changes.kept)?;
            done = target.done;
        }
        if !before.is_empty() {
            dropped.push((table, changes.tables.len(), before));
        }
        changes.tables.push((table.name.clone(), done));
    }
    // Children first, so that only rows of the user's own can still refer to what goes.
    for (table, place, gone) in dropped.into_iter().rev() {
        let (_, done) = &mut changes.tables[place];
        remove(connection, tables, table, &gone, reset, done, &mut changes.kept)?;
    }
    changes.kept.sort_by(|a, b| (&a.table, &a.key).cmp(&(&b.table, &b.key)));
    Ok(changes)
}

/// The fingerprints of the rows that a catalogue has of its seed, by table.
pub fn kept(catalogue: &Connection) -> rusqlite::Result<BTreeMap<String, Vec<u8>>> {
    let mut statement = catalogue.prepare("SELECT table_name, fingerprints FROM seed_rows")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// A table that takes rows of the seed.
struct Target<'c> {
    table: &'c Table,
    writer: Writer<'c>,
    /// For each reference, what finds the row that is referred to, and the places of its key.
    parents: Vec<(Statement<'c>, Vec<usize>)>,
    reset: bool,
    done: TableChanges,
}

impl<'c> Target<'c> {
    fn open(connection: &'c Connection, table: &'c Table, reset: bool) -> rusqlite::Result<Self> {
        let mut parents = Vec::new();
        // A row of the table itself may come after one that refers to it.
        for reference in table.foreign_keys.iter().filter(|reference| reference.parent != table.name) {
            let terms: Vec<String> =
                reference.parent_columns.iter().map(|column| format!("{} = ?", quoted(column))).collect();
            let sql = format!("SELECT 1 FROM {} WHERE {}", quoted(&reference.parent), terms.join(" AND "));
            let places = reference.columns.iter().filter_map(|column| table.place(column)).collect();
            parents.push((connection.prepare(&sql)?, places));
        }
        let writer = Writer::prepare(connection, table)?;
        Ok(Self { table, writer, parents, reset, done: TableChanges::default() })
    }

    /// Is all that the row refers to there? Parents come before their children.
    fn has_parents(&mut self, cells: &[Cell<'_>]) -> rusqlite::Result<bool> {
        for (find, places) in &mut self.parents {
            if places.iter().any(|&place| cells[place] == Cell::Null) {
                continue;
            }
            for (hole, &place) in places.iter().enumerate() {
                find.raw_bind_parameter(hole + 1, &cells[place])?;
            }
            if find.raw_query().next()?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes the rows of `newer`; leaves in `before` those that it has no more.
    fn take_all(
        &mut self,
        newer: &Connection,
        before: &mut Recorded,
        kept: &mut Vec<Kept>,
    ) -> rusqlite::Result<()> {
        let table = self.table;
        let mut statement = newer.prepare(&select_all(table))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let cells = cells_of(table, row)?;
            let was = before.remove(&fingerprint::of_key(table, &cells));
            if let Some(why) = self.take(&cells, was)? {
                kept.push(Kept { table: table.name.clone(), key: key_of(table, &cells), why });
            }
        }
        Ok(())
    }

    /// Takes a row of the seed, or says why what stands in its place was kept.
    fn take(&mut self, cells: &[Cell<'_>], was: Option<u64>) -> rusqlite::Result<Option<&'static str>> {
        match self.writer.stands(cells, &|_| true)? {
            Some(true) => return Ok(None),
            None if was.is_some() && !self.reset => return Ok(Some("you removed it")),
            None => {
                if !self.has_parents(cells)? {
                    return Ok(Some("what it refers to is not there"));
                }
                if !self.writer.insert(cells)? {
                    return Ok(Some(TAKEN));
                }
                self.done.added += 1;
            }
            Some(false) => {
                let untouched = was.is_some() && self.writer.fingerprint(self.table, cells)? == was;
                if !untouched && !self.reset {
                    return Ok(Some("you edited it"));
                }
                match self.writer.update(cells) {
                    Ok(()) => self.done.changed += 1,
                    Err(error)
                        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
                    {
                        return Ok(Some(TAKEN));
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(None)
    }
}

/// Why a row of the seed cannot come in.
const TAKEN: &str = "a row of yours has a value that only one may have";

/// All rows of a table, in the order of its key.
fn select_all(table: &Table) -> String {
    let columns: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let key: Vec<String> = table.key_names().into_iter().map(quoted).collect();
    format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), quoted(&table.name), key.join(", "))
}

fn cells_of<'r>(table: &Table, row: &'r Row<'_>) -> rusqlite::Result<Vec<Cell<'r>>> {
    (0..table.columns.len()).map(|place| Cell::of(row.get_ref(place)?)).collect()
}

fn key_of(table: &Table, cells: &[Cell<'_>]) -> String {
    let parts: Vec<String> = table.key.iter().map(|&place| cells[place].to_string()).collect();
    parts.join("/")
}

/// Removes rows that the seed has no more, unless the user edited them or refers to them.
fn remove(
    connection: &Connection,
    tables: &[Table],
    table: &Table,
    gone: &Recorded,
    reset: bool,
    done: &mut TableChanges,
    kept: &mut Vec<Kept>,
) -> rusqlite::Result<()> {
    let mut writer = Writer::prepare(connection, table)?;
    // Only fingerprints were kept of them, so the rows are found by looking at each.
    let mut all = connection.prepare(&select_all(table))?;
    let mut found: Vec<(Vec<rusqlite::types::Value>, bool)> = Vec::new();
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let cells = cells_of(table, row)?;
        if let Some(was) = gone.get(&fingerprint::of_key(table, &cells)) {
            let untouched = fingerprint::of_row(table, &cells) == *was;
            let values =
                (0..table.columns.len()).map(|place| row.get(place)).collect::<rusqlite::Result<_>>()?;
            found.push((values, untouched));
        }
    }
    drop(rows);
    for (values, untouched) in &found {
        let cells = values.iter().map(|value| Cell::of(value.into())).collect::<Result<Vec<_>, _>>()?;
        let why = if !untouched && !reset {
            Some("the seed has it no more, but you edited it")
        } else if is_referred_to(connection, tables, table, &cells)? {
            Some("the seed has it no more, but rows of yours refer to it")
        } else {
            None
        };
        match why {
            Some(why) => {
                kept.push(Kept { table: table.name.clone(), key: key_of(table, &cells), why });
            }
            None => {
                writer.delete(&cells)?;
                done.removed += 1;
            }
        }
    }
    Ok(())
}

fn is_referred_to(
    connection: &Connection,
    tables: &[Table],
    table: &Table,
    row: &[Cell<'_>],
) -> rusqlite::Result<bool> {
    for child in tables {
        for reference in child.foreign_keys.iter().filter(|reference| reference.parent == table.name) {
            let terms: Vec<String> = reference.columns.iter().map(|c| format!("{} = ?", quoted(c))).collect();
            let sql = format!("SELECT 1 FROM {} WHERE {} LIMIT 1", quoted(&child.name), terms.join(" AND "));
            let mut statement = connection.prepare_cached(&sql)?;
            for (hole, column) in reference.parent_columns.iter().enumerate() {
                let Some(place) = table.place(column) else { continue };
                statement.raw_bind_parameter(hole + 1, &row[place])?;
            }
            if statement.raw_query().next()?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
