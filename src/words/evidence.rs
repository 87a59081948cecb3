//! Where the facts of a thing stand, and where texts tell them otherwise.

use super::compile::{NOT_OF_MODELS, Statement};
use super::conditions::{columns_of, condition, keys};
use super::draft::{Ask, Draft, Filter, Relation};
use super::lexicon::Thing;
use super::runs;
use crate::rows::Source;

/// Tables whose rows are cited under the key of a model, of a corpus.
const OF_MODELS: &str = "'models', 'model_organizations', 'model_techniques', 'sizes', 'derivations', 'training_stages', 'training_runs', 'training_mix', 'evaluations'";
const OF_CORPORA: &str = "'corpora', 'corpus_parts', 'corpus_languages', 'corpus_organizations'";

/// The first part of the key of a row: the model, the corpus.
const FIRST_OF_KEY: &str = "substr(row_key, 1, instr(row_key || '/', '/') - 1)";

/// The texts that tell of things, the most primary first; of a column, with the place in the text.
pub(super) fn sources(out: &mut Statement, draft: &Draft) -> Result<(), String> {
    let (which, columns) = asked(out, draft)?;
    let Some(which) = which else {
        return Err("say of what: sources of llama-2, the paper of bloom".into());
    };
    let mut all = vec![which, "citations.says IS NULL".to_owned()];
    all.extend(of_columns(out, &columns));
    if draft.ask == Some(Ask::Papers) {
        all.push("sources.kind = 'paper'".into());
    }
    // A technique is cited where a model's makers tell of it, which is seldom the paper of it.
    let of_technique = |filter: &Filter| matches!(filter, Filter::Related { relation: Relation::Uses, .. });
    if draft.ask == Some(Ask::Papers) && draft.filters.iter().any(of_technique) {
        return Err("the paper of a technique is not held: ask for the sources of it".into());
    }
    let all = all.join("\n    AND ");
    let rank = format!("{} ASC", Source::RANK);
    out.wanted = vec!["title".into()];
    out.sql = if columns.is_empty() {
        format!(
            "SELECT
    sources.title,
    sources.kind,
    sources.year,
    sources.url,
    count(*) AS facts,
    sources.key AS source
FROM citations
INNER JOIN sources ON citations.source = sources.key
WHERE
    {all}
GROUP BY sources.key
ORDER BY
    {rank},
    count(*) DESC,
    sources.key ASC"
        )
    } else {
        format!(
            "SELECT
    citations.row_key,
    citations.column_name,
    sources.title,
    citations.locator,
    sources.kind,
    sources.url,
    sources.key AS source
FROM citations
INNER JOIN sources ON citations.source = sources.key
WHERE
    {all}
ORDER BY
    citations.row_key ASC,
    citations.column_name ASC,
    {rank},
    sources.key ASC,
    citations.locator ASC"
        )
    };
    Ok(())
}

/// Where texts tell the facts of things otherwise than the catalogue.
pub(super) fn disagreements(out: &mut Statement, draft: &Draft) -> Result<(), String> {
    let (which, columns) = asked(out, draft)?;
    let mut all = vec!["lower(citations.source_says) <> 'not disclosed'".to_owned()];
    all.extend(which);
    all.extend(of_columns(out, &columns));
    out.sql = format!(
        "SELECT
    table_name,
    row_key,
    column_name,
    catalogue_says,
    source_says,
    source,
    source_kind,
    locator,
    note
FROM disagreements AS citations
WHERE
    {}
ORDER BY
    table_name ASC,
    row_key ASC,
    column_name ASC,
    source ASC,
    locator ASC,
    source_says ASC",
        all.join("\n    AND ")
    );
    Ok(())
}

