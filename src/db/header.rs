//! What the first bytes of a file say of it, without SQLite: a foreign file is not even opened.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};

/// `LLMd` in the header of the file: what tells ours from any other SQLite file.
pub const APPLICATION_ID: i32 = 0x4C4C_4D64;

/// What the first hundred bytes say of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// An llmdb database of this schema version.
    Ours {
        /// Number of the last migration that it has seen.
        schema: i32,
    },
    /// An SQLite database of another program.
    OtherDatabase,
    /// No SQLite database at all.
    NoDatabase,
}

/// Reads who made a file.
pub fn identify(path: &Path) -> Result<Identity> {
    let mut header = [0_u8; 100];
    let mut file = File::open(path).map_err(|error| Error::io("cannot open", path.display(), &error))?;
    let mut filled = 0;
    while filled < header.len() {
        match file.read(&mut header[filled..]) {
            Ok(0) => return Ok(Identity::NoDatabase),
            Ok(count) => filled += count,
            Err(error) => return Err(Error::io("cannot read", path.display(), &error)),
        }
    }
    if &header[..16] != b"SQLite format 3\0" {
        return Ok(Identity::NoDatabase);
    }
    let number = |at: usize| i32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    if number(68) == APPLICATION_ID {
        Ok(Identity::Ours { schema: number(60) })
    } else {
        Ok(Identity::OtherDatabase)
    }
}

/// The change counter in the header of a file: every transaction of every client adds one to it.
/// None where a client left it in WAL mode, which does not count; 0 of a file that is still empty.
pub(crate) fn change_counter(path: &Path) -> Option<u32> {
    let mut header = [0_u8; 28];
    let mut file = File::open(path).ok()?;
    match file.read_exact(&mut header) {
        Ok(()) if header[18] == 1 => {
            Some(u32::from_be_bytes([header[24], header[25], header[26], header[27]]))
        }
        Ok(()) => None,
        Err(_) => file.metadata().ok().filter(|file| file.len() == 0).map(|_| 0),
    }
}
