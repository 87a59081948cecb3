//! llmdb: a catalogue of large language models in one SQLite file, and what answers questions to it.
//!
//! The program is the product; this library is how its parts meet, and promises nothing to others.
//! Imports go downward only (a test reads them):
//!
//! ```text
//!  main ─► cli ─► output ──────────────────────┐
//!           │                                  ▼
//!           └──► init  queries  adhoc  schema  rows  page  units  error
//!                check  cite  show  compare  words ▲
//!                  │             └► names ─────┤
//!                  └──► seed ──► db ───────────┘
//! ```

pub mod adhoc;
pub mod applies;
pub mod check;
pub mod cite;
pub mod cli;
pub mod compare;
pub mod db;
pub mod error;
pub mod init;
pub mod names;
pub mod output;
pub mod page;
pub mod prefix;
pub mod queries;
pub mod rows;
pub mod schema;
pub mod search;
pub mod seed;
pub mod show;
pub mod units;
pub mod words;

pub use error::{Error, Kind, Result};
