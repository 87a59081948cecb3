use crate::sandbox::Sandbox;

#[test]
fn a_saved_query_is_found_by_its_title() {
    let sandbox = Sandbox::with_catalogue();
    let out = sandbox.llmdb(["query", "Largest  RoPE models", "--limit", "1", "-f", "csv"]);
    assert!(out.stdout.starts_with("model,label,"), "{out}");
    assert_eq!(out.stdout.lines().count(), 2, "{out}");
    assert_eq!(out.code, 0);
}

#[test]
fn a_word_that_nobody_knows_is_named_with_the_nearest() {
    let out = Sandbox::with_catalogue().llmdb(["query", "largest frobnicated models"]);
    insta::assert_snapshot!(out, @r#"
    -- stderr
    llmdb: no saved query or question matches "largest frobnicated models": "frobnicated": this word is not known
      llmdb query "Largest models" is near
      llmdb queries lists what is saved
    -- exit 2
    "#);
}

#[test]
fn a_typing_error_is_forgiven_and_told() {
    let out = Sandbox::with_catalogue().llmdb(["query", "largest ropee models", "-f", "csv"]);
    assert_eq!(out.code, 0, "{out}");
    let told: Vec<&str> = out.stderr.lines().collect();
    assert_eq!(
        told[..2],
        [
            "read as: models · positional encoding = RoPE · by parameters, largest first · top 10",
            "\"ropee\" taken as \"rope\""
        ]
    );
    assert!(told[2].starts_with("left out, parameters not known: "), "{out}");
}

#[test]
fn the_statement_is_shown_as_sqlite3_runs_it() {
    let out = Sandbox::with_catalogue().llmdb(["query", "参数量超过100B的ALiBi模型", "--sql"]);
    insta::assert_snapshot!(out, @r#"
    .parameter set :parameters 100000000000
    .parameter set :positional_encoding "'alibi'"
    SELECT
        catalog.model,
        catalog.label,
        catalog.organizations,
        catalog.release_date,
        catalog.parameters,
        catalog.positional_encoding
    FROM catalog
    WHERE
        catalog.parameters > :parameters
        AND catalog.positional_encoding = :positional_encoding
    ORDER BY catalog.model ASC, catalog.label ASC;
    -- exit 0
    "#);
}

#[test]
fn what_the_catalogue_does_not_know_of_a_thing_is_said() {
    let out = Sandbox::with_catalogue().llmdb(["query", "chatglm-130b vocabulary", "-f", "csv"]);
    insta::assert_snapshot!(out, @r#"
    model,label,vocab_size
    chatglm-130b,130b,
    -- stderr
    read as: models · vocabulary size · model = ChatGLM-130B
    the catalogue does not know this: vocab_size is empty here
    -- exit 0
    "#);
}

#[test]
fn first_use_builds_the_default_catalogue() {
    let sandbox = Sandbox::new();
    let out = sandbox.llmdb(["query", "largest rope models", "--limit", "1"]);
    assert_eq!(out.code, 0, "{out}");
    assert!(out.stderr.starts_with("llmdb: built the catalogue in "), "{out}");
    let again = sandbox.llmdb(["query", "largest rope models", "--limit", "1"]);
    assert_eq!(again.stdout, out.stdout);
    assert_eq!(again.stderr, "");
}

#[test]
fn the_parameters_of_a_saved_query_can_be_said_in_words() {
    let sandbox = Sandbox::with_catalogue();
    let said = sandbox.llmdb(["query", "largest models with encoding alibi and top 3", "-f", "csv"]);
    let given = sandbox.llmdb([
        "query",
        "largest-models",
        "--param",
        "positional_encoding=alibi",
        "--param",
        "top=3",
        "-f",
        "csv",
    ]);
    assert_eq!(said.stdout, given.stdout, "{said}");
    assert_eq!(said.stdout.lines().count(), 4, "{said}");
}

#[test]
fn what_a_user_adds_is_known_at_once_and_near_names_are_not_mixed_up() {
    let sandbox = Sandbox::with_catalogue();
    sandbox.write(
        "own/models.csv",
        "slug,name,name_zh,architecture,kind,weights\nzorn-2,Zorn 2,佐恩2,decoder-only,base,open\nzorn-3,Zorn 3,,decoder-only,base,open\n",
    );
    sandbox.write(
        "own/sizes.csv",
        "model,label,parameters,layers\nzorn-2,7b,7000000000,32\nzorn-3,70b,70000000000,80\n",
    );
    sandbox.write("own/aliases.csv", "table_name,row_key,alias\nmodels,zorn-3,Great Zorn\n");
    let built = sandbox.llmdb(["init", "--seed", "own"]);
    assert_eq!(built.code, 0, "{built}");
    let ask = |words: &str| sandbox.llmdb(["query", words, "-f", "csv"]);
    assert_eq!(ask("zorn-2 7b layers").stdout, "model,label,layers\nzorn-2,7b,32\n");
    assert_eq!(ask("佐恩2有多少层").stdout, "model,label,layers\nzorn-2,7b,32\n");
    assert_eq!(ask("great zorn layers").stdout, "model,label,layers\nzorn-3,70b,80\n");
    assert_eq!(ask("zorn 3 70b 层数").stdout, "model,label,layers\nzorn-3,70b,80\n");
    sandbox.write("more/families.csv", "slug,name\nzorn,Zorn\n");
    assert_eq!(sandbox.llmdb(["init", "--seed", "more"]).code, 0);
    insta::assert_snapshot!(ask("zorn-4 layers"), @r#"
    -- stderr
    llmdb: no saved query or question matches "zorn-4 layers": "zorn-4": this word is not known
      did you mean: zorn, zorn-2, zorn-3?
      llmdb queries lists what is saved
    -- exit 2
    "#);
    insta::assert_snapshot!(ask("zorn-2 70b layers"), @r#"
    -- stderr
    llmdb: no saved query or question matches "zorn-2 70b layers": "zorn-2 70b": Zorn 2 has no size 70b; it has 7b
      llmdb queries lists what is saved
    -- exit 2
    "#);
}
