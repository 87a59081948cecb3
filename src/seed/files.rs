//! The files of a seed: those of a folder, and those that are made on the way.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::fault::{Fault, Faults};
use crate::db::tables::Table;
use crate::error::{Error, Result};

/// A file of a seed.
#[derive(Clone, Debug)]
pub struct SeedFile {
    /// Its path under the seed's folder, with `/`: `models.csv`, `citations/llama.csv`.
    pub path: String,
    /// What its owner calls it: where a fault is told.
    pub shown: String,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Disk(PathBuf),
    Memory(String),
}

impl SeedFile {
    /// A file that is made on the way, such as the rows of the saved queries.
    pub fn made(path: impl Into<String>, shown: impl Into<String>, text: String) -> Self {
        Self { path: path.into(), shown: shown.into(), content: Content::Memory(text) }
    }

    /// The table whose rows it holds: `models.csv` and `models/llama.csv` are both of `models`.
    pub fn table(&self) -> Option<&str> {
        let stem = self.path.strip_suffix(".csv")?;
        Some(stem.split_once('/').map_or(stem, |(folder, _)| folder))
    }

    /// Opens it.
    pub(super) fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match &self.content {
            Content::Disk(path) => Box::new(File::open(path)?),
            Content::Memory(text) => Box::new(text.as_bytes()),
        })
    }

    /// Reads it whole.
    pub fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        Ok(match &self.content {
            Content::Disk(path) => Cow::Owned(fs::read(path)?),
            Content::Memory(text) => Cow::Borrowed(text.as_bytes()),
        })
    }
}

/// A set of seed files.
#[derive(Clone, Debug, Default)]
pub struct Seed {
    files: Vec<SeedFile>,
}

impl Seed {
    /// The seed files of a folder: `*.csv`, `*/*.csv`, `queries/*.sql`. Whatever else is there is
    /// somebody's own.
    pub fn dir(folder: &Path) -> Result<Self> {
        let failed = |path: &Path, error: &io::Error| {
            Error::io("cannot read the seed in", path.display(), error)
                .hint("--seed names a folder of CSV files, one a table")
        };
        let mut seed = Self::default();
        let mut waiting = vec![(folder.to_path_buf(), String::new())];
        while let Some((path, prefix)) = waiting.pop() {
            for entry in fs::read_dir(&path).map_err(|error| failed(&path, &error))? {
                let entry = entry.map_err(|error| failed(&path, &error))?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                let inner = entry.path();
                if inner.is_dir() && prefix.is_empty() {
                    waiting.push((inner, format!("{name}/")));
                } else if is_seed(&prefix, &name) {
                    seed.files.push(SeedFile {
                        path: format!("{prefix}{name}"),
                        shown: inner.display().to_string(),
                        content: Content::Disk(inner),
                    });
                }
            }
        }
        if seed.files.is_empty() {
            return Err(Error::data(format!("there are no seed files in {}", folder.display()))
                .hint("--seed names a folder of CSV files, one a table: models.csv, sizes.csv, …"));
        }
        seed.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(seed)
    }

    /// Fingerprint of all its files: seeds of one fingerprint are the same.
    pub fn fingerprint(&self) -> u64 {
        let files: Vec<(&str, Cow<'_, [u8]>)> =
            self.files.iter().filter_map(|file| Some((file.path.as_str(), file.bytes().ok()?))).collect();
        super::fingerprint::of_files(files.iter().map(|(path, bytes)| (*path, bytes.as_ref())))
    }

    /// All files, by path.
    pub fn files(&self) -> &[SeedFile] {
        &self.files
    }

    /// The files of one table.
    pub(super) fn of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a SeedFile> {
        self.files.iter().filter(move |file| file.table() == Some(table))
    }

    /// Adds a file that is made on the way.
    pub fn add(&mut self, file: SeedFile) {
        self.files.push(file);
    }

    /// Tells the files that are of no table.
    pub(super) fn name_unknown_tables(&self, tables: &[Table], faults: &mut Faults) {
        for file in &self.files {
            let Some(name) = file.table() else { continue };
            if tables.iter().any(|table| table.name == name) {
                continue;
            }
            let near = nearest(name, tables.iter().map(|table| table.name.as_str()));
            let what = match near {
                Some(near) => format!("there is no table {name}; did you mean {near}?"),
                None => format!("there is no table {name}; llmdb schema lists the tables"),
            };
            faults.add(Fault { file: file.shown.clone(), line: 1, column: 1, what });
        }
    }
}

/// The one name that is near enough to be meant.
pub(super) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, other)| *distance <= 1 + other.len() / 5)
        .min()
        .map(|(_, other)| other)
}

fn is_seed(prefix: &str, name: &str) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|e| e == "csv") || (prefix == "queries/" && ending.is_some_and(|e| e == "sql"))
}
