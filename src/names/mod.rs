//! Names: which row a person means by `llama2`, `LLaMA 2 70B`, `百川` or `models/llama-2`.
//!
//! Things are the rows of tables with one key and a name; parts are rows that a thing's key and a
//! label name together (sizes of a model). Both are read from the schema. What is there is found by
//! index, and so are the nearest names where nothing is.

mod near;
mod spelling;

use rusqlite::{OptionalExtension, params};

pub use spelling::folded;
use spelling::{cuts, folded_sql};
pub(crate) use spelling::{label_order, part_name};

use crate::db::Db;
use crate::db::tables::{self, Kind, Table, quoted};
use crate::error::{Error, Kind as ErrorKind, Result};

/// Columns that hold names of a row.
const NAME_COLUMNS: [&str; 4] = ["name", "title", "name_zh", "title_zh"];
/// Where a name means a model and what groups it, the model is meant.
const PREFERRED: &str = "models";
/// A key that is made of a name.
const SLUG: &str = "slug";
/// Nearest names that are offered.
const OFFERED: usize = 4;
/// Statements that are kept prepared: some for each table, and a page asks most tables.
const STATEMENTS: usize = 128;
/// Characters of an unknown name that are told.
const TOLD: usize = 80;
/// A text longer than this is no name.
const LONGEST: usize = 300;

/// A row that a name means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Its table.
    pub table: String,
    /// Values of its key's columns.
    pub key: Vec<String>,
    /// How people call it.
    pub name: String,
}

impl Named {
    /// Its key as one text: `llama-2/70b`.
    pub fn row_key(&self) -> String {
        self.key.join("/")
    }

    /// What names it and nothing else: `models/llama-2`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.table, self.row_key())
    }
}

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One row; `also` are rows of the same name that were not taken.
    Found {
        /// What is meant.
        thing: Named,
        /// What is called so too.
        also: Vec<Named>,
    },
    /// Several rows, none of them more likely.
    Ambiguous(Vec<Named>),
    /// None.
    Unknown {
        /// The nearest ones.
        nearest: Vec<Named>,
        /// A thing of that name which has other parts: the thing and its labels.
        other_parts: Option<(Named, Vec<String>)>,
    },
}

impl Resolution {
    /// The row that is meant and those that were not taken; else an error with the readings or the
    /// nearest names, for the user of `llmdb VERB`.
    pub fn one(self, text: &str, verb: &str) -> Result<(Named, Vec<Named>)> {
        let text = &beginning(text);
        match self {
            Self::Found { thing, also } => Ok((thing, also)),
            Self::Ambiguous(readings) => {
                let paths: Vec<String> = readings.iter().map(Named::path).collect();
                let error =
                    Error::new(ErrorKind::NotFound, format!("\"{text}\" means {} things", readings.len()))
                        .hint(format!("readings: {}", paths.join(", ")));
                Err(match paths.first() {
                    Some(first) => error.command(format!("llmdb {verb} {first}"), "takes the first of them"),
                    None => error,
                })
            }
            Self::Unknown { nearest, other_parts } => {
                let error = Error::not_found("name", text);
                if let Some((thing, labels)) = other_parts {
                    let example = labels.first().map(|label| format!("{}/{label}", thing.row_key()));
                    let error = error.hint(format!("{} has: {}", thing.name, labels.join(", ")));
                    return Err(match example {
                        Some(example) => error.command(format!("llmdb {verb} {example}"), "is one of them"),
                        None => error,
                    });
                }
                let near: Vec<String> = nearest.iter().map(Named::row_key).collect();
                Err(error
                    .did_you_mean(&near)
                    .command("llmdb query \"models by year\"", "lists what there is"))
            }
        }
    }
}

