use std::path::Path;

use llmdb::db::{Db, Limits};
use llmdb::names::{Names, Resolution};
use llmdb::output::{Style, write_page};
use llmdb::page::Page;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use crate::sandbox::{Sandbox, catalogue};

/// A model of which one thing is withheld, one unknown and one disputed.
const QUIET: &str = "
INSERT INTO sources (key, kind, title, year, url) VALUES
    ('web:quiet.example', 'paper', 'Quiet report', 2024, 'https://quiet.example/report'),
    ('web:loud.example', 'blog', 'Loud blog', 2025, 'https://loud.example');
INSERT INTO models (slug, name, name_zh, release_date, description_en)
VALUES ('quiet', 'Quiet', '静', '2024-05', 'A model that says little.');
INSERT INTO sizes (model, label, parameters, layers, context_length) VALUES
    ('quiet', '7b', 7000000000, NULL, 4096),
    ('quiet', '70b', 70000000000, NULL, 4096);
INSERT INTO training_stages (model, label, stage_no, stage, tokens) VALUES
    ('quiet', '7b', 1, 'pretraining', 2000000000000),
    ('quiet', '70b', 1, 'pretraining', 2000000000000);
INSERT INTO corpora (slug, name) VALUES ('hush', 'Hush');
INSERT INTO training_mix (model, label, stage_no, corpus, weight_pct) VALUES
    ('quiet', '7b', 1, 'hush', 62.5),
    ('quiet', '70b', 1, 'hush', 62.5);
INSERT INTO citations (table_name, row_key, column_name, source, locator, says, note) VALUES
    ('models', 'quiet', 'release_date', 'web:quiet.example', 'title page', NULL, NULL),
    ('models', 'quiet', 'license', 'web:quiet.example', 'section 9', 'not disclosed', NULL),
    ('sizes', 'quiet/7b', 'parameters', 'web:quiet.example', 'table 1', NULL, NULL),
    ('sizes', 'quiet/70b', 'parameters', 'web:quiet.example', 'table 1', NULL, NULL),
    ('sizes', 'quiet/70b', 'parameters', 'web:loud.example', 'first line', '71000000000', 'a guess'),
    ('sizes', 'quiet/70b', 'layers', 'web:quiet.example', 'section 2', 'not disclosed', NULL);
";

fn with(sql: &str) -> Sandbox {
    let sandbox = Sandbox::with_catalogue();
    let out = sandbox.llmdb(["sql", "--write", sql]);
    assert_eq!(out.code, 0, "{out}");
    sandbox
}

