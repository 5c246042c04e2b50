//! The journal on the command line.

use super::{csv, json, note, out, table};
use crate::cli::{Place, TableFormat, TextFormat};
use crate::env;
use figures::Day;
use platform::asof::Known;
use platform::journal::{Act, store, verify as proof};
use platform::{Db, Error, Result, Scope};
use registers::activity::documents::files::store as files;
use registers::organisation::members::store as members;
use registers::organisation::privacy::{log, store as looks};
use registers::organisation::units::store as units;

const HEADER: [&str; 9] = [
    "number",
    "kind",
    "effective_on",
    "recorded_at",
    "account",
    "lines",
    "basis",
    "reason",
    "annulled_by",
];

/// Ids of the subject a person names: `CODE@DATE`, an id, or a person's key.
pub async fn subjects(db: &mut Db, named: &str) -> Result<Vec<String>> {
    if let Some((code, day)) = named.rsplit_once('@') {
        let s = units::structure(db, &Scope::command_line(), Known::NOW).await?;
        let unit = super::read::bearer(&s, code, Day::parse(day)?)?;
        return Ok(vec![s.unit(unit).id.clone()]);
    }
    let by_key = members::by_key(db, &Scope::command_line(), &[named.to_owned()]).await?;
    if let Some(id) = by_key.get(named) {
        return Ok(vec![id.clone()]);
    }
    if units::parts(named).0 > 0 || named.contains(':') {
        return Ok(vec![named.to_owned()]);
    }
    Err(Error::NotFound(format!(
        "«{named}» is no unit (write CODE@DATE), no person's key and no id"
    )))
}

pub async fn list(place: &Place, subject: Option<&str>, format: TableFormat) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let annulled = store::annulments(&mut db, Known::NOW).await?;
    let mut acts = Vec::new();
    match subject {
        None => acts = store::acts(&mut db, 0, Known::NOW.0).await?,
        Some(named) => {
            let subjects = subjects(&mut db, named).await?;
            for n in store::acts_of(&mut db, &subjects).await? {
                acts.extend(store::acts(&mut db, n, n).await?);
            }
        }
    }
    let row = |a: &Act| {
        let by = annulled
            .iter()
            .find(|(n, _)| *n == a.number)
            .map(|(_, by)| by.to_string())
            .unwrap_or_default();
        vec![
            a.number.to_string(),
            a.kind.clone(),
            a.effective_on.clone(),
            a.recorded_at.clone(),
            a.account.clone(),
            a.lines.to_string(),
            a.basis.clone(),
            a.reason.clone(),
            by,
        ]
    };
    let rows: Vec<_> = acts.iter().map(row).collect();
    out(&match format {
        TableFormat::Csv => csv(&HEADER, rows)?,
        TableFormat::Json => json(&HEADER, rows),
        TableFormat::Table => table(&HEADER, &rows),
    })
}

pub async fn show(place: &Place, number: u64, format: TextFormat) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let act = store::acts(&mut db, number, number).await?.pop();
    let act = act.ok_or_else(|| Error::NotFound(format!("there is no act {number}")))?;
    let by = store::annulments(&mut db, Known::NOW)
        .await?
        .into_iter()
        .find(|(n, _)| *n == number)
        .map(|(_, by)| by);
    let lines = store::lines(&mut db, number).await?;
    // identifying content is not shown here: the act's counted content is what it rests on
    let line = |l: &store::FullLine| {
        serde_json::json!({
            "line": l.number, "day": l.day, "class": l.class, "subject": l.subject,
            "content": serde_json::from_str::<serde_json::Value>(&l.counted).unwrap_or_default(),
            "commitment": l.commitment,
        })
    };
    if format == TextFormat::Json {
        let mut value = serde_json::to_value(&act)?;
        value["annulled_by"] = serde_json::json!(by);
        value["content"] = lines.iter().map(line).collect();
        return out(&format!("{}\n", serde_json::to_string_pretty(&value)?));
    }
    let mut text = format!(
        "act {} ({}, version {})\neffective {}\nrecorded {} by {} for {}\nbasis {}\nreason {}\nleaf {}\nlines {}\n",
        act.number,
        act.kind,
        act.version,
        act.effective_on,
        act.recorded_at,
        act.account,
        act.on_behalf_of,
        act.basis,
        act.reason,
        act.leaf,
        act.lines
    );
    if let Some(by) = by {
        text.push_str(&format!("annulled by act {by}\n"));
    }
    for l in &lines {
        text.push_str(&format!(
            "{:>6}  {}  {} {}  {}\n",
            l.number, l.day, l.class, l.subject, l.counted
        ));
    }
    out(&text)
}

pub async fn verify(place: &Place) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let scratch = tempfile::tempdir()?;
    let url = format!(
        "{}?mode=rwc",
        env::sqlite_url(&scratch.path().join("replay.db"))
    );
    let mut empty = Db::open(&url).await?;
    empty.throw_away().await?;
    let bar = super::change::bar("verifying", 0);
    registers::migrate(&mut empty).await?;
    let record = proof::Shape::of(&mut empty).await?;
    registers::migrate_working(&mut empty).await?;
    let working = proof::Shape::of(&mut empty).await?.beyond(&record);
    let registers = registers::REGISTERS;
    let mut finding = proof::verify(&mut db, &mut empty, registers, &working, |at, of| {
        bar.set_length(of);
        bar.set_position(at);
    })
    .await?;
    bar.finish_and_clear();
    let log = read_log(place, &mut db).await?;
    finding.faults.extend(log.faults);
    // a record whose table is not what it should be was told of above
    let files = files::faults(&mut db, &env::cabinet(place)).await;
    let files = if finding.faults.is_empty() {
        files?
    } else {
        files.unwrap_or_default()
    };
    finding.faults.extend(files.faults);
    for strange in files.strange {
        note(&format!("files/{strange}: no act names it"));
    }
    if finding.faults.is_empty() {
        out(&format!(
            "verified: {} acts, {} lines, root {}\nevery table equals what the acts add up to\n",
            finding.acts, finding.lines, finding.root
        ))?;
        let (lines, head) = (log.lines, log.head);
        if lines > 0 {
            out(&format!("read log: {lines} looks, last hash {head}\n"))?;
        }
        if files.erased > 0 {
            out(&format!(
                "files whose content was erased: {}\n",
                files.erased
            ))?;
        }
        if files.whole > 0 {
            out(&format!(
                "files of documents: {}, each the one that was put in\n",
                files.whole
            ))?;
        }
        return Ok(());
    }
    for fault in &finding.faults {
        note(fault);
    }
    Err(Error::Damaged(format!("{} faults", finding.faults.len())))
}

/// The read log is a chain of its own, beside the journal (`semantics.md` 1.1).
async fn read_log(place: &Place, db: &mut Db) -> Result<log::Finding> {
    if !looks::is_there(db).await? {
        return Ok(log::Finding::default());
    }
    // without the key the chain is verified, but not who wrote its head
    let key = env::key(place).ok();
    log::verify(db, key.as_ref()).await
}
