//! The cell's page and its sheet.

use super::doing::Deed;
use crate::insight::standard::pages::{named, trail};
use crate::insight::standard::words::Teller;
use crate::organisation::members::documents::cell::{self as paper, Due};
use crate::organisation::members::documents::pages::{ground, note, printing};
use crate::organisation::members::documents::read::{self, Ids, Person, Standpoint};
use crate::organisation::privacy::What;
use crate::web::figures::FactsOfVisit;
use crate::web::{Reply, Visit};
use figures::{Day, Structure, UnitIx};
use minijinja::{Value, context};
use platform::{Error, Result};

/// Whether members sit in the unit: one of a kind that has them, or one with nothing below it.
fn is_cell(v: &Visit, facts: &FactsOfVisit, unit: UnitIx) -> bool {
    let on = v.asof.on;
    if facts.structure.children(unit, on).is_empty() {
        return true;
    }
    let state = facts.structure.state(unit, on);
    let kind = state.and_then(|s| facts.book.kind(&s.kind, on));
    kind.is_some_and(|k| k.cell)
}

/// One's own cell; who has none chooses one among the units below.
pub async fn own(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let unit = match v.query("unit") {
        "" => v.own_unit(s),
        id => Some(v.unit(s, id)?),
    };
    let Some(unit) = unit else {
        return v.render("standard/none.html", context! {});
    };
    if is_cell(&v, &facts, unit) {
        let address = v.link(&format!("/cell/{}", s.unit(unit).id));
        return v.go(&address);
    }
    let mut below = s.children(unit, v.asof.on);
    below.retain(|u| v.sees(s, *u));
    let code = |u: &UnitIx| s.state(*u, v.asof.on).map(|x| x.code.clone());
    below.sort_by_key(code);
    let members = v.stock(&facts, "members", v.asof.on).await?;
    let mut rows = Vec::new();
    for u in below {
        let id = &s.unit(u).id;
        let href = if is_cell(&v, &facts, u) {
            format!("/cell/{id}")
        } else {
            format!("/cell?unit={id}")
        };
        let count = members.as_ref().map(|c| c.of(Some(u))).transpose()?;
        rows.push(context! {
            href => v.link(&href), members => count.map_or_else(String::new, |c| c.value),
            ..named(&v, s, u)
        });
    }
    v.render(
        "cell/choose.html",
        context! { unit => named(&v, s, unit), trail => trail(&v, s, unit, "/cell"), rows },
    )
}

/// The members in a cell and those on their way from or to it.
async fn people(
    v: &Visit,
    ground: &Standpoint<'_>,
    cell: UnitIx,
) -> Result<(Vec<Person>, Vec<Person>)> {
    let scope = v.scope(&ground.structure)?;
    let mut db = v.db().await?;
    let mut members = read::members(&mut db, &scope, ground, &[cell]).await?;
    read::plan_ends(&mut db, &mut members).await?;
    let travellers = read::travellers(&mut db, &scope, ground, &[cell]).await?;
    Ok((members, travellers))
}

pub async fn cell(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let unit = v.unit(s, v.param("id"))?;
    let ground = ground(&v, &facts);
    let (members, travellers) = people(&v, &ground, unit).await?;
    let ids = Ids::Guarded(&v.office.settings.key);
    let teller = Teller {
        v: &v,
        ground: &ground,
        ids: &ids,
        guarded: true,
    };
    let page = OfCell {
        teller: &teller,
        s,
        unit,
        enters: v.now && v.enters(s, unit),
    };
    let (mut due, mut rest) = (Vec::new(), Vec::new());
    for person in travellers.iter().chain(&members) {
        let (row, waits) = page.row(person)?;
        if waits {
            due.push(row);
        } else {
            rest.push(row);
        }
    }
    v.render(
        "cell/cell.html",
        context! {
            unit => named(&v, s, unit), trail => trail(&v, s, unit, "/cell"), due, rest,
            members => members.len(), enters => page.enters,
        },
    )
}

/// The day on which the record of a person was last confirmed.
fn confirmed(person: &Person) -> Option<Day> {
    let mut latest = person.events.iter().rev();
    let last = latest.find(|e| e.event == Deed::Confirm.event());
    last.map(|e| e.day)
}

struct OfCell<'a> {
    teller: &'a Teller<'a>,
    s: &'a Structure,
    unit: UnitIx,
    enters: bool,
}

