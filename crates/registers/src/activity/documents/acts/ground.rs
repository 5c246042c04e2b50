//! What a decision reads of the record and the rulebook: units and terms, the fields of a paper, and
//! what is wrong with it whatever becomes of it.

use super::super::files::marks;
use super::super::joint::CoIssuer;
use super::super::model::{KEEPERS, RECIPIENT_UNITS};
use super::super::rules::{self, Rules, Series, Terms, print_symbol};
use super::super::store;
use super::super::written::{self, Written};
use super::{Ground, Paper, asked};
use crate::activity::refuse;
use crate::organisation::rulebook::DocumentRules;
use figures::{Day, UnitIx};
use platform::asof::Known;
use platform::{Db, Error, Problem, Result, Scope};

impl Ground<'_> {
    /// What people write, as it is read on a day.
    pub(in super::super) fn written(&self, day: Day) -> Written<'_> {
        Written {
            structure: self.structure,
            rules: self.book.documents(),
            day,
        }
    }

    pub(in super::super) fn unit(&self, id: &str, column: &str) -> Result<UnitIx> {
        let found = self.structure.find(id);
        found.ok_or_else(|| refuse(column, id, "no unit of the record has this id"))
    }

    pub(in super::super) fn name(&self, unit: UnitIx, day: Day) -> String {
        let s = self.structure;
        let state = s.state(unit, day).or_else(|| s.last_state(unit));
        state.map_or_else(String::new, |s| s.name.clone())
    }

    /// Terms of a unit and of those above it, whose committees its agencies serve.
    async fn terms(&self, db: &mut Db, unit: UnitIx, day: Day) -> Result<Terms> {
        let chain = self.structure.ancestors(unit, day);
        let of = |u: &UnitIx| {
            let id = &self.structure.unit(*u).id;
            [false, true].map(|c| rules::term_subject(id, c))
        };
        let subjects: Vec<String> = chain.iter().flat_map(of).collect();
        store::terms(db, &Scope::whole(), Known::NOW, &subjects).await
    }

    /// The unit of a paper, and the terms by which it is numbered.
    pub(super) async fn terms_of(
        &self,
        db: &mut Db,
        paper: &Paper,
        day: Day,
    ) -> Result<(UnitIx, Terms)> {
        let unit = self.unit(&paper.unit, "unit")?;
        Ok((unit, self.terms(db, unit, day).await?))
    }

    /// The rules of numbering and authority, read with some terms.
    pub(in super::super) fn rules<'r>(&'r self, terms: &'r Terms) -> Rules<'r> {
        Rules {
            structure: self.structure,
            book: self.book,
            terms,
        }
    }

    /// Who joins in a paper, and what the rules warn of if it were issued on a day: that its organ,
    /// or one that joins it, may not issue such a document.
    pub(in super::super) fn forewarned(
        &self,
        unit: UnitIx,
        paper: &Paper,
        day: Day,
    ) -> Result<(Vec<CoIssuer>, Vec<Problem>)> {
        let terms = Terms::new();
        let by = self.rules(&terms);
        let asked = asked(unit, paper, "outgoing", day);
        let (together, of_joint) = self.joint(&by, paper, &asked)?;
        let mut warnings = warned(by.authority(&asked));
        warnings.extend(of_joint);
        Ok((together, warnings))
    }

    /// What is wrong with a paper whatever becomes of it.
    pub(in super::super) fn check(
        &self,
        paper: &Paper,
        day: Day,
    ) -> std::result::Result<(), Box<Problem>> {
        let docs = self.book.documents();
        let no = |column: &str, value: &str, why: String| {
            Err(Box::new(Problem::new(why).cell(column, value)))
        };
        rules::may_be_held(docs, &paper.mark, day)?;
        for (column, text) in [
            ("subject", &paper.subject),
            ("words", &paper.on_paper.words),
            ("addressed", &paper.on_paper.addressed),
            ("note", &paper.note),
        ] {
            unmarked(docs, (column, text), day)?;
        }
        if paper.subject.is_empty() {
            return no("subject", "", "a document needs its subject".to_owned());
        }
        if docs.kind(&paper.kind, day).is_none() {
            return no("kind", &paper.kind, written::no_such_kind(day));
        }
        if !paper.field.is_empty() && docs.field(&paper.field, day).is_none() {
            return no("field", &paper.field, written::no_such_field(day));
        }
        for (column, value) in [("review_by", &paper.review_by), ("due", &paper.due)] {
            if !value.is_empty()
                && let Err(why) = rules::day_after(value, day)
            {
                return no(column, value, why);
            }
        }
        Ok(())
    }

    /// Refuses a paper with which something is wrong whatever becomes of it.
    pub(super) fn checked(&self, paper: &Paper, day: Day) -> Result<()> {
        self.check(paper, day).map_err(|p| Error::Refused(vec![*p]))
    }

    /// What a field is to say, as it is kept; an empty value takes it away.
    pub(super) fn corrected(
        &self,
        name: &str,
        value: &str,
        (day, dated): (Day, Day),
    ) -> Result<String> {
        let docs = self.book.documents();
        unmarked(docs, (name, value), day).map_err(|p| Error::Refused(vec![*p]))?;
        match name {
            "subject" if value.is_empty() => Err(refuse(name, "", "a document needs its subject")),
            "field" if !value.is_empty() => {
                let found = self.written(day).field(value);
                found.map_err(|why| refuse(name, value, why))
            }
            "advised_by" if !value.is_empty() => {
                let s = self.structure;
                let unit = s.bearer(value, day).ok_or_else(|| {
                    refuse(
                        name,
                        value,
                        format!("no unit bears the code «{value}» on {day}"),
                    )
                })?;
                Ok(s.unit(unit).id.clone())
            }
            "review_by" | "due" if !value.is_empty() => rules::day_after(value, dated)
                .map(|by| by.to_string())
                .map_err(|why| refuse(name, value, why)),
            _ => Ok(value.to_owned()),
        }
    }

    /// The fields of a paper, those that say something.
    pub(in super::super) fn fields(&self, paper: &Paper, day: Day) -> Vec<(&'static str, String)> {
        let docs = self.book.documents();
        let lasting = docs.kind(&paper.kind, day).is_some_and(|k| k.rule.validity);
        let all = [
            ("system", paper.system.clone()),
            ("body", paper.body.clone()),
            ("kind", paper.kind.clone()),
            ("subject", paper.subject.clone()),
            ("field", paper.field.clone()),
            ("signer", paper.signer.clone()),
            ("capacity", paper.capacity.clone()),
            ("advised_by", paper.advised_by.clone()),
            ("recipients", paper.recipients.clone()),
            (RECIPIENT_UNITS, paper.recipient_units.join(" ")),
            (KEEPERS, paper.keepers.join(" ")),
            ("review_by", paper.review_by.clone()),
            ("due", paper.due.clone()),
            ("note", paper.note.clone()),
            (
                "validity",
                if lasting {
                    "in-force".to_owned()
                } else {
                    String::new()
                },
            ),
        ];
        all.into_iter().filter(|(_, v)| !v.is_empty()).collect()
    }

    pub(in super::super) fn symbol(
        &self,
        series: &Series,
        kind: &str,
        day: Day,
        number: u32,
    ) -> String {
        let kind = self.book.documents().kind(kind, day);
        let short = kind.map_or("", |k| k.rule.abbreviation.as_str());
        print_symbol(
            series.form,
            series.digits,
            day.year(),
            (number, short, &series.symbol),
        )
    }
}

/// Refuses a text that somebody types and that bears a mark of secrecy at its beginning, as a file
/// that bears one is. What it says is not repeated.
pub(super) fn unmarked(
    docs: &DocumentRules,
    (column, text): (&str, &str),
    day: Day,
) -> std::result::Result<(), Box<Problem>> {
    let Some(mark) = marks::found(docs, text, day) else {
        return Ok(());
    };
    let why = rules::not_held(&mark.rule.names.vi, &mark.citation);
    Err(Box::new(Problem::new(why).cell(column, "")))
}

pub(super) fn warned(why: Option<String>) -> Vec<Problem> {
    why.into_iter()
        .map(|w| Problem::new(w).as_warning())
        .collect()
}
