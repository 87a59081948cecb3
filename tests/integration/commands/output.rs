use std::fs;
use std::process::{Command, Stdio};

use crate::clients::is_here;
use crate::sandbox::{Run, Sandbox, files_under};

const FAMOUS: &str = "SELECT model, label, parameters, name, NULL AS unknown FROM catalog WHERE model IN ('opt', 'bloom') AND label IN ('175b', '176b') ORDER BY model";

/// Runs the binary on a terminal of its own; what it shows there.
fn on_a_terminal(sandbox: &Sandbox, arguments: &[&str], settings: &[(&str, &str)]) -> Option<String> {
    if !is_here("script", &["--version"]) {
        return None;
    }
    let quoted: Vec<String> =
        arguments.iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
    let ours = sandbox.command(arguments);
    let line = format!("exec '{}' {}", ours.get_program().to_str().unwrap(), quoted.join(" "));
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).env_clear().current_dir(sandbox.path()).stdin(Stdio::null());
    for (name, value) in ours.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.env("TERM", "xterm").env("COLUMNS", "80").env("LINES", "24");
    for (name, value) in settings {
        if value.is_empty() {
            command.env_remove(name);
        } else {
            command.env(name, value);
        }
    }
    let out = command.output().unwrap();
    Some(String::from_utf8(out.stdout).unwrap().replace("\r\n", "\n"))
}

#[test]
fn a_pipe_gets_whole_values_separated_by_tabs() {
    let out = Sandbox::with_catalogue().llmdb(["sql", FAMOUS]).quietly();
    assert_eq!(out.stdout.lines().next(), Some("model\tlabel\tparameters\tname\tunknown"));
    assert!(out.stdout.lines().all(|line| line.split('\t').count() == 5), "{out}");
}

#[test]
fn the_ending_of_a_file_decides_its_format() {
    let sandbox = Sandbox::with_catalogue();
    for (ending, begins) in [
        ("csv", "model,label,"),
        ("tsv", "model\tlabel\t"),
        ("json", "["),
        ("jsonl", "{\"model\""),
        ("ndjson", "{\"model\""),
        ("md", "| model"),
        ("html", "<"),
        ("tex", "\\"),
        ("yaml", "- "),
        ("CSV", "model,label,"),
    ] {
        let file = format!("answer.{ending}");
        let out = sandbox.llmdb(["sql", FAMOUS, "-o", &file]).quietly();
        assert_eq!(out.stdout, "");
        let text = fs::read_to_string(sandbox.path().join(&file)).unwrap();
        assert!(text.starts_with(begins), "{file}: {text}");
    }
    sandbox
        .llmdb(["sql", FAMOUS, "-o", "answer.doc"])
        .ended(2)
        .says("the ending of answer.doc tells no format");
    sandbox.llmdb(["sql", FAMOUS, "-o", "answer.doc", "-f", "csv"]).quietly();
    sandbox.llmdb(["sql", FAMOUS, "-f", "csv", "-o", "."]).ended(2).says("is a folder");
    sandbox.llmdb(["sql", FAMOUS, "-o", "no/folder.csv"]).ended(1).says("cannot write no/folder.csv");
}

#[test]
fn a_format_that_is_not_there_is_told_with_those_that_are() {
    let out = Sandbox::with_catalogue().llmdb(["sql", "SELECT 1", "-f", "jsn"]).ended(2);
    assert!(out.stderr.contains("did you mean: json"), "{out}");
    assert!(out.stderr.contains("--help shows what it takes"), "{out}");
}

