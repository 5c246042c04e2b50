//! The home page.

use crate::activity::documents::store::{self as documents, Filter};
use crate::activity::documents::{desk, inbox};
use crate::activity::tasks::store::Asked;
use crate::insight::cell::due;
use crate::insight::indicators::Facts;
use crate::insight::indicators::papers::Papers;
use crate::organisation::members::screens::desk as transfers;
use crate::organisation::privacy::corrections;
use crate::organisation::rulebook::Rulebook;
use crate::web::figures::Shown;
use crate::web::routes::leads;
use crate::web::{Reply, Right, Visit};
use bigdecimal::BigDecimal;
use figures::{Day, Structure, UnitIx};
use minijinja::{Value, context};
use platform::asof::AsOf;
use platform::lately::{Lately, Same};
use platform::web::page::{joined, value};
use platform::{Result, Scope};
use std::str::FromStr;
use std::sync::Arc;

/// The figures a unit looks at first: stocks, and what happened in the year so far.
const STOCKS: [&str; 3] = ["members", "official", "standardised"];
const FLOWS: [&str; 1] = ["admitted"];
/// What waits to be done: the indicator that counts it, its message, the list behind it.
const WAITING: [(&str, &str, &str); 2] = [
    ("failing", "home-failing", "/standard/work"),
    ("overdue", "home-overdue", "/standard/work?kind=overdue"),
];
/// The lists behind the figures of a unit.
const LISTS: [(&str, &str); 4] = [
    ("members", "/members"),
    ("official", "/members?standing=official"),
    ("standardised", "/standard"),
    (
        "admitted",
        "/figures?indicator=admitted&kind_of_period=cumulative&list=total",
    ),
];
const LATEST: usize = 8;

/// How much waits in a unit and all below it, within a scope, on a day: many open their home page
/// between two acts, and all who have the same rights wait for the same.
#[derive(Default)]
pub struct WaitingLately {
    people: Lately<(AsOf, Scope, Option<UnitIx>), People, 64>,
    /// As far as is known of documents and tasks: most acts are of people.
    mail: Lately<OfMail, Mail, 64>,
}

type OfMail = (
    (Day, Scope, Option<UnitIx>),
    (Same<Papers>, Same<Structure>, Same<Rulebook>),
);

/// What is counted by walking over everybody.
#[derive(Clone, Copy, Default)]
pub struct People {
    /// Transfers on the way to here, and from here.
    coming: usize,
    sent: usize,
    /// Probations that are over, and badges of the next round.
    over: usize,
    badges: usize,
}

/// What is counted by walking over the mail of a year.
#[derive(Clone, Copy, Default)]
pub struct Mail {
    /// Mail that nobody answers yet, and mail that is late.
    asked: usize,
    late: usize,
}

async fn people(v: &Visit, facts: &Arc<Facts>, unit: Option<UnitIx>) -> Result<Arc<People>> {
    let asked = (v.asof, v.scope(&facts.structure)?, unit);
    let lately = &v.office.waiting.people;
    if let Some(counted) = lately.find(&asked) {
        return Ok(counted);
    }
    let mut counted = People::default();
    (counted.coming, counted.sent) = transfers::waiting(v, facts, unit).await?;
    if let Some(own) = unit {
        counted.over = due::probations(v, facts, own, v.asof.on).len();
        counted.badges = due::badges(v, facts, own).len();
    }
    Ok(lately.keep(asked, counted))
}

async fn mail(v: &Visit, facts: &Arc<Facts>, unit: Option<UnitIx>) -> Result<Arc<Mail>> {
    let s = &facts.structure;
    let scope = v.scope(s)?;
    let known = (Same::of(&facts.papers), Same::of(s), Same::of(&facts.book));
    let asked = ((v.asof.on, scope.clone(), unit), known);
    let lately = &v.office.waiting.mail;
    if let Some(counted) = lately.find(&asked) {
        return Ok(counted);
    }
    let mut db = v.db().await?;
    let asking = Asked {
        scope: &scope,
        asof: v.asof,
        s,
    };
    let mail = desk::mail(&mut db, &asking, unit).await?;
    let late = mail.iter().filter(|m| m.late && m.stands() != "answered");
    let counted = Mail {
        asked: mail.iter().filter(|m| m.stands() == "asked").count(),
        late: late.count(),
    };
    Ok(lately.keep(asked, counted))
}

