//! `llmdb shell`: questions and SQL in turn, at a prompt or from a script.

mod complete;
mod editor;
mod script;
mod session;

use super::ui::Ui;
use super::{Global, catalogue};
use crate::error::{Error, Kind, Result};
use editor::{Editor, Typed};
use script::Next;
use session::{Flow, Session};

/// Ask questions and run SQL at a prompt, with history and completion
///
/// Examples:
///   llmdb shell
///   echo "largest rope models" | llmdb shell
///   printf '.format json\nlargest models\nSELECT count(*) AS models FROM models;' | llmdb shell
///
/// A line is a question in plain words or the name of a saved query, and is answered at Enter. A line
/// that begins with SELECT, WITH, VALUES, EXPLAIN or PRAGMA is SQL and goes on until its semicolon.
/// A line that begins with a dot is a command: .show llama-2 --all is llmdb show llama-2 --all. .help
/// tells more. Tab completes, Ctrl-C clears the line or stops what runs, Ctrl-D leaves. Only reads.
/// What is typed is kept, at most 1000 entries, in the file history beside the default database;
/// $LLMDB_HISTORY names another file, and empty keeps nothing; nor is a line kept that begins with a
/// space. Where standard input is no terminal its lines are done in turn, an error ends none but its
/// own, and the exit code is that of the first error.
/// JSON members: those of the command that a line stands for.
/// Exit codes: 0 left, or all was answered; 1 the file is at fault; of a script, that of its first
/// error; 130 a script was interrupted.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {}

/// Runs what is typed, and gives the exit code.
pub(crate) fn run(_args: Args, global: Global, ui: &Ui) -> Result<u8> {
    // A file that is not there, or not ours, is told before anything is typed.
    drop(catalogue::open(&global, ui.limits(None))?);
    ui.stay();
    let mut session = Session::new(global, ui.clone());
    if Ui::stdin_is_terminal() { at_prompt(&mut session, ui) } else { from_script(&mut session) }
}

fn at_prompt(session: &mut Session, ui: &Ui) -> Result<u8> {
    Ui::note(concat!(
        "llmdb ",
        env!("CARGO_PKG_VERSION"),
        ": ask in plain words, or in SQL up to a semicolon; .help explains"
    ));
    let mut editor = Editor::open(ui.colors())?;
    // What was typed since the last answer, and what of it is still to be done.
    let (mut typed, mut text) = (String::new(), String::new());
    loop {
        let prompt = if text.is_empty() { "llmdb> " } else { "   ...> " };
        // A Ctrl-C from here on is a key for the editor, and behind it one for what was typed.
        session.begin_anew();
        match editor.line(prompt, &text)? {
            Typed::Line(line) => {
                typed.push_str(&line);
                text.push_str(&line);
                text.push('\n');
            }
            Typed::Cleared => {
                typed.clear();
                text.clear();
                continue;
            }
            Typed::End => return Ok(0),
        }
        let at_a_break = loop {
            match script::next(&text, false) {
                Next::Open(from) => {
                    text.drain(..from);
                    break false;
                }
                Next::Nothing => break true,
                Next::Item(item, range) => {
                    match session.run(item) {
                        Ok(Flow::Leave) => {
                            editor.keep(&typed);
                            return Ok(0);
                        }
                        Ok(Flow::On) => {}
                        Err(error) => {
                            session.tell(&error);
                            if error.kind() == Kind::Interrupted {
                                break true;
                            }
                        }
                    }
                    text.drain(..range.end);
                }
            }
        };
        if at_a_break {
            editor.keep(&typed);
            typed.clear();
            text.clear();
        } else {
            typed.push('\n');
        }
    }
}

/// Does what standard input says, line by line, so that a program can ask and read in turn.
fn from_script(session: &mut Session) -> Result<u8> {
    let mut script = Script::default();
    loop {
        let line = Ui::line()?;
        let is_last = line.is_none();
        if let Some(line) = line {
            script.lines += 1;
            match String::from_utf8(line) {
                // A statement that is open stays so until one of these.
                Ok(line) if script.open && !line.contains([';', '/', '\'', '"', '`', ']']) => {
                    script.text.push_str(&line);
                    continue;
                }
                Ok(line) => script.text.push_str(&line),
                Err(_) => {
                    let error = Error::usage(format!("line {} of the script is not UTF-8", script.lines));
                    script.failed(session, &error);
                }
            }
        }
        if let Some(code) = script.advance(session, is_last) {
            return Ok(code);
        }
    }
}

/// A script as far as it was read.
#[derive(Default)]
struct Script {
    /// What was read and is not done.
    text: String,
    /// The text begins a statement that is not ended.
    open: bool,
    lines: usize,
    /// The exit code of the first error.
    code: Option<u8>,
}

impl Script {
    /// Does what is whole; gives the exit code when nothing is left to do.
    fn advance(&mut self, session: &mut Session, is_last: bool) -> Option<u8> {
        self.open = false;
        loop {
            match script::next(&self.text, is_last) {
                Next::Nothing => {
                    self.text.clear();
                    return is_last.then(|| self.code.unwrap_or(0));
                }
                Next::Open(from) => {
                    self.text.drain(..from);
                    self.open = true;
                    return None;
                }
                Next::Item(item, range) => {
                    let begins = self.lines + 1 - self.text[range.start..].lines().count();
                    match session.run(item) {
                        Ok(Flow::On) => {}
                        Ok(Flow::Leave) => return Some(self.code.unwrap_or(0)),
                        Err(error) if matches!(error.kind(), Kind::Interrupted | Kind::ClosedPipe) => {
                            session.tell(&error);
                            return Some(error.kind().exit_code());
                        }
                        Err(error) => {
                            let error = match begins {
                                1 => error,
                                _ => error.hint(format!("in line {begins} of the script")),
                            };
                            self.failed(session, &error);
                        }
                    }
                    self.text.drain(..range.end);
                }
            }
        }
    }

    fn failed(&mut self, session: &Session, error: &Error) {
        session.tell(error);
        self.code.get_or_insert(error.kind().exit_code());
    }
}
