//! Reads rows by key, each value with the name of what it refers to.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use rusqlite::params_from_iter;
use rusqlite::types::ValueRef;

use super::asked::{Asked, DATE, Gathered, Role, is_same_line, lines_end, listing, row_key};
use super::evidence::Evidence;
use super::relations::Relation;
use super::wording;
use crate::db::Db;
use crate::db::tables::{Kind, Table, quoted};
use crate::names::{Named, Names, folded, label_order};
use crate::page::{Cell, Fact, Layout, More, Page, Rows, Section};
use crate::rows::{Column, Source, Value};

/// Lines of others that are told, where not all are asked for.
const LINES: usize = 20;

/// Whose rows a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// They belong to the thing.
    Own,
    /// They belong to others, and name the thing.
    Others,
}

/// Reads rows for a page.
pub(super) struct Gather<'a, 'db> {
    db: &'db Db,
    names: &'a Names<'db>,
    limit: Option<u64>,
    evidence: Evidence<'db>,
    called: HashMap<(String, String), Option<String>>,
}

impl<'a, 'db> Gather<'a, 'db> {
    pub(super) fn new(db: &'db Db, names: &'a Names<'db>, limit: Option<u64>) -> Self {
        Self { db, names, limit, evidence: Evidence::new(db), called: HashMap::new() }
    }

    /// The sources met, in the order in which cells name them.
    pub(super) fn sources(self) -> Vec<Source> {
        self.evidence.sources()
    }

