//! What holds for every question in plain words: nothing crashes, each statement runs in `sqlite3`,
//! filters only take rows away, a filter and its opposite part the rows, their order does not matter.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use llmdb::db::{Db, Limits};
use llmdb::words::{Lexicon, Reading, read};
use proptest::prelude::*;

use crate::phrases::{phrases, rows};
use crate::sandbox::catalogue;

/// Filters that can stand alone, and what is their column; several of each column, in both languages.
const FILTERS: &[(&str, &str)] = &[
    ("with rope", "positional_encoding"),
    ("using alibi", "positional_encoding"),
    ("from Meta", "model"),
    ("from China", "countries"),
    ("from universities", "model"),
    ("over 7B", "parameters"),
    ("under 100B parameters", "parameters"),
    ("7B to 13B", "parameters"),
    ("context at least 32K", "context_length"),
    ("since 2022", "release_date"),
    ("before June 2023", "release_date"),
    ("in 2022", "release_date"),
    ("decoder-only", "architecture"),
    ("open", "weights"),
    ("gated", "weights"),
    ("with at least 32 layers", "layers"),
    ("with 32 layers", "layers"),
    ("with gqa", "attention"),
    ("using rlhf", "model"),
    ("derived from llama", "model"),
    ("with swiglu", "activation"),
    ("under apache-2.0", "license"),
    ("reasoning", "kind"),
    ("chat", "kind"),
    ("larger than llama-2 7b", "parameters"),
];

/// The same in Chinese.
const FILTERS_ZH: &[&str] = &[
    "使用旋转位置编码的",
    "中国的",
    "谷歌的",
    "参数量超过7B的",
    "2022年以来的",
    "开源的",
    "层数至少32的",
    "聊天",
    "采用GQA的",
    "基于llama的",
    "比llama-2 7b大的",
];

fn asked(lexicon: &Lexicon<'_>, text: &str) -> Reading {
    read(lexicon, text).unwrap().unwrap_or_else(|not| panic!("{text}: {not:?}"))
}

/// Keys of the rows of a question.
fn keys(db: &Db, lexicon: &Lexicon<'_>, text: &str) -> BTreeSet<String> {
    let reading = asked(lexicon, text);
    let (columns, all) = rows(db.connection(), &reading.sql, &reading.params);
    assert_eq!(columns[..2], ["model", "label"], "{text}");
    all.iter().map(|row| format!("{:?}/{:?}", row[0], row[1])).collect()
}

#[test]
fn a_filter_only_takes_rows_away_and_their_order_does_not_matter() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    for (one, _) in FILTERS {
        let alone = keys(&db, &lexicon, &format!("models {one}"));
        assert!(!alone.is_empty(), "{one}: a filter that lets nothing through tests nothing");
        for (other, _) in FILTERS {
            if one == other {
                continue;
            }
            let both = keys(&db, &lexicon, &format!("models {one}, {other}"));
            let second = keys(&db, &lexicon, &format!("models {other}"));
            // What both let through, and nothing else.
            assert_eq!(both, alone.intersection(&second).cloned().collect(), "{one}, {other}");
            assert_eq!(both, keys(&db, &lexicon, &format!("models {other}, {one}")), "{one}, {other}");
        }
    }
    for one in FILTERS_ZH {
        let alone = keys(&db, &lexicon, &format!("{one}模型"));
        assert!(!alone.is_empty(), "{one}");
        for other in FILTERS_ZH.iter().filter(|other| *other != one) {
            let both = keys(&db, &lexicon, &format!("{one}{other}模型"));
            let second = keys(&db, &lexicon, &format!("{other}模型"));
            assert_eq!(both, alone.intersection(&second).cloned().collect(), "{one}{other}");
        }
    }
}

#[test]
fn three_filters_in_any_order_give_the_same() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let some: Vec<&str> = FILTERS.iter().map(|(filter, _)| *filter).step_by(3).collect();
    for a in &some {
        for b in &some {
            for c in &some {
                if a == b || b == c || a == c {
                    continue;
                }
                let one = keys(&db, &lexicon, &format!("models {a}, {b}, {c}"));
                assert_eq!(one, keys(&db, &lexicon, &format!("models {c}, {a}, {b}")), "{a}, {b}, {c}");
            }
        }
    }
}

