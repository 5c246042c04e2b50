use super::read::{RuleError, texts, vietnamese};
use super::{
    CountingDate, Effect, Flow, Names, Period, RuleId, Rulebook, Severity, StandingId, Target,
};
use figures::Day;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static VN: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::from_rows(texts(vietnamese()).unwrap_or_else(|e| panic!("{e:#?}"))));

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn faults(file: &str, text: &str) -> Vec<RuleError> {
    texts(&[(file, text)]).expect_err("the text should be refused")
}

#[track_caller]
fn refused(file: &str, text: &str, line: usize, column: usize, words: &str) {
    let found = faults(file, text);
    let hit = found
        .iter()
        .any(|e| (e.line, e.column) == (line, column) && e.message.contains(words));
    assert!(hit, "wanted {line}:{column} «{words}», found {found:#?}");
}

const HEAD: &str = "key = \"a\"\nvalid_from = 2025-01-01\ncitation = \"x\"\n";

#[test]
fn an_ethnic_group_is_called_by_its_name() {
    assert_eq!(VN.ethnic_group("02").as_deref(), Some("Tày"));
    assert_eq!(VN.ethnic_group("54").as_deref(), Some("Rơ măm"));
    assert_eq!(VN.ethnic_group("99"), None);
}

#[test]
fn the_vietnamese_rulebook_reads_without_a_fault_and_without_a_row_left_out() {
    assert_eq!(VN.unread(), &[] as &[String]);
}

#[test]
fn the_folder_and_the_built_in_texts_are_the_same_rulebook() {
    let built_in = texts(vietnamese()).unwrap();
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook/vn");
    let sorted = |rows: Vec<super::RuleRow>| {
        let mut keys: Vec<_> = rows
            .into_iter()
            .map(|r| (r.section, r.key, r.valid_from))
            .collect();
        keys.sort();
        keys
    };
    assert_eq!(sorted(super::read::folder(&dir).unwrap()), sorted(built_in));
}

#[test]
fn no_row_holds_a_fraction_and_every_row_cites_something() {
    fn whole(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::Number(n) => !n.is_f64(),
            serde_json::Value::Array(items) => items.iter().all(whole),
            serde_json::Value::Object(fields) => fields.values().all(whole),
            _ => true,
        }
    }
    for row in texts(vietnamese()).unwrap() {
        assert!(whole(&row.content), "{row:?}");
        assert!(!row.citation.trim().is_empty(), "{row:?}");
    }
}

#[test]
fn a_row_that_follows_another_of_its_key_says_what_it_replaces() {
    let rows = texts(vietnamese()).unwrap();
    for row in &rows {
        let follows = rows.iter().any(|r| {
            (&r.section, &r.key) == (&row.section, &row.key) && r.valid_until == row.valid_from
        });
        if follows && row.section != "holidays" {
            assert!(
                !row.replaces.is_empty(),
                "{} {} {}",
                row.section,
                row.key,
                row.valid_from
            );
        }
    }
}

// --- faults in the files -------------------------------------------------------------

#[test]
fn an_unknown_file_section_and_field_are_refused_with_their_place() {
    refused("cells.toml", "", 1, 1, "no file of this name");
    refused(
        "kinds.toml",
        &format!("[[cell]]\n{HEAD}"),
        1,
        3,
        "unknown section «cell»",
    );
    refused("kinds.toml", "kind = 3\n", 1, 8, "[[kind]]");
    let row = format!("[[value]]\n{HEAD}value = 3\n  colour = 4\n");
    refused("standings.toml", &row, 6, 3, "unknown field «colour»");
}

