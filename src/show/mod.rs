//! All that the catalogue knows of one thing, as a [`Page`].
//!
//! It walks the schema: the row of the thing, then every table that refers to it, in both
//! directions, so that a new table appears by itself. Facts, citations and disagreements are read by
//! key; nothing here reads a whole table, so that it does not grow with the catalogue.

mod asked;
mod evidence;
mod gather;
mod relations;
mod wording;

use crate::applies::{Inapplicable, inapplicable};
use crate::db::Db;
use crate::db::tables::Table;
use crate::error::Result;
use crate::names::{Named, Names};
use crate::page::{Cell, Layout, Page, Rows, Section};
use gather::{Gather, Wanted};
use relations::{Relation, relations};

/// Rows of a section that are read, where not all are asked for.
const USUAL_ROWS: u64 = 200;

/// What is computed from the facts of a size, in the view `catalog`.
const COMPUTED: [&str; 5] = [
    "training_tokens",
    "tokens_per_parameter",
    "training_flop",
    "weight_bytes_fp16",
    "kv_cache_bytes_per_token",
];

/// Tables whose rows are sizes, or have some.
const SIZED: [&str; 2] = ["models", "sizes"];

/// Everything known of a thing; with `all`, however many rows that is.
pub fn show(db: &Db, names: &Names<'_>, thing: &Named, all: bool) -> Result<Page> {
    let limit = (!all).then_some(USUAL_ROWS);
    read(db, names, thing, limit).map_err(|error| db.explain(error))
}

fn read(db: &Db, names: &Names<'_>, thing: &Named, limit: Option<u64>) -> rusqlite::Result<Page> {
    let mut gather = Gather::new(db, names, limit);
    let tables = names.tables();
    let mut page = Page {
        kind: wording::singular(&thing.table),
        table: thing.table.clone(),
        key: thing.row_key(),
        title: thing.name.clone(),
        also_called: gather.aliases(thing)?,
        ..Page::default()
    };
    let Some(root) = tables.iter().find(|table| table.name == thing.table) else { return Ok(page) };
    gather.own_row(root, &thing.key, &mut page)?;

    let whole = names.whole_of(&root.name);
    let found = relations(tables, root, names);
    for relation in found.iter().filter(|relation| relation.own) {
        page.sections.extend(gather.section(root, relation, &thing.key, Wanted::Own)?);
    }
    for section in &mut page.sections {
        if names.whole_of(&section.table) == Some(&root.name) {
            leave_to_whole(&mut section.rows, root);
        }
    }
    add_computed(db, thing, whole.is_some(), &mut page)?;
    if SIZED.contains(&root.name.as_str()) {
        let label = thing.key.get(1).map(String::as_str);
        leave_out_what_cannot_be(&mut page, &inapplicable(db.connection(), &thing.key[0], label)?, label);
    }
    if let Some(whole) = whole.and_then(|name| tables.iter().find(|table| table.name == name)) {
        add_whole(&mut gather, names, thing, whole, &found, &mut page)?;
    }
    for relation in found.iter().filter(|relation| !relation.own) {
        page.sections.extend(gather.section(root, relation, &thing.key, Wanted::Others)?);
    }
    page.sources = gather.sources();
    Ok(page)
}

/// An empty cell of a part is not unknown where its whole has the same column: that one holds.
fn leave_to_whole(rows: &mut Rows, whole: &Table) {
    leave_out(rows, |_, column| whole.place(column).is_some());
}

/// An empty cell is not unknown where there can be no value.
fn leave_out_what_cannot_be(page: &mut Page, cannot: &Inapplicable, label: Option<&str>) {
    let is_out = |label: &str, column: &str| cannot.get(label).is_some_and(|of| of.contains(column));
    if let Some(label) = label {
        page.facts.retain(|fact| is_told(&fact.cell) || !is_out(label, &fact.column.name));
    }
    for section in &mut page.sections {
        if section.table != "sizes" && section.table != "catalog" {
            continue;
        }
        let heads = section.rows.collect;
        leave_out(&mut section.rows, |row, column| match (label, heads) {
            (Some(label), _) => is_out(label, column),
            (None, Some(heads)) => is_out(&gather::text(&row[heads].value), column),
            (None, None) => false,
        });
    }
}

