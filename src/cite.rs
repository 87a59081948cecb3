//! The sources of an answer: looks at each row as it passes, and adds to each value the texts that
//! it rests on.
//!
//! A row with `model` and `label` is one of `catalog`: the view `catalog_evidence` says which facts
//! each of its columns rests on. A row with the key of a table rests on the citations of that row.

use std::collections::HashMap;

use rusqlite::Statement;

use crate::db::Db;
use crate::db::tables;
use crate::error::Result;
use crate::rows::{Column, Row, RowSink, Source, Value};

/// Columns by whose values a row is found, the table that they are the key of, and the column that
/// must be there besides.
type Keyed = (String, Vec<usize>);

/// A column of an answer about sizes, and the table and column of a fact that it rests on.
pub type Evidence = (&'static str, &'static str, &'static str);

/// Adds the sources to the rows on their way to a sink.
pub struct Citing<'a> {
    inner: &'a mut dyn RowSink,
    db: &'a Db,
    cited: Statement<'a>,
    source: Statement<'a>,
    /// Per column: the facts that it rests on, as table and column.
    evidence: Vec<Vec<(usize, String)>>,
    keyed: Vec<Keyed>,
    further: &'static [Evidence],
    sources: Vec<Source>,
    places: HashMap<String, usize>,
}

/// Tables whose rows belong to a model or a size, and are cited as its own.
const BELOW: [&str; 5] =
    ["training_stages", "training_mix", "model_organizations", "model_techniques", "derivations"];

/// The texts that say what the catalogue says of the rows between two keys; behind it stands the order.
const CITED: &str = "
SELECT column_name, source
FROM citations
INNER JOIN sources ON citations.source = sources.key
WHERE table_name = ?1 AND row_key >= ?2 AND row_key < ?3 AND says IS NULL
ORDER BY";

impl<'a> Citing<'a> {
    /// Stands between a statement and a sink.
    pub fn new(db: &'a Db, inner: &'a mut dyn RowSink) -> Result<Self> {
        let explain = |error| db.explain(error);
        Ok(Self {
            inner,
            db,
            cited: db
                .connection()
                .prepare(&format!("{CITED} {}, source, column_name", Source::RANK))
                .map_err(explain)?,
            source: db
                .connection()
                .prepare("SELECT title, year, url FROM sources WHERE key = ?1")
                .map_err(explain)?,
            evidence: Vec::new(),
            keyed: Vec::new(),
            further: &[],
            sources: Vec::new(),
            places: HashMap::new(),
        })
    }

    /// Columns beside those of `catalog`, and what they rest on.
    #[must_use]
    pub fn with(mut self, further: &'static [Evidence]) -> Self {
        self.further = further;
        self
    }

    /// Ends the answer with its sources, and gives them back.
    pub fn finish(self) -> Result<Vec<Source>> {
        self.inner.finish(&self.sources)?;
        Ok(self.sources)
    }