#[test]
fn a_role_gives_only_what_the_program_knows_on_its_days() {
    let row = |doings: &str, powers: &str| {
        format!(
            "[[role]]\n{HEAD}names = {{ en = \"a\", vi = \"a\", ur = \"a\" }}\ndoings = [{doings}]\npowers = [{powers}]\n"
        )
    };
    refused(
        "roles.toml",
        &row("\"see\", \"rule\"", ""),
        6,
        18,
        "no doing «rule»",
    );
    refused(
        "roles.toml",
        &row("\"see\"", "\"kingship\""),
        7,
        11,
        "no power «kingship»",
    );
    let secretary = VN.role("cell-secretary", day("2025-09-30")).unwrap();
    assert_eq!(secretary.doings, ["see", "enter"]);
    assert!(secretary.powers.is_empty());
    // what a rulebook does not name is built in; what it names holds only on its days
    assert!(VN.role("reading", day("2025-09-30")).is_some());
    assert_eq!(VN.roles(day("2025-09-30")).len(), 7);
    let until = row("\"see\"", "").replace("citation", "valid_until = 2026-01-01\ncitation");
    let book = Rulebook::from_rows(texts(&[("roles.toml", until)]).unwrap());
    let key = book.roles(day("2025-12-31"))[0].0.to_owned();
    assert!(book.role(&key, day("2026-01-01")).is_none());
    assert!(book.roles(day("2026-01-01")).is_empty());
}

#[test]
fn a_bad_date_is_refused_whether_written_bare_or_as_a_text() {
    let bare = "[[value]]\nkey = \"a\"\nvalid_from = 2025-02-30\ncitation = \"x\"\nvalue = 1\n";
    assert!(faults("standings.toml", bare).iter().all(|e| e.line == 3));
    refused(
        "standings.toml",
        &bare.replace("2025-02-30", "\"2025-02-30\""),
        3,
        14,
        "is not a day",
    );
    refused(
        "standings.toml",
        &bare.replace("2025-02-30", "20250230"),
        3,
        14,
        "must be a day",
    );
}

#[test]
fn an_end_before_the_beginning_is_refused() {
    let row = format!("[[value]]\n{HEAD}valid_until = 2025-01-01\nvalue = 1\n");
    refused("standings.toml", &row, 5, 15, "not after valid_from");
}

#[test]
fn a_wrong_type_an_unknown_severity_and_a_fraction_are_refused() {
    refused(
        "standings.toml",
        &format!("[[value]]\n{HEAD}value = 1.5\n"),
        5,
        9,
        "whole number, not a float",
    );
    let rule = "[[rule]]\nkey = \"DQ01\"\nvalid_from = 2025-01-01\ncitation = \"x\"\nseverity = \"bad\"\nmessage = { en = \"a\", vi = \"b\", ur = 3 }\n";
    refused("data-standard.toml", rule, 5, 12, "unknown severity «bad»");
    refused("data-standard.toml", rule, 6, 38, "must be a text");
}

#[test]
fn every_problem_is_listed_not_only_the_first() {
    let text = "[[value]]\nkey = \"\"\nvalid_from = 3\nvalue = true\n\n[[standing]]\nx = 1\n";
    let found = faults("standings.toml", text);
    let lines: Vec<usize> = found.iter().map(|e| e.line).collect();
    for (line, times) in [(1, 1), (2, 1), (3, 1), (4, 1), (7, 1)] {
        assert_eq!(
            lines.iter().filter(|l| **l == line).count(),
            times,
            "{found:#?}"
        );
    }
    assert!(lines.iter().filter(|l| **l == 6).count() >= 6, "{found:#?}");
}

#[test]
fn two_versions_of_a_key_may_follow_one_another_but_not_overlap() {
    let two = |until: &str, from: &str| {
        format!(
            "[[value]]\n{HEAD}valid_until = {until}\nvalue = 1\n[[value]]\nkey = \"a\"\nvalid_from = {from}\ncitation = \"y\"\nvalue = 2\n"
        )
    };
    assert!(texts(&[("standings.toml", two("2025-07-01", "2025-07-01"))]).is_ok());
    refused(
        "standings.toml",
        &two("2025-07-01", "2025-06-30"),
        9,
        14,
        "two versions on 2025-06-30",
    );
}

