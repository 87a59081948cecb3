//! What the formats share: rows as words, equal rows told once, unknown columns set apart, and who
//! says otherwise.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::page::{Cell, Layout, NOT_DISCLOSED, Saying, Section};
use crate::rows::{Column, Value};
use crate::units::Unit;

/// A cell as words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// What it says.
    pub(super) text: String,
    /// It is a number.
    pub(super) is_number: bool,
    /// A source says otherwise.
    pub(super) is_disputed: bool,
    /// Sources that say so.
    pub(super) cited: Vec<usize>,
}

/// A section as words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Grid {
    /// What holds for all rows, for the title.
    pub(super) common: Vec<String>,
    /// Headings; none for a list and for facts.
    pub(super) heads: Vec<String>,
    /// The lines.
    pub(super) lines: Vec<Vec<Words>>,
    /// A list of words, in place of a table.
    pub(super) is_list: bool,
    /// The first column names the lines.
    pub(super) is_beside: bool,
    /// Columns that nothing is known of.
    pub(super) unknown: Vec<String>,
    /// Columns that the makers withhold, and who says so.
    pub(super) withheld: Vec<(String, Vec<usize>)>,
    /// Who says otherwise.
    pub(super) disputes: Vec<Dispute>,
}

/// What a source says otherwise of some rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dispute {
    /// The column.
    pub(super) column: String,
    /// Whose value, and what the source says of it.
    pub(super) said: Vec<(String, String)>,
    /// The source.
    pub(super) source: usize,
    /// Why the catalogue does not follow it.
    pub(super) note: Option<String>,
}

/// The heading of a column, as people say it.
pub(super) fn heading(column: &Column) -> String {
    // The value carries its percent sign.
    column.name.strip_suffix("_pct").unwrap_or(&column.name).replace('_', " ")
}

/// A value as people read it.
fn value(cell: &Cell, unit: Unit) -> String {
    if let Some(shown) = &cell.shown {
        return shown.clone();
    }
    match &cell.value {
        Value::Null if cell.is_withheld() => NOT_DISCLOSED.to_owned(),
        Value::Null | Value::Blob(_) => super::NOTHING.to_owned(),
        #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
        Value::Integer(number) => unit.human(*number as f64),
        Value::Real(number) => unit.human(*number),
        Value::Text(text) => text.to_string(),
    }
}

/// What a source says, in the unit of the value; exact where the rounded one would look the same.
fn said(cell: &Cell, saying: &Saying, unit: Unit) -> String {
    // Of an empty cell the column alone tells what is meant: 2023 may be a year.
    let is_number =
        matches!(cell.value, Value::Integer(_) | Value::Real(_)) || (cell.is_empty() && unit != Unit::Plain);
    let number = saying.says.parse::<f64>().ok().filter(|number| is_number && number.is_finite());
    match number.map(|number| (unit.human(number), number)) {
        None => saying.says.clone(),
        Some((human, number)) if human == value(cell, unit) => Unit::Count.human(number),
        Some((human, _)) => human,
    }
}

fn words(cell: &Cell, unit: Unit) -> Words {
    Words {
        text: value(cell, unit),
        is_number: cell.shown.is_none() && matches!(cell.value, Value::Integer(_) | Value::Real(_)),
        is_disputed: cell.disputes().next().is_some(),
        cited: if cell.is_withheld() { withholding(cell).collect() } else { cell.sources() },
    }
}

/// A row of a section, with the collected values of the rows that are equal to it.
struct Line<'p> {
    cells: Vec<&'p Cell>,
    collected: Vec<String>,
    words: Vec<Words>,
}

