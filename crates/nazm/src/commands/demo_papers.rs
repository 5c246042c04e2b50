//! The demo's documents, tasks and conferences: registers by import, conferences by acts.

use super::demo::step;
use super::{figure, note};
use crate::cli::Place;
use crate::demo::{Conference, DONE, Demo, PROVINCE, Papers, conferences};
use crate::env::{self, SystemClock, SystemRandomness};
use figures::Day;
use platform::asof::Known;
use platform::journal::{CONTENT_VERSION, Draft, Ground, Writer, id};
use platform::seal::Key;
use platform::{AsOf, Db, Error, Result, Scope};
use registers::REGISTERS;
use registers::activity::documents::acts::{Ground as Reading, NewTerm, decide_term};
use registers::activity::documents::binding::{Binding, decide_oblige};
use registers::activity::documents::store as documents;
use registers::activity::meetings::acts as meetings;
use registers::activity::meetings::clauses::Clause;
use registers::activity::meetings::model::{Cited, Part};
use registers::activity::tasks::acts::{self as tasks, EventWanted};
use registers::activity::tasks::model::{Event, Said};
use registers::activity::tasks::store::{self as tasks_store, Asked};
use registers::insight::imports::core::What;
use registers::insight::indicators::answer::Entered;
use registers::insight::indicators::cited as citing;
use registers::insight::indicators::facts::Wanted;
use registers::organisation::reforms::acts::{View, view};

/// Fills the registers of what committees do.
pub async fn fill(place: &Place, db: &mut Db, key: &Key, demo: &Demo) -> Result<()> {
    let papers = demo.papers();
    terms(db, &papers).await?;
    let [earlier, later] = papers.documents;
    let superior = papers.superior;
    step(
        db,
        key,
        What::Documents,
        "Văn bản của cấp trên",
        superior,
        None,
    )
    .await?;
    let [second, third] = conferences();
    step(
        db,
        key,
        What::Documents,
        "Văn bản đến ngày 10/7/2025",
        earlier,
        None,
    )
    .await?;
    let first = hold(place, db, &second).await?;
    step(
        db,
        key,
        What::Documents,
        "Văn bản quý III/2025",
        later,
        None,
    )
    .await?;
    let (regulations, named) = (papers.regulations, "Quy chế làm việc");
    step(db, key, What::Documents, named, regulations, None).await?;
    step(
        db,
        key,
        What::Tasks,
        "Nhiệm vụ của chương trình hành động",
        papers.tasks,
        None,
    )
    .await?;
    for (clause, days) in DONE {
        if let Some((text, _, deadline, product)) = second.clauses.get(clause) {
            let day = Day::parse(deadline)?.plus_days(days);
            done(db, &first, text, (day, product)).await?;
        }
    }
    hold(place, db, &third).await?;
    bind(db).await?;
    let desks = demo.desks();
    let (letters, asked) = ("Công văn đến tháng 9/2025", "Nhiệm vụ trả lời và tham mưu");
    step(db, key, What::Documents, letters, desks.incoming, None).await?;
    step(db, key, What::Tasks, asked, desks.tasks, None).await
}

/// Whom the resolution, the programme for it and the province's working regulation bind: document,
/// from when, by when; the province itself, or all communes below it.
const BINDS: [(&str, &str, &str, bool); 3] = [
    ("57-NQ/TW", "2025-07-01", "2025-08-29", false),
    ("01-CTr/TU", "2025-08-15", "2025-09-22", true),
    ("01-QC/TU", "2025-07-07", "2025-09-12", true),
];

