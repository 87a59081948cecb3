//! Sizes side by side, a line a property. The rows come from `catalog`, by key; whoever wants their
//! sources stands between [`pump_sizes`] and [`Beside`].

use std::borrow::Cow;
use std::collections::HashSet;

use rusqlite::OptionalExtension;

use crate::applies::inapplicable;
use crate::db::Db;
use crate::db::tables::quoted;
use crate::error::{Error, Result};
use crate::names::{Named, Names, part_name};
use crate::page::NOT_DISCLOSED;
use crate::rows::{Column, Row, RowSink, Source, Value, pump};
use crate::units::Unit;

/// How many can be compared.
pub const FEWEST: usize = 2;
/// More would not stand beside each other.
pub const MOST: usize = 6;

/// What is told of each size, or of a model of which none is known, beside the columns of `listing`.
const SQL: &str = include_str!("compare.sql");

/// What the columns beside those of `catalog` rest on.
pub const EVIDENCE: [(&str, &str, &str); 9] = [
    ("rotary_pct", "sizes", "rotary_pct"),
    ("sliding_window", "sizes", "sliding_window"),
    ("tied_embeddings", "sizes", "tied_embeddings"),
    ("derives_from", "derivations", "base_model"),
    ("derives_from", "derivations", "base_label"),
    ("derives_from", "derivations", "method"),
    ("trained_on", "training_mix", "corpus"),
    ("trained_on", "training_mix", "weight_pct"),
    ("techniques", "model_techniques", "technique"),
];

/// Columns that name the size: they head its column.
const NAMING: [&str; 2] = ["model", "label"];

/// What is compared, and what a model without a label was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// The size; the model itself where none is known.
    pub size: Named,
    /// It is the largest one of the model that was named.
    pub is_largest_of: Option<String>,
}

impl Picked {
    /// Is it a model of which no size is known?
    pub fn has_no_size(&self) -> bool {
        self.size.table == "models"
    }
}

/// The sizes that these names mean; a model is compared by its largest.
pub fn pick(db: &Db, names: &Names<'_>, texts: &[String]) -> Result<Vec<Picked>> {
    if texts.len() < FEWEST || texts.len() > MOST {
        return Err(Error::usage(format!("{FEWEST} to {MOST} names are wanted, not {}", texts.len()))
            .hint("a name of several words stands in quotes: \"llama 2 70b\""));
    }
    let mut picked: Vec<Picked> = Vec::with_capacity(texts.len());
    for text in texts {
        let (named, _) = names.resolve(text, &["models", "sizes"])?.one(text, "compare")?;
        let one = if named.table == "sizes" {
            Picked { size: named, is_largest_of: None }
        } else {
            largest(db, &named)?
        };
        if picked.iter().any(|other| other.size == one.size) {
            return Err(Error::usage(format!(
                "\"{text}\" is {}, which is there already",
                one.size.row_key()
            ))
            .command(format!("llmdb show {}", one.size.key[0]), "lists the sizes"));
        }
        picked.push(one);
    }
    Ok(picked)
}

fn largest(db: &Db, model: &Named) -> Result<Picked> {
    let label: Option<String> = db
        .connection()
        .prepare_cached(
            "SELECT label FROM sizes WHERE model = ?1 ORDER BY parameters IS NULL, parameters DESC, label LIMIT 1",
        )
        .and_then(|mut statement| statement.query_row([&model.key[0]], |row| row.get(0)).optional())
        .map_err(|error| db.explain(error))?;
    let Some(label) = label else {
        return Ok(Picked { size: model.clone(), is_largest_of: None });
    };
    Ok(Picked {
        size: Named {
            table: "sizes".into(),
            name: part_name(&model.name, &label),
            key: vec![model.key[0].clone(), label],
        },
        is_largest_of: Some(model.name.clone()),
    })
}

/// Gives what is known of each size to a sink, a row a size; the sink is not finished.
pub fn pump_sizes(db: &Db, picked: &[Picked], sink: &mut dyn RowSink) -> Result<()> {
    let explain = |error| db.explain(error);
    let mut told = Vec::new();
    {
        let mut statement = db
            .connection()
            .prepare_cached("SELECT name FROM pragma_table_info('listing') ORDER BY cid")
            .map_err(explain)?;
        let names = statement.query_map([], |row| row.get::<_, String>(0)).map_err(explain)?;
        for name in names {
            told.push(format!("listing.{}", quoted(&name.map_err(explain)?)));
        }
    }
    if told.is_empty() {
        // A client removed the view: SQLite says so.
        db.connection().prepare("SELECT 1 FROM listing").map_err(explain)?;
    }
    let sql = SQL.replace("{columns}", &told.join(",\n    "));
    let mut statement = db.connection().prepare(&sql).map_err(explain)?;
    for one in picked {
        statement.raw_bind_parameter(1, &one.size.key[0]).map_err(explain)?;
        statement.raw_bind_parameter(2, one.size.key.get(1)).map_err(explain)?;
        pump(&mut statement, sink, u64::MAX, &explain)?;
    }
    Ok(())
}