#[test]
fn a_name_that_nothing_defines_is_refused_where_it_stands() {
    let event = format!(
        "[[event]]\n{HEAD}names = {{ en = \"a\", vi = \"a\", ur = \"a\" }}\nfrom = [\"none\", \"novice\"]\nto = \"abbot\"\neffect = \"begin\"\nflow = \"\"\n"
    );
    refused("standings.toml", &event, 6, 17, "no standing «novice»");
    refused("standings.toml", &event, 7, 6, "no standing «abbot»");
    let kind = format!(
        "[[kind]]\n{HEAD}names = {{ en = \"a\", vi = \"a\", ur = \"a\" }}\nmay_stand_under = [\"\", \"b\"]\n"
    );
    refused("kinds.toml", &kind, 6, 24, "no kind «b»");
    let ratio = format!(
        "[[indicator]]\n{HEAD}names = {{ en = \"a\", vi = \"a\", ur = \"a\" }}\nkind = \"ratio\"\nsource = \"indicators\"\nadditive = true\nmeasure = \"percent\"\nnumerator = \"a\"\ndenominator = \"zz\"\n"
    );
    refused("indicators.toml", &ratio, 11, 15, "no indicator «zz»");
    refused("indicators.toml", &ratio, 8, 12, "never additive");
}

#[test]
fn a_data_rule_must_be_one_of_nineteen_and_bring_its_parameters() {
    let rule = |key: &str| {
        format!(
            "[[rule]]\nkey = \"{key}\"\nvalid_from = 2025-01-01\ncitation = \"x\"\nseverity = \"warn\"\nmessage = {{ en = \"a\", vi = \"a\", ur = \"a\" }}\n"
        )
    };
    refused(
        "data-standard.toml",
        &rule("DQ20"),
        2,
        7,
        "unknown rule «DQ20»",
    );
    refused(
        "data-standard.toml",
        &rule("DQ12"),
        2,
        7,
        "parameters of DQ12 are missing: working_days",
    );
    let strange = rule("DQ12") + "parameters = { working_days = 3, months = 2 }\n";
    refused(
        "data-standard.toml",
        &strange,
        7,
        34,
        "unknown field «months»",
    );
    assert!(texts(&[("data-standard.toml", rule("DQ01"))]).is_ok());
}

#[test]
fn a_holiday_outside_the_year_of_its_list_is_refused() {
    let text = format!(
        "[[holidays]]\n{HEAD}valid_until = 2026-01-01\ndays = [{{ day = 2026-01-01, name = \"x\" }}]\n"
    );
    refused("calendar.toml", &text, 6, 9, "outside the year");
}

#[test]
fn a_syntax_error_is_named_with_its_line() {
    assert_eq!(faults("kinds.toml", "[[kind]]\nkey = \n")[0].line, 2);
}

// --- kinds ---------------------------------------------------------------------------

#[test]
fn a_commune_stood_under_a_district_and_stands_under_the_province_since_1_july_2025() {
    let (eve, first) = (day("2025-06-30"), day("2025-07-01"));
    assert_eq!(VN.may_stand_under("xã", "huyện", eve), Some(true));
    assert_eq!(VN.may_stand_under("xã", "tỉnh", eve), Some(false));
    assert_eq!(VN.may_stand_under("xã", "tỉnh", first), Some(true));
    assert_eq!(VN.may_stand_under("xã", "huyện", first), Some(false));
}

#[test]
fn no_district_is_opened_after_the_tier_was_abolished() {
    assert_eq!(
        VN.may_stand_under("huyện", "tỉnh", day("2025-07-01")),
        Some(false)
    );
    assert!(VN.kind("huyện", day("2025-07-01")).is_none());
    assert!(VN.names_kind("huyện"));
}

