//! Corpora, and what a model was trained on.

use rusqlite::types::Value;

use super::compile::{Statement, limit_of};
use super::conditions::{between, dated, is_one_of, keys, not, number, where_clause};
use super::draft::{Aggregate, Draft, Filter, Op, Relation};
use super::lexicon::Thing;

/// What models were trained on: all of it, or of the named corpora and kinds of them how much.
pub(super) fn trained_on(out: &mut Statement, draft: &Draft) -> Result<(), String> {
    let (corpora, things): (Vec<Thing>, Vec<Thing>) =
        draft.about().into_iter().cloned().partition(|thing| thing.table == "corpora");
    let mut corpora: Vec<String> = corpora.into_iter().map(|corpus| corpus.key).collect();
    let mut kinds: Vec<String> = Vec::new();
    for filter in &draft.filters {
        match filter {
            Filter::Related { relation: Relation::Is, negated: false, .. } => {}
            Filter::Related { relation: Relation::TrainedOn, things, negated: false } => {
                corpora.extend(things.iter().map(|thing| thing.key.clone()));
            }
            Filter::OneOf { column, values, negated: false } if column == "kind" => {
                kinds.extend(values.iter().map(|(key, _)| key.clone()));
            }
            _ => return Err("what a model was trained on is told of it by name".into()),
        }
    }
    if things.is_empty() {
        return Err(
            "say what was trained on it, or ask for a fact of it: what llama was trained on, tokens of c4"
                .into(),
        );
    }
    out.wanted = vec![if corpora.is_empty() { "corpus" } else { "weight_pct" }.into()];
    let mut which = is_one_of(out, &things, "training_mix.model", "training_mix.label");
    if !corpora.is_empty() {
        let own = keys(out, "corpus", &corpora);
        which.push_str(&format!("\n    AND training_mix.corpus IN ({own})"));
    }
    if !kinds.is_empty() {
        let own = keys(out, "kind", &kinds);
        which.push_str(&format!("\n    AND corpora.kind IN ({own})"));
    }
    out.sql = format!(
        "SELECT
    training_mix.model,
    group_concat(training_mix.label, ', ') AS labels,
    training_stages.stage,
    training_mix.corpus,
    corpora.name,
    training_mix.weight_pct,
    training_mix.tokens
FROM training_mix
INNER JOIN training_stages
    ON
        training_mix.model = training_stages.model
        AND training_mix.label = training_stages.label
        AND training_mix.stage_no = training_stages.stage_no
INNER JOIN corpora ON training_mix.corpus = corpora.slug
WHERE {which}
GROUP BY
    training_mix.model,
    training_mix.stage_no,
    training_stages.stage,
    training_mix.corpus,
    corpora.name,
    training_mix.weight_pct,
    training_mix.tokens
ORDER BY
    training_mix.model ASC,
    training_mix.stage_no ASC,
    coalesce(training_mix.weight_pct, 0) DESC,
    training_mix.corpus ASC,
    labels ASC"
    );
    Ok(())
}

