//! The finished catalogue that the program carries: the build script makes it (`init/ship.rs`), so
//! that nobody has to wait for it. It is packed, to a third of its length.

use std::io::Read;

use lz4_flex::frame::FrameDecoder;
use rusqlite::Connection;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.lz4"));

/// Fingerprint of the seed that it was made of, in decimal digits: seeds of one fingerprint are the same.
pub const FINGERPRINT: &str = env!("LLMDB_SEED_FINGERPRINT");

/// The bytes of the file, unpacked as they are read.
pub fn bytes() -> impl Read {
    FrameDecoder::new(PACKED)
}

/// Opens it in memory, to read its rows.
pub fn open() -> rusqlite::Result<Connection> {
    let length = env!("LLMDB_CATALOGUE_BYTES").parse().unwrap_or_default();
    let mut connection = Connection::open_in_memory()?;
    connection.deserialize_read_exact(rusqlite::MAIN_DB, bytes(), length, true)?;
    Ok(connection)
}
