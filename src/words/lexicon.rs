//! What a word can be: a word of the grammar, or the name of a thing in the catalogue. All of it is
//! looked up by index in the database, so that what a user adds is known at once and a large
//! catalogue costs no more than a small one.

use std::collections::HashMap;

use rusqlite::OptionalExtension;

use super::tokens::fold;
use crate::db::Db;
use crate::error::Result;

/// A thing of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Thing {
    /// Its table.
    pub table: String,
    /// Its key; of a size, `model/label`.
    pub key: String,
    /// Its name as its makers write it.
    pub name: String,
}

/// One thing that a word can be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sense {
    /// A word of the grammar: its role and what it stands for.
    Word(String, String),
    /// The name of a thing.
    Thing(Thing),
}

/// The words that the catalogue knows.
pub struct Lexicon<'a> {
    db: &'a Db,
    /// The day on which it is asked, as an ISO date; today where none was given.
    today: Option<String>,
    /// Vocabularies of a few rows each, by folded name.
    small: HashMap<String, Vec<Thing>>,
}

/// Tables that grow with the catalogue; each has an index over each folded name.
const LARGE: &[&str] = &["models", "families", "organizations", "corpora"];

/// Vocabularies that stay small.
const SMALL: &str = "
SELECT 'positional_encodings', slug, name, name_zh FROM positional_encodings
UNION ALL SELECT 'architectures', slug, name, name_zh FROM architectures
UNION ALL SELECT 'licenses', slug, name, NULL FROM licenses
UNION ALL SELECT 'techniques', slug, name, name_zh FROM techniques
UNION ALL SELECT 'benchmarks', slug, name, name_zh FROM benchmarks
UNION ALL SELECT 'countries', code, name, name_zh FROM countries
UNION ALL SELECT 'languages', code, name, name_zh FROM languages";

