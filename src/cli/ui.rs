//! Streams, colour, width, pager, progress: the only place that talks to the terminal.

use std::env;
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressStyle};

use crate::db::Limits;
use crate::error::{Error, Hint, Result};
use crate::output::sanitize::{sanitize, sanitize_lines};

/// Width of a terminal that does not say.
const USUAL_WIDTH: usize = 80;
/// Height of a terminal that does not say.
const USUAL_HEIGHT: usize = 24;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal that has not said no
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The person or program at the other end.
#[derive(Clone)]
pub(crate) struct Ui {
    json_errors: bool,
    color: ColorWhen,
    pager: bool,
    interrupted: Arc<AtomicBool>,
    #[cfg_attr(not(feature = "shell"), expect(dead_code, reason = "who stays is the shell"))]
    ending: Option<signal_hook::SigId>,
}

impl Ui {
    pub(crate) fn new(json_errors: bool) -> Self {
        let interrupted = Arc::new(AtomicBool::new(false));
        // The first Ctrl-C asks the work to end, the second ends it.
        let ending = signal_hook::flag::register_conditional_shutdown(
            signal_hook::consts::SIGINT,
            130,
            Arc::clone(&interrupted),
        )
        .ok();
        let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&interrupted));
        Self { json_errors, color: ColorWhen::Auto, pager: true, interrupted, ending }
    }

    pub(crate) fn with(&self, color: ColorWhen, pager: bool) -> Self {
        Self { color, pager, ..self.clone() }
    }

    /// When the work must stop.
    pub(crate) fn limits(&self, timeout: Option<Duration>) -> Limits {
        Limits { timeout, interrupted: Arc::clone(&self.interrupted) }
    }

    /// Prints text that is no rows: help, a path, a diagram.
    pub(crate) fn say(text: &str) -> Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| Error::io("cannot write", "the answer", &error))
    }

    /// From now on Ctrl-C ends the work at hand, never the program.
    #[cfg(feature = "shell")]
    pub(crate) fn stay(&self) {
        if let Some(ending) = self.ending {
            signal_hook::low_level::unregister(ending);
        }
    }

    /// Forgets the Ctrl-C that ended the work before.
    #[cfg(feature = "shell")]
    pub(crate) fn begin_anew(&self) {
        self.interrupted.store(false, std::sync::atomic::Ordering::Relaxed);
    }

    /// The same person or program, for whom errors are told so.
    #[cfg(feature = "shell")]
    pub(crate) fn with_json_errors(&self, json_errors: bool) -> Self {
        Self { json_errors, ..self.clone() }
    }

    #[cfg(feature = "shell")]
    pub(crate) fn stdin_is_terminal() -> bool {
        io::stdin().is_terminal()
    }

    /// The next line of standard input, its end included; none at the end.
    #[cfg(feature = "shell")]
    pub(crate) fn line() -> Result<Option<Vec<u8>>> {
        use std::io::BufRead as _;
        let mut line = Vec::new();
        match io::stdin().lock().read_until(b'\n', &mut line) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(line)),
            Err(error) => Err(Error::io("cannot read", "standard input", &error)),
        }
    }

    /// Reads what standard input holds: `what` says of it what was wanted.
    pub(crate) fn asked(what: &str) -> Result<String> {
        io::read_to_string(io::stdin()).map_err(|error| Error::io("cannot read", what, &error))
    }

    /// A line to whoever watches, beside the answer.
    pub(crate) fn note(text: &str) {
        let safe: Vec<_> = text.lines().map(sanitize).collect();
        // There is nobody left to tell that the last stream is gone.
        let _ = writeln!(io::stderr(), "{}", safe.join("\n"));
    }

    /// Tells an error: for people in lines, for programs as one JSON object.
    pub(crate) fn tell(&self, error: &Error) {
        if error.kind().exit_code() == 0 {
            return;
        }
        if self.json_errors {
            let commands: Vec<&str> = error
                .hints()
                .iter()
                .filter_map(|hint| match hint {
                    Hint::Command { command, .. } => Some(command.as_str()),
                    Hint::Text(_) => None,
                })
                .collect();
            let notes: Vec<String> = error.hints().iter().map(Hint::to_string).collect();
            let object = serde_json::json!({
                "kind": error.kind().name(),
                "message": error.message(),
                "faults": error.fault_lines(),
                "hints": commands,
                "notes": notes,
                "exit_code": error.kind().exit_code(),
            });
            Self::note(&object.to_string());
        } else {
            Self::note(&format!("llmdb: {error}"));
        }
    }

    pub(crate) fn stdout_is_terminal() -> bool {
        io::stdout().is_terminal()
    }

    /// Columns and lines of the terminal.
    pub(crate) fn size() -> (usize, usize) {
        let from =
            |name: &str| env::var(name).ok().and_then(|text| text.parse().ok()).filter(|number| *number > 0);
        let asked = terminal_size::terminal_size();
        let width = asked.map(|(width, _)| usize::from(width.0)).filter(|width| *width > 0);
        let height = asked.map(|(_, height)| usize::from(height.0)).filter(|height| *height > 0);
        (from("COLUMNS").or(width).unwrap_or(USUAL_WIDTH), from("LINES").or(height).unwrap_or(USUAL_HEIGHT))
    }

    /// Are escape sequences welcome on standard output?
    pub(crate) fn colors(&self) -> bool {
        match self.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        }
    }

    /// Where an answer goes: a file, a pager, or standard output.
    pub(crate) fn out(&self, file: Option<&Path>, for_people: bool) -> Result<Out> {
        if let Some(path) = file {
            return Out::file(path);
        }
        let pager =
            if self.pager && for_people && Self::stdout_is_terminal() { pager_command() } else { None };
        Ok(match pager {
            Some(command) => Out::Paged(Paged {
                command,
                held: Vec::new(),
                lines: 0,
                height: Self::size().1.saturating_sub(1),
                running: None,
            }),
            None => {
                let out = BufWriter::with_capacity(1 << 16, io::stdout());
                // Formats for programs write text as it is: here it would reach the terminal.
                let shown = !for_people && Self::stdout_is_terminal();
                if shown { Out::Shown(out, Vec::new()) } else { Out::Stdout(out) }
            }
        })
    }

    /// Progress of work that may be long; shown after half a second, on a terminal alone.
    pub(crate) fn progress() -> impl FnMut(&str, u64) {
        let begun = Instant::now();
        let mut bar: Option<ProgressBar> = None;
        move |table, rows| {
            if begun.elapsed() < Duration::from_millis(500) {
                return;
            }
            let bar = bar.get_or_insert_with(|| {
                let style = ProgressStyle::with_template("{spinner} {msg}")
                    .unwrap_or_else(|_| ProgressStyle::default_spinner());
                ProgressBar::new_spinner().with_style(style)
            });
            bar.set_message(format!("{table}: {rows} rows"));
            bar.tick();
        }
    }
}

