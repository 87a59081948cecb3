//! How names are spelled: what of them counts, where one may be cut, how far one is from another.

/// What counts of a name: lower case, without hyphens, underscores and spaces. As the indexes of
/// migration 8 have it; a dot counts, since it tells 1.3b from 13b.
pub fn folded(text: &str) -> String {
    text.trim().chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(|c| c.to_ascii_lowercase()).collect()
}

/// The same in SQL, word for word as the indexes have it: another spelling would not use them.
pub(super) fn folded_sql(column: &str) -> String {
    format!("lower(replace(replace(replace({column}, '-', ''), '_', ''), ' ', ''))")
}

/// How a part of a thing is called: by the thing's name and its label, which some names hold already.
pub(crate) fn part_name(thing: &str, label: &str) -> String {
    let mut words = thing.split([' ', '-', '_']);
    if words.any(|word| word.eq_ignore_ascii_case(label)) {
        thing.to_owned()
    } else {
        format!("{thing} {label}")
    }
}

/// The text cut in two at each of its separators, the separator left out.
pub(super) fn cuts(text: &str) -> Vec<(String, String)> {
    text.char_indices()
        .filter(|(_, c)| matches!(c, ' ' | '-' | '_' | '/'))
        .map(|(at, _)| (text[..at].to_owned(), text[at + 1..].to_owned()))
        .filter(|(whole, label)| !folded(whole).is_empty() && !folded(label).is_empty())
        .collect()
}

/// Orders labels as people count: 7b, 13b, 70b; words behind numbers.
pub(crate) fn label_order(label: &str) -> (bool, i64, String) {
    let number = crate::units::parse_amount(label).or_else(|| {
        // 1b7 is 1.7 billion in the labels of some makers; 8x7b counts by its first number.
        let digits: String = label.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let rest = &label[digits.len()..];
        let mut letters = rest.chars();
        let unit = letters.next().filter(|c| matches!(c, 'm' | 'b' | 't'))?;
        let fraction: String = letters.take_while(char::is_ascii_digit).collect();
        let dot = if fraction.is_empty() || digits.contains('.') { "" } else { "." };
        let fraction = if dot.is_empty() { "" } else { fraction.as_str() };
        crate::units::parse_amount(&format!("{digits}{dot}{fraction}{unit}"))
    });
    (number.is_none(), number.unwrap_or(0), label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_count_but_dots_do() {
        for text in ["llama2", "LLaMA 2", " llama-2", "Llama_2"] {
            assert_eq!(folded(text), "llama2");
        }
        assert_ne!(folded("opt 1.3b"), folded("opt 13b"));
        assert_ne!(folded("gpt-2"), folded("gpt-3"));
    }

    #[test]
    fn a_folded_name_is_found_by_index() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::db::migrate::migrate(&connection).unwrap();
        for (table, column) in [
            ("models", "slug"),
            ("models", "name"),
            ("models", "name_zh"),
            ("corpora", "slug"),
            ("corpora", "name"),
            ("corpora", "name_zh"),
            ("aliases", "alias"),
            ("sources", "title"),
        ] {
            let there = if column.ends_with("_zh") { "name_zh IS NOT NULL AND " } else { "" };
            let sql =
                format!("EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE {there}{} = ?1", folded_sql(column));
            let plan: String = connection.query_row(&sql, ["x"], |row| row.get(3)).unwrap();
            assert!(plan.contains(&format!("{table}_by_folded_{column}")), "{plan}");
        }
    }

    #[test]
    fn labels_stand_in_the_order_of_their_numbers() {
        let mut labels = ["xxl", "13b", "1b7", "560m", "7b1", "7b", "176b-mt", "base"];
        labels.sort_by_key(|label| label_order(label));
        assert_eq!(labels, ["560m", "1b7", "7b", "7b1", "13b", "176b-mt", "base", "xxl"]);
    }

    #[test]
    fn a_label_is_told_once() {
        assert_eq!(part_name("Llama 2", "70b"), "Llama 2 70b");
        assert_eq!(part_name("Mistral 7B v0.1", "7b"), "Mistral 7B v0.1");
        assert_eq!(part_name("Phi-2", "2.7b"), "Phi-2 2.7b");
    }
}
