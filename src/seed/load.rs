//! Any table from its files: one prepared `INSERT`, typed cells, and what SQLite objects to told at
//! the place of the cell.

use std::collections::HashSet;
use std::sync::mpsc;
use std::thread;

use rusqlite::{Connection, ffi};

use super::Policy;
use super::csv::{Cell, Line};
use super::fault::Faults;
use super::files::Seed;
use super::fingerprint;
use super::read::{QUEUE, Ready, read};
use crate::db::tables::{Table, quoted};

/// Rows between two words on the progress.
const STRIDE: u64 = 4096;

/// What a load did to one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableChanges {
    /// Rows that were not there.
    pub added: u64,
    /// Rows that have other values now.
    pub changed: u64,
    /// Rows that are gone.
    pub removed: u64,
}

/// A row of the seed that stands otherwise in the file, and was left so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its table.
    pub table: String,
    /// Its key.
    pub key: String,
    /// Why it was kept.
    pub why: &'static str,
}

/// What a load did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// By table, parents before children; only tables of which the seed has files.
    pub tables: Vec<(String, TableChanges)>,
    /// Rows that the user edited, and that stayed so.
    pub kept: Vec<Kept>,
    /// Fingerprints of the rows of the seed, by table: of the key and of the values.
    pub recorded: Vec<(String, Vec<(u64, u64)>)>,
}

impl Changes {
    /// Nothing was added, changed or removed.
    pub fn is_nothing(&self) -> bool {
        self.tables.iter().all(|(_, changes)| *changes == TableChanges::default())
    }
}

/// The statements of one table.
pub(super) struct Writer<'c> {
    insert: rusqlite::Statement<'c>,
    select: rusqlite::Statement<'c>,
    update: Option<rusqlite::Statement<'c>>,
    delete: rusqlite::Statement<'c>,
    key: Vec<usize>,
    rest: Vec<usize>,
}

impl<'c> Writer<'c> {
    pub(super) fn prepare(connection: &'c Connection, table: &Table) -> rusqlite::Result<Self> {
        let name = quoted(&table.name);
        let column = |place: &usize| quoted(&table.columns[*place].name);
        let rest: Vec<usize> = (0..table.columns.len()).filter(|place| !table.key.contains(place)).collect();
        let all: Vec<String> = (0..table.columns.len()).map(|place| column(&place)).collect();
        let holes = vec!["?"; all.len()].join(", ");
        let is_key: Vec<String> = table.key.iter().map(|place| format!("{} = ?", column(place))).collect();
        let is_key = is_key.join(" AND ");
        let set: Vec<String> = rest.iter().map(|place| format!("{} = ?", column(place))).collect();
        Ok(Self {
            insert: connection.prepare(&format!(
                "INSERT INTO {name} ({}) VALUES ({holes}) ON CONFLICT DO NOTHING",
                all.join(", ")
            ))?,
            select: connection.prepare(&format!("SELECT {} FROM {name} WHERE {is_key}", all.join(", ")))?,
            update: if rest.is_empty() {
                None
            } else {
                Some(connection.prepare(&format!("UPDATE {name} SET {} WHERE {is_key}", set.join(", ")))?)
            },
            delete: connection.prepare(&format!("DELETE FROM {name} WHERE {is_key}"))?,
            key: table.key.clone(),
            rest,
        })
    }

