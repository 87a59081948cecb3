//! Numbers with what they count, and the memory that a model must fit.

use crate::error::Result;
use crate::words::NotUnderstood;
use crate::words::draft::{Filter, Op, Subject};
use crate::words::grammar::{Parser, amount_of, is_number};
use crate::words::items::Item;
use crate::words::rules::runs::asks_of_a_run;
use crate::words::tokens::Counts;

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
#[expect(clippy::too_many_lines, reason = "a part of a question in all its forms reads best in one place")]
impl Parser<'_, '_> {
    /// `fit 24 GB at 4 bit`; the context is a filter like others, and is taken at the end.
    pub(in crate::words) fn hardware(&mut self) -> Result<Option<&'static str>> {
        if let Some(bits) = self.word("precision").and_then(|bits| bits.parse().ok()) {
            self.draft.bits = Some(bits);
            self.at += 1;
            return Ok(Some("precision"));
        }
        if self.word("fit").is_some() {
            let memory_follows = (1..8).any(|by| {
                self.ahead(by).is_some_and(|item| self.is_bytes(item, by) || item.word("card").is_some())
            });
            if memory_follows || self.draft.memory.is_some() {
                self.draft.fits = true;
                self.at += 1;
                return Ok(Some("hardware"));
            }
            return Ok(None);
        }
        let start = self.at;
        if self.word("compare").is_some_and(|op| matches!(op, "<" | "<=" | "=")) {
            self.at += 1;
        }
        let machines = self.machines();
        if let Some((value, _, Counts::Bytes, _)) = self.amount() {
            let value = value * machines;
            if self.asks_for_corpora() {
                self.at = start;
                return Ok(None);
            }
            self.draft.memory = Some(value);
            let behind = self.machines_behind();
            self.draft.memory = Some(value * behind);
            while self.word("memorynoun").is_some()
                || self.word("filler").is_some()
                    && self.ahead(1).is_some_and(|i| i.word("memorynoun").is_some())
                || self.word("compare").is_some_and(|op| op.starts_with('<'))
            {
                self.at += 1;
            }
            return Ok(Some("memory"));
        }
        if let Some(memory) = self.card() {
            let memory = memory * machines;
            self.draft.memory = Some(memory);
            self.draft.memory = Some(memory * self.machines_behind());
            return Ok(Some("hardware"));
        }
        self.at = start;
        if let Some((value, _, Counts::Bits, _)) = self.amount() {
            self.draft.bits = Some(value);
            return Ok(Some("precision"));
        }
        self.at = start;
        Ok(None)
    }

    /// Is a memory said in bytes?
    fn says_memory(&self) -> bool {
        self.items.iter().enumerate().any(|(at, item)| {
            item.number.as_ref().is_some_and(|number| number.counts == Counts::Bytes)
                || item.number.is_some()
                    && self.items.get(at + 1).is_some_and(|next| next.word("bytes").is_some())
        })
    }

    /// `a 4090`, `h100`: the memory that the card is sold with, where no memory is said and no training is
    /// spoken of.
    fn card(&mut self) -> Option<f64> {
        let item = self.item()?;
        let mut sold = item.word("card")?.split(' ');
        let of_training = |item: &Item| {
            ["relation", "relation_after"].iter().any(|role| item.word(role) == Some("trained"))
                || item.word("training").is_some()
                || asks_of_a_run(item)
        };
        let used = self.at.checked_sub(1).is_some_and(|at| self.items[at].word("relation") == Some("uses"))
            && !self.items.iter().any(|item| item.word("fit").is_some());
        // a100 models: made on it or for it, which is not said.
        let fits = self.items.iter().any(|item| item.word("fit").is_some());
        let before = self.at.checked_sub(1).map(|at| &self.items[at]);
        let counted = before.is_some_and(|item| item.word("filler").is_some() || item.number.is_some());
        if item.word("machine").is_some() && !fits && !counted && self.word("machines").is_none() {
            return None;
        }
        if self.says_memory() || used || self.items.iter().any(of_training) {
            return None;
        }
        let memory: f64 = sold.next()?.parse().ok()?;
        match sold.next() {
            Some(other) => self.note("card_of_two", &[&item.text, &format!("{memory}"), other]),
            None => self.note("card", &[&item.text, &format!("{memory}")]),
        }
        self.at += 1;
        while self.word("memorynoun").is_some() {
            self.at += 1;
        }
        Some(memory * 1e9)
    }

    /// `2 x 80 GB`, `8 GPUs of 80 GB`, `8张80G`: how many machines stand before their memory; 1 where none do.
    fn machines(&mut self) -> f64 {
        let start = self.at;
        let said = self.word("machines").and_then(|count| count.parse().ok());
        let Some(count) = said.or_else(|| self.item().and_then(small_count)) else { return 1.0 };
        self.at += 1;
        let said = self.says_memory();
        while self.item().is_some_and(|item| {
            item.number.is_none()
                && (said || item.word("card").is_none())
                && (item.word("memorynoun").is_some()
                    || item.word("times").is_some()
                    || matches!(item.text.as_str(), "of" | "with" | "张" | "块" | "个"))
        }) {
            self.at += 1;
        }
        if self.item().is_some_and(|item| self.is_bytes(item, 0) || item.word("card").is_some()) {
            return count;
        }
        self.at = start;
        1.0
    }

    /// `80 GB x 8`, `80G显存8张`.
    fn machines_behind(&mut self) -> f64 {
        let start = self.at;
        while self.word("memorynoun").is_some() {
            self.at += 1;
        }
        if let Some(count) = self.word("machines").and_then(|count| count.parse().ok()) {
            self.at += 1;
            return count;
        }
        if self.word("times").is_some() {
            self.at += 1;
            if let Some(count) = self.item().and_then(small_count) {
                self.at += 1;
                return count;
            }
        }
        self.at = start;
        1.0
    }

    pub(in crate::words) fn is_bytes(&self, item: &Item, by: usize) -> bool {
        item.number.as_ref().is_some_and(|n| n.counts == Counts::Bytes)
            || item.number.is_some() && self.ahead(by + 1).is_some_and(|next| next.word("bytes").is_some())
    }

    /// A number with its scale words: value, magnitude letter, what it counts, and whether it was bare.
    pub(in crate::words) fn amount(&mut self) -> Option<(f64, char, Counts, bool)> {
        let number = match &self.item()?.number {
            Some(number) => number.clone(),
            // 千亿以上: the scale alone is the number.
            None if self.item()?.han && self.scale_stands_alone() => {
                let scale: f64 = self.word("scale")?.parse().ok()?;
                self.at += 1;
                return (scale >= 1e8).then_some((scale, 'b', Counts::Nothing, false));
            }
            None => return None,
        };
        self.at += 1;
        let (mut value, mut magnitude, mut counts) = (number.value, number.magnitude, number.counts);
        let mut bare = magnitude == ' ' && counts == Counts::Nothing;
        while let Some(scale) = self.word("scale").and_then(|scale| scale.parse::<f64>().ok()) {
            value *= scale;
            let trillions = scale >= 1e12 && self.item().is_some_and(|item| !item.han);
            magnitude = match scale {
                _ if trillions => 't',
                1e8.. => 'b',
                _ => 'm',
            };
            bare = false;
            self.at += 1;
        }
        if let Some(bytes) = self.word("bytes").and_then(|bytes| bytes.parse::<f64>().ok())
            && counts == Counts::Nothing
            && self.item().is_some_and(|item| !item.hyphen)
        {
            value *= bytes;
            counts = Counts::Bytes;
            bare = false;
            self.at += 1;
        } else if self.word("bits").is_some() && bare && value <= 64.0 {
            counts = Counts::Bits;
            self.at += 1;
        }
        (value < 1e30).then_some((value, magnitude, counts, bare))
    }

    /// Are corpora asked for, here or further on: 超过100GB的语料?
    fn asks_for_corpora(&self) -> bool {
        let named = |subject: &str| self.items.iter().any(|item| item.word("subject") == Some(subject));
        match self.draft.subject {
            Some(subject) => subject == Subject::Corpora,
            None => {
                named("corpora")
                    && !named("models")
                    && !named("model")
                    && !named("sizes")
                    && !self.items.iter().any(|item| item.word("fit").is_some())
            }
        }
    }

    /// Is the scale itself the number: 千亿以上, 千亿参数以上, 千亿级?
    fn scale_stands_alone(&self) -> bool {
        let compares = |by: usize| self.ahead(by).is_some_and(|item| item.word("compare").is_some());
        compares(1) || compares(2) && self.ahead(1).is_some_and(|item| item.word("field").is_some())
    }

    /// `千亿级别`, `百亿参数的`, `7B级`: of this order, from the scale to ten times as much.
    pub(in crate::words) fn order_of_size(&mut self) -> Result<Option<&'static str>> {
        let start = self.at;
        let number = self.item().and_then(|item| item.number.clone());
        let bare_scale = self.item().is_some_and(|item| item.han && item.number.is_none());
        let scale = match (&number, self.word("scale").and_then(|scale| scale.parse::<f64>().ok())) {
            (None, Some(scale)) if bare_scale && scale >= 1e7 => {
                self.at += 1;
                Some(scale)
            }
            _ => None,
        };
        let value = match scale {
            Some(scale) => scale,
            None => match self.amount() {
                Some((value, 'b' | 'm', Counts::Nothing, false)) => value,
                _ => {
                    self.at = start;
                    return Ok(None);
                }
            },
        };
        let parameters = self.word("field") == Some("parameters") && self.word("magnitude").is_none();
        if parameters {
            self.at += 1;
        }
        let marked = self.word("magnitude").is_some();
        // 千亿参数的模型: the scale alone is no number.
        let modifies = scale.is_some()
            && parameters
            && (self.item().is_some_and(|item| item.text == "的") || self.word("subject").is_some());
        if !marked && !modifies {
            self.at = start;
            return Ok(None);
        }
        self.at += usize::from(marked);
        self.filter(match scale {
            Some(scale) => {
                Filter::Between { column: "parameters".into(), low: (scale, 'b'), high: (scale * 10.0, 'b') }
            }
            None => Filter::Number {
                column: "parameters".into(),
                op: Op::About,
                value,
                magnitude: if value >= 1e9 { 'b' } else { 'm' },
            },
        });
        Ok(Some("number"))
    }

    /// `over 7B`, `at least 1T tokens`, `32 layers`, `context ≥ 128K`, `7B to 13B`, `100亿以上`.
    pub(in crate::words) fn number(&mut self) -> Result<Option<&'static str>> {
        let start = self.at;
        let mut column: Option<String> = None;
        let mut op: Option<Op> = None;
        let mut between = false;
        if let Some(field) = self.word("field").filter(|field| is_number(field)) {
            column = Some(amount_of(field).to_owned());
            self.at += 1;
        }
        loop {
            if let Some((sign, own)) =
                self.word("compare").map(|c| c.split_once(' ').map_or((c, None), |(s, o)| (s, Some(o))))
            {
                op = Op::read(sign);
                column = own.map(str::to_owned).or(column);
                self.at += 1;
            } else if self.word("between").is_some() {
                between = true;
                self.at += 1;
            } else if self.word("filler").is_some()
                && self.at > start
                && self.item().is_some_and(|i| i.number.is_none())
            {
                self.at += 1;
            } else if self.at > start
                && op.is_some()
                && column.is_none()
                && self.word("field").is_some_and(is_number)
            {
                column = self.word("field").map(|f| amount_of(f).to_owned());
                self.at += 1;
            } else if self.at == start && self.word("than").is_some() {
                self.at += 1;
            } else {
                break;
            }
        }
        let Some((value, magnitude, counts, bare)) = self.amount() else {
            self.at = start;
            return Ok(None);
        };
        let mut high = None;
        let ranged = self.word("rangeto").is_some()
            && (self.word("and").is_none() || between || column.is_some())
            || between && self.word("rangeend").is_some()
            || self.item().is_some_and(|item| item.hyphen && item.number.is_some());
        if ranged {
            let here = self.at;
            if self.item().is_some_and(|item| item.number.is_none()) {
                self.at += 1;
            }
            match self.amount() {
                Some((value, magnitude, own, _)) if own == counts => high = Some((value, magnitude)),
                _ => self.at = here,
            }
        }
        // 7-9B: the unit stands at the end alone.
        let magnitude = match high {
            Some((_, unit)) if magnitude == ' ' => unit,
            _ => magnitude,
        };
        let low_is_bare = bare && magnitude != ' ';
        if op.is_none()
            && !between
            && column.as_ref().is_some_and(|column| !counts_so(column, magnitude))
            && start + 1 < self.at
        {
            // layers for 7b models: the number belongs to what follows.
            self.at = start;
            return Ok(None);
        }
        // training tokens of 7B models: the number tells which models.
        if op.is_none()
            && !between
            && column.as_deref().is_some_and(|column| column != "parameters")
            && matches!(magnitude, 'b' | 'm')
            && self.items.get(start + 1).is_some_and(|item| item.word("filler").is_some() && !item.han)
            && self.items[self.at..]
                .iter()
                .find(|item| item.number.is_none() && item.word("and").is_none())
                .and_then(|item| item.word("subject"))
                .is_some_and(|noun| matches!(noun, "models" | "model" | "sizes"))
        {
            self.at = start;
            return Ok(None);
        }
        if between && high.is_none() {
            let said = &self.items[self.at.saturating_sub(1)].text;
            self.error = Some(NotUnderstood::new(self.text, said).because("the other end is missing"));
            return Ok(None);
        }
        // 超过1000张卡
        let counter =
            usize::from(self.item().is_some_and(|item| matches!(item.text.as_str(), "张" | "块" | "个")));
        if column.is_none()
            && magnitude == ' '
            && self.ahead(counter).is_some_and(|item| {
                item.han && item.word("memorynoun").is_some() || item.text.eq_ignore_ascii_case("gpu")
            })
        {
            column = Some("accelerators".into());
            self.at += counter + 1;
        }
        let after = self.at;
        let mut suffix_op = self
            .item()
            .filter(|i| i.han || i.text == "+" || i.text.starts_with("or ") || i.text.starts_with("and "))
            .and_then(|i| i.word("compare"))
            .and_then(Op::read);
        if suffix_op.is_some() {
            self.at += 1;
        }
        let field_place = if self.item().is_some_and(|item| item.han && item.text == "的")
            || self.word("filler").is_some_and(|_| self.item().is_some_and(|i| i.text == "of"))
        {
            self.at + 1
        } else {
            self.at
        };
        let named = self.items.get(field_place).filter(|item| {
            item.word("field").is_some_and(is_number)
                && (field_place <= self.at || self.is_amount_noun(field_place))
        });
        let is_model_noun = named.is_some_and(|item| item.word("subject").is_some());
        if let (Some(item), false) = (named, is_model_noun && column.is_some())
            && let Some(field) = item.word("field")
        {
            let field = amount_of(field).to_owned();
            // batch size over 4M tokens
            let of_a_batch = column.as_deref() == Some("batch_tokens") && field == "training_tokens"
                // context of more than 100K tokens
                || column.as_deref() == Some("context_length")
                    && matches!(item.text.to_ascii_lowercase().as_str(), "token" | "tokens" | "词元");
            let sorted = self
                .items
                .get(self.next_place(field_place + 1))
                .is_some_and(|i| i.han && i.word("order").is_some());
            if !sorted
                && counts_so(&field, magnitude)
                && column.as_ref().is_none_or(|known| {
                    *known == field || known == "parameters" && op.is_some() || of_a_batch
                })
            {
                let tokens = field == "training_tokens" && column.is_none();
                column = if of_a_batch { column } else { Some(field) };
                self.at = field_place + 1;
                if tokens && matches!(magnitude, 'k' | 'm' | ' ') {
                    self.tokens_of_context(&mut column);
                }
            }
        }
        if suffix_op.is_none()
            && let Some(late) = self
                .item()
                .filter(|i| i.han || i.text == "+" || i.text.starts_with("or ") || i.text.starts_with("and "))
                .and_then(|i| i.word("compare"))
                .and_then(Op::read)
        {
            suffix_op = Some(late);
            self.at += 1;
        }
        while between && self.word("rangeend").is_some() && self.item().is_some_and(|i| i.han)
            || high.is_some()
                && self
                    .item()
                    .is_some_and(|i| i.han && i.word("rangeend").is_some() && i.word("and").is_none())
        {
            self.at += 1;
        }
        let op = suffix_op.or(op);
        if column.is_none() && counts == Counts::Nothing && !self.asks_for_corpora() {
            let said = self.items[after.saturating_sub(1)].text.clone();
            match magnitude {
                'k' => self.note("also_vocabulary", &[&said, &said]),
                't' => self.note("also_parameters", &[&said, &said]),
                _ => {}
            }
        }
        let corpora = self.asks_for_corpora();
        let column = column.or_else(|| match (magnitude, counts) {
            (_, Counts::Bytes) if corpora => Some("bytes".to_owned()),
            (_, Counts::Nothing) if corpora && magnitude != ' ' => Some("training_tokens".to_owned()),
            ('b' | 'm', Counts::Nothing) => Some("parameters".to_owned()),
            ('t', Counts::Nothing) => Some("training_tokens".to_owned()),
            ('k', Counts::Nothing) => Some("context_length".to_owned()),
            _ => None,
        });
        if let (None, Some(op), Some(Subject::Vocabulary(_) | Subject::Corpora)) =
            (&column, op, self.draft.subject)
            && bare
            && value.fract() == 0.0
            && high.is_none()
            && self.draft.having.is_none()
            && let noun = self.next_place(self.at)
            && self.items.get(noun).is_some_and(|item| item.word("subject") == Some("models"))
        {
            // which organizations released more than 10 models
            #[expect(clippy::cast_possible_truncation, reason = "it saturates, and no maker has as many")]
            let least = value as i64;
            self.draft.having = Some((op, least));
            self.draft.fields.retain(|field| field != "release_date");
            self.at = noun + 1;
            return Ok(Some("number of models"));
        }
        let Some(column) = column else {
            self.error = Some(
                NotUnderstood::new(self.text, &self.items[after.saturating_sub(1)].text)
                    .because("say what it counts: parameters, tokens, layers, context"),
            );
            return Ok(None);
        };
        // 1万亿 and 1T of parameters are the same; so are those of tokens.
        if let Some((top, unit)) = high {
            let value = if low_is_bare && unit != ' ' && value < 1000.0 {
                value * scale_of(unit, top)
            } else {
                value
            };
            self.filter(Filter::Between { column, low: (value, magnitude), high: (top, unit) });
            return Ok(Some("number"));
        }
        let default = if column == "parameters" && magnitude != ' ' { Op::About } else { Op::Equal };
        self.filter(Filter::Number { column, op: op.unwrap_or(default), value, magnitude });
        Ok(Some("number"))
    }

    /// `1M tokens of context`, `a 128K token context`: tokens are of the context where it is named behind
    /// them, without a number of its own.
    fn tokens_of_context(&mut self, column: &mut Option<String>) {
        let joins = self.item().is_some_and(|item| matches!(item.text.as_str(), "of" | "in" | "的"));
        let place = self.at + usize::from(joins);
        let named = self.items.get(place).is_some_and(|item| item.word("field") == Some("context_length"));
        let own_number = self
            .items
            .get(self.next_place(place + 1))
            .is_some_and(|item| item.number.is_some() || item.word("compare").is_some());
        if named && !own_number {
            *column = Some("context_length".into());
            self.at = place + 1;
        }
    }

    /// Is the field here what a number before it counts, and not the next part?
    pub(in crate::words) fn is_amount_noun(&self, place: usize) -> bool {
        let next = self.next_place(place + 1);
        self.items.get(next).is_none_or(|item| item.word("order").is_none())
    }
}

