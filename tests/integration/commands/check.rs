use std::fs;

use rusqlite::Connection;

use crate::sandbox::{Run, Sandbox};

/// Changes the catalogue as a client would that keeps no rule.
fn edit(sandbox: &Sandbox, sql: &str) {
    let client = Connection::open(sandbox.db()).unwrap();
    client.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    client.execute_batch(sql).unwrap();
}

fn check(sql: &str) -> Run {
    let sandbox = Sandbox::with_catalogue();
    edit(&sandbox, sql);
    sandbox.llmdb(["check", "-f", "csv"])
}

#[test]
fn the_shipped_catalogue_has_no_findings() {
    let out = Sandbox::with_catalogue().llmdb(["check"]);
    assert_eq!((out.code, out.stdout.as_str()), (0, ""), "{out}");
    assert!(out.stderr.starts_with("nothing is wrong with [home]/llm.db: "), "{out}");
}

#[test]
fn coverage_is_a_table_by_column() {
    let out = Sandbox::with_catalogue().llmdb(["check", "--coverage"]);
    assert!(out.stdout.starts_with("table_name\tcolumn_name\trow_count\twith_value\tcited\t"), "{out}");
    assert!(out.stdout.contains("\nsizes\tlayers\t"), "{out}");
}

#[test]
fn a_row_that_breaks_a_rule_of_its_column_is_named() {
    let out = check("UPDATE sizes SET layers = -3 WHERE model = 'opt' AND label = '13b'");
    assert_eq!(out.code, 3, "{out}");
    assert!(out.stdout.contains("sizes,opt/13b,layers,-3,layers are positive,"), "{out}");
}

#[test]
fn a_reference_to_nothing_is_named() {
    let out = check("UPDATE models SET family = 'nowhere' WHERE slug = 'opt'");
    assert_eq!(out.code, 3, "{out}");
    let row = "models,opt,family,nowhere,\"refers to families, where there is no such row\",";
    assert!(out.stdout.contains(row), "{out}");
}

#[test]
fn a_citation_that_points_nowhere_is_named() {
    let out = check(
        "INSERT INTO citations (table_name, row_key, column_name, source, locator)
         SELECT 'sizes', 'opt/999b', 'layers', key, 'here' FROM sources LIMIT 1;
         INSERT INTO citations (table_name, row_key, column_name, source, locator)
         SELECT 'sizes', 'opt/13b', 'wheels', key, 'here' FROM sources LIMIT 1;
         INSERT INTO aliases (table_name, row_key, alias) VALUES ('modles', 'opt', 'x');",
    );
    assert_eq!(out.code, 3, "{out}");
    assert!(out.stdout.contains("row_key,opt/999b,points at a row that sizes does not have,"), "{out}");
    assert!(out.stdout.contains("column_name,wheels,points at a column that sizes does not have,"), "{out}");
    assert!(out.stdout.contains("table_name,modles,points at a table that is not there,"), "{out}");
}

#[test]
fn a_value_without_a_text_is_named() {
    let out = check("DELETE FROM citations WHERE table_name = 'sizes' AND row_key = 'opt/13b'");
    assert_eq!(out.code, 3, "{out}");
    assert!(out.stdout.contains("sizes,opt/13b,layers,40,no text is cited for this value,"), "{out}");
}

#[test]
fn a_shape_that_does_not_add_up_is_named() {
    let out = check("UPDATE sizes SET layers = 50 WHERE model = 'opt' AND label = '13b'");
    let row = "sizes,opt/13b,parameters,13000000000,parameters are not what the shape adds up to,";
    assert!(out.stdout.contains(row), "{out}");
}

#[test]
fn an_accepted_deviation_must_be_there() {
    let out = check(
        "INSERT INTO accepted_deviations (rule, table_name, row_key, reason)
         VALUES ('a vocabulary of over two million', 'sizes', 'opt/13b', 'it is not')",
    );
    assert!(out.stdout.contains("accepts a deviation that is not there"), "{out}");
}

#[test]
fn a_view_that_is_gone_is_told() {
    let out = check("DROP VIEW catalog");
    assert_eq!(out.code, 3, "{out}");
    assert!(out.stdout.contains("catalog,,,,this view is missing,"), "{out}");
}

#[test]
fn a_file_cut_short_is_damaged() {
    for part in [2, 3, 10] {
        let sandbox = Sandbox::with_catalogue();
        let bytes = fs::read(sandbox.db()).unwrap();
        fs::write(sandbox.db(), &bytes[..bytes.len() / part]).unwrap();
        let out = sandbox.llmdb(["check", "-f", "csv"]);
        assert_eq!(out.code, 3, "{out}");
        assert!(out.stdout.contains("the file is whole"), "{out}");
    }
}

