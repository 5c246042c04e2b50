//! What a cell does itself: receive who was sent to it, and confirm that a record is true. Each
//! is asked once more on a page of its own before it is recorded.

use crate::REGISTERS;
use crate::organisation::members::acts::{self, decide_events};
use crate::organisation::members::documents::pages::ground;
use crate::organisation::members::documents::read::{self, Person, Standpoint};
use crate::organisation::members::store as members;
use crate::web::entering::Enterable;
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use figures::UnitIx;
use minijinja::context;
use platform::asof::Known;
use platform::journal::{CONTENT_VERSION, Draft};
use platform::sheets::{Line, Sheet};
use platform::web::Form;
use platform::web::page::value;
use platform::{Error, Result};

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Receive,
    Confirm,
}

impl Deed {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Deed::Receive => "receive",
            Deed::Confirm => "confirm",
        }
    }

    #[must_use]
    pub fn event(self) -> &'static str {
        match self {
            Deed::Receive => "transfer_received",
            Deed::Confirm => "confirmation",
        }
    }

    fn named(text: &str) -> Option<Deed> {
        [Deed::Receive, Deed::Confirm]
            .into_iter()
            .find(|d| d.code() == text)
    }
}

/// Whom and what a page asks about.
struct Asked {
    person: Person,
    deed: Deed,
}

/// The person among those of the cell, or on their way to it, and what shall be done.
async fn of_cell(v: &Visit, ground: &Standpoint<'_>, cell: UnitIx, form: &Form) -> Result<Asked> {
    let none = || Error::NotFound(String::new());
    let deed = Deed::named(form.get("what")).ok_or_else(none)?;
    let id = ground.structure.unit(cell).id.as_str();
    let scope = v.scope(&ground.structure)?;
    let mut db = v.db().await?;
    let wanted = [form.get("person").to_owned()];
    let found = read::by_ids(&mut db, &scope, ground, &wanted).await?;
    let person = found.into_iter().next().ok_or_else(none)?;
    let stay = person.stay.as_ref().ok_or_else(none)?;
    let there = match deed {
        Deed::Receive => stay.unit.is_empty() && stay.receiver == id,
        Deed::Confirm => stay.unit == id,
    };
    if there {
        Ok(Asked { person, deed })
    } else {
        Err(none())
    }
}

/// The page that asks; without a person there is nothing to ask.
pub async fn asked(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let cell = v.unit(&facts.structure, v.param("id"))?;
    let back = v.link(&format!("/cell/{}", v.param("id")));
    if v.query("person").is_empty() || !v.now {
        return v.go(&back);
    }
    v.unit_to_enter(&facts.structure, v.param("id"))?;
    let day = v.asof.on.date();
    let day = format!("{}/{}/{}", day.day(), day.month(), day.year());
    let own = v.own_unit(&facts.structure) == Some(cell);
    let form = Form::filled([
        ("person", v.query("person")),
        ("what", v.query("what")),
        ("day", day.as_str()),
        ("behalf", if own { "" } else { "yes" }),
    ]);
    show(&v, &form, StatusCode::OK).await
}

async fn show(v: &Visit, form: &Form, status: StatusCode) -> Reply {
    let facts = v.facts().await?;
    let ground = ground(v, &facts);
    let cell = v.unit_to_enter(&facts.structure, v.param("id"))?;
    let asked = of_cell(v, &ground, cell, form).await?;
    let version = match form.get("version") {
        "" => {
            let ids = std::slice::from_ref(&asked.person.id);
            let mut db = v.db().await?;
            let version = members::version(&mut db, ids, v.asof.known).await?;
            version.to_string()
        }
        kept => kept.to_owned(),
    };
    let sender = asked.person.stay.as_ref().map_or("", |s| &s.sender);
    v.render_as(
        status,
        "cell/do.html",
        context! {
            form => value(form), version, what => asked.deed.code(), name => asked.person.name(),
            born => asked.person.day("birth_date").map(|d| d.year().to_string()),
            from => ground.unit_name(sender), cell => ground.unit_name(v.param("id")),
            own => v.own_unit(&facts.structure) == Some(cell),
            back => v.link(&format!("/cell/{}", v.param("id"))),
        },
    )
}

/// The one row of the list of events that a deed is.
fn sheet(event: &str, person: &str, form: &Form) -> Sheet {
    let header = ["person_key", "event", "day", "document"].map(str::to_owned);
    let cells = [person, event, form.get("day"), form.get("document")].map(str::to_owned);
    Sheet {
        file: String::new(),
        header: header.to_vec(),
        rows: vec![Line {
            number: 2,
            cells: cells.to_vec(),
        }],
    }
}

/// Records what was asked, on behalf of the cell when somebody types for its secretary.
pub async fn saving(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (sheet, person, said, done, may) = {
        let facts = v.facts().await?;
        let s = &facts.structure;
        let cell = v.unit_to_enter(s, v.param("id"))?;
        if form.get("person").is_empty() {
            return Err(Error::refused(v.t("cell-whom")?));
        }
        let asked = of_cell(&v, &ground(&v, &facts), cell, &form).await?;
        let (unit, reason) = if form.get("behalf") == "yes" {
            (v.param("id").to_owned(), v.t("standard-behalf-reason")?)
        } else {
            let own = v.own_unit(s).map(|u| s.unit(u).id.clone());
            (own.unwrap_or_else(|| "*".to_owned()), String::new())
        };
        (
            sheet(asked.deed.event(), asked.person.field("person_key"), &form),
            asked.person.id,
            v.ground(&unit, form.get("document"), &reason)?,
            v.t(&format!("cell-done-{}", asked.deed.code()))?,
            Enterable::of(&v, s).scope(),
        )
    };
    let version: u64 = form.get("version").parse().unwrap_or(0);
    let doing = v.commit(Box::new(move |writer, at_hand| {
        Box::pin(async move {
            let ids = std::slice::from_ref(&person);
            if members::version(writer.db, ids, Known::NOW).await? != version {
                return Err(Error::Conflict(String::new()));
            }
            let view = at_hand.view(writer).await?;
            let act = writer.next_number();
            let (db, chance) = writer.db_and_chance();
            let mut ground = acts::Deciding {
                structure: &view.structure,
                book: &view.book,
                act,
                key: at_hand,
                chance,
            };
            let listed = decide_events(db, &mut ground, (&sheet, &[]), &may).await?;
            let draft = Draft {
                kind: "events",
                version: CONTENT_VERSION,
                ground: said,
                day: figures::Day::MIN,
                lines: listed.lines,
            };
            writer.act(REGISTERS, &draft).await
        })
    }));
    match doing.await {
        Ok(_) => {
            v.go_saying(&format!("/cell/{}", v.param("id")), &done)
                .await
        }
        Err(Error::Refused(problems)) => {
            for problem in problems.iter().filter(|p| !p.warning) {
                let field = if problem.column == "day" { "day" } else { "" };
                form.error(field, v.reason(problem)?);
            }
            show(&v, &form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other),
    }
}
