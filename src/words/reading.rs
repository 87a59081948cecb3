//! What a question was read as, and what is told where it was not understood.

use rusqlite::types::Value;

use super::compile::compile;
use super::draft::{Ask, Draft, Filter, Relation};
use super::grammar::Parser;
use super::items::{items, without_glosses};
use super::lexicon::{Lexicon, Thing};
use super::offer::what_is_left;
use super::runs;
use super::say::Sayer;
use super::tokens::is_chinese;
use crate::db::Db;
use crate::error::{Error, Kind, Result};
use crate::rows::{RowSink, pump};
use crate::units::Unit;

/// A question that was understood.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The statement.
    pub sql: String,
    /// Its parameters, without the colon.
    pub params: Vec<(String, Value)>,
    /// What was understood, in one line, in the language of the question.
    pub read_as: String,
    /// How each word was taken.
    pub explained: Vec<(String, String)>,
    /// What else could have been meant, and what was forgiven.
    pub notes: Vec<String>,
    /// Columns that were asked for by name, of one thing: where all are empty, the answer is not known.
    pub wanted: Vec<String>,
    /// How it is said that these are empty, and each of them.
    empty_here: String,
    wanted_said: Vec<String>,
    /// What is left out because a value is not known: how it is said, and the statement that counts it.
    left_out: Vec<(String, String)>,
    /// The models that it is about, for what is told of their bases, and how that is said.
    about: Vec<Thing>,
    base_has: String,
    base_corpora: String,
    /// The column by which models are compared.
    compared: Option<String>,
    /// Were the corpora of a model asked for?
    corpora_asked: bool,
    /// Is it asked whether a thing was trained on a corpus? Then how it is said that nothing is known of it.
    mix_asked: Option<String>,
}

/// A question that was not understood: which word, why, and what is near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotUnderstood {
    /// The whole question.
    pub question: Box<str>,
    /// The word.
    pub word: String,
    /// Why, where more is known than that nobody knows it.
    pub why: Option<String>,
    /// Words that are near.
    pub nearest: Vec<String>,
    /// A question that can be answered instead.
    pub instead: Option<String>,
    /// How this is said in the language of the question.
    pub(crate) said: Box<Said>,
}

/// How it is said that a question was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    no_match: String,
    not_known: String,
    answerable: String,
    answerable_without: String,
    /// The words of the question that an offer leaves out.
    without: Vec<String>,
}

impl Default for Said {
    fn default() -> Self {
        Self {
            no_match: "no saved query or question matches \"{}\": \"{}\": {}".into(),
            not_known: "this word is not known".into(),
            answerable: "is what can be answered".into(),
            answerable_without: "is what can be answered, without \"{}\"".into(),
            without: Vec::new(),
        }
    }
}

/// Why a word is declined that is known for something else than what the catalogue holds.
pub(crate) const NOT_HELD: &str = "the catalogue does not hold this";

impl NotUnderstood {
    pub(crate) fn new(question: &str, word: &str) -> Self {
        Self {
            question: question.trim().into(),
            word: word.to_owned(),
            why: None,
            nearest: Vec::new(),
            instead: None,
            said: Box::default(),
        }
    }

    /// The same in the language of the question.
    fn in_its_language(mut self, sayer: &Sayer) -> Self {
        self.why = self.why.map(|why| sayer.with(&why, &[]));
        let own = Said::default();
        let said = |key: &str, usual: String| if sayer.knows(key) { sayer.with(key, &[]) } else { usual };
        let without = std::mem::take(&mut self.said.without);
        self.said = Box::new(Said {
            without,
            no_match: said("no_match", own.no_match),
            not_known: said(&own.not_known, own.not_known.clone()),
            answerable: said("answerable", own.answerable),
            answerable_without: said("answerable_without", own.answerable_without),
        });
        self
    }

    pub(crate) fn because(mut self, why: &str) -> Self {
        self.why = Some(why.to_owned());
        self
    }

    pub(crate) fn near(mut self, nearest: Vec<String>) -> Self {
        self.nearest = nearest;
        self
    }

    pub(crate) fn instead(mut self, question: &str) -> Self {
        self.instead = Some(question.to_owned());
        self
    }
}

