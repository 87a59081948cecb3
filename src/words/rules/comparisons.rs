//! Things side by side, and which of them has more.

use crate::error::Result;
use crate::words::draft::Filter;
use crate::words::grammar::{Parser, is_number};
use crate::words::items::Item;

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
impl Parser<'_, '_> {
    /// `larger than llama-2 70b`, `more layers than bloom`, `比llama-2 70b大`.
    pub(in crate::words) fn compared_with(&mut self) -> Result<Option<&'static str>> {
        let start = self.at;
        if self.word("than").is_some() && self.item().is_some_and(|item| item.han) {
            let place = self.next_place(self.at + 1);
            let Some(thing) = self.items.get(place).and_then(Item::model).cloned() else { return Ok(None) };
            let mut next = self.next_place(place + 1);
            let field = self.field_at(next).map(str::to_owned);
            if field.is_some() {
                next = self.next_place(next + 1);
            }
            let Some(bigger) = self.items.get(next).and_then(|item| item.word("bigger")) else {
                return Ok(None);
            };
            let (sign, column) = bigger.split_once(' ').map_or((bigger, None), |(s, c)| (s, Some(c)));
            let longer = matches!(self.items[next].text.as_str(), "长" | "更长" | "短" | "更短");
            let mut column = field
                .or_else(|| column.map(str::to_owned))
                .unwrap_or_else(|| if longer { "context_length" } else { "parameters" }.to_owned());
            self.at = next + 1;
            // 比bloom层数多, 比bloom更多层.
            if let Some(field) = self.field_at(self.at)
                && self.items[self.at].glued
                && self.items[self.at].han
                && self.items[self.at].word("subject").is_none()
            {
                field.clone_into(&mut column);
                self.at += 1;
            }
            self.filter(Filter::Than { column, more: sign == ">", thing });
            return Ok(Some("compared with a thing"));
        }
        let Some(op) = self.word("compare").map(str::to_owned) else { return Ok(None) };
        let (sign, own) = op.split_once(' ').map_or((op.as_str(), None), |(s, c)| (s, Some(c)));
        if !matches!(sign, ">" | "<") {
            return Ok(None);
        }
        // under the gemma license: what it is given out under.
        let next = self.next_place(self.at + 1);
        if self.word("relation") == Some("licensed")
            && self.items.get(next).is_some_and(|item| item.thing("licenses").is_some())
            && self.field_at(self.next_place(next + 1)) == Some("license")
        {
            return Ok(None);
        }
        self.at += 1;
        let mut column = own.unwrap_or("parameters").to_owned();
        let place = self.next_place(self.at);
        if let Some(field) = self.field_at(place) {
            field.clone_into(&mut column);
            self.at = place + 1;
        } else if let Some(field) = self.draft.fields.last()
            && start > 0
            && self.field_at(start - 1) == Some(field)
        {
            column.clone_from(field);
        }
        self.skip_fillers();
        if self.word("than").is_some() {
            self.at += 1;
        }
        self.skip_fillers();
        if let Some(field) = self.item().and_then(|item| item.word("field"))
            && self.ahead(1).is_some_and(|i| i.model().is_some() || i.word("filler").is_some())
            && self.item().and_then(Item::model).is_none()
        {
            // larger context than the context of bloom
            field.clone_into(&mut column);
            self.at += 1;
            self.skip_fillers();
        }
        let Some(thing) = self.item().and_then(Item::model).cloned() else {
            self.at = start;
            return Ok(None);
        };
        self.at += 1;
        self.draft.fields.retain(|field| {
            *field != column || start == 0 || self.items[start - 1].word("field") != Some(field)
        });
        self.filter(Filter::Than { column, more: sign == ">", thing });
        Ok(Some("compared with a thing"))
    }

    /// `same encoding as bloom`, `和bloom位置编码相同`, `与bloom相同位置编码`.
    pub(in crate::words) fn same_as(&mut self) -> Result<Option<&'static str>> {
        let start = self.at;
        if self.word("same").is_some() {
            self.at = self.next_place(self.at + 1);
            let maker = match self.word("subject") {
                Some("organizations") => Some("organizations"),
                Some("countries") => Some("countries"),
                Some("families") => Some("family"),
                _ => None,
            };
            let Some(column) = self.field_at(self.at).or(maker).map(str::to_owned) else {
                self.at = start;
                return Ok(None);
            };
            self.at += 1;
            while self.word("filler").is_some() || self.word("and").is_some() || self.word("same").is_some() {
                if self.item().and_then(Item::model).is_some() {
                    break;
                }
                self.at += 1;
            }
            if let Some(thing) = self.item().and_then(Item::model).cloned() {
                self.at += 1;
                self.filter(Filter::Same { column, thing });
                return Ok(Some("same as a thing"));
            }
            self.at = start;
            return Ok(None);
        }
        if self.word("and").is_some() || self.word("filler").is_some() {
            self.at = self.next_place(self.at + 1);
        }
        let Some(thing) = self.item().and_then(Item::model).cloned() else {
            self.at = start;
            return Ok(None);
        };
        let first = self.next_place(self.at + 1);
        let second = self.next_place(first + 1);
        let is_same = |place: usize| self.items.get(place).is_some_and(|item| item.word("same").is_some());
        let of_makers = |place: usize| {
            let maker = |item: &Item| {
                item.word("subject") == Some("organizations") || item.word("relation_after") == Some("made")
            };
            self.items.get(place).is_some_and(maker).then_some("organizations")
        };
        let column_at = |place: usize| self.field_at(place).or_else(|| of_makers(place));
        let column = match (column_at(first), column_at(second)) {
            (Some(column), _) if is_same(second) => column,
            (_, Some(column)) if is_same(first) => column,
            _ => {
                self.at = start;
                return Ok(None);
            }
        };
        let column = column.to_owned();
        self.at = second + 1;
        self.and = false;
        self.filter(Filter::Same { column, thing });
        Ok(Some("same as a thing"))
    }

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
        if let Some((column, descending)) = self.item().and_then(larger) {
            self.draft.compared = true;
            // which has the larger vocabulary
            let next = self.next_place(self.at + 1);
            let own =
                self.items.get(next).filter(|item| item.word("subject").is_none() && item.model().is_none());
            let field =
                own.and_then(|item| item.word("field")).filter(|field| is_number(field)).map(str::to_owned);
            self.at = if field.is_some() { next + 1 } else { self.at + 1 };
            self.draft.order = Some((field.unwrap_or(column), descending));
        }
        Ok(Some("comparison"))
    }
}
