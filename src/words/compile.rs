//! From what a question means to SQL: one plain statement over `catalog` and the tables, with bound
//! parameters, a total order, and no more columns than were asked for or decided by.

use rusqlite::types::Value;

use super::conditions::{columns_of, conditions, keys, model_key, needed_bytes, where_clause};
use super::corpora::{corpora, languages, share_of_language, trained_on};
use super::draft::{Aggregate, Ask, Draft, Filter, MAKER_KIND, Subject};
use super::evidence::{disagreements, sources};
use super::groups::{groups, vocabulary};
use super::runs;
use super::things::{parts, scales, things};

/// A statement in the making.
#[derive(Debug, Default)]
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) params: Vec<(String, Value)>,
    /// The columns whose emptiness means that the answer is not known.
    pub(crate) wanted: Vec<String>,
    /// Columns by which rows are left out where they are empty, each with the statement that counts these.
    pub(crate) left_out: Vec<(String, String)>,
}

/// Columns of corpora, and words that name several columns.
pub(super) const NOT_OF_MODELS: &[&str] = &["bytes", "documents", "training_run"];

/// How many rows answer `largest …` where nobody said.
pub(crate) const USUAL: u64 = 10;

/// Columns of a whole model, the same for all its sizes.
const OF_THE_MODEL: &[&str] =
    &["organizations", "countries", "family", "architecture", "kind", "weights", "name_zh"];

impl Statement {
    pub(super) fn bind(&mut self, name: &str, value: Value) -> String {
        if let Some((known, _)) =
            self.params.iter().find(|(k, v)| k.trim_end_matches(char::is_numeric) == name && *v == value)
        {
            return format!(":{known}");
        }
        let mut own = name.to_owned();
        let mut count = 1;
        while self.params.iter().any(|(known, _)| *known == own) {
            count += 1;
            own = format!("{name}{count}");
        }
        self.params.push((own.clone(), value));
        format!(":{own}")
    }

    pub(super) fn text(&mut self, name: &str, value: &str) -> String {
        self.bind(name, Value::Text(value.to_owned()))
    }

    pub(super) fn number(&mut self, name: &str, value: f64) -> String {
        #[expect(clippy::cast_possible_truncation, reason = "its size is checked")]
        let value = if value.fract() == 0.0 && value.abs() < 9e18 {
            Value::Integer(value as i64)
        } else {
            Value::Real(value)
        };
        self.bind(name, value)
    }
}

/// Compiles a question, or tells what in it cannot be asked together.
pub(crate) fn compile(draft: &Draft, chinese: bool) -> Result<Statement, String> {
    if draft.ask.is_none()
        && draft.subject != Some(Subject::Corpora)
        && let Some(column) = draft.columns().find(|own| NOT_OF_MODELS.contains(own))
    {
        return Err(format!("models have no {column}: say which corpora, or ask for one fact of a model"));
    }
    let of_techniques = draft.subject == Some(Subject::Vocabulary("techniques"));
    let is_grouped = draft.group.is_some() || draft.aggregate.is_some();
    if draft.ask.is_none()
        && draft.columns().any(|own| own == "min_parameters")
        && (!of_techniques || is_grouped)
    {
        return Err(
            "how many parameters are needed is known of techniques: chain of thought min parameters".into()
        );
    }
    let of_texts = draft.ask.is_some_and(|ask| ask.of_evidence() || ask == Ask::Languages);
    let counted = draft.filters.is_empty()
        && draft.aggregate == Some(Aggregate::Count)
        && matches!(draft.ask, Some(Ask::Sources | Ask::Papers));
    if of_texts
        && (draft.aggregate.is_some() && !counted
            || draft.order.is_some()
            || draft.group.is_some()
            || draft.limit.is_some())
    {
        return Err("sources and languages are listed, all of them: sources of llama-2".into());
    }
    let mut out = Statement::default();
    match (draft.ask, draft.subject) {
        (Some(Ask::Corpora), _) => trained_on(&mut out, draft)?,
        (Some(Ask::Ancestors), _) => ancestors(&mut out, draft),
        (Some(Ask::Itself), _) => things(&mut out, draft, chinese),
        (Some(Ask::Parts), _) => parts(&mut out, draft),
        (Some(Ask::Languages), _) => languages(&mut out, draft)?,
        (Some(Ask::LanguageShare), _) => share_of_language(&mut out, draft),
        (Some(Ask::Sources | Ask::Papers), _) if counted => {
            let (name, which) = match draft.ask {
                Some(Ask::Papers) => ("papers", "\nWHERE kind = 'paper'"),
                _ => ("sources", ""),
            };
            out.sql = format!("SELECT count(*) AS {name}\nFROM sources{which}");
        }
        (Some(Ask::Sources | Ask::Papers), _) => sources(&mut out, draft)?,
        (Some(Ask::Disagreements), _) => disagreements(&mut out, draft)?,
        _ if (draft.benchmark.is_some() || draft.scores) && draft.is_more_than_a_list() => {
            return Err("scores are listed: mmlu of llama-2 70b, models with mmlu above 60".into());
        }
        (None, Some(Subject::Corpora)) => corpora(&mut out, draft)?,
        (None, Some(Subject::Vocabulary("techniques"))) if draft.asks_for_scale() => scales(&mut out, draft),
        (None, Some(Subject::Vocabulary(table))) if draft.group.is_none() => {
            vocabulary(&mut out, draft, table)?;
        }
        _ if draft.group.is_some() || draft.aggregate.is_some() => groups(&mut out, draft)?,
        _ => rows(&mut out, draft)?,
    }
    if draft.asks_of_runs() && !draft.ask.is_some_and(Ask::of_evidence) {
        runs::from_own_table(&mut out);
    }
    if draft.columns().any(runs::is_of_sizes_alone) {
        runs::from_the_size(&mut out);
    }
    Ok(out)
}

