use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use llmdb::db::tables::{self, Kind, Table};
use rusqlite::Connection;

use crate::sandbox::{Sandbox, catalogue, files_under, package};

/// With this set, the files are rewritten in their order and plain form.
const REWRITE: &str = "LLMDB_REWRITE_SEED";

/// Values that no citation speaks of yet, as `table/column`. Each is a debt of the seed.
const NOT_CITED: [&str; 0] = [];

/// Rows that `implausible` names though they are as their sources say: `table/key`.
const STRANGE_BUT_TRUE: [&str; 0] = [];

/// Tables whose keys are not slugs: codes, addresses, names, other tables' keys.
const KEYS_OF_ANOTHER_FORM: [&str; 8] = [
    "accepted_deviations",
    "aliases",
    "citations",
    "countries",
    "sources",
    "survey_cells",
    "survey_claims",
    "words",
];

fn all_tables() -> Vec<Table> {
    tables::tables(&Connection::open(catalogue()).unwrap()).unwrap()
}

/// A seed file of a table.
struct File {
    path: PathBuf,
    /// As messages call it: `seed/models.csv`.
    shown: String,
    table: Table,
}

fn files() -> Vec<File> {
    let tables = all_tables();
    files_under(&package().join("seed"), ".csv")
        .into_iter()
        .map(|path| {
            let shown = path.strip_prefix(package()).unwrap().to_string_lossy().replace('\\', "/");
            let name = shown.trim_start_matches("seed/").trim_end_matches(".csv");
            let name = name.split('/').next().unwrap();
            let table = tables.iter().find(|table| table.name == name);
            let table = table.unwrap_or_else(|| panic!("{shown}: there is no table {name}")).clone();
            File { path, shown, table }
        })
        .collect()
}

/// A part of a key, in the order in which rows stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(i64),
    Text(Vec<u8>),
}

type Rows = Vec<Vec<String>>;

/// Heading and rows, each with its line.
fn read(text: &str) -> (Vec<String>, Vec<(u64, Vec<String>)>) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows: Vec<(u64, Vec<String>)> = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let line = record.position().unwrap().line();
            (line, record.iter().map(str::to_owned).collect())
        })
        .collect();
    let heading = rows.remove(0).1;
    (heading, rows)
}

fn key(table: &Table, heading: &[String], row: &[String]) -> Vec<Part> {
    table
        .key
        .iter()
        .map(|&place| {
            let column = &table.columns[place];
            let at = heading.iter().position(|name| *name == column.name).unwrap();
            match (column.kind, row[at].parse()) {
                (Kind::Integer, Ok(number)) => Part::Number(number),
                _ => Part::Text(row[at].clone().into_bytes()),
            }
        })
        .collect()
}

fn shown_key(key: &[Part]) -> String {
    let parts: Vec<String> = key
        .iter()
        .map(|part| match part {
            Part::Number(number) => number.to_string(),
            Part::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        })
        .collect();
    parts.join("/")
}

/// The rows as a seed file holds them.
fn written(heading: &[String], rows: &Rows) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(heading).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// What is wrong with a file; its text as it should be.
fn judge(shown: &str, table: &Table, bytes: &[u8]) -> (Vec<String>, String) {
    let mut faults = Vec::new();
    let mut fault = |line: u64, what: String| faults.push(format!("{shown}:{line}: {what}"));
    let text = String::from_utf8_lossy(bytes).into_owned();
    if std::str::from_utf8(bytes).is_err() {
        fault(1, "is not UTF-8".into());
    }
    if text.starts_with('\u{feff}') {
        fault(1, "begins with a byte order mark".into());
    }
    if let Some(at) = text.find('\r') {
        fault(text[..at].matches('\n').count() as u64 + 1, "holds a carriage return: lines end in LF".into());
    }
    if !text.ends_with('\n') {
        fault(text.lines().count() as u64, "the last line has no end".into());
    }
    let (heading, rows) = read(&text.trim_start_matches('\u{feff}').replace('\r', ""));
    let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    if heading != columns {
        fault(1, format!("the heading should read {}", columns.join(",")));
    }
    let mut before: Option<Vec<Part>> = None;
    let mut keyed: Vec<(Vec<Part>, Vec<String>)> = Vec::new();
    for (line, row) in &rows {
        for cell in row {
            if cell.trim() != cell {
                fault(*line, format!("\"{cell}\" has space around it"));
            }
            if cell.contains('\n') {
                fault(*line, "a value of several lines: prose is one line".into());
            }
        }
        let own = key(table, &heading, row);
        if !KEYS_OF_ANOTHER_FORM.contains(&table.name.as_str()) {
            for part in &own {
                let Part::Text(text) = part else { continue };
                let is_slug =
                    |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(byte);
                if text.is_empty() || !text.iter().all(is_slug) {
                    fault(*line, format!("the key \"{}\" is not of a-z, 0-9, - and .", shown_key(&own)));
                }
            }
        }
        match &before {
            Some(last) if own < *last => {
                let after = keyed.iter().map(|(other, _)| other).filter(|other| **other > own).min().unwrap();
                fault(*line, format!("\"{}\" should stand before \"{}\"", shown_key(&own), shown_key(after)));
            }
            Some(last) if own == *last => fault(*line, format!("\"{}\" stands here twice", shown_key(&own))),
            _ => before = Some(own.clone()),
        }
        let ordered = columns.iter().map(|name| {
            let at = heading.iter().position(|other| other == name);
            at.map(|at| row[at].trim().to_owned()).unwrap_or_default()
        });
        keyed.push((own, ordered.collect()));
    }
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    let sorted: Rows = keyed.into_iter().map(|(_, row)| row).collect();
    let right = written(&columns, &sorted);
    if faults.is_empty() && right != text {
        let line = right.lines().zip(text.lines()).position(|(a, b)| a != b).unwrap_or(0);
        let reads = right.lines().nth(line).unwrap_or_default();
        faults.push(format!("{shown}:{}: quotes stand only where they are needed: {reads}", line + 1));
    }
    (faults, right)
}