fn pager_command() -> Option<Vec<String>> {
    let text = env::var("LLMDB_PAGER").or_else(|_| env::var("PAGER")).unwrap_or_else(|_| "less -FRX".into());
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    (!words.is_empty() && words != ["cat"]).then_some(words)
}

/// The way of an answer.
pub(crate) enum Out {
    Stdout(BufWriter<io::Stdout>),
    /// A terminal that is shown a format for programs: lines are made safe one by one.
    Shown(BufWriter<io::Stdout>, Vec<u8>),
    /// A file that gets its name when it is whole.
    File(BufWriter<tempfile::NamedTempFile>, PathBuf),
    /// A device or a pipe that has a name.
    Device(BufWriter<File>, PathBuf),
    Paged(Paged),
}

impl Out {
    /// A file that gets its name when it is whole; a device is written as it is.
    pub(crate) fn file(path: &Path) -> Result<Self> {
        let failed = |error: io::Error| Error::io("cannot write", path.display(), &error);
        if fs::metadata(path).is_ok_and(|found| found.is_dir()) {
            return Err(Error::usage(format!("{} is a folder", path.display())).hint("--output names a file"));
        }
        // What a program has open is written where it stands: a file in its place would be another one.
        let is_open_already = ["/dev/", "/proc/"].iter().any(|root| path.starts_with(root));
        if is_open_already || fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            let device = File::options().append(true).open(path).map_err(failed)?;
            return Ok(Self::Device(BufWriter::new(device), path.to_path_buf()));
        }
        let path = &behind_links(path).map_err(failed)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".llmdb-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder).map_err(failed)?;
        Ok(Self::File(BufWriter::with_capacity(1 << 16, file), path.clone()))
    }

    /// Makes the answer whole: the last bytes are written, the file has its name, the pager was left.
    pub(crate) fn complete(self) -> Result<()> {
        let answer = |error: io::Error| Error::io("cannot write", "the answer", &error);
        match self {
            Self::Stdout(mut out) => out.flush().map_err(answer),
            Self::Shown(mut out, held) => out
                .write_all(sanitize_lines(&String::from_utf8_lossy(&held)).as_bytes())
                .and_then(|()| out.flush())
                .map_err(answer),
            Self::Device(mut out, path) => {
                out.flush().map_err(|error| Error::io("cannot write", path.display(), &error))
            }
            Self::File(out, path) => {
                let failed = |error: io::Error| Error::io("cannot write", path.display(), &error);
                let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
                file.as_file().sync_all().map_err(failed)?;
                file.persist(&path).map_err(|error| failed(error.error))?;
                Ok(())
            }
            Self::Paged(paged) => paged.complete().map_err(answer),
        }
    }
}

