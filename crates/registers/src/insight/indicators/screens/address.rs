//! Addresses of the page one is on, with something changed: everything a page shows stands in
//! its address.

use platform::web::Form;
use platform::web::page::asking;

/// What a page of figures is told by its address, in this order.
const FIELDS: [&str; 22] = [
    "indicator",
    "unit",
    "period",
    "kind_of_period",
    "structure",
    "units_of",
    "standing",
    "sex",
    "age",
    "years",
    "kind",
    "rule",
    "ethnic",
    "organ",
    "lead",
    "advised-by",
    "subject",
    "state",
    "document",
    "with",
    "with_to",
    "size",
];

/// The address of a page of the same question, with some fields set (or taken away by an empty
/// text); fields beyond those of the question are added.
pub fn changed(path: &str, form: &Form, changes: &[(&str, &str)]) -> String {
    let value = |name: &str| {
        let new = changes.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        new.unwrap_or_else(|| form.get(name))
    };
    let more = changes
        .iter()
        .map(|(n, _)| *n)
        .filter(|n| !FIELDS.contains(n));
    let words = FIELDS.into_iter().chain(more);
    let words = words.map(|name| (name, value(name)));
    asking(path, words.filter(|(_, v)| !v.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_the_question_and_changes_what_is_asked() {
        let form = Form::filled([
            ("indicator", "members"),
            ("unit", "TN"),
            ("after", "a1.2~x"),
        ]);
        let address = changed("/figures", &form, &[("unit", "a b"), ("list", "own")]);
        assert_eq!(address, "/figures?indicator=members&unit=a%20b&list=own");
    }
}
