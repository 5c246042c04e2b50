//! Why acts are refused, in the language of the one who is refused. Acts give their reasons in
//! English, with names and days in them; what has no words here has those of every page.

use crate::organisation::rulebook::Rulebook;
use crate::web::Visit;
use platform::Result;

/// A reason as acts give it, `*` standing for what differs, and its message.
const REASONS: [(&str, &str); 22] = [
    ("this is no day: write it as *", "why-no-day"),
    ("a day is needed", "why-day-needed"),
    ("a unit is needed", "why-unit-needed"),
    ("no unit ever bore this code", "why-no-unit"),
    (
        "no unit bears this code on *; it was borne by *",
        "why-no-unit-then",
    ),
    (
        "«*» on *: it cannot befall someone whose standing is «*»",
        "why-standing",
    ),
    (
        "«*» on *: the person is no member on that day",
        "why-no-member",
    ),
    ("«*» on *: the person is a member already", "why-member"),
    (
        "«*» on *: a transfer leads to another unit",
        "why-same-unit",
    ),
    (
        "«*» on *: a transfer from * is already on its way",
        "why-on-way",
    ),
    (
        "«*» on *: no transfer is on its way: the person is in *",
        "why-not-on-way",
    ),
    (
        "«*» on *: the person was sent out of the organisation: *",
        "why-sent-out",
    ),
    ("a temporary activity is already running on *", "why-guest"),
    ("no temporary activity is running on *", "why-no-guest"),
    ("it would end before it begins on *", "why-ends-before"),
    (
        "the correction ends on * before it begins on *",
        "why-ends-before",
    ),
    (
        "no rule of the rulebook provides for this event on *",
        "why-no-rule",
    ),
    (
        "on * the person was in a unit for which you may not enter",
        "why-not-yours-then",
    ),
    (
        "* lies before *, the day on which the person was sent",
        "why-before-sent",
    ),
    ("a person needs a name", "why-name"),
    ("write male or female *", "why-sex"),
    ("* closed on * without a successor*", "why-closed"),
];

/// A reason in the words of the visitor's language.
pub fn reason(v: &Visit, book: &Rulebook, given: &str) -> Result<String> {
    for (pattern, key) in REASONS {
        if let Some(parts) = parts(pattern, given) {
            let texts = v.texts();
            let day = |t: &String| match texts.day(t) {
                Ok(day) => day,
                Err(_) => texts.name(named(book, t, v.lang.code())),
            };
            let said: Vec<String> = parts.iter().map(day).collect();
            let of = |i: usize| said.get(i).map_or("", String::as_str);
            let key = format!("members-{key}");
            return v.say(&key, &[("a", of(0)), ("b", of(1)), ("c", of(2))]);
        }
    }
    v.sentence(given)
}

/// A standing by its name in the visitor's language; any other text as it is.
fn named<'a>(book: &'a Rulebook, text: &'a str, lang: &str) -> &'a str {
    let found = book.standings().iter().find(|s| s.names.en == text);
    found.map_or(text, |s| s.names.in_language(lang))
}

/// What stands for each `*` of the pattern, if the text is made like it.
fn parts(pattern: &str, text: &str) -> Option<Vec<String>> {
    let mut fixed = pattern.split('*');
    let mut rest = text.strip_prefix(fixed.next()?)?;
    let mut found = Vec::new();
    let mut fixed = fixed.peekable();
    while let Some(next) = fixed.next() {
        let at = if next.is_empty() && fixed.peek().is_none() {
            rest.len()
        } else {
            rest.find(next)?
        };
        found.push(rest.get(..at)?.to_owned());
        rest = rest.get(at + next.len()..)?;
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_taken_apart_where_it_differs() {
        let found = parts(
            "«*» on *: the person is a member already",
            "«admission» on 2025-01-02: the person is a member already",
        );
        assert_eq!(found.unwrap(), ["admission", "2025-01-02"]);
        assert_eq!(
            parts("a day is needed", "a day is needed").unwrap().len(),
            0
        );
        assert!(parts("a day is needed", "a day is needed here").is_none());
        assert_eq!(
            parts("write male or female *", "write male or female (nam, nữ)").unwrap(),
            ["(nam, nữ)"]
        );
    }
}
