//! `llmdb help`: the commands, and short pages that teach. A page is a file of `docs/help/`; its
//! first line is its title.

use clap::CommandFactory;
use clap_complete::ArgValueCompleter;
use include_dir::{Dir, include_dir};

use super::ui::Ui;
use super::{Cli, completions};
use crate::error::{Error, Result};

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/docs/help");

/// Lines longer than this are hard to read.
const WIDEST: usize = 100;

/// Explain a command, or what the numbers, the sources and the tables mean
///
/// Examples:
///   llmdb help
///   llmdb help units
///   llmdb help query
///
/// Without TOPIC, lists the commands and the pages. Reads and writes nothing.
/// Exit codes: 0 answered, 2 no such command or page.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// A command, or a page: units, sources, sql, …
    #[arg(add = ArgValueCompleter::new(completions::topics))]
    topic: Option<String>,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<()> {
    let mut cli = Cli::command();
    cli.build();
    let style =
        Style { width: Ui::size().0.clamp(20, WIDEST), color: Ui::stdout_is_terminal() && ui.colors() };
    let Some(topic) = args.topic.map(|topic| topic.to_lowercase()) else {
        return Ui::say(&overview(&cli, &style));
    };
    let command = cli.find_subcommand_mut(&topic);
    if let Some((_, page)) = pages().into_iter().find(|(name, _)| *name == topic) {
        // A page may explain what a command of the same name is asked.
        let flags = command.map_or(String::new(), |_| format!("\nllmdb {topic} --help tells its flags.\n"));
        return Ui::say(&format!("{}{flags}", style.page(page)));
    }
    if let Some(command) = command {
        return Ui::say(&command.render_long_help().to_string());
    }
    let commands = cli.get_subcommands().map(clap::Command::get_name);
    let near: Vec<String> = commands
        .chain(pages().into_iter().map(|(name, _)| name))
        .filter(|name| strsim::damerau_levenshtein(name, &topic) <= 1 + name.len() / 4)
        .map(str::to_owned)
        .collect();
    Err(Error::not_found("command or page", &topic)
        .did_you_mean(&near)
        .command("llmdb help", "lists the commands and the pages"))
}

/// What there is to explain: commands and pages.
pub(crate) fn topics() -> Vec<String> {
    let cli = Cli::command();
    let commands = cli.get_subcommands().map(|command| command.get_name().to_owned());
    let mut all: Vec<String> = commands.chain(pages().into_iter().map(|(name, _)| name.to_owned())).collect();
    all.sort();
    all.dedup();
    all
}

/// The pages, by name.
fn pages() -> Vec<(&'static str, &'static str)> {
    let mut all: Vec<_> = PAGES
        .files()
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)))
        .filter(|(name, _)| cfg!(feature = "shell") || *name != "shell")
        .collect();
    all.sort_unstable();
    all
}

fn overview(cli: &clap::Command, style: &Style) -> String {
    let commands = cli.get_subcommands().filter(|command| !command.is_hide_set()).map(|command| {
        (command.get_name().to_owned(), command.get_about().map(ToString::to_string).unwrap_or_default())
    });
    let pages = pages().into_iter().map(|(name, page)| {
        let title = page.lines().next().unwrap_or_default().trim_start_matches("# ");
        (name.to_owned(), title.split_once(": ").map_or(title, |(_, about)| about).to_owned())
    });
    let mut text = style.heading("Commands");
    text.push_str(&style.list(&commands.collect::<Vec<_>>()));
    text.push('\n');
    text.push_str(&style.heading("Pages"));
    text.push_str(&style.list(&pages.collect::<Vec<_>>()));
    text.push_str("\nllmdb help TOPIC shows one of either.\n");
    text
}

/// How pages are laid out.
struct Style {
    width: usize,
    color: bool,
}

impl Style {
    fn heading(&self, title: &str) -> String {
        if self.color { format!("\x1b[1m{title}\x1b[0m\n") } else { format!("{title}\n") }
    }

    fn list(&self, items: &[(String, String)]) -> String {
        let widest = items.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        items
            .iter()
            .map(|(name, about)| {
                let indent = " ".repeat(widest + 4);
                let first = format!("  {name:widest$}  ");
                let options =
                    textwrap::Options::new(self.width).initial_indent(&first).subsequent_indent(&indent);
                textwrap::fill(about, options) + "\n"
            })
            .collect()
    }

    /// A page: paragraphs are filled, what is indented stays as it is.
    fn page(&self, text: &str) -> String {
        let mut shown = String::new();
        for line in text.lines() {
            if let Some(title) = line.strip_prefix("# ") {
                shown.push_str(&self.heading(title));
            } else if line.starts_with("    ") || line.is_empty() {
                shown.push_str(line);
                shown.push('\n');
            } else {
                let indent = if line.starts_with("- ") { "  " } else { "" };
                let options = textwrap::Options::new(self.width)
                    .subsequent_indent(indent)
                    .word_splitter(textwrap::WordSplitter::NoHyphenation);
                shown.push_str(&textwrap::fill(&line.replace('`', ""), options));
                shown.push('\n');
            }
        }
        shown
    }
}
