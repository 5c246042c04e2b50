//! Finding documents as people name them: by number and symbol in any form, by kind and number, by
//! words without marks, by the organ as it was named then.

use super::model::Document;
use super::rules::meant;
use super::shelf::{Asked, Shelf};
use super::shown::Reading;
use super::store::{self, Filter};
use crate::web::Visit;
use figures::Day;
use platform::Result;
use platform::text::folded;
use platform::web::Form;

/// Documents of one page of a list.
pub(super) const PAGE: usize = 50;

/// Documents of one number that are all named where one of them is meant.
const NAMED_IN_FULL: usize = 6;

/// Units that one name may mean before more of it is asked for.
const NAMED_ALIKE: usize = 40;

/// A page of the list: its documents, after which of them the next page begins, and how many there
/// are in all.
#[derive(Default)]
pub(super) struct Listed {
    pub documents: Vec<Document>,
    pub more: Option<(String, String)>,
    pub total: usize,
}

/// What fits, from the shelf: only the latest knowledge stands there. `text` is what was meant by
/// what somebody typed, see [`meant`].
pub(super) async fn from_shelf(
    r: &Reading<'_>,
    filter: &Filter,
    text: &str,
    after: Option<(&str, &str)>,
) -> Result<Listed> {
    let v = r.v;
    let asked = Asked {
        text,
        organs: &filter.organs,
        advised_by: &filter.advised_by,
        kinds: &filter.kinds,
        fields: &filter.fields,
        directions: &filter.directions,
        states: &filter.states,
        from: filter.from,
        until: filter.until,
        after: after.map(|(day, id)| (Day::parse(day).unwrap_or(Day::MIN), id)),
        limit: if filter.limit == 0 {
            PAGE
        } else {
            usize::try_from(filter.limit).unwrap_or(PAGE)
        },
    };
    let found = |shelf: &Shelf| shelf.search(&r.scope, v.asof.on, &asked);
    let found = v.office.papers.ask(v.asof.known, found).await?;
    let mut db = v.db().await?;
    Ok(Listed {
        documents: store::by_ids(&mut db, &r.scope, v.asof, &found.ids).await?,
        more: found.more.map(|(day, id)| (day.to_string(), id)),
        total: found.total,
    })
}

/// Units that are meant by a code they ever bore, or by words of a name they ever had; what means
/// none, or too many, is said at its field.
pub(super) fn organs(r: &Reading<'_>, form: &mut Form, field: &str) -> Result<Vec<String>> {
    let said = form.get(field).to_owned();
    if said.is_empty() {
        return Ok(Vec::new());
    }
    let s = r.s();
    let mut found: Vec<_> = s.bearers(&said).to_vec();
    if found.is_empty() {
        let wanted = folded(&said);
        let words: Vec<&str> = wanted.split(' ').collect();
        let bears = |name: &str| {
            let name = folded(name);
            words.iter().all(|w| name.split(' ').any(|n| n == *w))
        };
        let named = s
            .all()
            .filter(|u| s.unit(*u).states.iter().any(|x| bears(&x.name)));
        found = named.take(NAMED_ALIKE + 1).collect();
        if found.len() > NAMED_ALIKE {
            let most = NAMED_ALIKE.to_string();
            let told = [("said", said.as_str()), ("n", &most)];
            form.error(field, r.v.say("docs-too-many-bearers", &told)?);
        }
    }
    if found.is_empty() {
        form.error(field, r.v.say("docs-no-bearer", &[("code", &said)])?);
    }
    Ok(found.iter().map(|u| s.unit(*u).id.clone()).collect())
}

/// Documents that one name means, each by what means it alone: its id, with its organ and day.
pub(crate) fn candidates(v: &Visit, documents: &[Document]) -> Result<String> {
    let one = |d: &Document| {
        let written = if d.sent_on.is_empty() {
            &d.dated
        } else {
            &d.sent_on
        };
        let day = v.texts().day(written).map_err(platform::Error::internal)?;
        let id = v.texts().island(&d.id);
        Ok(format!("{id} ({}, {day})", v.texts().name(&d.organ_name)))
    };
    let said: Result<Vec<String>> = documents.iter().take(NAMED_IN_FULL).map(one).collect();
    Ok(said?.join("; "))
}

/// A document as a search over everything shows it.
pub(crate) struct FoundDocument {
    pub id: String,
    pub label: String,
    pub note: String,
}

/// Documents that somebody means who types a number, a symbol or words, the latest first, and how
/// many there are. What was known earlier is searched on the page of documents.
pub(crate) async fn find(v: &Visit, said: &str, most: u32) -> Result<(Vec<FoundDocument>, usize)> {
    let now = v.asof.known >= v.office.facts().await.known;
    if !now || !said.contains(char::is_alphanumeric) {
        return Ok((Vec::new(), 0));
    }
    let r = Reading::of(v).await?;
    let (kinds, text) = meant(r.facts.book.documents(), said, v.asof.on);
    let filter = Filter {
        kinds,
        limit: most,
        ..Filter::default()
    };
    let listed = from_shelf(&r, &filter, &text, None).await?;
    let found = listed.documents.iter().map(|d| {
        let day = v.texts().day(&d.dated).map_err(platform::Error::internal)?;
        let label = if d.symbol.is_empty() {
            &d.subject
        } else {
            &d.symbol
        };
        let kind = r.kind(&d.kind, v.asof.on);
        let said = [kind.as_str(), &d.subject, &day, &d.organ_name];
        let said: Vec<&str> = said.into_iter().filter(|t| !t.is_empty()).collect();
        Ok(FoundDocument {
            id: d.id.clone(),
            label: label.clone(),
            note: said.join(" · "),
        })
    });
    Ok((found.collect::<Result<_>>()?, listed.total))
}
