//! The built-in neutral vocabulary: what a member is when no rulebook is loaded
//! (`--rulebook none`). It rests on no regulation and therefore has no citation; a
//! rulebook's rows of the same key take its place.

use super::model::{Effect, EventRule, Flow, Names, RoleRule, StandingId, StandingRule, Target};

type StandingLine = (StandingId, &'static str, [&'static str; 3], bool, bool);

/// Number, key, names (en, vi, ur), counted, terminal.
const STANDINGS: [StandingLine; 11] = [
    (
        StandingId::CANDIDATE,
        "candidate",
        ["candidate", "cảm tình Đảng", "امیدوارِ رکنیت"],
        false,
        false,
    ),
    (
        StandingId::PROBATIONARY,
        "probationary",
        ["probationary member", "đảng viên dự bị", "آزمائشی رکن"],
        true,
        false,
    ),
    (
        StandingId::OFFICIAL,
        "official",
        ["official member", "đảng viên chính thức", "باقاعدہ رکن"],
        true,
        false,
    ),
    (
        StandingId::EXEMPT,
        "exempt",
        [
            "exempt from activity",
            "miễn công tác và sinh hoạt đảng",
            "سرگرمی سے مستثنیٰ",
        ],
        true,
        false,
    ),
    (
        StandingId::SUSPENDED,
        "suspended",
        ["suspended", "đình chỉ sinh hoạt đảng", "معطل"],
        true,
        false,
    ),
    (
        StandingId::TEMPORARY_GUEST,
        "temporary_guest",
        ["temporary guest", "sinh hoạt tạm thời", "عارضی شمولیت"],
        false,
        false,
    ),
    (
        StandingId::STRUCK_OFF,
        "struck_off",
        ["struck off", "xóa tên", "فہرست سے نام کا حذف"],
        false,
        true,
    ),
    (
        StandingId::LEFT,
        "left",
        [
            "left at own request",
            "xin ra khỏi Đảng",
            "اپنی درخواست پر علیحدگی",
        ],
        false,
        true,
    ),
    (
        StandingId::EXPELLED,
        "expelled",
        ["expelled", "khai trừ", "تادیبی اخراج"],
        false,
        true,
    ),
    (
        StandingId::DECEASED,
        "deceased",
        ["deceased", "từ trần", "وفات یافتہ"],
        false,
        true,
    ),
    (
        StandingId::TRANSFERRED_OUT,
        "transferred_out",
        ["transferred out", "đã chuyển đi", "منتقل شدہ"],
        false,
        true,
    ),
];

pub(super) fn standings() -> Vec<StandingRule> {
    let rule = |(id, key, names, counted, terminal): StandingLine| StandingRule {
        id,
        key: key.to_owned(),
        names: three(names),
        synonyms: synonyms(key),
        counted,
        terminal,
    };
    STANDINGS.into_iter().map(rule).collect()
}

const MEMBER: &[StandingId] = &[
    StandingId::PROBATIONARY,
    StandingId::OFFICIAL,
    StandingId::EXEMPT,
    StandingId::SUSPENDED,
];
const ACTIVE: &[StandingId] = &[
    StandingId::PROBATIONARY,
    StandingId::OFFICIAL,
    StandingId::EXEMPT,
];

