//! `llmdb completions`: what a shell loads so that Tab completes commands, flags, saved queries and
//! models; and the answers to the shell, for which this program is called at each Tab.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use clap::CommandFactory;
use clap_complete::CompletionCandidate;
use clap_complete::env::{CompleteEnv, Shells};

use super::Cli;
use super::ui::Ui;
use crate::db::{Db, Limits, Location};
use crate::error::{Error, Result};
use crate::{prefix, queries};

/// The variable by which a shell asks.
const VARIABLE: &str = "LLMDB_COMPLETE";

/// More than a screen of candidates helps nobody.
pub(crate) const MOST: usize = 50;

/// Who presses Tab waits no longer than this.
const PATIENCE: Duration = Duration::from_millis(500);

/// Print what a shell loads to complete commands, saved queries and models
///
/// Examples:
///   llmdb completions bash
///   llmdb completions zsh > _llmdb
///   llmdb completions fish > llmdb.fish
///
/// For bash, put source <(llmdb completions bash) into ~/.bashrc; zsh takes _llmdb from a folder of its
/// $fpath, fish takes llmdb.fish from ~/.config/fish/completions, PowerShell and elvish take theirs in
/// their start files. The names come from the catalogue at each Tab, so that what you add is completed
/// too. Reads nothing. Exit codes: 0 answered, 2 no such shell.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_parser = ["bash", "zsh", "fish", "powershell", "elvish"])]
    shell: String,
}

pub(crate) fn run(args: Args) -> Result<()> {
    let shells = Shells::builtins();
    let shell = shells
        .completer(&args.shell)
        .ok_or_else(|| Error::usage(format!("no completions for the shell {}", args.shell)))?;
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, "llmdb", "llmdb", "llmdb", &mut script)
        .map_err(|error| Error::io("cannot write", "the completions", &error))?;
    Ui::say(&String::from_utf8_lossy(&script))
}

/// The file that `--db` names, since a completer is told only the word at the cursor.
static NAMED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Answers a shell that asks what can stand at the cursor, and ends the program; goes on where no
/// shell asks.
pub(crate) fn answer_a_shell(arguments: &[OsString]) {
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    // bash cuts --db=FILE at its sign.
    let flag = arguments.iter().position(|word| word == "--db");
    let flag = flag.and_then(|at| arguments[at + 1..].iter().find(|word| *word != "="));
    let joined =
        || arguments.iter().find_map(|word| word.to_str()?.strip_prefix("--db=").map(OsString::from));
    look_in(flag.cloned().or_else(joined).map(PathBuf::from));
    CompleteEnv::with_factory(Cli::command).var(VARIABLE).complete();
}

/// Names are looked up in this file from now on; none: in the one that commands read.
pub(crate) fn look_in(file: Option<PathBuf>) {
    *NAMED.lock().unwrap_or_else(PoisonError::into_inner) = file;
}

/// Saved queries, models and words of the grammar that begin so.
pub(crate) fn questions(current: &OsStr) -> Vec<CompletionCandidate> {
    let mut all = saved_queries(current);
    if let (Some(db), Some(prefix)) = (catalogue(), current.to_str()) {
        let mut names = prefix::things(&db, prefix, MOST).unwrap_or_default();
        names.extend(prefix::words(&db, prefix, MOST).unwrap_or_default());
        names.sort();
        names.dedup();
        all.extend(names.into_iter().map(CompletionCandidate::new));
    }
    all.truncate(MOST);
    all
}

/// Saved queries that begin so, by their names; by their Chinese titles where these begin so.
pub(crate) fn saved_queries(current: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(db), Some(prefix)) = (catalogue(), current.to_str()) else { return Vec::new() };
    let prefix = prefix.to_lowercase();
    let begins = |query: &queries::Found| {
        if query.slug.starts_with(&prefix) {
            return Some(query.slug.clone());
        }
        let title = query.title_zh.clone().filter(|title| !prefix.is_empty() && !title.contains(' '))?;
        title.to_lowercase().starts_with(&prefix).then_some(title)
    };
    let all = queries::all(&db).unwrap_or_default();
    all.into_iter()
        .filter_map(|query| Some((begins(&query)?, query.title)))
        .map(|(name, title)| CompletionCandidate::new(name).help(Some(title.into())))
        .collect()
}

/// Things that begin so: what can be shown.
pub(crate) fn things(current: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(db), Some(prefix)) = (catalogue(), current.to_str()) else { return Vec::new() };
    let names = prefix::things(&db, prefix, MOST).unwrap_or_default();
    names.into_iter().map(CompletionCandidate::new).collect()
}

/// Tables and views that begin so.
pub(crate) fn tables(current: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(db), Some(prefix)) = (catalogue(), current.to_str()) else { return Vec::new() };
    let prefix = prefix.to_lowercase();
    let all = prefix::shapes(&db).unwrap_or_default().into_iter().map(|shape| shape.name);
    all.filter(|name| name.starts_with(&prefix)).map(CompletionCandidate::new).collect()
}

/// Commands and pages that begin so.
pub(crate) fn topics(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(prefix) = current.to_str() else { return Vec::new() };
    let topics = super::help::topics().into_iter();
    topics.filter(|name| name.starts_with(&prefix.to_lowercase())).map(CompletionCandidate::new).collect()
}

/// The catalogue, where it is there: nothing is built and nothing is told at a Tab.
pub(crate) fn catalogue() -> Option<Db> {
    let named = NAMED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let location = Location::resolve(named).ok()?;
    Db::open_read(&location.path, Limits { timeout: Some(PATIENCE), ..Limits::default() }).ok()
}
