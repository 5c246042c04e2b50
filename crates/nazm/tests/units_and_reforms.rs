//! What units are and what reforms do to them.

use crate::common::{Record, names};

const LAND: &str = "code,name,kind,parent_code,valid_from
P,Tỉnh Phong,tỉnh,,2020-01-01
Q,Tỉnh Quang,tỉnh,,2020-01-01
A,Xã An,xã,P,2020-01-01
B,Xã Bình,xã,P,2020-01-01
C,Xã Châu,xã,P,2020-01-01
D,Xã Đông,xã,Q,2020-01-01
A1,Thôn Một,thôn,A,2020-01-01
A2,Thôn Hai,thôn,A,2020-01-01
";

const HEAD: &str = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n";

fn land() -> Record {
    Record::with_units(LAND)
}

#[track_caller]
fn reform(r: &Record, rows: &str) {
    r.import("reforms", &format!("{HEAD}{rows}"));
}

/// What is in force after the reform under codes A to Z of one letter, without kinds.
fn communes(r: &Record, on: &str) -> Vec<String> {
    let cells = |l: String| l.split(',').map(str::to_owned).collect::<Vec<_>>();
    let rows = r
        .units(on)
        .into_iter()
        .map(cells)
        .filter(|c| c[2] == "xã" || c[2] == "phường");
    rows.map(|c| format!("{} {} {} {}", c[0], c[1], c[3], c[4]))
        .collect()
}

/// Rows, and where and why they are refused: line, column, value, reason.
type Refusal = (
    &'static str,
    usize,
    &'static str,
    &'static str,
    &'static str,
);

#[track_caller]
fn each_is_refused(r: &Record, cases: &[Refusal]) {
    for (rows, line, column, value, reason) in cases {
        let said = r.import_refused("reforms", "reforms.csv", &format!("{HEAD}{rows}"));
        names(&said, "reforms.csv", *line, column, value, reason);
    }
}

// ---- opening lists

#[test]
fn an_opening_list_is_one_act_whose_rows_may_name_parents_further_down() {
    let r = Record::new();
    let receipt = r.import("units", "code,name,kind,parent_code,valid_from\nB,Xã Bình,xã,P,2020-01-01\nP,Tỉnh Phong,tỉnh,,2020-01-01\n");
    assert!(
        receipt.starts_with("act 2 units effective 2020-01-01 lines 2 "),
        "{receipt}"
    );
    assert_eq!(
        r.units("2020-01-01"),
        [
            "B,Xã Bình,xã,P,2020-01-01,",
            "P,Tỉnh Phong,tỉnh,,2020-01-01,"
        ]
    );
    assert_eq!(r.units("2019-12-31"), Vec::<String>::new());
}

#[test]
fn a_list_with_a_wrong_cell_is_refused_and_nothing_is_written() {
    let r = land();
    let head = "code,name,kind,parent_code,valid_from\n";
    for (row, column, value, reason) in [
        (
            "N,Xã Nam,xã,ZZ,2020-01-01",
            "parent_code",
            "ZZ",
            "bears the code of the parent",
        ),
        (
            "N,Xã Nam,xã,N,2020-01-01",
            "parent_code",
            "N",
            "under itself",
        ),
        (",Xã Nam,xã,P,2020-01-01", "code", "", "needs a code"),
        ("N,,xã,P,2020-01-01", "name", "", "needs a name"),
        (
            "A,Xã An khác,xã,P,2020-01-01",
            "code",
            "A",
            "borne by «Xã An»",
        ),
        ("*,Mọi nơi,xã,P,2020-01-01", "code", "*", "another meaning"),
        (
            "-,Không đâu,xã,P,2020-01-01",
            "code",
            "-",
            "another meaning",
        ),
        (
            "N|M,Hai nơi,xã,P,2020-01-01",
            "code",
            "N|M",
            "another meaning",
        ),
        (
            "N,Xã Nam,xã,P,2020-02-30",
            "valid_from",
            "2020-02-30",
            "is not a day",
        ),
        (
            "N,Xã Nam,xã,P,01/01/2020x",
            "valid_from",
            "01/01/2020x",
            "is not a day",
        ),
    ] {
        let said = r.import_refused("units", "units.csv", &format!("{head}{row}\n"));
        names(&said, "units.csv", 2, column, value, reason);
    }
    let twice = format!("{head}N,Xã Nam,xã,P,2020-01-01\nN,Xã Nam,xã,P,2020-01-01\n");
    names(
        &r.import_refused("units", "units.csv", &twice),
        "units.csv",
        3,
        "code",
        "N",
        "line 2",
    );
    let circle = format!("{head}M,Một,xã,N,2020-01-01\nN,Hai,xã,M,2020-01-01\n");
    assert!(
        r.import_refused("units", "units.csv", &circle)
            .contains("under itself")
    );
    let missing = r.import_refused(
        "units",
        "units.csv",
        "code,name,kind,valid_from\nN,Xã Nam,xã,2020-01-01\n",
    );
    names(
        &missing,
        "units.csv",
        1,
        "parent_code",
        "",
        "missing from the heading",
    );
}

