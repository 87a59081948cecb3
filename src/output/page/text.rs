//! A page as text: fitted to the width, nothing cut. What is too wide for a table goes on in a
//! second one below it, or is told as a list of names and values.

use std::borrow::Cow;
use std::io::{self, Write};

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

use super::grid::{Dispute, Grid, Words, grid};
use super::{DISPUTED, NOTHING};
use crate::output::Style;
use crate::output::sanitize::sanitize;
use crate::output::table::{BOLD, DIM, PLAIN, footnotes};
use crate::page::{Fact, Layout, Page, Rows, Section};

/// Space between two columns.
const GAP: usize = 2;
/// A text column is not wrapped to less than this.
const NARROWEST: usize = 10;
/// A word is not broken in a column unless it is longer.
const LONGEST_WORD: usize = 18;
/// Lines begin so far in.
const INDENT: &str = "  ";
/// Prose is not set wider than this: longer lines are hard to follow.
const PROSE: usize = 100;

pub(super) fn write(out: &mut dyn Write, page: &Page, style: &Style) -> io::Result<()> {
    let mut text = Text { out, style };
    text.head(page)?;
    text.facts(&page.facts)?;
    for section in &page.sections {
        text.section(section)?;
    }
    footnotes(text.out, &page.sources, style)
}

struct Text<'w> {
    out: &'w mut dyn Write,
    style: &'w Style,
}

