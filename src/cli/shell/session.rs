//! What a line does: it stands for a command line, which is run as one. So there is one way to do a
//! thing, with the same flags, help and errors.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{CommandFactory, ValueEnum};

use super::super::completions;
use super::super::ui::Ui;
use super::super::{Cli, Global, of_clap, run_words, wants_json};
use super::script::{Item, sql_words};
use crate::error::{Error, Kind, Result};

/// What a command of the shell is for, where it is no command of llmdb.
enum Own {
    Leave,
    /// The list of tables, as clients of SQLite call it.
    Tables,
    /// What answers are like from now on: a flag with a value.
    Value,
    /// A flag that is on or off.
    Switch,
}

/// The commands that llmdb has not.
const OWN: [(&str, Own); 8] = [
    ("tables", Own::Tables),
    ("format", Own::Value),
    ("limit", Own::Value),
    ("timeout", Own::Value),
    ("cite", Own::Switch),
    ("human", Own::Switch),
    ("quit", Own::Leave),
    ("exit", Own::Leave),
];

/// Commands of llmdb that are none of the shell's: it only reads, and it is there already.
const NOT_HERE: [&str; 4] = ["init", "import", "completions", "shell"];

/// What follows a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    Leave,
}

/// A sitting: the file, and what answers are like.
pub(super) struct Session {
    global: Global,
    ui: Ui,
    /// Flags that each command gets which knows them, and their values.
    settings: BTreeMap<&'static str, Option<String>>,
}

impl Session {
    pub(super) fn new(global: Global, ui: Ui) -> Self {
        completions::look_in(global.db.clone());
        Self { global, ui, settings: BTreeMap::new() }
    }

    /// Forgets the Ctrl-C that ended the work before.
    pub(super) fn begin_anew(&self) {
        self.ui.begin_anew();
    }

    /// Does what was typed.
    pub(super) fn run(&mut self, item: Item<'_>) -> Result<Flow> {
        match item {
            Item::Question(text) => {
                let asked = self.command("query", vec!["--".into(), text.into()]);
                asked.map_err(|error| of_misspelled_sql(text, error))?;
            }
            Item::Sql(text) => self.command("sql", vec!["--".into(), text.into()])?,
            Item::Command(text) => return self.typed_command(text),
        }
        Ok(Flow::On)
    }

    /// Tells an error as the commands do.
    pub(super) fn tell(&self, error: &Error) {
        let json = matches!(self.settings.get("format"), Some(Some(format)) if format == "json");
        let ui = self.ui.with_json_errors(json);
        match error.kind() {
            Kind::Timeout => ui.tell(&error.clone().hint(".timeout SECONDS allows more from now on")),
            _ => ui.tell(error),
        }
    }

    fn typed_command(&mut self, text: &str) -> Result<Flow> {
        let Some(words) = shlex::split(text) else {
            return Err(Error::usage("a quotation mark is not closed")
                .hint("quotation marks hold words together: .show \"llama 2 7b\""));
        };
        let Some((name, rest)) = words.split_first() else {
            return Err(Error::usage("a dot alone is no command").hint(".help lists the commands"));
        };
        match OWN.iter().find(|(own, _)| own == name) {
            Some((_, Own::Leave)) => return Ok(Flow::Leave),
            Some((_, Own::Tables)) => self.command("schema", rest.iter().map(OsString::from).collect())?,
            Some((flag, Own::Value)) => self.set(flag, rest, false)?,
            Some((flag, Own::Switch)) => self.set(flag, rest, true)?,
            None if name == "help" && rest.is_empty() => self.command("help", vec!["shell".into()])?,
            None if commands().contains(name) => {
                self.command(name, rest.iter().map(OsString::from).collect())?;
            }
            None => return Err(unknown(name)),
        }
        Ok(Flow::On)
    }

