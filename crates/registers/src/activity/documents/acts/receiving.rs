//! What comes from elsewhere: incoming mail, which takes a number here, and documents of organs above
//! or outside, which take none.

use super::super::rules::parse_symbol;
use super::super::store;
use super::{Decided, Ground, Numbered, Origin, Paper, Sender, asked, late, numbered, opening};
use crate::activity::refuse;
use figures::Day;
use platform::journal::id;
use platform::{Db, Result, Scope};

/// Receives a document: it takes a number of the incoming series of the year of arrival
/// (Nghị định 30/2020/NĐ-CP: from 01 each year, without gaps, none twice).
pub async fn decide_receive(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    sender: &Sender,
    (arrived, wanted): (Day, Option<u32>),
    reason: &str,
) -> Result<Decided> {
    ground.checked(paper, arrived)?;
    sent(sender, arrived)?;
    let (unit, terms) = ground.terms_of(db, paper, arrived).await?;
    let asked = asked(unit, paper, "incoming", arrived);
    let (series, found) = numbered(db, &ground.rules(&terms), &asked, wanted).await?;
    let warnings = late(&found, reason, arrived)?.into_iter().collect();
    let document = id(ground.act, 0);
    let received = Numbered {
        document: &document,
        paper,
        day: arrived,
        number: found.number,
        origin: Origin::Received {
            series: &series,
            sender,
        },
    };
    let mut lines = vec![received.line(ground)?];
    if let Some(first) = found.opens {
        lines.push(opening(&series, first)?);
    }
    Ok(Decided {
        lines,
        warnings,
        id: document,
        symbol: sender.symbol.clone(),
        number: Some(found.number),
        ..Decided::default()
    })
}

fn sent(sender: &Sender, arrived: Day) -> Result<()> {
    if sender.organ_name.is_empty() {
        return Err(refuse("organ_name", "", "who sent the document is needed"));
    }
    if sender.sent_on.is_empty() {
        return Ok(());
    }
    match Day::parse(&sender.sent_on) {
        Ok(day) if day > arrived => Err(refuse(
            "sent_on",
            &sender.sent_on,
            format!("it is dated after its arrival on {arrived}"),
        )),
        Ok(_) => Ok(()),
        Err(e) => Err(refuse("sent_on", &sender.sent_on, e.to_string())),
    }
}

/// A document of an organ above or outside, kept for reference: it takes no number here. It is
/// kept once as far as its keeper sees (`seen`); that another unit keeps it too is not told.
pub async fn decide_superior(
    db: &mut Db,
    ground: Ground<'_>,
    (paper, sender): (&Paper, &Sender),
    day: Day,
    seen: &Scope,
) -> Result<Decided> {
    ground.checked(paper, day)?;
    sent(sender, day)?;
    let Some(symbol) = parse_symbol(&sender.symbol) else {
        return Err(refuse(
            "number_symbol",
            &sender.symbol,
            "this is no number and symbol such as 57-NQ/TW or 30/2020/NĐ-CP",
        ));
    };
    let there = store::by_symbol(db, std::slice::from_ref(&sender.symbol)).await?;
    let there = store::within(db, seen, there).await?;
    let day_text = day.to_string();
    if there.iter().any(|d| {
        d.direction == "superior" && d.dated == day_text && d.organ_name == sender.organ_name
    }) {
        return Err(refuse(
            "number_symbol",
            &sender.symbol,
            format!("«{}» of {day} is in the record already", sender.symbol),
        ));
    }
    let document = id(ground.act, 0);
    let kept = Numbered {
        document: &document,
        paper,
        day,
        number: symbol.number,
        origin: Origin::Superior { sender },
    };
    Ok(Decided {
        lines: vec![kept.line(ground)?],
        id: document,
        symbol: sender.symbol.clone(),
        number: Some(symbol.number),
        ..Decided::default()
    })
}
