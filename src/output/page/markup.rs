//! A page for documents: Markdown and HTML, sources as footnotes.

use std::io::{self, Write};

use super::grid::{Dispute, Grid, Words, grid};
use super::{DISPUTED, NOTHING};
use crate::output::Style;
use crate::output::markup::{Language, escaped, marks, sources_below};
use crate::page::{Layout, Page, Rows, Section};

pub(super) fn write_markdown(out: &mut dyn Write, page: &Page, _style: &Style) -> io::Result<()> {
    write(out, page, Language::Markdown)
}

pub(super) fn write_html(out: &mut dyn Write, page: &Page, _style: &Style) -> io::Result<()> {
    write(out, page, Language::Html)
}

fn write(out: &mut dyn Write, page: &Page, language: Language) -> io::Result<()> {
    let mut doc = Doc { out, page, language };
    let chinese = page.title_zh.as_ref().map_or(String::new(), |name| format!(" {name}"));
    doc.heading(1, &format!("{}{chinese}", page.title))?;
    let mut kind = format!("{}: {}", page.kind, page.key);
    if !page.also_called.is_empty() {
        kind.push_str(&format!("; also called: {}", page.also_called.join(", ")));
    }
    doc.paragraph(&doc.escaped(&kind))?;
    for about in &page.about {
        doc.paragraph(&doc.escaped(about))?;
    }
    let (columns, row): (Vec<_>, Vec<_>) =
        page.facts.iter().map(|fact| (fact.column.clone(), fact.cell.clone())).unzip();
    doc.section(&Section {
        title: String::new(),
        table: String::new(),
        rows: Rows { columns, rows: vec![row], ..Rows::default() },
        layout: Layout::Facts,
        more: None,
    })?;
    for section in &page.sections {
        doc.section(section)?;
    }
    sources_below(doc.out, language, &page.sources)
}

struct Doc<'w> {
    out: &'w mut dyn Write,
    page: &'w Page,
    language: Language,
}

impl Doc<'_> {
    fn is_html(&self) -> bool {
        self.language == Language::Html
    }

    fn escaped(&self, text: &str) -> String {
        escaped(self.language, text)
    }

    fn marks(&self, cited: &[usize]) -> String {
        marks(self.language, cited, &self.page.sources)
    }

    fn cell(&self, words: &Words) -> String {
        let disputed = if words.is_disputed { DISPUTED } else { "" };
        format!("{}{disputed}{}", self.escaped(&words.text), self.marks(&words.cited))
    }

    fn heading(&mut self, level: usize, text: &str) -> io::Result<()> {
        let text = self.escaped(text);
        match self.language {
            Language::Html => writeln!(self.out, "<h{level}>{text}</h{level}>"),
            _ => writeln!(self.out, "{} {text}\n", "#".repeat(level)),
        }
    }

    /// A paragraph whose text is escaped.
    fn paragraph(&mut self, text: &str) -> io::Result<()> {
        match self.language {
            Language::Html => writeln!(self.out, "<p>{text}</p>"),
            _ => writeln!(self.out, "{text}\n"),
        }
    }

    fn items(&mut self, items: &[String]) -> io::Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        if self.is_html() {
            writeln!(self.out, "<ul>")?;
        }
        for item in items {
            match self.language {
                Language::Html => writeln!(self.out, "<li>{item}</li>")?,
                _ => writeln!(self.out, "- {item}")?,
            }
        }
        writeln!(self.out, "{}", if self.is_html() { "</ul>" } else { "" })
    }

    fn strong(&self, text: &str) -> String {
        let text = self.escaped(text);
        if self.is_html() { format!("<strong>{text}</strong>") } else { format!("**{text}**") }
    }

    fn section(&mut self, section: &Section) -> io::Result<()> {
        let grid = grid(section);
        if !section.title.is_empty() {
            let (heading, common) = super::headed(section, &grid);
            self.heading(2, &heading)?;
            if let Some(common) = common {
                self.paragraph(&self.escaped(&common))?;
            }
        }
        if section.layout == Layout::Facts {
            let items: Vec<String> = grid
                .lines
                .iter()
                .map(|line| format!("{}: {}", self.strong(&line[0].text), self.cell(&line[1])))
                .collect();
            self.items(&items)?;
        } else if grid.is_list {
            let words: Vec<String> = grid.lines.iter().flatten().map(|words| self.cell(words)).collect();
            self.items(&words)?;
        } else {
            self.table(&grid)?;
        }
        let disputes: Vec<String> = grid.disputes.iter().map(|dispute| self.dispute(dispute)).collect();
        self.items(&disputes)?;
        if !grid.withheld.is_empty() {
            let parts: Vec<String> = grid
                .withheld
                .iter()
                .map(|(name, who)| format!("{}{}", self.escaped(name), self.marks(who)))
                .collect();
            self.paragraph(&format!("not disclosed: {}", parts.join(", ")))?;
        }
        if !grid.unknown.is_empty() && section.layout != Layout::Lines {
            self.paragraph(&self.escaped(&format!("unknown: {}", grid.unknown.join(", "))))?;
        }
        if let Some(more) = &section.more {
            self.paragraph(&self.escaped(&format!("{}: {}", super::and_more(more), more.sql)))?;
        }
        Ok(())
    }

    fn dispute(&self, dispute: &Dispute) -> String {
        let note = dispute.note.as_ref().map_or(String::new(), |note| format!(", {}", self.escaped(note)));
        format!(
            "{DISPUTED} {}: {}{}{note}",
            self.escaped(&dispute.column),
            self.escaped(&dispute.values()),
            self.marks(&[dispute.source])
        )
    }

    fn table(&mut self, grid: &Grid) -> io::Result<()> {
        let right: Vec<bool> = (0..grid.heads.len())
            .map(|place| {
                let cells = || grid.lines.iter().map(|line| &line[place]);
                cells().any(|words| words.is_number)
                    && cells().all(|words| words.is_number || words.text == NOTHING)
                    || (grid.is_beside && place > 0)
            })
            .collect();
        if !self.is_html() {
            let heads: Vec<String> = grid.heads.iter().map(|head| self.escaped(head)).collect();
            writeln!(self.out, "| {} |", heads.join(" | "))?;
            let rules: Vec<&str> = right.iter().map(|right| if *right { "---:" } else { "---" }).collect();
            writeln!(self.out, "| {} |", rules.join(" | "))?;
            for line in &grid.lines {
                let cells: Vec<String> = line.iter().map(|words| self.cell(words)).collect();
                writeln!(self.out, "| {} |", cells.join(" | "))?;
            }
            return writeln!(self.out);
        }
        writeln!(self.out, "<table>\n<thead>\n<tr>")?;
        for head in &grid.heads {
            writeln!(self.out, "<th scope=\"col\">{}</th>", self.escaped(head))?;
        }
        writeln!(self.out, "</tr>\n</thead>\n<tbody>")?;
        for line in &grid.lines {
            writeln!(self.out, "<tr>")?;
            for (words, right) in line.iter().zip(&right) {
                let align = if *right { " style=\"text-align:right\"" } else { "" };
                writeln!(self.out, "<td{align}>{}</td>", self.cell(words))?;
            }
            writeln!(self.out, "</tr>")?;
        }
        writeln!(self.out, "</tbody>\n</table>")
    }
}
