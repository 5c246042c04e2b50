//! Tasks: one lead on every day, deadlines by day or by rule, states from events, and what a
//! reform does with what is open.

use crate::common::{Record, body, names};
use registers::activity::documents::rules::symbol_key;

pub const UNITS: &str = "code,name,kind,parent_code,valid_from
P,Tỉnh Phong,,,2024-01-01
A,Ban An,,P,2024-01-01
B,Ban Bình,,P,2024-01-01
C,Ban Cường,,P,2024-01-01
A1,Phòng Một,,A,2024-01-01
";

const REFORM: &str = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n";

fn record() -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    r
}

/// Assigns a task to a lead on 25 June 2026, due on 10 July.
#[track_caller]
fn assign(r: &Record, number: &str, lead: &str) {
    r.ok(&[
        "task",
        "assign",
        "--title",
        "Lập kế hoạch",
        "--number",
        number,
        "--lead",
        lead,
        "--issued",
        "2026-06-25",
        "--deadline",
        "2026-07-10",
        "--assigned-by",
        "P",
    ]);
}

#[track_caller]
fn happen(r: &Record, what: &str, number: &str, on: &str) {
    r.ok(&["task", what, number, "--on", on, "--text", "as said"]);
}

/// Number, lead and standing of every task on a day.
#[track_caller]
fn stand(r: &Record, on: &str, more: &[&str]) -> Vec<String> {
    let args = [&["task", "list", "--on", on, "--format", "csv"], more].concat();
    let rows = body(&r.ok(&args));
    let cells = |l: &String| l.split(',').map(str::to_owned).collect::<Vec<_>>();
    let short = |c: Vec<String>| format!("{} {} {}", c[1], c[3], c[8]);
    rows.iter().map(cells).map(short).collect()
}

fn reform(r: &Record, name: &str, rows: &str, assign: Option<&str>) -> Vec<String> {
    let file = r.file(&format!("{name}.csv"), format!("{REFORM}{rows}"));
    let mut args = vec!["import".to_owned(), "reforms".to_owned(), file];
    if let Some(assign) = assign {
        let file = r.file(
            &format!("{name}-assign.csv"),
            format!("code,kind,key,to_code\n{assign}"),
        );
        args.extend(["--assign".to_owned(), file]);
    }
    args
}

fn words(args: &[String]) -> Vec<&str> {
    args.iter().map(String::as_str).collect()
}

#[test]
fn a_task_is_what_its_events_add_up_to_on_each_day() {
    let r = record();
    assign(&r, "1", "A");
    happen(&r, "receive", "1", "2026-06-26");
    happen(&r, "begin", "1", "2026-06-27");
    happen(&r, "submit", "1", "2026-07-09");
    happen(&r, "return", "1", "2026-07-12");
    r.ok(&[
        "task",
        "extend",
        "1",
        "--on",
        "2026-07-13",
        "--until",
        "2026-07-20",
        "--by",
        "Thường trực",
        "--text",
        "flood",
    ]);
    happen(&r, "submit", "1", "2026-07-20");
    happen(&r, "accept", "1", "2026-08-01");
    for (on, is) in [
        ("2026-06-25", "issued"),
        ("2026-06-26", "received"),
        ("2026-06-27", "in-progress"),
        ("2026-07-11", "submitted"),
        ("2026-07-12", "overdue"),
        ("2026-07-13", "returned"),
        ("2026-07-31", "submitted"),
        ("2026-08-01", "done-on-time"),
    ] {
        assert_eq!(stand(&r, on, &[]), [format!("1 A {is}")], "on {on}");
    }
    assert!(stand(&r, "2026-06-24", &[]).is_empty(), "before its issue");
    assert_eq!(
        stand(&r, "2026-07-12", &["--overdue", "--unit", "P"]),
        ["1 A overdue"]
    );
    assert!(stand(&r, "2026-07-12", &["--unit", "B"]).is_empty());
    let shown = r.ok(&["task", "show", "1", "--on", "2026-08-01"]);
    assert!(
        shown.contains("2026-07-13  extended  2026-07-20 · Thường trực · flood"),
        "{shown}"
    );
    r.ok(&["verify"]);
}

