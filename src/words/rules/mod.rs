//! The rules of the grammar, by what they read; `grammar` says in which order they are tried.

pub(super) mod amounts;
pub(super) mod dates;
pub(super) mod names;
pub(super) mod order;
pub(super) mod relations;
pub(super) mod runs;
pub(super) mod scores;
pub(super) mod things;