#[test]
fn all_wrong_rows_are_told_at_once() {
    let r = land();
    let said = r.import_refused("reforms", "reforms.csv", &format!("{HEAD}x,2021-01-01,X1,A,whole,,,,\nx,2021-01-01,X2,A,whole,,,,\nx,2021-01-01,A,A,same,,,,\n"));
    names(
        &said,
        "reforms.csv",
        2,
        "from_code",
        "X1",
        "no unit bears the code",
    );
    names(
        &said,
        "reforms.csv",
        3,
        "from_code",
        "X2",
        "no unit bears the code",
    );
}

// ---- every kind of change

#[test]
fn a_merger_closes_the_old_units_and_opens_a_new_one() {
    let r = land();
    reform(
        &r,
        "m,2021-01-01,B,N,whole,Xã Nam,xã,P,12/NQ\nm,2021-01-01,C,N,whole,Xã Nam,xã,P,12/NQ\n",
    );
    assert_eq!(
        communes(&r, "2020-12-31"),
        [
            "A Xã An P 2020-01-01",
            "B Xã Bình P 2020-01-01",
            "C Xã Châu P 2020-01-01",
            "D Xã Đông Q 2020-01-01"
        ]
    );
    assert_eq!(
        communes(&r, "2021-01-01"),
        [
            "A Xã An P 2020-01-01",
            "D Xã Đông Q 2020-01-01",
            "N Xã Nam P 2021-01-01"
        ]
    );
    assert!(
        r.units("2020-12-31")
            .contains(&"B,Xã Bình,xã,P,2020-01-01,2021-01-01".to_owned())
    );
    assert_eq!(r.trace("B", "2020-12-31", "2021-01-01"), ["N,Xã Nam,exact"]);
    assert!(r.ok(&["journal"]).contains("12/NQ"));
}

#[test]
fn a_unit_that_absorbs_another_stays_itself_by_its_own_same_row() {
    let r = land();
    reform(
        &r,
        "m,2021-01-01,A,A,same,,,,\nm,2021-01-01,B,A,whole,,,,\n",
    );
    assert_eq!(
        communes(&r, "2021-01-01"),
        [
            "A Xã An P 2020-01-01",
            "C Xã Châu P 2020-01-01",
            "D Xã Đông Q 2020-01-01"
        ]
    );
    each_is_refused(
        &land(),
        &[(
            "m,2021-01-01,B,A,whole,,,,\n",
            2,
            "to_code",
            "A",
            "name it by its own row with the link same",
        )],
    );
}

#[test]
fn the_own_row_of_a_unit_that_lives_on_decides_what_it_is_called() {
    let r = land();
    let rows = "m,2021-01-01,B,A,whole,Xã Mới,xã,Q,\nm,2021-01-01,A,A,same,,,,\n";
    let file = r.file("reforms.csv", format!("{HEAD}{rows}"));
    let ran = r.run(&["import", "reforms", &file]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err
            .contains("warning: reforms.csv: line 2: column to_name: value «Xã Mới»: A lives on"),
        "{}",
        ran.err
    );
    assert!(
        r.units("2021-01-01")
            .contains(&"A,Xã An,xã,P,2020-01-01,".to_owned())
    );
}

#[test]
fn a_division_closes_the_unit_and_links_its_parts() {
    let r = land();
    reform(
        &r,
        "s,2021-01-01,B,B1,part,Xã Bình Một,xã,P,\ns,2021-01-01,B,B2,part,Xã Bình Hai,xã,P,\n",
    );
    assert_eq!(
        r.trace("B", "2020-06-01", "2021-01-01"),
        ["B1,Xã Bình Một,part", "B2,Xã Bình Hai,part"]
    );
    assert_eq!(
        r.trace("B1", "2021-01-01", "2020-06-01"),
        ["B,Xã Bình,part"]
    );
}

