//! A point question costs the same whatever else the catalogue holds. What a command costs is counted
//! in bytes that it reads: the same in every run, and full-text search cannot hide its walks from it.

use std::process::Command;

use crate::sandbox::Sandbox;

#[path = "../../benches/scale/mod.rs"]
mod scale;

/// Sizes that the larger catalogue has beside the shipped ones.
const SIZES: u64 = 50_000;

/// Deeper trees, and larger pages of the same lists.
const DEEPER: u64 = 96 << 10;

/// What has a limit of its own: some hundred rows of a page, or names that are near.
const LIMITED: u64 = 1 << 20;

/// A catalogue with many more sizes than are shipped.
fn larger() -> Sandbox {
    let sandbox = Sandbox::new();
    let seed = sandbox.path().join("made");
    scale::write(&seed, SIZES).unwrap();
    let db = sandbox.db();
    sandbox.llmdb(["init", db.to_str().unwrap(), "--seed", seed.to_str().unwrap()]).ended(0);
    sandbox
}

/// Bytes that a command reads from its start to its end; none where the system does not count them.
/// The shell has the count of a child that has ended.
fn read_by(sandbox: &Sandbox, command: &str) -> Option<u64> {
    let script = r#""$0" "$@" >"$OUT" 2>&1; echo "status: $?"; cat "/proc/$$/io""#;
    let told = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_llmdb")])
        .args(command.split('|'))
        .env("HOME", sandbox.path())
        .env("LLMDB_DB", sandbox.db())
        .env("OUT", sandbox.path().join("out"))
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let value =
        |name: &str| told.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
    let status = value("status:").unwrap();
    assert!([0, 2].contains(&status), "{command}: exit {status}");
    value("rchar:")
}

/// What a command reads more of the larger catalogue.
fn more(shipped: &Sandbox, larger: &Sandbox, command: &str) -> Option<u64> {
    Some(read_by(larger, command)?.saturating_sub(read_by(shipped, command)?))
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the system does not count what is read")]
fn point_questions_read_no_more_of_a_larger_catalogue() {
    let (shipped, larger) = (Sandbox::with_catalogue(), larger());
    let Some(whole) = more(&shipped, &larger, "sql|SELECT count(*) FROM sizes WHERE layers < 0") else {
        eprintln!("not counted here: what a command reads");
        return;
    };
    assert!(whole > 2 * LIMITED, "a whole table is not seen to be read: {whole} bytes");

    let mut grown = Vec::new();
    let mut none_grows = |commands: &[&str], limit: u64| {
        for command in commands {
            let more = more(&shipped, &larger, command).unwrap();
            if more > limit {
                grown.push(format!("{more} bytes more than of the shipped one: llmdb {command}"));
            }
        }
    };
    none_grows(
        &[
            "show|opt",
            "show|opt/13b",
            "show|meta",
            "show|apache-2.0",
            "show|decoder-only",
            "show|c4",
            "show|arxiv:1706.03762",
            "show|chain-of-thought",
            "show|mmlu",
            "compare|opt|bloom",
            "compare|opt/13b|bloom/176b",
            "search|opt",
            "search|百川",
            "search|rotary embeddings",
            "search|baichuanx",
            // Words of each description that was added, and of few names.
            "search|model",
            "search|a made model",
            "search|kind",
            "query|opt 13b layers",
            "query|who made bloom",
            "query|what was opt trained on",
            "query|models from meta",
            "query|百川智能的模型",
            "query|largest rope models",
        ],
        DEEPER,
    );
    none_grows(&["show|rope", "show|optt", "query|largest ropee models"], LIMITED);
    assert!(grown.is_empty(), "\n{}", grown.join("\n"));
}
