//! What is wrong with a record, in words that name the value. A sealed number is named by the
//! digits that its form keeps (the fourth to the sixth) and by its last three.

use crate::organisation::members::acts::read_day;
use crate::organisation::members::documents::read::{Ids, Person, Standpoint};
use crate::organisation::members::standard as dq;
use crate::organisation::privacy;
use crate::organisation::rulebook::{DataRule, Dated, Parameters, RuleId, StandingId};
use crate::web::Visit;
use figures::Day;
use platform::Result;

/// Tells what rules say of persons.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    pub v: &'a Visit,
    pub ground: &'a Standpoint<'a>,
    pub ids: &'a Ids<'a>,
    /// In a list, where of what is personal only so much is shown as tells people apart.
    pub guarded: bool,
}

/// The rule that holds for a case of a day, or on the day looked from, or that last held.
#[must_use]
pub fn rule_on<'a>(
    ground: &'a Standpoint<'_>,
    rule: RuleId,
    day: Day,
) -> Option<&'a Dated<DataRule>> {
    let book = &ground.book;
    book.data_rule(rule, day)
        .or_else(|| book.data_rule(rule, ground.on()))
        .or_else(|| book.data_rules(rule).last())
}

/// The regulations a rule rests on, without what the rulebook remarks on them; nothing while it
/// rests on practice alone.
#[must_use]
pub fn cited(citation: &str) -> String {
    let cited = citation.split([':', ';']).next().unwrap_or(citation);
    let parts = cited.split(", ").flat_map(|p| p.split(" and "));
    let named = parts.filter(|p| p.starts_with(char::is_uppercase));
    named.map(str::trim).collect::<Vec<_>>().join("; ")
}

/// The digits that a citizen ID must bear for a sex and a year of birth: the fourth, and the
/// fifth and sixth (Thông tư 59/2021/TT-BCA).
#[must_use]
pub fn digits_for(sex: &str, born: Day) -> (i16, i16) {
    let century = (born.year() / 100 - 19) * 2;
    (century + i16::from(sex == "female"), born.year() % 100)
}