/// Which rows are meant, and the columns of which alone something is asked.
fn asked(out: &mut Statement, draft: &Draft) -> Result<(Option<String>, Vec<String>), String> {
    let mut any = Vec::new();
    let (mut columns, mut limits): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for filter in &draft.filters {
        match filter {
            Filter::Related { relation: Relation::Is, things, negated: false } => {
                any.extend(things.iter().map(|thing| about(out, thing)));
            }
            Filter::Related { relation: Relation::Uses, things, negated: false }
                if draft.about().is_empty() =>
            {
                any.extend(things.iter().map(|thing| about(out, thing)));
            }
            Filter::OneOf { column, values, negated: false }
                if draft.about().is_empty()
                    && matches!(column.as_str(), "positional_encoding" | "license") =>
            {
                let keys: Vec<String> = values.iter().map(|(key, _)| key.clone()).collect();
                let which = keys_of(out, &keys);
                any.push(format!("citations.table_name = '{column}s' AND citations.row_key IN ({which})"));
            }
            _ if draft.about().is_empty() => {
                return Err("sources are told of a thing by its name: sources of llama-2".into());
            }
            // where does it say that llama-2 has 80 layers: of the sizes that have them, the layers.
            other => {
                let apart = |column: &String| {
                    runs::is_of_runs(column)
                        || NOT_OF_MODELS.contains(&column.as_str())
                        || matches!(column.as_str(), "score" | "min_parameters")
                };
                if let Some(column) = columns_of(other).into_iter().find(apart) {
                    return Err(format!(
                        "sources are told by a thing and its own facts, and {column} is none"
                    ));
                }
                let own = condition(out, other)?;
                limits.push(format!(
                    "(citations.row_key IN (SELECT catalog.model || '/' || catalog.label FROM catalog WHERE {own}) OR citations.row_key IN (SELECT catalog.model FROM catalog WHERE {own}))"
                ));
                columns.extend(columns_of(other));
            }
        }
    }
    columns.extend(draft.fields.iter().filter(|field| *field != "hub_id").cloned());
    let vocabulary = draft.about().is_empty();
    for column in &mut columns {
        if vocabulary && column == "release_date" {
            "introduced".clone_into(column);
        }
    }
    columns.sort();
    columns.dedup();
    let mut which = if any.len() > 1 { format!("({})", any.join(" OR ")) } else { any.concat() };
    for limit in limits {
        which.push_str(&format!("\n    AND {limit}"));
    }
    Ok(((!which.is_empty()).then_some(which), columns))
}

fn keys_of(out: &mut Statement, values: &[String]) -> String {
    keys(out, "key", values)
}

/// The rows that are cited of a thing.
fn about(out: &mut Statement, thing: &Thing) -> String {
    match (thing.table.as_str(), thing.key.split_once('/')) {
        ("sizes", Some((model, _))) => {
            let (model, own) = (out.text("model", model), out.text("key", &thing.key));
            format!(
                "citations.table_name IN ({OF_MODELS}) AND (citations.row_key = {model} OR citations.row_key = {own} OR citations.row_key LIKE {own} || '/%')"
            )
        }
        ("families", _) => {
            let family = out.text("family", &thing.key);
            format!(
                "citations.table_name IN ({OF_MODELS}) AND {FIRST_OF_KEY} IN (SELECT slug FROM models WHERE family = {family})"
            )
        }
        ("models", _) => {
            let model = out.text("model", &thing.key);
            format!("citations.table_name IN ({OF_MODELS}) AND {}", below(&model))
        }
        ("corpora", _) => {
            let corpus = out.text("corpus", &thing.key);
            format!("citations.table_name IN ({OF_CORPORA}) AND {}", below(&corpus))
        }
        (table, _) => {
            let key = out.text("key", &thing.key);
            format!("citations.table_name = '{table}' AND citations.row_key = {key}")
        }
    }
}

/// The rows of a key and below it; the bounds are for the index, and `0` follows the slash.
fn below(key: &str) -> String {
    format!("citations.row_key >= {key} AND citations.row_key < {key} || '0' AND {FIRST_OF_KEY} = {key}")
}

/// Those of the columns alone, and of the facts from which they are computed.
fn of_columns(out: &mut Statement, columns: &[String]) -> Option<String> {
    if columns.is_empty() {
        return None;
    }
    let own = keys(out, "column", columns);
    Some(format!(
        "(citations.column_name IN ({own}) OR EXISTS (
        SELECT 1
        FROM catalog_evidence
        WHERE
            catalog_evidence.column_name IN ({own})
            AND catalog_evidence.table_name = citations.table_name
            AND citations.column_name IN (catalog_evidence.cited_column, '*')
    ))"
    ))
}
