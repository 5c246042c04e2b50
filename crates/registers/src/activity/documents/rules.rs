//! Rules of documents, pure: symbols, series, numbers, authority, steps, validity. Each follows a
//! row of the rulebook (`documents.toml`) and says which.

mod numbering;
mod proof;
mod symbols;

pub use numbering::{
    Asked, Found, Rules, Series, Taken, Terms, given_because_of, number_for, numbered_by,
    term_subject,
};
pub use proof::{Place, Run, proof};
pub use symbols::{
    LAST_NUMBER, LEAP, Symbol, beyond, meant, parse_symbol, print_symbol, symbol_key,
    symbols_of_words,
};

use super::state::State;
use crate::organisation::rulebook::documents::DocumentRules;
use figures::Day;
use platform::Problem;

/// The state a step leads to from another; nothing when it leads nowhere.
#[must_use]
pub fn step(state: State, step: &str) -> Option<State> {
    match (state, step) {
        (State::Draft, "review") => Some(State::InReview),
        (State::InReview, "approve") => Some(State::ToSign),
        (State::InReview | State::ToSign | State::Signed, "return") => Some(State::Draft),
        (State::ToSign, "sign") => Some(State::Signed),
        (_, "withdraw") if state.is_drafted() => Some(State::Withdrawn),
        _ => None,
    }
}

/// The days on which a document obliges whom it binds, from its rows (from, to, state, validity):
/// those on which it has effect. What is void or withdrawn obliges nobody from that day on, and
/// what was abolished from its first day on never did.
#[must_use]
pub fn obliging<'r>(rows: impl Iterator<Item = (Day, Day, State, &'r str)>) -> Vec<(Day, Day)> {
    let mut held: Vec<_> = rows.filter(|(_, _, state, _)| state.has_effect()).collect();
    held.sort_unstable();
    if held.first().is_some_and(|first| first.3 == "abolished") {
        return Vec::new();
    }
    held.into_iter().map(|(from, to, ..)| (from, to)).collect()
}

/// Whether a document of this state and validity may come to its end by itself.
#[must_use]
pub fn may_expire(state: State, validity: &str) -> bool {
    state.has_effect() && matches!(validity, "in-force" | "amended" | "expired")
}

/// Why a document, by its name and its day, does not expire on a day; nothing when it may. `may`:
/// whether it is one that comes to an end at all.
#[must_use]
pub fn refuses_expiry(may: bool, (named, dated): (&str, Day), day: Day) -> Option<String> {
    if !may {
        let why = "only what is issued, and of a kind that stays in force, expires";
        return Some(why.to_owned());
    }
    (day <= dated).then(|| format!("{named} is dated {dated}: it is in force on that day"))
}

/// What is wrong with a day by which something is to be done with a document of a day.
pub fn day_after(said: &str, dated: Day) -> Result<Day, String> {
    match Day::parse(said) {
        Err(_) => Err("this is no day: write it as 2025-07-01".to_owned()),
        Ok(by) if by < dated => Err(format!("it lies before the document itself, dated {dated}")),
        Ok(by) => Ok(by),
    }
}

/// Why what bears a known mark is not held here.
#[must_use]
pub fn not_held(mark: &str, citation: &str) -> String {
    format!(
        "what is marked {mark} is not held here ({citation}): reserve its number with a reason and no content"
    )
}

/// Whether what bears a mark may be held here: nothing that is marked secret is (Luật Bảo vệ bí mật
/// nhà nước), nor what bears a mark that nobody knows. The refusal names the mark and its rule.
pub fn may_be_held(docs: &DocumentRules, mark: &str, day: Day) -> Result<(), Box<Problem>> {
    if mark.is_empty() {
        return Ok(());
    }
    let why = match docs.secrecy_mark(mark, day) {
        Some(known) => not_held(&known.rule.names.vi, &known.citation),
        None => format!(
            "the rulebook knows no such mark of secrecy on {day}, and what bears one is not held here"
        ),
    };
    Err(Box::new(Problem::new(why).cell("mark", mark)))
}

/// The part of a unit to which a document goes.
pub const RECIPIENT: &str = "recipient";

