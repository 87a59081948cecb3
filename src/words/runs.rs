//! What makers publish of their training runs: facts of a run, asked for like those of a size.

use super::compile::Statement;
use super::lexicon::Thing;

/// The columns of a run.
const COLUMNS: &[&str] = &[
    "flop",
    "accelerator",
    "accelerators",
    "accelerator_hours",
    "utilization_pct",
    "precision",
    "batch_tokens",
    "cost_usd",
];

/// What is told of a whole run.
pub(crate) const WHOLE: &[&str] =
    &["accelerator", "accelerators", "accelerator_hours", "flop", "batch_tokens", "cost_usd"];

/// The sizes with their runs.
pub(crate) const SOURCE: &str = "catalog\nLEFT JOIN training_runs ON catalog.model = training_runs.model AND catalog.label = training_runs.label";

/// Columns of `sizes` that `catalog` does not show.
const OF_SIZES: &[&str] = &["tied_embeddings", "sliding_window"];

/// Is this a column of `sizes` alone?
pub(super) fn is_of_sizes_alone(column: &str) -> bool {
    OF_SIZES.contains(&column)
}

/// Is this a column of training runs?
pub(crate) fn is_of_runs(column: &str) -> bool {
    COLUMNS.contains(&column)
}

/// The table in which a column of a thing stands.
pub(super) fn table_of(column: &str) -> &'static str {
    if is_of_runs(column) {
        "training_runs"
    } else if is_of_sizes_alone(column) {
        "sizes"
    } else {
        "catalog"
    }
}

/// Reads the columns of runs from their own table.
pub(super) fn from_own_table(out: &mut Statement) {
    let own = |sql: &str| {
        let mut sql = sql.to_owned();
        for column in COLUMNS {
            sql = sql.replace(&format!("catalog.{column}"), &format!("training_runs.{column}"));
        }
        sql
    };
    out.sql = own(&out.sql).replace("catalog.stage_no", "training_runs.stage_no");
    for (_, sql) in &mut out.left_out {
        *sql = own(sql);
    }
}

/// Reads the columns that `catalog` does not show from the size itself.
pub(super) fn from_the_size(out: &mut Statement) {
    let own = |sql: &str| {
        let mut sql = sql.to_owned();
        for column in OF_SIZES {
            let read = format!(
                "(SELECT sizes.{column} FROM sizes WHERE sizes.model = catalog.model AND sizes.label = catalog.label)"
            );
            sql = sql.replace(&format!("catalog.{column}"), &read);
        }
        sql
    };
    out.sql = own(&out.sql);
    for (_, sql) in &mut out.left_out {
        *sql = own(sql);
    }
}

/// What of a tuned model is told of its base where it is not known of itself.
pub(super) fn comes_from_the_base(column: &str) -> bool {
    matches!(column, "training_tokens" | "training_flop") || is_of_runs(column)
}

/// Values of a column of what a model was made from, in one step, where its own is not known.
pub(super) fn of_the_base(column: &str) -> String {
    format!(
        "SELECT derivations.base_model, base.label, max(base.{column})
FROM derivations
LEFT JOIN sizes AS own ON derivations.model = own.model
INNER JOIN {0} AS base
    ON derivations.base_model = base.model AND coalesce(derivations.base_label, own.label) = base.label
WHERE derivations.model = ?1 AND coalesce(own.label = ?2, 1) AND base.{column} IS NOT NULL
    AND NOT EXISTS (
        SELECT 1
        FROM {0} AS known
        WHERE known.model = ?1 AND coalesce(known.label = ?2, 1) AND known.{column} IS NOT NULL
    )
GROUP BY derivations.base_model, base.label
ORDER BY derivations.base_model, base.label",
        table_of(column)
    )
}

/// What the models were pretrained on from which a model was made, where its own pretraining is not known.
pub(super) const CORPORA_OF_THE_BASE: &str = "
SELECT DISTINCT training_mix.model, training_mix.corpus
FROM derivations
LEFT JOIN sizes AS own ON derivations.model = own.model
INNER JOIN training_mix
    ON
        derivations.base_model = training_mix.model
        AND coalesce(derivations.base_label, own.label) = training_mix.label
WHERE
    derivations.model = ?1
    AND coalesce(own.label = ?2, 1)
    AND NOT EXISTS (
        SELECT 1
        FROM training_mix AS known
        INNER JOIN training_stages
            ON
                known.model = training_stages.model
                AND known.label = training_stages.label
                AND known.stage_no = training_stages.stage_no
        WHERE known.model = ?1 AND training_stages.stage = 'pretraining'
    )
ORDER BY training_mix.model, training_mix.corpus";

/// A model and its label, where it is one size.
pub(super) fn model_and_label(thing: &Thing) -> (&str, Option<&str>) {
    match thing.key.split_once('/') {
        Some((model, label)) if thing.table == "sizes" => (model, Some(label)),
        _ => (&thing.key, None),
    }
}
