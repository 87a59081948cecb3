//! Which file is the catalogue: the one that was named, else `$LLMDB_DB`, else `llm.db` in the
//! user's data folder. Nothing else is searched.

use std::env;
use std::path::PathBuf;

use etcetera::HomeDirError;
use etcetera::app_strategy::{AppStrategy, AppStrategyArgs, choose_native_strategy};

use crate::error::{Error, Kind, Result};

/// The environment variable that names the file.
pub const VARIABLE: &str = "LLMDB_DB";

/// The file that a command works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Where it is, or will be.
    pub path: PathBuf,
    /// Nobody named it: it is the user's own catalogue, and may be built when it is first read.
    pub is_default: bool,
}

impl Location {
    /// Finds the file; `named` is what the command line says.
    pub fn resolve(named: Option<PathBuf>) -> Result<Self> {
        if let Some(path) =
            named.or_else(|| env::var_os(VARIABLE).filter(|v| !v.is_empty()).map(PathBuf::from))
        {
            return Ok(Self { path, is_default: false });
        }
        let folder = data_folder().map_err(|_| {
            Error::new(Kind::Machine, "no home folder is known, so there is no place for the catalogue")
                .hint(format!("name a file with --db FILE or ${VARIABLE}"))
        })?;
        Ok(Self { path: folder.join("llm.db"), is_default: true })
    }
}

/// The environment variable that names the file of what was typed at the prompt.
pub const HISTORY: &str = "LLMDB_HISTORY";

/// Where what is typed at the prompt is kept: the file that `$LLMDB_HISTORY` names, else one beside
/// the default catalogue. None where the variable is empty, or where there is no home.
pub fn history() -> Option<PathBuf> {
    match env::var_os(HISTORY) {
        Some(named) => Some(PathBuf::from(named)).filter(|path| !path.as_os_str().is_empty()),
        None => data_folder().ok().map(|folder| folder.join("history")),
    }
}

fn data_folder() -> Result<PathBuf, HomeDirError> {
    let strategy = choose_native_strategy(AppStrategyArgs {
        top_level_domain: String::new(),
        author: String::new(),
        app_name: "llmdb".into(),
    })?;
    Ok(strategy.data_dir())
}
