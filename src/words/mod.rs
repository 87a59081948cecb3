//! Questions in plain words, in English and Chinese: read against a grammar and a lexicon, they become
//! one SQL statement with bound parameters. The same words give the same answer, and no word is
//! dropped in silence.
//!
//! [`read`] goes from the text through pieces (`tokens`), items (`items`, with the `lexicon`), the
//! rules (`grammar`) and what they mean (`draft`) to SQL (`compile`) and to words again (`say`).

mod compile;
mod conditions;
mod corpora;
mod draft;
mod evidence;
mod grammar;
mod groups;
mod homophones;
mod items;
mod joining;
mod labels;
mod lexicon;
mod offer;
mod reading;
mod rules;
mod runs;
mod say;
mod suggest;
mod things;
mod tokens;
mod whole;

pub use lexicon::{Lexicon, Sense, Thing};
pub use reading::{NotUnderstood, Reading, read};
pub use tokens::{fold, is_chinese};