/// The value of a figure of the whole record, and the rows it says it counts.
#[track_caller]
fn figure(r: &Record, code: &str, when: [&str; 2]) -> (String, usize) {
    let args = |more: &[&'static str]| {
        let all = [&["figure", code, "--unit", "*", when[0], when[1]], more].concat();
        r.ok(&[&all[..], &["--format", "json"]].concat())
    };
    let value: serde_json::Value = serde_json::from_str(&args(&[])).unwrap();
    let rows: serde_json::Value = serde_json::from_str(&args(&["--list"])).unwrap();
    let listed = rows.as_array().or_else(|| rows["rows"].as_array());
    (value["value"].to_string(), listed.map_or(0, Vec::len))
}

#[test]
fn the_figures_of_tasks_overdue_and_on_time_are_what_the_register_says() {
    let r = record();
    for number in ["1", "2", "3", "4"] {
        assign(&r, number, "A");
    }
    // 1 waits for an answer since before its deadline; 2 and 4 were handed in late, 4 was granted
    // more time afterwards; 3 never was
    happen(&r, "submit", "1", "2026-07-09");
    happen(&r, "submit", "2", "2026-07-12");
    happen(&r, "submit", "4", "2026-07-12");
    r.ok(&[
        "task",
        "extend",
        "4",
        "--on",
        "2026-07-13",
        "--until",
        "2026-07-31",
        "--by",
        "TT",
        "--text",
        "flood",
    ]);
    happen(&r, "accept", "4", "2026-07-14");
    for on in [
        "2026-07-10",
        "2026-07-11",
        "2026-07-12",
        "2026-07-13",
        "2026-07-15",
    ] {
        let listed = stand(&r, on, &["--overdue"]).len();
        let counted = figure(&r, "tasks-overdue", ["--on", on]);
        assert_eq!(counted, (listed.to_string(), listed), "overdue on {on}");
    }
    assert_eq!(
        stand(&r, "2026-07-15", &["--overdue"]),
        ["2 A overdue", "3 A overdue"]
    );
    let on_time = figure(&r, "tasks-done-on-time", ["--period", "2026-07"]);
    assert_eq!(
        on_time,
        ("0".to_owned(), 0),
        "more time granted later changes nothing"
    );
}

