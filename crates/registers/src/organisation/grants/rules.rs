//! What the grants in force add up to for one account.
//!
//! 1. A right holds today or it does not: neither the day nor the knowledge one looks from counts.
//! 2. Doings are granted separately; to see everything is not to enter anything.
//! 3. A power holds where its grant reaches. A page that speaks of one unit asks for that unit; a
//!    page that does not is given the power only when it covers all that one sees (or enters):
//!    who may know reasons in one commune learns none of another by a list of both.
//! 4. To keep accounts is no right over any unit: it is given and ended like one, and adds nothing.
//! 5. What may be done nowhere may not be done with the record as a whole.

use super::model::{ADMINISTRATOR, Doing, Grant, Power, WHOLE};
use super::sight::{Sight, Top};
use super::store;
use crate::organisation::accounts::store as accounts;
use crate::organisation::rulebook::Rulebook;
use figures::{Day, Structure, UnitIx};
use platform::{Db, Error, Result};
use std::sync::Arc;

/// Whether one person has to ask for a role and another to give it: to keep accounts, and whatever
/// opens sealed fields or the reasons of departure, discipline and suspension.
#[must_use]
pub fn needs_two(book: &Rulebook, role: &str, on: Day) -> bool {
    let opens = |power: Power| {
        let rule = book.role(role, on);
        rule.is_some_and(|r| r.powers.iter().any(|p| p == power.as_str()))
    };
    role == ADMINISTRATOR || opens(Power::Sensitive) || opens(Power::Reasons)
}

/// Where something is granted: units, or the whole record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Where {
    whole: bool,
    tops: Vec<Top>,
}

impl Where {
    fn add(&mut self, other: Option<Top>) {
        match other {
            Some(top) if !self.tops.contains(&top) => self.tops.push(top),
            Some(_) => {}
            None => self.whole = true,
        }
    }

    fn is_nowhere(&self) -> bool {
        !self.whole && self.tops.is_empty()
    }
}

/// How far an account reaches today.
#[derive(Debug)]
pub struct Reach {
    sight: Arc<Sight>,
    doings: [Where; 4],
    powers: [Where; 5],
    /// Whoever reaches the same has the same text.
    name: String,
    /// The grants in force.
    given: Vec<Grant>,
}

impl Reach {
    /// Whoever has no grant.
    #[must_use]
    pub fn nothing(sight: Arc<Sight>) -> Reach {
        Reach {
            sight,
            doings: Default::default(),
            powers: Default::default(),
            name: String::new(),
            given: Vec::new(),
        }
    }

    /// What grants add up to on the day of the sight, by the roles of the rulebook then.
    #[must_use]
    pub fn of(sight: Arc<Sight>, book: &Rulebook, grants: &[Grant]) -> Reach {
        let today = sight.today;
        let mut reach = Reach::nothing(sight);
        reach.given = in_force(grants, today);
        for grant in grants.iter().filter(|g| g.in_force(today)) {
            let Some(role) = book.role(&grant.role, today) else {
                continue;
            };
            let top = if grant.unit == WHOLE {
                None
            } else {
                let open = reach.sight.find(&grant.unit);
                match open.filter(|u| reach.sight.carries(*u)) {
                    Some(u) => Some((u, grant.below)),
                    None => continue,
                }
            };
            for doing in Doing::ALL {
                if doing.is_given_by(&role.doings) {
                    reach.doings[doing as usize].add(top);
                }
            }
            for power in Power::ALL {
                let listed = role.powers.iter().any(|p| p == power.as_str());
                if listed && power.adds_to().is_given_by(&role.doings) {
                    reach.powers[power as usize].add(top);
                }
            }
        }
        reach.name = reach.named();
        reach
    }

    fn named(&self) -> String {
        format!("{:?}{:?}", self.doings, self.powers)
    }

    /// Whether two accounts, or one at two moments, reach the same.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether anything is granted for a doing at all.
    #[must_use]
    pub fn any(&self, doing: Doing) -> bool {
        !self.doings[doing as usize].is_nowhere()
    }

    /// Whether the whole record is granted for a doing.
    #[must_use]
    pub fn whole(&self, doing: Doing) -> bool {
        self.doings[doing as usize].whole
    }

    /// Whether a unit is reached for a doing; the structure may be of any knowledge.
    #[must_use]
    pub fn reaches(&self, s: &Structure, doing: Doing, u: UnitIx) -> bool {
        self.holds(s, &self.doings[doing as usize], u)
    }

    /// Whether a power holds for a unit.
    #[must_use]
    pub fn has_at(&self, s: &Structure, power: Power, u: UnitIx) -> bool {
        self.holds(s, &self.powers[power as usize], u)
    }

    /// Whether a power holds for all that the doing it adds to reaches.
    #[must_use]
    pub fn has(&self, power: Power) -> bool {
        let (of, has) = (
            &self.doings[power.adds_to() as usize],
            &self.powers[power as usize],
        );
        has.whole
            || (!of.whole
                && !of.is_nowhere()
                && of.tops.iter().all(|top| self.sight.covers(&has.tops, *top)))
    }