/// A section as words.
pub(super) fn grid(section: &Section) -> Grid {
    let mut grid = Grid::default();
    let columns = &section.rows.columns;
    let collect = section.rows.collect.filter(|_| section.layout != Layout::Facts);
    let lines = merged(section, collect);
    let is_known = |place: usize| {
        let mut cells = section.rows.rows.iter().map(|row| &row[place]);
        let all_or_none_withheld =
            cells.clone().all(Cell::is_withheld) || !cells.clone().any(Cell::is_withheld);
        !all_or_none_withheld || cells.any(|cell| !cell.is_empty() || cell.disputes().next().is_some())
    };
    let mut shown = Vec::new();
    for (place, column) in columns.iter().enumerate().filter(|(place, _)| Some(*place) != collect) {
        if is_known(place) {
            shown.push(place);
            continue;
        }
        let mut who: Vec<usize> = section.rows.rows.iter().flat_map(|row| withholding(&row[place])).collect();
        who.sort_unstable();
        who.dedup();
        if who.is_empty() {
            grid.unknown.push(heading(column));
        } else {
            grid.withheld.push((heading(column), who));
        }
    }
    match section.layout {
        Layout::Facts => {
            for place in shown {
                for line in &lines {
                    let head = Words { text: heading(&columns[place]), ..Words::default() };
                    grid.lines.push(vec![head, line.words[place].clone()]);
                    dispute(&mut grid.disputes, &columns[place], "", line.cells[place]);
                }
            }
        }
        Layout::Beside => beside(&mut grid, columns, &lines, &shown),
        Layout::Lines => in_lines(&mut grid, section, &lines, shown, collect),
    }
    grid
}

fn withholding(cell: &Cell) -> impl Iterator<Item = usize> {
    cell.sayings.iter().filter(|saying| saying.says == NOT_DISCLOSED).map(|saying| saying.source)
}

/// Rows that are equal but for the collected column become one.
fn merged(section: &Section, collect: Option<usize>) -> Vec<Line<'_>> {
    let columns = &section.rows.columns;
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut known: HashMap<Vec<String>, usize> = HashMap::new();
    for row in &section.rows.rows {
        let mut of_row: Vec<Words> =
            row.iter().zip(columns).map(|(cell, column)| words(cell, column.unit)).collect();
        if section.layout == Layout::Beside {
            // Columns are narrow: a key is as good as the name that it stands for.
            for (own, cell) in of_row.iter_mut().zip(row) {
                if let Value::Text(key) = &cell.value {
                    own.text = key.to_string();
                }
            }
        }
        let label = collect.map(|place| of_row[place].text.clone());
        // Rows are told together only where a column is gathered.
        if section.layout == Layout::Lines && collect.is_some() {
            let key: Vec<String> = of_row
                .iter()
                .enumerate()
                .filter(|(place, _)| Some(*place) != collect)
                .map(|(_, words)| words.text.clone())
                .collect();
            match known.entry(key) {
                Entry::Occupied(at) => {
                    let line = &mut lines[*at.get()];
                    line.collected.extend(label.filter(|label| !line.collected.contains(label)));
                    for (own, other) in line.words.iter_mut().zip(of_row) {
                        own.is_disputed |= other.is_disputed;
                        own.cited.extend(other.cited);
                        own.cited.sort_unstable();
                        own.cited.dedup();
                    }
                    continue;
                }
                Entry::Vacant(free) => {
                    free.insert(lines.len());
                }
            }
        }
        let cells = row.iter().collect();
        lines.push(Line { cells, collected: label.into_iter().collect(), words: of_row });
    }
    lines
}

