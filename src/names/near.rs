//! Names that are near what was typed. Walks through an ordered index of names and leaps over all
//! that begin too far from it, so that it does not grow with the catalogue (Schulz and Mihov, "Fast
//! string correction with Levenshtein automata", 2002, with the rows of the distance table in place
//! of an automaton).

use rusqlite::{Connection, OptionalExtension};

use super::spelling::folded;

/// Names that are looked at, at most: some milliseconds.
const PATIENCE: usize = 3000;
/// Errors of typing that are forgiven, at most.
const ERRORS: usize = 3;
/// Names that begin with what was typed: of so many the shortest are the nearest.
const BEGINNING: usize = 50;

/// Errors that are forgiven in a text of so many characters: more would make any short name near.
pub(super) fn allowed(length: usize) -> usize {
    (1 + length / 4).min(ERRORS).min(length.saturating_sub(1))
}

/// Tables and keys of the rows whose names or aliases are near, with how far they are. The names
/// are those of the search index; where a client removed it, nothing is near.
pub(super) fn near(connection: &Connection, text: &str) -> rusqlite::Result<Vec<(usize, String, String)>> {
    let wanted = folded(text);
    let mut walk = Walk { wanted: wanted.chars().collect(), left: PATIENCE };
    let mut far: Vec<(usize, i64)> = Vec::new();
    for errors in 1..=allowed(walk.wanted.len()) {
        for rank in [1, 2] {
            let sql = format!(
                "SELECT folded, entry FROM search_index_names WHERE rank = {rank} AND folded >= ?1 ORDER BY folded"
            );
            walk.through(connection, &sql, errors, |row| row.get(1), &mut far)?;
        }
        if !far.is_empty() {
            break;
        }
    }
    let mut found: Vec<(usize, i64)> = far.into_iter().map(|(errors, entry)| (errors * 10, entry)).collect();
    if wanted.chars().count() >= 3 || (!wanted.is_ascii() && !wanted.is_empty()) {
        let mut begun = connection.prepare(
            "SELECT folded, entry FROM search_index_names
             WHERE rank = ?1 AND folded >= ?2 AND folded < ?2 || char(1114111) ORDER BY folded LIMIT ?3",
        )?;
        for rank in [1, 2] {
            let mut rows = begun.query((rank, &wanted, BEGINNING))?;
            while let Some(row) = rows.next()? {
                let longer = row.get_ref(0)?.as_str().map_or(0, |name| name.chars().count());
                found.push((100 + longer.saturating_sub(wanted.chars().count()), row.get(1)?));
            }
        }
        found.extend(holding(connection, text).unwrap_or_default().into_iter().map(|entry| (200, entry)));
    }
    let mut entry =
        connection.prepare("SELECT table_name, row_key FROM search_index_entries WHERE entry = ?1")?;
    found.sort_unstable();
    let mut rows = Vec::with_capacity(found.len());
    for (far, number) in found {
        let row = entry.query_row([number], |row| Ok((far, row.get(0)?, row.get(1)?))).optional()?;
        rows.extend(row);
    }
    Ok(rows)
}

/// Keys of a table that are near.
pub(super) fn near_keys(
    connection: &Connection,
    table: &str,
    key: &str,
    text: &str,
) -> rusqlite::Result<Vec<(usize, String)>> {
    let mut walk = Walk { wanted: text.to_lowercase().chars().collect(), left: PATIENCE };
    let sql = format!("SELECT {key} FROM {table} WHERE {key} >= ?1 ORDER BY {key}");
    let mut far = Vec::new();
    let errors = allowed(walk.wanted.len());
    walk.through(connection, &sql, errors, |row| row.get(0), &mut far)?;
    Ok(far)
}

/// Things in whose names or aliases all the words stand.
fn holding(connection: &Connection, text: &str) -> rusqlite::Result<Vec<i64>> {
    let words: Vec<String> = text
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| format!("\"{}\"", word.replace(['"', '\0'], " ")))
        .collect();
    let query = words.join(" AND ");
    // Layers 1 and 2 of the index: names, and aliases too.
    let mut statement = connection.prepare(
        "SELECT rowid - (?2 << 40) FROM search_index
         WHERE search_index MATCH ?1 AND rowid BETWEEN ?2 << 40 AND ((?2 + 1) << 40) - 1 LIMIT 20",
    )?;
    let mut found = Vec::new();
    for layer in [1, 2] {
        let rows = statement.query_map((&query, layer), |row| row.get(0))?;
        for entry in rows {
            found.push(entry?);
        }
    }
    Ok(found)
}

/// A walk through names in the order of their characters.
struct Walk {
    wanted: Vec<char>,
    /// Names that may still be looked at.
    left: usize,
}

