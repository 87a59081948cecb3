use crate::sandbox::Sandbox;

/// Two models of own, so that no new fact of the catalogue changes what is printed.
const PAIR: &str = "
INSERT INTO organizations (slug, name, country) VALUES ('own-lab', 'Own Lab', 'CN');
INSERT INTO models (slug, name, architecture, release_date) VALUES
    ('left', 'Left', 'decoder-only', '2024-01-02'),
    ('right', 'Right', 'decoder-only', '2025');
INSERT INTO model_organizations (model, organization) VALUES ('left', 'own-lab');
INSERT INTO sizes (model, label, parameters, layers, context_length, tied_embeddings) VALUES
    ('left', '1b', 1000000000, 16, 4096, 1),
    ('left', '7b', 7000000000, 32, 4096, 0),
    ('right', '8b', 8000000000, 32, 131072, 0);
INSERT INTO training_stages (model, label, stage_no, stage, tokens)
VALUES ('left', '7b', 1, 'pretraining', 2000000000000);
INSERT INTO corpora (slug, name) VALUES ('hush', 'Hush');
INSERT INTO training_mix (model, label, stage_no, corpus, weight_pct) VALUES ('left', '7b', 1, 'hush', 50);
INSERT INTO derivations (model, base_model, method) VALUES ('right', 'left', 'fine-tune');
INSERT INTO sources (key, kind, title, year, url) VALUES ('web:left.example', 'paper', 'Left report', 2024, 'https://left.example');
INSERT INTO citations (table_name, row_key, column_name, source, locator)
VALUES ('sizes', 'left/7b', 'layers', 'web:left.example', 'table 1');
";

fn pair() -> Sandbox {
    let sandbox = Sandbox::with_catalogue();
    let out = sandbox.llmdb(["sql", "--write", PAIR]);
    assert_eq!(out.code, 0, "{out}");
    sandbox
}

