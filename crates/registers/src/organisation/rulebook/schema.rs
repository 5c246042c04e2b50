//! Which fields a row of each section has: the one list by which the reader judges.

/// What stands in a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    Text,
    /// A text that says something.
    Words,
    Texts,
    Whole,
    Wholes,
    YesNo,
    Day,
    Choice(&'static [&'static str]),
    /// A table of lists of texts under any names.
    Lists,
    /// Whole, text, or a list of either.
    Value,
    Record(&'static [Field]),
    Records(&'static [Field]),
    /// The parameters of a data-standard rule, whose fields depend on the rule.
    Parameters,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub name: &'static str,
    pub shape: Shape,
    pub needed: bool,
}

const fn needed(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        needed: true,
    }
}

const fn maybe(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        needed: false,
    }
}

/// The fields of every row, whatever its section.
pub(super) const COMMON: &[Field] = &[
    needed("key", Shape::Words),
    needed("valid_from", Shape::Day),
    maybe("valid_until", Shape::Day),
    needed("citation", Shape::Words),
    // the same for readers of the other languages: titles stay, remarks are put into words
    maybe("citations", Shape::Record(REMARKED)),
    maybe("replaces", Shape::Text),
];

const REMARKED: &[Field] = &[needed("vi", Shape::Words), needed("ur", Shape::Words)];

const NAMES: &[Field] = &[
    needed("en", Shape::Words),
    needed("vi", Shape::Words),
    needed("ur", Shape::Words),
];

const KIND: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    needed("may_stand_under", Shape::Texts),
    maybe("cell", Shape::YesNo),
];

const STANDING: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    maybe("synonyms", Shape::Texts),
    needed("counted", Shape::YesNo),
    needed("terminal", Shape::YesNo),
];

pub(super) const EFFECTS: &[&str] = &[
    "begin",
    "change",
    "send",
    "receive",
    "end",
    "reinstate",
    "none",
];
pub(super) const FLOWS: &[&str] = &[
    "",
    "admitted",
    "recognised",
    "transferred_in",
    "transferred_out",
    "deceased",
    "struck_off",
    "expelled",
    "left",
    "reinstated",
];

const EVENT: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    maybe("synonyms", Shape::Texts),
    needed("from", Shape::Texts),
    needed("to", Shape::Words),
    needed("effect", Shape::Choice(EFFECTS)),
    needed("flow", Shape::Choice(FLOWS)),
    maybe("sensitive", Shape::YesNo),
];

const VALUE: &[Field] = &[needed("value", Shape::Value)];

const COUNTING: &[Field] = &[needed(
    "date",
    Shape::Choice(&["decision", "ceremony", "official"]),
)];

const RULE: &[Field] = &[
    needed(
        "severity",
        Shape::Choice(&["error", "warn", "overdue", "notice", "rule"]),
    ),
    needed("message", Shape::Record(NAMES)),
    maybe("parameters", Shape::Parameters),
];

const INDICATOR: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    needed(
        "kind",
        Shape::Choice(&["stock", "flow", "ratio", "entered"]),
    ),
    needed(
        "source",
        Shape::Choice(&[
            "memberships",
            "events",
            "verdicts",
            "units",
            "reforms",
            "badges",
            "cells",
            "indicators",
            "reports",
            "documents",
            "tasks",
            "coverage",
        ]),
    ),
    maybe("filter", Shape::Lists),
    maybe("dimensions", Shape::Texts),
    needed("additive", Shape::YesNo),
    needed("measure", Shape::Choice(&["count", "percent", "number"])),
    maybe("numerator", Shape::Text),
    maybe("denominator", Shape::Text),
    maybe("complement", Shape::YesNo),
    maybe("decimals", Shape::Whole),
];

/// What a role may give: doings with the units of a grant, and powers beside them.
pub(super) const DOINGS: &[&str] = &["see", "enter", "search", "papers"];
pub(super) const POWERS: &[&str] = &["reforms", "reasons", "sensitive", "export", "import"];

const ROLE: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    needed("doings", Shape::Texts),
    maybe("powers", Shape::Texts),
];

