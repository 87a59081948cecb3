//! Builds a catalogue, or brings an existing one up to date: whole or not at all.
//!
//! A new file is the one that the program carries ([`ship`] made it with the program), written beside its
//! target, filled with the user's own rows where there are any, synced and renamed. An existing one is
//! changed in one transaction.

mod fill;
mod new;
mod report;
mod saved_queries;
pub mod ship;
mod update;

use std::fs;
use std::path::{Path, PathBuf};

pub use report::{Outcome, Report, TableReport};

use crate::db::Limits;
use crate::error::Result;
use crate::seed::Seed;

/// What `init` is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A folder of the user's own seed files.
    pub overlay: Option<PathBuf>,
    /// Take the seed's rows even where the user edited them.
    pub reset: bool,
    /// When to stop.
    pub limits: Limits,
}

/// Builds the file, or brings it up to date. `progress` hears the table and the rows done.
///
/// Errors: a file that is not ours or is newer than this program (it is not touched); faults in
/// seed files, all together (nothing is written); what the disk refuses.
pub fn init(path: &Path, options: &Options, progress: &mut dyn FnMut(&str, u64)) -> Result<Report> {
    let overlay = options.overlay.as_deref().map(Seed::dir).transpose()?;
    if fs::symlink_metadata(path).is_ok() {
        update::update(path, options, overlay.as_ref(), progress)
    } else {
        new::build(path, options, overlay.as_ref(), progress)
    }
}
