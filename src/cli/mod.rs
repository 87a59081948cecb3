//! The command line: what was typed becomes what is meant, capabilities do it, formats show it.
//!
//! One file a command; each is thin. Streams, colour, width and pager are `ui`'s alone.

mod catalogue;
mod check;
mod compare;
mod completions;
mod help;
mod init;
mod output;
mod path;
mod queries;
mod query;
mod schema;
mod search;
#[cfg(feature = "shell")]
mod shell;
mod show;
mod sql;
mod ui;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};

use crate::error::{Error, Result};
use ui::{ColorWhen, Ui};

const WELCOME: &str = "\
llmdb: a catalogue of large language models in one SQLite file, each value with its source

  llmdb query \"largest rope models\"         a saved question
  llmdb show llama-2                        all that is known of one thing
  llmdb sql \"SELECT model, label, parameters FROM catalog WHERE family = 'llama'\"
  llmdb schema catalog                      what there is to ask for

llmdb queries lists the saved questions, llmdb help the commands and pages that explain.
The file itself is for any SQLite client: llmdb path tells where it is.
";

/// A catalogue of large language models in one SQLite file, each value with its source
#[derive(Parser)]
#[command(name = "llmdb", version, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command understands.
#[derive(clap::Args)]
pub(crate) struct Global {
    /// Use this database instead of $LLMDB_DB or the one in your data folder
    #[arg(long, value_name = "FILE", global = true)]
    db: Option<PathBuf>,
    /// Colour the output: auto follows NO_COLOR, CLICOLOR_FORCE, TERM and the terminal
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true)]
    color: ColorWhen,
    /// Never send a long table through a pager
    #[arg(long, global = true)]
    no_pager: bool,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Args),
    Query(query::Args),
    Queries(queries::Args),
    Search(search::Args),
    Check(check::Args),
    Show(show::Args),
    Compare(compare::Args),
    Sql(sql::Args),
    Schema(schema::Args),
    Path(path::Args),
    #[cfg(feature = "shell")]
    Shell(shell::Args),
    Completions(completions::Args),
    Help(help::Args),
}

/// Runs the command line; the exit codes are those of [`crate::Kind::exit_code`].
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    completions::answer_a_shell(&arguments);
    let ui = Ui::new(wants_json(&arguments));
    let code = run_words(&arguments, &ui).unwrap_or_else(|error| {
        ui.tell(&error);
        error.kind().exit_code()
    });
    ExitCode::from(code)
}

/// Runs a command line that is cut into words, and gives its exit code.
fn run_words(words: &[OsString], ui: &Ui) -> Result<u8> {
    match Cli::try_parse_from(words) {
        Ok(cli) => execute(cli, ui),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Ui::say(&error.render().to_string()).map(|()| 0)
        }
        Err(error) => Err(of_clap(&error, words)),
    }
}

fn execute(cli: Cli, ui: &Ui) -> Result<u8> {
    let ui = &ui.with(cli.global.color, !cli.global.no_pager);
    #[cfg(feature = "shell")]
    if let Some(Command::Shell(args)) = cli.command {
        return shell::run(args, cli.global, ui);
    }
    match cli.command {
        None => Ui::say(WELCOME),
        Some(Command::Init(args)) => init::run(args, &cli.global, ui),
        Some(Command::Query(args)) => query::run(args, &cli.global, ui),
        Some(Command::Queries(args)) => queries::run(args, &cli.global, ui),
        Some(Command::Search(args)) => search::run(args, &cli.global, ui),
        Some(Command::Check(args)) => check::run(args, &cli.global, ui),
        Some(Command::Show(args)) => show::run(args, &cli.global, ui),
        Some(Command::Compare(args)) => compare::run(args, &cli.global, ui),
        Some(Command::Sql(args)) => sql::run(args, &cli.global, ui),
        Some(Command::Schema(args)) => schema::run(args, &cli.global, ui),
        Some(Command::Path(args)) => path::run(args, &cli.global),
        Some(Command::Completions(args)) => completions::run(args),
        Some(Command::Help(args)) => help::run(args, ui),
        #[cfg(feature = "shell")]
        Some(Command::Shell(_)) => Ok(()),
    }
    .map(|()| 0)
}

/// Errors are JSON where the answer was to be; asked of the bare words, since they may not parse.
fn wants_json(arguments: &[OsString]) -> bool {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    words.iter().any(|word| matches!(*word, "-fjson" | "--format=json" | "-f=json"))
        || words.windows(2).any(|pair| matches!(pair[0], "-f" | "--format") && pair[1] == "json")
}

/// What clap says, in our shape: what, why, what next.
fn of_clap(error: &clap::Error, words: &[OsString]) -> Error {
    let text = error.render().to_string();
    let first: Vec<&str> = text.lines().take_while(|line| !line.trim().is_empty()).collect();
    let message = first.join(" ").trim_start_matches("error: ").replace('\'', "\"").replace("  ", " ");
    let mut ours = Error::usage(message);
    for kind in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue] {
        let near: Vec<String> = match error.get(kind) {
            Some(clap::error::ContextValue::String(near)) => vec![near.clone()],
            Some(clap::error::ContextValue::Strings(near)) => near.clone(),
            _ => continue,
        };
        ours = ours.did_you_mean(&near);
    }
    let usage = text.lines().find_map(|line| line.strip_prefix("Usage: llmdb ")).unwrap_or_default();
    let command = usage.split_whitespace().next().filter(|word| word.chars().all(|c| c.is_ascii_lowercase()));
    let command = command.map(str::to_owned).or_else(|| command_among(words));
    let help = command.map_or("llmdb --help".to_owned(), |command| format!("llmdb {command} --help"));
    ours.command(help, "shows what it takes")
}

/// The command that the words name: what clap does not tell of a wrong value.
fn command_among(words: &[OsString]) -> Option<String> {
    let mut words = words.iter().skip(1).filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        match word {
            // The value of a flag may be called as a command is.
            "--db" | "--color" => drop(words.next()),
            _ if word.starts_with('-') => {}
            _ => return Cli::command().find_subcommand(word).map(|known| known.get_name().to_owned()),
        }
    }
    None
}