/// Says who is to issue a document that implements another.
async fn bind(db: &mut Db) -> Result<()> {
    for (symbol, from, by, communes) in BINDS {
        let (from, by) = (Day::parse(from)?, Day::parse(by)?);
        act(db, async |writer, view| {
            let found = documents::by_symbol(writer.db, &[symbol.to_owned()]).await?;
            let found = found.first();
            let found = found.ok_or_else(|| Error::internal(format!("no document {symbol}")))?;
            let reading = Reading {
                structure: &view.structure,
                book: &view.book,
                act: view.last + 1,
            };
            let s = &view.structure;
            let top = s.bearer(PROVINCE, from);
            let of_commune = |u: &figures::UnitIx| {
                let kind = s.state(*u, from).map_or("", |x| x.kind.as_str());
                ["xã", "phường"].contains(&kind) && top.is_some_and(|t| s.is_within(*u, t, from))
            };
            let all = s.all().filter(|u| s.is_open(*u, from));
            let units: Vec<String> = if communes {
                let found = all.filter(of_commune);
                found.map(|u| s.unit(u).id.clone()).collect()
            } else {
                vec![PROVINCE.to_owned()]
            };
            let wanted = Binding {
                units,
                by: Some(by),
                from: Some(from),
                ..Binding::default()
            };
            let decided = decide_oblige(writer.db, reading, &found.id, &wanted).await?;
            Ok(Draft {
                kind: "document",
                version: CONTENT_VERSION,
                ground: ground(SHOWN),
                day: from,
                lines: decided.lines,
            })
        })
        .await?;
    }
    Ok(())
}

/// The reason of what is there only to be looked at, in the language of the record.
const SHOWN: &str = "Dữ liệu minh họa";

fn ground(reason: &str) -> Ground {
    Ground {
        account: env::account(),
        on_behalf_of: "*".to_owned(),
        basis: String::new(),
        reason: reason.to_owned(),
    }
}

