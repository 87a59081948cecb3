//! Finding a saved query by its name or title, in English or Chinese, and the nearest ones.

use rusqlite::{OptionalExtension, Row};

use super::header::{Parameter, SavedQuery};
use crate::db::Db;
use crate::error::Result;

/// A saved query as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its key.
    pub slug: String,
    /// English title.
    pub title: String,
    /// Chinese title.
    pub title_zh: Option<String>,
    /// What it answers.
    pub about: String,
}

/// All saved queries, by key.
pub fn all(db: &Db) -> Result<Vec<Found>> {
    let read = || -> rusqlite::Result<Vec<Found>> {
        let mut statement = db
            .connection()
            .prepare("SELECT slug, title, title_zh, about FROM saved_queries ORDER BY slug")?;
        let rows = statement.query_map([], |row| {
            Ok(Found { slug: row.get(0)?, title: row.get(1)?, title_zh: row.get(2)?, about: row.get(3)? })
        })?;
        rows.collect()
    };
    read().map_err(|error| db.explain(error))
}

/// The saved query of this key.
pub fn get(db: &Db, slug: &str) -> Result<Option<SavedQuery>> {
    let read = || -> rusqlite::Result<Option<SavedQuery>> {
        let query = db
            .connection()
            .query_row(
                "SELECT slug, title, title_zh, about, not_portable_because, sql FROM saved_queries WHERE slug = ?1",
                [slug],
                of_row,
            )
            .optional()?;
        let Some(mut query) = query else { return Ok(None) };
        let mut statement = db.connection().prepare(
            "SELECT name, default_value, meaning FROM saved_query_parameters WHERE query = ?1 ORDER BY position",
        )?;
        let rows = statement.query_map([slug], |row| {
            Ok(Parameter { name: row.get(0)?, default: row.get(1)?, meaning: row.get(2)? })
        })?;
        query.parameters = rows.collect::<rusqlite::Result<_>>()?;
        Ok(Some(query))
    };
    read().map_err(|error| db.explain(error))
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<SavedQuery> {
    Ok(SavedQuery {
        slug: row.get(0)?,
        title: row.get(1)?,
        title_zh: row.get(2)?,
        about: row.get(3)?,
        not_portable_because: row.get(4)?,
        parameters: Vec::new(),
        sql: row.get(5)?,
    })
}

/// Words that no title has as many of; what is longer is a question, or nothing.
const LONGEST_TITLE: usize = 20;
/// The same in bytes.
const LONGEST_NAME: usize = 400;

/// The saved query whose name or title these words are; case, hyphens and spaces aside.
pub fn find(db: &Db, words: &str) -> Result<Option<SavedQuery>> {
    if words.len() > LONGEST_NAME {
        return Ok(None);
    }
    let wanted = folded(words);
    for known in all(db)? {
        let titles = [Some(&known.slug), Some(&known.title), known.title_zh.as_ref()];
        if titles.into_iter().flatten().any(|title| folded(title) == wanted) {
            return get(db, &known.slug);
        }
    }
    Ok(None)
}

/// The saved queries that these words may have meant, nearest first, at most three.
pub fn nearest(db: &Db, words: &str) -> Result<Vec<Found>> {
    if words.len() > LONGEST_NAME {
        return Ok(Vec::new());
    }
    let wanted = folded(words);
    let asked: Vec<String> = words.split([' ', '-', '_']).map(folded).filter(|word| word.len() > 2).collect();
    let mut near: Vec<(usize, Found)> = Vec::new();
    for known in all(db)? {
        let titles = [Some(&known.slug), known.title_zh.as_ref()];
        let distance = titles
            .into_iter()
            .flatten()
            .map(|title| {
                let title = folded(title);
                let distance = strsim::damerau_levenshtein(&title, &wanted);
                (distance * 3 <= title.chars().count().max(3)).then_some(distance)
            })
            .min_by_key(|distance| distance.unwrap_or(usize::MAX))
            .flatten();
        let distance = distance.or_else(|| {
            let own: Vec<String> = known.slug.split('-').map(str::to_owned).collect();
            let shared = asked.iter().filter(|word| own.iter().any(|o| is_near(o, word))).count();
            // Half of the words, all of them in this title, is nearer than nothing.
            (shared > 0 && shared * 2 >= asked.len()).then(|| 100 + asked.len() - shared + own.len())
        });
        if let Some(distance) = distance {
            near.push((distance, known));
        }
    }
    near.sort_by(|a, b| (a.0, &a.1.slug).cmp(&(b.0, &b.1.slug)));
    Ok(near.into_iter().take(3).map(|(_, known)| known).collect())
}

fn is_near(a: &str, b: &str) -> bool {
    a == b || (a.len() > 3 && strsim::damerau_levenshtein(a, b) <= 1)
}

/// What counts of a name: lower case, without hyphens and spaces.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The saved query whose name or title these words begin with, where the rest says its parameters:
/// `largest models with positional encoding alibi`.
pub fn find_with_parameters(db: &Db, words: &str) -> Result<Option<(SavedQuery, super::Arguments)>> {
    let said: Vec<&str> = words.split_whitespace().collect();
    for length in (1..said.len().min(LONGEST_TITLE)).rev() {
        // The words that tie a parameter to a title.
        if !matches!(said[length], "with" | "for" | "where" | "其中") {
            continue;
        }
        let Some(query) = find(db, &said[..length].join(" "))? else { continue };
        return Ok(parameters(&query, &said[length + 1..]).map(|given| (query, given)));
    }
    Ok(None)
}

/// Reads `NAME [=|is|of] VALUE [and NAME VALUE …]`; a name may be said by its last word alone.
fn parameters(query: &SavedQuery, said: &[&str]) -> Option<super::Arguments> {
    let mut given = super::Arguments::new();
    let mut at = 0;
    while at < said.len() {
        let (name, length) = query.parameters.iter().find_map(|parameter| {
            let words: Vec<&str> = parameter.name.split('_').collect();
            let is = |words: &[&str]| {
                said.len() > at + words.len()
                    && words.iter().zip(&said[at..]).all(|(a, b)| a.eq_ignore_ascii_case(b))
            };
            let whole =
                is(&[parameter.name.as_str()]).then_some(1).or_else(|| is(&words).then_some(words.len()));
            let part = || words.last().filter(|last| is(&[**last])).map(|_| 1);
            whole.or_else(part).map(|length| (parameter.name.clone(), length))
        })?;
        at += length;
        while said.get(at).is_some_and(|word| matches!(*word, "=" | "is" | "of" | "为" | "是")) {
            at += 1;
        }
        given.insert(name, (*said.get(at)?).to_owned());
        at += 1;
        while said.get(at).is_some_and(|word| matches!(*word, "and" | "with" | "," | "和")) {
            at += 1;
        }
    }
    Some(given)
}
