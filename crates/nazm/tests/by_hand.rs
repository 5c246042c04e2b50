//! Whatever is changed by hand, in whichever column of whichever table, the proof names the row.
//! The tables are those of the database itself, so that a new one is covered by being there.

use crate::common::{Record, maintenance};
use crate::site;
use platform::Db;
use std::collections::{BTreeMap, BTreeSet};

/// Tables of the record that hold a version of the program and nothing of the organisation.
const VERSIONS: [&str; 2] = ["derived_version", "schema_version"];
const JOURNAL: [&str; 3] = ["act", "act_line", "journal_head"];

#[derive(Debug, Clone)]
struct Column {
    name: String,
    is_text: bool,
    /// Position in the primary key, from 1; nought outside it.
    key: usize,
}

fn columns(r: &Record) -> BTreeMap<String, Vec<Column>> {
    let sql = if maintenance().is_some() {
        "select c.table_name || '|' || c.column_name || '|' || c.data_type || '|' || coalesce(k.ordinal_position, 0) \
         from information_schema.columns c left join information_schema.key_column_usage k \
         on k.table_name = c.table_name and k.column_name = c.column_name and k.table_schema = c.table_schema \
         where c.table_schema = 'public' order by c.table_name, c.ordinal_position"
    } else {
        "select m.name || '|' || p.name || '|' || p.type || '|' || p.pk from sqlite_master m \
         join pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite%' order by m.name, p.cid"
    };
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for line in r.sql(sql).lines() {
        let cells: Vec<&str> = line.split('|').collect();
        if VERSIONS.contains(&cells[0]) {
            continue;
        }
        let column = Column {
            name: cells[1].to_owned(),
            is_text: cells[2].to_lowercase() == "text",
            key: cells[3].parse().unwrap(),
        };
        tables.entry(cells[0].to_owned()).or_default().push(column);
    }
    tables
}

/// A row by its key, and what it holds: `None` is NULL.
#[derive(Debug, Clone)]
struct Row {
    key: Vec<String>,
    cells: Vec<Option<String>>,
}

const BETWEEN: char = '\u{1f}';
const NOTHING: &str = "\u{1e}";

fn key_of(columns: &[Column]) -> Vec<usize> {
    let mut key: Vec<usize> = (0..columns.len()).filter(|i| columns[*i].key > 0).collect();
    key.sort_by_key(|i| columns[*i].key);
    key
}

fn rows(r: &Record, table: &str, columns: &[Column]) -> Vec<Row> {
    let cell = |c: &Column| {
        format!(
            "coalesce(replace(cast({} as text), char(10), ' '), '{NOTHING}')",
            c.name
        )
    };
    let cells: Vec<String> = columns.iter().map(cell).collect();
    let cells = cells.join(&format!(" || '{BETWEEN}' || "));
    let cells = if maintenance().is_some() {
        cells.replace("char(10)", "chr(10)")
    } else {
        cells
    };
    let key = key_of(columns);
    let by: Vec<String> = key.iter().map(|i| columns[*i].name.clone()).collect();
    let sql = format!("select {cells} from {table} order by {}", by.join(", "));
    let read = |line: &str| {
        let cells: Vec<Option<String>> = line
            .split(BETWEEN)
            .map(|c| (c != NOTHING).then(|| c.to_owned()))
            .collect();
        let key = key.iter().map(|i| cells[*i].clone().unwrap()).collect();
        Row { key, cells }
    };
    r.sql(&sql).lines().map(read).collect()
}

/// One change by hand.
#[derive(Debug, Clone)]
struct Change {
    table: String,
    column: String,
    how: &'static str,
    row: Row,
    sql: String,
}

