//! The reading in one line, in the language that was asked in. How each meaning is said stands in the
//! table `words`, with the role `say`.

use std::collections::HashMap;

use super::compile::limit_of;
use super::conditions::following;
use super::draft::{Aggregate, Ask, Draft, Filter, Op, Relation, Subject, When};
use super::lexicon::{Thing, short};
use crate::units::Unit;

/// Says what was understood.
pub(crate) struct Sayer {
    words: HashMap<String, String>,
    chinese: bool,
}

impl Sayer {
    pub(crate) fn new(words: HashMap<String, String>, chinese: bool) -> Self {
        Self { words, chinese }
    }

    fn word<'s>(&'s self, key: &'s str) -> &'s str {
        self.words.get(key).map_or(key, String::as_str)
    }

    /// Fills the holes of a saying.
    pub(crate) fn with(&self, key: &str, values: &[&str]) -> String {
        let mut text = self.word(key).to_owned();
        for value in values {
            text = text.replacen("{}", value, 1);
        }
        text
    }

    /// The whole reading: `read as: models · positional encoding = RoPE · …`.
    pub(crate) fn reading(&self, draft: &Draft) -> String {
        let mut parts = vec![self.subject(draft)];
        match draft.aggregate {
            Some(Aggregate::Count) => parts.push(self.word("count").to_owned()),
            Some(Aggregate::Share) => parts.push(self.word("share").to_owned()),
            _ => {}
        }
        let computed = match draft.aggregate {
            Some(Aggregate::Average) => Some("average"),
            Some(Aggregate::Median) => Some("median"),
            Some(Aggregate::Total) => Some("total"),
            Some(Aggregate::Range) => Some("range"),
            _ => None,
        };
        for field in &draft.fields {
            let said = self.column(draft, field);
            parts.push(computed.map_or_else(|| said.clone(), |key| self.with(key, &[&said])));
        }
        if draft.ask.is_some() {
            let mut names = if draft.things.is_empty() {
                names(&draft.about())
            } else {
                names(&draft.things.iter().collect::<Vec<_>>())
            };
            let is_named =
                |filter: &&Filter| matches!(filter, Filter::Related { relation: Relation::Is, .. });
            let mut more: Vec<String> = draft
                .filters
                .iter()
                .filter(|own| !is_named(own))
                .map(|own| self.filter(draft, own))
                .collect();
            if names.is_empty() {
                let own = |filter: &Filter| match filter {
                    Filter::Related { things, .. } => self::names(&things.iter().collect::<Vec<_>>()),
                    Filter::OneOf { values, .. } => {
                        values.iter().map(|(_, said)| said.as_str()).collect::<Vec<_>>().join(", ")
                    }
                    other => self.filter(draft, other),
                };
                names = draft.filters.iter().map(own).collect::<Vec<_>>().join(", ");
                more.clear();
            }
            if draft.ask.is_some_and(Ask::of_evidence) {
                let fields = draft.fields.iter().filter(|field| *field != "hub_id");
                more.extend(fields.map(|field| self.column(draft, field)));
            }
            let (corpora, others): (Vec<&Thing>, Vec<&Thing>) =
                draft.about().into_iter().partition(|thing| thing.table == "corpora");
            let share = draft.ask == Some(Ask::Corpora) && !corpora.is_empty();
            if share {
                more.push(format!("{} = {}", self.word("corpus"), self::names(&corpora)));
                names = self::names(&others);
            }
            let key = match draft.ask {
                Some(Ask::Corpora) => "corpora_of",
                Some(Ask::Parts) => "parts_of",
                Some(Ask::Itself) => "thing",
                Some(Ask::Languages) => "languages_of",
                Some(Ask::LanguageShare) => "language_share_of",
                Some(Ask::Sources) => "sources_of",
                Some(Ask::Papers) => "papers_of",
                Some(Ask::Disagreements) => "disagreements_of",
                _ => "ancestors",
            };
            let key = if names.is_empty() { format!("all_{key}") } else { key.to_owned() };
            parts = vec![self.with(&key, &[&names])];
            parts.extend(more);
        } else {
            parts.extend(draft.filters.iter().map(|filter| self.filter(draft, filter)));
        }
        if let Some((op, least)) = draft.having {
            parts.push(format!("{} {} {least}", self.word("models"), op.sign()));
        }
        if let Some(benchmark) = &draft.benchmark {
            parts.push(self.with("scores_of", &[&benchmark.name]));
        }
        for group in draft.group.iter().chain(&draft.second) {
            parts.push(self.with("per", &[self.word(group)]));
        }
        if let Some((column, descending)) = &draft.order {
            let direction = if *descending { "desc" } else { "asc" };
            let own = format!("{direction}_{column}");
            let direction =
                if self.words.contains_key(&own) { self.word(&own) } else { self.word(direction) };
            parts.push(self.with("by", &[&self.column(draft, column), direction]));
        }
        let limit = if draft.group.is_some()
            && draft.order.as_ref().is_some_and(|(column, _)| column != "models")
            && draft.aggregate.is_none()
        {
            Some(draft.limit.unwrap_or(1))
        } else if draft.group.is_some() || draft.aggregate.is_some() {
            draft.limit
        } else {
            limit_of(draft)
        };
        if let Some(limit) = limit {
            parts.push(self.with("top", &[&limit.to_string()]));
        }
        format!("{}{}{}", self.word("read"), if self.chinese { "：" } else { ": " }, parts.join(" · "))
    }

