use std::fs;

use crate::sandbox::{Run, Sandbox};

/// What `init` says it did to a table: rows, added, changed, removed.
fn did(out: &Run, table: &str) -> [u64; 4] {
    let line = out.stdout.lines().find(|line| line.starts_with(&format!("{table}\t")));
    let line = line.unwrap_or_else(|| panic!("{table} is not in the report\n{out}"));
    let numbers: Vec<u64> = line.split('\t').skip(1).map(|number| number.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

#[test]
fn a_new_file_is_built_and_how_to_open_it_is_said() {
    let sandbox = Sandbox::new();
    let out = sandbox.llmdb(["init", "my models.db"]).ended(0);
    assert_eq!(
        out.stderr,
        "llmdb: built 'my models.db'\n\
         open it: sqlite3 'my models.db'   or   llmdb --db 'my models.db' query \"largest rope models\"\n"
    );
    assert!(did(&out, "models")[0] > 0);
    assert_eq!(sandbox.names(), ["my models.db"]);
}

#[test]
fn running_it_again_writes_no_byte() {
    let sandbox = Sandbox::with_catalogue();
    let seen = || (sandbox.bytes(), fs::metadata(sandbox.db()).unwrap().modified().unwrap());
    let before = seen();
    let out =
        sandbox.llmdb(["init", "llm.db"]).ended(0).says("already up to date, nothing was written: llm.db");
    assert!(seen() == before);
    assert_eq!(did(&out, "models")[1..], [0, 0, 0]);
}

#[test]
fn a_file_is_named_once() {
    Sandbox::new().llmdb(["init", "a.db", "--db", "b.db"]).ended(2).says("the file is named twice");
}

#[test]
fn ones_own_rows_stay() {
    let sandbox = Sandbox::with_catalogue();
    sandbox.age("UPDATE models SET description_en = 'older'");
    sandbox.change("INSERT INTO models (slug, name) VALUES ('mine', 'Mine'); INSERT INTO sizes (model, label) VALUES ('mine', '1b')");
    let out = sandbox.llmdb(["init", "llm.db"]).ended(0);
    assert!(!out.stderr.contains("kept"), "{out}");
    assert_eq!(sandbox.value("SELECT name FROM models WHERE slug = 'mine'"), "Mine");
    assert_eq!(sandbox.value("SELECT count(*) FROM sizes WHERE model = 'mine'"), "1");
    assert_eq!(sandbox.value("SELECT count(*) FROM models WHERE description_en = 'older'"), "0");
}

#[test]
fn what_one_edited_stays_and_is_named_until_a_reset() {
    let sandbox = Sandbox::with_catalogue();
    let was = sandbox.value("SELECT name FROM models WHERE slug = 'opt'");
    sandbox.age("UPDATE models SET description_en = 'older'");
    sandbox.change("UPDATE models SET name = 'My OPT' WHERE slug = 'opt'; DELETE FROM citations WHERE row_key = 'opt' AND table_name = 'models'");
    let out = sandbox.llmdb(["init", "llm.db"]).ended(0);
    out.says("kept as it is: models opt (you edited it; --reset takes the seed's)").says("you removed it");
    assert_eq!(sandbox.value("SELECT name FROM models WHERE slug = 'opt'"), "My OPT");
    assert_eq!(sandbox.value("SELECT description_en FROM models WHERE slug = 'opt'"), "older");
    assert_ne!(sandbox.value("SELECT description_en FROM models WHERE slug = 'palm'"), "older");
    assert_eq!(
        sandbox.value("SELECT count(*) FROM citations WHERE row_key = 'opt' AND table_name = 'models'"),
        "0"
    );

    let out = sandbox.llmdb(["init", "llm.db", "--reset"]).ended(0);
    assert!(!out.stderr.contains("kept"), "{out}");
    assert_eq!(sandbox.value("SELECT name FROM models WHERE slug = 'opt'"), was);
    assert_ne!(
        sandbox.value("SELECT count(*) FROM citations WHERE row_key = 'opt' AND table_name = 'models'"),
        "0"
    );
}

#[test]
fn a_row_that_the_seed_dropped_goes_unless_it_was_edited_or_is_needed() {
    let sandbox = Sandbox::with_catalogue();
    sandbox.age(
        "INSERT INTO models (slug, name) VALUES ('gone', 'Gone'), ('gone-but-edited', 'Gone'), ('gone-but-needed', 'Gone');
         INSERT INTO sizes (model, label) VALUES ('gone', '1b')",
    );
    sandbox.change(
        "UPDATE models SET name = 'Mine' WHERE slug = 'gone-but-edited';
         INSERT INTO sizes (model, label) VALUES ('gone-but-needed', '1b')",
    );
    let out = sandbox.llmdb(["init", "llm.db"]).ended(0);
    assert_eq!(did(&out, "models")[1..], [0, 0, 1]);
    assert_eq!(did(&out, "sizes")[1..], [0, 0, 1]);
    out.says("kept as it is: models gone-but-edited (the seed has it no more, but you edited it;").says(
        "kept as it is: models gone-but-needed (the seed has it no more, but rows of yours refer to it;",
    );
    assert_eq!(
        sandbox.value("SELECT group_concat(slug) FROM models WHERE slug GLOB 'gone*'"),
        "gone-but-edited,gone-but-needed"
    );
    assert_eq!(sandbox.value("SELECT count(*) FROM pragma_foreign_key_check"), "0");
}

#[test]
fn a_new_row_of_what_one_removed_stays_out() {
    let sandbox = Sandbox::with_catalogue();
    let technique = sandbox.value("SELECT min(technique) FROM model_techniques");
    let model =
        sandbox.value(&format!("SELECT min(model) FROM model_techniques WHERE technique = '{technique}'"));
    sandbox
        .age(&format!("DELETE FROM model_techniques WHERE technique = '{technique}' AND model = '{model}'"));
    sandbox.change(&format!(
        "DELETE FROM model_techniques WHERE technique = '{technique}';
         DELETE FROM techniques WHERE slug = '{technique}'"
    ));
    let count = format!("SELECT count(*) FROM model_techniques WHERE technique = '{technique}'");
    let out = sandbox.llmdb(["init", "llm.db"]).ended(0);
    out.says(&format!("kept as it is: techniques {technique} (you removed it;")).says(&format!(
        "kept as it is: model_techniques {model}/{technique} (what it refers to is not there;"
    ));
    assert_eq!(sandbox.value(&count), "0");
    sandbox.llmdb(["init", "llm.db", "--reset"]).ended(0);
    assert_ne!(sandbox.value(&count), "0");
}

#[test]
fn a_value_that_only_one_may_have_stays_with_the_users_row() {
    let sandbox = Sandbox::with_catalogue();
    let slug = sandbox.value(
        "SELECT min(slug) FROM saved_queries WHERE slug NOT IN (SELECT query FROM saved_query_parameters)",
    );
    let title = sandbox.value(&format!("SELECT title FROM saved_queries WHERE slug = '{slug}'"));
    sandbox.age(&format!("DELETE FROM saved_queries WHERE slug = '{slug}'"));
    sandbox.change(&format!(
        "INSERT INTO saved_queries (slug, title, about, sql) VALUES ('mine', '{title}', 'Mine.', 'SELECT 1')"
    ));
    let out = sandbox.llmdb(["init", "llm.db"]).ended(0).says(&format!(
        "kept as it is: saved_queries {slug} (a row of yours has a value that only one may have;"
    ));
    assert_eq!(did(&out, "saved_queries")[1..], [0, 0, 0]);
    assert_eq!(sandbox.value(&format!("SELECT slug FROM saved_queries WHERE title = '{title}'")), "mine");
}

#[test]
fn a_column_that_one_added_to_a_table_survives_an_update() {
    let sandbox = Sandbox::with_catalogue();
    sandbox.age("UPDATE models SET name = 'Older' WHERE slug = 'opt'");
    sandbox.change(
        "ALTER TABLE models ADD COLUMN liked INTEGER; UPDATE models SET liked = 5 WHERE slug = 'opt'",
    );
    let out = sandbox.llmdb(["init", "llm.db"]).ended(0);
    assert_eq!(did(&out, "models")[1..], [0, 1, 0]);
    assert_eq!(sandbox.value("SELECT name <> 'Older' AND liked = 5 FROM models WHERE slug = 'opt'"), "1");
}

#[test]
fn an_update_says_what_it_added_changed_and_removed() {
    let sandbox = Sandbox::with_catalogue();
    sandbox.age("DELETE FROM citations; UPDATE models SET name = 'Older' WHERE slug = 'opt'");
    let out = sandbox.llmdb(["init", "llm.db"]).ended(0).says("llmdb: brought up to date llm.db");
    let [rows, added, changed, removed] = did(&out, "citations");
    assert_eq!((added, changed, removed), (rows, 0, 0));
    assert_eq!(did(&out, "models")[1..], [0, 1, 0]);
    sandbox.llmdb(["init", "llm.db"]).ended(0).says("already up to date");
}

#[test]
fn a_folder_of_ones_own_adds_and_changes() {
    let sandbox = Sandbox::with_catalogue();
    sandbox.write("mine/models.csv", "slug,name,kind\nmine,Mine,base\nopt,My OPT,base\n");
    sandbox.write("mine/sizes/mine.csv", "model,label,parameters\nmine,1b,1000000000\n");
    sandbox.write("mine/notes.txt", "not of the seed");
    let citation = sandbox.value("SELECT architecture FROM models WHERE slug = 'opt'");
    let out = sandbox.llmdb(["init", "llm.db", "--seed", "mine"]).ended(0).says("brought up to date");
    assert_eq!(did(&out, "models")[1..], [1, 1, 0]);
    assert_eq!(did(&out, "sizes")[1..], [1, 0, 0]);
    assert_eq!(sandbox.value("SELECT name FROM models WHERE slug = 'opt'"), "My OPT");
    assert_eq!(
        sandbox.value("SELECT architecture FROM models WHERE slug = 'opt'"),
        citation,
        "a column left out keeps its value"
    );
    assert_eq!(sandbox.value("SELECT parameters FROM catalog WHERE model = 'mine'"), "1000000000");

    let before = sandbox.bytes();
    sandbox.llmdb(["init", "llm.db", "--seed", "mine"]).ended(0);
    assert!(sandbox.bytes() == before, "the same folder again changes nothing");
    sandbox.llmdb(["init", "llm.db"]).ended(0).says("already up to date");
    assert!(sandbox.bytes() == before);
}

#[test]
fn many_rows_at_once_are_told_and_taken_one_by_one_where_one_is_not_new() {
    let many = |extra: &str| -> String {
        let rows: Vec<String> = (0..100).map(|row| format!("mine-{row:03},Mine {row}\n")).collect();
        format!("slug,name\n{}{extra}", rows.concat())
    };
    let sandbox = Sandbox::new();
    sandbox.write("twice/families.csv", &many("mine-090,Again\n"));
    sandbox
        .llmdb(["init", "a.db", "--seed", "twice"])
        .ended(1)
        .says("twice/families.csv:102:1: a second row for mine-090");
    sandbox.write("mine/families.csv", &many("opt,My OPT\n").replace("mine-040,", "bloom,"));
    let out = sandbox.llmdb(["init", "llm.db", "--seed", "mine"]).ended(0);
    assert_eq!(sandbox.value("SELECT count(*) FROM families WHERE slug GLOB 'mine-*'"), "99");
    assert_eq!(
        sandbox.value("SELECT group_concat(name) FROM families WHERE slug IN ('bloom', 'opt')"),
        "Mine 40,My OPT"
    );
    assert_eq!(did(&out, "families")[2..], [2, 0]);
}

#[test]
fn a_new_file_takes_ones_own_folder_too() {
    let sandbox = Sandbox::new();
    sandbox.write("mine/families.csv", "slug,name\nmine,Mine\n");
    sandbox.write("mine/queries/my-families.sql", "-- title: My families\n-- about: Mine.\n\nSELECT slug\nFROM families\nWHERE slug = 'mine'\nORDER BY slug;\n");
    sandbox.llmdb(["init", "own.db", "--seed", "mine"]).ended(0).says("built own.db");
    let out = sandbox.llmdb(["--db", "own.db", "query", "my families"]).quietly();
    assert_eq!(out.stdout, "slug\nmine\n");
}

#[test]
fn a_folder_that_holds_no_seed_is_told() {
    let sandbox = Sandbox::new();
    sandbox.llmdb(["init", "a.db", "--seed", "nowhere"]).ended(1).says("nowhere").says("no such file");
    fs::create_dir(sandbox.path().join("empty")).unwrap();
    sandbox.llmdb(["init", "a.db", "--seed", "empty"]).ended(1).says("there are no seed files in empty");
    assert_eq!(sandbox.names(), ["empty"]);
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let out = Sandbox::new().llmdb(["init", "no/such/folder/llm.db"]);
    insta::assert_snapshot!(out, @r"
    -- stderr
    llmdb: cannot build no/such/folder/llm.db: no such file or directory
      name a place that can be written: llmdb init FILE
    -- exit 1
    ");
}
