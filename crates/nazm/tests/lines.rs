//! Lines: hierarchies beside the default one.

use crate::common::{Record, body, names};

const UNITS: &str = "code,name,kind,parent_code,valid_from,line
P,Tỉnh,,,2020-01-01,
A,Xã An,,P,2020-01-01,
B,Xã Bình,,P,2020-01-01,
A1,Chi bộ Một,,A,2020-01-01,
B1,Chi bộ Hai,,B,2020-01-01,
L,Lĩnh vực y tế,,,2020-01-01,
P,,,,2020-01-01,sector
L,,,P,2020-01-01,sector
A1,,,L,2020-01-01,sector
B1,,,L,2021-01-01,sector
";
const REFORM: &str = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis,line\n";

fn land() -> Record {
    Record::with_units(UNITS)
}

fn sector(r: &Record, on: &str) -> Vec<String> {
    let csv = r.ok(&["units", "--on", on, "--line", "sector", "--format", "csv"]);
    let brief = |l: &String| {
        let cells: Vec<&str> = l.split(',').collect();
        format!("{}<{}", cells[0], cells[3])
    };
    body(&csv).iter().map(brief).collect()
}

#[test]
fn a_unit_has_one_parent_in_each_line_and_day() {
    let r = land();
    assert_eq!(sector(&r, "2020-06-01"), ["A1<L", "L<P", "P<"]);
    assert_eq!(sector(&r, "2021-01-01"), ["A1<L", "B1<L", "L<P", "P<"]);
    let below = r.ok(&[
        "units",
        "--on",
        "2021-01-01",
        "--line",
        "sector",
        "--under",
        "L",
        "--format",
        "csv",
    ]);
    assert_eq!(body(&below).len(), 2);
    let own = r.ok(&[
        "units",
        "--on",
        "2021-01-01",
        "--under",
        "A",
        "--format",
        "csv",
    ]);
    assert!(own.contains("A1,Chi bộ Một,,A,"), "{own}");
    r.ok(&["verify"]);
}

#[test]
fn a_figure_adds_up_as_the_units_stand_in_the_line() {
    let r = land();
    r.import("members", "person_key,name,unit_code,standing,since\nK1,Lê An,A1,official,2022-01-01\nK2,Lê Bình,B1,official,2022-01-01\nK3,Lê Chi,B,official,2022-01-01\n");
    let members = |unit: &str, line: &str| {
        let csv = r.ok(&[
            "figure",
            "members",
            "--unit",
            unit,
            "--on",
            "2022-06-01",
            "--line",
            line,
            "--format",
            "csv",
        ]);
        csv.lines()
            .nth(1)
            .unwrap()
            .split(',')
            .nth(2)
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        (members("L", "sector"), members("P", "sector")),
        ("2".into(), "2".into())
    );
    assert_eq!(
        (members("P", "default"), members("L", "default")),
        ("3".into(), "0".into())
    );
    assert!(
        r.refused(&["units", "--on", "2022-01-01", "--line", "sectro"])
            .contains("known are default, sector")
    );
}

#[test]
fn a_row_of_another_line_changes_the_parent_there_and_nothing_else() {
    let r = land();
    r.import(
        "reforms",
        &format!("{REFORM}m,2022-01-01,A1,A1,same,,,P,1-NQ,sector\n"),
    );
    assert_eq!(sector(&r, "2021-12-31"), ["A1<L", "B1<L", "L<P", "P<"]);
    assert_eq!(sector(&r, "2022-01-01"), ["A1<P", "B1<L", "L<P", "P<"]);
    assert!(
        r.ok(&["units", "--on", "2022-01-01", "--format", "csv"])
            .contains("A1,Chi bộ Một,,A,")
    );
    r.ok(&["annul", "3", "--reason", "a slip"]);
    assert_eq!(sector(&r, "2022-01-01"), ["A1<L", "B1<L", "L<P", "P<"]);
    r.ok(&["verify"]);
}

#[test]
fn a_child_in_a_line_follows_the_only_whole_successor_which_takes_the_old_units_place() {
    let r = land();
    r.import(
        "reforms",
        &format!("{REFORM}m,2022-01-01,L,M,whole,Khối mới,,,1-NQ,\n"),
    );
    assert_eq!(sector(&r, "2022-01-01"), ["A1<M", "B1<M", "M<P", "P<"]);
    r.ok(&["verify"]);
}

#[test]
fn a_child_in_a_line_must_be_named_when_its_parent_has_no_one_whole_successor() {
    let r = land();
    let divided =
        "m,2022-01-01,L,M,part,Khối Một,,,1-NQ,\nm,2022-01-01,L,N,part,Khối Hai,,,1-NQ,\n";
    let err = r.import_refused("reforms", "r.csv", &format!("{REFORM}{divided}"));
    names(
        &err,
        "r.csv",
        2,
        "from_code",
        "L",
        "a row of that line must say where it goes",
    );
    let named = "m,2022-01-01,A1,,,,,M,1-NQ,sector\nm,2022-01-01,B1,,,,,N,1-NQ,sector\nm,2022-01-01,,M,,,,P,1-NQ,sector\nm,2022-01-01,,N,,,,P,1-NQ,sector\n";
    r.import("reforms", &format!("{REFORM}{divided}{named}"));
    assert_eq!(
        sector(&r, "2022-01-01"),
        ["A1<M", "B1<N", "M<P", "N<P", "P<"]
    );
}

#[test]
fn no_unit_stands_under_itself_in_any_line() {
    let r = land();
    let err = r.import_refused(
        "reforms",
        "r.csv",
        &format!("{REFORM}m,2022-01-01,L,L,same,,,A1,1-NQ,sector\n"),
    );
    names(&err, "r.csv", 2, "to_parent", "L", "under itself");
    let err = Record::new().import_refused(
        "units",
        "u.csv",
        "code,name,kind,parent_code,valid_from,line\nA,An,,,2020-01-01,\nB,Bình,,,2020-01-01,\nA,,,B,2020-01-01,x\nB,,,A,2020-01-01,x\n",
    );
    names(&err, "u.csv", 4, "parent_code", "A", "under itself");
}

#[test]
fn a_row_of_another_line_says_only_where_a_unit_stands() {
    let r = land();
    let refused = |row: &str| r.import_refused("reforms", "r.csv", &format!("{REFORM}{row}\n"));
    names(
        &refused("m,2022-01-01,A1,X,whole,,,P,1,sector"),
        "r.csv",
        2,
        "link",
        "whole",
        "only where a unit stands",
    );
    names(
        &refused("m,2022-01-01,A1,A1,same,Tên,,P,1,sector"),
        "r.csv",
        2,
        "to_name",
        "Tên",
        "default line",
    );
    names(
        &refused("m,2022-01-01,A1,A1,same,,,,1,sector"),
        "r.csv",
        2,
        "to_parent",
        "",
        "names the parent",
    );
    names(
        &refused("m,2022-01-01,Z,Z,same,,,P,1,sector"),
        "r.csv",
        2,
        "to_code",
        "Z",
        "no unit bears",
    );
    let err = r.import_refused(
        "units",
        "u.csv",
        "code,name,kind,parent_code,valid_from,line\nZ,,,P,2022-01-01,sector\n",
    );
    names(
        &err,
        "u.csv",
        2,
        "code",
        "Z",
        "give it a row of the default line",
    );
    let err = r.import_refused(
        "units",
        "u.csv",
        "code,name,kind,parent_code,valid_from,line\nA1,,,P,2022-01-01,sector\n",
    );
    names(&err, "u.csv", 2, "line", "sector", "by another row already");
}
