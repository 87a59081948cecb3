//! What the parts of a question mean together, once all are read: what is computed, what one part asks of
//! another, and whether the question is whole.

mod counts;

use crate::words::NotUnderstood;
use crate::words::draft::{Aggregate, Ask, Draft, ENCODING_KIND, Filter, Op, Relation, Subject};
use crate::words::grammar::{Parser, is_number, vocabulary_of};
use crate::words::items::Item;
use crate::words::lexicon::Thing;
use crate::words::rules::amounts::context_value;

impl Parser<'_, '_> {
    #[expect(clippy::too_many_lines, reason = "one thing in all its forms reads best in one place")]
    pub(in crate::words) fn finish(&mut self) -> std::result::Result<(), NotUnderstood> {
        if self.negated {
            return Err(NotUnderstood::new(self.text, "not").because("what is not wanted is missing"));
        }
        if self.or && !self.fresh {
            return Err(NotUnderstood::new(self.text, "or").because("one side of it is missing"));
        }
        self.ends_well()?;
        if draft_bits_are_said(&self.draft) {
            self.draft.bits = None;
        }
        if let Some(what) = self.draft.twice {
            let why = format!("one {what} is wanted, and two are said");
            return Err(NotUnderstood::new(self.text, self.text.trim()).because(&why));
        }
        self.put_together()?;
        let draft = &mut self.draft;
        let of_entries = matches!(draft.subject, Some(Subject::Vocabulary(_) | Subject::Corpora))
            && draft.group.is_none()
            && draft.aggregate.is_none()
            && draft.ask.is_none();
        if draft.having.is_some() && !of_entries {
            return Err(NotUnderstood::new(self.text, self.text.trim())
                .because("a number of models is asked of makers and the like, in a list of them"));
        }
        if draft.ask == Some(Ask::Parts) {
            return Ok(());
        }
        if draft.fits || draft.memory.is_some() {
            let Some(memory) = draft.memory else {
                return Err(NotUnderstood::new(self.text, "fit").because("say the memory: that fit 24 GB"));
            };
            let (mut context, mut said) = (4096.0, false);
            draft.filters.retain(|filter| match filter {
                Filter::Number { column, op: Op::Equal | Op::About, value, magnitude }
                    if column == "context_length" =>
                {
                    context = context_value(*value, *magnitude);
                    said = true;
                    false
                }
                _ => true,
            });
            let sized = !draft.about().is_empty() && draft.about().iter().all(|thing| thing.table == "sizes");
            draft.whether_fits =
                sized && draft.aggregate.is_none() && draft.order.is_none() && draft.filters.len() == 1;
            // how large a model fits 24 GB: the largest come first.
            let which = draft.about().is_empty() && draft.aggregate.is_none() && draft.group.is_none();
            if which && draft.order.is_none() && draft.fields == ["parameters"] {
                draft.order = Some(("parameters".into(), true));
            }
            draft.filters.push(Filter::Fits { memory, bits: draft.bits.unwrap_or(16.0), context, said });
        } else if draft.bits.is_some() {
            return Err(
                NotUnderstood::new(self.text, "bit").because("say the memory: that fit 24 GB at 4 bit")
            );
        }
        if self.data {
            let about = !draft.about().is_empty() && draft.aggregate.is_none() && draft.order.is_none();
            if about && draft.ask.is_none() && draft.fields.is_empty() {
                draft.ask = Some(Ask::Corpora);
            } else if draft.ask.is_none() && !draft.fields.iter().any(|f| f == "training_tokens") {
                draft.fields.push("training_tokens".into());
            }
        }
        // encodings and no more: the vocabulary itself.
        if let ([field], true, None, None) =
            (draft.fields.as_slice(), draft.filters.is_empty(), &draft.group, draft.subject)
            && let Some(table) = vocabulary_of(field)
            && draft.order.is_none()
        {
            draft.subject = Some(Subject::Vocabulary(table));
            draft.fields.clear();
        }
        // 绝对位置编码有哪几种: the encodings of that kind.
        let of_kind =
            |filter: &Filter| matches!(filter, Filter::OneOf { column, .. } if column == ENCODING_KIND);
        if draft.subject.is_none()
            && !draft.filters.is_empty()
            && draft.filters.iter().all(of_kind)
            && draft.order.is_none()
            && draft.group.is_none()
            && draft.ask.is_none()
            && draft.fields.iter().all(|field| field == "positional_encoding")
            && draft.aggregate.as_ref().is_none_or(|of| *of == Aggregate::Count)
        {
            draft.subject = Some(Subject::Vocabulary("positional_encodings"));
            draft.fields.clear();
        }
        if let Some(Subject::Vocabulary(table)) = draft.subject {
            draft.fields.retain(|field| vocabulary_of(field) != Some(table));
        }
        let nothing = draft.subject.is_none()
            && draft.filters.is_empty()
            && draft.order.is_none()
            && draft.benchmark.is_none()
            && draft.group.is_none()
            && draft.ask.is_none()
            && draft.aggregate.is_none();
        if nothing {
            return Err(NotUnderstood::new(self.text, self.text.trim())
                .because("this asks for nothing that is known"));
        }
        if matches!(
            draft.aggregate,
            Some(Aggregate::Average | Aggregate::Median | Aggregate::Total | Aggregate::Range)
        ) && !draft.fields.iter().any(|field| is_number(field))
        {
            return Err(
                NotUnderstood::new(self.text, "average").because("say of what: average tokens by encoding")
            );
        }
        self.asks_for_all()
    }

