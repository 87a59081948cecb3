//! Reading the files of a seed on a thread of its own: rows in the order of their keys, typed and with
//! their fingerprints, handed over in batches.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::mpsc::SyncSender;

use super::csv::{Line, Records};
use super::fault::Faults;
use super::files::Seed;
use super::fingerprint;
use crate::db::tables::Table;

/// Rows that are handed over at once.
const BATCH: usize = 256;
/// Batches that wait to be inserted.
pub(super) const QUEUE: usize = 8;

/// A row that is ready to be inserted, and its fingerprints.
pub(super) struct Ready<'a> {
    pub(super) line: Line<'a>,
    pub(super) key: u64,
    pub(super) row: u64,
}

/// Rows of one table, in order.
pub(super) struct Batch<'a> {
    pub(super) rows: Vec<Ready<'a>>,
    pub(super) faults: Faults,
    pub(super) is_last: bool,
}

/// Reads the tables in turn; ends early when nobody takes the rows any more.
pub(super) fn read<'a>(tables: &[&'a Table], seed: &'a Seed, sender: &SyncSender<Batch<'a>>) {
    for &table in tables {
        let mut faults = Faults::default();
        let mut files = InOrder::open(seed, table, &mut faults);
        loop {
            let mut rows = Vec::with_capacity(BATCH);
            while rows.len() < BATCH {
                let Some(records) = files.advance(&mut faults) else { break };
                let mut cells = Vec::with_capacity(table.columns.len());
                if records.cells(&mut cells, &mut faults) {
                    let (key, row) = (fingerprint::of_key(table, &cells), fingerprint::of_row(table, &cells));
                    drop(cells);
                    rows.push(Ready { line: records.take(), key, row });
                }
            }
            let is_last = rows.len() < BATCH;
            if sender.send(Batch { rows, faults: std::mem::take(&mut faults), is_last }).is_err() {
                return;
            }
            if is_last {
                break;
            }
        }
    }
}
/// The rows of several sorted files as of one: SQLite appends rows that come in the order of the
/// key, where it would search and split pages for others. One file is read as it is.
struct InOrder<'a> {
    files: Vec<Records<'a>>,
    /// Keys of the rows that the files stand at, smallest first.
    heads: BinaryHeap<Reverse<(String, usize)>>,
    last: Option<usize>,
}

impl<'a> InOrder<'a> {
    fn open(seed: &'a Seed, table: &'a Table, faults: &mut Faults) -> Self {
        let files: Vec<Records<'a>> =
            seed.of(&table.name).filter_map(|file| Records::open(file, table, faults)).collect();
        let mut merged = Self { files, heads: BinaryHeap::new(), last: None };
        if merged.files.len() > 1 {
            for place in 0..merged.files.len() {
                merged.push(place, faults);
            }
        }
        merged
    }

    fn push(&mut self, place: usize, faults: &mut Faults) {
        if self.files[place].advance(faults) {
            self.heads.push(Reverse((self.files[place].key(), place)));
        }
    }

    fn advance(&mut self, faults: &mut Faults) -> Option<&mut Records<'a>> {
        let place = if self.files.len() == 1 {
            self.files[0].advance(faults).then_some(0)?
        } else {
            if let Some(last) = self.last.take() {
                self.push(last, faults);
            }
            let Reverse((_, place)) = self.heads.pop()?;
            self.last = Some(place);
            place
        };
        self.files.get_mut(place)
    }
}
