//! A thing itself: what it is called, what it is, since when; and what a corpus is made of.

use super::compile::Statement;
use super::conditions::keys;
use super::draft::{Draft, Filter, Relation};
use super::lexicon::Thing;

/// The tables whose things can be told of, the likelier first.
pub(crate) const TABLES: &[&str] = &[
    "positional_encodings",
    "techniques",
    "architectures",
    "licenses",
    "organizations",
    "corpora",
    "families",
    "models",
    "benchmarks",
];

/// One row per thing, the same columns for things of all tables.
pub(super) fn things(out: &mut Statement, draft: &Draft, chinese: bool) {
    let description = if chinese { "description_zh" } else { "description_en" };
    let mut parts = Vec::new();
    for &table in TABLES {
        let of_table = |thing: &&Thing| thing.table == table;
        let slugs: Vec<String> = draft.things.iter().filter(of_table).map(|t| t.key.clone()).collect();
        if slugs.is_empty() {
            continue;
        }
        let (is_a, tells, kind, since, url) = match table {
            "positional_encodings" => ("positional encoding", description, "kind", "introduced", "NULL"),
            "techniques" => ("technique", description, "NULL", "introduced", "NULL"),
            "architectures" => ("architecture", description, "NULL", "NULL", "NULL"),
            "licenses" => ("licence", "'commercial use: ' || commercial_use", "NULL", "NULL", "url"),
            "organizations" => (
                "organization",
                "(SELECT count(*) || ' models' FROM model_organizations WHERE organization = entries.slug)",
                "kind || coalesce(', ' || (SELECT name FROM countries WHERE code = entries.country), '')",
                "NULL",
                "url",
            ),
            "corpora" => ("corpus", description, "kind", "release_date", "url"),
            "families" => (
                "family",
                "(SELECT count(*) || ' models' FROM models WHERE family = entries.slug)",
                "NULL",
                "(SELECT min(release_date) FROM models WHERE family = entries.slug)",
                "NULL",
            ),
            "benchmarks" => ("benchmark", description, "NULL", "NULL", "url"),
            _ => ("model", description, "kind", "release_date", "NULL"),
        };
        let name_zh = if table == "licenses" { "NULL" } else { "name_zh" };
        let slugs = keys(out, "slug", &slugs);
        parts.push(format!(
            "SELECT\n    '{is_a}' AS is_a,\n    name,\n    {tells} AS description,\n    {kind} AS kind,\n    {since} AS since,\n    {name_zh} AS name_zh,\n    {url} AS url,\n    slug\nFROM {table} AS entries\nWHERE slug IN ({slugs})"
        ));
    }
    out.sql = format!("{}\nORDER BY is_a ASC, slug ASC", parts.join("\nUNION ALL\n"));
}

/// From how many parameters on a technique helps: of the named ones, or of all of which it is known.
pub(super) fn scales(out: &mut Statement, draft: &Draft) {
    let slugs: Vec<String> = draft
        .filters
        .iter()
        .filter_map(|filter| match filter {
            Filter::Related { relation: Relation::Uses, things, .. } => Some(things),
            _ => None,
        })
        .flatten()
        .map(|thing| thing.key.clone())
        .collect();
    let which = if slugs.is_empty() {
        "min_parameters IS NOT NULL".to_owned()
    } else {
        format!("slug IN ({})", keys(out, "technique", &slugs))
    };
    out.wanted = vec!["min_parameters".into()];
    out.sql = format!(
        "SELECT
    slug,
    name,
    name_zh,
    min_parameters
FROM techniques
WHERE {which}
ORDER BY slug ASC"
    );
}

/// What a corpus is made of.
pub(super) fn parts(out: &mut Statement, draft: &Draft) {
    let slugs: Vec<String> = draft.about().iter().map(|thing| thing.key.clone()).collect();
    let which = keys(out, "corpus", &slugs);
    out.sql = format!(
        "SELECT
    corpus_parts.corpus,
    corpus_parts.part,
    corpora.name,
    corpus_parts.weight_pct,
    corpus_parts.tokens,
    corpus_parts.bytes,
    corpus_parts.epochs
FROM corpus_parts
INNER JOIN corpora ON corpus_parts.part = corpora.slug
WHERE corpus_parts.corpus IN ({which})
ORDER BY
    corpus_parts.corpus ASC,
    coalesce(corpus_parts.weight_pct, 0) DESC,
    coalesce(corpus_parts.bytes, corpus_parts.tokens, 0) DESC,
    corpus_parts.part ASC"
    );
}
