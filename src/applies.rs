//! Which columns of a size can have no value, given what is known of it: a dense model has no experts.
//! What is empty there is not unknown. The rules are data, in `applies.sql`.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

/// By label of a size, the columns that can have no value.
pub type Inapplicable = HashMap<String, HashSet<String>>;

/// Asks it of all sizes of a model, or of one.
pub fn inapplicable(
    connection: &Connection,
    model: &str,
    label: Option<&str>,
) -> rusqlite::Result<Inapplicable> {
    let mut statement = connection.prepare_cached(include_str!("applies.sql"))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query((model, label))?;
    let mut found = Inapplicable::new();
    while let Some(row) = rows.next()? {
        let mut columns = HashSet::new();
        for (place, name) in names.iter().enumerate().skip(1) {
            if row.get::<_, Option<bool>>(place)? == Some(true) {
                columns.insert(name.clone());
            }
        }
        found.insert(row.get(0)?, columns);
    }
    Ok(found)
}