    /// How it is told that rows are left out; the hole is their number.
    pub(crate) fn left_out(&self, draft: &Draft, column: &str) -> String {
        self.with("left_out", &[&self.column(draft, column)])
    }

    fn subject(&self, draft: &Draft) -> String {
        if draft.compared {
            return self.word("compared").to_owned();
        }
        self.word(match draft.subject {
            None | Some(Subject::Models) => "models",
            Some(Subject::Sizes) => "sizes",
            Some(Subject::Corpora) => "corpora",
            Some(Subject::Vocabulary(table)) => table,
        })
        .to_owned()
    }

    fn column(&self, draft: &Draft, column: &str) -> String {
        let vocabulary = matches!(draft.subject, Some(Subject::Vocabulary(_)));
        let column = match column {
            "training_tokens" | "parameters" if draft.subject == Some(Subject::Corpora) => "tokens",
            "parameters" if vocabulary => "models",
            other => other,
        };
        if let Some(bits) = column.strip_prefix("weight_bytes_").and_then(|rest| rest.strip_suffix("bit")) {
            return self.with("weights_at", &[bits]);
        }
        if let Some(tokens) = column.strip_prefix("kv_cache_bytes_at_") {
            let tokens = Unit::Context.human(tokens.parse().unwrap_or_default());
            return self.with("cache_at", &[&tokens]);
        }
        self.word(column).to_owned()
    }

    /// After 2024 is since 2025: whether 2024 is meant in must be plain.
    fn date(&self, op: When, date: &str) -> String {
        let is_a_day = date.len() > 7;
        match op {
            When::After if !is_a_day => self.with("since", &[&following(date)]),
            When::Since => self.with("since", &[date]),
            When::After => self.with("after", &[date]),
            When::Before => self.with("before", &[date]),
            When::Until => self.with("until", &[date]),
            When::In => self.with("in", &[date]),
        }
    }

