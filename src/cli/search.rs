//! `llmdb search`: things by words.

use clap_complete::ArgValueCompleter;

use super::output::{Answer, OutputArgs};
use super::ui::Ui;
use super::{Global, catalogue, completions};
use crate::error::Result;
use crate::rows::Value;
use crate::search::Search;

/// Find models, corpora, encodings, techniques, organizations, saved queries by words
///
/// Examples:
///   llmdb search llama 2
///   llmdb search 百川
///   llmdb search multilingual -f json
///   llmdb search opt 13b
///
/// Looks for all of WORDS in names, aliases and descriptions, English and Chinese; case, hyphens and
/// signs do not count. First come things that are called so, then aliases, then names that begin so,
/// then words of descriptions. Reads the catalogue, writes nothing but the answer.
/// JSON members: kind, name, command (which shows it), matched («» around what did).
/// Exit codes: 0 answered (nothing found too), 1 the file is at fault, 2 no word was given.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// What to look for
    #[arg(required = true, add = ArgValueCompleter::new(completions::things))]
    words: Vec<String>,
    /// Tell no more than so many things
    #[arg(long, value_name = "ROWS", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    output: OutputArgs,
}

pub(crate) fn run(args: Args, global: &Global, ui: &Ui) -> Result<()> {
    let db = catalogue::open(global, ui.limits(None))?;
    db.look_once()?;
    let typed = args.words.join(" ");
    let search = Search::open(&db)?;
    let (found, more) = search.find(&typed, args.limit)?;
    let mut answer = Answer::open(&args.output, true, false, ui)?.with_marks();
    answer.made(
        &["kind", "name", "command", "matched"],
        found.iter().map(|found| {
            [&found.kind, &found.name, &found.command, &found.matched]
                .map(|text| Value::from(text.as_str()))
                .to_vec()
        }),
    )?;
    answer.complete()?;
    if found.is_empty() && !more {
        Ui::note("no rows");
        if let Some(near) = search.near(&typed)? {
            Ui::note(&format!("did you mean: {near}?"));
        }
    }
    if more {
        Ui::note(&format!(
            "there are more; --limit {} tells twice as many",
            args.limit.saturating_mul(2).max(1)
        ));
    }
    if search.is_made_anew() {
        Ui::note("the file was changed by another program; llmdb init brings its search index up to date");
    }
    Ok(())
}
