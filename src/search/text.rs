//! Words of a text: how it is cut for the index, how what was typed becomes a query that can never be
//! wrong, and where a word stands in a text.

/// Opens and closes what matched in a text that is shown.
pub(super) const MARKS: (char, char) = ('«', '»');

/// Characters of a long text that are shown around what matched.
const AROUND: usize = 40;
/// Characters up to which a text is shown whole.
const SHORT: usize = 100;

/// Is this a character that is a word of its own: Chinese, Japanese, Korean?
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The text with each Chinese character set apart, as the index holds it.
pub(super) fn set_apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if stands_alone(c) {
            apart.extend([' ', c, ' ']);
        } else {
            apart.push(c);
        }
    }
    apart
}

/// What counts of a name: lower case, without hyphens, underscores and spaces.
pub(super) fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words that were typed, without those that hold neither letter nor digit.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == '/')
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

/// A query of the index that asks for all of these words; each is quoted, so that nothing in it is
/// read as syntax.
pub(super) fn query(words: &[String]) -> String {
    let phrases: Vec<String> =
        words.iter().map(|word| format!("\"{}\"", set_apart(word).replace(['"', '\0'], " "))).collect();
    phrases.join(" AND ")
}

/// A word of a text: where it stands, and its letters in lower case.
struct Token {
    from: usize,
    to: usize,
    lower: String,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut open = false;
    for (from, c) in text.char_indices() {
        let to = from + c.len_utf8();
        if stands_alone(c) {
            found.push(Token { from, to, lower: c.to_string() });
            open = false;
        } else if !c.is_alphanumeric() {
            open = false;
        } else if let (true, Some(token)) = (open, found.last_mut()) {
            token.to = to;
            token.lower.extend(c.to_lowercase());
        } else {
            found.push(Token { from, to, lower: c.to_lowercase().collect() });
            open = true;
        }
    }
    found
}

/// Where these words stand in a text, in order, and how many of them do.
pub(super) fn places(text: &str, words: &[String]) -> (Vec<(usize, usize)>, usize) {
    let own = tokens(text);
    let (mut places, mut count) = (Vec::new(), 0);
    for word in words {
        let wanted: Vec<String> = tokens(word).into_iter().map(|token| token.lower).collect();
        if wanted.is_empty() {
            continue;
        }
        let mut found = false;
        for run in own.windows(wanted.len()) {
            if run.iter().map(|token| &token.lower).eq(&wanted) {
                places.push((run[0].from, run[run.len() - 1].to));
                found = true;
            }
        }
        count += usize::from(found);
    }
    places.sort_unstable();
    (places, count)
}

/// Where a name begins with what was typed, spaces and hyphens aside; none where it does not.
pub(super) fn beginning(name: &str, typed: &str) -> Option<(usize, usize)> {
    let wanted = folded(typed);
    let from = name.find(|c: char| !c.is_whitespace())?;
    let ends = name.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.filter(|&to| to > from).find(|&to| folded(&name[from..to]) == wanted).map(|to| (from, to))
}

/// The text with marks around these places; of a long one, what stands around the first.
pub(super) fn marked(text: &str, places: &[(usize, usize)]) -> String {
    let (open, close) = MARKS;
    let (start, end) = window(text, places.first().copied());
    let mut shown = String::with_capacity(end - start + 16);
    if start > 0 {
        shown.push('…');
    }
    let mut at = start;
    for &(from, to) in places {
        // Places may overlap where one word is part of another.
        let from = from.max(at);
        if to <= from || to > end {
            continue;
        }
        shown.push_str(&text[at..from]);
        // Neighbours are one: `百川`, not `«百»«川»`.
        if from == at && shown.ends_with(close) {
            shown.pop();
        } else {
            shown.push(open);
        }
        shown.push_str(&text[from..to]);
        shown.push(close);
        at = to;
    }
    shown.push_str(&text[at..end]);
    if end < text.len() {
        shown.push('…');
    }
    shown
}

fn window(text: &str, first: Option<(usize, usize)>) -> (usize, usize) {
    if text.chars().count() <= SHORT {
        return (0, text.len());
    }
    let (from, to) = first.unwrap_or((0, 0));
    let start = text[..from].char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let after = if start == 0 { SHORT } else { AROUND };
    let end = text[to..].char_indices().nth(after).map_or(text.len(), |(at, _)| to + at);
    (start, end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(text: &str) -> Vec<String> {
        words(text)
    }

    #[test]
    fn chinese_characters_are_words_of_their_own() {
        assert_eq!(set_apart("百川2 base"), " 百  川 2 base");
        assert_eq!(query(&list("百川 \"OR\" a-b ***")), "\" 百  川 \" AND \" OR \" AND \"a-b\"");
    }

    #[test]
    fn what_matched_is_marked() {
        let mark = |text: &str, typed: &str| marked(text, &places(text, &list(typed)).0);
        assert_eq!(mark("百川智能的中英双语模型", "双语"), "百川智能的中英«双语»模型");
        assert_eq!(mark("LLaMA 2 70B", "llama"), "«LLaMA» 2 70B");
        assert_eq!(mark("T5 and t5", "T5"), "«T5» and «t5»");
        assert_eq!(mark("百川百川", "百川"), "«百川百川»");
        let long = format!("{} needle {}", "x ".repeat(80), "y ".repeat(80));
        let shown = mark(&long, "needle");
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains("«needle»"), "{shown}");
    }

    #[test]
    fn the_beginning_of_a_name_is_found_without_its_hyphens() {
        assert_eq!(beginning("LLaMA 2-Chat", "llama2"), Some((0, 7)));
        assert_eq!(beginning("百川智能", "百川"), Some((0, 6)));
        assert_eq!(beginning("OPT", "optical"), None);
    }

    proptest! {
        #[test]
        fn marking_keeps_the_text(text in "[a-c百川 -]{0,60}", typed in "[a-c百川 ]{0,6}") {
            let shown = marked(&text, &places(&text, &list(&typed)).0);
            prop_assert_eq!(shown.replace(['«', '»'], ""), text);
        }

        #[test]
        fn nothing_typed_breaks_out_of_its_quotes(typed in any::<String>()) {
            let query = query(&list(&typed));
            prop_assert_eq!(query.matches('"').count(), 2 * list(&typed).len());
        }
    }
}