#[test]
fn exact_formats_read_back_as_the_same_values() {
    let sandbox = Sandbox::with_catalogue();
    let ask =
        "SELECT 9223372036854775807 AS a, -0.5 AS b, NULL AS c, 'a\"b,c' || char(10) || '百川' AS d, '' AS e";
    let out = sandbox.llmdb(["sql", ask, "-f", "json"]).quietly();
    let json: serde_json::Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(
        json,
        serde_json::json!([{"a": i64::MAX, "b": -0.5, "c": null, "d": "a\"b,c\n百川", "e": ""}])
    );
    let out = sandbox.llmdb(["sql", ask, "-f", "csv"]).quietly();
    let mut reader = csv::Reader::from_reader(out.stdout.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(row.iter().collect::<Vec<_>>(), ["9223372036854775807", "-0.5", "", "a\"b,c\n百川", ""]);
}

#[test]
fn errors_are_json_where_the_answer_was_to_be() {
    let sandbox = Sandbox::with_catalogue();
    for (arguments, kind, code) in [
        (vec!["query", "largest frobnicated models", "-f", "json"], "not_found", 2),
        (vec!["sql", "SELECT nothing", "--format", "json"], "usage", 2),
        (vec!["sql", "DELETE FROM models", "-fjson"], "usage", 2),
        (vec!["sql", "SELECT 1", "-f", "json", "--no-such-flag"], "usage", 2),
        (vec!["queries", "-f", "json", "--db", "none.db"], "data", 1),
        (
            vec![
                "sql",
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
                "-f",
                "json",
                "--timeout",
                "0.1",
            ],
            "timeout",
            124,
        ),
    ] {
        let out = sandbox.llmdb(&arguments).ended(code);
        let error: serde_json::Value = serde_json::from_str(&out.stderr).unwrap_or_else(|_| panic!("{out}"));
        assert_eq!(error["kind"], kind, "{out}");
        assert_eq!(error["exit_code"], code);
        assert!(!error["message"].as_str().unwrap().is_empty());
        for command in error["hints"].as_array().unwrap() {
            assert!(command.as_str().unwrap().starts_with("llmdb "), "{out}");
        }
    }
}

#[test]
fn a_table_keeps_to_its_width() {
    let sandbox = Sandbox::with_catalogue();
    for width in ["20", "40", "80", "200"] {
        for query in [
            "largest models",
            "survey table",
            "biggest corpora",
            "where sources disagree",
            "coverage of the facts",
        ] {
            let out = sandbox.llmdb(["query", query, "-f", "table", "--width", width, "--limit", "30"]);
            assert_eq!(out.code, 0);
            let limit: usize = width.parse().unwrap();
            for line in out.stdout.lines() {
                let taken = unicode_width::UnicodeWidthStr::width(line);
                assert!(taken <= limit, "{query} at {width}: {taken}: {line}");
            }
        }
    }
}

#[test]
fn people_read_rounded_numbers_and_programs_exact_ones() {
    let sandbox = Sandbox::with_catalogue();
    let ask = [
        "sql",
        "SELECT 70000000000 AS parameters, 2000000000000 AS tokens, NULL AS layers UNION ALL SELECT 7, 7, 7",
    ];
    let human = sandbox.llmdb([&ask[..], &["-f", "table", "--human"]].concat()).quietly();
    assert!(
        human.stdout.contains("70B") && human.stdout.contains("2.0T") && human.stdout.contains('–'),
        "{human}"
    );
    let exact = sandbox.llmdb([&ask[..], &["-f", "table"]].concat()).quietly();
    assert!(exact.stdout.contains("70000000000"), "{exact}");
    let csv = sandbox.llmdb([&ask[..], &["-f", "csv", "--human"]].concat()).quietly();
    assert!(csv.stdout.contains("70000000000,2000000000000,"), "{csv}");
}

fn coloured(out: &Run) -> bool {
    out.stdout.contains('\x1b')
}

#[test]
fn colour_is_for_those_who_asked() {
    let sandbox = Sandbox::with_catalogue();
    let run = |flags: &[&str], settings: &[(&str, &str)]| {
        let mut command = sandbox.command([&["sql", FAMOUS, "-f", "table"], flags].concat());
        command.env_remove("NO_COLOR");
        for (name, value) in settings {
            command.env(name, value);
        }
        let out = sandbox.finish(&mut command);
        assert_eq!(out.code, 0, "{out}");
        out
    };
    assert!(!coloured(&run(&[], &[])), "a pipe");
    assert!(coloured(&run(&["--color", "always"], &[])));
    assert!(coloured(&run(&["--color", "always"], &[("NO_COLOR", "1")])), "the flag is the nearer word");
    assert!(coloured(&run(&[], &[("CLICOLOR_FORCE", "1")])));
    assert!(!coloured(&run(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")])));
    assert!(!coloured(&run(&["--color", "never"], &[("CLICOLOR_FORCE", "1")])));
    let csv = sandbox.llmdb(["sql", FAMOUS, "-f", "csv", "--color", "always"]).quietly();
    assert!(!coloured(&csv), "colour is no part of a value");
}

#[test]
fn a_terminal_gets_a_table_in_colour_unless_told_otherwise() {
    let sandbox = Sandbox::with_catalogue();
    let Some(shown) = on_a_terminal(&sandbox, &["sql", FAMOUS], &[("NO_COLOR", "")]) else { return };
    assert!(shown.contains('\x1b'), "{shown}");
    let shown = on_a_terminal(&sandbox, &["sql", FAMOUS], &[]).unwrap();
    assert!(!shown.contains('\x1b') && shown.contains("bloom") && !shown.contains('\t'), "{shown}");
    let shown = on_a_terminal(&sandbox, &["sql", FAMOUS], &[("NO_COLOR", ""), ("TERM", "dumb")]).unwrap();
    assert!(!shown.contains('\x1b'), "{shown}");
    let shown = on_a_terminal(&sandbox, &["sql", FAMOUS, "--color", "never"], &[("NO_COLOR", "")]).unwrap();
    assert!(!shown.contains('\x1b'), "{shown}");
}

#[test]
fn control_characters_reach_no_terminal() {
    let sandbox = Sandbox::with_catalogue();
    let evil = "SELECT char(27) || ']0;title' || char(7) || char(27) || '[2J' || char(0x202e) || char(0x9b) || '31m' AS \"x\u{1b}[31m\", 'a' || char(13) || 'b' AS y";
    for format in ["table", "record", "csv", "tsv", "json", "jsonl", "yaml", "markdown", "html", "latex"] {
        let Some(shown) = on_a_terminal(&sandbox, &["sql", evil, "-f", format], &[]) else { return };
        for c in ['\x1b', '\x07', '\u{9b}', '\u{202e}'] {
            assert!(!shown.contains(c), "{format}: {c:?} in {shown:?}");
        }
    }
    let piped = sandbox.llmdb(["sql", evil, "-f", "csv"]).quietly();
    assert!(piped.stdout.contains("\x1b]0;title\x07"), "a pipe gets text untouched");
    let said = sandbox.llmdb(["query", "\x1b[31mred"]).ended(2);
    assert!(!said.stderr.contains('\x1b'), "{said:?}", said = said.stderr);
}

#[test]
fn what_does_not_fit_a_terminal_goes_through_the_pager() {
    let sandbox = Sandbox::with_catalogue();
    let long = ["query", "largest models", "-p", "top=40"];
    let pager = ("LLMDB_PAGER", "tee seen.txt");
    let seen = || fs::read_to_string(sandbox.path().join("seen.txt")).unwrap_or_default();
    let Some(shown) = on_a_terminal(&sandbox, &long, &[pager]) else { return };
    assert!(seen().lines().count() > 40 && shown.contains(seen().lines().next().unwrap()), "{shown}");
    fs::remove_file(sandbox.path().join("seen.txt")).unwrap();
    for (arguments, settings) in [
        (&["query", "largest models", "-p", "top=3"][..], vec![pager]),
        (&["query", "largest models", "-p", "top=40", "--no-pager"], vec![pager]),
        (&["query", "largest models", "-p", "top=40", "-f", "csv"], vec![pager]),
        (&long, vec![("LLMDB_PAGER", " "), ("PAGER", "tee seen.txt")]),
    ] {
        let shown = on_a_terminal(&sandbox, arguments, &settings).unwrap();
        assert!(shown.lines().count() > 3, "{shown}");
        assert_eq!(seen(), "", "{arguments:?} {settings:?}");
    }
    on_a_terminal(&sandbox, &long, &[("PAGER", "tee seen.txt")]).unwrap();
    assert!(seen().lines().count() > 40);
    let shown = on_a_terminal(&sandbox, &long, &[("LLMDB_PAGER", "no-such-pager-here")]).unwrap();
    assert!(shown.lines().count() > 40, "without a pager the terminal scrolls: {shown}");
    let shown = on_a_terminal(&sandbox, &long, &[("LLMDB_PAGER", "head -2")]).unwrap();
    assert!(!shown.contains("llmdb:"), "a pager that is left early is no error: {shown}");
}

#[test]
fn a_command_line_that_is_wrong_ends_with_2() {
    let sandbox = Sandbox::with_catalogue();
    for arguments in [
        vec!["no-such-command"],
        vec!["query"],
        vec!["query", "largest models", "--no-such-flag"],
        vec!["query", "largest models", "-p", "no=1"],
        vec!["query", "largest models", "-p", "top=many"],
        vec!["query", "largest models", "--limit", "-1"],
        vec!["query", "largest models", "--width", "3"],
        vec!["sql", "SELECT 1", "--timeout", "soon"],
        vec!["path", "more"],
    ] {
        let out = sandbox.llmdb(&arguments).ended(2);
        assert!(out.stderr.starts_with("llmdb: ") && out.stderr.lines().count() <= 3, "{arguments:?}: {out}");
        assert_eq!(out.stdout, "", "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_answers() {
    let sandbox = Sandbox::new();
    for arguments in [vec!["--help"], vec!["--version"], vec!["query", "--help"], vec!["init", "-h"], vec![]]
    {
        let out = sandbox.llmdb(&arguments).quietly();
        assert!(!out.stdout.is_empty());
    }
    assert!(sandbox.llmdb(Vec::<&str>::new()).stdout.lines().count() < 24, "under one screen");
    assert_eq!(sandbox.names(), Vec::<String>::new(), "and build nothing");
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_what_it_points_at_is_written() {
    let sandbox = Sandbox::with_catalogue();
    sandbox.write("folder/real.csv", "old\n");
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, sandbox.path().join(name)).unwrap();
    link("folder/real.csv", "near.csv");
    link("near.csv", "far.csv");
    link("folder/new.csv", "open.csv");
    link("circle.csv", "circle.csv");
    for (name, real) in [("near.csv", "real.csv"), ("far.csv", "real.csv"), ("open.csv", "new.csv")] {
        sandbox.llmdb(["sql", &format!("SELECT '{name}' AS a"), "-o", name]).quietly();
        let written = fs::read_to_string(sandbox.path().join("folder").join(real)).unwrap();
        assert_eq!(written, format!("a\n{name}\n"));
        assert!(sandbox.path().join(name).is_symlink(), "{name}");
    }
    sandbox.llmdb(["sql", "SELECT 1", "-o", "circle.csv"]).ended(1).says("cannot write circle.csv: ");
    assert_eq!(files_under(&sandbox.path().join("folder"), "").len(), 2, "nothing is left beside");
}

#[cfg(unix)]
#[test]
fn standard_output_and_devices_are_written_where_they_stand() {
    let sandbox = Sandbox::with_catalogue();
    for name in ["-", "/dev/stdout", "/dev/fd/1"] {
        let out = sandbox.llmdb(["sql", "SELECT 1 AS a", "-f", "csv", "-o", name]).quietly();
        assert_eq!(out.stdout, "a\n1\n", "{name}");
        let file = fs::File::create(sandbox.path().join("out.txt")).unwrap();
        let mut command = Command::new("sh");
        let ours = sandbox.command(["sql"]);
        command
            .args(["-c", "echo before; \"$0\" sql 'SELECT 1 AS a' -f csv -o \"$1\"; echo after"])
            .arg(ours.get_program())
            .arg(name)
            .env("LLMDB_DB", sandbox.db())
            .current_dir(sandbox.path())
            .stdout(file);
        assert!(command.status().unwrap().success());
        assert_eq!(fs::read_to_string(sandbox.path().join("out.txt")).unwrap(), "before\na\n1\nafter\n");
    }
    assert_eq!(sandbox.names(), ["llm.db", "out.txt"]);
    sandbox.llmdb(["sql", "SELECT 1", "-f", "csv", "-o", "/dev/full"]).ended(1).says("no space left");
    sandbox.llmdb(["sql", "SELECT 1", "-f", "csv", "-o", "/dev/null"]).quietly();
    sandbox.llmdb(["sql", "SELECT 1", "-f", "csv", "-o", "."]).ended(2).says(". is a folder");
    sandbox.llmdb(["sql", "SELECT 1", "-o", "none/a.csv"]).ended(1).says("cannot write none/a.csv");
}

#[test]
fn a_bibliography_stands_beside_a_whole_answer_alone() {
    let sandbox = Sandbox::with_catalogue();
    let of = |model: &str| format!("SELECT model, label, parameters FROM catalog WHERE model = '{model}';");
    sandbox.llmdb(["sql", &format!("{} SELECT nope", of("opt")), "--cite", "-o", "a.tex"]).ended(2);
    fs::create_dir(sandbox.path().join("b.bib")).unwrap();
    sandbox.llmdb(["sql", &of("opt"), "--cite", "-o", "b.tex"]).ended(2).says("b.bib is a folder");
    assert_eq!(sandbox.names(), ["b.bib", "llm.db"]);
    // The sources of all statements, each once.
    sandbox.llmdb(["sql", &[of("opt"), of("bloom"), of("opt")].concat(), "--cite", "-o", "c.tex"]).quietly();
    let (text, entries) = (
        fs::read_to_string(sandbox.path().join("c.tex")).unwrap(),
        fs::read_to_string(sandbox.path().join("c.bib")).unwrap(),
    );
    let mut keys: Vec<&str> = entries
        .lines()
        .filter_map(|line| line.strip_prefix('@')?.split_once('{'))
        .map(|(_, key)| key)
        .collect();
    assert!(keys.len() > 1 && keys.iter().all(|key| text.contains(key.trim_end_matches(','))), "{entries}");
    keys.sort_unstable();
    let count = keys.len();
    keys.dedup();
    assert_eq!(keys.len(), count, "{entries}");
}

#[test]
fn one_column_of_csv_keeps_its_rows_where_nothing_is_known() {
    let sandbox = Sandbox::with_catalogue();
    let values = "SELECT column1 AS a FROM (VALUES (1), (NULL), (''), ('x'))";
    let out = sandbox.llmdb(["sql", values, "-o", "a.csv"]).quietly();
    assert_eq!(out.stdout, "");
    assert_eq!(fs::read_to_string(sandbox.path().join("a.csv")).unwrap(), "a\n1\n\"\"\n\"\"\nx\n");
    if is_here("python3", &["--version"]) {
        let script = "import csv; print([row['a'] for row in csv.DictReader(open('a.csv'))])";
        let out = sandbox.finish(Command::new("python3").args(["-c", script]).current_dir(sandbox.path()));
        assert_eq!(out.stdout, "['1', '', '', 'x']\n");
    }
    if is_here("sqlite3", &["--version"]) {
        let mut command = Command::new("sqlite3");
        command.args([":memory:", ".import --csv a.csv t", "SELECT group_concat(quote(a)) FROM t"]);
        assert_eq!(sandbox.finish(command.current_dir(sandbox.path())).stdout, "'1','','','x'\n");
    }
}

#[test]
fn a_wrong_value_points_at_the_help_of_its_command() {
    let sandbox = Sandbox::with_catalogue();
    for arguments in [
        &["query", "x", "--limit", "many"][..],
        &["query", "x", "-f", "nope"],
        &["--db", "sql", "query", "x", "--width", "1"],
        &["--color", "mauve", "query", "x"],
        &["query", "x", "--output", ""],
    ] {
        sandbox.llmdb(arguments).ended(2).says("llmdb query --help shows what it takes");
    }
    sandbox.llmdb(["--color", "mauve"]).ended(2).says("llmdb --help shows what it takes");
    sandbox.llmdb(["nope", "--limit"]).ended(2).says("llmdb --help shows what it takes");
}