const ZONE: &[Field] = &[needed("zone", Shape::Words)];

/// From which day a deadline by rule is counted, and what becomes of one that is a day off.
pub(super) const COUNTED_FROM: &[&str] = &["drafted", "issued", "received"];
pub(super) const WEEKENDS: &[&str] = &["next-working-day", "stays"];

const TASK_DEADLINE: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    needed("days", Shape::Whole),
    needed("working", Shape::YesNo),
    needed("counted_from", Shape::Choice(COUNTED_FROM)),
    needed("weekend", Shape::Choice(WEEKENDS)),
];

const LISTED_DAY: &[Field] = &[
    needed("day", Shape::Day),
    needed("name", Shape::Words),
    maybe("substitute", Shape::YesNo),
];

const HOLIDAYS: &[Field] = &[
    needed("days", Shape::Records(LISTED_DAY)),
    maybe("worked", Shape::Records(LISTED_DAY)),
];

const PERIOD: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    needed("months", Shape::Whole),
    needed("begins", Shape::Wholes),
];

/// Who speaks for a unit in a document.
pub(super) const BODIES: &[&str] = &[
    "committee",
    "standing-committee",
    "standing-board",
    "congress",
    "agency",
];
pub(super) const SYSTEMS: &[&str] = &["party", "state"];

const TASK_KIND: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    needed("counted", Shape::YesNo),
];

const DOCUMENT_KIND: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    needed("abbreviation", Shape::Text),
    needed("systems", Shape::Texts),
    needed("validity", Shape::YesNo),
    maybe("legal", Shape::YesNo),
    maybe("reviewed", Shape::YesNo),
];

const ORGAN: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    needed("system", Shape::Choice(SYSTEMS)),
    needed("kinds", Shape::Texts),
    needed("bodies", Shape::Texts),
    needed("symbol", Shape::Text),
    maybe("by_code", Shape::YesNo),
    needed("level", Shape::Words),
];

const NUMBERING: &[Field] = &[
    needed("system", Shape::Choice(SYSTEMS)),
    needed("direction", Shape::Choice(&["outgoing", "incoming"])),
    needed("bodies", Shape::Texts),
    needed("per", Shape::Choice(&["term", "year", "congress"])),
    needed("kinds", Shape::Choice(&["each", "all"])),
    maybe("only", Shape::Texts),
    maybe("symbol", Shape::Text),
    needed("form", Shape::Choice(&["party", "state", "state-year"])),
    maybe("joint", Shape::Choice(&["lead"])),
    needed("first", Shape::Whole),
    needed("digits", Shape::Whole),
];

const AUTHORITY: &[Field] = &[
    needed("body", Shape::Choice(BODIES)),
    needed("level", Shape::Words),
    needed("kinds", Shape::Texts),
];

const WORK_FIELD: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    maybe("parent", Shape::Text),
];

const DEADLINE: &[Field] = &[
    needed("days", Shape::Whole),
    needed("moves", Shape::Choice(&["next-working-day", "none"])),
];

const SECRECY_MARK: &[Field] = &[needed("names", Shape::Record(NAMES))];

/// Lengths are millimetres, sizes and distances points.
const LAYOUT: &[Field] = &[
    needed("names", Shape::Record(NAMES)),
    needed("system", Shape::Choice(SYSTEMS)),
    needed("font", Shape::Words),
    needed("margin_top", Shape::Whole),
    needed("margin_bottom", Shape::Whole),
    needed("margin_left", Shape::Whole),
    needed("margin_right", Shape::Whole),
    needed("indent", Shape::Whole),
    needed("body_size", Shape::Whole),
    needed("line_distance", Shape::Whole),
    needed("paragraph_gap", Shape::Whole),
    needed("title", Shape::Record(NAMES)),
    needed("title_size", Shape::Whole),
    maybe("motto", Shape::Record(NAMES)),
    needed("motto_size", Shape::Whole),
    needed("organ_size", Shape::Whole),
    needed("organ_mark", Shape::Text),
    needed("number_word", Shape::Record(NAMES)),
    needed("number_size", Shape::Whole),
    needed("date_size", Shape::Whole),
    needed("kind_size", Shape::Whole),
    needed("subject_size", Shape::Whole),
    needed("subject_mark", Shape::Text),
    needed("letters", Shape::Texts),
    needed("letter_size", Shape::Whole),
    needed("letter_italic", Shape::YesNo),
    needed("addressed_word", Shape::Record(NAMES)),
    needed("italic_openings", Shape::Texts),
    needed("on_behalf", Shape::Texts),
    needed("signer_size", Shape::Whole),
    needed("recipients_word", Shape::Record(NAMES)),
    needed("recipients_underlined", Shape::YesNo),
    needed("recipients_head_size", Shape::Whole),
    needed("recipients_size", Shape::Whole),
    needed("recipients_between", Shape::Words),
    needed("page_number_size", Shape::Whole),
];