/// The languages of corpora, of what models were trained on, or all with how many corpora are in them.
pub(super) fn languages(out: &mut Statement, draft: &Draft) -> Result<(), String> {
    let things: Vec<Thing> = draft.about().into_iter().cloned().collect();
    if draft
        .filters
        .iter()
        .any(|f| !matches!(f, Filter::Related { relation: Relation::Is, negated: false, .. }))
    {
        return Err("languages are told of a corpus, and of what a model was trained on".into());
    }
    out.wanted = vec!["language".into()];
    let of_corpora = things.iter().all(|thing| thing.table == "corpora");
    out.sql = if things.is_empty() {
        "SELECT
    languages.code AS language,
    languages.name,
    languages.name_zh,
    count(corpus_languages.corpus) AS corpora
FROM languages
LEFT JOIN corpus_languages ON languages.code = corpus_languages.language
GROUP BY languages.code
ORDER BY count(corpus_languages.corpus) DESC, languages.code ASC"
            .to_owned()
    } else if of_corpora {
        let slugs: Vec<String> = things.into_iter().map(|thing| thing.key).collect();
        let which = keys(out, "corpus", &slugs);
        format!(
            "SELECT
    corpus_languages.corpus,
    corpus_languages.language,
    languages.name,
    languages.name_zh
FROM corpus_languages
INNER JOIN languages ON corpus_languages.language = languages.code
WHERE corpus_languages.corpus IN ({which})
ORDER BY corpus_languages.corpus ASC, corpus_languages.language ASC"
        )
    } else {
        let which = is_one_of(out, &things, "training_mix.model", "training_mix.label");
        format!(
            "SELECT DISTINCT
    training_mix.model,
    corpus_languages.language,
    languages.name,
    languages.name_zh
FROM training_mix
INNER JOIN corpus_languages ON training_mix.corpus = corpus_languages.corpus
INNER JOIN languages ON corpus_languages.language = languages.code
WHERE {which}
ORDER BY training_mix.model ASC, corpus_languages.language ASC"
        )
    };
    Ok(())
}

/// What of the texts of a model or a corpus is in a language: each text that is in it, with its share in
/// what holds it. A text of several languages is told as such: its share is not that of the language.
pub(super) fn share_of_language(out: &mut Statement, draft: &Draft) {
    let (corpora, models): (Vec<Thing>, Vec<Thing>) =
        draft.about().into_iter().cloned().partition(|thing| thing.table == "corpora");
    let mut codes: Vec<String> = Vec::new();
    for filter in &draft.filters {
        if let Filter::Related { relation: Relation::Language, things, .. } = filter {
            codes.extend(things.iter().map(|thing| thing.key.clone()));
        }
    }
    let mut of = Vec::new();
    if !models.is_empty() {
        let which = is_one_of(out, &models, "training_mix.model", "training_mix.label");
        of.push(format!(
            "SELECT training_mix.model AS whole, training_mix.corpus AS part, training_mix.weight_pct
    FROM training_mix
    WHERE {which}
    UNION
    SELECT corpus_parts.corpus, corpus_parts.part, corpus_parts.weight_pct
    FROM training_mix
    INNER JOIN corpus_parts ON training_mix.corpus = corpus_parts.corpus
    WHERE {which}"
        ));
    }
    if !corpora.is_empty() {
        let slugs: Vec<String> = corpora.into_iter().map(|thing| thing.key).collect();
        let which = keys(out, "corpus", &slugs);
        of.push(format!("SELECT corpus, part, weight_pct FROM corpus_parts WHERE corpus IN ({which})"));
    }
    let languages = keys(out, "language", &codes);
    out.wanted = vec!["weight_pct".into()];
    out.sql = format!(
        "WITH texts (whole, part, weight_pct) AS (
    {}
)

SELECT
    texts.whole,
    texts.part,
    corpora.name,
    texts.weight_pct,
    (SELECT count(*) FROM corpus_languages AS own WHERE own.corpus = texts.part) AS languages
FROM texts
INNER JOIN corpora ON texts.part = corpora.slug
INNER JOIN corpus_languages ON texts.part = corpus_languages.corpus
WHERE corpus_languages.language IN ({languages})
ORDER BY texts.whole ASC, texts.weight_pct DESC, texts.part ASC",
        of.join("\n    UNION\n    ")
    );
}

/// What the licence of a corpus allows.
const COMMERCIAL_USE: &str =
    "(SELECT licenses.commercial_use FROM licenses WHERE licenses.slug = corpora.license)";

/// How many models are known to have been trained on a corpus.
const MODELS: &str =
    "(SELECT count(DISTINCT training_mix.model) FROM training_mix WHERE training_mix.corpus = corpora.slug)";

/// A column of corpora; some are counted or stand elsewhere.
fn expression(column: &str) -> String {
    match column {
        "commercial_use" => COMMERCIAL_USE.to_owned(),
        "models" => MODELS.to_owned(),
        _ => format!("corpora.{column}"),
    }
}

