//! What comes first, how many rows, what is counted and computed, and by which key.

use crate::error::Result;
use crate::words::NotUnderstood;
use crate::words::draft::{Aggregate, Subject};
use crate::words::grammar::{Parser, amount_of, is_number, vocabulary_of};
use crate::words::items::Item;
use crate::words::tokens::Counts;

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
impl Parser<'_, '_> {
    /// `top 5`, `first 20`, `5 largest`, `前十个`, `最大的三个`, `all`.
    pub(in crate::words) fn limit(&mut self) -> Result<Option<&'static str>> {
        let count = |item: &Item| {
            let number =
                item.number.as_ref().filter(|n| n.magnitude == ' ' && n.counts == Counts::Nothing)?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a small whole number"
            )]
            (number.value >= 1.0 && number.value <= 100_000.0 && number.value.fract() == 0.0)
                .then_some(number.value as u64)
        };
        let is_counter = |item: &Item| matches!(item.text.as_str(), "个" | "款" | "种" | "家" | "位" | "名");
        if self.word("all").is_some() {
            self.draft.all = true;
            self.at += 1;
            return Ok(Some("all"));
        }
        if self.word("limit").is_some() {
            if let Some(limit) = self.ahead(1).and_then(count) {
                self.limit_to(limit);
                // 参数量前十: the most of what stands before.
                let before = self.at.checked_sub(1).and_then(|at| self.field_at(at));
                if let Some(field) = before.filter(|field| is_number(field)).map(str::to_owned)
                    && self.draft.fields.last() == Some(&field)
                    && self.item().is_some_and(|item| item.han)
                {
                    self.draft.fields.pop();
                    self.order_by(field, true);
                }
                self.at += 2;
                if self.item().is_some_and(is_counter) {
                    self.at += 1;
                }
                // top 5 context length
                let field = self.word("field").filter(|field| is_number(field));
                if let (Some(field), None) = (field, self.word("subject"))
                    && self.draft.order.is_none()
                {
                    self.order_by(field.to_owned(), true);
                    self.at += 1;
                }
                return Ok(Some("how many"));
            }
            // first model with gqa: the oldest.
            let one = |item: &Item| item.word("subject") == Some("model");
            let subject_follows = self.ahead(1).is_some_and(|item| item.word("subject").is_some())
                || self.items[self.at..].iter().any(one);
            if self.item().is_some_and(|item| item.text.eq_ignore_ascii_case("first")) && subject_follows {
                self.at += 1;
                self.draft.singular = true;
                self.order_by("release_date".into(), false);
                return Ok(Some("order"));
            }
            if self.item().is_some_and(|item| item.text.eq_ignore_ascii_case("top")) {
                self.at += 1;
                return Ok(Some("order"));
            }
            return Ok(None);
        }
        let Some(limit) = self.item().and_then(count) else { return Ok(None) };
        let next = self.ahead(1);
        let ordered = next.is_some_and(|item| item.word("order").is_some());
        let counted = next.is_some_and(is_counter)
            || next.is_some_and(|item| item.word("subject").is_some())
                && (self.draft.order.is_some() || self.draft.filters.is_empty());
        if (ordered || counted) && limit < 1000 {
            self.limit_to(limit);
            self.at += 1;
            if self.item().is_some_and(is_counter) {
                self.at += 1;
            }
            return Ok(Some("how many"));
        }
        Ok(None)
    }

    /// `largest`, `most tokens`, `longest context`, `上下文最长`, `参数量从大到小`.
    pub(in crate::words) fn order(&mut self) -> Result<Option<&'static str>> {
        let start = self.at;
        if self.word("sort").is_some() {
            self.at = self.next_place(self.at + 1);
            if self.word("by").is_some() {
                self.at = self.next_place(self.at + 1);
            }
            let Some(field) = self.field_at(self.at).map(str::to_owned) else {
                self.at = start;
                return Ok(None);
            };
            self.at += 1;
            let mut descending = true;
            if let Some(direction) = self.word("direction") {
                descending = direction == "desc";
                self.at += 1;
            }
            self.order_by(field, descending);
            return Ok(Some("order"));
        }
        if let Some(direction) = self.word("direction")
            && self.direction_is_of_what_stands_before()
            && let Some(field) = self.draft.fields.pop().or_else(|| self.draft.order.take().map(|o| o.0))
        {
            self.order_by(field, direction == "desc");
            self.at += 1;
            while self.word("sort").is_some() {
                self.at += 1;
            }
            return Ok(Some("order"));
        }
        // 训练数据最多: the field stands before.
        if let Some(field) = self.word("field").filter(|field| is_number(field) || *field == "release_date") {
            let next = self.next_place(self.at + 1);
            let order = self.items.get(next).filter(|item| item.han).and_then(|item| item.word("order"));
            if let Some((column, direction)) = order.and_then(|order| order.split_once(' '))
                && column != "models"
                && (self.item().is_some_and(|item| item.han)
                    || self.items.get(next).is_some_and(|order| order.glued))
            {
                self.order_by(amount_of(field).to_owned(), direction == "desc");
                self.at = next + 1;
                return Ok(Some("order"));
            }
        }
        let Some((column, direction)) = self.word("order").and_then(|order| order.split_once(' ')) else {
            return Ok(None);
        };
        let descending = direction == "desc";
        // most common activation: by how many models have it; a field or a noun says of what.
        if column == "models" {
            self.order_by("models".into(), descending);
            self.at += 1;
            return Ok(Some("order"));
        }
        self.draft.singular |= self.word("singular").is_some();
        self.at += 1;
        let next = self.next_place(self.at);
        let near = self.items.get(next).filter(|item| {
            item.word("field").is_some_and(|f| is_number(f) && column != "release_date")
                && item.word("subject").is_none()
                && !self.items[self.at..next].iter().any(|between| {
                    between.word("filler").is_some() && between.text != "的" && between.text != "number of"
                })
        });
        // 最多的模型 without a field says nothing.
        let field = near.and_then(|item| item.word("field")).map(|field| amount_of(field).to_owned());
        if let Some(field) = field {
            self.order_by(field, descending);
            self.at = next + 1;
            return Ok(Some("order"));
        }
        if column == "any" {
            return Ok(self.most_of(start, descending));
        }
        // base models, smallest first: sorted, and not some of them.
        self.draft.all |= self.word_before("direction");
        self.order_by(column.to_owned(), descending);
        Ok(Some("order"))
    }

    /// `most models`, `模型最多的公司`, `参数最多`: the most of what stands beside it.
    fn most_of(&mut self, start: usize, descending: bool) -> Option<&'static str> {
        let next = self.next_place(self.at);
        // most models: of a vocabulary or a group, by their number.
        if self.items.get(next).is_some_and(|item| item.word("subject").is_some()) {
            self.order_by("models".into(), descending);
            // 模型最多的公司: the makers are the subject.
            let makers = self.items[next].word("subject").and_then(group_of_subject).is_some();
            self.at = if !makers && (self.draft.subject.is_some() || self.draft.group.is_some()) {
                next + 1
            } else {
                self.at
            };
            return Some("order");
        }
        // which lab has released the most open models: makers, by how many of these.
        let counts_models = matches!(self.draft.subject, Some(Subject::Vocabulary(_)))
            && self.items[self.at..].iter().any(|item| item.word("subject") == Some("models"));
        // 发布模型最多的公司: the makers stand behind.
        let of_models = start.checked_sub(1).and_then(|at| self.items[at].word("subject")) == Some("models")
            && self.items[self.at..].iter().any(|item| {
                item.word("subject").is_some_and(|noun| group_of_subject(noun).is_some() && noun != "corpora")
                    || item.word("field").and_then(group_of_field).is_some()
            });
        let counts_models = counts_models || of_models;
        let by_year = self.draft.fields.iter().any(|field| field == "release_year");
        if counts_models || by_year && !self.draft.fields.iter().any(|field| is_number(field)) {
            self.order_by("models".into(), descending);
            return Some("order");
        }
        if let Some(field) = self.draft.fields.pop() {
            // 哪家公司的模型最多: makers, by how many models they have.
            if let Some(table) = vocabulary_of(&field) {
                self.draft.subject = Some(Subject::Vocabulary(table));
                self.order_by("models".into(), descending);
            } else {
                self.order_by(field, descending);
            }
            return Some("order");
        }
        self.at = start;
        None
    }

    /// Has the item before this role?
    fn word_before(&self, role: &str) -> bool {
        self.at.checked_sub(1).is_some_and(|at| self.items[at].word(role).is_some())
    }

    /// `training tokens, largest first`: of the field before; `moe models, newest first`: of its own.
    fn direction_is_of_what_stands_before(&self) -> bool {
        let Some((column, _)) = self.word("order").and_then(|order| order.split_once(' ')) else {
            return true;
        };
        let before = self.draft.order.as_ref().map(|(column, _)| column).or(self.draft.fields.last());
        before.is_some_and(|before| before == column || column == "parameters" && is_number(before))
    }

    /// `most common activation`, `which encoding is most used`: counted by it, the most first.
    pub(in crate::words) fn common(&mut self) -> Result<Option<&'static str>> {
        let Some(direction) = self.word("common") else { return Ok(None) };
        let descending = direction == "desc";
        let next = self.next_place(self.at + 1);
        let key = |item: &Item| {
            let subject = item.word("subject").and_then(group_of_subject);
            subject.or_else(|| item.word("field").and_then(group_of_field))
        };
        if let Some(key) = self.items.get(next).and_then(key) {
            // most used corpora: as they are listed, by how many models saw them.
            if key == "corpus" {
                self.at += 1;
                self.order_by("models".into(), descending);
                return Ok(Some("order"));
            }
            self.at = next + 1;
            self.counted_by(key, descending);
            return Ok(Some("order"));
        }
        if let Some(Subject::Vocabulary(_) | Subject::Corpora) = self.draft.subject {
            self.at += 1;
            self.order_by("models".into(), descending);
            return Ok(Some("order"));
        }
        if let Some(key) = self.draft.fields.last().and_then(|field| group_of_field(field)) {
            self.draft.fields.pop();
            self.at += 1;
            self.counted_by(key, descending);
            return Ok(Some("order"));
        }
        Ok(None)
    }

    /// `how many experts does mixtral have, how many active`: the experts, else the parameters.
    pub(in crate::words) fn active(&mut self) -> Result<Option<&'static str>> {
        if self.word("active").is_none() {
            return Ok(None);
        }
        let experts =
            self.items.iter().any(|item| matches!(item.word("field"), Some("experts" | "experts_active")));
        let parameters = self.items.iter().any(|item| item.word("field") == Some("parameters"));
        if !experts && !parameters {
            return Ok(None);
        }
        self.at += 1;
        self.show(if experts { "experts_active" } else { "active_parameters" });
        Ok(Some("field"))
    }

    fn counted_by(&mut self, key: &'static str, descending: bool) {
        self.draft.subject = Some(Subject::Models);
        self.group_by(key);
        self.compute(Aggregate::Count);
        self.order_by("models".into(), descending);
    }

    // Setting what a question says once: what is said twice, and differently, is told.

    fn order_by(&mut self, column: String, descending: bool) {
        let order = Some((column, descending));
        if self.draft.order.is_some() && self.draft.order != order {
            self.draft.twice = Some("order");
        }
        self.draft.order = order;
    }

    pub(in crate::words) fn limit_to(&mut self, limit: u64) {
        if self.draft.limit.is_some_and(|known| known != limit) {
            self.draft.twice = Some("number of rows");
        }
        self.draft.limit = Some(limit);
    }

    fn group_by(&mut self, key: &str) {
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

    fn compute(&mut self, aggregate: Aggregate) {
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
                let mut descending = true;
                while self.word("sort").is_some()
                    || self.word("direction").is_some()
                    || self.word("filler").is_some()
                {
                    if let Some(direction) = self.word("direction") {
                        descending = direction == "desc";
                    }
                    self.at += 1;
                }
                self.order_by(field, descending);
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
        let joined = self.items.get(self.at + 1).is_some_and(|item| item.word("and").is_some());
        let active = |item: &Item| item.word("field") == Some("active_parameters");
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
