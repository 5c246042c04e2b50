//! Meetings on the screen: the list, and a meeting with what lies on its table.

use super::model::{Meeting, Part, State};
use super::shown::{Here, Reading};
use super::store;
use crate::activity::tasks::store as tasks;
use crate::web::{Reply, Visit};
use minijinja::{Value, context};
use platform::web::page::value;
use platform::web::paging::{self, Slice};
use platform::{Db, Result};

/// The meetings one sees, the latest first, with how far their conclusions are.
pub async fn list(v: Visit) -> Reply {
    let r = Reading::of(&v).await?;
    let mut db = v.db().await?;
    let all = store::all(&mut db, &r.scope, v.asof).await?;
    let keyed: Vec<(String, Meeting)> = (0..).map(|n: u32| format!("{n:08}")).zip(all).collect();
    let size = paging::size(v.query("size"));
    let slice = Slice::from_list(keyed, size, |(key, _)| key.clone(), v.query("after"));
    let mut rows = Vec::with_capacity(slice.rows.len());
    for (_, meeting) in &slice.rows {
        let of = tasks::of_meeting(&mut db, &r.asked(), &meeting.id).await?;
        let open = of.iter().filter(|t| t.state.is_open()).count();
        let document = r.document(&mut db, &meeting.conclusion).await?;
        rows.push(context! { meeting => r.shown(meeting)?, document, tasks => of.len(), open });
    }
    let may = v.now && v.visitor()?.may(crate::web::Right::Papers);
    v.render(
        "meetings/list.html",
        context! { rows, may, next => slice.next, back => slice.back, total => slice.total },
    )
}

pub async fn one(v: Visit) -> Reply {
    shown(v, false).await
}

/// The same without what only a screen needs.
pub async fn print(v: Visit) -> Reply {
    shown(v, true).await
}

async fn shown(v: Visit, printed: bool) -> Reply {
    let context = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = r.meeting(&mut db).await?;
        let items = store::items(&mut db, &r.scope, v.asof, &meeting).await?;
        drop(db);
        let figures = r.figures(&items).await?;
        let mut db = v.db().await?;
        let may = may(&r, &meeting, printed);
        let after = following(&r, &mut db, &meeting).await?;
        let next = after
            .iter()
            .map(|m| r.shown(m))
            .collect::<Result<Vec<_>>>()?;
        let (then, at) = match after.first() {
            Some(m) => (
                store::items(&mut db, &r.scope, v.asof, m).await?,
                v.link(&format!("/meetings/{}", m.id)),
            ),
            None => Default::default(),
        };
        let here = Here {
            items: &items,
            at: String::new(),
        };
        let there = Here { items: &then, at };
        context! {
            meeting => r.shown(&meeting)?,
            back => r.looked_back(&mut db, &meeting, &here).await?,
            agenda => r.items(&mut db, (&items, Part::Agenda), &figures).await?,
            reports => r.items(&mut db, (&items, Part::Report), &figures).await?,
            proposals => r.items(&mut db, (&items, Part::Proposal), &figures).await?,
            conclusion => r.conclusion(&mut db, &meeting, &there).await?,
            next,
            may, printed,
        }
    };
    v.render("meetings/one.html", context)
}

/// What the visitor may do with the meeting now.
fn may(r: &Reading<'_>, meeting: &Meeting, printed: bool) -> Value {
    let (now, enters) = (r.v.now && !printed, r.enters(&meeting.unit));
    let enters_any =
        r.v.visitor
            .as_ref()
            .is_some_and(|v| v.may(crate::web::Right::Papers));
    let open = meeting.state == State::Convened;
    context! {
        table => now && open && enters_any, lead => now && open && enters,
        conclude => now && open && enters && meeting.day <= r.v.asof.on,
        wait => now && open && enters && meeting.day > r.v.asof.on,
        accept => now && enters && meeting.state != State::Cancelled && meeting.day <= r.v.asof.on,
    }
}

/// The meetings that look back on this one, the first of them first.
async fn following(r: &Reading<'_>, db: &mut Db, meeting: &Meeting) -> Result<Vec<Meeting>> {
    let mut all = store::all(db, &r.scope, r.v.asof).await?;
    all.retain(|m| m.previous == meeting.id && m.state != State::Cancelled);
    all.reverse();
    Ok(all)
}

/// Units near the visitor, for fields that take a code.
pub(super) fn near(r: &Reading<'_>) -> Value {
    let (s, v) = (r.s(), r.v);
    let own = v.own_unit(s);
    let mut units: Vec<_> = own.into_iter().collect();
    units.extend(own.into_iter().flat_map(|u| v.children(s, u)));
    let choice = |u| {
        let state = s.state(u, v.asof.on)?;
        let above = state.parent.filter(|p| v.sees(s, *p));
        let above = above.and_then(|p| s.state(p, v.asof.on));
        let name = match above {
            Some(above) => format!("{} · {}", state.name, above.name),
            None => state.name.clone(),
        };
        Some((state.code.clone(), name))
    };
    let choices: Vec<(String, String)> = units.into_iter().filter_map(choice).collect();
    value(&choices)
}
