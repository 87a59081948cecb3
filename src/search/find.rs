//! Looking words up: whole names first, then aliases, then what names begin with, then words anywhere.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::index::{LAYER, LAYERS, in_memory, is_current};
use super::text::{beginning, folded, marked, places, query, words};
use crate::db::Db;
use crate::error::{Error, Result};

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is: model, size, corpus, query, …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The command that shows it.
    pub command: String,
    /// The text that matched, with `«` and `»` around what did.
    pub matched: String,
}

/// Names and descriptions, ready to be searched.
pub struct Search<'a> {
    db: &'a Db,
    fresh: Option<Connection>,
}

/// Models that are asked for a size of a label: more share no words with what was typed.
const MODELS: usize = 200;

impl<'a> Search<'a> {
    /// Opens the index; where it is not that of the file as it stands, makes one in memory.
    pub fn open(db: &'a Db) -> Result<Self> {
        let open = || -> rusqlite::Result<Self> {
            // Where a client removed the index, there is none that could be current.
            let is_current = is_current(db.connection(), db.changes()).unwrap_or(false);
            let fresh = if is_current { None } else { Some(in_memory(db.connection())?) };
            Ok(Self { db, fresh })
        };
        open().map_err(|error| db.explain(error))
    }

    /// Was the file changed since its index was made, so that one was made for this search?
    pub fn is_made_anew(&self) -> bool {
        self.fresh.is_some()
    }

    /// The things that match, best first, at most `limit`, and whether there are more.
    ///
    /// Errors: nothing but signs was typed.
    pub fn find(&self, typed: &str, limit: usize) -> Result<(Vec<Found>, bool)> {
        let words = words(typed);
        if words.is_empty() {
            return Err(Error::usage(format!("there is no word to look for in \"{typed}\""))
                .hint("letters, digits and Chinese characters count; signs do not"));
        }
        let find = || -> rusqlite::Result<(Vec<Found>, bool)> {
            let typed = words.join(" ");
            let mut found = self.sizes(&words, limit)?;
            for (entry, how) in self.entries(&typed, &words, limit + 1)? {
                found.push(self.told(entry, how, &typed, &words)?);
            }
            let more = found.len() > limit;
            found.truncate(limit);
            Ok((found, more))
        };
        find().map_err(|error| self.db.explain(error))
    }

    /// The name that begins most as this does: to offer where nothing matched.
    pub fn near(&self, typed: &str) -> Result<Option<String>> {
        let letters: Vec<char> = folded(typed).chars().collect();
        let near = || -> rusqlite::Result<Option<String>> {
            let mut statement = self.index().prepare_cached(
                "SELECT entry FROM search_index_names
                 WHERE rank = 1 AND folded >= ?1 AND folded < ?1 || char(1114111) ORDER BY folded, entry LIMIT 1",
            )?;
            // One letter less at a time, down to half of them.
            for length in (letters.len().div_ceil(2).max(2)..letters.len()).rev() {
                let begin: String = letters[..length].iter().collect();
                let entry: Option<i64> = statement.query_row([&begin], |row| row.get(0)).optional()?;
                if let Some(entry) = entry {
                    return Ok(Some(
                        self.told(entry, How::Begins, &begin, std::slice::from_ref(&begin))?.name,
                    ));
                }
            }
            Ok(None)
        };
        near().map_err(|error| self.db.explain(error))
    }

    fn index(&self) -> &Connection {
        self.fresh.as_ref().unwrap_or(self.db.connection())
    }

