use super::*;
use crate::organisation::rulebook::read::{texts, vietnamese};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static VN: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::from_rows(texts(vietnamese()).unwrap_or_else(|e| panic!("{e:#?}"))));

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A woman born 10 May 1975, admitted in 2005, whose record is in order.
fn clean() -> PersonSpan {
    PersonSpan {
        name: "Đặng Thị Mai".to_owned(),
        birth_date: Some(day("1975-05-10")),
        sex: Some(Sex::Female),
        id_form: IdForm::of("900175123456"),
        file_number: "001234TN".to_owned(),
        card: Card::Old("12345678".to_owned()),
        decision: Some(day("2005-03-01")),
        ceremony: Some(day("2005-03-20")),
        official: Some(day("2006-03-20")),
        ..PersonSpan::blank(day("2024-01-01"), Day::MAX)
    }
}

/// A man whose probation began with a ceremony on a given day.
fn probationer(decision: &str, ceremony: &str) -> PersonSpan {
    PersonSpan {
        name: "Lý Văn Nam".to_owned(),
        birth_date: Some(day("2000-01-15")),
        sex: Some(Sex::Male),
        id_form: IdForm::of("900200123456"),
        card: Card::None,
        decision: Some(day(decision)),
        ceremony: Some(day(ceremony)),
        official: None,
        ..clean()
    }
}

fn member(standing: StandingId, from: &str, to: Option<&str>) -> MembershipSpan {
    MembershipSpan::new(
        day(from),
        to.map_or(Day::MAX, day),
        standing,
        true,
        Whereabouts::In(1),
    )
}

fn official() -> MembershipSpan {
    member(StandingId::OFFICIAL, "2024-01-01", None)
}

fn judged(
    persons: &[PersonSpan],
    memberships: &[MembershipSpan],
    context: &Context,
) -> Vec<Verdict> {
    let mut out = Vec::new();
    verdicts(&VN, persons, memberships, context, &mut out);
    out
}

/// The verdicts as (rule, from, until) in words.
fn said(persons: &[PersonSpan], memberships: &[MembershipSpan], context: &Context) -> Vec<String> {
    let line = |v: Verdict| {
        format!("{} {} {}", v.rule, v.from, v.until)
            .trim_end()
            .to_owned()
    };
    judged(persons, memberships, context)
        .into_iter()
        .map(line)
        .collect()
}

fn of(person: PersonSpan) -> Vec<String> {
    said(&[person], &[official()], &Context::default())
}