impl<'a> Lexicon<'a> {
    /// Reads the small vocabularies; the rest is looked up when it is asked for.
    pub fn new(db: &'a Db) -> Result<Self> {
        let read = || -> rusqlite::Result<HashMap<String, Vec<Thing>>> {
            let mut small: HashMap<String, Vec<Thing>> = HashMap::new();
            let mut statement = db.connection().prepare(SMALL)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (table, key, name): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let name_zh: Option<String> = row.get(3)?;
                let thing = Thing { table, key: key.clone(), name: name.clone() };
                // Codes of countries and languages are words of English: no, in, it, us.
                let codes = matches!(thing.table.as_str(), "countries" | "languages");
                let own = if codes { None } else { Some(key) };
                for spelled in [own, Some(short(&name).to_owned()), Some(name), name_zh].into_iter().flatten()
                {
                    let things = small.entry(fold(&spelled)).or_default();
                    if !things.contains(&thing) {
                        things.push(thing.clone());
                    }
                }
            }
            Ok(small)
        };
        let small = read().map_err(|error| db.explain(error))?;
        Ok(Self { db, today: None, small })
    }

    /// The same as if it was asked on this day.
    #[must_use]
    pub fn on(self, day: &str) -> Self {
        Self { today: Some(day.to_owned()), ..self }
    }

    /// The day that is so far from today: `-2 years`.
    pub(crate) fn day(&self, far: &str) -> Result<String> {
        let today = self.today.as_deref().unwrap_or("now");
        // A month before the 31st is a month that may have no such day: its last is meant.
        let sql = "SELECT date(?1, 'start of month', ?2)";
        let read = || -> rusqlite::Result<String> {
            let first: String = self.db.connection().query_row(sql, [today, far], |row| row.get(0))?;
            self.db.connection().query_row(
                "SELECT min(date(?1, ?2), date(?3, '+1 month', '-1 day'))",
                [today, far, &first],
                |row| row.get(0),
            )
        };
        read().map_err(|error| self.db.explain(error))
    }

    /// The entry of this key in the small vocabulary of a column, where there is one.
    pub(crate) fn entry(&self, column: &str, key: &str) -> Option<&Thing> {
        let table = format!("{column}s");
        self.small.values().flatten().find(|thing| thing.table == table && thing.key == key)
    }

    /// The database.
    pub(crate) fn db(&self) -> &Db {
        self.db
    }

    /// What each of these folded terms can be.
    pub(crate) fn look_up(&self, terms: &[String]) -> Result<HashMap<String, Vec<Sense>>> {
        let mut found: HashMap<String, Vec<Sense>> = HashMap::new();
        let mut add = |term: &str, sense: Sense| {
            let senses = found.entry(term.to_owned()).or_default();
            if !senses.contains(&sense) {
                senses.push(sense);
            }
        };
        for term in terms {
            for thing in self.small.get(term).into_iter().flatten() {
                add(term, Sense::Thing(thing.clone()));
            }
        }
        let asked = json_list(terms);
        let mut read = || -> rusqlite::Result<Vec<(String, Thing)>> {
            let mut aliased = Vec::new();
            let mut statement = self.db.connection().prepare_cached(&looking_up())?;
            let mut rows = statement.query([&asked])?;
            while let Some(row) = rows.next()? {
                let (term, table, key, name): (String, String, String, String) =
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                match table.as_str() {
                    "words" if key == "say" => {}
                    "words" => add(&term, Sense::Word(key, name)),
                    "" => aliased.push((term, Thing { table: name, key: key.clone(), name: key })),
                    _ => add(&term, Sense::Thing(Thing { table, key, name })),
                }
            }
            Ok(aliased)
        };
        let aliased = read().map_err(|error| self.db.explain(error))?;
        for (term, thing) in aliased {
            if let Some(thing) = self.named(thing)? {
                let senses = found.entry(term).or_default();
                if !senses.contains(&Sense::Thing(thing.clone())) {
                    senses.push(Sense::Thing(thing));
                }
            }
        }
        Ok(found)
    }

    /// The same thing with its own name, where an alias gave only the key.
    fn named(&self, thing: Thing) -> Result<Option<Thing>> {
        if thing.table == "sizes" {
            return Ok(Some(thing));
        }
        if !LARGE.contains(&thing.table.as_str()) {
            let known = self.small.values().flatten().find(|t| t.table == thing.table && t.key == thing.key);
            return Ok(known.cloned());
        }
        let sql = format!("SELECT name FROM {} WHERE slug = ?1", thing.table);
        let name: Option<String> = self.one(&sql, &thing.key)?;
        Ok(name.map(|name| Thing { name, ..thing }))
    }

    fn one(&self, sql: &str, key: &str) -> Result<Option<String>> {
        let read = || self.db.connection().prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional();
        read().map_err(|error| self.db.explain(error))
    }

    /// The family of this key, where there is one.
    pub(crate) fn family(&self, slug: &str) -> Result<Option<Thing>> {
        self.named(Thing { table: "families".into(), key: slug.into(), name: slug.into() })
    }

    /// Has the family of this key models besides this one?
    pub(crate) fn has_others(&self, family: &str, model: &str) -> Result<bool> {
        let read = || -> rusqlite::Result<bool> {
            self.db
                .connection()
                .prepare_cached("SELECT slug FROM models WHERE family = ?1 AND slug <> ?2 LIMIT 1")?
                .exists([family, model])
        };
        read().map_err(|error| self.db.explain(error))
    }

    /// Where no model was distilled that is made from one of these: the models that are called after them.
    pub(crate) fn students(&self, teachers: &[&str]) -> Result<Option<String>> {
        let mut called = Vec::new();
        let read = |sql: &str, key: &str| -> rusqlite::Result<Vec<String>> {
            let mut statement = self.db.connection().prepare_cached(sql)?;
            statement.query_map([key], |row| row.get(0))?.collect()
        };
        for teacher in teachers {
            let made = read(
                "SELECT derivations.model FROM derivations
                 INNER JOIN models ON derivations.base_model = models.slug
                 WHERE derivations.method = 'distillation' AND (models.slug = ?1 OR models.family = ?1) LIMIT 1",
                teacher,
            );
            if !made.map_err(|error| self.db.explain(error))?.is_empty() {
                return Ok(None);
            }
            let named = read(
                "SELECT slug FROM models WHERE slug >= ?1 || '-distill' AND slug < ?1 || '-distilm' ORDER BY slug LIMIT 10",
                teacher,
            );
            called.extend(named.map_err(|error| self.db.explain(error))?);
        }
        Ok(Some(called.join(", ")))
    }

    /// Corpora of this name, whoever made them, and parts of one: C4, C4 (BloombergGPT), RedPajama: C4,
    /// mC4, Danish.
    pub(crate) fn copies_of(&self, name: &str) -> Result<Vec<Thing>> {
        let read = || -> rusqlite::Result<Vec<Thing>> {
            let mut statement = self.db.connection().prepare_cached(
                "SELECT slug, name FROM corpora
                 WHERE name = ?1
                     OR substr(name, 1, length(?1) + 2) IN (?1 || ' (', ?1 || ', ', ?1 || ': ')
                     OR substr(name, -length(?1) - 2) = ': ' || ?1
                     OR instr(name, ': ' || ?1 || ' (') > 0
                 ORDER BY slug LIMIT 50",
            )?;
            let thing = |row: &rusqlite::Row<'_>| {
                Ok(Thing { table: "corpora".into(), key: row.get(0)?, name: row.get(1)? })
            };
            statement.query_map([name], thing)?.collect()
        };
        read().map_err(|error| self.db.explain(error))
    }

    /// The thing of this key in a small vocabulary.
    pub(crate) fn thing(&self, table: &str, key: &str) -> Option<Thing> {
        self.small.values().flatten().find(|thing| thing.table == table && thing.key == key).cloned()
    }

    /// The model of this key, where there is one.
    pub(crate) fn model(&self, slug: &str) -> Result<Option<Thing>> {
        self.named(Thing { table: "models".into(), key: slug.into(), name: slug.into() })
    }

    /// The labels of the sizes of a model, the largest first.
    pub(crate) fn labels(&self, model: &str) -> Result<Vec<String>> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.db.connection().prepare_cached(
                "SELECT label FROM sizes WHERE model = ?1 ORDER BY parameters DESC, label LIMIT 50",
            )?;
            statement.query_map([model], |row| row.get(0))?.collect()
        };
        read().map_err(|error| self.db.explain(error))
    }

    /// Things whose name begins with this whole word (`alibaba` of Alibaba Cloud, `清华` of 清华大学);
    /// of models none, since too many begin alike.
    pub(crate) fn beginning_with(&self, word: &str) -> Result<Vec<Thing>> {
        let lower = word.to_lowercase();
        let folded = fold(word);
        let mut found: Vec<Thing> = Vec::new();
        for things in self.small.values() {
            for thing in things {
                let begins = begins_with(&thing.name, &lower) || begins_with(&thing.key, &lower);
                if begins
                    && !found.contains(thing)
                    && !matches!(thing.table.as_str(), "countries" | "languages")
                {
                    found.push(thing.clone());
                }
            }
        }
        let han = super::tokens::is_chinese(word);
        for table in ["organizations", "corpora"] {
            let column = if han { "name_zh" } else { "name" };
            let sql = format!(
                "SELECT slug, name, coalesce({column}, '') FROM {table}
                 WHERE {column} IS NOT NULL AND {by_name} >= ?1 AND {by_name} < ?1 || '\u{10ffff}'
                 UNION SELECT slug, name, slug FROM {table} WHERE {by_slug} >= ?1 AND {by_slug} < ?1 || '\u{10ffff}'
                 ORDER BY 1 LIMIT 20",
                by_name = folded_column(column),
                by_slug = folded_column("slug"),
            );
            let read = || -> rusqlite::Result<Vec<(Thing, String)>> {
                let mut statement = self.db.connection().prepare_cached(&sql)?;
                statement
                    .query_map([&folded], |row| {
                        let thing = Thing { table: table.into(), key: row.get(0)?, name: row.get(1)? };
                        Ok((thing, row.get(2)?))
                    })?
                    .collect()
            };
            for (thing, spelled) in read().map_err(|error| self.db.explain(error))? {
                if (han || begins_with(&spelled, &lower)) && !found.contains(&thing) {
                    found.push(thing);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// Chinese terms that begin with one of these characters, and the Chinese words of the grammar, whatever
    /// they begin with; each with whether it is a name. At most so many of each table.
    pub(crate) fn chinese_terms(&self, beginnings: &[char], most: usize) -> Result<Vec<(String, bool)>> {
        let mut begins: Vec<char> = beginnings.to_vec();
        begins.sort_unstable();
        begins.dedup();
        let first: String = json_list(&begins.iter().map(char::to_string).collect::<Vec<_>>());
        let mut parts = vec![
            "SELECT word, 0 FROM words WHERE language = 'zh' AND role NOT IN ('say', 'filler')".to_owned(),
            "SELECT alias, 1 FROM (SELECT alias FROM aliases WHERE language = 'zh' LIMIT ?2)".to_owned(),
        ];
        for table in LARGE {
            let folded = folded_column("name_zh");
            parts.push(format!(
                "SELECT name_zh, 1 FROM (
                    SELECT name_zh FROM json_each(?1) AS first CROSS JOIN {table}
                    ON {folded} >= first.value AND {folded} < first.value || '\u{10ffff}' AND name_zh IS NOT NULL
                    LIMIT ?2
                )"
            ));
        }
        let sql = parts.join(" UNION ");
        let read = || -> rusqlite::Result<Vec<(String, bool)>> {
            let mut statement = self.db.connection().prepare_cached(&sql)?;
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            statement.query_map((&first, most), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        let mut terms = read().map_err(|error| self.db.explain(error))?;
        terms.extend(self.small.keys().map(|term| (term.clone(), true)));
        Ok(terms)
    }

    /// How the program says its meanings in a language.
    pub(crate) fn sayings(&self, language: &str) -> Result<HashMap<String, String>> {
        let read = || -> rusqlite::Result<HashMap<String, String>> {
            let mut statement = self
                .db
                .connection()
                .prepare_cached("SELECT meaning, word FROM words WHERE role = 'say' AND language = ?1")?;
            statement.query_map([language], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        read().map_err(|error| self.db.explain(error))
    }

    /// Terms of the small vocabularies, folded.
    pub(crate) fn small_terms(&self) -> impl Iterator<Item = &str> {
        self.small.keys().map(String::as_str)
    }
}

/// The name without what stands in parentheses, or the abbreviation in them, where it is one:
/// `Rotary position embedding (RoPE)` is said RoPE, `C4 (Colossal …)` is C4.
pub(crate) fn short(name: &str) -> &str {
    let Some((before, rest)) = name.split_once(" (") else { return name };
    let inside = rest.trim_end_matches(')');
    // C4 (Colossal …) is the name, and Wikipedia (Amber) another's copy.
    let first = |text: &str| text.chars().next().map(|c| c.to_ascii_lowercase());
    let is_abbreviation = first(inside) == first(before)
        && inside.len() <= 8
        && !inside.contains(' ')
        && inside.chars().any(char::is_uppercase);
    if is_abbreviation && before.len() > inside.len() { inside } else { before }
}

fn begins_with(name: &str, word: &str) -> bool {
    let name = name.to_lowercase();
    let mut rest = name.chars().peekable();
    for wanted in fold(word).chars() {
        while rest.next_if(|c| matches!(c, ' ' | '-' | '_')).is_some() {}
        if rest.next() != Some(wanted) {
            return false;
        }
    }
    rest.peek().is_none_or(|next| !next.is_alphanumeric())
}

pub(crate) fn folded_column(column: &str) -> String {
    format!("lower(replace(replace(replace({column}, '-', ''), '_', ''), ' ', ''))")
}

fn looking_up() -> String {
    let mut sql = format!(
        "SELECT asked.value, 'words', role, meaning FROM json_each(?1) AS asked CROSS JOIN words ON {} = asked.value
         UNION ALL SELECT asked.value, '', row_key, table_name FROM json_each(?1) AS asked CROSS JOIN aliases ON {} = asked.value AND aliases.alias NOT GLOB '*[0-9]_[0-9]*'",
        folded_column("words.word"),
        folded_column("aliases.alias"),
    );
    for table in LARGE {
        for column in ["slug", "name", "name_zh"] {
            sql.push_str(&format!(
                " UNION ALL SELECT asked.value, '{table}', slug, name FROM json_each(?1) AS asked CROSS JOIN {table} ON {} = asked.value AND {column} IS NOT NULL",
                folded_column(column)
            ));
        }
    }
    sql
}

/// The terms as a JSON array: how one parameter carries many.
fn json_list(terms: &[String]) -> String {
    let mut list = String::from("[");
    for term in terms {
        list.push_str(if list.len() > 1 { ",\"" } else { "\"" });
        for c in term.chars() {
            match c {
                '"' | '\\' => list.extend(['\\', c]),
                c if c < ' ' => list.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => list.push(c),
            }
        }
        list.push('"');
    }
    list.push(']');
    list
}