/// The sections a file may hold; `None` for a file the rulebook does not know.
pub(super) fn sections_of(file: &str) -> Option<&'static [&'static str]> {
    Some(match file {
        "kinds.toml" => &["kind"],
        "standings.toml" => &["standing", "event", "value", "counting"],
        "data-standard.toml" => &["rule"],
        "indicators.toml" => &["indicator"],
        "roles.toml" => &["role"],
        "calendar.toml" => &["zone", "holidays", "period"],
        "tasks.toml" => &["task_deadline", "task_kind"],
        "documents.toml" => &[
            "document_kind",
            "organ",
            "numbering",
            "authority",
            "field",
            "deadline",
            "secrecy_mark",
            "layout",
        ],
        _ => return None,
    })
}

/// The fields of a section's rows, besides [`COMMON`].
pub(super) fn fields_of(section: &str) -> &'static [Field] {
    match section {
        "kind" => KIND,
        "standing" => STANDING,
        "event" => EVENT,
        "value" => VALUE,
        "counting" => COUNTING,
        "rule" => RULE,
        "indicator" => INDICATOR,
        "role" => ROLE,
        "zone" => ZONE,
        "holidays" => HOLIDAYS,
        "period" => PERIOD,
        "task_deadline" => TASK_DEADLINE,
        "task_kind" => TASK_KIND,
        "document_kind" => DOCUMENT_KIND,
        "organ" => ORGAN,
        "numbering" => NUMBERING,
        "authority" => AUTHORITY,
        "field" => WORK_FIELD,
        "deadline" => DEADLINE,
        "secrecy_mark" => SECRECY_MARK,
        "layout" => LAYOUT,
        _ => &[],
    }
}

/// What each rule of the data standard measures with.
pub(super) fn parameters_of(rule: &str) -> &'static [Field] {
    match rule {
        "DQ04" => const { &[needed("words_min", Shape::Whole)] },
        "DQ05" => {
            const {
                &[
                    needed("age_min_years", Shape::Whole),
                    needed("age_max_years", Shape::Whole),
                ]
            }
        }
        "DQ06" => {
            const {
                &[
                    needed("working_days", Shape::Whole),
                    needed("counted_from", Shape::Choice(&["received", "issued"])),
                ]
            }
        }
        "DQ07" => {
            const {
                &[
                    needed("months", Shape::Whole),
                    needed("late_recognition_moves_the_date", Shape::YesNo),
                ]
            }
        }
        "DQ08" => {
            const {
                &[
                    needed("months", Shape::Whole),
                    needed("working_days", Shape::Whole),
                ]
            }
        }
        "DQ09" => {
            const {
                &[
                    needed("card_digits", Shape::Whole),
                    needed("card_required", Shape::YesNo),
                ]
            }
        }
        "DQ10" => {
            const {
                &[
                    needed("file_digits", Shape::Whole),
                    needed("file_letters_max", Shape::Whole),
                ]
            }
        }
        "DQ12" => const { &[needed("working_days", Shape::Whole)] },
        "DQ13" | "DQ18" => const { &[needed("months", Shape::Whole)] },
        "DQ14" => const { &[needed("officials_min", Shape::Whole)] },
        _ => &[],
    }
}