#[test]
fn a_province_is_a_root_and_a_commune_is_not() {
    assert_eq!(
        VN.may_stand_under("tỉnh", "", day("2025-07-01")),
        Some(true)
    );
    assert_eq!(VN.may_stand_under("xã", "", day("2025-07-01")), Some(false));
}

#[test]
fn a_kind_the_rulebook_never_names_is_only_text() {
    assert_eq!(
        VN.may_stand_under("parish", "tỉnh", day("2025-07-01")),
        None
    );
    assert_eq!(VN.may_stand_under("xã", "diocese", day("2025-07-01")), None);
}

#[test]
fn a_cell_stands_under_a_commune_a_grassroots_organisation_or_an_agency() {
    for on in ["2024-01-01", "2025-07-01", "2026-11-01"] {
        for parent in ["xã", "phường", "đảng bộ cơ sở", "cơ quan"] {
            assert_eq!(
                VN.may_stand_under("chi bộ", parent, day(on)),
                Some(true),
                "{parent} {on}"
            );
        }
        assert!(VN.kind("chi bộ", day(on)).unwrap().cell);
    }
    assert!(VN.kind("chi bộ cơ sở", day("2026-07-26")).is_none());
}

// --- standings and events ------------------------------------------------------------

#[test]
fn a_standing_is_recognised_as_people_write_it() {
    for text in [
        "official",
        "Đảng viên chính thức",
        "CHÍNH THỨC",
        "  official   member ",
    ] {
        assert_eq!(
            VN.standing_named(text).unwrap().id,
            StandingId::OFFICIAL,
            "{text}"
        );
    }
    assert_eq!(
        VN.standing_named("temporary_guest").unwrap().id,
        StandingId::TEMPORARY_GUEST
    );
    assert_eq!(
        VN.standing_named("آزمائشی رکن").unwrap().id,
        StandingId::PROBATIONARY
    );
    assert!(VN.standing_named("novice").is_none());
}

#[test]
fn an_event_is_recognised_as_people_write_it() {
    for text in ["Kết nạp", "admission", "admitted", "KẾT NẠP ĐẢNG VIÊN"] {
        assert_eq!(VN.event_named(text).unwrap().key, "admission", "{text}");
    }
    assert_eq!(
        VN.event_named("transfer-sent").unwrap().key,
        "transfer_sent"
    );
}

#[test]
fn members_are_those_of_five_standings_less_candidates_and_guests() {
    let counted: BTreeSet<&str> = VN
        .standings()
        .iter()
        .filter(|s| s.counted)
        .map(|s| s.key.as_str())
        .collect();
    assert_eq!(
        counted,
        BTreeSet::from(["probationary", "official", "exempt", "suspended"])
    );
}

#[test]
fn no_word_means_two_events_or_two_standings() {
    for book in [&*VN, &Rulebook::neutral()] {
        for e in book.events() {
            for word in [&e.key, &e.names.en, &e.names.vi, &e.names.ur]
                .into_iter()
                .chain(&e.synonyms)
            {
                assert_eq!(book.event_named(word).unwrap().key, e.key, "{word}");
            }
        }
        for s in book.standings() {
            for word in [&s.key, &s.names.en, &s.names.vi, &s.names.ur]
                .into_iter()
                .chain(&s.synonyms)
            {
                assert_eq!(book.standing_named(word).unwrap().key, s.key, "{word}");
            }
        }
    }
}

#[test]
fn discipline_needs_a_right_of_its_own_with_and_without_a_rulebook() {
    for book in [&*VN, &Rulebook::neutral()] {
        let sensitive: BTreeSet<&str> = book
            .events()
            .iter()
            .filter(|e| e.sensitive)
            .map(|e| e.key.as_str())
            .collect();
        assert_eq!(
            sensitive,
            BTreeSet::from(["suspension", "suspension_end", "struck_off", "expelled"])
        );
    }
}

