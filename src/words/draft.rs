//! What a question means, before it is SQL: what is asked for, which rows, in which order.

use super::lexicon::Thing;
use super::runs;

/// A condition on the rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filter {
    /// A column has one of these values (key and how it is said).
    OneOf { column: String, values: Vec<(String, String)>, negated: bool },
    /// A number of a column, compared.
    Number { column: String, op: Op, value: f64, magnitude: char },
    /// A number of a column lies between two, both included.
    Between { column: String, low: (f64, char), high: (f64, char) },
    /// A column has a value, or has none.
    Known { column: String, known: bool },
    /// A text holds this.
    Holds { column: String, text: String, negated: bool },
    /// A date.
    Date { op: When, date: String },
    /// A relation to one of these things.
    Related { relation: Relation, things: Vec<Thing>, negated: bool },
    /// More or less of a column than a thing has.
    Than { column: String, more: bool, thing: Thing },
    /// The same value as a thing has.
    Same { column: String, thing: Thing },
    /// It fits a memory.
    Fits { memory: f64, bits: f64, context: f64, said: bool },
    /// One of these at least.
    Any(Vec<Filter>),
    /// The opposite, where no other filter says it.
    Not(Box<Filter>),
}

/// How a number compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    More,
    AtLeast,
    Less,
    AtMost,
    Equal,
    About,
}

impl Op {
    pub(crate) fn read(text: &str) -> Option<Self> {
        Some(match text {
            ">" => Self::More,
            ">=" => Self::AtLeast,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            "=" => Self::Equal,
            "~" => Self::About,
            _ => return None,
        })
    }

    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::About => "≈",
        }
    }

    /// What is true where this is not.
    pub(crate) fn opposite(self) -> Option<Self> {
        Some(match self {
            Self::More => Self::AtMost,
            Self::AtLeast => Self::Less,
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::More,
            Self::Equal | Self::About => return None,
        })
    }
}

/// How a date compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Since,
    After,
    Before,
    Until,
    In,
}

/// What ties a row to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    MadeBy,
    Country,
    DerivedFrom,
    TrainedOn,
    Uses,
    Language,
    /// It is this model, size, family or corpus.
    Is,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Subject {
    #[default]
    Models,
    Sizes,
    Corpora,
    /// A vocabulary, whose entries are listed with how many models have them.
    Vocabulary(&'static str),
}

/// What is computed of a group or of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Aggregate {
    Count,
    Average,
    Median,
    Total,
    Share,
    /// The smallest and the largest.
    Range,
}

/// One thing's other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// What it was trained on.
    Corpora,
    /// What it derives from.
    Ancestors,
    /// What it is.
    Itself,
    /// What a corpus is made of.
    Parts,
    /// In which languages it is.
    Languages,
    /// How much of what it was trained on is in a language.
    LanguageShare,
    /// Where its facts stand.
    Sources,
    /// The papers among these.
    Papers,
    /// Where texts tell its facts otherwise.
    Disagreements,
}

impl Ask {
    /// Is it asked where facts stand?
    pub(crate) fn of_evidence(self) -> bool {
        matches!(self, Self::Sources | Self::Papers | Self::Disagreements)
    }
}

/// A question, taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) subject: Option<Subject>,
    /// `which model is the largest`: one is asked for.
    pub(crate) singular: bool,
    pub(crate) fields: Vec<String>,
    pub(crate) order: Option<(String, bool)>,
    /// The benchmark whose scores are asked for.
    pub(crate) benchmark: Option<Thing>,
    pub(crate) limit: Option<u64>,
    /// What was said twice, and differently.
    pub(crate) twice: Option<&'static str>,
    pub(crate) all: bool,
    pub(crate) filters: Vec<Filter>,
    pub(crate) aggregate: Option<Aggregate>,
    pub(crate) group: Option<String>,
    /// What to group by besides.
    pub(crate) second: Option<String>,
    /// How many models an entry of a vocabulary must have.
    pub(crate) having: Option<(Op, i64)>,
    pub(crate) compared: bool,
    pub(crate) ask: Option<Ask>,
    /// The things that are asked for themselves.
    pub(crate) things: Vec<Thing>,
    pub(crate) memory: Option<f64>,
    pub(crate) bits: Option<f64>,
    pub(crate) fits: bool,
    /// Is it asked whether one thing fits: yes or no, with the memory that it needs?
    pub(crate) whether_fits: bool,
    /// What else could have been meant: how it is said, and of what.
    pub(crate) notes: Vec<(&'static str, Vec<String>)>,
}

/// The sizes with their scores.
const SCORED: &str = "catalog\nINNER JOIN evaluations ON catalog.model = evaluations.model AND catalog.label = evaluations.label";