#[test]
fn a_page_tells_facts_sources_disagreements_and_what_is_withheld() {
    let out = with(QUIET).llmdb(["show", "quiet", "--width", "80"]);
    insta::assert_snapshot!(out, @"
    Quiet  静  model: quiet
    A model that says little.

      release date  2024-05 [1]
      not disclosed: license [1]
      unknown: family, release event, architecture, kind, weights

    sizes
                                7b            70b
      ────────────────────  ──────  ─────────────
      parameters [1]            7B           70B≠
      layers [1]                 –  not disclosed
      context length            4K             4K
      training tokens         2.0T           2.0T
      tokens per parameter   285.7           28.6
      training flop         8.4e22         8.4e23
      weight bytes fp16      14 GB         140 GB
      ≠ parameters: [2] says 70b: 71B, a guess
      unknown: active parameters, hidden size, ffn size, attention heads, kv heads,
        head dim, vocab size, positional encoding, rope theta, rotary, attention, kv
        lora rank, qk rope head dim, sliding window, full attention layers,
        activation, normalization, experts, experts active, tied embeddings, hub id,
        kv cache bytes per token

    training stages (7b, 70b; stage no 1)
      stage        tokens
      ───────────  ──────
      pretraining    2.0T

    trained on (7b, 70b; stage no 1)
      corpus  weight
      ──────  ──────
      Hush    62.5 %

    [1] Quiet report (2024) https://quiet.example/report
    [2] Loud blog (2025) https://loud.example
    -- exit 0
    ");
}

#[test]
fn a_page_is_markdown_for_documents() {
    let out = with(QUIET).llmdb(["show", "静", "-f", "markdown"]);
    insta::assert_snapshot!(out, @"
    # Quiet 静

    model: quiet

    A model that says little.

    - **release date**: 2024-05[^1]

    not disclosed: license[^1]

    unknown: family, release event, architecture, kind, weights

    ## sizes

    |  | 7b | 70b |
    | --- | ---: | ---: |
    | parameters[^1] | 7B | 70B≠ |
    | layers[^1] | – | not disclosed |
    | context length | 4K | 4K |
    | training tokens | 2.0T | 2.0T |
    | tokens per parameter | 285.7 | 28.6 |
    | training flop | 8.4e22 | 8.4e23 |
    | weight bytes fp16 | 14 GB | 140 GB |

    - ≠ parameters: 70b: 71B[^2], a guess

    unknown: active parameters, hidden size, ffn size, attention heads, kv heads, head dim, vocab size, positional encoding, rope theta, rotary, attention, kv lora rank, qk rope head dim, sliding window, full attention layers, activation, normalization, experts, experts active, tied embeddings, hub id, kv cache bytes per token

    ## training stages (7b, 70b; stage no 1)

    | stage | tokens |
    | --- | ---: |
    | pretraining | 2.0T |

    ## trained on (7b, 70b; stage no 1)

    | corpus | weight |
    | --- | ---: |
    | Hush | 62.5 % |


    [^1]: Quiet report (2024), <https://quiet.example/report>
    [^2]: Loud blog (2025), <https://loud.example>
    -- exit 0
    ");
}

#[test]
fn a_page_is_html_for_documents() {
    let out = with(QUIET).llmdb(["show", "quiet 70b", "-f", "html"]);
    insta::assert_snapshot!(out, @r##"
    <h1>Quiet 70b</h1>
    <p>size: quiet/70b</p>
    <p>A model that says little.</p>
    <ul>
    <li><strong>parameters</strong>: 70B≠<sup><a href="#source-1">1</a></sup></li>
    <li><strong>context length</strong>: 4K</li>
    </ul>
    <ul>
    <li>≠ parameters: 71B<sup><a href="#source-2">2</a></sup>, a guess</li>
    </ul>
    <p>not disclosed: layers<sup><a href="#source-1">1</a></sup></p>
    <p>unknown: active parameters, hidden size, ffn size, attention heads, kv heads, head dim, vocab size, positional encoding, rope theta, rotary, attention, kv lora rank, qk rope head dim, sliding window, full attention layers, activation, normalization, experts, experts active, tied embeddings, hub id</p>
    <h2>training stages (stage no 1)</h2>
    <table>
    <thead>
    <tr>
    <th scope="col">stage</th>
    <th scope="col">tokens</th>
    </tr>
    </thead>
    <tbody>
    <tr>
    <td>pretraining</td>
    <td style="text-align:right">2.0T</td>
    </tr>
    </tbody>
    </table>
    <h2>trained on (stage no 1)</h2>
    <table>
    <thead>
    <tr>
    <th scope="col">corpus</th>
    <th scope="col">weight</th>
    </tr>
    </thead>
    <tbody>
    <tr>
    <td>Hush</td>
    <td style="text-align:right">62.5 %</td>
    </tr>
    </tbody>
    </table>
    <h2>computed from these</h2>
    <ul>
    <li><strong>training tokens</strong>: 2.0T</li>
    <li><strong>tokens per parameter</strong>: 28.6</li>
    <li><strong>training flop</strong>: 8.4e23</li>
    <li><strong>weight bytes fp16</strong>: 140 GB</li>
    </ul>
    <p>unknown: kv cache bytes per token</p>
    <h2>the model: Quiet (quiet)</h2>
    <ul>
    <li><strong>release date</strong>: 2024-05<sup><a href="#source-1">1</a></sup></li>
    </ul>
    <p>not disclosed: license<sup><a href="#source-1">1</a></sup></p>
    <p>unknown: family, release event, architecture, kind, weights</p>
    <ol>
    <li id="source-1"><a href="https://quiet.example/report">Quiet report</a> (2024)</li>
    <li id="source-2"><a href="https://loud.example">Loud blog</a> (2025)</li>
    </ol>
    -- exit 0
    "##);
}

#[test]
fn a_page_is_json_for_programs() {
    let out = with(QUIET).llmdb(["show", "Quiet-70B", "-f", "json"]);
    let page: serde_json::Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(page["kind"], "size");
    assert_eq!(page["key"], "quiet/70b");
    assert_eq!(page["facts"]["values"]["parameters"], 70_000_000_000_i64);
    assert_eq!(page["facts"]["cited"]["parameters"][0]["source"], "web:quiet.example");
    assert_eq!(page["facts"]["disagreements"][0]["says"], "71000000000");
    assert_eq!(page["facts"]["not_disclosed"][0]["column"], "layers");
    assert_eq!(page["sources"][0]["url"], "https://quiet.example/report");
    let mix = page["sections"].as_array().unwrap().iter().find(|s| s["table"] == "training_mix").unwrap();
    assert_eq!(mix["rows"][0]["values"]["weight_pct"], 62.5);
    assert_eq!(mix["rows"][0]["names"]["corpus"], "Hush");
}

#[test]
fn the_surveys_word_stands_beside_the_papers() {
    let out = Sandbox::with_catalogue().llmdb(["show", "llama-2", "--width", "80"]);
    assert!(out.stdout.contains("1.96T tokens"), "{out}");
    assert!(out.stdout.contains("contradicted"), "{out}");
}

#[test]
fn rows_too_wide_for_a_table_are_lists_of_names_and_values() {
    let out = Sandbox::with_catalogue().llmdb(["show", "llama-2", "--width", "80"]);
    let claim: Vec<&str> = out.stdout.lines().skip_while(|line| *line != "  1.96T tokens").take(6).collect();
    insta::assert_snapshot!(claim.join("\n"), @"
    1.96T tokens
      column name  训练数据
      verdict      contradicted
      finding      2.0T tokens for every size
      source       Llama 2: Open Foundation and Fine-Tuned Chat Models
      locator      section 2.1; Table 1
    ");
}

#[test]
fn names_are_found_in_any_spelling() {
    let cases = [
        ("llama-2", "models/llama-2"),
        ("LLaMA 2", "models/llama-2"),
        ("llama2", "models/llama-2"),
        ("models/llama-2", "models/llama-2"),
        ("Meta Llama 2", "models/llama-2"),
        ("llama", "models/llama"),
        ("families/llama", "families/llama"),
        ("llama-2/70b", "sizes/llama-2/70b"),
        ("llama-2 70b", "sizes/llama-2/70b"),
        ("llama-2-70b", "sizes/llama-2/70b"),
        ("Llama-2-70B", "sizes/llama-2/70b"),
        ("LLAMA2 70B", "sizes/llama-2/70b"),
        ("llama270b", "sizes/llama-2/70b"),
        ("OPT-175B", "sizes/opt/175b"),
        ("opt 1.3b", "sizes/opt/1.3b"),
        ("opt 13b", "sizes/opt/13b"),
        ("baichuan 13b", "sizes/baichuan/13b"),
        ("licenses/baichuan-13b", "licenses/baichuan-13b"),
        ("百川", "models/baichuan"),
        ("百川13b", "sizes/baichuan/13b"),
        ("通义千问", "models/qwen"),
        ("rope", "positional_encodings/rope"),
        ("Rotary PE", "positional_encodings/rope"),
        ("旋转位置编码", "positional_encodings/rope"),
        ("chain of thought", "techniques/chain-of-thought"),
        ("Apache 2.0", "licenses/apache-2.0"),
        ("arxiv:2307.09288", "sources/arxiv:2307.09288"),
        ("c4", "corpora/c4"),
    ];
    let db = open(catalogue());
    let names = Names::load(&db).unwrap();
    for (text, path) in cases {
        match names.resolve(text, &[]).unwrap() {
            Resolution::Found { thing, .. } => assert_eq!(thing.path(), path, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn a_name_of_a_row_that_was_added_elsewhere_is_found() {
    let sandbox =
        with("INSERT INTO models (slug, name, name_zh) VALUES ('own-model-9', 'Own Model 9', '自研模型9')");
    sandbox.write("own/aliases.csv", "table_name,row_key,alias,language\nmodels,own-model-9,Number Nine,\n");
    let db = sandbox.db().display().to_string();
    let out = sandbox.llmdb(["init", &db, "--seed", "own"]);
    assert_eq!(out.code, 0, "{out}");
    for name in ["OWN model_9", "自研模型9", "number-nine"] {
        let out = sandbox.llmdb(["show", name]);
        assert!(out.stdout.starts_with("Own Model 9  自研模型9  model: own-model-9\n"), "{out}");
    }
}

#[test]
fn a_name_of_several_things_is_told_with_its_readings() {
    let sandbox = with(
        "INSERT INTO aliases (table_name, row_key, alias) VALUES ('models', 'opt', 'the twin'), ('corpora', 'c4', 'the twin')",
    );
    insta::assert_snapshot!(sandbox.llmdb(["show", "The-Twin"]), @r#"
    -- stderr
    llmdb: "The-Twin" means 2 things
      readings: corpora/c4, models/opt
      llmdb show corpora/c4 takes the first of them
    -- exit 2
    "#);
    let out = sandbox.llmdb(["compare", "the twin", "bloom", "-f", "csv"]);
    assert_eq!(out.code, 0, "only a model is meant there: {out}");
}

#[test]
fn typing_errors_are_forgiven() {
    let sandbox = Sandbox::with_catalogue();
    for (typed, near) in [
        ("lama 2", "llama-2"),
        ("qwenn", "qwen"),
        ("bcaichuan", "baichuan"),
        ("mistrl", "mistral"),
        ("百穿", "baichuan"),
        ("gpt-99", "gpt-2"),
        ("rotery pe", "rope"),
        ("arxiv:2307.0928", "arxiv:2307.09288"),
    ] {
        let out = sandbox.llmdb(["show", typed]);
        assert_eq!(out.code, 2, "{out}");
        let offered = out.stderr.lines().find(|line| line.contains("did you mean"));
        assert!(offered.is_some_and(|line| line.contains(near)), "{typed}: {out}");
    }
}

#[test]
fn what_cannot_be_is_not_unknown() {
    let sandbox = with(
        "INSERT INTO models (slug, name, architecture) VALUES ('plain', 'Plain', 'decoder-only');
        INSERT INTO sizes (model, label, layers, hidden_size, attention_heads, attention, positional_encoding)
        VALUES ('plain', '1b', 16, 2048, 16, 'mha', 'alibi')",
    );
    let out = sandbox.llmdb(["show", "plain/1b", "--width", "80"]);
    insta::assert_snapshot!(out, @"
    Plain 1b  size: plain/1b

      layers               16
      hidden size          2,048
      attention heads      16
      positional encoding  Attention with linear biases (ALiBi)
      attention            mha
      unknown: parameters, ffn size, vocab size, context length, activation,
        normalization, tied embeddings, hub id

    computed from these
      unknown: training tokens, tokens per parameter, training flop, weight bytes
        fp16, kv cache bytes per token

    the model: Plain (plain)
      architecture  Decoder-only
      unknown: family, release date, release event, kind, weights, license
    -- exit 0
    ");
}

#[test]
fn of_many_models_the_newest_are_told_and_how_many_are_left() {
    let sandbox = with("INSERT INTO families (slug, name) VALUES ('many', 'Many');
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
        INSERT INTO models (slug, name, family, release_date)
        SELECT 'many-' || i, 'Many ' || i, 'many', 1900 + i FROM n;
        INSERT INTO sizes (model, label, positional_encoding)
        SELECT slug, label, 'transformer-xl-relative' FROM models, (SELECT '1b' AS label UNION SELECT '2b' UNION SELECT '3b' UNION SELECT '4b')
        WHERE family = 'many'");
    let out = sandbox.llmdb(["show", "families/many", "--width", "80"]);
    assert!(out.stdout.contains("Many 60 (1960) · Many 59 (1959)"), "{out}");
    assert!(out.stdout.contains("… and 40 more; --all shows them, or:"), "{out}");
    let out = sandbox.llmdb(["show", "families/many", "--all"]);
    assert!(out.stdout.contains("Many 1 (1901)") && !out.stdout.contains("more"), "{out}");
    // Too many rows to read them all: the newest models stand there with all of their sizes.
    let out = sandbox.llmdb(["show", "transformer-xl-relative"]);
    assert!(out.stdout.contains("Many 60 (1960: 1b, 2b, 3b, 4b)"), "{out}");
    assert!(out.stdout.contains(" more; --all shows them"), "{out}");
}

#[test]
fn a_label_that_the_name_holds_is_told_once() {
    let sandbox = with(
        "INSERT INTO models (slug, name) VALUES ('own-7b-v3', 'Own 7B v3');
        INSERT INTO sizes (model, label) VALUES ('own-7b-v3', '7b')",
    );
    let out = sandbox.llmdb(["show", "own-7b-v3/7b"]);
    assert!(out.stdout.starts_with("Own 7B v3  size: own-7b-v3/7b\n"), "{out}");
}

#[test]
fn a_table_of_another_client_may_refer_without_naming_columns() {
    let sandbox = Sandbox::with_catalogue();
    let connection = rusqlite::Connection::open(sandbox.db()).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE notes (model TEXT REFERENCES models, note TEXT);
        INSERT INTO notes VALUES ('opt', 'read this')",
        )
        .unwrap();
    let out = sandbox.llmdb(["show", "opt"]);
    assert!(out.stdout.contains("read this"), "{out}");
}

#[test]
fn a_name_that_is_not_there_offers_the_nearest() {
    let sandbox = Sandbox::with_catalogue();
    let out = sandbox.llmdb(["show", "llama-22"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("did you mean: llama-2"), "{out}");
    insta::assert_snapshot!(sandbox.llmdb(["show", "llama-2-80b"]), @r#"
    -- stderr
    llmdb: no name matches "llama-2-80b"
      Llama 2 has: 7b, 13b, 34b, 70b
      llmdb show llama-2/7b is one of them
    -- exit 2
    "#);
    insta::assert_snapshot!(sandbox.llmdb(["show", "zzzzzzzzzz"]), @r#"
    -- stderr
    llmdb: no name matches "zzzzzzzzzz"
      llmdb query "models by year" lists what there is
    -- exit 2
    "#);
}

#[test]
fn formats_for_rows_are_refused() {
    insta::assert_snapshot!(Sandbox::with_catalogue().llmdb(["show", "opt", "-f", "csv"]), @"
    -- stderr
    llmdb: a page cannot be written as csv, which is made for rows
      formats that hold a page: table, json, markdown, html
    -- exit 2
    ");
}

#[test]
fn a_new_table_appears_by_itself() {
    let sandbox = Sandbox::with_catalogue();
    let connection = rusqlite::Connection::open(sandbox.db()).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE gadgets (slug TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, memory_bytes INTEGER) STRICT;
             CREATE TABLE size_gadgets (
                 model TEXT NOT NULL, label TEXT NOT NULL, gadget TEXT NOT NULL REFERENCES gadgets (slug),
                 measured_tokens INTEGER,
                 PRIMARY KEY (model, label, gadget), FOREIGN KEY (model, label) REFERENCES sizes (model, label)
             ) STRICT;
             INSERT INTO gadgets VALUES ('pocket-1', 'Pocket One', 8000000000);
             INSERT INTO size_gadgets VALUES ('llama-2', '7b', 'pocket-1', 30000), ('llama-2', '13b', 'pocket-1', 30000);",
        )
        .unwrap();
    let out = sandbox.llmdb(["show", "pocket one"]);
    insta::assert_snapshot!(out, @"
    Pocket One  gadget: pocket-1

      memory bytes  8 GB

    size gadgets (7b, 13b)
      model           measured tokens
      ──────────────  ───────────────
      Llama 2 (2023)              30K
    -- exit 0
    ");
    let out = sandbox.llmdb(["show", "llama-2"]);
    assert!(out.stdout.contains("Pocket One"), "{out}");
    let out = sandbox.llmdb(["show", "llama-2/7b"]);
    assert!(out.stdout.contains("Pocket One"), "{out}");
}

fn open(path: &Path) -> Db {
    Db::open_read(path, Limits::default()).unwrap()
}

fn text(page: &Page, style: &Style) -> String {
    let mut out = Vec::new();
    write_page(&mut out, "table", page, style).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_page_fits_the_width_and_loses_nothing() {
    let db = open(catalogue());
    let names = Names::load(&db).unwrap();
    for table in
        ["models", "sizes", "corpora", "positional_encodings", "licenses", "organizations", "techniques"]
    {
        let key = if table == "sizes" { "model || '/' || label" } else { "slug" };
        let sql = format!("SELECT {key} FROM {table} ORDER BY 1 LIMIT 60");
        let mut statement = db.connection().prepare(&sql).unwrap();
        let keys: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for key in keys {
            let Resolution::Found { thing, .. } = names.resolve(&format!("{table}/{key}"), &[]).unwrap()
            else {
                panic!("{table}/{key} is not found")
            };
            let mut page = llmdb::show::show(&db, &names, &thing, false).unwrap();
            // Addresses of sources are not broken.
            page.sources.clear();
            for width in [40, 80, 200] {
                let text = text(&page, &Style { width: Some(width), ..Style::default() });
                let long = text.lines().find(|line| line.width() > width);
                assert_eq!(long, None, "{table}/{key} at {width}");
                for section in &page.sections {
                    let word = section.title.split(' ').next().unwrap();
                    assert!(text.contains(word), "{table}/{key} at {width} tells nothing of {word}");
                }
            }
        }
    }
}

#[test]
fn a_terminal_gets_no_control_characters_from_a_page() {
    let sandbox = with(
        "INSERT INTO models (slug, name, description_en) VALUES ('evil', 'E' || char(27) || '[31m', 'a' || char(7))",
    );
    let db = open(&sandbox.db());
    let names = Names::load(&db).unwrap();
    let (thing, _) = names.resolve("evil", &[]).unwrap().one("evil", "show").unwrap();
    let page = llmdb::show::show(&db, &names, &thing, false).unwrap();
    let text = text(&page, &Style { terminal: true, width: Some(80), ..Style::default() });
    assert!(!text.contains(['\x1b', '\x07']), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_search_for_names(text in "\\PC{0,24}") {
        let db = open(catalogue());
        prop_assert!(Names::load(&db).unwrap().resolve(&text, &[]).is_ok());
    }
}