/// What is told of a text that was typed: a page of it helps nobody.
fn beginning(text: &str) -> String {
    match text.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A table whose rows have a key of one word and a name.
#[derive(Clone, Debug)]
struct Thing {
    table: String,
    key: String,
    names: Vec<String>,
}

/// A table whose rows are parts of a thing.
#[derive(Clone, Debug)]
struct Part {
    table: String,
    whole: usize,
    /// The column that names the whole, and the one that labels the part.
    columns: [String; 2],
}

/// The names of a catalogue.
pub struct Names<'db> {
    db: &'db Db,
    tables: Vec<Table>,
    things: Vec<Thing>,
    parts: Vec<Part>,
}

/// What a name means among all things and parts.
pub fn resolve(db: &Db, text: &str) -> Result<Resolution> {
    Names::load(db)?.resolve(text, &[])
}

impl<'db> Names<'db> {
    /// Reads from the schema what has names.
    pub fn load(db: &'db Db) -> Result<Self> {
        db.connection().set_prepared_statement_cache_capacity(STATEMENTS);
        let tables = tables::tables(db.connection()).map_err(|error| db.explain(error))?;
        let mut things: Vec<Thing> = tables.iter().filter_map(thing).collect();
        things.sort_by_key(|thing| (thing.table != PREFERRED, thing.table.clone()));
        let parts = tables.iter().filter_map(|table| part(table, &tables, &things)).collect();
        Ok(Self { db, tables, things, parts })
    }

    /// The tables, parents before children.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Is this a table of things?
    pub fn is_thing(&self, table: &str) -> bool {
        self.things.iter().any(|thing| thing.table == table)
    }

    /// The column that names a thing of this table.
    pub fn name_column(thing: &Table) -> &str {
        NAME_COLUMNS.into_iter().find(|name| thing.place(name).is_some()).unwrap_or(thing.key_names()[0])
    }

    /// The table whose things this table holds parts of.
    pub fn whole_of(&self, table: &str) -> Option<&str> {
        let part = self.parts.iter().find(|part| part.table == table)?;
        Some(self.things[part.whole].table.as_str())
    }

    /// What a text means, among these tables alone where any are named.
    pub fn resolve(&self, text: &str, among: &[&str]) -> Result<Resolution> {
        let read = || -> rusqlite::Result<Resolution> {
            let text = text.trim();
            if text.is_empty() || text.chars().count() > LONGEST {
                return Ok(Resolution::Unknown { nearest: Vec::new(), other_parts: None });
            }
            let known = |table: &str| {
                (among.is_empty() || among.contains(&table))
                    && (self.is_thing(table) || self.parts.iter().any(|part| part.table == table))
            };
            if let Some((table, rest)) = text.split_once('/')
                && known(&table.to_ascii_lowercase())
            {
                let table = table.to_ascii_lowercase();
                if let found @ Resolution::Found { .. } = self.find(rest, &[table.as_str()])? {
                    return Ok(found);
                }
            }
            self.find(text, among)
        };
        read().map_err(|error| self.db.explain(error))
    }

    fn find(&self, text: &str, among: &[&str]) -> rusqlite::Result<Resolution> {
        let wanted = |named: &Named| among.is_empty() || among.contains(&named.table.as_str());
        let names: [&dyn Fn() -> rusqlite::Result<Vec<Named>>; 2] =
            [&|| self.by_key(text), &|| self.by_name(text, among)];
        for way in names {
            let mut found = way()?;
            // A licence is called baichuan-13b; who says so means the model of that size.
            if !found.iter().any(|named| named.table == PREFERRED) {
                found.extend(self.by_label(text)?);
            }
            found.retain(wanted);
            if !found.is_empty() {
                return Ok(self.choose(found));
            }
        }
        let aliases = [
            ("alias = ?1 COLLATE BINARY AND alias = ?1 COLLATE NOCASE".to_owned(), text.to_owned()),
            ("alias = ?1 COLLATE NOCASE".to_owned(), text.to_owned()),
            (format!("{} = ?1", folded_sql("alias")), folded(text)),
        ];
        for (condition, text) in &aliases {
            let mut found = self.by_alias(condition, text)?;
            found.retain(wanted);
            match found.as_mut_slice() {
                [] => {}
                [one] => return Ok(Resolution::Found { thing: one.clone(), also: Vec::new() }),
                _ => return Ok(Resolution::Ambiguous(found)),
            }
        }
        let other_parts = self.other_parts(text)?;
        if other_parts.is_some() {
            return Ok(Resolution::Unknown { nearest: Vec::new(), other_parts });
        }
        let mut nearest = self.nearest(text)?;
        nearest.retain(wanted);
        nearest.truncate(OFFERED);
        Ok(Resolution::Unknown { nearest, other_parts: None })
    }