#[test]
fn every_file_is_in_its_plain_form_and_order() {
    let mut faults = String::new();
    for file in files() {
        let bytes = fs::read(&file.path).unwrap();
        let (wrong, right) = judge(&file.shown, &file.table, &bytes);
        if std::env::var_os(REWRITE).is_some() {
            if right.as_bytes() != bytes {
                fs::write(&file.path, right).unwrap();
                eprintln!("{} was rewritten", file.shown);
            }
            continue;
        }
        for fault in wrong {
            writeln!(faults, "{fault}").unwrap();
        }
    }
    assert!(
        faults.is_empty(),
        "{faults}{REWRITE}=1 cargo test every_file_is_in_its_plain_form puts the rows in order"
    );
}

#[test]
fn a_row_out_of_order_is_named_with_the_one_it_should_precede() {
    let tables = all_tables();
    let of = |name: &str| tables.iter().find(|table| table.name == name).unwrap().clone();
    let (faults, right) =
        judge("seed/families.csv", &of("families"), b"slug,name,name_zh\npalm,PaLM,\nopt,OPT,\n");
    assert_eq!(faults, ["seed/families.csv:3: \"opt\" should stand before \"palm\""]);
    assert_eq!(right, "slug,name,name_zh\nopt,OPT,\npalm,PaLM,\n");
    let text = "model,label,stage_no,stage,tokens,examples,epochs,note\na,7b,2,pretraining,,,,\na,7b,10,pretraining,,,,\n";
    assert_eq!(
        judge("x.csv", &of("training_stages"), text.as_bytes()).0,
        Vec::<String>::new(),
        "2 stands before 10"
    );
    for (text, fault) in [
        ("\u{feff}slug,name,name_zh\na,A,\n", "x.csv:1: begins with a byte order mark"),
        ("slug,name,name_zh\r\na,A,\r\n", "x.csv:1: holds a carriage return: lines end in LF"),
        ("slug,name,name_zh\na,A,", "x.csv:2: the last line has no end"),
        ("slug,name_zh,name\na,,A\n", "x.csv:1: the heading should read slug,name,name_zh"),
        ("slug,name,name_zh\na,A ,\n", "x.csv:2: \"A \" has space around it"),
        ("slug,name,name_zh\na,\"A\",\n", "x.csv:2: quotes stand only where they are needed: a,A,"),
        ("slug,name,name_zh\nA b,A,\n", "x.csv:2: the key \"A b\" is not of a-z, 0-9, - and ."),
        ("slug,name,name_zh\na,A,\na,B,\n", "x.csv:3: \"a\" stands here twice"),
        ("slug,name,name_zh\na,\"A\nB\",\n", "x.csv:2: a value of several lines: prose is one line"),
    ] {
        assert_eq!(judge("x.csv", &of("families"), text.as_bytes()).0, [fault]);
    }
}

/// The values of one column of a statement, joined with `/` where it has more.
fn listed(sql: &str) -> BTreeSet<String> {
    let connection = Connection::open(catalogue()).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn every_value_is_cited() {
    let found = listed("SELECT table_name || '/' || column_name FROM coverage WHERE cited < with_value");
    let known: BTreeSet<String> = NOT_CITED.map(str::to_owned).into();
    let values = listed(
        "SELECT table_name || '/' || column_name || ' of ' || row_key FROM cells
         WHERE value IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM citations
             WHERE citations.table_name = cells.table_name AND citations.row_key = cells.row_key
               AND citations.column_name IN (cells.column_name, '*') AND citations.says IS NULL)",
    );
    let new: Vec<&String> =
        values.iter().filter(|value| !known.iter().any(|k| value.starts_with(&format!("{k} of ")))).collect();
    assert!(new.is_empty(), "no text is named for {new:#?}");
    let mended: Vec<&String> = known.difference(&found).collect();
    assert!(mended.is_empty(), "cited throughout now, take it out of NOT_CITED: {mended:?}");
}