#[test]
fn a_part_may_go_nowhere() {
    let r = land();
    reform(
        &r,
        "s,2021-01-01,B,B1,part,Xã Bình Một,xã,P,\ns,2021-01-01,B,,part,,,,\n",
    );
    assert_eq!(
        r.trace("B", "2020-06-01", "2021-01-01"),
        ["-,,part", "B1,Xã Bình Một,part"]
    );
}

#[test]
fn a_unit_that_gives_a_part_away_lives_on() {
    let r = land();
    reform(
        &r,
        "t,2021-01-01,B,B,same,,,,\nt,2021-01-01,B,C,part,,,,\nt,2021-01-01,C,C,same,,,,\n",
    );
    assert_eq!(communes(&r, "2021-01-01").len(), 4);
    assert_eq!(
        r.trace("B", "2020-06-01", "2021-06-01"),
        ["B,Xã Bình,part", "C,Xã Châu,part"]
    );
    assert_eq!(
        r.trace("C", "2020-06-01", "2021-06-01"),
        ["C,Xã Châu,exact"]
    );
}

#[test]
fn a_new_name_code_kind_or_parent_keeps_the_unit() {
    let r = land();
    reform(
        &r,
        "n,2021-01-01,B,B,same,Xã Bình Minh,,,\nc,2021-02-01,B,B9,same,,,,\nk,2021-03-01,B9,B9,same,,phường,,\np,2021-04-01,B9,B9,same,,,Q,\n",
    );
    for (on, row) in [
        ("2020-12-31", "B,Xã Bình,xã,P,2020-01-01,2021-01-01"),
        ("2021-01-01", "B,Xã Bình Minh,xã,P,2021-01-01,2021-02-01"),
        ("2021-02-01", "B9,Xã Bình Minh,xã,P,2021-02-01,2021-03-01"),
        (
            "2021-03-31",
            "B9,Xã Bình Minh,phường,P,2021-03-01,2021-04-01",
        ),
        ("2021-04-01", "B9,Xã Bình Minh,phường,Q,2021-04-01,"),
    ] {
        assert!(
            r.units(on).contains(&row.to_owned()),
            "{on}: {row} not in {:?}",
            r.units(on)
        );
    }
    assert_eq!(
        r.trace("B", "2020-01-01", "2022-01-01"),
        ["B9,Xã Bình Minh,exact"]
    );
    assert_eq!(
        r.trace("B9", "2022-01-01", "2020-01-01"),
        ["B,Xã Bình,exact"]
    );
}

#[test]
fn creation_and_abolition_need_no_other_unit() {
    let r = land();
    reform(
        &r,
        "c,2021-01-01,,N,,Xã Nam,xã,P,\nx,2021-02-01,B,,whole,,,,\n",
    );
    assert!(
        r.units("2021-01-15")
            .contains(&"N,Xã Nam,xã,P,2021-01-01,".to_owned())
    );
    assert_eq!(
        communes(&r, "2021-02-01"),
        [
            "A Xã An P 2020-01-01",
            "C Xã Châu P 2020-01-01",
            "D Xã Đông Q 2020-01-01",
            "N Xã Nam P 2021-01-01"
        ]
    );
    assert!(r.trace("B", "2020-01-01", "2021-02-01")[0].starts_with("-,"));
}

#[test]
fn an_undone_merger_opens_a_new_unit_under_the_old_code() {
    let r = land();
    reform(
        &r,
        "m,2021-01-01,A,A,same,,,,\nm,2021-01-01,B,A,whole,,,,\n",
    );
    reform(
        &r,
        "u,2023-01-01,A,A,same,,,,\nu,2023-01-01,A,B,part,Xã Bình,xã,P,\n",
    );
    assert!(
        r.units("2023-01-01")
            .contains(&"B,Xã Bình,xã,P,2023-01-01,".to_owned()),
        "{:?}",
        r.units("2023-01-01")
    );
    // not the old unit: what was B lies in A or in the new B, and nobody knows the share
    assert_eq!(
        r.trace("B", "2020-06-01", "2023-01-01"),
        ["A,Xã An,part", "B,Xã Bình,part"]
    );
    assert_eq!(
        r.sql("select count(distinct subject) from unit_state where code = 'B'")
            .trim(),
        "2"
    );
}

// ---- codes