/// The same with their runs.
const SCORED_RUNS: &str = "catalog\nINNER JOIN evaluations ON catalog.model = evaluations.model AND catalog.label = evaluations.label\nLEFT JOIN training_runs ON catalog.model = training_runs.model AND catalog.label = training_runs.label";

/// Columns of a whole model, known even where no size of it is.
const OF_THE_MODEL: &[&str] = &[
    "model",
    "name",
    "name_zh",
    "family",
    "organizations",
    "countries",
    "release_date",
    "release_year",
    "architecture",
    "kind",
    "weights",
    "license",
    "commercial_use",
    MAKER_KIND,
];

/// What a maker is: no column of the rows, but a condition like one.
pub(crate) const MAKER_KIND: &str = "maker_kind";

/// Is this column one of the whole model, known even where no size of it is?
pub(crate) fn of_the_model(column: &str) -> bool {
    OF_THE_MODEL.contains(&column)
}

impl Filter {
    /// Is this never true of a model of which no size is known?
    pub(crate) fn needs_a_size(&self) -> bool {
        match self {
            Self::OneOf { column, .. }
            | Self::Number { column, .. }
            | Self::Holds { column, .. }
            | Self::Between { column, .. }
            | Self::Than { column, .. }
            | Self::Same { column, .. } => !of_the_model(column),
            // What has no experts must be known otherwise: a dense model is not one of which nothing is known.
            Self::Known { column, known } => (*known || column == "experts") && !of_the_model(column),
            Self::Date { .. } => false,
            Self::Related { relation, things, .. } => match relation {
                Relation::TrainedOn | Relation::Language => true,
                Relation::Is => things.iter().all(|thing| thing.table == "sizes"),
                _ => false,
            },
            Self::Fits { .. } => true,
            Self::Any(any) => any.iter().all(Self::needs_a_size),
            Self::Not(filter) => filter.needs_a_size(),
        }
    }

    /// The columns that it decides by, where it names them.
    fn columns(&self) -> Vec<&str> {
        match self {
            Self::OneOf { column, .. }
            | Self::Number { column, .. }
            | Self::Holds { column, .. }
            | Self::Between { column, .. }
            | Self::Than { column, .. }
            | Self::Same { column, .. }
            | Self::Known { column, .. } => vec![column],
            Self::Any(any) => any.iter().flat_map(Self::columns).collect(),
            Self::Not(filter) => filter.columns(),
            _ => Vec::new(),
        }
    }

    /// The column that must have a value for the opposite of what was named to be true.
    pub(crate) fn denied(&self) -> Option<&str> {
        match self {
            Self::Holds { column, negated: true, .. } => Some(column),
            Self::OneOf { column, negated: true, .. } if column != MAKER_KIND => Some(column),
            Self::Not(filter) => match filter.as_ref() {
                Self::Number { column, .. } | Self::Between { column, .. } | Self::Same { column, .. } => {
                    Some(column)
                }
                Self::Date { .. } => Some("release_date"),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Draft {
    /// What the rows are read from: the sizes, or those and the models of which no size is known, where
    /// nothing that is asked for needs a size.
    pub(crate) fn source(&self, columns: &[&str]) -> &'static str {
        if self.benchmark.is_some() {
            return if self.asks_of_runs() { SCORED_RUNS } else { SCORED };
        }
        if self.asks_of_runs() {
            return runs::SOURCE;
        }
        let sized = self.subject == Some(Subject::Sizes)
            || self.filters.iter().any(Filter::needs_a_size)
            || columns.iter().any(|column| !of_the_model(column));
        if sized { "catalog" } else { "listing AS catalog" }
    }

    /// The columns that are asked for, ordered, grouped and decided by.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        let decided = self.filters.iter().flat_map(Filter::columns);
        let fields = self.fields.iter().chain(self.order.iter().map(|(column, _)| column)).chain(&self.group);
        fields.chain(&self.second).map(String::as_str).chain(decided)
    }

    /// Is something asked of training runs?
    pub(crate) fn asks_of_runs(&self) -> bool {
        self.columns().any(runs::is_of_runs)
    }

    /// Is something computed or told other than rows?
    pub(crate) fn is_more_than_a_list(&self) -> bool {
        self.ask.is_some()
            || self.aggregate.is_some()
            || self.group.is_some()
            || !matches!(self.subject, None | Some(Subject::Models | Subject::Sizes))
    }

    /// Models, sizes and families that the question is about.
    pub(crate) fn about(&self) -> Vec<&Thing> {
        self.filters
            .iter()
            .filter_map(|filter| match filter {
                Filter::Related { relation: Relation::Is, things, negated: false } => Some(things),
                _ => None,
            })
            .flatten()
            .collect()
    }
}
