//! Training runs: the machines, and the words that say no more than that training is spoken of.

use crate::error::Result;
use crate::words::NotUnderstood;
use crate::words::draft::Filter;
use crate::words::grammar::Parser;
use crate::words::items::Item;
use crate::words::runs::{WHOLE, is_of_runs};

/// Does this word ask for what is told of training runs?
pub(in crate::words) fn asks_of_a_run(item: &Item) -> bool {
    item.word("field").is_some_and(|field| is_of_runs(field) || field == "training_run")
        || item.word("bigger").and_then(|said| said.split_once(' ')).is_some_and(|(_, own)| is_of_runs(own))
        || item
            .word("order")
            .and_then(|order| order.split_once(' '))
            .is_some_and(|(column, _)| is_of_runs(column))
}

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
impl Parser<'_, '_> {
    /// `trained on H100s`, `用H800训练的`: the name of the machine holds this.
    pub(in crate::words) fn machine(&mut self) -> Result<Option<&'static str>> {
        let start = self.at;
        let trained = |item: &Item| {
            item.word("relation") == Some("trained") || item.word("relation_after") == Some("trained")
        };
        let mut before = self.item().is_some_and(trained) || self.word("relation") == Some("uses");
        if before {
            self.at = self.next_place(self.at + 1);
        } else {
            before = self.word("field") == Some("accelerator");
            if before {
                self.at = self.next_place(self.at + 1);
            }
        }
        let Some(machine) = self.word("machine").map(str::to_owned) else {
            self.at = start;
            return Ok(None);
        };
        let after = self.items[self.at + 1..].iter().take(3).any(trained);
        if !before && !after || self.items[start..].iter().any(|item| item.word("fit").is_some()) {
            self.at = start;
            return Ok(None);
        }
        self.at += 1;
        if let Some(memory) = self.item().filter(|item| self.is_bytes(item, 0)) {
            self.error = Some(
                NotUnderstood::new(self.text, &memory.text)
                    .because("machines of training are told by their name alone"),
            );
            self.at = start;
            return Ok(None);
        }
        while self.word("memorynoun").is_some() || after && self.item().is_some_and(trained) {
            self.at += 1;
        }
        self.filter(Filter::Holds { column: "accelerator".into(), text: machine, negated: false });
        Ok(Some("machine"))
    }

    /// `to train`, `训练`: where a fact of a run is asked for, training is what it is a fact of.
    pub(in crate::words) fn training(&mut self) -> Result<Option<&'static str>> {
        // over 1M dollars: a cost is in no other money.
        let of_money = |filter: &Filter| match filter {
            Filter::Number { column, .. } | Filter::Between { column, .. } => column == "cost_usd",
            _ => false,
        };
        if self.word("money").is_some() && self.draft.filters.last().is_some_and(of_money) {
            self.at += 1;
            return Ok(Some("dollars"));
        }
        let of_training =
            |item: &Item| item.word("field").is_some_and(|field| field.starts_with("training_"));
        let asked = |item: &Item| asks_of_a_run(item) || of_training(item);
        if self.word("training").is_none() || !self.items.iter().any(asked) {
            return Ok(None);
        }
        if self.word("field") == Some("training_run") {
            return Ok(None);
        }
        self.at += 1;
        Ok(Some("training"))
    }

    /// `training run of bloom`: all that is told of it; `most expensive training run`: what is ordered.
    pub(in crate::words) fn training_run(&mut self) -> Result<Option<&'static str>> {
        if self.word("field") != Some("training_run") {
            return Ok(None);
        }
        let more =
            self.items.iter().any(|item| asks_of_a_run(item) && item.word("field") != Some("training_run"));
        self.draft.singular |= more && self.item().is_some_and(|item| item.text.ends_with("run"));
        self.at += 1;
        if !more {
            for column in WHOLE {
                self.show(column);
            }
        }
        Ok(Some("training run"))
    }
}