    /// What one part asks of another.
    fn put_together(&mut self) -> std::result::Result<(), NotUnderstood> {
        self.several_things();
        if self.items.iter().any(|item| item.word("whether").is_some()) {
            self.ask_for_values();
            self.ask_which_is_more();
        }
        if self.draft.group.is_none() {
            self.draft.group = self.draft.second.take();
        }
        self.contradicts()?;
        self.of_techniques()?;
        self.makers_asked();
        self.share_of_corpora();
        self.share_of_language();
        self.models_of_an_encoding();
        self.of_each();
        self.counted_by_field();
        self.distributed();
        self.makers_compared();
        self.count_each()?;
        self.years_of_sizes();
        self.memory_of_one();
        self.summed_by_maker();
        self.computed_by_key();
        Ok(())
    }

    /// Is the question whole: does it end where it can?
    fn ends_well(&self) -> std::result::Result<(), NotUnderstood> {
        if let Some(last) = self.items.last().filter(|last| last.word("dangling").is_some())
            && self.explained.last().is_some_and(|(word, how)| *word == last.text && how == "filler")
            && self.items.len() > 1
        {
            return Err(NotUnderstood::new(self.text, &last.text).because("the question ends here"));
        }
        if let Some((word, how)) = self.explained.last()
            && how == "connective"
        {
            return Err(NotUnderstood::new(self.text, word).because("one side of it is missing"));
        }
        Ok(())
    }

    /// `gpt-4 claude 2 context`, `layers of llama 2 7b, 13b and 70b`: no model is two, so that each is meant.
    fn several_things(&mut self) {
        let is_model = |thing: &Thing| matches!(thing.table.as_str(), "models" | "sizes");
        let named = |filter: &Filter| matches!(filter, Filter::Related { relation: Relation::Is, things, negated: false } if things.iter().all(is_model));
        let Some(first) = self.draft.filters.iter().position(named) else { return };
        let mut more: Vec<Thing> = Vec::new();
        let mut place = first + 1;
        while let Some(filter) = self.draft.filters.get(place) {
            match filter {
                Filter::Related { things, .. } if named(filter) => more.extend(things.clone()),
                _ => {
                    place += 1;
                    continue;
                }
            }
            self.draft.filters.remove(place);
        }
        // Sizes by their labels alone behind a size of the same model.
        let size = self.draft.about().into_iter().find(|thing| thing.table == "sizes").cloned();
        if let Some((model, _)) = size.as_ref().and_then(|thing| thing.key.split_once('/'))
            && let Ok(labels) = self.lexicon.labels(model)
            && let Some(name) = size.as_ref().and_then(|thing| thing.name.rsplit_once(' '))
        {
            let sized = |filter: &Filter| -> Option<Thing> {
                let Filter::Number { column, op: Op::About, value, magnitude } = filter else { return None };
                let unit = if *magnitude == 'b' { value / 1e9 } else { value / 1e6 };
                let label = format!("{unit}{magnitude}");
                (column == "parameters" && labels.contains(&label)).then(|| Thing {
                    table: "sizes".into(),
                    key: format!("{model}/{label}"),
                    name: format!("{} {label}", name.0),
                })
            };
            self.draft.filters.retain(|filter| {
                let all: Option<Vec<Thing>> = match filter {
                    Filter::Any(any) => any.iter().map(&sized).collect(),
                    other => sized(other).map(|thing| vec![thing]),
                };
                all.into_iter().flatten().map(|thing| more.push(thing)).count() == 0
            });
        }
        if let Some(Filter::Related { things, .. }) = self.draft.filters.iter_mut().find(|own| named(own)) {
            things.extend(more);
        }
    }

