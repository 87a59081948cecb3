use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use llmdb::queries::ParameterKind;
use serde_json::Value;

use crate::sandbox::{Sandbox, catalogue, package};
use crate::saved_queries;

/// With this set, a client that is lacking is a failure: the gate installs them all.
const ALL: &str = "LLMDB_ALL_CLIENTS";

/// Does the machine have this program? A lacking one is named, and the test ends.
pub(crate) fn is_here(program: &str, arguments: &[&str]) -> bool {
    let found = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let here = found.is_ok_and(|out| out.status.success());
    if !here {
        skip(&format!("{program} {}", arguments.join(" ")));
    }
    here
}

fn skip(what: &str) {
    assert!(std::env::var_os(ALL).is_none(), "{what} is lacking, and {ALL} is set");
    // Past the harness, which holds back what a test that passes prints.
    let _ = writeln!(std::io::stderr(), "skipped: this machine lacks {what}");
}

/// Runs a client with this on its standard input.
fn run(program: &str, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .env("HOME", catalogue().parent().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && stderr.is_empty(), "{program}: {stderr}");
    String::from_utf8(out.stdout).unwrap()
}

fn views() -> Vec<String> {
    let connection = rusqlite::Connection::open(catalogue()).unwrap();
    let mut statement =
        connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Are two answers the same? Engines of another year round a tie in the last digit the other way.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
        }
        (Value::Number(a), Value::Number(b)) => {
            let digits = |number: &str| number.split_once('.').map_or(0, |(_, digits)| digits.len());
            let last = digits(&a.to_string()).max(digits(&b.to_string()));
            let unit = if last == 0 { 0.0 } else { 10_f64.powi(-i32::try_from(last).unwrap()) };
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= unit.max(1e-15 * a.abs()) * 1.001
        }
        _ => a == b,
    }
}

fn compare(answers: &BTreeMap<String, Value>) {
    let sandbox = Sandbox::with_catalogue();
    for query in saved_queries::all() {
        let ours = saved_queries::answer(&sandbox, &query.slug);
        let theirs = &answers[&query.slug];
        assert!(same(&ours, theirs), "{}: llmdb says\n{ours}\nthe client says\n{theirs}", query.slug);
    }
}

/// Leaves a sound file of one piece: no journal beside it, no mark of a write-ahead log in it.
fn is_one_sound_file(sandbox: &Sandbox) {
    assert_eq!(sandbox.names(), ["llm.db"]);
    assert_eq!(sandbox.bytes()[18..20], [1, 1], "the file asks for a write-ahead log");
    assert_eq!(sandbox.bytes(), fs::read(catalogue()).unwrap(), "reading changed the file");
}

#[test]
fn the_sqlite3_shell_reads_it_all() {
    if !is_here("sqlite3", &["--version"]) {
        return;
    }
    let sandbox = Sandbox::with_catalogue();
    let file = sandbox.db().display().to_string();
    let sound = run("sqlite3", &[&file], "PRAGMA integrity_check; PRAGMA foreign_key_check;");
    assert_eq!(sound, "ok\n");
    let numbers =
        run("sqlite3", &[&file], "PRAGMA application_id; PRAGMA user_version; PRAGMA journal_mode;");
    assert_eq!(
        numbers,
        format!("{}\n{}\ndelete\n", llmdb::db::header::APPLICATION_ID, llmdb::db::migrate::latest())
    );
    let mut all = String::new();
    for view in views() {
        all.push_str(&format!("SELECT '{view}', count(*) FROM (SELECT * FROM {view});\n"));
    }
    assert_eq!(run("sqlite3", &["-readonly", &file], &all).lines().count(), views().len());

    let mut script = String::from(".mode json\n.parameter init\n");
    for query in saved_queries::all() {
        script.push_str(&format!(".print =={}\n.parameter clear\n", query.slug));
        for parameter in &query.parameters {
            let value = match parameter.kind() {
                ParameterKind::Text => format!("\"'{}'\"", parameter.default.replace('\'', "''")),
                _ => parameter.default.clone(),
            };
            script.push_str(&format!(".parameter set :{} {value}\n", parameter.name));
        }
        script.push_str(&query.sql);
        script.push('\n');
    }
    let out = run("sqlite3", &["-bail", &file], &script);
    let answers = out
        .split("==")
        .skip(1)
        .map(|part| {
            let (slug, rows) = part.split_once('\n').unwrap();
            let rows = if rows.trim().is_empty() { "[]" } else { rows };
            (
                slug.to_owned(),
                serde_json::from_str(rows).unwrap_or_else(|error| panic!("{slug}: {error}: {rows}")),
            )
        })
        .collect();
    compare(&answers);
    is_one_sound_file(&sandbox);
}

const PYTHON: &str = r#"
import json, sqlite3, sys

connection = sqlite3.connect(sys.argv[1])
assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
for (view,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall():
    connection.execute(f"SELECT * FROM {view}").fetchall()

def typed(text):
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text

answers = {}
connection.row_factory = sqlite3.Row
for slug, sql in connection.execute("SELECT slug, sql FROM saved_queries").fetchall():
    parameters = connection.execute(
        "SELECT name, default_value FROM saved_query_parameters WHERE query = ?", (slug,)
    ).fetchall()
    rows = connection.execute(sql, {name: typed(value) for name, value in parameters})
    answers[slug] = [dict(row) for row in rows]
json.dump(answers, sys.stdout)
"#;

#[test]
fn python_reads_it_all_from_the_file_alone() {
    if !is_here("python3", &["-c", "import sqlite3; assert sqlite3.sqlite_version_info >= (3, 37)"]) {
        return;
    }
    let sandbox = Sandbox::with_catalogue();
    let file = sandbox.db().display().to_string();
    let out = run("python3", &["-c", PYTHON, &file], "");
    compare(&serde_json::from_str(&out).unwrap());
    is_one_sound_file(&sandbox);
}

/// Plain SQL is what other engines run too: the tables and views go into one, and the saved queries
/// must give there what they give here.
fn agrees_with(engine: &[&str]) {
    let sandbox = Sandbox::with_catalogue();
    let script = package().join("tests/integration/engines.py").display().to_string();
    let file = sandbox.db().display().to_string();
    let out = run("python3", &[&[script.as_str(), file.as_str()], engine].concat(), "");
    compare(&serde_json::from_str(&out).unwrap());
}

#[test]
fn duckdb_gives_the_same_answers() {
    if is_here("python3", &["-c", "import duckdb"]) {
        agrees_with(&["duckdb"]);
    }
}

#[test]
fn postgresql_gives_the_same_answers() {
    // A server is somebody's own, so it is used where it is named.
    match std::env::var("LLMDB_POSTGRESQL") {
        Ok(connection) => agrees_with(&["postgresql", &connection]),
        Err(_) => skip("a server that LLMDB_POSTGRESQL names"),
    }
}