#[test]
fn a_code_may_be_reused_on_the_day_it_is_freed() {
    let r = land();
    // B goes into A, and C takes its code; D takes C's
    reform(
        &r,
        "r,2021-01-01,A,A,same,,,,\nr,2021-01-01,B,A,whole,,,,\nr,2021-01-01,C,B,same,,,,\nr,2021-01-01,D,C,same,,,,\n",
    );
    assert_eq!(
        communes(&r, "2021-01-01"),
        [
            "A Xã An P 2020-01-01",
            "B Xã Châu P 2021-01-01",
            "C Xã Đông Q 2021-01-01"
        ]
    );
    assert_eq!(r.trace("B", "2020-12-31", "2021-01-01"), ["A,Xã An,exact"]);
    assert_eq!(
        r.trace("B", "2021-01-01", "2020-12-31"),
        ["C,Xã Châu,exact"]
    );
}

#[test]
fn a_new_unit_under_the_code_of_one_that_closes_needs_that_units_own_row() {
    let r = land();
    reform(
        &r,
        "m,2021-01-01,B,B,whole,Xã Bình Châu,xã,P,\nm,2021-01-01,C,B,whole,Xã Bình Châu,xã,P,\n",
    );
    assert_eq!(
        r.sql("select count(distinct subject) from unit_state where code = 'B'")
            .trim(),
        "2"
    );
    each_is_refused(
        &land(),
        &[(
            "m,2021-01-01,B,A,whole,,,,\nm,2021-01-01,A,A,same,,,,\nm,2021-01-01,C,B,whole,Xã Bình Châu,xã,P,\n",
            4,
            "to_code",
            "B",
            "needs a row of its own to this code",
        )],
    );
}

#[test]
fn two_codes_may_be_swapped_in_one_act_and_not_in_two() {
    let r = land();
    reform(&r, "w,2021-01-01,B,C,same,,,,\nw,2021-01-01,C,B,same,,,,\n");
    assert_eq!(
        communes(&r, "2021-01-01")[1..3],
        ["B Xã Châu P 2021-01-01", "C Xã Bình P 2021-01-01"]
    );
    assert_eq!(
        r.trace("B", "2020-01-01", "2021-01-01"),
        ["C,Xã Bình,exact"]
    );
    each_is_refused(
        &land(),
        &[(
            "w,2021-01-01,B,C,same,,,,\nv,2021-01-01,C,B,same,,,,\n",
            2,
            "to_code",
            "C",
            "borne by «Xã Châu», which lives on",
        )],
    );
}

#[test]
fn a_code_means_the_unit_that_bears_it_as_earlier_acts_left_it() {
    let r = land();
    reform(
        &r,
        "x,2021-01-01,B,N,same,,,,\ny,2021-01-01,C,B,same,,,,\nz,2021-01-01,B,B,same,Xã Mới,,,\n",
    );
    assert_eq!(
        communes(&r, "2021-01-01"),
        [
            "A Xã An P 2020-01-01",
            "B Xã Mới P 2021-01-01",
            "D Xã Đông Q 2020-01-01",
            "N Xã Bình P 2021-01-01"
        ]
    );
}

// ---- days

#[test]
fn many_acts_of_one_day_apply_in_order_and_the_day_shows_its_end() {
    let r = land();
    reform(
        &r,
        "a,2021-01-01,B,T,whole,Xã Tạm,xã,P,\nb,2021-01-01,C,C,same,,,,\nb,2021-01-01,T,C,whole,,,,\nc,2021-01-01,C,C,same,Xã Cuối,,,\n",
    );
    assert_eq!(
        communes(&r, "2021-01-01"),
        [
            "A Xã An P 2020-01-01",
            "C Xã Cuối P 2021-01-01",
            "D Xã Đông Q 2020-01-01"
        ]
    );
    // T lived no day: in no listing, but a step on the way
    assert!(
        !r.units("2021-01-01")
            .iter()
            .chain(&r.units("2020-12-31"))
            .any(|l| l.starts_with("T,"))
    );
    assert_eq!(
        r.trace("B", "2020-12-31", "2021-01-01"),
        ["C,Xã Cuối,exact"]
    );
    assert_eq!(
        r.sql("select count(distinct subject) from unit_state where code = 'T'")
            .trim(),
        "1"
    );
}

#[test]
fn renaming_a_parent_does_not_restart_its_children() {
    let r = land();
    reform(&r, "n,2021-01-01,P,P,same,Tỉnh Phong Mới,,,\n");
    assert!(
        r.units("2021-06-01")
            .contains(&"A,Xã An,xã,P,2020-01-01,".to_owned())
    );
    reform(&r, "m,2022-01-01,P,P9,same,,,,\n");
    // the child's parent_code is the code its parent bears, and the child's own state goes on
    assert!(
        r.units("2022-06-01")
            .contains(&"A,Xã An,xã,P9,2020-01-01,".to_owned())
    );
}

