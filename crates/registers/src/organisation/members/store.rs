//! The members' tables: folding, verdicts, and the reads other registers need.
//!
//! What pages and files reach is asked with a `Scope` and tells of nobody outside it. A read that
//! takes none is the ground of a decision (a list of members, a reform, an erasure): it rests on
//! the whole record whoever decides, since a number is taken wherever its bearer sits and a unit
//! is not empty because who closes it may not look into it. Pages do not call those.

use super::fold::{Folded, Step, Stretch, Where, fold, rows};
use super::model::{
    CLASS, EventEdit, KeptVerdict, MEMBER_EVENT, MEMBERSHIP, MOVED_BY_REFORM, PERSON, PersonEdit,
    VERDICT,
};
use super::seat;
use super::standard::{
    self, Card, Context, IdForm, KeyHash, MembershipSpan, PersonSpan, Sex, Temporary, Whereabouts,
};
use crate::organisation::rulebook::{Rulebook, Severity, StandingId, store as rules};
use figures::Day;
use platform::asof::Known;
use platform::db::{Cell, Db, Type};
use platform::journal::apply::{Applying, ERASURE};
use platform::journal::{Edit, Line, store as journal};
use platform::projection::{Row, store as tables};
use platform::{AsOf, Result, Scope};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The indexes by which persons are found.
pub async fn migrate(db: &mut Db) -> Result<()> {
    for column in ["person_key", "citizen_hash", "file_number", "card_number"] {
        let sql = format!("create index if not exists person_by_{column} on person ({column})");
        db.execute(&sql, &[]).await?;
    }
    for sql in [
        "create index if not exists person_by_name on person (name_folded, birth_date)",
        "create index if not exists membership_by_unit on membership (unit)",
        // what was judged otherwise since an act is asked after every act
        "create index if not exists verdict_by_act on verdict (known_from)",
        "create index if not exists verdict_until_act on verdict (known_to)",
    ] {
        db.execute(sql, &[]).await?;
    }
    Ok(())
}

/// A person's spans as the data standard reads them.
struct Spans {
    subject: String,
    persons: Vec<PersonSpan>,
    memberships: Vec<MembershipSpan>,
    temporary: Vec<Temporary>,
    erased: bool,
}

/// Columns of `person` by which records are matched.
const KEYS: [&str; 3] = ["citizen_hash", "card_number", "file_number"];

pub(super) async fn apply(applying: &mut Applying<'_>) -> Result<()> {
    let touched = applying.touched(CLASS);
    let every = applying.touches(rules::RULE_CLASS);
    if touched.is_empty() && !every {
        return Ok(());
    }
    if applying.kind == ERASURE {
        // nobody is judged again: figures stand as they were known
        return forget(applying, &touched).await;
    }
    let known = Known::NOW;
    let book = rules::rulebook(applying.db, &Scope::whole(), known).await?;
    // whoever shared a key with a touched record before it changed may no longer do so
    let stale: Vec<String> = touched
        .iter()
        .filter(|s| !applying.is_fresh(s))
        .cloned()
        .collect();
    let before = keys_of(applying.db, &stale).await?;
    let mut others = sharers(applying.db, &before).await?;
    let mut spans = Vec::with_capacity(touched.len());
    for chunk in touched.chunks(4000) {
        write(applying, chunk, &book, &mut spans).await?;
    }
    if every {
        others.extend(everyone(applying.db).await?);
    }
    let bearing = spans_keys(applying.db, &touched).await?;
    others.extend(sharers(applying.db, &keys_in(&bearing)).await?);
    let mine: HashSet<&String> = touched.iter().collect();
    let others: Vec<String> = others.into_iter().filter(|o| !mine.contains(o)).collect();
    let mut bearing = bearing;
    bearing.extend(spans_keys(applying.db, &others).await?);
    for chunk in others.chunks(4000) {
        let edits = applying.edits(CLASS, chunk).await?;
        for subject in chunk {
            let folded = fold(edits.get(subject).map_or(&[], Vec::as_slice))?;
            spans.push(spans_of(subject, &folded, &book));
        }
    }
    judge(applying, &book, &spans, &bearing).await
}

