//! A question as a row of items, each with what it can be: the longest names and words first, typing
//! errors forgiven where one term alone is near.

use super::NotUnderstood;
use super::homophones::{Mended, Mending, mend};
use super::labels::{size_words, sizes};
use super::lexicon::{Lexicon, Sense, Thing};
use super::reading::NOT_HELD;
use super::rules::runs::asks_of_a_run;
use super::suggest;
use super::tokens::{
    Counts, MOST_BYTES, MOST_PIECES, Number, Piece, Shape, fold, han_number, number, pieces,
};
use crate::error::Result;

/// A word, a phrase, a name or a number of a question.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// As it was typed.
    pub(crate) text: String,
    /// What it can be; a number can be nothing else.
    pub(crate) senses: Vec<Sense>,
    /// The number that it is.
    pub(crate) number: Option<Number>,
    /// What it was taken for, where it is misspelled.
    pub(crate) taken_for: Option<String>,
    /// Is it glued to the item before?
    pub(crate) glued: bool,
    /// Does a hyphen join it to the item before?
    pub(crate) hyphen: bool,
    /// Is it Chinese?
    pub(crate) han: bool,
    /// Is it a sign between words?
    pub(crate) is_break: bool,
}

impl Item {
    /// What it stands for in this role.
    pub(crate) fn word(&self, role: &str) -> Option<&str> {
        self.senses.iter().find_map(|sense| match sense {
            Sense::Word(own, meaning) if own == role => Some(meaning.as_str()),
            _ => None,
        })
    }

    /// The thing of this table that it names.
    pub(crate) fn thing(&self, table: &str) -> Option<&Thing> {
        self.things(table).next()
    }

    /// All things of this table that it names.
    pub(crate) fn things(&self, table: &str) -> impl Iterator<Item = &Thing> {
        self.senses.iter().filter_map(move |sense| match sense {
            Sense::Thing(thing) if thing.table == table => Some(thing),
            _ => None,
        })
    }

    /// The released line or the size that it names.
    pub(crate) fn model(&self) -> Option<&Thing> {
        self.thing("sizes").or_else(|| self.thing("models"))
    }
}

/// Longest name, in pieces.
const LONGEST: usize = 12;

/// A span of pieces and what it is.
type Span = (usize, Vec<Sense>, Option<Number>);

/// Reads the items of a question; the inner error names what nobody knows.
pub(crate) fn items(
    lexicon: &Lexicon<'_>,
    text: &str,
) -> Result<std::result::Result<Vec<Item>, NotUnderstood>> {
    mended(lexicon, text, MENDED)
}

/// How many typing errors in Chinese are forgiven: a second one may lie over the first.
const MENDED: usize = 1;

