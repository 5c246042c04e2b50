//! What the readers of tables promise, sentence by sentence.

use super::*;
use std::io::Cursor;

fn sheet(text: &str) -> Result<Sheet> {
    from_bytes("list.csv", text.as_bytes().to_vec(), Limits::default())
}

#[test]
fn columns_are_recognised_in_vietnamese_without_regard_to_marks() {
    let s = sheet("Họ và tên,NGAY SINH\nĐinh Văn An,1980-01-01\n").unwrap();
    let found = s
        .columns(
            &[("name", &["Họ và tên"]), ("birth_date", &["ngày sinh"])],
            &["name"],
            &[],
        )
        .unwrap();
    assert_eq!(found.cell(&s.rows[0], 1), "1980-01-01");
    assert_eq!(s.rows[0].number, 2);
}

#[test]
fn a_quotation_that_swallows_the_next_row_is_refused_with_its_line() {
    for text in [
        "code,name\nA,\"Xã An\nB,\"Xã Bình\n",
        "code;name\nA;\"Xã An\n",
        "code,name\nA,\"Xã \"\"An\nB,x\"\n",
    ] {
        let e = sheet(text).unwrap_err().to_string();
        assert!(
            e.contains("line 2") && e.contains("quotation mark"),
            "{text}: {e}"
        );
    }
    let kept = sheet("code,name\nA,\"Xã \"\"An\"\", cũ\"\nB,Xã 5\" Bình\n").unwrap();
    assert_eq!(kept.rows[0].cells[1], "Xã \"An\", cũ");
    assert_eq!(kept.rows[1].cells[1], "Xã 5\" Bình");
}

#[test]
fn a_row_with_more_cells_than_the_heading_is_refused() {
    let e = sheet("code,value\nP,1,234,567\n").unwrap_err().to_string();
    assert!(e.contains("line 2") && e.contains("«234»"), "{e}");
    assert!(sheet("code,value\nP,1,,\n").is_ok());
}

#[test]
fn lines_that_end_with_a_carriage_return_alone_are_lines() {
    let s = sheet("code,name\rA,Xã An\rB,Xã Bình\r").unwrap();
    assert_eq!((s.rows[1].number, s.rows[1].cells[0].as_str()), (3, "B"));
}

#[test]
fn lines_that_end_with_two_letters_are_counted_as_people_count_them() {
    let s = sheet("code,name\r\nA,\"Xã An\"\r\n\r\nB,\r\n").unwrap();
    let lines: Vec<usize> = s.rows.iter().map(|l| l.number).collect();
    assert_eq!(lines, [2, 4]);
    assert_eq!(s.header, ["code", "name"]);
    assert_eq!(
        (s.rows[0].cells[1].as_str(), s.rows[1].cells[1].as_str()),
        ("Xã An", "")
    );
}

#[test]
fn a_hidden_sheet_is_not_read_and_a_value_that_is_none_is_refused() {
    use rust_xlsxwriter::{Formula, Workbook};
    let mut book = Workbook::new();
    let hidden = book.add_worksheet();
    hidden.set_hidden(true).write(0, 0, "secret").unwrap();
    let page = book.add_worksheet();
    page.set_active(true).write(0, 0, "name").unwrap();
    page.write(1, 0, "An").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let read = from_bytes("x.xlsx", bytes, Limits::default()).unwrap();
    assert_eq!((read.header[0].as_str(), read.rows.len()), ("name", 1));
    let with = |formula: Formula| {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        page.write(0, 0, "name").unwrap();
        page.write(1, 0, formula).unwrap();
        book.save_to_buffer().unwrap()
    };
    let error = with(Formula::new("=NA()").set_result("#N/A"));
    let never = without(&with(Formula::new("=A1").set_result("77")), "<v>77</v>");
    for bytes in [error, never] {
        let e = from_bytes("x.xlsx", bytes, Limits::default()).unwrap_err();
        assert!(e.to_string().contains("line 2"), "{e}");
    }
}

/// The spreadsheet with a text taken out of its first sheet.
fn without(book: &[u8], text: &str) -> Vec<u8> {
    first_sheet(book, |page| {
        assert!(page.contains(text), "{page}");
        page.replace(text, "")
    })
}