#[test]
fn a_filter_and_its_opposite_part_the_rows_that_have_a_value_and_the_others_are_told() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    for (filter, column) in FILTERS {
        let with = keys(&db, &lexicon, &format!("models {filter}"));
        let negative = format!("models not {filter}");
        let without = keys(&db, &lexicon, &negative);
        assert!(with.is_disjoint(&without), "{filter}");
        let (_, all) = rows(db.connection(), "SELECT model, label FROM listing", &[]);
        let (_, known) = rows(
            db.connection(),
            &format!("SELECT model, label FROM listing WHERE {column} IS NOT NULL"),
            &[],
        );
        assert_eq!(with.len() + without.len(), known.len(), "{filter}");
        // The rest is neither: where it is nobody knows, and that is said.
        let reading = asked(&lexicon, &negative);
        let told = reading.left_out(&db).unwrap();
        let rest = (all.len() - known.len()).to_string();
        let compares = ["over", "under 100B", "since", "before", "at least", "larger"];
        if rest != "0" && !compares.iter().any(|word| filter.contains(word)) {
            assert!(told.iter().any(|line| line.contains(&rest)), "{filter}: {rest} are left out: {told:?}");
        }
    }
}

#[test]
fn the_best_of_a_list_tells_how_many_have_no_value() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    for (question, column) in [
        ("largest models", "parameters"),
        ("上下文最长的模型", "context_length"),
        ("oldest models", "release_date"),
        ("deepest models", "layers"),
    ] {
        let sql = format!("SELECT count(*) FROM listing WHERE {column} IS NULL");
        let (_, count) = rows(db.connection(), &sql, &[]);
        let rusqlite::types::Value::Integer(count) = count[0][0] else { panic!("{question}") };
        let told = asked(&lexicon, question).left_out(&db).unwrap();
        assert!(told.len() == 1 && told[0].contains(&count.to_string()), "{question}: {told:?}, not {count}");
    }
}

#[test]
fn scores_go_with_every_other_filter() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    for (filter, _) in FILTERS {
        for text in [
            format!("models {filter}, with mmlu above 40"),
            format!("models not {filter}, mmlu above 40"),
            format!("highest mmlu models {filter}"),
        ] {
            let reading = asked(&lexicon, &text);
            rows(db.connection(), &reading.sql, &reading.params);
            reading.left_out(&db).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        }
    }
}

#[test]
fn what_could_mean_two_things_is_told() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    for (question, note) in [
        ("llama layers", "also a family"),
        ("glm的层数", "也是系列名"),
        ("mistral models", "also a maker"),
        ("models with 128k", "128k vocabulary"),
        ("1T models", "1T parameters"),
        ("base t5", "for the size say"),
        ("旋转位置遍码的模型", "视为"),
        ("羊陀的层数", "视为"),
        ("context lenght of bloom", "taken as"),
    ] {
        let reading = asked(&lexicon, question);
        assert!(reading.notes.iter().any(|told| told.contains(note)), "{question}: {:?}", reading.notes);
    }
    // What says no number, what differs in meaning, and what is said twice is not guessed at.
    for question in [
        "large models",
        "small models",
        "models over 100",
        "gpt-7",
        "llama-2 71b",
        "千帆的层数",
        "largest newest models",
        "top 5 top 7 models",
        "models that",
        "between 7b and",
        "models models",
        "models under $10",
        "50% of models",
    ] {
        assert!(read(&lexicon, question).unwrap().is_err(), "{question}");
    }
}

/// Rows of a saved query, as they are.
fn saved(db: &Db, query: &llmdb::queries::SavedQuery, given: &llmdb::queries::Arguments) -> Vec<Vec<String>> {
    let mut sink = Gathering::default();
    query.run(db, given, 10_000, &mut sink).unwrap();
    sink.0
}

/// Keeps rows as text.
#[derive(Default)]
struct Gathering(Vec<Vec<String>>);

impl llmdb::rows::RowSink for Gathering {
    fn columns(&mut self, _columns: &[llmdb::rows::Column]) -> llmdb::Result<()> {
        Ok(())
    }

    fn row(&mut self, row: llmdb::rows::Row<'_>) -> llmdb::Result<()> {
        self.0.push(row.values.iter().map(|value| format!("{value:?}")).collect());
        Ok(())
    }

    fn flush(&mut self) -> llmdb::Result<()> {
        Ok(())
    }

    fn finish(&mut self, _sources: &[llmdb::rows::Source]) -> llmdb::Result<()> {
        Ok(())
    }
}

