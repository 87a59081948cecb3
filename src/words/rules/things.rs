//! What a thing is, and what a corpus is made of.

use crate::error::Result;
use crate::words::NotUnderstood;
use crate::words::draft::{Ask, Filter, Relation, Subject};
use crate::words::grammar::{Finished, Parser};
use crate::words::items::Item;
use crate::words::lexicon::{Sense, Thing};
use crate::words::things::TABLES;

impl Parser<'_, '_> {
    /// `what is rope`, `who is deepseek`, `什么是旋转位置编码`, `c4是什么`: the thing itself, where nothing else
    /// is said of it.
    pub(in crate::words) fn thing_itself(&mut self) -> Option<Finished> {
        if let Some(compared) = self.things_compared() {
            return Some(compared);
        }
        let since = |item: &Item| item.word("introduced").is_some();
        // when was rope introduced: as it is told of the thing itself.
        let introduced = self.items.iter().any(since);
        let asked = |item: &Item| {
            item.word("define").is_some()
                || item.word("defined").is_some()
                || since(item)
                || introduced && (item.word("howfield") == Some("release_date") || item.word("and").is_some())
        };
        let who = |item: &Item| {
            item.word("howfield") == Some("organizations") && item.word("field").is_some()
                || item.text.to_lowercase().starts_with("who")
        };
        let spoken: Vec<&Item> = self.items.iter().filter(|item| !item.is_break).collect();
        let edge = |is: &dyn Fn(&Item) -> bool| {
            spoken.first().is_some_and(|item| is(item)) || spoken.last().is_some_and(|item| is(item))
        };
        let (what, who) = (edge(&asked), edge(&who));
        if !what && !who {
            return None;
        }
        let names = |item: &Item| {
            item.senses.iter().any(|sense| {
                matches!(sense, Sense::Thing(thing) if TABLES.contains(&thing.table.as_str()) || thing.table == "sizes")
                    || matches!(sense, Sense::Word(role, _) if role == "thing" || role == "value")
            }) || item.word("field").is_some() && table_of(item).is_none()
        };
        // what is 7B
        let number = spoken.iter().find(|item| item.number.is_some());
        let only = spoken.iter().all(|item| says_nothing(item) || item.number.is_some());
        if let (Some(number), true) = (number, what && only) {
            return Some(Err(self.undescribed(number)));
        }
        let (mut named, mut noun) = (None, None);
        for item in &spoken {
            if names(item) && named.is_none() {
                named = Some(*item);
            } else if let Some(table) = table_of(item).filter(|_| !item.text.ends_with("models")) {
                noun = Some(table);
            } else if !asked(item)
                && (item.word("filler").is_none() || item.number.is_some())
                && item.word("howfield") != Some("organizations")
            {
                return None;
            }
        }
        let item = named?;
        let mut things: Vec<Thing> = Vec::new();
        for sense in &item.senses {
            match sense {
                Sense::Thing(thing) if TABLES.contains(&thing.table.as_str()) => things.push(thing.clone()),
                Sense::Thing(thing) if thing.table == "sizes" => return None,
                Sense::Word(role, key) if role == "thing" => {
                    things
                        .extend(key.split_once('/').and_then(|(table, key)| self.lexicon.thing(table, key)));
                }
                _ => {}
            }
        }
        // what is a transformer: no thing that is but called after one. A typing error stays forgiven.
        if let Some(taken) = &item.taken_for
            && taken.len().abs_diff(item.text.len()) > 1
        {
            things.retain(|thing| matches!(thing.table.as_str(), "corpora" | "organizations"));
        }
        // what is a decoder-only model: the shape, which is no model's name.
        let noun = noun.filter(|noun| *noun != "models" || things.iter().any(|thing| thing.table == *noun));
        if let Some(table) = noun {
            things.retain(|thing| thing.table == table);
        } else if who && !what || item_is_asked_who(&spoken) {
            if !things.iter().any(|thing| thing.table == "organizations") {
                return None;
            }
            things.retain(|thing| thing.table == "organizations");
        }
        // when was yarn introduced: of the technique, and not of the models that are called so.
        if introduced && things.iter().any(|thing| !is_a_line(thing)) {
            things.retain(|thing| !is_a_line(thing));
        }
        things.sort();
        things.dedup();
        if things.is_empty() {
            if noun.is_some() || !what {
                return None;
            }
            return Some(Err(self.undescribed(item)));
        }
        let one_table = things.iter().all(|thing| thing.table == things[0].table);
        for thing in things.iter().take(3) {
            let key = if one_table { thing.key.clone() } else { format!("{}/{}", thing.table, thing.key) };
            self.note("more_of", &[&key]);
        }
        for spoken in spoken {
            let how = if spoken.text == item.text { "thing" } else { "what it is" };
            self.explained.push((spoken.text.clone(), how.to_owned()));
        }
        self.draft.things = things;
        self.draft.ask = Some(Ask::Itself);
        Some(Ok(()))
    }

