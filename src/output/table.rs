//! The aligned table for people: columns fitted to the terminal, numbers in one unit a column and
//! right-aligned, NULL dim, CJK width counted, long texts wrapped.
//!
//! The first rows are held back to measure the columns; the rest streams in the widths so found, so
//! that memory does not grow with the result.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use textwrap::{WordSeparator, WordSplitter};
use unicode_width::UnicodeWidthStr;

use super::emphasised;
use super::sanitize::{safe, sanitize};
use super::{Format, Style, failed};
use crate::error::Result;
use crate::rows::{Column, Row, RowSink, Source, Value};
use crate::units::{Scale, Unit};

pub(crate) const FORMAT: Format = Format {
    name: "table",
    endings: &["txt"],
    about: "an aligned table for people: 70B, 2.0T, 140 GB, NULL as –",
    for_people: true,
    open: |out, style| Box::new(Table::new(out, style)),
};

/// Rows that are held back to measure the columns.
const MEASURED: usize = 1000;
/// Space between two columns.
const GAP: usize = 2;
/// A text column is not wrapped to less than this.
const NARROWEST: usize = 12;
/// A text of a row that was not measured makes its lane no wider than this.
const GROWS_TO: usize = 60;
/// Stands for NULL.
const NOTHING: &str = "–";

pub(super) const BOLD: &str = "\x1b[1m";
pub(super) const DIM: &str = "\x1b[2m";
pub(super) const PLAIN: &str = "\x1b[0m";

/// A row that is held back: its values, and the marks of their sources.
struct Held {
    values: Vec<Value<'static>>,
    marks: Vec<String>,
}

impl Held {
    fn of(row: Row<'_>) -> Self {
        let values = row.values.iter().map(Value::kept).collect();
        let marks = (0..row.cited.len()).map(|place| marks(row, place)).collect();
        Self { values, marks }
    }

    fn marks(&self, place: usize) -> &str {
        self.marks.get(place).map_or("", String::as_str)
    }
}

/// How numbers of a column are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Numbers {
    /// As they are.
    Exact,
    /// As people read them, in this scale.
    Human(Scale),
}

impl Numbers {
    pub(super) fn integer(&self, number: i64) -> String {
        match self {
            Self::Exact => number.to_string(),
            #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
            Self::Human(scale) => scale.human(number as f64),
        }
    }

    pub(super) fn real(&self, number: f64) -> String {
        match self {
            Self::Exact => super::delimited::real(&mut ryu::Buffer::new(), number).to_owned(),
            Self::Human(scale) => scale.human(number),
        }
    }
}

/// A column as it is laid out.
struct Lane {
    place: usize,
    width: usize,
    /// The least that its heading and cells need when the heading is broken.
    least: usize,
    right: bool,
    numbers: Numbers,
}

/// A lane that has to be wider than it was measured.
struct Wider {
    lane: usize,
    width: usize,
}

struct Table<'w> {
    out: &'w mut dyn Write,
    style: Style,
    columns: Vec<Column>,
    held: Vec<Held>,
    lanes: Option<Vec<Lane>>,
    written: usize,
    hidden: Vec<String>,
    empty: Vec<String>,
    /// The line that is being written; kept, so that its room is.
    text: String,
}

/// Marks of the sources of a value: `[1][3]`.
pub(super) fn marks(row: Row<'_>, place: usize) -> String {
    let mut text = String::new();
    for source in row.cited.get(place).into_iter().flatten() {
        // Writing to a String cannot fail.
        let _ = write!(text, "[{}]", source + 1);
    }
    text
}

/// The sources below an answer, numbered.
pub(super) fn footnotes(out: &mut dyn Write, sources: &[Source], style: &Style) -> io::Result<()> {
    for (place, source) in sources.iter().enumerate() {
        let year = source.year.map_or(String::new(), |year| format!(" ({year})"));
        let line = format!("[{}] {}{year} {}", place + 1, source.title, source.url);
        let safe = if style.terminal { sanitize(&line) } else { Cow::Borrowed(line.as_str()) };
        let space = if place == 0 { "\n" } else { "" };
        match style.width {
            Some(width) => {
                let options = textwrap::Options::new(width.max(20))
                    .subsequent_indent("    ")
                    .word_separator(WordSeparator::AsciiSpace)
                    .word_splitter(WordSplitter::NoHyphenation)
                    .break_words(false);
                writeln!(out, "{space}{}", textwrap::fill(&safe, options))?;
            }
            None => writeln!(out, "{space}{safe}")?,
        }
    }
    Ok(())
}

