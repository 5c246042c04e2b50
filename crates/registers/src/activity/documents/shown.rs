//! Documents as pages show them, with the names of the visitor's language.

use super::acts::Ground;
use super::joint::{self, CoIssuer};
use super::model::{Document, organ_of_series};
use super::store::{self, Attached};
use super::written::Written;
use crate::activity::tasks::store::Asked;
use crate::organisation::rulebook::model::Names;
use crate::web::Visit;
use crate::web::figures::FactsOfVisit;
use figures::{Day, Structure, UnitIx};
use minijinja::{Value, context};
use platform::text::folded;
use platform::web::page::value;
use platform::{Db, Error, Result, Scope};
use std::collections::HashMap;
use std::sync::Arc;

/// What a page of documents reads with.
pub(super) struct Reading<'a> {
    pub v: &'a Visit,
    pub facts: Arc<FactsOfVisit>,
    pub scope: Scope,
}

/// A document and what hangs on it.
pub(super) struct Found {
    pub document: Document,
    pub attached: Attached,
}

/// Words a search asks for, as the store takes them: «Số 57-NQ/TW» is 57, nq and tw.
pub(super) fn words(said: &str) -> Vec<String> {
    let plain = folded(said);
    let mut words: Vec<String> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect();
    let numbered = words
        .get(1)
        .is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit()));
    if numbered && words[0] == "so" {
        words.remove(0);
    }
    words.truncate(12);
    words
}

impl<'a> Reading<'a> {
    pub async fn of(v: &'a Visit) -> Result<Reading<'a>> {
        let facts = v.facts().await?;
        let scope = v.scope(&facts.structure)?;
        Ok(Reading { v, facts, scope })
    }

    pub fn s(&self) -> &Structure {
        &self.facts.structure
    }

    pub fn asked(&self) -> Asked<'_> {
        Asked {
            scope: &self.scope,
            asof: self.v.asof,
            s: self.s(),
        }
    }

