//! Each phrase of `tests/phrases/*.csv` gives the rows of the SQL that somebody wrote beside it by
//! hand, or is declined. The table of `docs/plain-words.md` is made from the same phrases.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use llmdb::db::{Db, Limits};
use llmdb::words::{Lexicon, NotUnderstood, Reading, read};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

use crate::sandbox::catalogue;

/// The day on which the phrases are asked: some ask for the last two years.
const TODAY: &str = "2026-11-24";

/// A phrase and what is expected of it.
pub(crate) struct Phrase {
    at: String,
    pub(crate) text: String,
    expected: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/phrases")
}

pub(crate) fn phrases() -> Vec<Phrase> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "csv"))
        .collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let mut reader = csv::Reader::from_path(&file).unwrap();
        for (place, row) in reader.records().enumerate() {
            let row = row.unwrap();
            all.push(Phrase {
                at: format!("{name}:{}", place + 2),
                text: row[0].to_owned(),
                expected: row[1].to_owned(),
            });
        }
    }
    all
}

/// Rows of a statement, by the names of its columns.
pub(crate) fn rows(
    connection: &Connection,
    sql: &str,
    params: &[(String, Value)],
) -> (Vec<String>, Vec<Vec<Value>>) {
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    for (name, value) in params {
        let hole = statement.parameter_index(&format!(":{name}")).unwrap().unwrap();
        statement.raw_bind_parameter(hole, value).unwrap();
    }
    let columns: Vec<String> = statement.column_names().map(ToOwned::to_owned).collect();
    let mut rows = statement.raw_query();
    let mut all = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        all.push((0..columns.len()).map(|place| row.get::<_, Value>(place).unwrap()).collect());
    }
    (columns, all)
}

fn said(row: &[Value]) -> String {
    let cells: Vec<String> = row
        .iter()
        .map(|value| match value {
            Value::Null => "–".to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => format!("{number:.4e}"),
            Value::Text(text) => text.clone(),
            Value::Blob(_) => "blob".to_owned(),
        })
        .collect();
    cells.join(" | ")
}

/// The catalogue with `listed`, from which expectations are written: the sizes, and the models of which
/// no size is known.
fn by_hand() -> Connection {
    let connection = Connection::open_with_flags(catalogue(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info('catalog')").unwrap();
    let columns: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
    drop(statement);
    let of_the_model: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "model" => "slug".to_owned(),
            "name" | "name_zh" | "family" | "release_date" | "architecture" | "kind" | "weights"
            | "license" => column.clone(),
            "release_year" => "CAST(substr(release_date, 1, 4) AS INTEGER)".to_owned(),
            "commercial_use" => "(SELECT commercial_use FROM licenses AS l WHERE l.slug = license)".to_owned(),
            "organizations" => "(SELECT group_concat(name, ', ') FROM (SELECT o.name FROM model_organizations AS m JOIN organizations AS o ON o.slug = m.organization WHERE m.model = models.slug ORDER BY 1))".to_owned(),
            _ => "NULL".to_owned(),
        })
        .collect();
    let sql = format!(
        "CREATE TEMP VIEW listed AS SELECT * FROM catalog UNION ALL SELECT {} FROM models WHERE slug NOT IN (SELECT model FROM sizes)",
        of_the_model.join(", ")
    );
    connection.execute_batch(&sql).unwrap();
    connection
}

/// What is wrong with what a phrase gave; none where it is right.
fn wrong(
    db: &Db,
    by_hand: &Connection,
    phrase: &Phrase,
    reading: &Result<Reading, NotUnderstood>,
) -> Option<String> {
    if let Some(word) = phrase.expected.strip_prefix("declined") {
        return match reading {
            Ok(reading) => Some(format!("was not declined: {}", reading.read_as)),
            Err(not) => {
                let word = word.trim_start_matches(':').trim();
                (!not.word.contains(word)).then(|| format!("declined for \"{}\", not \"{word}\"", not.word))
            }
        };
    }
    let reading = match reading {
        Ok(reading) => reading,
        Err(not) => return Some(format!("was declined: \"{}\" {:?} {:?}", not.word, not.why, not.nearest)),
    };
    let sql = if phrase.expected.starts_with("SELECT") || phrase.expected.starts_with("WITH") {
        phrase.expected.clone()
    } else {
        format!("SELECT model, label FROM listed WHERE {}", phrase.expected)
    };
    let (columns, expected) = rows(by_hand, &sql, &[]);
    let (own, given) = rows(db.connection(), &reading.sql, &reading.params);
    let Some(places) =
        columns.iter().map(|name| own.iter().position(|own| own == name)).collect::<Option<Vec<_>>>()
    else {
        return Some(format!("columns {columns:?} are not among {own:?} ({})", reading.read_as));
    };
    let mut expected: Vec<String> = expected.iter().map(|row| said(row)).collect();
    let mut given: Vec<String> = given
        .iter()
        .map(|row| said(&places.iter().map(|&place| row[place].clone()).collect::<Vec<_>>()))
        .collect();
    if !sql.contains("ORDER BY") {
        expected.sort();
        given.sort();
    }
    if sql.starts_with("SELECT DISTINCT") {
        expected.dedup();
        given.dedup();
    }
    if expected == given {
        return None;
    }
    let (a, b): (BTreeSet<_>, BTreeSet<_>) = (expected.iter().collect(), given.iter().collect());
    let missing: Vec<_> = a.difference(&b).take(3).collect();
    let extra: Vec<_> = b.difference(&a).take(3).collect();
    Some(format!(
        "{} rows for {}; missing {missing:?}, extra {extra:?} ({})",
        given.len(),
        expected.len(),
        reading.read_as
    ))
}

#[test]
fn every_phrase_gives_the_rows_that_were_written_by_hand() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap().on(TODAY);
    let by_hand = by_hand();
    let mut faults = String::new();
    let mut count = 0;
    for phrase in phrases() {
        let reading = read(&lexicon, &phrase.text).unwrap();
        if let Some(fault) = wrong(&db, &by_hand, &phrase, &reading) {
            count += 1;
            writeln!(faults, "{}: {}: {fault}", phrase.at, phrase.text).unwrap();
        }
    }
    assert!(faults.is_empty(), "{count} phrases:\n{faults}");
}

/// The table of examples, from the phrases.
fn examples(lexicon: &Lexicon<'_>) -> String {
    let mut table = String::from("| phrase | reading |\n|---|---|\n");
    for phrase in phrases() {
        let said = match read(lexicon, &phrase.text).unwrap() {
            Ok(reading) => reading.read_as,
            Err(not) => format!("declined: \"{}\"", not.word),
        };
        writeln!(table, "| {} | {} |", phrase.text.replace('|', "\\|"), said.replace('|', "\\|")).unwrap();
    }
    table
}

#[test]
fn the_table_of_examples_is_current() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap().on(TODAY);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/plain-words.md");
    let text = fs::read_to_string(&path).unwrap();
    let start = text.find("| phrase | reading |").unwrap_or(text.len());
    let current = format!("{}{}", &text[..start], examples(&lexicon));
    if std::env::var_os("LLMDB_ACCEPT").is_some() {
        fs::write(&path, &current).unwrap();
    } else {
        assert!(text == current, "docs/plain-words.md is old; LLMDB_ACCEPT=1 cargo test writes it anew");
    }
}
