//! What ties a model to another thing: derived from, trained on, made by, larger than, the same as.

use crate::error::Result;
use crate::words::NotUnderstood;
use crate::words::conditions::model_key;
use crate::words::draft::{Ask, Filter, MAKER_KIND, Relation, Subject};
use crate::words::grammar::{Parser, made};
use crate::words::items::Item;
use crate::words::lexicon::{Sense, Thing, short};
use crate::words::runs::is_of_runs;

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
impl Parser<'_, '_> {
    /// `derived from llama`, `trained on c4`, `made by Meta`; what they refer to may stand before.
    pub(in crate::words) fn relation(&mut self) -> Result<Option<&'static str>> {
        let Some(item) = self.item() else { return Ok(None) };
        let start = self.at;
        let relations: Vec<&str> = item
            .senses
            .iter()
            .filter_map(|sense| match sense {
                Sense::Word(role, meaning) if role == "relation" => Some(meaning.as_str()),
                _ => None,
            })
            .collect();
        for relation in relations {
            self.at = self.next_place(start + 1);
            let (relation, method) = relation.split_once(' ').unwrap_or((relation, ""));
            let found = match relation {
                "derived" => {
                    let found = self.derived()?;
                    self.by_method(method)?;
                    found
                }
                "trained" => self.trained_on()?,
                "made" => self.made_by()?,
                "uses" => self.uses()?,
                "language" => {
                    // corpora that contain code: the kind says it.
                    let kind = |item: &Item| {
                        item.senses.iter().any(|sense| {
                            matches!(sense, Sense::Word(role, value) if role == "value" && (value.starts_with("corpus.") || value.starts_with("kind=")))
                        })
                    };
                    // what languages does roots cover
                    if self.word("subject") == Some("languages")
                        || self.draft.ask == Some(Ask::Languages) && self.item().is_none()
                        || self.draft.subject == Some(Subject::Corpora) && self.item().is_some_and(kind)
                        || self.item().is_some_and(|item| item.han && kind(item))
                            && self.items.iter().any(|item| item.word("subject") == Some("corpora"))
                    {
                        Some("relation")
                    } else if self.item().is_some_and(|item| {
                        item.thing("countries").is_some() && item.thing("languages").is_none()
                    }) && item.word("time").is_none()
                        && item.word("relation") == Some("language")
                        && !matches!(item.text.as_str(), "in" | "include" | "including" | "包括" | "包含")
                    {
                        let text = self.item().map_or("", |item| &item.text);
                        self.error = Some(
                            NotUnderstood::new(self.text, text)
                                .because("no corpus in this language is known"),
                        );
                        None
                    } else {
                        self.in_language()?
                    }
                }
                "licensed" => self.licensed(),
                "ancestors" => {
                    if self.item().and_then(Item::model).is_none() && self.draft.about().is_empty() {
                        None
                    } else {
                        self.at = start + 1;
                        self.draft.ask = Some(Ask::Ancestors);
                        Some("relation")
                    }
                }
                _ => None,
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        self.at = start;
        self.relation_after()
    }

    /// `under the gemma license`: the licence, though a model is called so too.
    pub(in crate::words) fn licensed(&mut self) -> Option<&'static str> {
        let values: Vec<(String, String)> = self
            .item()
            .into_iter()
            .flat_map(|item| item.things("licenses"))
            .map(|licence| (licence.key.clone(), licence.key.clone()))
            .collect();
        let asked = self.draft.fields.iter().any(|field| field == "license");
        if values.is_empty() {
            // what license is the pile under: the licence is asked for.
            return asked.then_some("relation");
        }
        self.at += 1;
        if self.word("field") == Some("license") {
            self.at += 1;
        }
        self.filter(Filter::OneOf { column: "license".into(), values, negated: false });
        Some("licence")
    }