/// Corpora.
#[expect(clippy::too_many_lines, reason = "one thing in all its forms reads best in one place")]
pub(super) fn corpora(out: &mut Statement, draft: &Draft) -> Result<(), String> {
    let name = |column: &str| match column {
        "training_tokens" | "parameters" => Some("tokens"),
        "weight_bytes_fp16" | "bytes" => Some("bytes"),
        "release_date" => Some("release_date"),
        "license" => Some("license"),
        "kind" => Some("kind"),
        "name_zh" => Some("name_zh"),
        "documents" => Some("documents"),
        "commercial_use" => Some("commercial_use"),
        "models" => Some("models"),
        _ => None,
    };
    let refused = |column: &str| {
        format!("corpora have no {column}; they have tokens, bytes, documents, kind, licence, languages")
    };
    let mut all = Vec::new();
    for filter in &draft.filters {
        all.push(corpus_condition(out, filter, &name, &refused)?);
    }
    if draft.aggregate == Some(Aggregate::Count) {
        out.sql = format!("SELECT count(*) AS corpora\nFROM corpora{}", where_clause(&all));
        return Ok(());
    }
    if draft.aggregate.is_some() || draft.group.as_deref().is_some_and(|group| group != "kind") {
        return Err("corpora are listed, counted, or counted by kind".into());
    }
    if draft.group.is_some() || draft.fields.iter().any(|f| f == "kind") && draft.aggregate.is_some() {
        all.push("corpora.kind IS NOT NULL".into());
        out.sql = format!(
            "SELECT\n    corpora.kind,\n    count(*) AS corpora\nFROM corpora{}\nGROUP BY corpora.kind\nORDER BY count(*) DESC, corpora.kind ASC",
            where_clause(&all)
        );
        return Ok(());
    }
    let mut ending = String::from("\nORDER BY corpora.slug ASC");
    if let Some((column, descending)) = &draft.order {
        // the largest in bytes
        let in_bytes = column == "parameters" && draft.fields.iter().any(|field| field == "bytes");
        let column = if in_bytes { "bytes" } else { name(column).ok_or_else(|| refused(column))? };
        let own = expression(column);
        if column != "models" {
            let empty: Vec<String> = all.iter().cloned().chain([format!("{own} IS NULL")]).collect();
            let sql = format!("SELECT count(*)\nFROM corpora{}", where_clause(&empty));
            out.left_out.push((column.to_owned(), sql));
        }
        all.push(if column == "models" { format!("{own} > 0") } else { format!("{own} IS NOT NULL") });
        ending = format!("\nORDER BY {own} {}, corpora.slug ASC", if *descending { "DESC" } else { "ASC" });
    }
    if let Some((op, least)) = draft.having {
        let least = out.bind("models", Value::Integer(least));
        let sign = if op == Op::About { "=" } else { op.sign() };
        all.push(format!("{MODELS} {sign} {least}"));
    }
    if let Some(limit) = limit_of(draft) {
        let top = out.bind("top", Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        ending.push_str(&format!("\nLIMIT {top}"));
    }
    let mut columns = vec!["slug", "name"];
    for field in &draft.fields {
        if matches!(field.as_str(), "organizations" | "countries" | "release_year") {
            continue;
        }
        if field == "parameters" && draft.fields.len() > 1 {
            continue;
        }
        if field == "parameters" {
            columns.extend(
                ["tokens", "bytes", "documents"]
                    .iter()
                    .filter(|own| !columns.contains(own))
                    .collect::<Vec<_>>(),
            );
            continue;
        }
        columns.push(name(field).ok_or_else(|| refused(field))?);
    }
    if draft.fields.iter().any(|field| field == "organizations") {
        columns.push("makers");
    }
    let used = draft.having.is_some() || draft.order.as_ref().is_some_and(|(column, _)| column == "models");
    if used {
        columns.push("models");
    }
    if columns.len() == 2 || draft.about().is_empty() || used {
        for column in ["kind", "tokens", "bytes", "documents", "license", "release_date"] {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    } else {
        let size = draft.fields.iter().any(|field| field == "parameters");
        out.wanted =
            columns[if size { columns.len() } else { 2 }..].iter().map(|&column| column.to_owned()).collect();
    }
    let listed: Vec<String> = columns
        .iter()
        .map(|&column| match column {
            "makers" => "(\n        SELECT group_concat(organizations.name, ', ')\n        FROM corpus_organizations\n        INNER JOIN organizations ON corpus_organizations.organization = organizations.slug\n        WHERE corpus_organizations.corpus = corpora.slug\n    ) AS makers".to_owned(),
            "commercial_use" | "models" => format!("{} AS {column}", expression(column)),
            _ => format!("corpora.{column}"),
        })
        .collect();
    out.sql = format!("SELECT\n    {}\nFROM corpora{}{ending}", listed.join(",\n    "), where_clause(&all));
    Ok(())
}

pub(super) fn corpus_condition(
    out: &mut Statement,
    filter: &Filter,
    name: &dyn Fn(&str) -> Option<&'static str>,
    refused: &dyn Fn(&str) -> String,
) -> Result<String, String> {
    let plain = |column: &str| name(column).map_or_else(|| Err(refused(column)), |own| Ok(expression(own)));
    Ok(match filter {
        Filter::Related { relation: Relation::Is, things, negated }
            if things.iter().all(|t| t.table == "corpora") =>
        {
            let slugs: Vec<String> = things.iter().map(|t| t.key.clone()).collect();
            format!("corpora.slug {}IN ({})", not(*negated), keys(out, "corpus", &slugs))
        }
        Filter::Related { relation: Relation::Is, things, negated } => {
            let which = is_one_of(out, things, "model", "label");
            format!("corpora.slug {}IN (SELECT corpus FROM training_mix WHERE {which})", not(*negated))
        }
        Filter::Related { relation: Relation::Language, things, negated } => {
            let codes: Vec<String> = things.iter().map(|t| t.key.clone()).collect();
            format!(
                "corpora.slug {}IN (SELECT corpus FROM corpus_languages WHERE language IN ({}))",
                not(*negated),
                keys(out, "language", &codes)
            )
        }
        Filter::Related { relation: Relation::MadeBy, things, negated } => {
            let slugs: Vec<String> = things.iter().map(|t| t.key.clone()).collect();
            format!(
                "corpora.slug {}IN (SELECT corpus FROM corpus_organizations WHERE organization IN ({}))",
                not(*negated),
                keys(out, "organization", &slugs)
            )
        }
        Filter::Related { relation: Relation::Country, things, negated } => {
            let codes: Vec<String> = things.iter().map(|t| t.key.clone()).collect();
            format!(
                "corpora.slug {}IN (SELECT corpus FROM corpus_organizations INNER JOIN organizations ON organization = organizations.slug WHERE country IN ({}))",
                not(*negated),
                keys(out, "country", &codes)
            )
        }
        Filter::OneOf { column, values, negated } => {
            let own = if column == "kind" { "corpora.kind".to_owned() } else { plain(column)? };
            let values: Vec<String> = values.iter().map(|(key, _)| key.clone()).collect();
            format!("{own} {}IN ({})", not(*negated), keys(out, column, &values))
        }
        Filter::Number { column, op, value, magnitude } => {
            number(out, &plain(column)?, column, *op, *value, *magnitude)
        }
        Filter::Between { column, low, high } => between(out, &plain(column)?, column, *low, *high),
        Filter::Known { column, known } => format!("{} IS {}NULL", plain(column)?, not(*known)),
        Filter::Date { op, date } => dated(out, "corpora.release_date", *op, date),
        Filter::Any(any) => {
            let all: Vec<String> =
                any.iter().map(|f| corpus_condition(out, f, name, refused)).collect::<Result<_, _>>()?;
            format!("({})", all.join(" OR "))
        }
        Filter::Not(filter) => format!("NOT ({})", corpus_condition(out, filter, name, refused)?),
        _ => return Err("corpora cannot be asked for by this; ask for models".into()),
    })
}
