//! The grammar: what may stand in a question, and what it means. A question is a row of parts, in any
//! order; each of [`rules`] reads one part at a place, and the first that fits is taken. A part
//! that no rule reads is an error: no word is dropped.
//!
//! | part | reads as |
//! |---|---|
//! | `which models`, `how many sizes`, `corpora` | subject |
//! | `largest`, `newest`, `most FIELD`, `by FIELD`, `FIELD 最多`, `按 FIELD 排序` | order |
//! | `top 5`, `first 20`, `5 largest`, `前十` | how many |
//! | NAME (`rope`, `from Meta`, `apache-2.0`), VALUE (`moe`, `open`, `chat`) | filter |
//! | `OP NUMBER [FIELD]`, `NUMBER [FIELD] OP`, `FIELD [OP] NUMBER`, `NUMBER to NUMBER` | filter |
//! | `since DATE`, `before DATE`, `in DATE`, `DATE 以来`, `DATE to DATE`, `last 2 years`, `去年` | filter |
//! | `derived from MODEL`, `trained on CORPUS`, `made by MAKER`, `MODEL 衍生的` | filter |
//! | `larger than MODEL`, `more FIELD than MODEL`, `比 MODEL 大`, `same FIELD as MODEL` | filter |
//! | `BENCHMARK [score] [OP NUMBER]`, `highest BENCHMARK`, `by BENCHMARK` | scores |
//! | `fit 24 GB [at 4 bit] [with 32K context]` | filter |
//! | `not PART`, `PART or PART`, `PART and PART` | filter |
//! | `models by KEY`, `average FIELD per KEY`, `share of PART by KEY`, `每 KEY` | group |
//! | `what is NAME`, `who is MAKER`, `什么是 NAME`, `what is in CORPUS` | the thing itself |
//! | `MODEL FIELD`, `FIELD of MODEL`, `who made MODEL`, `what was MODEL trained on` | facts |
//! | `compare MODEL and MODEL` | comparison |
//! | `sources of NAME`, `paper of MODEL`, `where do sources disagree about MODEL` | where facts stand |
//! | `languages of CORPUS`, `share of CORPUS in MODEL` | what texts are in |

use super::NotUnderstood;
use super::draft::{Draft, Filter, Relation};
use super::items::Item;
use super::joining::{are_two_numbers, are_two_values, is_a_time, merge, negate};
use super::lexicon::{Lexicon, Sense, Thing};
use super::rules::dates::year;
use super::rules::groups::group_of_field;
use crate::error::Result;

/// Whether a whole question was understood.
pub(in crate::words) type Finished = std::result::Result<(), NotUnderstood>;

/// Reads one part of a question; none where it is another part.
type Rule<'p, 'a> = fn(&mut Parser<'p, 'a>) -> Result<Option<&'static str>>;

/// The rules, in the order in which they are tried.
fn rules<'p, 'a>() -> [Rule<'p, 'a>; 33] {
    [
        Parser::separator,
        Parser::hardware,
        Parser::parts,
        Parser::evidence,
        Parser::languages,
        Parser::size_word,
        Parser::shots,
        Parser::benchmark,
        Parser::span,
        Parser::date,
        Parser::how_many,
        Parser::group,
        Parser::compared_with,
        Parser::same_as,
        Parser::limit,
        Parser::common,
        Parser::active,
        Parser::order,
        Parser::order_of_size,
        Parser::number,
        Parser::machine,
        Parser::relation,
        Parser::training,
        Parser::comparison,
        Parser::negation,
        Parser::name,
        Parser::value,
        Parser::aggregate,
        Parser::training_run,
        Parser::field,
        Parser::subject,
        Parser::connective,
        Parser::filler,
    ]
}

pub(crate) struct Parser<'p, 'a> {
    pub(super) lexicon: &'p Lexicon<'a>,
    pub(super) text: &'p str,
    pub(super) items: &'p [Item],
    pub(super) at: usize,
    pub(crate) draft: Draft,
    pub(super) negated: bool,
    /// `or` stands between the filter before and the next.
    pub(super) or: bool,
    pub(super) and: bool,
    /// Place of the filter read last, with how it was negated.
    pub(super) fresh: bool,
    /// Data was named where either its amount or what it is may be meant.
    pub(super) data: bool,
    pub(super) error: Option<NotUnderstood>,
    pub(crate) explained: Vec<(String, String)>,
}

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
impl<'p, 'a> Parser<'p, 'a> {
    pub(crate) fn new(lexicon: &'p Lexicon<'a>, text: &'p str, items: &'p [Item]) -> Self {
        Self {
            lexicon,
            text,
            items,
            at: 0,
            draft: Draft::default(),
            negated: false,
            or: false,
            and: false,
            fresh: false,
            data: false,
            error: None,
            explained: Vec::new(),
        }
    }