/// Folds some persons and writes their rows.
async fn write(
    applying: &mut Applying<'_>,
    chunk: &[String],
    book: &Rulebook,
    spans: &mut Vec<Spans>,
) -> Result<()> {
    let edits = applying.edits(CLASS, chunk).await?;
    let (mut person, mut membership, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for subject in chunk {
        let folded = fold(edits.get(subject).map_or(&[], Vec::as_slice))?;
        rows(subject, &folded, &mut person, &mut membership, &mut events);
        spans.push(spans_of(subject, &folded, book));
    }
    let fresh = chunk.iter().all(|s| applying.is_fresh(s));
    for (table, rows) in [
        (&PERSON, person),
        (&MEMBERSHIP, membership),
        (&MEMBER_EVENT, events),
    ] {
        if fresh {
            tables::insert_fresh(applying.db, table, applying.act, &rows).await?;
        } else {
            tables::bring_to(applying.db, table, applying.act, chunk, rows).await?;
        }
    }
    Ok(())
}

/// Writes the verdicts on the given records.
async fn judge(
    applying: &mut Applying<'_>,
    book: &Rulebook,
    spans: &[Spans],
    bearing: &[Row],
) -> Result<()> {
    let shared = Shared::find(applying.db, bearing, book).await?;
    for chunk in spans.chunks(4000) {
        let mut rows = Vec::new();
        let mut out = Vec::new();
        for s in chunk.iter().filter(|s| !s.erased) {
            out.clear();
            let context = shared.context(s);
            standard::verdicts(book, &s.persons, &s.memberships, &context, &mut out);
            rows.extend(out.iter().map(|v| Row {
                subject: s.subject.clone(),
                item: format!("DQ{:02}", v.rule.0),
                from: v.from,
                to: v.until,
                values: vec![severity(v.severity).into()],
            }));
        }
        // nobody can judge an erased record again: what was known of it stays
        let subjects: Vec<String> = chunk
            .iter()
            .filter(|s| !s.erased)
            .map(|s| s.subject.clone())
            .collect();
        if subjects.iter().all(|s| applying.is_fresh(s)) {
            tables::insert_fresh(applying.db, &VERDICT, applying.act, &rows).await?;
        } else {
            tables::bring_to(applying.db, &VERDICT, applying.act, &subjects, rows).await?;
        }
    }
    Ok(())
}

fn severity(of: Severity) -> &'static str {
    match of {
        Severity::Error => "error",
        Severity::Warn => "warn",
        Severity::Overdue => "overdue",
        Severity::Notice => "notice",
        Severity::Rule => "rule",
    }
}

fn day(text: &str) -> Option<Day> {
    Day::parse(text).ok()
}

fn spans_of(subject: &str, folded: &Folded, book: &Rulebook) -> Spans {
    let confirmed = confirmations(folded);
    let spans = folded.fields.iter();
    let spans = spans.map(|h| person_span(h.from, h.to, &h.values));
    Spans {
        subject: subject.to_owned(),
        persons: spans.flat_map(|p| parted(p, &confirmed)).collect(),
        memberships: folded
            .stretches
            .iter()
            .map(|s| membership_span(s, folded, book))
            .collect(),
        temporary: temporary(folded),
        erased: folded.erased,
    }
}

fn person_span(from: Day, to: Day, v: &[String]) -> PersonSpan {
    let text = |i: usize| v.get(i).map_or("", String::as_str);
    PersonSpan {
        name: text(1).to_owned(),
        birth_date: day(text(2)),
        sex: sex(text(3)),
        ethnic_group: text(4).to_owned(),
        id_form: id_form(text(7)),
        id_key: hash(text(6)),
        file_number: text(8).to_owned(),
        card: card(text(9), text(6)),
        decision: day(text(10)),
        ceremony: day(text(11)),
        official: day(text(12)),
        ..PersonSpan::blank(from, to)
    }
}

#[must_use]
pub fn sex(text: &str) -> Option<Sex> {
    match text {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        _ => None,
    }
}

/// The form kept of a citizen ID: its fourth to sixth digit, `x` for malformed, nothing for missing.
#[must_use]
pub fn form_text(id: &str) -> String {
    match IdForm::of(id) {
        IdForm::Missing => String::new(),
        IdForm::Malformed => "x".to_owned(),
        IdForm::Good { century_sex, year2 } => format!("{century_sex}{year2:02}"),
    }
}

fn id_form(text: &str) -> IdForm {
    match text.as_bytes() {
        [] => IdForm::Missing,
        [c, t, o] if text != "x" => IdForm::Good {
            century_sex: c - b'0',
            year2: (t - b'0') * 10 + (o - b'0'),
        },
        _ => IdForm::Malformed,
    }
}

fn hash(text: &str) -> Option<KeyHash> {
    let bytes = platform::text::unhex(text)?;
    let mut key = [0u8; 32];
    let size = bytes.len().min(32);
    key[..size].copy_from_slice(&bytes[..size]);
    (size > 0).then_some(KeyHash(key))
}

/// A card that bears the citizen ID is kept as the ID's keyed hash, behind a `#`.
fn card(card: &str, citizen_hash: &str) -> Card {
    match card.strip_prefix('#') {
        Some(h) if h == citizen_hash => Card::SameAsId,
        Some(h) => Card::Other(h.to_owned()),
        None if card.is_empty() => Card::None,
        None if card.len() == 8 => Card::Old(card.to_owned()),
        None => Card::Other(card.to_owned()),
    }
}

/// The days on which someone confirmed that the record is true.
fn confirmations(folded: &Folded) -> Vec<Day> {
    let confirmed = |s: &&Step| s.event.said.confirms();
    let steps = folded.steps.iter().filter(confirmed);
    steps.map(|s| s.event.day).collect()
}

/// A person's span parted where the record was confirmed, each part with its last confirmation.
fn parted(span: PersonSpan, confirmed: &[Day]) -> Vec<PersonSpan> {
    let mut parts = vec![span];
    for day in confirmed {
        let Some(last) = parts.last_mut().filter(|p| *day < p.to) else {
            break;
        };
        if *day <= last.from {
            last.confirmed = Some(*day);
            continue;
        }
        let next = PersonSpan {
            from: *day,
            confirmed: Some(*day),
            ..last.clone()
        };
        last.to = *day;
        parts.push(next);
    }
    parts
}