/// The ways in which a cell can be made another: the new content as SQL, if it would be one.
fn ways(column: &Column, is: Option<&str>) -> Vec<(&'static str, String)> {
    let mut ways = Vec::new();
    let name = &column.name;
    let embedded = maintenance().is_none();
    if column.key == 0 && is.is_some() {
        ways.push(("nothing", "null".to_owned()));
    }
    if !column.is_text {
        ways.push(("another", format!("coalesce({name}, 0) + 1000")));
        if embedded {
            ways.push(("text", "'some'".to_owned()));
            ways.push(("bytes", "x'00ff'".to_owned()));
            ways.push(("a fraction", "0.5".to_owned()));
        }
        return ways;
    }
    if is != Some("") {
        ways.push(("empty", "''".to_owned()));
    }
    ways.push(("another", format!("coalesce({name}, '') || 'x'")));
    if embedded {
        ways.push(("bytes", format!("cast(coalesce({name}, '') as blob)")));
        ways.push(("no UTF-8", "cast(x'41ff' as text)".to_owned()));
    }
    ways
}

/// Changes that are made at once, each to a row of its own; the journal apart, because what is
/// changed there changes what the tables should hold.
#[derive(Default)]
struct Batch {
    journal: bool,
    changes: Vec<Change>,
    used: BTreeSet<(String, Vec<String>)>,
}

/// Every way of changing every column, each on the row where it is hardest to see: between
/// nothing and empty where there is such a row.
fn changes(r: &Record) -> Vec<Vec<Change>> {
    let mut batches: Vec<Batch> = Vec::new();
    // a record that was never served has no working tables
    for (table, columns) in columns(&Record::new()) {
        let journal = JOURNAL.contains(&table.as_str());
        let rows = rows(r, &table, &columns);
        assert!(
            !rows.is_empty(),
            "make the record of this test hold a row of {table}"
        );
        let key: Vec<String> = key_of(&columns)
            .iter()
            .map(|i| columns[*i].name.clone())
            .collect();
        let mut turn = 0;
        for (at, column) in columns.iter().enumerate() {
            for how in [
                "nothing",
                "empty",
                "another",
                "text",
                "bytes",
                "a fraction",
                "no UTF-8",
            ] {
                let can = |row: &Row| {
                    let ways = ways(column, row.cells[at].as_deref());
                    ways.into_iter()
                        .find(|(way, _)| *way == how)
                        .map(|(_, to)| to)
                };
                let subtle = |row: &Row| match how {
                    "nothing" => row.cells[at].as_deref() == Some(""),
                    "empty" => row.cells[at].is_none(),
                    _ => false,
                };
                turn += 1;
                let mut fit: Vec<(&Row, String)> = rows
                    .iter()
                    .filter_map(|row| Some((row, can(row)?)))
                    .collect();
                if fit.iter().any(|(row, _)| subtle(row)) {
                    fit.retain(|(row, _)| subtle(row));
                }
                let Some((row, to)) = (!fit.is_empty()).then(|| fit[turn % fit.len()].clone())
                else {
                    continue;
                };
                let by: Vec<String> = key
                    .iter()
                    .zip(&row.key)
                    .map(|(name, value)| format!("{name} = '{}'", value.replace('\'', "''")))
                    .collect();
                let change = Change {
                    table: table.clone(),
                    column: column.name.clone(),
                    how,
                    row: row.clone(),
                    sql: format!(
                        "update {table} set {} = {to} where {}",
                        column.name,
                        by.join(" and ")
                    ),
                };
                let place = (table.clone(), row.key.clone());
                let fits = |b: &Batch| b.journal == journal && !b.used.contains(&place);
                let batch = batches.iter().position(fits);
                let batch = batch.unwrap_or_else(|| {
                    batches.push(Batch {
                        journal,
                        ..Batch::default()
                    });
                    batches.len() - 1
                });
                batches[batch].used.insert(place);
                batches[batch].changes.push(change);
            }
        }
    }
    batches.into_iter().map(|b| b.changes).collect()
}