/// The sizes themselves.
#[expect(clippy::too_many_lines, reason = "one statement in all its forms reads best in one place")]
fn rows(out: &mut Statement, draft: &Draft) -> Result<(), String> {
    let fits = draft.filters.iter().position(|filter| matches!(filter, Filter::Fits { .. }));
    let fits = fits.filter(|_| draft.whether_fits);
    let mut all = conditions(out, draft)?;
    left_out(out, draft, &all);
    if let Some(place) = fits {
        all.remove(place);
    }
    if let Some(benchmark) = &draft.benchmark {
        all.push(format!("evaluations.benchmark = {}", out.text("benchmark", &benchmark.key)));
    }
    let about = !draft.about().is_empty();
    let of_a_family = draft.about().iter().any(|thing| thing.table == "families");
    let facts = about
        && fits.is_none()
        && draft.benchmark.is_none()
        && !draft.scores
        && !draft.fields.is_empty()
        && draft.order.is_none()
        && draft.filters.len() == 1;
    let mut columns: Vec<String> = vec!["model".into()];
    let of_the_model = facts && draft.fields.iter().all(|field| OF_THE_MODEL.contains(&field.as_str()));
    if !of_the_model {
        columns.push("label".into());
    }
    if draft.scores && draft.order.is_some() {
        return Err("say of which benchmark: highest mmlu".into());
    }
    let needed: Vec<&str> = draft.order.iter().map(|(column, _)| column.as_str()).collect();
    let source = draft.source(&needed);
    let mut add = |column: &str| {
        if !columns.iter().any(|known| known == column) {
            columns.push(column.to_owned());
        }
    };
    if !facts {
        for column in ["organizations", "release_date", "parameters"] {
            add(column);
        }
    }
    for column in draft.fields.iter().chain(draft.order.as_ref().map(|(column, _)| column)) {
        add(column);
    }
    for filter in &draft.filters {
        for column in columns_of(filter) {
            add(&column);
        }
    }
    if fits.is_some() {
        add("needed_bytes");
        add("fits");
        out.wanted = vec!["fits".into()];
    }
    if draft.compared
        || about
            && draft.benchmark.is_none()
            && !of_a_family
            && draft.fields.is_empty()
            && draft.order.is_none()
            && draft.filters.len() == 1
    {
        for column in [
            "architecture",
            "positional_encoding",
            "layers",
            "hidden_size",
            "context_length",
            "attention",
            "training_tokens",
            "license",
        ] {
            add(column);
        }
    }
    if draft.benchmark.is_some() {
        add("shots");
        add("score");
    }
    if facts && !draft.scores {
        out.wanted.clone_from(&draft.fields);
    }
    if draft.asks_of_runs() {
        add("stage_no");
        all.extend(lists_runs(draft).then(|| "training_runs.model IS NOT NULL".to_owned()));
    }
    let mut ending = String::from("\nORDER BY catalog.model ASC, catalog.label ASC");
    if draft.scores {
        ending.push_str(", catalog.benchmark ASC, catalog.shots ASC");
    }
    if of_the_model {
        "\nORDER BY catalog.model ASC".clone_into(&mut ending);
    }
    if let Some((column, descending)) = &draft.order {
        if column == "models" {
            return Err("say what there is most of: most tokens, most parameters".into());
        }
        // Of what is compared each stands there, known or not.
        let known = if draft.compared && !draft.about().is_empty() && draft.benchmark.is_none() {
            // A model of which it is known for some sizes is told by these.
            all.push(format!(
                "(catalog.{column} IS NOT NULL OR NOT EXISTS (
        SELECT 1
        FROM {} AS own
        WHERE own.model = catalog.model AND own.{column} IS NOT NULL
    ))",
                runs::table_of(column)
            ));
            format!("catalog.{column} IS NULL,\n    ")
        } else {
            all.push(format!("catalog.{column} IS NOT NULL"));
            String::new()
        };
        let direction = if *descending { "DESC" } else { "ASC" };
        ending = format!(
            "\nORDER BY\n    {known}catalog.{column} {direction},\n    {BASE_FIRST} ASC,\n    catalog.model ASC,\n    catalog.label ASC"
        );
    }
    if draft.asks_of_runs() {
        ending.push_str(", catalog.stage_no ASC");
    }
    let limit = limit_of(draft);
    if let Some(limit) = limit {
        let top = out.bind("top", Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        ending.push_str(&format!("\nLIMIT {top}"));
    }
    if draft.scores {
        columns = ["model", "label", "benchmark", "shots", "score"].map(str::to_owned).to_vec();
        out.wanted = vec!["score".into()];
    }
    let mut listed: Vec<String> = columns.iter().map(|column| selected(column)).collect();
    if let Some(Filter::Fits { memory, bits, context, said }) = fits.map(|place| &draft.filters[place]) {
        let needed = needed_bytes(out, *bits, *context, *said);
        let memory = out.number("memory_bytes", *memory);
        // It runs nowhere at home where the weights are not given out, and no longer context than it has.
        let mut able = format!("catalog.weights IN ('open', 'gated') AND {needed} <= {memory}");
        if *said {
            able.push_str(&format!(
                " AND catalog.context_length >= {}",
                out.number("context_tokens", *context)
            ));
        }
        let whether = format!("CASE WHEN {able} THEN 'yes' WHEN NOT ({able}) THEN 'no' END AS fits");
        for (column, own) in [
            ("catalog.needed_bytes", format!("CAST({needed} AS INTEGER) AS needed_bytes")),
            ("catalog.fits", whether),
        ] {
            if let Some(known) = listed.iter_mut().find(|listed| *listed == column) {
                *known = own;
            }
        }
    }
    out.sql = format!(
        "SELECT{}\n    {}\nFROM {source}{}{ending}",
        if of_the_model { " DISTINCT" } else { "" },
        listed.join(",\n    "),
        where_clause(&all)
    );
    if draft.benchmark.is_some() || draft.scores {
        for own in ["benchmark", "score", "shots"] {
            out.sql = out.sql.replace(&format!("catalog.{own}"), &format!("evaluations.{own}"));
        }
    }
    Ok(())
}

