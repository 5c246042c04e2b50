//! What holds for every page, whoever writes it.

use super::routes::{self, SCREENS};
use platform::locale::Lang;
use platform::web::page::{MESSAGES, TEMPLATES};
use std::collections::{BTreeMap, BTreeSet};

/// Keys of a source, each with the arguments it takes.
fn keys(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in source.lines().filter(|l| !l.starts_with('#')) {
        let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
        if let Some((name, _)) = line.split_once(" =").filter(|_| begins) {
            key = name.to_owned();
            assert!(!found.contains_key(&key), "{key} stands twice");
            found.insert(key.clone(), BTreeSet::new());
        }
        for (_, rest) in line.match_indices('$').map(|(i, _)| line.split_at(i + 1)) {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let name = &rest[..end.unwrap_or(rest.len())];
            let plain = name.trim_end_matches("_text").to_owned();
            found.entry(key.clone()).or_default().insert(plain);
        }
    }
    found
}

fn all(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut every = keys(MESSAGES.of(lang));
    for screens in SCREENS {
        for (key, args) in keys(screens.messages.of(lang)) {
            assert!(
                every.insert(key.clone(), args).is_none(),
                "{key} stands twice"
            );
        }
    }
    every
}

#[test]
fn every_message_is_said_in_three_languages_with_the_same_words_in_it() {
    let english = all(Lang::En);
    for lang in [Lang::Vi, Lang::Ur] {
        assert_eq!(english, all(lang), "{}", lang.code());
    }
}

#[test]
fn templates_ask_for_messages_that_exist() {
    let known = all(Lang::En);
    let templates = SCREENS.iter().flat_map(|s| s.templates).chain(TEMPLATES);
    let mut asked = 0;
    for (name, text) in templates {
        for (at, _) in text.match_indices("t('") {
            let free = text[..at].ends_with(|c: char| !c.is_alphanumeric() && c != '_');
            let rest = &text[at + 3..];
            let key = rest.split('\'').next().unwrap_or("");
            let computed = rest[key.len()..].starts_with("' ~");
            if free && !computed {
                asked += 1;
                assert!(known.contains_key(key), "{name}: no message {key}");
            }
        }
    }
    assert!(asked > 100, "the templates were not read");
}

#[test]
fn no_page_holds_script_or_style() {
    for (name, text) in SCREENS.iter().flat_map(|s| s.templates).chain(TEMPLATES) {
        assert!(
            !text.contains("style=") && !text.contains("<style"),
            "{name}: style"
        );
        for handler in [
            " onclick=",
            " onchange=",
            " onsubmit=",
            " onload=",
            "javascript:",
            "hx-on",
        ] {
            assert!(!text.contains(handler), "{name}: {handler}");
        }
        let scripts = text.matches("<script").count();
        assert_eq!(
            scripts,
            text.matches("<script src=").count()
                + text.matches("<script type=\"module\" src=").count(),
            "{name}"
        );
    }
}

#[test]
fn no_two_rows_of_the_table_are_one_address() {
    let mut seen = BTreeSet::new();
    for route in routes::all() {
        let row = format!("{:?} {}", route.method, route.path);
        assert!(
            route.path.starts_with('/') && seen.insert(row.clone()),
            "{row}"
        );
    }
}

#[test]
fn our_own_look_serves_both_directions() {
    let css = include_str!("../../../platform/assets/nazm.css");
    for side in [
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "text-align:left",
        "text-align:right",
        "border-left",
        "border-right",
        ";left:",
        ";right:",
        "{left:",
        "{right:",
    ] {
        assert!(!css.contains(side), "{side}");
    }
}

#[test]
fn every_kind_of_act_has_a_title() {
    use crate::activity::{meetings::acts as meetings, tasks::acts as tasks};
    use crate::insight::imports::core::What;
    use crate::organisation::grants::acts as grants;
    use crate::organisation::members::acts::CORRECTING;
    use platform::journal::apply::{ANNULMENT, ERASURE};
    let known = all(Lang::En);
    let own = [
        "beginning",
        "rulebook",
        "document",
        "term",
        ANNULMENT,
        ERASURE,
        grants::GIVEN,
        grants::ENDED,
    ];
    let of_meetings = [
        meetings::CONVENED,
        meetings::TABLED,
        meetings::CONCLUDED,
        meetings::ACCEPTED,
        meetings::CANCELLED,
    ];
    let of_tasks = [tasks::ASSIGNED, tasks::HAPPENED, tasks::LISTED];
    let imported = What::ALL.map(What::kind);
    let kinds = own
        .iter()
        .chain(&of_meetings)
        .chain(&of_tasks)
        .chain(&CORRECTING)
        .chain(&imported);
    for kind in kinds {
        let key = format!("act-{}", kind.replace('_', "-"));
        assert!(known.contains_key(&key), "{key}");
    }
}
