use std::collections::BTreeSet;
use std::fs;

use crate::sandbox::{catalogue, files_under, package};

/// Who may import whom; what is not a line here may import the foundation alone.
const MAY_IMPORT: [(&str, &[&str]); 5] = [
    (
        "cli",
        &[
            "adhoc", "check", "cite", "compare", "exchange", "fit", "init", "output", "plot", "queries",
            "prefix", "schema", "search", "seed", "show", "words", "names", "db", "page", "rows", "units",
            "error",
        ],
    ),
    ("seed", &["db", "rows", "units", "error"]),
    ("db", &["rows", "units", "error"]),
    ("names", &["db", "rows", "units", "error"]),
    ("output", &["page", "rows", "units", "error"]),
];

/// The foundation, lowest last: each may import those behind it.
const FOUNDATION: [&str; 4] = ["page", "rows", "units", "error"];

/// Capabilities do not know each other, but for these, each for its reason.
const EXCEPTIONS: [(&str, &str, &str); 8] = [
    ("show", "applies", "what a size cannot have is not unknown"),
    ("compare", "applies", "what a size cannot have is not unknown"),
    ("init", "search", "the index is made when the rows are in"),
    ("adhoc", "search", "the index is made again after a change"),
    ("init", "queries", "saved queries are rows of the seed, and their headers are read here"),
    ("adhoc", "check", "a change is kept when the file is sound after it"),
    ("exchange", "output", "an export is written in the formats there are"),
    ("exchange", "init", "an import comes in as a seed does"),
];

/// Where the name of a crate is at home.
const HOMES: [(&str, &[&str]); 15] = [
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("anstream", &["cli/"]),
    ("indicatif", &["cli/"]),
    ("terminal_size", &["cli/"]),
    ("signal_hook", &["cli/"]),
    ("rustyline", &["cli/shell/"]),
    ("shlex", &["cli/shell/"]),
    ("refinery", &["db/migrate.rs"]),
    ("refinery_core", &["db/migrate.rs"]),
    ("include_dir", &["cli/help.rs"]),
    ("lz4_flex", &["db/shipped.rs"]),
    ("csv", &["seed/", "exchange/"]),
    ("etcetera", &["db/location.rs"]),
    ("serde_json", &["output/", "exchange/", "cli/"]),
];

/// Names of models that are words of ours too.
const WORDS_TOO: [&str; 1] = ["command"];

/// Files of over 600 lines, each for its reason.
const LONG: [(&str, &str); 0] = [];

struct Source {
    /// Path under `src/`.
    name: String,
    /// The text, without comments and unit tests.
    code: String,
    lines: usize,
}

impl Source {
    /// The module at the top of the tree that it belongs to.
    fn module(&self) -> &str {
        self.name.split('/').next().unwrap().trim_end_matches(".rs")
    }
}

fn sources() -> Vec<Source> {
    let root = package().join("src");
    files_under(&root, ".rs")
        .into_iter()
        // A file of unit tests alone.
        .filter(|path| !path.ends_with("output/golden.rs"))
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).unwrap();
            let work = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let code =
                work.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n");
            Source { name, code, lines: text.lines().count() }
        })
        .collect()
}

/// The words that follow `before` wherever it stands alone: `crate::db`, `crate::{db, rows}`.
fn named_after<'a>(code: &'a str, before: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(before) {
        let rest = &code[at + before.len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let (mut depth, mut begins) = (0, true);
                for (place, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' => begins = true,
                        c if begins && depth == 0 && c.is_alphabetic() => {
                            found.insert(word(&group[place..]));
                            begins = false;
                        }
                        _ => {}
                    }
                }
            }
            None => {
                found.insert(word(rest));
            }
        }
    }
    found.retain(|name| name.starts_with(char::is_lowercase));
    found
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

#[test]
fn imports_go_downward_only() {
    let modules: BTreeSet<String> = sources()
        .iter()
        .map(|source| source.module().to_owned())
        .filter(|name| name != "main" && name != "lib")
        .collect();
    let mut upward = Vec::new();
    for source in sources().iter().filter(|source| source.name != "lib.rs" && source.name != "main.rs") {
        let own = source.module();
        let mut may: BTreeSet<&str> = match FOUNDATION.iter().position(|name| *name == own) {
            Some(place) => FOUNDATION[place + 1..].iter().copied().collect(),
            None => match MAY_IMPORT.iter().find(|(name, _)| *name == own) {
                Some((_, may)) => may.iter().copied().collect(),
                None => ["names", "seed", "db"].into_iter().chain(FOUNDATION).collect(),
            },
        };
        may.insert(own);
        may.extend(EXCEPTIONS.iter().filter(|(from, _, _)| *from == own).map(|(_, to, _)| *to));
        // What the face of the library shows under its own name is the foundation's.
        let used = named_after(&source.code, "crate::");
        let wrong = used.iter().filter(|name| modules.contains(**name) && !may.contains(**name));
        upward.extend(wrong.map(|name| format!("{} imports {name}", source.name)));
    }
    assert!(upward.is_empty(), "{upward:#?}");
}