#[test]
fn an_opening_list_begins_memberships_without_being_an_admission() {
    let opening = VN.event("opening").unwrap();
    assert_eq!(
        (opening.effect, opening.flow, opening.to),
        (Effect::Begin, None, Target::Stated)
    );
    assert!(opening.may_befall(None));
    assert!(!opening.may_befall(Some(StandingId::OFFICIAL)));
}

#[test]
fn every_flow_of_the_movement_table_has_its_event() {
    let flows: BTreeSet<Flow> = VN.events().iter().filter_map(|e| e.flow).collect();
    assert_eq!(flows.len(), 9);
    assert_eq!(
        VN.event("transfer_received").unwrap().flow,
        Some(Flow::TransferredIn)
    );
}

#[test]
fn without_a_rulebook_the_vocabulary_is_the_same_and_cites_nothing() {
    let neutral = Rulebook::neutral();
    for (own, theirs) in neutral.standings().iter().zip(VN.standings()) {
        assert_eq!(
            (own.id, &own.key, own.counted, own.terminal),
            (theirs.id, &theirs.key, theirs.counted, theirs.terminal)
        );
    }
    for own in neutral.events() {
        let theirs = VN.event(&own.key).unwrap();
        let facts = |e: &super::EventRule| {
            (
                e.from_none,
                e.from.clone(),
                e.to,
                e.effect,
                e.flow,
                e.sensitive,
            )
        };
        assert_eq!(facts(own), facts(theirs), "{}", own.key);
        assert_eq!(own.citation, "");
    }
    assert!(!neutral.names_kind("xã"));
    assert!(neutral.data_rules(RuleId(1)).is_empty());
    assert!(neutral.indicators().is_empty());
    assert_eq!(neutral.value("probation_months", day("2025-07-01")), None);
}

#[test]
fn a_rulebook_may_add_a_standing_of_its_own() {
    let text = format!(
        "[[standing]]\n{}names = {{ en = \"oblate\", vi = \"o\", ur = \"o\" }}\ncounted = true\nterminal = false\n",
        HEAD.replace("\"a\"", "\"oblate\"")
    );
    let book = Rulebook::from_rows(texts(&[("standings.toml", text)]).unwrap());
    let oblate = book.standing("oblate").unwrap();
    assert_eq!(oblate.id, StandingId(11));
    assert_eq!(book.standing_of(oblate.id).unwrap().key, "oblate");
    assert_eq!(book.standing("official").unwrap().id, StandingId::OFFICIAL);
}

// --- values, data rules, indicators --------------------------------------------------

#[test]
fn a_value_is_read_as_of_a_day() {
    assert_eq!(VN.value("probation_months", day("2025-09-30")), Some(12));
    assert_eq!(VN.value("probation_months", day("1980-01-01")), None);
    assert_eq!(VN.value("readmission_months", day("2026-08-01")), Some(36));
    assert_eq!(
        VN.texts("ceremony_counted_from", day("2026-08-01")),
        &[] as &[String]
    );
    assert_eq!(
        VN.wholes("badge_years", day("2025-01-01"))[0..3],
        [30, 40, 45]
    );
    assert!(
        VN.citation_of_value("probation_months", day("2025-09-30"))
            .unwrap()
            .contains("294-QĐ/TW")
    );
}

#[test]
fn ethnic_groups_are_known_by_name() {
    assert_eq!(VN.ethnic_group("02").as_deref(), Some("Tày"));
    assert_eq!(VN.ethnic_group("99"), None);
}

#[test]
fn admission_is_counted_on_the_ceremony_and_party_age_from_the_decision() {
    let on = day("2025-09-30");
    assert_eq!(VN.counted_on("admission", on), Some(CountingDate::Ceremony));
    assert_eq!(VN.counted_on("party_age", on), Some(CountingDate::Decision));
}

