//! Saved queries are rows of the seed too: their headings are read into the tables that list them.

use crate::queries::header;
use crate::seed::{Fault, Faults, Seed, SeedFile};

/// Adds the saved queries of a seed (`queries/*.sql`) as rows of their two tables.
pub(crate) fn with_queries(mut seed: Seed, faults: &mut Faults) -> Seed {
    let mut queries = csv_of(&["slug", "title", "title_zh", "about", "not_portable_because", "sql"]);
    let mut parameters = csv_of(&["query", "name", "position", "default_value", "meaning"]);
    let mut found = false;
    for file in seed.files() {
        let Some(slug) = file.path.strip_prefix("queries/").and_then(|name| name.strip_suffix(".sql")) else {
            continue;
        };
        found = true;
        let bytes = match file.bytes() {
            Ok(bytes) => bytes,
            Err(error) => {
                let what = format!("cannot be read: {error}");
                faults.add(Fault { file: file.shown.clone(), line: 1, column: 1, what });
                continue;
            }
        };
        let query = match header::parse(slug, &file.shown, &String::from_utf8_lossy(&bytes)) {
            Ok(query) => query,
            Err(wrong) => {
                for fault in wrong {
                    faults.add(fault);
                }
                continue;
            }
        };
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        queries.line(&[
            &query.slug,
            &query.title,
            &optional(&query.title_zh),
            &query.about,
            &optional(&query.not_portable_because),
            &query.sql,
        ]);
        for (place, parameter) in query.parameters.iter().enumerate() {
            let position = (place + 1).to_string();
            parameters.line(&[
                &query.slug,
                &parameter.name,
                &position,
                &parameter.default,
                &parameter.meaning,
            ]);
        }
    }
    if found {
        seed.add(SeedFile::made("saved_queries.csv", "the headings of queries", queries.text));
        seed.add(SeedFile::made("saved_query_parameters.csv", "the parameters of queries", parameters.text));
    }
    seed
}

/// Rows on their way to the loader, in the form that it reads.
struct CsvText {
    text: String,
}

fn csv_of(heading: &[&str]) -> CsvText {
    CsvText { text: format!("{}\n", heading.join(",")) }
}

impl CsvText {
    fn line(&mut self, values: &[&str]) {
        let quoted: Vec<String> =
            values.iter().map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
        self.text.push_str(&quoted.join(","));
        self.text.push('\n');
    }
}
