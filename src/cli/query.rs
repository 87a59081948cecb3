//! `llmdb query`: a saved query by its name or title, else a question in plain words.

use clap_complete::ArgValueCompleter;

use super::output::{Answer, LimitArgs, OutputArgs, parameter};
use super::ui::Ui;
use super::{Global, catalogue, completions};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::queries::{self, Arguments, SavedQuery};
use crate::words::{self, Lexicon};

/// Answer a question in plain words, or a saved query
///
/// Examples:
///   llmdb query "largest rope models"
///   llmdb query "smallest moe model trained on at least 1T tokens"
///   llmdb query llama-2 70b kv heads
///   llmdb query 参数量超过100B的ALiBi模型
///   llmdb query 各位置编码的模型数
///   llmdb query largest-models --param top=3 --cite
///   llmdb query "survey table" -f markdown
///
/// WORDS are the name or the title of a saved query, or a question, in English or Chinese; case, hyphens
/// and spaces do not count. llmdb queries lists what is saved. How a question was read is told on
/// standard error; a word that is not understood is an error, never dropped. --sql prints the statement
/// with its parameters, for sqlite3. Reads the catalogue, writes nothing but the answer.
/// JSON members are the columns of the query; with --cite, an object of rows and sources.
/// Exit codes: 0 answered (no rows too), 1 the file is at fault, 2 not understood, or no such parameter,
/// 124 the time limit, 130 interrupted.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// A question, or the name or title of a saved query
    #[arg(required = true, add = ArgValueCompleter::new(completions::questions))]
    words: Vec<String>,
    /// Set a parameter of the query: name=value
    #[arg(short, long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
    /// Show the sources of each value
    #[arg(long)]
    cite: bool,
    /// Print the SQL instead of running it
    #[arg(long)]
    sql: bool,
    /// Tell how each word was taken instead of answering
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    limit: LimitArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(crate) fn run(args: Args, global: &Global, ui: &Ui) -> Result<()> {
    let db = catalogue::open(global, ui.limits(args.limit.timeout()))?;
    let words = args.words.join(" ");
    let given: Arguments = args.parameters.iter().cloned().collect();
    if let Some(query) = queries::find(&db, &words)? {
        return saved(&args, &db, &query, &given, ui);
    }
    if !given.is_empty() {
        return Err(unknown(&db, &words)?);
    }
    if let Some((query, said)) = queries::find_with_parameters(&db, &words)? {
        return saved(&args, &db, &query, &said, ui);
    }
    let lexicon = Lexicon::new(&db)?;
    let reading = match words::read(&lexicon, &words)? {
        Ok(reading) => reading,
        Err(not) => return Err(not_understood(&db, &words, not)?),
    };
    if args.explain {
        Ui::note(&reading.read_as);
        let mut answer = Answer::open(&args.output, false, false, ui)?;
        let rows =
            reading.explained.iter().map(|(word, how)| vec![word.as_str().into(), how.as_str().into()]);
        answer.made(&["words", "taken_as"], rows)?;
        return answer.complete();
    }
    if args.sql {
        return Ui::say(&reading.script());
    }
    Ui::note(&reading.read_as);
    for note in &reading.notes {
        Ui::note(note);
    }
    // A fact that a person asks for comes with its source.
    let to_a_person = Ui::stdout_is_terminal() && !args.output.is_chosen();
    let cite = args.cite || to_a_person && !reading.wanted.is_empty();
    let mut answer = Answer::open(&args.output, true, cite, ui)?;
    answer.rows(cite.then_some(&db), &mut |sink| reading.run(&db, args.limit.rows(), sink))?;
    answer.complete()?;
    for told in reading.left_out(&db)? {
        Ui::note(&told);
    }
    let unknown = reading.unknown(&db)?;
    if !unknown.is_empty() {
        Ui::note(&reading.empty_here(&unknown));
    }
    for told in reading.of_the_base(&db, &unknown)? {
        Ui::note(&told);
    }
    if let Some(told) = reading.mix_unknown(&db)? {
        Ui::note(&told);
    }
    Ok(())
}

fn saved(args: &Args, db: &Db, query: &SavedQuery, given: &Arguments, ui: &Ui) -> Result<()> {
    if args.sql {
        return Ui::say(&format!("{}\n", query.sql));
    }
    let mut answer = Answer::open(&args.output, true, args.cite, ui)?;
    answer.rows(args.cite.then_some(db), &mut |sink| query.run(db, given, args.limit.rows(), sink))?;
    answer.complete()
}

/// The error for words that are neither: which word, what is near, which saved query is.
fn not_understood(db: &Db, words: &str, not: words::NotUnderstood) -> Result<Error> {
    let has_near = !not.nearest.is_empty() || not.instead.is_some() || not.why.is_some();
    let mut error = Error::from(not);
    if !has_near {
        let near = queries::nearest(db, words)?;
        error = match near.first() {
            Some(query) => error.command(format!("llmdb query \"{}\"", query.title), "is near"),
            None => error.command("llmdb query \"largest models\"", "is one that can be answered"),
        };
    }
    Ok(error.command("llmdb queries", "lists what is saved"))
}

/// The error for words that are no saved query, with the nearest ones.
pub(super) fn unknown(db: &Db, words: &str) -> Result<Error> {
    let mut error = Error::not_found("saved query", words);
    let near = queries::nearest(db, words)?;
    if !near.is_empty() {
        let titles: Vec<String> = near.iter().map(|query| query.title.clone()).collect();
        error = error.did_you_mean(&titles);
    }
    Ok(error.command("llmdb queries", "lists what is saved"))
}
