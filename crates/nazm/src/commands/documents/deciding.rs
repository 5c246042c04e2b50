//! What a command enters about documents is decided with the functions that forms use.

use super::{
    CorrectArgs, DocumentWhat, ExpireArgs, IssueArgs, OrganArgs, ReceiveArgs, RelateArgs, SaidArgs,
    StubArgs, TermArgs, VoidArgs, kind_of, of_series, the_id, written,
};
use crate::cli::GroundArgs;
use crate::commands::coverage::{self, FirstNumberArgs};
use figures::{Day, UnitIx};
use platform::journal::Writer;
use platform::{Error, Result, Scope};
use registers::activity::documents::acts::{self, Decided, Paper, Sender, Stub};
use registers::activity::documents::binding::decide_first_number;
use registers::activity::refuse;
use registers::organisation::reforms::acts::View;

type Made<'a> = (&'static str, Day, &'a GroundArgs, Decided);

pub(super) async fn decide<'a>(
    writer: &mut Writer<'_>,
    view: &View,
    what: &'a DocumentWhat,
) -> Result<Made<'a>> {
    let by = acts::Ground {
        structure: &view.structure,
        book: &view.book,
        act: writer.next_number(),
    };
    let (args, (day, decided)) = match what {
        DocumentWhat::Term(args) => {
            let (from, decided) = term(writer, view, by, args).await?;
            return Ok(("term", from, &args.ground, decided));
        }
        DocumentWhat::Issue(args) => (&args.ground, issue(writer, view, by, args).await?),
        DocumentWhat::Receive(args) => (&args.ground, receive(writer, view, by, args).await?),
        DocumentWhat::Reserve(args) => (&args.ground, reserve(writer, view, by, args).await?),
        DocumentWhat::Void(args) => (&args.ground, void(writer, view, by, args).await?),
        DocumentWhat::Correct(args) => (&args.ground, correct(writer, by, args).await?),
        DocumentWhat::Expire(args) => (&args.ground, expire(writer, args).await?),
        DocumentWhat::Relate(args) => (&args.ground, relate(writer, by, args).await?),
        DocumentWhat::Bind(args) => {
            let bound = coverage::bind(writer, view, by, args).await?;
            (&args.ground, bound)
        }
        DocumentWhat::Release(args) => {
            let released = coverage::release(writer, by, args).await?;
            (&args.ground, released)
        }
        DocumentWhat::FirstNumber(args) => {
            (&args.ground, first_number(writer, view, by, args).await?)
        }
        DocumentWhat::Show(_)
        | DocumentWhat::List(_)
        | DocumentWhat::Draft(_)
        | DocumentWhat::Change(_)
        | DocumentWhat::Step(_)
        | DocumentWhat::Print(_)
        | DocumentWhat::File(_)
        | DocumentWhat::Coverage(_)
        | DocumentWhat::Tree(_)
        | DocumentWhat::Superior(_)
        | DocumentWhat::Review(_)
        | DocumentWhat::Incoming(_) => {
            return Err(Error::internal("this is decided elsewhere"));
        }
    };
    Ok(("document", day, args, decided))
}

async fn term(
    writer: &mut Writer<'_>,
    view: &View,
    by: acts::Ground<'_>,
    args: &TermArgs,
) -> Result<(Day, Decided)> {
    let from = Day::parse(&args.from)?;
    let new = acts::NewTerm {
        unit: unit(view, &args.unit, from)?,
        label: &args.label,
        from,
        until: args.until.as_deref().map(Day::parse).transpose()?,
        congress: args.congress,
    };
    Ok((from, acts::decide_term(writer.db, by, &new).await?))
}

async fn issue(
    writer: &mut Writer<'_>,
    view: &View,
    by: acts::Ground<'_>,
    args: &IssueArgs,
) -> Result<(Day, Decided)> {
    let (mut paper, day) = organ(view, &args.organ)?;
    said(view, &args.said, day, &mut paper)?;
    paper.on_paper = args.text.on_paper()?;
    paper.co_issuers = args.text.together(view, day)?;
    let (number, reason) = ((day, args.organ.number), &args.ground.reason);
    let decided = acts::decide_issue(writer.db, by, &paper, number, None, reason).await?;
    Ok((day, decided))
}

async fn reserve(
    writer: &mut Writer<'_>,
    view: &View,
    by: acts::Ground<'_>,
    args: &StubArgs,
) -> Result<(Day, Decided)> {
    let (paper, day) = organ(view, &args.organ)?;
    let at = (of_series(args.incoming), day, args.organ.number);
    let why = (Stub::Reserved, args.ground.reason.as_str());
    let decided = acts::decide_stub(writer.db, by, &paper, at, why).await?;
    Ok((day, decided))
}

async fn correct(
    writer: &mut Writer<'_>,
    by: acts::Ground<'_>,
    args: &CorrectArgs,
) -> Result<(Day, Decided)> {
    let id = the_id(writer.db, &args.document).await?;
    let from = args.from.as_deref().map(Day::parse).transpose()?;
    let said = args.set.iter().map(|s| {
        let parts = s
            .split_once('=')
            .map(|(n, v)| (n.trim().to_owned(), v.to_owned()));
        parts.ok_or_else(|| refuse("set", s, "write it as FIELD=VALUE"))
    });
    let said = said.collect::<Result<Vec<(String, String)>>>()?;
    let when = (from, args.ground.reason.as_str());
    let decided = acts::decide_correction(writer.db, by, &id, &said, when).await?;
    Ok((first_day(&decided), decided))
}

