//! Conditions: each filter of a question as SQL over `catalog`, its values bound.

use super::compile::Statement;
use super::draft::{Draft, ENCODING_KIND, Filter, MAKER_KIND, Op, Relation, When, of_the_model};
use super::lexicon::Thing;
use super::rules::amounts::context_value;
use super::runs::table_of;

pub(super) fn conditions(out: &mut Statement, draft: &Draft) -> Result<Vec<String>, String> {
    draft.filters.iter().map(|filter| condition(out, filter)).collect()
}

pub(super) fn where_clause(conditions: &[String]) -> String {
    if conditions.is_empty() {
        String::new()
    } else {
        format!("\nWHERE\n    {}", conditions.join("\n    AND "))
    }
}

pub(super) fn not(negated: bool) -> &'static str {
    if negated { "NOT " } else { "" }
}

pub(super) fn keys(out: &mut Statement, name: &str, values: &[String]) -> String {
    let bound: Vec<String> = values.iter().map(|value| out.text(name, value)).collect();
    bound.join(", ")
}

pub(super) fn model_key(thing: &Thing) -> &str {
    if thing.table == "sizes" { thing.key.split('/').next().unwrap_or(&thing.key) } else { &thing.key }
}

/// It is one of these models, sizes, families.
pub(super) fn is_one_of(out: &mut Statement, things: &[Thing], model: &str, label: &str) -> String {
    let any: Vec<String> = things
        .iter()
        .map(|thing| match (thing.table.as_str(), thing.key.split_once('/')) {
            ("sizes", Some((own, size))) => {
                let (own, size) = (out.text("model", own), out.text("label", size));
                format!("({model} = {own} AND {label} = {size})")
            }
            ("families", _) => {
                let family = out.text("family", &thing.key);
                format!("{model} IN (SELECT slug FROM models WHERE family = {family})")
            }
            _ => format!("{model} = {}", out.text("model", &thing.key)),
        })
        .collect();
    if any.len() == 1 { any.concat() } else { format!("({})", any.join(" OR ")) }
}

pub(super) fn condition(out: &mut Statement, filter: &Filter) -> Result<String, String> {
    Ok(match filter {
        Filter::OneOf { column, values, negated } if column == MAKER_KIND => {
            let values: Vec<String> = values.iter().map(|(key, _)| key.clone()).collect();
            format!(
                "catalog.model {}IN (
        SELECT model_organizations.model
        FROM model_organizations
        INNER JOIN organizations ON model_organizations.organization = organizations.slug
        WHERE organizations.kind IN ({})
    )",
                not(*negated),
                keys(out, column, &values)
            )
        }
        Filter::OneOf { column, values, negated } if column == ENCODING_KIND => {
            let values: Vec<String> = values.iter().map(|(key, _)| key.clone()).collect();
            format!(
                "catalog.positional_encoding {}IN (SELECT slug FROM positional_encodings WHERE kind IN ({}))",
                not(*negated),
                keys(out, column, &values)
            )
        }
        Filter::OneOf { column, values, negated } => {
            let values: Vec<String> = values.iter().map(|(key, _)| key.clone()).collect();
            if let ([_], false) = (values.as_slice(), *negated) {
                format!("catalog.{column} = {}", keys(out, column, &values))
            } else {
                format!("catalog.{column} {}IN ({})", not(*negated), keys(out, column, &values))
            }
        }
        Filter::Number { column, op, value, magnitude } => {
            number(out, &format!("catalog.{column}"), column, *op, *value, *magnitude)
        }
        Filter::Between { column, low, high } => {
            between(out, &format!("catalog.{column}"), column, *low, *high)
        }
        Filter::Known { column, known } => format!("catalog.{column} IS {}NULL", not(*known)),
        Filter::Holds { column, text, negated } => {
            format!(
                "instr(catalog.{column}, {}) {} 0",
                out.text(column, text),
                if *negated { "=" } else { ">" }
            )
        }
        Filter::Date { op, date } => dated(out, "catalog.release_date", *op, date),
        Filter::Related { relation, things, negated } => related(out, *relation, things, *negated)?,
        Filter::Than { column, more, thing } => {
            let which = is_one_of(out, std::slice::from_ref(thing), "model", "label");
            let (sign, of) = if *more { (">", "max") } else { ("<", "min") };
            let from = if of_the_model(column) { "listing" } else { table_of(column) };
            format!("catalog.{column} {sign} (SELECT {of}({column}) FROM {from} WHERE {which})")
        }
        Filter::Same { column, thing } => {
            let which = is_one_of(out, std::slice::from_ref(thing), "model", "label");
            let model = out.text("model", model_key(thing));
            if column == "organizations" {
                return Ok(format!(
                    "catalog.model IN (
        SELECT others.model
        FROM model_organizations
        INNER JOIN model_organizations AS others ON model_organizations.organization = others.organization
        WHERE model_organizations.model = {model}
    )
    AND catalog.model <> {model}"
                ));
            }
            if column == "countries" {
                return Err("ask for models from a country rather than from the same".into());
            }
            let from = if of_the_model(column) { "listing" } else { table_of(column) };
            format!(
                "catalog.{column} IN (SELECT {column} FROM {from} WHERE {which}) AND catalog.model <> {model}"
            )
        }
        Filter::Fits { memory, bits, context, said } => {
            let needed = needed_bytes(out, *bits, *context, *said);
            let memory = out.number("memory_bytes", *memory);
            let long_enough = if *said {
                format!("\n    AND catalog.context_length >= {}", out.number("context_tokens", *context))
            } else {
                String::new()
            };
            format!("catalog.weights IN ('open', 'gated'){long_enough}\n    AND {needed} <= {memory}")
        }
        Filter::Any(any) => {
            let all: Vec<String> =
                any.iter().map(|filter| condition(out, filter)).collect::<Result<_, _>>()?;
            format!("({})", all.join(" OR "))
        }
        Filter::Not(filter) => format!("NOT ({})", condition(out, filter)?),
    })
}

