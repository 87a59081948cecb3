//! The seed: CSV files, one table a file (or a folder of files), and how they come into a database.
//!
//! Knows no table's name: what a table is, the database itself says.

mod csv;
mod fault;
mod files;
pub mod fingerprint;
mod load;
mod merge;
mod read;
mod references;

pub use fault::{Fault, Faults};
pub use files::{Seed, SeedFile};
pub use load::{Changes, Kept, TableChanges};
pub use merge::{kept, merge};

use rusqlite::Connection;

use crate::db::tables::Table;

/// How rows of a seed meet rows that are there already.
#[derive(Clone, Copy)]
pub enum Policy {
    /// Nothing is there: each row is new, and a second row of one key is a fault.
    Fresh,
    /// Rows of the user's own: they win over what is there.
    Overlay,
}

impl Seed {
    /// Where a cell stands in the files: `file:line:column`; none where no file has its row. A key
    /// that is shorter than the table's means the first row under it.
    pub fn place(&self, tables: &[Table], table: &str, row_key: &str, column: &str) -> Option<String> {
        let table = tables.iter().find(|known| known.name == table)?;
        let column = table.place(column).or(table.key.first().copied())?;
        let under = format!("{row_key}/");
        for file in self.of(&table.name) {
            let Some(mut records) = csv::Records::open(file, table, &mut Faults::default()) else { continue };
            while records.advance(&mut Faults::default()) {
                let key = records.key();
                if key == row_key || key.starts_with(&under) {
                    let at = records.fault(column, String::new());
                    return Some(format!("{}:{}:{}", at.file, at.line, at.column));
                }
            }
        }
        None
    }

    /// Brings the rows of this seed into the tables; a transaction is open, foreign keys are not
    /// enforced row by row but checked at the end, by [`Seed::check_references`]. `progress` hears the
    /// table and the rows done.
    /// Faults of the files are gathered in `faults`; where there are any, the caller rolls back.
    pub fn load(
        &self,
        connection: &Connection,
        tables: &[Table],
        policy: Policy,
        faults: &mut Faults,
        progress: &mut dyn FnMut(&str, u64),
    ) -> rusqlite::Result<Changes> {
        self.name_unknown_tables(tables, faults);
        load::load(connection, tables, self, policy, faults, progress)
    }

    /// Checks every reference of the database; what points at nothing is told at the cell of the file
    /// that says so, and by its table where no file does.
    pub fn check_references(
        &self,
        connection: &Connection,
        tables: &[Table],
        faults: &mut Faults,
    ) -> rusqlite::Result<()> {
        references::check(connection, tables, self, faults)
    }
}
