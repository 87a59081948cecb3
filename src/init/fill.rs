//! Steps that every way of filling a file shares.

use rusqlite::Connection;

use super::saved_queries::with_queries;
use crate::db::tables::{Table, quoted};
use crate::error::{Error, Kind, Result};
use crate::seed::{Changes, Faults, Policy, Seed};

/// Loads the files of a seed; a transaction is open. Faults are gathered.
pub(super) fn load(
    connection: &Connection,
    tables: &[Table],
    seed: Seed,
    policy: Policy,
    faults: &mut Faults,
    progress: &mut dyn FnMut(&str, u64),
) -> rusqlite::Result<Changes> {
    let seed = with_queries(seed, faults);
    let changes = seed.load(connection, tables, policy, faults, progress)?;
    if faults.is_empty() {
        seed.check_references(connection, tables, faults)?;
    }
    Ok(changes)
}

/// Drops the indexes that only speed up, and returns the statements that make them again: sorting once
/// is faster than finding the place of each row. One that holds few rows of many is quicker kept.
pub(super) fn set_aside_indexes(connection: &Connection) -> rusqlite::Result<String> {
    let mut statement = connection.prepare(
        "SELECT name, sql FROM sqlite_schema
         WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%'
           AND sql NOT LIKE '%WHERE%' ORDER BY name",
    )?;
    let found: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut again = String::new();
    for (name, sql) in found {
        connection.execute_batch(&format!("DROP INDEX {}", quoted(&name)))?;
        again.push_str(&sql);
        // The statement may end in a comment.
        again.push_str("\n;\n");
    }
    Ok(again)
}

/// Faults of the files, all together, are an error.
pub(super) fn refuse_faults(faults: &Faults) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    let count = faults.count();
    let faulty = if count == 1 { "1 fault".to_owned() } else { format!("{count} faults") };
    Err(Error::new(Kind::Data, format!("{faulty} in the seed files; nothing was written"))
        .faults(faults.lines()))
}

/// Adds what a second load did.
pub(super) fn add(changes: &mut Changes, own: Changes) {
    for (table, more) in own.tables {
        match changes.tables.iter_mut().find(|(name, _)| *name == table) {
            Some((_, done)) => {
                done.added += more.added;
                done.changed += more.changed;
                done.removed += more.removed;
            }
            None => changes.tables.push((table, more)),
        }
    }
    changes.kept.extend(own.kept);
}