    /// Other names of a thing.
    pub(super) fn aliases(&self, thing: &Named) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.db.connection().prepare_cached(
            "SELECT alias FROM aliases WHERE table_name = ?1 AND row_key = ?2 ORDER BY alias",
        )?;
        let aliases = statement.query_map([&thing.table, &thing.row_key()], |row| row.get(0))?;
        aliases.collect()
    }

    /// The row itself: names and prose to their places on the page, the rest as facts.
    pub(super) fn own_row(&mut self, table: &Table, key: &[String], page: &mut Page) -> rusqlite::Result<()> {
        let keys = table.key_names();
        let columns: Vec<&str> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .filter(|name| !keys.contains(name))
            .collect();
        let conditions: Vec<String> =
            keys.iter().enumerate().map(|(at, name)| format!("{} = ?{}", quoted(name), at + 1)).collect();
        let list: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
        let sql = format!(
            "SELECT {} FROM {} WHERE {}",
            if list.is_empty() { "1".into() } else { list.join(", ") },
            quoted(&table.name),
            conditions.join(" AND ")
        );
        let mut statement = self.db.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(key))?;
        let Some(row) = rows.next()? else { return Ok(()) };
        let cited = self.evidence.of_row(&table.name, &key.join("/"))?;
        let cited = cited.values().next().map_or(&[][..], Vec::as_slice);
        for (place, name) in columns.iter().enumerate() {
            let mut cell = cell(row.get_ref(place)?);
            match *name {
                "name" | "title" => continue,
                "name_zh" | "title_zh" => {
                    page.title_zh = Some(text(&cell.value)).filter(|text| !text.is_empty());
                    continue;
                }
                name if name.starts_with("description") => {
                    page.about.extend(Some(text(&cell.value)).filter(|text| !text.is_empty()));
                    continue;
                }
                _ => {}
            }
            self.evidence.attach(&mut cell, name, cited);
            self.call(&mut cell, role(self.names, table, name))?;
            page.facts.push(Fact { column: Column::new(*name), cell });
        }
        Ok(())
    }

    /// What a table knows of a row; none where it knows nothing.
    pub(super) fn section(
        &mut self,
        root: &Table,
        relation: &Relation,
        key: &[String],
        wanted: Wanted,
    ) -> rusqlite::Result<Option<Section>> {
        let tables = self.names.tables();
        let table = &tables[relation.table];
        let is_part = self.names.whole_of(&table.name).is_some();
        let is_thing = self.names.is_thing(&table.name);
        let keys = table.key_names();
        let fixed = |name: &str| relation.through.is_none() && relation.columns.iter().any(|c| c == name);
        // Of another thing its name alone is told: the rest stands on its own page.
        let name_alone = wanted == Wanted::Others && (is_part || is_thing);
        let columns: Vec<&str> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .filter(|name| !fixed(name) && (!name_alone || keys.contains(name)))
            .collect();
        let roles: Vec<Role<'_>> = columns.iter().map(|name| role(self.names, table, name)).collect();
        let collect = collected(self.names, table, &columns);
        let asked = Asked { table, relation, columns: &columns, roles: &roles, keys: &keys };
        let (mut rows, mut more) = match wanted {
            Wanted::Own => self.own_rows(&asked, key)?,
            Wanted::Others => self.rows_of_others(&asked, key, collect)?,
        };
        if rows.is_empty() {
            return Ok(None);
        }
        sort(&mut rows, wanted, collect);
        if wanted == Wanted::Others && self.limit.is_some() {
            let before = rows.len();
            rows.truncate(lines_end(&rows, collect, LINES));
            let left = (before - rows.len()) as u64;
            more = match more {
                None if left == 0 => None,
                None => Some(More { rows: Some(left), ..More::default() }),
                Some(more) => Some(More { rows: more.rows.map(|rows| rows + left), ..more }),
            };
        }
        // What is evidence itself is not cited.
        if !name_alone && !table.foreign_keys.iter().any(|reference| reference.parent == "sources") {
            self.cite(table, key, wanted, &columns, &mut rows)?;
        }
        let place = |name: &str| columns.iter().position(|column| *column == name);
        let once = table
            .key
            .iter()
            .map(|&key| &table.columns[key])
            .filter(|column| {
                // A survey's own name is the same in all its cells, as is the number of a stage.
                column.kind == Kind::Integer
                    || relation.through.is_some()
                    || refers_to(self.names, table, &column.name).is_some_and(|thing| thing.name == "sources")
            })
            .filter_map(|column| place(&column.name))
            .collect();
        Ok(Some(Section {
            title: wording::title(tables, root, relation, self.names),
            table: table.name.clone(),
            layout: if is_part && wanted == Wanted::Own { Layout::Beside } else { Layout::Lines },
            rows: Rows {
                columns: columns.iter().map(|name| Column::new(*name)).collect(),
                rows: rows.into_iter().map(|row| row.cells).collect(),
                collect,
                once,
            },
            more: more.map(|more| More { sql: listing(table, relation, key), ..more }),
        }))
    }

    /// Rows that belong to the thing, in the order of their key.
    fn own_rows(
        &mut self,
        asked: &Asked<'_>,
        key: &[String],
    ) -> rusqlite::Result<(Vec<Gathered>, Option<More>)> {
        let limit = self.limit.unwrap_or(u64::MAX);
        let mut statement = self.db.connection().prepare_cached(&asked.select(limit))?;
        let mut found = statement.query(params_from_iter(key))?;
        let mut rows: Vec<Gathered> = Vec::new();
        while let Some(row) = found.next()? {
            if rows.len() as u64 == limit {
                return Ok((rows, Some(More::default())));
            }
            let mut cells = Vec::with_capacity(asked.columns.len());
            for (place, role) in asked.roles.iter().enumerate() {
                let mut cell = cell(row.get_ref(place)?);
                self.call(&mut cell, *role)?;
                cells.push(cell);
            }
            rows.push(Gathered { key: row_key(row, asked)?, date: None, cells });
        }
        Ok((rows, None))
    }

    /// Rows of others that name the thing: all of them where they are few, else those of the newest
    /// things, whole: a model with all of its sizes.
    fn rows_of_others(
        &mut self,
        asked: &Asked<'_>,
        key: &[String],
        collect: Option<usize>,
    ) -> rusqlite::Result<(Vec<Gathered>, Option<More>)> {
        let limit = self.limit.unwrap_or(u64::MAX);
        let mut rows = Vec::new();
        let is_all = self.read(asked, &asked.select_called(limit, None), key, |row| {
            rows.push(row);
            (rows.len() as u64) < limit
        })?;
        if is_all {
            return Ok((rows, None));
        }
        let count = asked.count(self.db, key)?;
        if let Some(dated) = asked.dated() {
            let mut newest: Vec<Gathered> = Vec::new();
            let mut lines = 0;
            self.read(asked, &asked.select_called(u64::MAX, Some(dated)), key, |row| {
                let is_new = newest.last().is_none_or(|last| !is_same_line(last, &row, collect));
                lines += usize::from(is_new);
                newest.push(row);
                lines <= LINES
            })?;
            // Where none of the newest names the thing, the first by key do.
            if lines >= LINES {
                rows = newest;
            }
        }
        let told = rows.len() as u64;
        Ok((rows, Some(More { rows: count.map(|count| count.saturating_sub(told)), ..More::default() })))
    }

    /// Gives rows with the names and dates of what they refer to, until there are no more (true) or
    /// no more are wanted.
    fn read(
        &self,
        asked: &Asked<'_>,
        sql: &str,
        key: &[String],
        mut take: impl FnMut(Gathered) -> bool,
    ) -> rusqlite::Result<bool> {
        let mut statement = self.db.connection().prepare_cached(sql)?;
        let mut found = statement.query(params_from_iter(key))?;
        let mut goes_on = true;
        while let Some(row) = found.next()? {
            if !goes_on {
                return Ok(false);
            }
            let mut date: Option<String> = None;
            let mut called = asked.columns.len() + asked.keys.len();
            let mut cells = Vec::with_capacity(asked.columns.len());
            for (place, role) in asked.roles.iter().enumerate() {
                let mut cell = cell(row.get_ref(place)?);
                match role {
                    Role::Names(thing) => {
                        let name: Option<String> = row.get(called)?;
                        called += 1;
                        let mut of: Option<String> = None;
                        if thing.place(DATE).is_some() {
                            of = row.get(called)?;
                            called += 1;
                        }
                        let year = of.as_deref().and_then(|date| date.get(..4));
                        cell.shown = name.map(|name| match year {
                            Some(year) => format!("{name} ({year})"),
                            None => name,
                        });
                        if asked.keys.contains(&asked.columns[place]) {
                            date = date.or(of);
                        }
                    }
                    role => mark(&mut cell, *role),
                }
                cells.push(cell);
            }
            goes_on = take(Gathered { key: row_key(row, asked)?, date, cells });
        }
        Ok(true)
    }

    /// Adds to the cells who says so and who says otherwise.
    fn cite(
        &mut self,
        table: &Table,
        key: &[String],
        wanted: Wanted,
        columns: &[&str],
        rows: &mut [Gathered],
    ) -> rusqlite::Result<()> {
        // Its own rows stand together in the citations; those of others are looked up by their keys.
        let cited = match wanted {
            Wanted::Own => self.evidence.of_rows_below(&table.name, &key.join("/"))?,
            Wanted::Others => self.evidence.of_rows(&table.name, rows.iter().map(|row| row.key.as_str()))?,
        };
        for row in rows {
            let Some(of_row) = cited.get(&row.key) else { continue };
            for (cell, name) in row.cells.iter_mut().zip(columns) {
                self.evidence.attach(cell, name, of_row);
            }
        }
        Ok(())
    }

    /// Gives a reference the name of what it refers to, and a mark its word.
    fn call(&mut self, cell: &mut Cell, role: Role<'_>) -> rusqlite::Result<()> {
        let Role::Names(thing) = role else {
            mark(cell, role);
            return Ok(());
        };
        if cell.is_empty() {
            return Ok(());
        }
        let at = (thing.name.clone(), text(&cell.value));
        if !self.called.contains_key(&at) {
            let name = self.names.row(&thing.name, &at.1)?.map(|named| named.name);
            self.called.insert(at.clone(), name);
        }
        cell.shown = self.called.get(&at).cloned().flatten();
        Ok(())
    }
}

