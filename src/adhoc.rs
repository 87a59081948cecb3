//! The user's own SQL: several statements in turn, named parameters, a caret at an error, and
//! nothing but reading unless writing was asked for.

use std::collections::BTreeMap;

use rusqlite::ffi;
use rusqlite::types::Value as Bound;
use unicode_width::UnicodeWidthStr;

use crate::check;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::rows::{RowSink, pump};
use crate::search;

/// SQL that somebody wrote, and its parameters.
#[derive(Clone, Debug, Default)]
pub struct Adhoc {
    /// One or more statements.
    pub sql: String,
    /// Named parameters, without their colon.
    pub parameters: BTreeMap<String, String>,
    /// Take no more than so many rows of each statement.
    pub limit: u64,
    /// Allow changes of rows, in one transaction.
    pub write: bool,
}

/// What takes the rows of one statement after another.
pub trait Answers {
    /// Gives the rows of one statement to `pump`, which gets the sink, and says how many there were.
    fn answer(&mut self, pump: &mut dyn FnMut(&mut dyn RowSink) -> Result<u64>) -> Result<()>;
    /// Hears that a statement changed rows.
    fn changed(&mut self, rows: u64) -> Result<()>;
}

impl Adhoc {
    /// Runs the statements in turn.
    pub fn run(&self, db: &mut Db, answers: &mut dyn Answers) -> Result<()> {
        // SQLite reads no further, and would say nothing of the rest.
        if let Some(at) = self.sql.find('\0') {
            let line = 1 + self.sql[..at].matches('\n').count();
            return Err(Error::usage(format!("the SQL holds a NUL character, in line {line}")));
        }
        if self.write {
            db.connection().execute_batch("BEGIN IMMEDIATE").map_err(|error| db.explain(error))?;
            db.refuse_all_but_rows()?;
        } else {
            db.refuse_all_but_reading()?;
        }
        let statements = self.each(db, answers)?;
        if statements == 0 {
            return Err(Error::usage("there is no statement in this SQL"));
        }
        if self.write {
            db.allow_all()?;
            check::sound(db)?;
            search::index_after(db.connection(), &db.written(), db.changes(), db.next_change())
                .map_err(|error| db.explain(error))?;
            db.connection().execute_batch("COMMIT").map_err(|error| db.explain(error))?;
        }
        Ok(())
    }

    fn each(&self, db: &Db, answers: &mut dyn Answers) -> Result<u64> {
        let mut used: Vec<&str> = Vec::new();
        let mut known: Vec<String> = Vec::new();
        let mut at = 0;
        let mut count = 0;
        while let Some(end) = statement_end(&self.sql, at) {
            let text = &self.sql[at..end];
            let from = at;
            let explain = |error| self.explain(db, from, error);
            let mut statement = match db.connection().prepare(text) {
                Ok(statement) => statement,
                Err(error) => return Err(explain(error)),
            };
            at = end;
            if statement.column_count() == 0
                && statement.expanded_sql().is_none_or(|sql| sql.trim().is_empty())
            {
                continue;
            }
            count += 1;
            for hole in 1..=statement.parameter_count() {
                let Some(name) = statement.parameter_name(hole) else {
                    return Err(Error::usage("a bare ? cannot be given a value")
                        .hint("name the parameter, :name, and give --param name=value"));
                };
                let name = name[1..].to_owned();
                known.push(name.clone());
                let Some((given, value)) = self.parameters.get_key_value(&name) else {
                    return Err(Error::usage(format!("the parameter {name} has no value")).hint(format!(
                        "--param {name}=VALUE gives one; the statement names {}",
                        list(&statement)
                    )));
                };
                used.push(given);
                statement.raw_bind_parameter(hole, bound(value)).map_err(explain)?;
            }
            if statement.column_count() == 0 {
                let rows = statement.raw_execute().map_err(explain)?;
                answers.changed(rows as u64)?;
            } else {
                let limit = self.limit;
                answers.answer(&mut |sink| pump(&mut statement, sink, limit, &explain))?;
            }
        }
        if let Some(unused) = self.parameters.keys().find(|name| !used.contains(&name.as_str())) {
            let names = if known.is_empty() { "none".to_owned() } else { format!(":{}", known.join(", :")) };
            return Err(Error::usage(format!("no statement has the parameter {unused}"))
                .hint(format!("parameters in the SQL: {names}")));
        }
        Ok(count)
    }