    /// A model before its sizes, and these before what else is called so; several of a kind are for
    /// the user to tell apart.
    fn choose(&self, mut found: Vec<Named>) -> Resolution {
        found.sort();
        found.dedup();
        let rank = |named: &Named| match (&named.table, self.whole_of(&named.table)) {
            (table, _) if table == PREFERRED => 0,
            (_, Some(_)) => 1,
            _ => 2,
        };
        let best = found.iter().map(rank).min().unwrap_or(0);
        let mut likely = found.iter().filter(|named| rank(named) == best);
        match (likely.next().cloned(), likely.next()) {
            (Some(thing), None) => {
                found.retain(|other| *other != thing);
                Resolution::Found { thing, also: found }
            }
            _ => Resolution::Ambiguous(found),
        }
    }

    /// Rows whose key is this text, as it is written.
    fn by_key(&self, text: &str) -> rusqlite::Result<Vec<Named>> {
        let mut found = Vec::new();
        for thing in &self.things {
            found.extend(self.thing(thing, text)?);
        }
        if let Some((whole, label)) = text.split_once('/') {
            for part in &self.parts {
                found.extend(self.part(part, whole, label)?);
            }
        }
        Ok(found)
    }

    /// Rows whose key or name is this text in any spelling.
    fn by_name(&self, text: &str, among: &[&str]) -> rusqlite::Result<Vec<Named>> {
        let mut found = Vec::new();
        for thing in &self.things {
            if among.is_empty() || among.contains(&thing.table.as_str()) {
                found.extend(self.called(thing, text)?);
            }
        }
        Ok(found)
    }

