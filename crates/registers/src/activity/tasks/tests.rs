//! Deadlines, lives, judgements and coverage, each by its rule.

use super::coverage::{Implementing, coverage, tally, tree};
use super::model::{Event, Happened, Issue, Kind, Said, State};
use super::rules::{self, Done, Progress};
use crate::organisation::rulebook::{Rulebook, read};
use figures::structure::{Link, LinkKind, State as UnitState};
use figures::{Day, Structure, UnitIx};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn vietnamese() -> Rulebook {
    Rulebook::from_rows(read::texts(read::vietnamese()).unwrap())
}

/// Units A, B and C, open since 2024.
fn units() -> (Structure, [UnitIx; 3]) {
    let mut s = Structure::default();
    let mut open = |id: &str| {
        let state = UnitState {
            from: day("2024-01-01"),
            to: Day::MAX,
            code: id.to_owned(),
            name: format!("Unit {id}"),
            kind: String::new(),
            parent: None,
        };
        s.open(id, 1, state)
    };
    let all = [open("A"), open("B"), open("C")];
    (s, all)
}

fn goes(s: &mut Structure, old: UnitIx, on: &str, into: &[(UnitIx, LinkKind)]) {
    for (new, kind) in into {
        s.link(Link {
            day: day(on),
            act: 9,
            old,
            new: Some(*new),
            kind: *kind,
        });
    }
    s.close(old, day(on), 9);
}

fn issue() -> Issue {
    Issue {
        title: "Draft the plan".to_owned(),
        lead: "A".to_owned(),
        deadline: "2026-07-06".to_owned(),
        ..Issue::default()
    }
}

fn said(event: Event) -> Said {
    let mut said = Said::of(event);
    match event {
        Event::Submitted => said.text = "the draft".to_owned(),
        Event::Returned => said.text = "figures are missing".to_owned(),
        Event::Cancelled => said.text = "the programme ended".to_owned(),
        _ => {}
    }
    said
}

fn extended(to: &str) -> Said {
    Said {
        text: "flood".to_owned(),
        by: "the Standing Committee".to_owned(),
        target: to.to_owned(),
        ..Said::of(Event::Extended)
    }
}

fn moved(from: &str, to: &str) -> Said {
    Said {
        target: to.to_owned(),
        from: from.to_owned(),
        ..Said::of(Event::Moved)
    }
}

fn told(events: Vec<(&str, Said)>) -> Vec<Happened> {
    let happened = |(line, (on, said)): (u64, (&str, Said))| Happened {
        day: day(on),
        act: 2,
        line,
        said,
    };
    let mut events: Vec<Happened> = (1..).zip(events).map(happened).collect();
    rules::sort(&mut events);
    events
}

fn issued() -> Day {
    day("2026-06-25")
}

fn refused(s: &Structure, events: Vec<(&str, Said)>) -> Option<String> {
    let events = told(events);
    rules::refusal(s, (issued(), &issue()), &events).map(|(_, why)| why)
}

fn stands(events: Vec<(&str, Said)>, on: &str) -> &'static str {
    let life = rules::life(issued(), &issue(), &told(events));
    let on = day(on);
    let at = life.iter().find(|x| x.from <= on && on < x.to).unwrap();
    rules::standing((at.state, at.deadline), at.submitted, on).as_str()
}

#[test]
fn a_letter_drafted_on_a_thursday_and_due_ten_days_later_on_a_sunday_is_due_on_monday() {
    let book = vietnamese();
    let rule = book.task_deadline("default", issued()).unwrap();
    assert_eq!(issued(), day("2026-06-25"), "a Thursday");
    let due = rules::due(&rule.rule, issued(), book.calendar());
    assert_eq!(due, (day("2026-07-06"), false));
    assert!(rule.citation.contains("10 days"), "{}", rule.citation);
}

#[test]
fn working_days_leave_holidays_out_and_a_year_without_a_list_is_said() {
    let book = vietnamese();
    let rule = book.task_deadline("five-working-days", issued()).unwrap();
    // 31/8, 1/9 and 2/9/2026 are off, 22/8 was worked for one of them
    let due = rules::due(&rule.rule, day("2026-08-28"), book.calendar());
    assert_eq!(due, (day("2026-09-09"), false));
    let (_, unlisted) = rules::due(&rule.rule, day("2031-01-06"), book.calendar());
    assert!(unlisted);
}

#[test]
fn what_is_accepted_is_judged_by_the_day_it_was_handed_in() {
    let in_time = vec![
        ("2026-07-06", said(Event::Submitted)),
        ("2026-07-20", said(Event::Accepted)),
    ];
    assert_eq!(stands(in_time.clone(), "2026-07-19"), "submitted");
    assert_eq!(stands(in_time, "2026-07-20"), "done-on-time");
    let late = vec![
        ("2026-07-07", said(Event::Submitted)),
        ("2026-07-08", said(Event::Accepted)),
    ];
    assert_eq!(stands(late.clone(), "2026-07-07"), "overdue");
    assert_eq!(stands(late, "2026-07-08"), "done-late");
}