impl From<NotUnderstood> for Error {
    fn from(not: NotUnderstood) -> Self {
        let why = not.why.unwrap_or(not.said.not_known);
        let message = fill(&not.said.no_match, &[&not.question, &not.word, &why]);
        let mut error = Self::new(Kind::NotFound, message).did_you_mean(&not.nearest);
        if let Some(instead) = not.instead {
            let what = if not.said.without.is_empty() {
                not.said.answerable
            } else {
                let sign = if is_chinese(&not.question) { "”“" } else { "\", \"" };
                fill(&not.said.answerable_without, &[&not.said.without.join(sign)])
            };
            error = error.command(format!("llmdb query \"{instead}\""), &what);
        }
        error
    }
}

/// Fills the holes of a saying, each once.
fn fill(template: &str, values: &[&str]) -> String {
    let mut parts = template.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (place, part) in parts.enumerate() {
        text.push_str(values.get(place).unwrap_or(&""));
        text.push_str(part);
    }
    text
}

/// Values by model, or by model and label where its sizes differ.
fn together(values: Vec<(String, String, String)>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for (model, label, value) in &values {
        let alike = values.iter().filter(|(own, ..)| own == model).all(|(.., other)| other == value);
        let name = if alike { model.clone() } else { format!("{model} {label}") };
        if !all.iter().any(|(known, _)| *known == name) {
            all.push((name, value.clone()));
        }
    }
    all
}

/// Reads a question; the inner error says what was not understood, and what of it can be answered.
pub fn read(lexicon: &Lexicon<'_>, text: &str) -> Result<std::result::Result<Reading, NotUnderstood>> {
    let not = match read_whole(lexicon, text)? {
        Ok((reading, _)) => return Ok(Ok(reading)),
        // An offer that a rule made for this question is nearer than what is left of it.
        Err(not)
            if not.nearest.is_empty() && (not.instead.is_none() || not.why.as_deref() == Some(NOT_HELD)) =>
        {
            match what_is_left(lexicon, &not)? {
                Some((left, without)) => {
                    let mut not = not.instead(&left);
                    not.said.without = without;
                    not
                }
                None => not,
            }
        }
        Err(not) => not,
    };
    Ok(Err(if is_chinese(text) { not.in_its_language(&sayer_of(lexicon, text)?) } else { not }))
}

/// How the program says its meanings in the language of a question.
pub(crate) fn sayer_of(lexicon: &Lexicon<'_>, text: &str) -> Result<Sayer> {
    let chinese = is_chinese(text);
    Ok(Sayer::new(lexicon.sayings(if chinese { "zh" } else { "en" })?, chinese))
}

/// Reads a question, and gives what it means besides.
pub(crate) fn read_whole(
    lexicon: &Lexicon<'_>,
    text: &str,
) -> Result<std::result::Result<(Reading, Draft), NotUnderstood>> {
    let items = match items(lexicon, text)? {
        Ok(items) => items,
        Err(not) => return Ok(Err(not)),
    };
    let (items, glosses) = without_glosses(items);
    let mut parser = Parser::new(lexicon, text, &items);
    if let Err(not) = parser.read()? {
        return Ok(Err(not));
    }
    for gloss in glosses {
        let told = parser.explained.iter().position(|(words, _)| words.ends_with(&gloss.behind));
        parser.explained.insert(told.map_or(0, |place| place + 1), (gloss.text, gloss.taken_as.to_owned()));
    }
    let draft = &parser.draft;
    let chinese = is_chinese(text);
    let statement = match compile(draft, chinese) {
        Ok(statement) => statement,
        Err(why) => return Ok(Err(NotUnderstood::new(text, text.trim()).because(&why))),
    };
    let sayer = sayer_of(lexicon, text)?;
    let mut notes: Vec<String> = items
        .iter()
        .filter(|item| {
            !draft
                .notes
                .iter()
                .any(|(key, said)| *key == "several_corpora" && said.first() == Some(&item.text))
        })
        .filter_map(|item| item.taken_for.as_ref().map(|term| sayer.with("took", &[&item.text, term])))
        .collect();
    notes.extend(draft.notes.iter().map(|(key, values)| {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        sayer.with(key, &values)
    }));
    let left_out = statement.left_out.into_iter();
    let reading = Reading {
        sql: statement.sql,
        params: statement.params,
        read_as: sayer.reading(draft),
        explained: parser.explained.clone(),
        notes,
        empty_here: sayer.with("empty_here", &[]),
        wanted_said: statement
            .wanted
            .iter()
            .map(|column| if chinese { sayer.with(column, &[]) } else { column.clone() })
            .collect(),
        wanted: statement.wanted,
        about: draft.about().into_iter().cloned().collect(),
        base_has: sayer.with("base_has", &[]),
        base_corpora: sayer.with("base_corpora", &[]),
        compared: draft.order.as_ref().filter(|_| draft.compared).map(|(column, _)| column.clone()),
        corpora_asked: draft.ask == Some(Ask::Corpora),
        mix_asked: draft
            .filters
            .iter()
            .any(|filter| matches!(filter, Filter::Related { relation: Relation::TrainedOn, .. }))
            .then(|| sayer.with("mix_unknown", &[])),
        left_out: left_out.map(|(column, sql)| (sayer.left_out(draft, &column), sql)).collect(),
    };
    Ok(Ok((reading, parser.draft)))
}

