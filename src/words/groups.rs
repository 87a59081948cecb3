//! Numbers of groups and of all: counts, averages, medians, shares, the largest of each; and vocabularies with
//! how many models have each entry.

use rusqlite::types::Value;

use super::compile::{BASE_FIRST, Statement, limit_of};
use super::conditions::{columns_of, condition, conditions, keys, not, where_clause};
use super::draft::{
    Aggregate, Draft, ENCODING_KIND, Filter, MAKER_KIND, Op, Relation, Subject, of_the_model,
};
use super::grammar::is_number;
use super::lexicon::Thing;

/// A key to group by: the expression, and the joins that it needs.
pub(super) fn key_of(group: &str) -> (String, &'static str) {
    match group {
        "organization" => (
            "organizations.name".into(),
            "\nINNER JOIN model_organizations ON catalog.model = model_organizations.model
INNER JOIN organizations ON model_organizations.organization = organizations.slug",
        ),
        "country" => (
            "countries.name".into(),
            "\nINNER JOIN (
    SELECT DISTINCT model_organizations.model, organizations.country
    FROM model_organizations
    INNER JOIN organizations ON model_organizations.organization = organizations.slug
) AS seats ON catalog.model = seats.model
INNER JOIN countries ON seats.country = countries.code",
        ),
        "technique" => (
            "model_techniques.technique".into(),
            "\nINNER JOIN model_techniques ON catalog.model = model_techniques.model",
        ),
        "corpus" => (
            "mixed.corpus".into(),
            "\nINNER JOIN (
    SELECT DISTINCT model, label, corpus
    FROM training_mix
) AS mixed ON catalog.model = mixed.model AND catalog.label = mixed.label",
        ),
        "release_month" => (
            "CASE WHEN length(catalog.release_date) >= 7 THEN substr(catalog.release_date, 1, 7) END".into(),
            "",
        ),
        other => (format!("catalog.{other}"), ""),
    }
}

/// Is this key one of sizes, of which a model without any has none?
fn is_of_sizes(group: &str) -> bool {
    group == "corpus"
        || !of_the_model(group)
            && !matches!(group, "" | "organization" | "country" | "technique" | "release_month")
}