/// Who it may befall, and whether also someone without membership.
struct Befalls(&'static [StandingId], bool);

const fn only(from: &'static [StandingId]) -> Befalls {
    Befalls(from, false)
}

const fn newcomer(from: &'static [StandingId]) -> Befalls {
    Befalls(from, true)
}

pub(super) fn events() -> Vec<EventRule> {
    use Effect::{Begin, Change, End, Receive, Reinstate, Send};
    use StandingId as S;
    use Target::{Former, Same, Standing, Stated};
    vec![
        event("opening", newcomer(&[]), Stated, Begin, None),
        event(
            "admission",
            newcomer(&[S::CANDIDATE, S::LEFT, S::STRUCK_OFF]),
            Standing(S::PROBATIONARY),
            Begin,
            Some(Flow::Admitted),
        ),
        event(
            "recognition",
            only(&[S::PROBATIONARY]),
            Standing(S::OFFICIAL),
            Change,
            Some(Flow::Recognised),
        ),
        event(
            "transfer_sent",
            only(ACTIVE),
            Same,
            Send,
            Some(Flow::TransferredOut),
        ),
        event(
            "transfer_received",
            newcomer(MEMBER),
            Same,
            Receive,
            Some(Flow::TransferredIn),
        ),
        event(
            "transfer_withdrawn",
            only(MEMBER),
            Same,
            Receive,
            Some(Flow::TransferredIn),
        ),
        event(
            "temporary_start",
            only(ACTIVE),
            Standing(S::TEMPORARY_GUEST),
            Effect::None,
            None,
        ),
        event(
            "temporary_end",
            only(&[S::TEMPORARY_GUEST]),
            Former,
            Effect::None,
            None,
        ),
        event(
            "exemption",
            only(&[S::OFFICIAL, S::PROBATIONARY]),
            Standing(S::EXEMPT),
            Change,
            None,
        ),
        event("exemption_end", only(&[S::EXEMPT]), Former, Change, None),
        event(
            "suspension",
            only(ACTIVE),
            Standing(S::SUSPENDED),
            Change,
            None,
        ),
        event(
            "suspension_end",
            only(&[S::SUSPENDED]),
            Former,
            Change,
            None,
        ),
        event(
            "struck_off",
            only(MEMBER),
            Standing(S::STRUCK_OFF),
            End,
            Some(Flow::StruckOff),
        ),
        event(
            "left",
            only(ACTIVE),
            Standing(S::LEFT),
            End,
            Some(Flow::Left),
        ),
        event(
            "expelled",
            only(MEMBER),
            Standing(S::EXPELLED),
            End,
            Some(Flow::Expelled),
        ),
        event(
            "deceased",
            only(MEMBER),
            Standing(S::DECEASED),
            End,
            Some(Flow::Deceased),
        ),
        event(
            "reinstatement",
            only(&[S::STRUCK_OFF, S::EXPELLED, S::LEFT]),
            Former,
            Reinstate,
            Some(Flow::Reinstated),
        ),
    ]
}

/// Events whose reason needs a right of its own under every rulebook and without any.
const SENSITIVE: [&str; 4] = ["suspension", "suspension_end", "struck_off", "expelled"];

fn event(key: &str, befalls: Befalls, to: Target, effect: Effect, flow: Option<Flow>) -> EventRule {
    EventRule {
        key: key.to_owned(),
        names: three(names_of_event(key)),
        synonyms: synonyms(key),
        from_none: befalls.1,
        from: befalls.0.to_vec(),
        to,
        effect,
        flow,
        sensitive: SENSITIVE.contains(&key),
        citation: String::new(),
        citations: super::model::Citations::new(),
    }
}

fn names_of_event(key: &str) -> [&'static str; 3] {
    match key {
        "opening" => ["opening list", "danh sách ban đầu", "ابتدائی فہرست"],
        "admission" => ["admission", "kết nạp", "رکنیت میں داخلہ"],
        "recognition" => [
            "recognition as official",
            "công nhận chính thức",
            "باقاعدہ رکنیت کی توثیق",
        ],
        "transfer_sent" => ["transfer sent", "chuyển sinh hoạt đảng đi", "منتقلی روانہ"],
        "transfer_received" => [
            "transfer received",
            "tiếp nhận sinh hoạt đảng",
            "منتقلی وصول",
        ],
        "transfer_withdrawn" => [
            "transfer withdrawn",
            "hủy chuyển sinh hoạt đảng",
            "منتقلی واپس",
        ],
        "temporary_start" => [
            "temporary activity begins",
            "chuyển sinh hoạt tạm thời",
            "عارضی شمولیت کا آغاز",
        ],
        "temporary_end" => [
            "temporary activity ends",
            "kết thúc sinh hoạt tạm thời",
            "عارضی شمولیت کا اختتام",
        ],
        "exemption" => ["exemption", "miễn sinh hoạt đảng", "سرگرمی سے استثنا"],
        "exemption_end" => [
            "exemption ends",
            "hết miễn sinh hoạt đảng",
            "استثنا کا اختتام",
        ],
        "suspension" => ["suspension", "đình chỉ sinh hoạt đảng", "معطلی"],
        "suspension_end" => [
            "suspension ends",
            "hết đình chỉ sinh hoạt đảng",
            "معطلی کا اختتام",
        ],
        "struck_off" => ["struck off", "xóa tên", "فہرست سے نام کا حذف"],
        "left" => [
            "left at own request",
            "xin ra khỏi Đảng",
            "اپنی درخواست پر علیحدگی",
        ],
        "expelled" => ["expulsion", "khai trừ", "تادیبی اخراج"],
        "deceased" => ["death", "từ trần", "وفات"],
        _ => ["reinstatement", "khôi phục đảng tịch", "رکنیت کی بحالی"],
    }
}

fn three([en, vi, ur]: [&str; 3]) -> Names {
    Names {
        en: en.to_owned(),
        vi: vi.to_owned(),
        ur: ur.to_owned(),
    }
}

/// Other words by which standings and events are known in files, in English and Vietnamese.
fn synonyms(key: &str) -> Vec<String> {
    let words: &[&str] = match key {
        "probationary" => &["probation", "dự bị", "đv dự bị"],
        "official" => &["full", "chính thức", "đv chính thức"],
        "exempt" => &["miễn sinh hoạt", "miễn công tác"],
        "suspended" => &["suspension", "đình chỉ"],
        "candidate" => &["sympathiser", "quần chúng ưu tú"],
        "admission" => &["admitted", "kết nạp đảng viên", "kết nạp lại"],
        "recognition" => &["recognised", "recognized", "chuyển đảng chính thức"],
        "transfer_sent" => &["sent", "transfer out", "transferred out", "chuyển đi"],
        "transfer_received" => &[
            "received",
            "transfer in",
            "transferred in",
            "chuyển đến",
            "tiếp nhận",
        ],
        "transfer_withdrawn" => &["withdrawn", "hủy chuyển"],
        "deceased" => &["died", "death", "qua đời", "đã mất"],
        "reinstatement" => &["reinstated", "khôi phục đảng tịch"],
        _ => &[],
    };
    words.iter().map(|w| (*w).to_owned()).collect()
}

/// Key, names (en, vi, ur), doings, powers.
type RoleLine = (
    &'static str,
    [&'static str; 3],
    &'static [&'static str],
    &'static [&'static str],
);

/// The roles of a record without a rulebook: everything, entering, reading.
const ROLES: [RoleLine; 3] = [
    (
        "full",
        ["all rights", "toàn quyền", "تمام حقوق"],
        super::schema::DOINGS,
        super::schema::POWERS,
    ),
    (
        "entry",
        ["entry", "nhập liệu", "اندراج"],
        super::schema::DOINGS,
        &["export", "import"],
    ),
    (
        "reading",
        ["reading", "chỉ xem", "صرف دیکھنا"],
        &["see"],
        &[],
    ),
];

pub(super) fn roles() -> Vec<(&'static str, RoleRule)> {
    let owned = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect();
    let role = |(key, [en, vi, ur], doings, powers): RoleLine| {
        let names = Names {
            en: en.to_owned(),
            vi: vi.to_owned(),
            ur: ur.to_owned(),
        };
        (
            key,
            RoleRule {
                names,
                doings: owned(doings),
                powers: owned(powers),
            },
        )
    };
    ROLES.into_iter().map(role).collect()
}