#[test]
fn dates_never_go_back_within_a_file_and_acts_stand_together() {
    let r = land();
    each_is_refused(
        &r,
        &[
            (
                "x,2021-02-01,B,B,same,Một,,,\ny,2021-01-01,C,C,same,Hai,,,\n",
                3,
                "date",
                "2021-01-01",
                "never go back",
            ),
            (
                "x,2021-01-01,B,B,same,Một,,,\ny,2021-01-01,C,C,same,Hai,,,\nx,2021-01-01,D,D,same,Ba,,,\n",
                4,
                "act",
                "x",
                "stand together",
            ),
            (
                "x,2021-01-01,B,B,same,Một,,,\nx,2021-01-02,C,C,same,Hai,,,\n",
                3,
                "date",
                "2021-01-02",
                "one date",
            ),
            (
                "x,2021-01-01,B,B,same,Một,,,S1\nx,2021-01-01,C,C,same,Hai,,,S2\n",
                3,
                "basis",
                "S2",
                "one basis",
            ),
            (
                ",2021-01-01,B,B,same,Một,,,\n",
                2,
                "act",
                "",
                "names its act",
            ),
            (
                "x,2021-13-01,B,B,same,Một,,,\n",
                2,
                "date",
                "2021-13-01",
                "is not a day",
            ),
        ],
    );
}

// ---- links

#[test]
fn a_unit_has_exactly_one_kind_of_fate() {
    let r = land();
    each_is_refused(
        &r,
        &[
            (
                "x,2021-01-01,B,N,whole,Nam,xã,P,\nx,2021-01-01,B,M,whole,Mai,xã,P,\n",
                2,
                "from_code",
                "B",
                "links whole, whole",
            ),
            (
                "x,2021-01-01,B,B,same,,,,\nx,2021-01-01,B,N,whole,Nam,xã,P,\n",
                2,
                "from_code",
                "B",
                "links same, whole",
            ),
            (
                "x,2021-01-01,B,N,part,Nam,xã,P,\n",
                2,
                "from_code",
                "B",
                "links part",
            ),
            (
                "x,2021-01-01,B,N,unknown,Nam,xã,P,\n",
                2,
                "from_code",
                "B",
                "links unknown",
            ),
            (
                "x,2021-01-01,B,N,whole,Nam,xã,P,\nx,2021-01-01,B,M,part,Mai,xã,P,\n",
                2,
                "from_code",
                "B",
                "links whole, part",
            ),
            (
                "x,2021-01-01,B,,part,,,,\nx,2021-01-01,B,,part,,,,\n",
                2,
                "from_code",
                "B",
                "links part, part",
            ),
            (
                "x,2021-01-01,B,B,same,,,,\nx,2021-01-01,B,N,same,Nam,,,\n",
                2,
                "from_code",
                "B",
                "links same, same",
            ),
            (
                "x,2021-01-01,B,N,merged,Nam,xã,P,\n",
                2,
                "link",
                "merged",
                "whole, part, same or unknown",
            ),
            (
                "x,2021-01-01,B,N,,Nam,xã,P,\n",
                2,
                "link",
                "",
                "whole, part, same or unknown",
            ),
            (
                "x,2021-01-01,,N,whole,Nam,xã,P,\n",
                2,
                "link",
                "whole",
                "has no link",
            ),
            (
                "x,2021-01-01,,,,Nam,xã,P,\n",
                2,
                "to_code",
                "",
                "needs a to_code",
            ),
            (
                "x,2021-01-01,B,,same,,,,\n",
                2,
                "to_code",
                "",
                "lives on needs a to_code",
            ),
        ],
    );
}

#[test]
fn rows_that_agree_neither_on_the_target_nor_on_who_lives_on_in_it_are_refused() {
    let r = land();
    each_is_refused(
        &r,
        &[
            (
                "x,2021-01-01,B,N,whole,Nam,xã,P,\nx,2021-01-01,C,N,whole,Mai,xã,P,\n",
                3,
                "to_name",
                "Mai",
                "several ways",
            ),
            (
                "x,2021-01-01,B,N,whole,Nam,xã,P,\nx,2021-01-01,C,N,whole,Nam,phường,P,\n",
                3,
                "to_kind",
                "phường",
                "several ways",
            ),
            (
                "x,2021-01-01,B,N,same,,,,\nx,2021-01-01,C,N,same,,,,\n",
                3,
                "to_code",
                "N",
                "at most one row may say same",
            ),
            (
                "x,2021-01-01,B,N,whole,,xã,P,\n",
                2,
                "to_name",
                "",
                "needs a name",
            ),
            (
                "x,2021-01-01,,N,,,xã,P,\n",
                2,
                "to_name",
                "",
                "needs a name",
            ),
            (
                "x,2021-01-01,,A,,Xã An khác,xã,P,\n",
                2,
                "to_code",
                "A",
                "own row with the link same",
            ),
        ],
    );
}

