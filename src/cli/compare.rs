//! `llmdb compare`: models or sizes side by side.

use std::collections::HashSet;

use clap_complete::ArgValueCompleter;

use super::output::{Answer, Line, OutputArgs};
use super::ui::Ui;
use super::{Global, catalogue, completions};
use crate::cite::Citing;
use crate::compare::{self, Beside, Property};
use crate::error::Result;
use crate::names::Names;
use crate::page::NOT_DISCLOSED;
use crate::rows::{Column, Value};

/// Compare two to six models or sizes, a line a property
///
/// Examples:
///   llmdb compare llama-2/70b opt-175b
///   llmdb compare "llama 2 7b" "baichuan 7b" --diff
///   llmdb compare bloom opt palm --cite
///   llmdb compare llama-2 llama -f csv
///
/// A NAME is written as for llmdb show; one of several words stands in quotes. A model without a
/// size is compared by its largest, one of which no size is known by what is known of the model, and a
/// line on standard error says so. In a table ≠ marks the
/// properties that differ; – there: the known values agree, others are unknown.
/// "not disclosed" is what its makers withhold.
/// Elsewhere the column `differs` is 1, 0, or empty where values are unknown. JSON members:
/// property, differs, and one a size, named model/label. In tables numbers are as people read them,
/// in other formats exact.
/// Exit codes: 0 answered, 1 the file is at fault, 2 a name is not known, or means several things.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Two to six models or sizes
    #[arg(required = true, value_name = "NAME", add = ArgValueCompleter::new(completions::things))]
    names: Vec<String>,
    /// Leave out the properties that are equal
    #[arg(long)]
    diff: bool,
    /// Show the sources of each value
    #[arg(long)]
    cite: bool,
    #[command(flatten)]
    output: OutputArgs,
}

pub(crate) fn run(args: Args, global: &Global, ui: &Ui) -> Result<()> {
    let db = catalogue::open(global, ui.limits(None))?;
    db.look_once()?;
    let names = Names::load(&db)?;
    let picked = compare::pick(&db, &names, &args.names)?;
    let mut beside = Beside::default();
    if args.cite {
        let mut citing = Citing::new(&db, &mut beside)?.with(&compare::EVIDENCE);
        compare::pump_sizes(&db, &picked, &mut citing)?;
        citing.finish()?;
    } else {
        compare::pump_sizes(&db, &picked, &mut beside)?;
    }

    let mut answer = Answer::open(&args.output, false, args.cite, ui)?;
    let people = answer.is_for_people();
    let cannot = compare::inapplicable_to_all(&db, &picked)?;
    let withheld = compare::withheld(&db, &picked)?;
    let (mut equal, mut unknown, mut lines) = (0, Vec::new(), Vec::new());
    for property in beside.properties() {
        let is_withheld = withheld.iter().any(|columns| columns.contains(&property.column.name));
        if (people || args.diff) && property.is_unknown() && !(people && is_withheld) {
            // What none can have is not unknown.
            unknown.extend(Some(property.column.name.as_str()).filter(|name| !cannot.contains(*name)));
        } else if args.diff && property.differs() == Some(false) {
            equal += 1;
        } else {
            lines.push(line(property, people, &withheld));
        }
    }
    let at_once = answer.table_width().map_or(picked.len(), |width| beside_each_other(width, picked.len()));
    for from in (0..picked.len()).step_by(at_once) {
        let to = (from + at_once).min(picked.len());
        let mut columns = vec![Column::new("property"), Column::new(if people { "≠" } else { "differs" })];
        columns.extend(picked[from..to].iter().map(|one| Column::new(one.size.row_key())));
        let part: Vec<Line> = lines.iter().map(|line| part_of(line, from, to)).collect();
        // The numbers run through all tables; what they mean stands below the last.
        let is_last = to == picked.len();
        answer.lines(&columns, &part, &beside.sources, is_last)?;
    }
    answer.complete()?;

    for one in &picked {
        if let Some(model) = &one.is_largest_of {
            Ui::note(&format!("{model} is compared by its largest size, {}", one.size.row_key()));
        } else if one.has_no_size() {
            Ui::note(&format!(
                "no size of {} is known: what is known of the model is compared",
                one.size.name
            ));
        }
    }
    if equal > 0 {
        Ui::note(&format!("{equal} properties are equal"));
    }
    if !unknown.is_empty() {
        Ui::note(&format!("unknown of all: {}", unknown.join(", ").replace('_', " ")));
    }
    Ok(())
}

/// So many columns of a table stand before those of the sizes.
const BEFORE: usize = 2;
/// Their width, and the least width in which a size reads well.
const BEFORE_WIDTH: usize = 18;
const SIZE_WIDTH: usize = 15;

/// How many sizes are set in one table: those that do not fit go on in a second one, evenly.
fn beside_each_other(width: usize, count: usize) -> usize {
    let fitting = (width.saturating_sub(BEFORE_WIDTH) / SIZE_WIDTH).clamp(1, count);
    count.div_ceil(count.div_ceil(fitting))
}

/// A line without the sizes before `from` and behind `to`.
fn part_of((values, cited): &Line, from: usize, to: usize) -> Line {
    let places = || (0..BEFORE).chain(BEFORE + from..BEFORE + to);
    (
        places().map(|place| values[place].clone()).collect(),
        places().map(|place| cited[place].clone()).collect(),
    )
}

fn line(property: &Property, people: bool, withheld: &[HashSet<String>]) -> Line {
    let mark = match (property.differs(), people) {
        (None, _) => Value::Null,
        (Some(true), true) => Value::from("≠"),
        (Some(false), true) => Value::from(""),
        (Some(differs), false) => Value::Integer(i64::from(differs)),
    };
    let name = &property.column.name;
    let name = Value::Text(if people { name.replace('_', " ") } else { name.clone() }.into());
    let mut values = vec![name, mark];
    let mut cited = vec![Vec::new(); BEFORE];
    for (place, value) in property.values.iter().enumerate() {
        values.push(match (people, value) {
            (true, Value::Null) if withheld[place].contains(&property.column.name) => {
                Value::from(NOT_DISCLOSED)
            }
            (true, _) => property.human(place),
            (false, _) => value.clone(),
        });
        cited.push(property.cited[place].clone());
    }
    (values, cited)
}