/// The column whose values are gathered where rows are equal otherwise: the label of a size, or the
/// column of a citation.
fn collected(names: &Names<'_>, table: &Table, columns: &[&str]) -> Option<usize> {
    let place = |name: &str| columns.iter().position(|column| *column == name);
    if table.place("row_key").is_some() {
        return place("column_name");
    }
    let refers =
        |name: &str| table.foreign_keys.iter().any(|r| r.columns.iter().any(|column| column == name));
    let is_label = |name: &str| {
        names.whole_of(&table.name).is_some() || (refers(name) && refers_to(names, table, name).is_none())
    };
    table
        .key
        .iter()
        .rev()
        .map(|&key| &table.columns[key])
        .filter(|column| column.kind == Kind::Text && is_label(&column.name))
        .filter(|column| refers_to(names, table, &column.name).is_none())
        .find_map(|column| place(&column.name))
}

/// The table of things that a column names in the end: `training_mix.model` goes by its stage and
/// its size to the model.
fn refers_to<'t>(names: &'t Names<'_>, table: &'t Table, column: &str) -> Option<&'t Table> {
    let (mut table, mut column) = (table, column.to_owned());
    // No chain is longer than there are tables; a circle ends here.
    for _ in 0..names.tables().len() {
        let reference = table
            .foreign_keys
            .iter()
            .filter(|reference| reference.columns.contains(&column))
            .min_by_key(|reference| reference.columns.len())?;
        let at = reference.columns.iter().position(|name| *name == column)?;
        let parent = names.tables().iter().find(|other| other.name == reference.parent)?;
        if names.is_thing(&parent.name) && parent.key_names() == [reference.parent_columns[at].as_str()] {
            return Some(parent);
        }
        column.clone_from(&reference.parent_columns[at]);
        table = parent;
    }
    None
}