    /// Runs a command line.
    fn command(&self, name: &str, rest: Vec<OsString>) -> Result<()> {
        let mut words: Vec<OsString> = vec!["llmdb".into()];
        if let Some(file) = &self.global.db {
            words.extend(["--db".into(), file.into()]);
        }
        if let Some(when) = self.global.color.to_possible_value() {
            words.extend(["--color".into(), when.get_name().into()]);
        }
        if self.global.no_pager {
            words.push("--no-pager".into());
        }
        words.push(name.into());
        let behind_name = words.len();
        words.extend(rest);
        // What is wrong with the words themselves is told when they are run.
        if let Ok(matches) = Cli::command().try_get_matches_from(&words)
            && let Some((_, matches)) = matches.subcommand()
        {
            let is_given = |id: &str| {
                matches!(matches.try_contains_id(id), Ok(true))
                    && matches.value_source(id) == Some(ValueSource::CommandLine)
            };
            if is_given("write") {
                return Err(Error::usage("the shell only reads")
                    .command("llmdb sql --write \"…\"", "changes rows, outside of it"));
            }
            for (&flag, value) in &self.settings {
                let is_known = matches.try_contains_id(flag).is_ok();
                let is_chosen = is_given(flag) || flag == "format" && is_given("output");
                if is_known && !is_chosen {
                    let flag: OsString = match value {
                        Some(value) => format!("--{flag}={value}").into(),
                        None => format!("--{flag}").into(),
                    };
                    words.insert(behind_name, flag);
                }
            }
        }
        run_words(&words, &self.ui.with_json_errors(wants_json(&words))).map(|_| ())
    }

    /// Sets what answers are like; `off` makes it as it was, nothing tells how it is.
    fn set(&mut self, flag: &'static str, rest: &[String], is_switch: bool) -> Result<()> {
        let wanted = if is_switch { "on or off" } else { "a value, or off" };
        match (rest, is_switch) {
            ([], _) => {}
            ([value], _) if value == "off" => {
                self.settings.remove(flag);
            }
            ([value], true) if value == "on" => {
                self.settings.insert(flag, None);
            }
            ([value], false) => {
                // The command that has all of these flags says what is wrong with a value.
                let given = format!("--{flag}={value}");
                Cli::command().try_get_matches_from(["llmdb", "query", &given, "x"]).map_err(|error| {
                    let error = of_clap(&error, &[]).without_hints();
                    let message = error.message().replace(&format!("\"--{flag}"), &format!("\".{flag}"));
                    error.with_message(message)
                })?;
                self.settings.insert(flag, Some(value.clone()));
            }
            _ => return Err(Error::usage(format!(".{flag} takes {wanted}"))),
        }
        let now = match self.settings.get(flag) {
            Some(Some(value)) => value,
            Some(None) => "on",
            None if is_switch => "off",
            None => "not set",
        };
        Ui::note(&format!("{flag}: {now}"));
        Ok(())
    }
}

/// The commands of llmdb that the shell has.
pub(super) fn commands() -> Vec<String> {
    let cli = Cli::command();
    let names = cli.get_subcommands().map(|command| command.get_name().to_owned());
    names.filter(|name| !NOT_HERE.contains(&name.as_str())).collect()
}

/// All commands of the shell, without their dot.
pub(super) fn names() -> Vec<String> {
    let mut names = commands();
    names.extend(OWN.iter().map(|(name, _)| (*name).to_owned()));
    names.sort();
    names
}

/// The flag that a command of the shell sets, where it is one of these.
pub(super) fn setting(name: &str) -> Option<(&'static str, bool)> {
    OWN.iter().find(|(own, _)| *own == name).and_then(|(own, what)| match what {
        Own::Value => Some((*own, false)),
        Own::Switch => Some((*own, true)),
        Own::Leave | Own::Tables => None,
    })
}

/// A question that is not understood may be SQL whose first word is not.
fn of_misspelled_sql(text: &str, error: Error) -> Error {
    let first = text.split_whitespace().next().unwrap_or_default().to_uppercase();
    let near = sql_words().find(|word| strsim::damerau_levenshtein(word, &first) == 1);
    match near {
        Some(word) if error.kind() == Kind::NotFound => error.hint(format!("SQL begins with {word}")),
        _ => error,
    }
}

fn unknown(name: &str) -> Error {
    if NOT_HERE.contains(&name) {
        return Error::usage(format!(".{name} is none of the shell's commands"))
            .command(format!("llmdb {name}"), "does it, outside of the shell");
    }
    let near: Vec<String> = names()
        .into_iter()
        .filter(|known| strsim::damerau_levenshtein(known, name) <= 1 + known.len() / 4)
        .map(|known| format!(".{known}"))
        .collect();
    Error::not_found("command of the shell", &format!(".{name}"))
        .did_you_mean(&near)
        .hint(".help lists the commands")
}
