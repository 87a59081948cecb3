//! Making the index from the view `search_texts`.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension, Statement};

use super::text::{folded, set_apart};

/// Numbers before the first row of each layer: names; aliases too; descriptions too.
pub(super) const LAYERS: [i64; 3] = [1 << 40, 2 << 40, 3 << 40];
/// Rows that a layer may have.
pub(super) const LAYER: i64 = 1 << 40;
/// Bytes of rows that wait to be written, at most about.
const BATCH: usize = 8 << 20;

/// Between two texts of a row: a phrase must not reach from one into the next. It is a word that
/// nobody types.
const BETWEEN: &str = " \u{1F}zzz\u{1F} ";

/// Texts of one thing, gathered by field.
#[derive(Default)]
struct Gathered {
    entry: i64,
    key: Option<(String, String)>,
    names: String,
    aliases: String,
    descriptions: String,
}

/// Rows of each layer that wait to be written. Whenever a row has a lower number than the one before it,
/// FTS5 writes all that it holds to the file: so each layer has its turn with the rows of many things.
#[derive(Default)]
struct Waiting {
    rows: [Vec<(i64, String)>; LAYERS.len()],
    bytes: usize,
}

impl Waiting {
    /// Takes the rows of a thing.
    fn take(&mut self, thing: &Gathered) {
        let mut words = String::new();
        let fields = [&thing.names, &thing.aliases, &thing.descriptions];
        for ((texts, layer), rows) in fields.into_iter().zip(LAYERS).zip(&mut self.rows) {
            if !texts.is_empty() {
                append(&mut words, texts);
                self.bytes += words.len();
                rows.push((layer + thing.entry, words.clone()));
            }
        }
    }

    /// Writes them all.
    fn write(&mut self, insert: &mut Statement<'_>) -> rusqlite::Result<()> {
        for (number, words) in self.rows.iter_mut().flat_map(|rows| rows.drain(..)) {
            insert.execute((number, words))?;
        }
        self.bytes = 0;
        Ok(())
    }
}

fn append(texts: &mut String, more: &str) {
    if !texts.is_empty() {
        texts.push_str(BETWEEN);
    }
    texts.push_str(more);
}

/// Makes the index anew; a transaction is open. `changes` is what the file's counter will be when it
/// is committed; none: nobody will know.
pub(crate) fn index(connection: &Connection, changes: Option<u32>) -> rusqlite::Result<()> {
    fill(connection, connection, changes)
}

/// Brings the index up to date after rows were written (tables, and columns where no whole rows were):
/// where the view of searched texts reads none of it, the index stays as it is. `before` and `after`
/// are the file's counter without them and with them.
pub(crate) fn index_after(
    connection: &Connection,
    written: &BTreeSet<(String, Option<String>)>,
    before: Option<u32>,
    after: Option<u32>,
) -> rusqlite::Result<()> {
    let view: Option<String> = connection
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'search_texts'", [], |row| row.get(0))
        .optional()?;
    let view = view.unwrap_or_default();
    let words: HashSet<&str> = view.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let is_own = |table: &str| table.starts_with("search_index");
    let is_searched = written.iter().any(|(table, column)| {
        is_own(table)
            || (words.contains(table.as_str())
                && column.as_ref().is_none_or(|column| words.contains(column.as_str())))
    });
    if is_searched || !is_current(connection, before)? {
        return index(connection, after);
    }
    mark_current(connection, after)
}

/// Is the index that of the file as it stands, after so many changes?
pub(crate) fn is_current(connection: &Connection, changes: Option<u32>) -> rusqlite::Result<bool> {
    let Some(changes) = changes else { return Ok(false) };
    let built_at: Option<i64> =
        connection.query_row("SELECT built_at FROM search_index_state", [], |row| row.get(0)).optional()?;
    Ok(built_at == Some(i64::from(changes)))
}

/// Says of which state of the file its index is: the one after so many changes.
pub(crate) fn mark_current(connection: &Connection, changes: Option<u32>) -> rusqlite::Result<()> {
    connection.execute("UPDATE search_index_state SET built_at = ?1", [changes.map_or(-1, i64::from)])?;
    Ok(())
}

/// An index in memory of what the file holds now.
pub(super) fn in_memory(source: &Connection) -> rusqlite::Result<Connection> {
    let target = Connection::open_in_memory()?;
    target.execute_batch(include_str!("../../migrations/V7__create_search_index.sql"))?;
    target.execute_batch(include_str!("../../migrations/V13__layer_search_index.sql"))?;
    target.execute_batch("BEGIN")?;
    fill(source, &target, None)?;
    target.execute_batch("COMMIT")?;
    Ok(target)
}

fn fill(source: &Connection, target: &Connection, changes: Option<u32>) -> rusqlite::Result<()> {
    target.execute_batch(
        "INSERT INTO search_index (search_index) VALUES ('delete-all');
         DELETE FROM search_index_entries;
         DELETE FROM search_index_names;
         DELETE FROM search_index_state;",
    )?;
    let mut texts = source.prepare(
        "SELECT kind, table_name, row_key, field, text
         FROM search_texts
         WHERE text IS NOT NULL
         ORDER BY kind_no ASC, row_key ASC",
    )?;
    let mut entry = target.prepare(
        "INSERT INTO search_index_entries (entry, kind, table_name, row_key) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let mut name = target
        .prepare("INSERT OR IGNORE INTO search_index_names (rank, folded, entry) VALUES (?1, ?2, ?3)")?;
    let mut layer = target.prepare("INSERT INTO search_index (rowid, words) VALUES (?1, ?2)")?;
    let (mut thing, mut waiting) = (Gathered::default(), Waiting::default());
    let mut rows = texts.query([])?;
    loop {
        let row = rows.next()?;
        let key: Option<(String, String)> = match row {
            Some(row) => Some((row.get(1)?, row.get(2)?)),
            None => None,
        };
        if key != thing.key {
            if thing.key.is_some() {
                waiting.take(&thing);
                if waiting.bytes > BATCH {
                    waiting.write(&mut layer)?;
                }
            }
            thing = Gathered { entry: thing.entry + 1, key, ..Gathered::default() };
            if let (Some(row), Some((table, key))) = (row, &thing.key) {
                entry.execute((thing.entry, row.get::<_, String>(0)?, table, key))?;
            }
        }
        let Some(row) = row else { break };
        let field: String = row.get(3)?;
        let text: String = row.get(4)?;
        let of_field = match field.as_str() {
            "name" => &mut thing.names,
            "alias" => &mut thing.aliases,
            _ => &mut thing.descriptions,
        };
        append(of_field, &set_apart(&text));
        if field != "description" {
            name.execute((if field == "name" { 1 } else { 2 }, folded(&text), thing.entry))?;
        }
    }
    waiting.write(&mut layer)?;
    target
        .execute("INSERT INTO search_index_state (built_at) VALUES (?1)", [changes.map_or(-1, i64::from)])?;
    Ok(())
}