#[expect(clippy::too_many_lines, reason = "the steps from text to items read best in their order")]
fn mended(
    lexicon: &Lexicon<'_>,
    text: &str,
    forgiven: usize,
) -> Result<std::result::Result<Vec<Item>, NotUnderstood>> {
    let pieces = if text.len() > MOST_BYTES { Vec::new() } else { pieces(text) };
    if text.len() > MOST_BYTES || pieces.len() > MOST_PIECES {
        return Ok(Err(NotUnderstood::new(text, "").because("the question is too long")));
    }
    let spans = spans(lexicon, &pieces)?;
    let mut items = cheapest(&pieces, &spans);
    sizes(lexicon, &mut items, &pieces)?;
    size_words(lexicon, &mut items)?;
    // Scores are held of some benchmarks.
    let scored = items.iter().any(|(item, _)| item.thing("benchmarks").is_some());
    // every benchmark score of llama 65b: those that it has.
    let of_models = items.iter().any(|(item, _)| item.model().is_some() || item.thing("families").is_some());
    // Money is told of training, not of use.
    let of_training = |item: &Item| item.word("outside").is_none() && item.word("field") == Some("cost_usd");
    let training = items.iter().any(|(item, _)| item.word("training").is_some() || of_training(item));
    let outside = |item: &Item| {
        item.word("outside")
            .filter(|_| !(scored && item.word("score").is_some()))
            .filter(|_| !(of_models && item.word("scores").is_some()))
            .filter(|_| !(training && (asks_of_a_run(item) || item.word("money").is_some())))
            .map(str::to_owned)
    };
    if let Some((item, near)) = items.iter().find_map(|(item, _)| Some((item, outside(item)?))) {
        let not = NotUnderstood::new(text, &item.text).because(NOT_HELD);
        return Ok(Err(not.instead(&near)));
    }
    // claims of the survey: a saved query tells of them.
    if let Some((item, title)) = items.iter().find_map(|(item, _)| Some((item, item.word("saved")?))) {
        let not = NotUnderstood::new(text, &item.text).because("a saved query answers this");
        return Ok(Err(not.instead(title)));
    }
    let mut next_at = 0;
    while next_at < items.len() {
        let at = next_at;
        next_at += 1;
        let item = &items[at].0;
        if !item.senses.is_empty() || item.number.is_some() || item.is_break {
            continue;
        }
        // A number that is glued to an unknown word is part of it: zorn-4.
        let mut whole = item.text.clone();
        for (next, _) in
            items[at + 1..].iter().take_while(|(next, _)| next.glued && !next.han && !next.is_break)
        {
            whole.push_str(if next.hyphen { "-" } else { "" });
            whole.push_str(&next.text);
        }
        if whole != item.text {
            let near = suggest::nearest(lexicon, &whole)?;
            return Ok(Err(NotUnderstood::new(text, &whole).near(near)));
        }
        // Several words that begin a name together: Common Crawl.
        if !items[at].0.han
            && let Some((next, range)) = items.get(at + 1).cloned()
            && next.number.is_none()
            && !next.is_break
            && !next.han
        {
            let both = format!("{whole} {}", next.text);
            let things = lexicon.beginning_with(&both)?;
            let one_maker = things.len() == 1 && things[0].table == "organizations";
            let corpora = things.iter().all(|thing| thing.table == "corpora") && !things.is_empty();
            if corpora || one_maker {
                let names: Vec<&str> = things.iter().map(|thing| thing.name.as_str()).collect();
                let (item, own) = &mut items[at];
                item.taken_for = Some(names.join(", "));
                item.text = both;
                own.1 = range.1;
                item.senses = things.into_iter().map(Sense::Thing).collect();
                items.remove(at + 1);
                continue;
            }
        }
        match suggest::repair(lexicon, &whole)? {
            suggest::Repair::Taken(term, senses) => {
                let item = &mut items[at].0;
                item.taken_for = (fold(&term) != fold(&whole)).then_some(term);
                item.senses = senses;
            }
            suggest::Repair::Unknown(mut near) => {
                if let Some((from, to, term, senses)) = with_a_neighbour(lexicon, &items, at)? {
                    let text = format!("{} {}", items[from].0.text, items[to].0.text);
                    let end = items[to].1.1;
                    let (item, own) = &mut items[from];
                    *item = Item { text, senses, taken_for: Some(term), number: None, ..item.clone() };
                    own.1 = end;
                    items.remove(to);
                    next_at = from + 1;
                    continue;
                }
                if items[at].0.han && forgiven > 0 {
                    let lost = |(item, _): &&(Item, (usize, usize))| {
                        item.han && item.senses.is_empty() && item.number.is_none() && !item.is_break
                    };
                    let unknown: Vec<(usize, usize)> =
                        items.iter().filter(lost).map(|(_, range)| *range).collect();
                    let known: Vec<(usize, usize)> = items
                        .iter()
                        .map(|(_, range)| *range)
                        .filter(|range| !unknown.contains(range))
                        .collect();
                    match mend(lexicon, &pieces, &unknown, &known)? {
                        Mending::One(found) => {
                            let mut read = mended(lexicon, &found.text, forgiven - 1)?;
                            if let Ok(items) = &mut read {
                                tell(items, &found);
                            }
                            return Ok(
                                read.map_err(|not| NotUnderstood { question: text.trim().into(), ..not })
                            );
                        }
                        Mending::Several(terms) => near = terms,
                        Mending::None => {}
                    }
                }
                return Ok(Err(NotUnderstood::new(text, &whole).near(near)));
            }
        }
    }
    // A size may follow a name that was repaired just now.
    sizes(lexicon, &mut items, &pieces)?;
    let items: Vec<Item> = items.into_iter().map(|(item, _)| item).collect();
    for pair in items.windows(2) {
        if let Some(error) = half_a_name(lexicon, text, &pair[0], &pair[1])? {
            return Ok(Err(error));
        }
    }
    Ok(Ok(items))
}

