//! The rules of meetings by themselves.

use super::clauses::{Clause, faults, labelled, several};
use super::model::{Item, Kind, Meeting, MeetingEdit, Part, State};
use super::rules::{
    next_period, previous, refuses_acceptance, refuses_cancelling, refuses_conclusion, refuses_item,
};
use super::store::fold;
use crate::organisation::rulebook::Period;
use figures::Day;
use platform::journal::Edit;
use platform::projection::Row;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn meeting(id: &str, held: &str, state: State) -> Meeting {
    Meeting {
        id: id.to_owned(),
        unit: "a1.1".to_owned(),
        kind: Kind::Briefing,
        period: "2025-Q3".to_owned(),
        title: String::new(),
        day: day(held),
        place: String::new(),
        previous: String::new(),
        conclusion: String::new(),
        state,
        reason: String::new(),
        called: day("2025-01-01"),
    }
}

fn found(meetings: &[Meeting], kind: Kind, held: &str) -> Option<String> {
    let units = ["a1.1".to_owned()];
    previous(meetings, &units, kind, day(held)).map(|m| m.id.clone())
}

#[test]
fn the_meeting_before_is_the_latest_of_the_unit_and_kind_that_was_not_cancelled() {
    let all = [
        meeting("a2.1", "2025-04-02", State::Concluded),
        meeting("a3.1", "2025-07-02", State::Concluded),
        meeting("a4.1", "2025-09-02", State::Cancelled),
        meeting("a5.1", "2026-01-05", State::Convened),
        Meeting {
            unit: "a1.2".to_owned(),
            ..meeting("a6.1", "2025-09-03", State::Concluded)
        },
    ];
    assert_eq!(
        found(&all, Kind::Briefing, "2025-10-01"),
        Some("a3.1".to_owned())
    );
    assert_eq!(found(&all, Kind::Briefing, "2025-04-01"), None);
    assert_eq!(found(&all, Kind::Plenum, "2025-10-01"), None);
}

#[test]
fn of_two_meetings_of_one_day_the_later_act_is_the_one_before() {
    let all = [
        meeting("a9.1", "2025-07-02", State::Concluded),
        meeting("a10.1", "2025-07-02", State::Concluded),
    ];
    assert_eq!(
        found(&all, Kind::Briefing, "2025-10-01"),
        Some("a10.1".to_owned())
    );
}

#[test]
fn nothing_is_laid_on_the_table_of_a_meeting_that_is_over_or_not_called_yet() {
    let on = day("2025-07-02");
    let open = meeting("a2.1", "2025-07-02", State::Convened);
    assert_eq!(refuses_item(&open, on), None);
    let early = refuses_item(&open, day("2024-12-31")).unwrap();
    assert!(early.contains("called on 2025-01-01"), "{early}");
    for state in [State::Concluded, State::Cancelled] {
        assert!(refuses_item(&meeting("a2.1", "2025-07-02", state), on).is_some());
    }
}

#[test]
fn a_meeting_is_concluded_once_and_not_before_it_is_held() {
    let open = meeting("a2.1", "2025-07-02", State::Convened);
    assert_eq!(refuses_conclusion(&open, day("2025-07-02")), None);
    assert!(refuses_conclusion(&open, day("2025-07-01")).is_some());
    let over = meeting("a2.1", "2025-07-02", State::Concluded);
    assert!(refuses_conclusion(&over, day("2025-07-03")).is_some());
    assert!(refuses_cancelling(&over).is_some());
    assert_eq!(refuses_cancelling(&open), None);
}

fn item(part: Part, task: &str) -> Item {
    Item {
        id: "a3.1".to_owned(),
        part,
        position: 1,
        title: "Mở lớp".to_owned(),
        unit: "a1.2".to_owned(),
        text: String::new(),
        figures: Vec::new(),
        document: String::new(),
        task: task.to_owned(),
        on: day("2025-07-02"),
    }
}

#[test]
fn only_a_proposal_becomes_a_task_and_only_once() {
    let held = meeting("a2.1", "2025-07-02", State::Concluded);
    let on = day("2025-07-03");
    assert_eq!(
        refuses_acceptance(&held, &item(Part::Proposal, ""), on),
        None
    );
    assert!(refuses_acceptance(&held, &item(Part::Report, ""), on).is_some());
    assert!(refuses_acceptance(&held, &item(Part::Proposal, "a4.1"), on).is_some());
    assert!(refuses_acceptance(&held, &item(Part::Proposal, ""), day("2025-07-01")).is_some());
}

