//! Cutting a question into pieces: Latin words, numbers, single Chinese characters and signs; and
//! reading numbers as people write them in both languages.
//!
//! Knows no word of the grammar: what a piece means, the lexicon says.

/// What a piece is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Letters.
    Latin,
    /// A digit first: `70`, `1.4`, `7b1`, `24gb`.
    Digits,
    /// One Chinese character.
    Han,
    /// A sign that can mean something: `≥`, `+`.
    Sign,
    /// A sign that only separates.
    Break,
}

/// A piece of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// As it was typed.
    pub(crate) text: String,
    /// What it is made of.
    pub(crate) shape: Shape,
    /// Does it follow the piece before without a space, or with a hyphen alone?
    pub(crate) glued: bool,
    /// Is there a hyphen before it?
    pub(crate) hyphen: bool,
}

/// A longer question is no question.
pub(crate) const MOST_PIECES: usize = 200;
/// The same in bytes.
pub(crate) const MOST_BYTES: usize = 4000;

/// Lower case without spaces, hyphens and underscores: what counts of a name. The indexes fold the same way.
pub fn fold(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).map(|c| c.to_ascii_lowercase()).collect()
}

/// Is this a question in Chinese?
pub fn is_chinese(text: &str) -> bool {
    text.chars().any(is_han)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// Full-width signs and digits as their ASCII twins.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\t' | '\n' | '\r' => ' ',
        '‐' | '‑' | '–' | '—' | '−' => '-',
        '’' | '‘' => '\'',
        other => other,
    }
}

/// Cuts a question into pieces.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().map(plain).collect();
    let mut found: Vec<Piece> = Vec::new();
    let (mut at, mut glued, mut hyphen) = (0, false, false);
    while at < chars.len() {
        let c = chars[at];
        if c == ' ' {
            glued = false;
            hyphen = false;
            at += 1;
            continue;
        }
        if c == '-' {
            // A hyphen between two letters or digits joins; elsewhere it is nothing.
            hyphen = at > 0 && chars.get(at + 1).is_some_and(|next| next.is_alphanumeric()) && glued;
            at += 1;
            continue;
        }
        let end = piece_end(&chars, at);
        let shape = match c {
            _ if is_han(c) => Shape::Han,
            _ if c.is_ascii_digit() => Shape::Digits,
            // What counts or prices something is a word, though nobody may know it.
            _ if c.is_alphanumeric()
                || matches!(c, '_' | '$' | '€' | '£' | '¥' | '%' | '‰' | '°' | '#' | '@') =>
            {
                Shape::Latin
            }
            '<' | '>' | '=' | '≥' | '≤' | '+' | '&' | '~' => Shape::Sign,
            _ => Shape::Break,
        };
        found.push(Piece { text: chars[at..end].iter().collect(), shape, glued, hyphen });
        glued = true;
        hyphen = false;
        at = end;
    }
    found
}

fn piece_end(chars: &[char], start: usize) -> usize {
    let first = chars[start];
    let next = |at: usize| chars.get(at).copied().unwrap_or(' ');
    let mut end = start + 1;
    if is_han(first) {
        return end;
    }
    if first.is_ascii_digit() {
        while end < chars.len() {
            let c = chars[end];
            let joins = match c {
                // 1,000 but not "7B, 13B".
                ',' => (1..=3).all(|n| next(end + n).is_ascii_digit()) && !next(end + 4).is_ascii_digit(),
                '.' | '_' => next(end + 1).is_ascii_digit(),
                _ => c.is_ascii_alphanumeric(),
            };
            if !joins {
                break;
            }
            end += 1;
        }
        return end;
    }
    if matches!(first, 'w' | 'W') && next(end) == '/' {
        // w/ and w/o, with and without.
        let without = matches!(next(end + 1), 'o' | 'O') && !next(end + 2).is_alphanumeric();
        return end + 1 + usize::from(without);
    }
    if first.is_alphabetic() || first == '_' {
        while end < chars.len() {
            let c = chars[end];
            let inside = c.is_alphabetic() && !is_han(c)
                || c == '_'
                || matches!(c, '.' | '\'' | '/') && next(end + 1).is_ascii_alphabetic();
            if !inside {
                break;
            }
            end += 1;
        }
        return end;
    }
    if matches!(first, '<' | '>' | '=') && next(end) == '=' {
        end += 1;
    }
    end
}

/// What a number counts, where its suffix tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Nothing was said.
    Nothing,
    /// Bytes: `24gb`.
    Bytes,
    /// Bits: `4bit`.
    Bits,
}