/// The place that a name stands for: a link stays, what it points at is written.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    /// As many as Linux follows.
    const LINKS: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            // It is no link, or there is nothing yet.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("links that go in a circle"))
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Shown(out, held) => {
                held.extend_from_slice(bytes);
                if let Some(end) = held.iter().rposition(|byte| *byte == b'\n') {
                    let lines: Vec<u8> = held.drain(..=end).collect();
                    out.write_all(sanitize_lines(&String::from_utf8_lossy(&lines)).as_bytes())?;
                }
                Ok(bytes.len())
            }
            Self::File(out, _) => out.write(bytes),
            Self::Device(out, _) => out.write(bytes),
            Self::Paged(paged) => paged.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) | Self::Shown(out, _) => out.flush(),
            Self::File(out, _) => out.flush(),
            Self::Device(out, _) => out.flush(),
            Self::Paged(_) => Ok(()),
        }
    }
}

/// Holds back what fits a screen; the pager is started when there is more.
pub(crate) struct Paged {
    command: Vec<String>,
    held: Vec<u8>,
    lines: usize,
    height: usize,
    running: Option<(Child, BufWriter<ChildStdin>)>,
}

impl Paged {
    fn start(&mut self) -> io::Result<()> {
        let spawned = Command::new(&self.command[0]).args(&self.command[1..]).stdin(Stdio::piped()).spawn();
        // Without a pager the terminal scrolls.
        let Ok(mut child) = spawned else {
            self.height = usize::MAX;
            return Ok(());
        };
        if let Some(input) = child.stdin.take() {
            let mut input = BufWriter::new(input);
            input.write_all(&std::mem::take(&mut self.held))?;
            self.running = Some((child, input));
        }
        Ok(())
    }

    fn complete(mut self) -> io::Result<()> {
        match self.running.take() {
            Some((mut child, mut input)) => {
                let written = input.flush();
                drop(input);
                child.wait()?;
                written
            }
            None => {
                let mut out = io::stdout().lock();
                out.write_all(&self.held)?;
                out.flush()
            }
        }
    }
}

impl Drop for Paged {
    /// Also an answer that ends in an error leaves the terminal to the pager until it is left.
    fn drop(&mut self) {
        if let Some((mut child, input)) = self.running.take() {
            drop(input);
            let _ = child.wait();
        }
    }
}

impl Write for Paged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some((_, input)) = &mut self.running {
            return input.write(bytes);
        }
        self.held.extend_from_slice(bytes);
        self.lines += bytes.iter().filter(|byte| **byte == b'\n').count();
        if self.lines > self.height {
            self.start()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