impl Reading {
    /// Runs the statement and gives its rows to the sink, which stays unfinished; at most `limit` rows.
    pub fn run(&self, db: &Db, limit: u64, sink: &mut dyn RowSink) -> Result<u64> {
        let explain = |error| db.explain(error);
        let mut statement = db.connection().prepare(&self.sql).map_err(explain)?;
        self.bind(&mut statement).map_err(explain)?;
        pump(&mut statement, sink, limit, &explain)
    }

    fn bind(&self, statement: &mut rusqlite::Statement<'_>) -> rusqlite::Result<()> {
        for (name, value) in &self.params {
            if let Some(hole) = statement.parameter_index(&format!(":{name}"))? {
                statement.raw_bind_parameter(hole, value)?;
            }
        }
        Ok(())
    }

    /// Tells how many rows are left out because what decides is not known of them.
    pub fn left_out(&self, db: &Db) -> Result<Vec<String>> {
        let count = |sql: &str| -> rusqlite::Result<i64> {
            let mut statement = db.connection().prepare(sql)?;
            self.bind(&mut statement)?;
            let mut rows = statement.raw_query();
            rows.next()?.map_or(Ok(0), |row| row.get(0))
        };
        let mut told = Vec::new();
        for (said, sql) in &self.left_out {
            let count = count(sql).map_err(|error| db.explain(error))?;
            if count > 0 {
                told.push(said.replacen("{}", &count.to_string(), 1));
            }
        }
        Ok(told)
    }

