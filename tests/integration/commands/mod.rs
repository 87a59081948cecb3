mod check;
mod compare;
mod completions;
mod help;
mod init;
mod output;
mod path;
mod queries;
mod query;
mod schema;
mod search;
#[cfg(feature = "shell")]
mod shell;
mod show;
mod sql;