/// Whether what `verify` said names the table, the row and, outside the journal, the column.
fn is_named(change: &Change, said: &str) -> bool {
    let key = &change.row.key;
    let spoken = match change.table.as_str() {
        "act" => vec![format!("act {}", key[0])],
        "act_line" => vec![
            format!("act_line {} {}:", key[0], key[1]),
            format!("act {}: line {} is missing", key[0], key[1]),
        ],
        "journal_head" => vec!["journal_head".to_owned()],
        table => vec![format!("{table} {}: ", key.join(" · "))],
    };
    let journal = JOURNAL.contains(&change.table.as_str());
    said.lines().any(|line| {
        spoken.iter().any(|s| line.starts_with(s.as_str()))
            && (journal || line.contains(&change.column) || line.ends_with("the row is missing"))
    })
}

/// Documents, tasks and a meeting of a committee.
async fn at_work(r: &Record) {
    r.import(
        "units",
        "code,name,kind,parent_code,valid_from\nT,Tỉnh,tỉnh,,2024-01-01\nTB,Ban,cơ quan,T,2024-01-01\n",
    );
    let words = |text: &str| -> String {
        let words: Vec<&str> = text.split('|').collect();
        r.ok(&words)
    };
    words("document|term|--unit|T|--label|2020-2025|--from|2024-01-01");
    let issue = "document|issue|--unit|T|--kind|resolution|--date|2024-05-02|--advised-by|TB";
    words(&format!("{issue}|--subject|Về tổ chức|--recipients|TB"));
    words(&format!("{issue}|--subject|Sửa đổi"));
    words("document|relate|02-NQ/TU|amends|01-NQ/TU");
    words("document|bind|01-NQ/TU|--unit|TB|--on|2024-05-03");
    let text = r.file("text.txt", "Điều 1. Ban hành kế hoạch.\n");
    let draft = "document|draft|--unit|T|--kind|plan|--date|2024-05-03|--subject|Kế hoạch";
    let typed = format!("{draft}|--text|{text}|--place|An|--addressed|Ban|--with");
    let typed: Vec<&str> = typed.split('|').chain(["TB|T/L|Người Mẫu"]).collect();
    r.ok(&typed);
    let id = r.sql("select subject from document where symbol = '01-NQ/TU' limit 1");
    crate::documents::hang_file(r, id.trim(), figures::Day::ymd(2024, 5, 2)).await;
    words("document|file|erase|01-NQ/TU|kết luận.pdf|--basis|1|--reason|luật");
    let met = words("meeting|convene|--unit|T|--period|2024-Q2|--day|2024-07-02");
    let meeting = met.lines().next().unwrap().replace("meeting ", "");
    words(&format!(
        "meeting|item|{meeting}|--part|report|--title|Báo cáo|--unit|TB|--on|2024-07-02"
    ));
    let clauses = r.file(
        "clauses.csv",
        "label,text,lead,co,product,deadline\n1,Việc,TB,,kế hoạch,2024-08-30\n",
    );
    words(&format!(
        "meeting|conclude|{meeting}|{clauses}|--dated|2024-07-02"
    ));
    words(
        "task|assign|--title|Việc|--lead|TB|--issued|2024-07-03|--deadline|2024-08-01|--number|1",
    );
    words("task|receive|1|--on|2024-07-04");
}

/// A record in which every table of the record has rows.
async fn every_table() -> Record {
    let r = crate::journal::everything();
    r.import(
        "units",
        "code,name,kind,parent_code,valid_from,line\nL,Lĩnh vực y tế,,,2024-01-01,\nL,,,,2024-01-01,sector\nB,,,L,2024-01-01,sector\n",
    );
    at_work(&r).await;
    r.ok(&["erase", "K3", "--basis", "order 1", "--reason", "law"]);
    let mut db = Db::open(&r.url()).await.unwrap();
    registers::migrate_working(&mut db).await.unwrap();
    site::account(&mut db, "head", "officer").await;
    site::grant(&mut db, "head", "agency-head", "a3.2").await;
    r
}