    /// Adds a row; false where its key is taken.
    pub(super) fn insert(&mut self, cells: &[Cell<'_>]) -> rusqlite::Result<bool> {
        for (place, cell) in cells.iter().enumerate() {
            self.insert.raw_bind_parameter(place + 1, cell)?;
        }
        Ok(self.insert.raw_execute()? > 0)
    }

    /// Does the row of this key stand with these values? None where there is no such row.
    pub(super) fn stands(
        &mut self,
        cells: &[Cell<'_>],
        only: &dyn Fn(usize) -> bool,
    ) -> rusqlite::Result<Option<bool>> {
        for (hole, &place) in self.key.iter().enumerate() {
            self.select.raw_bind_parameter(hole + 1, &cells[place])?;
        }
        let mut rows = self.select.raw_query();
        let Some(row) = rows.next()? else { return Ok(None) };
        for (place, cell) in cells.iter().enumerate() {
            use rusqlite::types::ValueRef;
            let same = match (row.get_ref(place)?, cell) {
                (ValueRef::Null, Cell::Null) => true,
                (ValueRef::Integer(a), Cell::Integer(b)) => a == *b,
                (ValueRef::Real(a), Cell::Real(b)) => a.to_bits() == b.to_bits(),
                (ValueRef::Text(a), Cell::Text(b)) => a == b.as_bytes(),
                _ => false,
            };
            if !same && only(place) {
                return Ok(Some(false));
            }
        }
        Ok(Some(true))
    }

    /// Fingerprint of the row that stands under the key of these cells.
    pub(super) fn fingerprint(&mut self, table: &Table, cells: &[Cell<'_>]) -> rusqlite::Result<Option<u64>> {
        for (hole, &place) in self.key.iter().enumerate() {
            self.select.raw_bind_parameter(hole + 1, &cells[place])?;
        }
        let mut rows = self.select.raw_query();
        let Some(row) = rows.next()? else { return Ok(None) };
        let stands =
            (0..cells.len()).map(|place| Cell::of(row.get_ref(place)?)).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(fingerprint::of_row(table, &stands)))
    }

    /// Gives the row of this key these values.
    pub(super) fn update(&mut self, cells: &[Cell<'_>]) -> rusqlite::Result<()> {
        let Some(update) = &mut self.update else { return Ok(()) };
        for (hole, &place) in self.rest.iter().chain(&self.key).enumerate() {
            update.raw_bind_parameter(hole + 1, &cells[place])?;
        }
        update.raw_execute().map(|_| ())
    }

    /// Removes the row of this key.
    pub(super) fn delete(&mut self, cells: &[Cell<'_>]) -> rusqlite::Result<()> {
        for (hole, &place) in self.key.iter().enumerate() {
            self.delete.raw_bind_parameter(hole + 1, &cells[place])?;
        }
        self.delete.raw_execute().map(|_| ())
    }
}

/// Loads the files of a seed into rows that are new, or that win over what is there. The files are read
/// on a second thread: to read and to insert take about equally long.
pub(super) fn load(
    connection: &Connection,
    tables: &[Table],
    seed: &Seed,
    policy: Policy,
    faults: &mut Faults,
    progress: &mut dyn FnMut(&str, u64),
) -> rusqlite::Result<Changes> {
    let mut changes = Changes::default();
    let filled: Vec<&Table> = tables.iter().filter(|table| seed.of(&table.name).next().is_some()).collect();
    thread::scope(|scope| {
        let (sender, batches) = mpsc::sync_channel(QUEUE);
        let to_read = filled.clone();
        scope.spawn(move || read(&to_read, seed, &sender));
        for &table in &filled {
            let mut target = Target::open(connection, table, matches!(policy, Policy::Overlay))?;
            for batch in &batches {
                faults.append(batch.faults);
                for rows in batch.rows.chunks(BULK) {
                    target.take(rows, faults, progress)?;
                }
                if batch.is_last {
                    break;
                }
            }
            target.finish(&mut changes);
        }
        Ok(changes)
    })
}

/// Rows of one statement: SQLite keeps its place in the table from one to the next.
const BULK: usize = 32;
/// A table that is being filled.
struct Target<'c> {
    connection: &'c Connection,
    table: &'c Table,
    writer: Writer<'c>,
    /// Made when there are rows enough for it.
    bulk: Option<rusqlite::Statement<'c>>,
    overlay: bool,
    done: TableChanges,
    rows: u64,
    /// Keys of an overlay: a second row of one is a fault, where a row of the seed's is replaced.
    seen: HashSet<u64>,
    recorded: Vec<(u64, u64)>,
}

impl<'c> Target<'c> {
    fn open(connection: &'c Connection, table: &'c Table, overlay: bool) -> rusqlite::Result<Self> {
        Ok(Self {
            connection,
            table,
            writer: Writer::prepare(connection, table)?,
            bulk: None,
            overlay,
            done: TableChanges::default(),
            rows: 0,
            seen: HashSet::new(),
            recorded: Vec::new(),
        })
    }

    /// Takes some rows: in one statement where it can, one by one where SQLite objects to any of them.
    fn take(
        &mut self,
        rows: &[Ready<'_>],
        faults: &mut Faults,
        progress: &mut dyn FnMut(&str, u64),
    ) -> rusqlite::Result<()> {
        // A key that was met before is a fault, which is told row by row.
        let is_new = |ready: &Ready<'_>| !self.overlay || !self.seen.contains(&ready.key);
        if rows.len() == BULK && rows.iter().all(is_new) {
            let bulk = match &mut self.bulk {
                Some(bulk) => bulk,
                none => none.insert(bulk_insert(self.connection, self.table)?),
            };
            if insert_all(bulk, rows, self.table)? {
                self.done.added += rows.len() as u64;
                if self.overlay {
                    self.seen.extend(rows.iter().map(|ready| ready.key));
                } else {
                    self.recorded.extend(rows.iter().map(|ready| (ready.key, ready.row)));
                }
                self.rows += rows.len() as u64;
                progress(&self.table.name, self.rows);
                return Ok(());
            }
        }
        for ready in rows {
            self.take_one(ready, faults, progress)?;
        }
        Ok(())
    }

    fn take_one(
        &mut self,
        ready: &Ready<'_>,
        faults: &mut Faults,
        progress: &mut dyn FnMut(&str, u64),
    ) -> rusqlite::Result<()> {
        let (table, line) = (self.table, &ready.line);
        let mut cells = Vec::with_capacity(table.columns.len());
        if !line.cells(&mut cells, faults) {
            return Ok(());
        }
        self.rows += 1;
        if self.rows.is_multiple_of(STRIDE) {
            progress(&table.name, self.rows);
        }
        let twice = self.overlay && !self.seen.insert(ready.key);
        if !self.overlay {
            self.recorded.push((ready.key, ready.row));
        }
        let inserted = if twice { Ok(false) } else { self.writer.insert(&cells) };
        match inserted {
            Ok(true) => self.done.added += 1,
            Ok(false) if self.overlay && !twice => {
                // A column that the user's file leaves out keeps its value.
                let only = |place: usize| line.has(place);
                if self.writer.stands(&cells, &only)? == Some(true) {
                    return Ok(());
                }
                match update_present(self.connection, table, line, &cells) {
                    Ok(0) => faults.add(line.fault(0, unique_elsewhere(table))),
                    Ok(_) => self.done.changed += 1,
                    Err(error) => tell(table, line, &error, faults)?,
                }
            }
            Ok(false) => {
                let what = if self.writer.stands(&cells, &|_| false)?.is_some() {
                    format!("a second row for {}", line.key())
                } else {
                    unique_elsewhere(table)
                };
                faults.add(line.fault(table.key.first().copied().unwrap_or(0), what));
            }
            Err(error) => tell(table, line, &error, faults)?,
        }
        Ok(())
    }

    fn finish(self, changes: &mut Changes) {
        changes.tables.push((self.table.name.clone(), self.done));
        if !self.overlay {
            changes.recorded.push((self.table.name.clone(), self.recorded));
        }
    }
}

/// The statement that inserts many rows at once.
fn bulk_insert<'c>(connection: &'c Connection, table: &Table) -> rusqlite::Result<rusqlite::Statement<'c>> {
    let columns: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    connection.prepare(&format!(
        "INSERT INTO {} ({}) VALUES {}",
        quoted(&table.name),
        columns.join(", "),
        vec![row; BULK].join(", ")
    ))
}

/// Inserts all of these rows, or none where one of them breaks a rule.
fn insert_all(
    bulk: &mut rusqlite::Statement<'_>,
    rows: &[Ready<'_>],
    table: &Table,
) -> rusqlite::Result<bool> {
    let mut hole = 0;
    for ready in rows {
        for (place, column) in table.columns.iter().enumerate() {
            hole += 1;
            // What was read once without a fault has none.
            let cell = Cell::read(column.kind, ready.line.text(place)).unwrap_or(Cell::Null);
            bulk.raw_bind_parameter(hole, cell)?;
        }
    }
    match bulk.raw_execute() {
        Ok(_) => Ok(true),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn unique_elsewhere(table: &Table) -> String {
    format!("another row of {} has the same value where each must have its own", table.name)
}

/// Updates the columns that the file has.
fn update_present(
    connection: &Connection,
    table: &Table,
    line: &Line<'_>,
    cells: &[Cell<'_>],
) -> rusqlite::Result<usize> {
    let present: Vec<usize> =
        (0..cells.len()).filter(|place| line.has(*place) && !table.key.contains(place)).collect();
    if present.is_empty() {
        return Ok(1);
    }
    let term = |place: &usize| format!("{} = ?", quoted(&table.columns[*place].name));
    let set: Vec<String> = present.iter().map(term).collect();
    let key: Vec<String> = table.key.iter().map(term).collect();
    let mut statement = connection.prepare_cached(&format!(
        "UPDATE {} SET {} WHERE {}",
        quoted(&table.name),
        set.join(", "),
        key.join(" AND ")
    ))?;
    for (hole, &place) in present.iter().chain(&table.key).enumerate() {
        statement.raw_bind_parameter(hole + 1, &cells[place])?;
    }
    statement.raw_execute()
}

/// Tells what SQLite objects to in a row, at the cell that it speaks of; an error that is none of
/// the row's goes up.
pub(super) fn tell(
    table: &Table,
    line: &Line<'_>,
    error: &rusqlite::Error,
    faults: &mut Faults,
) -> rusqlite::Result<()> {
    let rusqlite::Error::SqliteFailure(code, Some(message)) = error else {
        return Err(rusqlite::Error::SqliteFailure(
            ffi::Error::new(error.sqlite_error().map_or(ffi::SQLITE_ERROR, |e| e.extended_code)),
            Some(error.to_string()),
        ));
    };
    let about = message.rsplit(": ").next().unwrap_or(message);
    let (place, what) = match code.extended_code {
        ffi::SQLITE_CONSTRAINT_CHECK => {
            let place = table.column_of_rule(about).unwrap_or(0);
            let rule = about.replace('_', " ");
            (place, format!("{} \"{}\" breaks a rule: {rule}", table.columns[place].name, line.text(place)))
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            let name = about.rsplit('.').next().unwrap_or(about);
            (table.place(name).unwrap_or(0), format!("{name} is empty, but each row needs one"))
        }
        code if code & 0xff == ffi::SQLITE_CONSTRAINT => (0, message.clone()),
        _ => {
            return Err(rusqlite::Error::SqliteFailure(*code, Some(message.clone())));
        }
    };
    faults.add(line.fault(place, what));
    Ok(())
}
