//! What begins so: names, words and columns for who presses Tab. All of it is found by index, so that
//! a Tab costs the same in a large catalogue.

use rusqlite::params;

use crate::db::Db;
use crate::db::tables;
use crate::error::Result;

/// Tables whose names are offered; each has its key as the column `slug`, found by its index.
const THINGS: [&str; 8] = [
    "models",
    "corpora",
    "families",
    "organizations",
    "positional_encodings",
    "techniques",
    "architectures",
    "licenses",
];
/// Of these, the ones with an index over the folded key.
const FOLDED: [&str; 4] = ["models", "corpora", "families", "organizations"];
/// Of these, the ones with a Chinese name.
const WITH_CHINESE: [&str; 7] =
    ["models", "corpora", "families", "organizations", "positional_encodings", "techniques", "architectures"];

/// A table or view and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub name: String,
    /// Names of its columns.
    pub columns: Vec<String>,
}

/// Keys of things that begin so; of the sizes of a model, where the text names it (`opt/1`). A key
/// that begins so in another spelling (`llama2`) is given where none begins so as it is written, and a
/// Chinese name where it needs no quotation marks, which shells would not put.
pub fn things(db: &Db, prefix: &str, most: usize) -> Result<Vec<String>> {
    let prefix = prefix.to_lowercase();
    if let Some((model, label)) = prefix.split_once('/') {
        let sql = "SELECT model || '/' || label FROM sizes WHERE model = ?1 AND label >= ?2 AND label < ?3
                   ORDER BY label LIMIT ?4";
        return read(db, sql, params![model, label, beyond(label), count(most)]);
    }
    let mut found = read(db, &among(&THINGS, "slug", "slug"), params![prefix, beyond(&prefix), count(most)])?;
    if found.is_empty() && !prefix.is_ascii() {
        let name = folded_sql("name_zh");
        found = read(
            db,
            &among(
                &WITH_CHINESE,
                "name_zh",
                &format!("name_zh IS NOT NULL AND instr(name_zh, ' ') = 0 AND {name}"),
            ),
            params![prefix, beyond(&prefix), count(most)],
        )?;
    }
    if found.is_empty() {
        let folded: String = prefix.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
        if !folded.is_empty() {
            let slug = folded_sql("slug");
            found = read(db, &among(&FOLDED, "slug", &slug), params![folded, beyond(&folded), count(most)])?;
        }
    }
    Ok(found)
}

/// Words of questions that begin so, without those that only the program says.
pub fn words(db: &Db, prefix: &str, most: usize) -> Result<Vec<String>> {
    let prefix = prefix.to_lowercase();
    let sql = "SELECT DISTINCT word FROM words
               WHERE word >= ?1 AND word < ?2 AND role NOT IN ('say', 'filler') AND instr(word, ' ') = 0
               ORDER BY word LIMIT ?3";
    read(db, sql, params![prefix, beyond(&prefix), count(most)])
}

/// The tables and views, by name, each with its columns.
pub fn shapes(db: &Db) -> Result<Vec<Shape>> {
    let read = || -> rusqlite::Result<Vec<Shape>> {
        let connection = db.connection();
        let mut found: Vec<Shape> = tables::tables(connection)?
            .into_iter()
            .map(|table| Shape {
                name: table.name,
                columns: table.columns.into_iter().map(|column| column.name).collect(),
            })
            .collect();
        let mut views = connection.prepare(
            "SELECT view.name, group_concat(part.name) FROM sqlite_schema AS view, pragma_table_info(view.name) AS part
             WHERE view.type = 'view' GROUP BY view.name",
        )?;
        let views = views.query_map([], |row| {
            let (name, columns): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(Shape { name, columns: columns.split(',').map(str::to_owned).collect() })
        })?;
        found.extend(views.collect::<rusqlite::Result<Vec<_>>>()?);
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    };
    read().map_err(|error| db.explain(error))
}

/// `SELECT column FROM table`, of each table its first rows in the order of its index.
fn among(tables: &[&str], column: &str, key: &str) -> String {
    let parts: Vec<String> = tables
        .iter()
        .map(|table| {
            // What must hold besides stands before the last AND, the expression of the index behind it.
            let expression = key.rsplit(" AND ").next().unwrap_or(key);
            format!(
                "SELECT found FROM (SELECT {column} AS found FROM {table}
                 WHERE {key} >= ?1 AND {expression} < ?2 ORDER BY {expression} LIMIT ?3)"
            )
        })
        .collect();
    format!("{} ORDER BY 1 LIMIT ?3", parts.join(" UNION "))
}

/// As the indexes over names have it, word for word.
fn folded_sql(column: &str) -> String {
    format!("lower(replace(replace(replace({column}, '-', ''), '_', ''), ' ', ''))")
}

/// Behind all that begins so.
fn beyond(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

fn count(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

fn read(db: &Db, sql: &str, bound: &[&dyn rusqlite::ToSql]) -> Result<Vec<String>> {
    let read = || -> rusqlite::Result<Vec<String>> {
        let mut statement = db.connection().prepare(sql)?;
        statement.query_map(bound, |row| row.get(0))?.collect()
    };
    read().map_err(|error| db.explain(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_spelling_are_found_by_index() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::db::migrate::migrate(&connection).unwrap();
        let chinese =
            format!("name_zh IS NOT NULL AND instr(name_zh, ' ') = 0 AND {}", folded_sql("name_zh"));
        for (sql, tables) in [
            (among(&THINGS[..4], "slug", "slug"), 4),
            (among(&FOLDED, "slug", &folded_sql("slug")), 4),
            (among(&WITH_CHINESE[..4], "name_zh", &chinese), 4),
        ] {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let plan: Vec<String> = statement
                .query_map(params!["x", "y", 5], |row| row.get(3))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            let searched = plan.iter().filter(|step| step.starts_with("SEARCH ")).count();
            assert_eq!(searched, tables, "{plan:#?}");
        }
    }
}
