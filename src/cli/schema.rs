//! `llmdb schema`: what tables, views and columns there are, and what they mean.

use clap_complete::ArgValueCompleter;

use super::output::{Answer, OutputArgs};
use super::ui::Ui;
use super::{Global, catalogue, completions};
use crate::error::Result;
use crate::rows::Value;
use crate::schema;

/// Show the tables and views, or the columns of one, with their meaning
///
/// Examples:
///   llmdb schema
///   llmdb schema catalog
///   llmdb schema --diagram
///
/// The list has the members name, kind, rows, about; a table or view has column, type, key,
/// refers_to, meaning. --diagram prints the relations for Mermaid, --sql the statements.
/// Exit codes: 0 answered, 1 the file is at fault, 2 no such table or view.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// A table or view
    #[arg(conflicts_with_all = ["diagram", "sql"], add = ArgValueCompleter::new(completions::tables))]
    name: Option<String>,
    /// Draw the relations as a Mermaid diagram
    #[arg(long, conflicts_with = "sql")]
    diagram: bool,
    /// Print the statements that make the schema
    #[arg(long)]
    sql: bool,
    #[command(flatten)]
    output: OutputArgs,
}

pub(crate) fn run(args: Args, global: &Global, ui: &Ui) -> Result<()> {
    let db = catalogue::open(global, ui.limits(None))?;
    if args.diagram {
        return Ui::say(&schema::diagram(&db)?);
    }
    if args.sql {
        return Ui::say(&schema::sql(&db)?);
    }
    if let Some(name) = &args.name {
        let relation = schema::relation(&db, name)?;
        let mut answer = Answer::open(&args.output, true, false, ui)?;
        answer.made(
            &["column", "type", "key", "refers_to", "meaning"],
            relation.columns.iter().map(|column| {
                vec![
                    Value::from(column.name.as_str()),
                    Value::from(Some(column.kind.as_str()).filter(|kind| !kind.is_empty())),
                    Value::from(column.is_key.then_some("key")),
                    Value::from(column.refers_to.as_deref()),
                    Value::from(column.meaning.as_str()),
                ]
            }),
        )?;
        return answer.complete();
    }
    let relations = schema::relations(&db)?;
    let counts: Vec<i64> =
        relations.iter().map(|relation| schema::count(&db, &relation.name)).collect::<Result<_>>()?;
    let mut answer = Answer::open(&args.output, true, false, ui)?;
    answer.made(
        &["name", "kind", "rows", "about"],
        relations.iter().zip(counts).map(|(relation, rows)| {
            vec![
                Value::from(relation.name.as_str()),
                Value::from(relation.kind.as_str()),
                Value::Integer(rows),
                Value::from(relation.about.as_str()),
            ]
        }),
    )?;
    answer.complete()
}