#[test]
fn a_parameter_of_a_saved_query_said_in_words_is_the_parameter() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let mut said = 0;
    for found in llmdb::queries::all(&db).unwrap() {
        let query = llmdb::queries::get(&db, &found.slug).unwrap().unwrap();
        for parameter in &query.parameters {
            let value = match (parameter.name.as_str(), parameter.default.as_str()) {
                ("top", _) => "3".to_owned(),
                ("since", _) => "2022".to_owned(),
                ("positional_encoding", _) => "alibi".to_owned(),
                (_, default) if !default.is_empty() && !default.contains(' ') => default.to_owned(),
                _ => continue,
            };
            let words = parameter.name.replace('_', " ");
            let titles = [Some(query.title.as_str()), query.title_zh.as_deref()];
            for title in titles.into_iter().flatten() {
                for text in [
                    format!("{title} with {words} {value}"),
                    format!("{title} where {} is {value}", parameter.name),
                ] {
                    let (taken, given) = llmdb::queries::find_with_parameters(&db, &text)
                        .unwrap()
                        .unwrap_or_else(|| panic!("\"{text}\" is no saved query with parameters"));
                    let mut own = llmdb::queries::Arguments::new();
                    own.insert(parameter.name.clone(), value.clone());
                    assert_eq!((taken.slug.as_str(), &given), (query.slug.as_str(), &own), "{text}");
                    assert_eq!(saved(&db, &taken, &given), saved(&db, &query, &own), "{text}");
                    said += 1;
                }
            }
        }
    }
    assert!(said > 40, "only {said} parameters were said");
}

#[test]
fn each_statement_runs_in_the_sqlite3_shell() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let mut script = String::from(".bail on\n.parameter init\n");
    for phrase in phrases() {
        if let Ok(reading) = read(&lexicon, &phrase.text).unwrap() {
            writeln!(script, ".parameter clear\n{}", reading.script()).unwrap();
        }
    }
    let copy = tempfile::NamedTempFile::new().unwrap();
    std::fs::copy(catalogue(), copy.path()).unwrap();
    let Ok(mut shell) = Command::new("sqlite3")
        .arg(copy.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
    else {
        assert!(std::env::var_os("LLMDB_ALL_CLIENTS").is_none(), "sqlite3 is missing");
        return;
    };
    shell.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let out = shell.wait_with_output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn what_the_base_has_is_told_beside_the_answer_and_never_in_it() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let told = |text: &str| {
        let reading = asked(&lexicon, text);
        let unknown = reading.unknown(&db).unwrap();
        (unknown.clone(), reading.of_the_base(&db, &unknown).unwrap())
    };
    let (unknown, base) = told("deepseek v3 training tokens");
    assert_eq!(unknown, ["training_tokens"]);
    assert_eq!(base, ["deepseek-v3-base, from which it derives, has 14.8T"]);
    let (_, base) = told("what was falcon-instruct trained on");
    assert!(base[0].starts_with("falcon, from which it derives, was trained on "), "{base:?}");
    // A model that knows its own is not spoken for, and what is not inherited is not told.
    assert!(told("bloom training tokens").1.is_empty());
    assert!(told("deepseek v3 layers").1.is_empty());
}

#[test]
fn what_is_offered_instead_keeps_what_was_understood() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    for (text, offered) in [
        ("which model should I use for 24GB GPU at 4 bit", Some("models that fit 24 GB at 4 bit")),
        ("llama 3 vs qwen 2 price", Some("llama 3 vs qwen 2")),
        ("best llama model under 10B", Some("llama model under 10B")),
        ("how long was gpt-3 trained", Some("gpu hours of gpt-3")),
        ("write me a poem", None),
    ] {
        let not = read(&lexicon, text).unwrap().unwrap_err();
        match offered {
            Some(offered) => {
                assert_eq!(not.instead.as_deref(), Some(offered));
                asked(&lexicon, offered);
            }
            None => assert_eq!(not.instead, None, "{text}"),
        }
    }
}

#[test]
fn a_name_of_a_family_and_a_model_means_the_family_in_derived_from_and_the_note_says_so() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let family = keys(&db, &lexicon, "models derived from llama");
    let model = keys(&db, &lexicon, "models derived from the model llama");
    assert!(model.len() < family.len() && model.is_subset(&family));
    let notes = asked(&lexicon, "models derived from llama").notes;
    assert!(notes.iter().any(|note| note.contains("derived from the model llama")), "{notes:?}");
    assert!(asked(&lexicon, "models derived from llama-2").notes.is_empty());
}

#[test]
fn nothing_known_of_a_mix_is_not_a_no() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let told = |text: &str| asked(&lexicon, text).mix_unknown(&db).unwrap();
    assert!(told("was gpt-4 trained on wikipedia").is_some());
    assert!(told("was bloom trained on c4").is_none());
    assert!(told("models trained on c4").is_none());
}