/// Whether who sees some units sees a document in a state that concerns units, each in its part.
/// What is not issued yet is its organ's, its adviser's and its keeper's alone: no recipient sees
/// a draft.
pub fn is_seen<'p, U>(
    state: State,
    units: impl IntoIterator<Item = (&'p str, U)>,
    sees: impl Fn(U) -> bool,
) -> bool {
    let shows = |part: &str| part != RECIPIENT || !State::AT_WORK.contains(&state);
    units
        .into_iter()
        .any(|(part, unit)| sees(unit) && shows(part))
}

/// The steps there are.
pub const STEPS: [&str; 5] = ["review", "approve", "return", "sign", "withdraw"];

/// What a document may do to another.
pub const RELATIONS: [&str; 6] = [
    "implements",
    "amends",
    "replaces",
    "abolishes",
    "answers",
    "pilots",
];

/// What a relation makes of the other's validity. A document must say what it amends, replaces or
/// abolishes (Quy định 66-QĐ/TW, 399-QĐ/TW).
#[must_use]
pub fn validity_after(relation: &str) -> Option<&'static str> {
    match relation {
        "amends" => Some("amended"),
        "replaces" => Some("replaced"),
        "abolishes" => Some("abolished"),
        _ => None,
    }
}

/// The bodies there are.
pub const BODY_KEYS: [&str; 5] = [
    "committee",
    "standing-committee",
    "standing-board",
    "congress",
    "agency",
];

/// The bodies there are, each with the other names people write.
const BODIES: [(&str, &[&str]); 5] = [
    (
        "committee",
        &[
            "executive committee",
            "ban chấp hành",
            "ban chấp hành đảng bộ",
            "bch",
            "cấp ủy",
        ],
    ),
    ("standing-committee", &["ban thường vụ", "btv"]),
    ("standing-board", &["thường trực", "tt"]),
    ("congress", &["đại hội", "đh"]),
    ("agency", &["cơ quan", "ban", "văn phòng"]),
];

/// The body as people write it.
#[must_use]
pub fn body_named(text: &str) -> Option<&'static str> {
    let said = text.to_lowercase();
    let of =
        |(key, others): &&(&'static str, &[&str])| *key == said || others.contains(&said.as_str());
    BODIES
        .iter()
        .find(of)
        .or_else(|| BODIES.iter().find(|b| b.0 == said.replace(' ', "-")))
        .map(|b| b.0)
}