    /// An error of SQLite, with a caret under the place where it is one of the text.
    fn explain(&self, db: &Db, statement_at: usize, error: rusqlite::Error) -> Error {
        let (message, offset) = match db.cause(&error) {
            Some(known) => return known,
            None => match &error {
                rusqlite::Error::SqlInputError { msg, offset, .. } => (msg.clone(), *offset),
                // Wrong without a place in the text: an unknown table, a value too large.
                rusqlite::Error::SqliteFailure(code, Some(message))
                    if matches!(code.extended_code, ffi::SQLITE_ERROR | ffi::SQLITE_TOOBIG) =>
                {
                    (message.clone(), -1)
                }
                _ => return db.explain(error),
            },
        };
        let message = match suggestion(db, &self.sql, &message) {
            Some(near) => format!("{message} ({near})"),
            None => message,
        };
        // What is wrong is the end.
        let offset = match (message.as_str(), statement_end(&self.sql, statement_at)) {
            ("incomplete input", Some(end)) => {
                i32::try_from(self.sql[statement_at..end].trim_end().len()).unwrap_or(offset)
            }
            _ => offset,
        };
        let error = Error::usage(message);
        match usize::try_from(offset) {
            Ok(offset) => match caret(&self.sql, statement_at + offset) {
                Some(shown) => error.hint(shown),
                None => error,
            },
            Err(_) => error,
        }
    }
}

fn list(statement: &rusqlite::Statement<'_>) -> String {
    let names: Vec<&str> =
        (1..=statement.parameter_count()).filter_map(|hole| statement.parameter_name(hole)).collect();
    names.join(", ")
}

/// A number where it reads as one, else a text.
fn bound(text: &str) -> Bound {
    if let Ok(number) = text.parse::<i64>() {
        Bound::Integer(number)
    } else {
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Bound::Real(number),
            _ => Bound::Text(text.to_owned()),
        }
    }
}

/// How far a text of SQL goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Only space, semicolons and comments; `open`: the last comment is not ended.
    Nothing {
        /// The last comment is not ended.
        open: bool,
    },
    /// A statement that goes on at the end of the text.
    Open,
    /// A statement that ends here, behind its semicolon.
    Ended(usize),
}

/// How far the first statement of a text goes.
pub fn extent(sql: &str) -> Extent {
    let bytes = sql.as_bytes();
    let (mut at, mut content) = (0, false);
    while at < bytes.len() {
        match bytes[at] {
            b';' if content => return Extent::Ended(at + 1),
            b'-' if bytes.get(at + 1) == Some(&b'-') => {
                at += sql[at..].find('\n').unwrap_or(bytes.len() - at);
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                match sql[at + 2..].find("*/") {
                    Some(length) => at += length + 4,
                    None if content => return Extent::Open,
                    None => return Extent::Nothing { open: true },
                }
                continue;
            }
            quote @ (b'\'' | b'"' | b'`' | b'[') => {
                content = true;
                let close = if quote == b'[' { b']' } else { quote };
                match bytes[at + 1..].iter().position(|&b| b == close) {
                    Some(length) => at += length + 1,
                    None => return Extent::Open,
                }
            }
            b';' | b' ' | b'\t' | b'\n' | b'\r' => {}
            // The body of a trigger holds semicolons; SQL that only reads has none.
            _ => content = true,
        }
        at += 1;
    }
    if content { Extent::Open } else { Extent::Nothing { open: false } }
}

/// End of the statement that begins at `from`: behind its semicolon, or the end of the text; none
/// where only space and comments are left.
fn statement_end(sql: &str, from: usize) -> Option<usize> {
    match extent(&sql[from..]) {
        Extent::Nothing { .. } => None,
        Extent::Open => Some(sql.len()),
        Extent::Ended(length) => Some(from + length),
    }
}