    /// `difference between rope and alibi`, `rope和alibi的区别`: each of them as it is.
    fn things_compared(&mut self) -> Option<Finished> {
        let compares = |item: &&Item| item.word("compareall").is_some();
        if !self.items.iter().any(|item| compares(&item)) {
            return None;
        }
        let told = |item: &Item| -> Vec<Thing> {
            let of_words = item.senses.iter().filter_map(|sense| match sense {
                Sense::Word(role, key) if role == "thing" => key.split_once('/'),
                _ => None,
            });
            let of_words = of_words.filter_map(|(table, key)| self.lexicon.thing(table, key));
            let named = item.senses.iter().filter_map(|sense| match sense {
                Sense::Thing(thing) if TABLES.contains(&thing.table.as_str()) => Some(thing.clone()),
                _ => None,
            });
            named.chain(of_words).collect()
        };
        let mut named: Vec<(&Item, Vec<Thing>)> = Vec::new();
        for item in self.items.iter().filter(|item| !item.is_break) {
            let things = told(item);
            let joins = item.word("and").is_some() || item.word("or").is_some() || compares(&item);
            let models = matches!(item.word("subject"), Some("models" | "model" | "sizes"));
            if item.model().is_some() || item.thing("families").is_some() || models {
                return None;
            } else if !things.is_empty() || item.word("value").is_some() {
                named.push((item, things));
            } else if !joins
                && item.word("filler").is_none()
                && table_of(item).is_none()
                && item.word("define").is_none()
            {
                return None;
            }
        }
        if named.len() < 2 || named.iter().all(|(_, things)| things.is_empty()) {
            return None;
        }
        // Of one kind, and no makers: of these the models are compared.
        let table = TABLES.iter().find(|table| {
            !matches!(**table, "models" | "families" | "organizations")
                && named.iter().all(|(_, things)| things.iter().any(|thing| thing.table == **table))
        });
        let Some(table) = table else {
            let lost = named.iter().find(|(_, things)| things.is_empty())?;
            return Some(Err(self.undescribed(lost.0)));
        };
        let things: Vec<Thing> = named
            .iter()
            .flat_map(|(_, things)| things.iter().filter(|thing| thing.table == *table))
            .cloned()
            .collect();
        for item in self.items.iter().filter(|item| !item.is_break) {
            let how = if told(item).is_empty() { "what it is" } else { "thing" };
            self.explained.push((item.text.clone(), how.to_owned()));
        }
        self.draft.things = things;
        self.draft.things.sort();
        self.draft.things.dedup();
        self.draft.ask = Some(Ask::Itself);
        Some(Ok(()))
    }

    fn undescribed(&self, item: &Item) -> NotUnderstood {
        NotUnderstood::new(self.text, &item.text).because("the catalogue has no description of this")
    }

    /// `what is in the pile`, `the pile里有什么`, `composition of dolma`: the parts of a mixture.
    pub(in crate::words) fn parts(&mut self) -> Result<Option<&'static str>> {
        if self.word("parts").is_none() {
            return Ok(None);
        }
        let of_a_corpus = self.items.iter().any(|item| {
            item.thing("corpora").is_some() && item.model().is_none() && item.thing("families").is_none()
        });
        if self.draft.ask.is_some() {
            return Ok(None);
        }
        if !of_a_corpus {
            // RedPajama由哪些部分组成: models are called so too, and what has parts are the corpora.
            let mut things = Vec::new();
            for item in self.items.iter().filter(|item| item.model().or(item.thing("families")).is_some()) {
                things.extend(self.lexicon.beginning_with(&item.text)?);
            }
            things.retain(|thing| thing.table == "corpora");
            if things.is_empty() || self.draft.about().is_empty() {
                return Ok(None);
            }
            self.draft
                .filters
                .retain(|filter| !matches!(filter, Filter::Related { relation: Relation::Is, .. }));
            self.draft.notes.retain(|(key, _)| *key != "also_family");
            self.about(things);
        }
        self.at += 1;
        self.draft.subject = Some(Subject::Corpora);
        self.draft.ask = Some(Ask::Parts);
        Ok(Some("parts"))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
impl Parser<'_, '_> {
    /// `paper of llama-2`, `sources for opt`, `where do sources disagree about bloom`, `llama的论文`.
    pub(in crate::words) fn evidence(&mut self) -> Result<Option<&'static str>> {
        // which paper introduced alibi
        let known = self.draft.ask.is_some_and(Ask::of_evidence);
        if self.word("introduced").is_some() && known {
            self.at += 1;
            return Ok(Some("sources"));
        }
        let Some(asked) = self.word("evidence") else { return Ok(None) };
        let asked = match asked {
            "disagreements" => Ask::Disagreements,
            "papers" => Ask::Papers,
            _ => Ask::Sources,
        };
        // academic papers are a kind of corpus too.
        let corpora = self.items.iter().any(|item| item.word("subject") == Some("corpora"));
        if corpora && asked == Ask::Papers {
            return Ok(None);
        }
        match self.draft.ask {
            None | Some(Ask::Sources) => self.draft.ask = Some(asked),
            Some(known) if known.of_evidence() => {}
            _ => return Ok(None),
        }
        self.at += 1;
        Ok(Some("sources"))
    }

    /// `languages of the stack`, `The Stack包含哪些语言`: in which languages the texts are.
    pub(in crate::words) fn languages(&mut self) -> Result<Option<&'static str>> {
        if self.word("subject") != Some("languages") || self.draft.ask.is_some() {
            return Ok(None);
        }
        self.at += 1;
        self.draft.ask = Some(Ask::Languages);
        self.draft.subject = None;
        Ok(Some("languages"))
    }
}

fn is_a_line(thing: &Thing) -> bool {
    matches!(thing.table.as_str(), "models" | "families")
}

/// The table that a noun names.
fn table_of(item: &Item) -> Option<&str> {
    let noun = item.word("subject").or_else(|| item.word("field"))?;
    let table = match noun {
        "model" => "models",
        "positional_encoding" => "positional_encodings",
        "license" => "licenses",
        "architecture" => "architectures",
        "family" => "families",
        other => other,
    };
    TABLES.contains(&table).then_some(table)
}

fn says_nothing(item: &Item) -> bool {
    item.word("filler").is_some() || item.word("define").is_some() || item.word("defined").is_some()
}

fn item_is_asked_who(spoken: &[&Item]) -> bool {
    spoken.first().is_some_and(|item| item.text.to_lowercase().starts_with("who"))
}
