//! Published scores: on one benchmark, or on all that there are of a model.

use crate::error::Result;
use crate::words::draft::{Filter, Op};
use crate::words::grammar::Parser;
use crate::words::items::Item;
use crate::words::tokens::Counts;

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
impl Parser<'_, '_> {
    /// `mmlu 5-shot`: how many examples stood before the question.
    pub(in crate::words) fn shots(&mut self) -> Result<Option<&'static str>> {
        let shots = self.item().and_then(|item| item.number.as_ref()).filter(|number| {
            number.magnitude == ' ' && number.counts == Counts::Nothing && number.value.fract() == 0.0
        });
        let of_a_benchmark = self.items.iter().any(|item| item.thing("benchmarks").is_some());
        if let (Some(shots), true) = (shots, of_a_benchmark)
            && self.ahead(1).is_some_and(|item| item.word("shots").is_some())
        {
            let value = shots.value;
            self.at += 2;
            self.filter(Filter::Number { column: "shots".into(), op: Op::Equal, value, magnitude: ' ' });
            return Ok(Some("shots"));
        }
        if let (Some(value), true) = (self.word("shots").and_then(|shots| shots.parse().ok()), of_a_benchmark)
        {
            self.at += 1;
            self.filter(Filter::Number { column: "shots".into(), op: Op::Equal, value, magnitude: ' ' });
            return Ok(Some("shots"));
        }
        Ok(None)
    }

    /// A benchmark whose scores are asked for: `mmlu of llama-2 70b`, `mmlu above 60`, `highest mmlu`.
    pub(in crate::words) fn benchmark(&mut self) -> Result<Option<&'static str>> {
        if self.draft.benchmark.is_some() && self.word("score").is_some() {
            self.at += 1;
            return Ok(Some("score"));
        }
        // which score highest on gsm8k: the benchmark follows.
        if self.word("score").is_some()
            && self.word("order").is_none()
            && self.item().is_some_and(|item| item.thing("benchmarks").is_none())
            && self.items[self.at + 1..].iter().any(|item| item.thing("benchmarks").is_some())
        {
            self.at += 1;
            return Ok(Some("score"));
        }
        // every benchmark score of llama 65b
        if self.word("scores").is_some()
            && self.item().is_some_and(|item| item.number.is_none())
            && !self.items.iter().any(|item| item.thing("benchmarks").is_some())
        {
            self.draft.scores = true;
            self.at += 1;
            return Ok(Some("scores"));
        }
        let start = self.at;
        let (mut order, mut limit) = (None, None);
        if let Some((column, direction)) = self.word("order").and_then(|order| order.split_once(' ')) {
            if column == "any" {
                order = Some(direction == "desc");
            }
            self.at = self.next_place(self.at + 1);
        } else if self.word("limit").is_some()
            && self.item().is_some_and(|item| item.text.eq_ignore_ascii_case("top"))
        {
            // top humaneval scores, top 5 on mmlu
            order = Some(true);
            self.at += 1;
            limit = self.count_of_rows();
            self.at = self.next_place(self.at);
        } else if self.word("by").is_some() || self.word("sort").is_some() {
            order = Some(true);
            while self.word("by").is_some() || self.word("sort").is_some() {
                self.at = self.next_place(self.at + 1);
            }
        }
        let scored = |item: &Item| item.word("score").is_some();
        let named = self.item().and_then(|item| item.thing("benchmarks")).cloned();
        // math is a kind of model too.
        let own =
            self.item().is_some_and(|item| item.word("value").is_none() && item.thing("corpora").is_none())
                || self.ahead(1).is_some_and(scored);
        let (Some(benchmark), true, true) = (named, own, order.is_some() || self.at == start) else {
            self.at = start;
            return Ok(None);
        };
        self.at += 1;
        while self.item().is_some_and(scored) {
            self.at += 1;
        }
        if self.draft.benchmark.as_ref().is_some_and(|known| *known != benchmark) {
            self.draft.twice = Some("benchmark");
        }
        self.draft.benchmark = Some(benchmark);
        if let Some(limit) = limit {
            self.limit_to(limit);
        }
        let late = self.item().filter(|item| item.han).and_then(|item| item.word("order"));
        if let Some((_, direction)) = late.and_then(|late| late.split_once(' ')) {
            order = Some(direction == "desc");
            self.at += 1;
        }
        if let Some(descending) = order {
            self.draft.order = Some(("score".into(), descending));
        }
        let here = self.at;
        while self.word("filler").is_some() && self.item().is_some_and(|item| item.number.is_none()) {
            self.at += 1;
        }
        if let Some(op) = self.word("compare").and_then(Op::read) {
            self.at += 1;
            if let Some((value, magnitude @ ' ', Counts::Nothing, _)) = self.amount() {
                let late = self
                    .item()
                    .filter(|item| item.han)
                    .and_then(|item| item.word("compare"))
                    .and_then(Op::read);
                self.at += usize::from(late.is_some());
                self.filter(Filter::Number {
                    column: "score".into(),
                    op: late.unwrap_or(op),
                    value,
                    magnitude,
                });
                return Ok(Some("score"));
            }
        } else if let Some((value, magnitude @ ' ', Counts::Nothing, _)) = self.amount()
            && let Some(op) = self.item().and_then(|item| item.word("compare")).and_then(Op::read)
        {
            self.at += 1;
            self.filter(Filter::Number { column: "score".into(), op, value, magnitude });
            return Ok(Some("score"));
        }
        self.at = here;
        Ok(Some("benchmark"))
    }

    /// A number of rows that stands here.
    fn count_of_rows(&mut self) -> Option<u64> {
        let count = self.item().and_then(|item| item.number.as_ref()).map(|number| number.value)?;
        if !(1.0..1000.0).contains(&count) || count.fract() != 0.0 {
            return None;
        }
        self.at += 1;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
        Some(count as u64)
    }
}