    /// `is opt larger than bloom`: the values of both are the answer, and not whether rows are left.
    fn ask_which_is_more(&mut self) {
        let draft = &mut self.draft;
        let one = draft.about().len() == 1 && draft.filters.len() == 2;
        let bare = draft.subject.is_none() && draft.aggregate.is_none() && draft.order.is_none();
        if !one || !bare || draft.compared {
            return;
        }
        let two = |filter: &Filter| matches!(filter, Filter::Than { .. } | Filter::Same { .. });
        let Some(place) = draft.filters.iter().position(two) else { return };
        if let Filter::Than { column, thing, .. } | Filter::Same { column, thing } =
            draft.filters.remove(place)
        {
            if let Some(Filter::Related { things, .. }) = draft.filters.last_mut() {
                things.push(thing);
            }
            self.show(&column);
        }
    }

    /// `learned position embeddings, more than 10B`: a number of sizes is asked of models.
    fn models_of_an_encoding(&mut self) {
        let draft = &mut self.draft;
        let Some(Subject::Vocabulary(table)) = draft.subject else { return };
        let own = draft.filters.iter().any(
            |filter| matches!(filter, Filter::OneOf { column, .. } if vocabulary_of(column) == Some(table)),
        );
        let numbers =
            draft.filters.iter().any(|f| matches!(f, Filter::Number { .. } | Filter::Between { .. }));
        if own && numbers && draft.group.is_none() && draft.aggregate.is_none() {
            draft.subject = Some(Subject::Models);
        }
    }

    /// `memory of llama-2 70b at 4 bit`, `kv cache of llama-2 70b at 32K`: computed for what was said.
    fn memory_of_one(&mut self) {
        let draft = &mut self.draft;
        if draft.memory.is_some() || draft.fits {
            return;
        }
        if let (Some(bits @ (4.0 | 8.0 | 16.0 | 32.0)), Some(field)) =
            (draft.bits, draft.fields.iter_mut().find(|field| *field == "weight_bytes_fp16"))
        {
            if (bits - 16.0).abs() > 0.1 {
                *field = format!("weight_bytes_{bits}bit");
            }
            draft.bits = None;
            // with 32K context: the cache is a part of the memory.
            if !draft.fields.iter().any(|field| field == "kv_cache_bytes_per_token")
                && draft.filters.iter().any(is_a_context)
            {
                draft.fields.push("kv_cache_bytes_per_token".into());
            }
        }
        if let Some(field) = draft.fields.iter_mut().find(|field| *field == "kv_cache_bytes_per_token")
            && let Some(place) = draft.filters.iter().position(is_a_context)
            && let Filter::Number { value, magnitude, .. } = draft.filters[place]
        {
            *field = format!("kv_cache_bytes_at_{}", context_value(value, magnitude));
            draft.filters.remove(place);
        }
    }

    /// Of one column, what is wanted and what is not cannot be the same, nor two things at once.
    fn contradicts(&self) -> std::result::Result<(), NotUnderstood> {
        // A list of nothing says so itself; a share of nothing looks like one.
        if self.draft.aggregate != Some(Aggregate::Share) {
            return Ok(());
        }
        let mut wanted: Vec<(&String, &Vec<(String, String)>)> = Vec::new();
        for filter in &self.draft.filters {
            if let Filter::OneOf { column, values, negated: false } = filter {
                if wanted
                    .iter()
                    .any(|(known, own)| *known == column && !own.iter().any(|value| values.contains(value)))
                {
                    return Err(self.both_at_once(values));
                }
                wanted.push((column, values));
            }
        }
        for filter in &self.draft.filters {
            if let Filter::OneOf { column, values, negated: true } = filter
                && wanted
                    .iter()
                    .any(|(known, own)| *known == column && own.iter().all(|v| values.contains(v)))
            {
                return Err(self.both_at_once(values));
            }
        }
        Ok(())
    }