pub async fn home(v: Visit) -> Reply {
    let visitor = v.visitor()?;
    if !visitor.may(Right::See) {
        return v.render("home/home.html", context! { unit => Value::from(()), figures => Vec::<Value>::new(), waiting => Vec::<Value>::new(), acts => Vec::<Value>::new(), corrections => 0, keeper => visitor.may(Right::Administer), nothing => true });
    }
    let facts = v.facts().await?;
    let s = &facts.structure;
    let mine = v.own_unit(s);
    let unit = mine.and_then(|u| {
        let state = s.state(u, v.asof.on).or_else(|| s.last_state(u))?;
        Some(context! { id => s.unit(u).id.as_str(), name => state.name.as_str(), code => state.code.as_str() })
    });
    // without a unit the figures are those of the whole record: only who sees all is shown them
    let (figures, waiting) = if mine.is_some() || v.sees_all() {
        (
            cards(&v, &facts, mine).await?,
            waiting(&v, &facts, mine).await?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    let mut waiting = waiting;
    waiting.extend(office(&v, &facts, mine).await?);
    waiting.extend(papers(&v, &facts, mine).await?);
    let acts = latest(&v).await?;
    let corrections = corrections::waiting(&v).await?;
    v.render(
        "home/home.html",
        context! { unit, figures, waiting, acts, corrections, keeper => false, nothing => false },
    )
}

/// The last day of the quarter before.
fn before(on: Day) -> Day {
    let month = (on.month() - 1) / 3 * 3 + 1;
    Day::ymd(on.year(), month, 1).eve()
}

async fn cards(v: &Visit, facts: &Arc<Facts>, unit: Option<UnitIx>) -> Result<Vec<Value>> {
    let (on, then) = (v.asof.on, before(v.asof.on));
    let mut cards = Vec::new();
    for code in STOCKS {
        let Some(now) = v.stock(facts, code, on).await? else {
            continue;
        };
        let now = now.of(unit)?;
        let old = match v.stock_by_units_of(facts, code, then, on).await? {
            Some(column) => column.of(unit)?,
            None => Shown::default(),
        };
        let change = change(&now, &old);
        cards.push(context! {
            figure => value(&now), change, since => then.to_string(), period => "",
            href => list(v, facts, code, unit),
        });
    }
    for code in FLOWS {
        let Some(column) = v.year_so_far(facts, code, on).await? else {
            continue;
        };
        cards.push(context! {
            figure => value(&column.of(unit)?), change => "", since => "",
            period => on.year().to_string(), href => list(v, facts, code, unit),
        });
    }
    Ok(cards)
}

/// By how much a figure changed; empty when one of the two is not known.
fn change(now: &Shown, old: &Shown) -> String {
    match (
        BigDecimal::from_str(&now.value),
        BigDecimal::from_str(&old.value),
    ) {
        (Ok(now), Ok(old)) => (now - old).normalized().to_plain_string(),
        _ => String::new(),
    }
}

/// The list behind a figure, where there is a page for it.
fn list(v: &Visit, facts: &Facts, code: &str, unit: Option<UnitIx>) -> Option<String> {
    let (_, page) = LISTS.iter().find(|(c, _)| *c == code)?;
    if FLOWS.contains(&code) {
        let quarter = quarter_of(v.asof.on);
        return of_unit(v, facts, &joined(page, &format!("period={quarter}")), unit);
    }
    of_unit(v, facts, page, unit)
}

/// The quarter that holds a day: `2025-Q3`.
fn quarter_of(on: Day) -> String {
    format!("{:04}-Q{}", on.year(), (on.month() - 1) / 3 + 1)
}

/// The address of a page about a unit; nothing when there is no such page.
fn of_unit(v: &Visit, facts: &Facts, page: &str, unit: Option<UnitIx>) -> Option<String> {
    let path = page.split('?').next().unwrap_or(page);
    if !leads(path) {
        return None;
    }
    let own = unit.map(|u| format!("unit={}", facts.structure.unit(u).id));
    Some(v.link(&joined(page, own.as_deref().unwrap_or(""))))
}

async fn waiting(v: &Visit, facts: &Arc<Facts>, unit: Option<UnitIx>) -> Result<Vec<Value>> {
    let mut waiting = Vec::new();
    for (code, label, page) in WAITING {
        let Some(column) = v.stock(facts, code, v.asof.on).await? else {
            continue;
        };
        let shown = column.of(unit)?;
        if !["", "0"].contains(&shown.value.as_str()) {
            let n: i64 = shown.value.parse().unwrap_or(0);
            waiting.push(context! { label, n, href => of_unit(v, facts, page, unit) });
        }
    }
    // a transfer waits for both its ends, wherever they lie: the figure stands above them
    let People {
        coming,
        sent,
        over,
        badges,
    } = *people(v, facts, unit).await?;
    for (n, label, list) in [
        (coming, "home-coming", "coming"),
        (sent, "home-sent", "sent"),
    ] {
        if n > 0 {
            let page = of_unit(v, facts, "/transfers", unit);
            let href = page.map(|page| format!("{page}#{list}"));
            waiting.push(context! { label, n, href });
        }
    }
    for (n, label, page) in [
        (over, "home-probation", "/due"),
        (badges, "home-badges", "/due?what=badge"),
    ] {
        if n > 0 {
            waiting.push(context! { label, n, href => of_unit(v, facts, page, unit) });
        }
    }
    Ok(waiting)
}

/// What reached one's unit, lies on one's desk, or is to be done by a day.
async fn office(v: &Visit, facts: &Arc<Facts>, unit: Option<UnitIx>) -> Result<Vec<Value>> {
    let s = &facts.structure;
    let scope = v.scope(s)?;
    let account = &v.visitor()?.account;
    let mut db = v.db().await?;
    let at = (&scope, v.asof);
    let found = inbox::waiting(&mut db, (s, &facts.book), at, account, unit).await?;
    let until = inbox::soon(&facts.book, v.asof.on).unwrap_or(v.asof.on);
    let soon = format!("/tasks?who=mine&from={}&until={until}", v.asof.on);
    let mut waiting = Vec::new();
    for (n, label, page) in [
        (found.unread, "home-unread", "/documents/inbox"),
        (found.desk, "home-desk", "/documents/inbox"),
        (found.new, "home-tasks-new", "/tasks?who=mine&state=issued"),
        (
            found.returned,
            "home-tasks-returned",
            "/tasks?who=mine&state=returned",
        ),
        (
            found.overdue,
            "home-tasks-overdue",
            "/tasks?who=mine&overdue=yes",
        ),
        (found.soon, "home-tasks-soon", soon.as_str()),
    ] {
        if n > 0 {
            waiting.push(context! { label, n, href => v.link(page) });
        }
    }
    Ok(waiting)
}

/// Mail that nobody answers yet, and documents that wait to go out: what an office clerk comes
/// for. Whose drafts one sees, the scope says.
async fn papers(v: &Visit, facts: &Arc<Facts>, unit: Option<UnitIx>) -> Result<Vec<Value>> {
    let s = &facts.structure;
    let scope = v.scope(s)?;
    let Mail { asked, late } = *mail(v, facts, unit).await?;
    let mut db = v.db().await?;
    let incoming = of_unit(v, facts, "/documents/incoming", unit);
    let mut found = vec![
        (asked, "home-mail-asked", incoming.clone()),
        (late, "home-mail-late", incoming),
    ];
    for (state, label) in [("to-sign", "home-to-sign"), ("signed", "home-to-issue")] {
        let filter = Filter {
            directions: vec!["outgoing".to_owned()],
            states: vec![state.to_owned()],
            ..Filter::default()
        };
        let n = documents::count(&mut db, &scope, v.asof, &filter).await?;
        let list = format!("/documents?direction=outgoing&state={state}");
        found.push((usize::try_from(n).unwrap_or(0), label, Some(v.link(&list))));
    }
    let shown = found.into_iter().filter(|(n, _, _)| *n > 0);
    Ok(shown
        .map(|(n, label, href)| context! { label, n, href })
        .collect())
}

async fn latest(v: &Visit) -> Result<Vec<Value>> {
    let listed = v.acts(v.asof.known.0 + 1, LATEST).await?;
    Ok(listed.acts.iter().map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_is_told_since_the_end_of_the_quarter_before() {
        assert_eq!(before(Day::ymd(2025, 9, 30)), Day::ymd(2025, 6, 30));
        assert_eq!(before(Day::ymd(2025, 1, 1)), Day::ymd(2024, 12, 31));
        let of = |value: &str| Shown {
            value: value.to_owned(),
            ..Shown::default()
        };
        assert_eq!(change(&of("99.77"), &of("96.36")), "3.41");
        assert_eq!(change(&of("5"), &of("")), "");
    }
}
