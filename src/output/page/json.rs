//! A page as one JSON object: exact values, and beside them who says so and who says otherwise.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use crate::output::Style;
use crate::page::{Cell, NOT_DISCLOSED, Page};
use crate::rows::{Column, Value};

pub(super) fn write(out: &mut dyn Write, page: &Page, _style: &Style) -> io::Result<()> {
    let facts = page.facts.iter().map(|fact| (&fact.column, &fact.cell));
    let sections: Vec<Json> = page
        .sections
        .iter()
        .map(|section| {
            let rows = section.rows.rows.iter().map(|row| object(page, section.rows.columns.iter().zip(row)));
            json!({
                "title": section.title,
                "table": section.table,
                "rows": rows.collect::<Vec<Json>>(),
                "more": section.more.as_ref().map(|more| json!({"rows": more.rows, "command": more.sql})),
            })
        })
        .collect();
    let sources: Vec<Json> = page
        .sources
        .iter()
        .map(|source| json!({"key": source.key, "title": source.title, "year": source.year, "url": source.url}))
        .collect();
    // In the order in which one reads: what it is, what is known, who says so.
    let members = [
        ("kind", json!(page.kind)),
        ("table", json!(page.table)),
        ("key", json!(page.key)),
        ("name", json!(page.title)),
        ("name_zh", json!(page.title_zh)),
        ("also_called", json!(page.also_called)),
        ("about", json!(page.about)),
        ("facts", object(page, facts)),
        ("sections", Json::from(sections)),
        ("sources", Json::from(sources)),
    ];
    for (place, (name, value)) in members.iter().enumerate() {
        out.write_all(if place == 0 { b"{\n  " } else { b",\n  " })?;
        write!(out, "\"{name}\": ")?;
        let text = serde_json::to_string_pretty(value)?;
        out.write_all(text.replace('\n', "\n  ").as_bytes())?;
    }
    out.write_all(b"\n}\n")
}

/// A row: its values, the names of what it refers to, and what is said of it.
fn object<'p>(page: &'p Page, cells: impl Iterator<Item = (&'p Column, &'p Cell)>) -> Json {
    let (mut values, mut names, mut cited) = (Map::new(), Map::new(), Map::new());
    let (mut disagreements, mut withheld) = (Vec::new(), Vec::new());
    for (column, cell) in cells {
        values.insert(column.name.clone(), value(&cell.value));
        if let Some(shown) = &cell.shown {
            names.insert(column.name.clone(), Json::from(shown.as_str()));
        }
        if !cell.cited.is_empty() {
            let told = cell
                .cited
                .iter()
                .map(|cited| json!({"source": page.sources[cited.source].key, "locator": cited.locator}));
            cited.insert(column.name.clone(), told.collect());
        }
        for saying in &cell.sayings {
            let told = json!({
                "column": column.name,
                "says": saying.says,
                "source": page.sources[saying.source].key,
                "locator": saying.locator,
                "note": saying.note,
            });
            if cell.is_empty() && saying.says == NOT_DISCLOSED {
                withheld.push(told);
            } else {
                disagreements.push(told);
            }
        }
    }
    json!({
        "values": values,
        "names": names,
        "cited": cited,
        "disagreements": disagreements,
        "not_disclosed": withheld,
    })
}

fn value(value: &Value<'_>) -> Json {
    match value {
        Value::Null | Value::Blob(_) => Json::Null,
        Value::Integer(number) => Json::from(*number),
        Value::Real(number) => Json::from(*number),
        Value::Text(text) => Json::from(text.as_ref()),
    }
}