#[test]
fn models_stand_side_by_side_by_their_largest_size() {
    let out = pair().llmdb(["compare", "left", "right", "-f", "table", "--width", "80", "--cite"]);
    insta::assert_snapshot!(out, @"
    property              ≠  left/7b       right/8b
    ────────────────────  ─  ────────────  ────────────────
    name                  ≠  Left          Right
    organizations         –  Own Lab       –
    countries             –  CN            –
    release date          ≠  2024-01-02    2025
    release year          ≠  2024          2025
    architecture             decoder-only  decoder-only
    parameters            ≠  7B            8B
    layers                   32[1]         32
    context length        ≠  4K            128K
    training tokens       –  2.0T          –
    tokens per parameter  –  285.7         –
    training flop         –  8.4e22        –
    weight bytes fp16     ≠  14 GB         16 GB
    tied embeddings          no            no
    derives from          –  –             Left (fine-tune)
    trained on            –  Hush 50 %     –

    [1] Left report (2024) https://left.example
    -- stderr
    Left is compared by its largest size, left/7b
    Right is compared by its largest size, right/8b
    unknown of all: name zh, family, kind, weights, license, commercial use, hidden size, ffn size, attention heads, kv heads, head dim, vocab size, positional encoding, rope theta, attention, activation, normalization, kv cache bytes per token, hub id, rotary pct, sliding window, techniques
    -- exit 0
    ");
}

#[test]
fn equal_properties_are_folded_away() {
    let out = pair().llmdb(["compare", "left 7b", "right/8b", "--diff", "-f", "csv"]);
    insta::assert_snapshot!(out, @"
    property,differs,left/7b,right/8b
    name,1,Left,Right
    organizations,,Own Lab,
    countries,,CN,
    release_date,1,2024-01-02,2025
    release_year,1,2024,2025
    parameters,1,7000000000,8000000000
    context_length,1,4096,131072
    training_tokens,,2000000000000,
    tokens_per_parameter,,285.7,
    training_flop,,8.4e22,
    weight_bytes_fp16,1,14000000000,16000000000
    derives_from,,,Left (fine-tune)
    trained_on,,Hush 50 %,
    -- stderr
    3 properties are equal
    unknown of all: name zh, family, kind, weights, license, commercial use, hidden size, ffn size, attention heads, kv heads, head dim, vocab size, positional encoding, rope theta, attention, activation, normalization, kv cache bytes per token, hub id, rotary pct, sliding window, techniques
    -- exit 0
    ");
}

#[test]
fn six_sizes_go_on_in_a_second_table() {
    let names = ["llama/7b", "llama/13b", "llama-2/7b", "llama-2/13b", "opt/13b", "opt/30b"];
    let mut arguments = vec!["compare"];
    arguments.extend(names);
    arguments.extend(["-f", "table", "--width", "80"]);
    let out = Sandbox::with_catalogue().llmdb(arguments);
    for name in names {
        assert!(out.stdout.contains(name), "{name}: {out}");
    }
    assert!(!out.stdout.contains("too many for this width"), "{out}");
    assert_eq!(out.stdout.lines().filter(|line| line.starts_with("property")).count(), 2);
}

#[test]
fn what_cannot_be_compared_is_told() {
    let sandbox = pair();
    insta::assert_snapshot!(sandbox.llmdb(["compare", "left"]), @r#"
    -- stderr
    llmdb: 2 to 6 names are wanted, not 1
      a name of several words stands in quotes: "llama 2 70b"
    -- exit 2
    "#);
    insta::assert_snapshot!(sandbox.llmdb(["compare", "left", "left/7b"]), @r#"
    -- stderr
    llmdb: "left/7b" is left/7b, which is there already
      llmdb show left lists the sizes
    -- exit 2
    "#);
}

#[test]
fn a_model_without_sizes_is_compared_by_what_is_known_of_it() {
    let sandbox = pair();
    let sql =
        "INSERT INTO models (slug, name, kind, release_date) VALUES ('secret', 'Secret', 'chat', '2024');
        INSERT INTO model_organizations (model, organization) VALUES ('secret', 'own-lab');
        INSERT INTO derivations (model, base_model, method) VALUES ('secret', 'left', 'fine-tune')";
    let out = sandbox.llmdb(["sql", "--write", sql]);
    assert_eq!(out.code, 0, "{out}");
    insta::assert_snapshot!(sandbox.llmdb(["compare", "secret", "left", "--diff", "-f", "csv"]), @"
    property,differs,secret,left/7b
    name,1,Secret,Left
    release_date,1,2024,2024-01-02
    architecture,,,decoder-only
    kind,,chat,
    parameters,,,7000000000
    layers,,,32
    context_length,,,4096
    training_tokens,,,2000000000000
    tokens_per_parameter,,,285.7
    training_flop,,,8.4e22
    weight_bytes_fp16,,,14000000000
    tied_embeddings,,,0
    derives_from,,Left (fine-tune),
    trained_on,,,Hush 50 %
    -- stderr
    no size of Secret is known: what is known of the model is compared
    Left is compared by its largest size, left/7b
    3 properties are equal
    unknown of all: name zh, family, weights, license, commercial use, hidden size, ffn size, attention heads, kv heads, head dim, vocab size, positional encoding, rope theta, attention, activation, normalization, kv cache bytes per token, hub id, rotary pct, sliding window, techniques
    -- exit 0
    ");
}

#[test]
fn what_lies_beside_the_catalogue_has_its_sources_too() {
    let sandbox = pair();
    let sql = "INSERT INTO techniques (slug, name) VALUES ('humming', 'Humming');
        INSERT INTO model_techniques (model, technique) VALUES ('right', 'humming');
        INSERT INTO citations (table_name, row_key, column_name, source, locator) VALUES
            ('sizes', 'left/7b', 'tied_embeddings', 'web:left.example', 'table 2'),
            ('training_mix', 'left/7b/1/hush', 'weight_pct', 'web:left.example', 'table 3'),
            ('derivations', 'right/left', '*', 'web:left.example', 'page 1'),
            ('model_techniques', 'right/humming', 'technique', 'web:left.example', 'page 2')";
    let out = sandbox.llmdb(["sql", "--write", sql]);
    assert_eq!(out.code, 0, "{out}");
    let out = sandbox.llmdb(["compare", "left", "right", "-f", "table", "--width", "80", "--cite"]);
    for line in ["tied embeddings          no[1]", "Left (fine-tune)[1]", "Hush 50 %[1]", "Humming[1]"] {
        assert!(out.stdout.contains(line), "{line}: {out}");
    }
}

#[test]
fn what_is_withheld_is_not_unknown() {
    let sandbox = pair();
    let sql = "INSERT INTO citations (table_name, row_key, column_name, source, locator, says) VALUES
        ('sizes', 'left/7b', 'vocab_size', 'web:left.example', 'page 3', 'not disclosed'),
        ('models', 'left', 'license', 'web:left.example', 'page 4', 'not disclosed')";
    let out = sandbox.llmdb(["sql", "--write", sql]);
    assert_eq!(out.code, 0, "{out}");
    let out = sandbox.llmdb(["compare", "left", "right", "-f", "table", "--width", "80"]);
    assert_eq!(out.stdout.matches("not disclosed").count(), 2, "{out}");
    let out = sandbox.llmdb(["compare", "left", "right", "-f", "csv"]);
    assert!(out.stdout.contains("vocab_size,,,\n"), "{out}");
}

#[test]
fn a_view_that_another_client_removed_is_told() {
    let sandbox = pair();
    let connection = rusqlite::Connection::open(sandbox.db()).unwrap();
    connection.execute_batch("DROP VIEW catalog").unwrap();
    for command in [&["compare", "left", "right"][..], &["show", "left"]] {
        let out = sandbox.llmdb(command);
        assert_eq!(out.code, 1, "{out}");
        let told = ["no such table", "catalog", "llmdb check"];
        assert!(told.iter().all(|part| out.stderr.contains(part)), "{out}");
    }
}
