//! Reading which files there are.

use super::super::model::FILE;
use super::super::store::Filed;
use super::Cabinet;
use figures::Day;
use platform::asof::Known;
use platform::db::{Db, Type};
use platform::projection::{Row, store as tables};
use platform::vault::Fault;
use platform::{AsOf, Result};
use std::collections::{BTreeMap, HashMap};

fn filed(r: &Row) -> Filed {
    let text = |i: usize| r.values[i].text().to_owned();
    let bytes = r.values[3].int().and_then(|n| u64::try_from(n).ok());
    Filed {
        hash: text(0),
        name: text(1),
        media: text(2),
        bytes: bytes.unwrap_or(0),
        erased: None,
    }
}

/// A file of a document, with the days on which it is one.
#[derive(Debug, Clone)]
pub struct Hung {
    pub document: String,
    pub file: Filed,
    pub from: Day,
    pub to: Day,
}

fn hung(r: Row) -> Hung {
    Hung {
        file: filed(&r),
        from: r.from,
        to: r.to,
        document: r.subject,
    }
}

/// Every file known after an act.
pub async fn all(db: &mut Db, known: Known) -> Result<Vec<Hung>> {
    let mut found = Vec::new();
    tables::each_known(db, &FILE, known, |k| {
        found.push(hung(k.row));
        Ok(())
    })
    .await?;
    Ok(found)
}

/// The files that documents now have.
pub async fn current(db: &mut Db, documents: &[String]) -> Result<Vec<Hung>> {
    let rows = tables::current(db, &FILE, documents).await?;
    Ok(rows.into_iter().map(hung).collect())
}

/// The files of documents on a day, as known after an act.
pub async fn of(
    db: &mut Db,
    as_of: AsOf,
    documents: &[String],
) -> Result<HashMap<String, Vec<Filed>>> {
    let rows = tables::known_where(db, &FILE, as_of.known, "subject", documents).await?;
    let mut found: HashMap<String, Vec<Filed>> = HashMap::new();
    for row in rows
        .iter()
        .filter(|r| r.from <= as_of.on && as_of.on < r.to)
    {
        found
            .entry(row.subject.clone())
            .or_default()
            .push(filed(row));
    }
    Ok(found)
}

/// Every file that any knowledge of the record names, with a document that names it.
pub async fn named(db: &mut Db) -> Result<BTreeMap<String, String>> {
    let sql = "select hash, min(subject) from document_file group by hash";
    let rows = db.rows(sql, &[], &[Type::Text, Type::Text]).await?;
    let text = |r: &Vec<platform::db::Cell>, i: usize| r[i].text().to_owned();
    Ok(rows.iter().map(|r| (text(r, 0), text(r, 1))).collect())
}

/// The files whose content was erased, by the act that did it: whatever day and whatever knowledge
/// is asked for, nobody has them.
pub async fn erased(db: &mut Db) -> Result<BTreeMap<String, u64>> {
    let sql = "select hash, min(known_from) from document_file_erased group by hash";
    let rows = db.rows(sql, &[], &[Type::Text, Type::Int]).await?;
    let pair = |r: &Vec<platform::db::Cell>| {
        let act = r[1].int().and_then(|n| u64::try_from(n).ok());
        (r[0].text().to_owned(), act.unwrap_or(0))
    };
    Ok(rows.iter().map(pair).collect())
}

/// Every document that any knowledge of the record gives a file.
pub async fn naming(db: &mut Db, hash: &str) -> Result<Vec<String>> {
    let sql = "select distinct subject from document_file where hash = $1 order by subject";
    let rows = db.rows(sql, &[hash.into()], &[Type::Text]).await?;
    Ok(rows.iter().map(|r| r[0].text().to_owned()).collect())
}

/// How the files of a record were found.
#[derive(Debug, Default)]
pub struct Finding {
    pub whole: usize,
    /// Erased by an act, and gone.
    pub erased: usize,
    /// What is missing or differs, by a document that names it.
    pub faults: Vec<String>,
    /// What lies there and no act names: begun and never ended, or put there by hand.
    pub strange: Vec<String>,
}

/// Looks whether every file that the record names lies there with its own bytes.
pub async fn faults(db: &mut Db, cabinet: &Cabinet) -> Result<Finding> {
    let named = named(db).await?;
    let erased = erased(db).await?;
    let mut found = Finding::default();
    for (hash, document) in &named {
        let fault = cabinet.vault.fault(hash)?;
        let why = match (erased.get(hash), fault) {
            (Some(_), Some(Fault::Missing)) => {
                found.erased += 1;
                None
            }
            (Some(act), _) => Some(format!(
                "its content was erased by act {act}, and still lies there"
            )),
            (None, None) => {
                found.whole += 1;
                None
            }
            (None, Some(fault)) => Some(fault.why().to_owned()),
        };
        match why {
            None => {}
            Some(why) => {
                let place = format!(
                    "files/{}/{}",
                    hash.get(..2).unwrap_or_default(),
                    hash.get(2..).unwrap_or_default()
                );
                found
                    .faults
                    .push(format!("{place} of document {document}: {why}"));
            }
        }
    }
    let known = |lies: &String| named.contains_key(&lies.replacen('/', "", 1));
    found.strange = cabinet.vault.lying()?;
    found.strange.retain(|lies| !known(lies));
    Ok(found)
}
