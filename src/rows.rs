//! Rows on their way from a statement to whoever wants them: columns, values, and a sink that
//! takes them one by one, so that memory does not grow with the result.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use rusqlite::types::ValueRef;

use crate::error::{Error, Result};
use crate::units::Unit;

/// A reader waits no longer than this for rows that are there: a row that took longer to come is
/// sent on at once.
const PATIENCE: Duration = Duration::from_millis(50);

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its numbers count, by its name.
    pub unit: Unit,
}

impl Column {
    /// A column of this name.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        let unit = Unit::of(&name);
        Self { name, unit }
    }
}

/// A value of a result, borrowed while its row stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing: unknown.
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// Text; bytes that are no UTF-8 are replaced.
    Text(Cow<'a, str>),
    /// Bytes.
    Blob(Cow<'a, [u8]>),
}

impl Value<'_> {
    /// The same value, to be kept when its row is gone.
    pub fn kept(&self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Integer(*number),
            Self::Real(number) => Value::Real(*number),
            Self::Text(text) => Value::Text(Cow::Owned(text.to_string())),
            Self::Blob(bytes) => Value::Blob(Cow::Owned(bytes.to_vec())),
        }
    }
}

impl<'a> From<ValueRef<'a>> for Value<'a> {
    fn from(value: ValueRef<'a>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(bytes) => Self::Text(String::from_utf8_lossy(bytes)),
            ValueRef::Blob(bytes) => Self::Blob(Cow::Borrowed(bytes)),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::from)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// A text that values of the answer rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its key in the table `sources`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Year of publication.
    pub year: Option<i64>,
    /// Where it can be read.
    pub url: String,
}

impl Source {
    /// How primary a source is, as SQL over the table `sources`: the lower, the more.
    pub const RANK: &str = "CASE sources.kind
        WHEN 'paper' THEN 1
        WHEN 'repository' THEN 2
        WHEN 'model-card' THEN 3
        WHEN 'config' THEN 4
        WHEN 'blog' THEN 5
        WHEN 'catalogue' THEN 6
        ELSE 7
    END";
}

/// One row: its values, and for each the sources that it rests on.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The values, one a column.
    pub values: &'a [Value<'a>],
    /// The sources of each value, as places in `sources`; empty where nobody asked for them.
    pub cited: &'a [Vec<usize>],
    /// The sources met so far; the list only grows.
    pub sources: &'a [Source],
}

impl<'a> Row<'a> {
    /// A row of which nobody asked for the sources.
    pub fn of(values: &'a [Value<'a>]) -> Self {
        Self { values, cited: &[], sources: &[] }
    }
}

/// Takes a result row by row.
pub trait RowSink {
    /// Hears the columns, once, before the first row.
    fn columns(&mut self, columns: &[Column]) -> Result<()>;
    /// Takes a row.
    fn row(&mut self, row: Row<'_>) -> Result<()>;
    /// Sends on what was written so far: the next row may be long in coming.
    fn flush(&mut self) -> Result<()>;
    /// Hears that no more rows come, and which sources they rest on.
    fn finish(&mut self, sources: &[Source]) -> Result<()>;
}

/// Runs a statement that is bound, and gives its rows to the sink, columns first; the sink is not
/// finished, since its owner may have sources to tell. No more than `limit` rows are taken. Returns
/// how many there were.
///
/// `explain` turns an error of SQLite into one of ours: what stopped a statement is known to the
/// one who guards it.
pub fn pump(
    statement: &mut rusqlite::Statement<'_>,
    sink: &mut dyn RowSink,
    limit: u64,
    explain: &dyn Fn(rusqlite::Error) -> Error,
) -> Result<u64> {
    let columns: Vec<Column> = statement.column_names().map(Column::new).collect();
    let width = columns.len();
    let mut rows = statement.raw_query();
    // The first step comes before the heading: a statement that fails at once prints nothing.
    let mut row = rows.next().map_err(explain)?;
    sink.columns(&columns)?;
    let mut count = 0;
    let mut flushed = Instant::now();
    while let Some(current) = row {
        if count == limit {
            break;
        }
        let mut values = Vec::with_capacity(width);
        for index in 0..width {
            values.push(Value::from(current.get_ref(index).map_err(explain)?));
        }
        sink.row(Row::of(&values))?;
        count += 1;
        if flushed.elapsed() >= PATIENCE {
            sink.flush()?;
            flushed = Instant::now();
        }
        row = rows.next().map_err(explain)?;
    }
    Ok(count)
}