impl<'w> Table<'w> {
    fn new(out: &'w mut dyn Write, style: Style) -> Self {
        Self {
            out,
            style,
            columns: Vec::new(),
            held: Vec::new(),
            lanes: None,
            written: 0,
            hidden: Vec::new(),
            empty: Vec::new(),
            text: String::new(),
        }
    }

    fn text<'a>(&self, value: &'a Value<'_>, numbers: &Numbers) -> Cow<'a, str> {
        match value {
            Value::Null => Cow::Borrowed(NOTHING),
            Value::Integer(number) => Cow::Owned(numbers.integer(*number)),
            Value::Real(number) => Cow::Owned(numbers.real(*number)),
            Value::Text(text) if self.style.terminal => sanitize(text),
            Value::Text(text) => Cow::Borrowed(text),
            Value::Blob(bytes) => Cow::Owned(format!("({} bytes)", bytes.len())),
        }
    }

    /// Measures the rows that are held, and writes them.
    fn lay_out(&mut self, complete: bool) -> io::Result<()> {
        let mut lanes = Vec::with_capacity(self.columns.len());
        for (place, column) in self.columns.iter().enumerate() {
            let cells = || self.held.iter().map(|row| &row.values[place]);
            // What holds nothing takes no room; it is named below.
            if complete && !self.held.is_empty() && cells().all(|cell| matches!(cell, Value::Null)) {
                self.empty.push(column.name.clone());
                continue;
            }
            let numbers = numbers_of(column.unit, self.style.human, cells());
            let right = !cells().any(|cell| matches!(cell, Value::Text(_) | Value::Blob(_)))
                && cells().any(|cell| !matches!(cell, Value::Null));
            let mut least = heading_width(&column.name);
            for row in &self.held {
                let text = self.text(&row.values[place], &numbers);
                least = least.max(columns_of(&text) + row.marks(place).len());
            }
            let width = least.max(column.name.width());
            lanes.push(Lane { place, width, least, right, numbers });
        }
        if let Some(width) = self.style.width {
            self.hidden = fit(&mut lanes, width, &self.columns);
        }
        self.lanes = Some(lanes);
        self.heading()?;
        for row in std::mem::take(&mut self.held) {
            self.line(&row.values, |place| Cow::Borrowed(row.marks(place)))?;
        }
        Ok(())
    }

    fn heading(&mut self) -> io::Result<()> {
        let Some(lanes) = &self.lanes else { return Ok(()) };
        let wrapped: Vec<Vec<String>> =
            lanes.iter().map(|lane| heading_lines(&self.columns[lane.place].name, lane.width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        let (on, off) = if self.style.color { (BOLD, PLAIN) } else { ("", "") };
        let mut text = String::new();
        for line in 0..height {
            let mut parts = String::new();
            for (lane, lines) in lanes.iter().zip(&wrapped) {
                // Short headings stand at the foot of tall ones.
                let from = height - lines.len();
                let part = if line < from { "" } else { lines[line - from].as_str() };
                pad(&mut parts, part, part.width(), lane.width, lane.right);
                parts.push_str("  ");
            }
            let _ = writeln!(text, "{on}{}{off}", parts.trim_end());
        }
        let rule: Vec<String> = lanes.iter().map(|lane| "─".repeat(lane.width)).collect();
        let (on, off) = if self.style.color { (DIM, PLAIN) } else { ("", "") };
        let _ = writeln!(text, "{on}{}{off}", rule.join("  "));
        self.out.write_all(text.as_bytes())
    }

    fn line<'m>(&mut self, values: &[Value<'_>], marks: impl Fn(usize) -> Cow<'m, str>) -> io::Result<()> {
        if self.style.repeat_heading.is_some_and(|rows| self.written > 0 && self.written.is_multiple_of(rows))
        {
            self.heading()?;
        }
        self.written += 1;
        let Some(mut lanes) = self.lanes.take() else { return Ok(()) };
        let mut text = std::mem::take(&mut self.text);
        // A row that makes a lane wider is laid out again.
        while let Err(wider) = self.lay_line(&mut text, &lanes, values, &marks) {
            lanes[wider.lane].width = wider.width;
            if let Some(width) = self.style.width {
                give_way(&mut lanes, width);
            }
        }
        self.lanes = Some(lanes);
        let written = self.out.write_all(text.as_bytes());
        self.text = text;
        written
    }

