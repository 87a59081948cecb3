//! What can stand at the cursor: of SQL its words, tables and columns, of a question the names and
//! words that it may go on with, of a command what the command line completes.

use std::ffi::{OsStr, OsString};

use clap::CommandFactory;
use clap_complete::CompletionCandidate;

use super::super::{Cli, completions};
use super::script::{self, Item, Next};
use super::session;
use crate::prefix::{self, Shape};
use crate::words::is_chinese;

/// Words of SQL that a reader needs; functions stand in lower case.
const KEYWORDS: [&str; 62] = [
    "SELECT",
    "DISTINCT",
    "FROM",
    "WHERE",
    "GROUP",
    "ORDER",
    "BY",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "INNER",
    "LEFT",
    "OUTER",
    "CROSS",
    "NATURAL",
    "JOIN",
    "ON",
    "USING",
    "AS",
    "AND",
    "OR",
    "NOT",
    "IN",
    "IS",
    "NULL",
    "LIKE",
    "GLOB",
    "BETWEEN",
    "EXISTS",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "UNION",
    "ALL",
    "INTERSECT",
    "EXCEPT",
    "WITH",
    "RECURSIVE",
    "VALUES",
    "EXPLAIN",
    "QUERY",
    "PLAN",
    "PRAGMA",
    "ASC",
    "DESC",
    "OVER",
    "PARTITION",
    "CAST",
    "COLLATE",
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "round",
    "coalesce",
    "length",
    "lower",
    "upper",
    "group_concat",
];

/// Keywords behind which a table stands.
const BEFORE_TABLES: [&str; 3] = ["FROM", "JOIN", "INTO"];

/// What can stand at the cursor, and from which byte of the line on it stands there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) from: usize,
    /// How a candidate is shown, and what stands in the line then.
    pub(super) candidates: Vec<(String, String)>,
}

/// What can stand at this place of a line; `before` are the lines that it goes on with.
pub(super) fn complete(before: &str, line: &str, pos: usize) -> Found {
    let Some(typed) = line.get(..pos) else { return Found::default() };
    let text = format!("{before}{typed}");
    let mut at = 0;
    loop {
        let found = match script::next(&text[at..], false) {
            Next::Nothing => Found::default(),
            Next::Open(from) => of_sql(&text[at + from..], &line[pos..]).moved(at + from),
            Next::Item(Item::Sql(_), range) => {
                at += range.end;
                continue;
            }
            Next::Item(_, range) if text[at + range.end..].contains('\n') => {
                at += range.end;
                continue;
            }
            Next::Item(item, range) => {
                let rest = &text[at + range.start..];
                let found = match item {
                    Item::Command(_) => of_command(rest),
                    _ => of_question(rest),
                };
                found.moved(at + range.start).and_a_blank()
            }
        };
        return match found.from.checked_sub(before.len()) {
            Some(from) => Found { from, ..found },
            None => Found { from: pos, candidates: Vec::new() },
        };
    }
}

impl Found {
    fn moved(mut self, by: usize) -> Self {
        self.from += by;
        self
    }

    /// Behind what alone can stand here, the next word begins.
    fn and_a_blank(mut self) -> Self {
        if let [(_, text)] = self.candidates.as_mut_slice()
            && !text.ends_with('/')
            && !is_chinese(text)
        {
            text.push(' ');
        }
        self
    }

    fn plain(from: usize, candidates: impl IntoIterator<Item = String>) -> Self {
        Self { from, candidates: candidates.into_iter().map(|text| (text.clone(), text)).collect() }
    }
}

/// Begins in what is typed: a command with its dot or `llmdb`.
fn of_command(text: &str) -> Found {
    let (head, bare) = match text.strip_prefix('.') {
        Some(bare) => (1, bare),
        None => text.strip_prefix("llmdb ").map_or((0, text), |bare| (6, bare)),
    };
    let (mut words, current, from) = cut(bare);
    let Some(name) = words.first().cloned() else {
        let names = session::names().into_iter().filter(|name| name.starts_with(&current));
        return Found::plain(head, names);
    };
    let setting = session::setting(&name);
    if setting.is_some() && words.len() > 1 {
        return Found::default();
    }
    match setting {
        Some((_, true)) => {
            let values = ["on", "off"].into_iter().filter(|value| value.starts_with(&current));
            return Found::plain(head + from, values.map(str::to_owned));
        }
        Some((flag, false)) => words = vec!["query".into(), format!("--{flag}")],
        None if name == "tables" => words = vec!["schema".into()],
        None if !session::commands().contains(&name) => return Found::default(),
        None => {}
    }
    let mut arguments: Vec<OsString> = vec!["llmdb".into()];
    arguments.extend(words.into_iter().map(OsString::from));
    arguments.push(current.into());
    let place = arguments.len() - 1;
    let found =
        clap_complete::engine::complete(&mut Cli::command(), arguments, place, None).unwrap_or_default();
    let candidates = found.iter().filter_map(|candidate| {
        let value = candidate.get_value().to_str()?;
        Some((value.to_owned(), shlex::try_quote(value).map_or_else(|_| value.to_owned(), String::from)))
    });
    Found { from: head + from, candidates: candidates.collect() }
}