fn of_probationer(person: PersonSpan, from: &str) -> Vec<String> {
    said(
        &[person],
        &[member(StandingId::PROBATIONARY, from, None)],
        &Context::default(),
    )
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_clean_record_has_no_verdict() {
    assert_eq!(of(clean()), NOTHING);
}

#[test]
fn without_a_rulebook_nothing_is_judged() {
    let mut out = Vec::new();
    let persons = [PersonSpan::blank(Day::MIN, Day::MAX)];
    verdicts(
        &Rulebook::neutral(),
        &persons,
        &[official()],
        &Context::default(),
        &mut out,
    );
    assert_eq!(out, []);
}

// --- DQ01 to DQ05: who the person is ---------------------------------------------------

#[test]
fn dq01_a_missing_or_short_citizen_id_fails_from_the_day_the_rule_begins() {
    for id in [
        "",
        "90017512345",
        "9001751234567",
        "90017512345a",
        "９００１７５１２３４５６",
    ] {
        let person = PersonSpan {
            id_form: IdForm::of(id),
            ..clean()
        };
        assert_eq!(of(person), ["DQ01 2025-01-01"], "{id}");
    }
}

#[test]
fn dq01_speaks_only_until_the_id_was_entered() {
    let before = PersonSpan {
        id_form: IdForm::Missing,
        to: day("2025-09-10"),
        ..clean()
    };
    let after = PersonSpan {
        from: day("2025-09-10"),
        ..clean()
    };
    assert_eq!(
        said(&[before, after], &[official()], &Context::default()),
        ["DQ01 2025-01-01 2025-09-10"]
    );
}

#[test]
fn t17_a_woman_of_1975_bears_a_1_and_75_and_the_same_id_on_a_man_is_an_error() {
    let woman = PersonSpan {
        id_form: IdForm::of("019175000001"),
        ..clean()
    };
    assert_eq!(of(woman.clone()), NOTHING);
    let man = PersonSpan {
        sex: Some(Sex::Male),
        ..woman
    };
    assert_eq!(of(man), ["DQ02 2025-01-01"]);
}

#[test]
fn dq02_century_and_year_must_agree_and_what_is_unknown_cannot_disagree() {
    let with = |id: &str, birth: Option<&str>, sex| {
        let person = PersonSpan {
            id_form: IdForm::of(id),
            birth_date: birth.map(day),
            sex,
            ..clean()
        };
        of(person).iter().any(|v| v.starts_with("DQ02"))
    };
    assert!(
        with("900176123456", Some("1975-05-10"), None),
        "another year"
    );
    assert!(
        with("900375123456", Some("1975-05-10"), None),
        "another century"
    );
    assert!(
        !with("900375123456", None, Some(Sex::Female)),
        "birth unknown"
    );
    assert!(
        !with("900302123456", Some("2002-01-01"), Some(Sex::Female)),
        "born in 2002"
    );
    assert!(
        !with("900075123456", Some("1975-05-10"), Some(Sex::Male)),
        "a man of 1975"
    );
}

#[test]
fn dq03_another_member_with_the_same_id_fails_on_the_days_they_share_it() {
    let shared = vec![(day("2025-03-01"), day("2025-04-01"))];
    let context = Context {
        same_citizen_id: shared,
        ..Context::default()
    };
    assert_eq!(
        said(&[clean()], &[official()], &context),
        ["DQ03 2025-03-01 2025-04-01"]
    );
}

#[test]
fn dq04_a_name_has_two_words_with_capitals_and_no_digit() {
    let name = |name: &str| {
        of(PersonSpan {
            name: name.to_owned(),
            ..clean()
        })
    };
    for good in [
        "Nguyễn Văn An",
        "NGUYỄN VĂN AN",
        "Y Blŏk Êban",
        "H'Hen Niê",
        "Đỗ Ý",
        "محمد علی",
    ] {
        assert_eq!(name(good), NOTHING, "{good}");
    }
    for bad in [
        "",
        "An",
        "nguyễn văn an",
        "Nguyễn Văn 2",
        "Nguyễn  An",
        " Nguyễn An",
        "Nguyễn An ",
        "Nguyễn\u{a0}An",
        "Nguye\u{302}\u{303}n An",
        "Nguyễn\tAn",
    ] {
        assert_eq!(name(bad), ["DQ04 2025-01-01"], "{bad}");
    }
}

#[test]
fn dq05_a_missing_or_impossible_birth_date_is_warned_of() {
    let missing = PersonSpan {
        birth_date: None,
        ..clean()
    };
    let no_day = PersonSpan {
        birth_date: None,
        birth_text_bad: true,
        ..clean()
    };
    assert_eq!(of(missing), ["DQ05 2024-01-01"]);
    assert_eq!(of(no_day), ["DQ05 2024-01-01"]);
    let unborn = PersonSpan {
        birth_date: Some(day("2006-01-01")),
        id_form: IdForm::of("900306123456"),
        ..clean()
    };
    assert_eq!(of(unborn), ["DQ05 2024-01-01"]);
}

#[test]
fn dq05_age_at_the_decision_is_18_to_60_counted_in_months() {
    let born = |birth: &str, id: &str| {
        let decided = probationer("2025-08-01", "2025-08-10");
        of_probationer(
            PersonSpan {
                birth_date: Some(day(birth)),
                id_form: IdForm::of(id),
                ..decided
            },
            "2025-08-10",
        )
        .into_iter()
        .filter(|v| v.starts_with("DQ05"))
        .collect::<Vec<_>>()
    };
    assert_eq!(
        born("2007-08-01", "900207123456"),
        NOTHING,
        "eighteen today"
    );
    assert_eq!(
        born("2007-08-02", "900207123456"),
        ["DQ05 2025-08-10"],
        "eighteen tomorrow"
    );
    assert_eq!(
        born("1965-07-02", "900065123456"),
        NOTHING,
        "sixty years and no full month"
    );
    assert_eq!(
        born("1965-07-01", "900065123456"),
        ["DQ05 2025-08-10"],
        "sixty years and a month"
    );
}

#[test]
fn dq05_a_special_decision_allows_another_age() {
    let old = PersonSpan {
        birth_date: Some(day("1950-01-01")),
        id_form: IdForm::of("900050123456"),
        special_decision: true,
        ..probationer("2025-08-01", "2025-08-10")
    };
    assert!(
        of_probationer(old, "2025-08-10")
            .iter()
            .all(|v| !v.starts_with("DQ05"))
    );
}

#[test]
fn dq05_an_admission_older_than_the_first_rule_is_not_judged_by_it() {
    let at_seventeen = PersonSpan {
        decision: Some(day("1993-01-01")),
        ..clean()
    };
    assert_eq!(of(at_seventeen), NOTHING);
}

// --- T3, T4, DQ06 to DQ08: the three dates ---------------------------------------------

#[test]
fn t3_party_age_runs_from_the_decision_and_probation_from_the_ceremony() {
    let person = probationer("2024-08-25", "2024-09-15");
    assert_eq!(person.ceremony.unwrap().plus_months(12), day("2025-09-15"));
    assert_eq!(person.decision.unwrap().plus_years(30), day("2054-08-25"));
    // 30 working days after Monday 15/9/2025 end on Monday 27/10/2025.
    assert_eq!(of_probationer(person, "2024-09-15"), ["DQ08 2025-10-28"]);
}

#[test]
fn t4_thirty_years_after_29_february_are_28_february() {
    let context = Context {
        badge_window: Some((day("2050-01-01"), day("2051-01-01"))),
        ..Context::default()
    };
    let person = PersonSpan {
        decision: Some(day("2020-02-29")),
        birth_date: Some(day("1975-05-10")),
        ..clean()
    };
    assert_eq!(day("2020-02-29").plus_years(30), day("2050-02-28"));
    // The round of 3/2 is past, so that of 19/5 is next.
    assert_eq!(
        said(&[person], &[official()], &context),
        ["DQ16 2050-02-04 2050-05-20"]
    );
}

#[test]
fn dq06_a_ceremony_within_thirty_working_days_is_in_time_and_one_day_later_it_is_not() {
    // From Friday 1/8/2025, over the two days of National Day: Tuesday 16/9/2025.
    let judged = |ceremony: &str| of_probationer(probationer("2025-08-01", ceremony), "2025-08-01");
    let about_dq06 = |v: Vec<String>| {
        v.into_iter()
            .filter(|v| v.starts_with("DQ06"))
            .collect::<Vec<_>>()
    };
    assert_eq!(about_dq06(judged("2025-09-16")), NOTHING);
    assert_eq!(about_dq06(judged("2025-09-17")), ["DQ06 2025-08-01"]);
    assert_eq!(about_dq06(judged("2025-07-31")), ["DQ06 2025-08-01"]);
}

#[test]
fn dq06_without_a_ceremony_speaks_once_the_thirty_working_days_are_over() {
    let person = PersonSpan {
        ceremony: None,
        ..probationer("2025-08-01", "2025-08-10")
    };
    assert!(of_probationer(person, "2025-08-01").contains(&"DQ06 2025-09-17".to_owned()));
}

#[test]
fn a_deadline_counted_through_a_year_without_holidays_says_so() {
    let person = PersonSpan {
        ceremony: None,
        ..probationer("2026-12-01", "2026-12-02")
    };
    let found = judged(
        &[person],
        &[member(StandingId::PROBATIONARY, "2026-12-02", None)],
        &Context::default(),
    );
    assert!(
        found
            .iter()
            .filter(|v| v.rule == DQ06 || v.rule == DQ08)
            .all(|v| v.unlisted_year)
    );
    assert!(found.iter().any(|v| v.rule == DQ06));
}

#[test]
fn dq07_official_before_the_twelve_months_end_is_an_error() {
    let early = |official: &str| {
        let person = PersonSpan {
            official: Some(day(official)),
            card: Card::SameAsId,
            ..probationer("2024-08-25", "2024-09-15")
        };
        said(
            &[person],
            &[member(StandingId::OFFICIAL, "2025-09-14", None)],
            &Context::default(),
        )
    };
    assert_eq!(early("2025-09-14"), ["DQ07 2025-09-14"]);
    assert_eq!(early("2025-09-15"), NOTHING);
    assert_eq!(
        early("2025-11-20"),
        NOTHING,
        "a late meeting moved the date under the rule of 2025"
    );
}

#[test]
fn dq07_a_probation_of_2026_ends_on_its_day_and_one_of_2025_is_judged_by_the_rule_of_2025() {
    let late = |decision: &str, ceremony: &str, official: &str| {
        let person = PersonSpan {
            official: Some(day(official)),
            card: Card::SameAsId,
            ..probationer(decision, ceremony)
        };
        said(
            &[person],
            &[member(StandingId::OFFICIAL, official, None)],
            &Context::default(),
        )
    };
    assert_eq!(late("2026-07-20", "2026-07-25", "2027-08-20"), NOTHING);
    assert_eq!(
        late("2026-07-20", "2026-07-26", "2027-08-20"),
        ["DQ07 2027-08-20"]
    );
    assert_eq!(late("2026-07-20", "2026-07-26", "2027-07-26"), NOTHING);
}

#[test]
fn dq08_ends_with_the_recognition() {
    let until = member(StandingId::PROBATIONARY, "2024-09-15", Some("2025-11-20"));
    let person = probationer("2024-08-25", "2024-09-15");
    assert_eq!(
        said(&[person], &[until], &Context::default()),
        ["DQ08 2025-10-28 2025-11-20"]
    );
}

#[test]
fn dq08_without_a_ceremony_date_runs_from_the_first_day_of_probation() {
    let person = PersonSpan {
        ceremony: None,
        decision: None,
        ..probationer("2024-08-25", "2024-09-15")
    };
    assert_eq!(of_probationer(person, "2024-09-15"), ["DQ08 2025-10-28"]);
}

// --- DQ09, DQ10: card and file ---------------------------------------------------------

#[test]
fn dq09_a_card_bears_eight_digits_or_the_citizen_id() {
    let card = |card: Card| of(PersonSpan { card, ..clean() });
    assert_eq!(card(Card::Old("12345678".to_owned())), NOTHING);
    assert_eq!(card(Card::SameAsId), NOTHING);
    for bad in [
        Card::Old("1234567".to_owned()),
        Card::Old("1234567a".to_owned()),
        Card::Other("x".to_owned()),
        Card::None,
    ] {
        assert_eq!(card(bad.clone()), ["DQ09 2025-01-01"], "{bad:?}");
    }
}

#[test]
fn dq09_a_probationary_member_has_no_card() {
    let person = PersonSpan {
        card: Card::SameAsId,
        ..probationer("2026-05-25", "2026-06-15")
    };
    let until = member(StandingId::PROBATIONARY, "2026-06-15", Some("2026-12-01"));
    assert_eq!(
        said(&[person], &[until], &Context::default()),
        ["DQ09 2026-06-15 2026-12-01"]
    );
}

#[test]
fn dq09_a_card_held_by_two_members_fails_while_both_hold_it() {
    let context = Context {
        same_card: vec![(day("2025-03-01"), day("2025-04-01"))],
        ..Context::default()
    };
    assert_eq!(
        said(&[clean()], &[official()], &context),
        ["DQ09 2025-03-01 2025-04-01"]
    );
}

#[test]
fn t19_a_file_number_is_its_digits_with_its_letters_so_both_provinces_keep_001234() {
    for number in ["001234TN", "001234BK", "001234ĐN"] {
        assert_eq!(
            of(PersonSpan {
                file_number: number.to_owned(),
                ..clean()
            }),
            NOTHING,
            "{number}"
        );
    }
    let context = Context {
        same_file: vec![(day("2025-07-01"), Day::MAX)],
        ..Context::default()
    };
    assert_eq!(
        said(&[clean()], &[official()], &context),
        ["DQ10 2025-07-01"]
    );
}

#[test]
fn dq10_a_file_number_of_another_form_fails() {
    for number in [
        "",
        "001234",
        "01234TN",
        "0012345TN",
        "001234THNG",
        "001234T1",
        "TN001234",
        "00123ĐTN",
    ] {
        assert_eq!(
            of(PersonSpan {
                file_number: number.to_owned(),
                ..clean()
            }),
            ["DQ10 2025-01-01"],
            "{number}"
        );
    }
}

// --- DQ11, DQ12, DQ17: the place -------------------------------------------------------

#[test]
fn dq11_a_member_sits_in_exactly_one_open_cell() {
    let nowhere = MembershipSpan {
        place: Whereabouts::Nowhere,
        ..member(StandingId::OFFICIAL, "2025-02-01", Some("2025-03-01"))
    };
    assert_eq!(
        said(&[clean()], &[nowhere], &Context::default()),
        ["DQ11 2025-02-01 2025-03-01"]
    );
    let second = MembershipSpan {
        place: Whereabouts::In(2),
        ..member(StandingId::OFFICIAL, "2025-02-01", Some("2025-03-01"))
    };
    assert_eq!(
        said(&[clean()], &[official(), second], &Context::default()),
        ["DQ11 2025-02-01 2025-03-01"]
    );
    let context = Context {
        unit_closed: vec![(day("2025-07-01"), day("2025-07-05"))],
        ..Context::default()
    };
    assert_eq!(
        said(&[clean()], &[official()], &context),
        ["DQ11 2025-07-01 2025-07-05"]
    );
}

#[test]
fn dq11_a_guest_elsewhere_sits_in_one_cell_all_the_same() {
    let guest = MembershipSpan {
        counted: false,
        standing: StandingId::TEMPORARY_GUEST,
        place: Whereabouts::In(2),
        ..official()
    };
    assert_eq!(
        said(&[clean()], &[official(), guest], &Context::default()),
        NOTHING
    );
}

#[test]
fn dq12_a_transfer_is_overdue_after_thirty_working_days_until_it_is_received() {
    let sent = day("2025-09-29");
    let transit = MembershipSpan {
        place: Whereabouts::Transit { sent },
        ..member(StandingId::OFFICIAL, "2025-09-29", Some("2025-12-01"))
    };
    assert_eq!(
        said(&[clean()], &[transit], &Context::default()),
        ["DQ12 2025-11-11 2025-12-01"]
    );
    let in_time = MembershipSpan {
        to: day("2025-11-11"),
        ..transit
    };
    assert_eq!(said(&[clean()], &[in_time], &Context::default()), NOTHING);
}

#[test]
fn dq17_a_closed_place_still_named_fails() {
    let context = Context {
        closed_reference: vec![(day("2025-07-01"), Day::MAX)],
        ..Context::default()
    };
    assert_eq!(
        said(&[clean()], &[official()], &context),
        ["DQ17 2025-07-01"]
    );
}

// --- DQ13 to DQ16, DQ18 ----------------------------------------------------------------

#[test]
fn dq13_temporary_activity_is_overdue_after_its_last_day() {
    let overdue = |planned: Option<&str>, ended: Option<&str>| {
        let temporary = Temporary {
            from: day("2025-03-01"),
            planned_end: planned.map(day),
            ended: ended.map_or(Day::MAX, day),
        };
        said(
            &[clean()],
            &[official()],
            &Context {
                temporary: vec![temporary],
                ..Context::default()
            },
        )
    };
    assert_eq!(overdue(Some("2025-09-30"), None), ["DQ13 2025-10-01"]);
    assert_eq!(overdue(Some("2025-09-30"), Some("2025-10-01")), NOTHING);
    assert_eq!(overdue(None, None), ["DQ13 2026-03-01"]);
}

#[test]
fn dq14_a_cell_of_two_official_members_is_below_its_minimum() {
    let mut out = Vec::new();
    let counts = [
        (day("2025-01-01"), day("2025-02-01"), 3),
        (day("2025-02-01"), day("2025-03-01"), 2),
        (day("2025-03-01"), day("2025-04-01"), 0),
        (day("2025-04-01"), Day::MAX, 3),
    ];
    cell_below_minimum(&VN, &counts, &mut out);
    let spans: Vec<_> = out
        .iter()
        .map(|v| (v.rule, v.severity, v.from, v.until))
        .collect();
    assert_eq!(
        spans,
        [(DQ14, Severity::Warn, day("2025-02-01"), day("2025-04-01"))]
    );
}

#[test]
fn dq15_an_exemption_or_suspension_has_an_end_and_a_reason() {
    for standing in [StandingId::EXEMPT, StandingId::SUSPENDED] {
        let bare = member(standing, "2025-05-01", Some("2025-06-01"));
        let full = MembershipSpan {
            planned_end: Some(day("2025-12-31")),
            reason_given: true,
            ..bare
        };
        let no_end = MembershipSpan {
            planned_end: None,
            ..full
        };
        let no_reason = MembershipSpan {
            reason_given: false,
            ..full
        };
        assert_eq!(said(&[clean()], &[full], &Context::default()), NOTHING);
        for missing in [bare, no_end, no_reason] {
            assert_eq!(
                said(&[clean()], &[missing], &Context::default()),
                ["DQ15 2025-05-01 2025-06-01"]
            );
        }
    }
}

#[test]
fn dq16_a_badge_is_announced_between_two_rounds_until_it_is_proposed() {
    let person = PersonSpan {
        decision: Some(day("1995-08-25")),
        ..clean()
    };
    let window = Some((day("2025-01-01"), day("2026-01-01")));
    let due = |badges_proposed: Vec<(i64, Day)>| {
        said(
            std::slice::from_ref(&person),
            &[official()],
            &Context {
                badge_window: window,
                badges_proposed,
                ..Context::default()
            },
        )
    };
    assert_eq!(due(Vec::new()), ["DQ16 2025-05-20 2025-09-03"]);
    assert_eq!(
        due(vec![(30, day("2025-07-10"))]),
        ["DQ16 2025-05-20 2025-07-10"]
    );
    assert_eq!(due(vec![(30, day("2025-05-01"))]), NOTHING);
    assert_eq!(of(person), NOTHING, "silent without a window");
}

#[test]
fn dq18_a_record_not_confirmed_for_a_year_is_noticed_and_one_never_dated_is_not() {
    let person = PersonSpan {
        confirmed: Some(day("2025-03-10")),
        ..clean()
    };
    assert_eq!(of(person), ["DQ18 2026-03-11"]);
    assert_eq!(
        of(PersonSpan {
            confirmed: None,
            ..clean()
        }),
        NOTHING
    );
}

// --- days, figures ---------------------------------------------------------------------

#[test]
fn nothing_is_said_of_days_on_which_the_person_is_not_counted() {
    let candidate = MembershipSpan {
        counted: false,
        ..member(StandingId::CANDIDATE, "2025-01-01", Some("2025-06-01"))
    };
    let gone = member(StandingId::OFFICIAL, "2025-06-01", Some("2025-08-01"));
    let person = PersonSpan {
        id_form: IdForm::Missing,
        ..clean()
    };
    assert_eq!(
        said(&[person], &[candidate, gone], &Context::default()),
        ["DQ01 2025-06-01 2025-08-01"]
    );
}

#[test]
fn a_change_that_leaves_the_fault_standing_does_not_cut_the_verdict() {
    let first = PersonSpan {
        file_number: String::new(),
        to: day("2025-05-01"),
        ..clean()
    };
    let second = PersonSpan {
        file_number: "x".to_owned(),
        from: day("2025-05-01"),
        ..clean()
    };
    let moved = [
        MembershipSpan {
            to: day("2025-08-01"),
            ..official()
        },
        MembershipSpan {
            from: day("2025-08-01"),
            place: Whereabouts::In(2),
            ..official()
        },
    ];
    assert_eq!(
        said(&[first, second], &moved, &Context::default()),
        ["DQ10 2025-01-01"]
    );
}

#[test]
fn verdicts_are_appended_and_what_stood_before_stays() {
    let mut out = judged(
        &[PersonSpan {
            id_form: IdForm::Missing,
            ..clean()
        }],
        &[official()],
        &Context::default(),
    );
    verdicts(
        &VN,
        &[PersonSpan {
            id_form: IdForm::Missing,
            ..clean()
        }],
        &[official()],
        &Context::default(),
        &mut out,
    );
    assert_eq!(out.len(), 2);
    verdicts(
        &VN,
        &[clean()],
        &[official()],
        &Context::default(),
        &mut out,
    );
    assert_eq!(out.len(), 2);
}

// --- against a slow model: each day for itself -----------------------------------------

/// The rules that speak on one day, read straight from the regulation.
fn slow(
    persons: &[PersonSpan],
    memberships: &[MembershipSpan],
    context: &Context,
    on: Day,
) -> BTreeSet<RuleId> {
    let mut found = BTreeSet::new();
    let here: Vec<&MembershipSpan> = memberships
        .iter()
        .filter(|m| m.counted && m.from <= on && on < m.to)
        .collect();
    if here.is_empty() {
        return found;
    }
    let within = |spans: &[(Day, Day)]| spans.iter().any(|(a, b)| *a <= on && on < *b);
    let probation_began = memberships
        .iter()
        .filter(|m| m.counted && m.standing == StandingId::PROBATIONARY)
        .map(|m| m.from)
        .min();
    let mut note = |rule: RuleId, fails: bool| {
        if fails {
            found.insert(rule);
        }
    };
    let in_force = |rule: RuleId| VN.data_rule(rule, on).map(|r| &r.rule.parameters);
    let state = |rule: RuleId, fails: bool| in_force(rule).is_some() && fails;
    let case = |rule: RuleId, began: Day| {
        VN.data_rule(rule, began)
            .filter(|r| r.valid_from <= on)
            .map(|r| r.rule.parameters.clone())
    };
    for p in persons.iter().filter(|p| p.from <= on && on < p.to) {
        note(DQ01, state(DQ01, !matches!(p.id_form, IdForm::Good { .. })));
        note(
            DQ05,
            state(
                DQ05,
                p.birth_date.is_none() || p.birth_date.zip(p.decision).is_some_and(|(b, d)| b >= d),
            ),
        );
        if let (Some(born), Some(decided)) = (p.birth_date, p.decision)
            && let Some(limits) = case(DQ05, decided)
        {
            let months = |d: Day| i32::from(d.year()) * 12 + i32::from(d.month());
            let begun = months(decided) - months(born);
            let old = begun - i32::from(born.plus_months(begun) > decided);
            note(
                DQ05,
                !p.special_decision
                    && (old < limits.age_min_years * 12 || old > limits.age_max_years * 12),
            );
        }
        if let Some(limits) = p.decision.and_then(|d| case(DQ06, d)) {
            let decided = p.decision.unwrap();
            let last = step(decided, limits.working_days);
            note(
                DQ06,
                p.ceremony
                    .map_or(on > last, |held| held < decided || held > last),
            );
        }
        if let (Some(held), Some(official)) = (p.ceremony, p.official)
            && let Some(limits) = case(DQ07, held)
        {
            let ends = held.plus_months(limits.months);
            note(
                DQ07,
                official < ends || (!limits.late_recognition_moves_the_date && official != ends),
            );
        }
        let on_probation = here.iter().any(|m| m.standing == StandingId::PROBATIONARY);
        if on_probation
            && let Some(began) = p.ceremony.or(probation_began)
            && let Some(limits) = case(DQ08, began)
        {
            note(
                DQ08,
                on > step(began.plus_months(limits.months), limits.working_days),
            );
        }
        let is_official = here.iter().any(|m| m.standing == StandingId::OFFICIAL);
        note(
            DQ09,
            state(
                DQ09,
                (p.card == Card::None && is_official) || (p.card != Card::None && on_probation),
            ),
        );
        note(
            DQ18,
            p.confirmed
                .is_some_and(|c| in_force(DQ18).is_some_and(|l| on > c.plus_months(l.months))),
        );
    }
    note(DQ03, state(DQ03, within(&context.same_citizen_id)));
    note(
        DQ11,
        state(
            DQ11,
            here.len() > 1
                || here.iter().any(|m| m.place == Whereabouts::Nowhere)
                || within(&context.unit_closed),
        ),
    );
    for m in &here {
        if let Whereabouts::Transit { sent } = m.place
            && let Some(limits) = case(DQ12, sent)
        {
            note(DQ12, on > step(sent, limits.working_days));
        }
        let absent = m.standing == StandingId::EXEMPT || m.standing == StandingId::SUSPENDED;
        note(
            DQ15,
            state(DQ15, absent && !(m.planned_end.is_some() && m.reason_given)),
        );
    }
    for t in &context.temporary {
        if let Some(limits) = case(DQ13, t.from) {
            let over = t
                .planned_end
                .map_or(on >= t.from.plus_months(limits.months), |end| on > end);
            note(DQ13, over && on < t.ended);
        }
    }
    found
}

/// The n-th working day after a day, one day after another.
fn step(day: Day, n: i32) -> Day {
    let mut at = day;
    for _ in 0..n {
        at = at.plus_days(1);
        while !VN.calendar().is_working_day(at) {
            at = at.plus_days(1);
        }
    }
    at
}

fn some_day() -> impl Strategy<Value = Day> {
    (0..1200).prop_map(|n| Day::ymd(2024, 3, 1).plus_days(n))
}

fn maybe_day() -> impl Strategy<Value = Option<Day>> {
    prop::option::weighted(0.8, some_day())
}

fn span() -> impl Strategy<Value = (Day, Day)> {
    (some_day(), 1..500).prop_map(|(from, days)| {
        (
            from,
            if days > 400 {
                Day::MAX
            } else {
                from.plus_days(days)
            },
        )
    })
}

fn person() -> impl Strategy<Value = PersonSpan> {
    let dates = (maybe_day(), maybe_day(), maybe_day(), maybe_day());
    let identity = (any::<bool>(), 0..4u8, any::<bool>(), 17..63i32, -40..40i32);
    (dates, identity).prop_map(
        |(
            (decision, ceremony, official, confirmed),
            (good_id, card, special_decision, age, shift),
        )| {
            let birth_date = decision.map(|d| d.plus_years(-age).plus_days(shift));
            let id_form = if good_id {
                IdForm::of("900175123456")
            } else {
                IdForm::Malformed
            };
            let card = if card == 0 {
                Card::None
            } else {
                Card::Old("12345678".to_owned())
            };
            PersonSpan {
                birth_date,
                id_form,
                card,
                decision,
                ceremony,
                official,
                special_decision,
                confirmed,
                ..clean()
            }
        },
    )
}

/// Two or three spans that follow one another, as a record changes.
fn persons() -> impl Strategy<Value = Vec<PersonSpan>> {
    (
        prop::collection::vec(person(), 1..4),
        prop::collection::vec(some_day(), 3),
    )
        .prop_map(|(mut persons, mut cuts)| {
            cuts.sort_unstable();
            let starts = std::iter::once(Day::ymd(2024, 1, 1)).chain(cuts);
            for (p, from) in persons.iter_mut().zip(starts) {
                p.from = from;
            }
            let mut next = Day::MAX;
            for p in persons.iter_mut().rev() {
                p.to = next;
                next = p.from;
            }
            persons
        })
}

fn membership() -> impl Strategy<Value = MembershipSpan> {
    (span(), 1..6u8, 0..4u8, maybe_day(), any::<bool>()).prop_map(
        |((from, to), standing, place, planned_end, reason_given)| {
            let place = match place {
                0 => Whereabouts::Nowhere,
                1 => Whereabouts::Transit { sent: from },
                _ => Whereabouts::In(1),
            };
            MembershipSpan {
                from,
                to,
                standing: StandingId(standing),
                counted: standing < 5,
                place,
                planned_end,
                reason_given,
            }
        },
    )
}

fn context() -> impl Strategy<Value = Context> {
    let spans = || prop::collection::vec(span(), 0..2);
    let temporary = prop::collection::vec((some_day(), maybe_day(), span()), 0..2);
    (spans(), spans(), temporary).prop_map(|(same_citizen_id, unit_closed, temporary)| Context {
        same_citizen_id,
        unit_closed,
        temporary: temporary
            .into_iter()
            .map(|(from, planned_end, (_, ended))| Temporary {
                from,
                planned_end,
                ended,
            })
            .collect(),
        ..Context::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_verdicts_are_those_of_a_slow_model_day_by_day(
        persons in persons(),
        memberships in prop::collection::vec(membership(), 0..4),
        context in context(),
    ) {
        let fast = judged(&persons, &memberships, &context);
        let modelled = [DQ01, DQ03, DQ05, DQ06, DQ07, DQ08, DQ09, DQ11, DQ12, DQ13, DQ15, DQ18];
        for n in 0..1400 {
            let on = Day::ymd(2024, 2, 1).plus_days(n);
            let said: BTreeSet<RuleId> = fast.iter()
                .filter(|v| v.from <= on && on < v.until && modelled.contains(&v.rule))
                .map(|v| v.rule).collect();
            prop_assert_eq!(said, slow(&persons, &memberships, &context, on), "on {}", on);
        }
    }

    #[test]
    fn the_spans_of_one_rule_never_touch_nor_run_backwards(
        persons in persons(),
        memberships in prop::collection::vec(membership(), 0..4),
        context in context(),
    ) {
        let found = judged(&persons, &memberships, &context);
        prop_assert!(found.iter().all(|v| v.from < v.until));
        for pair in found.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            prop_assert!(a.rule < b.rule || a.severity != b.severity || a.until < b.from, "{:?} {:?}", a, b);
        }
    }
}
