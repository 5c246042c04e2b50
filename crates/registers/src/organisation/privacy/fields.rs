//! The classes of fields: the one table that says what a list shows of a field, which right the
//! whole of it needs, and whether a look is logged. Law 91/2025/QH15 and Decree 356/2025 name
//! the personal and the sensitive ones.

use crate::web::Power;

/// How well a field is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Printed on a notice board: codes and names of units.
    Public,
    /// For those who work with the record: standing, days of the membership.
    Internal,
    /// About a person: lists show only what tells people apart.
    Personal,
    /// Needs a right of its own and a reason; each look is logged.
    Sensitive,
}

impl Class {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Class::Public => "public",
            Class::Internal => "internal",
            Class::Personal => "personal",
            Class::Sensitive => "sensitive",
        }
    }
}

/// What lists show of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mask {
    Whole,
    /// The last four characters, the others as dots.
    Tail,
    /// Of a day the year.
    Year,
    Nothing,
}

pub struct Field {
    pub name: &'static str,
    pub class: Class,
    mask: Mask,
    /// The right that the whole of a sensitive field needs.
    pub power: Option<Power>,
    /// Why the field is held at all: key of a message.
    pub purpose: &'static str,
}

const fn open(name: &'static str, class: Class, purpose: &'static str) -> Field {
    Field {
        name,
        class,
        mask: Mask::Whole,
        power: None,
        purpose,
    }
}

const fn personal(name: &'static str, mask: Mask, purpose: &'static str) -> Field {
    Field {
        name,
        class: Class::Personal,
        mask,
        power: None,
        purpose,
    }
}

const fn sensitive(name: &'static str, mask: Mask, power: Power, purpose: &'static str) -> Field {
    Field {
        name,
        class: Class::Sensitive,
        mask,
        power: Some(power),
        purpose,
    }
}

/// Every field of the record that speaks of a person or a unit.
pub static FIELDS: [Field; 22] = [
    open("code", Class::Public, "privacy-for-structure"),
    open("unit", Class::Public, "privacy-for-structure"),
    open("kind", Class::Public, "privacy-for-structure"),
    open("standing", Class::Internal, "privacy-for-membership"),
    open("decision_date", Class::Internal, "privacy-for-membership"),
    open("ceremony_date", Class::Internal, "privacy-for-membership"),
    open("official_date", Class::Internal, "privacy-for-membership"),
    open("event", Class::Internal, "privacy-for-membership"),
    open("document", Class::Internal, "privacy-for-membership"),
    open("sex", Class::Internal, "privacy-for-statistics"),
    open("person_key", Class::Internal, "privacy-for-matching"),
    personal("name", Mask::Whole, "privacy-for-identity"),
    personal("birth_date", Mask::Year, "privacy-for-identity"),
    personal("file_number", Mask::Tail, "privacy-for-file"),
    personal("card_number", Mask::Tail, "privacy-for-file"),
    sensitive(
        "citizen_id",
        Mask::Tail,
        Power::Sensitive,
        "privacy-for-identity",
    ),
    sensitive(
        "citizen_hash",
        Mask::Nothing,
        Power::Sensitive,
        "privacy-for-matching",
    ),
    sensitive(
        "citizen_form",
        Mask::Nothing,
        Power::Sensitive,
        "privacy-for-matching",
    ),
    sensitive(
        "ethnic_group",
        Mask::Nothing,
        Power::Sensitive,
        "privacy-for-statistics",
    ),
    sensitive(
        "departure_reason",
        Mask::Nothing,
        Power::Reasons,
        "privacy-for-membership",
    ),
    sensitive(
        "discipline_reason",
        Mask::Nothing,
        Power::Reasons,
        "privacy-for-membership",
    ),
    sensitive(
        "suspension_reason",
        Mask::Nothing,
        Power::Reasons,
        "privacy-for-membership",
    ),
];

/// A field by its name.
#[must_use]
pub fn field(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|f| f.name == name)
}

/// The class of a field; one that the table does not name is guarded like the most sensitive.
#[must_use]
pub fn class(name: &str) -> Class {
    field(name).map_or(Class::Sensitive, |f| f.class)
}

/// What a list or an export shows of a field: `••••••••4417` of a number, the year of a birth
/// date, nothing of an ethnic group.
#[must_use]
pub fn masked(name: &str, value: &str) -> String {
    let mask = field(name).map_or(Mask::Nothing, |f| f.mask);
    if value.is_empty() {
        return String::new();
    }
    match mask {
        Mask::Whole => value.to_owned(),
        Mask::Tail => tail(value),
        Mask::Year => year(value),
        Mask::Nothing => DOTS.to_owned(),
    }
}

/// What the person's own page shows before anything is revealed: the whole of what is personal,
/// the mask of what is sensitive.
#[must_use]
pub fn on_record(name: &str, value: &str) -> String {
    if class(name) < Class::Sensitive {
        value.to_owned()
    } else {
        masked(name, value)
    }
}

/// Dots in place of a value: always as many, so that they tell nothing of it.
const DOTS: &str = "••••";
const TAIL: usize = 4;

/// The last characters. Of a short value nothing is left to hide behind dots, so all of it is.
fn tail(value: &str) -> String {
    let count = value.chars().count();
    if count < 2 * TAIL {
        return DOTS.to_owned();
    }
    let hidden = "•".repeat(count - TAIL);
    let shown: String = value.chars().skip(count - TAIL).collect();
    hidden + &shown
}

fn year(day: &str) -> String {
    match day
        .get(..4)
        .filter(|y| y.bytes().all(|b| b.is_ascii_digit()))
    {
        Some(year) => year.to_owned(),
        None => DOTS.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::members::model;

    #[test]
    fn a_list_shows_the_last_digits_of_a_number_and_the_year_of_a_birth() {
        assert_eq!(masked("citizen_id", "900300114417"), "••••••••4417");
        assert_eq!(masked("birth_date", "1980-05-17"), "1980");
        assert_eq!(masked("card_number", "12345678"), "••••5678");
        assert_eq!(masked("ethnic_group", "02"), "••••");
        assert_eq!(masked("name", "Nguyễn Văn An"), "Nguyễn Văn An");
        assert_eq!(masked("citizen_id", ""), "");
    }

    #[test]
    fn what_is_too_short_or_not_in_the_table_shows_nothing() {
        assert_eq!(masked("card_number", "1234567"), "••••");
        assert_eq!(masked("birth_date", "mai"), "••••");
        assert_eq!(masked("shoe_size", "43"), "••••");
        assert_eq!(class("shoe_size"), Class::Sensitive);
    }

    #[test]
    fn every_field_of_a_person_stands_in_the_table() {
        for name in model::FIELDS {
            assert!(field(name).is_some(), "{name} has no class");
        }
        for f in &FIELDS {
            assert_eq!(f.class == Class::Sensitive, f.power.is_some(), "{}", f.name);
        }
    }

    #[test]
    fn the_page_of_a_person_masks_only_what_is_sensitive() {
        assert_eq!(on_record("birth_date", "1980-05-17"), "1980-05-17");
        assert_eq!(on_record("citizen_id", "900300114417"), "••••••••4417");
    }
}
