//! Time that is told from today: `近两年`, `去年`, `the last 18 months`. The reading says which dates these are.

use crate::error::Result;
use crate::words::draft::{Filter, When};
use crate::words::grammar::Parser;
use crate::words::rules::dates::year;
use crate::words::tokens::Counts;

impl Parser<'_, '_> {
    /// `近两年`, `过去半年`, `in the last 18 months`: since that day.
    pub(in crate::words) fn span(&mut self) -> Result<Option<&'static str>> {
        let start = self.at;
        let leads = self.word("time").is_some() || matches!(self.word("compare"), Some(">" | "<="));
        if self.word("lately").is_none() && leads {
            self.at = self.next_place(self.at + 1);
        }
        let Some(months) = self.months() else {
            self.at = start;
            return Ok(None);
        };
        // 近三年以来, 近三年之内
        while self.item().is_some_and(|item| {
            item.han
                && (item.word("time").is_some()
                    || item.word("compare") == Some("<=")
                    || item.word("rangeend").is_some())
        }) {
            self.at += 1;
        }
        let date = self.lexicon.day(&format!("-{months} months"))?;
        self.filter(Filter::Date { op: When::Since, date });
        Ok(Some("span"))
    }

    /// How many months a span from here is long.
    fn months(&mut self) -> Option<u32> {
        let lately = self.item().filter(|item| item.word("lately").is_some())?;
        self.at = self.next_place(self.at + 1);
        let number = self.item()?.number.as_ref();
        let count = match number.filter(|n| n.magnitude == ' ' && n.counts == Counts::Nothing) {
            Some(number) => {
                self.at += 1;
                number.value
            }
            // the past year; 近年 says no number.
            None if lately.han && self.item()?.text != "半年" => return None,
            None => 1.0,
        };
        let unit: u32 = self.word("span")?.parse().ok()?;
        self.at += 1;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
        ((1.0..=100.0).contains(&count) && count.fract() == 0.0).then_some(count as u32 * unit)
    }

    /// The year that is said here, by its number or from this one: `2023`, `去年`.
    pub(in crate::words) fn year_here(&self) -> Result<Option<u32>> {
        let Some(item) = self.item() else { return Ok(None) };
        match item.word("yearof") {
            Some(years) => {
                let day = self.lexicon.day(&format!("{years} years"))?;
                Ok(day.get(..4).and_then(|year| year.parse().ok()))
            }
            None => Ok(year(item)),
        }
    }

    /// `上个月`, `this month`.
    pub(in crate::words) fn month_here(&self) -> Result<Option<String>> {
        let Some(months) = self.word("monthof") else { return Ok(None) };
        let day = self.lexicon.day(&format!("{months} months"))?;
        Ok(day.get(..7).map(str::to_owned))
    }

    /// `上半年`, `Q1` where no year is said: of this one.
    pub(in crate::words) fn this_year(&self) -> Result<Option<u32>> {
        if self.items.iter().any(|item| year(item).is_some() || item.word("yearof").is_some()) {
            return Ok(None);
        }
        Ok(self.lexicon.day("0 years")?.get(..4).and_then(|year| year.parse().ok()))
    }
}