/// Decides with the writer's place and the record as it then is, and records.
async fn act<D>(db: &mut Db, decide: D) -> Result<u64>
where
    D: AsyncFnOnce(&mut Writer<'_>, &View) -> Result<Draft>,
{
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let mut writer = Writer::begin(db, &clock, &mut chance).await?;
    let view = view(writer.db, &Scope::command_line()).await?;
    let draft = decide(&mut writer, &view).await?;
    let act = writer.act(REGISTERS, &draft).await?;
    writer.finish().await?;
    Ok(act.number)
}

/// The terms of all committees, in one act.
async fn terms(db: &mut Db, papers: &Papers) -> Result<()> {
    note("terms of the committees");
    act(db, async |writer, view| {
        let reading = Reading {
            structure: &view.structure,
            book: &view.book,
            act: view.last + 1,
        };
        let mut lines = Vec::new();
        for term in &papers.terms {
            let unit = view.structure.bearer(&term.unit, term.from);
            let unit = unit.ok_or_else(|| Error::internal(format!("no unit {}", term.unit)))?;
            let new = NewTerm {
                unit,
                label: term.label,
                from: term.from,
                until: term.until,
                congress: false,
            };
            lines.extend(decide_term(writer.db, reading, &new).await?.lines);
        }
        Ok(Draft {
            kind: "term",
            version: CONTENT_VERSION,
            ground: ground("Nhiệm kỳ của các cấp ủy"),
            day: Day::MIN,
            lines,
        })
    })
    .await
    .map(drop)
}

/// Holds a conference: convened, a report with its figures tabled, concluded. Its id.
async fn hold(place: &Place, db: &mut Db, conference: &Conference) -> Result<String> {
    note(&format!("the briefing conference of {}", conference.period));
    let reason = SHOWN;
    let number = act(db, async |writer, view| {
        let wanted = meetings::ConveneWanted {
            unit: PROVINCE.to_owned(),
            kind: "briefing".to_owned(),
            period: conference.period.to_owned(),
            title: String::new(),
            day: conference.day,
            place: String::new(),
            called: conference.day.plus_days(-6),
        };
        let decided = meetings::decide_convene(writer.db, view, &wanted).await?;
        Ok(decided.draft(meetings::CONVENED, ground(reason)))
    })
    .await?;
    let meeting = id(number, 0);
    let figures = cite(place, db, conference).await?;
    act(db, async |writer, view| {
        let wanted = meetings::ItemWanted {
            meeting: meeting.clone(),
            part: Part::Report,
            title: conference.report.to_owned(),
            unit: crate::demo::organising_agency().to_owned(),
            text: String::new(),
            figures,
            document: String::new(),
            on: conference.day,
        };
        let decided = meetings::decide_item(writer.db, view, &wanted).await?;
        Ok(decided.draft(meetings::TABLED, ground(reason)))
    })
    .await?;
    act(db, async |writer, view| {
        let wanted = conclusion(&meeting, conference);
        let decided = meetings::decide_conclude(writer.db, view, &wanted).await?;
        Ok(decided.draft(meetings::CONCLUDED, ground(reason)))
    })
    .await?;
    Ok(meeting)
}

fn conclusion(meeting: &str, conference: &Conference) -> meetings::ConcludeWanted {
    let clause =
        |(line, (text, lead, deadline, product)): (usize, &(&str, &str, &str, &str))| Clause {
            label: String::new(),
            text: (*text).to_owned(),
            lead: (*lead).to_owned(),
            cooperating: Vec::new(),
            product: (*product).to_owned(),
            deadline: (*deadline).to_owned(),
            line: line + 1,
        };
    meetings::ConcludeWanted {
        number: None,
        reason: String::new(),
        meeting: meeting.to_owned(),
        kind: "TB".to_owned(),
        body: "standing-committee".to_owned(),
        dated: conference.day,
        subject: String::new(),
        signer: String::new(),
        capacity: String::new(),
        clauses: conference.clauses.iter().enumerate().map(clause).collect(),
        file: String::new(),
    }
}

/// A task of a conference is handed in, and accepted three days later.
async fn done(db: &mut Db, meeting: &str, title: &str, (day, product): (Day, &str)) -> Result<()> {
    let handed_in = Said {
        text: product.to_owned(),
        ..Said::of(Event::Submitted)
    };
    let accepted = Said::of(Event::Accepted);
    for (day, said) in [(day, handed_in), (day.plus_days(3), accepted)] {
        act(db, async |writer, view| {
            let asked = Asked {
                scope: &Scope::command_line(),
                s: &view.structure,
                asof: AsOf {
                    on: day,
                    known: Known(view.last),
                },
            };
            let all = tasks_store::of_meeting(writer.db, &asked, meeting).await?;
            let task = all.iter().find(|t| t.title == title);
            let task = task.ok_or_else(|| Error::internal(format!("no task «{title}»")))?;
            let wanted = EventWanted {
                task: task.id.clone(),
                day,
                said,
            };
            let line = tasks::decide_event(writer.db, view, &wanted).await?;
            Ok(Draft {
                kind: tasks::HAPPENED,
                version: CONTENT_VERSION,
                ground: ground(SHOWN),
                day,
                lines: vec![line],
            })
        })
        .await?;
    }
    Ok(())
}

/// The figures of a report, as they are read now.
async fn cite(place: &Place, db: &mut Db, conference: &Conference) -> Result<Vec<Cited>> {
    let scope = Scope::command_line();
    let facts = figure::facts(place, db, &scope, None, Wanted::All).await?;
    let mut cited = Vec::new();
    for (indicator, when, cumulative) in conference.figures {
        let mut q = citing::asked(&facts, indicator, (when, *cumulative), conference.day)?;
        q.unit = figure::unit(&facts, PROVINCE, q.structure_day())?;
        let entered = Entered::read(db, &scope, &facts, &q.indicator, q.when.last_day()).await?;
        cited.push(citing::cited(&facts, &q, &facts.answer(&q, &entered)?));
    }
    Ok(cited)
}

/// How many documents of the quarter the organising agency advised, as a figure of the record.
pub async fn advised(place: &Place) -> Result<String> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let scope = Scope::command_line();
    let facts = figure::facts(place, &mut db, &scope, None, Wanted::Units).await?;
    let mut q = citing::asked(&facts, "documents", ("2025-Q3", false), crate::demo::ends())?;
    q.unit = figure::unit(&facts, PROVINCE, q.structure_day())?;
    q.filter.advised_by = Some(crate::demo::organising_agency().to_owned());
    let answer = facts.answer(&q, &Entered::default())?;
    let value = answer.value.map(|v| v.normalized().to_plain_string());
    Ok(value.unwrap_or_default())
}
