//! Many at work at once: one queue, one writer, shared commits.

use crate::common::Record;
use platform::journal::queue::{Doing, Queue};
use platform::journal::{Draft, Ground, Writer};
use platform::{Clock, Db, Error, Randomness};
use registers::REGISTERS;
use registers::organisation::rulebook::store::decide_settings;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> jiff::Timestamp {
        "2025-10-01T05:00:00Z".parse().unwrap()
    }
}

struct Counting(u8);

impl Randomness for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for b in bytes {
            self.0 = self.0.wrapping_add(1);
            *b = self.0;
        }
    }
}

/// Writes within a transaction go to the database with what is asked next: in their order, each
/// with its own values, and none of them unnoticed when it fails.
#[tokio::test]
async fn what_a_transaction_writes_is_sent_in_order_and_a_failure_is_told() {
    use platform::db::{Cell, Type};
    let r = Record::new();
    let mut db = Db::open(&r.url()).await.unwrap();
    let text = |n: i64| [Cell::Int(n), Cell::Text(format!("«${n}»; '$1'"))];
    let sql = "insert into noted (n, said) values ($1, $2)";
    db.execute("create table noted (n bigint primary key, said text)", &[])
        .await
        .unwrap();
    db.begin_writing().await.unwrap();
    for n in 1..=40 {
        db.execute(sql, &text(n)).await.unwrap();
    }
    let columns = [("n", Type::Int), ("said", Type::Text)];
    db.insert("noted", &columns, &[text(41).to_vec(), text(42).to_vec()])
        .await
        .unwrap();
    let gone = db.changed("delete from noted where n > $1", &[Cell::Int(41)]);
    assert_eq!(gone.await.unwrap(), 1);
    let mut wanted = Vec::new();
    for n in 1..=41 {
        wanted.push(text(n).to_vec());
    }
    let all = "select n, said from noted order by n";
    let types = [Type::Int, Type::Text];
    assert_eq!(db.rows(all, &[], &types).await.unwrap(), wanted);

    // a part that fails says so before it counts as kept, and takes nothing else with it
    db.begin_part().await.unwrap();
    db.execute(sql, &text(50)).await.unwrap();
    db.execute(sql, &text(1)).await.unwrap();
    assert!(db.end_part(true).await.is_err());
    db.end_part(false).await.unwrap();
    // one that never reached the database is let go as well, and nothing that came before it
    db.execute(sql, &text(49)).await.unwrap();
    wanted.push(text(49).to_vec());
    db.begin_part().await.unwrap();
    db.execute(sql, &text(51)).await.unwrap();
    db.end_part(false).await.unwrap();
    db.execute(sql, &text(52)).await.unwrap();
    wanted.push(text(52).to_vec());
    db.keep().await.unwrap();
    let mut other = Db::open(&r.url()).await.unwrap();
    assert_eq!(other.rows(all, &[], &types).await.unwrap(), wanted);
}

fn queue(r: &Record) -> Queue {
    Queue::start(r.url(), Noon, Counting(0)).unwrap()
}

fn draft(n: usize) -> Draft {
    let ground = Ground {
        account: format!("clerk {n}"),
        ..Ground::default()
    };
    let key = format!("key{n}");
    decide_settings(&[(&key, "yes")], figures::Day::MIN, ground).unwrap()
}

/// Records one act; every fifth job then thinks better of it.
fn job(n: usize) -> impl for<'a> FnOnce(&'a mut Writer<'_>) -> Doing<'a, u64> + Send + 'static {
    move |writer| {
        Box::pin(async move {
            let act = writer.act(REGISTERS, &draft(n)).await?;
            if n.is_multiple_of(5) {
                return Err(Error::refused(format!("job {n} is refused")));
            }
            Ok(act.number)
        })
    }
}

#[tokio::test]
async fn fifty_writers_at_once_leave_gap_free_numbers_and_refused_ones_no_trace() {
    let r = Record::new();
    let before = r.last();
    let queue = queue(&r);
    let jobs = (0..50).map(|n| {
        let (queue, url) = (queue.clone(), r.url());
        tokio::spawn(async move {
            let done = queue.write(job(n)).await;
            if let Ok((number, _)) = &done {
                // what is acknowledged is there for everybody else
                let mut db = Db::open(&url).await.unwrap();
                let sql = format!("select number from act where number = {number}");
                let found = db
                    .rows(&sql, &[], &[platform::db::Type::Int])
                    .await
                    .unwrap();
                assert_eq!(
                    found.len(),
                    1,
                    "act {number} was acknowledged before it was kept"
                );
            }
            (n, done)
        })
    });
    let mut numbers = Vec::new();
    for job in jobs.collect::<Vec<_>>() {
        match job.await.unwrap() {
            (n, Err(Error::Refused(_))) => assert_eq!(n % 5, 0),
            (_, done) => numbers.push(done.unwrap().0),
        }
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (before + 1..=before + 40).collect::<Vec<_>>());
    assert_eq!(
        r.sql("select count(*) from setting where known_to is null and value = 'yes'")
            .trim(),
        "40"
    );
    assert!(
        r.ok(&["verify"])
            .contains(&format!("verified: {} acts", before + 40))
    );
}

#[tokio::test]
async fn when_the_commit_fails_nobody_is_told_done_and_the_next_writer_goes_on() {
    let r = Record::new();
    let before = r.written();
    let queue = queue(&r);
    let broken = queue.write(|writer: &mut Writer<'_>| -> Doing<'_, ()> {
        Box::pin(async move {
            writer.act(REGISTERS, &draft(1)).await?;
            // the transaction is taken from under the writer
            writer.db.execute("rollback", &[]).await?;
            Ok(())
        })
    });
    assert!(matches!(broken.await, Err(Error::Unavailable(_))));
    assert_eq!(r.written(), before);
    queue.write(job(2)).await.unwrap();
    assert!(r.ok(&["verify"]).contains("every table equals"));
}
