//! Finding things by words: names, aliases and descriptions, in English and Chinese.
//!
//! What can be found is the view `search_texts`. Its index (`search_index` and the tables whose names
//! begin so) is made by `index` whenever llmdb writes the file. A client that edits the file cannot
//! keep it, so the index knows of which state of the file it is: where the file was changed since, or
//! was left in WAL mode, [`Search::open`] makes a new one in memory, and an answer is never stale.

mod find;
mod index;
mod text;

pub use find::{Found, Search};
pub(crate) use index::{index, index_after, is_current, mark_current};