    fn called(&self, thing: &Thing, text: &str) -> rusqlite::Result<Vec<Named>> {
        let (table, key) = (quoted(&thing.table), quoted(&thing.key));
        // The expressions of the indexes name columns without quotes. A key that is no slug is an
        // address or a code: its case alone may be another.
        let by_key = if thing.key == SLUG {
            format!("{} = ?1", folded_sql(&thing.key))
        } else {
            format!("{key} IN (lower(?2), upper(?2))")
        };
        let mut parts = vec![format!("SELECT {key} FROM {table} WHERE {by_key} AND ?2 <> ''")];
        for name in &thing.names {
            let there =
                if name.ends_with("_zh") { format!("{name} IS NOT NULL AND ") } else { String::new() };
            parts.push(format!("SELECT {key} FROM {table} WHERE {there}{} = ?1", folded_sql(name)));
        }
        let mut statement = self.db.connection().prepare_cached(&parts.join(" UNION "))?;
        let keys: Vec<String> =
            statement.query_map([&folded(text), text], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut found = Vec::new();
        for key in keys {
            found.extend(self.thing(thing, &key)?);
        }
        Ok(found)
    }

    /// Parts whose thing and label the text names: `llama 2 70b`, `OPT-175B`, `百川13b`. A cut where
    /// the user made one counts more than one inside a word.
    fn by_label(&self, text: &str) -> rusqlite::Result<Vec<Named>> {
        let folded_text = folded(text);
        let inside: Vec<(String, String)> = folded_text
            .char_indices()
            .skip(1)
            .map(|(at, _)| (folded_text[..at].to_owned(), folded_text[at..].to_owned()))
            .collect();
        for cuts in [cuts(text), inside] {
            // The longest name first: qwen-2 72b rather than qwen 272b.
            for (whole, label) in cuts.iter().rev() {
                let mut found = Vec::new();
                for part in &self.parts {
                    for thing in self.wholes(part, whole)? {
                        found.extend(self.part_folded(part, &thing, label)?);
                    }
                }
                if !found.is_empty() {
                    return Ok(found);
                }
            }
        }
        Ok(Vec::new())
    }

    /// Things of a part's table that are called so, or have that alias.
    fn wholes(&self, part: &Part, text: &str) -> rusqlite::Result<Vec<Named>> {
        let whole = &self.things[part.whole];
        let wanted = folded(text);
        let mut found = self.called(whole, text)?;
        if found.is_empty() {
            found = self.by_alias(&format!("{} = ?1", folded_sql("alias")), &wanted)?;
            found.retain(|named| named.table == whole.table);
        }
        Ok(found)
    }

    fn part_folded(&self, part: &Part, whole: &Named, label: &str) -> rusqlite::Result<Vec<Named>> {
        let [of, column] = &part.columns;
        let sql = format!(
            "SELECT {column} FROM {} WHERE {of} = ?1 AND {} = ?2 ORDER BY {column}",
            quoted(&part.table),
            folded_sql(column)
        );
        let mut statement = self.db.connection().prepare_cached(&sql)?;
        let labels = statement.query_map(params![whole.key[0], folded(label)], |row| row.get(0))?;
        labels
            .map(|label: rusqlite::Result<String>| {
                let label = label?;
                Ok(Named {
                    table: part.table.clone(),
                    name: part_name(&whole.name, &label),
                    key: vec![whole.key[0].clone(), label],
                })
            })
            .collect()
    }

    fn by_alias(&self, condition: &str, text: &str) -> rusqlite::Result<Vec<Named>> {
        let sql = format!(
            "SELECT DISTINCT table_name, row_key FROM aliases WHERE {condition} ORDER BY table_name, row_key"
        );
        let mut statement = self.db.connection().prepare_cached(&sql)?;
        let rows: Vec<(String, String)> = statement
            .query_map([text], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut found = Vec::new();
        for (table, key) in rows {
            found.extend(self.row(&table, &key)?);
        }
        Ok(found)
    }

    /// The row of a table by its key as one text; none where it is no thing and no part.
    pub(crate) fn row(&self, table: &str, key: &str) -> rusqlite::Result<Option<Named>> {
        if let Some(thing) = self.things.iter().find(|thing| thing.table == table) {
            return self.thing(thing, key);
        }
        match (self.parts.iter().find(|part| part.table == table), key.split_once('/')) {
            (Some(part), Some((whole, label))) => self.part(part, whole, label),
            _ => Ok(None),
        }
    }

    fn thing(&self, thing: &Thing, key: &str) -> rusqlite::Result<Option<Named>> {
        let name = thing.names.first().map_or(thing.key.as_str(), String::as_str);
        let sql = format!(
            "SELECT {} FROM {} WHERE {} = ?1",
            quoted(name),
            quoted(&thing.table),
            quoted(&thing.key)
        );
        let name = self
            .db
            .connection()
            .prepare_cached(&sql)?
            .query_row([key], |row| row.get::<_, Option<String>>(0))
            .optional()?;
        Ok(name.map(|name| Named {
            table: thing.table.clone(),
            name: name.unwrap_or_else(|| key.to_owned()),
            key: vec![key.to_owned()],
        }))
    }

    fn part(&self, part: &Part, whole: &str, label: &str) -> rusqlite::Result<Option<Named>> {
        let [of, column] = &part.columns;
        let sql = format!("SELECT 1 FROM {} WHERE {of} = ?1 AND {column} = ?2", quoted(&part.table));
        if !self.db.connection().prepare_cached(&sql)?.exists([whole, label])? {
            return Ok(None);
        }
        Ok(self.thing(&self.things[part.whole], whole)?.map(|named| Named {
            table: part.table.clone(),
            key: vec![whole.to_owned(), label.to_owned()],
            name: part_name(&named.name, label),
        }))
    }

    /// A thing that is there, where the text names a part of it that is not.
    fn other_parts(&self, text: &str) -> rusqlite::Result<Option<(Named, Vec<String>)>> {
        for (whole, label) in cuts(text).iter().rev() {
            // 80b is a size; a bare number is rather a version.
            let is_size = label.starts_with(|c: char| c.is_ascii_digit())
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
                && label.ends_with(|c: char| c.is_ascii_alphabetic());
            if !is_size {
                continue;
            }
            for part in &self.parts {
                let Some(thing) = self.wholes(part, whole)?.into_iter().next() else { continue };
                let [of, column] = &part.columns;
                let sql =
                    format!("SELECT {column} FROM {} WHERE {of} = ?1 ORDER BY {column}", quoted(&part.table));
                let mut statement = self.db.connection().prepare_cached(&sql)?;
                let mut labels: Vec<String> = statement
                    .query_map([&thing.key[0]], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                if !labels.is_empty() {
                    labels.sort_by_key(|label| label_order(label));
                    return Ok(Some((thing, labels)));
                }
            }
        }
        Ok(None)
    }

    /// Names that are near the text, nearest first.
    fn nearest(&self, text: &str) -> rusqlite::Result<Vec<Named>> {
        let connection = self.db.connection();
        // Where a client removed the search index, keys are left.
        let mut near: Vec<(usize, usize, String, String)> = near::near(connection, text)
            .unwrap_or_default()
            .into_iter()
            .map(|(far, table, key)| (far, self.rank(&table), table, key))
            .collect();
        if near.is_empty() {
            for (rank, thing) in self.things.iter().enumerate() {
                let found = near::near_keys(connection, &quoted(&thing.table), &quoted(&thing.key), text)?;
                near.extend(found.into_iter().map(|(far, key)| (far, rank, thing.table.clone(), key)));
            }
        }
        near.sort();
        let mut found: Vec<Named> = Vec::new();
        for (_, _, table, key) in near {
            if let Some(named) = self.row(&table, &key)?
                && !found.iter().any(|other| other.row_key() == named.row_key())
            {
                found.push(named);
            }
        }
        Ok(found)
    }

    fn rank(&self, table: &str) -> usize {
        self.things.iter().position(|thing| thing.table == table).unwrap_or(self.things.len())
    }
}

fn thing(table: &Table) -> Option<Thing> {
    let names: Vec<String> = NAME_COLUMNS
        .iter()
        .filter(|name| table.place(name).is_some())
        .map(|name| (*name).to_owned())
        .collect();
    let [key] = table.key.as_slice() else { return None };
    let key = &table.columns[*key];
    // What holds a name and a long text of SQL is a question, not a thing.
    let is_thing = key.kind == Kind::Text && !names.is_empty() && table.place("sql").is_none();
    is_thing.then(|| Thing { table: table.name.clone(), key: key.name.clone(), names })
}

/// A table is one of parts where its key is a thing and a word that is no reference, and others
/// refer to its rows.
fn part(table: &Table, tables: &[Table], things: &[Thing]) -> Option<Part> {
    let [of, label] = table.key.as_slice() else { return None };
    let (of, label) = (&table.columns[*of], &table.columns[*label]);
    let parent = table.foreign_keys.iter().find(|reference| reference.columns == [of.name.as_str()])?;
    let whole = things.iter().position(|thing| thing.table == parent.parent)?;
    let refers = table.foreign_keys.iter().any(|reference| reference.columns.contains(&label.name));
    let is_referred_to =
        tables.iter().any(|other| other.foreign_keys.iter().any(|reference| reference.parent == table.name));
    (label.kind == Kind::Text && !refers && is_referred_to).then(|| Part {
        table: table.name.clone(),
        whole,
        columns: [of.name.clone(), label.name.clone()],
    })
}
