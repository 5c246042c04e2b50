//! Who issues a report, as an official document of the Party names it: not the organisation of a
//! unit but the committee that speaks for it, «Tỉnh ủy Thái Nguyên», «Đảng ủy xã Phú Bình».

use crate::organisation::rulebook::Rulebook;
use figures::Day;
use figures::structure::State;

/// What comes before the level in the name of a Party organisation.
const ORGANISATION: &str = "đảng bộ ";

/// The committee's name, in Vietnamese, and the symbol of its documents; both empty where the
/// rulebook knows no committee of the unit's kind.
pub(super) fn of(book: &Rulebook, state: Option<&State>, on: Day) -> (String, String) {
    let Some(state) = state else {
        return Default::default();
    };
    let rules = book.documents();
    let organ = rules.organ(&state.kind, "committee", "party", on);
    organ.map_or_else(Default::default, |o| {
        let name = named(&o.rule.names.vi, &state.kind, &state.name);
        (name, o.rule.symbol.clone())
    })
}

/// A committee's name from what such a committee is called, and the kind and name of its unit.
fn named(organ: &str, kind: &str, name: &str) -> String {
    let of = rest(name, organ).map_or_else(
        || {
            let level = kind.rsplit(' ').next().unwrap_or(kind);
            // «tỉnh ủy» says the level itself, «đảng ủy» does not
            let said = organ.split(' ').next() == Some(level);
            let own = rest(name, if said { kind } else { ORGANISATION });
            own.map_or_else(|| with_small_level(kind, name), str::to_owned)
        },
        str::to_owned,
    );
    let of = of.trim();
    let mut letters = organ.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first
        .chain(letters)
        .chain([' '])
        .chain(of.chars())
        .collect()
}

/// «Xã Phú Bình» within a name: «xã Phú Bình».
fn with_small_level(kind: &str, name: &str) -> String {
    rest(name, kind).map_or_else(|| name.to_owned(), |own| format!("{kind} {}", own.trim()))
}

/// What follows some words at the beginning of a name, however large their letters are.
fn rest<'n>(name: &'n str, words: &str) -> Option<&'n str> {
    let begun = name.get(..words.len())?;
    (begun.to_lowercase() == words).then(|| name.get(words.len()..))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_issued_by_the_committee_of_its_unit() {
        let said = [
            ("tỉnh ủy", "tỉnh", "Tỉnh Thái Nguyên", "Tỉnh ủy Thái Nguyên"),
            (
                "tỉnh ủy",
                "đảng bộ tỉnh",
                "Đảng bộ tỉnh Thái Nguyên",
                "Tỉnh ủy Thái Nguyên",
            ),
            ("đảng ủy", "xã", "Xã Phú Bình", "Đảng ủy xã Phú Bình"),
            (
                "đảng ủy",
                "đảng bộ xã",
                "Đảng bộ xã Phú Bình",
                "Đảng ủy xã Phú Bình",
            ),
            (
                "đảng ủy",
                "đảng bộ cơ sở",
                "Đảng bộ Cục Thuế",
                "Đảng ủy Cục Thuế",
            ),
            ("chi bộ", "chi bộ", "Chi bộ thôn 1", "Chi bộ thôn 1"),
        ];
        for (organ, kind, name, committee) in said {
            assert_eq!(named(organ, kind, name), committee);
        }
    }
}
