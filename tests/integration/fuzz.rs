//! No question breaks the reader: random characters, words of the grammar and names in any order,
//! mutated phrases, very long texts, deep nesting. A few hundred in the usual run; for longer:
//!
//!     LLMDB_FUZZ_SECONDS=600 cargo test --release --test integration fuzz -- --nocapture
//!
//! A failure names the seed: LLMDB_FUZZ_SEED=… begins there.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use llmdb::db::{Db, Limits};
use llmdb::queries;
use llmdb::words::{Lexicon, Reading, read};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

use crate::phrases::{phrases, rows};
use crate::sandbox::catalogue;

/// Questions of the usual run.
const CASES: u64 = 400;
/// Rows that are looked at.
const MOST_ROWS: usize = 1000;
/// Instructions of SQLite, in thousands, after which a statement hangs.
const MOST_STEPS: u64 = 200_000;
/// Time on the processor after which a question hangs; looked at in the long run alone.
const LONGEST: Duration = Duration::from_secs(1);

/// A small generator of random numbers (splitmix64), so that a seed alone brings a case back.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap()
    }

    fn one_of<'t>(&mut self, texts: &'t [String]) -> &'t str {
        &texts[self.below(texts.len())]
    }

    fn letter(&mut self) -> char {
        let code = match self.below(6) {
            0 => 0x20 + self.below(0x5f),
            1 => 0x4e00 + self.below(0x51a5),
            2 => self.below(0x20),
            3 => 0xff00 + self.below(0xef),
            4 => self.below(0x3000),
            _ => self.below(0x11_0000),
        };
        u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
    }
}

/// What questions are made of.
struct Stock {
    terms: Vec<String>,
    phrases: Vec<String>,
}

impl Stock {
    fn new(connection: &Connection) -> Self {
        let sql = "SELECT word FROM words WHERE role <> 'say' UNION SELECT slug FROM models UNION SELECT name FROM models
                   UNION SELECT slug FROM corpora UNION SELECT name FROM organizations UNION SELECT name_zh FROM organizations
                   UNION SELECT alias FROM aliases UNION SELECT label FROM sizes UNION SELECT slug FROM licenses";
        let text = |row: Vec<Value>| match row.into_iter().next() {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        let mut terms: Vec<String> = rows(connection, sql, &[]).1.into_iter().filter_map(text).collect();
        for number in [
            "7B",
            "70b",
            "1.4T",
            "128K",
            "24 GB",
            "4 bit",
            "2023",
            "2023-06",
            "1,000亿",
            "十",
            "千亿",
            "万亿",
            "3",
            "0",
            "-1",
            "1e308",
            "99999999999999999999",
            "0.0000001b",
            "2023年6月15日",
            "≥",
            "<=",
            "?",
            "'",
            "\"",
            ";--",
            "(",
            "%",
        ] {
            for _ in 0..20 {
                terms.push(number.to_owned());
            }
        }
        Self { terms, phrases: phrases().into_iter().map(|phrase| phrase.text).collect() }
    }

    fn question(&self, chance: &mut Chance) -> String {
        match chance.below(20) {
            0 => (0..chance.below(200)).map(|_| chance.letter()).collect(),
            1 => {
                let long = 1 + chance.below(100_000);
                let term = chance.one_of(&self.terms).to_owned() + [" ", "", "-", ","][chance.below(4)];
                term.repeat(1 + long / term.len().max(1))
            }
            2 => {
                let joins = ["not", "and", "or", "不", "和", "或", "not and", "without"].map(str::to_owned);
                let mut text = String::new();
                for _ in 0..=chance.below(60) {
                    let term =
                        if chance.below(3) == 0 { chance.one_of(&self.terms) } else { chance.one_of(&joins) };
                    write!(text, "{term} ").unwrap();
                }
                text
            }
            3..=9 => {
                let between = [" ", "", ", ", "-", " and ", "的"][chance.below(6)];
                let words: Vec<&str> = (0..=chance.below(18)).map(|_| chance.one_of(&self.terms)).collect();
                words.join(between)
            }
            10..=11 => format!("{} {}", chance.one_of(&self.phrases), chance.one_of(&self.phrases)),
            _ => {
                let mut letters: Vec<char> = chance.one_of(&self.phrases).chars().collect();
                for _ in 0..=chance.below(4) {
                    let at = chance.below(letters.len() + 1);
                    match chance.below(5) {
                        0 if at < letters.len() => _ = letters.remove(at),
                        1 => letters.insert(at, chance.letter()),
                        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
                        3 => {
                            let term: Vec<char> =
                                format!(" {} ", chance.one_of(&self.terms)).chars().collect();
                            letters.splice(at..at, term);
                        }
                        _ => letters.truncate(at),
                    }
                }
                letters.into_iter().collect()
            }
        }
    }
}

/// Letters and digits alone, as the reader sees them: no word may be missing from how words were taken.
fn letters(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            other => other,
        })
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Reads a question and runs what it became; what is wrong with it, if anything.
fn tried(
    db: &Db,
    runs: &Connection,
    lexicon: &Lexicon<'_>,
    steps: &AtomicU64,
    text: &str,
) -> Result<bool, String> {
    steps.store(0, Ordering::Relaxed);
    queries::nearest(db, text).map_err(|error| format!("saved query: {error:?}"))?;
    queries::find(db, text).map_err(|error| format!("saved query: {error:?}"))?;
    queries::find_with_parameters(db, text).map_err(|error| format!("saved query: {error:?}"))?;
    let reading: Reading = match read(lexicon, text).map_err(|error| format!("{error:?}"))? {
        Ok(reading) => reading,
        Err(not) => {
            let _ = llmdb::Error::from(not).to_string();
            return Ok(false);
        }
    };
    let taken: String = reading.explained.iter().map(|(word, _)| letters(word)).collect();
    if taken != letters(text) {
        return Err(format!("a word was dropped: {:?}: {}", reading.explained, reading.read_as));
    }
    let fault = |error: rusqlite::Error| format!("{error}: {}\n{}", reading.read_as, reading.sql);
    let mut statement = runs.prepare(&reading.sql).map_err(fault)?;
    for (name, value) in &reading.params {
        let hole = statement.parameter_index(&format!(":{name}")).map_err(fault)?;
        let hole = hole.ok_or_else(|| format!(":{name} is not in the statement: {}", reading.sql))?;
        statement.raw_bind_parameter(hole, value).map_err(fault)?;
    }
    if statement.parameter_count() != reading.params.len() {
        return Err(format!("a parameter is not bound: {:?}\n{}", reading.params, reading.sql));
    }
    let mut rows = statement.raw_query();
    for _ in 0..MOST_ROWS {
        if rows.next().map_err(fault)?.is_none() {
            break;
        }
    }
    drop(rows);
    reading.left_out(db).map_err(|error| format!("{error:?}"))?;
    reading.unknown(db).map_err(|error| format!("{error:?}"))?;
    Ok(true)
}