#[test]
fn an_unknown_link_closes_like_a_part_and_says_so_in_traces() {
    let r = land();
    reform(
        &r,
        "s,2021-01-01,B,B1,unknown,Xã Một,xã,P,\ns,2021-01-01,B,B2,part,Xã Hai,xã,P,\n",
    );
    assert!(
        !communes(&r, "2021-01-01")
            .iter()
            .any(|l| l.starts_with("B "))
    );
    assert_eq!(
        r.trace("B", "2020-06-01", "2021-06-01"),
        ["B1,Xã Một,unknown", "B2,Xã Hai,part"]
    );
}

// ---- parents

#[test]
fn children_that_no_row_names_follow_the_only_whole_successor() {
    let r = land();
    reform(
        &r,
        "m,2021-01-01,A,N,whole,Xã Nam,xã,Q,\nm,2021-01-01,B,N,whole,Xã Nam,xã,Q,\n",
    );
    assert!(
        r.units("2021-01-01")
            .contains(&"A1,Thôn Một,thôn,N,2021-01-01,".to_owned()),
        "{:?}",
        r.units("2021-01-01")
    );
    assert!(
        r.units("2020-12-31")
            .contains(&"A1,Thôn Một,thôn,A,2020-01-01,2021-01-01".to_owned())
    );
}

#[test]
fn children_without_one_whole_successor_must_be_named() {
    let divided = "s,2021-01-01,A,X,part,Xã Xuân,xã,P,\ns,2021-01-01,A,Y,part,Xã Yên,xã,P,\n";
    let abolished = "s,2021-01-01,A,,whole,,,,\n";
    each_is_refused(
        &land(),
        &[
            (divided, 2, "from_code", "A", "«Thôn Một»"),
            (divided, 2, "from_code", "A", "«Thôn Hai»"),
            (abolished, 2, "from_code", "A", "«Thôn Hai»"),
        ],
    );
    let r = land();
    reform(
        &r,
        &format!("{divided}s,2021-01-01,A1,A1,same,,,X,\ns,2021-01-01,A2,A2,same,,,Y,\n"),
    );
    assert!(
        r.units("2021-01-01")
            .contains(&"A2,Thôn Hai,thôn,Y,2021-01-01,".to_owned())
    );
    let r = land();
    reform(
        &r,
        &format!("{abolished}s,2021-01-01,A1,A1,same,,,-,\ns,2021-01-01,A2,,whole,,,,\n"),
    );
    assert!(
        r.units("2021-01-01")
            .contains(&"A1,Thôn Một,thôn,,2021-01-01,".to_owned())
    );
}

#[test]
fn a_blank_parent_of_a_new_unit_is_none_and_of_a_living_one_unchanged() {
    let r = land();
    reform(
        &r,
        "x,2021-01-01,,N,,Xã Nam,xã,,\nx,2021-01-01,B,B,same,Xã Bình Minh,,,\ny,2021-02-01,B,B,same,,,-,\n",
    );
    assert!(
        r.units("2021-01-01")
            .contains(&"N,Xã Nam,xã,,2021-01-01,".to_owned())
    );
    assert!(
        r.units("2021-01-01")
            .contains(&"B,Xã Bình Minh,xã,P,2021-01-01,2021-02-01".to_owned())
    );
    assert!(
        r.units("2021-02-01")
            .contains(&"B,Xã Bình Minh,xã,,2021-02-01,".to_owned())
    );
}

