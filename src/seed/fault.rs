//! Faults of seed files: each with its place, all of a run together.

use std::fmt;

/// Something wrong at a place of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, as its owner calls it.
    pub file: String,
    /// Line, from 1; 0 where it is none of a file.
    pub line: u64,
    /// Character of the line, from 1.
    pub column: u64,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.what),
            line => write!(f, "{}:{line}:{}: {}", self.file, self.column, self.what),
        }
    }
}

/// The faults of a run. A file that is wrong throughout is told in its first faults and a count.
#[derive(Debug, Default)]
pub struct Faults {
    told: Vec<Fault>,
    more: u64,
}

impl Faults {
    /// How many are told one by one.
    const TOLD: usize = 100;

    /// Adds one.
    pub fn add(&mut self, fault: Fault) {
        if self.told.len() < Self::TOLD {
            self.told.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// Adds those that another has gathered.
    pub fn append(&mut self, other: Self) {
        for fault in other.told {
            self.add(fault);
        }
        self.more += other.more;
    }

    /// None so far.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// All that there are.
    pub fn count(&self) -> u64 {
        self.told.len() as u64 + self.more
    }

    /// A line each, in the order of the files.
    pub fn lines(&self) -> Vec<String> {
        let mut told = self.told.clone();
        told.sort();
        let mut lines: Vec<String> = told.iter().map(Fault::to_string).collect();
        if self.more > 0 {
            lines.push(format!("and {} more", self.more));
        }
        lines
    }
}