    fn filter(&self, draft: &Draft, filter: &Filter) -> String {
        match filter {
            Filter::OneOf { column, values, negated } => {
                let sign = if *negated { "≠" } else { "=" };
                if let [(value, _)] = values.as_slice()
                    && let Some(said) = self.words.get(&format!("{column}={value}"))
                {
                    let not = if self.chinese {
                        self.word("not").to_owned()
                    } else {
                        format!("{} ", self.word("not"))
                    };
                    return format!("{}{said}", if *negated { &not } else { "" });
                }
                let or = if self.chinese { "或".to_owned() } else { format!(" {} ", self.word("or")) };
                let values: Vec<&str> = values.iter().map(|(_, said)| said.as_str()).collect();
                format!("{} {sign} {}", self.column(draft, column), values.join(&or))
            }
            Filter::Number { column, op, value, magnitude } => {
                let said = said_number(column, *value, *magnitude);
                let said = if *op == Op::About {
                    self.with("about", &[&said])
                } else {
                    format!("{} {said}", op.sign())
                };
                format!("{} {said}", self.column(draft, column))
            }
            Filter::Holds { column, text, negated } => {
                let sign = if *negated { "≠" } else { "=" };
                format!("{} {sign} {text}", self.column(draft, column))
            }
            Filter::Between { column, low, high } => {
                let (low, high) = (said_number(column, low.0, low.1), said_number(column, high.0, high.1));
                format!("{} {}", self.column(draft, column), self.with("from_to", &[&low, &high]))
            }
            Filter::Known { column, known } => {
                self.with(if *known { "known" } else { "unknown" }, &[&self.column(draft, column)])
            }
            Filter::Date { op, date } => self.date(*op, date),
            Filter::Related { relation, things, negated } => {
                let or = if self.chinese { "或".to_owned() } else { format!(" {} ", self.word("or")) };
                let mut said: Vec<String> = things.iter().map(|thing| said_thing(thing).to_owned()).collect();
                let mut known = std::collections::HashSet::new();
                said.retain(|name| known.insert(name.clone()));
                let said = said.join(&or);
                let said = match relation {
                    Relation::MadeBy | Relation::Country => self.with("from", &[&said]),
                    Relation::DerivedFrom => self.with("derived", &[&said]),
                    Relation::TrainedOn => self.with("trained", &[&said]),
                    Relation::Uses => self.with("uses", &[&said]),
                    Relation::Language => self.with("language_of", &[&said]),
                    Relation::Is => {
                        let key = match things.first().map(|thing| thing.table.as_str()) {
                            Some("families") => "family",
                            Some("corpora") => "corpus",
                            _ => "model",
                        };
                        format!("{} = {said}", self.word(key))
                    }
                };
                if *negated {
                    format!("{}{}{said}", self.word("not"), if self.chinese { "" } else { " " })
                } else {
                    said
                }
            }
            Filter::Than { column, more, thing } => {
                let key = if *more { "than_gt" } else { "than_lt" };
                self.with(key, &[&self.column(draft, column), said_thing(thing)])
            }
            Filter::Same { column, thing } => {
                let own = self.with("without_itself", &[said_thing(thing)]);
                format!("{} ({own})", self.with("same", &[&self.column(draft, column), said_thing(thing)]))
            }
            Filter::Fits { memory, bits, context, said } => self.with(
                if *said { "fits" } else { "fits_usual" },
                &[
                    &Unit::Bytes.human(*memory),
                    &bits.to_string(),
                    &said_number("context_length", *context, ' '),
                ],
            ),
            Filter::Any(any) => {
                let or = if self.chinese { "或".to_owned() } else { format!(" {} ", self.word("or")) };
                let any: Vec<String> = any.iter().map(|filter| self.filter(draft, filter)).collect();
                any.join(&or)
            }
            Filter::Not(inner) => {
                let said = self.filter(draft, inner);
                format!("{}{}{said}", self.word("not"), if self.chinese { "" } else { " " })
            }
        }
    }
}

fn names(things: &[&Thing]) -> String {
    let mut names: Vec<&str> = things.iter().map(|thing| said_thing(thing)).collect();
    names.dedup();
    names.join(", ")
}

fn said_thing(thing: &Thing) -> &str {
    if matches!(thing.table.as_str(), "models" | "sizes") { &thing.name } else { short(&thing.name) }
}

fn said_number(column: &str, value: f64, magnitude: char) -> String {
    if column == "context_length" && magnitude != ' ' {
        return if magnitude == 'm' { format!("{}M", value / 1e6) } else { format!("{}K", value / 1e3) };
    }
    Unit::of(column).human(value)
}