/// A number of machines.
fn small_count(item: &Item) -> Option<f64> {
    let number = item.number.as_ref()?;
    (number.magnitude == ' '
        && number.counts == Counts::Nothing
        && number.value.fract() == 0.0
        && (1.0..=4096.0).contains(&number.value))
    .then_some(number.value)
}

/// Can a number of this magnitude count this? No model has a billion layers.
fn counts_so(column: &str, magnitude: char) -> bool {
    match magnitude {
        'b' => matches!(
            column,
            "parameters" | "active_parameters" | "training_tokens" | "training_flop" | "bytes"
        ),
        't' => matches!(column, "parameters" | "training_tokens" | "training_flop" | "bytes"),
        'm' => !matches!(
            column,
            "layers" | "attention_heads" | "kv_heads" | "experts" | "experts_active" | "head_dim"
        ),
        _ => true,
    }
}

pub(in crate::words) fn scale_of(unit: char, value: f64) -> f64 {
    match unit {
        'k' => 1e3,
        'm' => 1e6,
        'b' if value >= 1e12 => 1e12,
        'b' => 1e9,
        't' => 1e12,
        _ => 1.0,
    }
}

/// Tokens of a context: 32K is 32,768 where it is a power of two, as makers mean it.
pub(in crate::words) fn context_value(value: f64, magnitude: char) -> f64 {
    let thousands = value / 1000.0;
    let powers = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];
    if magnitude == 'k' && powers.contains(&thousands) {
        thousands * 1024.0
    } else if magnitude == 'm' {
        value / 1e6 * 1_048_576.0
    } else {
        value
    }
}
