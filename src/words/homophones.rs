//! Chinese typing errors: one character of a term that is another, most often one that sounds alike,
//! because that is what an input method offers.
//!
//! Only what nobody knows is mended, and only where one term alone is near: 千帆 is not 千问.

use super::lexicon::Lexicon;
use super::tokens::{Piece, Shape};
use crate::error::Result;

/// Longest term that is mended.
const LONGEST: usize = 10;
/// Characters that are never meant by another one.
const PARTICLES: &str = "的了是在不";
/// Terms that begin alike and are looked at.
const LOOKED_AT: usize = 2000;

/// A term that stands one character from what was typed.
pub(crate) struct Mended {
    /// What was typed.
    pub(crate) typed: String,
    /// The term.
    pub(crate) term: String,
    /// The question with the term in it.
    pub(crate) text: String,
    /// How often the term stands in the question before it.
    pub(crate) before: usize,
}

/// What became of Chinese characters that nobody knows.
pub(crate) enum Mending {
    /// One term is near.
    One(Mended),
    /// Several are; none is taken.
    Several(Vec<String>),
    /// None is.
    None,
}

/// Looks for a term of which one character was typed wrong, around the first of these pieces; the wrong
/// one is in what nobody knows, never in a word that is known, and no known word is cut in two for it:
/// the 以商 of 可以商的 is not 以上.
pub(crate) fn mend(
    lexicon: &Lexicon<'_>,
    pieces: &[Piece],
    all: &[(usize, usize)],
    known: &[(usize, usize)],
) -> Result<Mending> {
    let Some(&unknown) = all.first() else { return Ok(Mending::None) };
    let glued_han = |at: usize| pieces[at].shape == Shape::Han;
    let mut start = unknown.0;
    while start > 0 && glued_han(start - 1) && pieces[start].glued && unknown.0 - start < LONGEST {
        start -= 1;
    }
    let mut end = unknown.1;
    while end < pieces.len() && glued_han(end) && pieces[end].glued && end - unknown.1 < LONGEST {
        end += 1;
    }
    if !(start..end).all(glued_han) {
        return Ok(Mending::None);
    }
    let run: Vec<char> = pieces[start..end].iter().filter_map(|piece| piece.text.chars().next()).collect();
    let terms = lexicon.chinese_terms(&run, LOOKED_AT)?;
    let cuts = |at: usize| known.iter().any(|(first, last)| *first < at && at < *last);
    let mut hits: Vec<(usize, usize, &str, bool)> = Vec::new();
    for (term, is_name) in &terms {
        let letters: Vec<char> = term.chars().collect();
        if !(2..=LONGEST).contains(&letters.len()) || letters.len() > run.len() {
            continue;
        }
        for from in 0..=run.len() - letters.len() {
            if cuts(start + from) || cuts(start + from + letters.len()) {
                continue;
            }
            let window = &run[from..from + letters.len()];
            let covers = start + from < unknown.1 && start + from + letters.len() > unknown.0;
            let mut wrong = (0..letters.len()).filter(|&at| window[at] != letters[at]);
            let (Some(at), None) = (wrong.next(), wrong.next()) else { continue };
            let place = start + from + at;
            let alike = sound_alike(window[at], letters[at]);
            let is_unknown = all.iter().any(|(first, last)| (*first..*last).contains(&place));
            if !is_unknown && !alike || PARTICLES.contains(letters[at]) {
                continue;
            }
            // Where the rest is known, the one that is not may be a word of its own: 智模型 is not 大模型.
            let unknown_beside = (start + from..start + from + letters.len()).any(|other| {
                other != place && all.iter().any(|(first, last)| (*first..*last).contains(&other))
            });
            if !alike && !unknown_beside {
                continue;
            }
            let long = letters.len() >= if *is_name { 4 } else { 3 };
            if covers && (alike || long) {
                hits.push((letters.len(), from, term, alike));
            }
        }
    }
    if hits.iter().any(|hit| hit.3) {
        hits.retain(|hit| hit.3);
    }
    let longest = hits.iter().map(|hit| hit.0).max().unwrap_or(0);
    hits.retain(|hit| hit.0 == longest);
    hits.sort_unstable();
    hits.dedup();
    match hits.as_slice() {
        [] => Ok(Mending::None),
        [(length, from, term, _)] => {
            let (first, last) = (start + from, start + from + length);
            let mut text = String::new();
            let mut before = 0;
            for (place, piece) in pieces.iter().enumerate() {
                if place > 0 && !(first..=last).contains(&place) || place == first {
                    text.push_str(if piece.hyphen {
                        "-"
                    } else if piece.glued {
                        ""
                    } else {
                        " "
                    });
                }
                if place == first {
                    before = text.matches(term).count();
                    text.push_str(term);
                }
                if !(first..last).contains(&place) {
                    if place == last {
                        text.push_str(if piece.glued { "" } else { " " });
                    }
                    text.push_str(&piece.text);
                }
            }
            let typed = run[*from..from + length].iter().collect();
            Ok(Mending::One(Mended { typed, term: (*term).to_owned(), text, before }))
        }
        several => Ok(Mending::Several(several.iter().map(|hit| hit.2.to_owned()).take(4).collect())),
    }
}

/// Do two characters sound alike, tones aside?
fn sound_alike(one: char, other: char) -> bool {
    use pinyin::ToPinyin;
    matches!((one.to_pinyin(), other.to_pinyin()), (Some(one), Some(other)) if one.plain() == other.plain())
}

#[cfg(test)]
mod tests {
    use super::sound_alike;

    #[test]
    fn what_an_input_method_confuses_sounds_alike() {
        assert!(sound_alike('驼', '陀') && sound_alike('川', '穿') && sound_alike('编', '遍'));
        assert!(!sound_alike('问', '帆'));
    }
}