impl Text<'_> {
    fn width(&self) -> usize {
        self.style.width.unwrap_or(usize::MAX / 2).max(20)
    }

    fn safe<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.style.terminal { sanitize(text) } else { Cow::Borrowed(text) }
    }

    fn emphasis(&self, kind: &'static str) -> (&'static str, &'static str) {
        if self.style.color { (kind, PLAIN) } else { ("", "") }
    }

    /// Writes prose, its later lines further in.
    fn prose(&mut self, first: &str, rest: &str, text: &str, widest: usize) -> io::Result<()> {
        for paragraph in text.lines() {
            let safe = self.safe(paragraph);
            if self.style.width.is_none() {
                writeln!(self.out, "{first}{safe}")?;
                continue;
            }
            let options = Options::new(self.width().min(widest))
                .initial_indent(first)
                .subsequent_indent(rest)
                .word_splitter(WordSplitter::NoHyphenation);
            writeln!(self.out, "{}", textwrap::fill(&safe, options))?;
        }
        Ok(())
    }

    fn head(&mut self, page: &Page) -> io::Result<()> {
        let mut title = page.title.clone();
        if let Some(chinese) = &page.title_zh {
            title.push_str("  ");
            title.push_str(chinese);
        }
        let (on, off) = self.emphasis(BOLD);
        let what = format!("{}: {}", page.kind, page.key);
        let safe = self.safe(&title).into_owned();
        if safe.width() + GAP + what.width() <= self.width() {
            writeln!(self.out, "{on}{safe}{off}  {}", self.safe(&what))?;
        } else {
            for line in textwrap::wrap(&safe, self.width()) {
                writeln!(self.out, "{on}{line}{off}")?;
            }
            self.prose("", INDENT, &what, PROSE)?;
        }
        for about in &page.about {
            self.prose("", "", about, PROSE)?;
        }
        if !page.also_called.is_empty() {
            self.prose("", INDENT, &format!("also called: {}", page.also_called.join(", ")), PROSE)?;
        }
        Ok(())
    }

    fn facts(&mut self, facts: &[Fact]) -> io::Result<()> {
        if facts.is_empty() {
            return Ok(());
        }
        let (columns, row) = facts.iter().map(|fact| (fact.column.clone(), fact.cell.clone())).unzip();
        let section = Section {
            title: String::new(),
            table: String::new(),
            rows: Rows { columns, rows: vec![row], ..Rows::default() },
            layout: Layout::Facts,
            more: None,
        };
        self.section(&section)
    }

    fn section(&mut self, section: &Section) -> io::Result<()> {
        let grid = grid(section);
        writeln!(self.out)?;
        if !section.title.is_empty() {
            let (heading, common) = super::headed(section, &grid);
            let (on, off) = self.emphasis(BOLD);
            let safe = self.safe(&heading).into_owned();
            for line in textwrap::wrap(&safe, self.width()) {
                writeln!(self.out, "{on}{line}{off}")?;
            }
            if let Some(common) = common {
                self.prose(INDENT, INDENT, &common, PROSE)?;
            }
        }
        if section.layout == Layout::Facts {
            self.pairs(&grid)?;
        } else if grid.is_list {
            self.list(&grid)?;
        } else if grid.is_beside {
            self.beside(&grid)?;
        } else {
            self.lines(&grid)?;
        }
        if section.layout != Layout::Facts {
            for dispute in &grid.disputes {
                self.dispute(dispute, true)?;
            }
        }
        if !grid.withheld.is_empty() {
            let parts: Vec<String> =
                grid.withheld.iter().map(|(name, who)| format!("{name}{}", marks(who))).collect();
            self.prose(INDENT, "    ", &format!("not disclosed: {}", parts.join(", ")), PROSE)?;
        }
        // Of others only what they say of this thing counts.
        if !grid.unknown.is_empty() && section.layout != Layout::Lines {
            self.prose(INDENT, "    ", &format!("unknown: {}", grid.unknown.join(", ")), PROSE)?;
        }
        if let Some(more) = &section.more {
            let text = format!("{}; --all shows them, or: {}", super::and_more(more), more.sql);
            self.prose(INDENT, "    ", &text, usize::MAX / 2)?;
        }
        Ok(())
    }

    fn dispute(&mut self, dispute: &Dispute, named: bool) -> io::Result<()> {
        let name = if named { format!("{}: ", dispute.column) } else { String::new() };
        let note = dispute.note.as_ref().map_or(String::new(), |note| format!(", {note}"));
        let text =
            format!("{DISPUTED} {name}{} says {}{note}", marks(&[dispute.source]).trim(), dispute.values());
        self.prose(INDENT, "    ", &text, PROSE)
    }

    /// Facts: a name, a value, and below it who says otherwise.
    fn pairs(&mut self, grid: &Grid) -> io::Result<()> {
        let widest = grid.lines.iter().map(|line| line[0].text.width()).max().unwrap_or(0);
        let narrow = self.width() < widest + 24;
        for line in &grid.lines {
            let (name, value) = (&line[0], &line[1]);
            let (first, rest) = if narrow {
                (format!("{INDENT}{}: ", name.text), "    ".to_owned())
            } else {
                let pad = " ".repeat(widest - name.text.width() + GAP);
                (format!("{INDENT}{}{pad}", name.text), " ".repeat(INDENT.len() + widest + GAP))
            };
            self.prose(&first, &rest, &shown(value), usize::MAX / 2)?;
            for dispute in grid.disputes.iter().filter(|dispute| dispute.column == name.text) {
                let note = dispute.note.as_ref().map_or(String::new(), |note| format!(", {note}"));
                let text = format!("{DISPUTED} {}{}{note}", dispute.values(), marks(&[dispute.source]));
                let further = format!("{rest}  ");
                self.prose(&rest, &further, &text, usize::MAX / 2)?;
            }
        }
        Ok(())
    }

    fn list(&mut self, grid: &Grid) -> io::Result<()> {
        let words: Vec<String> = grid.lines.iter().flatten().map(shown).collect();
        self.prose(INDENT, INDENT, &words.join(" · "), PROSE)
    }

    /// How far columns may shrink; where nothing limits the width, none will.
    fn leasts(&self, grid: &Grid, natural: &[usize]) -> Vec<usize> {
        if self.style.width.is_none() { natural.to_vec() } else { leasts(grid, natural) }
    }

    /// Sizes side by side; those that do not fit stand in a further block below.
    fn beside(&mut self, grid: &Grid) -> io::Result<()> {
        let room = self.width() - INDENT.len();
        let count = grid.heads.len();
        let natural = naturals(grid);
        let first = natural[0].min((room / 2).max(NARROWEST));
        // Even a column that stands alone must fit beside the names.
        let beside = room.saturating_sub(first + GAP);
        let least: Vec<usize> =
            self.leasts(grid, &natural).into_iter().map(|width| width.min(beside)).collect();
        let mut from = 1;
        while from < count {
            let mut to = from + 1;
            let mut taken = first + GAP + least[from];
            while to < count && taken + GAP + least[to] <= room {
                taken += GAP + least[to];
                to += 1;
            }
            let places: Vec<usize> = std::iter::once(0).chain(from..to).collect();
            let mut widths: Vec<usize> = places.iter().map(|&place| natural[place]).collect();
            let floors: Vec<usize> =
                places.iter().map(|&place| if place == 0 { first } else { least[place] }).collect();
            shrink(&mut widths, &floors, room);
            self.table(grid, &places, &widths)?;
            from = to;
            if from < count {
                writeln!(self.out)?;
            }
        }
        Ok(())
    }

    /// A line a row; a small list a row where the columns cannot stand beside each other.
    fn lines(&mut self, grid: &Grid) -> io::Result<()> {
        let room = self.width() - INDENT.len();
        let natural = naturals(grid);
        let least = self.leasts(grid, &natural);
        let gaps = GAP * natural.len().saturating_sub(1);
        if least.iter().sum::<usize>() + gaps <= room {
            let mut widths = natural;
            shrink(&mut widths, &least, room);
            let places: Vec<usize> = (0..grid.heads.len()).collect();
            return self.table(grid, &places, &widths);
        }
        for (at, line) in grid.lines.iter().enumerate() {
            if at > 0 {
                writeln!(self.out)?;
            }
            self.entry(&grid.heads, line)?;
        }
        Ok(())
    }

    /// A row as a small list: its first words, and below them a name and a value a line.
    fn entry(&mut self, heads: &[String], line: &[Words]) -> io::Result<()> {
        let Some((first, others)) = line.split_first() else { return Ok(()) };
        self.prose(INDENT, "    ", &shown(first), PROSE)?;
        let told = || heads.iter().skip(1).zip(others).filter(|(_, words)| words.text != NOTHING);
        let widest = told().map(|(head, _)| head.width()).max().unwrap_or(0);
        for (head, words) in told() {
            let name = format!("{INDENT}{INDENT}{head}{}", " ".repeat(widest - head.width() + GAP));
            self.prose(&name, &" ".repeat(name.width()), &shown(words), PROSE)?;
        }
        Ok(())
    }

    fn table(&mut self, grid: &Grid, places: &[usize], widths: &[usize]) -> io::Result<()> {
        let right: Vec<bool> = places
            .iter()
            .map(|&place| {
                let cells = || grid.lines.iter().map(|line| &line[place]);
                if grid.is_beside {
                    place > 0
                } else {
                    cells().any(|words| words.is_number) && cells().all(|w| w.is_number || w.text == NOTHING)
                }
            })
            .collect();
        let heads: Vec<String> = places.iter().map(|&place| grid.heads[place].clone()).collect();
        let (on, off) = self.emphasis(BOLD);
        self.line(&heads, widths, &right, on, off)?;
        let rules: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
        let (on, off) = self.emphasis(DIM);
        self.line(&rules, widths, &right, on, off)?;
        for line in &grid.lines {
            let cells: Vec<String> = places.iter().map(|&place| shown(&line[place])).collect();
            self.line(&cells, widths, &right, "", "")?;
        }
        Ok(())
    }

    fn line(
        &mut self,
        cells: &[String],
        widths: &[usize],
        right: &[bool],
        on: &str,
        off: &str,
    ) -> io::Result<()> {
        let wrapped: Vec<Vec<String>> = cells
            .iter()
            .zip(widths)
            .map(|(cell, &width)| {
                let safe = self.safe(cell).replace('\n', " ");
                if safe.width() <= width {
                    return vec![safe];
                }
                let options = Options::new(width.max(1)).word_splitter(WordSplitter::NoHyphenation);
                textwrap::wrap(&safe, options).into_iter().map(Cow::into_owned).collect()
            })
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut text = String::from(INDENT);
            for (place, lines) in wrapped.iter().enumerate() {
                let part = lines.get(at).map_or("", String::as_str);
                let space = " ".repeat(widths[place].saturating_sub(part.width()));
                let gap = if place == 0 { "" } else { "  " };
                let (before, behind) = if right[place] { (space.as_str(), "") } else { ("", space.as_str()) };
                text.push_str(&format!("{gap}{before}{part}{behind}"));
            }
            writeln!(self.out, "{on}{}{off}", text.trim_end())?;
        }
        Ok(())
    }
}