/// A word that says no more than the one before it.
pub(crate) struct Gloss {
    /// The word before it.
    pub(crate) behind: String,
    /// The word.
    pub(crate) text: String,
    /// How it was taken.
    pub(crate) taken_as: &'static str,
}

/// `训练算力（FLOPs）`: the same said again in parentheses says nothing more; how each such word was taken.
pub(crate) fn without_glosses(items: Vec<Item>) -> (Vec<Item>, Vec<Gloss>) {
    let mut kept: Vec<Item> = Vec::new();
    let mut glosses = Vec::new();
    let mut at = 0;
    while at < items.len() {
        let opens = items[at].is_break && matches!(items[at].text.as_str(), "(" | "（" | "[" | "【");
        let end = items[at..].iter().position(|item| matches!(item.text.as_str(), ")" | "）" | "]" | "】"));
        if let (true, Some(length), Some(field)) =
            (opens, end, kept.last().and_then(|item| item.word("field")))
            && let inside = &items[at + 1..at + length]
            && !inside.is_empty()
            && inside.iter().all(|item| item.word("field").is_some_and(|own| is_the_same(own, field)))
        {
            let behind = kept.last().map_or(String::new(), |item| item.text.clone());
            glosses.extend(inside.iter().rev().map(|item| Gloss {
                behind: behind.clone(),
                text: item.text.clone(),
                taken_as: "the same again",
            }));
            at += length + 1;
            continue;
        }
        // tokens/参数: one by the other is a column of its own.
        let field = |place: usize| items.get(place).and_then(|item| item.word("field"));
        if items[at].word("field") == Some("training_tokens")
            && items.get(at + 1).is_some_and(|item| item.is_break && item.text == "/")
            && field(at + 2) == Some("parameters")
            && items[at + 2].glued
        {
            let text = format!("{}/{}", items[at].text, items[at + 2].text);
            let senses = vec![Sense::Word("field".into(), "tokens_per_parameter".into())];
            let last = &items[at + 2];
            kept.push(Item {
                text,
                senses,
                taken_for: last.taken_for.clone(),
                han: last.han,
                ..items[at].clone()
            });
            at += 3;
            // tokens/参数比, where nothing is compared with what follows.
            let behind = items.get(at).filter(|item| item.glued && item.han);
            let ratio = behind.is_some_and(|item| {
                item.word("aggregate") == Some("share")
                    || item.word("than").is_some()
                        && items.get(at + 1).is_none_or(|next| next.model().is_none())
            });
            if let (true, Some(behind)) = (ratio, behind) {
                let last = kept.last().map_or(String::new(), |item| item.text.clone());
                glosses.push(Gloss { behind: last, text: behind.text.clone(), taken_as: "field" });
                at += 1;
            }
            continue;
        }
        kept.push(items[at].clone());
        at += 1;
    }
    (kept, glosses)
}

/// Do both columns tell the same thing? A run has its operations too.
fn is_the_same(one: &str, other: &str) -> bool {
    one == other || one.trim_start_matches("training_") == other.trim_start_matches("training_")
}

/// Two items that are one term: the places, the term, what it can be.
type Joined = (usize, usize, String, Vec<Sense>);

/// A term of two words of which one is misspelled: `positonal encoding`, `context lenght`.
fn with_a_neighbour(
    lexicon: &Lexicon<'_>,
    items: &[(Item, (usize, usize))],
    at: usize,
) -> Result<Option<Joined>> {
    for (from, to) in [(at, at + 1), (at.wrapping_sub(1), at)] {
        let (Some((one, _)), Some((other, _))) = (items.get(from), items.get(to)) else { continue };
        let plain = |item: &Item| !item.han && !item.is_break && item.number.is_none();
        if !plain(one) || !plain(other) {
            continue;
        }
        let both = format!("{} {}", one.text, other.text);
        if let Some((term, senses)) = suggest::one_alone(lexicon, &both)? {
            return Ok(Some((from, to, term, senses)));
        }
    }
    Ok(None)
}