/// Activity as a guest elsewhere, from its start to its end.
fn temporary(folded: &Folded) -> Vec<Temporary> {
    let mut found: Vec<Temporary> = Vec::new();
    for step in &folded.steps {
        match (step.event.said.guest(), found.last_mut()) {
            (Some(true), _) => found.push(Temporary {
                from: step.event.day,
                planned_end: day(&step.event.said.until),
                ended: Day::MAX,
            }),
            (Some(false), Some(last)) => last.ended = step.event.day,
            _ => {}
        }
    }
    found
}

/// An exemption or suspension that rests on a document has its reason there; its planned end
/// stands with the event that began it. A transfer or a reform meanwhile begins another
/// stretch and no other absence.
fn reason_and_end(folded: &Folded, s: &Stretch) -> (bool, Option<Day>) {
    let began = |step: &&Step| step.event.day <= s.from && step.event.said.to == s.standing;
    let Some(began) = folded.steps.iter().rev().find(began) else {
        return (false, None);
    };
    let that_day = folded
        .steps
        .iter()
        .filter(|step| step.event.day == began.event.day);
    let that_day: Vec<&EventEdit> = that_day.map(|s| &s.event.said).collect();
    let reason = that_day.iter().any(|e| !e.document.is_empty());
    (reason, that_day.iter().find_map(|e| day(&e.until)))
}

/// The day on which a transfer that is on its way was sent: a standing that changes meanwhile
/// begins another stretch, not another transfer.
fn sent_on(folded: &Folded, s: &Stretch) -> Day {
    let sent = |step: &&Step| step.event.day <= s.from && step.event.said.effect == "send";
    let step = folded.steps.iter().rev().find(sent);
    step.map_or(s.from, |step| step.event.day)
}

fn membership_span(s: &Stretch, folded: &Folded, book: &Rulebook) -> MembershipSpan {
    // a stretch is judged by the rule in force when it began
    let rule = book.standing_on(&s.standing, s.from);
    let place = match &s.place {
        Where::In(_) if !s.leaving => Whereabouts::In(0),
        Where::In(_) | Where::Transit { .. } => Whereabouts::Transit {
            sent: sent_on(folded, s),
        },
    };
    let id = rule.map_or(StandingId::CANDIDATE, |r| r.id);
    let counted = rule.is_some_and(|r| r.counted);
    let (reason_given, planned_end) = reason_and_end(folded, s);
    MembershipSpan {
        reason_given,
        planned_end,
        ..MembershipSpan::new(s.from, s.to, id, counted, place)
    }
}

type KeyValues = [BTreeSet<String>; 3];

/// The matching keys that the record now holds for some subjects.
async fn keys_of(db: &mut Db, subjects: &[String]) -> Result<KeyValues> {
    let rows = tables::current(db, &PERSON, subjects).await?;
    Ok(keys_in(&rows))
}

/// Rows that hold the keys of some subjects; of many subjects, only of the keys that more than one
/// record bears.
async fn spans_keys(db: &mut Db, subjects: &[String]) -> Result<Vec<Row>> {
    if subjects.len() > 2000 {
        duplicated(db, subjects).await
    } else {
        tables::current(db, &PERSON, subjects).await
    }
}

/// Rows with a citizen ID, card or file number that one of the subjects bears, and another record
/// too.
async fn duplicated(db: &mut Db, subjects: &[String]) -> Result<Vec<Row>> {
    let mut borne = KeyValues::default();
    for row in tables::current_columns(db, &PERSON, subjects, &KEYS).await? {
        for (set, value) in borne.iter_mut().zip(row.values) {
            if !value.text().is_empty() {
                set.insert(value.text().to_owned());
            }
        }
    }
    let mut rows = Vec::new();
    for (set, key) in borne.into_iter().zip(KEYS) {
        let among = db.dialect().texts(1);
        let sql = format!(
            "select {key} from person where known_to is null and {key} in {among} \
             group by {key} having count(distinct subject) > 1"
        );
        let (all, mut shared): (Vec<String>, _) = (set.into_iter().collect(), Vec::new());
        for chunk in all.chunks(4000) {
            let list = Cell::Text(serde_json::to_string(chunk)?);
            let found = db.rows(&sql, &[list], &[Type::Text]).await?;
            shared.extend(found.iter().map(|r| r[0].text().to_owned()));
        }
        rows.extend(tables::known_where(db, &PERSON, Known::NOW, key, &shared).await?);
    }
    Ok(rows)
}

fn keys_in(rows: &[Row]) -> KeyValues {
    let mut keys = KeyValues::default();
    for row in rows {
        for (set, key) in keys.iter_mut().zip(KEYS) {
            let value = super::model::field(key).map_or("", |i| row.values[i].text());
            if !value.is_empty() {
                set.insert(value.to_owned());
            }
        }
    }
    keys
}

/// Everyone whose record bears one of the keys now.
async fn sharers(db: &mut Db, keys: &KeyValues) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for (set, key) in keys.iter().zip(KEYS) {
        let values: Vec<String> = set.iter().cloned().collect();
        let among = db.dialect().texts(1);
        let sql = format!(
            "select distinct subject from person where known_to is null and {key} in {among}"
        );
        for chunk in values.chunks(4000) {
            let rows = db
                .rows(
                    &sql,
                    &[Cell::Text(serde_json::to_string(chunk)?)],
                    &[Type::Text],
                )
                .await?;
            found.extend(rows.iter().map(|r| r[0].text().to_owned()));
        }
    }
    Ok(found)
}

