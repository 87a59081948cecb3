//! Reading a CSV file of a table: typed cells, and the place of each when something is wrong.

use std::io::Read;
use std::ops::Deref;
use std::sync::Arc;

use ::csv::{Position, ReaderBuilder, StringRecord};

use super::fault::{Fault, Faults};
use super::files::{SeedFile, nearest};
use crate::db::tables::{Kind, Table};

/// A cell of a seed file, typed as its column is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a str),
}

impl<'a> Cell<'a> {
    /// Reads what stands in a field; the error says what is wrong with it.
    pub(super) fn read(kind: Kind, text: &'a str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::Null);
        }
        match kind {
            Kind::Integer => match text.parse() {
                Ok(number) => Ok(Self::Integer(number)),
                Err(_) => {
                    Err(format!("\"{text}\" is not a whole number (digits alone: no suffix, no separators)"))
                }
            },
            Kind::Real => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Self::Real(number)),
                _ => Err(format!("\"{text}\" is not a number")),
            },
            Kind::Text | Kind::Blob => {
                if text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']) {
                    Err(format!("\"{text}\" has space around it"))
                } else {
                    Ok(Self::Text(text))
                }
            }
        }
    }
}

impl<'a> Cell<'a> {
    /// A value as it stands in a table; bytes are no cell of a seed.
    pub(super) fn of(value: rusqlite::types::ValueRef<'a>) -> rusqlite::Result<Self> {
        use rusqlite::types::ValueRef;
        Ok(match value {
            ValueRef::Null | ValueRef::Blob(_) => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(_) => Self::Text(value.as_str()?),
        })
    }
}

impl std::fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Integer(number) => number.fmt(f),
            Self::Real(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl rusqlite::ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// The heading of a file: where each of the table's columns stands in it.
struct Heading<'a> {
    file: &'a SeedFile,
    table: &'a Table,
    /// Place of each of the table's columns in the file; none where the file leaves it out.
    places: Vec<Option<usize>>,
    width: usize,
}

/// A row of a file, as it was read.
pub(super) struct Line<'a> {
    heading: Arc<Heading<'a>>,
    record: StringRecord,
    start: Position,
}

/// A file that is being read; it stands at a line.
pub(super) struct Records<'a> {
    reader: ::csv::Reader<Box<dyn Read + 'a>>,
    line: Line<'a>,
}

impl<'a> Deref for Records<'a> {
    type Target = Line<'a>;

    fn deref(&self) -> &Line<'a> {
        &self.line
    }
}

impl<'a> Records<'a> {
    /// Opens a file and reads its heading; a heading that is wrong is told, and nothing is read.
    pub(super) fn open(file: &'a SeedFile, table: &'a Table, faults: &mut Faults) -> Option<Self> {
        let at_start = |what: String| Fault { file: file.shown.clone(), line: 1, column: 1, what };
        let input = match file.open() {
            Ok(input) => input,
            Err(error) => {
                faults.add(at_start(format!("cannot be read: {error}")));
                return None;
            }
        };
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(input);
        let mut heading = StringRecord::new();
        match reader.read_record(&mut heading) {
            Ok(true) => {}
            Ok(false) => {
                faults.add(at_start("is empty: the first line names the columns".into()));
                return None;
            }
            Err(error) => {
                faults.add(at_start(format!("cannot be read: {error}")));
                return None;
            }
        }
        let before = faults.count();
        let names: Vec<&str> = heading.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
        let mut places = vec![None; table.columns.len()];
        let mut column = 1;
        for (place, name) in names.iter().enumerate() {
            let mut wrong = |what: String| {
                faults.add(Fault { file: file.shown.clone(), line: 1, column, what });
            };
            match table.place(name) {
                Some(of_table) if places[of_table].is_some() => {
                    wrong(format!("the column {name} is named twice"));
                }
                Some(of_table) => places[of_table] = Some(place),
                None => {
                    let near = nearest(name, table.columns.iter().map(|column| column.name.as_str()));
                    wrong(match near {
                        Some(near) => format!("{} has no column {name}; did you mean {near}?", table.name),
                        None => format!(
                            "{} has no column {name}; llmdb schema {} lists them",
                            table.name, table.name
                        ),
                    });
                }
            }
            column += name.chars().count() as u64 + 1;
        }
        for &place in &table.key {
            if places[place].is_none() {
                let name = &table.columns[place].name;
                faults.add(at_start(format!("the key column {name} is missing from the heading")));
            }
        }
        if faults.count() > before {
            return None;
        }
        let heading = Arc::new(Heading { file, table, width: names.len(), places });
        let line = Line { heading, record: StringRecord::new(), start: Position::new() };
        Some(Self { reader, line })
    }

