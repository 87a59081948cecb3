//! How an answer is shown: the flags that every answering command shares, and what follows from them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::PossibleValuesParser;

use super::ui::{Out, Ui};
use crate::cite::Citing;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::output::{self, FORMATS, Format, Style, bibliography};
use crate::page::Page;
use crate::rows::{Column, Row, RowSink, Source, Value};

/// How an answer is shown.
#[derive(clap::Args)]
pub(crate) struct OutputArgs {
    /// Write the answer as: table (on a terminal), tsv (elsewhere), or one of the others
    #[arg(short, long, value_name = "FORMAT", value_parser = format_names())]
    format: Option<String>,
    /// Write the answer to a file, whole or not at all; its ending decides the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Fit tables to so many columns instead of the terminal's
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(10..))]
    width: Option<u16>,
}

/// How much of an answer is wanted, and for how long one waits.
#[derive(clap::Args)]
pub(crate) struct LimitArgs {
    /// Take no more than so many rows
    #[arg(long, value_name = "ROWS")]
    limit: Option<u64>,
    /// Stop after so many seconds; 0 sets no limit
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
}

impl OutputArgs {
    /// The file to write; none where it is standard output, by whatever name.
    fn file(&self) -> Option<&Path> {
        let names = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
        self.output.as_deref().filter(|path| !names.iter().any(|name| *path == Path::new(name)))
    }

    /// Was a format or a file asked for?
    pub(crate) fn is_chosen(&self) -> bool {
        self.format.is_some() || self.output.is_some()
    }
}

impl LimitArgs {
    pub(crate) fn rows(&self) -> u64 {
        self.limit.unwrap_or(u64::MAX)
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        (!self.timeout.is_zero()).then_some(self.timeout)
    }
}

fn seconds(text: &str) -> std::result::Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds is wanted".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "a number of seconds is wanted".to_owned())
}

/// Reads `name=value`.
pub(crate) fn parameter(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().trim_start_matches(':').to_owned(), value.to_owned()))
        }
        _ => Err("name=value is wanted".into()),
    }
}

fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(
        FORMATS.iter().map(|format| clap::builder::PossibleValue::new(format.name).help(format.about)),
    )
}