impl Walk {
    /// Collects what the row of each name holds that is no further than so many errors.
    fn through<T>(
        &mut self,
        connection: &Connection,
        sql: &str,
        errors: usize,
        what: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
        found: &mut Vec<(usize, T)>,
    ) -> rusqlite::Result<()> {
        let mut statement = connection.prepare(sql)?;
        let mut table = Table::new(&self.wanted);
        let mut from = String::new();
        'leap: loop {
            let mut rows = statement.query([&from])?;
            while let Some(row) = rows.next()? {
                if self.left == 0 {
                    return Ok(());
                }
                self.left -= 1;
                let name: Vec<char> = row.get_ref(0)?.as_str().unwrap_or_default().chars().collect();
                match table.distance(&name, errors) {
                    Ok(far) if far <= errors => found.push((far, what(row)?)),
                    Ok(_) => {}
                    // No name that begins so is near.
                    Err(length) => match after(&name[..length]) {
                        Some(next) => {
                            from = next;
                            continue 'leap;
                        }
                        None => return Ok(()),
                    },
                }
            }
            return Ok(());
        }
    }
}

/// The first text behind all that begin with these characters.
fn after(begin: &[char]) -> Option<String> {
    let (last, before) = begin.split_last()?;
    // Between these two stand the halves of pairs, which are no characters.
    let next = if *last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(u32::from(*last) + 1) };
    match next {
        Some(next) => Some(before.iter().chain([&next]).collect()),
        None => after(before),
    }
}

/// Rows of the distance table of the last name: the next one shares those of its beginning.
struct Table<'w> {
    wanted: &'w [char],
    name: Vec<char>,
    rows: Vec<Vec<usize>>,
}

impl<'w> Table<'w> {
    fn new(wanted: &'w [char]) -> Self {
        Self { wanted, name: Vec::new(), rows: vec![(0..=wanted.len()).collect()] }
    }

    /// How far a name is, neighbours that changed places counted once; or the length of a beginning
    /// that makes it further than allowed.
    fn distance(&mut self, name: &[char], errors: usize) -> Result<usize, usize> {
        let shared = self.name.iter().zip(name).take_while(|(one, other)| one == other).count();
        self.name.truncate(shared);
        self.rows.truncate(shared + 1);
        for (at, &c) in name.iter().enumerate().skip(shared) {
            let above = &self.rows[at];
            let mut row = Vec::with_capacity(above.len());
            row.push(at + 1);
            for place in 1..above.len() {
                let is_same = self.wanted[place - 1] == c;
                let mut least =
                    (above[place] + 1).min(row[place - 1] + 1).min(above[place - 1] + usize::from(!is_same));
                if at > 0
                    && place > 1
                    && self.wanted[place - 2] == c
                    && self.wanted[place - 1] == name[at - 1]
                {
                    least = least.min(self.rows[at - 1][place - 2] + 1);
                }
                row.push(least);
            }
            let least = |row: &[usize]| row.iter().copied().min().unwrap_or(0);
            let is_lost = least(&row) > errors && least(above) + 1 > errors;
            self.rows.push(row);
            self.name.push(c);
            if is_lost {
                return Err(at + 1);
            }
        }
        Ok(self.rows[name.len()][self.wanted.len()])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(list: &[String]) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE names (key TEXT PRIMARY KEY) WITHOUT ROWID").unwrap();
        for name in list {
            connection.execute("INSERT OR IGNORE INTO names VALUES (?1)", [name]).unwrap();
        }
        connection
    }

    #[test]
    fn what_follows_a_beginning_is_the_next_character() {
        assert_eq!(after(&['a', 'b']), Some("ac".into()));
        assert_eq!(after(&['a', char::MAX]), Some("b".into()));
        assert_eq!(after(&['\u{d7ff}']), Some("\u{e000}".into()));
        assert_eq!(after(&[char::MAX]), None);
    }

    proptest! {
        #[test]
        fn the_walk_finds_what_a_look_at_every_name_finds(
            list in proptest::collection::vec("[a-c百川]{0,7}", 0..60),
            wanted in "[a-c百川]{1,7}",
            errors in 1..3_usize,
        ) {
            let connection = names(&list);
            let mut walk = Walk { wanted: wanted.chars().collect(), left: usize::MAX };
            let mut found: Vec<(usize, String)> = Vec::new();
            let sql = "SELECT key FROM names WHERE key >= ?1 ORDER BY key";
            walk.through(&connection, sql, errors, |row| row.get(0), &mut found).unwrap();
            let mut all: Vec<(usize, String)> = list
                .iter()
                .map(|name| (strsim::osa_distance(name, &wanted), name.clone()))
                .filter(|(far, _)| *far <= errors)
                .collect();
            all.sort();
            all.dedup();
            found.sort();
            prop_assert_eq!(found, all);
        }
    }
}
