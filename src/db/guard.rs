//! What a statement may do and for how long: a time limit, Ctrl-C, and a list of what SQL that
//! strangers write is allowed to touch.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, ErrorCode};

use crate::error::{Error, Kind};

/// Steps of SQLite's machine between two looks at the clock: about 0.1 ms.
const STEPS: i32 = 20_000;

/// When a statement must stop.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// How long it may take; none: as long as it takes.
    pub timeout: Option<Duration>,
    /// Set by a signal handler when the user has had enough.
    pub interrupted: Arc<AtomicBool>,
}

/// The guard of one connection.
pub(crate) struct Guard {
    limits: Limits,
    refused: Arc<Mutex<Option<String>>>,
    written: Arc<Mutex<BTreeSet<Written>>>,
}

/// A table that a statement writes, and the column where it writes no whole rows.
pub(crate) type Written = (String, Option<String>);

impl Guard {
    pub(crate) fn install(connection: &mut Connection, limits: Limits) -> rusqlite::Result<Self> {
        let deadline = limits.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let interrupted = Arc::clone(&limits.interrupted);
        connection.progress_handler(
            STEPS,
            Some(move || {
                interrupted.load(Ordering::Relaxed)
                    || deadline.is_some_and(|deadline| Instant::now() >= deadline)
            }),
        )?;
        Ok(Self { limits, refused: Arc::default(), written: Arc::default() })
    }

    /// Refuses, from now on, all that is no reading (or, with `rows`, no change of rows).
    pub(crate) fn refuse(&self, connection: &mut Connection, rows: bool) -> rusqlite::Result<()> {
        let refused = Arc::clone(&self.refused);
        let written = Arc::clone(&self.written);
        connection.authorizer(Some(move |context: AuthContext<'_>| match refusal(&context.action, rows) {
            None => {
                if let Some(write) = writes(&context.action) {
                    written.lock().unwrap_or_else(PoisonError::into_inner).insert(write);
                }
                Authorization::Allow
            }
            Some(reason) => {
                let mut first = refused.lock().unwrap_or_else(PoisonError::into_inner);
                first.get_or_insert(reason);
                Authorization::Deny
            }
        }))
    }

    /// What the statements since then may have written.
    pub(crate) fn written(&self) -> BTreeSet<Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lifts what was refused.
    pub(crate) fn allow(connection: &mut Connection) -> rusqlite::Result<()> {
        connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)
    }

    /// Our own error, where the guard itself stopped the statement.
    pub(crate) fn cause(&self, error: &rusqlite::Error) -> Option<Error> {
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) if self.limits.interrupted.load(Ordering::Relaxed) => {
                Some(Error::new(Kind::Interrupted, "interrupted"))
            }
            Some(ErrorCode::OperationInterrupted) => {
                let limit = self.limits.timeout.unwrap_or_default().as_secs_f64();
                Some(
                    Error::new(Kind::Timeout, format!("stopped after {limit} s, the time limit"))
                        .hint("--timeout SECONDS allows more; 0 sets no limit"),
                )
            }
            _ => {
                let reason = self.refused.lock().unwrap_or_else(PoisonError::into_inner).take()?;
                Some(Error::usage(reason))
            }
        }
    }
}

/// Pragmas that tell something and change nothing; the second list only when they have no value.
const TELLING: [&str; 15] = [
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "index_xinfo",
    "foreign_key_list",
    "foreign_key_check",
    "integrity_check",
    "quick_check",
    "database_list",
    "function_list",
    "pragma_list",
    "collation_list",
    "compile_options",
];
const TELLING_ALONE: [&str; 11] = [
    "data_version",
    "application_id",
    "user_version",
    "schema_version",
    "encoding",
    "page_count",
    "page_size",
    "freelist_count",
    "journal_mode",
    "foreign_keys",
    "query_only",
];

fn writes(action: &AuthAction<'_>) -> Option<Written> {
    match action {
        AuthAction::Insert { table_name } | AuthAction::Delete { table_name } => {
            Some(((*table_name).to_owned(), None))
        }
        AuthAction::Update { table_name, column_name } => {
            Some(((*table_name).to_owned(), Some((*column_name).to_owned())))
        }
        _ => None,
    }
}

/// Functions that reach beyond the rows.
const REACHING: [&str; 2] = ["load_extension", "fts3_tokenizer"];

/// Why an action is refused, or nothing where it is allowed.
fn refusal(action: &AuthAction<'_>, rows: bool) -> Option<String> {
    let write = "llmdb sql reads only; --write changes rows, in one transaction";
    match action {
        AuthAction::Function { function_name } if REACHING.contains(function_name) => {
            Some(format!("the function {function_name} is refused: it reaches beyond the rows"))
        }
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Recursive
        | AuthAction::Function { .. } => None,
        AuthAction::Insert { table_name }
        | AuthAction::Delete { table_name }
        | AuthAction::Update { table_name, .. } => {
            let is_schema = table_name.starts_with("sqlite_");
            if rows && !is_schema {
                None
            } else if is_schema {
                Some("changes of the schema are refused: it changes with migrations alone".into())
            } else {
                Some(format!("a change of {table_name} is refused: {write}"))
            }
        }
        AuthAction::Pragma { pragma_name, pragma_value } => {
            let name = pragma_name.to_ascii_lowercase();
            let tells = TELLING.contains(&name.as_str())
                || (pragma_value.is_none() && TELLING_ALONE.contains(&name.as_str()));
            if tells {
                None
            } else {
                Some(format!("PRAGMA {name} is refused: it could change how the file behaves"))
            }
        }
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => {
            Some("other files are refused (ATTACH, DETACH, VACUUM INTO): one catalogue at a time".into())
        }
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => {
            Some("transactions are refused: llmdb opens and ends its own".into())
        }
        _ if rows => Some("changes of the schema are refused: it changes with migrations alone".into()),
        _ => Some(format!("this statement is refused: {write}")),
    }
}