#[test]
fn the_next_period_is_of_the_same_kind_and_crosses_the_year() {
    for (this, next) in [
        ("2025-Q3", "2025-Q4"),
        ("2025-Q4", "2026-Q1"),
        ("2025-12", "2026-01"),
        ("2025-H1", "2025-H2"),
        ("2025-H2", "2026-H1"),
        ("2025-9M", "2025-Q4"),
        ("2025", "2026"),
    ] {
        let found = next_period(Period::parse(this).unwrap()).unwrap();
        assert_eq!(found.to_string(), next, "after {this}");
    }
}

fn clause(line: usize, text: &str, lead: &str) -> Clause {
    Clause {
        text: text.to_owned(),
        lead: lead.to_owned(),
        line,
        ..Clause::default()
    }
}

#[test]
fn a_clause_with_a_deadline_names_its_lead_and_one_without_either_binds_nobody() {
    let spoken = clause(2, "Ghi nhận kết quả quý III.", "");
    let bound = clause(3, "Rà soát quy chế.", "BTC");
    assert!(faults(&[spoken.clone(), bound.clone()], "c.csv").is_empty());
    let loose = Clause {
        deadline: "2025-12-31".to_owned(),
        ..spoken
    };
    let said = faults(&[loose, bound], "c.csv");
    assert_eq!(said.len(), 1);
    assert_eq!((said[0].line, said[0].column.as_str()), (2, "lead"));
}

#[test]
fn labels_are_as_written_or_the_place_and_none_stands_twice() {
    let mut second = clause(3, "Hai", "BTC");
    second.label = "1".to_owned();
    let all = [clause(2, "Một", "BTC"), second, clause(4, "Ba", "BTC")];
    assert_eq!(labelled(&all, 2), "3");
    let said = faults(&all, "c.csv");
    assert_eq!(said.len(), 1);
    assert!(said[0].reason.contains("another clause"), "{said:?}");
    assert_eq!(several("BTC; VP|UBKT ;"), ["BTC", "VP", "UBKT"]);
}

fn edit(act: u64, on: &str, said: &MeetingEdit) -> Edit {
    Edit {
        act,
        line: 1,
        day: day(on),
        subject: "a2.1".to_owned(),
        counted: serde_json::to_string(said).unwrap(),
        identifying: None,
    }
}

fn states(rows: &[Row]) -> Vec<(String, String)> {
    rows.iter()
        .map(|r| (r.from.to_string(), r.values[8].text().to_owned()))
        .collect()
}

#[test]
fn a_meeting_is_what_its_edits_add_up_to_and_without_its_convening_there_is_none() {
    let convened = MeetingEdit::Convened {
        unit: "a1.1".to_owned(),
        kind: Kind::Briefing,
        period: "2025-Q2".to_owned(),
        title: String::new(),
        day: "2025-07-02".to_owned(),
        place: String::new(),
        previous: String::new(),
    };
    let proposed = MeetingEdit::Item {
        part: Part::Proposal,
        position: 1,
        title: "Mở lớp".to_owned(),
        unit: "a1.2".to_owned(),
        text: String::new(),
        figures: Vec::new(),
        document: String::new(),
    };
    let concluded = MeetingEdit::Concluded {
        document: "a4.1".to_owned(),
    };
    let accepted = MeetingEdit::Accepted {
        item: "a3.1".to_owned(),
        task: "a5.1".to_owned(),
    };
    let all = [
        edit(2, "2025-06-20", &convened),
        edit(3, "2025-07-02", &proposed),
        edit(4, "2025-07-03", &concluded),
        edit(5, "2025-07-05", &accepted),
    ];
    let (meetings, items) = fold("a2.1", &all).unwrap();
    let expected = [("2025-06-20", "convened"), ("2025-07-03", "concluded")];
    assert_eq!(
        states(&meetings),
        expected.map(|(d, s)| (d.to_owned(), s.to_owned()))
    );
    let tasks: Vec<(String, &str)> = items
        .iter()
        .map(|r| (r.from.to_string(), r.values[7].text()))
        .collect();
    assert_eq!(
        tasks,
        [
            ("2025-07-02".to_owned(), ""),
            ("2025-07-05".to_owned(), "a5.1")
        ]
    );
    assert_eq!(fold("a2.1", &all[1..]).unwrap(), (Vec::new(), Vec::new()));
    // without the acceptance the proposal waits again
    let (_, items) = fold("a2.1", &all[..3]).unwrap();
    assert_eq!(items.len(), 1);
}
