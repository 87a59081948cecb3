//! Dates and spans of time, as both languages write them.

use crate::error::Result;
use crate::words::draft::{Filter, When};
use crate::words::grammar::Parser;
use crate::words::items::Item;
use crate::words::lexicon::Sense;
use crate::words::tokens::Counts;

#[expect(clippy::too_many_lines, reason = "a part of a question in all its forms reads best in one place")]
impl Parser<'_, '_> {
    /// A date: `2023`, `June 2023`, `2023-06`, `2023年6月15日`.
    pub(in crate::words) fn calendar(&mut self) -> Result<Option<String>> {
        let start = self.at;
        if let Some(month) = self.month_here()? {
            self.at += 1;
            return Ok(Some(month));
        }
        if let Some(month) = self.word("month") {
            let mut by = 1;
            if self.ahead(by).is_some_and(|item| item.is_break) {
                by += 1;
            }
            if let Some(year) = self.ahead(by).and_then(year) {
                self.at += by + 1;
                return Ok(Some(format!("{year}-{month}")));
            }
            return Ok(None);
        }
        let year_of = year;
        let Some(year) = self.year_here()? else { return Ok(None) };
        let from_today = self.word("yearof").is_some() && self.item().is_some_and(|item| item.han);
        self.at += 1;
        let mut date = format!("{year}");
        let marked = self.word("yearmark").is_some();
        if marked {
            self.at += 1;
        }
        // 去年6月: no mark is wanted.
        let marked = marked || from_today;
        let part = |item: &Item, most: f64| {
            let value =
                item.number.as_ref().filter(|n| n.magnitude == ' ' && n.counts == Counts::Nothing)?.value;
            (value >= 1.0 && value <= most && value.fract() == 0.0).then(|| format!("{value:02.0}"))
        };
        let continues = |item: &&Item| if marked { item.glued } else { item.hyphen };
        let month = self.item().filter(continues).and_then(|item| part(item, 12.0));
        if let Some(month) = month {
            if marked && self.ahead(1).is_none_or(|item| item.word("monthmark").is_none()) {
                return Ok(Some(date));
            }
            date.push('-');
            date.push_str(&month);
            self.at += 1 + usize::from(marked);
            let day = self.item().filter(continues).and_then(|item| part(item, 31.0));
            if let Some(day) = day {
                if marked && self.ahead(1).is_none_or(|item| item.word("daymark").is_none()) {
                    return Ok(Some(date));
                }
                date.push('-');
                date.push_str(&day);
                self.at += 1 + usize::from(marked);
            }
        } else if !marked && self.item().is_some_and(|item| item.number.is_some() && item.hyphen) {
            // 2020-2023 is a span, and 2020-99 nothing.
            let span = self.item().and_then(year_of).is_some();
            if !span {
                self.at = start;
                return Ok(None);
            }
        }
        Ok(Some(date))
    }

    /// `2024年下半年`, `Q3 2024`, `the second half of 2023`: its first and its last month.
    fn part_of_a_year(&mut self) -> Result<Option<(String, String)>> {
        let start = self.at;
        let mut part = self.word("part");
        if part.is_some() {
            self.at = self.next_place(self.at + 1);
        }
        let year = match (self.year_here()?, part) {
            (Some(year), _) => {
                self.at += 1;
                if self.word("yearmark").is_some() {
                    self.at += 1;
                }
                Some(year)
            }
            (None, Some(_)) => {
                self.at = start + 1;
                self.this_year()?
            }
            _ => None,
        };
        let Some(year) = year else {
            self.at = start;
            return Ok(None);
        };
        if part.is_none() {
            self.skip_of();
            part = self.word("part");
            self.at += 1;
        }
        let Some((first, last)) = part.and_then(|part| part.split_once(' ')) else {
            self.at = start;
            return Ok(None);
        };
        Ok(Some((format!("{year}-{first}"), format!("{year}-{last}"))))
    }

    fn skip_of(&mut self) {
        while self.item().is_some_and(|item| item.text == "的") {
            self.at += 1;
        }
    }

    /// `between March and June 2023`: the year stands at the end alone.
    fn month_of_the_end(&mut self, between: bool) -> Option<String> {
        let month = self.word("month")?;
        let joins = self
            .ahead(1)
            .is_some_and(|item| item.word("rangeto").is_some() || between && item.word("rangeend").is_some());
        let year = self.ahead(3).and_then(year)?;
        let other = self.ahead(2).is_some_and(|item| item.word("month").is_some());
        if !joins || !other {
            return None;
        }
        self.at += 1;
        Some(format!("{year}-{month}"))
    }

    /// `2023年3月到6月`: the year stands at the beginning alone.
    fn month_of(&mut self, begin: &str) -> Option<String> {
        let year = begin.get(..4).filter(|_| begin.len() == 7)?;
        let month = self.item()?.number.as_ref().filter(|number| (1.0..=12.0).contains(&number.value))?.value;
        self.ahead(1)?.word("monthmark")?;
        self.at += 2;
        Some(format!("{year}-{month:02.0}"))
    }