/// Everyone whose record ever bore one of the keys.
async fn ever_sharers(db: &mut Db, keys: &KeyValues) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for (set, key) in keys.iter().zip(KEYS) {
        let sql = format!(
            "select distinct subject from person where {key} in {}",
            db.dialect().texts(1)
        );
        let values: Vec<&String> = set.iter().collect();
        let rows = db
            .rows(
                &sql,
                &[Cell::Text(serde_json::to_string(&values)?)],
                &[Type::Text],
            )
            .await?;
        found.extend(rows.iter().map(|r| r[0].text().to_owned()));
    }
    Ok(found)
}

async fn everyone(db: &mut Db) -> Result<Vec<String>> {
    let sql = "select distinct subject from person where known_to is null";
    Ok(db
        .rows(sql, &[], &[Type::Text])
        .await?
        .iter()
        .map(|r| r[0].text().to_owned())
        .collect())
}

/// A span of days on which a living member bears a key.
struct Bearer {
    subject: String,
    from: Day,
    to: Day,
}

/// Who bears the keys that several records share.
struct Shared {
    by_key: [HashMap<String, Vec<Bearer>>; 3],
    /// Key spans of the records being judged: subject, which key, value, from, to.
    of: HashMap<String, Vec<(usize, String, Day, Day)>>,
}

impl Shared {
    /// `bearing` are rows of `person` whose keys may be shared.
    async fn find(db: &mut Db, bearing: &[Row], book: &Rulebook) -> Result<Shared> {
        let mut shared = Shared {
            by_key: Default::default(),
            of: HashMap::new(),
        };
        let keys = keys_in(bearing);
        let bearers: Vec<String> = sharers(db, &keys).await?.into_iter().collect();
        if bearers.len() < 2 {
            return Ok(shared);
        }
        shared.add(db, &bearers, book).await?;
        Ok(shared)
    }

    /// Adds the keys that some persons bear, on the days on which they are members.
    async fn add(&mut self, db: &mut Db, bearers: &[String], book: &Rulebook) -> Result<()> {
        let sitting = tables::current(db, &MEMBERSHIP, bearers).await?;
        let bearing = tables::current(db, &PERSON, bearers).await?;
        self.take(sitting, bearing, book);
        Ok(())
    }

    /// [`Shared::add`] of rows in hand.
    fn take(&mut self, sitting: Vec<Row>, bearing: Vec<Row>, book: &Rulebook) {
        let shared = self;
        let mut living: HashMap<String, Vec<(Day, Day)>> = HashMap::new();
        for row in sitting {
            if book
                .standing_on(row.values[1].text(), row.from)
                .is_some_and(|s| s.counted)
            {
                living
                    .entry(row.subject)
                    .or_default()
                    .push((row.from, row.to));
            }
        }
        for row in bearing {
            let spans = key_spans(std::slice::from_ref(&row));
            for (i, value, _, _) in &spans {
                for (from, to) in living.get(&row.subject).into_iter().flatten() {
                    let (from, to) = ((*from).max(row.from), (*to).min(row.to));
                    if from < to {
                        shared.by_key[*i]
                            .entry(value.clone())
                            .or_default()
                            .push(Bearer {
                                subject: row.subject.clone(),
                                from,
                                to,
                            });
                    }
                }
            }
            shared.of.entry(row.subject).or_default().extend(spans);
        }
    }

    fn context(&self, s: &Spans) -> Context {
        let mut context = Context {
            temporary: s.temporary.clone(),
            ..Context::default()
        };
        for (i, value, from, to) in self.of.get(&s.subject).into_iter().flatten() {
            let into = match i {
                0 => &mut context.same_citizen_id,
                1 => &mut context.same_card,
                _ => &mut context.same_file,
            };
            let others = self.by_key[*i]
                .get(value)
                .into_iter()
                .flatten()
                .filter(|b| b.subject != s.subject);
            into.extend(
                others
                    .map(|b| (b.from.max(*from), b.to.min(*to)))
                    .filter(|(a, b)| a < b),
            );
        }
        context
    }
}

/// What the rules would say of a record if some lines were added to it: a form asks before it
/// saves. Nothing is written. Who else bears one of its numbers is asked of the whole record: the
/// verdict is the one that recording gives, and says of no other whose it is.
pub async fn judged_with(
    db: &mut Db,
    (scope, asof): (&Scope, AsOf),
    book: &Rulebook,
    subject: &str,
    lines: &[Line],
) -> Result<Vec<standard::Verdict>> {
    if seat::within(db, scope, asof, &[subject.to_owned()])
        .await?
        .is_empty()
    {
        return Ok(Vec::new());
    }
    let mut edits = journal::edits(db, CLASS, &[subject.to_owned()]).await?;
    for (at, line) in (1..).zip(lines) {
        edits.push(Edit {
            act: u64::MAX,
            line: at,
            day: line.day,
            subject: line.subject.clone(),
            counted: line.counted.clone(),
            identifying: line.identifying.clone(),
        });
    }
    let folded = fold(&edits)?;
    let (mut person, mut membership, mut events) = (Vec::new(), Vec::new(), Vec::new());
    rows(subject, &folded, &mut person, &mut membership, &mut events);
    let mut others = sharers(db, &keys_in(&person)).await?;
    others.remove(subject);
    let others: Vec<String> = others.into_iter().collect();
    let mut shared = Shared {
        by_key: Default::default(),
        of: HashMap::new(),
    };
    shared.add(db, &others, book).await?;
    shared.of.insert(subject.to_owned(), key_spans(&person));
    let spans = spans_of(subject, &folded, book);
    let context = shared.context(&spans);
    let mut out = Vec::new();
    standard::verdicts(book, &spans.persons, &spans.memberships, &context, &mut out);
    Ok(out)
}