    /// Lays out a row in `text`; an error where a lane has to be wider first.
    fn lay_line<'m>(
        &self,
        text: &mut String,
        lanes: &[Lane],
        values: &[Value<'_>],
        marks: &impl Fn(usize) -> Cow<'m, str>,
    ) -> Result<(), Wider> {
        text.clear();
        let last = lanes.len().saturating_sub(1);
        // What does not fit its lane goes on below.
        let mut below: Vec<(usize, Vec<String>)> = Vec::new();
        for (place, lane) in lanes.iter().enumerate() {
            let value = &values[lane.place];
            let marks = marks(lane.place);
            if marks.is_empty() && plain(text, value, lane) {
                continue;
            }
            let mut part = self.text(value, &lane.numbers);
            if !marks.is_empty() {
                part.to_mut().push_str(&marks);
            }
            let mut wide = columns_of(&part);
            if wide > lane.width || part.as_bytes().contains(&b'\n') {
                if self.may_grow(lanes, lane, value, &part, wide) {
                    return Err(Wider { lane: place, width: wide });
                }
                let mut lines = wrap(part, lane.width).into_iter();
                part = Cow::Owned(lines.next().unwrap_or_default().into_owned());
                wide = columns_of(&part);
                below.push((place, lines.map(Cow::into_owned).collect()));
            }
            let dim = self.style.color && matches!(value, Value::Null);
            text.push_str(if dim { DIM } else { "" });
            if place == last && !lane.right {
                // Nothing stands behind it, so its width does not matter.
                text.push_str(&emphasised(&part, &self.style));
            } else {
                pad(text, &part, wide, lane.width, lane.right);
            }
            text.push_str(if dim { PLAIN } else { "" });
            text.push_str("  ");
        }
        end_line(text);
        let height = below.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
        for line in 0..height {
            for (place, lane) in lanes.iter().enumerate() {
                let of_lane = below.iter().find(|(of, _)| *of == place);
                let part = of_lane.and_then(|(_, lines)| lines.get(line)).map_or("", String::as_str);
                if place == last && !lane.right {
                    text.push_str(&emphasised(part, &self.style));
                    continue;
                }
                pad(text, part, part.width(), lane.width, lane.right);
                text.push_str("  ");
            }
            end_line(text);
        }
        Ok(())
    }

    /// May a lane grow for a cell of a row that was not measured? For a number it does, since one that
    /// is broken reads as two; for a short text where there is room.
    fn may_grow(&self, lanes: &[Lane], lane: &Lane, value: &Value<'_>, part: &str, wide: usize) -> bool {
        if wide <= lane.width || self.written <= MEASURED {
            return false;
        }
        match value {
            Value::Integer(_) | Value::Real(_) if lane.right => true,
            _ if wide > GROWS_TO || part.contains('\n') => false,
            _ => self.style.width.is_none_or(|width| total(lanes) + wide - lane.width <= width),
        }
    }

    fn end(&mut self, sources: &[Source]) -> io::Result<()> {
        if self.lanes.is_none() {
            self.lay_out(true)?;
        }
        let (on, off) = if self.style.color { (DIM, PLAIN) } else { ("", "") };
        let mut below = Vec::new();
        if !self.empty.is_empty() {
            below.push(format!("nothing known in: {}", self.empty.join(", ")));
        }
        if !self.hidden.is_empty() {
            let (count, names) = (self.hidden.len(), self.hidden.join(", "));
            let columns = if count == 1 { "column" } else { "columns" };
            below.push(format!("{count} {columns} too many for this width: {names} (-f record shows all)"));
        }
        for note in below {
            let note = match self.style.width {
                Some(width) => textwrap::fill(&note, width.max(20)),
                None => note,
            };
            for line in note.lines() {
                writeln!(self.out, "{on}{line}{off}")?;
            }
        }
        footnotes(self.out, sources, &self.style)
    }
}

/// Columns of the terminal that a text takes; most are ASCII, where a byte is a column.
fn columns_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// No space stands at the end of a line.
fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}

/// Writes a cell that needs no care, as most do: an exact number, or printable ASCII that fits its
/// lane. False where it is another.
fn plain(text: &mut String, value: &Value<'_>, lane: &Lane) -> bool {
    let (mut whole, mut real) = (itoa::Buffer::new(), ryu::Buffer::new());
    let part = match (value, lane.numbers) {
        (Value::Integer(number), Numbers::Exact) => whole.format(*number),
        (Value::Real(number), Numbers::Exact) => super::delimited::real(&mut real, *number),
        (Value::Text(part), _) if part.bytes().all(|byte| matches!(byte, b' '..=b'~')) => part,
        _ => return false,
    };
    if part.len() > lane.width {
        return false;
    }
    pad(text, part, part.len(), lane.width, lane.right);
    text.push_str("  ");
    true
}

