//! References of the database: what points at nothing is told at the cell of the file that says so.

use std::collections::{BTreeSet, HashSet};

use rusqlite::Connection;

use super::csv::Records;
use super::fault::{Fault, Faults};
use super::files::{Seed, nearest};
use crate::db::tables::{ForeignKey, Table, quoted};

/// Checks every reference of the database, and tells each row of the seed that refers to nothing.
pub(super) fn check(
    connection: &Connection,
    tables: &[Table],
    seed: &Seed,
    faults: &mut Faults,
) -> rusqlite::Result<()> {
    let broken: i64 =
        connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if broken == 0 {
        return Ok(());
    }
    for table in tables {
        for reference in &table.foreign_keys {
            let missing = missing_parents(connection, table, reference)?;
            if missing.is_empty() {
                continue;
            }
            tell_missing(connection, table, reference, &missing, seed, faults)?;
        }
    }
    if faults.is_empty() {
        let what = format!("{broken} references point at nothing; llmdb check names them");
        faults.add(Fault { file: "the database".into(), line: 0, column: 0, what });
    }
    Ok(())
}

fn missing_parents(
    connection: &Connection,
    table: &Table,
    reference: &ForeignKey,
) -> rusqlite::Result<HashSet<Vec<String>>> {
    let pairs: Vec<String> = reference
        .columns
        .iter()
        .zip(&reference.parent_columns)
        .map(|(from, to)| format!("parent.{} = child.{}", quoted(to), quoted(from)))
        .collect();
    let present: Vec<String> =
        reference.columns.iter().map(|column| format!("child.{} IS NOT NULL", quoted(column))).collect();
    let columns: Vec<String> =
        reference.columns.iter().map(|c| format!("CAST(child.{} AS TEXT)", quoted(c))).collect();
    let mut statement = connection.prepare(&format!(
        "SELECT DISTINCT {} FROM {} AS child WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})",
        columns.join(", "),
        quoted(&table.name),
        present.join(" AND "),
        quoted(&reference.parent),
        pairs.join(" AND ")
    ))?;
    let width = reference.columns.len();
    let rows = statement.query_map([], |row| (0..width).map(|i| row.get(i)).collect())?;
    rows.collect()
}

fn tell_missing(
    connection: &Connection,
    table: &Table,
    reference: &ForeignKey,
    missing: &HashSet<Vec<String>>,
    seed: &Seed,
    faults: &mut Faults,
) -> rusqlite::Result<()> {
    let places: Vec<usize> = reference.columns.iter().filter_map(|column| table.place(column)).collect();
    let known: Vec<String> = match reference.parent_columns.as_slice() {
        [only] => {
            let sql = format!("SELECT {} FROM {} LIMIT 10000", quoted(only), quoted(&reference.parent));
            let mut statement = connection.prepare(&sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<_>>()?
        }
        _ => Vec::new(),
    };
    let what = |named: &[String]| {
        let name = named.join("/");
        let near = nearest(&name, known.iter().map(String::as_str))
            .map_or(String::new(), |near| format!("; did you mean {near}?"));
        format!("{} \"{name}\" is not in {}{near}", reference.columns.join("/"), reference.parent)
    };
    let mut elsewhere: BTreeSet<&Vec<String>> = missing.iter().collect();
    for file in seed.of(&table.name) {
        let Some(mut records) = Records::open(file, table, faults) else { continue };
        while records.advance(faults) {
            let named: Vec<String> = places.iter().map(|&place| records.text(place).to_owned()).collect();
            if !missing.contains(&named) {
                continue;
            }
            elsewhere.remove(&named);
            faults.add(records.fault(places.last().copied().unwrap_or(0), what(&named)));
        }
    }
    for named in elsewhere {
        faults.add(Fault { file: table.name.clone(), line: 0, column: 0, what: what(named) });
    }
    Ok(())
}