#[test]
fn a_citation_speaks_of_a_cell_that_there_is() {
    let adrift = listed(
        "SELECT table_name || ' ' || row_key || ' ' || column_name FROM citations
         WHERE column_name NOT IN ('*', 'label', 'name', 'name_zh', 'alias') AND NOT EXISTS (
             SELECT 1 FROM cells
             WHERE cells.table_name = citations.table_name AND cells.row_key = citations.row_key
               AND cells.column_name = citations.column_name)",
    );
    assert!(adrift.is_empty(), "{adrift:#?}");
    let tables = all_tables();
    // How a thing is spelled is no fact about it, and yet a text can be named for it.
    let spelled = listed(
        "SELECT table_name || ' ' || row_key || ' ' || column_name FROM citations
         WHERE column_name IN ('name', 'name_zh', 'alias')",
    );
    let spellings: BTreeSet<String> = tables
        .iter()
        .flat_map(|table| {
            let key = table.key_names().join(" || '/' || ");
            let names = table.columns.iter().map(|column| column.name.clone());
            let names = names.filter(|name| ["name", "name_zh", "alias"].contains(&name.as_str()));
            let of = |name: String| {
                let cells = "SELECT '{table} ' || {key} || ' {name}' FROM {table} WHERE {name} IS NOT NULL";
                listed(&cells.replace("{table}", &table.name).replace("{key}", &key).replace("{name}", &name))
            };
            names.flat_map(of).collect::<Vec<_>>()
        })
        .collect();
    let adrift: Vec<&String> = spelled.difference(&spellings).collect();
    assert!(adrift.is_empty(), "{adrift:#?}");
    // A label is part of the key, and yet texts differ in it.
    let whole = listed(
        "SELECT DISTINCT table_name || ' ' || row_key FROM citations WHERE column_name IN ('*', 'label')",
    );
    let keys: BTreeSet<String> = tables
        .iter()
        .flat_map(|table| {
            let key = table.key_names().join(" || '/' || ");
            listed(&format!("SELECT '{} ' || {key} FROM {}", table.name, table.name))
        })
        .collect();
    let adrift: Vec<&String> = whole.difference(&keys).collect();
    assert!(adrift.is_empty(), "{adrift:#?}");
}

#[test]
fn nothing_in_the_seed_is_implausible() {
    let found = listed("SELECT table_name || '/' || row_key FROM implausible");
    let known: BTreeSet<String> = STRANGE_BUT_TRUE.map(str::to_owned).into();
    assert_eq!(found, known);
}

#[test]
fn what_is_named_by_the_seed_is_there() {
    for (table, key) in [("aliases", "row_key"), ("survey_cells", "model")] {
        assert!(!listed(&format!("SELECT DISTINCT {key} FROM {table} WHERE {key} IS NOT NULL")).is_empty());
    }
    let adrift = listed(
        "SELECT table_name || ' ' || row_key FROM aliases WHERE NOT CASE table_name
             WHEN 'models' THEN row_key IN (SELECT slug FROM models)
             WHEN 'sizes' THEN row_key IN (SELECT model || '/' || label FROM sizes)
             WHEN 'organizations' THEN row_key IN (SELECT slug FROM organizations)
             WHEN 'licenses' THEN row_key IN (SELECT slug FROM licenses)
             WHEN 'families' THEN row_key IN (SELECT slug FROM families)
             WHEN 'architectures' THEN row_key IN (SELECT slug FROM architectures)
             WHEN 'positional_encodings' THEN row_key IN (SELECT slug FROM positional_encodings)
             WHEN 'techniques' THEN row_key IN (SELECT slug FROM techniques)
             WHEN 'corpora' THEN row_key IN (SELECT slug FROM corpora)
             WHEN 'benchmarks' THEN row_key IN (SELECT slug FROM benchmarks)
             WHEN 'languages' THEN row_key IN (SELECT code FROM languages)
             WHEN 'countries' THEN row_key IN (SELECT code FROM countries)
             ELSE 0 END",
    );
    assert!(adrift.is_empty(), "{adrift:#?}");
}

/// The cells of a Markdown table, heading first, the line below it left out.
fn markdown_cells(text: &str) -> Vec<Vec<String>> {
    let is_ruler = |line: &&str| !line.chars().all(|c| matches!(c, '|' | '-' | ' '));
    text.lines()
        .filter(|line| line.starts_with('|'))
        .filter(is_ruler)
        .map(|line| {
            let inner = line.trim().trim_start_matches('|');
            let inner = inner.strip_suffix('|').unwrap_or(inner);
            inner.split('|').map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

#[test]
fn the_survey_is_there_word_for_word() {
    let printed = fs::read_to_string(package().join("tests/survey.md")).unwrap();
    let wanted = markdown_cells(&printed);
    assert_eq!(wanted.len(), 20, "a heading and 19 rows");
    let out = Sandbox::with_catalogue().llmdb(["query", "survey table", "-f", "markdown"]).quietly();
    let found = markdown_cells(&out.stdout);
    for (wanted, found) in wanted.iter().zip(&found) {
        assert_eq!(found, wanted);
    }
    assert_eq!(found.len(), wanted.len());
}