    pub(in crate::words) fn date(&mut self) -> Result<Option<&'static str>> {
        let start = self.at;
        let mut when = match self.item().map(|item| &item.senses) {
            Some(senses) => senses.iter().find_map(|sense| match sense {
                Sense::Word(role, meaning) if role == "time" => Some(meaning.clone()),
                _ => None,
            }),
            None => None,
        };
        let between = self.word("between").is_some();
        if let Some(compare) = self.word("compare") {
            when = match compare {
                "> release_date" | ">" => Some("after".into()),
                ">=" => Some("since".into()),
                "< release_date" | "<" => Some("before".into()),
                "<=" => Some("until".into()),
                _ => when,
            };
        }
        if when.is_some()
            || between
            || self.field_at(self.at).is_some_and(|f| f == "release_date" || f == "release_year")
        {
            self.at += 1;
            while self.word("filler").is_some()
                && self.word("month").is_none()
                && self.item().is_some_and(|item| item.number.is_none())
            {
                if let Some(inner) = self.word("time") {
                    when = when.or(Some(inner.into()));
                }
                self.at += 1;
            }
            if let (None, Some(inner)) = (&when, self.word("time")) {
                when = Some(inner.into());
                self.at += 1;
            }
        }
        let unit_follows = |parser: &Self| {
            // 超过2000张卡
            let counted = parser.item().is_some_and(|item| {
                item.glued
                    && (matches!(item.text.as_str(), "张" | "块" | "台") || item.word("memorynoun").is_some())
            });
            counted
                || parser
                    .field_at(parser.at)
                    .is_some_and(|field| !matches!(field, "release_date" | "release_year" | "organizations"))
                    && parser.items[parser.at - 1].number.is_some()
                    && parser.items[parser.at].word("order").is_none()
        };
        if let Some((from, to)) = self.part_of_a_year()? {
            self.filter(Filter::Date { op: When::Since, date: from });
            self.and = false;
            self.filter(Filter::Date { op: When::Until, date: to });
            return Ok(Some("dates"));
        }
        if let (Some(op @ ("before" | "after")), Some(thing)) =
            (when.as_deref(), self.item().and_then(Item::model).cloned())
            && self.items[start].word("time").is_some()
        {
            // came out before gpt-3
            let more = op == "after";
            self.at += 1;
            self.filter(Filter::Than { column: "release_date".into(), more, thing });
            return Ok(Some("compared with a thing"));
        }
        let Some(date) = self.calendar()?.or_else(|| self.month_of_the_end(between)) else {
            self.at = start;
            return Ok(None);
        };
        // more than 2000 accelerators: a number of them, and no year.
        let compared = matches!(self.items[start].word("compare"), Some(">" | ">=" | "<" | "<="));
        if compared && unit_follows(self) {
            self.at = start;
            return Ok(None);
        }
        if when.as_deref() != Some("since")
            && when.as_deref() != Some("before")
            && unit_follows(self)
            && when.is_none()
        {
            self.at = start;
            return Ok(None);
        }
        let spans = self.word("rangeto").is_some()
            || between && self.word("rangeend").is_some()
            || self.item().is_some_and(|i| i.hyphen && year(i).is_some());
        if spans {
            let here = self.at;
            if self.item().is_some_and(|item| item.number.is_none()) {
                self.at += 1;
            }
            let until = self.calendar()?.or_else(|| self.month_of(&date));
            if let Some(until) = until {
                // 2020年和2023年: two years, not the span of them, where nothing says between.
                let ended = self.word("rangeend").is_some_and(|_| self.word("and").is_none());
                if self.items[here].word("and").is_some() && !between && !ended && when.is_none() {
                    self.filter(Filter::Date { op: When::In, date });
                    self.and = true;
                    self.filter(Filter::Date { op: When::In, date: until });
                    while self.word("time") == Some("in") && self.item().is_some_and(|i| i.han) {
                        self.at += 1;
                    }
                    return Ok(Some("dates"));
                }
                while self.word("rangeend").is_some_and(|_| self.word("and").is_none())
                    || self.word("time").is_some_and(|t| t == "in" && self.item().is_some_and(|i| i.han))
                {
                    self.at += 1;
                }
                self.filter(Filter::Date { op: When::Since, date });
                self.and = false;
                self.filter(Filter::Date { op: When::Until, date: until });
                return Ok(Some("dates"));
            }
            self.at = here;
        }
        let suffix = self.item().filter(|item| item.han).and_then(|item| item.word("time"));
        let mut op = suffix.or(when.as_deref()).unwrap_or("in").to_owned();
        if suffix.is_some() {
            self.at += 1;
        } else if self.item().is_some_and(|item| matches!(item.text.as_str(), "onwards" | "onward")) {
            op = "since".into();
            self.at += 1;
        }
        let op = match op.as_str() {
            "since" => When::Since,
            "after" => When::After,
            "before" => When::Before,
            "until" => When::Until,
            _ => When::In,
        };
        // 2025年以后: with that year or without it, people say both so.
        if op == When::After && date.len() == 4 && self.items[self.at - 1].han && !self.negated {
            self.note("after_year", &[&date, &date]);
        }
        self.filter(Filter::Date { op, date });
        Ok(Some("date"))
    }
}

/// A year, where the number reads as one.
pub(in crate::words) fn year(item: &Item) -> Option<u32> {
    let number = item.number.as_ref()?;
    let plain = number.magnitude == ' ' && number.counts == Counts::Nothing && number.value.fract() == 0.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1950 and 2099")]
    (plain && (1950.0..2100.0).contains(&number.value) && !item.text.contains(','))
        .then_some(number.value as u32)
}