#[test]
fn the_data_standard_names_all_nineteen_rules_with_their_severity() {
    use Severity::{Error, Notice, Overdue, Rule, Warn};
    let wanted = [
        Error, Error, Error, Error, Warn, Warn, Error, Overdue, Error, Error, Error, Overdue,
        Overdue, Warn, Warn, Notice, Error, Notice, Rule,
    ];
    for (number, severity) in (1..=RuleId::COUNT).zip(wanted) {
        let rule = VN.data_rule(RuleId(number), day("2026-10-01")).unwrap();
        assert_eq!(rule.rule.severity, severity, "{}", RuleId(number));
    }
}

#[test]
fn a_rule_of_2025_and_one_of_2026_cite_their_own_regulation() {
    let cites = |on: &str| VN.data_rule(RuleId(6), day(on)).unwrap().citation.clone();
    assert!(cites("2025-07-01").contains("294-QĐ/TW"));
    assert!(cites("2026-07-26").contains("208-QĐ/TW"));
}

#[test]
fn the_data_standard_and_the_values_agree_on_every_day() {
    type Read = fn(&super::Parameters) -> i64;
    let pairs: [(u8, &str, Read); 8] = [
        (5, "admission_age_min_years", |p| p.age_min_years.into()),
        (5, "admission_age_max_years", |p| p.age_max_years.into()),
        (6, "ceremony_working_days", |p| p.working_days.into()),
        (7, "probation_months", |p| p.months.into()),
        (8, "probation_months", |p| p.months.into()),
        (8, "recognition_working_days", |p| p.working_days.into()),
        (12, "transfer_presentation_working_days", |p| {
            p.working_days.into()
        }),
        (13, "temporary_months_max", |p| p.months.into()),
    ];
    for on in [
        "2021-07-30",
        "2024-12-31",
        "2025-07-01",
        "2026-07-25",
        "2026-07-26",
        "2030-01-01",
    ] {
        for (rule, value, read) in pairs {
            let parameters = &VN.data_rule(RuleId(rule), day(on)).unwrap().rule.parameters;
            assert_eq!(
                Some(read(parameters)),
                VN.value(value, day(on)),
                "DQ{rule:02} {value} {on}"
            );
        }
    }
}

#[test]
fn the_indicators_of_the_briefing_are_defined() {
    let on = day("2025-09-30");
    for code in [
        "members",
        "official",
        "probationary",
        "exempt",
        "suspended",
        "in-transit",
        "admitted",
        "recognised",
        "transferred-in",
        "transferred-out",
        "reinstated",
        "deceased",
        "struck-off",
        "expelled",
        "left",
        "failing",
        "standardised",
        "units",
        "units-merged",
        "successors",
        "net-reduced",
        "badges-due",
        "women",
    ] {
        assert!(VN.indicator(code, on).is_some(), "{code}");
    }
    let share = &VN.indicator("standardised", on).unwrap().rule;
    assert_eq!(
        (share.numerator.as_str(), share.denominator.as_str()),
        ("failing", "members")
    );
    assert!(share.complement && !share.additive && share.decimals == 2);
}

#[test]
fn a_name_reads_in_each_language_and_otherwise_in_english() {
    let names = Names {
        en: "cell".into(),
        vi: "chi bộ".into(),
        ur: "سیل".into(),
    };
    assert_eq!(
        [
            names.in_language("vi"),
            names.in_language("ur"),
            names.in_language("fr")
        ],
        ["chi bộ", "سیل", "cell"]
    );
}

// --- calendar ------------------------------------------------------------------------

#[test]
fn thirty_working_days_leave_out_weekends_and_holidays() {
    let (target, unlisted) = VN.calendar().add_working_days(day("2025-01-20"), 30);
    assert_eq!((target, unlisted), (day("2025-03-10"), false));
}