/// A column as it is selected; some are computed from others.
fn selected(column: &str) -> String {
    if let Some(bits) = column.strip_prefix("weight_bytes_").and_then(|rest| rest.strip_suffix("bit")) {
        return format!("catalog.parameters * {bits} / 8 AS {column}");
    }
    if let Some(tokens) = column.strip_prefix("kv_cache_bytes_at_") {
        return format!("catalog.kv_cache_bytes_per_token * {tokens} AS {column}");
    }
    if column == MAKER_KIND {
        return format!(
            "(
        SELECT group_concat(DISTINCT organizations.kind)
        FROM model_organizations
        INNER JOIN organizations ON model_organizations.organization = organizations.slug
        WHERE model_organizations.model = catalog.model
    ) AS {column}"
        );
    }
    if runs::is_of_sizes_alone(column) {
        return format!("catalog.{column} AS {column}");
    }
    format!("catalog.{column}")
}

/// Are runs listed, and none of them of a thing by name?
fn lists_runs(draft: &Draft) -> bool {
    draft.order.is_none() && draft.about().is_empty() && draft.fields.iter().any(|own| runs::is_of_runs(own))
}

/// Of rows that are alike in what they are ordered by, the base model comes before what was made of it.
pub(super) const BASE_FIRST: &str = "CASE catalog.kind WHEN 'base' THEN 0 ELSE 1 END";

