//! A page about one thing: its facts, what stands beside it in other tables, and the sources of all
//! of it. Made by `show`, laid out by `output`; says nothing of where it came from or how it looks.

use crate::rows::{Column, Source, Value};

/// What the makers withhold is cited with these words.
pub const NOT_DISCLOSED: &str = "not disclosed";

/// All that is known of one thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// What it is: `model`, `corpus`.
    pub kind: String,
    /// The table that holds it.
    pub table: String,
    /// The key of its row.
    pub key: String,
    /// Its name.
    pub title: String,
    /// Its Chinese name, where one is in use.
    pub title_zh: Option<String>,
    /// Other names.
    pub also_called: Vec<String>,
    /// What it is, in sentences.
    pub about: Vec<String>,
    /// The facts of its own row.
    pub facts: Vec<Fact>,
    /// What other tables know of it.
    pub sections: Vec<Section>,
    /// The texts that all this rests on; cells name them by place.
    pub sources: Vec<Source>,
}

/// A fact of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What it is.
    pub column: Column,
    /// Its value.
    pub cell: Cell,
}

/// A value and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The value.
    pub value: Value<'static>,
    /// How people call it, where the value is a key or a mark.
    pub shown: Option<String>,
    /// Who says so.
    pub cited: Vec<Cited>,
    /// Sources that say otherwise.
    pub sayings: Vec<Saying>,
}

impl Cell {
    /// A value of which nothing else is known.
    pub fn of(value: Value<'static>) -> Self {
        Self { value, shown: None, cited: Vec::new(), sayings: Vec::new() }
    }

    /// The sources that say so, each once, as places in the page's list, in its order.
    pub fn sources(&self) -> Vec<usize> {
        let mut places: Vec<usize> = self.cited.iter().map(|cited| cited.source).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Is nothing known?
    pub fn is_empty(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Do the makers withhold it?
    pub fn is_withheld(&self) -> bool {
        self.is_empty() && self.sayings.iter().any(|saying| saying.says == NOT_DISCLOSED)
    }

    /// Sources that state another value: what withholds an empty cell is no other value.
    pub fn disputes(&self) -> impl Iterator<Item = &Saying> {
        self.sayings.iter().filter(|saying| !self.is_empty() || saying.says != NOT_DISCLOSED)
    }
}

/// A place where a source says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The source, as a place in the page's list.
    pub source: usize,
    /// Place in the source.
    pub locator: String,
}

/// What a source says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// What it says.
    pub says: String,
    /// The source, as a place in the page's list.
    pub source: usize,
    /// Place in the source.
    pub locator: String,
    /// Why the catalogue does not follow it.
    pub note: Option<String>,
}

/// What one table knows of the thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What it tells.
    pub title: String,
    /// The table or view.
    pub table: String,
    /// Its rows.
    pub rows: Rows,
    /// How they are best laid out.
    pub layout: Layout,
    /// There are more rows than are told here.
    pub more: Option<More>,
}

/// Rows that are not told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct More {
    /// How many; none where nobody counted them.
    pub rows: Option<u64>,
    /// The statement that lists them all.
    pub sql: String,
}

/// How rows are best laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A line a row, or a running list where a row holds one word.
    Lines,
    /// Rows side by side, a line a property; the collected column heads them.
    Beside,
    /// One row, a line a fact.
    Facts,
}

/// Rows of a section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, one cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// A column whose values are gathered where rows are equal otherwise: the sizes of a model.
    pub collect: Option<usize>,
    /// Columns that are told once where all rows agree: the number of a stage.
    pub once: Vec<usize>,
}
