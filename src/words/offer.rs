//! What is offered where a question is declined: the part of it that was understood, where that is a question
//! that can be answered.

use super::NotUnderstood;
use super::draft::{Draft, Filter, Op};
use super::items::{Item, items};
use super::lexicon::Lexicon;
use super::reading::{Reading, read_whole, sayer_of};
use super::tokens::is_chinese;
use crate::error::Result;
use crate::units::Unit;

/// How many words may be left out.
const MOST: usize = 3;

/// The question without the words that were not understood, where more is left than was taken away.
pub(crate) fn what_is_left(lexicon: &Lexicon<'_>, not: &NotUnderstood) -> Result<Option<String>> {
    let mut rest = not.question.clone();
    let mut lost = not.word.clone();
    for taken in 1..=MOST {
        let Some(next) = without(&rest, &lost) else { return Ok(None) };
        rest = next;
        match read_whole(lexicon, &rest)? {
            Ok((reading, draft)) => {
                if !says_enough(&draft) {
                    return Ok(None);
                }
                let Ok(all) = items(lexicon, &rest)? else { return Ok(None) };
                let meant = all.iter().filter(|item| !says_nothing(item)).count();
                if meant <= taken && !draft.compared {
                    return Ok(None);
                }
                return tidied(lexicon, &rest, &all, &reading, &draft).map(Some);
            }
            Err(next) => lost = next.word,
        }
    }
    Ok(None)
}

/// Is this more than `models`?
fn says_enough(draft: &Draft) -> bool {
    !draft.filters.is_empty() || draft.benchmark.is_some() || draft.group.is_some() || draft.ask.is_some()
}

fn says_nothing(item: &Item) -> bool {
    let asks = item.word("count").is_some() || item.word("howmuch").is_some();
    item.is_break
        || item.number.is_none() && (asks || item.word("filler").is_some()) && item.model().is_none()
}

/// The text without this word, where it stands in it as a word.
fn without(text: &str, word: &str) -> Option<String> {
    // A character of Chinese may be a part of the word before or behind it.
    if word.is_empty() || is_chinese(word) && word.chars().count() == 1 {
        return None;
    }
    let joins = |one: Option<char>, other: Option<char>| {
        [one, other].iter().all(|c| c.is_some_and(|c| c.is_ascii_alphanumeric()))
    };
    let (at, _) = text.match_indices(word).find(|(at, _)| {
        let (before, after) = (&text[..*at], &text[at + word.len()..]);
        let inside = joins(before.chars().next_back(), word.chars().next())
            || joins(word.chars().next_back(), after.chars().next());
        !inside
    })?;
    let rest = format!("{} {}", &text[..at], &text[at + word.len()..]);
    let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    (!rest.is_empty()).then_some(rest)
}

/// The same without fillers at its ends; what fits a memory is said as one says it.
fn tidied(
    lexicon: &Lexicon<'_>,
    rest: &str,
    all: &[Item],
    reading: &Reading,
    draft: &Draft,
) -> Result<String> {
    let mut candidates = Vec::new();
    if let [Filter::Fits { memory, bits, context, .. }] = draft.filters.as_slice()
        && (*context - 4096.0).abs() < 1.0
        && draft.order.is_none()
    {
        let sayer = sayer_of(lexicon, rest)?;
        candidates.push(sayer.with("offer_fits", &[&Unit::Bytes.human(*memory), &bits.to_string()]));
    }
    let plain = |filter: &Filter| matches!(filter, Filter::Number { op: Op::Equal, .. });
    let mut meant = all.iter().filter(|item| !says_nothing(item));
    if let (Some(first), last, false) = (meant.next(), meant.next_back(), draft.filters.iter().all(plain)) {
        let last = last.unwrap_or(first);
        if let (Some(from), Some(to)) = (rest.find(&first.text), rest.rfind(&last.text))
            && from < to + last.text.len()
        {
            candidates.push(rest[from..to + last.text.len()].to_owned());
        }
    }
    for candidate in candidates {
        if let Ok((same, _)) = read_whole(lexicon, &candidate)?
            && same.sql == reading.sql
            && same.params == reading.params
        {
            return Ok(candidate);
        }
    }
    Ok(rest.to_owned())
}
