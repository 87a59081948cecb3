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
//! | `since DATE`, `before DATE`, `in DATE`, `DATE 以来`, `DATE to DATE` | filter |
//! | `derived from MODEL`, `trained on CORPUS`, `made by MAKER`, `MODEL 衍生的` | filter |
//! | `larger than MODEL`, `more FIELD than MODEL`, `比 MODEL 大`, `same FIELD as MODEL` | filter |
//! | `BENCHMARK [score] [OP NUMBER]`, `highest BENCHMARK`, `by BENCHMARK` | scores |
//! | `fit 24 GB [at 4 bit] [with 32K context]` | filter |
//! | `not PART`, `PART or PART`, `PART and PART` | filter |
//! | `models by KEY`, `average FIELD per KEY`, `share of PART by KEY`, `每 KEY` | group |
//! | `what is NAME`, `who is MAKER`, `什么是 NAME`, `what is in CORPUS` | the thing itself |
//! | `MODEL FIELD`, `FIELD of MODEL`, `who made MODEL`, `what was MODEL trained on` | facts |
//! | `compare MODEL and MODEL` | comparison |

use super::NotUnderstood;
use super::draft::{Aggregate, Ask, Draft, Filter, Op, Relation, Subject};
use super::items::Item;
use super::joining::{are_two_numbers, is_a_time, merge, negate};
use super::lexicon::{Lexicon, Thing};
use super::rules::amounts::context_value;
use super::rules::dates::year;
use super::rules::order::{group_of_field, group_of_subject};
use crate::error::Result;

/// Whether a whole question was understood.
pub(in crate::words) type Finished = std::result::Result<(), NotUnderstood>;

/// Reads one part of a question; none where it is another part.
type Rule<'p, 'a> = fn(&mut Parser<'p, 'a>) -> Result<Option<&'static str>>;