#[test]
fn without_a_day_the_rule_of_the_rulebook_says_it_and_is_cited() {
    let r = record();
    let ran = r.run(&[
        "task",
        "assign",
        "--title",
        "t",
        "--lead",
        "A",
        "--issued",
        "2026-06-25",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("due on 2026-07-06 by the rule «default»"),
        "{}",
        ran.err
    );
    assert!(
        r.ok(&["task", "list", "--on", "2026-06-25"])
            .contains("2026-07-06")
    );
    let none = Record::with_units(UNITS);
    let why = none.refused(&[
        "task",
        "assign",
        "--title",
        "t",
        "--lead",
        "A",
        "--issued",
        "2026-06-25",
    ]);
    assert!(
        why.contains("the rulebook has no rule of deadlines"),
        "{why}"
    );
}

#[test]
fn what_cannot_be_is_refused_with_its_place_value_and_reason() {
    let r = record();
    let merge = reform(
        &r,
        "m",
        "m,2026-06-01,A1,B,whole,,,,\nm,2026-06-01,B,B,same,,,,\n",
        None,
    );
    r.ok(&words(&merge));
    let file = "number,title,lead,issued,deadline,cooperating\n\
        1,t,A1,2026-06-25,2026-07-10,\n\
        2,t,A,2026-06-25,2026-06-24,\n\
        3,t,A;B,2026-06-25,2026-07-10,\n\
        4,,A,2026-06-25,2026-07-10,\n\
        5,t,ZZ,2026-06-25,2026-07-10,\n\
        6,t,A,when,2026-07-10,\n\
        7,t,A,2026-06-25,2026-07-10,A\n\
        7,t,A,2026-06-25,2026-07-10,B\n";
    let err = r.import_refused("tasks", "t.csv", file);
    let says =
        |line, column: &str, value: &str, why: &str| names(&err, "t.csv", line, column, value, why);
    says(
        2,
        "lead",
        "A1",
        "closed on 2026-06-01: its successor is B (Ban Bình)",
    );
    says(
        3,
        "deadline",
        "2026-06-24",
        "before the issue on 2026-06-25",
    );
    says(4, "lead", "A;B", "exactly one lead");
    says(5, "title", "", "what is to be done");
    says(6, "lead", "ZZ", "no unit bears this code on 2026-06-25");
    says(7, "issued", "when", "no day");
    says(8, "cooperating", "A", "does not co-operate with itself");
    says(9, "number", "7", "bears this number already");
    assign(&r, "1", "A");
    // every office counts its own
    let again = "number,title,lead,issued,deadline\n1,t,B,2026-06-25,2026-07-10\n";
    let file = r.file("own.csv", again);
    r.ok(&["import", "tasks", &file, "--preview"]);
    let on = |args: &[&str]| r.refused(args);
    let early = on(&["task", "accept", "1", "--on", "2026-07-01"]);
    assert!(
        early.contains("is issued: it cannot be accepted"),
        "{early}"
    );
    let bare = on(&["task", "submit", "1", "--on", "2026-07-01"]);
    assert!(bare.contains("needs evidence"), "{bare}");
    let unknown = on(&[
        "task",
        "submit",
        "1",
        "--on",
        "2026-07-01",
        "--evidence",
        "1-KH/ZZ",
    ]);
    assert!(unknown.contains("no document of the record"), "{unknown}");
    let gone = on(&["task", "move", "1", "--on", "2026-07-01", "--to", "A1"]);
    assert!(gone.contains("its successor is B"), "{gone}");
    let nobody = on(&["task", "begin", "9", "--on", "2026-07-01"]);
    assert!(nobody.contains("no task bears the number «9»"), "{nobody}");
}

#[test]
fn two_tasks_do_not_take_the_place_of_each_other_and_only_an_open_one_takes_anothers() {
    let r = record();
    for number in ["1", "2", "3", "4"] {
        assign(&r, number, "A");
    }
    let supersede = |number: &str, on: &str, with: &str| {
        let text = format!("task|supersede|{number}|--on|{on}|--with|{with}");
        text.split('|').map(str::to_owned).collect::<Vec<_>>()
    };
    r.ok(&words(&supersede("1", "2026-07-02", "2")));
    // also on an earlier day, on which the other is still open
    for on in ["2026-07-01", "2026-07-03"] {
        let err = r.refused(&words(&supersede("2", on, "1")));
        assert!(
            err.contains("two tasks do not take the place of each other"),
            "{err}"
        );
    }
    r.ok(&words(&supersede("2", "2026-07-03", "3")));
    let err = r.refused(&words(&supersede("3", "2026-07-01", "1")));
    assert!(
        err.contains("two tasks do not take the place of each other"),
        "{err}"
    );
    let err = r.refused(&words(&supersede("4", "2026-07-03", "1")));
    assert!(
        err.contains(
            "on 2026-07-03 it is superseded: only an open task takes the place of another"
        ),
        "{err}"
    );
    happen(&r, "cancel", "3", "2026-07-04");
    let err = r.refused(&words(&supersede("4", "2026-07-05", "3")));
    assert!(err.contains("on 2026-07-05 it is cancelled"), "{err}");
    let err = r.refused(&words(&supersede("4", "2026-07-05", "a99.1")));
    assert!(
        err.contains("no such task") || err.contains("no task"),
        "{err}"
    );
}

#[test]
fn a_list_of_tasks_brings_what_was_done_before_the_record() {
    let r = record();
    r.import(
        "tasks",
        "Số,Nhiệm vụ,Cơ quan chủ trì,Phối hợp,Ngày giao,Thời hạn,Ngày nộp,Ngày nghiệm thu,Minh chứng\n\
         1,Kế hoạch,A,B;C,01/06/2026,10/06/2026,09/06/2026,15/06/2026,12-KH\n\
         2,Báo cáo,B,,01/06/2026,10/06/2026,11/06/2026,15/06/2026,13-BC\n\
         3,Đề án,C,,01/06/2026,10/06/2026,,,\n",
    );
    assert_eq!(
        stand(&r, "2026-06-20", &[]),
        ["1 A done-on-time", "2 B done-late", "3 C overdue"]
    );
    assert_eq!(
        stand(&r, "2026-06-20", &["--unit", "B"]),
        ["1 A done-on-time", "2 B done-late"]
    );
    assert_eq!(
        stand(&r, "2026-06-20", &["--unit", "B", "--part", "lead"]),
        ["2 B done-late"]
    );
}

#[test]
fn advice_is_adopted_returned_or_withdrawn_and_leads_to_a_document() {
    let r = record();
    for number in ["1", "2"] {
        r.ok(&[
            "task",
            "assign",
            "--kind",
            "advice",
            "--number",
            number,
            "--title",
            "Tờ trình",
            "--lead",
            "A",
            "--assigned-by",
            "P",
            "--issued",
            "2026-06-25",
            "--deadline",
            "2026-07-10",
        ]);
    }
    happen(&r, "submit", "1", "2026-07-01");
    happen(&r, "accept", "1", "2026-07-02");
    happen(&r, "cancel", "2", "2026-07-02");
    assert_eq!(
        stand(&r, "2026-07-02", &[]),
        ["1 A done-on-time", "2 A cancelled"]
    );
    let why = r.refused(&["task", "led-to", "1", "--on", "2026-07-03"]);
    assert!(
        why.contains("name the document that the advice led to"),
        "{why}"
    );
}

#[test]
fn what_follows_one_whole_successor_follows_it_and_names_itself_by_it() {
    let r = record();
    assign(&r, "1", "A");
    let merge = reform(
        &r,
        "m",
        "m,2026-07-01,A,B,whole,,,,\nm,2026-07-01,A1,A1,same,,,B,\nm,2026-07-01,B,B,same,,,,\n",
        None,
    );
    r.ok(&words(&merge));
    let act = r.last();
    assert_eq!(stand(&r, "2026-06-30", &[]), ["1 A issued"]);
    assert_eq!(stand(&r, "2026-07-01", &[]), ["1 B issued"]);
    assert_eq!(stand(&r, "2026-07-01", &["--unit", "B"]), ["1 B issued"]);
    happen(&r, "receive", "1", "2026-07-02");
    r.ok(&["annul", &act.to_string(), "--reason", "too early"]);
    assert_eq!(
        stand(&r, "2026-07-01", &[]),
        ["1 A issued"],
        "annulled is as before"
    );
    assert_eq!(stand(&r, "2026-07-03", &[]), ["1 A received"]);
    r.ok(&["verify"]);
}

#[test]
fn open_tasks_of_a_divided_unit_go_where_the_assignment_says_or_the_reform_is_refused() {
    let r = record();
    assign(&r, "1", "A");
    assign(&r, "2", "A");
    assign(&r, "3", "A");
    happen(&r, "submit", "3", "2026-06-26");
    happen(&r, "accept", "3", "2026-06-27");
    let rows = "d,2026-07-01,A,B,part,,,,\nd,2026-07-01,A,C,part,,,,\nd,2026-07-01,A1,A1,same,,,B,\nd,2026-07-01,B,B,same,,,,\nd,2026-07-01,C,C,same,,,,\n";
    let err = r.refused(&words(&reform(&r, "d", rows, None)));
    assert!(err.contains("2 open tasks are led by the unit"), "{err}");
    let half = reform(&r, "half", rows, Some("A,task,1,B\n"));
    let err = r.refused(&words(&half));
    assert!(err.contains("1 open tasks are led by the unit"), "{err}");
    let strange = reform(&r, "strange", rows, Some("A,task,1,B\nA,task,2,P\n"));
    let err = r.refused(&words(&strange));
    assert!(
        err.contains("P is no successor of A; its successors are B, C"),
        "{err}"
    );
    let unused = reform(
        &r,
        "unused",
        rows,
        Some("A,task,1,B\nA,task,2,C\nA,task,3,C\n"),
    );
    let err = r.refused(&words(&unused));
    assert!(
        err.contains("with this open thing directly in it"),
        "what is done stays: {err}"
    );
    r.ok(&words(&reform(
        &r,
        "good",
        rows,
        Some("A,task,1,B\nA,nhiệm vụ,2,C\n"),
    )));
    let act = r.last();
    assert_eq!(
        stand(&r, "2026-06-30", &[]),
        ["1 A issued", "2 A issued", "3 A done-on-time"]
    );
    assert_eq!(
        stand(&r, "2026-07-01", &[]),
        ["1 B issued", "2 C issued", "3 A done-on-time"]
    );
    r.ok(&["annul", &act.to_string(), "--reason", "not decided"]);
    assert_eq!(
        stand(&r, "2026-07-01", &[]),
        ["1 A issued", "2 A issued", "3 A done-on-time"]
    );
    r.ok(&["verify"]);
}

#[test]
fn an_annulment_that_would_leave_a_task_without_a_lead_is_refused() {
    let r = record();
    assign(&r, "1", "A");
    r.ok(&["task", "move", "1", "--on", "2026-06-28", "--to", "C"]);
    let moved = r.last();
    let rows = "d,2026-07-01,A,B,part,,,,\nd,2026-07-01,A,C,part,,,,\nd,2026-07-01,A1,A1,same,,,B,\nd,2026-07-01,B,B,same,,,,\nd,2026-07-01,C,C,same,,,,\n";
    r.ok(&words(&reform(&r, "d", rows, None)));
    let err = r.refused(&["annul", &moved.to_string(), "--reason", "a mistake"]);
    assert!(
        err.contains("its lead A closes on 2026-07-01 without one whole successor"),
        "{err}"
    );
    let assigned = moved - 1;
    let err = r.refused(&["annul", &assigned.to_string(), "--reason", "a mistake"]);
    assert!(err.contains("would not be in the record"), "{err}");
    happen(&r, "cancel", "1", "2026-07-05");
    r.ok(&["annul", &r.last().to_string(), "--reason", "a mistake"]);
    assert_eq!(stand(&r, "2026-07-06", &[]), ["1 C issued"]);
}

#[test]
fn a_closing_before_what_was_assigned_later_is_refused() {
    let r = record();
    assign(&r, "1", "A");
    let rows =
        "m,2026-06-01,A,B,whole,,,,\nm,2026-06-01,A1,A1,same,,,B,\nm,2026-06-01,B,B,same,,,,\n";
    let err = r.refused(&words(&reform(&r, "m", rows, None)));
    assert!(
        err.contains("1 facts about tasks lie in the unit A after 2026-06-01"),
        "{err}"
    );
}

#[test]
fn a_task_row_changed_by_hand_is_named_and_a_copy_replays_every_task() {
    let r = record();
    assign(&r, "1", "A");
    happen(&r, "receive", "1", "2026-06-26");
    let backup = r.path("copy.backup").to_str().unwrap().to_owned();
    r.ok(&["backup", &backup]);
    let before = stand(&r, "2026-06-26", &[]);
    let other = Record::bare();
    other.ok(&["restore", &backup]);
    assert_eq!(stand(&other, "2026-06-26", &[]), before);
    other.ok(&["verify"]);
    r.sql("update task set deadline = '2027-01-01' where state = 'received'");
    let ran = r.run(&["verify"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(
        ran.err.contains("task a4.1") && ran.err.contains("deadline is \"2027-01-01\""),
        "{}",
        ran.err
    );
}

/// Documents as their register would write them: id, symbol, issuing unit's code.
fn documents(r: &Record, all: &[(&str, &str, &str)]) {
    for (id, symbol, organ) in all {
        r.sql(&format!(
            "insert into document (subject, item, effective_from, known_from, symbol, symbol_key, dated, state, organ) \
             select '{id}', '', '2026-05-01', 1, '{symbol}', '{}', '2026-05-01', 'issued', \
             (select subject from unit_state where code = '{organ}' and known_to is null)",
            symbol_key(symbol)
        ));
    }
}

#[test]
fn a_task_is_of_a_field_of_work_and_of_a_meeting_that_there_are() {
    let r = record();
    let assign = |more: &str| {
        let said = format!(
            "task|assign|--title|t|--lead|A|--issued|2026-06-25|--deadline|2026-07-10{more}"
        );
        said.split('|').map(str::to_owned).collect::<Vec<_>>()
    };
    for (said, why) in [
        (
            "|--field|astrology",
            "«astrology»: the rulebook has no such field of work on 2026-06-25",
        ),
        ("|--meeting|a90.1", "«a90.1»: there is no such meeting"),
    ] {
        let err = r.refused(&words(&assign(said)));
        assert!(err.contains(why), "{err}");
    }
    let file = "title,lead,issued,deadline,field\nt,A,2026-06-25,2026-07-10,thiên văn\n";
    let err = r.import_refused("tasks", "fields.csv", file);
    names(&err, "fields.csv", 2, "field", "thiên văn", "no such field");
    for (number, said) in [
        ("1", "science-technology"),
        ("2", "Khoa học, công nghệ, chuyển đổi số"),
    ] {
        r.ok(&words(&assign(&format!(
            "|--field|{said}|--number|{number}"
        ))));
        let shown = r.ok(&["task", "show", number, "--on", "2026-06-25"]);
        assert!(shown.contains("field science-technology"), "{shown}");
    }
}

#[test]
fn a_task_names_its_document_and_clause_and_an_answer_what_it_answers() {
    let r = record();
    documents(
        &r,
        &[
            ("a90.1", "06-NQ/TU", "P"),
            ("a90.2", "7-CV", "P"),
            ("a90.3", "7-CV", "A"),
        ],
    );
    r.sql("insert into clause (subject, item, effective_from, known_from, label, text, binds) values ('a90.1', '1', '2026-05-01', 1, '1', 'A plan', 'yes')");
    let task = |more: &[&str]| {
        let own = [
            "task",
            "assign",
            "--title",
            "t",
            "--lead",
            "A",
            "--issued",
            "2026-06-25",
            "--deadline",
            "2026-07-10",
        ];
        [&own[..], more]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let refused = |more: &[&str], why: &str| {
        let err = r.refused(&words(&task(more)));
        assert!(err.contains(why), "{err}");
    };
    refused(
        &["--kind", "answer"],
        "name the document that is to be answered",
    );
    refused(&["--clause", "1"], "a clause belongs to a document");
    refused(
        &["--document", "06-NQ/TU", "--clause", "9"],
        "no such clause",
    );
    refused(
        &["--document", "7-CV"],
        "write the id of one of a90.2, a90.3",
    );
    r.ok(&words(&task(&[
        "--document",
        "06-NQ/TU",
        "--clause",
        "1",
        "--number",
        "1",
    ])));
    r.ok(&words(&task(&[
        "--kind",
        "answer",
        "--document",
        "a90.2",
        "--number",
        "2",
        "--instruction",
        "answer by Friday",
    ])));
    r.ok(&[
        "task",
        "submit",
        "2",
        "--on",
        "2026-07-01",
        "--evidence",
        "a90.3",
    ]);
    let shown = r.ok(&["task", "show", "2", "--on", "2026-07-01"]);
    assert!(
        shown.contains("kind answer\ndocument a90.2") && shown.contains("submitted  a90.3"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_documents_progress_coverage_and_tree_are_read_from_the_record() {
    use platform::asof::Known;
    use platform::{AsOf, Db, Scope};
    use registers::activity::tasks::{followup, store::Asked};
    let r = record();
    documents(
        &r,
        &[
            ("a90.1", "06-NQ/TU", "P"),
            ("a90.2", "1-CTr", "A"),
            ("a90.3", "2-KH", "B"),
        ],
    );
    r.sql("insert into clause (subject, item, effective_from, known_from, label, text, binds) values ('a90.1', '1', '2026-05-01', 1, '1', 'A plan', 'yes'), ('a90.1', '2', '2026-05-01', 1, '2', 'A report', 'yes'), ('a90.1', '3', '2026-05-01', 1, '3', 'Whereas', 'no')");
    r.sql("insert into document_relation (subject, item, effective_from, known_from, relation, other) values ('a90.2', 'x', '2026-05-01', 1, 'implements', 'a90.1'), ('a90.3', 'x', '2026-05-01', 1, 'implements', 'a90.2')");
    for (number, document, clause) in [("1", "a90.1", "1"), ("2", "a90.2", "")] {
        r.ok(&[
            "task",
            "assign",
            "--title",
            "t",
            "--lead",
            "A",
            "--issued",
            "2026-06-25",
            "--deadline",
            "2026-07-10",
            "--number",
            number,
            "--document",
            document,
            "--clause",
            clause,
        ]);
    }
    happen(&r, "submit", "1", "2026-07-01");
    happen(&r, "accept", "1", "2026-07-02");
    let mut db = Db::open(&r.url()).await.unwrap();
    let known = Known(r.last());
    let scope = Scope::whole();
    let s = registers::organisation::units::store::structure(&mut db, &scope, known)
        .await
        .unwrap();
    let on = figures::Day::parse("2026-07-11").unwrap();
    let asked = Asked {
        scope: &scope,
        asof: AsOf { on, known },
        s: &s,
    };
    let progress = followup::progress_of(&mut db, &asked, "a90.1")
        .await
        .unwrap();
    assert_eq!(
        (progress.binding, progress.done, progress.without_task),
        (2, 1, 1)
    );
    let unit = |code: &str| s.bearer(code, on).unwrap();
    for bound in ["A", "B"] {
        let id = &s.unit(unit(bound)).id;
        r.sql(&format!("insert into document_obliged (subject, item, effective_from, known_from, unit, due, due_rule) values ('a90.1', '{id}', '2026-05-01', 1, '{id}', '2026-06-30', '')"));
    }
    let covered = followup::covered(&mut db, &asked, "a90.1").await.unwrap();
    let told: Vec<_> = covered
        .iter()
        .map(|c| (c.unit, c.document.is_some(), c.late))
        .collect();
    assert_eq!(told, [(unit("A"), true, false), (unit("B"), false, true)]);
    let under = followup::under(&mut db, &asked, "a90.1").await.unwrap();
    let told: Vec<_> = under
        .iter()
        .map(|b| {
            let under = (b.under.document.as_str(), b.under.depth);
            (under.0, under.1, b.tally.open, b.tally.overdue)
        })
        .collect();
    assert_eq!(told, [("a90.2", 1, 1, 1), ("a90.3", 2, 0, 0)]);
    // who sees neither lead nor giver sees no task
    let other = std::sync::Arc::new([s.unit(unit("C")).id.clone()].into_iter().collect());
    let narrow = Scope::of_units(other);
    let asked = Asked {
        scope: &narrow,
        ..asked
    };
    let all = registers::activity::tasks::store::all(&mut db, &asked)
        .await
        .unwrap();
    assert!(all.is_empty(), "{all:?}");
}

#[test]
fn the_help_of_every_word_about_tasks_has_an_example() {
    let r = Record::bare();
    for word in [
        "assign",
        "receive",
        "begin",
        "submit",
        "accept",
        "return",
        "extend",
        "move",
        "cancel",
        "supersede",
        "led-to",
        "show",
        "list",
    ] {
        let ran = r.run(&["task", word, "--help"]);
        assert!(
            ran.out.contains(&format!("Example: nazm task {word}")),
            "{word}: {}",
            ran.out
        );
    }
}