#[tokio::test]
async fn whatever_column_of_whatever_table_is_changed_by_hand_is_named() {
    let whole = every_table().await;
    assert!(whole.ok(&["verify"]).contains("verified"));
    let mut unnamed = Vec::new();
    let mut count = 0;
    for batch in changes(&whole) {
        let r = whole.copy();
        let sql: Vec<String> = batch.iter().map(|c| c.sql.clone()).collect();
        r.sql(&sql.join("; "));
        let ran = r.run(&["verify"]);
        count += batch.len();
        let missed = batch
            .iter()
            .filter(|c| ran.code != 1 || !is_named(c, &ran.err));
        unnamed.extend(missed.map(|c| {
            let last = ran.err.lines().last().unwrap_or_default();
            format!(
                "{} {}.{} made {}: {}\n    {last}",
                c.row.key.join(" · "),
                c.table,
                c.column,
                c.how,
                c.sql
            )
        }));
    }
    assert!(
        unnamed.is_empty(),
        "{} of {count} are not named:\n{}",
        unnamed.len(),
        unnamed.join("\n")
    );
}

#[test]
fn a_schema_that_was_changed_is_named_and_the_rest_is_compared() {
    let whole = crate::journal::everything();
    let (of_triggers, column) = if maintenance().is_some() {
        (
            "create function keep() returns trigger language plpgsql as 'begin return new; end'; \
          create trigger quiet before update on person for each row execute function keep()",
            "bigint",
        )
    } else {
        (
            "create trigger quiet after update on person begin select 1; end",
            "integer",
        )
    };
    let same_name =
        "drop index person_by_name; create index person_by_name on person (name_folded)";
    let one = |sql: &str, says: &[&str]| {
        let r = whole.copy();
        r.sql("update membership set unit = 'a3.5' where subject = 'a4.2'");
        r.sql(sql);
        let ran = r.run(&["verify"]);
        assert_eq!(ran.code, 1, "{sql}: {}", ran.err);
        for fault in says.iter().chain(&["faults"]) {
            assert!(
                ran.err.contains(fault),
                "{sql}: no «{fault}» in\n{}",
                ran.err
            );
        }
    };
    let moved = "membership a4.2";
    one(
        "alter table person add column note text",
        &["person.note: the program made no such thing", moved],
    );
    one(
        "drop index person_by_name; alter table person drop column sex",
        &["person.sex: it is missing", moved],
    );
    one(
        "drop index membership_by_unit",
        &[
            "index membership_by_unit on membership: it is missing",
            moved,
        ],
    );
    one(
        same_name,
        &[
            "index person_by_name on person: it is made as «name_folded»",
            moved,
        ],
    );
    one(
        of_triggers,
        &[
            "trigger quiet on person: the program made no such thing",
            moved,
        ],
    );
    one(
        "create view seen as select 1 as one",
        &["view seen on seen: the program made no such thing", moved],
    );
    one(
        "drop table verdict",
        &["verdict.severity: it is missing", moved],
    );
    one(
        "drop table journal_head",
        &["journal_head.root: it is missing", moved],
    );
    one(
        "alter table act drop column basis",
        &["act.basis: it is missing"],
    );
    one(
        &format!(
            "drop index person_by_name; alter table person drop column ethnic_group; alter table person add column ethnic_group {column}"
        ),
        &[
            "person.ethnic_group: it is made as «integer», the program makes it as «text»",
            moved,
        ],
    );
}

#[test]
fn half_a_working_table_is_named_and_none_is_not() {
    let r = crate::journal::everything();
    let plain = "create table account (id text primary key)";
    assert!(r.ok(&["verify"]).contains("verified"));
    r.sql(plain);
    let ran = r.run(&["verify"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("account.login: it is missing"),
        "{}",
        ran.err
    );
}
