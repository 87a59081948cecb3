//! What a question was read as, and what is told where it was not understood.

use rusqlite::types::Value;

use super::compile::compile;
use super::grammar::Parser;
use super::items::items;
use super::lexicon::Lexicon;
use super::say::Sayer;
use super::tokens::is_chinese;
use crate::db::Db;
use crate::error::{Error, Kind, Result};
use crate::rows::{RowSink, pump};

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
    /// What is left out because a value is not known: how it is said, and the statement that counts it.
    left_out: Vec<(String, String)>,
}

/// A question that was not understood: which word, why, and what is near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotUnderstood {
    /// The whole question.
    pub question: String,
    /// The word.
    pub word: String,
    /// Why, where more is known than that nobody knows it.
    pub why: Option<String>,
    /// Words that are near.
    pub nearest: Vec<String>,
    /// A question that can be answered instead.
    pub instead: Option<String>,
}

impl NotUnderstood {
    pub(crate) fn new(question: &str, word: &str) -> Self {
        Self {
            question: question.trim().to_owned(),
            word: word.to_owned(),
            why: None,
            nearest: Vec::new(),
            instead: None,
        }
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
        let why = not.why.unwrap_or_else(|| "this word is not known".to_owned());
        let message =
            format!("no saved query or question matches \"{}\": \"{}\": {why}", not.question, not.word);
        let mut error = Self::new(Kind::NotFound, message).did_you_mean(&not.nearest);
        if let Some(instead) = not.instead {
            error = error.command(format!("llmdb query \"{instead}\""), "is what can be answered");
        }
        error
    }
}

/// Reads a question; the inner error says what was not understood.
pub fn read(lexicon: &Lexicon<'_>, text: &str) -> Result<std::result::Result<Reading, NotUnderstood>> {
    let items = match items(lexicon, text)? {
        Ok(items) => items,
        Err(not) => return Ok(Err(not)),
    };
    let mut parser = Parser::new(lexicon, text, &items);
    if let Err(not) = parser.read()? {
        return Ok(Err(not));
    }
    let draft = &parser.draft;
    let statement = match compile(draft) {
        Ok(statement) => statement,
        Err(why) => return Ok(Err(NotUnderstood::new(text, text.trim()).because(&why))),
    };
    let chinese = is_chinese(text);
    let sayer = Sayer::new(lexicon.sayings(if chinese { "zh" } else { "en" })?, chinese);
    let mut notes: Vec<String> = items
        .iter()
        .filter_map(|item| item.taken_for.as_ref().map(|term| sayer.with("took", &[&item.text, term])))
        .collect();
    notes.extend(draft.notes.iter().map(|(key, values)| {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        sayer.with(key, &values)
    }));
    let left_out = statement.left_out.into_iter();
    Ok(Ok(Reading {
        sql: statement.sql,
        params: statement.params,
        read_as: sayer.reading(draft),
        explained: parser.explained.clone(),
        notes,
        wanted: statement.wanted,
        left_out: left_out.map(|(column, sql)| (sayer.left_out(draft, &column), sql)).collect(),
    }))
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