/// The memory of the weights and of the cache; where nobody said how long a context is wanted, that of the
/// model is enough.
pub(super) fn needed_bytes(out: &mut Statement, bits: f64, context: f64, said: bool) -> String {
    let (bits, context) = (out.number("bits", bits), out.number("context_tokens", context));
    let context =
        if said { context } else { format!("min({context}, coalesce(catalog.context_length, {context}))") };
    format!(
        "{bits} * catalog.parameters / 8.0 + {context} * CASE
        WHEN EXISTS (
            SELECT 1
            FROM sizes
            WHERE sizes.model = catalog.model AND sizes.label = catalog.label AND sizes.sliding_window IS NOT NULL
        ) THEN 4 * catalog.layers * catalog.kv_heads * catalog.head_dim
        ELSE catalog.kv_cache_bytes_per_token
    END"
    )
}

/// Models that were made from things, by any method or by one, in one step or several.
fn derived(out: &mut Statement, method: &str, things: &[Thing], negated: bool) -> String {
    let method = if method.is_empty() { String::new() } else { out.text("method", method) };
    let (first, each) = if method.is_empty() {
        (String::new(), String::new())
    } else {
        (format!(" AND method = {method}"), format!("\n            WHERE derivations.method = {method}"))
    };
    let (families, models): (Vec<&Thing>, Vec<&Thing>) =
        things.iter().partition(|thing| thing.table == "families");
    let models: Vec<String> = models.iter().map(|thing| model_key(thing).to_owned()).collect();
    let mut models = keys(out, "base_model", &models);
    if !families.is_empty() {
        let families: Vec<String> = families.iter().map(|family| family.key.clone()).collect();
        let families = keys(out, "family", &families);
        models = format!("SELECT slug FROM models WHERE family IN ({families})");
    }
    let descends = |which: &str| {
        format!(
            "catalog.model IN (
        WITH RECURSIVE descendants (model) AS (
            SELECT model
            FROM derivations
            WHERE base_model IN ({models}){which}{first}
            UNION
            SELECT derivations.model
            FROM descendants
            INNER JOIN derivations ON descendants.model = derivations.base_model{each}
        )

        SELECT model
        FROM descendants
    )"
        )
    };
    let sized = things.iter().find_map(|thing| thing.key.split_once('/').filter(|_| thing.table == "sizes"));
    let own = match sized {
        None => descends(""),
        // Where the size of the base is not told, it is that of the same label.
        Some((_, label)) => {
            let label = out.text("base_label", label);
            format!(
                "({} OR catalog.label = {label} AND {})",
                descends(&format!(
                    " AND (base_label = {label} OR (SELECT count(*) FROM sizes WHERE sizes.model = base_model) = 1)"
                )),
                descends(" AND base_label IS NULL")
            )
        }
    };
    if negated { format!("NOT {own}") } else { own }
}

