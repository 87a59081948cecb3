//! The same rows through every format: NULL, Chinese, control characters, quotes, separators, a
//! large integer, no rows, sources.

use super::*;
use crate::rows::{Column, Row, Source, Value};

fn written(format: &Format, rows: &[Vec<Value<'_>>], style: Style) -> String {
    let columns = ["name", "parameters", "note"].map(Column::new);
    let mut out = Vec::new();
    let cite = style.cite;
    {
        let mut sink = (format.open)(&mut out, style);
        sink.columns(&columns).unwrap();
        let sources = [Source {
            key: "arxiv:2302.13971".into(),
            title: "LLaMA & co".into(),
            year: Some(2023),
            url: "https://arxiv.org/abs/2302.13971".into(),
        }];
        for values in rows {
            let cited = if cite { vec![vec![], vec![0], vec![]] } else { vec![] };
            sink.row(Row { values, cited: &cited, sources: &sources }).unwrap();
        }
        sink.finish(if cite { &sources } else { &[] }).unwrap();
    }
    String::from_utf8(out).unwrap()
}

fn rows() -> Vec<Vec<Value<'static>>> {
    vec![
        vec!["百川".into(), Value::Integer(13_264_901_120), "a|b, \"c\"\t<d> & 5% _e".into()],
        vec!["llama".into(), Value::Integer(i64::MAX), "\x1b[31mred\nnew".into()],
        vec![Value::Null, Value::Real(0.5), Value::Blob(vec![0, 255].into())],
    ]
}

#[test]
fn every_format_writes_the_golden_rows() {
    let mut all = String::new();
    for format in FORMATS {
        all.push_str(&format!("== {}\n{}", format.name, written(format, &rows(), Style::default())));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn every_format_writes_no_rows() {
    let mut all = String::new();
    for format in FORMATS {
        all.push_str(&format!("== {}\n{}", format.name, written(format, &[], Style::default())));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn every_format_names_the_sources() {
    let style = Style { cite: true, ..Style::default() };
    let mut all = String::new();
    for format in FORMATS {
        all.push_str(&format!("== {}\n{}", format.name, written(format, &rows()[..1], style.clone())));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_terminal_gets_no_control_characters() {
    let style = Style { terminal: true, width: Some(40), ..Style::default() };
    for format in FORMATS.iter().filter(|format| format.for_people) {
        let text = written(format, &rows(), style.clone());
        assert!(!text.contains('\x1b'), "{}: {text}", format.name);
    }
}

#[test]
fn endings_and_names_are_of_one_format_each() {
    let names: std::collections::BTreeSet<_> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(names.len(), FORMATS.len());
    let endings: Vec<_> = FORMATS.iter().flat_map(|format| format.endings).collect();
    let distinct: std::collections::BTreeSet<_> = endings.iter().collect();
    assert_eq!(distinct.len(), endings.len());
    assert_eq!(by_ending("CSV").map(|format| format.name), Some("csv"));
}

/// Text as a reader of TSV takes it: escapes become what they stand for.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        plain.push(match (c, if c == '\\' { rest.next() } else { None }) {
            (_, Some('t')) => '\t',
            (_, Some('n')) => '\n',
            (_, Some('r')) => '\r',
            (c, _) => c,
        });
    }
    plain
}

proptest::proptest! {
    #[test]
    fn what_is_written_for_programs_reads_back_the_same(
        rows in proptest::collection::vec(
            (proptest::num::i64::ANY, proptest::option::of("(\\PC|\n|\r|\t|\"|,|\\\\|\x01){0,12}"), proptest::num::f64::NORMAL | proptest::num::f64::ZERO), 0..6)
    ) {
        let values: Vec<Vec<Value<'_>>> = rows
            .iter()
            .map(|(number, text, real)| vec![Value::Integer(*number), Value::from(text.as_deref()), Value::Real(*real)])
            .collect();
        let written = |name: &str| written(by_name(name).unwrap(), &values, Style::default());

        let csv = written("csv");
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let found: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(found.len(), rows.len());
        for (found, (number, text, real)) in found.iter().zip(&rows) {
            assert_eq!(found[0].parse(), Ok(*number));
            assert_eq!(&found[1], text.as_deref().unwrap_or_default());
            assert_eq!(found[2].parse(), Ok(*real));
        }

        let tsv = written("tsv");
        let lines: Vec<&str> = tsv.split('\n').collect();
        assert_eq!(lines.len(), rows.len() + 2);
        for (line, (number, text, real)) in lines[1..].iter().zip(&rows) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 3);
            assert_eq!(cells[0].parse(), Ok(*number));
            assert_eq!(unescaped(cells[1]), text.as_deref().unwrap_or_default());
            assert_eq!(cells[2].parse(), Ok(*real));
        }

        let wanted: Vec<serde_json::Value> = rows
            .iter()
            .map(|(number, text, real)| serde_json::json!({"name": number, "parameters": text, "note": real}))
            .collect();
        let near = |found: &serde_json::Value, wanted: &serde_json::Value| {
            assert_eq!((&found["name"], &found["parameters"]), (&wanted["name"], &wanted["parameters"]));
            let (a, b) = (found["note"].as_f64().unwrap(), wanted["note"].as_f64().unwrap());
            // The reader of JSON may be off by the last bit; the text is not.
            assert!((a - b).abs() <= 4.0 * f64::EPSILON * a.abs(), "{a} {b}");
        };
        let found: Vec<serde_json::Value> = serde_json::from_str(&written("json")).unwrap();
        assert_eq!(found.len(), wanted.len());
        found.iter().zip(&wanted).for_each(|(found, wanted)| near(found, wanted));
        let jsonl = written("jsonl");
        assert_eq!(jsonl.lines().count(), wanted.len());
        for (line, wanted) in jsonl.lines().zip(&wanted) {
            near(&serde_json::from_str(line).unwrap(), wanted);
        }
    }
}

#[test]
fn a_number_of_a_row_that_was_not_measured_stays_whole() {
    let table = by_name("table").unwrap();
    let rows: Vec<Vec<Value<'static>>> = (1..=1200_i64)
        .map(|number| {
            let name = format!("model-{}", number * number);
            let note =
                if number == 1100 { "a note that is longer than all before it".into() } else { Value::Null };
            vec![Value::Text(name.into()), Value::Integer(number.pow(5)), note]
        })
        .collect();
    for width in [None, Some(60), Some(36)] {
        let text = written(table, &rows, Style { width, human: false, ..Style::default() });
        for row in &rows {
            let Value::Integer(number) = row[1] else { unreachable!() };
            let found = text.split_whitespace().any(|word| word == number.to_string());
            assert!(found, "{number} is broken at {width:?}");
        }
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= width.unwrap_or(80), "{widest} at {width:?}");
    }
    let text = written(table, &rows, Style { human: false, ..Style::default() });
    assert!(text.contains("model-1440000  2488320000000000  –"), "a short text stays whole too: {text}");
}