/// The direction as people write it.
#[must_use]
pub fn direction_named(text: &str) -> Option<&'static str> {
    Some(match text.to_lowercase().as_str() {
        "outgoing" | "own" | "đi" | "văn bản đi" => "outgoing",
        "incoming" | "đến" | "văn bản đến" => "incoming",
        "superior" | "cấp trên" | "văn bản cấp trên" => "superior",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Symbol {
        parse_symbol(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn both_forms_of_symbol_are_read_and_printed_alike() {
        for text in [
            "06-NQ/TU",
            "68-KL/TW",
            "132-CV/TU",
            "10-HD/BTGDVTU",
            "05-NQ/ĐU",
            "01-BC/CB",
            "30/2020/NĐ-CP",
            "1811/QĐ-UBND",
            "1683/NQ-UBTVQH15",
        ] {
            let s = read(text);
            let printed = print_symbol(
                s.form,
                2,
                s.year.unwrap_or(0),
                (s.number, &s.abbreviation, &s.organ),
            );
            assert_eq!(printed, text);
        }
        let s = read("Số 06 – NQ/TU");
        assert_eq!(
            (s.number, s.abbreviation.as_str(), s.organ.as_str()),
            (6, "NQ", "TU")
        );
        assert_eq!(read("Số: 7/UBND").organ, "UBND");
    }

    #[test]
    fn what_is_no_symbol_is_not_read_as_one() {
        for text in [
            "",
            "NQ/TU",
            "06",
            "06-NQ",
            "0-NQ/TU",
            "06-/TU",
            "06-NQ/",
            "1/2/3/4",
            "6//QĐ",
            "1234567-NQ/TU",
        ] {
            assert_eq!(parse_symbol(text), None, "{text}");
        }
    }

    #[test]
    fn a_symbol_is_found_in_any_form() {
        for text in ["06-NQ/TU", "6-nq/tu", "Số 06 - NQ/TU", "06–NQ/TU"] {
            assert_eq!(symbol_key(text), "6-nq/tu", "{text}");
        }
    }

    #[test]
    fn a_symbol_is_found_with_spaces_for_its_marks() {
        let keys = |text: &str| -> Vec<String> {
            let all = symbols_of_words(text);
            all.iter().map(|s| symbol_key(s)).collect()
        };
        for (text, key) in [
            ("1 nq tu", "1-nq/tu"),
            ("Số 06 nq tu", "6-nq/tu"),
            ("30 2020 nđ cp", "30/2020/nd-cp"),
        ] {
            assert!(keys(text).contains(&key.to_owned()), "{text}");
        }
        let long = "a b c d e f g";
        assert!(keys("").is_empty() && keys("06").is_empty() && keys(long).is_empty());
    }

    #[test]
    fn a_register_book_names_what_is_missing_and_what_stands_twice() {
        let held = [
            (3, State::Issued),
            (5, State::Void),
            (6, State::Reserved),
            (6, State::Issued),
        ];
        let (runs, doubles) = proof(3, &held);
        assert_eq!((runs[1].from, runs[1].to), (4, 4));
        assert_eq!(runs[1].place, Place::Missing);
        assert_eq!(runs.len(), 4);
        assert_eq!(doubles, [6]);
    }

    #[test]
    fn what_is_missing_between_two_numbers_is_one_run_however_long() {
        let (runs, _) = proof(2, &[1, 900_000, u32::MAX].map(|n| (n, State::Issued)));
        let runs: Vec<(u32, u32)> = runs.iter().map(|r| (r.from, r.to)).collect();
        let gaps = [(2, 899_999), (900_001, u32::MAX - 1)];
        assert_eq!(
            runs,
            [
                (1, 1),
                gaps[0],
                (900_000, 900_000),
                gaps[1],
                (u32::MAX, u32::MAX)
            ]
        );
        assert!(proof(17, &[]).0.is_empty());
    }

    #[test]
    fn numbers_rest_on_the_one_before_them_and_on_the_act_that_opened_their_series() {
        let (opened, given) = ([(5, 1)], [(5, 1), (6, 2), (7, 3), (9, 4)]);
        assert_eq!(given_because_of(6, &opened, &given), [(7, 3), (9, 4)]);
        assert_eq!(
            given_because_of(5, &opened, &given),
            [(6, 2), (7, 3), (9, 4)]
        );
        assert_eq!(given_because_of(9, &opened, &given), []);
        // a number of a book of paper that is entered late: nothing was given because of it
        assert_eq!(given_because_of(8, &opened, &[(5, 1), (6, 2), (8, 1)]), []);
        // a list with a gap says its numbers itself
        assert_eq!(
            given_because_of(6, &[(5, 1)], &[(5, 1), (6, 2), (7, 9), (8, 10)]),
            []
        );
        // which opens its series where nobody has
        assert_eq!(
            given_because_of(6, &[(6, 2)], &[(6, 2), (7, 9), (8, 10)]),
            [(7, 9), (8, 10)]
        );
    }

    #[test]
    fn a_recipient_sees_what_is_issued_and_no_draft() {
        let units = [("organ", 1), ("recipient", 2)];
        for state in State::AT_WORK {
            assert!(is_seen(state, units, |u| u == 1), "{state}");
            assert!(!is_seen(state, units, |u| u == 2), "{state}");
        }
        for state in State::ALL
            .into_iter()
            .filter(|s| !State::AT_WORK.contains(s))
        {
            assert!(is_seen(state, units, |u| u == 2), "{state}");
        }
        assert!(!is_seen(State::Issued, units, |u| u == 3));
        assert!(
            !is_seen(State::Issued, [], |_: u32| true),
            "it concerns nobody"
        );
    }

    #[test]
    fn a_document_obliges_only_while_it_has_effect() {
        let day = |n| Day::ymd(2026, 3, n);
        let rows = [
            (day(1), day(5), State::Draft, ""),
            (day(9), Day::MAX, State::Void, ""),
            (day(5), day(7), State::Issued, "in-force"),
            (day(7), day(9), State::Issued, "abolished"),
        ];
        let obliges = obliging(rows.into_iter());
        assert_eq!(obliges, [(day(5), day(7)), (day(7), day(9))]);
        let never = [(day(5), Day::MAX, State::Issued, "abolished")];
        assert!(obliging(never.into_iter()).is_empty());
    }

    #[test]
    fn a_draft_cannot_be_signed_before_it_was_reviewed() {
        assert_eq!(step(State::Draft, "sign"), None);
        assert_eq!(step(State::Draft, "review"), Some(State::InReview));
        assert_eq!(step(State::Issued, "withdraw"), None);
    }
}