    /// Reads the whole question.
    pub(crate) fn read(&mut self) -> Result<std::result::Result<(), NotUnderstood>> {
        if let Some(pair) = self.items.windows(2).find(|pair| said_twice(&pair[0], &pair[1])) {
            let not = NotUnderstood::new(self.text, &pair[1].text);
            return Ok(Err(not.because("this is said twice")));
        }
        if let Some(read) = self.thing_itself() {
            return Ok(read);
        }
        'parts: while self.at < self.items.len() {
            let from = self.at;
            for rule in rules() {
                self.at = from;
                if let Some(part) = rule(self)? {
                    if self.at == from {
                        continue;
                    }
                    for item in &self.items[from..self.at] {
                        if item.is_break {
                            continue;
                        }
                        let how = match &item.taken_for {
                            Some(term) => format!("{part} (taken as \"{term}\")"),
                            None => part.to_owned(),
                        };
                        self.explained.push((item.text.clone(), how));
                    }
                    continue 'parts;
                }
                if let Some(error) = self.error.take() {
                    return Ok(Err(error));
                }
            }
            return Ok(Err(self.lost(from)));
        }
        Ok(self.finish())
    }

    pub(in crate::words) fn lost(&self, at: usize) -> NotUnderstood {
        NotUnderstood::new(self.text, self.items.get(at).map_or("", |item| &item.text))
    }

    // Looking at items.

    pub(in crate::words) fn item(&self) -> Option<&'p Item> {
        self.items.get(self.at)
    }

    pub(in crate::words) fn ahead(&self, by: usize) -> Option<&'p Item> {
        self.items.get(self.at + by)
    }

    pub(in crate::words) fn word(&self, role: &str) -> Option<&'p str> {
        self.item()?.word(role)
    }

    /// Goes on over fillers to what has a meaning here; stays where nothing follows.
    pub(in crate::words) fn skip_fillers(&mut self) {
        while self.item().is_some_and(|item| item.word("filler").is_some() && item.number.is_none()) {
            self.at += 1;
        }
    }

    /// Place of the next item that is no filler.
    pub(in crate::words) fn next_place(&self, from: usize) -> usize {
        let mut at = from;
        while self.items.get(at).is_some_and(|item| item.word("filler").is_some() && item.model().is_none()) {
            at += 1;
        }
        at
    }

    pub(in crate::words) fn field_at(&self, place: usize) -> Option<&'p str> {
        self.items.get(place)?.word("field")
    }

    // Adding what was read.

    pub(in crate::words) fn filter(&mut self, filter: Filter) {
        let filter = if std::mem::take(&mut self.negated) { negate(filter) } else { filter };
        let or = std::mem::take(&mut self.or);
        let and = std::mem::take(&mut self.and);
        // in 2023 and 2024, 2021、2022年: nothing came out in both, so either is meant.
        let apart = self.fresh
            && self.draft.filters.last().is_some_and(|last| {
                is_a_time(last) && is_a_time(&filter) || and && are_two_numbers(last, &filter)
            });
        let or = or || apart;
        // 开源、闭源模型: a column has one value, so that either is meant.
        let listed = self.fresh
            && !or
            && self.items[..self.at]
                .iter()
                .rev()
                .take(3)
                .any(|item| item.is_break && matches!(item.text.as_str(), "、" | "？" | "?" | "/"))
            && self.draft.filters.last().is_some_and(|last| are_two_values(last, &filter));
        // 韩国日本的模型: what stands side by side.
        let beside = self.fresh && !or && !and && self.are_side_by_side(&filter);
        let or = or || listed || beside;
        // commercially without conditions: the same said twice.
        if !or && matches!(filter, Filter::OneOf { .. }) && self.draft.filters.contains(&filter) {
            return;
        }
        let joins = self.fresh && (or || and);
        if joins
            && let Some(last) = self.draft.filters.last_mut()
            && merge(last, &filter, or)
        {
            return;
        }
        if or
            && self.fresh
            && let Some(last) = self.draft.filters.pop()
        {
            let mut any = match last {
                Filter::Any(any) => any,
                other => vec![other],
            };
            any.push(filter);
            self.draft.filters.push(Filter::Any(any));
        } else {
            self.draft.filters.push(filter);
        }
        self.fresh = true;
    }

    /// Do two countries or two makers stand next to each other, with nothing between them?
    fn are_side_by_side(&self, filter: &Filter) -> bool {
        let relation = |filter: &Filter| match filter {
            Filter::Related {
                relation: relation @ (Relation::Country | Relation::MadeBy),
                negated: false,
                ..
            } => Some(*relation),
            _ => None,
        };
        let named = |item: &Item| item.thing("countries").is_some() || item.thing("organizations").is_some();
        relation(filter).is_some()
            && self.draft.filters.last().and_then(relation) == relation(filter)
            && self.at > 1
            && self.items.get(self.at - 2..self.at).is_some_and(|pair| pair.iter().all(named))
    }

    /// Tells what else could have been meant.
    pub(in crate::words) fn note(&mut self, key: &'static str, values: &[&str]) {
        let note = (key, values.iter().map(|value| (*value).to_owned()).collect());
        if !self.draft.notes.contains(&note) {
            self.draft.notes.push(note);
        }
    }

    pub(in crate::words) fn show(&mut self, field: &str) {
        if !self.draft.fields.iter().any(|known| known == field) {
            self.draft.fields.push(field.to_owned());
        }
    }

    // The rules.

    pub(in crate::words) fn separator(&mut self) -> Result<Option<&'static str>> {
        if self.item().is_some_and(|item| item.is_break) {
            self.at += 1;
            return Ok(Some("sign"));
        }
        Ok(None)
    }

    pub(in crate::words) fn connective(&mut self) -> Result<Option<&'static str>> {
        if self.word("or").is_some() {
            self.or = true;
        } else if self.word("and").is_some() {
            self.and = true;
        } else if self.word("compareall").is_some()
            && self.fresh
            && self.draft.filters.last().is_some_and(is_a_time)
            && self.items.get(self.next_place(self.at + 1)).and_then(year).is_some()
        {
            // in 2023 vs 2024: either, and each by itself.
            self.or = true;
            self.draft.group.get_or_insert_with(|| "release_year".to_owned());
        } else if self.word("compareall").is_some() && self.columns_are_compared() {
            // active vs total parameters, 7B模型对比上下文和层数: both stand side by side.
            self.at += 1;
            return Ok(Some("comparison"));
        } else if self.word("compareall").is_some()
            && self.fresh
            && let Some(Filter::OneOf { column, negated: false, .. }) = self.draft.filters.last()
            && let Some(key) = group_of_field(column)
            && self.items.get(self.next_place(self.at + 1)).is_some_and(|next| has_value_of(next, column))
        {
            // open vs closed models: the same of the values of one column.
            self.or = true;
            self.draft.second = Some(key.to_owned());
        } else {
            return Ok(None);
        }
        self.at += 1;
        Ok(Some("connective"))
    }

    /// Does a column follow, behind another or behind what says which rows?
    fn columns_are_compared(&self) -> bool {
        let is_field = |item: &Item| item.word("field").is_some() || item.word("active").is_some();
        let before = self.at.checked_sub(1).map(|at| &self.items[at]);
        let next = self.items.get(self.next_place(self.at + 1));
        next.is_some_and(is_field)
            && (before.is_some_and(|item| is_field(item) || item.word("aggregate").is_some())
                || !self.draft.filters.is_empty()
                || before.is_none())
    }

    pub(in crate::words) fn filler(&mut self) -> Result<Option<&'static str>> {
        if self.word("filler").is_none()
            && self.word("memorynoun").is_none_or(|_| self.draft.memory.is_none())
        {
            return Ok(None);
        }
        self.at += 1;
        Ok(Some("filler"))
    }
}

