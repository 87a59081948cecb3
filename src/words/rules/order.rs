//! What comes first, how many rows, what is counted and computed, and by which key.

use crate::error::Result;
use crate::words::draft::{Aggregate, Subject};
use crate::words::grammar::{Parser, amount_of, is_number, vocabulary_of};
use crate::words::items::Item;
use crate::words::rules::groups::{group_of_field, group_of_subject};
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
        // 按时间排序: what it is sorted by is said in one word.
        if let Some((column, direction)) = self.word("sorted").and_then(|sorted| sorted.split_once(' ')) {
            self.at += 1;
            let said = self.word("direction");
            self.at += usize::from(said.is_some());
            self.sorted_by(column.to_owned(), said.unwrap_or(direction) == "desc");
            return Ok(Some("order"));
        }
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
            self.sorted_by(field, descending);
            return Ok(Some("order"));
        }
        if let Some(direction) = self.word("direction")
            && self.direction_is_of_what_stands_before()
            && let Some(field) = self.draft.fields.pop().or_else(|| self.draft.order.take().map(|o| o.0))
        {
            self.sorted_by(field, direction == "desc");
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

    pub(super) fn order_by(&mut self, column: String, descending: bool) {
        let order = Some((column, descending));
        if self.draft.order.is_some() && self.draft.order != order {
            self.draft.twice = Some("order");
        }
        self.draft.order = order;
    }

    /// A list that is sorted is a whole list, where no number is said.
    pub(super) fn sorted_by(&mut self, column: String, descending: bool) {
        self.draft.all = true;
        self.order_by(column, descending);
    }

    pub(in crate::words) fn limit_to(&mut self, limit: u64) {
        if self.draft.limit.is_some_and(|known| known != limit) {
            self.draft.twice = Some("number of rows");
        }
        self.draft.limit = Some(limit);
    }
}
