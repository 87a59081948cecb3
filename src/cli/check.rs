//! `llmdb check`: is the catalogue sound.

use std::path::{Path, PathBuf};

use super::output::{Answer, OutputArgs};
use super::ui::Ui;
use super::{Global, catalogue};
use crate::check::{self, Finding, Report};
use crate::db::{Db, Limits, tables};
use crate::error::{Error, Kind, Result};
use crate::init::{self, Options};
use crate::rows::Value;
use crate::seed::Seed;

/// Check the file, the keys, the citations and the values; or a folder of seed files
///
/// Examples:
///   llmdb check
///   llmdb check -f json
///   llmdb check --seed my-models     before any database is built of it
///   llmdb check --coverage           how much is known and cited, by column
///
/// Looks at the pages of the file, its schema, the rules of its columns, its references, citations
/// that point nowhere, values that nobody is cited for, and the view implausible: parameters that
/// are not what the shape adds up to, dates before a paper, tokens per parameter beyond reason.
/// Prints one row a finding: table, row, column, value, rule, what_to_do (the JSON members too; with
/// --seed first place, file:line:column). --coverage has table_name, column_name, row_count,
/// with_value, cited, filled_pct, cited_pct. Writes nothing but the answer.
/// Exit codes: 0 nothing is wrong, 1 the file is no catalogue or cannot be read, 2 a wrong command
/// line, 3 something is wrong.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Check the CSV files of this folder, together with the shipped ones
    #[arg(long, value_name = "DIR", conflicts_with = "coverage")]
    seed: Option<PathBuf>,
    /// Show for each column how many rows have a value and how many of these are cited
    #[arg(long)]
    coverage: bool,
    #[command(flatten)]
    output: OutputArgs,
}

pub(crate) fn run(args: Args, global: &Global, ui: &Ui) -> Result<()> {
    let limits = ui.limits(None);
    if let Some(folder) = &args.seed {
        let report = seeded(folder, limits)?;
        return tell(&report, &folder.display().to_string(), true, &args.output, ui);
    }
    let db = catalogue::open(global, limits)?;
    if args.coverage {
        let mut answer = Answer::open(&args.output, true, false, ui)?;
        answer.rows(None, &mut |sink| check::coverage(&db, sink))?;
        return answer.complete();
    }
    let report = check::check(&db, &mut Ui::progress())?;
    tell(&report, &db.path().display().to_string(), false, &args.output, ui)
}

/// Loads a folder over the seed that is part of the program, into a file that nobody keeps. The
/// shipped seed has no findings, so what is found comes from the folder; where the row stands there,
/// its place is told.
fn seeded(folder: &Path, limits: Limits) -> Result<Report> {
    let failed = |error: std::io::Error| Error::io("cannot make", "a temporary folder", &error);
    let scratch = tempfile::tempdir().map_err(failed)?;
    let path = scratch.path().join("check.db");
    let options = Options { overlay: Some(folder.to_path_buf()), reset: false, limits: limits.clone() };
    init::init(&path, &options, &mut Ui::progress()).map_err(|error| {
        if error.fault_lines().is_empty() {
            return error;
        }
        let count = error.fault_lines().len();
        let faults = if count == 1 { "1 fault".to_owned() } else { format!("{count} faults") };
        Error::new(Kind::Faults, format!("{faults} in {}", folder.display()))
            .faults(error.fault_lines().to_vec())
            .hint("the rules are asked when the files can be loaded")
    })?;
    let db = Db::open_read(&path, limits)?;
    let mut report = check::check(&db, &mut Ui::progress())?;
    let tables = tables::tables(db.connection()).map_err(|error| db.explain(error))?;
    let seed = Seed::dir(folder)?;
    for finding in &mut report.findings {
        // A saved query is a file of its own.
        let query = folder.join("queries").join(format!("{}.sql", finding.row));
        finding.place = if finding.table == "saved_queries" && query.exists() {
            Some(query.display().to_string())
        } else {
            seed.place(&tables, &finding.table, &finding.row, &finding.column)
        };
    }
    Ok(report)
}

fn tell(report: &Report, what: &str, places: bool, output: &OutputArgs, ui: &Ui) -> Result<()> {
    let count = report.findings.len();
    if count == 0 && !output.is_chosen() {
        // An empty table says less than the note below.
    } else {
        let mut answer = Answer::open(output, false, false, ui)?;
        let columns = ["place", "table", "row", "column", "value", "rule", "what_to_do"];
        let from = usize::from(!places);
        answer
            .made(&columns[from..], report.findings.iter().map(|finding| values(finding).split_off(from)))?;
        answer.complete()?;
    }
    if count == 0 {
        Ui::note(&format!(
            "nothing is wrong with {what}: {} rows, {} rules; llmdb check --coverage shows what is known",
            report.rows, report.rules
        ));
        return Ok(());
    }
    let findings = if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") };
    let more = if report.more { " and more" } else { "" };
    Err(Error::new(Kind::Faults, format!("{findings}{more} in {what}")))
}

fn values(finding: &Finding) -> Vec<Value<'_>> {
    let known = |text| Some(text).filter(|text: &&str| !text.is_empty());
    vec![
        Value::from(finding.place.as_deref()),
        Value::from(known(finding.table.as_str())),
        Value::from(known(finding.row.as_str())),
        Value::from(known(finding.column.as_str())),
        Value::from(finding.value.as_deref()),
        Value::from(finding.rule.as_str()),
        Value::from(finding.advice.as_str()),
    ]
}