/// Counts what is left out because a value is not known: what is not ranked, and what is neither so nor not.
fn left_out(out: &mut Statement, draft: &Draft, conditions: &[String]) {
    // Of scores only those are listed that there are: what has none is not left out.
    if draft.benchmark.is_some() || draft.scores {
        return;
    }
    let mut counted = |column: &str, conditions: Vec<String>| {
        let empty = format!("catalog.{column} IS NULL");
        if conditions.contains(&empty) || out.left_out.iter().any(|(known, _)| known == column) {
            return;
        }
        let from = if draft.asks_of_runs() {
            runs::SOURCE
        } else if conditions_need_sizes(draft, column) {
            "catalog"
        } else {
            "listing AS catalog"
        };
        let all: Vec<String> = conditions.into_iter().chain([empty]).collect();
        out.left_out.push((column.to_owned(), format!("SELECT count(*)\nFROM {from}{}", where_clause(&all))));
    };
    if let Some((column, _)) = draft.order.as_ref() {
        let mut all = conditions.to_vec();
        if draft.compared && !draft.about().is_empty() {
            let table = runs::table_of(column);
            all.push(format!("EXISTS (SELECT 1 FROM {table} AS own WHERE own.model = catalog.model AND own.{column} IS NOT NULL)"));
        }
        counted(column, all);
    }
    for (place, filter) in draft.filters.iter().enumerate() {
        if let Some(column) = filter.denied() {
            let mut others = conditions.to_vec();
            others.remove(place);
            counted(column, others);
        }
    }
    let fits = draft.filters.iter().enumerate().find_map(|(place, filter)| match filter {
        Filter::Fits { bits, context, said, .. } if !draft.whether_fits => {
            Some((place, *bits, *context, *said))
        }
        _ => None,
    });
    if let Some((place, bits, context, said)) = fits {
        let needed = needed_bytes(out, bits, context, said);
        let short = if said { "\n        OR catalog.context_length IS NULL" } else { "" };
        let mut all = conditions.to_vec();
        all[place] = format!("catalog.weights IN ('open', 'gated')\n    AND (({needed}) IS NULL{short})");
        let from = if draft.asks_of_runs() { runs::SOURCE } else { "catalog" };
        let sql = format!("SELECT count(*)\nFROM {from}{}", where_clause(&all));
        out.left_out.push(("memory_needed".to_owned(), sql));
    }
}

/// Do the other conditions leave sizes alone?
fn conditions_need_sizes(draft: &Draft, column: &str) -> bool {
    draft.subject == Some(Subject::Sizes)
        || draft.filters.iter().any(|filter| filter.needs_a_size() && filter.denied() != Some(column))
}

/// How many rows: as was said, else the usual number of the largest, and one of `the largest model`.
pub(crate) fn limit_of(draft: &Draft) -> Option<u64> {
    if draft.all || draft.compared {
        return draft.limit;
    }
    draft.limit.or_else(|| draft.order.as_ref().map(|_| if draft.singular { 1 } else { USUAL }))
}

/// What a model derives from, at any depth.
fn ancestors(out: &mut Statement, draft: &Draft) {
    let models: Vec<String> = draft.about().iter().map(|thing| model_key(thing).to_owned()).collect();
    let which = keys(out, "model", &models);
    out.sql = format!(
        "WITH RECURSIVE line (model, base_model, base_label, method, depth) AS (
    SELECT model, base_model, base_label, method, 1
    FROM derivations
    WHERE model IN ({which})
    UNION ALL
    SELECT line.model, derivations.base_model, derivations.base_label, derivations.method, line.depth + 1
    FROM line
    INNER JOIN derivations ON line.base_model = derivations.model
    WHERE line.depth < 32
)

SELECT
    model,
    base_model,
    base_label,
    method,
    depth
FROM line
ORDER BY model ASC, depth ASC, base_model ASC"
    );
}
