//! What stands behind a model's name and belongs to it: the label of a size, and words as Large.

use super::items::{Item, joined};
use super::lexicon::{Lexicon, Sense, Thing};
use super::tokens::{Piece, Shape, fold};
use crate::error::Result;

/// `混元大模型Large`: a word that makes a model's name with the line that stands before it.
pub(super) fn size_words(lexicon: &Lexicon<'_>, items: &mut Vec<(Item, (usize, usize))>) -> Result<()> {
    let mut at = 1;
    while at < items.len() {
        let own = &items[at].0;
        let open = !own.han
            && !own.is_break
            && own.number.is_none()
            && (own.senses.is_empty() || own.word("sizeword").is_some());
        let models = |item: &Item| item.word("subject") == Some("models");
        let line = if at > 1 && models(&items[at - 1].0) { at - 2 } else { at - 1 };
        let named = ["models", "families"].iter().find_map(|table| items[line].0.thing(table));
        let Some(named) = named.filter(|_| open) else {
            at += 1;
            continue;
        };
        let name = fold(&format!("{}{}", named.key, own.text));
        let known = lexicon.look_up(std::slice::from_ref(&name))?.remove(&name).unwrap_or_default();
        let model =
            known.into_iter().find(|sense| matches!(sense, Sense::Thing(thing) if thing.table == "models"));
        if let Some(model) = model {
            let text: Vec<&str> = items[line..=at].iter().map(|(item, _)| item.text.as_str()).collect();
            let text = text.join(" ");
            let end = items[at].1.1;
            let (item, range) = &mut items[line];
            item.text = text;
            item.senses = vec![model];
            range.1 = end;
            items.drain(line + 1..=at);
        }
        at += 1;
    }
    Ok(())
}

/// Joins a model and the label of one of its sizes, and the tuned twin that stands behind them:
/// `llama-2 70b`, `llama-2 70b chat`.
pub(super) fn sizes(
    lexicon: &Lexicon<'_>,
    items: &mut Vec<(Item, (usize, usize))>,
    pieces: &[Piece],
) -> Result<()> {
    let mut at = 0;
    while at < items.len() {
        let Some(model) = items[at].0.thing("models").cloned() else {
            at += 1;
            continue;
        };
        let (start, from) = items[at].1;
        let labels = lexicon.labels(&model.key)?;
        // Another name may hold the size itself: bloom-176b.
        let own = pieces[from - 1].text.to_ascii_lowercase();
        if from - start > 1 && labels.contains(&own) && fold(&model.key) != fold(&items[at].0.text) {
            let name = format!("{} {own}", model.name);
            let key = format!("{}/{own}", model.key);
            items[at].0.senses = vec![Sense::Thing(Thing { table: "sizes".into(), key, name })];
            at += 1;
            continue;
        }
        let mut joined_to = None;
        for length in (1..=5.min(pieces.len() - from.min(pieces.len()))).rev() {
            let span = &pieces[from..from + length];
            if span.iter().skip(1).any(|piece| !piece.glued) || span[0].shape == Shape::Han {
                continue;
            }
            let label = joined(span, false).to_ascii_lowercase();
            let Some(last) = items[at + 1..].iter().position(|(_, range)| range.1 == from + length) else {
                continue;
            };
            let last = at + 1 + last;
            let is_bound = items.get(last + 1).is_some_and(|(next, _)| {
                next.han && next.glued && next.word("compare").is_some()
                    || next.word("rangeto").is_some()
                        && items.get(last + 2).is_some_and(|(i, _)| i.number.is_some())
            });
            if labels.contains(&label) && !is_bound {
                joined_to = Some((last, label));
                break;
            }
        }
        let Some((mut last, label)) = joined_to else {
            at += 1;
            continue;
        };
        let mut key = model.key.clone();
        if let Some((tuned, _)) = items.get(last + 1)
            && let Some(kind) = tuned.word("value").and_then(|v| v.strip_prefix("kind="))
            && let twin = format!("{}-{kind}", model.key)
            && lexicon.labels(&twin)?.contains(&label)
        {
            key = twin;
            last += 1;
        }
        let end = items[last].1.1;
        let name = format!("{} {}", lexicon.model(&key)?.map_or(key.clone(), |m| m.name), label);
        let text = joined(&pieces[items[at].1.0..end], false);
        let (item, range) = &mut items[at];
        item.text = text;
        item.senses =
            vec![Sense::Thing(Thing { table: "sizes".into(), key: format!("{key}/{label}"), name })];
        range.1 = end;
        items.drain(at + 1..=last);
        at += 1;
    }
    Ok(())
}