#[test]
fn runs_are_parted_by_a_filter_and_its_opposite_and_go_with_scores() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let count = |text: &str| {
        let reading = asked(&lexicon, text);
        rows(db.connection(), &reading.sql, &reading.params).1.len()
    };
    for (filter, column) in [("trained on H100", "accelerator"), ("with more than 100 gpus", "accelerators")]
    {
        let sql = format!("SELECT model FROM training_runs WHERE {column} IS NOT NULL");
        let known = rows(db.connection(), &sql, &[]).1.len();
        let with = count(&format!("models {filter}"));
        assert!(with > 0 && with < known, "{filter}");
        assert_eq!(with + count(&format!("models not {filter}")), known, "{filter}");
        assert!(count(&format!("open models {filter}, since 2023")) <= with, "{filter}");
        count(&format!("models {filter}, with mmlu above 40"));
    }
}

#[test]
fn the_thing_itself_is_told_only_where_nothing_else_is_said_of_it() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let names = |text: &str| {
        let reading = asked(&lexicon, text);
        let (columns, all) = rows(db.connection(), &reading.sql, &reading.params);
        assert_eq!(columns[0], "is_a", "{text}: {}", reading.read_as);
        assert!(reading.notes.iter().any(|note| note.contains("llmdb show")), "{text}");
        all.iter().map(|row| format!("{:?} {:?}", row[0], row[1])).collect::<Vec<_>>().join("; ")
    };
    assert!(names("what is a decoder-only model").contains("architecture"));
    assert!(names("who is deepseek").contains("organization"));
    // A name of two things is told of both.
    let both = names("llama是什么");
    assert!(both.contains("family") && both.contains("model"), "{both}");
    for text in ["what is the largest rope model", "what is the licence of bloom", "what is llama-2 70b"] {
        assert!(asked(&lexicon, text).sql.contains("FROM"), "{text}");
        assert!(!asked(&lexicon, text).sql.contains("is_a"), "{text}");
    }
    for text in ["what is swiglu", "what is a transformer", "what is 7B", "what is context length"] {
        let not = read(&lexicon, text).unwrap().unwrap_err();
        assert!(not.why.is_some_and(|why| why.contains("no description")), "{text}");
    }
}

#[test]
fn what_is_said_of_memory_is_computed_and_not_filtered_by() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let lexicon = Lexicon::new(&db).unwrap();
    let one = |text: &str| {
        let reading = asked(&lexicon, text);
        let (columns, all) = rows(db.connection(), &reading.sql, &reading.params);
        assert_eq!(all.len(), 1, "{text}: {}", reading.read_as);
        columns[2..].join(", ")
    };
    assert_eq!(one("how much memory does llama-2 70b need in 4 bit"), "weight_bytes_4bit");
    assert_eq!(
        one("memory of llama-3 70b at 4 bit with 8K context"),
        "weight_bytes_4bit, kv_cache_bytes_at_8192"
    );
    let count = |text: &str| keys(&db, &lexicon, text);
    assert_eq!(count("models that fit 4x 40 GB"), count("models that fit 160 GB"));
    assert_eq!(count("8张24G显卡能跑的模型"), count("192G显卡能跑的模型"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_question_breaks_the_reader(words in prop::collection::vec(word(), 0..14), glue in prop::bool::ANY) {
        let db = Db::open_read(catalogue(), Limits::default()).unwrap();
        let lexicon = Lexicon::new(&db).unwrap();
        let text = words.join(if glue { "" } else { " " });
        if let Ok(reading) = read(&lexicon, &text).unwrap() {
            // What is understood can be prepared, and all that is bound is used.
            let statement = db.connection().prepare(&reading.sql);
            prop_assert!(statement.is_ok(), "{text}: {:?}: {}", statement.err(), reading.sql);
        }
    }
}

/// Words of the grammar and names, numbers, and rubbish.
fn word() -> impl Strategy<Value = String> {
    let known: Vec<String> = {
        let db = Db::open_read(catalogue(), Limits::default()).unwrap();
        let sql = "SELECT word FROM words UNION SELECT slug FROM models UNION SELECT slug FROM corpora
                   UNION SELECT name FROM organizations UNION SELECT alias FROM aliases";
        let (_, all) = rows(db.connection(), sql, &[]);
        all.into_iter()
            .filter_map(|row| match &row[0] {
                rusqlite::types::Value::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect()
    };
    let numbers = [
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
        "3",
        "0",
        "99999999999999999999",
    ];
    prop_oneof![
        6 => prop::sample::select(known),
        2 => prop::sample::select(numbers.map(str::to_owned).to_vec()),
        1 => "\\PC{0,6}",
        1 => "[模型的最大a-z0-9 -]{0,8}",
    ]
}
