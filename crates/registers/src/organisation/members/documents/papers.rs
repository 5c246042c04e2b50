//! Papers about one person: the draft of an admission decision, the transfer letter with its
//! boxes, the member form.

use super::read::{Happening, Ids, Person, Standpoint};
use super::sheet::{Head, Sheet, line, sheet};
use super::words::Texts;
use crate::organisation::rulebook::Flow;
use platform::locale::Lang;
use platform::{Error, Result};
use serde_json::{Value, json};

/// The transfer letter has ten boxes, one for each committee on the way; what the way does not
/// need stays empty for a pen.
const BOXES: usize = 10;

/// Who prints what about whom.
pub struct Paper<'a> {
    pub ground: &'a Standpoint<'a>,
    pub person: &'a Person,
    pub ids: &'a Ids<'a>,
    pub lang: Lang,
}

impl Paper<'_> {
    fn texts(&self) -> Result<Texts> {
        Texts::new(self.lang)
    }

    /// The name of a unit, set apart from the text around it.
    fn unit(&self, texts: &Texts, id: &str) -> String {
        texts.name(self.ground.unit_name(id))
    }

    /// The unit the person is in, or was sent from.
    fn cell(&self) -> &str {
        let stay = self.person.stay.as_ref();
        stay.map_or("", |s| {
            if s.unit.is_empty() {
                &s.sender
            } else {
                &s.unit
            }
        })
    }

    /// The committee above a cell issues, under the one above it.
    fn head(&self, cell: &str, symbol: &'static str, dateline: String) -> Head {
        let chain = self.ground.chain(cell);
        let name = |at: usize| {
            chain
                .get(at)
                .map_or_else(String::new, |id| self.ground.committee_name(id))
        };
        Head {
            above: name(2),
            organ: name(1),
            symbol,
            dateline,
        }
    }

    /// The value of a field as a reader expects it.
    fn value(&self, texts: &Texts, field: &str) -> Result<String> {
        let stated = match field {
            "ethnic_group" => self.ids.ethnic_group(self.person),
            other => self.person.field(other),
        };
        Ok(match field {
            _ if stated.is_empty() => String::new(),
            "name" => texts.name(stated),
            "sex" => texts.label(&format!("paper-{stated}"))?,
            "ethnic_group" => texts.name(&ethnic(self.ground, stated)),
            "citizen_id" => texts.island(&self.ids.citizen_id(self.person)?),
            "card_number" => texts.island(&self.ids.card(self.person)?),
            date if date.ends_with("_date") => texts.iso(stated)?,
            _ => texts.island(stated),
        })
    }

    fn lines(&self, texts: &Texts, fields: &[&str]) -> Result<Vec<Value>> {
        let one = |f: &&str| {
            line(
                texts,
                &format!("field-{}", f.replace('_', "-")),
                self.value(texts, f)?,
            )
        };
        fields.iter().map(one).collect()
    }

    fn standing(&self) -> String {
        let standing = self.person.standing(self.ground);
        standing.map_or_else(String::new, |s| {
            s.names.in_language(self.lang.code()).to_owned()
        })
    }

    /// The draft of the decision by which the person is admitted.
    pub fn admission(&self) -> Result<Sheet> {
        let (texts, ground) = (self.texts()?, self.ground);
        let decided = self.person.day("decision_date");
        let dateline = decided.map_or(Ok(String::new()), |day| texts.dateline(day))?;
        let on = decided.unwrap_or(ground.on());
        let number = |name: &str| {
            ground
                .book
                .value(name, on)
                .map(|n| texts.island(&n.to_string()))
        };
        let dots = "……………………".to_owned();
        let cell = Some(self.unit(&texts, self.admitting()))
            .filter(|c| !c.is_empty())
            .unwrap_or_else(|| dots.clone());
        let head = self.head(self.admitting(), "-QĐ/", dateline);
        let organ = if head.organ.is_empty() {
            dots.clone()
        } else {
            texts.name(&head.organ)
        };
        let rule = citation(ground, on).map_or(dots.clone(), |c| texts.name(&c));
        let (days, months) = (number("ceremony_working_days"), number("probation_months"));
        let (days, months) = (days.unwrap_or_else(|| dots.clone()), months.unwrap_or(dots));
        let say = |key: &str, args: &[(&str, &str)]| texts.say(&format!("admission-{key}"), args);
        let article = |n: &str| say("article", &[("number", &texts.island(n))]);
        let content = json!({
            "draft": texts.label("paper-draft")?,
            "kind": say("kind", &[])?,
            "subject": say("subject", &[])?,
            "grounds": [say("ground-charter", &[])?, say("ground-rule", &[("rule", &rule)])?, say("ground-request", &[("cell", &cell)])?],
            "decides": say("decides", &[("organ", &organ)])?,
            "articles": [
                { "head": article("1")?, "text": say("admits", &[])?, "lines": self.lines(&texts, &["name", "birth_date", "sex", "ethnic_group", "citizen_id", "file_number"])? },
                { "head": article("2")?, "text": say("ceremony", &[("cell", &cell), ("days", &days), ("months", &months)])?, "lines": [] },
                { "head": article("3")?, "text": say("carried-out", &[("cell", &cell)])?, "lines": [] },
            ],
        });
        let title = format!("{} – {}", say("title", &[])?, self.person.name());
        sheet(
            (ground, &texts),
            include_str!("templates/admission.typ"),
            &title,
            &head,
            content,
        )
    }

    /// The cell that admitted the person, which need not be where the person is today.
    fn admitting(&self) -> &str {
        let admits = |e: &&Happening| {
            let rule = self.ground.book.event_on(&e.event, e.day);
            rule.is_some_and(|r| r.flow == Some(Flow::Admitted))
        };
        let event = self.person.events.iter().find(admits);
        event.map_or_else(|| self.cell(), |e| &e.to_unit)
    }

    /// The letter that a member takes from cell to cell.
    pub fn transfer(&self) -> Result<Sheet> {
        let (texts, ground) = (self.texts()?, self.ground);
        let at = self.person.events.iter().rposition(|e| e.sends(ground));
        let Some((at, sent)) = at.and_then(|at| Some((at, self.person.events.get(at)?))) else {
            return Err(Error::refused(format!(
                "{}: the record knows of no transfer by {}",
                self.person.field("person_key"),
                ground.on()
            )));
        };
        let received = self
            .person
            .events
            .iter()
            .skip(at)
            .find(|e| e.receives(ground));
        let to = self.unit(&texts, &sent.to_unit);
        let days = ground
            .book
            .value("transfer_presentation_working_days", sent.day);
        let presents = days.map(|n| {
            texts.say(
                "transfer-presents",
                &[("days", &texts.island(&n.to_string()))],
            )
        });
        let line = |key: &str, value: String| line(&texts, &format!("transfer-{key}"), value);
        let mut person = self.lines(
            &texts,
            &[
                "name",
                "birth_date",
                "sex",
                "file_number",
                "card_number",
                "ceremony_date",
                "official_date",
            ],
        )?;
        person.push(line("standing", self.standing())?);
        let content = json!({
            "words": texts.words("transfer", &["kind", "subject", "to", "introduces", "sent", "received", "boxes", "box-from", "box-to", "box-day"])?,
            "to": to,
            "person": person,
            "presents": presents.transpose()?.unwrap_or_default(),
            "sent": [
                line("cell-from", self.unit(&texts, &sent.from_unit))?,
                line("day-sent", texts.day(sent.day)?)?,
                line("document", texts.name(&sent.document))?,
                line("enclosed", String::new())?,
                line("fee", String::new())?,
            ],
            "received": [
                line("cell-to", to.clone())?,
                line("day-received", received.map_or(Ok(String::new()), |e| texts.day(e.day))?)?,
                line("document", received.map_or_else(String::new, |e| texts.name(&e.document)))?,
                line("active-from", String::new())?,
            ],
            "boxes": self.boxes(&texts, sent, received)?,
        });
        let head = self.head(&sent.from_unit, "-……/", texts.dateline(sent.day)?);
        let title = format!(
            "{} – {}",
            texts.label("transfer-title")?,
            self.person.name()
        );
        sheet(
            (ground, &texts),
            include_str!("templates/transfer.typ"),
            &title,
            &head,
            content,
        )
    }

    /// One box for each step of the way up from the sender and down to the receiver. The record
    /// knows the days of the first and the last; those between are written by hand.
    fn boxes(
        &self,
        texts: &Texts,
        sent: &Happening,
        received: Option<&Happening>,
    ) -> Result<Vec<Value>> {
        let way = way(self.ground, &sent.from_unit, &sent.to_unit);
        let mut boxes = Vec::new();
        for (at, step) in way.windows(2).enumerate() {
            let [from, to] = step else { continue };
            let day = if at == 0 {
                texts.day(sent.day)?
            } else {
                String::new()
            };
            boxes.push((self.unit(texts, from), self.unit(texts, to), day));
        }
        if let (Some(last), Some(event)) =
            (way.last().filter(|_| !sent.to_unit.is_empty()), received)
        {
            boxes.push((self.unit(texts, last), String::new(), texts.day(event.day)?));
        }
        let empty = || (String::new(), String::new(), String::new());
        boxes.resize_with(boxes.len().max(BOXES), empty);
        let mut shown = Vec::new();
        for (at, (from, to, day)) in boxes.into_iter().enumerate() {
            let number = texts.island(&(at + 1).to_string());
            let title = texts.say("transfer-box", &[("number", &number)])?;
            shown.push(json!({ "title": title, "from": from, "to": to, "day": day }));
        }
        Ok(shown)
    }

    /// The member form: who the person is and what befell the membership.
    pub fn form(&self) -> Result<Sheet> {
        let (texts, ground) = (self.texts()?, self.ground);
        let fields = [
            "name",
            "birth_date",
            "sex",
            "ethnic_group",
            "citizen_id",
            "decision_date",
            "ceremony_date",
            "official_date",
        ];
        let mut lines = self.lines(&texts, &fields)?;
        lines.push(line(&texts, "transfer-standing", self.standing())?);
        let since = self
            .person
            .stay
            .as_ref()
            .map_or(Ok(String::new()), |s| texts.day(s.since))?;
        lines.push(line(&texts, "form-since", since)?);
        for blank in ["birth-place", "home", "occupation", "education"] {
            lines.push(line(&texts, &format!("form-{blank}"), String::new())?);
        }
        let content = json!({
            "words": texts.words("form", &["kind", "model", "photo", "history", "day", "event", "from", "to", "document", "confirmed", "declared", "signs"])?,
            "units": self.units(&texts)?,
            "numbers": self.lines(&texts, &["file_number", "card_number"])?,
            "lines": lines,
            "events": self.history(&texts)?,
        });
        let title = format!("{} – {}", texts.label("form-title")?, self.person.name());
        sheet(
            (ground, &texts),
            include_str!("templates/form.typ"),
            &title,
            &Head::default(),
            content,
        )
    }

    /// The organisations the form names: the cell, the one above it, the highest, and what is
    /// between. Where fewer stand above the cell, the lines between stay empty.
    fn units(&self, texts: &Texts) -> Result<Vec<Value>> {
        let chain = self.ground.chain(self.cell());
        let (cell, above) = chain
            .split_first()
            .map_or(("", &[][..]), |(c, above)| (*c, above));
        let (top, between) = above
            .split_last()
            .map_or(("", &[][..]), |(t, between)| (*t, between));
        let (section, grassroots, upper) = match between {
            [] => ("", "", ""),
            [grassroots] => ("", *grassroots, ""),
            [grassroots, upper] => ("", *grassroots, *upper),
            [section, grassroots, .., upper] => (*section, *grassroots, *upper),
        };
        let named = [
            ("top", top),
            ("upper", upper),
            ("grassroots", grassroots),
            ("section", section),
            ("cell", cell),
        ];
        let one = |(key, id): (&str, &str)| {
            line(texts, &format!("form-unit-{key}"), self.unit(texts, id))
        };
        named.into_iter().map(one).collect()
    }

    /// What befell the membership. Reasons that need a right of their own are not printed.
    fn history(&self, texts: &Texts) -> Result<Vec<Value>> {
        let mut rows = Vec::new();
        for event in &self.person.events {
            let rule = self.ground.book.event_on(&event.event, event.day);
            if rule.is_some_and(|r| r.sensitive) {
                continue;
            }
            let name = match rule {
                Some(rule) => rule.names.in_language(self.lang.code()).to_owned(),
                None => texts.label("form-moved-by-reform")?,
            };
            rows.push(json!({
                "day": texts.day(event.day)?,
                "event": name,
                "from": self.unit(texts, &event.from_unit),
                "to": self.unit(texts, &event.to_unit),
                "document": texts.name(&event.document),
            }));
        }
        Ok(rows)
    }
}