/// Rows of others by the date of what they name, the newest first; a label's rows in its order.
fn sort(rows: &mut [Gathered], wanted: Wanted, collect: Option<usize>) {
    rows.sort_by_cached_key(|row| {
        let label = collect.map(|place| label_order(&text(&row.cells[place].value)));
        let of = (wanted == Wanted::Others).then(|| {
            let others = row.cells.iter().enumerate().filter(|(place, _)| Some(*place) != collect);
            let names: Vec<String> = others.take(2).map(|(_, cell)| folded(&text(&cell.value))).collect();
            (row.date.is_none(), Reverse(row.date.clone()), names)
        });
        (of, label)
    });
}

fn role<'t>(names: &'t Names<'_>, table: &'t Table, column: &str) -> Role<'t> {
    // A column whose own check knows 0 and 1 alone.
    if table.sql.contains(&format!("{column} IN (0, 1)")) {
        return Role::Mark;
    }
    if names.is_thing(&table.name) && table.key_names() == [column] {
        return Role::Names(table);
    }
    refers_to(names, table, column).map_or(Role::Plain, Role::Names)
}

/// Gives a mark its word.
fn mark(cell: &mut Cell, role: Role<'_>) {
    if matches!(role, Role::Mark) && !cell.is_empty() {
        cell.shown = Some(if cell.value == Value::Integer(0) { "no" } else { "yes" }.into());
    }
}

/// A cell of a value that SQLite lends.
pub(super) fn cell(value: ValueRef<'_>) -> Cell {
    Cell::of(match Value::from(value) {
        Value::Null => Value::Null,
        Value::Integer(number) => Value::Integer(number),
        Value::Real(number) => Value::Real(number),
        Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        Value::Blob(bytes) => Value::Text(Cow::Owned(format!("({} bytes)", bytes.len()))),
    })
}

/// A value as text, as keys and citations have it.
pub(super) fn text(value: &Value<'_>) -> String {
    match value {
        Value::Null | Value::Blob(_) => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
    }
}
