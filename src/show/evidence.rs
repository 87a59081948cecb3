//! Who says so and who says otherwise: the citations of rows, and the sources that a page has met.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params_from_iter};

use crate::db::Db;
use crate::page::{Cell, Cited, Saying};
use crate::rows::Source;

/// The citations of some rows of a table, in the order of their key. Sources are not joined: a page
/// has many citations, but few sources.
const CITED: &str = "
SELECT
    row_key,
    column_name,
    source,
    locator,
    says,
    note
FROM citations
WHERE table_name = ?1 AND ";

/// Rows between two keys.
const BETWEEN: &str = "row_key >= ?2 AND row_key < ?3 ORDER BY row_key, column_name, source, locator";
/// So many rows are asked for at once: a page has twenty of a kind, unless all are wanted.
const AT_ONCE: usize = 500;

/// A source, behind how primary it is.
const SOURCE: &str = "title, year, url FROM sources WHERE key = ?1";

/// A citation of a row.
pub(super) struct Citation {
    column: String,
    /// Its source, as a place among those that were met.
    source: usize,
    locator: String,
    says: Option<String>,
    note: Option<String>,
}

/// Citations by the key of their row, the most primary source first.
pub(super) type Citations = HashMap<String, Vec<Citation>>;

/// A source that was met.
struct Met {
    rank: i64,
    source: Source,
    /// Its place on the page.
    place: Option<usize>,
}

/// Reads citations, and numbers their sources in the order in which a page names them.
pub(super) struct Evidence<'db> {
    db: &'db Db,
    met: Vec<Met>,
    known: HashMap<String, usize>,
    /// The sources of the page, as places among those that were met.
    places: Vec<usize>,
}

impl<'db> Evidence<'db> {
    pub(super) fn new(db: &'db Db) -> Self {
        Self { db, met: Vec::new(), known: HashMap::new(), places: Vec::new() }
    }

    /// The sources met, in the order in which cells name them.
    pub(super) fn sources(self) -> Vec<Source> {
        self.places.iter().map(|&at| self.met[at].source.clone()).collect()
    }

    /// The citations of a row.
    pub(super) fn of_row(&mut self, table: &str, key: &str) -> rusqlite::Result<Citations> {
        self.read(BETWEEN, &[table, key, &format!("{key}\u{1}")])
    }

    /// The citations of rows with these keys.
    pub(super) fn of_rows<'k>(
        &mut self,
        table: &str,
        keys: impl Iterator<Item = &'k str>,
    ) -> rusqlite::Result<Citations> {
        let mut found = Citations::new();
        let keys: Vec<&str> = keys.collect();
        for some in keys.chunks(AT_ONCE) {
            let holes = vec!["?"; some.len()].join(", ");
            let which = format!("row_key IN ({holes}) ORDER BY row_key, column_name, source, locator");
            found.extend(self.read(&which, &[&[table], some].concat())?);
        }
        Ok(found)
    }

    /// The citations of the rows whose key begins with this one.
    pub(super) fn of_rows_below(&mut self, table: &str, key: &str) -> rusqlite::Result<Citations> {
        // `0` follows `/` in the order of bytes.
        self.read(BETWEEN, &[table, &format!("{key}/"), &format!("{key}0")])
    }

    fn read(&mut self, which: &str, parameters: &[&str]) -> rusqlite::Result<Citations> {
        let mut statement = self.db.connection().prepare_cached(&format!("{CITED}{which}"))?;
        let mut rows = statement.query(params_from_iter(parameters))?;
        let mut read: Vec<(String, Citation)> = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(source) = self.meet(row.get_ref(2)?.as_str()?)? else { continue };
            let citation = Citation {
                column: row.get(1)?,
                source,
                locator: row.get(3)?,
                says: row.get(4)?,
                note: row.get(5)?,
            };
            read.push((row.get(0)?, citation));
        }
        let order = |citation: &Citation| {
            let Met { rank, source, .. } = &self.met[citation.source];
            (*rank, source.key.as_str())
        };
        read.sort_by(|(_, one), (_, other)| order(one).cmp(&order(other)));
        let mut found = Citations::new();
        for (key, citation) in read {
            found.entry(key).or_default().push(citation);
        }
        Ok(found)
    }

    /// A source as one of those that were met; none where there is no such source.
    fn meet(&mut self, key: &str) -> rusqlite::Result<Option<usize>> {
        if let Some(&at) = self.known.get(key) {
            return Ok(Some(at));
        }
        let mut statement =
            self.db.connection().prepare_cached(&format!("SELECT {}, {SOURCE}", Source::RANK))?;
        let met = statement.query_row([key], |row| {
            let source = Source { key: key.into(), title: row.get(1)?, year: row.get(2)?, url: row.get(3)? };
            Ok(Met { rank: row.get(0)?, source, place: None })
        });
        let Some(met) = met.optional()? else { return Ok(None) };
        self.known.insert(key.into(), self.met.len());
        self.met.push(met);
        Ok(Some(self.met.len() - 1))
    }

    /// The place on the page of a source that was met.
    fn place(&mut self, at: usize) -> usize {
        *self.met[at].place.get_or_insert_with(|| {
            self.places.push(at);
            self.places.len() - 1
        })
    }

    /// Gives a cell its sources: those of its column and those of the whole row.
    pub(super) fn attach(&mut self, cell: &mut Cell, column: &str, cited: &[Citation]) {
        for citation in cited.iter().filter(|citation| citation.column == column || citation.column == "*") {
            match &citation.says {
                None if !cell.is_empty() => {
                    let source = self.place(citation.source);
                    cell.cited.push(Cited { source, locator: citation.locator.clone() });
                }
                Some(says) if citation.column == column => {
                    let source = self.place(citation.source);
                    cell.sayings.push(Saying {
                        says: says.clone(),
                        source,
                        locator: citation.locator.clone(),
                        note: citation.note.clone(),
                    });
                }
                _ => {}
            }
        }
    }
}
