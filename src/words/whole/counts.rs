//! Counts and shares that a question as a whole asks for.

use crate::words::NotUnderstood;
use crate::words::draft::{Aggregate, Ask, Filter, Relation, Subject};
use crate::words::grammar::{Parser, is_number};
use crate::words::items::Item;
use crate::words::lexicon::Thing;
use crate::words::rules::groups::{group_of_field, group_of_subject};

impl Parser<'_, '_> {
    /// `share of c4 in llama`, `C4在LLaMA训练数据中占多少`: of what a model saw, these corpora.
    pub(super) fn share_of_corpora(&mut self) {
        let shares = self.draft.aggregate == Some(Aggregate::Share)
            || self
                .items
                .iter()
                .any(|item| item.han && (item.text.starts_with('占') || item.text.ends_with("配比")));
        let draft = &mut self.draft;
        // MoE模型占多少: of all models.
        if shares
            && draft.about().is_empty()
            && draft.aggregate == Some(Aggregate::Count)
            && draft.fields.is_empty()
            && !draft.filters.is_empty()
        {
            draft.aggregate = Some(Aggregate::Share);
        }
        let (corpora, models): (Vec<&Thing>, Vec<&Thing>) =
            draft.about().into_iter().partition(|thing| thing.table == "corpora");
        if models.is_empty() || draft.ask.is_some_and(|ask| ask != Ask::Corpora) {
            return;
        }
        let is_mix = draft.subject == Some(Subject::Corpora) || self.data;
        let named = draft.filters.iter().any(|filter| match filter {
            Filter::Related { relation: Relation::TrainedOn, .. } => true,
            Filter::OneOf { column, .. } => column == "kind" && is_mix,
            _ => false,
        });
        if !corpora.is_empty() || shares && (named || is_mix && draft.filters.len() == 1) {
            draft.ask = Some(Ask::Corpora);
            draft.subject = None;
            draft.fields.retain(|field| field != "training_tokens");
            self.data = false;
            if shares {
                draft.aggregate = None;
            }
        }
    }

    /// `how much of BLOOM's corpus is Chinese`: the parts in that language.
    pub(super) fn share_of_language(&mut self) {
        let shares = self.draft.aggregate == Some(Aggregate::Share)
            || self
                .items
                .iter()
                .any(|item| item.han && item.text.starts_with('占') || item.word("howmuch").is_some());
        let draft = &mut self.draft;
        let of_language =
            draft.filters.iter().any(|f| matches!(f, Filter::Related { relation: Relation::Language, .. }));
        if shares
            && of_language
            && !draft.about().is_empty()
            && draft.filters.len() == 2
            && draft.group.is_none()
        {
            draft.ask = Some(Ask::LanguageShare);
            draft.subject = None;
            draft.aggregate = None;
            draft.fields.clear();
            self.data = false;
        }
    }

    /// `which year had the most models`, `哪年发布的模型最多`: counted by what is asked for.
    pub(super) fn counted_by_field(&mut self) {
        let draft = &mut self.draft;
        let most = draft.order.as_ref().is_some_and(|(column, _)| column == "models");
        // 各年份最常用的激活函数: by both, the most common of each year first.
        if let (true, Some(first), None) = (most, &draft.group, &draft.second)
            && let Some(key) = draft.fields.iter().find_map(|field| group_of_field(field))
            && key != first
        {
            draft.second = Some(key.to_owned());
            draft.aggregate = Some(Aggregate::Count);
            draft.order = None;
            draft.fields.clear();
            return;
        }
        if !most || draft.group.is_some() || matches!(draft.subject, Some(Subject::Vocabulary(_))) {
            return;
        }
        let key =
            draft.fields.iter().filter(|field| *field != "release_date").find_map(|field| {
                group_of_field(field).or_else(|| is_number(field).then_some(field.as_str()))
            });
        if let Some(key) = key {
            draft.group = Some(key.to_owned());
            draft.aggregate = Some(Aggregate::Count);
            draft.fields.clear();
        }
    }

    /// `distribution of attention types`, `注意力类型的分布`: counted by the one thing that is asked for.
    pub(super) fn distributed(&mut self) {
        let said = self.items.iter().any(|item| item.word("groupend").is_some());
        let draft = &mut self.draft;
        let plain = draft.group.is_none() && draft.order.is_none() && draft.aggregate.is_none();
        if let ([field], true, true) = (draft.fields.as_slice(), said, plain && draft.ask.is_none())
            && let Some(key) = group_of_field(field)
            && draft.about().is_empty()
        {
            draft.group = Some(key.to_owned());
            draft.aggregate = Some(Aggregate::Count);
            draft.fields.clear();
        }
    }

    /// `meta vs google`: the makers side by side, or a number of theirs.
    pub(super) fn makers_compared(&mut self) {
        let draft = &mut self.draft;
        if !draft.compared || !draft.about().is_empty() || draft.group.is_some() {
            return;
        }
        let relation = draft.filters.iter().find_map(|filter| match filter {
            Filter::Related {
                relation: relation @ (Relation::MadeBy | Relation::Country), things, ..
            } if things.len() > 1 => Some(*relation),
            _ => None,
        });
        let Some(relation) = relation else { return };
        let country = relation == Relation::Country;
        // 中国 vs 美国 发布模型数: how many of each.
        if draft.aggregate == Some(Aggregate::Count) && draft.subject.is_none_or(|of| of == Subject::Models) {
            draft.compared = false;
            draft.fields.clear();
            draft.group = Some(if country { "country" } else { "organization" }.to_owned());
            return;
        }
        if draft.fields.iter().any(|field| is_number(field)) {
            draft.compared = false;
            draft.group = Some(if country { "country" } else { "organization" }.to_owned());
        } else {
            draft.fields.clear();
            draft.subject = Some(Subject::Vocabulary(if country { "countries" } else { "organizations" }));
        }
    }