#[test]
fn an_extension_granted_after_the_submission_does_not_make_it_timely() {
    let before = vec![
        ("2026-07-01", extended("2026-07-10")),
        ("2026-07-09", said(Event::Submitted)),
        ("2026-07-12", said(Event::Accepted)),
    ];
    assert_eq!(stands(before, "2026-07-12"), "done-on-time");
    let after = vec![
        ("2026-07-09", said(Event::Submitted)),
        ("2026-07-10", extended("2026-07-20")),
        ("2026-07-12", said(Event::Accepted)),
    ];
    assert_eq!(stands(after, "2026-07-12"), "done-late");
}

#[test]
fn what_is_returned_is_overdue_again_until_it_is_handed_in_anew() {
    let events = vec![
        ("2026-07-03", said(Event::Submitted)),
        ("2026-07-08", said(Event::Returned)),
        ("2026-07-09", said(Event::Submitted)),
        ("2026-07-10", said(Event::Accepted)),
    ];
    assert_eq!(stands(events.clone(), "2026-07-06"), "submitted");
    assert_eq!(stands(events.clone(), "2026-07-07"), "submitted");
    assert_eq!(stands(events.clone(), "2026-07-08"), "overdue");
    assert_eq!(stands(events, "2026-07-10"), "done-late");
}

#[test]
fn each_event_follows_what_it_may_follow_and_a_refusal_is_a_sentence() {
    let (s, _) = units();
    let ok = |events: Vec<(&str, Said)>| assert_eq!(refused(&s, events), None);
    let no = |events: Vec<(&str, Said)>, why: &str| {
        let said = refused(&s, events).expect("it is refused");
        assert!(said.contains(why), "«{said}» does not say «{why}»");
    };
    ok(vec![
        ("2026-06-26", said(Event::Received)),
        ("2026-06-27", said(Event::Begun)),
        ("2026-07-03", said(Event::Submitted)),
        ("2026-07-04", said(Event::Returned)),
        ("2026-07-05", said(Event::Begun)),
        ("2026-07-06", said(Event::Submitted)),
        ("2026-07-07", said(Event::Accepted)),
    ]);
    no(
        vec![("2026-06-24", said(Event::Received))],
        "was issued on 2026-06-25",
    );
    no(
        vec![("2026-06-26", said(Event::Accepted))],
        "is issued: it cannot be accepted",
    );
    let done = || {
        vec![
            ("2026-07-03", said(Event::Submitted)),
            ("2026-07-04", said(Event::Accepted)),
        ]
    };
    let mut again = done();
    again.push(("2026-07-05", said(Event::Submitted)));
    no(again, "is accepted: it cannot be submitted");
    // recorded late, but before what follows it
    let mut between = done();
    between.push(("2026-07-02", said(Event::Cancelled)));
    no(between, "is cancelled: it cannot be submitted");
    no(
        vec![("2026-07-03", Said::of(Event::Submitted))],
        "needs evidence",
    );
    no(
        vec![
            ("2026-07-03", said(Event::Submitted)),
            ("2026-07-04", Said::of(Event::Returned)),
        ],
        "says what is missing",
    );
    let mut nobody = extended("2026-07-10");
    nobody.by.clear();
    no(vec![("2026-07-01", nobody)], "who approved it");
    no(
        vec![("2026-07-01", extended("2026-07-06"))],
        "the deadline is 2026-07-06",
    );
    no(
        vec![("2026-07-12", extended("2026-07-10"))],
        "does not end before that day",
    );
    let mut led = done();
    let document = Said {
        document: "a9.1".to_owned(),
        ..Said::of(Event::LedTo)
    };
    led.push(("2026-07-05", document));
    no(led.clone(), "only advice leads to a document");
    let advice = Issue {
        kind: Kind::Advice,
        ..issue()
    };
    assert_eq!(rules::refusal(&s, (issued(), &advice), &told(led)), None);
}