/// Leaves out columns whose cells are all empty for a reason.
fn leave_out(rows: &mut Rows, is_out: impl Fn(&[Cell], &str) -> bool) {
    let kept: Vec<bool> = rows
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| rows.rows.iter().any(|row| is_told(&row[place]) || !is_out(row, &column.name)))
        .collect();
    let before = |place: usize| kept[..place].iter().filter(|kept| **kept).count();
    rows.collect = rows.collect.map(before);
    rows.once = rows.once.iter().copied().filter(|&place| kept[place]).map(before).collect();
    let mut places = kept.iter();
    rows.columns.retain(|_| places.next() == Some(&true));
    for row in &mut rows.rows {
        let mut places = kept.iter();
        row.retain(|_| places.next() == Some(&true));
    }
}

fn is_told(cell: &Cell) -> bool {
    !cell.is_empty() || !cell.sayings.is_empty()
}

/// What a part has from its whole: a size is released under the licence of its model.
fn add_whole(
    gather: &mut Gather<'_, '_>,
    names: &Names<'_>,
    thing: &Named,
    whole: &Table,
    own: &[Relation],
    page: &mut Page,
) -> rusqlite::Result<()> {
    let key = &thing.key[..1];
    let Some(named) = names.row(&whole.name, &key[0])? else { return Ok(()) };
    let mut of_whole = Page::default();
    gather.own_row(whole, key, &mut of_whole)?;
    if page.about.is_empty() {
        page.about = of_whole.about;
    }
    page.facts.retain(|fact| whole.place(&fact.column.name).is_none() || is_told(&fact.cell));
    let (columns, row) = of_whole.facts.into_iter().map(|fact| (fact.column, fact.cell)).unzip();
    page.sections.push(Section {
        title: format!("the {}: {} ({})", wording::singular(&whole.name), named.name, named.row_key()),
        table: whole.name.clone(),
        rows: Rows { columns, rows: vec![row], ..Rows::default() },
        layout: Layout::Facts,
        more: None,
    });
    let tables = names.tables();
    for relation in relations(tables, whole, names) {
        let is_known = tables[relation.table].name == thing.table
            || own.iter().any(|other| other.table == relation.table)
            || tables[relation.table].foreign_keys.iter().any(|reference| reference.parent == thing.table);
        if relation.own && !is_known {
            page.sections.extend(gather.section(whole, &relation, key, Wanted::Own)?);
        }
    }
    Ok(())
}

/// Adds what follows from the facts of sizes: beside them, or as a section of its own.
fn add_computed(db: &Db, thing: &Named, is_size: bool, page: &mut Page) -> rusqlite::Result<()> {
    if !SIZED.contains(&thing.table.as_str()) {
        return Ok(());
    }
    let sql = format!(
        "SELECT label, {} FROM catalog WHERE model = ?1 AND (?2 IS NULL OR label = ?2)",
        COMPUTED.join(", ")
    );
    let mut statement = db.connection().prepare_cached(&sql)?;
    let mut rows = statement.query((&thing.key[0], thing.key.get(1)))?;
    let columns: Vec<_> = COMPUTED.iter().map(|name| crate::rows::Column::new(*name)).collect();
    while let Some(row) = rows.next()? {
        let label: String = row.get(0)?;
        let mut cells = Vec::with_capacity(COMPUTED.len());
        for place in 1..=COMPUTED.len() {
            cells.push(gather::cell(row.get_ref(place)?));
        }
        if is_size {
            page.sections.push(Section {
                title: "computed from these".into(),
                table: "catalog".into(),
                rows: Rows { columns: columns.clone(), rows: vec![cells], ..Rows::default() },
                layout: Layout::Facts,
                more: None,
            });
            continue;
        }
        let beside = page.sections.iter_mut().find(|section| section.table == "sizes");
        if let Some(Section { rows, .. }) = beside {
            if rows.columns.last() != columns.last() {
                rows.columns.extend(columns.clone());
            }
            let heads = rows.collect.unwrap_or_default();
            let size = rows.rows.iter_mut().find(|row| gather::text(&row[heads].value) == label);
            if let Some(size) = size {
                size.extend(cells);
            }
        }
    }
    Ok(())
}