/// What the rules would say of persons who would be new in the record, in the order in which the
/// lines name them first: a check says it before anything is recorded. Nothing is written. Who
/// else bears one of their numbers is asked of the whole record: the verdict is the one that
/// recording gives, and says of no other whose it is.
pub async fn judged_new(
    db: &mut Db,
    book: &Rulebook,
    lines: &[Line],
) -> Result<Vec<(String, Vec<standard::Verdict>)>> {
    let mut subjects: Vec<&str> = Vec::new();
    let mut edits: HashMap<&str, Vec<Edit>> = HashMap::new();
    for (at, line) in (1..).zip(lines) {
        let own = edits.entry(&line.subject).or_insert_with(|| {
            subjects.push(&line.subject);
            Vec::new()
        });
        own.push(Edit {
            act: u64::MAX,
            line: at,
            day: line.day,
            subject: line.subject.clone(),
            counted: line.counted.clone(),
            identifying: line.identifying.clone(),
        });
    }
    let (mut person, mut membership, mut events) = (Vec::new(), Vec::new(), Vec::new());
    let mut spans = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let folded = fold(edits.get(subject).map_or(&[], Vec::as_slice))?;
        rows(subject, &folded, &mut person, &mut membership, &mut events);
        spans.push(spans_of(subject, &folded, book));
    }
    let others: Vec<String> = sharers(db, &keys_in(&person)).await?.into_iter().collect();
    let mut shared = Shared {
        by_key: Default::default(),
        of: HashMap::new(),
    };
    shared.add(db, &others, book).await?;
    shared.take(membership, person, book);
    let judged = spans.into_iter().map(|s| {
        let mut out = Vec::new();
        let context = shared.context(&s);
        standard::verdicts(book, &s.persons, &s.memberships, &context, &mut out);
        (s.subject, out)
    });
    Ok(judged.collect())
}

/// The matching keys in rows of one person, each with its days.
fn key_spans(rows: &[Row]) -> Vec<(usize, String, Day, Day)> {
    let mut spans = Vec::new();
    for row in rows {
        for (i, key) in KEYS.iter().enumerate() {
            let value = super::model::field(key).map_or("", |f| row.values[f].text());
            if !value.is_empty() {
                spans.push((i, value.to_owned(), row.from, row.to));
            }
        }
    }
    spans
}

/// What the rules of a book say of some records as they now stand: the same records, judged by
/// other rules. Nothing is written.
pub async fn judged_by(
    db: &mut Db,
    scope: &Scope,
    on: Day,
    book: &Rulebook,
    subjects: &[String],
) -> Result<Vec<(String, Vec<standard::Verdict>)>> {
    let subjects = &*seat::within(db, scope, now_seen(on), subjects).await?;
    let mut all = Vec::with_capacity(subjects.len());
    for chunk in subjects.chunks(4000) {
        let edits = platform::journal::apply::group(journal::edits(db, CLASS, chunk).await?);
        let bearing = tables::current(db, &PERSON, chunk).await?;
        let shared = Shared::find(db, &bearing, book).await?;
        for subject in chunk {
            let folded = fold(edits.get(subject).map_or(&[], Vec::as_slice))?;
            let spans = spans_of(subject, &folded, book);
            let context = shared.context(&spans);
            let mut out = Vec::new();
            standard::verdicts(book, &spans.persons, &spans.memberships, &context, &mut out);
            all.push((subject.clone(), out));
        }
    }
    Ok(all)
}

/// Other records that bear one of a record's numbers on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alike {
    /// Those that a scope sees.
    pub seen: Vec<String>,
    /// Whether there are more.
    pub more: bool,
}

/// Who else bears the citizen ID, the card number and the file number of some persons on a day,
/// as the data standard compares them: living members, as now known. Of others no more is said
/// than that there are some.
pub async fn alike(
    db: &mut Db,
    scope: &Scope,
    on: Day,
    book: &Rulebook,
    persons: &[String],
) -> Result<HashMap<String, [Alike; 3]>> {
    let persons = seat::within(db, scope, now_seen(on), persons).await?;
    let bearing = tables::current(db, &PERSON, &persons).await?;
    let shared = Shared::find(db, &bearing, book).await?;
    let mut found: HashMap<String, [BTreeSet<String>; 3]> = HashMap::new();
    for person in persons.iter() {
        for (i, value, from, to) in shared.of.get(person).into_iter().flatten() {
            let bearers = shared.by_key[*i].get(value).into_iter().flatten();
            let that_day = bearers.filter(|b| b.from <= on && on < b.to && b.subject != *person);
            if *from <= on && on < *to {
                let others = &mut found.entry(person.clone()).or_default()[*i];
                others.extend(that_day.map(|b| b.subject.clone()));
            }
        }
    }
    let others: BTreeSet<String> = found.values().flatten().flatten().cloned().collect();
    let others: Vec<String> = others.into_iter().collect();
    let seen = seat::within(db, scope, now_seen(on), &others).await?;
    let seen: HashSet<&String> = seen.iter().collect();
    let alike = |others: BTreeSet<String>| {
        let (seen, hidden): (Vec<_>, Vec<_>) = others.into_iter().partition(|o| seen.contains(o));
        let more = !hidden.is_empty();
        Alike { seen, more }
    };
    Ok(found.into_iter().map(|(p, o)| (p, o.map(alike))).collect())
}

