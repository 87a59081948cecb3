//! JSON (one array of objects) and JSON lines (one object a line): exact values, NULL as `null`.
//!
//! With sources asked for, a row has a member `cited` (column to source keys), and JSON becomes an
//! object of `rows` and `sources`.

use std::io::{self, Write};

use super::delimited::{hex, real};
use super::{Format, Style, failed};
use crate::error::Result;
use crate::rows::{Column, Row, RowSink, Source, Value};

pub(crate) const JSON: Format = Format {
    name: "json",
    endings: &["json"],
    about: "an array of objects, exact, NULL as null",
    for_people: false,
    open: |out, style| Box::new(Json::new(out, false, &style)),
};

pub(crate) const JSONL: Format = Format {
    name: "jsonl",
    endings: &["jsonl", "ndjson"],
    about: "an object a line, exact, NULL as null",
    for_people: false,
    open: |out, style| Box::new(Json::new(out, true, &style)),
};

struct Json<'w> {
    out: &'w mut dyn Write,
    lines: bool,
    cite: bool,
    /// Column names as JSON text, with the colon.
    names: Vec<String>,
    rows: u64,
    /// The object that is being written: it goes out in one piece.
    text: Vec<u8>,
}

/// Names of columns, each once: an object cannot hold two members of one name.
pub(super) fn distinct(columns: &[Column]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(columns.len());
    for column in columns {
        let mut name = column.name.clone();
        let mut number = 2;
        while names.contains(&name) {
            name = format!("{}_{number}", column.name);
            number += 1;
        }
        names.push(name);
    }
    names
}

/// A value as JSON text.
pub(super) fn write_value(out: &mut (impl Write + ?Sized), value: &Value<'_>) -> io::Result<()> {
    match value {
        Value::Null => out.write_all(b"null"),
        Value::Integer(number) => out.write_all(itoa::Buffer::new().format(*number).as_bytes()),
        Value::Real(number) if number.is_nan() => out.write_all(b"null"),
        Value::Real(number) => out.write_all(real(&mut ryu::Buffer::new(), *number).as_bytes()),
        Value::Text(text) => write_text(out, text),
        Value::Blob(bytes) => {
            out.write_all(b"\"")?;
            hex(bytes, out)?;
            out.write_all(b"\"")
        }
    }
}

/// A text as a JSON string.
pub(super) fn write_text(out: &mut (impl Write + ?Sized), text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

impl<'w> Json<'w> {
    fn new(out: &'w mut dyn Write, lines: bool, style: &Style) -> Self {
        Self { out, lines, cite: style.cite, names: Vec::new(), rows: 0, text: Vec::new() }
    }

    fn object(&mut self, row: Row<'_>) -> io::Result<()> {
        let text = &mut self.text;
        text.clear();
        let open: &[u8] = match (self.lines, self.rows) {
            (true, _) => b"{",
            (false, 0) => b"\n  {",
            (false, _) => b",\n  {",
        };
        text.extend_from_slice(open);
        for (place, value) in row.values.iter().enumerate() {
            if place > 0 {
                text.push(b',');
            }
            text.extend_from_slice(self.names[place].as_bytes());
            write_value(text, value)?;
        }
        if self.cite {
            cited(text, &self.names, row)?;
        }
        text.extend_from_slice(if self.lines { b"}\n" } else { b"}" });
        self.rows += 1;
        self.out.write_all(text)
    }

    fn close(&mut self, sources: &[Source]) -> io::Result<()> {
        if self.lines {
            return Ok(());
        }
        self.out.write_all(if self.rows > 0 { b"\n]" } else { b"]" })?;
        if self.cite {
            self.out.write_all(b",\n\"sources\":[")?;
            for (place, source) in sources.iter().enumerate() {
                self.out.write_all(if place > 0 { b",\n  " } else { b"\n  " })?;
                let object = serde_json::json!({
                    "key": source.key, "title": source.title, "year": source.year, "url": source.url,
                });
                serde_json::to_writer(&mut *self.out, &object)?;
            }
            self.out.write_all(b"\n]}")?;
        }
        self.out.write_all(b"\n")
    }
}

/// The sources of each value, by the name of its column.
fn cited(text: &mut Vec<u8>, names: &[String], row: Row<'_>) -> io::Result<()> {
    text.extend_from_slice(b",\"cited\":{");
    let mut first = true;
    for (place, sources) in row.cited.iter().enumerate().filter(|(_, sources)| !sources.is_empty()) {
        if !first {
            text.push(b',');
        }
        first = false;
        text.extend_from_slice(names[place].as_bytes());
        let keys: Vec<&str> = sources.iter().map(|&source| row.sources[source].key.as_str()).collect();
        serde_json::to_writer(&mut *text, &keys)?;
    }
    text.push(b'}');
    Ok(())
}

impl RowSink for Json<'_> {
    fn columns(&mut self, columns: &[Column]) -> Result<()> {
        self.names = distinct(columns)
            .iter()
            .map(|name| format!("{}:", serde_json::Value::from(name.as_str())))
            .collect();
        let open: &[u8] = match (self.lines, self.cite) {
            (true, _) => b"",
            (false, true) => b"{\"rows\":[",
            (false, false) => b"[",
        };
        self.out.write_all(open).map_err(failed)
    }

    fn row(&mut self, row: Row<'_>) -> Result<()> {
        self.object(row).map_err(failed)
    }

    fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(failed)
    }

    fn finish(&mut self, sources: &[Source]) -> Result<()> {
        self.close(sources).map_err(failed)
    }
}
