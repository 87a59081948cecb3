//! What was meant by a word that nobody knows: the beginning of a name, a typing error of one
//! letter, or else the nearest words to offer.

use super::lexicon::{Lexicon, Sense, folded_column};
use super::tokens::{fold, is_chinese};
use crate::error::Result;

/// What became of an unknown word.
pub(crate) enum Repair {
    /// It is taken for this term.
    Taken(String, Vec<Sense>),
    /// It stays unknown; these are near.
    Unknown(Vec<String>),
}

/// Finds what an unknown word stands for.
pub(crate) fn repair(lexicon: &Lexicon<'_>, word: &str) -> Result<Repair> {
    let long_enough = if is_chinese(word) { word.chars().count() > 1 } else { word.len() > 3 };
    if long_enough {
        let things = lexicon.beginning_with(word)?;
        let one_table = things.windows(2).all(|pair| pair[0].table == pair[1].table);
        if !things.is_empty() && one_table && (things.len() == 1 || things[0].table == "corpora") {
            let names: Vec<&str> = things.iter().map(|thing| thing.name.as_str()).collect();
            return Ok(Repair::Taken(names.join(", "), things.into_iter().map(Sense::Thing).collect()));
        }
    }
    let near = one_letter_away(lexicon, word)?;
    let Some((term, senses)) = near.first() else { return Ok(Repair::Unknown(nearest(lexicon, word)?)) };
    // Two terms that mean the same are one: model and models.
    if near.iter().all(|(_, other)| senses.iter().any(|sense| other.contains(sense))) {
        return Ok(Repair::Taken(term.clone(), senses.clone()));
    }
    Ok(Repair::Unknown(near.into_iter().map(|(term, _)| term).take(4).collect()))
}

/// The one term that is a letter away, where it is alone.
pub(crate) fn one_alone(lexicon: &Lexicon<'_>, words: &str) -> Result<Option<(String, Vec<Sense>)>> {
    let near = one_letter_away(lexicon, words)?;
    let Some((_, senses)) = near.first() else { return Ok(None) };
    let alike = near.iter().all(|(_, other)| senses.iter().any(|sense| other.contains(sense)));
    let is_word = senses.iter().any(|sense| matches!(sense, Sense::Word(..)));
    Ok(if alike && is_word { near.into_iter().next() } else { None })
}

/// Terms that one letter more, less, other or swapped makes of this word. Digits stay: what differs
/// in a digit is another thing.
fn one_letter_away(lexicon: &Lexicon<'_>, word: &str) -> Result<Vec<(String, Vec<Sense>)>> {
    let folded = fold(word);
    if !(4..=32).contains(&folded.len()) || !folded.is_ascii() || folded.bytes().any(|b| b.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let terms = edits(&folded);
    let mut near: Vec<(String, Vec<Sense>)> = lexicon.look_up(&terms)?.into_iter().collect();
    near.sort();
    Ok(near)
}

fn edits(word: &str) -> Vec<String> {
    let mut all = Vec::with_capacity(word.len() * 55);
    for at in 0..=word.len() {
        let (before, after) = word.split_at(at);
        let mut rest = after.chars();
        if let Some(first) = rest.next() {
            let tail = rest.as_str();
            all.push(format!("{before}{tail}"));
            if let Some(second) = tail.chars().next() {
                all.push(format!("{before}{second}{first}{}", &tail[1..]));
            }
        }
        for letter in 'a'..='z' {
            all.push(format!("{before}{letter}{after}"));
            if word.len() > 4 && !after.is_empty() {
                all.push(format!("{before}{letter}{}", &after[1..]));
            }
        }
    }
    all.sort();
    all.dedup();
    all.retain(|term| term != word && term.len() > 2);
    all
}

/// The nearest names and words, to be offered and not to be taken.
pub(crate) fn nearest(lexicon: &Lexicon<'_>, word: &str) -> Result<Vec<String>> {
    let folded = fold(word);
    let start: String = folded.chars().take(if is_chinese(word) { 1 } else { 3 }).collect();
    if start.is_empty() {
        return Ok(Vec::new());
    }
    let mut candidates: Vec<String> = Vec::new();
    for (table, column) in [
        ("words", "word"),
        ("models", "slug"),
        ("models", "name_zh"),
        ("families", "slug"),
        ("organizations", "name"),
        ("organizations", "name_zh"),
        ("corpora", "slug"),
    ] {
        let folded = folded_column(column);
        let own = if table == "words" { "AND role NOT IN ('say', 'filler')" } else { "" };
        let sql = format!(
            "SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND {folded} >= ?1 AND {folded} < ?1 || '\u{10ffff}' {own} ORDER BY {folded} LIMIT 50"
        );
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = lexicon.db().connection().prepare_cached(&sql)?;
            statement.query_map([&start], |row| row.get(0))?.collect()
        };
        candidates.extend(read().map_err(|error| lexicon.db().explain(error))?);
    }
    candidates.extend(lexicon.small_terms().map(str::to_owned));
    let mut ranked: Vec<(usize, String)> = candidates
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&fold(&name), &folded), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count().max(folded.chars().count()) / 4)
        .collect();
    ranked.sort();
    ranked.dedup();
    Ok(ranked.into_iter().take(3).map(|(_, name)| name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_makes_the_neighbours() {
        let near = edits("ropee");
        assert!(near.contains(&"rope".to_owned()));
        assert!(edits("modles").contains(&"models".to_owned()));
        assert!(!near.contains(&"ropee".to_owned()));
    }
}
