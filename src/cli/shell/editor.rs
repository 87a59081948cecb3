//! The line that is edited: what rustyline is told of this program, and its history.

use std::borrow::Cow;
use std::path::PathBuf;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{Behavior, ColorMode, CompletionType, Config, Context, Helper};

use super::super::ui::Ui;
use super::complete;
use crate::db::location;
use crate::error::{Error, Result};

/// More than this nobody looks for.
const KEPT: usize = 1000;

/// What became of a line.
pub(super) enum Typed {
    /// It was entered.
    Line(String),
    /// Ctrl-C cleared it.
    Cleared,
    /// Ctrl-D, or the terminal is gone.
    End,
}

/// A line editor with the history of the user.
pub(super) struct Editor {
    editor: rustyline::Editor<Helps, FileHistory>,
    history: Option<PathBuf>,
}

impl Editor {
    pub(super) fn open(colors: bool) -> Result<Self> {
        // Answers may go to a file while one types at the terminal.
        let behavior = if Ui::stdout_is_terminal() { Behavior::Stdio } else { Behavior::PreferTerm };
        let config = Config::builder()
            .max_history_size(KEPT)
            .and_then(|builder| builder.history_ignore_dups(true))
            .map_err(|error| failed(&error))?
            .history_ignore_space(true)
            .auto_add_history(false)
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .color_mode(if colors { ColorMode::Enabled } else { ColorMode::Disabled })
            .behavior(behavior)
            .build();
        let mut editor = rustyline::Editor::with_config(config).map_err(|error| failed(&error))?;
        editor.set_helper(Some(Helps { before: String::new(), colors, past: HistoryHinter::new() }));
        let history = location::history();
        if let Some(file) = history.as_ref().filter(|file| file.exists())
            && let Err(error) = editor.load_history(file)
        {
            Ui::note(&format!("what was typed before cannot be read from {}: {error}", file.display()));
        }
        Ok(Self { editor, history })
    }

    /// Lets a line be typed; `before` are the lines that it goes on with.
    pub(super) fn line(&mut self, prompt: &str, before: &str) -> Result<Typed> {
        if let Some(helper) = self.editor.helper_mut() {
            before.clone_into(&mut helper.before);
        }
        match self.editor.readline(prompt) {
            Ok(line) => Ok(Typed::Line(line)),
            Err(ReadlineError::Interrupted | ReadlineError::Signal(_)) => Ok(Typed::Cleared),
            Err(ReadlineError::Eof) => Ok(Typed::End),
            // Bytes that are no text: the line is lost, the terminal is not.
            Err(ReadlineError::Io(error)) if error.kind() == std::io::ErrorKind::InvalidData => {
                Ui::note("that was not UTF-8");
                Ok(Typed::Cleared)
            }
            Err(error) => Err(failed(&error)),
        }
    }

    /// Keeps what was typed.
    pub(super) fn keep(&mut self, typed: &str) {
        if !self.editor.add_history_entry(typed.trim_end()).unwrap_or(false) {
            return;
        }
        let Some(file) = &self.history else { return };
        let kept = match file.parent() {
            Some(folder) => std::fs::create_dir_all(folder).map_err(ReadlineError::Io),
            None => Ok(()),
        };
        if let Err(error) = kept.and_then(|()| self.editor.append_history(file)) {
            Ui::note(&format!("what is typed is not kept in {}: {error}", file.display()));
            self.history = None;
        }
    }
}

fn failed(error: &ReadlineError) -> Error {
    match error {
        ReadlineError::Io(error) => Error::io("cannot read", "the terminal", error),
        other => Error::new(crate::error::Kind::Machine, format!("cannot read the terminal: {other}")),
    }
}

/// What helps at the prompt.
struct Helps {
    /// Lines of the statement that stand before the one that is edited.
    before: String,
    colors: bool,
    past: HistoryHinter,
}

impl Completer for Helps {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let found = complete::complete(&self.before, line, pos);
        let pairs = found.candidates.into_iter();
        Ok((found.from, pairs.map(|(display, replacement)| Pair { display, replacement }).collect()))
    }
}

impl Hinter for Helps {
    type Hint = String;

    /// How a line that began so went on. Without colour it could not be told from what is typed.
    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        let hint = if self.colors { self.past.hint(line, pos, context)? } else { return None };
        (!hint.contains('\n')).then_some(hint)
    }
}

impl Highlighter for Helps {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("\x1b[2m{hint}\x1b[0m"))
    }
}

impl Validator for Helps {}
impl Helper for Helps {}
