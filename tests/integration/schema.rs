use std::collections::BTreeSet;
use std::fs;

use llmdb::db::{Db, Limits, migrate, tables};
use rusqlite::Connection;

use crate::sandbox::{Sandbox, catalogue, package};

/// With this set, `docs/schema.sql` is written anew.
const REWRITE: &str = "LLMDB_REWRITE_SCHEMA";

/// The promise of the documents: names and order of the columns of `catalog`.
const CATALOG: &str = "model, label, name, name_zh, family, organizations, countries, release_date, release_year, \
    architecture, kind, weights, license, commercial_use, parameters, active_parameters, layers, hidden_size, \
    ffn_size, attention_heads, kv_heads, head_dim, vocab_size, context_length, positional_encoding, rope_theta, \
    attention, activation, normalization, experts, experts_active, training_tokens, tokens_per_parameter, \
    training_flop, weight_bytes_fp16, kv_cache_bytes_per_token, hub_id";

/// Columns that say what a row is called and where to look, and so need no citation of their own.
const NAMES: [&str; 5] = ["name", "name_zh", "url", "description_en", "description_zh"];

/// What groups rows is our own word, not a fact of a text: `table.column`.
const OUR_OWN_WORDS: [&str; 1] = ["models.family"];

fn connection() -> Connection {
    Connection::open(catalogue()).unwrap()
}