/// What the makers of each withhold, as columns of `catalog`.
pub fn withheld(db: &Db, picked: &[Picked]) -> Result<Vec<HashSet<String>>> {
    let read = || -> rusqlite::Result<Vec<HashSet<String>>> {
        // A column of a size may be that of its model; tokens are told of a stage.
        let mut statement = db.connection().prepare_cached(
            "SELECT CASE WHEN table_name = 'training_stages' THEN 'training_' ELSE '' END || column_name
             FROM citations
             WHERE
                 says = ?1
                 AND (
                     (table_name = 'models' AND row_key = ?2)
                     OR (table_name = 'sizes' AND row_key = ?3)
                     OR (table_name = 'training_stages' AND row_key >= ?3 || '/' AND row_key < ?3 || '0')
                 )",
        )?;
        let mut all = Vec::with_capacity(picked.len());
        for one in picked {
            let rows = statement
                .query_map((NOT_DISCLOSED, &one.size.key[0], one.size.row_key()), |row| row.get(0))?;
            all.push(rows.collect::<rusqlite::Result<_>>()?);
        }
        Ok(all)
    };
    read().map_err(|error| db.explain(error))
}

/// Columns that can have a value in none of these sizes: the experts of dense ones.
pub fn inapplicable_to_all(db: &Db, picked: &[Picked]) -> Result<HashSet<String>> {
    let mut all: Option<HashSet<String>> = None;
    for one in picked {
        let [model, label] = one.size.key.as_slice() else { continue };
        let of_one = inapplicable(db.connection(), model, Some(label))
            .map_err(|error| db.explain(error))?
            .remove(label)
            .unwrap_or_default();
        all = Some(match all {
            Some(all) => all.intersection(&of_one).cloned().collect(),
            None => of_one,
        });
    }
    Ok(all.unwrap_or_default())
}

/// A property of all that is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// What it is.
    pub column: Column,
    /// Its values, one a size.
    pub values: Vec<Value<'static>>,
    /// The sources of each.
    pub cited: Vec<Vec<usize>>,
}

impl Property {
    /// Do the values differ? None where those that are known agree and others are unknown.
    pub fn differs(&self) -> Option<bool> {
        let mut known = self.values.iter().filter(|value| **value != Value::Null);
        let first = known.next();
        if known.any(|other| Some(other) != first) {
            return Some(true);
        }
        let is_complete = !self.values.contains(&Value::Null);
        is_complete.then_some(false)
    }

    /// Is no value known?
    pub fn is_unknown(&self) -> bool {
        self.values.iter().all(|value| *value == Value::Null)
    }

    /// A value as people read it.
    pub fn human(&self, place: usize) -> Value<'static> {
        #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
        let number = match &self.values[place] {
            Value::Integer(number) => *number as f64,
            Value::Real(number) => *number,
            other => return other.clone(),
        };
        let unit = self.column.unit;
        let text = if self.column.name.starts_with("tied_") {
            if number == 0.0 { "no".to_owned() } else { "yes".to_owned() }
        } else if unit == Unit::Plain && number >= 10_000.0 {
            Unit::Count.human(number)
        } else {
            unit.human(number)
        };
        Value::Text(Cow::Owned(text))
    }
}

/// Collects rows, and gives them back turned: a line a property. Rows may have other columns than
/// those before them; a property that a row does not have is empty there.
#[derive(Debug, Default)]
pub struct Beside {
    properties: Vec<Property>,
    /// Rows so far.
    count: usize,
    /// Per column of the next row, its property.
    places: Vec<usize>,
    /// The sources that the values rest on, as far as somebody found them.
    pub sources: Vec<Source>,
}

impl Beside {
    /// The properties that are no names of the sizes.
    pub fn properties(&self) -> impl Iterator<Item = &Property> {
        self.properties.iter().filter(|property| !NAMING.contains(&property.column.name.as_str()))
    }
}

impl RowSink for Beside {
    fn columns(&mut self, columns: &[Column]) -> Result<()> {
        self.places.clear();
        for column in columns {
            let known = self.properties.iter().position(|property| property.column.name == column.name);
            self.places.push(known.unwrap_or(self.properties.len()));
            if known.is_none() {
                self.properties.push(Property {
                    column: column.clone(),
                    values: vec![Value::Null; self.count],
                    cited: vec![Vec::new(); self.count],
                });
            }
        }
        Ok(())
    }

    fn row(&mut self, row: Row<'_>) -> Result<()> {
        self.count += 1;
        for property in &mut self.properties {
            property.values.push(Value::Null);
            property.cited.push(Vec::new());
        }
        for (place, value) in row.values.iter().enumerate() {
            let property = &mut self.properties[self.places[place]];
            property.values[self.count - 1] = match value {
                Value::Null => Value::Null,
                Value::Integer(number) => Value::Integer(*number),
                Value::Real(number) => Value::Real(*number),
                Value::Text(text) => Value::Text(Cow::Owned(text.to_string())),
                Value::Blob(bytes) => Value::Text(Cow::Owned(format!("({} bytes)", bytes.len()))),
            };
            property.cited[self.count - 1] = row.cited.get(place).cloned().unwrap_or_default();
        }
        if row.sources.len() > self.sources.len() {
            self.sources = row.sources.to_vec();
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }

    fn finish(&mut self, sources: &[Source]) -> Result<()> {
        self.sources = sources.to_vec();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(values: Vec<Value<'static>>) -> Property {
        Property { column: Column::new("parameters"), cited: vec![Vec::new(); values.len()], values }
    }

    #[test]
    fn unknown_is_no_difference_and_no_agreement() {
        let number = Value::Integer;
        assert_eq!(property(vec![number(1), number(2)]).differs(), Some(true));
        assert_eq!(property(vec![number(1), number(1)]).differs(), Some(false));
        assert_eq!(property(vec![number(1), Value::Null]).differs(), None);
        assert_eq!(property(vec![number(1), Value::Null, number(2)]).differs(), Some(true));
        assert_eq!(property(vec![Value::Null, Value::Null]).differs(), None);
    }
}