    fn holds(&self, s: &Structure, granted: &Where, u: UnitIx) -> bool {
        granted.whole
            || (!granted.tops.is_empty()
                && self
                    .sight
                    .here(s, u)
                    .is_some_and(|u| self.sight.reaches(&granted.tops, u)))
    }

    /// Ids of the units one is granted to see, as the structure has them.
    #[must_use]
    pub fn granted(&self, s: &Structure) -> Vec<UnitIx> {
        let tops = self.doings[Doing::See as usize].tops.iter();
        let same = s.stamp() == self.sight.stamp;
        tops.filter_map(|(u, _)| {
            if same {
                Some(*u)
            } else {
                self.sight.id(*u).and_then(|id| s.find(id))
            }
        })
        .collect()
    }

    /// Refuses, as if there were nothing, when the grants or the account are not what they were
    /// when this was made.
    pub async fn still_holds(&self, db: &mut Db, account: &str) -> Result<()> {
        let open = accounts::by_id(db, account)
            .await?
            .is_some_and(|a| !a.ended);
        let given = store::of_account(db, account).await?;
        if open && in_force(&given, self.today()) == self.given {
            return Ok(());
        }
        Err(Error::NotFound("the right has ended".to_owned()))
    }

    #[must_use]
    pub fn today(&self) -> Day {
        self.sight.today
    }

    #[must_use]
    pub fn sight(&self) -> &Sight {
        &self.sight
    }
}

fn in_force(grants: &[Grant], today: Day) -> Vec<Grant> {
    let held = grants.iter().filter(|g| g.in_force(today));
    held.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use figures::structure::State;

    fn province() -> (Structure, UnitIx, UnitIx, UnitIx) {
        let mut s = Structure::default();
        let mut open = |id: &str, parent| {
            let text = id.to_owned();
            let state = State {
                from: Day::ymd(2024, 1, 1),
                to: Day::MAX,
                code: text.clone(),
                name: text.clone(),
                kind: String::new(),
                parent,
            };
            s.open(id, 1, state)
        };
        let p = open("P", None);
        let (a, b) = (open("A", Some(p)), open("B", Some(p)));
        (s, p, a, b)
    }

    fn given(role: &str, unit: &str, until: Day) -> Grant {
        Grant {
            id: "a9.1".to_owned(),
            account: "x".to_owned(),
            role: role.to_owned(),
            unit: unit.to_owned(),
            below: true,
            document: String::new(),
            from: Day::ymd(2025, 1, 1),
            until,
        }
    }

    fn reach(s: &Structure, today: Day, grants: &[Grant]) -> Reach {
        let sight = Arc::new(Sight::of(s, today));
        Reach::of(sight, &Rulebook::neutral(), grants)
    }

    #[test]
    fn a_right_ends_on_the_day_its_grant_ends() {
        let (s, _, a, _) = province();
        let end = Day::ymd(2025, 7, 1);
        let grants = [given("reading", "A", end)];
        let on = |day| reach(&s, day, &grants).reaches(&s, Doing::See, a);
        assert!(on(end.eve()) && on(Day::ymd(2025, 1, 1)));
        assert!(!on(end) && !on(Day::ymd(2024, 12, 31)));
    }

    #[test]
    fn to_see_is_not_to_enter_and_a_role_nobody_knows_gives_nothing() {
        let (s, _, a, _) = province();
        let today = Day::ymd(2025, 7, 1);
        let reading = reach(&s, today, &[given("reading", "A", Day::MAX)]);
        assert!(reading.any(Doing::See) && !reading.any(Doing::Enter));
        assert!(!reading.reaches(&s, Doing::Search, a) && !reading.has(Power::Export));
        assert!(!reach(&s, today, &[given("king", "*", Day::MAX)]).any(Doing::See));
    }

    #[test]
    fn a_power_over_one_unit_is_none_over_another() {
        let (s, p, a, b) = province();
        let today = Day::ymd(2025, 7, 1);
        let both = [
            given("full", "A", Day::MAX),
            given("reading", "B", Day::MAX),
        ];
        let reach_of_both = reach(&s, today, &both);
        assert!(reach_of_both.has_at(&s, Power::Reasons, a));
        assert!(!reach_of_both.has_at(&s, Power::Reasons, b));
        assert!(
            !reach_of_both.has(Power::Reasons),
            "a list of both would tell"
        );
        assert!(reach_of_both.has(Power::Reforms), "all that one enters");
        let above = [
            given("full", "P", Day::MAX),
            given("reading", "B", Day::MAX),
        ];
        let above = reach(&s, today, &above);
        assert!(above.has(Power::Reasons) && above.has_at(&s, Power::Export, p));
        assert!(reach(&s, today, &[given("full", "*", Day::MAX)]).has(Power::Reforms));
        assert!(!reach(&s, today, &[]).has(Power::Export));
    }
}