async fn expire(writer: &mut Writer<'_>, args: &ExpireArgs) -> Result<(Day, Decided)> {
    let id = the_id(writer.db, &args.document).await?;
    let day = Day::parse(&args.from)?;
    Ok((day, acts::decide_expiry(writer.db, &id, day).await?))
}

async fn relate(
    writer: &mut Writer<'_>,
    by: acts::Ground<'_>,
    args: &RelateArgs,
) -> Result<(Day, Decided)> {
    let from = the_id(writer.db, &args.from).await?;
    let to = the_id(writer.db, &args.to).await?;
    let on = args.on.as_deref().map(Day::parse).transpose()?;
    let (relation, said) = (args.relation.as_str(), (on, ""));
    let decided = acts::decide_relate(writer.db, by, &from, relation, &to, said).await?;
    Ok((first_day(&decided), decided))
}

async fn first_number(
    writer: &mut Writer<'_>,
    view: &View,
    by: acts::Ground<'_>,
    args: &FirstNumberArgs,
) -> Result<(Day, Decided)> {
    let (paper, day) = organ(view, &args.organ)?;
    let why = "say with which number the series begins here";
    let first = args.organ.number;
    let first = first.ok_or_else(|| refuse("number", "", why))?;
    let at = (day, of_series(args.incoming));
    let decided = decide_first_number(writer.db, by, &paper, at, first).await?;
    // a series begins on its own day, and only its number is told
    let number = None;
    Ok((day, Decided { number, ..decided }))
}

/// The day from which a decision says something.
fn first_day(decided: &Decided) -> Day {
    decided.lines.first().map_or(Day::MIN, |l| l.day)
}

async fn receive(
    writer: &mut Writer<'_>,
    view: &View,
    reading: acts::Ground<'_>,
    args: &ReceiveArgs,
) -> Result<(Day, Decided)> {
    let (mut paper, day) = organ(view, &args.organ)?;
    said(view, &args.said, day, &mut paper)?;
    paper.due.clone_from(&args.due);
    let sender = Sender {
        organ_name: args.from.clone(),
        symbol: args.symbol.clone(),
        sent_on: args.sent.clone(),
    };
    if args.superior {
        paper.keepers = vec![std::mem::take(&mut paper.unit)];
        let (given, seen) = ((&paper, &sender), Scope::command_line());
        let decided = acts::decide_superior(writer.db, reading, given, day, &seen).await?;
        return Ok((day, decided));
    }
    let (number, reason) = ((day, args.organ.number), &args.ground.reason);
    let decided = acts::decide_receive(writer.db, reading, &paper, &sender, number, reason).await?;
    Ok((day, decided))
}

async fn void(
    writer: &mut Writer<'_>,
    view: &View,
    reading: acts::Ground<'_>,
    args: &VoidArgs,
) -> Result<(Day, Decided)> {
    let day = Day::parse(&args.date)?;
    let reason = &args.ground.reason;
    if let (Some(unit), Some(kind)) = (&args.unit, &args.kind) {
        let organ_args = OrganArgs {
            unit: unit.clone(),
            body: args.body.clone(),
            kind: kind.clone(),
            system: args.system.clone(),
            date: args.date.clone(),
            number: args.number,
        };
        let (paper, day) = organ(view, &organ_args)?;
        let at = (of_series(args.incoming), day, args.number);
        let why = (Stub::Void, reason.as_str());
        let decided = acts::decide_stub(writer.db, reading, &paper, at, why).await?;
        return Ok((day, decided));
    }
    let id = the_id(writer.db, args.document.as_deref().unwrap_or_default()).await?;
    let (why, seen) = ((day, reason.as_str()), Scope::command_line());
    let decided = acts::decide_void(writer.db, reading, &id, why, &seen).await?;
    Ok((day, decided))
}

fn unit(view: &View, code: &str, on: Day) -> Result<UnitIx> {
    let found = view.structure.bearer(code, on);
    found.ok_or_else(|| refuse("unit", code, format!("no unit bears this code on {on}")))
}

pub fn organ(view: &View, args: &OrganArgs) -> Result<(Paper, Day)> {
    let day = Day::parse(&args.date)?;
    let at = unit(view, &args.unit, day)?;
    let body = written(view, day).body(&args.body, at, &args.system);
    let why = "this is none of the bodies that issue documents";
    let paper = Paper {
        unit: view.structure.unit(at).id.clone(),
        body: body
            .ok_or_else(|| refuse("body", &args.body, why))?
            .to_owned(),
        system: args.system.clone(),
        kind: kind_of(view, &args.kind, &args.system, day)?,
        ..Paper::default()
    };
    Ok((paper, day))
}

pub fn said(view: &View, args: &SaidArgs, day: Day, paper: &mut Paper) -> Result<()> {
    let (s, written) = (&view.structure, written(view, day));
    paper.subject = platform::text::tidy(&args.subject);
    // a field that there is not is refused with the rest of the paper
    let field = written.field(&args.field);
    paper.field = field.unwrap_or_else(|_| args.field.clone());
    paper.signer.clone_from(&args.signer);
    paper.capacity.clone_from(&args.capacity);
    paper.review_by.clone_from(&args.review_by);
    paper.mark.clone_from(&args.mark);
    if !args.advised_by.is_empty() {
        paper.advised_by = s.unit(unit(view, &args.advised_by, day)?).id.clone();
    }
    let recipients = written.recipients(args.recipients.split('|'));
    paper.recipient_units = recipients.units;
    paper.recipients = recipients.names;
    Ok(())
}