impl Teller<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> Result<String> {
        self.v.say(&format!("standard-{key}"), args)
    }

    fn code(&self, text: &str) -> String {
        self.v.texts().island(text)
    }

    fn name(&self, text: &str) -> String {
        self.v.texts().name(text)
    }

    fn day(&self, day: Day) -> Result<String> {
        let said = self.v.texts().day(&day.to_string());
        said.map_err(platform::Error::internal)
    }

    /// A number of papers: whole beside its record, by its end in a list.
    fn number(&self, field: &str, text: &str) -> String {
        if self.guarded {
            self.code(&privacy::masked(field, text))
        } else {
            self.code(text)
        }
    }

    /// A date of birth: the day beside its record, the year in a list.
    fn born(&self, day: Day) -> Result<String> {
        if self.guarded {
            Ok(self.code(&day.year().to_string()))
        } else {
            self.day(day)
        }
    }

    fn count(&self, n: usize) -> String {
        self.code(&n.to_string())
    }

    fn parameters(&self, rule: RuleId, day: Day) -> Parameters {
        rule_on(self.ground, rule, day)
            .map_or_else(Parameters::default, |r| r.rule.parameters.clone())
    }

    /// The rule as the rulebook words it.
    fn message(&self, rule: RuleId) -> String {
        let dated = rule_on(self.ground, rule, self.ground.on());
        dated.map_or_else(
            || rule.to_string(),
            |r| r.rule.message.in_language(self.v.lang.code()).to_owned(),
        )
    }

    /// Why a rule speaks against a person's record.
    pub fn problem(&self, p: &Person, rule: RuleId) -> Result<String> {
        let said = match rule {
            dq::DQ01 => self.missing_id(p)?,
            dq::DQ02 => self.unlike_id(p)?,
            dq::DQ03 => self.say("dq03", &[("id", &self.code(&self.ids.citizen_id(p)?))])?,
            dq::DQ04 => self.name_wrong(p)?,
            dq::DQ05 => self.birth(p)?,
            dq::DQ06 => self.ceremony(p)?,
            dq::DQ07 => self.official(p)?,
            dq::DQ08 => self.probation(p)?,
            dq::DQ09 => self.card(p)?,
            dq::DQ10 => self.file(p)?,
            dq::DQ12 => self.transfer(p)?,
            _ => String::new(),
        };
        Ok(if said.is_empty() {
            self.message(rule)
        } else {
            said
        })
    }

    fn missing_id(&self, p: &Person) -> Result<String> {
        let id = self.ids.citizen_id(p)?;
        if id.is_empty() {
            return self.say("dq01-missing", &[]);
        }
        let n = id.chars().count();
        if n == 12 {
            return self.say("dq01-letters", &[("id", &self.code(&id))]);
        }
        self.say(
            "dq01-short",
            &[("id", &self.code(&id)), ("n", &self.count(n))],
        )
    }

    fn unlike_id(&self, p: &Person) -> Result<String> {
        let form = p.field("citizen_form");
        let (Some((fourth, year)), Some(born)) = (form.split_at_checked(1), p.day("birth_date"))
        else {
            return Ok(String::new());
        };
        let (must, must_year) = digits_for(p.field("sex"), born);
        let id = self.code(&self.ids.citizen_id(p)?);
        let sex = match p.field("sex") {
            "" => String::new(),
            sex => self.v.t(&format!("standard-sex-{sex}"))?,
        };
        if fourth != must.to_string() && !sex.is_empty() {
            let means = match fourth.parse::<u8>() {
                Ok(digit) if digit % 2 == 1 => self.v.t("standard-sex-female")?,
                _ => self.v.t("standard-sex-male")?,
            };
            let same_sex = means == sex;
            let key = if same_sex { "dq02-century" } else { "dq02-sex" };
            return self.say(
                key,
                &[
                    ("id", &id),
                    ("digit", &self.code(fourth)),
                    ("means", &means),
                    ("sex", &sex),
                    ("year", &self.code(&born.year().to_string())),
                ],
            );
        }
        if year.parse::<i16>() != Ok(must_year) {
            return self.say(
                "dq02-year",
                &[
                    ("id", &id),
                    ("digits", &self.code(year)),
                    ("year", &self.code(&born.year().to_string())),
                ],
            );
        }
        Ok(String::new())
    }

    fn name_wrong(&self, p: &Person) -> Result<String> {
        let name = p.name();
        let key = if name.chars().any(char::is_numeric) {
            "dq04-digit"
        } else if name.split_whitespace().count() < 2 {
            "dq04-word"
        } else {
            "dq04-letters"
        };
        self.say(key, &[("name", &self.name(name))])
    }

    fn birth(&self, p: &Person) -> Result<String> {
        let Some(born) = p.day("birth_date") else {
            return self.say("dq05-missing", &[]);
        };
        let Some(decided) = p.day("decision_date") else {
            return Ok(String::new());
        };
        let (born_said, decided_said) = (self.born(born)?, self.day(decided)?);
        if born >= decided {
            return self.say(
                "dq05-order",
                &[("born", &born_said), ("day", &decided_said)],
            );
        }
        let limits = self.parameters(dq::DQ05, decided);
        let young = decided < born.plus_years(limits.age_min_years);
        let key = if young { "dq05-young" } else { "dq05-old" };
        let limit = if young {
            limits.age_min_years
        } else {
            limits.age_max_years
        };
        let args = [
            ("born", born_said.as_str()),
            ("day", &decided_said),
            ("years", &self.code(&limit.to_string())),
        ];
        self.say(key, &args)
    }

    fn ceremony(&self, p: &Person) -> Result<String> {
        let Some(decided) = p.day("decision_date") else {
            return Ok(String::new());
        };
        let days = self.parameters(dq::DQ06, decided).working_days;
        let (last, _) = self.ground.book.calendar().add_working_days(decided, days);
        let (last, day) = (self.day(last)?, self.day(decided)?);
        let Some(held) = p.day("ceremony_date") else {
            return self.say("dq06-missing", &[("last", &last)]);
        };
        let held_said = self.day(held)?;
        let key = if held < decided {
            "dq06-before"
        } else {
            "dq06-late"
        };
        self.say(key, &[("held", &held_said), ("day", &day), ("last", &last)])
    }

    fn official(&self, p: &Person) -> Result<String> {
        let (Some(held), Some(official)) = (p.day("ceremony_date"), p.day("official_date")) else {
            return Ok(String::new());
        };
        let months = self.parameters(dq::DQ07, held).months;
        let ends = held.plus_months(months);
        let args = [
            ("official", self.day(official)?),
            ("held", self.day(held)?),
            ("months", self.code(&months.to_string())),
            ("ends", self.day(ends)?),
        ];
        let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let key = if official < ends {
            "dq07-early"
        } else {
            "dq07-late"
        };
        self.say(key, &args)
    }

    fn probation(&self, p: &Person) -> Result<String> {
        let Some(held) = p.day("ceremony_date") else {
            return Ok(String::new());
        };
        let ends = held.plus_months(self.parameters(dq::DQ08, held).months);
        self.say("dq08", &[("ends", &self.day(ends)?)])
    }

    fn card(&self, p: &Person) -> Result<String> {
        let card = p.field("card_number");
        if card.is_empty() {
            return self.say("dq09-missing", &[]);
        }
        let shown = if card.starts_with('#') {
            self.code(&self.ids.card(p)?)
        } else {
            self.number("card_number", card)
        };
        let probationary = p
            .standing(self.ground)
            .is_some_and(|s| s.id == StandingId::PROBATIONARY);
        if probationary {
            return self.say("dq09-probationary", &[("card", &shown)]);
        }
        if card.starts_with('#') {
            let own = card.strip_prefix('#') == Some(p.field("citizen_hash"));
            let key = if own {
                "dq09-id-wrong"
            } else {
                "dq09-other-id"
            };
            return self.say(key, &[]);
        }
        let digits = self.parameters(dq::DQ09, self.ground.on()).card_digits;
        let n = card.chars().count();
        if u32::try_from(n) == Ok(digits) && card.bytes().all(|b| b.is_ascii_digit()) {
            return self.say("dq09-shared", &[("card", &shown)]);
        }
        let args = [
            ("card", shown.as_str()),
            ("n", &self.count(n)),
            ("digits", &self.code(&digits.to_string())),
        ];
        self.say("dq09-digits", &args)
    }

    fn file(&self, p: &Person) -> Result<String> {
        let file = p.field("file_number");
        if file.is_empty() {
            return self.say("dq10-missing", &[]);
        }
        let limits = self.parameters(dq::DQ10, self.ground.on());
        let (digits, letters) = (limits.file_digits, limits.file_letters_max);
        let key = if dq::file_number_in_order(file, digits, letters) {
            "dq10-shared"
        } else {
            "dq10-form"
        };
        let args = [
            ("file", self.number("file_number", file)),
            ("digits", self.code(&digits.to_string())),
            ("letters", self.code(&letters.to_string())),
        ];
        let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
        self.say(key, &args)
    }

    fn transfer(&self, p: &Person) -> Result<String> {
        let Some(stay) = p.stay.as_ref().filter(|s| s.unit.is_empty()) else {
            return Ok(String::new());
        };
        let days = self.parameters(dq::DQ12, stay.since).working_days;
        let (last, _) = self
            .ground
            .book
            .calendar()
            .add_working_days(stay.since, days);
        self.say(
            "dq12",
            &[
                ("since", &self.day(stay.since)?),
                ("last", &self.day(last)?),
            ],
        )
    }

    /// What a rule asks of a field, where what was typed does not meet it; with the rule and the
    /// regulation it rests on.
    pub fn demand(&self, rule: RuleId, value: &dyn Fn(&str) -> String) -> Result<String> {
        let held = read_day(&value("ceremony_date"));
        let case = match rule {
            dq::DQ05 | dq::DQ06 => read_day(&value("decision_date")),
            dq::DQ07 => held,
            _ => None,
        };
        let dated = rule_on(self.ground, rule, case.unwrap_or(self.ground.on()));
        let limits = dated.map_or_else(Parameters::default, |r| r.rule.parameters.clone());
        let wanted = match (rule, read_day(&value("birth_date")), held) {
            (dq::DQ02, Some(born), _) if !value("sex").is_empty() => {
                let (fourth, year) = digits_for(&value("sex"), born);
                let args = [
                    ("digit", self.code(&fourth.to_string())),
                    ("digits", self.code(&format!("{year:02}"))),
                    ("sex", self.v.t(&format!("standard-sex-{}", value("sex")))?),
                    ("year", self.code(&born.year().to_string())),
                ];
                let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
                self.say("must-dq02", &args)?
            }
            (dq::DQ07, _, Some(held)) => {
                let ends = self.day(held.plus_months(limits.months))?;
                self.say("must-dq07", &[("ends", &ends)])?
            }
            (dq::DQ01, ..) => self.say("must-dq01", &[])?,
            (dq::DQ03, ..) => self.say("must-dq03", &[])?,
            _ => self.message(rule),
        };
        let citation = dated.map_or_else(String::new, |r| cited(&r.citation));
        let rule = self.code(&rule.to_string());
        if citation.is_empty() {
            return self.say("by-rule-alone", &[("what", &wanted), ("rule", &rule)]);
        }
        let citation = self.name(&citation);
        self.say(
            "cited",
            &[("what", &wanted), ("rule", &rule), ("citation", &citation)],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_of_a_citizen_id_follow_from_sex_and_year() {
        assert_eq!(digits_for("female", Day::ymd(1972, 3, 1)), (1, 72));
        assert_eq!(digits_for("male", Day::ymd(1972, 3, 1)), (0, 72));
        assert_eq!(digits_for("female", Day::ymd(2004, 3, 1)), (3, 4));
    }

    #[test]
    fn a_citation_is_shown_without_remarks() {
        assert_eq!(
            cited("Thông tư 59/2021/TT-BCA and Luật Căn cước (2023): 12 digits; as a field"),
            "Thông tư 59/2021/TT-BCA; Luật Căn cước (2023)"
        );
        assert_eq!(
            cited("practice after the reorganisation; to be confirmed"),
            ""
        );
        assert_eq!(
            cited("Hướng dẫn 12-HD/BTCTW (2022), member file; x"),
            "Hướng dẫn 12-HD/BTCTW (2022)"
        );
    }
}
