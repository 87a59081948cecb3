//! The file itself: its pages, its schema, the rules of its columns, its references.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, params_from_iter};

use super::{Finding, Report};
use crate::db::tables::{self, ForeignKey, Kind, Table, quoted};
use crate::db::{Db, shipped};

/// Findings of one rule that are told one by one.
pub(super) const TOLD: usize = 1000;

/// Is it the file that is at fault, not the statement?
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

pub(super) fn damage(what: &str) -> Finding {
    Finding {
        value: Some(what.to_owned()),
        rule: "the file is whole".into(),
        advice: "take a copy from before; without one, llmdb init FILE builds a new catalogue beside it"
            .into(),
        ..Finding::default()
    }
}

/// Looks at pages, schema, columns and references; false where the rest would read what is broken.
pub(super) fn check(
    db: &Db,
    report: &mut Report,
    progress: &mut dyn FnMut(&str, u64),
) -> rusqlite::Result<bool> {
    let connection = db.connection();
    report.rules += 4;
    let mut is_whole = true;
    let mut statement = connection.prepare("PRAGMA integrity_check(100)")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let word: String = row.get(0)?;
        // What is about rows is told below with the row that it is about.
        let about_rows = word.starts_with("CHECK constraint") || word.contains(" value in ");
        if word != "ok" && !about_rows {
            report.findings.push(damage(word.lines().last().unwrap_or(&word)));
            is_whole = false;
        }
    }
    if !is_whole || !schema(connection, report)? {
        return Ok(false);
    }
    let tables = tables::tables(connection)?;
    for table in &tables {
        let before = report.findings.len();
        let sql = format!("SELECT count(*) FROM {}", quoted(&table.name));
        report.rows += connection.query_row(&sql, [], |row| row.get::<_, u64>(0))?;
        progress(&table.name, report.rows);
        columns(table, connection, report)?;
        for reference in &table.foreign_keys {
            references(table, reference, connection, report)?;
        }
        if table.place("table_name").is_some() && table.place("row_key").is_some() {
            pointers(table, &tables, connection, report)?;
        }
        report.more |= report.findings.len() >= before + TOLD;
    }
    Ok(true)
}

/// The tables, views and indexes that this llmdb makes are there, as it makes them. What else is
/// there is somebody's own.
fn schema(connection: &Connection, report: &mut Report) -> rusqlite::Result<bool> {
    let ours = shipped::open()?;
    let mut made =
        ours.prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")?;
    let mut found = connection.prepare("SELECT sql FROM sqlite_schema WHERE type = ?1 AND name = ?2")?;
    let mut rows = made.query([])?;
    let mut is_ours = true;
    while let Some(row) = rows.next()? {
        let (kind, name, sql): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let mut own = found.query([&kind, &name])?;
        let rule = match own.next()? {
            None => "is missing",
            // Statements that are run again may have gained a line end.
            Some(row) if row.get_ref(0)?.as_str().is_ok_and(|own| own.trim_end() == sql.trim_end()) => {
                continue;
            }
            Some(_) => "is not as llmdb makes it",
        };
        is_ours = false;
        report.findings.push(Finding {
            table: name,
            rule: format!("this {kind} {rule}"),
            advice: "export rows of your own, build a new catalogue with llmdb init FILE, and import them"
                .into(),
            ..Finding::default()
        });
    }
    Ok(is_ours)
}

/// Condition of rows that break a rule of their columns. `integrity_check` does not ask it of tables
/// without row numbers.
fn breaks(table: &Table) -> String {
    let mut terms: Vec<String> = checks(&table.sql).into_iter().map(|rule| format!("NOT ({rule})")).collect();
    for column in &table.columns {
        let name = quoted(&column.name);
        let kind = match column.kind {
            Kind::Integer => "'integer'",
            // A whole number in a column of such is kept as one.
            Kind::Real => "'real', 'integer'",
            Kind::Text => "'text'",
            Kind::Blob => "'blob'",
        };
        let or_empty = if column.required { "" } else { ", 'null'" };
        terms.push(format!("typeof({name}) NOT IN ({kind}{or_empty})"));
    }
    terms.join(" OR ")
}