/// A number as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    /// Its value.
    pub(crate) value: f64,
    /// Its magnitude, as a letter: k, m, b, t; a space where it has none.
    pub(crate) magnitude: char,
    /// What it counts, where its suffix tells.
    pub(crate) counts: Counts,
}

/// More than anything that is counted: the operations of a training run are some 1e26.
const MOST: f64 = 1e30;

/// Reads a piece that begins with a digit: `70b`, `1.4T`, `1,000`, `24gb`, `4bit`.
pub(crate) fn number(text: &str) -> Option<Number> {
    let text = text.to_ascii_lowercase();
    if let Some((before, power)) = text.split_once('e')
        && (1..=2).contains(&power.len())
        && power.bytes().all(|digit| digit.is_ascii_digit())
        && before.bytes().all(|digit| digit.is_ascii_digit() || digit == b'.')
    {
        let value: f64 = text.parse().ok()?;
        return (value < MOST).then_some(Number { value, magnitude: ' ', counts: Counts::Nothing });
    }
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (digits, suffix) = text.split_at(end);
    let digits: String = digits.chars().filter(|c| *c != ',').collect();
    let value: f64 = digits.parse().ok()?;
    let (factor, magnitude, counts) = match suffix {
        "" => (1.0, ' ', Counts::Nothing),
        "k" => (1e3, 'k', Counts::Nothing),
        "m" | "mn" | "mm" => (1e6, 'm', Counts::Nothing),
        "b" | "bn" => (1e9, 'b', Counts::Nothing),
        "t" | "tn" => (1e12, 't', Counts::Nothing),
        "mb" => (1e6, 'm', Counts::Bytes),
        "gb" | "g" => (1e9, 'b', Counts::Bytes),
        "tb" => (1e12, 't', Counts::Bytes),
        "gib" => (1_073_741_824.0, 'b', Counts::Bytes),
        "tib" => (1_099_511_627_776.0, 't', Counts::Bytes),
        "bit" | "bits" => (1.0, ' ', Counts::Bits),
        _ => return None,
    };
    let value = value * factor;
    (value < MOST).then_some(Number { value, magnitude, counts })
}

/// Reads Chinese digits from the beginning of these pieces: 十二, 三百, 一千亿 without its scale words
/// 万 and 亿, which the grammar multiplies. Returns the value and how many pieces it took.
pub(crate) fn han_number(pieces: &[Piece]) -> Option<(f64, usize)> {
    let (mut total, mut digit, mut taken) = (0.0, None::<f64>, 0);
    for piece in pieces {
        let c = piece.text.chars().next()?;
        if let Some(value) = "零一二三四五六七八九".chars().position(|d| d == c) {
            #[expect(clippy::cast_precision_loss, reason = "at most 9")]
            let value = value as f64;
            digit = Some(digit.map_or(value, |before| before * 10.0 + value));
        } else if c == '两' {
            digit = Some(2.0);
        } else if let Some(scale) = match c {
            '十' => Some(10.0),
            '百' => Some(100.0),
            '千' => Some(1000.0),
            _ => None,
        } {
            total += digit.unwrap_or(1.0) * scale;
            digit = None;
        } else {
            break;
        }
        taken += 1;
        if taken > 12 {
            return None;
        }
    }
    (taken > 0).then(|| (total + digit.unwrap_or(0.0), taken))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        pieces(text).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn pieces_end_where_letters_digits_and_characters_meet() {
        assert_eq!(cut("llama-2 70b层"), ["llama", "2", "70b", "层"]);
        assert_eq!(cut("参数≥1,000亿"), ["参", "数", "≥", "1,000", "亿"]);
        assert_eq!(cut("7B, 13B"), ["7B", ",", "13B"]);
        assert_eq!(cut("t5-v1.1 u.s."), ["t", "5", "v", "1.1", "u.s", "."]);
    }

    #[test]
    fn numbers_are_read_with_their_suffix() {
        let value = |text: &str| number(text).unwrap().value.to_string();
        assert_eq!(value("1.4T"), "1400000000000");
        assert_eq!(number("24gb").unwrap().counts, Counts::Bytes);
        assert_eq!(value("1,000"), "1000");
        assert!(number("7b1").is_none() && number("8x7b").is_none());
        assert_eq!(han_number(&pieces("一百二十层")), Some((120.0, 4)));
        assert_eq!(han_number(&pieces("十")), Some((10.0, 1)));
    }
}