/// Whom a day is looked from with all that is known.
fn now_seen(on: Day) -> AsOf {
    AsOf {
        on,
        known: Known::NOW,
    }
}

/// The matching keys that some persons bear on a day, as now known: citizen ID (hashed), card
/// and file number.
pub async fn keys_on(
    db: &mut Db,
    scope: &Scope,
    on: Day,
    persons: &[String],
) -> Result<HashMap<String, [String; 3]>> {
    let persons = seat::within(db, scope, now_seen(on), persons).await?;
    let rows = tables::current_columns(db, &PERSON, &persons, &KEYS).await?;
    let rows = rows.into_iter().filter(|r| r.from <= on && on < r.to);
    let keys = |r: &Row| [0, 1, 2].map(|i| r.values[i].text().to_owned());
    Ok(rows.map(|r| (r.subject.clone(), keys(&r))).collect())
}

/// Number of the last act up to a knowledge that changed what is recorded of some persons: one
/// with a line about them, or one that annulled such an act. What a form was read at: page and
/// writer must come to the same number, so it is asked of the whole record; whom a form is about
/// was found within a scope.
pub async fn version(db: &mut Db, persons: &[String], known: Known) -> Result<u64> {
    let mut touched = journal::acts_of(db, persons).await?;
    touched.retain(|n| *n <= known.0);
    let annulled = journal::annulments(db, known).await?;
    let by = annulled.iter().filter(|(n, _)| touched.contains(n));
    let last = by.map(|(_, by)| *by).chain(touched.iter().copied()).max();
    Ok(last.unwrap_or(0))
}

/// The subjects of persons by the key their sender knows them by.
pub async fn by_key(
    db: &mut Db,
    scope: &Scope,
    keys: &[String],
) -> Result<HashMap<String, String>> {
    let rows = tables::known_where(db, &PERSON, Known::NOW, "person_key", keys).await?;
    let found: Vec<String> = rows.iter().map(|r| r.subject.clone()).collect();
    let seen = seat::ever_within(db, scope, now_seen(Day::MAX), &found).await?;
    let seen: Option<HashSet<&String>> = (!scope.is_whole()).then(|| seen.iter().collect());
    Ok(rows
        .into_iter()
        .filter(|r| seen.as_ref().is_none_or(|seen| seen.contains(&r.subject)))
        .map(|r| (r.values[0].text().to_owned(), r.subject))
        .collect())
}

/// The rows of `membership` now known whose unit is one of these.
pub async fn sitting_in(db: &mut Db, scope: &Scope, units: &[String]) -> Result<Vec<Row>> {
    let units: Vec<String> = units.iter().filter(|u| scope.sees(u)).cloned().collect();
    tables::known_where(db, &MEMBERSHIP, Known::NOW, "unit", &units).await
}

/// Of some rows of [`sitting_in`], who was there on the eve of a day and went on that very day:
/// died, left, was sent. A reform of the day finds them still there (`semantics.md` 4.1), unless
/// another reform of the day has moved them already. Person and unit.
pub async fn gone_on(db: &mut Db, rows: &[Row], day: Day) -> Result<HashSet<(String, String)>> {
    let seat = |r: &Row| (r.subject.clone(), r.values[0].text().to_owned());
    let goes_on: HashSet<(String, String)> =
        rows.iter().filter(|r| r.from == day).map(seat).collect();
    let ended = rows
        .iter()
        .filter(|r| r.from < day && r.to == day)
        .map(seat);
    let mut gone: HashSet<(String, String)> = ended.filter(|s| !goes_on.contains(s)).collect();
    if gone.is_empty() {
        return Ok(gone);
    }
    let persons: BTreeSet<String> = gone.iter().map(|(person, _)| person.clone()).collect();
    let persons: Vec<String> = persons.into_iter().collect();
    for event in tables::current(db, &MEMBER_EVENT, &persons).await? {
        if event.from == day && event.values[0].text() == MOVED_BY_REFORM {
            gone.remove(&(event.subject, event.values[2].text().to_owned()));
        }
    }
    Ok(gone)
}

/// Something about a member that lies in a unit on a day.
#[derive(Debug, Clone)]
pub struct Fact {
    pub unit: String,
    pub person: String,
    pub day: Day,
}

