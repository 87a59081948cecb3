//! Speed beside the `sqlite3` shell: the same SQL on the same file, whole processes, in turn
//! (A B A B …), medians and their ratio.
//!
//! `cargo bench` runs it; a number behind `--` sets the runs of each pair. Without the shell the
//! absolute times are printed alone.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::allow_attributes, reason = "the lints of tests do not reach here")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A million cells of mixed kinds, made by SQLite itself.
const WIDE: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
SELECT i, i * 7919 AS a, i / 3.0 AS b, 'model-' || i AS c, i % 97 AS d, 'text, with \"quotes\"' AS e, NULL AS f,
       i * i AS g, 'llama' AS h, i % 2 AS j, i / 7.0 AS k, '百川' AS l, i + 1 AS m, i + 2 AS n2, 'x' AS o, i * 3 AS p,
       i * 5 AS q, i * 11 AS r, 'decoder-only' AS s, i - 1 AS t FROM n";

fn main() {
    let runs = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(21);
    let Ok(folder) = tempfile::TempDir::new() else { return };
    let db = folder.path().join("llm.db");
    run(llmdb(folder.path()).args(["init", &db.display().to_string()]));
    let shell = Command::new("sqlite3").arg("-version").output().is_ok();
    if !shell {
        println!("no sqlite3 shell here: times without a ratio");
    }
    println!("{runs} runs each, in turn; milliseconds, medians\n");
    println!("{:<44} {:>9} {:>9} {:>7}", "", "llmdb", "sqlite3", "ratio");

    for slug in ["largest-rope-models", "tokens-per-parameter", "who-derives-from-whom"] {
        let sql = bound(folder.path(), &db, slug);
        pair(
            &format!("start, answer, exit: {slug}"),
            runs,
            || llmdb_on(folder.path(), &db, &["query", slug]),
            shell.then_some(|| sqlite3(&db, &["-tabs", "-header"], &sql)),
        );
    }
    let point =
        "SELECT model, label, parameters FROM catalog WHERE model = 'opt' ORDER BY parameters DESC LIMIT 10";
    pair(
        "start, answer, exit: sql, indexed top 10",
        runs,
        || llmdb_on(folder.path(), &db, &["sql", point]),
        shell.then_some(|| sqlite3(&db, &["-tabs", "-header"], point)),
    );
    let few = (runs / 4).max(3);
    for (name, ours, theirs) in [
        ("csv", "csv", "-csv"),
        ("JSON lines against its JSON", "jsonl", "-json"),
        ("aligned table", "table", "-column"),
    ] {
        pair(
            &format!("50,000 rows of 20 columns out: {name}"),
            few,
            || llmdb_on(folder.path(), &db, &["sql", WIDE, "-f", ours]),
            shell.then_some(|| sqlite3(&db, &["-header", theirs], WIDE)),
        );
    }
    pair(
        "init on an up-to-date file",
        runs,
        || {
            let mut command = llmdb(folder.path());
            command.arg("init").arg(&db);
            command
        },
        None::<fn() -> Command>,
    );
    let (older, aged) = (folder.path().join("older.db"), folder.path().join("aged.db"));
    let _ = fs::copy(&db, &older);
    let age = "DELETE FROM citations WHERE table_name = 'models'; UPDATE seeded_by SET seed_fingerprint = 0";
    run(llmdb_on(folder.path(), &older, &["sql", "--write"]).arg(age));
    pair(
        "init over the file of an older seed",
        few.max(9),
        || {
            let _ = fs::copy(&older, &aged);
            let mut command = llmdb(folder.path());
            command.arg("init").arg(&aged);
            command
        },
        None::<fn() -> Command>,
    );
    let home = folder.path().join("home");
    pair(
        "first use: write the catalogue and answer",
        few.max(9),
        || {
            let _ = fs::remove_dir_all(&home);
            let _ = fs::create_dir_all(&home);
            let mut command = llmdb(&home);
            command.args(["query", "largest rope models"]);
            command
        },
        None::<fn() -> Command>,
    );
}

/// The program in a home of its own.
fn llmdb(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_llmdb"));
    command.env_remove("LLMDB_DB").env_remove("XDG_DATA_HOME").env("HOME", home);
    command
}

fn llmdb_on(home: &Path, db: &Path, arguments: &[&str]) -> Command {
    let mut command = llmdb(home);
    command.arg("--db").arg(db).args(arguments);
    command
}

fn sqlite3(db: &Path, flags: &[&str], sql: &str) -> Command {
    let mut command = Command::new("sqlite3");
    command.arg("-readonly").args(flags).arg(db).arg(sql);
    command
}

/// The SQL of a saved query with its defaults in the place of its parameters.
fn bound(home: &Path, db: &Path, slug: &str) -> String {
    let text = |arguments: &[&str]| {
        let out = llmdb_on(home, db, arguments).output();
        out.map(|out| String::from_utf8_lossy(&out.stdout).into_owned()).unwrap_or_default()
    };
    let mut sql = text(&["query", slug, "--sql"]);
    let ask = format!("SELECT name, default_value FROM saved_query_parameters WHERE query = '{slug}'");
    for line in text(&["sql", &ask, "-f", "tsv"]).lines().skip(1) {
        let Some((name, value)) = line.split_once('\t') else { continue };
        let value = if value.parse::<f64>().is_ok() { value.to_owned() } else { format!("'{value}'") };
        sql = sql.replace(&format!(":{name}"), &value);
    }
    sql
}

/// Runs a command to its end; its output is read and thrown away.
fn run(command: &mut Command) -> Duration {
    let begun = Instant::now();
    let done = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
    let took = begun.elapsed();
    if let Ok(out) = done
        && !out.status.success()
    {
        println!("(failed: {command:?})");
    }
    took
}

/// Times two commands in turn, after a run of each that is not counted.
fn pair<B: Fn() -> Command>(name: &str, runs: usize, ours: impl Fn() -> Command, theirs: Option<B>) {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for counted in 0..=runs {
        let times = (run(&mut ours()), theirs.as_ref().map(|theirs| run(&mut theirs())));
        if counted > 0 {
            a.push(times.0);
            b.extend(times.1);
        }
    }
    let ours = median(a);
    if b.is_empty() {
        println!("{name:<44} {ours:>9.2} {:>9} {:>7}", "", "");
    } else {
        let theirs = median(b);
        println!("{name:<44} {ours:>9.2} {theirs:>9.2} {:>7.2}", ours / theirs);
    }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
