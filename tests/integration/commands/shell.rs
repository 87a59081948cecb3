use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::sandbox::{Run, Sandbox, package};

/// Runs the shell on a script.
fn script(sandbox: &Sandbox, text: impl AsRef<[u8]>) -> Run {
    let path = sandbox.path().join("script");
    fs::write(&path, text).unwrap();
    sandbox.finish(sandbox.command(["shell"]).stdin(fs::File::open(&path).unwrap()))
}

/// A person at a terminal.
struct Person {
    sandbox: Sandbox,
    steps: Vec<serde_json::Value>,
    environment: Vec<(&'static str, String)>,
}

impl Person {
    fn sits_down() -> Self {
        let sandbox = Sandbox::with_catalogue();
        let person = Self {
            sandbox,
            steps: Vec::new(),
            environment: vec![("TERM", "xterm".into()), ("LLMDB_PAGER", String::new())],
        };
        person.sees("llmdb> ")
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    fn step(mut self, step: serde_json::Value) -> Self {
        self.steps.push(step);
        self
    }

    fn sees(self, text: &str) -> Self {
        self.step(serde_json::json!(["wait", text]))
    }

    fn types(self, text: &str) -> Self {
        self.step(serde_json::json!(["type", text]))
    }

    /// Enters a line, sees this, and then the prompt.
    fn asks(self, line: &str, answer: &str) -> Self {
        self.types(&format!("{line}\r")).sees(answer).sees("llmdb> ")
    }

    /// What the terminal got.
    #[track_caller]
    fn ends(&self) -> String {
        let mut command = Command::new("python3");
        command.arg(package().join("tests/terminal.py"));
        let shell = self.sandbox.command(["shell"]);
        command.arg(shell.get_program()).args(shell.get_args()).current_dir(self.sandbox.path()).env_clear();
        for (name, value) in shell.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        command.envs(self.environment.iter().map(|(name, value)| (*name, value)));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut steps = child.stdin.take().unwrap();
        for step in &self.steps {
            writeln!(steps, "{step}").unwrap();
        }
        drop(steps);
        let out = child.wait_with_output().unwrap();
        let shown = String::from_utf8(out.stdout).unwrap();
        assert!(!shown.contains("== exit never"), "{shown}");
        shown
    }

    /// Leaves, and all was well.
    #[track_caller]
    fn leaves(self) -> String {
        let shown = self.types("\u{4}").ends();
        assert!(shown.ends_with("== exit 0\n"), "{shown}");
        shown
    }

    fn history(&self) -> String {
        fs::read_to_string(self.sandbox.path().join(".local/share/llmdb/history")).unwrap_or_default()
    }
}

#[test]
fn a_question_sql_and_a_command_are_answered_in_turn() {
    let shown = Person::sits_down()
        .asks("Largest models", "parameters")
        .types("SELECT 6 * 7\r")
        .sees("   ...> ")
        .types("AS answer;\r")
        .sees("answer")
        .sees("42")
        .sees("llmdb> ")
        .asks(".tables", "catalog")
        .asks(".schema models", "release_date")
        .asks("llmdb path", "llm.db")
        .asks("百川智能的模型", "理解为：")
        .leaves();
    assert!(!shown.contains("no saved query"), "{shown}");
}

#[test]
fn an_error_is_told_and_the_shell_goes_on() {
    let shown = Person::sits_down()
        .asks("SELECT layrs FROM sizes;", "did you mean layers?")
        .asks("largest ropee modles of nowhere", "llmdb: ")
        .asks(".tabels", "did you mean: .tables?")
        .asks("SELEC 1;", "SQL begins with SELECT")
        .asks("DELETE FROM models;", "a change of models is refused")
        .asks("SELECT 1;", "1")
        .types(".quit\r")
        .ends();
    assert!(shown.ends_with("== exit 0\n"), "{shown}");
}

#[test]
fn ctrl_c_stops_what_runs_and_clears_what_is_typed() {
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
    let shown = Person::sits_down()
        .types(endless)
        .types("\r")
        .sees("   ...> ")
        .types("SELECT count(*) FROM n;\r")
        .sees("FROM n;")
        .sees("\n")
        // The terminal is the editor's again only when the statement was stopped.
        .step(serde_json::json!(["signal", "SIGINT"]))
        .sees("llmdb: interrupted")
        .sees("llmdb> ")
        .types("SELECT 1\r")
        .sees("   ...> ")
        .types("what now\u{3}")
        .sees("llmdb> ")
        .asks("SELECT 'still here' AS here;", "still here")
        .leaves();
    assert!(!shown.contains("syntax error"), "{shown}");
}

#[test]
fn ctrl_c_in_the_pager_leaves_neither() {
    let person = Person::sits_down();
    // As less does: it stays at Ctrl-C, and reads keys from the terminal.
    person.sandbox.write(
        "pager",
        "trap '' INT\ncat > /dev/null\necho here is the pager\nread key < /dev/tty\necho it ends\n",
    );
    person
        .with("LLMDB_PAGER", "sh pager")
        .types(".schema sizes\r")
        .sees("here is the pager")
        .types("\u{3}")
        .sees("^C")
        .types("\u{3}")
        .sees("^C")
        .types("\r")
        .sees("it ends")
        .sees("llmdb> ")
        .asks("SELECT 'still here' AS here;", "still here")
        .leaves();
}

#[test]
fn tab_completes_what_can_stand_there() {
    Person::sits_down()
        .types("sele\t")
        .sees("select ")
        .types("lay\t")
        .sees("layers")
        .types(" from siz\t")
        .sees("sizes")
        .types(" as s where s.mod\t")
        .sees("model")
        .types(" = 'bloomz\t")
        .sees("bloomz")
        .types("' order by s.param\t")
        .sees("parameters")
        .types(" limit 1;\r")
        .sees("llmdb> ")
        .types(".form\t")
        .sees(".format ")
        .types("js\t")
        .sees("jsonl")
        .types("\u{3}")
        // What is typed before the editor is there again goes with the line that was cleared.
        .sees("\u{1b}[?2004h")
        .sees("llmdb> ")
        .types(".show bloom/17\t")
        .sees("bloom/176b")
        .types("\r")
        .sees("llmdb> ")
        .types("largest-rope\t")
        .sees("largest-rope-models ")
        .types("\r")
        .sees("rope")
        .sees("llmdb> ")
        .leaves();
}

#[test]
fn a_pasted_statement_of_several_lines_is_one() {
    let shown = Person::sits_down()
        .types("\u{1b}[200~-- what\rSELECT\r    'a;\rb' AS text, 6 * 7 AS answer\rFROM models\rLIMIT 1;\u{1b}[201~\r")
        .sees("42")
        .sees("llmdb> ")
        .leaves();
    assert!(!shown.contains("llmdb: "), "{shown}");
}

#[test]
fn a_chinese_sign_goes_as_one() {
    let shown = Person::sits_down()
        // Two signs back, and the letter before them away.
        .types("最大的x模型\u{1b}[D\u{1b}[D\u{7f}\r")
        .sees("parameters")
        .sees("llmdb> ")
        .leaves();
    assert!(!shown.contains('\u{fffd}') && !shown.contains("llmdb: "), "{shown}");
}

#[test]
fn what_is_typed_is_kept_beside_the_catalogue_but_for_what_begins_with_a_space() {
    let person = Person::sits_down()
        .asks("SELECT 1 AS first;", "first")
        .asks(" SELECT 2 AS hidden;", "hidden")
        .types("SELECT 3\r")
        .sees("   ...> ")
        .types("AS third;\r")
        .sees("third")
        .sees("llmdb> ")
        .types("\u{1b}[A")
        .sees("SELECT 3")
        .types("\u{3}")
        .sees("llmdb> ")
        .types("\u{4}");
    person.ends();
    assert_eq!(person.history(), "#V2\nSELECT 1 AS first;\nSELECT 3\\nAS third;\n");
    let shown = person.ends();
    assert!(shown.ends_with("== exit 0\n"), "{shown}");
}

#[test]
fn where_the_history_is_kept_can_be_said() {
    let person = Person::sits_down().with("LLMDB_HISTORY", "").asks("SELECT 1;", "1").types("\u{4}");
    person.ends();
    assert_eq!(person.sandbox.names(), ["llm.db"]);
    let person =
        Person::sits_down().with("LLMDB_HISTORY", "deep/er/typed").asks("SELECT 1;", "1").types("\u{4}");
    person.ends();
    assert!(fs::read_to_string(person.sandbox.path().join("deep/er/typed")).unwrap().contains("SELECT 1;"));
    // A place that cannot be written is told once, and the shell goes on.
    let person = Person::sits_down()
        .with("LLMDB_HISTORY", "llm.db/typed")
        .asks("SELECT 1;", "is not kept")
        .asks("SELECT 2;", "2")
        .types("\u{4}");
    assert_eq!(person.ends().matches("is not kept").count(), 1);
}

#[test]
fn a_script_is_done_in_turn() {
    let sandbox = Sandbox::with_catalogue();
    let out = script(
        &sandbox,
        "\u{feff}-- why\r\nSELECT 1 AS a;\r\n\r\nSELECT\r\n  2 AS b;\r\n.format json\n.limit 1\nSELECT value AS c FROM json_each('[3,4]')",
    );
    insta::assert_snapshot!(out, @r#"
    a
    1
    b
    2
    [
      {"c":3}
    ]
    -- stderr
    format: json
    limit: 1
    -- exit 0
    "#);
}

#[test]
fn an_error_in_a_script_ends_none_but_its_own_line() {
    let sandbox = Sandbox::with_catalogue();
    let out = script(&sandbox, "SELECT 1 AS a;\n.show no-such-thing\nSELECT x;\nSELECT 2 AS b;\n");
    assert_eq!(out.stdout, "a\n1\nb\n2\n");
    assert_eq!(out.code, 2, "{out}");
    let out = out.says("in line 2 of the script").says("in line 3 of the script");
    assert_eq!(out.stderr.matches("llmdb: ").count(), 2, "{out}");
    // What comes first decides.
    let long = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;";
    script(&sandbox, format!(".timeout 0.2\n{long}\nSELECT x;\n"))
        .ended(124)
        .says(".timeout SECONDS allows more");
    script(&sandbox, "SELECT x;\n.quit\nSELECT y;\n").ended(2);
    script(&sandbox, ".exit\nSELECT y;\n").quietly();
    script(&sandbox, "").quietly();
    script(&sandbox, "/* nothing").quietly();
    script(&sandbox, b"SELECT 1;\n\xff\nSELECT 2;\n").ended(2).says("line 2 of the script is not UTF-8");
}

#[test]
fn the_shell_only_reads() {
    let sandbox = Sandbox::with_catalogue();
    let before = sandbox.bytes();
    for line in [
        "DELETE FROM models;",
        "INSERT INTO families (slug, name) VALUES ('a', 'A');",
        "DROP VIEW catalog;",
        "PRAGMA user_version = 1;",
        "ATTACH 'other.db' AS other;",
        ".sql --write \"DELETE FROM models\"",
        ".init",
        ".shell",
        "llmdb init",
    ] {
        let out = script(&sandbox, line).ended(2);
        assert!(out.stderr.starts_with("llmdb: "), "{line}: {out}");
        assert!(sandbox.bytes() == before, "{line}");
    }
}

#[test]
fn a_command_takes_the_flags_that_it_has_outside() {
    let sandbox = Sandbox::with_catalogue();
    let outside = sandbox.llmdb(["compare", "bloom", "opt", "--diff", "-f", "csv"]);
    assert_eq!(script(&sandbox, ".compare bloom opt --diff -f csv\n").stdout, outside.stdout);
    let outside = sandbox.llmdb(["sql", "SELECT :a AS a", "-p", "a=b c"]);
    assert_eq!(script(&sandbox, ".sql 'SELECT :a AS a' -p 'a=b c'\n").stdout, outside.stdout);
    // A flag of the line wins over what is set, and so does the ending of a file.
    let out = script(&sandbox, ".format json\n.sql 'SELECT 1 AS a' -f csv\n.sql 'SELECT 1 AS a' -o a.csv\n");
    assert_eq!(out.stdout, "a\n1\n");
    assert_eq!(fs::read_to_string(sandbox.path().join("a.csv")).unwrap(), "a\n1\n");
    let out = script(&sandbox, ".cite on\n.limit 1\nlargest models\n.cite off\n.format nope\n").ended(2);
    assert!(out.stdout.lines().next().unwrap().ends_with("\tsources"), "{out}");
    out.says("invalid value \"nope\" for \".format");
}

#[test]
fn help_tells_what_a_line_can_be() {
    let sandbox = Sandbox::with_catalogue();
    let help = script(&sandbox, ".help\n").quietly().stdout;
    assert_eq!(help, sandbox.llmdb(["help", "shell"]).stdout);
    for word in ["semicolon", ".tables", ".schema", ".format", ".quit", "Ctrl-C", "Ctrl-D"] {
        assert!(help.contains(word), "{word}");
    }
    assert_eq!(script(&sandbox, "help\n").stdout, help);
    assert!(script(&sandbox, ".help units\n").quietly().stdout.contains("70B"));
}

#[test]
fn a_program_asks_and_reads_in_turn() {
    use std::io::{BufRead as _, BufReader};
    let sandbox = Sandbox::with_catalogue();
    let mut child = sandbox.command(["shell"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut asks = child.stdin.take().unwrap();
    let mut reads = BufReader::new(child.stdout.take().unwrap()).lines();
    for number in ["1", "2"] {
        writeln!(asks, "SELECT {number} AS n;").unwrap();
        assert_eq!(reads.next().unwrap().unwrap(), "n");
        assert_eq!(reads.next().unwrap().unwrap(), number);
    }
    drop(asks);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_file_that_is_not_there_is_told_at_once() {
    let sandbox = Sandbox::with_catalogue();
    sandbox.llmdb(["--db", "none.db", "shell"]).ended(1).says("there is no database none.db");
}
