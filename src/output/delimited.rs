//! CSV (RFC 4180) and TSV: exact values, NULL as nothing.

use std::io::{self, Write};

use super::{Format, Style, failed};
use crate::error::Result;
use crate::rows::{Column, Row, RowSink, Source, Value};

pub(crate) const CSV: Format = Format {
    name: "csv",
    endings: &["csv"],
    about: "comma-separated values (RFC 4180), exact, NULL empty",
    for_people: false,
    open: |out, style| Box::new(Delimited::new(out, Dialect::Csv, &style)),
};

pub(crate) const TSV: Format = Format {
    name: "tsv",
    endings: &["tsv", "tab"],
    about: "tab-separated values, exact, NULL empty; a tab or line end in a text as \\t, \\n",
    for_people: false,
    open: |out, style| Box::new(Delimited::new(out, Dialect::Tsv, &style)),
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Csv,
    Tsv,
}

struct Delimited<'w> {
    out: &'w mut dyn Write,
    dialect: Dialect,
    cite: bool,
    /// The line that is being written: it goes out in one piece.
    line: Vec<u8>,
}

impl<'w> Delimited<'w> {
    fn new(out: &'w mut dyn Write, dialect: Dialect, style: &Style) -> Self {
        Self { out, dialect, cite: style.cite, line: Vec::new() }
    }

    fn text(&mut self, text: &str) {
        match self.dialect {
            Dialect::Csv => {
                let special = |byte: u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
                // Each byte is looked at, since that is faster than to stop at the first.
                let quoted = text.is_empty() | text.bytes().fold(false, |found, byte| found | special(byte));
                if !quoted {
                    self.line.extend_from_slice(text.as_bytes());
                    return;
                }
                self.line.push(b'"');
                for (place, part) in text.split('"').enumerate() {
                    if place > 0 {
                        self.line.extend_from_slice(b"\"\"");
                    }
                    self.line.extend_from_slice(part.as_bytes());
                }
                self.line.push(b'"');
            }
            Dialect::Tsv => {
                let mut rest = text;
                while let Some(at) = rest.find(['\t', '\n', '\r', '\\']) {
                    self.line.extend_from_slice(&rest.as_bytes()[..at]);
                    let escape: &[u8] = match rest.as_bytes()[at] {
                        b'\t' => b"\\t",
                        b'\n' => b"\\n",
                        b'\r' => b"\\r",
                        _ => b"\\\\",
                    };
                    self.line.extend_from_slice(escape);
                    rest = &rest[at + 1..];
                }
                self.line.extend_from_slice(rest.as_bytes());
            }
        }
    }

    fn value(&mut self, value: &Value<'_>) -> io::Result<()> {
        match value {
            Value::Null => {}
            Value::Integer(number) => {
                self.line.extend_from_slice(itoa::Buffer::new().format(*number).as_bytes());
            }
            Value::Real(number) => {
                self.line.extend_from_slice(real(&mut ryu::Buffer::new(), *number).as_bytes());
            }
            Value::Text(text) => self.text(text),
            Value::Blob(bytes) => hex(bytes, &mut self.line)?,
        }
        Ok(())
    }

    fn separate(&mut self, place: usize) {
        match (place, self.dialect) {
            (0, _) => {}
            (_, Dialect::Csv) => self.line.push(b','),
            (_, Dialect::Tsv) => self.line.push(b'\t'),
        }
    }

    fn heading(&mut self, columns: &[Column]) -> io::Result<()> {
        for (place, column) in columns.iter().enumerate() {
            self.separate(place);
            self.text(&column.name);
        }
        if self.cite {
            self.separate(columns.len());
            self.text("sources");
        }
        self.send()
    }

    fn line(&mut self, row: Row<'_>) -> io::Result<()> {
        // An empty line is no row to many readers of CSV.
        if self.dialect == Dialect::Csv && !self.cite && row.values == [Value::Null] {
            return self.out.write_all(b"\"\"\n");
        }
        for (place, value) in row.values.iter().enumerate() {
            self.separate(place);
            self.value(value)?;
        }
        if self.cite {
            self.separate(row.values.len());
            let mut places: Vec<usize> = row.cited.iter().flatten().copied().collect();
            places.sort_unstable();
            places.dedup();
            let keys: Vec<&str> = places.iter().map(|&place| row.sources[place].key.as_str()).collect();
            self.text(&keys.join(" "));
        }
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        self.line.push(b'\n');
        let written = self.out.write_all(&self.line);
        self.line.clear();
        written
    }
}

/// A floating-point number that reads back as the same.
pub(super) fn real(buffer: &mut ryu::Buffer, number: f64) -> &str {
    if number.is_nan() {
        ""
    } else if number.is_infinite() {
        if number > 0.0 { "1e999" } else { "-1e999" }
    } else {
        buffer.format_finite(number)
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8], out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
}

impl RowSink for Delimited<'_> {
    fn columns(&mut self, columns: &[Column]) -> Result<()> {
        self.heading(columns).map_err(failed)
    }

    fn row(&mut self, row: Row<'_>) -> Result<()> {
        self.line(row).map_err(failed)
    }

    fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(failed)
    }

    fn finish(&mut self, _sources: &[Source]) -> Result<()> {
        Ok(())
    }
}