    /// Gives away the line that it stands at.
    pub(super) fn take(&mut self) -> Line<'a> {
        // The next row is about as long; a record that grows from nothing is moved many times.
        let next =
            StringRecord::with_capacity(self.line.record.as_slice().len() + 64, self.line.record.len());
        Line {
            heading: Arc::clone(&self.line.heading),
            record: std::mem::replace(&mut self.line.record, next),
            start: self.line.start.clone(),
        }
    }

    /// Reads the next row; faults of its form are told, and the row is passed over.
    pub(super) fn advance(&mut self, faults: &mut Faults) -> bool {
        let width = self.line.heading.width;
        loop {
            match self.reader.read_record(&mut self.line.record) {
                Ok(false) => return false,
                Ok(true) => {
                    if let Some(position) = self.line.record.position() {
                        self.line.start = position.clone();
                    }
                    let values = self.line.record.len();
                    if values == width {
                        return true;
                    }
                    let what = format!("{values} values, but the heading names {width} columns");
                    let column = if values > width { width } else { 0 };
                    faults.add(self.fault_in_field(column, what));
                }
                Err(error) => {
                    let line = error.position().map_or(self.line.start.line(), Position::line);
                    let what = if matches!(error.kind(), ::csv::ErrorKind::Utf8 { .. }) {
                        "is not UTF-8".to_owned()
                    } else {
                        format!("cannot be read: {error}")
                    };
                    faults.add(Fault { file: self.line.heading.file.shown.clone(), line, column: 1, what });
                    if error.is_io_error() {
                        return false;
                    }
                }
            }
        }
    }
}

impl Line<'_> {
    /// The text of one of the table's columns.
    pub(super) fn text(&self, column: usize) -> &str {
        self.heading.places[column].and_then(|place| self.record.get(place)).unwrap_or_default()
    }

    /// Does the file have this column at all?
    pub(super) fn has(&self, column: usize) -> bool {
        self.heading.places[column].is_some()
    }

    /// The row's cells in the order of the table's columns; what is wrong with them is told.
    pub(super) fn cells<'r>(&'r self, cells: &mut Vec<Cell<'r>>, faults: &mut Faults) -> bool {
        cells.clear();
        let mut right = true;
        for (place, column) in self.heading.table.columns.iter().enumerate() {
            match Cell::read(column.kind, self.text(place)) {
                Ok(cell) => cells.push(cell),
                Err(what) => {
                    faults.add(self.fault(place, format!("{}: {what}", column.name)));
                    cells.push(Cell::Null);
                    right = false;
                }
            }
        }
        right
    }

    /// The key of the row, joined with `/`.
    pub(super) fn key(&self) -> String {
        let parts: Vec<&str> = self.heading.table.key.iter().map(|&place| self.text(place)).collect();
        parts.join("/")
    }

    /// A fault of one of the table's columns in this row.
    pub(super) fn fault(&self, column: usize, what: String) -> Fault {
        self.fault_in_field(self.heading.places[column].unwrap_or(0), what)
    }

    /// Finds where a field begins: the row is read again, since only a faulty one needs it.
    fn fault_in_field(&self, field: usize, what: String) -> Fault {
        let (line, column) = self
            .heading
            .file
            .bytes()
            .ok()
            .and_then(|bytes| {
                let from = usize::try_from(self.start.byte()).ok()?;
                place_of_field(bytes.get(from..)?, self.start.line(), field)
            })
            .unwrap_or((self.start.line(), 1));
        Fault { file: self.heading.file.shown.clone(), line, column, what }
    }
}

