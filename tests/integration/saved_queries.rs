use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use llmdb::queries::{ParameterKind, SavedQuery, header};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::sandbox::{Sandbox, catalogue, files_under, package};

/// Queries whose columns carry the words of a heading that was printed elsewhere.
const PRINTED_HEADINGS: [&str; 1] = ["survey-table"];

/// All saved queries, read from their files.
pub(crate) fn all() -> Vec<SavedQuery> {
    files_under(&package().join("seed/queries"), ".sql")
        .iter()
        .map(|path| {
            let slug = path.file_stem().unwrap().to_str().unwrap();
            let shown = format!("seed/queries/{slug}.sql");
            header::parse(slug, &shown, &fs::read_to_string(path).unwrap())
                .unwrap_or_else(|faults| panic!("{faults:?}"))
        })
        .collect()
}

/// What llmdb answers to a saved query with its defaults.
pub(crate) fn answer(sandbox: &Sandbox, slug: &str) -> serde_json::Value {
    let out = sandbox.llmdb(["query", slug, "-f", "json"]);
    assert_eq!(out.code, 0, "{slug}: {out}");
    serde_json::from_str(&out.stdout).unwrap_or_else(|error| panic!("{slug}: {error}: {out}"))
}

fn rows(connection: &Connection, query: &SavedQuery) -> Vec<Vec<Value>> {
    let mut statement =
        connection.prepare(&query.sql).unwrap_or_else(|error| panic!("{}: {error}", query.slug));
    for parameter in &query.parameters {
        let hole = statement.parameter_index(&format!(":{}", parameter.name)).unwrap().unwrap();
        match parameter.kind() {
            ParameterKind::Integer => {
                statement.raw_bind_parameter(hole, parameter.default.parse::<i64>().unwrap())
            }
            ParameterKind::Real => {
                statement.raw_bind_parameter(hole, parameter.default.parse::<f64>().unwrap())
            }
            ParameterKind::Text => statement.raw_bind_parameter(hole, parameter.default.as_str()),
        }
        .unwrap();
    }
    let width = statement.column_count();
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().unwrap() {
        found.push((0..width).map(|column| row.get(column).unwrap()).collect());
    }
    found
}

#[test]
fn there_are_as_many_as_a_practitioner_asks() {
    assert!(all().len() >= 25);
}

#[test]
fn every_header_is_whole() {
    for query in all() {
        let slug = &query.slug;
        assert_eq!(header::slug_of(&query.title), *slug);
        assert!(query.title_zh.as_ref().is_some_and(|title| !title.is_ascii()), "{slug}: title_zh");
        assert!(query.about.ends_with(['.', '?', '。']), "{slug}: about is a sentence: {}", query.about);
        let text = fs::read_to_string(package().join(format!("seed/queries/{slug}.sql"))).unwrap();
        let keys: Vec<&str> = text
            .lines()
            .map_while(|line| {
                line.strip_prefix("-- ").and_then(|rest| rest.split_once(':')).map(|(key, _)| key)
            })
            .collect();
        let order = ["title", "title_zh", "about", "param", "portable"];
        let places: Vec<usize> =
            keys.iter().map(|key| order.iter().position(|known| known == key).unwrap()).collect();
        assert!(places.is_sorted(), "{slug}: keys stand in the order {order:?}");
        assert!(text.ends_with(";\n"), "{slug}: ends with a semicolon and a line end");
    }
}

#[test]
fn titles_are_told_apart_without_case_hyphens_and_spaces() {
    let mut seen = BTreeSet::new();
    for query in all() {
        let folded = |text: &str| -> String {
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect()
        };
        assert!(seen.insert(folded(&query.title)), "{}", query.slug);
        assert!(seen.insert(folded(query.title_zh.as_deref().unwrap())), "{}", query.slug);
    }
}

#[test]
fn the_sql_is_one_statement_that_names_its_columns() {
    for query in all() {
        let slug = &query.slug;
        let upper = query.sql.to_uppercase();
        assert!(!upper.contains("SELECT *") && !upper.contains(".*"), "{slug}: SELECT *");
        assert!(upper.contains("ORDER BY"), "{slug}: no order");
        assert_eq!(query.sql.matches(';').count(), 1, "{slug}: one statement");
        let connection = Connection::open(catalogue()).unwrap();
        let statement = connection.prepare(&query.sql).unwrap_or_else(|error| panic!("{slug}: {error}"));
        assert!(statement.readonly(), "{slug}");
        let names: BTreeSet<&str> = statement.column_names().collect();
        assert_eq!(names.len(), statement.column_count(), "{slug}: two columns of one name");
        for name in names {
            let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            assert!(plain || PRINTED_HEADINGS.contains(&slug.as_str()), "{slug}: {name}");
        }
        let holes: BTreeSet<String> = (1..=statement.parameter_count())
            .filter_map(|hole| Some(statement.parameter_name(hole)?[1..].to_owned()))
            .collect();
        let named: BTreeSet<String> =
            query.parameters.iter().map(|parameter| parameter.name.clone()).collect();
        assert_eq!(holes, named, "{slug}: parameters of the header and of the statement");
    }
}

#[test]
fn every_query_has_rows_on_the_shipped_seed() {
    let connection = Connection::open(catalogue()).unwrap();
    for query in all() {
        assert!(!rows(&connection, &query).is_empty(), "{} has no rows", query.slug);
    }
}

#[test]
fn every_order_is_total() {
    let connection = Connection::open(catalogue()).unwrap();
    for query in all() {
        connection.pragma_update(None, "reverse_unordered_selects", false).unwrap();
        let forwards = rows(&connection, &query);
        connection.pragma_update(None, "reverse_unordered_selects", true).unwrap();
        let backwards = rows(&connection, &query);
        assert!(forwards == backwards, "{}: rows come in another order when nothing orders them", query.slug);
    }
}

#[test]
fn the_file_holds_them_as_they_are() {
    let connection = Connection::open(catalogue()).unwrap();
    let mut statement = connection.prepare("SELECT slug, sql FROM saved_queries").unwrap();
    let kept: BTreeMap<String, String> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let files: BTreeMap<String, String> = all().into_iter().map(|query| (query.slug, query.sql)).collect();
    assert_eq!(kept, files);
}

#[test]
fn every_title_finds_its_query() {
    let sandbox = Sandbox::with_catalogue();
    let db = llmdb::db::Db::open_read(&sandbox.db(), llmdb::db::Limits::default()).unwrap();
    for query in all() {
        for title in
            [query.title.to_uppercase(), query.slug.replace('-', " "), query.title_zh.clone().unwrap()]
        {
            let found =
                llmdb::queries::find(&db, &title).unwrap().unwrap_or_else(|| panic!("{title} is not found"));
            assert_eq!(found, query);
        }
    }
}