    pub(in crate::words) fn derived(&mut self) -> Result<Option<&'static str>> {
        // derived from the model llama: that model alone.
        let exact = matches!(self.word("subject"), Some("model" | "models"))
            && self.items.get(self.next_place(self.at + 1)).and_then(Item::model).is_some();
        if exact {
            self.at = self.next_place(self.at + 1);
        }
        if let Some(thing) = self.item().and_then(Item::model).cloned() {
            self.at += 1;
            let thing = if exact { thing } else { self.any_of_its_family(thing)? };
            self.filter(Filter::Related {
                relation: Relation::DerivedFrom,
                things: vec![thing],
                negated: false,
            });
            return Ok(Some("relation"));
        }
        if let Some(family) = self.item().and_then(|item| item.thing("families")).cloned() {
            self.at += 1;
            self.filter(Filter::Related {
                relation: Relation::DerivedFrom,
                things: vec![family],
                negated: false,
            });
            return Ok(Some("relation"));
        }
        let asks_more = self.items[self.at.min(self.items.len())..].iter().any(|item| {
            item.word("field").is_some_and(|field| !matches!(field, "organizations"))
                && item.word("subject").is_none()
        });
        if !self.draft.about().is_empty() && asks_more {
            // 基于什么位置编码: what follows is asked for.
            return Ok(Some("relation"));
        }
        if !self.draft.about().is_empty() {
            // what is alpaca derived from
            while self.word("subject").is_some() || self.word("filler").is_some() {
                self.at += 1;
            }
            self.draft.subject = None;
            self.draft.ask = Some(Ask::Ancestors);
            return Ok(Some("relation"));
        }
        Ok(None)
    }

    /// Says how what was just read derives: fine-tuned from it, distilled from it.
    fn by_method(&mut self, method: &str) -> Result<()> {
        if let (
            Some(method),
            Some(Filter::Related {
                relation: relation @ (Relation::DerivedFrom | Relation::DerivedBy(_)),
                things,
                ..
            }),
        ) = (method_of(method), self.draft.filters.last_mut())
        {
            *relation = Relation::DerivedBy(method);
            let names: Vec<String> = things.iter().map(|thing| thing.name.clone()).collect();
            let keys: Vec<&str> = things.iter().map(model_key).collect();
            let students = if method == "distillation" { self.lexicon.students(&keys)? } else { None };
            if let (false, Some(called)) = (names.is_empty(), students) {
                self.draft.notes.retain(|(key, _)| *key != "also_model");
                self.note("teacher_not_held", &[&names.join(", ")]);
                if !called.is_empty() {
                    self.note("called_so", &[&called]);
                }
            } else if !names.is_empty() {
                self.draft.notes.retain(|(key, _)| *key != "also_model");
                self.note("also_derived", &[&names.join(", ")]);
            }
        }
        Ok(())
    }

    /// Where a bare name is a family's too, people mean any model of it; the note says how the model is asked for.
    fn any_of_its_family(&mut self, thing: Thing) -> Result<Thing> {
        if thing.table != "models" {
            return Ok(thing);
        }
        let Some(family) = self.lexicon.family(&thing.key)? else { return Ok(thing) };
        if !self.lexicon.has_others(&family.key, &thing.key)? {
            return Ok(thing);
        }
        self.draft.notes.retain(|(key, _)| *key != "also_family");
        self.note("also_model", &[&thing.name, &thing.key]);
        Ok(family)
    }

    pub(in crate::words) fn trained_on(&mut self) -> Result<Option<&'static str>> {
        let start = self.at;
        // pythia 12b训练了多少token: the amount that follows is asked for.
        let asks = |item: &Item| item.word("howmuch").is_some() || item.word("count").is_some();
        if !self.draft.about().is_empty() && self.item().is_some_and(asks) {
            return Ok(Some("relation"));
        }
        // datasets used to train pythia: the name follows.
        if self.draft.subject == Some(Subject::Corpora) && self.item().and_then(Item::model).is_some() {
            return Ok(Some("relation"));
        }
        let corpora = |item: &Item| item.things("corpora").cloned().collect::<Vec<_>>();
        let things = self.item().map(corpora).unwrap_or_default();
        // trained with dpo
        if things.is_empty()
            && let Some(technique) = self.item().filter(|item| item.word("value").is_none())
            && let Some(technique) = technique.thing("techniques").cloned()
        {
            self.at += 1;
            self.filter(Filter::Related {
                relation: Relation::Uses,
                things: vec![technique],
                negated: false,
            });
            return Ok(Some("relation"));
        }
        if !things.is_empty() {
            let text = self.item().map_or("", |item| item.text.as_str());
            let things = self.with_copies(text, things)?;
            self.at += 1;
            self.filter(Filter::Related { relation: Relation::TrainedOn, things, negated: false });
            // GitHub代码: the name of the corpus goes on.
            if self.item().is_some_and(|item| {
                item.glued && item.han && item.senses.iter().any(|sense| {
                    matches!(sense, Sense::Word(role, value) if role == "value" && value.starts_with("corpus."))
                })
            }) && self.ahead(1).is_none_or(|next| next.word("subject") != Some("models"))
            {
                self.at += 1;
            }
            self.more_corpora()?;
            return Ok(Some("relation"));
        }
        if let Some(language) = self.item().and_then(|item| item.thing("languages")).cloned() {
            self.at += 1;
            if self.field_at(self.at).is_some_and(|f| f == "training_tokens")
                || self.word("subject") == Some("corpora")
            {
                self.at += 1;
            }
            self.filter(Filter::Related {
                relation: Relation::Language,
                things: vec![language],
                negated: false,
            });
            return Ok(Some("relation"));
        }
        if self.item().is_some_and(|item| {
            item.number.is_some()
                || item.word("compare").is_some()
                || item.word("order").is_some()
                || item.word("between").is_some()
                || item.word("time").is_some()
        }) {
            // trained on at least 1T tokens: the number says it all.
            return Ok(Some("relation"));
        }
        // which accelerators was palm trained on, which gpus trained llama
        let of_a_run = self.draft.fields.iter().any(|field| is_of_runs(field));
        if of_a_run && self.item().and_then(Item::model).is_some() {
            return Ok(Some("relation"));
        }
        if !self.draft.about().is_empty() && of_a_run {
            return Ok(Some("relation"));
        }
        // corpora by how many models were trained on them
        let counts = self.draft.order.as_ref().is_some_and(|(column, _)| column == "models");
        if self.draft.subject == Some(Subject::Corpora) && counts {
            return Ok(Some("relation"));
        }
        let at_end = self.items[start.min(self.items.len())..]
            .iter()
            .all(|item| item.word("filler").is_some() || item.is_break);
        if !self.draft.about().is_empty()
            && (at_end
                || self.word("subject") == Some("corpora")
                || self.word("field") == Some("training_tokens"))
        {
            if self.word("subject").is_some() || self.word("field").is_some() {
                self.at += 1;
            }
            if self.draft.fields.is_empty() || self.data {
                self.draft.ask = Some(Ask::Corpora);
                self.draft.subject = None;
            }
            return Ok(Some("relation"));
        }
        Ok(None)
    }

    /// `and Wikipedia`, `or C4` behind a corpus.
    pub(in crate::words) fn more_corpora(&mut self) -> Result<()> {
        while self.word("and").is_some() || self.word("or").is_some() {
            let or = self.word("or").is_some();
            let place = self.next_place(self.at + 1);
            let Some(item) = self.items.get(place) else { return Ok(()) };
            let things: Vec<Thing> = item.things("corpora").cloned().collect();
            if things.is_empty() {
                return Ok(());
            }
            self.at = place;
            let text = self.item().map_or("", |item| item.text.as_str());
            let things = self.with_copies(text, things)?;
            self.at = place + 1;
            self.or = or;
            self.and = false;
            self.filter(Filter::Related { relation: Relation::TrainedOn, things, negated: false });
        }
        Ok(())
    }

    /// C4 and Wikipedia alike: a corpus, and the copies of it that others made and call by its name.
    pub(in crate::words) fn with_copies(&mut self, text: &str, mut things: Vec<Thing>) -> Result<Vec<Thing>> {
        let mut names: Vec<String> = things.iter().map(|thing| short(&thing.name).to_owned()).collect();
        names.dedup();
        for name in names {
            for copy in self.lexicon.copies_of(&name)? {
                if !things.contains(&copy) {
                    things.push(copy);
                }
            }
        }
        if things.len() > 1 {
            let keys: Vec<&str> = things.iter().map(|thing| thing.key.as_str()).collect();
            self.note("several_corpora", &[text, &keys.join(", ")]);
        }
        Ok(things)
    }

    pub(in crate::words) fn made_by(&mut self) -> Result<Option<&'static str>> {
        let Some(item) = self.item() else { return Ok(None) };
        if item.word("region").is_some() {
            return self.name();
        }
        // made by universities: the kind says it.
        if item.word("value").is_some_and(|value| value.starts_with(MAKER_KIND)) {
            return Ok(Some("relation"));
        }
        let filter = if let Some(thing) = item.thing("organizations").or_else(|| item.thing("countries")) {
            made(thing.clone())
        } else if let Some(model) = item.thing("models").or_else(|| item.thing("families"))
            && self.items[..self.at]
                .iter()
                .rev()
                .find(|item| item.word("relation") == Some("made"))
                .is_some_and(names_a_maker)
            && let makers = self.lexicon.beginning_with(&item.text)?
            && let Some(maker) = makers.iter().find(|thing| thing.table == "organizations")
        {
            self.note("taken_as_maker", &[&model.name, &maker.name]);
            made(maker.clone())
        } else {
            return Ok(None);
        };
        self.at += 1;
        self.filter(filter);
        Ok(Some("relation"))
    }

    pub(in crate::words) fn uses(&mut self) -> Result<Option<&'static str>> {
        let Some(item) = self.item() else { return Ok(None) };
        // that use MLA, that use RoPE: the value says it all.
        let valued = item.word("value").is_some()
            || ["positional_encodings", "architectures"].iter().any(|table| item.thing(table).is_some());
        if valued {
            return Ok(Some("relation"));
        }
        let Some(technique) = item.thing("techniques").cloned() else { return Ok(None) };
        self.at += 1;
        self.filter(Filter::Related { relation: Relation::Uses, things: vec![technique], negated: false });
        Ok(Some("relation"))
    }

    pub(in crate::words) fn in_language(&mut self) -> Result<Option<&'static str>> {
        let Some(language) = self.item().and_then(|item| item.thing("languages")).cloned() else {
            return Ok(None);
        };
        self.at += 1;
        self.filter(Filter::Related { relation: Relation::Language, things: vec![language], negated: false });
        Ok(Some("relation"))
    }

    /// What was read before is what this refers to: `llama衍生的`, `C4上训练的`, `Meta开发的`.
    pub(in crate::words) fn relation_after(&mut self) -> Result<Option<&'static str>> {
        let Some(relation) = self.word("relation_after") else { return Ok(None) };
        let (relation, method) = relation.split_once(' ').unwrap_or((relation, ""));
        let about = !self.draft.about().is_empty();
        let names_data =
            self.item().is_some_and(|item| item.text.starts_with("数据") || item.text.starts_with("语料"));
        let asks_maker = self.ahead(1).and_then(Item::model).is_some()
            && self.items.iter().any(|item| {
                item.word("subject") == Some("organizations") || item.word("field") == Some("organizations")
            });
        // Vicuna是从哪个模型微调来的: what it derives from is asked for already.
        if relation == "derived" && self.draft.ask == Some(Ask::Ancestors) {
            self.at += 1;
            return Ok(Some("relation"));
        }
        // Vicuna是在哪个模型的基础上训练的: what it derives from is asked for.
        let named = self.items[..self.at].iter().rposition(|item| item.model().is_some()).unwrap_or(self.at);
        let asked = self.items[named..self.at].iter().any(|item| item.word("asks").is_some());
        if relation == "derived" && about && asked && self.draft.ask.is_none() {
            self.draft.ask = Some(Ask::Ancestors);
            self.draft.subject = None;
            self.draft.fields.retain(|field| field != "organizations");
            self.at += 1;
            return Ok(Some("relation"));
        }
        let last = self.draft.filters.last_mut();
        match (relation, last) {
            ("derived", Some(Filter::Related { relation: own @ Relation::Is, things, .. })) => {
                *own = Relation::DerivedFrom;
                let [thing] = things.as_slice() else { return Ok(None) };
                let thing = thing.clone();
                let named = self.any_of_its_family(thing)?;
                if let Some(Filter::Related { things, .. }) = self.draft.filters.last_mut() {
                    *things = vec![named];
                }
            }
            ("trained", _)
                if about && (self.data || names_data || self.draft.subject == Some(Subject::Corpora)) =>
            {
                self.draft.ask = Some(Ask::Corpora);
                self.draft.subject = None;
                self.data = false;
            }
            ("made", Some(Filter::Date { .. })) => {}
            // 由哪家公司开发的: the maker is asked for.
            ("made", _) if self.draft.fields.iter().any(|field| field == "organizations") => {}
            (
                "trained",
                Some(
                    Filter::Number { column, .. }
                    | Filter::Holds { column, .. }
                    | Filter::OneOf { column, .. },
                ),
            ) if column == "training_tokens" || is_of_runs(column) => {}
            // 百川2用多少token训练的: what stands before is asked for.
            ("trained", _) if about && self.at + 1 == self.items.len() => {
                let asks = |item: &Item| item.word("asks").is_some();
                let run = self.draft.fields.iter().any(|own| own == "training_tokens" || is_of_runs(own));
                if self.draft.fields.is_empty()
                    && self.draft.ask.is_none()
                    && self.items[..self.at].iter().any(asks)
                {
                    self.draft.ask = Some(Ask::Corpora);
                    self.draft.subject = None;
                } else if !run {
                    return Ok(None);
                }
            }
            // 训练bloom的公司: who made it.
            ("trained", None) if asks_maker => {}
            (said, Some(Filter::Related { relation, .. })) if is_said_by(*relation, said) => {}
            // 蒸馏得到的模型: from any model.
            ("derived", _) if !about => {
                let Some(method) = method_of(method) else { return Ok(None) };
                let relation = Relation::DerivedBy(method);
                self.filter(Filter::Related { relation, things: Vec::new(), negated: false });
            }
            _ => return Ok(None),
        }
        self.at += 1;
        self.by_method(method)?;
        Ok(Some("relation"))
    }
}

/// Can what stands behind be a maker alone: from, by, made by?
fn names_a_maker(item: &Item) -> bool {
    let text = item.text.to_ascii_lowercase();
    text == "from" || text == "by" || text.ends_with(" by")
}

/// Has the relation that stands behind a thing been read already from the thing itself?
pub(in crate::words) fn is_said_by(relation: Relation, said: &str) -> bool {
    match said {
        "derived" => matches!(relation, Relation::DerivedFrom | Relation::DerivedBy(_)),
        "trained" => matches!(relation, Relation::TrainedOn | Relation::Language | Relation::Uses),
        _ => matches!(relation, Relation::MadeBy | Relation::Country),
    }
}

/// How models derive, as the catalogue says it.
fn method_of(method: &str) -> Option<&'static str> {
    ["fine-tune", "continued-pretraining", "distillation", "merge", "upcycling"]
        .into_iter()
        .find(|known| *known == method)
}