    /// What a decision would read that was taken now.
    pub fn ground(&self) -> Ground<'_> {
        Ground {
            structure: self.s(),
            book: &self.facts.book,
            act: self.facts.known.0 + 1,
        }
    }

    /// What people write, as it is read on a day.
    pub fn written(&self, day: Day) -> Written<'_> {
        Written {
            structure: self.s(),
            rules: self.facts.book.documents(),
            day,
        }
    }

    fn named(&self, names: &Names) -> String {
        names.in_language(self.v.lang.code()).to_owned()
    }

    /// The document in the address, if it may be seen.
    pub async fn found(&self, db: &mut Db) -> Result<Found> {
        let id = self.v.param("token");
        let none = || Error::NotFound("no such document".to_owned());
        let asof = self.v.asof;
        let document = store::by_id(db, &self.scope, asof, id).await?;
        let attached = store::attached(db, &self.scope, asof, id).await?;
        Ok(Found {
            document: document.ok_or_else(none)?,
            attached: attached.ok_or_else(none)?,
        })
    }

    /// Whether acts of a document may be recorded: of its organ, or of the unit that keeps it.
    pub fn enters(&self, found: &Found) -> bool {
        let keeps = |(part, _): &&(String, String)| part == "organ" || part == "keeper";
        let unit = |id: &str| self.s().find(id);
        let mut units = found.attached.units.iter().filter(keeps);
        units.any(|(_, id)| unit(id).is_some_and(|u| self.v.keeps(self.s(), u)))
    }

    /// The unit for which one may take steps of a joint draft: one that issues it with its lead.
    pub fn joined<'f>(&self, found: &'f Found) -> Option<&'f str> {
        let s = self.s();
        let enters = |id: &str| s.find(id).is_some_and(|u| self.v.keeps(s, u));
        let mine = self.v.own_unit(s).map(|u| s.unit(u).id.as_str());
        let together = found.attached.co_issuers.iter().map(|c| c.unit.as_str());
        let mut of_visitor = together.filter(|id| enters(id));
        let first = of_visitor.clone().next();
        of_visitor.find(|id| mine == Some(*id)).or(first)
    }

    /// What is to be said of organs that issue a draft too, took no step of it, and for which the
    /// visitor does not act either.
    pub async fn silent(&self, db: &mut Db, found: &Found) -> Result<Vec<String>> {
        let s = self.s();
        let together = &found.attached.co_issuers;
        if together.is_empty() {
            return Ok(Vec::new());
        }
        let silent = joint::silent(db, &found.document.id, together).await?;
        let of_others = silent.into_iter().filter(|c| {
            let unit = s.find(&c.unit);
            !unit.is_some_and(|u| self.v.keeps(s, u))
        });
        let said = of_others.map(|c| self.v.say("docs-joint-silent", &[("name", &c.name)]));
        said.collect()
    }

    /// Who issues documents together with their organs, by document, as pages name them.
    pub async fn together(
        &self,
        db: &mut Db,
        documents: &[Document],
    ) -> Result<HashMap<String, Vec<Value>>> {
        let ids: Vec<String> = documents.iter().map(|d| d.id.clone()).collect();
        let all = joint::of(db, self.v.asof, &ids).await?;
        let shown = |(id, cos): (String, Vec<CoIssuer>)| {
            let cos = cos.iter().map(|c| self.co_issuer(c));
            (id, cos.collect())
        };
        Ok(all.into_iter().map(shown).collect())
    }

    /// A co-issuer by the name it had, with the way to its page.
    pub fn co_issuer(&self, co: &CoIssuer) -> Value {
        let unit = self.s().find(&co.unit);
        context! {
            name => co.name.as_str(), capacity => co.capacity.as_str(), signer => co.signer.as_str(),
            href => unit.and_then(|u| self.v.way_to(self.s(), u)),
        }
    }

    /// The documents that somebody may mean, of those the visitor sees.
    pub async fn meant(&self, db: &mut Db, said: &str) -> Result<Vec<Document>> {
        store::meant(db, &self.scope, said).await
    }

    /// The unit in the address, by its code or id; none for all that is seen.
    pub fn unit_asked(&self) -> Result<Option<UnitIx>> {
        let (s, said) = (self.s(), self.v.query("unit"));
        if said.is_empty() {
            return Ok(None);
        }
        let found = s.find(said).or_else(|| s.bearer(said, self.v.asof.on));
        let none = || Error::NotFound("no such unit".to_owned());
        found
            .filter(|u| self.v.sees(s, *u))
            .map(Some)
            .ok_or_else(none)
    }

    /// A unit by its id, as it was called on a day.
    pub fn unit(&self, id: &str, day: Day) -> Value {
        let s = self.s();
        let Some(u) = s.find(id) else {
            return Value::from(());
        };
        let state = s.state(u, day).or_else(|| s.last_state(u));
        context! {
            name => state.map_or("", |x| x.name.as_str()), code => state.map_or("", |x| x.code.as_str()),
            href => self.v.way_to(s, u),
        }
    }

    /// The name of a kind on a day.
    pub fn kind(&self, key: &str, day: Day) -> String {
        let rule = self.facts.book.documents().kind(key, day);
        rule.map_or_else(|| key.to_owned(), |k| self.named(&k.rule.names))
    }

    fn field(&self, key: &str, day: Day) -> String {
        let mut fields = self.facts.book.documents().fields(day);
        let rule = fields.find(|f| f.key == key);
        rule.map_or_else(|| key.to_owned(), |f| self.named(&f.rule.names))
    }

    pub fn shown(&self, d: &Document) -> Value {
        let day = d.day();
        context! {
            id => d.id.as_str(), href => self.v.link(&format!("/documents/{}", d.id)),
            direction => d.direction.as_str(), symbol => d.symbol.as_str(), number => d.number,
            dated => d.dated.as_str(), sent_on => d.sent_on.as_str(), organ_name => d.organ_name.as_str(),
            organ => self.unit(&d.organ, day), body => d.body.as_str(), kind => self.kind(&d.kind, day),
            subject => d.subject.as_str(), field => self.field(&d.field, day), signer => d.signer.as_str(),
            capacity => d.capacity.as_str(), advised => self.unit(&d.advised_by, day),
            state => d.state.as_str(), validity => d.validity.as_str(), review_by => d.review_by.as_str(),
            due => d.due.as_str(), note => d.note.as_str(), recipients => d.recipients.as_str(),
            register => self.register(&d.series),
        }
    }

    /// Address of the register book that holds a number, for whoever may open it.
    fn register(&self, series: &str) -> Option<String> {
        let organ = organ_of_series(series)?;
        let unit = self.s().find(organ)?;
        let path = format!(
            "/documents/register?series={}",
            platform::web::request::encoded(series)
        );
        self.v.sees(self.s(), unit).then(|| self.v.link(&path))
    }

    /// What the fields of a form may be chosen from on the day.
    pub fn choices(&self) -> Result<Value> {
        let (v, day, docs) = (self.v, self.v.asof.on, self.facts.book.documents());
        let kinds: Vec<(String, String)> = docs
            .kinds(day)
            .map(|k| {
                let name = self.named(&k.rule.names);
                (
                    k.key.clone(),
                    format!("{name} ({})", k.rule.abbreviation).replace(" ()", ""),
                )
            })
            .collect();
        let mut fields = vec![(String::new(), v.t("docs-none")?)];
        fields.extend(
            docs.fields(day)
                .map(|f| (f.key.clone(), self.named(&f.rule.names))),
        );
        let mut bodies = vec![(String::new(), v.t("docs-body-usual")?)];
        for body in super::rules::BODY_KEYS {
            bodies.push((body.to_owned(), v.t(&format!("docs-body-{body}"))?));
        }
        Ok(context! {
            kinds => value(&kinds), fields => value(&fields), bodies => value(&bodies), ..self.marks()?
        })
    }

    /// Marks of secrecy of the day; none is the first.
    pub fn marks(&self) -> Result<Value> {
        let (v, docs) = (self.v, self.facts.book.documents());
        let mut marks = vec![(String::new(), v.t("docs-no-mark")?)];
        marks.extend(
            docs.secrecy_marks(v.asof.on)
                .map(|m| (m.key.clone(), self.named(&m.rule.names))),
        );
        Ok(context! { marks => value(&marks) })
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_number_is_asked_for_in_any_form() {
        for said in ["57-NQ/TW", "57 nq tw", "Số 57 – NQ/TW"] {
            assert_eq!(words(said), ["57", "nq", "tw"], "{said}");
        }
        assert_eq!(words("chuyển đổi số"), ["chuyen", "doi", "so"]);
    }
}