/// The rules, in the order in which they are tried.
fn rules<'p, 'a>() -> [Rule<'p, 'a>; 26] {
    [
        Parser::separator,
        Parser::hardware,
        Parser::parts,
        Parser::size_word,
        Parser::benchmark,
        Parser::date,
        Parser::how_many,
        Parser::group,
        Parser::compared_with,
        Parser::same_as,
        Parser::limit,
        Parser::order,
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

    pub(in crate::words) fn finish(&mut self) -> std::result::Result<(), NotUnderstood> {
        if self.negated {
            return Err(NotUnderstood::new(self.text, "not").because("what is not wanted is missing"));
        }
        if self.or && !self.fresh {
            return Err(NotUnderstood::new(self.text, "or").because("one side of it is missing"));
        }
        self.ends_well()?;
        if draft_bits_are_said(&self.draft) {
            self.draft.bits = None;
        }
        if let Some(what) = self.draft.twice {
            let why = format!("one {what} is wanted, and two are said");
            return Err(NotUnderstood::new(self.text, self.text.trim()).because(&why));
        }
        if self.items.iter().any(|item| item.word("whether").is_some()) {
            self.ask_for_values();
        }
        self.count_each()?;
        self.memory_of_one();
        self.summed_by_maker();
        self.computed_by_key();
        let draft = &mut self.draft;
        let of_entries = matches!(draft.subject, Some(Subject::Vocabulary(_)))
            && draft.group.is_none()
            && draft.aggregate.is_none()
            && draft.ask.is_none();
        if draft.having.is_some() && !of_entries {
            return Err(NotUnderstood::new(self.text, self.text.trim())
                .because("a number of models is asked of makers and the like, in a list of them"));
        }
        if draft.ask == Some(Ask::Parts) {
            return Ok(());
        }
        if draft.fits || draft.memory.is_some() {
            let Some(memory) = draft.memory else {
                return Err(NotUnderstood::new(self.text, "fit").because("say the memory: that fit 24 GB"));
            };
            let mut context = 4096.0;
            draft.filters.retain(|filter| match filter {
                Filter::Number { column, op: Op::Equal | Op::About, value, magnitude }
                    if column == "context_length" =>
                {
                    context = context_value(*value, *magnitude);
                    false
                }
                _ => true,
            });
            // how large a model fits 24 GB: the largest come first.
            let which = draft.about().is_empty() && draft.aggregate.is_none() && draft.group.is_none();
            if which && draft.order.is_none() && draft.fields == ["parameters"] {
                draft.order = Some(("parameters".into(), true));
            }
            draft.filters.push(Filter::Fits { memory, bits: draft.bits.unwrap_or(16.0), context });
        } else if draft.bits.is_some() {
            return Err(
                NotUnderstood::new(self.text, "bit").because("say the memory: that fit 24 GB at 4 bit")
            );
        }
        if self.data {
            let about = !draft.about().is_empty() && draft.aggregate.is_none() && draft.order.is_none();
            if about && draft.ask.is_none() && draft.fields.is_empty() {
                draft.ask = Some(Ask::Corpora);
            } else if draft.ask.is_none() && !draft.fields.iter().any(|f| f == "training_tokens") {
                draft.fields.push("training_tokens".into());
            }
        }
        // encodings and no more: the vocabulary itself.
        if let ([field], true, None, None) =
            (draft.fields.as_slice(), draft.filters.is_empty(), &draft.group, draft.subject)
            && let Some(table) = vocabulary_of(field)
            && draft.order.is_none()
        {
            draft.subject = Some(Subject::Vocabulary(table));
            draft.fields.clear();
        }
        if let Some(Subject::Vocabulary(table)) = draft.subject {
            draft.fields.retain(|field| vocabulary_of(field) != Some(table));
        }
        let nothing = draft.subject.is_none()
            && draft.filters.is_empty()
            && draft.order.is_none()
            && draft.benchmark.is_none()
            && draft.group.is_none()
            && draft.ask.is_none()
            && draft.aggregate.is_none();
        if nothing {
            return Err(NotUnderstood::new(self.text, self.text.trim())
                .because("this asks for nothing that is known"));
        }
        if matches!(draft.aggregate, Some(Aggregate::Average | Aggregate::Median | Aggregate::Total))
            && !draft.fields.iter().any(|field| is_number(field))
        {
            return Err(
                NotUnderstood::new(self.text, "average").because("say of what: average tokens by encoding")
            );
        }
        self.asks_for_all()
    }

    /// Is the question whole: does it end where it can?
    fn ends_well(&self) -> std::result::Result<(), NotUnderstood> {
        if let Some(last) = self.items.last().filter(|last| last.word("dangling").is_some())
            && self.explained.last().is_some_and(|(word, how)| *word == last.text && how == "filler")
            && self.items.len() > 1
        {
            return Err(NotUnderstood::new(self.text, &last.text).because("the question ends here"));
        }
        if let Some((word, how)) = self.explained.last()
            && how == "connective"
        {
            return Err(NotUnderstood::new(self.text, word).because("one side of it is missing"));
        }
        Ok(())
    }

    /// `which lab spent the most gpu hours`: the sum over what each made.
    fn summed_by_maker(&mut self) {
        let draft = &mut self.draft;
        if let (Some(Subject::Vocabulary(table)), Some((column, _)), None, None) =
            (draft.subject, &draft.order, &draft.group, &draft.aggregate)
            && matches!(column.as_str(), "accelerator_hours" | "cost_usd" | "flop" | "training_flop")
            && let Some(key) = group_of_subject(table)
        {
            draft.subject = Some(Subject::Models);
            draft.group = Some(key.to_owned());
            draft.aggregate = Some(Aggregate::Total);
            draft.fields = vec![column.clone()];
        }
    }

    /// `gpu hours per year`, `context length by year`: a number by a key is a sum or an average of it.
    fn computed_by_key(&mut self) {
        let draft = &mut self.draft;
        if draft.group.is_none() || draft.aggregate.is_some() || draft.order.is_some() {
            return;
        }
        if let Some(field) = draft.fields.iter().find(|field| is_number(field)) {
            let adds_up = matches!(field.as_str(), "accelerator_hours" | "cost_usd");
            draft.aggregate = Some(if adds_up { Aggregate::Total } else { Aggregate::Average });
        }
    }

    /// `memory of llama-2 70b at 4 bit`, `kv cache of llama-2 70b at 32K`: computed for what was said.
    fn memory_of_one(&mut self) {
        let draft = &mut self.draft;
        if draft.memory.is_some() || draft.fits {
            return;
        }
        if let (Some(bits @ (4.0 | 8.0 | 16.0 | 32.0)), Some(field)) =
            (draft.bits, draft.fields.iter_mut().find(|field| *field == "weight_bytes_fp16"))
        {
            if (bits - 16.0).abs() > 0.1 {
                *field = format!("weight_bytes_{bits}bit");
            }
            draft.bits = None;
            // with 32K context: the cache is a part of the memory.
            if !draft.fields.iter().any(|field| field == "kv_cache_bytes_per_token")
                && draft.filters.iter().any(is_a_context)
            {
                draft.fields.push("kv_cache_bytes_per_token".into());
            }
        }
        if let Some(field) = draft.fields.iter_mut().find(|field| *field == "kv_cache_bytes_per_token")
            && let Some(place) = draft.filters.iter().position(is_a_context)
            && let Filter::Number { value, magnitude, .. } = draft.filters[place]
        {
            *field = format!("kv_cache_bytes_at_{}", context_value(value, magnitude));
            draft.filters.remove(place);
        }
    }

    /// What `each` and `各` ask for.
    fn count_each(&mut self) -> std::result::Result<(), NotUnderstood> {
        if let Some(each) =
            self.items.iter().find(|item| item.word("each").is_some() && item.word("by").is_none())
            && self.draft.aggregate == Some(Aggregate::Count)
            && self.draft.group.is_none()
        {
            // 开源和闭源模型各有多少: counted for each of the values.
            let column = self.draft.filters.iter().find_map(|filter| match filter {
                Filter::OneOf { column, values, negated: false } if values.len() > 1 => Some(column.clone()),
                _ => None,
            });
            match column.as_deref().and_then(group_of_field) {
                Some(key) => self.draft.group = Some(key.to_owned()),
                None => {
                    return Err(NotUnderstood::new(self.text, &each.text).because("ask for one at a time"));
                }
            }
        }
        Ok(())
    }

    /// All models are what was asked for only where nothing else was said.
    fn asks_for_all(&self) -> std::result::Result<(), NotUnderstood> {
        let draft = &self.draft;
        let bare = matches!(draft.subject, Some(Subject::Models | Subject::Sizes))
            && draft.filters.is_empty()
            && draft.order.is_none()
            && draft.group.is_none()
            && draft.fields.is_empty()
            && draft.aggregate.is_none()
            && draft.limit.is_none()
            && draft.benchmark.is_none();
        let more = |item: &&Item| {
            !item.is_break && ["subject", "lister", "all"].iter().all(|role| item.word(role).is_none())
        };
        if let (true, Some(more)) = (bare, self.items.iter().find(more)) {
            return Err(
                NotUnderstood::new(self.text, &more.text).because("this asks for nothing that is known")
            );
        }
        Ok(())
    }

    /// `is falcon open`, `llama能商用吗`: the value itself is the answer, and not the rows that have it.
    fn ask_for_values(&mut self) {
        let draft = &mut self.draft;
        let of_one = draft.about().iter().any(|thing| thing.table != "families");
        if !of_one || draft.order.is_some() || draft.aggregate.is_some() || draft.subject.is_some() {
            return;
        }
        let asked: Vec<String> = draft
            .filters
            .iter()
            .filter_map(|filter| match filter {
                Filter::OneOf { column, negated: false, .. } => Some(column.clone()),
                _ => None,
            })
            .collect();
        draft.filters.retain(|filter| !matches!(filter, Filter::OneOf { negated: false, .. }));
        for column in asked {
            self.show(&column);
        }
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
        } else {
            return Ok(None);
        }
        self.at += 1;
        Ok(Some("connective"))
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

/// Does it say how long the context is?
fn is_a_context(filter: &Filter) -> bool {
    matches!(filter, Filter::Number { column, op: Op::Equal | Op::About, .. } if column == "context_length")
}

/// Does the same word follow itself?
fn said_twice(one: &Item, other: &Item) -> bool {
    one.text.eq_ignore_ascii_case(&other.text)
        && one.number.is_none()
        && !one.is_break
        && ["subject", "field", "value", "order"].iter().any(|role| one.word(role).is_some())
}

/// The size of the weights at 16 bits is a column.
fn draft_bits_are_said(draft: &Draft) -> bool {
    draft.bits == Some(16.0)
        && draft.memory.is_none()
        && draft.fields.iter().any(|field| field == "weight_bytes_fp16")
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