#[test]
fn a_year_without_a_list_of_holidays_is_never_weekends_only_in_silence() {
    assert!(VN.calendar().add_working_days(day("2026-12-15"), 30).1);
    assert!(VN.calendar().add_working_days(day("2023-12-15"), 30).1);
    assert!(!VN.calendar().add_working_days(day("2025-12-15"), 30).1);
    assert_eq!(
        Rulebook::neutral()
            .calendar()
            .add_working_days(day("2025-07-04"), 1),
        (day("2025-07-07"), true)
    );
}

#[test]
fn a_deadline_on_a_sunday_moves_to_monday() {
    assert_eq!(
        VN.calendar().on_or_after(day("2026-07-05")),
        (day("2026-07-06"), false)
    );
    assert_eq!(
        VN.calendar().on_or_after(day("2026-07-06")),
        (day("2026-07-06"), false)
    );
}

#[test]
fn working_days_counted_at_once_equal_working_days_counted_one_by_one() {
    let calendar = VN.calendar();
    let mut start = day("2023-12-20");
    while start < day("2027-02-01") {
        let mut at = start;
        for n in 1..70 {
            at = at.plus_days(1);
            while !calendar.is_working_day(at) {
                at = at.plus_days(1);
            }
            assert_eq!(calendar.add_working_days(start, n).0, at, "{start} + {n}");
        }
        start = start.plus_days(1);
    }
}

#[test]
fn the_time_zone_and_the_kinds_of_period_come_from_the_rulebook() {
    assert_eq!(VN.calendar().zone(), "Asia/Ho_Chi_Minh");
    let kinds: Vec<&str> = VN.periods().iter().map(|p| p.key.as_str()).collect();
    assert_eq!(kinds, ["month", "quarter", "half", "nine-months", "year"]);
    for text in ["2025-07", "2025-Q3", "2025-H2", "2025-9M", "2025"] {
        let period = Period::parse(text).unwrap();
        let rule = &VN
            .periods()
            .iter()
            .find(|p| p.key == period.kind())
            .unwrap()
            .rule;
        assert!(rule.begins.contains(&period.from().month()));
        assert_eq!(period.from().plus_months(rule.months), period.until());
    }
}

#[test]
fn badges_are_awarded_in_four_rounds_a_year() {
    assert_eq!(VN.award_round(day("2025-08-25")), Some(day("2025-09-02")));
    assert_eq!(VN.award_round(day("2025-09-02")), Some(day("2025-09-02")));
    assert_eq!(VN.award_round(day("2025-11-08")), Some(day("2026-02-03")));
    assert_eq!(
        VN.award_round_before(day("2026-02-03")),
        Some(day("2025-11-07"))
    );
    assert_eq!(Rulebook::neutral().award_round(day("2025-08-25")), None);
}

// --- periods -------------------------------------------------------------------------

#[test]
fn a_period_knows_its_days_and_its_neighbours() {
    let cases = [
        ("2025-Q3", "2025-07-01", "2025-10-01", "2025-Q2", "2024-Q3"),
        ("2025-Q1", "2025-01-01", "2025-04-01", "2024-Q4", "2024-Q1"),
        ("2025", "2025-01-01", "2026-01-01", "2024", "2024"),
        ("2025-01", "2025-01-01", "2025-02-01", "2024-12", "2024-01"),
        ("2024-02", "2024-02-01", "2024-03-01", "2024-01", "2023-02"),
        ("2025-H1", "2025-01-01", "2025-07-01", "2024-H2", "2024-H1"),
        ("2025-9M", "2025-01-01", "2025-10-01", "2024-9M", "2024-9M"),
    ];
    for (text, from, until, previous, year_before) in cases {
        let period = Period::parse(text).unwrap();
        assert_eq!(period.to_string(), text);
        assert_eq!(
            (period.from(), period.until()),
            (day(from), day(until)),
            "{text}"
        );
        assert_eq!(period.previous().to_string(), previous);
        assert_eq!(period.year_before().to_string(), year_before);
        assert_eq!(
            period.cumulative_from(),
            day(&format!("{}-01-01", &text[..4]))
        );
        assert!(period.contains(period.last_day()) && !period.contains(period.until()));
    }
    assert_eq!(Period::parse("2025-M07"), Period::parse("2025-07"));
}