pub(super) fn related(
    out: &mut Statement,
    relation: Relation,
    things: &[Thing],
    negated: bool,
) -> Result<String, String> {
    let slugs: Vec<String> = things.iter().map(|thing| thing.key.clone()).collect();
    let not = not(negated);
    Ok(match relation {
        Relation::Is => {
            if things.iter().any(|thing| thing.table == "corpora") {
                return Err("ask for models trained on a corpus".into());
            }
            let which = is_one_of(out, things, "catalog.model", "catalog.label");
            if negated { format!("NOT ({which})") } else { which }
        }
        Relation::MadeBy => format!(
            "catalog.model {not}IN (SELECT model FROM model_organizations WHERE organization IN ({}))",
            keys(out, "organization", &slugs)
        ),
        // Of whose makers no country is known is neither so nor not.
        Relation::Country => format!(
            "{}catalog.model {not}IN (
        SELECT model_organizations.model
        FROM model_organizations
        INNER JOIN organizations ON model_organizations.organization = organizations.slug
        WHERE organizations.country IN ({})
    )",
            if negated { "catalog.countries IS NOT NULL\n    AND " } else { "" },
            keys(out, "country", &slugs)
        ),
        Relation::Uses => format!(
            "catalog.model {not}IN (SELECT model FROM model_techniques WHERE technique IN ({}))",
            keys(out, "technique", &slugs)
        ),
        Relation::DerivedBy(method) if things.is_empty() => format!(
            "catalog.model {not}IN (SELECT model FROM derivations WHERE method = {})",
            out.text("method", method)
        ),
        Relation::DerivedFrom => derived(out, "", things, negated),
        Relation::DerivedBy(method) => derived(out, method, things, negated),
        Relation::TrainedOn => {
            let corpora = keys(out, "corpus", &slugs);
            format!(
                "{not}EXISTS (
        WITH RECURSIVE holding (corpus) AS (
            SELECT slug
            FROM corpora
            WHERE slug IN ({corpora})
            UNION
            SELECT corpus_parts.corpus
            FROM holding
            INNER JOIN corpus_parts ON holding.corpus = corpus_parts.part
        )

        SELECT 1
        FROM training_mix
        WHERE training_mix.model = catalog.model AND training_mix.label = catalog.label AND training_mix.corpus IN (SELECT corpus FROM holding)
    ){}",
                if negated { "\n    AND EXISTS (SELECT 1 FROM training_mix WHERE training_mix.model = catalog.model AND training_mix.label = catalog.label)" } else { "" }
            )
        }
        Relation::Language => format!(
            "{not}EXISTS (
        SELECT 1
        FROM training_mix
        INNER JOIN corpus_languages ON training_mix.corpus = corpus_languages.corpus
        WHERE training_mix.model = catalog.model AND training_mix.label = catalog.label AND corpus_languages.language IN ({})
    )",
            keys(out, "language", &slugs)
        ),
    })
}

/// A context of 128K is 131,072 tokens to one maker and 128,000 to another: both count as 128K.
pub(super) fn reach(column: &str, value: f64, magnitude: char) -> (f64, f64) {
    if column == "context_length" && matches!(magnitude, 'k' | 'm') {
        let binary = context_value(value, magnitude);
        (value.min(binary), value.max(binary))
    } else {
        (value, value)
    }
}