/// The expressions of the `CHECK`s in a statement.
fn checks(sql: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = sql;
    while let Some(at) = rest.find(" CHECK (") {
        let body = &rest[at + " CHECK (".len()..];
        let (mut depth, mut quoted) = (1, false);
        let end = body.char_indices().find(|(_, c)| {
            match c {
                '\'' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some((end, _)) = end else { break };
        found.push(&body[..end]);
        rest = &body[end..];
    }
    found
}

/// Names the rows that break a rule of the table: each is put into an empty table of the same making,
/// which says the rule.
fn columns(table: &Table, connection: &Connection, report: &mut Report) -> rusqlite::Result<()> {
    let twin = Connection::open_in_memory()?;
    twin.execute_batch(&format!("PRAGMA foreign_keys = OFF; {}", table.sql))?;
    let name = quoted(&table.name);
    let holes = vec!["?"; table.columns.len()].join(", ");
    let mut insert = twin.prepare(&format!("INSERT INTO {name} VALUES ({holes})"))?;
    let mut broken =
        connection.prepare(&format!("SELECT * FROM {name} WHERE {} LIMIT {TOLD}", breaks(table)))?;
    let mut rows = broken.query([])?;
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(table.columns.len());
        for place in 0..table.columns.len() {
            values.push(row.get::<_, rusqlite::types::Value>(place)?);
        }
        let Err(error) = insert.execute(params_from_iter(&values)) else { continue };
        let message = crate::db::message::message(&error);
        let rule = message.rsplit(": ").next().unwrap_or(&message).to_owned();
        // `NOT NULL constraint failed: models.name`, `cannot store TEXT value in INTEGER column sizes.layers`,
        // or the name of a rule, in whose text the column stands.
        let last = rule.rsplit(['.', ' ']).next().unwrap_or_default();
        let column = table.place(last).or_else(|| table.column_of_rule(&rule));
        let text = |place: usize| row.get_ref(place).ok().and_then(shown);
        let key: Vec<String> =
            table.key.iter().map(|&place| text(place).unwrap_or_else(|| "(empty)".into())).collect();
        report.findings.push(Finding {
            table: table.name.clone(),
            row: key.join("/"),
            column: column.map(|place| table.columns[place].name.clone()).unwrap_or_default(),
            value: column.and_then(text),
            rule: if message.starts_with("NOT NULL") {
                "each row needs a value here".into()
            } else {
                rule.replace('_', " ")
            },
            advice: "give the row a value that the rule allows, or remove the row".into(),
            place: None,
        });
    }
    Ok(())
}

fn shown(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Some(format!("({} bytes)", bytes.len())),
    }
}

/// SQL of a row's key, its columns joined with `/`.
fn key(table: &Table, of: &str) -> String {
    let parts: Vec<String> =
        table.key_names().into_iter().map(|name| format!("{of}.{}", quoted(name))).collect();
    if parts.is_empty() { format!("CAST({of}.rowid AS TEXT)") } else { parts.join(" || '/' || ") }
}

/// Names the rows that refer to nothing.
fn references(
    table: &Table,
    reference: &ForeignKey,
    connection: &Connection,
    report: &mut Report,
) -> rusqlite::Result<()> {
    let joined = |of: &str, columns: &[String], with: &str| -> String {
        columns.iter().map(|column| format!("{of}.{}", quoted(column))).collect::<Vec<_>>().join(with)
    };
    let pairs: Vec<String> = reference
        .columns
        .iter()
        .zip(&reference.parent_columns)
        .map(|(from, to)| format!("parent.{} = child.{}", quoted(to), quoted(from)))
        .collect();
    let present: Vec<String> =
        reference.columns.iter().map(|column| format!("child.{} IS NOT NULL", quoted(column))).collect();
    let mut statement = connection.prepare(&format!(
        "SELECT {}, {} FROM {} AS child
         WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {}) LIMIT {TOLD}",
        key(table, "child"),
        joined("child", &reference.columns, " || '/' || "),
        quoted(&table.name),
        present.join(" AND "),
        quoted(&reference.parent),
        pairs.join(" AND ")
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.findings.push(Finding {
            table: table.name.clone(),
            row: row.get_ref(0).ok().and_then(shown).unwrap_or_default(),
            column: reference.columns.last().cloned().unwrap_or_default(),
            value: row.get_ref(1).ok().and_then(shown),
            rule: format!("refers to {}, where there is no such row", reference.parent),
            advice: format!("add the row to {}, or correct the reference", reference.parent),
            place: None,
        });
    }
    Ok(())
}

/// Names the rows whose `table_name`, `row_key` and `column_name` point at nothing.
fn pointers(
    table: &Table,
    all: &[Table],
    connection: &Connection,
    report: &mut Report,
) -> rusqlite::Result<()> {
    let own = quoted(&table.name);
    let has_column = table.place("column_name").is_some();
    let column = if has_column { "pointer.column_name" } else { "NULL" };
    let mut tell = |sql: &str, column: &str, rule: &str| -> rusqlite::Result<()> {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            report.findings.push(Finding {
                table: table.name.clone(),
                row: row.get(0)?,
                column: column.to_owned(),
                value: row.get_ref(1).ok().and_then(shown),
                rule: rule.to_owned(),
                advice: "correct what it points at, or remove the row".into(),
                place: None,
            });
        }
        Ok(())
    };
    let names: Vec<String> = all.iter().map(|table| format!("'{}'", table.name)).collect();
    tell(
        &format!(
            "SELECT {}, pointer.table_name FROM {own} AS pointer WHERE pointer.table_name NOT IN ({}) LIMIT {TOLD}",
            key(table, "pointer"),
            names.join(", ")
        ),
        "table_name",
        "points at a table that is not there",
    )?;
    let mut pointed =
        connection.prepare(&format!("SELECT DISTINCT table_name FROM {own} ORDER BY table_name"))?;
    let pointed: Vec<String> = pointed.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for target in all.iter().filter(|target| pointed.contains(&target.name)) {
        tell(
            &format!(
                "SELECT {}, pointer.row_key FROM {own} AS pointer
                 WHERE pointer.table_name = '{}' AND pointer.row_key NOT IN (SELECT {} FROM {} AS target) LIMIT {TOLD}",
                key(table, "pointer"),
                target.name,
                key(target, "target"),
                quoted(&target.name)
            ),
            "row_key",
            &format!("points at a row that {} does not have", target.name),
        )?;
        if !has_column {
            continue;
        }
        let columns: Vec<String> = target.columns.iter().map(|column| format!("'{}'", column.name)).collect();
        tell(
            &format!(
                "SELECT {}, {column} FROM {own} AS pointer
                 WHERE pointer.table_name = '{}' AND {column} NOT IN ('*', {}) LIMIT {TOLD}",
                key(table, "pointer"),
                target.name,
                columns.join(", ")
            ),
            "column_name",
            &format!("points at a column that {} does not have", target.name),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_a_statement_are_found() {
        let sql =
            "CREATE TABLE t (a TEXT CONSTRAINT x CHECK (a IN (')', '(') AND length(a) > 0), b CHECK (b > 0))";
        assert_eq!(checks(sql), ["a IN (')', '(') AND length(a) > 0", "b > 0"]);
        assert!(checks("CREATE TABLE t (a CHECK (").is_empty());
    }
}
