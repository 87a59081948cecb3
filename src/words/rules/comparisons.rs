//! Things side by side, and which of them has more.

use crate::error::Result;
use crate::words::grammar::{Parser, is_number};
use crate::words::items::Item;

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
impl Parser<'_, '_> {
    /// `compare A and B`, `A vs B`, `which is larger, A or B`, `A和B哪个大`.
    pub(in crate::words) fn comparison(&mut self) -> Result<Option<&'static str>> {
        let is_named = |item: &&Item| item.model().is_some() || item.thing("families").is_some();
        let is_maker = |item: &&Item| {
            item.model().is_none()
                && (item.thing("organizations").is_some() || item.thing("countries").is_some())
        };
        let named = self.items.iter().filter(is_named).count();
        let makers = named == 0 && self.items.iter().filter(is_maker).count() > 1;
        if named < 2 && !makers {
            return Ok(None);
        }
        // 哪个训练数据多: of the field that stands before.
        let before = self.at.checked_sub(1).and_then(|at| self.field_at(at)).filter(|field| is_number(field));
        let larger = |item: &Item| {
            let said = item.word("bigger").or_else(|| item.word("compare"))?;
            let longer = matches!(item.text.as_str(), "长" | "更长" | "短" | "更短");
            let usual = if makers {
                "models"
            } else if longer {
                "context_length"
            } else {
                before.unwrap_or("parameters")
            };
            let (sign, column) = said.split_once(' ').unwrap_or((said, usual));
            matches!(sign, ">" | "<").then(|| (column.to_owned(), sign == ">"))
        };
        if self.word("compareall").is_some() {
            self.draft.compared = true;
            self.or |= makers && self.fresh;
            self.at += 1;
        } else if self.item().and_then(larger).is_none() {
            return Ok(None);
        }
        if let Some(order) = self.item().and_then(larger) {
            self.draft.compared = true;
            self.draft.order = Some(order);
            self.at += 1;
        }
        Ok(Some("comparison"))
    }
}