#[test]
fn overwritten_bytes_are_damage_and_never_a_panic() {
    let pristine = fs::read(Sandbox::with_catalogue().db()).unwrap();
    let sandbox = Sandbox::with_catalogue();
    let mut told = 0;
    for place in 1..12 {
        let mut bytes = pristine.clone();
        let at = bytes.len() / 12 * place;
        bytes[at..at + 3000].fill(0xA5);
        fs::write(sandbox.db(), &bytes).unwrap();
        let out = sandbox.llmdb(["check", "-f", "csv"]);
        assert!([0, 1, 3].contains(&out.code), "{at}: {out}");
        assert!(!out.stderr.contains("panicked"), "{at}: {out}");
        told += u32::from(out.code == 3);
    }
    assert!(told > 5, "{told} of 11");
}

#[test]
fn a_foreign_file_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "notes.txt",
        "not a database, though it is longer than the header of one: it goes on and on and on and on",
    );
    let out = sandbox.llmdb(["check", "--db", "notes.txt"]);
    assert_eq!(out.code, 1, "{out}");
    assert!(out.stderr.contains("notes.txt is not an llmdb database"), "{out}");
}

#[test]
fn a_seed_folder_is_checked_before_anything_is_built() {
    let sandbox = Sandbox::new();
    sandbox.write("mine/models.csv", "slug,name,architecture\nmy-model,My Model,decoder-only\n");
    sandbox.write(
        "mine/sizes.csv",
        "model,label,parameters,layers,hidden_size,ffn_size,attention_heads,attention,activation,vocab_size\n\
         my-model,7b,6738415616,48,4096,11008,32,mha,swiglu,32000\n",
    );
    let out = sandbox.llmdb(["check", "--seed", "mine", "-f", "csv"]);
    assert_eq!(out.code, 3, "{out}");
    let row = "mine/sizes.csv:2:13,sizes,my-model/7b,parameters,6738415616,parameters are not what the shape adds up to,";
    assert!(out.stdout.contains(row), "{out}");
    assert!(
        out.stdout.contains("mine/models.csv:2:19,models,my-model,architecture,decoder-only,no text"),
        "{out}"
    );
    assert!(!sandbox.db().exists());
}

#[test]
fn faults_of_a_seed_folder_are_told_with_their_place() {
    let sandbox = Sandbox::new();
    sandbox.write("mine/models.csv", "slug,name,kind\nmy-model,My Model,toy\nOther,Other,\n");
    let out = sandbox.llmdb(["check", "--seed", "mine"]);
    insta::assert_snapshot!(out, @r#"
    -- stderr
    llmdb: 2 faults in mine
      mine/models.csv:2:19: kind "toy" breaks a rule: kind of model is known
      mine/models.csv:3:1: slug "Other" breaks a rule: slug is lower case
      the rules are asked when the files can be loaded
    -- exit 3
    "#);
}

#[test]
fn a_saved_query_that_cannot_run_is_told_with_its_file() {
    let sandbox = Sandbox::with_catalogue();
    for (slug, sql) in [
        ("wrong-column", "SELECT slug, layrs\nFROM models\nORDER BY slug;"),
        ("no-parameter", "SELECT slug\nFROM models\nWHERE family = :family\nORDER BY slug;"),
        ("not-sql", "best models please"),
        ("a-change", "DELETE FROM models;"),
        ("all-is-well", "SELECT slug\nFROM models\nORDER BY slug;"),
    ] {
        let title = slug.replace('-', " ");
        let text = format!("-- title: {title}\n-- about: One of mine.\n\n{sql}\n");
        sandbox.write(&format!("mine/queries/{slug}.sql"), &text);
    }
    let out = sandbox.llmdb(["check", "--seed", "mine", "-f", "tsv"]).ended(3);
    let told: Vec<String> = out
        .stdout
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            [cells[0], cells[2], cells[4]].join(" | ")
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    mine/queries/a-change.sql | a-change | it does not only read
    mine/queries/no-parameter.sql | no-parameter | the parameter :family is not declared, so it would be empty
    mine/queries/not-sql.sql | not-sql | near "best": syntax error
    mine/queries/wrong-column.sql | wrong-column | no such column: layrs
    "#);
    // The same of a catalogue that has them.
    sandbox.llmdb(["init", "--seed", "mine"]).ended(0);
    let out = sandbox.llmdb(["check", "-f", "csv"]).ended(3);
    assert!(
        out.stdout.contains("saved_queries,wrong-column,sql,no such column: layrs,a saved query runs,"),
        "{out}"
    );
}