    fn learn(&mut self, columns: &[Column]) -> rusqlite::Result<()> {
        let place = |name: &str| columns.iter().position(|column| column.name == name);
        let connection = self.db.connection();
        self.evidence = vec![Vec::new(); columns.len()];
        if let (Some(model), Some(label)) = (place("model"), place("label")) {
            self.keyed =
                vec![("sizes".into(), vec![model, label]), ("training_stages".into(), vec![model, label])];
            self.keyed.extend(["models", "model_organizations"].map(|table| (table.to_owned(), vec![model])));
            for (name, table, cited) in self.further {
                let Some(column) = place(name) else { continue };
                let keyed = self.keyed.iter().position(|(keyed, _)| keyed == table).unwrap_or_else(|| {
                    // A mixture is that of a size; what a model derives from, that of all.
                    let key = if *table == "training_mix" { vec![model, label] } else { vec![model] };
                    self.keyed.push(((*table).to_owned(), key));
                    self.keyed.len() - 1
                });
                self.evidence[column].push((keyed, (*cited).to_owned()));
            }
            let mut statement =
                connection.prepare("SELECT column_name, table_name, cited_column FROM catalog_evidence")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (name, table, cited): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let keyed = self.keyed.iter().position(|(keyed, _)| *keyed == table);
                if let (Some(column), Some(keyed)) = (place(&name), keyed) {
                    self.evidence[column].push((keyed, cited));
                }
            }
            drop(rows);
            drop(statement);
            // Facts of a training run, which is a size and a stage of it.
            if let Some(stage) = place("stage_no") {
                let runs =
                    tables::tables(connection)?.into_iter().find(|table| table.name == "training_runs");
                let own = self.keyed.len();
                self.keyed.push(("training_runs".into(), vec![model, label, stage]));
                for (column, evidence) in columns.iter().zip(&mut self.evidence) {
                    let of_runs = runs
                        .as_ref()
                        .and_then(|table| table.place(&column.name).map(|place| !table.key.contains(&place)));
                    if evidence.is_empty() && of_runs == Some(true) {
                        evidence.push((own, column.name.clone()));
                    }
                }
            }
            return Ok(());
        }
        for table in tables::tables(connection)? {
            // `corpus` is the key of corpora as `model` is of models: the singular of the table.
            let singular = |name: &str| match (name, table.name.as_str()) {
                ("slug", "corpora") => place("corpus"),
                ("slug", name) => place(name.strip_suffix('s').unwrap_or(name)),
                (name, _) => place(name),
            };
            let key: Option<Vec<usize>> = table.key_names().into_iter().map(singular).collect();
            let Some(key) = key.filter(|key| !key.is_empty()) else { continue };
            let keyed = self.keyed.len();
            let mut rests = false;
            for (column, evidence) in columns.iter().zip(&mut self.evidence) {
                if table.place(&column.name).is_some_and(|place| !table.key.contains(&place)) {
                    evidence.push((keyed, column.name.clone()));
                    rests = true;
                }
            }
            if rests {
                self.keyed.push((table.name.clone(), key));
            }
        }
        Ok(())
    }

    fn cite(&mut self, values: &[Value<'_>]) -> rusqlite::Result<Vec<Vec<usize>>> {
        let mut found: Vec<Vec<(String, String)>> = Vec::with_capacity(self.keyed.len());
        for (table, key) in &self.keyed {
            let parts: Vec<String> = key
                .iter()
                .map(|&place| match &values[place] {
                    Value::Text(text) => text.to_string(),
                    Value::Integer(number) => number.to_string(),
                    _ => String::new(),
                })
                .collect();
            let key = parts.join("/");
            // The row itself, or all whose key begins with its key: `0` follows `/` in the order of bytes.
            let (from, to) = if BELOW.contains(&table.as_str()) {
                (format!("{key}/"), format!("{key}0"))
            } else {
                (key.clone(), format!("{key}\u{1}"))
            };
            let mut rows = self.cited.query((table, from, to))?;
            let mut of_row = Vec::new();
            while let Some(row) = rows.next()? {
                of_row.push((row.get(0)?, row.get(1)?));
            }
            found.push(of_row);
        }
        let mut cited = vec![Vec::new(); values.len()];
        for (column, evidence) in self.evidence.iter().enumerate() {
            if matches!(values[column], Value::Null) {
                continue;
            }
            let mut keys: Vec<&str> = Vec::new();
            for (keyed, name) in evidence {
                let of_cell = found[*keyed].iter().filter(|(column, _)| column == name || column == "*");
                keys.extend(of_cell.map(|(_, source)| source.as_str()));
            }
            for key in keys {
                let place = number(&mut self.source, &mut self.sources, &mut self.places, key)?;
                if !cited[column].contains(&place) {
                    cited[column].push(place);
                }
            }
        }
        Ok(cited)
    }
}

/// Place of a source in the list; it grows where the source is new.
fn number(
    statement: &mut Statement<'_>,
    sources: &mut Vec<Source>,
    places: &mut HashMap<String, usize>,
    key: &str,
) -> rusqlite::Result<usize> {
    if let Some(&place) = places.get(key) {
        return Ok(place);
    }
    let source = statement.query_row([key], |row| {
        Ok(Source { key: key.to_owned(), title: row.get(0)?, year: row.get(1)?, url: row.get(2)? })
    })?;
    sources.push(source);
    places.insert(key.to_owned(), sources.len() - 1);
    Ok(sources.len() - 1)
}

impl RowSink for Citing<'_> {
    fn columns(&mut self, columns: &[Column]) -> Result<()> {
        self.learn(columns).map_err(|error| self.db.explain(error))?;
        self.inner.columns(columns)
    }

    fn row(&mut self, row: Row<'_>) -> Result<()> {
        let cited = self.cite(row.values).map_err(|error| self.db.explain(error))?;
        self.inner.row(Row { values: row.values, cited: &cited, sources: &self.sources })
    }

    fn flush(&mut self) -> Result<()> {
        self.inner.flush()
    }

    fn finish(&mut self, _sources: &[Source]) -> Result<()> {
        self.inner.finish(&self.sources)
    }
}
