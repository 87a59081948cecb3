//! The saved queries: their statements are SQL that SQLite takes, only read, and name the parameters
//! that they declare. They are compiled, not run.

use super::{Finding, Report};
use crate::db::Db;
use crate::db::message::message;

pub(super) fn check(db: &Db, report: &mut Report) -> rusqlite::Result<()> {
    report.rules += 1;
    let connection = db.connection();
    let mut queries = connection.prepare("SELECT slug, sql FROM saved_queries ORDER BY slug")?;
    let mut declared =
        connection.prepare("SELECT 1 FROM saved_query_parameters WHERE query = ?1 AND ':' || name = ?2")?;
    let mut rows = queries.query([])?;
    while let Some(row) = rows.next()? {
        let (slug, sql): (String, String) = (row.get(0)?, row.get(1)?);
        let fault = match connection.prepare(&sql) {
            Err(error) if super::file::is_damage(&error) => return Err(error),
            Err(error) => Some(message(&error)),
            Ok(statement) if !statement.readonly() => Some("it does not only read".to_owned()),
            Ok(statement) => {
                let mut fault = None;
                for hole in 1..=statement.parameter_count() {
                    let name = statement.parameter_name(hole).unwrap_or("?");
                    if !declared.exists([slug.as_str(), name])? {
                        fault = Some(format!("the parameter {name} is not declared, so it would be empty"));
                        break;
                    }
                }
                fault
            }
        };
        if let Some(fault) = fault {
            report.findings.push(Finding {
                table: "saved_queries".into(),
                row: slug.clone(),
                column: "sql".into(),
                value: Some(fault),
                rule: "a saved query runs".into(),
                advice: format!("mend queries/{slug}.sql, and load it again with llmdb init --seed DIR"),
                place: None,
            });
        }
    }
    Ok(())
}
