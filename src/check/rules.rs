//! The rules of `rules.sql`, asked one by one.

use super::file::TOLD;
use super::{Finding, Report};
use crate::db::Db;

const RULES: &str = include_str!("rules.sql");

/// A rule: its name, what to do about it, and the statement that finds the rows that break it.
struct Rule<'a> {
    name: &'a str,
    advice: &'a str,
    sql: &'a str,
}

/// The rules of the text: `-- rule: …`, `-- do: …`, a statement.
fn rules(text: &str) -> impl Iterator<Item = Rule<'_>> {
    text.split("\n-- rule:").skip(1).filter_map(|part| {
        let (name, rest) = part.split_once("\n-- do:")?;
        let (advice, sql) = rest.split_once('\n')?;
        Some(Rule { name: name.trim(), advice: advice.trim(), sql })
    })
}

pub(super) fn check(
    db: &Db,
    report: &mut Report,
    progress: &mut dyn FnMut(&str, u64),
) -> rusqlite::Result<()> {
    for rule in rules(RULES) {
        report.rules += 1;
        progress(rule.name, report.rows);
        let mut statement = db.connection().prepare(rule.sql)?;
        let names_it = statement.column_count() > 4;
        let mut rows = statement.query([])?;
        let before = report.findings.len();
        while let Some(row) = rows.next()? {
            report.findings.push(Finding {
                table: row.get(0)?,
                column: row.get(2)?,
                value: row.get(3)?,
                rule: if names_it { row.get(4)? } else { rule.name.to_owned() },
                advice: rule.advice.to_owned(),
                row: row.get(1)?,
                place: None,
            });
            if report.findings.len() == before + TOLD {
                report.more = true;
                break;
            }
        }
        // Sorted here: to sort them all in SQL would find all of them for the first thousand.
        report.findings[before..].sort_by(|one, other| {
            (&one.table, &one.row, &one.column).cmp(&(&other.table, &other.row, &other.column))
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_a_name_a_remedy_and_a_statement() {
        let all: Vec<_> = rules(RULES).collect();
        assert_eq!(all.len(), RULES.matches("-- rule:").count());
        assert!(all.iter().all(|rule| !rule.name.is_empty() && !rule.advice.is_empty()));
        assert!(all.iter().all(|rule| rule.sql.trim_start().starts_with("SELECT")));
    }
}
