//! What is asked of a table: the statement, with the names of what its rows refer to, and how rows
//! become lines.

use rusqlite::{Row, params_from_iter};

use super::gather::{cell, text};
use super::relations::Relation;
use crate::db::Db;
use crate::db::tables::{Table, quoted};
use crate::names::Names;
use crate::page::Cell;

/// Things that are asked, the newest first, whether they name the thing.
const NEWEST: usize = 1000;
/// Rows are not counted further.
const MOST: u64 = 2_000;
/// The column by which things are new or old.
pub(super) const DATE: &str = "release_date";

/// What the values of a column stand for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role<'t> {
    /// Themselves.
    Plain,
    /// Yes or no.
    Mark,
    /// A thing of this table.
    Names(&'t Table),
}

/// A row that was read.
pub(super) struct Gathered {
    /// Its key as citations write it.
    pub(super) key: String,
    /// When what it names was released.
    pub(super) date: Option<String>,
    /// Its cells.
    pub(super) cells: Vec<Cell>,
}

/// What is read of a table.
pub(super) struct Asked<'q> {
    pub(super) table: &'q Table,
    pub(super) relation: &'q Relation,
    pub(super) columns: &'q [&'q str],
    pub(super) roles: &'q [Role<'q>],
    pub(super) keys: &'q [&'q str],
}

impl Asked<'_> {
    /// The rows, one more than is wanted; their key follows the columns.
    pub(super) fn select(&self, limit: u64) -> String {
        let (from, conditions) = self.from();
        format!("SELECT {} FROM {from} WHERE {conditions} LIMIT {}", self.list(), one_more(limit))
    }

    /// The same, and behind the key the name (and the date) of each thing that is referred to. With
    /// `newest`, the rows that name one of the things of this column's table, the newest first.
    pub(super) fn select_called(&self, limit: u64, newest: Option<(&str, &Table)>) -> String {
        let (mut from, mut conditions) = self.from();
        let name = quoted(&self.table.name);
        if let Some((column, thing)) = newest {
            // With a sign before it a column is not looked up by its own index: the newest lead.
            conditions =
                conditions.split(" AND ").map(|one| format!("+{one}")).collect::<Vec<_>>().join(" AND ");
            // A cross join keeps its order: the newest things first, by their index.
            from = format!(
                "(SELECT {key} AS newest FROM {thing} ORDER BY {DATE} DESC LIMIT {NEWEST})
                 CROSS JOIN {from} ON {name}.{column} = newest",
                key = quoted(thing.key_names()[0]),
                thing = quoted(&thing.name),
                column = quoted(column),
            );
        }
        let mut list = self.list();
        for (place, role) in self.roles.iter().enumerate() {
            let Role::Names(thing) = role else { continue };
            let key = thing.key_names()[0];
            let mut of = name.clone();
            if thing.name != self.table.name || key != self.columns[place] {
                of = format!("called_{place}");
                from += &format!(
                    " LEFT JOIN {} AS {of} ON {of}.{} = {name}.{}",
                    quoted(&thing.name),
                    quoted(key),
                    quoted(self.columns[place])
                );
            }
            list += &format!(", {of}.{}", quoted(Names::name_column(thing)));
            if thing.place(DATE).is_some() {
                list += &format!(", {of}.{DATE}");
            }
        }
        // In the order of the index: to sort a million rows for the first of them would take long.
        format!("SELECT {list} FROM {from} WHERE {conditions} LIMIT {}", one_more(limit))
    }

    /// How many rows there are; none where no index counts them, [`MOST`] where there are more.
    pub(super) fn count(&self, db: &Db, key: &[String]) -> rusqlite::Result<Option<u64>> {
        if self.table.place("row_key").is_some() || self.relation.through.is_some() {
            return Ok(None);
        }
        let (from, conditions) = self.from();
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {from} WHERE {conditions} LIMIT {MOST})");
        let count: u64 =
            db.connection().prepare_cached(&sql)?.query_row(params_from_iter(key), |row| row.get(0))?;
        Ok(Some(count).filter(|count| *count < MOST))
    }

    /// The column of the key that names things with a date, and their table.
    pub(super) fn dated(&self) -> Option<(&str, &Table)> {
        if self.relation.through.is_some() {
            return None;
        }
        let (place, role) = self.roles.iter().enumerate().find(|(place, role)| {
            self.keys.contains(&self.columns[*place])
                && matches!(role, Role::Names(thing) if thing.place(DATE).is_some())
        })?;
        let Role::Names(thing) = role else { return None };
        Some((self.columns[place], thing))
    }

    fn list(&self) -> String {
        let name = quoted(&self.table.name);
        let all = self.columns.iter().chain(self.keys);
        let list: Vec<String> = all.map(|column| format!("{name}.{}", quoted(column))).collect();
        list.join(", ")
    }

    fn from(&self) -> (String, String) {
        let name = quoted(&self.table.name);
        let (from, of) = match &self.relation.through {
            None => (name.clone(), name),
            Some(through) => {
                let between = quoted(&through.table);
                let equal: Vec<String> = through
                    .equal
                    .iter()
                    .map(|(far, near)| format!("{name}.{} = {between}.{}", quoted(far), quoted(near)))
                    .collect();
                (format!("{between} INNER JOIN {name} ON {}", equal.join(" AND ")), between)
            }
        };
        let columns = self.relation.columns.iter().enumerate();
        let conditions: Vec<String> =
            columns.map(|(at, column)| format!("{of}.{} = ?{}", quoted(column), at + 1)).collect();
        (from, conditions.join(" AND "))
    }
}

fn one_more(limit: u64) -> u64 {
    limit.saturating_add(1).min(i64::MAX as u64)
}

/// Are these two rows one line: equal but for the collected column?
pub(super) fn is_same_line(one: &Gathered, other: &Gathered, collect: Option<usize>) -> bool {
    collect.is_some()
        && one
            .cells
            .iter()
            .zip(&other.cells)
            .enumerate()
            .all(|(place, (one, other))| Some(place) == collect || one.value == other.value)
}

/// Where the row begins that would make one line more than these.
pub(super) fn lines_end(rows: &[Gathered], collect: Option<usize>, lines: usize) -> usize {
    let mut count = 0;
    for (at, row) in rows.iter().enumerate() {
        if at == 0 || !is_same_line(&rows[at - 1], row, collect) {
            count += 1;
        }
        if count > lines {
            return at;
        }
    }
    rows.len()
}

/// The key of a row as citations write it; it stands behind the columns.
pub(super) fn row_key(row: &Row<'_>, asked: &Asked<'_>) -> rusqlite::Result<String> {
    let from = asked.columns.len();
    let parts: Vec<String> = (from..from + asked.keys.len())
        .map(|place| Ok(text(&cell(row.get_ref(place)?).value)))
        .collect::<rusqlite::Result<_>>()?;
    Ok(parts.join("/"))
}

/// The command that lists all rows of a relation.
pub(super) fn listing(table: &Table, relation: &Relation, key: &[String]) -> String {
    let conditions: Vec<String> = relation
        .columns
        .iter()
        .zip(key)
        .map(|(column, value)| format!("{column} = '{}'", value.replace('\'', "''")))
        .collect();
    let name = relation.through.as_ref().map_or(&table.name, |through| &through.table);
    format!("llmdb sql \"SELECT * FROM {name} WHERE {}\"", conditions.join(" AND "))
}
