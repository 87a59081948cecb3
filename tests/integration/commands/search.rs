use rusqlite::Connection;

use crate::sandbox::Sandbox;

/// Changes the catalogue as another client would.
fn edit(sandbox: &Sandbox, sql: &str) {
    Connection::open(sandbox.db()).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_name_stands_before_what_begins_with_it() {
    let out = Sandbox::with_catalogue().llmdb(["search", "llama", "2", "--limit", "2"]);
    insta::assert_snapshot!(out, @"
    kind	name	command	matched
    model	Llama 2	llmdb show llama-2	«Llama 2»
    model	Llama 2-Chat	llmdb show llama-2-chat	«Llama 2»-Chat
    -- stderr
    there are more; --limit 4 tells twice as many
    -- exit 0
    ");
}

#[test]
fn two_chinese_characters_are_found_in_the_middle_of_a_description() {
    let out = Sandbox::with_catalogue().llmdb(["search", "双语", "-f", "json"]);
    assert!(out.stdout.contains("«双语»"), "{out}");
    assert!(out.stdout.contains("\"llmdb show baichuan\""), "{out}");
}

#[test]
fn an_alias_finds_what_it_names() {
    let out = Sandbox::with_catalogue().llmdb(["search", "Colossal Clean Crawled Corpus"]);
    let first = out.stdout.lines().nth(1).unwrap();
    assert!(first.ends_with("\tllmdb show c4\t«Colossal Clean Crawled Corpus»"), "{out}");
}

#[test]
fn a_name_and_a_label_are_a_size() {
    let out = Sandbox::with_catalogue().llmdb(["search", "opt", "13b"]);
    assert_eq!(out.stdout.lines().nth(1).unwrap(), "size\tOPT 13B\tllmdb show opt/13b\t«OPT» «13b»", "{out}");
    let again = Sandbox::with_catalogue().llmdb(["search", "llama-2/70b"]);
    assert!(again.stdout.contains("llmdb show llama-2/70b"), "{again}");
}

#[test]
fn encodings_and_saved_queries_are_found() {
    let sandbox = Sandbox::with_catalogue();
    let out = sandbox.llmdb(["search", "rope"]);
    assert!(out.stdout.contains("llmdb show rope"), "{out}");
    assert!(out.stdout.contains("llmdb query largest-rope-models"), "{out}");
}

#[test]
fn what_matched_is_bold_where_there_is_colour() {
    let out = Sandbox::with_catalogue()
        .llmdb(["--color", "always", "search", "opt", "-f", "table", "--limit", "1"]);
    assert!(out.stdout.contains("\u{1b}[1mOPT\u{1b}[0m") && !out.stdout.contains('«'), "{out}");
}

#[test]
fn nothing_typed_is_a_syntax_error() {
    let sandbox = Sandbox::with_catalogue();
    for typed in ["a\"b OR NOT", "name:x", "NEAR(a b)", "x*", "^x", "(", "{a} : b", "AND", "-", "x AND", "'"]
    {
        let out = sandbox.llmdb(["search", "--", typed]);
        let expected = if typed.chars().any(char::is_alphanumeric) { 0 } else { 2 };
        assert_eq!(out.code, expected, "{typed}: {out}");
    }
}

#[test]
fn nothing_found_is_an_answer() {
    let out = Sandbox::with_catalogue().llmdb(["search", "baichuanx"]);
    insta::assert_snapshot!(out, @"
    kind	name	command	matched
    -- stderr
    no rows
    did you mean: Baichuan?
    -- exit 0
    ");
}

#[test]
fn an_edit_in_another_client_is_found() {
    let sandbox = Sandbox::with_catalogue();
    edit(&sandbox, "UPDATE models SET name = 'Zebra Unheard' WHERE slug = 'opt'");
    let out = sandbox.llmdb(["search", "unheard"]);
    assert!(out.stdout.contains("Zebra «Unheard»"), "{out}");
    assert!(out.stderr.contains("llmdb init brings its search index up to date"), "{out}");
    assert!(sandbox.llmdb(["init"]).stderr.contains("brought up to date"));
    let out = sandbox.llmdb(["search", "unheard"]);
    assert!(out.stdout.contains("Zebra «Unheard»") && out.stderr.is_empty(), "{out}");
    assert!(sandbox.llmdb(["init"]).stderr.contains("already up to date"));
}

#[test]
fn an_edit_in_a_client_that_leaves_a_wal_is_found() {
    let sandbox = Sandbox::with_catalogue();
    edit(&sandbox, "PRAGMA journal_mode = WAL; UPDATE models SET name = 'Zebra Unheard' WHERE slug = 'opt'");
    let out = sandbox.llmdb(["search", "unheard"]);
    assert!(out.stdout.contains("Zebra «Unheard»"), "{out}");
}

#[test]
fn rows_that_are_written_are_found_at_once() {
    let sandbox = Sandbox::with_catalogue();
    let sql = "INSERT INTO models (slug, name, name_zh) VALUES ('mine', 'Mine Alone', '独角兽')";
    assert_eq!(sandbox.llmdb(["sql", "--write", sql]).code, 0);
    let out = sandbox.llmdb(["search", "角兽"]);
    assert!(out.stdout.contains("llmdb show mine") && out.stderr.is_empty(), "{out}");
}

#[test]
fn a_client_without_full_text_search_runs_every_view() {
    let sandbox = Sandbox::with_catalogue();
    // As it is where SQLite was made without FTS5: no module of that name.
    edit(
        &sandbox,
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'fts5 (', 'not_there (') WHERE name = 'search_index';",
    );
    let client = Connection::open(sandbox.db()).unwrap();
    assert!(client.prepare("SELECT * FROM search_index").is_err());
    let mut views = client.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").unwrap();
    let views: Vec<String> = views.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(views.len() > 8);
    for view in views {
        let count = client.query_row(&format!("SELECT count(*) FROM {view}"), [], |row| row.get::<_, i64>(0));
        assert!(count.is_ok(), "{view}: {count:?}");
    }
    client.execute("UPDATE models SET name = 'x' WHERE slug = 'opt'", []).unwrap();
    let sound: String = client.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}

#[test]
fn a_file_whose_index_was_removed_is_searched_all_the_same() {
    let sandbox = Sandbox::with_catalogue();
    edit(&sandbox, "DROP TABLE search_index; DROP TABLE search_index_state; DROP TABLE search_index_names;");
    let out = sandbox.llmdb(["search", "opt", "13b"]);
    assert!(out.stdout.contains("llmdb show opt/13b"), "{out}");
    let out = sandbox.llmdb(["check", "-f", "csv"]);
    assert!(out.stdout.contains("search_index,,,,this table is missing,"), "{out}");
    assert_eq!(out.code, 3);
}

#[test]
fn the_index_is_no_table_of_the_users() {
    let sandbox = Sandbox::with_catalogue();
    assert!(!sandbox.llmdb(["schema"]).stdout.contains("search_index"));
    assert!(!sandbox.llmdb(["init"]).stdout.contains("search_index"));
}

#[test]
fn the_index_follows_what_is_written_whatever_it_is() {
    let sandbox = Sandbox::with_catalogue();
    let write = |sql: &str| {
        let out = sandbox.llmdb(["sql", "--write", sql]);
        assert_eq!(out.code, 0, "{out}");
    };
    // Nothing of it is searched, so that the index stays; what is searched afterwards is found.
    write("UPDATE models SET release_event = NULL WHERE slug = 'opt'");
    let out = sandbox.llmdb(["search", "opt"]);
    assert!(out.stdout.contains("show opt") && !out.stderr.contains("changed by another"), "{out}");
    write("UPDATE models SET name = 'Renamed Wombat' WHERE slug = 'opt'");
    let out = sandbox.llmdb(["search", "wombat"]);
    assert!(out.stdout.contains("show opt") && !out.stderr.contains("changed by another"), "{out}");
    write("UPDATE models SET release_event = NULL WHERE slug = 'bloom'");
    write("INSERT INTO families (slug, name) VALUES ('quokka', 'Quokka')");
    let out = sandbox.llmdb(["search", "quokka"]);
    assert!(out.stdout.contains("families") || out.stdout.contains("show quokka"), "{out}");
}