#[test]
fn a_parent_must_be_borne_after_the_act_and_no_unit_stands_under_itself() {
    let r = land();
    each_is_refused(
        &r,
        &[
            (
                "x,2021-01-01,B,B,same,,,ZZ,\n",
                2,
                "to_parent",
                "ZZ",
                "no unit bears the code of the parent",
            ),
            (
                "x,2021-01-01,B,A,whole,,,,\nx,2021-01-01,A,A,same,,,,\nx,2021-01-01,C,C,same,,,B,\n",
                4,
                "to_parent",
                "B",
                "no unit bears the code of the parent",
            ),
            (
                "x,2021-01-01,A,A,same,,,A,\n",
                2,
                "to_parent",
                "A",
                "under itself",
            ),
            (
                "x,2021-01-01,A,A,same,,,A1,\n",
                2,
                "to_parent",
                "A",
                "under itself",
            ),
            (
                "x,2021-01-01,A,A,same,,,B,\nx,2021-01-01,B,B,same,,,A,\n",
                2,
                "to_parent",
                "A",
                "under itself",
            ),
        ],
    );
    // a parent of this act is found, whatever the order of rows
    reform(
        &r,
        "y,2021-01-01,B,B,same,,,N,\ny,2021-01-01,,N,,Tỉnh Nam,tỉnh,,\n",
    );
    assert!(
        r.units("2021-01-01")
            .contains(&"B,Xã Bình,xã,N,2021-01-01,".to_owned())
    );
}

// ---- recorded later, effective earlier (1.10)

#[test]
fn a_reform_before_a_later_one_on_the_same_unit_or_code_is_refused_naming_the_act() {
    let r = land();
    reform(&r, "m,2022-01-01,B,B,same,Xã Bình Minh,,,\n");
    each_is_refused(
        &r,
        &[
            (
                "x,2021-01-01,B,B,same,Một,,,\n",
                2,
                "date",
                "2021-01-01",
                "act 3 takes effect later",
            ),
            (
                "x,2021-01-01,P,,whole,,,,\nx,2021-01-01,A,A,same,,,-,\nx,2021-01-01,B,B,same,,,-,\nx,2021-01-01,C,C,same,,,-,\n",
                2,
                "date",
                "2021-01-01",
                "act 3 takes effect later",
            ),
        ],
    );
    reform(&r, "c,2023-01-01,,N,,Xã Nam,xã,P,\n");
    each_is_refused(
        &r,
        &[(
            "x,2021-01-01,,N,,Xã khác,xã,P,\n",
            2,
            "date",
            "2021-01-01",
            "act 4 takes effect later and stands on the code N",
        )],
    );
    // what touches neither unit nor code goes in
    reform(&r, "z,2021-01-01,C,C,same,Xã Châu Thành,,,\n");
    assert!(
        r.units("2021-01-01")
            .contains(&"C,Xã Châu Thành,xã,P,2021-01-01,".to_owned())
    );
}

