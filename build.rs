//! Makes the catalogue that the program carries: the migrations and the seed, loaded, indexed and
//! checked by the program's own loader. Faults of the seed are errors of the build, all together.
//!
//! Only the modules that this takes are compiled into the build script.

#![expect(dead_code, unused_imports, unreachable_pub, reason = "the modules serve the program too")]

use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use lz4_flex::frame::FrameEncoder;

#[path = "src/error.rs"]
mod error;

#[path = "src/db"]
mod db {
    pub(crate) mod header;
    pub(crate) mod message;
    pub(crate) mod migrate;
    pub(crate) mod tables;
}

#[path = "src/init"]
mod init {
    mod fill;
    mod saved_queries;
    pub(crate) mod ship;
}

#[path = "src/queries"]
mod queries {
    pub(crate) mod header;
}

#[path = "src/search"]
mod search {
    mod index;
    mod text;

    pub(crate) use index::{index, mark_current};
}

#[path = "src/seed/mod.rs"]
mod seed;

use error::{Error, Result};
use seed::Seed;

fn main() {
    // Whole folders are embedded: a file that appears in one counts.
    for folder in ["migrations", "seed", "docs/help"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    match make() {
        Ok(shipped) => {
            println!("cargo::rustc-env=LLMDB_SEED_FINGERPRINT={}", shipped.fingerprint);
            println!("cargo::rustc-env=LLMDB_CATALOGUE_BYTES={}", shipped.bytes);
        }
        Err(error) => {
            for line in error.fault_lines() {
                println!("cargo::error={line}");
            }
            println!("cargo::error={}", error.message());
        }
    }
}

/// What the program has to know of the file that it carries.
struct Shipped {
    fingerprint: i64,
    bytes: usize,
}

fn make() -> Result<Shipped> {
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let path = folder.join("catalogue.db");
    let failed = |error| Error::io("cannot make", path.display(), &error);
    if path.exists() {
        fs::remove_file(&path).map_err(failed)?;
    }
    let seed = Seed::dir(Path::new("seed"))?;
    let fingerprint = init::ship::ship(&path, &seed, env!("CARGO_PKG_VERSION"))?;
    let bytes = fs::read(&path).map_err(failed)?;
    let mut packed = FrameEncoder::new(File::create(folder.join("catalogue.lz4")).map_err(failed)?);
    packed.write_all(&bytes).map_err(failed)?;
    packed.finish().map_err(|error| failed(error.into()))?;
    fs::remove_file(&path).map_err(failed)?;
    Ok(Shipped { fingerprint, bytes: bytes.len() })
}