#[test]
fn the_lead_is_followed_through_whole_successors_and_no_further() {
    let (mut s, [a, b, c]) = units();
    goes(&mut s, a, "2026-07-01", &[(b, LinkKind::Whole)]);
    assert_eq!(refused(&s, Vec::new()), None);
    assert_eq!(s.followed(a, day("2026-06-30")), a);
    assert_eq!(s.followed(a, day("2026-07-01")), b);
    goes(
        &mut s,
        b,
        "2026-08-01",
        &[(c, LinkKind::Part), (a, LinkKind::Part)],
    );
    let why = refused(&s, Vec::new()).unwrap();
    assert!(
        why.contains("its lead B closes on 2026-08-01") && why.contains("C (Unit C)"),
        "{why}"
    );
    assert_eq!(refused(&s, vec![("2026-08-01", moved("B", "C"))]), None);
    let why = refused(&s, vec![("2026-08-01", moved("A", "C"))]).unwrap();
    assert!(why.contains("led by B, and not by A"), "{why}");
    let done = vec![
        ("2026-07-03", said(Event::Submitted)),
        ("2026-08-01", said(Event::Accepted)),
    ];
    assert_eq!(refused(&s, done), None, "what is done needs no lead");
}

#[test]
fn a_closed_unit_names_its_successor() {
    let (mut s, [a, b, _]) = units();
    goes(&mut s, a, "2026-07-01", &[(b, LinkKind::Whole)]);
    assert_eq!(
        rules::not_open(&s, a, day("2026-07-02")),
        "the unit closed on 2026-07-01: its successor is B (Unit B)"
    );
}

#[test]
fn progress_is_the_share_of_binding_clauses_whose_tasks_are_all_accepted() {
    let clauses = ["1", "2", "3", "4"];
    let tasks = [
        ("1", State::Accepted),
        ("1", State::Cancelled),
        ("2", State::Accepted),
        ("2", State::Submitted),
        ("3", State::Superseded),
    ];
    assert_eq!(
        rules::progress(clauses.into_iter(), tasks.into_iter()),
        Progress {
            binding: 4,
            done: 1,
            without_task: 2
        }
    );
}

#[test]
fn coverage_says_who_issued_who_has_not_and_who_did_late() {
    let (mut s, [a, b, c]) = units();
    let issued = |document: &str, organ: UnitIx, on: &str| Implementing {
        document: document.to_owned(),
        organ,
        dated: day(on),
    };
    let documents = [
        issued("d1", a, "2026-05-01"),
        issued("d2", b, "2026-07-02"),
        issued("d3", a, "2026-04-01"),
    ];
    let by = day("2026-06-30");
    let told = |s: &Structure, on: &str| -> Vec<(UnitIx, String, bool)> {
        coverage(s, &[(a, by), (b, by), (c, by)], &documents, day(on))
            .into_iter()
            .map(|x| {
                (
                    x.unit,
                    x.document.map_or_else(String::new, |d| d.document),
                    x.late,
                )
            })
            .collect()
    };
    let row = |u, d: &str, late| (u, d.to_owned(), late);
    assert_eq!(
        told(&s, "2026-06-30"),
        [row(a, "d3", false), row(b, "", false), row(c, "", false)]
    );
    assert_eq!(
        told(&s, "2026-07-02"),
        [row(a, "d3", false), row(b, "d2", true), row(c, "", true)]
    );
    goes(&mut s, a, "2026-08-01", &[(c, LinkKind::Whole)]);
    assert_eq!(
        told(&s, "2026-08-01"),
        [row(b, "d2", true), row(c, "d3", false)],
        "what a unit issued covers the one it went whole into"
    );
}

#[test]
fn the_tree_under_a_document_names_each_once() {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let implements = [
        pair("programme", "resolution"),
        pair("plan-a", "programme"),
        pair("plan-b", "programme"),
        pair("plan-b", "resolution"),
        pair("resolution", "plan-a"),
    ];
    let found: Vec<_> = tree(&"resolution".to_owned(), &implements)
        .into_iter()
        .map(|u| format!("{} {}", u.depth, u.document))
        .collect();
    assert_eq!(found, ["1 plan-b", "1 programme", "2 plan-a"]);
}

#[test]
fn tasks_are_counted_by_how_they_stand() {
    let stand = |state, submitted: Option<(&str, &str)>, on: &str| {
        let submitted = submitted.map(|(a, b)| (day(a), day(b)));
        rules::standing((state, day("2026-07-06")), submitted, day(on))
    };
    let all = [
        stand(State::Issued, None, "2026-07-07"),
        stand(State::InProgress, None, "2026-07-06"),
        stand(
            State::Accepted,
            Some(("2026-07-06", "2026-07-06")),
            "2026-08-01",
        ),
        stand(
            State::Accepted,
            Some(("2026-07-07", "2026-07-06")),
            "2026-08-01",
        ),
        stand(State::Cancelled, None, "2026-08-01"),
    ];
    let counted = tally(all.into_iter());
    assert_eq!((counted.open, counted.overdue), (2, 1));
    assert_eq!((counted.on_time, counted.late, counted.dropped), (1, 1, 1));
    let share = rules::share(all.into_iter());
    assert_eq!((share.done, share.on_time), (2, 1));
    assert_eq!(all[3].done, Some(Done::Late));
}
