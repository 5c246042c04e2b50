//! The table of grants.

use super::acts::Wanted;
use super::model::{CLASS, GRANT, Grant, GrantEdit, GrantRequest};
use figures::Day;
use platform::Result;
use platform::asof::Known;
use platform::db::{Cell, Db, Type};
use platform::journal::Edit;
use platform::journal::apply::Applying;
use platform::journal::store::create;
use platform::projection::{Row, store as tables};

/// Every request asks for the grants of one account.
pub async fn migrate(db: &mut Db) -> Result<()> {
    let sql = "create index if not exists access_grant_by_account on access_grant (account)";
    db.execute(sql, &[]).await
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
                asked_by: _,
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

const REQUEST: [(&str, Type); 12] = [
    ("id", Type::Text),
    ("account", Type::Text),
    ("role", Type::Text),
    ("unit", Type::Text),
    ("below", Type::Int),
    ("begins", Type::Text),
    ("until", Type::Text),
    ("document", Type::Text),
    ("reason", Type::Text),
    ("asked_by", Type::Text),
    ("asked_at", Type::Int),
    ("state", Type::Text),
];

const REQUEST_COLUMNS: &str =
    "id, account, role, unit, below, begins, until, document, reason, asked_by, asked_at, state";

/// Makes the working table of what is asked for where it is missing.
pub async fn migrate_requests(db: &mut Db) -> Result<()> {
    create(db, "grant_request", &REQUEST, "primary key (id)").await
}

fn request_of(row: &[Cell]) -> Result<GrantRequest> {
    let text = |i: usize| row[i].text().to_owned();
    let until = match row[6].text() {
        "" => Day::MAX,
        day => Day::parse(day)?,
    };
    let wanted = Wanted {
        role: text(2),
        unit: text(3),
        below: row[4].int() == Some(1),
        from: Day::parse(row[5].text())?,
        until,
        asked_by: text(9),
    };
    Ok(GrantRequest {
        id: text(0),
        account: text(1),
        wanted,
        document: text(7),
        reason: text(8),
        asked_at: row[10].int().unwrap_or(0),
        state: text(11),
    })
}

async fn requests(db: &mut Db, end: &str, given: &[Cell]) -> Result<Vec<GrantRequest>> {
    let types = REQUEST.map(|(_, t)| t);
    let sql = format!("select {REQUEST_COLUMNS} from grant_request {end}");
    let rows = db.rows(&sql, given, &types).await?;
    rows.iter().map(|r| request_of(r)).collect()
}

/// What waits for a second person, oldest first.
pub async fn open_requests(db: &mut Db) -> Result<Vec<GrantRequest>> {
    requests(db, "where state = 'asked' order by asked_at, id", &[]).await
}

pub async fn request(db: &mut Db, id: &str) -> Result<Option<GrantRequest>> {
    Ok(requests(db, "where id = $1", &[id.into()]).await?.pop())
}

pub async fn insert_request(db: &mut Db, r: &GrantRequest) -> Result<()> {
    let until = match r.wanted.until {
        Day::MAX => String::new(),
        day => day.to_string(),
    };
    let row = vec![
        r.id.as_str().into(),
        r.account.as_str().into(),
        r.wanted.role.as_str().into(),
        r.wanted.unit.as_str().into(),
        Cell::Int(i64::from(r.wanted.below)),
        r.wanted.from.to_string().into(),
        until.into(),
        r.document.as_str().into(),
        r.reason.as_str().into(),
        r.wanted.asked_by.as_str().into(),
        Cell::Int(r.asked_at),
        r.state.as_str().into(),
    ];
    db.insert("grant_request", &REQUEST, &[row]).await
}

/// Answers a request once; whether it still waited for an answer.
pub async fn answer_request(db: &mut Db, id: &str, state: &str) -> Result<bool> {
    let sql = "update grant_request set state = $2 where id = $1 and state = 'asked'";
    Ok(db.changed(sql, &[id.into(), state.into()]).await? > 0)
}