/// The name of an ethnic group as the rulebook has it on the day, or its code.
fn ethnic(ground: &Standpoint<'_>, code: &str) -> String {
    let groups = ground.book.texts("ethnic_groups", ground.on());
    let named = groups.iter().filter_map(|g| g.split_once(' '));
    let mut named = named.filter(|(c, _)| *c == code);
    named.next().map_or(code, |(_, name)| name).to_owned()
}

/// The regulation the probation rests on, without what the rulebook remarks on it; nothing
/// while the rulebook itself says that it is still to be confirmed.
fn citation(ground: &Standpoint<'_>, on: figures::Day) -> Option<String> {
    let cited = ground.book.citation_of_value("probation_months", on)?;
    let confirmed = !cited.contains("to be confirmed") && !cited.contains("practice");
    confirmed.then(|| {
        cited
            .split([':', ';'])
            .next()
            .unwrap_or(cited)
            .trim()
            .to_owned()
    })
}

/// The committees on the way: from the sender up to the first that stands above both, and down
/// to the receiver; to the highest when the receiver is not in the record.
fn way(ground: &Standpoint<'_>, from: &str, to: &str) -> Vec<String> {
    let (up, down) = (ground.chain(from), ground.chain(to));
    let meet = up.iter().position(|u| down.contains(u));
    let Some((meet, common)) = meet.and_then(|at| Some((at, *up.get(at)?))) else {
        let ways = up.iter().chain(down.iter().rev());
        return ways.map(|u| (*u).to_owned()).collect();
    };
    let below = down.iter().take_while(|u| **u != common);
    let below: Vec<&&str> = below.collect();
    let ways = up.iter().take(meet + 1).chain(below.into_iter().rev());
    ways.map(|u| (*u).to_owned()).collect()
}