/// A line that is made here: its values, and for each the places of its sources.
pub(crate) type Line = (Vec<Value<'static>>, Vec<Vec<usize>>);

/// An answer on its way out.
pub(crate) struct Answer {
    out: Out,
    format: &'static Format,
    style: Style,
    file: Option<PathBuf>,
    /// What the answer rests on, for the `.bib` beside a LaTeX file.
    cited: Vec<Source>,
}

impl Answer {
    /// Opens the way. `human`: numbers are rounded in formats for people; `cite`: sources are shown.
    pub(crate) fn open(args: &OutputArgs, human: bool, cite: bool, ui: &Ui) -> Result<Self> {
        Self::open_as(choose(args)?, args, human, cite, ui)
    }

    /// Opens the way for a page, which is text for people where nothing else is asked for.
    pub(crate) fn open_page(args: &OutputArgs, ui: &Ui) -> Result<Self> {
        let format = if args.is_chosen() { choose(args)? } else { FORMATS[0] };
        Self::open_as(format, args, true, true, ui)
    }

    fn open_as(format: &'static Format, args: &OutputArgs, human: bool, cite: bool, ui: &Ui) -> Result<Self> {
        let to_terminal = args.file().is_none() && Ui::stdout_is_terminal();
        let (columns, lines) = Ui::size();
        let width = match args.width {
            Some(width) => Some(usize::from(width)),
            None => to_terminal.then_some(columns),
        };
        let style = Style {
            width: if format.for_people { width } else { None },
            color: args.file().is_none() && format.for_people && ui.colors(),
            human,
            terminal: to_terminal,
            repeat_heading: to_terminal.then_some(lines.saturating_sub(4).max(10)),
            cite,
            marks: false,
        };
        let out = ui.out(args.file(), format.for_people)?;
        Ok(Self { out, format, style, file: args.file().map(Path::to_path_buf), cited: Vec::new() })
    }

    /// The texts of this answer have marks around what matched.
    pub(crate) fn with_marks(mut self) -> Self {
        self.style.marks = true;
        self
    }

    /// Is this format read by people?
    pub(crate) fn is_for_people(&self) -> bool {
        self.format.for_people
    }

    /// Begins a table of rows.
    pub(crate) fn sink(&mut self) -> Box<dyn RowSink + '_> {
        (self.format.open)(&mut self.out, self.style.clone())
    }

    /// Writes the rows that `pump` gives, with their sources where a database is given to find them
    /// in; says on standard error when there are none.
    pub(crate) fn rows(
        &mut self,
        sources: Option<&Db>,
        pump: &mut dyn FnMut(&mut dyn RowSink) -> Result<u64>,
    ) -> Result<()> {
        let file = self.file.clone();
        self.write(sources, pump).map_err(|error| match file {
            // A format knows no file; whoever named one wants to hear of it.
            Some(file) if error.message().starts_with("cannot write the answer") => {
                let message = error.message().replace("the answer", &file.display().to_string());
                error.with_message(message)
            }
            _ => error,
        })
    }

    fn write(
        &mut self,
        sources: Option<&Db>,
        pump: &mut dyn FnMut(&mut dyn RowSink) -> Result<u64>,
    ) -> Result<()> {
        let mut sink = self.sink();
        let count = if let Some(db) = sources {
            let mut citing = Citing::new(db, sink.as_mut())?;
            let count = pump(&mut citing)?;
            let sources = citing.finish()?;
            drop(sink);
            self.rests_on(&sources);
            count
        } else {
            let count = pump(sink.as_mut())?;
            sink.finish(&[])?;
            count
        };
        if count == 0 {
            Ui::note("no rows");
        }
        Ok(())
    }

    /// Writes rows that are made here rather than asked of the database.
    pub(crate) fn made<'v>(
        &mut self,
        columns: &[&str],
        rows: impl IntoIterator<Item = Vec<crate::rows::Value<'v>>>,
    ) -> Result<()> {
        let columns: Vec<_> = columns.iter().map(|name| crate::rows::Column::new(*name)).collect();
        let mut sink = self.sink();
        sink.columns(&columns)?;
        for values in rows {
            sink.row(Row::of(&values))?;
        }
        sink.finish(&[])
    }

    /// The width that a table is fitted to; none where it is not, or where this is no table.
    pub(crate) fn table_width(&self) -> Option<usize> {
        self.style.width.filter(|_| self.format.name == "table")
    }

    /// Writes lines that are made here, and the sources that they name; where more tables follow,
    /// the sources wait for the last.
    pub(crate) fn lines(
        &mut self,
        columns: &[Column],
        lines: &[Line],
        sources: &[Source],
        is_last: bool,
    ) -> Result<()> {
        let mut sink = self.sink();
        sink.columns(columns)?;
        for (values, cited) in lines {
            sink.row(Row { values, cited, sources })?;
        }
        sink.finish(if is_last { sources } else { &[] })?;
        drop(sink);
        if !is_last {
            self.out.write_all(b"\n").map_err(|error| Error::io("cannot write", "the answer", &error))?;
        }
        self.rests_on(sources);
        if lines.is_empty() {
            Ui::note("no rows");
        }
        Ok(())
    }

    /// Writes a page.
    pub(crate) fn page(&mut self, page: &Page) -> Result<()> {
        output::write_page(&mut self.out, self.format.name, page, &self.style)
    }

    /// Remembers what the answer rests on; several tables may rest on the same.
    fn rests_on(&mut self, sources: &[Source]) {
        for source in sources {
            if !self.cited.contains(source) {
                self.cited.push(source.clone());
            }
        }
    }

    /// Makes the answer whole: the `.bib` beside a LaTeX file stands there when both are.
    pub(crate) fn complete(self) -> Result<()> {
        let latex = self.file.filter(|_| self.format.name == "latex" && !self.cited.is_empty());
        let Some(file) = latex.map(|file| file.with_extension("bib")) else { return self.out.complete() };
        let mut beside = Out::file(&file)?;
        beside
            .write_all(bibliography(&self.cited).as_bytes())
            .map_err(|error| Error::io("cannot write", file.display(), &error))?;
        self.out.complete()?;
        beside.complete()
    }
}

fn choose(args: &OutputArgs) -> Result<&'static Format> {
    if let Some(format) = args.format.as_deref().and_then(output::by_name) {
        return Ok(format);
    }
    let Some(file) = args.file() else {
        let name = if Ui::stdout_is_terminal() { "table" } else { "tsv" };
        return Ok(output::by_name(name).unwrap_or(FORMATS[0]));
    };
    let ending = file.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
    output::by_ending(&ending).ok_or_else(|| {
        let endings: Vec<&str> = FORMATS.iter().flat_map(|format| format.endings.iter().copied()).collect();
        Error::usage(format!("the ending of {} tells no format", file.display()))
            .hint(format!("endings that do: {}; or name one with --format", endings.join(", ")))
    })
}