/// Line and character at which a field of the record begins that `bytes` starts with.
fn place_of_field(bytes: &[u8], first_line: u64, field: usize) -> Option<(u64, u64)> {
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(1 << 20))?);
    // The reader's position may be that of a line end before the record.
    let skipped = text.len() - text.trim_start_matches(['\r', '\n']).len();
    let (mut line, mut column) = (first_line, 1);
    let (mut quoted, mut fields) = (false, 0);
    for character in text[skipped..].chars() {
        if fields == field {
            return Some((line, column));
        }
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => fields += 1,
            '\n' if !quoted => return None,
            _ => {}
        }
        if character == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    (fields == field).then_some((line, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_behind_quotes_and_chinese() {
        assert_eq!(place_of_field("a,\"b,\"\"c\",百川,d\nx".as_bytes(), 7, 0), Some((7, 1)));
        assert_eq!(place_of_field("a,\"b,\"\"c\",百川,d\nx".as_bytes(), 7, 2), Some((7, 11)));
        assert_eq!(place_of_field("a,\"b,\"\"c\",百川,d\nx".as_bytes(), 7, 3), Some((7, 14)));
        assert_eq!(place_of_field("a,\"b\nc\",d".as_bytes(), 7, 2), Some((8, 4)));
        assert_eq!(place_of_field(b"a,b\n", 7, 5), None);
    }

    #[test]
    fn a_number_with_a_suffix_is_told() {
        assert_eq!(Cell::read(Kind::Integer, "70"), Ok(Cell::Integer(70)));
        assert!(Cell::read(Kind::Integer, "70B").is_err());
        assert!(Cell::read(Kind::Integer, "7e9").is_err());
        assert!(Cell::read(Kind::Real, "NaN").is_err());
        assert!(Cell::read(Kind::Text, " x").is_err());
        assert_eq!(Cell::read(Kind::Text, ""), Ok(Cell::Null));
    }

    proptest::proptest! {
        #[test]
        fn cells_that_were_written_are_read_back(
            rows in proptest::collection::vec((proptest::num::i64::ANY, "[^ \t]?|[^ \t]\\PC*[^ \t]", proptest::option::of(proptest::num::f64::NORMAL)), 0..8)
        ) {
            let column = |name: &str, kind| crate::db::tables::TableColumn { name: name.into(), kind, required: false };
            let table = Table {
                name: "things".into(),
                columns: vec![column("number", Kind::Integer), column("text", Kind::Text), column("share", Kind::Real)],
                key: vec![0],
                foreign_keys: Vec::new(),
                sql: String::new(),
            };
            let mut writer = ::csv::Writer::from_writer(Vec::new());
            // The columns of a file may stand in another order than the table's.
            writer.write_record(["text", "share", "number"]).unwrap();
            for (number, text, share) in &rows {
                let share = share.map_or(String::new(), |share| share.to_string());
                writer.write_record([text, &share, &number.to_string()]).unwrap();
            }
            let file = SeedFile::made("things.csv", "things.csv", String::from_utf8(writer.into_inner().unwrap()).unwrap());
            let mut faults = Faults::default();
            let mut records = Records::open(&file, &table, &mut faults).unwrap();
            for (number, text, share) in &rows {
                assert!(records.advance(&mut faults));
                let mut cells = Vec::new();
                assert!(records.cells(&mut cells, &mut faults), "{:?}", faults.lines());
                let wanted = if text.is_empty() { Cell::Null } else { Cell::Text(text) };
                assert_eq!(cells, [Cell::Integer(*number), wanted, share.map_or(Cell::Null, Cell::Real)]);
            }
            assert!(!records.advance(&mut faults) && faults.is_empty());
        }

        #[test]
        fn no_file_makes_the_reader_fall_over(text in "(slug|name|,|\"|\n|\r|x| |\\PC){0,60}") {
            let column = |name: &str| crate::db::tables::TableColumn { name: name.into(), kind: Kind::Text, required: true };
            let table = Table {
                name: "things".into(), columns: vec![column("slug"), column("name")], key: vec![0], foreign_keys: Vec::new(), sql: String::new(),
            };
            let file = SeedFile::made("things.csv", "things.csv", format!("slug,name\n{text}"));
            let mut faults = Faults::default();
            if let Some(mut records) = Records::open(&file, &table, &mut faults) {
                while records.advance(&mut faults) {
                    records.cells(&mut Vec::new(), &mut faults);
                    records.fault(1, String::new());
                }
            }
        }
    }
}