/// The line of the SQL that holds this byte, and a caret below it.
fn caret(sql: &str, at: usize) -> Option<String> {
    const LONGEST: usize = 100;
    let before = sql.get(..at)?;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = sql[at..].find('\n').map_or(sql.len(), |length| at + length);
    let mut start = line_start;
    while sql.get(start..at)?.width() > LONGEST {
        start += sql[start..].chars().next()?.len_utf8();
    }
    let shown: String =
        sql[start..line_end].chars().take(LONGEST + 40).map(|c| if c == '\t' { ' ' } else { c }).collect();
    Some(format!("{shown}\n  {}^", " ".repeat(sql[start..at].width())))
}

/// What was meant, where SQLite knows no such name: a near column of the tables that the SQL names, the
/// tables that hold one, or a near table.
fn suggestion(db: &Db, sql: &str, message: &str) -> Option<String> {
    const COLUMNS: &str = "SELECT c.name, t.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
         WHERE t.type IN ('table', 'view') ORDER BY t.type DESC, t.name";
    const TABLES: &str = "SELECT name, name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name";
    let column = message.strip_prefix("no such column: ");
    let wanted = column.or_else(|| message.strip_prefix("no such table: "))?;
    let wanted = wanted.rsplit('.').next().unwrap_or(wanted);
    // The statements of ours are ones that the guard allows.
    let mut statement = db.connection().prepare(if column.is_some() { COLUMNS } else { TABLES }).ok()?;
    let names =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).ok()?;
    let near: Vec<(usize, String, String)> = names
        .flatten()
        .map(|(name, table)| (strsim::damerau_levenshtein(&name, &wanted.to_lowercase()), name, table))
        .filter(|(distance, name, _)| {
            *distance <= 1 + name.len() / 5 || (wanted.len() > 3 && name.starts_with(wanted))
        })
        .collect();
    let is_named = |table: &str| {
        sql.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word.eq_ignore_ascii_case(table))
    };
    let of_named = near.iter().filter(|(_, _, table)| column.is_none() || is_named(table)).min();
    if let Some((_, name, _)) = of_named {
        return Some(format!("did you mean {name}?"));
    }
    let (_, name, _) = near.iter().min_by_key(|(distance, ..)| *distance)?;
    let tables: Vec<&str> =
        near.iter().filter(|(_, other, _)| other == name).map(|(.., table)| table.as_str()).collect();
    Some(format!("{name} is a column of {}", tables.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(sql: &str) -> Vec<&str> {
        let (mut at, mut parts) = (0, Vec::new());
        while let Some(end) = statement_end(sql, at) {
            parts.push(&sql[at..end]);
            at = end;
        }
        parts
    }

    #[test]
    fn statements_end_at_semicolons_outside_quotes() {
        assert_eq!(split("SELECT ';'; SELECT 2 -- ; no\n;"), ["SELECT ';';", " SELECT 2 -- ; no\n;"]);
        assert_eq!(split("SELECT \"a;b\", [c;d] /* ; */"), ["SELECT \"a;b\", [c;d] /* ; */"]);
        assert!(split(" ; -- nothing\n /* at all").is_empty());
        assert_eq!(split("SELECT 'open"), ["SELECT 'open"]);
    }

    #[test]
    fn the_caret_stands_under_the_word() {
        assert_eq!(caret("SELECT 1,\n  parmeters FROM x", 12).unwrap(), "  parmeters FROM x\n    ^");
        assert_eq!(caret("SELECT '百川' parm", 16).unwrap(), "SELECT '百川' parm\n                ^");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_splitter_fall_over(sql in "(SELECT|'|\"|`|\\[|\\]|;|--|/\\*|\\*/|\n|百|\0|\\PC){0,60}", at in 0..200_usize) {
            let parts = split(&sql);
            assert!(sql.starts_with(&parts.concat()), "nothing is lost between statements");
            assert!(parts.iter().all(|part| !part.is_empty()));
            caret(&sql, at);
        }

        #[test]
        fn statements_with_quotes_are_told_apart(texts in proptest::collection::vec("[^\0]{0,10}", 1..5)) {
            let statements: Vec<String> =
                texts.iter().map(|text| format!("SELECT '{}';", text.replace('\'', "''"))).collect();
            assert_eq!(split(&statements.concat()), statements);
        }
    }
}