/// Numbers of groups, or of all.
#[expect(clippy::too_many_lines, reason = "one statement in all its forms reads best in one place")]
pub(super) fn groups(out: &mut Statement, draft: &Draft) -> Result<(), String> {
    let count = if draft.subject == Some(Subject::Sizes) {
        ("count(*)", "sizes")
    } else {
        ("count(DISTINCT catalog.model)", "models")
    };
    let field = draft.fields.iter().find(|field| is_number(field));
    let (key, join) = draft.group.as_deref().map(key_of).unwrap_or_default();
    let own = draft.group.clone().unwrap_or_default();
    let (second, second_join) = draft.second.as_deref().map(key_of).unwrap_or_default();
    let join = &format!("{join}{second_join}");
    let plain =
        matches!(draft.aggregate, None | Some(Aggregate::Count | Aggregate::Average | Aggregate::Total));
    let ordered = draft.order.as_ref().is_some_and(|(column, _)| column != "models");
    if draft.second.is_some() && (!plain || ordered) {
        return Err("by two keys models are counted, and numbers summed or averaged".into());
    }
    let mut needed: Vec<&str> = field.map(String::as_str).into_iter().collect();
    needed.extend(
        draft.group.iter().chain(&draft.second).map(String::as_str).filter(|group| is_of_sizes(group)),
    );
    needed.extend(draft.order.iter().map(|(column, _)| column.as_str()).filter(|column| *column != "models"));
    let source = draft.source(&needed);
    let mut all = Vec::new();
    if !key.is_empty() {
        all.push(format!("{key} IS NOT NULL"));
    }
    if !second.is_empty() {
        all.push(format!("{second} IS NOT NULL"));
    }
    all.extend(of_the_named(out, draft, &key));
    if draft.aggregate == Some(Aggregate::Share) {
        return share(out, draft, &key, join, &own);
    }
    if key.is_empty() && draft.order.is_some() {
        return Err("one number has no order: ask for the rows, or say by which key to count".into());
    }
    all.extend(conditions(out, draft)?);
    let mut heading = if key.is_empty() { String::new() } else { format!("\n    {key} AS {own},") };
    let mut keys = key.clone();
    if let Some(own) = &draft.second {
        heading.push_str(&format!("\n    {second} AS {own},"));
        keys.push_str(&format!(", {second}"));
    }
    if let Some((column, descending)) =
        draft.order.as_ref().filter(|(column, _)| column != "models" && draft.aggregate.is_none())
    {
        // The largest of each group.
        let top =
            out.bind("top", Value::Integer(i64::try_from(draft.limit.unwrap_or(1)).unwrap_or(i64::MAX)));
        let direction = if *descending { "DESC" } else { "ASC" };
        all.push(format!("catalog.{column} IS NOT NULL"));
        let extra = if own == *column { "" } else { &format!(",\n        catalog.{column} AS {column}") };
        let shown = if own == *column { String::new() } else { format!(",\n    {column}") };
        out.sql = format!(
            "WITH placed AS (\n    SELECT\n        {key} AS {own},\n        catalog.model,\n        catalog.label{extra},\n        row_number() OVER (PARTITION BY {key} ORDER BY catalog.{column} {direction}, {BASE_FIRST} ASC, catalog.model ASC, catalog.label ASC) AS place\n    FROM {source}{join}{}\n)\n\nSELECT\n    {own},\n    model,\n    label{shown}\nFROM placed\nWHERE place <= {top}\nORDER BY {own} ASC, place ASC",
            where_clause(&all)
        );
        return Ok(());
    }
    let mut computed = match (&draft.aggregate, field) {
        (Some(Aggregate::Average), Some(field)) => {
            (format!("avg(catalog.{field})"), format!("average_{field}"), field.clone())
        }
        (Some(Aggregate::Total), Some(field)) => {
            (format!("sum(catalog.{field})"), format!("total_{field}"), field.clone())
        }
        (Some(Aggregate::Range), Some(field)) => (
            format!("min(catalog.{field}) AS min_{field},\n    max(catalog.{field})"),
            format!("max_{field}"),
            field.clone(),
        ),
        (Some(Aggregate::Median), Some(field)) => {
            all.push(format!("catalog.{field} IS NOT NULL"));
            let partition = if key.is_empty() { String::new() } else { format!("PARTITION BY {key} ") };
            let inner = if key.is_empty() { String::new() } else { format!("\n        {key} AS {own},") };
            let outer = if key.is_empty() { String::new() } else { format!("\n    {own},") };
            let by = if key.is_empty() {
                String::new()
            } else {
                format!(
                    "\nGROUP BY {own}\nORDER BY {}",
                    if own.starts_with("release") {
                        format!("{own} ASC")
                    } else {
                        format!("median_{field} DESC, {own} ASC")
                    }
                )
            };
            out.sql = format!(
                "WITH placed AS (\n    SELECT{inner}\n        catalog.{field} AS value,\n        row_number() OVER ({partition}ORDER BY catalog.{field}) AS place,\n        count(*) OVER ({}) AS number\n    FROM {source}{join}{}\n)\n\nSELECT{outer}\n    avg(value) AS median_{field},\n    count(*) AS middle_values\nFROM placed\nWHERE place IN ((number + 1) / 2, (number + 2) / 2){by}",
                partition.trim_end(),
                where_clause(&all)
            )
            .replace("    avg(value) AS median_", "    avg(value) AS median_")
            .replace(",\n    count(*) AS middle_values", "");
            return Ok(());
        }
        (_, _) => (count.0.to_owned(), count.1.to_owned(), String::new()),
    };
    if !computed.2.is_empty() {
        all.push(format!("catalog.{} IS NOT NULL", computed.2));
        computed.1.push_str(&format!(",\n    {} AS {}", count.0, count.1));
    }
    let first = computed.1.split(',').next().unwrap_or_default().to_owned();
    let ending = if key.is_empty() {
        String::new()
    } else {
        let order = if own.starts_with("release") && draft.order.is_none() {
            format!("{own} ASC")
        } else {
            let direction =
                if draft.order.as_ref().is_some_and(|(_, descending)| !descending) { "ASC" } else { "DESC" };
            format!("{first} {direction}, {own} ASC")
        };
        let order = match &draft.second {
            Some(second) if own.starts_with("release") => format!("{order}, {first} DESC, {second} ASC"),
            Some(second) => format!("{order}, {second} ASC"),
            None => order,
        };
        let limit = draft.limit.map(|limit| {
            let top = out.bind("top", Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
            format!("\nLIMIT {top}")
        });
        format!("\nGROUP BY {keys}\nORDER BY {order}{}", limit.unwrap_or_default())
    };
    out.sql = format!(
        "SELECT{heading}\n    {} AS {}\nFROM {source}{join}{}{ending}",
        computed.0,
        computed.1,
        where_clause(&all)
    );
    Ok(())
}

/// 中国和美国各有多少: made by these, and not by who made models with them.
fn of_the_named(out: &mut Statement, draft: &Draft, key: &str) -> Option<String> {
    let (relation, column) = match draft.group.as_deref()? {
        "country" => (Relation::Country, "seats.country"),
        "organization" => (Relation::MadeBy, "organizations.slug"),
        _ => return None,
    };
    let things = draft.filters.iter().find_map(|filter| match filter {
        Filter::Related { relation: own, things, negated: false } if *own == relation && things.len() > 1 => {
            Some(things)
        }
        _ => None,
    })?;
    let slugs: Vec<String> = things.iter().map(|thing| thing.key.clone()).collect();
    let name = if key.starts_with("countries") { "country" } else { "organization" };
    Some(format!("{column} IN ({})", keys(out, name, &slugs)))
}

/// The share of the sizes with the named values, among those of which the value is known; dates,
/// numbers and makers say among which.
pub(super) fn share(
    out: &mut Statement,
    draft: &Draft,
    key: &str,
    join: &str,
    own: &str,
) -> Result<(), String> {
    let is_part = |filter: &&Filter| {
        matches!(filter, Filter::OneOf { .. } | Filter::Known { .. } | Filter::Any(_))
            || matches!(
                filter,
                Filter::Related {
                    relation: Relation::Uses
                        | Relation::TrainedOn
                        | Relation::DerivedFrom
                        | Relation::DerivedBy(_),
                    ..
                }
            )
    };
    let (part, rest): (Vec<&Filter>, Vec<&Filter>) = draft.filters.iter().partition(is_part);
    let named: Vec<&Filter> = part
        .iter()
        .filter(|filter| matches!(filter, Filter::OneOf { column, negated: false, .. } if column == own))
        .copied()
        .collect();
    if !key.is_empty() && named.len() == part.len() && !own.starts_with("release") {
        return shares(out, draft, key, join, own, &named, &rest);
    }
    let (part, rest) = if part.is_empty() { (rest, part) } else { (part, rest) };
    if !draft.about().is_empty()
        && draft.filters.iter().any(|own| matches!(own, Filter::Related { relation: Relation::Language, .. }))
    {
        return Err("shares of languages are not held; those of corpora are".into());
    }
    if part.is_empty() {
        return Err("say the share of what: share of rope models by year".into());
    }
    let counted: Vec<String> = part.iter().map(|filter| condition(out, filter)).collect::<Result<_, _>>()?;
    let mut all: Vec<String> = rest.iter().map(|filter| condition(out, filter)).collect::<Result<_, _>>()?;
    let counted = counted.join(" AND ");
    let source = draft.source(if is_of_sizes(own) { &["label"] } else { &[] });
    let of_models = draft.shares_of_models();
    if !draft.all {
        let unknown = all.iter().cloned().chain([format!("({counted}) IS NULL")]).collect::<Vec<_>>();
        let sql = format!("SELECT count(*)\nFROM {source}{}", where_clause(&unknown));
        let column = part.iter().flat_map(|filter| columns_of(filter)).next();
        out.left_out.extend(column.map(|column| (column, sql)));
        all.push(format!("({counted}) IS NOT NULL"));
    }
    if !key.is_empty() {
        all.push(format!("{key} IS NOT NULL"));
    }
    let heading = if key.is_empty() { String::new() } else { format!("\n    {key} AS {own},") };
    let ending = if key.is_empty() {
        String::new()
    } else if own.starts_with("release") {
        format!("\nGROUP BY {key}\nORDER BY {own} ASC")
    } else {
        format!("\nGROUP BY {key}\nORDER BY share_pct DESC, {own} ASC")
    };
    let (some, every, what) = if of_models {
        (
            format!("count(DISTINCT CASE WHEN {counted} THEN catalog.model END)"),
            "count(DISTINCT catalog.model)",
            "models",
        )
    } else {
        (format!("sum(CASE WHEN {counted} THEN 1 ELSE 0 END)"), "count(*)", "sizes")
    };
    out.sql = format!(
        "SELECT{heading}\n    round(100.0 * {some} / {every}, 1) AS share_pct,\n    {every} AS {what}\nFROM {source}{join}{}{ending}",
        where_clause(&all)
    );
    Ok(())
}

/// `开源、闭源各有多少，占比多少`, `share of each licence`: of each value how many there are, and how much of all
/// of which it is known.
fn shares(
    out: &mut Statement,
    draft: &Draft,
    key: &str,
    join: &str,
    own: &str,
    named: &[&Filter],
    rest: &[&Filter],
) -> Result<(), String> {
    let source = draft.source(if is_of_sizes(own) { &["label"] } else { &[] });
    let (count, what) = if draft.shares_of_models() {
        ("count(DISTINCT catalog.model)", "models")
    } else {
        ("count(*)", "sizes")
    };
    let mut all: Vec<String> = rest.iter().map(|filter| condition(out, filter)).collect::<Result<_, _>>()?;
    if !draft.all {
        let empty = if join.is_empty() {
            format!("{key} IS NULL")
        } else {
            format!("catalog.model NOT IN (SELECT catalog.model FROM {source}{join} WHERE {key} IS NOT NULL)")
        };
        let empty = all.iter().cloned().chain([empty]).collect::<Vec<_>>();
        out.left_out.push((own.to_owned(), format!("SELECT {count}\nFROM {source}{}", where_clause(&empty))));
        all.push(format!("{key} IS NOT NULL"));
    }
    let whole =
        format!("SELECT {count} FROM {source}{join}{}", where_clause(&all).replace('\n', "\n        "));
    let named: Vec<String> = named.iter().map(|filter| condition(out, filter)).collect::<Result<_, _>>()?;
    all.extend(named);
    out.sql = format!(
        "SELECT\n    {key} AS {own},\n    {count} AS {what},\n    round(100.0 * {count} / ({whole}), 1) AS share_pct\nFROM {source}{join}{}\nGROUP BY {key}\nORDER BY {count} DESC, {own} ASC",
        where_clause(&all)
    );
    Ok(())
}

/// A vocabulary: its entries, each with how many models have it.
pub(super) fn vocabulary(out: &mut Statement, draft: &Draft, table: &str) -> Result<(), String> {
    let from = draft.source(&[]);
    let (key, link) = match table {
        "organizations" => (
            "slug",
            format!(
                "SELECT model_organizations.organization AS entry, catalog.model FROM {from} INNER JOIN model_organizations ON catalog.model = model_organizations.model"
            ),
        ),
        "techniques" => (
            "slug",
            format!(
                "SELECT model_techniques.technique AS entry, catalog.model FROM {from} INNER JOIN model_techniques ON catalog.model = model_techniques.model"
            ),
        ),
        "countries" => (
            "code",
            format!(
                "SELECT organizations.country AS entry, catalog.model FROM {from} INNER JOIN model_organizations ON catalog.model = model_organizations.model INNER JOIN organizations ON model_organizations.organization = organizations.slug"
            ),
        ),
        "positional_encodings" => {
            let from = if draft.asks_of_runs() { from } else { "catalog" };
            ("slug", format!("SELECT catalog.positional_encoding AS entry, catalog.model FROM {from}"))
        }
        "licenses" => ("slug", format!("SELECT catalog.license AS entry, catalog.model FROM {from}")),
        "families" => ("slug", format!("SELECT catalog.family AS entry, catalog.model FROM {from}")),
        _ => ("slug", format!("SELECT catalog.architecture AS entry, catalog.model FROM {from}")),
    };
    if let Some((column, _)) = &draft.order
        && !matches!(column.as_str(), "models" | "parameters")
    {
        return Err(format!("{table} are ordered by how many models they have, not by {column}"));
    }
    let extra = match table {
        "organizations" => ",\n    entries.country",
        "positional_encodings" => ",\n    entries.kind",
        _ => "",
    };
    let name_zh = if table == "licenses" { "entries.commercial_use" } else { "entries.name_zh" };
    // What is asked of the entry itself.
    let mut own = Vec::new();
    let mut rest = Draft { filters: Vec::new(), ..draft.clone() };
    for filter in &draft.filters {
        match entry_condition(out, draft, table, filter) {
            Some(condition) => own.push(condition),
            None => rest.filters.push(filter.clone()),
        }
    }
    let conditions = conditions(out, &rest)?;
    let join = if conditions.is_empty() { "LEFT" } else { "INNER" };
    if draft.aggregate == Some(Aggregate::Count) {
        if !conditions.is_empty() {
            own.push(format!("entries.{key} IN (SELECT entry FROM ({link}{}))", where_clause(&conditions)));
        }
        out.sql = format!("SELECT count(*) AS {table}\nFROM {table} AS entries{}", where_clause(&own));
        return Ok(());
    }
    if draft.aggregate.is_some() {
        return Err("say what to compute by which key: average tokens by encoding".into());
    }
    let mut ending = format!("\nORDER BY count(DISTINCT having_it.model) DESC, entries.{key} ASC");
    if draft.order.as_ref().is_some_and(|(_, descending)| !descending) {
        ending = ending.replace("DESC", "ASC");
    }
    if let Some((op, least)) = draft.having {
        let models = out.bind("models", Value::Integer(least));
        let sign = if op == Op::About { "=" } else { op.sign() };
        ending.insert_str(0, &format!("\nHAVING count(DISTINCT having_it.model) {sign} {models}"));
    }
    if let Some(limit) = limit_of(draft) {
        let top = out.bind("top", Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        ending.push_str(&format!("\nLIMIT {top}"));
    }
    out.sql = format!(
        "SELECT\n    entries.{key},\n    entries.name,\n    {name_zh}{extra},\n    count(DISTINCT having_it.model) AS models\nFROM {table} AS entries\n{join} JOIN (\n    {link}{}\n) AS having_it ON entries.{key} = having_it.entry{}\nGROUP BY entries.{key}{ending}",
        where_clause(&conditions).replace('\n', "\n    "),
        where_clause(&own)
    );
    Ok(())
}

/// What a filter asks of the entry itself; none where it asks something of its models.
fn entry_condition(out: &mut Statement, draft: &Draft, table: &str, filter: &Filter) -> Option<String> {
    let slugs = |things: &[Thing]| -> Vec<String> { things.iter().map(|t| t.key.clone()).collect() };
    let (column, values, negated) = match filter {
        Filter::Related { relation: Relation::Country, things, negated } if table == "organizations" => {
            ("country", slugs(things), *negated)
        }
        // meta vs google: these, and not who made models with them.
        Filter::Related { relation: Relation::MadeBy, things, negated: false }
            if table == "organizations" && draft.compared =>
        {
            ("slug", slugs(things), false)
        }
        Filter::Related { relation: Relation::Country, things, negated: false }
            if table == "countries" && draft.compared =>
        {
            ("code", slugs(things), false)
        }
        Filter::OneOf { column, values, negated }
            if table == "positional_encodings" && column == ENCODING_KIND =>
        {
            ("kind", values.iter().map(|(key, _)| key.clone()).collect(), *negated)
        }
        Filter::OneOf { column, values, negated }
            if table == "organizations" && column == MAKER_KIND
                || table == "licenses" && column == "commercial_use" =>
        {
            let own = if table == "licenses" { "commercial_use" } else { "kind" };
            (own, values.iter().map(|(key, _)| key.clone()).collect(), *negated)
        }
        _ => return None,
    };
    Some(format!("entries.{column} {}IN ({})", not(negated), keys(out, column, &values)))
}