/// Notes at the item of a mended term what was typed; the same term may stand before it as it should.
fn tell(items: &mut [Item], found: &Mended) {
    let term = found.term.as_str();
    let all: Vec<usize> = (0..items.len()).filter(|&place| items[place].text == term).collect();
    let own = all.get(found.before).or_else(|| all.last()).copied();
    let part = || items.iter().position(|item| item.text.contains(term) || term.contains(&item.text));
    if let Some(item) = own.or_else(part).and_then(|place| items.get_mut(place)) {
        item.taken_for = Some(found.term.clone());
        // A name may hold more than what was mended of it: T5相对位置编码.
        let within = item.text.contains(term);
        item.text = if within { item.text.replacen(term, &found.typed, 1) } else { found.typed.clone() };
    }
}

/// A model followed by what is none of its sizes: `llama-4` is not LLaMA, `bloom 70b` is no BLOOM.
fn half_a_name(lexicon: &Lexicon<'_>, text: &str, item: &Item, next: &Item) -> Result<Option<NotUnderstood>> {
    let model = item.thing("models");
    let Some(named) = model.or_else(|| item.thing("families")).or_else(|| item.thing("organizations")) else {
        return Ok(None);
    };
    let Some(number) = &next.number else {
        let joined = next.glued && !next.han && !item.han && !next.is_break && next.model().is_some();
        if joined {
            let whole = format!("{}{}{}", item.text, if next.hyphen { "-" } else { "" }, next.text);
            let near = suggest::nearest(lexicon, &whole)?;
            return Ok(Some(NotUnderstood::new(text, &whole).near(near)));
        }
        return Ok(None);
    };
    let is_year = (1990.0..2100.0).contains(&number.value) && number.magnitude == ' ' && !next.glued;
    if is_year || next.han || item.han && number.magnitude == ' ' || number.counts != Counts::Nothing {
        return Ok(None);
    }
    let sized = matches!(number.magnitude, 'b' | 'm');
    let joined = next.glued && !item.han;
    if !sized && !joined && number.value >= 10.0 || model.is_none() && !joined {
        return Ok(None);
    }
    let whole = format!(
        "{}{}{}",
        item.text,
        if next.hyphen {
            "-"
        } else if next.glued {
            ""
        } else {
            " "
        },
        next.text
    );
    let labels = if model.is_some() { lexicon.labels(&named.key)? } else { Vec::new() };
    if matches!(number.magnitude, 'b' | 'm') && !labels.is_empty() {
        let said = format!("{} has no size {}; it has {}", named.name, next.text, labels.join(", "));
        return Ok(Some(NotUnderstood::new(text, &whole).because(&said)));
    }
    let near = suggest::nearest(lexicon, &whole)?;
    Ok(Some(NotUnderstood::new(text, &whole).near(near)))
}

/// At each piece, the spans that mean something, the longest last.
fn spans(lexicon: &Lexicon<'_>, pieces: &[Piece]) -> Result<Vec<Vec<Span>>> {
    let mut terms: Vec<(usize, usize, String)> = Vec::new();
    for start in 0..pieces.len() {
        let mut term = String::new();
        for (end, piece) in pieces.iter().enumerate().skip(start).take(LONGEST) {
            if piece.shape == Shape::Break {
                break;
            }
            term.push_str(&fold(&piece.text));
            terms.push((start, end + 1, term.clone()));
            // llama's layers
            if let Some(owner) = term.strip_suffix("'s").filter(|owner| owner.len() > 2) {
                terms.push((start, end + 1, owner.to_owned()));
            }
        }
    }
    let mut asked: Vec<String> = terms.iter().map(|(_, _, term)| term.clone()).collect();
    asked.sort();
    asked.dedup();
    let known = lexicon.look_up(&asked)?;
    let mut spans: Vec<Vec<Span>> = vec![Vec::new(); pieces.len()];
    for (start, end, term) in terms {
        if let Some(senses) = known.get(&term) {
            if spans[start].last().is_some_and(|(known_end, _, _)| *known_end == end) {
                continue;
            }
            let inside_a_word = |at: usize| {
                at > 0
                    && at < pieces.len()
                    && pieces[at].glued
                    && !pieces[at].hyphen
                    && pieces[at].shape == Shape::Digits
                    && pieces[at - 1].shape == Shape::Latin
            };
            let is_model = senses.iter().any(|s| matches!(s, Sense::Thing(t) if t.table == "models"));
            // open chat models: two values, though a maker is called OpenChat.
            let is_value = |piece: &Piece| {
                let senses = known.get(&fold(&piece.text));
                senses.is_some_and(|all| {
                    all.iter().any(|s| matches!(s, Sense::Word(role, _) if role == "value"))
                })
            };
            let own_word = senses.iter().any(|sense| matches!(sense, Sense::Word(..)));
            let apart = end - start > 1
                && pieces[start + 1..end].iter().all(|piece| !piece.glued)
                && pieces[start..end].iter().all(is_value);
            if apart && !own_word {
                continue;
            }
            // top5
            let is_limit =
                senses.iter().any(|sense| matches!(sense, Sense::Word(role, _) if role == "limit"));
            if inside_a_word(start) || inside_a_word(end) && !is_model && !is_limit {
                continue;
            }
            spans[start].push((end, senses.clone(), None));
        }
    }
    for (start, piece) in pieces.iter().enumerate() {
        if piece.shape == Shape::Digits {
            if let Some(number) = number(&piece.text) {
                spans[start].push((start + 1, Vec::new(), Some(number)));
            }
        } else if piece.shape == Shape::Han
            && let Some((value, taken)) = han_number(&pieces[start..])
        {
            let number = Number { value, magnitude: ' ', counts: Counts::Nothing };
            spans[start].push((start + taken, Vec::new(), Some(number)));
        }
    }
    Ok(spans)
}

