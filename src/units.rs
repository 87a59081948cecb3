//! Numbers as people read and write them: `70B` parameters, `2.0T` tokens, `140 GB`.
//!
//! A column's name tells its unit; this module alone knows what follows from it.

use std::borrow::Cow;
use std::ops::Range;

/// What the numbers of a column count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Not a quantity, or one that reads best as it is.
    Plain,
    /// Many single things; thousands are set apart: `32,000`.
    Count,
    /// Parameters, documents, examples: `70B`.
    Large,
    /// Tokens: `2.0T`.
    Tokens,
    /// Tokens of a context: `4K` is 4096.
    Context,
    /// Bytes, decimal: `140 GB`.
    Bytes,
    /// Floating-point operations: `2.5e24`.
    Flop,
    /// Percent: `67 %`.
    Percent,
    /// US dollars: `$5.6M`.
    Dollars,
}

/// What still reads well before its unit: `0.001T` to `99,999B`.
const READABLE: Range<f64> = 0.001..99_999.5;

/// What reads at a glance.
const PLEASANT: Range<f64> = 0.1..9_999.5;

/// A step of a decimal scale: values from `from` on are divided by it and called `name`.
struct Step {
    from: f64,
    name: &'static str,
}

const LARGE: [Step; 4] = [
    Step { from: 1e12, name: "T" },
    Step { from: 1e9, name: "B" },
    Step { from: 1e6, name: "M" },
    Step { from: 1e3, name: "K" },
];

const BYTES: [Step; 5] = [
    Step { from: 1e15, name: " PB" },
    Step { from: 1e12, name: " TB" },
    Step { from: 1e9, name: " GB" },
    Step { from: 1e6, name: " MB" },
    Step { from: 1e3, name: " kB" },
];

impl Unit {
    /// The unit of a column, by its name.
    pub fn of(column: &str) -> Self {
        match column {
            "context_length" | "sliding_window" => Self::Context,
            "tokens_per_parameter" => Self::Plain,
            "documents" | "examples" | "min_parameters" => Self::Large,
            "vocab_size" | "hidden_size" | "ffn_size" | "rope_theta" | "accelerators"
            | "accelerator_hours" => Self::Count,
            _ if column == "flop" || column.ends_with("_flop") => Self::Flop,
            _ if column == "parameters" || column.ends_with("_parameters") => Self::Large,
            _ if column == "tokens" || column.ends_with("_tokens") => Self::Tokens,
            _ if column == "bytes" || column.contains("_bytes") => Self::Bytes,
            _ if column.ends_with("_pct") => Self::Percent,
            _ if column.ends_with("_usd") => Self::Dollars,
            _ => Self::Plain,
        }
    }

    /// The steps of its decimal scale, the largest first; none where it has no such scale.
    fn steps(self) -> &'static [Step] {
        match self {
            Self::Large | Self::Tokens | Self::Dollars => &LARGE,
            Self::Bytes => &BYTES,
            _ => &[],
        }
    }

    fn in_step(self, step: Option<&Step>) -> Scale {
        let (divisor, name) = match step {
            Some(step) => (step.from, step.name),
            None => (1.0, if self == Self::Bytes { " B" } else { "" }),
        };
        Scale { unit: self, divisor, name }
    }

    /// The scale in which a number stands alone.
    pub fn scale(self, value: f64) -> Scale {
        self.in_step(self.steps().iter().find(|step| value.abs() >= step.from))
    }

    /// The one scale of a column of these numbers: that in which most of them read well, and of equal
    /// ones that of the middle number. So the largest does not turn the others into thousandths.
    pub fn scale_of(self, values: impl Iterator<Item = f64>) -> Scale {
        let mut sizes: Vec<f64> = values.map(f64::abs).filter(|size| *size > 0.0).collect();
        sizes.sort_unstable_by(f64::total_cmp);
        let middle = self.scale(sizes.get(sizes.len() / 2).copied().unwrap_or(0.0));
        let awkward =
            |scale: &Scale| sizes.iter().filter(|size| !PLEASANT.contains(&(*size / scale.divisor))).count();
        let steps = self.steps().iter().map(|step| self.in_step(Some(step)));
        steps.fold(middle, |best, scale| if awkward(&scale) < awkward(&best) { scale } else { best })
    }

    /// One number alone, as people read it.
    pub fn human(self, value: f64) -> String {
        self.scale(value).human(value)
    }
}

