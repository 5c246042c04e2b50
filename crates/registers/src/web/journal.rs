//! The journal on the screen: acts, newest first, and each act with its receipt.

use super::answers::Reply;
use super::lines::{self, Told};
use super::routes::Screens;
use super::subjects::Sighted;
use super::visit::Visit;
use crate::activity::{documents, meetings, tasks};
use crate::get;
use crate::insight::indicators::Facts;
use crate::organisation::members;
use crate::organisation::privacy::veil;
use crate::organisation::reforms::commit;
use figures::{Day, Structure};
use minijinja::{Value, context};
use platform::journal::Act;
use platform::journal::store::{self, FullLine};
use platform::web::page::{Messages, value};
use platform::{Db, Error, Result};
use serde::Serialize;
use std::collections::HashMap;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/journal", See, list),
        get!("/journal/{number}", See, act),
    ],
    templates: &[
        ("journal/list.html", include_str!("templates/journal.html")),
        ("journal/act.html", include_str!("templates/act.html")),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

/// Acts on one page.
const SIZE: usize = 50;
/// Lines of an act that its page shows.
const LINES: usize = 100;

/// Lines of a reform that are told in words.
const REFORMED: usize = 20_000;

/// An act as lists show it.
#[derive(Debug, Serialize)]
pub struct Shown {
    pub number: u64,
    /// Key of its message.
    pub kind: String,
    pub day: String,
    pub recorded: String,
    pub account: String,
    pub basis: String,
    pub reason: String,
    pub lines: u64,
    pub annulled_by: Option<u64>,
}

impl Visit {
    /// A part of an act's ground, unless it may tell why somebody left or was disciplined.
    fn ground_of(&self, act: &Act, said: &str) -> String {
        let veiled = self.veiled.contains(&act.number);
        if veiled {
            String::new()
        } else {
            said.to_owned()
        }
    }

    /// Acts as lists show them.
    #[must_use]
    pub fn shown(&self, act: &Act, annulled: &[(u64, u64)]) -> Shown {
        let key = format!("act-{}", act.kind.replace('_', "-"));
        let by = annulled.iter().find(|(n, _)| *n == act.number);
        Shown {
            number: act.number,
            kind: if self.texts().has(&key) {
                key
            } else {
                "act-other".to_owned()
            },
            day: act.effective_on.clone(),
            recorded: act
                .recorded_at
                .parse()
                .map_or_else(|_| act.recorded_at.clone(), |t| self.moment(t)),
            account: act.account.clone(),
            basis: self.ground_of(act, &act.basis),
            reason: self.ground_of(act, &act.reason),
            lines: act.lines,
            annulled_by: by.map(|(_, by)| *by),
        }
    }
}

impl Visit {
    /// An act with how many of its lines may be seen.
    #[must_use]
    pub fn seen(
        &self,
        subjects: &Sighted,
        (act, lines): (&Act, u64),
        annulled: &[(u64, u64)],
    ) -> Shown {
        let mut shown = Shown {
            lines,
            ..self.shown(act, annulled)
        };
        if subjects.is_bare(act, lines) {
            shown.basis.clear();
            shown.reason.clear();
        }
        shown
    }
}

/// Acts as a list shows them, and from where the next list goes on.
pub struct Listed {
    pub acts: Vec<Shown>,
    pub next: Option<u64>,
}

impl Visit {
    /// The acts before a number of which the visitor may see something, the newest first, each
    /// with as many lines as they may see.
    pub async fn acts(&self, before: u64, most: usize) -> Result<Listed> {
        let facts = self.facts().await?;
        let mut db = self.db().await?;
        let subjects = self.subjects(&mut db, &facts.structure).await?;
        let found = subjects.acts(&mut db, before, most + 1).await?;
        let annulled = store::annulments(&mut db, self.asof.known).await?;
        let shown = found.iter().take(most);
        let shown = shown.map(|(act, lines)| self.seen(&subjects, (act, *lines), &annulled));
        let acts: Vec<_> = shown.collect();
        let next = acts.last().map(|a| a.number).filter(|_| found.len() > most);
        Ok(Listed { acts, next })
    }
}

pub async fn list(v: Visit) -> Reply {
    let last = v.asof.known.0;
    let before = v.query("before").parse().unwrap_or(last + 1).min(last + 1);
    let listed = v.acts(before, SIZE).await?;
    v.render(
        "journal/list.html",
        context! { acts => value(&listed.acts), next => listed.next, back => before <= last, last },
    )
}

pub async fn act(v: Visit) -> Reply {
    let none = || Error::NotFound("no such act".to_owned());
    let number: u64 = v.param("number").parse().map_err(|_| none())?;
    if number > v.asof.known.0 {
        return Err(none());
    }
    let facts = v.facts().await?;
    let mut db = v.db().await?;
    let act = store::acts(&mut db, number, number)
        .await?
        .pop()
        .ok_or_else(none)?;
    let subjects = v.subjects(&mut db, &facts.structure).await?;
    let told = if act.kind == "reform" {
        REFORMED
    } else {
        LINES
    };
    let found = subjects.lines(&mut db, &act, told).await?;
    let (whole, count) = found.ok_or_else(none)?;
    let lines = &whole[..whole.len().min(LINES)];
    let annulled = store::annulments(&mut db, v.asof.known).await?;
    let shown = in_words(&v, &mut db, &facts, lines).await?;
    let left_out = subjects.left_out(&act, count);
    let (tree, _) = store::tree(&mut db, number).await?;
    let more = count > u64::try_from(lines.len()).unwrap_or(0);
    let act_shown = v.seen(&subjects, (&act, count), &annulled);
    let reform = commit::summary(&v, &act.kind, &whole).await?;
    let may_annul = commit::may_annul(&v, &mut db, &act).await?;
    v.render(
        "journal/act.html",
        context! {
            act => value(&act_shown), reform, may_annul, lines => shown, more, left_out,
            most => LINES,
            for_unit => unit_acted_for(&v, &facts.structure, &act),
            leaf => act.leaf, line_root => act.line_root, root => platform::text::hex(&tree.root()),
            last => v.asof.known.0,
        },
    )
}

/// What is called how, by id, and the way to its page.
type Called = HashMap<String, (String, String)>;

/// The lines of an act as its page shows them: in words as far as there are any, and as they were
/// recorded. An act rests on its counted content: who somebody is comes from the record of today's
/// knowledge, and only for who may see them.
async fn in_words(v: &Visit, db: &mut Db, facts: &Facts, lines: &[FullLine]) -> Result<Vec<Value>> {
    let content = |l: &FullLine| veil::content(v, &facts.book, &l.class, &l.day, &l.counted);
    let contents: Vec<Option<String>> = lines.iter().map(|l| content(l).ok()).collect();
    // what is veiled is not told in words either
    let told = lines.iter().zip(&contents);
    let told = told.map(|(l, content)| lines::told(&l.class, content.as_deref()?));
    let told: Vec<Option<Told>> = told.collect();
    let called = called(v, db, &facts.structure, (lines, &told)).await?;
    let rows = lines.iter().zip(&told).zip(contents);
    rows.map(|((line, told), content)| {
        let said = told.as_ref().map(|t| said(v, facts, &called, line, t));
        let unit = unit_named(v, &facts.structure, &line.subject, &line.day);
        let name = called.get(&line.subject);
        Ok(context! {
            number => line.number, day => line.day.as_str(), class => line.class.as_str(),
            subject => line.subject.as_str(), content => content.unwrap_or_else(|| "–".to_owned()),
            said => said.transpose()?, unit, name => name.map(|n| n.0.as_str()),
            href => name.map(|n| n.1.as_str()),
        })
    })
    .collect()
}

/// The names of what lines are about and of what they name, as far as it may be seen.
async fn called(
    v: &Visit,
    db: &mut Db,
    s: &Structure,
    (lines, told): (&[FullLine], &[Option<Told>]),
) -> Result<Called> {
    let scope = v.scope(s)?;
    let of = |class: &str| {
        let own = lines.iter().filter(|l| l.class == class);
        let own = own.map(|l| l.subject.clone());
        let named = told.iter().flatten().map(|t| t.other.clone());
        let ids = own.chain(named.filter(|id| !id.is_empty()));
        ids.collect::<Vec<String>>()
    };
    let mut called = Called::new();
    let mut call = |id: String, page: &str, name: String| {
        let href = v.link(&format!("/{page}/{id}"));
        called.insert(id, (name, href));
    };
    let persons = of(members::model::CLASS);
    for (id, named) in members::store::names(db, &scope, v.asof, &persons).await? {
        let erased = named.name.is_empty();
        let name = if erased {
            v.t("members-erased")?
        } else {
            named.name
        };
        call(id, "members", name);
    }
    let ids = of(documents::model::CLASS);
    for d in documents::store::by_ids(db, &scope, v.asof, &ids).await? {
        let name = if d.symbol.is_empty() {
            d.subject
        } else {
            d.symbol
        };
        call(d.id, "documents", name);
    }
    let asked = tasks::store::Asked {
        scope: &scope,
        asof: v.asof,
        s,
    };
    let ids = of(tasks::model::CLASS);
    if !ids.is_empty() {
        for t in tasks::store::by_ids(db, &asked, &ids).await? {
            call(t.id, "tasks", t.title);
        }
    }
    let ids = of(meetings::model::CLASS);
    if !ids.is_empty() {
        for m in meetings::store::by_ids(db, &scope, v.asof, &ids).await? {
            let name = if m.title.is_empty() {
                let period = v.texts().period(&m.period).unwrap_or(m.period);
                let key = format!("meeting-called-{}", m.kind.as_str());
                v.say(&key, &[("period", &period)])?
            } else {
                m.title
            };
            call(m.id, "meetings", name);
        }
    }
    Ok(called)
}

/// What a line says, in the visitor's language.
fn said(v: &Visit, facts: &Facts, called: &Called, line: &FullLine, told: &Told) -> Result<Value> {
    let day = Day::parse(&line.day)?;
    let what = if told.key.is_empty() {
        event_name(v, facts, &told.event, day)?
    } else {
        v.t(told.key)?
    };
    let parts = told.parts.iter().filter(|key| v.texts().has(key));
    let parts: Vec<String> = parts.map(|key| v.t(key)).collect::<Result<_>>()?;
    let named = rulebook_name(v, facts, told, day)?;
    let parts: Vec<String> = named.into_iter().chain(parts).collect();
    let mut words = told.words.clone();
    if !told.kind.is_empty() {
        words.push(v.kind_name(facts, &told.kind, day));
    }
    if !told.citation.is_empty() {
        words.push(v.regulation(&told.citation));
    }
    let unit = |id: &str| unit_named(v, &facts.structure, id, &line.day);
    let other = called.get(&told.other);
    Ok(context! {
        what, parts, words, day => told.day.as_str(),
        from => unit(&told.from), to => unit(&told.to), under => unit(&told.under),
        from_code => told.from_code.as_str(), to_code => told.to_code.as_str(),
        other => other.map(|n| n.0.as_str()), other_href => other.map(|n| n.1.as_str()),
    })
}

/// The name that the rulebook of a day has for the role or the indicator a line names.
fn rulebook_name(v: &Visit, facts: &Facts, told: &Told, on: Day) -> Result<Option<String>> {
    if !told.role.is_empty() {
        return v.role_name(facts, &told.role, on).map(Some);
    }
    let rule = facts.book.indicator(&told.indicator, on);
    let name = rule.map(|i| i.rule.names.in_language(v.lang.code()));
    let name = name.unwrap_or(&told.indicator);
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

/// The name of an event as the rulebook of its day has it; what is veiled has none.
fn event_name(v: &Visit, facts: &Facts, event: &str, on: Day) -> Result<String> {
    let book = &facts.book;
    if let Some(rule) = book.event_on(event, on).or_else(|| book.event(event)) {
        return Ok(rule.names.in_language(v.lang.code()).to_owned());
    }
    if event == members::model::MOVED_BY_REFORM {
        return v.t("line-event-reform");
    }
    v.t("line-event-untold")
}

/// A unit by its id as it was on a day: name, code, and the way to it if it may be seen.
fn unit_named(v: &Visit, s: &Structure, id: &str, on: &str) -> Option<Value> {
    let u = s.find(id)?;
    let then = Day::parse(on).ok().and_then(|day| s.state(u, day));
    let state = then.or_else(|| s.last_state(u))?;
    Some(context! {
        name => state.name.as_str(), code => state.code.as_str(), href => v.way_to(s, u),
    })
}

/// The unit an act was recorded for, if it may be seen: id, name and code.
fn unit_acted_for(v: &Visit, s: &Structure, act: &Act) -> Option<Value> {
    let u = s.find(&act.on_behalf_of).filter(|u| v.sees(s, *u))?;
    let state = s.state(u, v.asof.on).or_else(|| s.last_state(u))?;
    Some(
        context! { id => act.on_behalf_of.as_str(), name => state.name.as_str(), code => state.code.as_str() },
    )
}