#[test]
fn names_of_crates_have_homes() {
    let mut astray = Vec::new();
    for source in sources() {
        for (name, homes) in HOMES {
            let used = [format!("{name}::"), format!("use {name};")].iter().any(|form| {
                source.code.match_indices(form.as_str()).any(|(at, _)| {
                    let before = source.code[..at].chars().last().unwrap_or(' ');
                    let path =
                        source.code[..at].ends_with("super::") || source.code[..at].ends_with("crate::");
                    !before.is_alphanumeric()
                        && before != '_'
                        && !path
                        && !source.code[..at].ends_with("seed::")
                })
            });
            // A module of our own may carry the name of a crate: `::csv` is the crate, `csv` the module.
            let own_module = source.code.contains(&format!("mod {name};"));
            if used && !own_module && !homes.iter().any(|home| source.name.starts_with(home)) {
                astray.push(format!("{} uses {name}", source.name));
            }
        }
        let sees_rows_alone = source.module() == "cli" || source.module() == "output";
        if sees_rows_alone && source.code.contains("rusqlite") {
            astray.push(format!("{} uses rusqlite", source.name));
        }
    }
    assert!(astray.is_empty(), "{astray:#?}");
}

#[test]
fn streams_environment_and_clock_have_homes() {
    let mut astray = Vec::new();
    for source in sources() {
        for (form, homes) in [
            ("io::stdout(", &["cli/ui.rs"][..]),
            ("io::stderr(", &["cli/ui.rs"]),
            ("io::stdin(", &["cli/ui.rs"]),
            ("println!", &[]),
            ("env::var", &["cli/", "db/location.rs"]),
            ("env::args", &["main.rs"]),
            ("home_dir", &["db/location.rs"]),
            ("SystemTime::now", &[]),
            ("now_utc", &["db/migrate.rs"]),
            ("now_local", &[]),
            ("process::exit", &[]),
            ("Command::new", &["cli/ui.rs"]),
        ] {
            if source.code.contains(form) && !homes.iter().any(|home| source.name.starts_with(home)) {
                astray.push(format!("{} holds {form}", source.name));
            }
        }
    }
    assert!(astray.is_empty(), "{astray:#?}");
}

#[test]
fn no_file_is_longer_than_one_can_read() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.lines > 600 && !LONG.iter().any(|(name, _)| *name == source.name))
        .map(|source| format!("{}: {} lines", source.name, source.lines))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn the_entry_is_short() {
    let main = sources().into_iter().find(|source| source.name == "main.rs").unwrap();
    assert!(main.lines < 20);
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    for path in files_under(&package().join("src"), ".rs") {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}

#[test]
fn no_names_that_say_nothing() {
    for source in sources() {
        for name in ["util", "utils", "helpers", "common", "misc"] {
            assert!(!source.name.split(['/', '.']).any(|part| part == name), "{}", source.name);
        }
        for form in ["fn get_", "fn do_", "fn handle_", "Manager"] {
            assert!(!source.code.contains(form), "{} holds {form}", source.name);
        }
    }
}

#[test]
fn no_model_is_named_in_the_code() {
    let connection = rusqlite::Connection::open(catalogue()).unwrap();
    let mut statement =
        connection.prepare("SELECT slug FROM models UNION SELECT slug FROM families").unwrap();
    let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut named = Vec::new();
    for source in sources() {
        // The one text for people: examples that work as typed. (Help is a comment, and so is left out.)
        let code = source
            .code
            .split("const WELCOME")
            .map(|part| part.split_once("\";").map_or(part, |(_, rest)| rest));
        let code: String = if source.name == "cli/mod.rs" { code.collect() } else { source.code.clone() };
        for text in code.split('"').skip(1).step_by(2) {
            if names.iter().any(|name| name == text) && !WORDS_TOO.contains(&text) {
                named.push(format!("{}: {text}", source.name));
            }
        }
    }
    assert!(named.is_empty(), "{named:#?}");
}