/// A unit and the power of ten in which a column of it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    unit: Unit,
    divisor: f64,
    name: &'static str,
}

impl Scale {
    /// A number as people read it, in this scale; in its own where this one would make it unreadable.
    pub fn human(&self, value: f64) -> String {
        let shown = (value / self.divisor).abs();
        let scale = if shown > 0.0 && !READABLE.contains(&shown) { self.unit.scale(value) } else { *self };
        scale.written(value)
    }

    fn written(&self, value: f64) -> String {
        match self.unit {
            Unit::Plain => plain(value),
            Unit::Count => grouped(value),
            Unit::Context => context(value),
            Unit::Flop => format!("{value:.1e}"),
            Unit::Percent => format!("{} %", plain(value)),
            Unit::Dollars => format!("${}{}", significant(value / self.divisor), self.name),
            Unit::Tokens => {
                let digits = significant(value / self.divisor);
                // 2.0T, since what is published is rounded: 2T reads as exact.
                let point = if self.divisor > 1.0 && digits.len() == 1 && digits != "0" { ".0" } else { "" };
                format!("{digits}{point}{}", self.name)
            }
            Unit::Large | Unit::Bytes => format!("{}{}", significant(value / self.divisor), self.name),
        }
    }
}

/// Reads a whole number as people write it: `70B`, `1.4T`, `128K` (1000 each), `4_096`, `32,000`.
/// Counted in digits, so that no amount is off by a rounding.
pub fn parse_amount(text: &str) -> Option<i64> {
    let text = text.trim();
    let (digits, zeros) = match text.char_indices().last()? {
        (at, 'k' | 'K') => (&text[..at], 3),
        (at, 'm' | 'M') => (&text[..at], 6),
        (at, 'b' | 'B') => (&text[..at], 9),
        (at, 't' | 'T') => (&text[..at], 12),
        _ => (text, 0),
    };
    let digits: String = digits.trim().chars().filter(|c| !matches!(c, ',' | '_')).collect();
    if zeros == 0 {
        return digits.parse().ok();
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let has_digits = digits.bytes().any(|digit| digit.is_ascii_digit());
    // A longer fraction is less than one of what is counted.
    if !has_digits || fraction.len() > zeros || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{fraction}{}", "0".repeat(zeros - fraction.len())).parse().ok()
}

/// Three significant digits, without zeros at the end; thousands are set apart.
fn significant(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 1000.0 => return grouped(value.round()),
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size if size >= 0.1 => 3,
        _ => 4,
    };
    trimmed(&format!("{value:.decimals$}")).into_owned()
}

fn trimmed(digits: &str) -> Cow<'_, str> {
    if digits.contains('.') {
        Cow::Borrowed(digits.trim_end_matches('0').trim_end_matches('.'))
    } else {
        Cow::Borrowed(digits)
    }
}

fn plain(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        trimmed(&format!("{value:.4}")).into_owned()
    }
}