#[test]
fn what_is_no_period_is_refused() {
    for bad in [
        "", "25", "2025-", "2025-Q5", "2025-Q0", "2025-13", "2025-M13", "2025-H3", "2025-7",
        "2025-Q3 ", "0000", "2025-6M", "٢٠٢٥",
    ] {
        assert!(Period::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn every_flow_that_ends_a_membership_but_a_transfer_tells_a_reason() {
    for flow in Flow::ALL {
        let recorded = serde_json::to_value(flow).unwrap();
        assert_eq!(recorded, flow.word(), "the word of edits is its word here");
        assert!(super::schema::FLOWS.contains(&flow.word()));
        assert_eq!(Flow::named(&flow.word().replace('_', "-")), Some(flow));
        assert_eq!(flow.code(), flow.word().replace('_', "-"));
        let transfer = flow == Flow::TransferredOut;
        assert_eq!(Flow::is_reason(flow.word()), flow.ends() && !transfer);
    }
    assert_eq!(Flow::ALL.len() + 1, super::schema::FLOWS.len());
    // what the built-in events end tells a reason, whatever flow it has
    for event in super::vocabulary::events() {
        if event.effect == Effect::End {
            assert!(event.flow.is_some_and(Flow::ends), "{}", event.key);
        }
    }
}

#[test]
fn why_members_left_is_what_the_rulebook_s_events_say() {
    let year = |from: &str, until: &str| (day(from), day(until));
    let of = |book: &Rulebook, days| -> Vec<&str> {
        let flows = book.departures(days).into_iter();
        flows.map(Flow::code).collect()
    };
    let known = ["deceased", "struck-off", "left", "expelled"];
    assert_eq!(of(&VN, year("2025-01-01", "2025-10-01")), known);
    assert_eq!(
        of(&Rulebook::neutral(), year("2025-01-01", "2025-10-01")),
        known
    );
    // a rulebook by which nobody is expelled any more from 1 July 2025 on
    let mut rows = texts(vietnamese()).unwrap();
    for row in &mut rows {
        if row.section == "event" && row.key == "expelled" {
            row.valid_until = day("2025-07-01");
        }
    }
    let book = Rulebook::from_rows(rows);
    assert_eq!(of(&book, year("2025-01-01", "2025-10-01")), known);
    assert_eq!(of(&book, year("2025-07-01", "2025-10-01")), known[..3]);
}

#[test]
fn what_an_event_does_is_said_by_its_row_and_not_by_its_key() {
    let keys = |is: &dyn Fn(&super::EventRule) -> bool| -> BTreeSet<&str> {
        let events = VN.events().iter().filter(|e| is(e));
        events.map(|e| e.key.as_str()).collect()
    };
    assert_eq!(keys(&|e| e.is_opening()), ["opening"].into());
    assert_eq!(keys(&|e| e.takes_back()), ["transfer_withdrawn"].into());
    assert_eq!(
        keys(&|e| e.guest() == Some(true)),
        ["temporary_start"].into()
    );
    assert_eq!(
        keys(&|e| e.guest() == Some(false)),
        ["temporary_end"].into()
    );
    let planned = ["exemption", "suspension", "temporary_start"].into();
    assert_eq!(keys(&|e| e.has_planned_end()), planned);
    let book = Rulebook::neutral();
    for built_in in super::vocabulary::events() {
        let (own, vn) = (book.event(&built_in.key), VN.event(&built_in.key));
        let said = |e: &super::EventRule| {
            (
                e.is_opening(),
                e.takes_back(),
                e.guest(),
                e.has_planned_end(),
            )
        };
        assert_eq!(own.map(said), vn.map(said), "{}", built_in.key);
    }
}