pub(super) fn number(
    out: &mut Statement,
    own: &str,
    column: &str,
    op: Op,
    value: f64,
    magnitude: char,
) -> String {
    let (low, high) = reach(column, value, magnitude);
    match op {
        Op::More => format!("{own} > {}", out.number(column, high)),
        Op::AtLeast => format!("{own} >= {}", out.number(column, low)),
        Op::Less => format!("{own} < {}", out.number(column, low)),
        Op::AtMost => format!("{own} <= {}", out.number(column, high)),
        Op::Equal if low < high => between(out, own, column, (low, ' '), (high, ' ')),
        Op::Equal => format!("{own} = {}", out.number(column, value)),
        Op::About => {
            let (low, high) = about(low, high);
            let (low, high) = (out.number(column, low), out.number(column, high));
            if column == "parameters" && matches!(magnitude, 'b' | 'm') && own.starts_with("catalog") {
                let unit = if magnitude == 'b' { value / 1e9 } else { value / 1e6 };
                let label = out.text("label", &format!("{unit}{magnitude}"));
                format!("(catalog.label = {label} OR {own} BETWEEN {low} AND {high})")
            } else {
                format!("{own} BETWEEN {low} AND {high}")
            }
        }
    }
}

/// A tenth to either side.
pub(super) fn about(low: f64, high: f64) -> (f64, f64) {
    ((low * 0.9).round(), (high * 1.1).round())
}

pub(super) fn between(
    out: &mut Statement,
    own: &str,
    column: &str,
    low: (f64, char),
    high: (f64, char),
) -> String {
    let (mut from, mut to) = (reach(column, low.0, low.1).0, reach(column, high.0, high.1).1);
    if from > to {
        std::mem::swap(&mut from, &mut to);
    }
    let (from, to) = (out.number(column, from), out.number(column, to));
    format!("{own} BETWEEN {from} AND {to}")
}

pub(super) fn dated(out: &mut Statement, own: &str, op: When, date: &str) -> String {
    let next = following(date);
    match op {
        When::Since => format!("{own} >= {}", out.text("date", date)),
        When::After => format!("{own} >= {}", out.text("date", &next)),
        When::Before => format!("{own} < {}", out.text("date", date)),
        When::Until => format!("{own} < {}", out.text("date", &next)),
        When::In => {
            let (from, to) = (out.text("date", date), out.text("date", &next));
            format!("{own} >= {from} AND {own} < {to}")
        }
    }
}

/// The year, month or day after this one, as exact as it; dates compare as text.
pub(super) fn following(date: &str) -> String {
    let parts: Vec<u32> = date.split('-').filter_map(|part| part.parse().ok()).collect();
    match parts.as_slice() {
        // Behind December a date that is no more exact than its year lies beyond too.
        [year] | [year, 12] => format!("{}", year + 1),
        [year, month] => format!("{year}-{:02}", month + 1),
        [year, month, day] => format!("{year}-{month:02}-{:02}", day + 1),
        _ => date.to_owned(),
    }
}

/// The columns that a filter decides by.
pub(super) fn columns_of(filter: &Filter) -> Vec<String> {
    match filter {
        Filter::OneOf { column, .. } if column == MAKER_KIND => Vec::new(),
        Filter::OneOf { column, .. } if column == ENCODING_KIND => vec!["positional_encoding".into()],
        Filter::OneOf { column, .. }
        | Filter::Number { column, .. }
        | Filter::Holds { column, .. }
        | Filter::Between { column, .. }
        | Filter::Known { column, .. }
        | Filter::Than { column, .. }
        | Filter::Same { column, .. } => vec![column.clone()],
        Filter::Date { .. } => vec!["release_date".into()],
        Filter::Fits { .. } => {
            vec!["weight_bytes_fp16".into(), "kv_cache_bytes_per_token".into(), "context_length".into()]
        }
        Filter::Any(any) => any.iter().flat_map(columns_of).collect(),
        Filter::Not(filter) => columns_of(filter),
        Filter::Related { relation: Relation::Country, negated: true, .. } => vec!["countries".into()],
        Filter::Related { .. } => Vec::new(),
    }
}