fn numbers_of<'a>(unit: Unit, human: bool, cells: impl Iterator<Item = &'a Value<'static>>) -> Numbers {
    if !human {
        return Numbers::Exact;
    }
    #[expect(clippy::cast_precision_loss, reason = "only its size counts")]
    let numbers = cells.filter_map(|cell| match cell {
        Value::Integer(number) => Some(*number as f64),
        Value::Real(number) => Some(*number),
        _ => None,
    });
    Numbers::Human(unit.scale_of(numbers))
}

/// A heading may break at its underscores, so it needs the room of its longest word alone.
fn heading_width(name: &str) -> usize {
    heading_words(name).iter().map(|word| word.width()).max().unwrap_or(0)
}

fn heading_words(name: &str) -> Vec<&str> {
    name.split_inclusive('_').collect()
}

fn heading_lines(name: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in heading_words(name) {
        match lines.last_mut() {
            Some(line) if line.width() + word.width() <= width => line.push_str(word),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Brings the lanes into the width: headings are broken first, then columns from the right are left
/// out until the texts, wrapped, fit; the names of those left out are returned.
fn fit(lanes: &mut Vec<Lane>, width: usize, columns: &[Column]) -> Vec<String> {
    for place in 0..lanes.len() {
        let over = total(lanes).saturating_sub(width);
        let lane = &mut lanes[place];
        if over > 0 {
            lane.width = lane.least.max(lane.width.saturating_sub(over));
        }
    }
    let mut hidden = Vec::new();
    loop {
        let narrow: usize =
            lanes.iter().map(|lane| if lane.right { lane.width } else { lane.width.min(NARROWEST) }).sum();
        if lanes.len() <= 1 || narrow + GAP * (lanes.len() - 1) <= width {
            break;
        }
        if let Some(lane) = lanes.pop() {
            hidden.insert(0, columns[lane.place].name.clone());
        }
    }
    give_way(lanes, width);
    if let [only] = lanes.as_mut_slice() {
        only.width = only.width.min(width);
    }
    hidden
}

/// Columns that lanes take together.
fn total(lanes: &[Lane]) -> usize {
    lanes.iter().map(|lane| lane.width).sum::<usize>() + GAP * lanes.len().saturating_sub(1)
}

/// Makes texts narrower until all fits; the widest gives way first, so that all end up about equal.
fn give_way(lanes: &mut [Lane], width: usize) {
    while total(lanes) > width {
        let over = total(lanes) - width;
        let Some(widest) = lanes.iter_mut().filter(|lane| !lane.right).max_by_key(|lane| lane.width) else {
            break;
        };
        if widest.width <= NARROWEST.min(width) {
            break;
        }
        widest.width -= over.min(1 + widest.width / 20).max(1);
    }
}

/// Breaks a text into lines of a width, at words where it can, Chinese by its own rules.
pub(super) fn wrap(text: Cow<'_, str>, width: usize) -> Vec<Cow<'_, str>> {
    if text.width() <= width && !text.contains('\n') {
        return vec![text];
    }
    let options = textwrap::Options::new(width.max(1));
    textwrap::wrap(&text, options).into_iter().map(|line| Cow::Owned(line.into_owned())).collect()
}

fn pad(text: &mut String, part: &str, wide: usize, width: usize, right: bool) {
    let space = width.saturating_sub(wide);
    if right {
        spaces(text, space);
        text.push_str(part);
    } else {
        text.push_str(part);
        spaces(text, space);
    }
}

fn spaces(text: &mut String, mut count: usize) {
    const SPACES: &str = "                                ";
    while count > 0 {
        let some = count.min(SPACES.len());
        text.push_str(&SPACES[..some]);
        count -= some;
    }
}

impl RowSink for Table<'_> {
    fn columns(&mut self, columns: &[Column]) -> Result<()> {
        self.columns = if self.style.terminal { safe(columns) } else { columns.to_vec() };
        Ok(())
    }

    fn row(&mut self, row: Row<'_>) -> Result<()> {
        if self.lanes.is_some() {
            return self.line(row.values, |place| Cow::Owned(marks(row, place))).map_err(failed);
        }
        self.held.push(Held::of(row));
        if self.held.len() == MEASURED { self.lay_out(false).map_err(failed) } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(failed)
    }

    fn finish(&mut self, sources: &[Source]) -> Result<()> {
        self.end(sources).map_err(failed)
    }
}