    /// The columns that were asked for by name of one thing and that are empty in every row; all of them
    /// where there is no row.
    pub fn unknown(&self, db: &Db) -> Result<Vec<String>> {
        if self.wanted.is_empty() {
            return Ok(Vec::new());
        }
        let counts: Vec<String> = self.wanted.iter().map(|column| format!("count({column})")).collect();
        let sql = format!("SELECT count(*), {} FROM ({})", counts.join(", "), self.sql);
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = db.connection().prepare(&sql)?;
            self.bind(&mut statement)?;
            let mut rows = statement.raw_query();
            let Some(row) = rows.next()? else { return Ok(Vec::new()) };
            let mut empty = Vec::new();
            for (place, column) in self.wanted.iter().enumerate() {
                if row.get::<_, i64>(place + 1)? == 0 {
                    empty.push(column.clone());
                }
            }
            Ok(empty)
        };
        read().map_err(|error| db.explain(error))
    }

    /// Says which of these columns are empty.
    pub fn empty_here(&self, unknown: &[String]) -> String {
        let said = |column: &String| {
            let place = self.wanted.iter().position(|own| own == column);
            place.and_then(|place| self.wanted_said.get(place)).unwrap_or(column).clone()
        };
        fill(&self.empty_here, &[&unknown.iter().map(said).collect::<Vec<_>>().join(", ")])
    }

    /// Are there rows? Of a number, is it more than none?
    pub(crate) fn has_an_answer(&self, db: &Db) -> Result<bool> {
        let read = || -> rusqlite::Result<bool> {
            let mut statement = db.connection().prepare(&self.sql)?;
            self.bind(&mut statement)?;
            let columns = statement.column_count();
            let mut rows = statement.raw_query();
            let Some(row) = rows.next()? else { return Ok(false) };
            Ok(columns > 1 || !matches!(row.get(0)?, Value::Null | Value::Integer(0)))
        };
        read().map_err(|error| db.explain(error))
    }

    /// What the base of a tuned model has, where these columns are empty for the model itself; never part
    /// of the answer.
    pub fn of_the_base(&self, db: &Db, unknown: &[String]) -> Result<Vec<String>> {
        let mut told = Vec::new();
        for thing in self.about.iter().filter(|thing| matches!(thing.table.as_str(), "models" | "sizes")) {
            let (model, label) = runs::model_and_label(thing);
            let more = self.compared.iter().filter(|column| !unknown.contains(column));
            for column in unknown.iter().chain(more).filter(|column| runs::comes_from_the_base(column)) {
                let read = || -> rusqlite::Result<Vec<(String, String, String)>> {
                    let mut statement = db.connection().prepare(&runs::of_the_base(column))?;
                    let said = |row: &rusqlite::Row<'_>| {
                        let value = match row.get::<_, Value>(2)? {
                            Value::Text(text) => text,
                            _ => Unit::of(column).human(row.get(2)?),
                        };
                        Ok((row.get(0)?, row.get(1)?, value))
                    };
                    statement.query_map((model, label), said)?.collect()
                };
                let values = read().map_err(|error| db.explain(error))?;
                for (name, value) in together(values) {
                    let value = if unknown.len() > 1 { format!("{value} ({column})") } else { value };
                    told.push(self.base_has.replacen("{}", &name, 1).replacen("{}", &value, 1));
                }
            }
            if self.corpora_asked {
                let read = || -> rusqlite::Result<Vec<(String, String)>> {
                    let mut statement = db.connection().prepare(runs::CORPORA_OF_THE_BASE)?;
                    statement.query_map((model, label), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
                };
                let mut of_base: Vec<(String, Vec<String>)> = Vec::new();
                for (base, corpus) in read().map_err(|error| db.explain(error))? {
                    match of_base.last_mut().filter(|(known, _)| *known == base) {
                        Some((_, corpora)) => corpora.push(corpus),
                        None => of_base.push((base, vec![corpus])),
                    }
                }
                for (base, corpora) in of_base {
                    let corpora = corpora.join(", ");
                    told.push(self.base_corpora.replacen("{}", &base, 1).replacen("{}", &corpora, 1));
                }
            }
        }
        Ok(told)
    }

    /// Tells that nothing is known of what a thing was trained on, where it is asked whether it was on this.
    pub fn mix_unknown(&self, db: &Db) -> Result<Option<String>> {
        let Some(said) = &self.mix_asked else { return Ok(None) };
        let mut things = self.about.iter().filter(|thing| thing.table != "corpora").peekable();
        if things.peek().is_none() {
            return Ok(None);
        }
        let known = |thing: &Thing| -> rusqlite::Result<bool> {
            let (model, label) = runs::model_and_label(thing);
            db.connection()
                .prepare(
                    "SELECT 1 FROM training_mix WHERE (model = ?1 OR ?3 AND model IN (SELECT slug FROM models WHERE family = ?1)) AND coalesce(label = ?2, 1) LIMIT 1",
                )?
                .exists((model, label, thing.table == "families"))
        };
        for thing in things {
            if known(thing).map_err(|error| db.explain(error))? {
                return Ok(None);
            }
        }
        Ok(Some(said.clone()))
    }

    /// The statement as the `sqlite3` shell runs it: its parameters set first.
    pub fn script(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.params {
            let value = match value {
                Value::Integer(number) => number.to_string(),
                Value::Real(number) => number.to_string(),
                // The shell takes the quotes off once, SQL another time.
                Value::Text(text) => format!("\"'{}'\"", text.replace('\'', "''")),
                Value::Null | Value::Blob(_) => "NULL".to_owned(),
            };
            text.push_str(&format!(".parameter set :{name} {value}\n"));
        }
        text.push_str(&self.sql);
        text.push_str(";\n");
        text
    }
}
