use std::fs;
use std::io::Read;
use std::path::Path;

use llmdb::db::{Db, Limits, header, shipped};
use llmdb::init::ship::ship;
use llmdb::seed::Seed;

use crate::sandbox::{Sandbox, package};

fn carried() -> Vec<u8> {
    let mut bytes = Vec::new();
    shipped::bytes().read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn the_same_sources_make_the_same_bytes() {
    let sandbox = Sandbox::new();
    let seed = Seed::dir(&package().join("seed")).unwrap();
    let fingerprint = ship(&sandbox.db(), &seed, env!("CARGO_PKG_VERSION")).unwrap();
    assert_eq!(fingerprint.to_string(), shipped::FINGERPRINT);
    assert!(sandbox.bytes() == carried(), "what is made now differs from what was made with the program");
    assert_eq!(sandbox.names(), ["llm.db"]);
}

#[test]
fn what_the_program_carries_is_sound() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.db(), carried()).unwrap();
    let db = Db::open_read(&sandbox.db(), Limits::default()).unwrap();
    let report = llmdb::check::check(&db, &mut |_, _| {}).unwrap();
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert!(!llmdb::search::Search::open(&db).unwrap().is_made_anew(), "its index is that of another state");
    assert_eq!(sandbox.value("SELECT count(*) FROM pragma_freelist_count WHERE freelist_count > 0"), "0");
    let opened = shipped::open().unwrap();
    let rows: i64 = opened.query_row("SELECT count(*) FROM citations", [], |row| row.get(0)).unwrap();
    assert_eq!(rows.to_string(), sandbox.value("SELECT count(*) FROM citations"));
}

#[test]
fn a_new_file_is_the_one_that_is_carried() {
    let sandbox = Sandbox::new();
    let out = sandbox.llmdb(["init", "llm.db"]).ended(0);
    assert!(sandbox.bytes() == carried());
    for line in out.stdout.lines().skip(1) {
        let values: Vec<&str> = line.split('\t').collect();
        let counted = sandbox.value(&format!("SELECT count(*) FROM {}", values[0]));
        assert_eq!(values[1..], [&counted, &counted, "0", "0"], "{line}");
    }
}

#[test]
fn a_seed_with_faults_is_refused_with_all_of_them() {
    let sandbox = Sandbox::new();
    sandbox.write("seed/families.csv", "slug,name\nmine,Mine\nmine,Again\n");
    sandbox.write("seed/models.csv", "slug,family,name\none,mine,One\ntwo,yours,Two\nthree,mine,\n");
    sandbox.write("seed/queries/mine.sql", "-- title: Yours\n-- about: Mine.\n\nSELECT 1;\n");
    let seed = Seed::dir(Path::new(&sandbox.path().join("seed"))).unwrap();
    let error = ship(&sandbox.db(), &seed, "0.0.0").unwrap_err();
    let folder = format!("{}/", sandbox.path().display());
    let told = error.fault_lines().join("\n").replace(&folder, "");
    insta::assert_snapshot!(told, @r"
    seed/families.csv:3:1: a second row for mine
    seed/models.csv:4:12: name is empty, but each row needs one
    seed/queries/mine.sql:1:1: the title makes the name yours.sql, but the file is mine.sql
    ");
}

#[test]
fn rows_in_any_order_are_taken() {
    let sandbox = Sandbox::new();
    sandbox.write("seed/families.csv", "slug,name\nz,Z\na,A\nm,M\n");
    sandbox.write("seed/models.csv", "slug,family,name\nz,a,Z\na,z,A\n");
    let seed = Seed::dir(&sandbox.path().join("seed")).unwrap();
    ship(&sandbox.db(), &seed, "0.0.0").unwrap();
    assert_eq!(sandbox.value("SELECT group_concat(slug || name, ' ') FROM families"), "aA mM zZ");
    assert!(header::identify(&sandbox.db()).is_ok());
}

/// The build script compiles the loader with what it stands on: were its crates of other features,
/// they would be compiled twice, and it could make another file than the program expects.
#[test]
fn the_build_script_has_the_crates_of_the_program() {
    let manifest = fs::read_to_string(package().join("Cargo.toml")).unwrap();
    let of = |heading: &str| -> Vec<String> {
        let (_, rest) = manifest.split_once(&format!("\n[{heading}]\n")).unwrap();
        rest.lines()
            .take_while(|line| !line.starts_with('['))
            .filter(|line| line.contains('='))
            .map(str::to_owned)
            .collect()
    };
    let ours = of("dependencies");
    let other: Vec<String> =
        of("build-dependencies").into_iter().filter(|line| !ours.contains(line)).collect();
    assert!(other.is_empty(), "{other:#?}");
}