/// The way through the spans that leaves the fewest pieces unknown, with the fewest items.
fn cheapest(pieces: &[Piece], spans: &[Vec<Span>]) -> Vec<(Item, (usize, usize))> {
    const UNKNOWN: usize = 1000;
    let mut best: Vec<(usize, Option<usize>)> = vec![(0, None); pieces.len() + 1];
    for start in (0..pieces.len()).rev() {
        let unknown = if pieces[start].shape == Shape::Break { 0 } else { UNKNOWN };
        best[start] = (best[start + 1].0 + unknown, None);
        for (place, (end, _, number)) in spans[start].iter().enumerate() {
            // Between equals, the longer first: 上下文 before 上.
            let cost = best[*end].0 + 10 + usize::from(number.is_some());
            let longer = match best[start].1 {
                None => cost <= best[start].0,
                Some(other) => cost < best[start].0 || cost == best[start].0 && *end > spans[start][other].0,
            };
            if longer {
                best[start] = (cost, Some(place));
            }
        }
    }
    let mut items: Vec<(Item, (usize, usize))> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let piece = &pieces[at];
        let (end, senses, number) = match best[at].1 {
            Some(place) => spans[at][place].clone(),
            None => (at + 1, Vec::new(), None),
        };
        let (senses, number) = match numeral(&senses) {
            Some(value) if number.is_none() => {
                (Vec::new(), Some(Number { value, magnitude: ' ', counts: Counts::Nothing }))
            }
            _ => (senses, number),
        };
        let unknown = senses.is_empty() && number.is_none() && piece.shape != Shape::Break;
        let han = piece.shape == Shape::Han;
        if let (true, Some((before, range))) = (unknown, items.last_mut()) {
            // Unknown pieces that stand together are one word.
            let before_unknown = before.senses.is_empty() && before.number.is_none() && !before.is_break;
            if before_unknown && piece.glued && before.han == han {
                before.text.push_str(&joined(&pieces[at..end], true));
                range.1 = end;
                at = end;
                continue;
            }
        }
        let item = Item {
            text: joined(&pieces[at..end], false),
            senses,
            number,
            taken_for: None,
            glued: piece.glued,
            hyphen: piece.hyphen,
            han,
            is_break: piece.shape == Shape::Break,
        };
        items.push((item, (at, end)));
        at = end;
    }
    items
}

/// The number that a word says: five.
fn numeral(senses: &[Sense]) -> Option<f64> {
    senses.iter().find_map(|sense| match sense {
        Sense::Word(role, meaning) if role == "numeral" => meaning.parse().ok(),
        _ => None,
    })
}

pub(super) fn joined(pieces: &[Piece], inside: bool) -> String {
    let mut text = String::new();
    for (place, piece) in pieces.iter().enumerate() {
        if place > 0 || inside {
            text.push_str(if piece.hyphen {
                "-"
            } else if piece.glued {
                ""
            } else {
                " "
            });
        }
        text.push_str(&piece.text);
    }
    text
}
