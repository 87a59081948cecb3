//! `llmdb show`: everything known of one thing.

use clap_complete::ArgValueCompleter;

use super::output::{Answer, OutputArgs};
use super::ui::Ui;
use super::{Global, catalogue, completions};
use crate::error::Result;
use crate::names::{Named, Names};
use crate::page::Page;
use crate::rows::Value;
use crate::show;

/// Show all that is known of one thing, each fact with its source
///
/// Examples:
///   llmdb show llama-2
///   llmdb show llama 2 70b
///   llmdb show OPT-175B -f json
///   llmdb show 百川
///   llmdb show families/llama
///   llmdb show rope -o rope.md
///
/// NAME is a model, a size of one, a corpus, an encoding, an organisation, a licence, a technique or
/// a source: its key, its title or another name of it, in English or Chinese; case, hyphens and
/// spaces do not count. What stands in one table alone is named with it: families/llama.
/// Numbers in brackets are the sources below; ≠ marks a fact of which a source says otherwise.
/// "not disclosed" is what its makers withhold, "unknown" what no source was found for.
/// Formats: table (the page as text), json, markdown, html. JSON has the members kind, table, key,
/// name, name_zh, also_called, about, facts, sections, sources; facts, and each row of a section,
/// are an object of values, names, cited (source and locator), disagreements and not_disclosed. A long list of others
/// tells the newest twenty; more (rows, command) says how many are left and what lists them all.
/// Exit codes: 0 answered, 1 the file is at fault, 2 nothing is called so, or several things are.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The name of what is asked for
    #[arg(required = true, add = ArgValueCompleter::new(completions::things))]
    name: Vec<String>,
    /// Read all rows of a section, however many
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    output: OutputArgs,
}

pub(crate) fn run(args: Args, global: &Global, ui: &Ui) -> Result<()> {
    let db = catalogue::open(global, ui.limits(None))?;
    db.look_once()?;
    let names = Names::load(&db)?;
    let text = args.name.join(" ");
    let (thing, also) = names.resolve(&text, &[])?.one(&text, "show")?;
    let mut answer = Answer::open_page(&args.output, ui)?;
    let page = show::show(&db, &names, &thing, args.all)?;
    answer.page(&page)?;
    answer.complete()?;
    // The family of a model is on its page already.
    let others: Vec<String> =
        also.iter().filter(|other| !names_it(&page, &other.row_key())).map(Named::path).collect();
    if !others.is_empty() {
        Ui::note(&format!("called so too: {} (llmdb show {})", others.join(", "), others[0]));
    }
    Ok(())
}

fn names_it(page: &Page, key: &str) -> bool {
    page.facts.iter().any(|fact| matches!(&fact.cell.value, Value::Text(text) if text == key))
}
