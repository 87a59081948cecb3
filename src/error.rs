//! What can go wrong, told in one shape: what, why, and what to do next.
//!
//! [`Kind`] alone decides the exit code. Where an error is printed, and in which form, is the
//! business of `cli::ui`.

use std::fmt;

/// A result whose error tells what to do next.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of thing went wrong; it alone decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The command line, or the SQL on it, is wrong.
    Usage,
    /// Something was named that is not there.
    NotFound,
    /// The file or the data in it is wrong.
    Data,
    /// The disk, the system or another process failed.
    Machine,
    /// `check` found faults.
    Faults,
    /// The time limit ended the work.
    Timeout,
    /// The user ended the work.
    Interrupted,
    /// The reader of our output went away: a quiet end.
    ClosedPipe,
}

impl Kind {
    /// The exit code: 0 answered, 1 data or machine, 2 command line, 3 faults found, 124 time
    /// limit, 130 interrupted.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::ClosedPipe => 0,
            Self::Data | Self::Machine => 1,
            Self::Usage | Self::NotFound => 2,
            Self::Faults => 3,
            Self::Timeout => 124,
            Self::Interrupted => 130,
        }
    }

    /// The name under which programs meet it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::NotFound => "not_found",
            Self::Data => "data",
            Self::Machine => "machine",
            Self::Faults => "faults",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::ClosedPipe => "closed_pipe",
        }
    }
}

/// A next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Words to a person.
    Text(String),
    /// A command that can be run as it is, and what it does.
    Command {
        /// The whole command line.
        command: String,
        /// What it does, continuing the line: `lists what is saved`.
        about: String,
    },
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Command { command, about } => write!(f, "{command} {about}"),
        }
    }
}

/// An error: the thing, the reason, the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    message: String,
    faults: Vec<String>,
    hints: Vec<Hint>,
}

impl Error {
    /// An error of this kind; the message names the thing and the reason, lower case, no full stop.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), faults: Vec::new(), hints: Vec::new() }
    }

    /// The command line is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// No `thing` is called `name`.
    pub fn not_found(thing: &str, name: &str) -> Self {
        Self::new(Kind::NotFound, format!("no {thing} matches \"{name}\""))
    }

    /// The file or the data in it is wrong.
    pub fn data(message: impl Into<String>) -> Self {
        Self::new(Kind::Data, message)
    }

    /// The system failed while it did `what` to `thing`.
    pub fn io(what: &str, thing: impl fmt::Display, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::new(Kind::ClosedPipe, "the reader closed the pipe"),
            _ => Self::new(Kind::Machine, format!("{what} {thing}: {}", reason(error))),
        }
    }

    /// The same error in other words.
    #[must_use]
    pub fn with_message(mut self, message: String) -> Self {
        self.message = message;
        self
    }

    /// The same error without what to do next.
    #[must_use]
    pub fn without_hints(mut self) -> Self {
        self.hints.clear();
        self
    }

    /// Adds words on what to do next.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hints.push(Hint::Text(text.into()));
        self
    }

    /// Adds a command that helps, and what it does.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>, about: impl Into<String>) -> Self {
        self.hints.push(Hint::Command { command: command.into(), about: about.into() });
        self
    }

    /// Adds `did you mean: …`, where there is anything near.
    #[must_use]
    pub fn did_you_mean(self, nearest: &[String]) -> Self {
        if nearest.is_empty() { self } else { self.hint(format!("did you mean: {}?", nearest.join(", "))) }
    }

    /// Adds the faults of a file, each on a line of its own.
    #[must_use]
    pub fn faults(mut self, faults: Vec<String>) -> Self {
        self.faults = faults;
        self
    }

    /// What sort of error it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The thing and the reason.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Faults of files, each with its place.
    pub fn fault_lines(&self) -> &[String] {
        &self.faults
    }

    /// What to do next.
    pub fn hints(&self) -> &[Hint] {
        &self.hints
    }
}

/// The system's reason without its number.
fn reason(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::InvalidData {
        return "it is no UTF-8 text".into();
    }
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for fault in &self.faults {
            write!(f, "\n  {fault}")?;
        }
        for hint in &self.hints {
            write!(f, "\n  {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_tells_what_and_what_next() {
        let error = Error::not_found("saved query", "largest ropee")
            .did_you_mean(&["largest-rope-models".into()])
            .command("llmdb queries", "lists what is saved");
        assert_eq!(
            error.to_string(),
            "no saved query matches \"largest ropee\"\n  did you mean: largest-rope-models?\n  llmdb queries lists what is saved"
        );
        assert_eq!(error.kind().exit_code(), 2);
    }

    #[test]
    fn a_closed_pipe_is_a_quiet_end() {
        let broken = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert_eq!(Error::io("cannot write", "the answer", &broken).kind().exit_code(), 0);
    }
}
