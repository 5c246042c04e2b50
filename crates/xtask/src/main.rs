//! Checks of the house that no compiler makes, and the skeleton of a new register.
//!
//! `cargo run -p xtask -- check`; `cargo run -p xtask -- new-register AREA NAME`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["check"] => check(),
        ["new-register", area, name] => new_register(area, name),
        _ => Err(vec![
            "xtask check | xtask new-register AREA NAME".to_owned(),
        ]),
    };
    match done {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(faults) => {
            for fault in faults {
                eprintln!("{fault}");
            }
            ExitCode::FAILURE
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rust_files(dir: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    for path in entries.filter_map(|e| Some(e.ok()?.path())) {
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// A file as the rules see it: its path from the crates folder, and its lines of code.
struct Source {
    path: String,
    lines: Vec<String>,
}

fn sources() -> Vec<Source> {
    let crates = root().join("crates");
    let mut files = Vec::new();
    rust_files(&crates, &mut files);
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        let path = path
            .strip_prefix(&crates)
            .ok()?
            .to_string_lossy()
            .replace('\\', "/");
        let code = |l: &str| {
            if l.trim_start().starts_with("//") {
                String::new()
            } else {
                l.to_owned()
            }
        };
        Some(Source {
            path,
            lines: text.lines().map(code).collect(),
        })
    };
    files.into_iter().filter_map(read).collect()
}

/// (folder it holds for, what may not be named there, why)
const ARROWS: [(&str, &str, &str); 8] = [
    ("platform/src/", "registers::", "platform names no register"),
    ("figures/src/", "sqlx", "figures knows no database"),
    (
        "figures/src/",
        "platform::",
        "figures stands below platform",
    ),
    (
        "registers/src/organisation/",
        "insight::",
        "organisation never names insight",
    ),
    (
        "registers/src/organisation/",
        "activity::",
        "organisation never names activity",
    ),
    (
        "registers/src/activity/",
        "insight::",
        "activity never names insight",
    ),
    (
        "registers/src/",
        "pdf::",
        "only the program joins reports and typesetting",
    ),
    (
        "registers/src/organisation/units/",
        "members::",
        "units stand below members",
    ),
];

/// What decides, applies and reads in a register knows nothing of pages: only its handlers
/// are given a visit.
fn must_not_know_pages(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let core = ["acts.rs", "rules.rs", "store.rs", "fold.rs", "model.rs"];
    is_of_a_register(path)
        && !path.contains("/screens/")
        && (core.contains(&file) || path.contains("/acts/") || path.contains("/rules/"))
}

fn is_of_a_register(path: &str) -> bool {
    let areas = ["registers/src/organisation/", "registers/src/activity/"];
    areas.iter().any(|area| path.starts_with(area))
}

/// Places where SQL may stand.
fn may_hold_sql(path: &str) -> bool {
    path.ends_with("/store.rs")
        || path.starts_with("platform/src/db/")
        || path.contains("/tests")
        || path.starts_with("xtask/")
}

fn holds_sql(line: &str) -> bool {
    [
        "\"select ",
        "\"insert into ",
        "\"update ",
        "\"delete from ",
        "\"create table ",
        "\"create index ",
        "\"pragma ",
        "\"savepoint ",
    ]
    .iter()
    .any(|s| line.contains(s))
}

/// Stores of what is public inside the organisation: names and lineage of units, rules. Every
/// other read that is given a scope must ask it, or call it `_public`, for all who read it to see.
const PUBLIC: [&str; 2] = [
    "registers/src/organisation/units/store.rs",
    "registers/src/organisation/rulebook/store.rs",
];

fn leaves_the_scope_out(path: &str, line: &str) -> bool {
    let asked = is_of_a_register(path) && !PUBLIC.contains(&path);
    asked && line.contains("_scope: &Scope")
}

fn check() -> Result<String, Vec<String>> {
    let sources = sources();
    let mut faults = Vec::new();
    for source in &sources {
        for (at, line) in source.lines.iter().enumerate() {
            let mut say =
                |why: &str| faults.push(format!("crates/{}:{}: {why}", source.path, at + 1));
            for (folder, word, why) in ARROWS {
                if source.path.starts_with(folder)
                    && line.contains(word)
                    && !source.path.contains("tests")
                {
                    say(why);
                }
            }
            if line.contains("crate::web") && must_not_know_pages(&source.path) {
                say("acts, rules, stores, folds and models know no pages");
            }
            if holds_sql(line) && !may_hold_sql(&source.path) {
                say("SQL stands only in store.rs");
            }
            if leaves_the_scope_out(&source.path, line) {
                say("a read of persons tells of nobody outside its scope");
            }
        }
    }
    if faults.is_empty() {
        Ok(format!("{} files keep the arrows", sources.len()))
    } else {
        Err(faults)
    }
}

fn new_register(area: &str, name: &str) -> Result<String, Vec<String>> {
    let areas = root().join("crates/registers/src");
    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if !areas.join(area).is_dir() || !plain || name.is_empty() {
        return Err(vec![
            "AREA is organisation, activity or insight; NAME is a plural in small letters"
                .to_owned(),
        ]);
    }
    let folder = areas.join(area).join(name);
    if folder.exists() {
        return Err(vec![format!("{} exists", folder.display())]);
    }
    let write = |file: &str, text: &str| {
        std::fs::write(folder.join(file), text.replace("NAME", name))
            .map_err(|e| vec![e.to_string()])
    };
    std::fs::create_dir_all(&folder).map_err(|e| vec![e.to_string()])?;
    write("mod.rs", include_str!("skeleton/mod.rs.txt"))?;
    write("model.rs", include_str!("skeleton/model.rs.txt"))?;
    write("store.rs", include_str!("skeleton/store.rs.txt"))?;
    Ok(format!(
        "add `pub mod {name};` to {area}/mod.rs and `&{area}::{name}::REGISTER,` to REGISTERS in lib.rs"
    ))
}
