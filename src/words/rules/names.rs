//! Names of the catalogue, values of columns, columns and subjects, and what is not wanted.

use crate::error::Result;
use crate::words::NotUnderstood;
use crate::words::draft::{Filter, MAKER_KIND, Relation, Subject};
use crate::words::grammar::{Parser, amount_of, made};
use crate::words::items::Item;
use crate::words::lexicon::{Sense, Thing, short};

#[expect(clippy::unnecessary_wraps, reason = "all rules have one shape")]
#[expect(clippy::too_many_lines, reason = "a part of a question in all its forms reads best in one place")]
impl Parser<'_, '_> {
    /// `not rope`, `without licence`, `不用旋转位置编码`, `除了Meta以外`.
    pub(in crate::words) fn negation(&mut self) -> Result<Option<&'static str>> {
        if self.word("notend").is_some() {
            self.at += 1;
            return Ok(Some("negation"));
        }
        if let Some(known) = self.word("known") {
            let next = self.next_place(self.at + 1);
            let column = match (self.field_at(next), self.draft.fields.last()) {
                (Some(field), _) => {
                    self.at = next + 1;
                    field.to_owned()
                }
                (None, Some(_)) => {
                    self.at += 1;
                    self.draft.fields.pop().unwrap_or_default()
                }
                _ => return Ok(None),
            };
            self.filter(Filter::Known { column, known: known == "known" });
            return Ok(Some("known or not"));
        }
        if self.word("not").is_none() {
            return Ok(None);
        }
        self.at += 1;
        let next = self.next_place(self.at);
        if let Some(field) = self.field_at(next)
            && self
                .items
                .get(next)
                .is_some_and(|item| item.word("value").is_none() && item.word("subject").is_none())
        {
            let follows = self.items.get(self.next_place(next + 1));
            let compared = follows.is_some_and(|item| item.number.is_some() || item.word("compare").is_some() || item.senses.iter().any(|s| matches!(s, Sense::Thing(t) if t.table == "positional_encodings" || t.table == "licenses")));
            let by_maker = field == "organizations";
            if !compared && !by_maker {
                let column =
                    if field == "organizations" { "organizations" } else { amount_of(field) }.to_owned();
                self.at = next + 1;
                let none = self.lexicon.entry(&column, "none");
                self.filter(match none {
                    // w/o attention: a way to attend too.
                    None if column == "attention" => Filter::OneOf {
                        values: vec![("none".to_owned(), "none".to_owned())],
                        column,
                        negated: false,
                    },
                    // Without positional encoding: that is a way to encode positions too.
                    Some(none) => Filter::OneOf {
                        values: vec![(none.key.clone(), short(&none.name).to_owned())],
                        column,
                        negated: false,
                    },
                    None => Filter::Known { column, known: false },
                });
                return Ok(Some("negation"));
            }
        }
        self.negated = true;
        Ok(Some("negation"))
    }

    /// `large bert`: the size of that label. `large models` says no number, and no guess is made.
    pub(in crate::words) fn size_word(&mut self) -> Result<Option<&'static str>> {
        let Some(label) = self.word("sizeword").map(str::to_owned) else { return Ok(None) };
        let named = self.ahead(1).and_then(|item| item.thing("models")).cloned();
        if let Some(model) = named
            && self.lexicon.labels(&model.key)?.contains(&label)
        {
            self.at += 2;
            let size = Thing {
                table: "sizes".into(),
                key: format!("{}/{label}", model.key),
                name: format!("{} {label}", model.name),
            };
            self.about(vec![size]);
            return Ok(Some("name"));
        }
        if self.word("value").is_none() {
            let text = self.item().map_or("", |item| &item.text);
            let why = "say how large or small: over 70B, under 3B, or the largest, the smallest";
            self.error = Some(NotUnderstood::new(self.text, text).because(why));
        }
        Ok(None)
    }

    /// A name of the catalogue.
    pub(in crate::words) fn name(&mut self) -> Result<Option<&'static str>> {
        let Some(item) = self.item() else { return Ok(None) };
        if item.word("value").is_some()
            && item.model().is_none()
            && let Some(technique) = item.thing("techniques")
        {
            // 指令微调 is a kind of model, 指令微调技术 is a technique.
            let scale = self.items.iter().any(|item| item.word("field") == Some("min_parameters"));
            let named = self.ahead(1).is_some_and(|next| next.word("subject") == Some("techniques"));
            if !named && !scale {
                return Ok(None);
            }
            let thing = technique.clone();
            self.at += 1 + usize::from(named);
            self.filter(Filter::Related { relation: Relation::Uses, things: vec![thing], negated: false });
            return Ok(Some("technique"));
        }
        let next = self.next_place(self.at + 1);
        let subject_follows =
            self.items.get(next).and_then(|i| i.word("subject")).is_some_and(|s| s == "models");
        let corpora_asked = self.draft.subject == Some(Subject::Corpora)
            || self.items.get(next).and_then(|i| i.word("subject")) == Some("corpora");
        // wudao corpora: a family, and the beginning of a corpus's name, but no model.
        if corpora_asked
            && item.thing("families").is_some()
            && item.model().is_none()
            && item.thing("corpora").is_none()
            && !self.draft.subject.is_some_and(|subject| subject != Subject::Corpora)
        {
            let mut things = self.lexicon.beginning_with(&item.text)?;
            things.retain(|thing| thing.table == "corpora");
            if !things.is_empty() {
                self.at += 1;
                self.draft.subject = Some(Subject::Corpora);
                self.about(things);
                return Ok(Some("corpus"));
            }
        }
        if let Some(size) = item.thing("sizes") {
            let size = size.clone();
            self.at += 1;
            self.about(vec![size]);
            return Ok(Some("name"));
        }
        // models with the gemma license
        let models_asked =
            self.items.iter().any(|item| matches!(item.word("subject"), Some("models" | "model")));
        if models_asked
            && item.model().is_some()
            && item.thing("licenses").is_some()
            && self.field_at(next) == Some("license")
        {
            return Ok(self.licensed());
        }
        // tokens in redpajama: the corpus of that name, where corpora alone have what is asked for.
        let of_texts = |item: &Item| {
            matches!(item.word("field"), Some("bytes" | "documents"))
                || matches!(item.text.to_ascii_lowercase().as_str(), "token" | "tokens" | "词元")
                || item.word("subject") == Some("languages")
        };
        if item.thing("models").is_some()
            && !models_asked
            && (corpora_asked || self.items.iter().any(of_texts))
            && let Some(corpus) = item.thing("corpora").cloned()
        {
            self.note("also_model_of_name", &[&item.text, &corpus.name]);
            self.at += 1;
            self.draft.subject = Some(Subject::Corpora);
            self.about(vec![corpus]);
            return Ok(Some("corpus"));
        }
        if self.acts()
            && let Some(named) = item.thing("models").or_else(|| item.thing("families"))
            && let makers = self.lexicon.beginning_with(&item.text)?
            && let Some(maker) = makers.iter().find(|thing| thing.table == "organizations")
        {
            self.note("taken_as_maker", &[&named.name, &maker.name]);
            let maker = made(maker.clone());
            self.at += 1;
            self.filter(maker);
            return Ok(Some("maker"));
        }
        if let Some(model) = item.thing("models") {
            let family = match item.thing("families") {
                Some(family) => Some(family.clone()),
                None => self.lexicon.family(&model.key)?,
            };
            let line = family.clone();
            // minicpm 有哪些: the members of the family.
            let many = self.items.last().is_some_and(|item| item.word("many").is_some())
                && self.items.get(next).is_none_or(|item| item.word("field").is_none());
            let one_of_many = family.filter(|_| {
                subject_follows
                    || many
                    || self.items.get(next).and_then(|i| i.word("subject")) == Some("model")
                        && self.draft.order.is_some()
                    || self.at.checked_sub(1).is_some_and(|at| self.items[at].word("order").is_some())
                        && !self.compares()
            });
            let model = model.clone();
            // llama layers: the model of that name, though there are others of its family.
            if one_of_many.is_none()
                && let Some(line) = line
                && self.lexicon.has_others(&line.key, &model.key)?
                && !self.compares()
            {
                self.note("also_family", &[&line.name, &model.name]);
            }
            let thing = one_of_many.unwrap_or(model);
            if item.thing("organizations").is_some() && thing.table == "families" {
                self.note("also_maker", &[&item.text, &item.text]);
            }
            self.at += 1;
            self.about(vec![thing]);
            return Ok(Some("name"));
        }
        if let Some(organization) = item.thing("organizations") {
            let thing = organization.clone();
            self.at += 1;
            self.filter(made(thing));
            return Ok(Some("maker"));
        }
        if let Some(family) = item.thing("families") {
            let thing = family.clone();
            let makers = self.lexicon.beginning_with(&item.text)?;
            if let Some(maker) = makers.iter().find(|maker| maker.table == "organizations") {
                self.note("also_maker", &[&item.text, &maker.name]);
            }
            self.at += 1;
            self.about(vec![thing]);
            return Ok(Some("name"));
        }
        // 相对位置编码有哪几种: the kind of them, though one is called so.
        let of_kind = item.word("value").is_some_and(|value| value.starts_with("encoding_kind"));
        let listed = self
            .items
            .iter()
            .any(|item| item.word("many").is_some() || item.word("subject") == Some("positional_encodings"));
        if of_kind && listed && !models_asked {
            return Ok(None);
        }
        if let Some(encoding) = item.thing("positional_encodings") {
            let values = vec![(encoding.key.clone(), short(&encoding.name).to_owned())];
            self.at += 1;
            if self.word("field") == Some("positional_encoding") {
                self.at += 1;
            }
            self.filter(Filter::OneOf { column: "positional_encoding".into(), values, negated: false });
            return Ok(Some("positional encoding"));
        }
        for (table, column) in [("architectures", "architecture"), ("licenses", "license")] {
            let things: Vec<&Thing> = item.things(table).collect();
            if !things.is_empty() && item.word("value").is_none() {
                let values = things
                    .iter()
                    .map(|t| {
                        (t.key.clone(), if table == "licenses" { t.key.clone() } else { t.name.clone() })
                    })
                    .collect();
                self.at += 1;
                if self.word("field") == Some(column) {
                    self.at += 1;
                }
                self.filter(Filter::OneOf { column: column.into(), values, negated: false });
                return Ok(Some(column));
            }
        }
        let one_of_language = self.items.get(self.at + 1).is_some_and(|next| {
            next.text.eq_ignore_ascii_case("language") && next.word("subject") == Some("languages")
        });
        if let (Some(language), true) =
            (item.thing("languages"), !one_of_language && corpora_asked || item.thing("countries").is_none())
        {
            let thing = language.clone();
            self.at += 1;
            self.filter(Filter::Related {
                relation: Relation::Language,
                things: vec![thing],
                negated: false,
            });
            return Ok(Some("language"));
        }
        // european models: from any of its countries that are known.
        if let Some(codes) = item.word("region") {
            let things: Vec<Thing> =
                codes.split(',').filter_map(|code| self.lexicon.thing("countries", code)).collect();
            self.at += 1;
            self.filter(Filter::Related { relation: Relation::Country, things, negated: false });
            return Ok(Some("country"));
        }
        // Chinese-language corpora
        let of_language = self.items.get(self.at + 1).is_some_and(|next| {
            next.text.eq_ignore_ascii_case("language") && next.word("subject") == Some("languages")
        });
        if let (Some(language), true) = (item.thing("languages"), of_language) {
            let thing = language.clone();
            self.at += 2;
            self.filter(Filter::Related {
                relation: Relation::Language,
                things: vec![thing],
                negated: false,
            });
            return Ok(Some("language"));
        }
        if let Some(country) = item.thing("countries") {
            let thing = country.clone();
            if item.thing("languages").is_some() {
                self.note("also_language", &[&item.text, &item.text]);
            }
            self.at += 1;
            self.filter(made(thing));
            return Ok(Some("country"));
        }
        if item.word("value").is_none()
            && let Some(technique) = item.thing("techniques")
        {
            let thing = technique.clone();
            self.at += 1;
            self.filter(Filter::Related { relation: Relation::Uses, things: vec![thing], negated: false });
            return Ok(Some("technique"));
        }
        let corpora: Vec<Thing> = item.things("corpora").cloned().collect();
        // The beginning of a corpus's name is its name where corpora are spoken of, and nowhere else.
        let trained_on =
            self.items.get(next).is_some_and(|next| next.word("relation_after") == Some("trained"));
        let in_a_mix = self.items.iter().any(|item| item.word("aggregate") == Some("share"))
            && self.items.iter().any(|item| item.model().is_some());
        let spoken_of = item.taken_for.is_none() || corpora_asked || trained_on || in_a_mix;
        if !corpora.is_empty() && spoken_of {
            let text = item.text.clone();
            self.at += 1;
            let models_asked = self.draft.subject.is_some_and(|s| s != Subject::Corpora)
                || subject_follows
                || self.word("relation_after") == Some("trained");
            if models_asked {
                let things = self.with_copies(&text, corpora)?;
                self.filter(Filter::Related { relation: Relation::TrainedOn, things, negated: false });
            } else {
                self.draft.subject = Some(Subject::Corpora);
                self.about(corpora);
            }
            return Ok(Some("corpus"));
        }
        Ok(None)
    }

    /// `did NAME release`, `NAME发布过哪些模型`: who does that is a maker.
    fn acts(&self) -> bool {
        let models = |item: &Item| matches!(item.word("subject"), Some("models"));
        let when = |item: &Item| item.word("howfield") == Some("release_date");
        if !self.items.iter().any(models) || self.items.iter().any(when) {
            return false;
        }
        let next = self.next_place(self.at + 1);
        let does = |item: Option<&Item>| item.is_some_and(|item| item.word("acts").is_some());
        let before = self.at.checked_sub(1).map(|at| &self.items[at]);
        let undergoes = before.is_some_and(|item| item.word("undergoes").is_some());
        let asked = before.is_some_and(|item| item.word("doer").is_some());
        // mistral发布的模型 has its maker too; mistral released in 2024 is what came out.
        let later = if next > self.at + 1 { next } else { self.at + 1 };
        let between = self.ahead(1).is_some_and(|item| item.word("doer").is_some());
        let han = self.items.get(later).is_some_and(|item| item.han);
        !undergoes && does(self.items.get(later)) && (asked || between || han)
    }

    /// Is something compared with another, so that each is one model?
    fn compares(&self) -> bool {
        self.items
            .iter()
            .any(|item| ["compareall", "than", "same"].iter().any(|role| item.word(role).is_some()))
            || self.items.iter().filter(|item| item.model().is_some()).count() > 1
    }

    /// Several things that the question is about are alternatives: `compare llama-2 and bloom`.
    pub(in crate::words) fn about(&mut self, things: Vec<Thing>) {
        let and = std::mem::take(&mut self.and);
        let or = std::mem::take(&mut self.or);
        let compared = self.draft.compared || and || or;
        if !self.negated && compared {
            for filter in &mut self.draft.filters {
                if let Filter::Related { relation: Relation::Is, things: known, negated: false } = filter {
                    known.extend(things);
                    return;
                }
            }
        }
        self.filter(Filter::Related { relation: Relation::Is, things, negated: false });
    }

    pub(in crate::words) fn value(&mut self) -> Result<Option<&'static str>> {
        let Some(item) = self.item() else { return Ok(None) };
        let corpora = self.draft.subject == Some(Subject::Corpora)
            || self.items.get(self.next_place(self.at + 1)).and_then(|i| i.word("subject"))
                == Some("corpora");
        let values: Vec<&str> = item
            .senses
            .iter()
            .filter_map(|sense| match sense {
                Sense::Word(role, meaning) if role == "value" => Some(meaning.as_str()),
                _ => None,
            })
            .collect();
        let value = values.iter().find(|v| v.starts_with("corpus.") == corpora).or_else(|| values.first());
        let Some(value) = value else { return Ok(None) };
        if value.starts_with("corpus.") && !corpora {
            return Ok(None);
        }
        // Corpora have kinds of their own: none is for chat, though some are code.
        if corpora && matches!(*value, "kind=chat" | "kind=base" | "kind=instruct" | "kind=reasoning") {
            return Ok(None);
        }
        // 数据量多少的 code corpora: a model's kind is a corpus's kind by the same name.
        let value = value.strip_prefix("corpus.").unwrap_or(value);
        let filter = if let Some((column, value)) = value.split_once('=') {
            Filter::OneOf {
                column: column.into(),
                values: value.split(',').map(|value| (value.into(), value.into())).collect(),
                negated: false,
            }
        } else if let Some((column, known)) = value.split_once(' ') {
            Filter::Known { column: column.into(), known: known == "known" }
        } else {
            return Ok(None);
        };
        // base t5: the kind, though there is a size of that label.
        let (text, next) = (item.text.clone(), self.ahead(1).and_then(|item| item.thing("models")).cloned());
        if let Some(model) = next
            && self.lexicon.labels(&model.key)?.contains(&text.to_lowercase())
        {
            self.note("also_size", &[&text, &model.name, &text]);
        }
        // which universities made models: these, and not what they made.
        if matches!(&filter, Filter::OneOf { column, .. } if column == MAKER_KIND)
            && item.word("subject") == Some("organizations")
            && self.draft.subject.is_none()
            && self.at.checked_sub(1).is_some_and(|at| self.items[at].word("lister").is_some())
            && !matches!(
                self.items.get(self.next_place(self.at + 1)).and_then(|next| next.word("subject")),
                Some("models" | "model" | "organizations")
            )
        {
            self.draft.subject = Some(Subject::Vocabulary("organizations"));
        }
        let column = match &filter {
            Filter::OneOf { column, .. } | Filter::Known { column, .. } => column.clone(),
            _ => String::new(),
        };
        self.at += 1;
        if self.word("field") == Some(&column) && self.word("subject").is_none() {
            self.at += 1;
        }
        self.filter(filter);
        Ok(Some("value"))
    }

    pub(in crate::words) fn field(&mut self) -> Result<Option<&'static str>> {
        let Some(item) = self.item() else { return Ok(None) };
        let Some(field) = item.word("field") else { return Ok(None) };
        if item.word("subject").is_some() && self.draft.about().is_empty() {
            return Ok(None);
        }
        let data =
            matches!(item.text.to_ascii_lowercase().as_str(), "data" | "training data" | "数据" | "训练数据");
        // with encoding alibi: the value says it.
        let next_at = self.next_place(self.at + 1);
        let next = self.items.get(next_at);
        // the licence of gemma: what is asked about bears the name of its licence too.
        let between = &self.items[self.at + 1..next_at.min(self.items.len())];
        let equal = between.iter().all(|item| matches!(item.text.as_str(), "为" | "是" | "is" | "are"))
            && self.items.iter().any(|item| matches!(item.word("subject"), Some("models" | "model")));
        let asked_of = field == "license"
            && next_at > self.at + 1
            && !equal
            && next.is_some_and(|next| next.model().is_some());
        let valued = !asked_of
            && next.is_some_and(|next| {
                next.senses.iter().any(|sense| match sense {
                    Sense::Thing(thing) => match field {
                        "positional_encoding" => thing.table == "positional_encodings",
                        "license" => thing.table == "licenses",
                        "architecture" => thing.table == "architectures",
                        "family" => thing.table == "families",
                        "countries" => thing.table == "countries",
                        _ => false,
                    },
                    Sense::Word(role, meaning) => {
                        role == "value" && meaning.split(['=', ' ']).next() == Some(field)
                    }
                })
            });
        self.at += 1;
        if valued {
            while self.word("compare").is_some_and(|c| c == "=") || self.word("filler").is_some() {
                self.at += 1;
            }
            // with license gemma: the licence, though a model is called so too.
            if field == "license"
                && let Some(item) = self.item().filter(|item| item.model().is_some())
                && let Some(licence) = item.thing("licenses")
            {
                let values = vec![(licence.key.clone(), licence.key.clone())];
                self.at += 1;
                self.filter(Filter::OneOf { column: "license".into(), values, negated: false });
            }
            return Ok(Some("field"));
        }
        if data && self.draft.aggregate.is_none() {
            self.data = true;
            return Ok(Some("field"));
        }
        let mut field = amount_of(field).to_owned();
        // how many gpus and which kind: of these, and not of the model.
        if field == "kind"
            && let Some(last) = self.draft.fields.last()
            && last.starts_with("accelerator")
            && self.draft.subject.is_none()
        {
            "accelerator".clone_into(&mut field);
        }
        self.show(&field);
        Ok(Some("field"))
    }

    pub(in crate::words) fn subject(&mut self) -> Result<Option<&'static str>> {
        let Some(subject) = self.word("subject") else { return Ok(None) };
        // llama family: the line, not the model of that name.
        if subject == "families"
            && matches!(self.draft.subject, None | Some(Subject::Models))
            && let Some(Filter::Related { relation: Relation::Is, things, .. }) =
                self.draft.filters.last_mut()
            && let [thing] = things.as_mut_slice()
            && let own = self.items[self.at - 1].thing("families").cloned()
            && let Some(family) = own.map_or_else(|| self.lexicon.family(&thing.key), |own| Ok(Some(own)))?
        {
            *thing = family;
            self.draft.notes.retain(|(key, _)| *key != "also_family");
            self.at += 1;
            return Ok(Some("family"));
        }
        let read = match subject {
            "models" => Subject::Models,
            "model" => {
                self.draft.singular = true;
                Subject::Models
            }
            "sizes" => Subject::Sizes,
            "corpora" => Subject::Corpora,
            "organizations" => Subject::Vocabulary("organizations"),
            "positional_encodings" => Subject::Vocabulary("positional_encodings"),
            "licenses" => Subject::Vocabulary("licenses"),
            "techniques" => Subject::Vocabulary("techniques"),
            "families" => Subject::Vocabulary("families"),
            "countries" => Subject::Vocabulary("countries"),
            "architectures" => Subject::Vocabulary("architectures"),
            _ => return Ok(None),
        };
        let is_model = read == Subject::Models;
        match self.draft.subject {
            // which labs have models: the labs are asked for.
            Some(_) if is_model => {}
            Some(Subject::Vocabulary(_)) if read == Subject::Corpora => return Ok(None),
            _ => self.draft.subject = Some(read),
        }
        self.draft.singular |= self.word("singular").is_some();
        self.at += 1;
        Ok(Some("subject"))
    }
}
