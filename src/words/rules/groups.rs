//! What is counted, averaged and grouped, and by what.

use crate::error::Result;
use crate::words::NotUnderstood;
use crate::words::draft::{Aggregate, Subject};
use crate::words::grammar::{Parser, is_number};
use crate::words::items::Item;

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
impl Parser<'_, '_> {
    pub(super) fn group_by(&mut self, key: &str) {
        if let Some(known) = &self.draft.group {
            if known != key && self.draft.second.as_ref().is_none_or(|second| second == key) {
                self.draft.second = Some(key.to_owned());
            } else if known != key {
                self.draft.twice = Some("key to group by");
            }
            return;
        }
        self.draft.group = Some(key.to_owned());
    }

    pub(super) fn compute(&mut self, aggregate: Aggregate) {
        let known = self.draft.aggregate.as_ref();
        if known.is_some_and(|known| {
            *known != aggregate && *known != Aggregate::Count && aggregate != Aggregate::Count
        }) {
            self.draft.twice = Some("thing to compute");
        }
        if known.is_none_or(|known| *known == Aggregate::Count) {
            self.draft.aggregate = Some(aggregate);
        }
    }

    pub(in crate::words) fn how_many(&mut self) -> Result<Option<&'static str>> {
        let bigger = |item: &Item| item.word("bigger").is_some() || item.word("compare").is_some();
        let two = self.draft.about().len() > 1;
        if two && self.word("howfield") == Some("organizations") && self.ahead(1).is_some_and(bigger) {
            // bloom和opt谁更大: which of them.
            self.at += 1;
            return Ok(Some("comparison"));
        }
        if self.asks_how_long_training_took() {
            return Ok(None);
        }
        if let Some(field) = self.word("howfield") {
            let by_text = self.items[self.at].word("count").is_some();
            if !by_text {
                let field = field.to_owned();
                self.at += 1;
                // How long a context is: the field that follows says more.
                let next = self.next_place(self.at);
                // 滑动窗口多大: of the field that stands before.
                let before = self.at.checked_sub(2).and_then(|at| self.field_at(at));
                let of_it = field == "parameters"
                    && before.is_some_and(|own| is_number(own) && self.draft.fields.iter().any(|f| f == own));
                if self.field_at(next).is_none_or(|other| other == field) && !of_it || field == "release_date"
                {
                    self.show(&field);
                }
                return Ok(Some("field asked for"));
            }
        }
        if self.word("count").is_none() && self.word("howmuch").is_none() {
            return Ok(None);
        }
        let next = self.next_place(self.at + 1);
        self.at += 1;
        if let Some(field) = self.field_at(next)
            && field != "release_year"
            && self.items[next].word("subject").is_none()
            && is_number(field)
        {
            let field = field.to_owned();
            self.at = next + 1;
            self.show(&field);
            return Ok(Some("field asked for"));
        }
        // which accelerators, and how many
        if self.draft.fields.last().is_some_and(|field| field == "accelerator") {
            self.show("accelerators");
            return Ok(Some("field asked for"));
        }
        // 厂商一共发布了多少个模型: the models are counted; of which makers, each makers' own.
        if self.items.get(next).is_some_and(|item| item.word("subject") == Some("models"))
            && self.draft.subject == Some(Subject::Vocabulary("organizations"))
        {
            self.draft.fields.retain(|field| field != "release_date");
            let which = |item: &Item| item.word("asks").is_some() || item.word("by").is_some();
            if self.items[..self.at - 1].iter().any(which) {
                return Ok(Some("count"));
            }
            self.draft.subject = Some(Subject::Models);
        }
        // 参数量是多少: the field stands before.
        if self.draft.fields.is_empty() && !self.data {
            self.compute(Aggregate::Count);
            return Ok(Some("count"));
        }
        Ok(Some("asked for"))
    }

    /// `how long was gpt-3 trained`: days are not held, and the length of a context is another thing.
    fn asks_how_long_training_took(&mut self) -> bool {
        let Some(item) = self.item().filter(|item| item.word("howfield") == Some("context_length")) else {
            return false;
        };
        let trained =
            |item: &Item| item.word("training").is_some() || item.word("relation") == Some("trained");
        let context = |item: &Item| item.word("field") == Some("context_length");
        if !self.items.iter().any(trained) || self.items.iter().any(context) {
            return false;
        }
        let not = NotUnderstood::new(self.text, &item.text)
            .because("how many days it took is not held; gpu hours are, where they are published");
        let named = self.items.iter().find(|item| item.model().is_some());
        self.error = Some(match named {
            Some(named) => not.instead(&format!("gpu hours of {}", named.text)),
            None => not,
        });
        true
    }

    /// `by year`, `per organisation`, `每年`, `按位置编码统计`.
    pub(in crate::words) fn group(&mut self) -> Result<Option<&'static str>> {
        // over time, monthly: the word says by what.
        if let Some(key) = self.word("groupkey")
            && (self.draft.group.is_none() || self.word("groupend").is_none())
        {
            self.group_by(key);
            self.at += 1;
            self.second_key(key);
            self.skip_group_end();
            return Ok(Some("group"));
        }
        if self.word("by").is_none() {
            if self.word("groupend").is_some() {
                self.at += 1;
                return Ok(Some("group"));
            }
            return Ok(None);
        }
        let mut place = self.next_place(self.at + 1);
        if self.items.get(place).is_some_and(|item| item.word("by").is_some()) {
            place = self.next_place(place + 1);
        }
        let Some(item) = self.items.get(place) else { return Ok(None) };
        // corpora by how many models were trained on them
        if item.word("count").is_some()
            && self.draft.subject.is_some_and(|subject| subject != Subject::Models)
            && self.items.get(self.next_place(place + 1)).and_then(|item| item.word("subject"))
                == Some("models")
        {
            self.order_by("models".into(), true);
            self.at = self.next_place(place + 1) + 1;
            return Ok(Some("order"));
        }
        // the training cost of each model: they are listed.
        let one = matches!(item.word("subject"), Some("models" | "model" | "sizes"));
        let each = self.item().is_some_and(|item| item.word("sort").is_none() && item.text != "by");
        if one && each && item.word("field").is_none() && self.draft.aggregate.is_none() {
            self.at += 1;
            return Ok(Some("each"));
        }
        let key = item
            .word("subject")
            .and_then(group_of_subject)
            .or_else(|| item.word("field").and_then(group_of_field));
        let key = key.or_else(|| item.word("yearmark").map(|_| "release_year"));
        let key = key.or_else(|| item.word("monthmark").map(|_| "release_month"));
        if let Some(key) = key {
            let ordered = self
                .items
                .get(self.next_place(place + 1))
                .is_some_and(|i| i.word("sort").is_some() || i.word("direction").is_some());
            if !ordered {
                self.group_by(key);
                self.at = place + 1;
                self.second_key(key);
                self.skip_group_end();
                return Ok(Some("group"));
            }
        }
        if let Some(field) = item.word("field") {
            let field = field.to_owned();
            let computed = self.draft.aggregate.is_some() || item.word("subject").is_some();
            // per layer: a key by which nothing is counted, and no order.
            let orders = self.item().is_some_and(|item| item.han || item.text.eq_ignore_ascii_case("by"));
            if !computed && orders {
                self.at = place + 1;
                let (mut descending, mut sorted) = (true, false);
                while self.word("sort").is_some()
                    || self.word("direction").is_some()
                    || self.word("filler").is_some()
                {
                    sorted |= self.word("sort").is_some() || self.word("direction").is_some();
                    if let Some(direction) = self.word("direction") {
                        descending = direction == "desc";
                    }
                    self.at += 1;
                }
                if sorted {
                    self.sorted_by(field, descending);
                } else if let Some((column, _)) = self
                    .draft
                    .order
                    .as_mut()
                    .filter(|(column, _)| column == "parameters" && is_number(&field))
                {
                    // largest corpora by tokens: the measure of what is largest.
                    *column = field;
                } else {
                    self.order_by(field, descending);
                }
                return Ok(Some("order"));
            }
        }
        if item.word("all").is_some() {
            return Ok(None);
        }
        Ok(None)
    }

    /// `by year and organisation`, `按年份和国家`.
    fn second_key(&mut self, first: &str) {
        if self.word("and").is_none() && self.item().is_none_or(|item| !item.is_break) {
            return;
        }
        let mut place = self.next_place(self.at + 1);
        if self.items.get(place).is_some_and(|item| item.word("by").is_some()) {
            place = self.next_place(place + 1);
        }
        let Some(item) = self.items.get(place) else { return };
        let key = item
            .word("subject")
            .and_then(group_of_subject)
            .or_else(|| item.word("field").and_then(group_of_field))
            .or_else(|| item.word("yearmark").map(|_| "release_year"));
        if let Some(key) = key.filter(|key| *key != first) {
            if self.draft.second.is_some() {
                self.draft.twice = Some("further key to group by");
            }
            self.draft.second = Some(key.to_owned());
            self.at = place + 1;
        }
    }

    pub(in crate::words) fn skip_group_end(&mut self) {
        while self.word("groupend").is_some()
            || self.item().is_some_and(|i| i.word("filler").is_some() && i.han && i.text == "的")
        {
            self.at += 1;
        }
    }

    /// `total parameters of mixtral`, `total and active parameters`: all of one thing, and no sum of several.
    fn total_of_one(&mut self, of_one: bool) -> bool {
        let next = self.next_place(self.at + 1);
        let joined = self
            .items
            .get(self.at + 1)
            .is_some_and(|item| item.word("and").is_some() || item.word("compareall").is_some());
        let active = |item: &Item| item.word("field") == Some("active_parameters");
        if of_one && self.word("field") == Some("parameters") {
            self.show("parameters");
            self.at += 1;
            return true;
        }
        if joined && self.items.get(self.at + 2).is_some_and(active) {
            self.show("parameters");
            self.at += 1;
            return true;
        }
        if of_one && self.field_at(next).is_some_and(|field| field == "parameters" || field == "experts") {
            self.at += 1;
            return true;
        }
        false
    }

    pub(in crate::words) fn aggregate(&mut self) -> Result<Option<&'static str>> {
        let Some(aggregate) = self.word("aggregate") else { return Ok(None) };
        let of_one = self.items.iter().any(|item| item.model().is_some()) && self.draft.group.is_none();
        if aggregate == "total" && self.total_of_one(of_one) {
            return Ok(Some("field"));
        }
        self.compute(match aggregate {
            "average" => Aggregate::Average,
            "median" => Aggregate::Median,
            "share" => Aggregate::Share,
            "range" => Aggregate::Range,
            _ => Aggregate::Total,
        });
        self.at += 1;
        Ok(Some("computed"))
    }
}

pub(in crate::words) fn group_of_subject(subject: &str) -> Option<&'static str> {
    Some(match subject {
        "organizations" => "organization",
        "positional_encodings" => "positional_encoding",
        "licenses" => "license",
        "techniques" => "technique",
        "families" => "family",
        "countries" => "country",
        "architectures" => "architecture",
        "corpora" => "corpus",
        _ => return None,
    })
}

pub(in crate::words) fn group_of_field(field: &str) -> Option<&'static str> {
    Some(match field {
        "release_year" => "release_year",
        "organizations" => "organization",
        "countries" => "country",
        "positional_encoding" => "positional_encoding",
        "architecture" => "architecture",
        "license" => "license",
        "family" => "family",
        "kind" => "kind",
        "weights" => "weights",
        "attention" => "attention",
        "activation" => "activation",
        "accelerator" => "accelerator",
        "precision" => "precision",
        "normalization" => "normalization",
        "commercial_use" => "commercial_use",
        "tied_embeddings" => "tied_embeddings",
        _ => return None,
    })
}