fn beside(grid: &mut Grid, columns: &[Column], lines: &[Line<'_>], shown: &[usize]) {
    grid.is_beside = true;
    grid.heads.push(String::new());
    grid.heads.extend(lines.iter().map(|line| line.collected.join(", ")));
    for &place in shown {
        let mut cells: Vec<Words> = lines.iter().map(|line| line.words[place].clone()).collect();
        let cited = common(&mut cells);
        let head = Words { text: heading(&columns[place]), cited, ..Words::default() };
        cells.insert(0, head);
        grid.lines.push(cells);
        for line in lines {
            // Where only one stands there, it is the one that is spoken of.
            let subject = if lines.len() > 1 { line.collected.join(", ") } else { String::new() };
            dispute(&mut grid.disputes, &columns[place], &subject, line.cells[place]);
        }
    }
}

fn in_lines(
    grid: &mut Grid,
    section: &Section,
    lines: &[Line<'_>],
    mut shown: Vec<usize>,
    collect: Option<usize>,
) {
    let columns = &section.rows.columns;
    // What is the same in every line is told once.
    for &place in &section.rows.once {
        let first = lines.first().map(|line| &line.words[place].text);
        if shown.contains(&place)
            && shown.len() > 1
            && lines.iter().all(|line| Some(&line.words[place].text) == first)
        {
            shown.retain(|other| *other != place);
            grid.common.push(format!("{} {}", heading(&columns[place]), first.cloned().unwrap_or_default()));
        }
    }
    let mut collected = collect;
    let same = lines.windows(2).all(|pair| pair[0].collected == pair[1].collected);
    if let (Some(_), true, Some(first)) = (collect, same && shown.len() > 1, lines.first()) {
        grid.common.insert(0, first.collected.join(", "));
        collected = None;
    }
    let subject = |line: &Line<'_>| {
        let mut parts: Vec<String> =
            shown.first().map(|&place| line.words[place].text.clone()).into_iter().collect();
        parts.extend(collect.map(|_| line.collected.join(" ")));
        parts.join(" ")
    };
    grid.is_list = shown.len() <= 1;
    if !grid.is_list {
        grid.heads = shown.iter().map(|&place| heading(&columns[place])).collect();
        if let Some(place) = collected {
            grid.heads.insert(1, heading(&columns[place]));
        }
    }
    for line in lines {
        let mut cells: Vec<Words> = shown.iter().map(|&place| line.words[place].clone()).collect();
        let cited = common(&mut cells);
        if let (true, Some(first)) = (!cited.is_empty(), cells.first_mut()) {
            first.cited = cited;
        }
        if collected.is_some() {
            let of_line = line.collected.join(", ");
            if grid.is_list {
                match cells.first_mut() {
                    Some(first) => {
                        // The year is in brackets already.
                        first.text = match first.text.strip_suffix(')') {
                            Some(dated) => format!("{dated}: {of_line})"),
                            None => format!("{} ({of_line})", first.text),
                        }
                    }
                    None => cells.push(Words { text: of_line, ..Words::default() }),
                }
            } else {
                cells.insert(1, Words { text: of_line, ..Words::default() });
            }
        }
        grid.lines.push(cells);
        for &place in &shown {
            let subject = if lines.len() > 1 { subject(line) } else { String::new() };
            dispute(&mut grid.disputes, &columns[place], &subject, line.cells[place]);
        }
    }
}

/// Sources that all cells share are taken from them, to stand once for the line.
fn common(cells: &mut [Words]) -> Vec<usize> {
    let mut cited = cells.iter().map(|cell| &cell.cited).filter(|cited| !cited.is_empty());
    let Some(first) = cited.next().cloned() else { return Vec::new() };
    if cited.any(|other| *other != first) {
        return Vec::new();
    }
    for cell in cells {
        cell.cited.clear();
    }
    first
}

/// Adds what sources say otherwise of a cell, beside the like of the same source.
fn dispute(disputes: &mut Vec<Dispute>, column: &Column, subject: &str, cell: &Cell) {
    for saying in cell.disputes() {
        let said = (subject.to_owned(), said(cell, saying, column.unit));
        let column = heading(column);
        let known = disputes.iter_mut().find(|other| {
            other.column == column && other.source == saying.source && other.note == saying.note
        });
        match known {
            Some(other) if !other.said.contains(&said) => other.said.push(said),
            Some(_) => {}
            None => disputes.push(Dispute {
                column,
                said: vec![said],
                source: saying.source,
                note: saying.note.clone(),
            }),
        }
    }
}

impl Dispute {
    /// `70b: 70B; 7b: 7B`, values of several rows that agree together.
    pub(super) fn values(&self) -> String {
        let mut by_value: Vec<(&str, Vec<&str>)> = Vec::new();
        for (subject, value) in &self.said {
            match by_value.iter_mut().find(|(other, _)| other == value) {
                Some((_, subjects)) => subjects.push(subject),
                None => by_value.push((value, vec![subject])),
            }
        }
        let parts: Vec<String> = by_value
            .into_iter()
            .map(|(value, subjects)| match subjects.join(", ") {
                subjects if subjects.is_empty() => value.to_owned(),
                subjects => format!("{subjects}: {value}"),
            })
            .collect();
        parts.join("; ")
    }
}