/// What befell members after a day while they sat in a unit, also what changed nothing about
/// where they are or what they are: a confirmation of the record, an activity elsewhere.
pub async fn befallen_after(db: &mut Db, rows: &[Row], day: Day) -> Result<Vec<Fact>> {
    let staying = rows.iter().filter(|r| r.to > day);
    let stays: HashMap<(&str, &str), &str> = staying
        .map(|r| ((r.subject.as_str(), r.values[2].text()), r.values[0].text()))
        .collect();
    let persons: BTreeSet<String> = stays.keys().map(|(p, _)| (*p).to_owned()).collect();
    let persons: Vec<String> = persons.into_iter().collect();
    let mut facts = Vec::new();
    for event in tables::current(db, &MEMBER_EVENT, &persons).await? {
        let stay = (event.subject.as_str(), event.values[4].text());
        if let Some(unit) = stays.get(&stay).filter(|_| event.from > day) {
            facts.push(Fact {
                unit: (*unit).to_owned(),
                day: event.from,
                person: event.subject,
            });
        }
    }
    Ok(facts)
}

/// What names a unit after a day without beginning a stay in it: a guest's activity there, a
/// sending that leads there.
pub async fn expected_after(db: &mut Db, day: Day) -> Result<Vec<Fact>> {
    let sql = "select to_unit, subject, effective_from from member_event where known_to is null \
               and effective_from > $1 and to_unit <> '' and stay <> item and event <> $2";
    let cells = [Cell::Text(day.to_string()), MOVED_BY_REFORM.into()];
    let mut facts = Vec::new();
    db.each(sql, &cells, &[Type::Text; 3], |row| {
        facts.push(Fact {
            unit: row[0].text().to_owned(),
            person: row[1].text().to_owned(),
            day: Day::parse(row[2].text())?,
        });
        Ok(())
    })
    .await?;
    Ok(facts)
}

/// The first day on which an opening list speaks of a unit, by unit.
pub async fn record_begins(db: &mut Db, known: Known) -> Result<HashMap<String, Day>> {
    // a list is as old as its latest entry: who had left before is not in it
    let sql = "select e.to_unit, max(e.effective_from) from member_event e join \
               (select to_unit, min(known_from) as first from member_event where event = 'opening' \
               and known_from <= $1 and (known_to is null or known_to > $1) group by to_unit) f \
               on f.to_unit = e.to_unit and f.first = e.known_from \
               where e.event = 'opening' and (e.known_to is null or e.known_to > $1) group by e.to_unit";
    let rows = db
        .rows(sql, &[Cell::from(known.0)], &[Type::Text, Type::Text])
        .await?;
    rows.iter()
        .map(|r| Ok((r[0].text().to_owned(), Day::parse(r[1].text())?)))
        .collect()
}

/// The keys by which the senders of some persons know them, by the persons' ids.
pub async fn person_keys(
    db: &mut Db,
    scope: &Scope,
    known: Known,
    persons: &[String],
) -> Result<HashMap<String, String>> {
    let ever = AsOf {
        on: Day::MAX,
        known,
    };
    let persons = seat::ever_within(db, scope, ever, persons).await?;
    let mut rows = tables::known_where(db, &PERSON, known, "subject", &persons).await?;
    rows.sort_by_key(|r| r.from);
    let key = |r: Row| (r.subject, r.values[0].text().to_owned());
    Ok(rows.into_iter().map(key).collect())
}

/// What lists say of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Empty when it was erased.
    pub name: String,
    pub birth_year: String,
    /// Orders names as people expect it.
    pub order: String,
}

/// Names and years of birth of some persons as of a day, by the persons' ids: of those who were
/// in a unit that is seen by then, since a list of what happened there names who went from it.
pub async fn names(
    db: &mut Db,
    scope: &Scope,
    AsOf { on, known }: AsOf,
    persons: &[String],
) -> Result<HashMap<String, Named>> {
    let persons = seat::ever_within(db, scope, AsOf { on, known }, persons).await?;
    let mut rows = tables::known_where(db, &PERSON, known, "subject", &persons).await?;
    // the row of the day; before the first one, the first; after the last one, the last
    rows.sort_by_key(|r| {
        (
            r.from <= on,
            if r.from <= on {
                r.from.number()
            } else {
                -r.from.number()
            },
        )
    });
    let column = |name: &str| PERSON.columns.iter().position(|(n, _)| *n == name);
    let named = |r: Row| {
        let text = |name: &str| column(name).map_or("", |i| r.values[i].text()).to_owned();
        let named = Named {
            name: text("name"),
            birth_year: text("birth_date").chars().take(4).collect(),
            order: text("name_order"),
        };
        (r.subject, named)
    };
    Ok(rows.into_iter().map(named).collect())
}

/// The verdicts that an erasure keeps: those on the person and on whoever shares a key.
pub async fn verdicts_to_keep(db: &mut Db, subject: &str) -> Result<Vec<KeptVerdict>> {
    let mut rows: Vec<Row> = Vec::new();
    for (row, _, _) in tables::history(db, &PERSON, subject).await? {
        rows.push(row);
    }
    let mut subjects = ever_sharers(db, &keys_in(&rows)).await?;
    subjects.insert(subject.to_owned());
    let mut kept = Vec::new();
    for subject in subjects {
        for (row, known_from, known_to) in tables::history(db, &VERDICT, &subject).await? {
            let to = (row.to < Day::MAX).then(|| row.to.to_string());
            let severity = row.values[0].text().to_owned();
            kept.push(KeptVerdict {
                subject: row.subject,
                rule: row.item,
                severity,
                from: row.from.to_string(),
                to,
                known_from,
                known_to,
            });
        }
    }
    Ok(kept)
}