    /// Numbers of the things that match, best first.
    fn entries(&self, typed: &str, words: &[String], most: usize) -> rusqlite::Result<Vec<(i64, How)>> {
        let mut found = Vec::new();
        let wanted = folded(typed);
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let whole =
            "SELECT entry FROM search_index_names WHERE rank = ?1 AND folded = ?2 ORDER BY entry LIMIT ?3";
        let begun = "SELECT entry FROM search_index_names
             WHERE rank = ?1 AND folded > ?2 AND folded < ?2 || char(1114111)
             ORDER BY folded, entry LIMIT ?3";
        let mut seen = HashSet::new();
        // False when there is enough.
        let mut take = |entry: i64, how: How| {
            if seen.insert(entry) {
                found.push((entry, how));
            }
            found.len() < most
        };
        'enough: {
            for sql in [whole, begun] {
                let mut statement = self.index().prepare_cached(sql)?;
                for rank in [1, 2] {
                    let mut rows = statement.query((rank, &wanted, limit))?;
                    while let Some(row) = rows.next()? {
                        if !take(row.get(0)?, How::Begins) {
                            break 'enough;
                        }
                    }
                }
            }
            let mut statement = self.index().prepare_cached(
                "SELECT rowid - ?2 FROM search_index
                 WHERE search_index MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid LIMIT ?4",
            )?;
            for layer in LAYERS {
                let mut rows = statement.query((query(words), layer, layer + LAYER - 1, limit))?;
                while let Some(row) = rows.next()? {
                    if !take(row.get(0)?, How::Words) {
                        break 'enough;
                    }
                }
            }
        }
        Ok(found)
    }

    /// Sizes whose label is the last word, of models that the words before it name.
    fn sizes(&self, words: &[String], limit: usize) -> rusqlite::Result<Vec<Found>> {
        let [named @ .., label] = words else { return Ok(Vec::new()) };
        let label = label.to_lowercase();
        if named.is_empty() || !label.contains(|c: char| c.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let typed = named.join(" ");
        let mut size =
            self.db.connection().prepare_cached("SELECT 1 FROM sizes WHERE model = ?1 AND label = ?2")?;
        let mut found = Vec::new();
        for (entry, how) in self.entries(&typed, named, MODELS)? {
            let (_, table, key) = self.entry(entry)?;
            if table != "models" || !size.exists((&key, &label))? {
                continue;
            }
            let model = self.told(entry, how, &typed, named)?;
            found.push(Found {
                kind: "size".into(),
                name: format!("{} {}", model.name, label.to_uppercase()),
                command: format!("llmdb show {key}/{label}"),
                matched: format!("{} «{label}»", model.matched),
            });
            if found.len() > limit {
                break;
            }
        }
        Ok(found)
    }

    fn entry(&self, entry: i64) -> rusqlite::Result<(String, String, String)> {
        self.index()
            .prepare_cached("SELECT kind, table_name, row_key FROM search_index_entries WHERE entry = ?1")?
            .query_row([entry], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// A thing as it is told: its name, the best of its texts with what matched marked, the command.
    fn told(&self, entry: i64, how: How, typed: &str, words: &[String]) -> rusqlite::Result<Found> {
        let (kind, table, key) = self.entry(entry)?;
        let mut statement = self.db.connection().prepare_cached(
            "SELECT field, text FROM search_texts WHERE table_name = ?1 AND row_key = ?2 AND text IS NOT NULL",
        )?;
        let mut texts: Vec<(String, String)> = Vec::new();
        let mut rows = statement.query((&table, &key))?;
        while let Some(row) = rows.next()? {
            texts.push((row.get(0)?, row.get(1)?));
        }
        let name =
            texts.iter().find(|(field, _)| field == "name").map_or(key.clone(), |(_, text)| text.clone());
        // Names stand before descriptions in the view; an alias comes last, but counts before them.
        texts.sort_by_key(|(field, _)| match field.as_str() {
            "name" => 1,
            "alias" => 2,
            _ => 3,
        });
        let whole = folded(typed);
        let best = match how {
            How::Begins => {
                let is_whole = texts.iter().find(|(_, text)| folded(text) == whole);
                let begun = || texts.iter().find(|(_, text)| beginning(text, typed).is_some());
                is_whole.or_else(begun).and_then(|(_, text)| Some((text, vec![beginning(text, typed)?])))
            }
            How::Words => None,
        };
        let best = best.or_else(|| {
            let judged = texts.iter().map(|(_, text)| (text, places(text, words)));
            // The first of those that hold the most words.
            judged.rev().max_by_key(|(_, (_, count))| *count).map(|(text, (places, _))| (text, places))
        });
        let matched = best.map_or(String::new(), |(text, places)| marked(text, &places));
        let verb = if table == "saved_queries" { "query" } else { "show" };
        Ok(Found { kind, name, command: format!("llmdb {verb} {key}"), matched })
    }
}

/// How a thing was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// A name or an alias begins with what was typed.
    Begins,
    /// The words stand in its texts.
    Words,
}