/// Is it a value of this column?
fn has_value_of(item: &Item, column: &str) -> bool {
    let table = format!("{column}s");
    item.thing(&table).is_some()
        || item.senses.iter().any(|sense| {
            matches!(sense, Sense::Word(role, value) if role == "value" && value.split(['=', ' ']).next() == Some(column))
        })
}

/// Does the same word follow itself?
fn said_twice(one: &Item, other: &Item) -> bool {
    one.text.eq_ignore_ascii_case(&other.text)
        && one.number.is_none()
        && !one.is_break
        && ["subject", "field", "value", "order"].iter().any(|role| one.word(role).is_some())
}

pub(in crate::words) fn made(thing: Thing) -> Filter {
    let relation = if thing.table == "countries" { Relation::Country } else { Relation::MadeBy };
    Filter::Related { relation, things: vec![thing], negated: false }
}

/// The column of amounts that a field means where an amount is wanted.
pub(in crate::words) fn amount_of(field: &str) -> &str {
    field
}

pub(in crate::words) fn is_number(field: &str) -> bool {
    matches!(
        field,
        "parameters"
            | "active_parameters"
            | "layers"
            | "hidden_size"
            | "ffn_size"
            | "attention_heads"
            | "kv_heads"
            | "head_dim"
            | "vocab_size"
            | "context_length"
            | "rope_theta"
            | "sliding_window"
            | "experts"
            | "experts_active"
            | "training_tokens"
            | "tokens_per_parameter"
            | "training_flop"
            | "weight_bytes_fp16"
            | "kv_cache_bytes_per_token"
            | "bytes"
            | "documents"
            | "accelerators"
            | "accelerator_hours"
            | "flop"
            | "cost_usd"
            | "utilization_pct"
            | "batch_tokens"
    )
}

pub(in crate::words) fn vocabulary_of(field: &str) -> Option<&'static str> {
    Some(match field {
        "positional_encoding" => "positional_encodings",
        "architecture" => "architectures",
        "license" => "licenses",
        "organizations" => "organizations",
        "countries" => "countries",
        _ => return None,
    })
}