    fn both_at_once(&self, values: &[(String, String)]) -> NotUnderstood {
        let said = values.iter().map(|(_, said)| said.as_str()).collect::<Vec<_>>().join(", ");
        NotUnderstood::new(self.text, &said).because("nothing is both at once")
    }

    /// `思维链要多大参数以上才有效`: of a technique, and of nothing else.
    fn of_techniques(&mut self) -> std::result::Result<(), NotUnderstood> {
        if !self.draft.asks_for_scale() {
            return Ok(());
        }
        let technique = |filter: &Filter| {
            matches!(filter, Filter::Related { relation: Relation::Uses, negated: false, .. })
        };
        let alone = self.draft.filters.iter().all(technique)
            && self.draft.order.is_none()
            && self.draft.group.is_none()
            && self.draft.fields.len() == 1;
        if !alone {
            return Err(NotUnderstood::new(self.text, self.text.trim())
                .because("from which size on something helps is told of techniques"));
        }
        self.draft.aggregate = None;
        self.draft.subject = Some(Subject::Vocabulary("techniques"));
        Ok(())
    }

    /// `还有谁发布过…`, `who has released models over 100B`: the makers are asked for.
    fn makers_asked(&mut self) {
        let maker = |role: Option<&str>| role == Some("organizations");
        let who = |item: &Item| {
            (maker(item.word("howfield")) || maker(item.word("field"))) && item.word("asks").is_some()
        };
        let draft = &mut self.draft;
        let bare = draft.order.is_none()
            && draft.group.is_none()
            && draft.aggregate.is_none()
            && draft.ask.is_none()
            && draft.benchmark.is_none()
            && !draft.compared
            && matches!(draft.subject, None | Some(Subject::Models));
        let made = draft.fields.iter().all(|field| field == "organizations" || field == "release_date");
        if bare && made && draft.about().is_empty() && !draft.filters.is_empty() && self.items.iter().any(who)
        {
            draft.fields.clear();
            draft.subject = Some(Subject::Vocabulary("organizations"));
        }
    }

    /// All models are what was asked for only where nothing else was said.
    fn asks_for_all(&self) -> std::result::Result<(), NotUnderstood> {
        let draft = &self.draft;
        let bare = matches!(draft.subject, Some(Subject::Models | Subject::Sizes))
            && draft.filters.is_empty()
            && draft.order.is_none()
            && draft.group.is_none()
            && draft.fields.is_empty()
            && draft.aggregate.is_none()
            && draft.limit.is_none()
            && draft.benchmark.is_none();
        let more = |item: &&Item| {
            !item.is_break && ["subject", "lister", "all"].iter().all(|role| item.word(role).is_none())
        };
        if let (true, Some(more)) = (bare, self.items.iter().find(more)) {
            return Err(
                NotUnderstood::new(self.text, &more.text).because("this asks for nothing that is known")
            );
        }
        Ok(())
    }

    /// `is falcon open`, `llama能商用吗`: the value itself is the answer, and not the rows that have it.
    fn ask_for_values(&mut self) {
        let draft = &mut self.draft;
        let of_one = draft.about().iter().any(|thing| thing.table != "families");
        let rows = draft.subject.is_some_and(|subject| subject != Subject::Corpora);
        if !of_one || draft.order.is_some() || draft.aggregate.is_some() || rows || draft.ask.is_some() {
            return;
        }
        let asked: Vec<String> = draft
            .filters
            .iter()
            .filter_map(|filter| match filter {
                Filter::OneOf { column, negated: false, .. } => Some(column.clone()),
                _ => None,
            })
            .collect();
        draft.filters.retain(|filter| !matches!(filter, Filter::OneOf { negated: false, .. }));
        for column in asked {
            self.show(&column);
        }
    }
}

/// Does it say how long the context is?
fn is_a_context(filter: &Filter) -> bool {
    matches!(filter, Filter::Number { column, op: Op::Equal | Op::About, .. } if column == "context_length")
}

/// The size of the weights at 16 bits is a column.
fn draft_bits_are_said(draft: &Draft) -> bool {
    draft.bits == Some(16.0)
        && draft.memory.is_none()
        && draft.fields.iter().any(|field| field == "weight_bytes_fp16")
}
