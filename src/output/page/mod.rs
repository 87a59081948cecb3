//! Pages about one thing: text for a terminal, JSON, Markdown, HTML. Numbers as people read them in
//! all but JSON; facts are numbered to their sources, and marked `≠` where a source says otherwise.

mod grid;
mod json;
mod markup;
mod text;

use std::io::{self, Write};

use super::{Style, failed};
use crate::error::{Error, Result};
use crate::page::{More, Page, Section};
use grid::Grid;
use unicode_width::UnicodeWidthStr;

/// Marks a fact of which a source says otherwise.
pub(super) const DISPUTED: &str = "≠";
/// Stands for what is not known.
pub(super) const NOTHING: &str = "–";

/// A heading is read at a glance up to here.
const LONGEST_HEADING: usize = 60;

/// The heading of a section with what holds for all its rows, `training stages (stage no 1)`; that
/// stands apart where it would make the heading long.
fn headed(section: &Section, grid: &Grid) -> (String, Option<String>) {
    let common = grid.common.join("; ");
    if common.is_empty() {
        return (section.title.clone(), None);
    }
    let whole = format!("{} ({common})", section.title);
    if whole.width() <= LONGEST_HEADING { (whole, None) } else { (section.title.clone(), Some(common)) }
}

/// `… and 380 more`, or what can be said where nobody counted them.
fn and_more(more: &More) -> String {
    more.rows.map_or("… and more".to_owned(), |rows| format!("… and {rows} more"))
}

/// Writes a page in one format.
type Writer = fn(&mut dyn Write, &Page, &Style) -> io::Result<()>;

/// Formats that a page can be written in, by the names of [`super::FORMATS`].
const PAGES: [(&str, Writer); 4] = [
    ("table", text::write),
    ("json", json::write),
    ("markdown", markup::write_markdown),
    ("html", markup::write_html),
];

/// Writes a page in the format of this name; one that is made for rows alone is refused.
pub fn write_page(out: &mut dyn Write, format: &str, page: &Page, style: &Style) -> Result<()> {
    let Some((_, write)) = PAGES.iter().find(|(name, _)| *name == format) else {
        let names: Vec<&str> = PAGES.iter().map(|(name, _)| *name).collect();
        return Err(Error::usage(format!("a page cannot be written as {format}, which is made for rows"))
            .hint(format!("formats that hold a page: {}", names.join(", "))));
    };
    write(out, page, style).map_err(failed)
}
