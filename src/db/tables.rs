//! What tables a file has: columns, keys, who refers to whom. Read from the file itself, so that
//! nothing else in the program has to know a table.

use rusqlite::{Connection, Statement};

/// How the values of a column are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Integer,
    /// Floating-point numbers.
    Real,
    /// Text.
    Text,
    /// Bytes.
    Blob,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// How its values are stored.
    pub kind: Kind,
    /// It must have a value.
    pub required: bool,
}

/// A reference from some columns of a table to those of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// Columns that refer.
    pub columns: Vec<String>,
    /// The table that they refer to.
    pub parent: String,
    /// Its columns.
    pub parent_columns: Vec<String>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<TableColumn>,
    /// Places of its primary key's columns.
    pub key: Vec<usize>,
    /// Its references.
    pub foreign_keys: Vec<ForeignKey>,
    /// The statement that made it, comments included.
    pub sql: String,
}

impl Table {
    /// Place of a column.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == column)
    }

    /// The column that a named rule speaks of: the first that stands in its expression.
    pub fn column_of_rule(&self, rule: &str) -> Option<usize> {
        let from = self
            .sql
            .find(&format!("CONSTRAINT {rule} CHECK"))
            .map(|at| at + "CONSTRAINT ".len() + rule.len())?;
        let words = self.sql[from..].split(|c: char| !c.is_alphanumeric() && c != '_');
        words.filter(|word| !word.is_empty()).find_map(|word| self.place(word))
    }

    /// Names of the key's columns.
    pub fn key_names(&self) -> Vec<&str> {
        self.key.iter().map(|&place| self.columns[place].name.as_str()).collect()
    }
}

/// An identifier as SQL text.
pub fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// All tables but SQLite's and refinery's own, parents before children.
pub fn tables(connection: &Connection) -> rusqlite::Result<Vec<Table>> {
    let mut columns =
        connection.prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1) ORDER BY cid")?;
    let mut references = connection.prepare(
        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
    )?;
    let mut found = Vec::new();
    for (name, sql) in named(connection)? {
        let mut table = Table { name, columns: Vec::new(), key: Vec::new(), foreign_keys: Vec::new(), sql };
        let mut key: Vec<(i64, usize)> = Vec::new();
        let mut of_table = columns.query([&table.name])?;
        while let Some(row) = of_table.next()? {
            let position: i64 = row.get(3)?;
            if position > 0 {
                key.push((position, table.columns.len()));
            }
            table.columns.push(TableColumn {
                name: row.get(0)?,
                kind: match row.get_ref(1)?.as_str().unwrap_or_default() {
                    "INTEGER" | "INT" => Kind::Integer,
                    "REAL" => Kind::Real,
                    "BLOB" => Kind::Blob,
                    _ => Kind::Text,
                },
                required: row.get(2)?,
            });
        }
        key.sort_unstable();
        table.key = key.into_iter().map(|(_, place)| place).collect();
        // Most tables of words refer to nothing, and say so in their text.
        if table.sql.to_ascii_uppercase().contains("REFERENCES") {
            table.foreign_keys = foreign_keys(&mut references, &table.name)?;
        }
        found.push(table);
    }
    name_keys(&mut found);
    Ok(parents_first(found))
}

/// A reference that names no columns means the key of its table; one to a table that is not there
/// means nothing.
fn name_keys(tables: &mut [Table]) {
    let keys: Vec<(String, Vec<String>)> = tables
        .iter()
        .map(|table| (table.name.clone(), table.key_names().into_iter().map(str::to_owned).collect()))
        .collect();
    for reference in tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
        if reference.parent_columns.is_empty() {
            let parent = keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(&reference.parent));
            reference.parent_columns = parent.map_or(Vec::new(), |(_, key)| key.clone());
        }
    }
    for table in tables {
        table.foreign_keys.retain(|reference| reference.columns.len() == reference.parent_columns.len());
    }
}

/// Names and statements of the tables, by name.
fn named(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    // What follows from the texts is sorted out here: it is cheaper than to compare them in SQL.
    let mut statement =
        connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let all: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let is_virtual =
        |sql: &str| sql.get(..14).is_some_and(|begin| begin.eq_ignore_ascii_case("CREATE VIRTUAL"));
    let virtuals: Vec<String> =
        all.iter().filter(|(_, sql)| is_virtual(sql)).map(|(name, _)| format!("{name}_")).collect();
    let is_ours = |name: &str, sql: &str| {
        !name.starts_with("sqlite_")
            && name != "refinery_schema_history"
            && !is_virtual(sql)
            && !virtuals.iter().any(|stem| name.starts_with(stem))
    };
    Ok(all.into_iter().filter(|(name, sql)| is_ours(name, sql)).collect())
}

fn foreign_keys(references: &mut Statement<'_>, table: &str) -> rusqlite::Result<Vec<ForeignKey>> {
    let mut found: Vec<ForeignKey> = Vec::new();
    let mut last = None;
    let mut rows = references.query([table])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if last != Some(id) {
            found.push(ForeignKey { columns: Vec::new(), parent: row.get(1)?, parent_columns: Vec::new() });
            last = Some(id);
        }
        if let Some(reference) = found.last_mut() {
            reference.columns.push(row.get(2)?);
            // None where the statement names no column: the key is meant.
            reference.parent_columns.extend(row.get::<_, Option<String>>(3)?);
        }
    }
    Ok(found)
}

/// Orders tables so that each stands after those that it refers to; a circle keeps its order.
fn parents_first(mut waiting: Vec<Table>) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = waiting.iter().position(|table| {
            table.foreign_keys.iter().all(|reference| {
                reference.parent == table.name || !waiting.iter().any(|other| other.name == reference.parent)
            })
        });
        ordered.push(waiting.remove(free.unwrap_or(0)));
    }
    ordered
}
