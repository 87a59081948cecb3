//! What holds for every question in plain words: nothing crashes, each statement runs in `sqlite3`,
//! filters only take rows away, a filter and its opposite part the rows, their order does not matter.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use llmdb::db::{Db, Limits};
use llmdb::words::{Lexicon, Reading, read};
use proptest::prelude::*;

use crate::phrases::{phrases, rows};
use crate::sandbox::catalogue;

/// Filters that can stand alone, and what is their column.
const FILTERS: &[(&str, &str)] = &[
    ("with rope", "positional_encoding"),
    ("using alibi", "positional_encoding"),
    ("from Meta", "model"),
    ("from China", "model"),
    ("over 7B", "parameters"),
    ("under 100B parameters", "parameters"),
    ("since 2022", "release_date"),
    ("before June 2023", "release_date"),
    ("decoder-only", "architecture"),
    ("open", "weights"),
    ("with at least 32 layers", "layers"),
    ("with gqa", "attention"),
    ("using rlhf", "model"),
    ("derived from llama", "model"),
    ("with swiglu", "activation"),
    ("under apache-2.0", "license"),
    ("chat", "kind"),
    ("larger than llama-2 7b", "parameters"),
];

fn asked(lexicon: &Lexicon<'_>, text: &str) -> Reading {
    read(lexicon, text).unwrap().unwrap_or_else(|not| panic!("{text}: {not:?}"))
}

/// Keys of the rows of a question.
fn keys(db: &Db, lexicon: &Lexicon<'_>, text: &str) -> BTreeSet<String> {
    let reading = asked(lexicon, text);
    let (columns, all) = rows(db.connection(), &reading.sql, &reading.params);
    assert_eq!(columns[..2], ["model", "label"], "{text}");
    all.iter().map(|row| format!("{:?}/{:?}", row[0], row[1])).collect()
}

#[test]
fn a_filter_only_takes_rows_away_and_their_order_does_not_matter() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    for (one, _) in FILTERS {
        let alone = keys(&db, &lexicon, &format!("models {one}"));
        for (other, _) in FILTERS {
            if one == other {
                continue;
            }
            let both = keys(&db, &lexicon, &format!("models {one}, {other}"));
            assert!(both.is_subset(&alone), "{one}, {other}");
            assert_eq!(both, keys(&db, &lexicon, &format!("models {other}, {one}")), "{one}, {other}");
        }
    }
}

#[test]
fn a_filter_and_its_opposite_part_the_rows_that_have_a_value() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    for (filter, column) in FILTERS {
        if filter.starts_with("larger") {
            continue;
        }
        let with = keys(&db, &lexicon, &format!("models {filter}"));
        let without = keys(&db, &lexicon, &format!("models not {filter}"));
        assert!(with.is_disjoint(&without), "{filter}");
        let (_, all) = rows(
            db.connection(),
            &format!("SELECT model, label FROM listing WHERE {column} IS NOT NULL"),
            &[],
        );
        assert_eq!(with.len() + without.len(), all.len(), "{filter}");
    }
}

#[test]
fn each_statement_runs_in_the_sqlite3_shell() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let mut script = String::from(".bail on\n.parameter init\n");
    for phrase in phrases() {
        if let Ok(reading) = read(&lexicon, &phrase.text).unwrap() {
            writeln!(script, ".parameter clear\n{}", reading.script()).unwrap();
        }
    }
    let copy = tempfile::NamedTempFile::new().unwrap();
    std::fs::copy(catalogue(), copy.path()).unwrap();
    let Ok(mut shell) = Command::new("sqlite3")
        .arg(copy.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
    else {
        assert!(std::env::var_os("LLMDB_ALL_CLIENTS").is_none(), "sqlite3 is missing");
        return;
    };
    shell.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let out = shell.wait_with_output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_question_breaks_the_reader(words in prop::collection::vec(word(), 0..14), glue in prop::bool::ANY) {
        let db = Db::open_read(catalogue(), Limits::default()).unwrap();
        let lexicon = Lexicon::new(&db).unwrap();
        let text = words.join(if glue { "" } else { " " });
        if let Ok(reading) = read(&lexicon, &text).unwrap() {
            // What is understood can be prepared, and all that is bound is used.
            let statement = db.connection().prepare(&reading.sql);
            prop_assert!(statement.is_ok(), "{text}: {:?}: {}", statement.err(), reading.sql);
        }
    }
}

/// Words of the grammar and names, numbers, and rubbish.
fn word() -> impl Strategy<Value = String> {
    let known: Vec<String> = {
        let db = Db::open_read(catalogue(), Limits::default()).unwrap();
        let sql = "SELECT word FROM words UNION SELECT slug FROM models UNION SELECT slug FROM corpora
                   UNION SELECT name FROM organizations UNION SELECT alias FROM aliases";
        let (_, all) = rows(db.connection(), sql, &[]);
        all.into_iter()
            .filter_map(|row| match &row[0] {
                rusqlite::types::Value::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect()
    };
    let numbers = [
        "7B",
        "70b",
        "1.4T",
        "128K",
        "24 GB",
        "4 bit",
        "2023",
        "2023-06",
        "1,000亿",
        "十",
        "3",
        "0",
        "99999999999999999999",
    ];
    prop_oneof![
        6 => prop::sample::select(known),
        2 => prop::sample::select(numbers.map(str::to_owned).to_vec()),
        1 => "\\PC{0,6}",
        1 => "[模型的最大a-z0-9 -]{0,8}",
    ]
}
