//! A document with its number: which one it takes, and the line that says all it is in the record.
//! What is issued, received, kept of others or only reserved differs in where it comes from.

use super::super::model::{KEEPERS, SERIES_CLASS, SeriesEdit};
use super::super::rules::{Asked, Found, Rules, Series, number_for};
use super::super::state::State;
use super::super::store;
use super::{Ground, Paper, Sender, Stub, asked, fields_line};
use crate::activity::refuse;
use figures::Day;
use platform::journal::{Line, canonical};
use platform::{Db, Problem, Result};

/// Where a document with a number comes from.
pub(in super::super) enum Origin<'a> {
    /// Issued here, in a series of the record.
    Issued { series: &'a Series, symbol: &'a str },
    /// Received here, in the series of what comes in; its symbol is its sender's.
    Received {
        series: &'a Series,
        sender: &'a Sender,
    },
    /// Kept for reference under the number of an organ above or outside.
    Superior { sender: &'a Sender },
    /// A number without its document, void or reserved for a reason.
    Stub {
        series: &'a Series,
        stub: Stub,
        reason: &'a str,
    },
}

/// A document with its number, before it has its line.
pub(in super::super) struct Numbered<'a> {
    pub document: &'a str,
    pub paper: &'a Paper,
    /// The day on it; of what was received the day of arrival.
    pub day: Day,
    pub number: u32,
    pub origin: Origin<'a>,
}

type Fields = Vec<(&'static str, String)>;

impl Numbered<'_> {
    /// The line that says what it is.
    pub(in super::super) fn line(&self, ground: Ground<'_>) -> Result<Line> {
        let mut fields = match &self.origin {
            Origin::Issued { series, symbol } => self.issued(ground, series, symbol)?,
            Origin::Received { series, sender } => self.received(ground, series, sender),
            Origin::Superior { sender } => self.superior(ground, sender),
            Origin::Stub {
                series,
                stub,
                reason,
            } => self.stub(ground, series, (*stub, reason))?,
        };
        fields.extend([
            ("dated", self.day.to_string()),
            ("number", self.number.to_string()),
        ]);
        fields_line(self.day, self.document, fields)
    }

    fn issued(&self, ground: Ground<'_>, series: &Series, symbol: &str) -> Result<Fields> {
        let mut fields = ground.fields(self.paper, self.day);
        fields.extend([
            ("direction", "outgoing".to_owned()),
            ("state", State::Issued.to_string()),
            ("series", series.subject.clone()),
        ]);
        fields.extend(self.by_organ(ground, symbol)?);
        Ok(fields)
    }

    fn received(&self, ground: Ground<'_>, series: &Series, sender: &Sender) -> Fields {
        let kept = Paper {
            keepers: vec![self.paper.unit.clone()],
            ..self.paper.clone()
        };
        let mut fields = ground.fields(&kept, self.day);
        // whether it is in force is its issuer's to say
        fields.retain(|(name, _)| *name != "validity");
        fields.extend([
            ("direction", "incoming".to_owned()),
            ("state", State::Received.to_string()),
            ("series", series.subject.clone()),
            ("organ_name", sender.organ_name.clone()),
            ("sent_on", sender.sent_on.clone()),
            ("symbol", sender.symbol.clone()),
        ]);
        fields
    }

    fn superior(&self, ground: Ground<'_>, sender: &Sender) -> Fields {
        let mut fields = ground.fields(self.paper, self.day);
        fields.extend([
            ("direction", "superior".to_owned()),
            ("state", State::Issued.to_string()),
            ("organ_name", sender.organ_name.clone()),
            ("symbol", sender.symbol.clone()),
        ]);
        fields
    }

    fn stub(
        &self,
        ground: Ground<'_>,
        series: &Series,
        (stub, reason): (Stub, &str),
    ) -> Result<Fields> {
        let paper = self.paper;
        let mut fields = vec![
            ("direction", series.direction.clone()),
            ("system", paper.system.clone()),
            ("body", paper.body.clone()),
            ("kind", paper.kind.clone()),
            ("state", stub.state().to_string()),
            ("series", series.subject.clone()),
            ("note", reason.to_owned()),
        ];
        // who received it did not issue it, and its symbol is its sender's
        if series.direction == "incoming" {
            fields.push((KEEPERS, paper.unit.clone()));
        } else {
            let symbol = ground.symbol(series, &paper.kind, self.day, self.number);
            fields.extend(self.by_organ(ground, &symbol)?);
        }
        Ok(fields)
    }

    /// The organ, as it is named on the day, and the symbol it prints.
    fn by_organ(&self, ground: Ground<'_>, symbol: &str) -> Result<Fields> {
        let unit = ground.unit(&self.paper.unit, "unit")?;
        Ok(vec![
            ("organ", self.paper.unit.clone()),
            ("organ_name", ground.name(unit, self.day)),
            ("symbol", symbol.to_owned()),
        ])
    }
}

/// The series in which a paper would be numbered.
pub(in super::super) async fn series_of(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    direction: &str,
    day: Day,
) -> Result<Series> {
    let (unit, terms) = ground.terms_of(db, paper, day).await?;
    let by = ground.rules(&terms);
    by.series(&asked(unit, paper, direction, day))
        .map_err(|why| refuse("date", &day.to_string(), why))
}

/// The series of what is asked for and the number it takes, read inside the writer's transaction:
/// nobody else can take the same one.
pub(super) async fn numbered(
    db: &mut Db,
    by: &Rules<'_>,
    asked: &Asked<'_>,
    wanted: Option<u32>,
) -> Result<(Series, Found)> {
    let day = asked.day;
    let date = |why: String| refuse("date", &day.to_string(), why);
    let series = by.series(asked).map_err(date)?;
    let taken = store::taken(db, &series.subject, wanted).await?;
    let found = number_for(&series, &taken, wanted, day).map_err(|why| {
        let value = wanted.map_or_else(|| day.to_string(), |n| n.to_string());
        refuse(
            if wanted.is_some() { "number" } else { "date" },
            &value,
            why,
        )
    })?;
    Ok((series, found))
}

/// What a late number comes to: allowed when somebody says why.
pub(super) fn late(found: &Found, reason: &str, day: Day) -> Result<Option<Problem>> {
    let Some(why) = &found.late else {
        return Ok(None);
    };
    if reason.trim().is_empty() {
        let why = format!("{why}; a late number needs a reason");
        return Err(refuse("date", &day.to_string(), why));
    }
    Ok(Some(
        Problem::new(why.clone())
            .cell("date", &day.to_string())
            .as_warning(),
    ))
}

/// The line that opens a series.
pub(in super::super) fn opening(series: &Series, first: u32) -> Result<Line> {
    let edit = SeriesEdit::Series {
        system: series.system.clone(),
        direction: series.direction.clone(),
        organ: series.organ.clone(),
        body: series.body.clone(),
        kind: series.kind.clone(),
        label: series.label.clone(),
        rule: series.rule.clone(),
        first,
        from: series.from.to_string(),
        until: series.until.to_string(),
    };
    Ok(Line {
        day: series.from,
        class: SERIES_CLASS,
        subject: series.subject.clone(),
        also: vec![series.organ.clone()],
        counted: canonical::text(&edit)?,
        identifying: None,
    })
}
