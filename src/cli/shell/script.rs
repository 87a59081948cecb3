//! What was typed, cut into what is done one after another: SQL, questions, commands. How they are
//! told apart depends on the first word alone, so that one can know it before Enter.

use std::ops::Range;

use crate::adhoc::{Extent, extent};

/// Words that begin SQL which reads.
pub(super) const READING: [&str; 5] = ["SELECT", "WITH", "VALUES", "EXPLAIN", "PRAGMA"];

/// Words that begin other SQL: it is refused, and by SQL's own words rather than as a question that
/// nobody understands.
const CHANGING: [&str; 12] = [
    "INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "ATTACH", "DETACH", "BEGIN",
    "COMMIT", "VACUUM",
];

/// Words that are a command of the shell without their dot: what hands type by themselves.
const BARE_COMMANDS: [&str; 3] = ["help", "quit", "exit"];

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item<'t> {
    /// Statements.
    Sql(&'t str),
    /// A question in plain words.
    Question(&'t str),
    /// A command, without its dot or the `llmdb` before it.
    Command(&'t str),
}

/// What a text begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next<'t> {
    /// Something to do, and where it stands.
    Item(Item<'t>, Range<usize>),
    /// SQL or a comment that more lines may end; it begins here.
    Open(usize),
    /// Nothing but space and comments.
    Nothing,
}

/// The first thing to do in a text; with `is_last`, no more lines come.
pub(super) fn next(text: &str, is_last: bool) -> Next<'_> {
    let from = match beginning(text) {
        Ok(from) => from,
        Err(_) if is_last => return Next::Nothing,
        Err(from) => return Next::Open(from),
    };
    let rest = &text[from..];
    if rest.is_empty() {
        return Next::Nothing;
    }
    if begins_sql(rest) {
        return match extent(rest) {
            Extent::Ended(length) => Next::Item(Item::Sql(&rest[..length]), from..from + length),
            _ if is_last => Next::Item(Item::Sql(rest), from..text.len()),
            _ => Next::Open(from),
        };
    }
    let line = rest.split('\n').next().unwrap_or(rest);
    let range = from..from + line.len();
    let line = line.trim_end();
    if let Some(command) = line.strip_prefix('.') {
        return Next::Item(Item::Command(command), range);
    }
    if let Some(command) = line.strip_prefix("llmdb ") {
        return Next::Item(Item::Command(command.trim_start()), range);
    }
    let question = line.trim_end_matches(|c: char| c == ';' || c.is_whitespace());
    if BARE_COMMANDS.contains(&question) {
        return Next::Item(Item::Command(question), range);
    }
    Next::Item(Item::Question(question), range)
}

/// Where something begins behind space, semicolons and comments; an error where a comment is open.
fn beginning(text: &str) -> Result<usize, usize> {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let bare = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';' || c == '\u{feff}');
        at += rest.len() - bare.len();
        if bare.starts_with("--") {
            at += bare.find('\n').unwrap_or(bare.len());
        } else if let Some(comment) = bare.strip_prefix("/*") {
            at += 4 + comment.find("*/").ok_or(at)?;
        } else {
            return Ok(at);
        }
    }
}

/// Does SQL begin here?
pub(super) fn begins_sql(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    sql_words().any(|word| word.eq_ignore_ascii_case(&text[..end]))
}

/// Words that begin SQL.
pub(super) fn sql_words() -> impl Iterator<Item = &'static str> {
    READING.into_iter().chain(CHANGING)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Item<'_>> {
        let (mut at, mut items) = (0, Vec::new());
        while let Next::Item(item, range) = next(&text[at..], true) {
            assert!(range.end > 0, "{text:?} stands still");
            at += range.end;
            items.push(item);
        }
        items
    }

    #[test]
    fn the_first_word_tells_what_a_line_is() {
        assert_eq!(
            all("select 1;\nlargest models;\n.show opt --all\n最大的模型\nllmdb  path\nquit\n"),
            [
                Item::Sql("select 1;"),
                Item::Question("largest models"),
                Item::Command("show opt --all"),
                Item::Question("最大的模型"),
                Item::Command("path"),
                Item::Command("quit"),
            ]
        );
        assert_eq!(all("selected models"), [Item::Question("selected models")]);
        assert_eq!(all("quit smoking"), [Item::Question("quit smoking")]);
        assert_eq!(all("SELECT(1)"), [Item::Sql("SELECT(1)")]);
    }

    #[test]
    fn sql_goes_on_until_its_semicolon() {
        assert_eq!(next("SELECT 1", false), Next::Open(0));
        assert_eq!(next("SELECT ';'\nFROM models -- ;", false), Next::Open(0));
        assert_eq!(next("SELECT 'a\nb'; SELECT 2", false), Next::Item(Item::Sql("SELECT 'a\nb';"), 0..13));
        assert_eq!(next(" /* why", false), Next::Open(1));
        assert_eq!(next(" /* why", true), Next::Nothing);
        assert_eq!(next("-- why\n\n", false), Next::Nothing);
        assert_eq!(all("-- why\nSELECT 1; -- so\nopt"), [Item::Sql("SELECT 1;"), Item::Question("opt")]);
        assert_eq!(all("\u{feff}SELECT 1;;\n;\n"), [Item::Sql("SELECT 1;")]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_fall_over(
            text in "(SELECT|WITH|\\.show|\\.|llmdb |quit|'|\"|`|\\[|;|--|/\\*|\\*/|\n|\r| |百|\0|\\PC){0,40}",
            is_last: bool,
        ) {
            let _ = next(&text, is_last);
            all(&text);
        }

        #[test]
        fn what_is_open_is_ended_by_a_semicolon(words in "[a-z ,()*]{0,30}") {
            let text = format!("SELECT {words}");
            assert_eq!(next(&text, false), Next::Open(0));
            let ended = format!("{text};");
            assert_eq!(next(&ended, false), Next::Item(Item::Sql(&ended), 0..ended.len()));
        }
    }
}
