//! Who issues, as an official document of the Party names it: not the organisation of a unit but
//! the committee that speaks for it, «Tỉnh ủy Thái Nguyên», «Đảng ủy xã Phú Bình».

use super::Rulebook;
use figures::Day;

/// What comes before the level in the name of a Party organisation.
const ORGANISATION: &str = "đảng bộ ";

/// The committee's name, in Vietnamese, from the kind and the name of its unit, and the symbol of
/// its documents; nothing where the rulebook knows no committee of that kind.
#[must_use]
pub fn of(book: &Rulebook, (kind, name): (&str, &str), on: Day) -> Option<(String, String)> {
    let organ = book.documents().organ(kind, "committee", "party", on)?;
    let committee = named(&organ.rule.names.vi, kind, name);
    Some((committee.trim().to_owned(), organ.rule.symbol.clone()))
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
    fn a_unit_speaks_by_its_committee() {
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