#[test]
fn annul_enter_and_enter_again_gets_an_earlier_reform_in() {
    let r = land();
    reform(
        &r,
        "m,2022-01-01,B,A,whole,,,,\nm,2022-01-01,A,A,same,,,,\n",
    );
    r.ok(&["annul", "3", "--reason", "an earlier reform was missing"]);
    reform(&r, "x,2021-01-01,B,B,same,Xã Bình Minh,,,\n");
    reform(
        &r,
        "m,2022-01-01,B,A,whole,,,,S\nm,2022-01-01,A,A,same,,,,S\n",
    );
    assert_eq!(r.trace("B", "2021-06-01", "2022-01-01"), ["A,Xã An,exact"]);
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn a_new_child_under_a_parent_that_closes_later_is_refused() {
    let r = land();
    reform(&r, "m,2022-01-01,B,N,whole,Xã Nam,xã,P,\n");
    each_is_refused(
        &r,
        &[(
            "x,2021-01-01,,B7,,Thôn Bảy,thôn,B,\n",
            2,
            "to_parent",
            "B",
            "closes the parent later",
        )],
    );
    let said = r.import_refused(
        "units",
        "more.csv",
        "code,name,kind,parent_code,valid_from\nB7,Thôn Bảy,thôn,B,2021-01-01\n",
    );
    names(
        &said,
        "more.csv",
        2,
        "parent_code",
        "B",
        "closes on 2022-01-01",
    );
}

// ---- kinds and the rulebook

#[test]
fn kinds_bind_only_where_the_rulebook_names_them() {
    let r = Record::vietnamese();
    let file = r.file("units.csv", "code,name,kind,parent_code,valid_from\nP,Tỉnh Phong,tỉnh,,2025-07-01\nZ,Một nơi,guild,P,2025-07-01\n");
    let ran = r.run(&["import", "units", &file]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err
            .contains("warning: units.csv: line 3: column kind: value «guild»"),
        "{}",
        ran.err
    );
    let said = r.import_refused(
        "units",
        "more.csv",
        "code,name,kind,parent_code,valid_from\nT,Tỉnh Trong,tỉnh,P,2025-07-01\n",
    );
    names(&said, "more.csv", 2, "kind", "tỉnh", "may not stand under");
    // without a rulebook nothing binds and nothing is warned of
    let free = Record::new();
    let file = free.file("units.csv", "code,name,kind,parent_code,valid_from\nP,Tỉnh Phong,tỉnh,,2025-07-01\nT,Tỉnh Trong,tỉnh,P,2025-07-01\n");
    let ran = free.run(&["import", "units", &file]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn a_corrected_kind_stands_where_the_rulebook_allows_it() {
    let r = Record::vietnamese();
    r.import("units", "code,name,kind,parent_code,valid_from\nP,Tỉnh Phong,tỉnh,,2025-07-01\nX,Xã An,xã,P,2025-07-01\nZ,Một nơi,guild,P,2025-07-01\n");
    let correct = |unit: &str, kind: &str| {
        let from = ["--from", "2025-07-01", "--basis", "b"];
        r.run(&[&["correct", unit, "kind", kind], &from[..]].concat())
    };
    for (unit, kind, why) in [
        ("P@2025-07-01", "xã", "needs a unit above it"),
        ("X@2025-07-01", "tỉnh", "may not stand under"),
    ] {
        let ran = correct(unit, kind);
        assert!(ran.code == 2 && ran.err.contains(why), "{}", ran.err);
    }
    assert_eq!(correct("Z@2025-07-01", "xã").code, 0);
    assert_eq!(correct("Z@2025-07-01", "phường hội").code, 0);
}

#[test]
fn a_code_that_a_unit_gave_up_is_free_for_an_opening_list() {
    let r = land();
    reform(&r, "m,2024-06-01,A,A9,same,,,,\n");
    let list =
        |from: &str| format!("code,name,kind,parent_code,valid_from\nA,Xã khác,xã,P,{from}\n");
    let said = r.import_refused("units", "early.csv", &list("2024-05-31"));
    names(&said, "early.csv", 2, "code", "A", "borne by");
    r.import("units", &list("2024-06-01"));
    assert!(r.ok(&["verify"]).contains("verified"));
}

// ---- listing

#[test]
fn a_listing_is_narrowed_by_kind_and_by_what_lies_below_and_the_star_is_the_whole_record() {
    let r = land();
    let list = |args: &[&str]| {
        crate::common::body(
            &r.ok(&[&["units", "--on", "2020-01-01", "--format", "csv"], args].concat()),
        )
    };
    assert_eq!(list(&["--kind", "tỉnh"]).len(), 2);
    assert_eq!(list(&["--kind", "tỉnh", "--kind", "thôn"]).len(), 4);
    assert_eq!(list(&["--under", "P"]).len(), 5);
    assert_eq!(list(&["--under", "P", "--kind", "xã"]).len(), 3);
    assert_eq!(list(&["--under", "*"]).len(), 8);
    let said = r.refused(&["units", "--on", "2020-01-01", "--under", "ZZ"]);
    assert!(
        said.contains("no unit bears this code on 2020-01-01"),
        "{said}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&r.ok(&["units", "--on", "2020-01-01", "--format", "json"])).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 8);
    assert_eq!(json[0]["code"], "A");
}

#[test]
fn a_day_or_a_knowledge_that_cannot_be_is_refused() {
    let r = land();
    assert!(
        r.refused(&["units", "--on", "2021-02-29"])
            .contains("2021-02-29")
    );
    assert!(
        r.refused(&["units", "--on", "2021-02-28", "--known", "9"])
            .contains("the last act is 2")
    );
    assert!(
        r.refused(&["trace", "ZZ", "--on", "2021-02-28", "--to", "2021-03-01"])
            .contains("ZZ")
    );
    assert_eq!(r.units_known("2021-01-01", 1), Vec::<String>::new());
}

#[test]
fn names_are_kept_in_one_unicode_form_without_spare_spaces() {
    let r = Record::with_units(
        "code,name,kind,parent_code,valid_from\nP,  Ti\u{309}nh   Phong ,ti\u{309}nh,,2020-01-01\n",
    );
    assert_eq!(r.units("2020-01-01"), ["P,Tỉnh Phong,tỉnh,,2020-01-01,"]);
}

#[test]
fn making_a_record_over_another_is_refused() {
    let r = Record::new();
    assert!(r.refused(&["init"]).contains("already"));
    if crate::common::maintenance().is_none() {
        let nothing = Record::bare();
        let ran = nothing.run(&["units", "--on", "2020-01-01"]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("nazm init"), "{}", ran.err);
    }
}