impl OfCell<'_> {
    /// A person as the page shows them, and whether they are due for something.
    fn row(&self, person: &Person) -> Result<(Value, bool)> {
        let v = self.teller.v;
        let id = self.s.unit(self.unit).id.as_str();
        let dues = paper::dues(self.teller.ground, id, person);
        let mut said = Vec::new();
        for due in &dues {
            let how = match due {
                Due::Record(_) => "wrong",
                Due::Arriving(..) | Due::Leaving(..) => "way",
                _ => "day",
            };
            said.push(context! { how, text => self.say(person, due)? });
        }
        let standing = person.standing(self.teller.ground);
        let row = context! {
            id => person.id.as_str(), name => person.name(), dues => said,
            standing => standing.map(|s| s.names.in_language(v.lang.code())),
            born => person.day("birth_date").map(|d| d.year().to_string()),
            actions => self.actions(person, &dues)?, confirmed => confirmed(person).map(|d| d.to_string()),
        };
        Ok((row, !dues.is_empty()))
    }

    /// At most three things to do, the most pressing first.
    fn actions(&self, person: &Person, dues: &[Due]) -> Result<Vec<Value>> {
        let v = self.teller.v;
        let id = self.s.unit(self.unit).id.as_str();
        let mut actions = Vec::new();
        let mut add = |label: &str, icon: &str, href: String| -> Result<()> {
            let presses = ["cell-do-receive", "cell-fix"].contains(&label);
            actions.push(context! { label => v.t(label)?, icon, presses, href => v.link(&href) });
            Ok(())
        };
        let deed = |deed: Deed| format!("/cell/{id}/do?person={}&what={}", person.id, deed.code());
        let arrives = dues.iter().any(|d| matches!(d, Due::Arriving(..)));
        let fails = dues.iter().any(|d| matches!(d, Due::Record(_)));
        if self.enters && arrives {
            add("cell-do-receive", "check", deed(Deed::Receive))?;
        } else if self.enters && fails {
            let href = format!("/standard/work?unit={id}&at={}", person.id);
            add("cell-fix", "list-check", href)?;
        } else if self.enters && person.unit() == id && confirmed(person) != Some(v.asof.on) {
            add("cell-do-confirm", "check", deed(Deed::Confirm))?;
        }
        if crate::web::routes::leads("/members/{person}") && person.unit() == id {
            add("cell-record", "user", format!("/members/{}", person.id))?;
        }
        if person.unit() == id {
            add(
                "cell-form",
                "printer",
                format!("/members/{}/form", person.id),
            )?;
        }
        Ok(actions)
    }

    /// What somebody is due for, in words.
    fn say(&self, person: &Person, due: &Due) -> Result<String> {
        let v = self.teller.v;
        let texts = v.texts();
        let unit = |id: &str| match self.teller.ground.unit_name(id) {
            "" => v.t("cell-elsewhere"),
            name => Ok(texts.name(name)),
        };
        let (key, day, more) = match due {
            Due::Record(rule) => return self.teller.problem(person, *rule),
            Due::Probation(d) if *d > v.asof.on => ("probation", d, None),
            Due::Probation(d) => ("probation-over", d, None),
            Due::Leaving(to, d) => ("leaving", d, Some(("unit", unit(to)?))),
            Due::Arriving(from, d) => ("arriving", d, Some(("unit", unit(from)?))),
            Due::Badge(years, d) => (
                "badge",
                d,
                Some(("years", texts.island(&years.to_string()))),
            ),
            Due::Exemption(d) => ("exemption", d, None),
            Due::Temporary(d) => ("temporary", d, None),
        };
        let day = texts.day(&day.to_string()).map_err(Error::internal)?;
        let mut args = vec![("day", day.as_str())];
        args.extend(more.as_ref().map(|(name, text)| (*name, text.as_str())));
        v.say(&format!("cell-due-{key}"), &args)
    }
}

/// The cell on one sheet of paper.
pub async fn sheet(v: Visit) -> Reply {
    let printing = {
        let facts = v.facts().await?;
        let ground = ground(&v, &facts);
        let unit = v.unit(&facts.structure, v.param("id"))?;
        let (members, travellers) = people(&v, &ground, unit).await?;
        let sheet = paper::print(&ground, unit, &members, &travellers, v.lang)?;
        let persons: Vec<String> = members.into_iter().map(|m| m.id).collect();
        note(&v, What::Print, "cell", v.param("id"), (&persons, None)).await?;
        printing(&v, &ground, sheet)
    };
    v.print(
        printing,
        &format!("cell-{}-{}.pdf", v.param("id"), v.asof.on),
    )
    .await
}