/// Time on the processor so far, where the machine tells.
fn on_the_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

#[test]
fn fuzz_no_question_breaks_the_reader() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seconds = number("LLMDB_FUZZ_SECONDS");
    let now = || SystemTime::UNIX_EPOCH.elapsed().map_or(1, |since| since.as_secs());
    let first = number("LLMDB_FUZZ_SEED").unwrap_or_else(|| seconds.map_or(6, |_| now() << 20));
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let steps = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&steps);
    let hangs = move || counted.fetch_add(1, Ordering::Relaxed) > MOST_STEPS;
    let mut runs = Connection::open_with_flags(catalogue(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    runs.progress_handler(1000, Some(hangs)).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let stock = Stock::new(db.connection());
    let (begun, mut cases, mut read, mut slowest) = (Instant::now(), 0_u64, 0_u64, Duration::ZERO);
    let mut faults = String::new();
    let mut faulty = 0;
    loop {
        let goes_on = seconds.map_or(cases < CASES, |most| begun.elapsed() < Duration::from_secs(most));
        if !goes_on || faulty >= 20 {
            break;
        }
        let seed = first.wrapping_add(cases);
        let text = stock.question(&mut Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d)));
        let before = on_the_processor();
        let outcome = catch_unwind(AssertUnwindSafe(|| tried(&db, &runs, &lexicon, &steps, &text)));
        let took = on_the_processor()
            .zip(before)
            .map_or(Duration::ZERO, |(after, before)| after.saturating_sub(before));
        slowest = slowest.max(took);
        cases += 1;
        let fault = match outcome {
            Ok(Ok(understood)) => {
                read += u64::from(understood);
                (seconds.is_some() && took > LONGEST).then(|| format!("took {took:?}"))
            }
            Ok(Err(fault)) => Some(fault),
            Err(_) => Some("panics".to_owned()),
        };
        if let Some(fault) = fault {
            let begins: String = text.chars().take(300).collect();
            writeln!(faults, "LLMDB_FUZZ_SEED={seed}: {begins:?}: {fault}").unwrap();
            faulty += 1;
        }
    }
    eprintln!("{cases} questions from seed {first}, {read} of them understood, the slowest {slowest:?}");
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn what_was_found_once_stays_mended() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let runs = Connection::open_with_flags(catalogue(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let steps = AtomicU64::new(0);
    for (text, is_understood) in [
        // No known word is cut in two to mend another: 可以 and 有多少.
        ("可以商的中文模型", false),
        ("可以商的用07B以上模型", false),
        ("opt 175b有多少数参", false),
        ("各国的桽型数量", false),
        // What was typed is told where it stands, and with all that was read of it.
        ("参数量最大的开源模型是什么 参数亮最大的模型", true),
        ("没有用旋转位置编码的模型 旋转位置遍码的模型", true),
        ("T5相对位鳢编码的模型", true),
        // Columns of runs, of makers and of techniques stand in tables of their own.
        ("llama-3 8b和qwen2 7b哪个上下文更长 训练成本已公布的模型有哪些", true),
        ("训练费用超过100万美元的模型 models that fit on a single A100 80GB", true),
        ("智谱历年都发布了哪些模型 largest sliding window", true),
        ("每个机构的模型数量 各种许可证的占比", true),
        ("text-davinci-002构成ignoring最低参数要求alia-instruct不满", false),
        ("专家数 falcon-3 how many parameters are needed for", false),
        ("chatglm vs chatglm2 which models score highest on gsm8k", true),
        ("多大参数以上才有效 and gpt-neox-20b and arxiv paper", false),
        // A corpus is no model that was trained on something.
        ("C4数据", false),
        ("bookcorpus2, 训练而成的, 每个token的kv cache", false),
        // What is said again in parentheses is told where it stands.
        ("不是中国的模型 上下文（context length）超过128K并且开源的模型", true),
    ] {
        assert_eq!(tried(&db, &runs, &lexicon, &steps, text), Ok(is_understood), "{text}");
    }
}