    /// `which lab spent the most gpu hours`: the sum over what each made.
    pub(super) fn summed_by_maker(&mut self) {
        let draft = &mut self.draft;
        if let (Some(Subject::Vocabulary(table)), Some((column, _)), None, None) =
            (draft.subject, &draft.order, &draft.group, &draft.aggregate)
            && matches!(column.as_str(), "accelerator_hours" | "cost_usd" | "flop" | "training_flop")
            && let Some(key) = group_of_subject(table)
        {
            draft.subject = Some(Subject::Models);
            draft.group = Some(key.to_owned());
            draft.aggregate = Some(Aggregate::Total);
            draft.fields = vec![column.clone()];
        }
    }

    /// `各种许可证的占比`: of each of them; `历年都发布了哪些模型`: the models, by their dates.
    pub(super) fn of_each(&mut self) {
        let which =
            self.items.iter().any(|item| item.word("asks").is_some() && item.word("lister").is_some());
        let over_time = self.items.iter().any(|item| item.word("groupkey").is_some());
        let draft = &mut self.draft;
        let plain = draft.fields.iter().all(|field| field == "release_date") && draft.order.is_none();
        if let (Some(Subject::Vocabulary(table)), Some(Aggregate::Share), None) =
            (draft.subject, &draft.aggregate, &draft.group)
            && let Some(key) = group_of_subject(table)
            && plain
        {
            draft.subject = None;
            draft.group = Some(key.to_owned());
        }
        let models = draft.subject == Some(Subject::Models) && draft.aggregate.is_none();
        if which && over_time && plain && models && draft.group.as_deref() == Some("release_year") {
            draft.group = None;
            draft.order = Some(("release_date".into(), false));
            draft.all = true;
        }
    }

    /// `gpu hours per year`, `context length by year`: a number by a key is a sum or an average of it.
    pub(super) fn computed_by_key(&mut self) {
        let draft = &mut self.draft;
        if draft.group.is_none() || draft.aggregate.is_some() || draft.order.is_some() {
            return;
        }
        // trend of model sizes: of how large they are.
        let over_time = self.items.iter().any(|item| item.word("groupkey").is_some());
        if over_time && draft.subject == Some(Subject::Sizes) && draft.fields.is_empty() {
            draft.subject = Some(Subject::Models);
            draft.fields.push("parameters".into());
        }
        if let Some(field) = draft.fields.iter().find(|field| is_number(field)) {
            let adds_up = matches!(field.as_str(), "accelerator_hours" | "cost_usd");
            draft.aggregate = Some(if adds_up { Aggregate::Total } else { Aggregate::Average });
        }
    }

    /// `models per year`: counted by the dates of sizes, of which a model may have those of two years.
    pub(super) fn years_of_sizes(&mut self) {
        let draft = &self.draft;
        let by_year = [&draft.group, &draft.second]
            .iter()
            .any(|key| key.as_deref().is_some_and(|key| key == "release_year"));
        let models = matches!(draft.subject, None | Some(Subject::Models));
        if by_year
            && models
            && matches!(draft.aggregate, None | Some(Aggregate::Count))
            && draft.ask.is_none()
        {
            self.note("years_of_sizes", &[]);
        }
    }

    /// What `each` and `各` ask for.
    pub(super) fn count_each(&mut self) -> std::result::Result<(), NotUnderstood> {
        let each = self.items.iter().find(|item| item.word("each").is_some() && item.word("by").is_none());
        // 哪些模型…，多少个: the list answers both.
        let which = |item: &Item| item.word("lister").is_some() && item.word("asks").is_some();
        let plain = self.draft.fields.is_empty() && self.draft.order.is_none() && self.draft.ask.is_none();
        if each.is_none()
            && self.draft.aggregate == Some(Aggregate::Count)
            && self.draft.group.is_none()
            && matches!(self.draft.subject, Some(Subject::Models | Subject::Sizes))
            && plain
            && self.items.iter().any(which)
            && self.items.last().is_some_and(|item| item.word("count").is_some())
        {
            self.draft.aggregate = None;
            self.note("listed_and_counted", &[]);
            return Ok(());
        }
        // 有几个模型，分别多大: the rows answer both.
        if let (Some(_), Some(Aggregate::Count), None) = (each, &self.draft.aggregate, &self.draft.group)
            && !self.draft.fields.is_empty()
            && self.draft.subject.is_none_or(|subject| matches!(subject, Subject::Models | Subject::Sizes))
        {
            self.draft.aggregate = None;
            return Ok(());
        }
        if let Some(each) = each
            && matches!(self.draft.aggregate, Some(Aggregate::Count | Aggregate::Share))
            && self.draft.group.is_none()
        {
            // 开源和闭源模型各有多少: counted for each of the values.
            let column = self.draft.filters.iter().find_map(|filter| match filter {
                Filter::OneOf { column, values, negated: false } if values.len() > 1 => Some(column.clone()),
                Filter::Related { relation: Relation::Country, things, negated: false }
                    if things.len() > 1 =>
                {
                    Some("countries".to_owned())
                }
                Filter::Related { relation: Relation::MadeBy, things, negated: false }
                    if things.len() > 1 =>
                {
                    Some("organizations".to_owned())
                }
                _ => None,
            });
            match column.as_deref().and_then(group_of_field) {
                Some(key) => self.draft.group = Some(key.to_owned()),
                None => {
                    return Err(NotUnderstood::new(self.text, &each.text).because("ask for one at a time"));
                }
            }
        }
        Ok(())
    }
}
