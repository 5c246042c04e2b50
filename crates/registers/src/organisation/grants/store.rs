//! The table of grants.

use super::model::{CLASS, GRANT, Grant, GrantEdit};
use figures::Day;
use platform::Result;
use platform::asof::Known;
use platform::db::{Cell, Db};
use platform::journal::Edit;
use platform::journal::apply::Applying;
use platform::projection::{Row, store as tables};

/// Every request asks for the grants of one account.
pub async fn migrate(db: &mut Db) -> Result<()> {
    let sql = "create index if not exists access_grant_by_account on access_grant (account)";
    db.execute(sql, &[]).await.map(drop)
}

pub(super) async fn apply(applying: &mut Applying<'_>) -> Result<()> {
    let touched = applying.touched(CLASS);
    if touched.is_empty() {
        return Ok(());
    }
    let edits = applying.edits(CLASS, &touched).await?;
    let mut rows = Vec::new();
    for subject in &touched {
        let edits = edits.get(subject).map_or(&[][..], Vec::as_slice);
        rows.extend(fold(subject, edits)?);
    }
    tables::bring_to(applying.db, &GRANT, applying.act, &touched, rows).await
}

/// One grant holds from its day until the earliest of its ends; one that ends before it begins
/// never held.
fn fold(subject: &str, edits: &[Edit]) -> Result<Option<Row>> {
    let (mut given, mut ends) = (None, Day::MAX);
    for edit in edits {
        match serde_json::from_str(&edit.counted)? {
            GrantEdit::Given {
                account,
                role,
                unit,
                below,
                until,
                document,
            } => {
                let until = until.map_or(Ok(Day::MAX), |u| Day::parse(&u))?;
                ends = ends.min(until);
                let below = if below { "yes" } else { "no" };
                let values = [account, role, unit, below.to_owned(), document];
                given = Some((edit.day, values.into_iter().map(Cell::from).collect()));
            }
            GrantEdit::Ended => ends = ends.min(edit.day),
        }
    }
    Ok(given
        .filter(|(from, _)| *from < ends)
        .map(|(from, values)| Row {
            subject: subject.to_owned(),
            item: String::new(),
            from,
            to: ends,
            values,
        }))
}

fn grant(row: &Row) -> Grant {
    let text = |i: usize| row.values[i].text().to_owned();
    Grant {
        id: row.subject.clone(),
        account: text(0),
        role: text(1),
        unit: text(2),
        below: text(3) == "yes",
        document: text(4),
        from: row.from,
        until: row.to,
    }
}

/// What the record now knows: rights are never those of an earlier knowledge.
const NOW: Known = Known::NOW;

/// The grants of an account, in force or not, the latest first.
pub async fn of_account(db: &mut Db, account: &str) -> Result<Vec<Grant>> {
    let asked = [account.to_owned()];
    let rows = tables::known_where(db, &GRANT, NOW, "account", &asked).await?;
    Ok(sorted(rows.iter().map(grant).collect()))
}

/// Every grant, in force or not, the latest first.
pub async fn all(db: &mut Db) -> Result<Vec<Grant>> {
    let mut grants = Vec::new();
    tables::each_known(db, &GRANT, NOW, |known| {
        grants.push(grant(&known.row));
        Ok(())
    })
    .await?;
    Ok(sorted(grants))
}

pub async fn by_id(db: &mut Db, id: &str) -> Result<Option<Grant>> {
    let rows = tables::known_where(db, &GRANT, NOW, "subject", &[id.to_owned()]).await?;
    Ok(rows.first().map(grant))
}

fn sorted(mut grants: Vec<Grant>) -> Vec<Grant> {
    grants.sort_by(|a, b| (b.from, &b.id).cmp(&(a.from, &a.id)));
    grants
}
