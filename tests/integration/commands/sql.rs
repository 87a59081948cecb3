use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::sandbox::{Run, Sandbox};

fn sql(sandbox: &Sandbox, text: &str) -> Run {
    sandbox.llmdb(["sql", text])
}

#[test]
fn what_is_asked_is_answered_exactly() {
    let out = Sandbox::with_catalogue()
        .llmdb(["sql", "SELECT 70000000000 AS parameters, NULL AS b, 0.1 AS c, '百川' AS d"]);
    insta::assert_snapshot!(out.quietly().stdout.replace('\t', " | "), @r"
    parameters | b | c | d
    70000000000 |  | 0.1 | 百川
    ");
}

#[test]
fn no_rows_is_an_answer() {
    let out = sql(&Sandbox::with_catalogue(), "SELECT slug FROM models WHERE 0");
    insta::assert_snapshot!(out, @r"
    slug
    -- stderr
    no rows
    -- exit 0
    ");
}

#[test]
fn sql_that_would_change_something_is_refused_and_no_byte_changes() {
    let sandbox = Sandbox::with_catalogue();
    let before = sandbox.bytes();
    for hostile in [
        "INSERT INTO families (slug, name) VALUES ('a', 'A')",
        "REPLACE INTO families (slug, name) VALUES ('a', 'A')",
        "UPDATE models SET name = ''",
        "DELETE FROM citations",
        "DROP TABLE citations",
        "DROP VIEW catalog",
        "ALTER TABLE models ADD COLUMN x",
        "CREATE TABLE t (a)",
        "CREATE TEMP TABLE t (a)",
        "CREATE TEMP VIEW v AS SELECT 1",
        "CREATE VIRTUAL TABLE t USING fts5(a)",
        "CREATE TRIGGER t AFTER INSERT ON models BEGIN SELECT 1; END",
        "CREATE INDEX i ON models (name)",
        "ATTACH 'other.db' AS other",
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "VACUUM",
        "VACUUM INTO 'copy.db'",
        "REINDEX",
        "ANALYZE",
        "SELECT load_extension('evil')",
        "SELECT fts3_tokenizer('simple')",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = WAL",
        "PRAGMA user_version = 1",
        "PRAGMA application_id = 1",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA query_only = OFF",
        "PRAGMA temp_store_directory = '/'",
        "PRAGMA wal_checkpoint",
        "PRAGMA optimize",
        "BEGIN",
        "BEGIN EXCLUSIVE",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT s",
        "EXPLAIN DELETE FROM models",
        "WITH x AS (SELECT 1) DELETE FROM models",
        "SELECT 1; SELECT 2; DELETE FROM models",
        "/* only reads */ DELETE FROM models RETURNING slug",
    ] {
        let out = sql(&sandbox, hostile);
        assert_eq!(out.code, 2, "{hostile}: {out}");
        assert!(out.stderr.starts_with("llmdb: ") && out.stderr.lines().count() <= 3, "{hostile}: {out}");
        assert!(sandbox.bytes() == before, "{hostile}: the file was changed");
        assert_eq!(sandbox.names(), ["llm.db"], "{hostile}");
    }
}

#[test]
fn a_refusal_names_what_it_refuses() {
    let sandbox = Sandbox::with_catalogue();
    sql(&sandbox, "DELETE FROM models")
        .says("a change of models is refused: llmdb sql reads only; --write changes rows");
    sql(&sandbox, "ATTACH 'x' AS y").says("other files are refused");
    sql(&sandbox, "PRAGMA journal_mode = WAL").says("PRAGMA journal_mode is refused");
    sql(&sandbox, "SELECT load_extension('x')").says("the function load_extension is refused");
    sql(&sandbox, "BEGIN").says("transactions are refused");
}

#[test]
fn what_only_tells_is_allowed() {
    let sandbox = Sandbox::with_catalogue();
    for telling in [
        "PRAGMA table_info(models)",
        "PRAGMA user_version",
        "PRAGMA integrity_check",
        "PRAGMA foreign_key_list(sizes)",
        "SELECT name FROM pragma_table_info('models')",
        "EXPLAIN QUERY PLAN SELECT slug FROM models",
        "SELECT sql FROM sqlite_schema",
        "VALUES (1), (2)",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
        "SELECT json_extract('{\"a\": 1}', '$.a')",
    ] {
        sql(&sandbox, telling).quietly();
    }
}

#[test]
fn a_statement_without_end_ends_at_the_time_limit() {
    let sandbox = Sandbox::with_catalogue();
    for bomb in [
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "SELECT count(*) FROM citations AS a, citations AS b, citations AS c, citations AS d",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n ORDER BY i",
        "SELECT 1; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n",
    ] {
        let out = sandbox.llmdb(["sql", bomb, "--timeout", "0.2"]).ended(124);
        out.says("stopped after 0.2 s, the time limit").says("--timeout SECONDS allows more");
    }
}

#[test]
fn a_value_too_large_to_hold_is_refused() {
    let sandbox = Sandbox::with_catalogue();
    for huge in [
        "SELECT length(zeroblob(2000000000))",
        "SELECT length(zeroblob(900000000))",
        "SELECT length(printf('%.*c', 2000000000, 'x'))",
        "SELECT length(printf('%900000000d', 1))",
        "SELECT length(replace(hex(zeroblob(50000000)), '0', '0123456789'))",
    ] {
        let out = sql(&sandbox, huge);
        assert_eq!(out.code, 2, "{huge}: {out}");
        assert!(out.stderr.contains("too big"), "{huge}: {out}");
    }
}

#[test]
fn ctrl_c_ends_a_statement() {
    let sandbox = Sandbox::with_catalogue();
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let child = sandbox
        .command(["sql", endless, "--timeout", "20"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(400));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let out = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(out.stderr).unwrap(), "llmdb: interrupted\n");
    assert_eq!(out.status.code(), Some(130));
}

#[test]
fn a_change_is_kept_when_the_file_is_sound_after_it() {
    let sandbox = Sandbox::with_catalogue();
    let out = sandbox.llmdb([
        "sql",
        "--write",
        "INSERT INTO models (slug, name) VALUES ('mine', 'Mine'); INSERT INTO sizes (model, label) VALUES ('mine', '1b'), ('mine', '2b');
         SELECT label FROM sizes WHERE model = 'mine' ORDER BY label",
    ]);
    insta::assert_snapshot!(out, @r"
    label
    1b
    2b
    -- stderr
    1 row changed
    2 rows changed
    -- exit 0
    ");
    assert_eq!(sandbox.value("SELECT count(*) FROM sizes WHERE model = 'mine'"), "2");
    assert_eq!(sandbox.names(), ["llm.db"]);
}

#[test]
fn a_change_that_fails_takes_those_before_it_back() {
    let sandbox = Sandbox::with_catalogue();
    let before = sandbox.bytes();
    let first = "INSERT INTO models (slug, name) VALUES ('mine', 'Mine');";
    for (then, said) in [
        ("INSERT INTO sizes (model, label) VALUES ('nobody', '1b')", "FOREIGN KEY constraint failed"),
        ("UPDATE sizes SET parameters = -1", "parameters_are_positive"),
        (
            "INSERT INTO sizes (model, label, layers) VALUES ('mine', '1b', 'many')",
            "cannot store TEXT value in INTEGER column",
        ),
        ("DELETE FROM models WHERE slug = 'opt'", "FOREIGN KEY constraint failed"),
        ("SELECT nix", "no such column: nix"),
        ("DROP TABLE citations", "changes of the schema are refused"),
        ("CREATE TABLE t (a)", "changes of the schema are refused"),
        ("DELETE FROM sqlite_schema", "may not be modified"),
        ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys is refused"),
        ("PRAGMA writable_schema = ON", "PRAGMA writable_schema is refused"),
        ("ATTACH 'other.db' AS other", "other files are refused"),
        ("COMMIT", "transactions are refused"),
    ] {
        let out = sandbox.llmdb(["sql", "--write", &format!("{first} {then}")]);
        assert!(out.code == 1 || out.code == 2, "{then}: {out}");
        assert!(out.stderr.contains(said), "{then}: {out}");
        assert!(sandbox.bytes() == before, "{then}: the file was changed");
    }
    assert_eq!(sandbox.names(), ["llm.db"]);
}

#[test]
fn a_change_waits_for_another_writer_and_then_says_so() {
    let sandbox = Sandbox::with_catalogue();
    let other = sandbox.connection();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    sandbox.llmdb(["sql", "--write", "DELETE FROM aliases"]).ended(1).says("is in use by another program");
    sandbox.llmdb(["sql", "SELECT 1"]).quietly();
}

#[test]
fn a_parameter_is_a_number_where_it_reads_as_one() {
    let sandbox = Sandbox::with_catalogue();
    let out = sandbox.llmdb([
        "sql",
        "SELECT typeof(:a) AS a, typeof(@b) AS b, typeof($c) AS c, :d AS d",
        "-p",
        "a=7",
        "-p",
        "b=0.5",
        "-p",
        ":c=opt",
        "-p",
        "d=a=b; DROP TABLE x",
    ]);
    insta::assert_snapshot!(out.quietly().stdout.replace('\t', " | "), @r"
    a | b | c | d
    integer | real | text | a=b; DROP TABLE x
    ");
}

#[test]
fn a_parameter_without_a_value_is_an_error_that_lists_them() {
    let sandbox = Sandbox::with_catalogue();
    insta::assert_snapshot!(sandbox.llmdb(["sql", "SELECT :a, :b", "-p", "a=1"]), @r"
    -- stderr
    llmdb: the parameter b has no value
      --param b=VALUE gives one; the statement names :a, :b
    -- exit 2
    ");
    insta::assert_snapshot!(sandbox.llmdb(["sql", "SELECT :a", "-p", "a=1", "-p", "c=2"]).stderr, @r"
    llmdb: no statement has the parameter c
      parameters in the SQL: :a
    ");
    sandbox.llmdb(["sql", "SELECT ?"]).ended(2).says("a bare ? cannot be given a value");
    sandbox.llmdb(["sql", "SELECT 1", "-p", "a"]).ended(2).says("name=value is wanted");
}

#[test]
fn an_unknown_parameter_stops_a_change_too() {
    let sandbox = Sandbox::with_catalogue();
    let before = sandbox.bytes();
    sandbox.llmdb(["sql", "--write", "DELETE FROM aliases", "-p", "a=1"]).ended(2);
    assert!(sandbox.bytes() == before);
}

#[test]
fn an_error_shows_the_place_with_a_caret() {
    let sandbox = Sandbox::with_catalogue();
    insta::assert_snapshot!(sql(&sandbox, "SELECT '百川智能',\n       parmeters\nFROM catalog"), @r"
    -- stderr
    llmdb: no such column: parmeters (did you mean parameters?)
             parmeters
             ^
    -- exit 2
    ");
    insta::assert_snapshot!(sql(&sandbox, "SELECT parameters FROM models"), @"
    -- stderr
    llmdb: no such column: parameters (parameters is a column of catalog, listing, parameter_check, sizes)
      SELECT parameters FROM models
             ^
    -- exit 2
    ");
    insta::assert_snapshot!(sql(&sandbox, "SELECT '百川智能', 'x' FORM models"), @r#"
    -- stderr
    llmdb: near "models": syntax error
      SELECT '百川智能', 'x' FORM models
                                  ^
    -- exit 2
    "#);
    insta::assert_snapshot!(sql(&sandbox, "SELECT slug FROM modles;"), @r"
    -- stderr
    llmdb: no such table: modles (did you mean models?)
    -- exit 2
    ");
}

#[test]
fn statements_run_in_turn() {
    let out = sql(&Sandbox::with_catalogue(), "SELECT 'a;b' AS x; -- no;\n SELECT 2 AS y; ;");
    insta::assert_snapshot!(out, @r"
    x
    a;b
    y
    2
    -- exit 0
    ");
}

#[test]
fn sql_without_a_statement_is_an_error() {
    let sandbox = Sandbox::with_catalogue();
    for empty in ["", "  ", ";", "-- nothing", "/* nothing"] {
        sandbox.llmdb(["sql", "--", empty]).ended(2).says("there is no statement in this SQL");
    }
}

#[test]
fn sql_comes_from_standard_input_and_from_a_file() {
    let sandbox = Sandbox::with_catalogue();
    let mut command = sandbox.command(["sql", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"SELECT 1 AS one").unwrap();
    let out = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(out.stdout).unwrap(), "one\n1\n");
    sandbox.write("question.sql", "SELECT 2 AS two;\n");
    assert_eq!(sandbox.llmdb(["sql", "--file", "question.sql"]).quietly().stdout, "two\n2\n");
    sandbox
        .llmdb(["sql", "--file", "none.sql"])
        .ended(1)
        .says("cannot read the statements in none.sql: no such file");
    sandbox.llmdb(["sql", "SELECT 1", "--file", "question.sql"]).ended(2);
    sandbox.llmdb(["sql"]).ended(2);
    sandbox.write("latin.sql", "");
    std::fs::write(sandbox.path().join("latin.sql"), b"SELECT '\xe9'").unwrap();
    sandbox.llmdb(["sql", "--file", "latin.sql"]).ended(1).says("latin.sql");
}

#[test]
fn a_limit_takes_so_many_rows() {
    let out = Sandbox::with_catalogue().llmdb([
        "sql",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "--limit",
        "2",
    ]);
    assert_eq!(out.quietly().stdout, "i\n1\n2\n");
}

#[test]
fn sources_come_with_the_values() {
    let sandbox = Sandbox::with_catalogue();
    let ask = "SELECT model, label, layers FROM catalog WHERE model = 'opt' AND label = '175b'";
    let out = sandbox.llmdb(["sql", ask, "--cite", "-f", "json"]).quietly();
    let answer: serde_json::Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(answer["rows"][0]["layers"], 96);
    let cited = answer["rows"][0]["cited"]["layers"].as_array().unwrap();
    assert!(!cited.is_empty());
    let keys: Vec<&serde_json::Value> =
        answer["sources"].as_array().unwrap().iter().map(|source| &source["key"]).collect();
    assert!(cited.iter().all(|key| keys.contains(&key)), "{out}");
}

/// Runs SQL that comes on standard input.
fn piped(sandbox: &Sandbox, bytes: &[u8]) -> Run {
    let path = sandbox.path().join("statements");
    std::fs::write(&path, bytes).unwrap();
    let from_file = sandbox.llmdb(["sql", "--file", "statements"]);
    let out = sandbox.finish(sandbox.command(["sql", "-"]).stdin(std::fs::File::open(&path).unwrap()));
    assert_eq!((&out.stdout, out.code), (&from_file.stdout, from_file.code), "{out}");
    out
}

#[test]
fn statements_come_as_editors_write_them() {
    let sandbox = Sandbox::with_catalogue();
    for (text, answer) in [
        ("\u{feff}SELECT 1 AS a;\r\nSELECT 2 AS b -- end", "a\n1\nb\n2\n"),
        ("SELECT 1 AS a; -- the end", "a\n1\n"),
        ("SELECT 1 AS a; /* open", "a\n1\n"),
        ("-- why\n;;\nSELECT 1 AS a;;;\n", "a\n1\n"),
        ("SELECT ';' AS a", "a\n;\n"),
    ] {
        assert_eq!(piped(&sandbox, text.as_bytes()).quietly().stdout, answer, "{text}");
    }
}

#[test]
fn statements_that_are_rubbish_are_refused_and_never_cut_short() {
    let sandbox = Sandbox::with_catalogue();
    for (bytes, said, code) in [
        (&b""[..], "there is no statement", 2),
        (b"-- only\n;", "there is no statement", 2),
        (b"SELECT 1\n\0 AS a", "the SQL holds a NUL character, in line 2", 2),
        (b"SELECT 1;\0SELECT 2", "the SQL holds a NUL character, in line 1", 2),
        (b"\xff\xfeS\0E\0", "it is no UTF-8 text", 1),
        (b"SELECT 'open", "unrecognized token", 2),
        (b".tables", "near \".\"", 2),
    ] {
        piped(&sandbox, bytes).ended(code).says(said);
    }
}

#[test]
fn a_statement_that_ends_too_early_shows_where() {
    let out = sql(&Sandbox::with_catalogue(), "SELECT 1 AS a;\nSELECT slug FROM models LIMIT ");
    insta::assert_snapshot!(out, @r"
    a
    1
    -- stderr
    llmdb: incomplete input
      SELECT slug FROM models LIMIT 
                                   ^
    -- exit 2
    ");
}