/// Whether what names the person was removed.
pub async fn is_erased(db: &mut Db, subject: &str) -> Result<bool> {
    for edit in journal::edits(db, CLASS, &[subject.to_owned()]).await? {
        if let PersonEdit::Erased { .. } = serde_json::from_str(&edit.counted)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes the history of a person what a replay without the identifying content gives, and
/// puts the kept verdicts where they were.
async fn forget(applying: &mut Applying<'_>, subjects: &[String]) -> Result<()> {
    let edits = applying.edits(CLASS, subjects).await?;
    for subject in subjects {
        let edits = edits.get(subject).map_or(&[][..], Vec::as_slice);
        rewrite_person(applying.db, subject, applying.act).await?;
        for edit in edits.iter().filter(|e| e.act == applying.act) {
            if let PersonEdit::Erased { verdicts } = serde_json::from_str(&edit.counted)? {
                put_back(applying.db, subject, &verdicts).await?;
            }
        }
    }
    Ok(())
}

/// Each knowledge is folded from what was in force then: an edit that was annulled later is
/// still what was known before (`semantics.md` 1.11).
async fn rewrite_person(db: &mut Db, subject: &str, act: u64) -> Result<()> {
    tables::rewrite(db, &PERSON, subject, &[]).await?;
    let ever = journal::edits_ever(db, CLASS, subject).await?;
    let gone: HashMap<u64, u64> = journal::annulments(db, Known::NOW)
        .await?
        .into_iter()
        .collect();
    let told = ever.iter().map(|e| e.act);
    let untold = told.clone().filter_map(|n| gone.get(&n).copied());
    let acts: BTreeSet<u64> = told.chain(untold).filter(|n| *n < act).collect();
    for n in acts {
        let in_force = |e: &&Edit| e.act <= n && gone.get(&e.act).is_none_or(|by| *by > n);
        let known: Vec<Edit> = ever.iter().filter(in_force).cloned().collect();
        let (mut person, mut membership, mut events) = (Vec::new(), Vec::new(), Vec::new());
        rows(
            subject,
            &fold(&known)?,
            &mut person,
            &mut membership,
            &mut events,
        );
        tables::bring_to(db, &PERSON, n, &[subject.to_owned()], person).await?;
    }
    Ok(())
}

async fn put_back(db: &mut Db, subject: &str, verdicts: &[KeptVerdict]) -> Result<()> {
    let mut by_subject: HashMap<&str, Vec<tables::Kept>> = HashMap::from([(subject, Vec::new())]);
    for v in verdicts {
        let to = v.to.as_deref().map_or(Ok(Day::MAX), Day::parse)?;
        let row = Row {
            subject: v.subject.clone(),
            item: v.rule.clone(),
            from: Day::parse(&v.from)?,
            to,
            values: vec![v.severity.as_str().into()],
        };
        by_subject
            .entry(&v.subject)
            .or_default()
            .push((row, v.known_from, v.known_to));
    }
    for (subject, rows) in by_subject {
        tables::rewrite(db, &VERDICT, subject, &rows).await?;
    }
    Ok(())
}

/// Which of the units have an opening list by another act.
pub async fn opened_elsewhere(db: &mut Db, act: u64, units: &[String]) -> Result<Vec<String>> {
    let among = db.dialect().texts(2);
    let sql = format!(
        "select distinct to_unit from member_event where event = 'opening' and known_to is null and known_from <> $1 and to_unit in {among}"
    );
    let rows = db
        .rows(
            &sql,
            &[Cell::from(act), Cell::Text(serde_json::to_string(units)?)],
            &[Type::Text],
        )
        .await?;
    Ok(rows.iter().map(|r| r[0].text().to_owned()).collect())
}

/// Persons of the record by what they are matched by: value to the person's key. Names are
/// matched together with the birth date, as `folded name YYYY-MM-DD`.
pub async fn keys_by(
    db: &mut Db,
    by: &str,
    values: HashSet<String>,
) -> Result<HashMap<String, String>> {
    let names = by == "name_folded";
    let (what, among) = if names {
        ("name_folded, birth_date", db.dialect().tuples(1, 2))
    } else {
        (by, db.dialect().texts(1))
    };
    let sql = format!(
        "select {what}, person_key from person where known_to is null and ({what}) in {among}"
    );
    let types = vec![Type::Text; if names { 3 } else { 2 }];
    let asked = |v: &String| match v.rsplit_once(' ') {
        Some((name, born)) if names => serde_json::json!([name, born]),
        _ => serde_json::json!(v),
    };
    // in order, so that what is looked up together lies together
    let values: BTreeSet<&String> = values.iter().collect();
    let asked: Vec<serde_json::Value> = values.into_iter().map(asked).collect();
    let mut found = HashMap::new();
    for chunk in asked.chunks(4000) {
        let list = Cell::Text(serde_json::to_string(chunk)?);
        db.each(&sql, &[list], &types, |mut row| {
            let key = row.pop().map_or_else(String::new, |c| c.text().to_owned());
            let value: Vec<&str> = row.iter().map(Cell::text).collect();
            found.insert(value.join(" "), key);
            Ok(())
        })
        .await?;
    }
    Ok(found)
}