fn texts(sql: &str) -> Vec<String> {
    let connection = connection();
    let mut statement = connection.prepare(sql).unwrap();
    // An index of an expression names no column.
    let rows =
        statement.query_map([], |row| Ok(row.get::<_, Option<String>>(0)?.unwrap_or_default())).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

fn columns_of(relation: &str) -> Vec<String> {
    texts(&format!("SELECT name FROM pragma_table_info('{relation}') ORDER BY cid"))
}

/// SQL without its comments and texts.
fn bare(sql: &str) -> String {
    let mut bare = String::new();
    for line in sql.lines() {
        let line = line.split("--").next().unwrap();
        let outside: String = line.split('\'').step_by(2).collect::<Vec<_>>().join("''");
        bare.push_str(&outside);
        bare.push('\n');
    }
    bare
}

#[test]
fn every_table_is_strict_and_has_a_natural_key() {
    for table in tables::tables(&connection()).unwrap() {
        let end = table.sql.rsplit(')').next().unwrap().to_uppercase();
        assert!(end.contains("STRICT"), "{} is not STRICT", table.name);
        assert!(!table.key.is_empty(), "{} has no primary key", table.name);
        let is_number = table.key.len() == 1 && table.columns[table.key[0]].kind == tables::Kind::Integer;
        assert!(is_number || end.contains("WITHOUT ROWID"), "{} is not WITHOUT ROWID", table.name);
        let first: Vec<usize> = (0..table.key.len()).collect();
        assert_eq!(table.key, first, "{}: the key's columns come first, in order", table.name);
    }
}

#[test]
fn names_are_plain() {
    for table in tables::tables(&connection()).unwrap() {
        for name in table.columns.iter().map(|column| &column.name).chain([&table.name]) {
            let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            assert!(plain, "{}: {name}", table.name);
            assert!(
                !name.ends_with("_id") || name == "hub_id",
                "{}: {name} names what it refers to",
                table.name
            );
        }
    }
}

#[test]
fn every_table_view_and_column_has_a_meaning() {
    let db = Db::open_read(catalogue(), Limits::default()).unwrap();
    let mut silent = Vec::new();
    for relation in llmdb::schema::relations(&db).unwrap() {
        if relation.about.is_empty() {
            silent.push(relation.name.clone());
        }
        let without = relation.columns.iter().filter(|column| column.meaning.is_empty());
        silent.extend(without.map(|column| format!("{}.{}", relation.name, column.name)));
    }
    // Its columns are the words of a heading that was printed elsewhere.
    silent.retain(|name| !name.starts_with("survey."));
    assert!(silent.is_empty(), "no comment says what these mean: {silent:#?}");
}

#[test]
fn every_foreign_key_has_an_index_that_serves_it() {
    let connection = connection();
    let mut slow = Vec::new();
    for table in tables::tables(&connection).unwrap() {
        let mut orders: Vec<Vec<String>> = vec![table.key_names().into_iter().map(str::to_owned).collect()];
        for index in texts(&format!("SELECT name FROM pragma_index_list('{}') WHERE partial = 0", table.name))
        {
            orders.push(texts(&format!(
                "SELECT coalesce(name, '') FROM pragma_index_info('{index}') ORDER BY seqno"
            )));
        }
        for reference in &table.foreign_keys {
            let wanted: BTreeSet<&String> = reference.columns.iter().collect();
            let served = orders.iter().any(|order| {
                order.len() >= wanted.len() && order[..wanted.len()].iter().collect::<BTreeSet<_>>() == wanted
            });
            if !served {
                slow.push(format!("{} ({})", table.name, reference.columns.join(", ")));
            }
        }
    }
    assert!(slow.is_empty(), "no index serves {slow:#?}");
}

#[test]
fn every_index_is_named_for_what_it_serves() {
    for (table, name) in
        texts("SELECT tbl_name || ' ' || name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
            .iter()
            .filter_map(|pair| pair.split_once(' '))
    {
        let of_table = [format!("{table}_by_"), format!("{table}_that_")];
        let of_table = of_table.iter().any(|prefix| name.starts_with(prefix.as_str()));
        assert!(of_table || table == "refinery_schema_history", "{name} of {table}");
    }
}

#[test]
fn every_check_has_a_name_that_is_its_message() {
    for table in tables::tables(&connection()).unwrap() {
        let words: Vec<String> = bare(&table.sql)
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        for (place, _) in words.iter().enumerate().filter(|(_, word)| word.eq_ignore_ascii_case("CHECK")) {
            assert_eq!(
                words[place - 2],
                "CONSTRAINT",
                "{}: a CHECK without a name near {}",
                table.name,
                words[place - 1]
            );
            assert!(words[place - 1].contains('_'), "{}: {} is no message", table.name, words[place - 1]);
        }
    }
}

#[test]
fn what_a_citation_may_point_at_is_every_fact() {
    let cells: BTreeSet<String> =
        texts("SELECT DISTINCT table_name || '.' || column_name FROM cells").into_iter().collect();
    let cited: BTreeSet<&str> = cells.iter().filter_map(|cell| cell.split('.').next()).collect();
    let mut missing = Vec::new();
    for table in tables::tables(&connection()).unwrap() {
        if !cited.contains(table.name.as_str()) {
            continue;
        }
        for (place, column) in table.columns.iter().enumerate() {
            let name = format!("{}.{}", table.name, column.name);
            let exempt = table.key.contains(&place)
                || NAMES.contains(&column.name.as_str())
                || OUR_OWN_WORDS.contains(&name.as_str());
            if !exempt && !cells.contains(&name) {
                missing.push(name);
            }
        }
    }
    assert!(missing.is_empty(), "not in the view cells: {missing:#?}");
    let known: BTreeSet<String> = tables::tables(&connection())
        .unwrap()
        .iter()
        .flat_map(|table| table.columns.iter().map(|column| format!("{}.{}", table.name, column.name)))
        .collect();
    let strange: Vec<&String> = cells.difference(&known).collect();
    assert!(strange.is_empty(), "the view cells names what is not there: {strange:?}");
}

#[test]
fn the_catalog_has_the_columns_that_are_promised() {
    assert_eq!(columns_of("catalog").join(", "), CATALOG);
}

#[test]
fn the_compute_of_a_mixture_of_experts_needs_its_active_parameters() {
    let sandbox = Sandbox::with_catalogue();
    let out = sandbox.llmdb([
        "sql",
        "--write",
        "INSERT INTO models (slug, family, name, kind) VALUES ('hive', 'llama', 'Hive', 'base');
         INSERT INTO sizes (model, label, parameters, active_parameters, experts) VALUES
             ('hive', 'dense', 1000000000, NULL, NULL),
             ('hive', 'told', 8000000000, 1000000000, 8),
             ('hive', 'untold', 8000000000, NULL, 8);
         INSERT INTO training_stages (model, label, stage_no, stage, tokens)
         SELECT model, label, 1, 'pretraining', 1000000 FROM sizes WHERE model = 'hive';
         SELECT label, training_flop FROM catalog WHERE model = 'hive' ORDER BY label",
    ]);
    assert!(out.stdout.contains("dense\t6000000000000000.0\ntold\t6000000000000000.0\nuntold\t\n"), "{out}");
}

#[test]
fn the_evidence_of_the_catalog_names_columns_that_there_are() {
    let catalog = columns_of("catalog");
    for line in texts("SELECT column_name || ' ' || table_name || ' ' || cited_column FROM catalog_evidence")
    {
        let words: Vec<&str> = line.split(' ').collect();
        assert!(catalog.iter().any(|name| name == words[0]), "{line}");
        assert!(columns_of(words[1]).iter().any(|name| name == words[2]), "{line}");
    }
    // Keys and names are what a row is called; whatever else it says rests on something.
    let told = texts("SELECT DISTINCT column_name FROM catalog_evidence");
    let silent: Vec<&String> = catalog
        .iter()
        .filter(|name| !["model", "label", "name", "name_zh", "family"].contains(&name.as_str()))
        .filter(|name| !told.contains(name))
        .collect();
    assert!(silent.is_empty(), "no evidence for {silent:?}");
}

#[test]
fn the_views_need_nothing_of_llmdb() {
    let ours =
        texts("SELECT sql FROM sqlite_schema WHERE type IN ('view', 'trigger', 'index') AND sql IS NOT NULL");
    for sql in ours {
        let sql = bare(&sql).to_uppercase();
        for word in ["REGEXP", "LOAD_EXTENSION", "->>"] {
            assert!(!sql.contains(word), "{word}: {sql}");
        }
    }
    let generated = texts(
        "SELECT t.name || '.' || c.name FROM sqlite_schema AS t, pragma_table_xinfo(t.name) AS c
         WHERE t.type = 'table' AND c.hidden IN (2, 3)",
    );
    assert!(generated.is_empty(), "{generated:?}");
}

#[test]
fn the_documented_schema_is_current() {
    let out = Sandbox::with_catalogue().llmdb(["schema", "--sql"]).quietly();
    let path = package().join("docs/schema.sql");
    if std::env::var_os(REWRITE).is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &out.stdout).unwrap();
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let first = kept.lines().zip(out.stdout.lines()).position(|(a, b)| a != b);
    assert!(
        kept == out.stdout,
        "docs/schema.sql is not current, from line {:?} on; {REWRITE}=1 cargo test the_documented_schema writes it",
        first.map(|line| line + 1)
    );
}

#[test]
fn migrations_on_disk_are_those_embedded() {
    let mut on_disk: Vec<(i32, String, String)> = Vec::new();
    for entry in fs::read_dir(package().join("migrations")).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        if file == "README.md" {
            continue;
        }
        let name = file.strip_prefix('V').and_then(|rest| rest.strip_suffix(".sql"));
        let (number, name) = name
            .and_then(|rest| rest.split_once("__"))
            .unwrap_or_else(|| panic!("{file}: V<n>__<verb>_<object>.sql"));
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{file}");
        assert!(name.contains('_'), "{file}: a verb and an object");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("-- "), "{file} opens with why");
        let statements = bare(&text).to_uppercase();
        for word in ["BEGIN;", "COMMIT", "PRAGMA ", "INSERT INTO", "UPDATE "] {
            assert!(!statements.contains(word), "{file}: {word}");
        }
        on_disk.push((number.parse().unwrap(), name.to_owned(), text));
    }
    on_disk.sort();
    assert_eq!(migrate::embedded_migrations(), on_disk);
    let numbers: Vec<i32> = on_disk.iter().map(|(number, _, _)| *number).collect();
    assert_eq!(
        numbers,
        (1..=migrate::latest()).collect::<Vec<_>>(),
        "LATEST is the last of a row without gaps"
    );
}

#[test]
fn the_file_says_who_made_it() {
    assert_eq!(
        texts("SELECT CAST(application_id AS TEXT) FROM pragma_application_id"),
        [llmdb::db::header::APPLICATION_ID.to_string()]
    );
    assert_eq!(
        texts("SELECT CAST(user_version AS TEXT) FROM pragma_user_version"),
        [migrate::latest().to_string()]
    );
}