fn grouped(value: f64) -> String {
    let digits = plain(value);
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

fn context(value: f64) -> String {
    const KIBI: f64 = 1024.0;
    if value >= KIBI * KIBI && value % (KIBI * KIBI) == 0.0 {
        format!("{:.0}M", value / KIBI / KIBI)
    } else if value >= KIBI && value % KIBI == 0.0 {
        format!("{:.0}K", value / KIBI)
    } else {
        grouped(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_unit() {
        assert_eq!(Unit::of("active_parameters"), Unit::Large);
        assert_eq!(Unit::of("training_tokens"), Unit::Tokens);
        assert_eq!(Unit::of("kv_cache_bytes_per_token"), Unit::Bytes);
        assert_eq!(Unit::of("weight_pct"), Unit::Percent);
        assert_eq!(Unit::of("release_year"), Unit::Plain);
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        let cases = [
            (Unit::Large, 70e9, "70B"),
            (Unit::Large, 6.7e9, "6.7B"),
            (Unit::Large, 7_000_559_616.0, "7B"),
            (Unit::Large, 125e6, "125M"),
            (Unit::Tokens, 2e12, "2.0T"),
            (Unit::Tokens, 780e9, "780B"),
            (Unit::Bytes, 140e9, "140 GB"),
            (Unit::Context, 4096.0, "4K"),
            (Unit::Context, 200_000.0, "200,000"),
            (Unit::Context, 1_048_576.0, "1M"),
            (Unit::Flop, 2.5272e24, "2.5e24"),
            (Unit::Percent, 67.0, "67 %"),
            (Unit::Dollars, 5_576_000.0, "$5.58M"),
            (Unit::Count, 32000.0, "32,000"),
            (Unit::Count, 999.0, "999"),
            (Unit::Plain, 28.5, "28.5"),
        ];
        for (unit, value, text) in cases {
            assert_eq!(unit.human(value), text);
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let cases = [
            ("70B", 70_000_000_000),
            ("1.4T", 1_400_000_000_000),
            ("128k", 128_000),
            ("32,000", 32_000),
            ("-5", -5),
            (".5B", 500_000_000),
            ("-1.50K", -1_500),
            ("8192.2t", 8_192_200_000_000_000),
        ];
        for (text, number) in cases {
            assert_eq!(parse_amount(text), Some(number));
        }
        for text in [
            "",
            "B",
            ".",
            "1.0005K",
            "1.2.3B",
            ".K",
            "1e3K",
            "-B",
            "seven",
            "1.5",
            "1e30T",
            "inf",
            "nan",
            "9999999999T",
        ] {
            assert_eq!(parse_amount(text), None, "{text}");
        }
    }

    #[test]
    fn a_column_has_one_unit() {
        let scale = Unit::Large.scale_of([540e9, 70e9, 125e6].into_iter());
        assert_eq!(scale.human(540e9), "540B");
        assert_eq!(scale.human(125e6), "0.125B");
        // One very large model does not turn the others into thousandths.
        let scale = Unit::Large.scale_of([1.6e12, 8e9, 6e8].into_iter());
        assert_eq!([1.6e12, 8e9, 6e8].map(|value| scale.human(value)), ["1,600B", "8B", "0.6B"]);
    }

    #[test]
    fn a_number_that_would_vanish_in_the_scale_of_its_column_keeps_its_own() {
        let scale = Unit::Large.scale_of([20.8e9, 14.5e9, 11_038.0].into_iter());
        assert_eq!([20.8e9, 11_038.0].map(|value| scale.human(value)), ["20.8B", "11K"]);
        let scale = Unit::Tokens.scale(2e6);
        assert_eq!([0.0, 15e12].map(|value| scale.human(value)), ["0M", "15T"]);
    }

    proptest::proptest! {
        #[test]
        fn a_whole_number_is_read_as_itself(number in proptest::num::i64::ANY) {
            assert_eq!(parse_amount(&number.to_string()), Some(number));
        }

        #[test]
        fn a_suffix_multiplies(number in 0..9_000_i64, tenths in 0..10_i64) {
            for (suffix, factor) in [("K", 1_000), ("m", 1_000_000), ("B", 1_000_000_000), ("t", 1_000_000_000_000)] {
                let amount = number * factor + tenths * factor / 10;
                assert_eq!(parse_amount(&format!("{number}.{tenths}{suffix}")), Some(amount));
            }
        }

        #[test]
        fn no_text_makes_it_fall_over(text in "\\PC*|[-+0-9.,_eEinfaN]*[KMBTkmbt]?") {
            parse_amount(&text);
        }
    }
}