/// The words before the cursor, the one at the cursor, and where it begins.
fn cut(text: &str) -> (Vec<String>, String, usize) {
    let (mut from, mut quote) = (0, None);
    for (at, c) in text.char_indices() {
        match quote {
            None if c.is_whitespace() => from = at + c.len_utf8(),
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
    }
    let words = shlex::split(&text[..from]).unwrap_or_default();
    (words, text[from..].replace(['"', '\''], ""), from)
}

/// Begins in a question: saved queries that the whole of it begins, and what its last word begins.
fn of_question(text: &str) -> Found {
    let values = |all: Vec<CompletionCandidate>| -> Vec<String> {
        all.iter().filter_map(|one| one.get_value().to_str().map(str::to_owned)).collect()
    };
    let from = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    if from == 0 {
        let lower = text.to_lowercase();
        let sql =
            script::READING.iter().map(|word| word.to_lowercase()).filter(|word| word.starts_with(&lower));
        let sql = sql.map(|word| if lower == text { word } else { word.to_uppercase() });
        let found: Vec<String> = sql.chain(values(completions::questions(OsStr::new(text)))).collect();
        if !found.is_empty() {
            return Found::plain(0, found);
        }
    } else {
        // The name of a saved query, typed with blanks.
        let slug = text.to_lowercase().replace(' ', "-");
        let titles = values(completions::saved_queries(OsStr::new(&slug)));
        if !titles.is_empty() {
            return Found::plain(0, titles);
        }
    }
    let last = &text[from..];
    let (Some(db), false) = (completions::catalogue(), last.is_empty()) else { return Found::default() };
    let begins = |prefix: &str| {
        let mut all = prefix::things(&db, prefix, completions::MOST).unwrap_or_default();
        all.extend(prefix::words(&db, prefix, completions::MOST).unwrap_or_default());
        all.sort();
        all.dedup();
        all
    };
    if !is_chinese(last) {
        return Found::plain(from, begins(last));
    }
    // Chinese has no blanks: the longest ending that begins something.
    for (at, _) in last.char_indices() {
        let all = begins(&last[at..]);
        if !all.is_empty() {
            return Found::plain(from + at, all);
        }
    }
    Found::default()
}

/// Begins in SQL; `after` is what stands behind the cursor.
fn of_sql(text: &str, after: &str) -> Found {
    let here = Tokens::read(text);
    if let Some(from) = here.string {
        let prefix = &text[from..];
        let found =
            completions::catalogue().and_then(|db| prefix::things(&db, prefix, completions::MOST).ok());
        return Found::plain(from, found.unwrap_or_default());
    }
    if here.comment {
        return Found::default();
    }
    let from = text
        .rfind(|c: char| !is_of_word(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let prefix = &text[from..];
    let begins = |word: &str| {
        word.len() >= prefix.len()
            && word.is_char_boundary(prefix.len())
            && word[..prefix.len()].eq_ignore_ascii_case(prefix)
    };
    let shapes = completions::catalogue().and_then(|db| prefix::shapes(&db).ok()).unwrap_or_default();
    let whole = format!("{text} {after}");
    let tokens = Tokens::read(&whole).words;
    if let Some(qualifier) = text[..from].strip_suffix('.') {
        let qualifier = qualifier.rsplit(|c: char| !is_of_word(c)).next().unwrap_or_default();
        let shape = called(&tokens, qualifier, &shapes);
        let columns = shape.into_iter().flat_map(|shape| shape.columns.iter().cloned());
        return Found::plain(from, columns.filter(|column| begins(column)));
    }
    let last = here.words.iter().rev().find(|(at, _)| *at < from).map(|(_, word)| *word).unwrap_or_default();
    let tables = shapes.iter().map(|shape| shape.name.clone()).filter(|name| begins(name));
    if BEFORE_TABLES.iter().any(|word| word.eq_ignore_ascii_case(last)) && separated_by_space(&text[..from]) {
        return Found::plain(from, tables);
    }
    let mut named: Vec<&Shape> = shapes
        .iter()
        .filter(|shape| tokens.iter().any(|(_, word)| word.eq_ignore_ascii_case(&shape.name)))
        .collect();
    if named.is_empty() && !prefix.is_empty() {
        named = shapes.iter().collect();
    }
    let columns =
        named.into_iter().flat_map(|shape| shape.columns.iter().cloned()).filter(|column| begins(column));
    let mut all: Vec<String> = columns.collect();
    if !prefix.is_empty() {
        all.extend(tables);
        let lower = prefix.chars().any(char::is_lowercase);
        let keywords = KEYWORDS.into_iter().filter(|word| begins(word));
        all.extend(keywords.map(|word| if lower { word.to_lowercase() } else { word.to_owned() }));
    }
    all.sort();
    all.dedup();
    Found::plain(from, all)
}

fn separated_by_space(text: &str) -> bool {
    text.ends_with(char::is_whitespace)
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The table that is called so, by its name or the name that the statement gives it.
fn called<'s>(tokens: &[(usize, &str)], name: &str, shapes: &'s [Shape]) -> Option<&'s Shape> {
    let by_name = |name: &str| shapes.iter().find(|shape| shape.name.eq_ignore_ascii_case(name));
    by_name(name).or_else(|| {
        let words: Vec<&str> = tokens.iter().map(|(_, word)| *word).collect();
        let place = |at: usize| at.checked_sub(1).map(|at| words[at]);
        (0..words.len()).filter(|&at| words[at].eq_ignore_ascii_case(name)).find_map(|at| {
            let before = place(at)?;
            let table = if before.eq_ignore_ascii_case("as") { place(at - 1)? } else { before };
            by_name(table)
        })
    })
}

/// The words of a statement outside of strings and comments, and what its end is inside of.
#[derive(Debug, Default)]
struct Tokens<'t> {
    words: Vec<(usize, &'t str)>,
    /// Where the string begins that is not closed.
    string: Option<usize>,
    comment: bool,
}

impl<'t> Tokens<'t> {
    fn read(text: &'t str) -> Self {
        let mut tokens = Self::default();
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            let length = if c == '\'' {
                match rest[1..].find('\'') {
                    Some(length) => length + 2,
                    None => {
                        tokens.string = Some(at + 1);
                        return tokens;
                    }
                }
            } else if rest.starts_with("--") {
                match rest.find('\n') {
                    Some(length) => length + 1,
                    None => {
                        tokens.comment = true;
                        return tokens;
                    }
                }
            } else if let Some(comment) = rest.strip_prefix("/*") {
                match comment.find("*/") {
                    Some(length) => length + 4,
                    None => {
                        tokens.comment = true;
                        return tokens;
                    }
                }
            } else if is_of_word(c) {
                let length = rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len());
                tokens.words.push((at, &rest[..length]));
                length
            } else {
                c.len_utf8()
            };
            at += length;
        }
        tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_as_a_shell_does() {
        let (words, current, from) = cut("show \"llama 2\" op");
        assert_eq!((words, current.as_str(), from), (vec!["show".into(), "llama 2".into()], "op", 15));
        let (words, current, from) = cut("show \"llama 2");
        assert_eq!((words, current.as_str(), from), (vec!["show".into()], "llama 2", 5));
    }

    #[test]
    fn a_name_that_the_statement_gives_means_its_table() {
        let shapes = [Shape { name: "sizes".into(), columns: vec!["layers".into()] }];
        let tokens = Tokens::read("SELECT s. FROM sizes AS s WHERE t.x = 'sizes t'").words;
        assert_eq!(called(&tokens, "s", &shapes), Some(&shapes[0]));
        assert_eq!(called(&tokens, "SIZES", &shapes), Some(&shapes[0]));
        assert_eq!(called(&tokens, "t", &shapes), None);
    }

    #[test]
    fn the_end_of_a_statement_is_inside_of_something() {
        assert_eq!(Tokens::read("SELECT 'a''b").string, Some(11));
        assert_eq!(Tokens::read("SELECT 'lla").string, Some(8));
        assert!(Tokens::read("SELECT 1 -- why").comment);
        assert!(!Tokens::read("SELECT 1 -- why\n").comment);
    }

    proptest::proptest! {
        #[test]
        fn no_line_makes_the_completion_fall_over(
            before in "(|SELECT 1;\n|SELECT '\n|SELECT\n|/*\n)",
            line in "(SELECT|FROM|sizes|s\\.|\\.show|\\.format|\\.|llmdb |'|\"|;|--|/\\*| |百川|\\PC){0,12}",
            pos in 0..80_usize,
        ) {
            completions::look_in(Some("no-such-file".into()));
            let found = complete(&before, &line, pos);
            assert!(found.candidates.is_empty() || line.is_char_boundary(found.from));
        }
    }
}
