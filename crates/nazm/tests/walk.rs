//! The README's walk, line by line.

use crate::common::root;
use std::process::Command;

/// The commands of the README's `sh` blocks.
fn commands() -> String {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let blocks = readme
        .split("```sh\n")
        .skip(1)
        .map(|b| b.split("```").next().unwrap().to_owned());
    blocks.collect::<Vec<_>>().concat()
}

#[test]
fn every_command_of_the_readme_does_what_it_is_shown_for() {
    let place = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(root().join("docs/example")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), place.path().join(entry.file_name())).unwrap();
    }
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_nazm"))
        .parent()
        .unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let ran = Command::new("sh")
        .args(["-euxc", &commands()])
        .current_dir(place.path())
        .env("PATH", path)
        .env_remove("NAZM_DATABASE")
        .env_remove("NAZM_KEY_FILE")
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert!(ran.status.success(), "{out}\n{err}");
    for said in [
        "N,Xã An Bình,exact",
        "C2|C3,3000,part",
        "N,9300.5,exact",
        "verified: ",
        "members of C1: 1",
        "members of C1: 2",
    ] {
        assert!(out.contains(said), "«{said}» is not in:\n{out}\n{err}");
    }
    assert!(
        std::fs::read(place.path().join("report.pdf"))
            .unwrap()
            .starts_with(b"%PDF")
    );
}
