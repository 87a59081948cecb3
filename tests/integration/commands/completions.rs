use crate::sandbox::Sandbox;

/// What a shell is offered behind these words.
fn offered(sandbox: &Sandbox, words: &[&str]) -> String {
    let mut command = sandbox.command(["--", "llmdb"].iter().chain(words));
    command
        .env("LLMDB_COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", words.len().to_string())
        .env("_CLAP_IFS", "\n")
        .env("_CLAP_COMPLETE_COMP_TYPE", "9")
        .env("_CLAP_COMPLETE_SPACE", "true");
    sandbox.finish(&mut command).stdout
}

#[test]
fn every_shell_gets_a_script_that_asks_the_program() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let out = sandbox.llmdb(["completions", shell]);
        assert_eq!(out.code, 0, "{out}");
        assert!(out.stdout.contains("LLMDB_COMPLETE"), "{out}");
    }
    assert_eq!(sandbox.llmdb(["completions", "tcsh"]).code, 2);
}

#[test]
fn saved_queries_models_and_formats_are_completed() {
    let sandbox = Sandbox::with_catalogue();
    assert!(offered(&sandbox, &["query", "largest-r"]).contains("largest-rope-models"));
    assert!(offered(&sandbox, &["query", "llama-2-c"]).contains("llama-2-chat"));
    assert!(offered(&sandbox, &["query", "x", "--format", "js"]).contains("jsonl"));
    assert!(offered(&sandbox, &["que"]).contains("queries"));
}

#[test]
fn names_of_each_kind_are_completed_where_they_can_stand() {
    let sandbox = Sandbox::with_catalogue();
    let lines = |words: &[&str]| offered(&sandbox, words).lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&["show", "bloom/176b"]), ["bloom/176b"]);
    assert_eq!(lines(&["compare", "opt", "BLOOM/560"]), ["bloom/560m"]);
    assert!(lines(&["show", "llama2"]).contains(&"llama-2".to_owned()));
    assert!(lines(&["show", "百"]).contains(&"百川".to_owned()));
    assert!(lines(&["show", "百"]).iter().all(|name| !name.contains(' ')), "a shell would cut them");
    assert_eq!(lines(&["query", "最大的旋"]), ["最大的旋转位置编码模型"]);
    assert!(lines(&["schema", "dis"]).contains(&"disagreements".to_owned()));
    assert_eq!(lines(&["help", "uni"]), ["units"]);
    assert_eq!(lines(&["show", "x'y\"; DROP TABLE models; --"]), Vec::<String>::new());
    assert_eq!(lines(&["show", "%"]), Vec::<String>::new());
}

#[test]
fn names_come_from_the_file_that_the_line_names() {
    let sandbox = Sandbox::with_catalogue();
    std::fs::copy(sandbox.db(), sandbox.path().join("mine.db")).unwrap();
    let mine = rusqlite::Connection::open(sandbox.path().join("mine.db")).unwrap();
    mine.execute_batch("INSERT INTO models (slug, name) VALUES ('zzz-mine', 'Mine')").unwrap();
    assert_eq!(offered(&sandbox, &["--db", "mine.db", "show", "zzz"]), "zzz-mine");
    assert_eq!(offered(&sandbox, &["--db=mine.db", "show", "zzz"]), "zzz-mine");
    assert_eq!(offered(&sandbox, &["show", "zzz"]), "");
    // Nothing is built and nothing is told at a Tab.
    assert_eq!(offered(&sandbox, &["--db", "none.db", "show", "zzz"]), "");
    assert_eq!(sandbox.names(), ["llm.db", "mine.db"]);
}

/// What bash makes of a line when Tab is pressed.
fn in_bash(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    let script = r#"source <(llmdb completions bash); COMP_TYPE=9; COMP_CWORD=$(($# - 1)); COMP_WORDS=("$@"); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
_clap_complete_llmdb llmdb "${@: -1}" "${@: -2:1}" 2> /dev/null; printf '%s\n' "${COMPREPLY[@]}""#;
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_llmdb")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = std::process::Command::new("bash");
    command.args(["--norc", "-c", script, "bash", "llmdb"]).args(words).env("PATH", path);
    command.env("LLMDB_DB", sandbox.db()).current_dir(sandbox.path());
    sandbox.finish(&mut command).stdout.lines().map(str::to_owned).collect()
}

#[test]
fn bash_itself_is_answered() {
    let sandbox = Sandbox::with_catalogue();
    if !crate::clients::is_here("bash", &["--version"]) {
        return;
    }
    assert_eq!(in_bash(&sandbox, &["query", "largest-rop"]), ["largest-rope-models"]);
    assert_eq!(in_bash(&sandbox, &["show", "bloom/17"]), ["bloom/176b"]);
    assert_eq!(in_bash(&sandbox, &["query", "最大的旋"]), ["最大的旋转位置编码模型"]);
    assert_eq!(in_bash(&sandbox, &["query", "x", "--format", "js"]), ["json", "jsonl"]);
}