/// The words of a cell with its marks: `70B≠ [1,3]`.
fn shown(words: &Words) -> String {
    let disputed = if words.is_disputed { DISPUTED } else { "" };
    format!("{}{disputed}{}", words.text, marks(&words.cited))
}

/// Numbers of sources: ` [1,3]`.
fn marks(cited: &[usize]) -> String {
    if cited.is_empty() {
        return String::new();
    }
    let numbers: Vec<String> = cited.iter().map(|place| (place + 1).to_string()).collect();
    format!(" [{}]", numbers.join(","))
}

/// The width that each column needs to stand on one line.
fn naturals(grid: &Grid) -> Vec<usize> {
    (0..grid.heads.len())
        .map(|place| {
            let cells = grid.lines.iter().map(|line| shown(&line[place]).width());
            cells.chain(std::iter::once(grid.heads[place].width())).max().unwrap_or(0)
        })
        .collect()
}

/// The least width of each column: numbers are not broken, texts not below a word or so.
fn leasts(grid: &Grid, natural: &[usize]) -> Vec<usize> {
    natural
        .iter()
        .enumerate()
        .map(|(place, &width)| {
            let longest = |text: &str, ends: &[char]| {
                text.split_inclusive(ends).map(UnicodeWidthStr::width).max().unwrap_or(0)
            };
            let of_line = |words: &Words| {
                if words.is_number {
                    longest(&shown(words), &[' '])
                } else {
                    longest(&shown(words), &[' ', '-', '/']).min(LONGEST_WORD)
                }
            };
            let needed = grid.lines.iter().map(|line| of_line(&line[place])).max().unwrap_or(0);
            let head = longest(&grid.heads[place], &[' ']).min(NARROWEST);
            needed.max(head).max(width.min(NARROWEST)).min(width)
        })
        .collect()
}

/// Takes width from the widest columns until all fit, none below its least.
fn shrink(widths: &mut [usize], least: &[usize], room: usize) {
    let gaps = GAP * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > room {
        let widest = (0..widths.len())
            .filter(|&place| widths[place] > least[place])
            .max_by_key(|&place| widths[place]);
        let Some(place) = widest else { break };
        widths[place] -= 1;
    }
}