/// The spreadsheet with its first sheet written otherwise.
fn first_sheet(book: &[u8], other: impl Fn(String) -> String) -> Vec<u8> {
    use std::io::Write;
    let mut from = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..from.len() {
        let mut part = from.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name.ends_with("sheet1.xml") {
            bytes = other(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        let plain = zip::write::SimpleFileOptions::default();
        to.start_file(name, plain).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// A spreadsheet whose first sheet holds these rows, as they are written.
fn of_rows(rows: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet();
    let head = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";
    first_sheet(&book.save_to_buffer().unwrap(), |_| {
        format!("{head}<sheetData>{rows}</sheetData></worksheet>")
    })
}

fn row(number: &str, cells: &[(&str, &str)]) -> String {
    let cell =
        |(place, text): &(&str, &str)| format!("<c r=\"{place}\" t=\"str\"><v>{text}</v></c>");
    let cells: String = cells.iter().map(cell).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

#[test]
fn a_sheet_whose_rows_or_cells_stand_twice_or_out_of_order_is_refused_with_the_place() {
    let head = row("1", &[("A1", "code"), ("B1", "name")]);
    let good = row("3", &[("A3", "P"), ("B3", "Xã An")]);
    let read = |rows: &str| from_bytes("x.xlsx", of_rows(rows), Limits::default());
    assert_eq!(read(&format!("{head}{good}")).unwrap().rows[0].number, 3);
    for (rows, place) in [
        (
            format!("{good}{}", row("3", &[("A3", "Q"), ("B3", "Xã Bình")])),
            "row 3 stands twice",
        ),
        (
            format!("{good}{}", row("3", &[("C3", "Q")])),
            "row 3 stands twice",
        ),
        (
            format!("{good}{}", row("2", &[("A2", "Q")])),
            "row 2 stands after row 3",
        ),
        (
            row("3", &[("A3", "P"), ("A3", "Q")]),
            "cell A3 stands twice",
        ),
        (
            row("3", &[("B3", "P"), ("A3", "Q")]),
            "cell A3 stands after B3",
        ),
        (
            format!("{good}{}", row("4", &[("A3", "Q")])),
            "cell A3 stands in row 4",
        ),
        (row("3", &[("A4", "P")]), "cell A4 stands in row 3"),
        (
            format!("{good}<row><c r=\"A3\"><v>1</v></c></row>"),
            "cell A3 stands in row 4",
        ),
        (
            "<row r=\"3\"><c r=\"A3\"><v>1</v><v>2</v></c></row>".to_owned(),
            "a cell has two values",
        ),
        (
            "<row r=\"3\"><c r=\"A3\" r=\"B3\"><v>1</v></c></row>".to_owned(),
            "a cell stands nowhere",
        ),
        (
            format!("{good}</sheetData><sheetData>{}", row("4", &[("A4", "Q")])),
            "stand in two places",
        ),
    ] {
        let refused = read(&format!("{head}{rows}")).unwrap_err().to_string();
        assert!(refused.contains(place), "{rows}: {refused}");
    }
}

#[test]
fn rows_and_cells_that_do_not_say_where_they_stand_follow_one_another() {
    let cells = "<c t=\"str\"><v>code</v></c><c t=\"str\"><v>name</v></c>";
    let s = from_bytes(
        "x.xlsx",
        of_rows(&format!("<row>{cells}</row><row>{cells}</row>")),
        Limits::default(),
    );
    let s = s.unwrap();
    assert_eq!((s.rows.len(), s.rows[0].cells[1].as_str()), (1, "name"));
}

#[test]
fn a_spreadsheet_has_the_same_bounds_at_the_command_line_as_on_a_page() {
    let many =
        |what: &str, times: usize| of_rows(&format!("<row r=\"1\">{}</row>", what.repeat(times)));
    for (bytes, why) in [
        (many("<c><v>1</v></c>", 1_200_000), "bytes when unpacked"),
        (many(&"x".repeat(1000), 6_000), "a text of more than"),
    ] {
        let refused = from_bytes("x.xlsx", bytes, Limits::default());
        let Err(Error::TooLarge(said)) = refused else {
            panic!("{refused:?}")
        };
        assert!(said.contains(why), "{said}");
    }
    let few = Limits {
        cells: 1_000,
        ..Limits::default()
    };
    let refused = from_bytes("x.xlsx", many("<c/>", 1_001), few).unwrap_err();
    assert!(
        refused.to_string().contains("more than 1000 cells"),
        "{refused}"
    );
}

#[test]
fn a_spreadsheet_is_bounded_before_the_rest_of_its_file_is_read() {
    let path = std::env::temp_dir().join(format!("nazm-large-{}.xlsx", std::process::id()));
    let file = std::fs::File::create(&path).unwrap();
    std::io::Write::write_all(&mut &file, b"PK\x03\x04").unwrap();
    file.set_len((48 << 20) + 1).unwrap();
    let refused = bytes(&path, Limits::default());
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(refused, Err(Error::TooLarge(_))), "{refused:?}");
}

#[test]
fn text_that_is_not_utf8_is_refused_with_its_line() {
    let e = from_bytes("x.csv", b"name\nok\n\xff\n".to_vec(), Limits::default()).unwrap_err();
    assert!(e.to_string().contains("line 3"), "{e}");
}

#[test]
fn a_spreadsheet_that_unpacks_to_more_than_it_may_is_refused() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for i in 0..200 {
        page.write(i, 0, "the same long text again and again")
            .unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let limits = Limits {
        unpacked: 2_000,
        ..Limits::default()
    };
    assert!(matches!(
        from_bytes("x.xlsx", bytes.clone(), limits),
        Err(Error::TooLarge(_))
    ));
    assert_eq!(
        from_bytes("x.xlsx", bytes, Limits::default())
            .unwrap()
            .rows
            .len(),
        199
    );
}

fn back(text: &str, lang: Lang, wrong: &[(usize, &str)]) -> String {
    let s = sheet(text).unwrap();
    let problem = |(line, why): &(usize, &str)| Problem::new(*why).at("list.csv", *line);
    let problems: Vec<Problem> = wrong.iter().map(problem).collect();
    let bytes = handed_back(text.as_bytes(), &s, lang, &problems, |p| p.reason.clone());
    String::from_utf8(bytes.unwrap()).unwrap()
}

#[test]
fn the_senders_table_comes_back_with_its_problems() {
    let text = back(
        "a,b\n1,=x\n",
        Lang::En,
        &[(2, "no such unit"), (2, "a \"day\"")],
    );
    assert_eq!(text, "a,b,Problem\n1,'=x,\"no such unit; a \"\"day\"\"\"\n");
}

#[test]
fn a_table_comes_back_as_its_sender_writes_tables() {
    for (sent, came) in [
        (
            "a;b\r\n1;\"x;y\"\r\n2;z",
            "a;b;Vấn đề\r\n1;\"x;y\";\r\n2;z;\"sai; quá\"\r\n",
        ),
        (
            "\u{feff}a\tb\n1\t2\n3\t4\n",
            "\u{feff}a\tb\tVấn đề\n1\t2\t\n3\t4\tsai; quá\n",
        ),
        (
            "\"a\",\"b\"\n\"1\",\"2\"\n\"3\",\"4\"\n",
            "\"a\",\"b\",\"Vấn đề\"\n\"1\",\"2\",\"\"\n\"3\",\"4\",\"sai; quá\"\n",
        ),
        ("a,b\r1,2\r3\r", "a,b,Vấn đề\r1,2,\r3,,sai; quá\r"),
        ("a,b\n\n3,4,,\n", "a,b,Vấn đề\n\n3,4,sai; quá\n"),
    ] {
        assert_eq!(back(sent, Lang::Vi, &[(3, "sai"), (3, "quá")]), came);
        let (first, again) = (sheet(sent).unwrap(), sheet(came).unwrap());
        let found = again
            .columns(&[("a", &[]), ("b", &[])], &["a", "b"], &[])
            .unwrap();
        assert!(
            found.unknown.is_empty(),
            "the column of problems is passed over"
        );
        for (line, row) in again.rows.iter().zip(&first.rows) {
            let cell = |at| row.cells.get(at).map_or("", String::as_str);
            assert_eq!(
                (found.cell(line, 0), found.cell(line, 1)),
                (cell(0), cell(1))
            );
        }
        // and it is replaced when it comes again
        assert_eq!(back(came, Lang::Vi, &[(3, "sai"), (3, "quá")]), came);
    }
}

#[test]
fn a_spreadsheet_comes_back_as_text_and_its_values_are_the_same_when_it_comes_again() {
    let head = row("1", &[("A1", "phone"), ("B1", "مسئلہ")]);
    let bytes = of_rows(&format!(
        "{head}{}",
        row("2", &[("A2", "+84 912"), ("B2", "old")])
    ));
    let s = from_bytes("x.xlsx", bytes.clone(), Limits::default()).unwrap();
    let wrong = [Problem::new("wrong").at("x.xlsx", 2)];
    let text = handed_back(&bytes, &s, Lang::Ur, &wrong, |p| p.reason.clone()).unwrap();
    assert_eq!(
        String::from_utf8(text.clone()).unwrap(),
        "\u{feff}phone,مسئلہ\n'+84 912,wrong\n"
    );
    let again = from_bytes("x.csv", text, Limits::default()).unwrap();
    assert_eq!(again.rows[0].cells[0], "+84 912");
}
