//! Lines of acts in words: what an edit did, to whom it led and from where. Pure: what a line says
//! is told by keys of messages and ids, which the journal's page puts into the visitor's language
//! and names only as far as they may be seen. A line of no known kind is told as it was recorded.

use crate::activity::documents::model::{self as documents, DocumentEdit, SeriesEdit, TermEdit};
use crate::activity::meetings::model::{self as meetings, MeetingEdit};
use crate::activity::tasks::model::{self as tasks, Event, Issue, Said, TaskEdit};
use crate::insight::entered::store::{self as entered, Entry};
use crate::organisation::grants::model::{self as grants, GrantEdit, WHOLE};
use crate::organisation::members::model::{self as members, EventEdit, PersonEdit};
use crate::organisation::rulebook::store::{self as rulebook, RuleEdit};
use crate::organisation::units::model::{self as units, ReformRow, UnitEdit};
use platform::journal::apply::JOURNAL;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What a line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Message that says what was done; empty of an event of a member.
    pub key: &'static str,
    /// Keys in the rulebook, which has the names: of an event, a role, an indicator.
    pub event: String,
    pub role: String,
    pub indicator: String,
    /// Key of a kind of unit, and a regulation as the rulebook cites it: both have names in every
    /// language.
    pub kind: String,
    pub citation: String,
    /// Messages that say more; one that is not there is passed over.
    pub parts: Vec<String>,
    /// What stands there as it was written: a symbol, a label, a title.
    pub words: Vec<String>,
    /// The day by which it is due, or on which it is held.
    pub day: String,
    /// Ids of the units it leads from and to.
    pub from: String,
    pub to: String,
    /// Codes of units as a list named them, before the record knew which they are.
    pub from_code: String,
    pub to_code: String,
    /// Id of the unit under which it stands.
    pub under: String,
    /// Id of another document, task or act that it names.
    pub other: String,
}

/// What a line of a class says by its counted content; nothing of a kind that is not told in words.
#[must_use]
pub fn told(class: &str, counted: &str) -> Option<Told> {
    match class {
        members::CLASS => read(counted).map(of_person),
        units::CLASS => read(counted).map(of_unit),
        units::REQUEST => read(counted).map(of_reform_row),
        grants::CLASS => read(counted).map(of_grant),
        rulebook::RULE_CLASS => read(counted).map(of_rule),
        entered::CLASS => read(counted).map(|entry: Entry| Told {
            indicator: entry.indicator,
            words: vec![entry.value],
            to: entry.unit,
            ..did("line-entered")
        }),
        documents::CLASS => read(counted).map(of_document),
        documents::SERIES_CLASS => {
            read(counted).map(|SeriesEdit::Series { label, organ, .. }| Told {
                words: vec![label],
                to: organ,
                ..did("line-series")
            })
        }
        documents::TERM_CLASS => read(counted).map(|TermEdit::Term { unit, label, .. }| Told {
            words: vec![label],
            to: unit,
            ..did("line-term")
        }),
        tasks::CLASS => read(counted).map(|edit: TaskEdit| match edit {
            TaskEdit::Issued(issue) => of_issue(*issue),
            TaskEdit::Happened(said) => of_happening(said),
        }),
        meetings::CLASS => read(counted).map(of_meeting),
        JOURNAL => read(counted).map(|Annulment { annuls }| Told {
            words: vec![annuls.to_string()],
            ..did("line-annulled")
        }),
        _ => None,
    }
}

#[derive(Deserialize)]
struct Annulment {
    annuls: u64,
}

fn read<T: DeserializeOwned>(counted: &str) -> Option<T> {
    serde_json::from_str(counted).ok()
}

fn did(key: &'static str) -> Told {
    Told {
        key,
        ..Told::default()
    }
}

/// The parts of a text that are there.
fn some(words: impl IntoIterator<Item = String>) -> Vec<String> {
    words.into_iter().filter(|w| !w.is_empty()).collect()
}

fn of_unit(edit: UnitEdit) -> Told {
    match edit {
        UnitEdit::Open {
            code,
            name,
            kind,
            parent,
            ..
        } => Told {
            words: some([name, code]),
            kind,
            under: parent.unwrap_or_default(),
            ..did("line-unit-open")
        },
        UnitEdit::Set {
            code,
            name,
            kind,
            parent,
            until,
        } => Told {
            words: [name, code].into_iter().flatten().collect(),
            kind: kind.unwrap_or_default(),
            under: parent.unwrap_or_default(),
            ..did(if until.is_some() {
                "line-correction"
            } else {
                "line-unit-set"
            })
        },
        UnitEdit::Stand { line, parent, .. } => Told {
            words: vec![line],
            under: parent.unwrap_or_default(),
            ..did("line-unit-stand")
        },
        UnitEdit::Close => did("line-unit-close"),
        UnitEdit::Link { successor, link } => match successor {
            Some(to) => Told {
                parts: vec![format!("reforms-link-{link}")],
                to,
                ..did("line-unit-link")
            },
            None => did("line-unit-nowhere"),
        },
    }
}

/// A row of the list of a reform, as it was handed in.
fn of_reform_row(row: ReformRow) -> Told {
    let how = if row.to_code.is_empty() {
        "reforms-nowhere".to_owned()
    } else {
        format!("reforms-link-{}", row.link)
    };
    Told {
        parts: vec![how],
        words: some([row.to_name]),
        kind: row.to_kind,
        from_code: row.from_code,
        to_code: row.to_code,
        ..did("line-reform-row")
    }
}

/// Whose account it is, is told nowhere else in an act either.
fn of_grant(edit: GrantEdit) -> Told {
    match edit {
        GrantEdit::Given {
            role,
            unit,
            below,
            document,
            ..
        } => {
            let reach = match (unit == WHOLE, below) {
                (true, _) => "grant-whole",
                (false, true) => "grant-below-yes",
                (false, false) => "grant-below-no",
            };
            Told {
                role,
                parts: vec![reach.to_owned()],
                words: some([document]),
                to: unit,
                ..did("line-grant-given")
            }
        }
        GrantEdit::Ended => did("line-grant-ended"),
    }
}

fn of_rule(edit: RuleEdit) -> Told {
    match edit {
        RuleEdit::Rule {
            section,
            key,
            citation,
            ..
        } => Told {
            parts: vec![format!("rulebook-section-{section}")],
            words: some([key]),
            citation,
            ..did("line-rule")
        },
        RuleEdit::Withdrawn => did("line-rule-withdrawn"),
    }
}

fn of_person(edit: PersonEdit) -> Told {
    match edit {
        PersonEdit::New { event: None, .. } => did("line-person-new"),
        PersonEdit::New {
            event: Some(event), ..
        } => Told {
            parts: vec!["line-person-new".to_owned()],
            ..of_event(event)
        },
        PersonEdit::Set {
            fields,
            identifying,
            ..
        } => {
            let names = fields.into_keys().chain(identifying);
            Told {
                parts: names
                    .map(|n| format!("members-field-{}", n.replace('_', "-")))
                    .collect(),
                ..did("line-correction")
            }
        }
        PersonEdit::Event(event) => of_event(event),
        PersonEdit::Erased { .. } => did("line-person-erased"),
    }
}

fn of_event(event: EventEdit) -> Told {
    Told {
        event: event.event,
        words: some([event.document]),
        from: event.from_unit,
        to: event.to_unit,
        ..Told::default()
    }
}

fn of_document(edit: DocumentEdit) -> Told {
    let about = |key, other| Told { other, ..did(key) };
    let worded = |key, word| Told {
        words: vec![word],
        ..did(key)
    };
    let leading = |key, to| Told { to, ..did(key) };
    match edit {
        DocumentEdit::Document { fields } => of_fields(fields),
        DocumentEdit::Paper { .. } => did("line-document-paper"),
        DocumentEdit::Validity { by, relation } => Told {
            parts: vec![format!("docs-is-{relation}")],
            ..about("line-document-validity", by)
        },
        DocumentEdit::ValidityGone { by } => about("line-document-validity-gone", by),
        DocumentEdit::Relation {
            relation, other, ..
        } => Told {
            parts: vec![format!("docs-does-{relation}")],
            ..about("line-document-relation", other)
        },
        DocumentEdit::File { media, .. } => worded("line-document-file", media),
        DocumentEdit::FileGone { .. } => did("line-document-file-gone"),
        DocumentEdit::FileErased { .. } => did("line-document-file-erased"),
        DocumentEdit::Clause { item, label, binds } => {
            let binding = (binds == "yes").then(|| "docs-binds".to_owned());
            Told {
                parts: binding.into_iter().collect(),
                ..worded(
                    "line-document-clause",
                    if label.is_empty() { item } else { label },
                )
            }
        }
        DocumentEdit::ClauseGone { item } => worded("line-document-clause-gone", item),
        DocumentEdit::Obliged { unit, due, .. } => Told {
            day: due,
            ..leading("line-document-obliged", unit)
        },
        DocumentEdit::ObligedGone { unit } => leading("line-document-obliged-gone", unit),
        DocumentEdit::ObligedMoved { from, to, .. } => Told {
            from,
            ..leading("line-document-obliged-moved", to)
        },
        DocumentEdit::CoIssuer { unit, .. } => leading("line-document-joint", unit),
        DocumentEdit::CoIssuerGone { unit } => leading("line-document-joint-gone", unit),
    }
}

/// What a document became: entered when its direction is said, changed otherwise.
fn of_fields(mut fields: BTreeMap<String, String>) -> Told {
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let (state, symbol, number) = (take("state"), take("symbol"), take("number"));
    let new = !take("direction").is_empty();
    let sign = if symbol.is_empty() { number } else { symbol };
    let state = (!state.is_empty()).then(|| format!("docs-state-{state}"));
    Told {
        parts: state.into_iter().collect(),
        words: some([sign]),
        to: take("organ"),
        ..did(if new {
            "line-document-new"
        } else {
            "line-document-changed"
        })
    }
}

fn of_issue(issue: Issue) -> Told {
    Told {
        parts: vec![format!("tasks-kind-{}", issue.kind.as_str())],
        words: some([issue.number]),
        day: issue.deadline,
        from: issue.assigned_by,
        to: issue.lead,
        ..did("line-task-issued")
    }
}

fn of_happening(said: Said) -> Told {
    let mut told = Told {
        parts: vec![format!("tasks-event-{}", said.event.as_str())],
        other: said.document,
        ..did("line-task-event")
    };
    match said.event {
        Event::Extended => told.day = said.target,
        Event::Moved => (told.from, told.to) = (said.from, said.target),
        Event::Superseded => told.other = said.target,
        _ => {}
    }
    told
}

fn of_meeting(edit: MeetingEdit) -> Told {
    match edit {
        MeetingEdit::Convened {
            unit,
            kind,
            title,
            day,
            ..
        } => Told {
            parts: vec![format!("meeting-kind-{}", kind.as_str())],
            words: some([title]),
            to: unit,
            day,
            ..did("line-meeting-convened")
        },
        MeetingEdit::Item {
            part,
            title,
            unit,
            document,
            ..
        } => Told {
            words: some([title]),
            to: unit,
            other: document,
            ..did(match part {
                meetings::Part::Agenda => "line-meeting-agenda",
                meetings::Part::Report => "line-meeting-report",
                meetings::Part::Proposal => "line-meeting-proposal",
            })
        },
        MeetingEdit::Concluded { document } => Told {
            other: document,
            ..did("line-meeting-concluded")
        },
        MeetingEdit::Accepted { task, .. } => Told {
            other: task,
            ..did("line-meeting-accepted")
        },
        MeetingEdit::Cancelled { reason } => Told {
            words: some([reason]),
            ..did("line-meeting-cancelled")
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_is_about_has_a_name_whatever_its_class() {
        let classes = crate::REGISTERS.iter().flat_map(|r| r.classes);
        let known = include_str!("locale/en.ftl");
        for class in classes.chain([&JOURNAL, &units::REQUEST]) {
            let key = format!("\nclass-{class} = ");
            assert!(known.contains(&key), "no message class-{class}");
        }
    }

    #[test]
    fn an_event_of_a_member_is_told_with_where_it_leads() {
        let sent = r#"{"edit":"event","event":"transfer_sent","effect":"send","to":"same","from_unit":"a1.2","to_unit":"a1.3","document":"3-GT"}"#;
        let told = told("person", sent).unwrap();
        assert_eq!(
            (told.event.as_str(), told.from.as_str(), told.to.as_str()),
            ("transfer_sent", "a1.2", "a1.3")
        );
        assert_eq!(told.words, ["3-GT"]);
    }

    #[test]
    fn a_correction_names_its_fields_and_no_value() {
        let set = r#"{"edit":"set","fields":{"birth_date":"1980-05-06"},"identifying":["name"]}"#;
        let told = told("person", set).unwrap();
        assert_eq!(told.key, "line-correction");
        assert_eq!(
            told.parts,
            ["members-field-birth-date", "members-field-name"]
        );
        assert!(told.words.is_empty());
    }

    #[test]
    fn a_document_is_entered_once_and_changed_afterwards() {
        let new = r#"{"edit":"document","fields":{"direction":"incoming","state":"received","symbol":"5-CV/TU"}}"#;
        let new = told("document", new).unwrap();
        assert_eq!(new.key, "line-document-new");
        assert_eq!(
            (new.parts, new.words),
            (
                vec!["docs-state-received".to_owned()],
                vec!["5-CV/TU".to_owned()]
            )
        );
        let issued = r#"{"edit":"document","fields":{"state":"issued","number":"7"}}"#;
        assert_eq!(
            told("document", issued).unwrap().key,
            "line-document-changed"
        );
    }

    #[test]
    fn a_task_that_moves_is_told_from_lead_to_lead() {
        let moved = r#"{"edit":"happened","event":"moved","from":"a1.2","target":"a1.3"}"#;
        let told = told("task", moved).unwrap();
        assert_eq!(told.parts, ["tasks-event-moved"]);
        assert_eq!((told.from.as_str(), told.to.as_str()), ("a1.2", "a1.3"));
    }

    #[test]
    fn a_unit_is_told_with_what_it_became_and_under_whom_it_stands() {
        let open =
            r#"{"edit":"open","code":"191","name":"Xã An Bình","kind":"xã","parent":"a1.1"}"#;
        let open = told("unit", open).unwrap();
        assert_eq!(open.words, ["Xã An Bình", "191"]);
        assert_eq!(open.kind, "xã");
        assert_eq!((open.key, open.under.as_str()), ("line-unit-open", "a1.1"));
        let part = told(
            "unit",
            r#"{"edit":"link","successor":"a2.1","link":"part"}"#,
        )
        .unwrap();
        assert_eq!(
            (part.to.as_str(), part.parts),
            ("a2.1", vec!["reforms-link-part".to_owned()])
        );
        let nowhere = told("unit", r#"{"edit":"link","successor":null,"link":"whole"}"#).unwrap();
        assert_eq!(nowhere.key, "line-unit-nowhere");
    }

    #[test]
    fn a_row_of_a_reform_is_told_by_the_codes_it_names() {
        let row = r#"{"from_code":"06","link":"whole","to_code":"19","to_kind":"tỉnh","to_name":"Tỉnh Thái Nguyên","to_parent":""}"#;
        let row = told("reform_row", row).unwrap();
        assert_eq!((row.from_code.as_str(), row.to_code.as_str()), ("06", "19"));
        assert_eq!(row.parts, ["reforms-link-whole"]);
        let gone = r#"{"from_code":"058","link":"whole","to_code":"","to_kind":"","to_name":"","to_parent":""}"#;
        assert_eq!(told("reform_row", gone).unwrap().parts, ["reforms-nowhere"]);
    }

    #[test]
    fn a_grant_is_told_by_its_role_and_reach_and_names_no_account() {
        let given = r#"{"edit":"given","account":"a9.1","role":"cell-secretary","unit":"a1.2","below":true}"#;
        let given = told("grant", given).unwrap();
        assert_eq!(
            (given.role.as_str(), given.to.as_str()),
            ("cell-secretary", "a1.2")
        );
        assert_eq!(given.parts, ["grant-below-yes"]);
        assert!(given.words.is_empty() && given.other.is_empty());
    }

    #[test]
    fn what_is_of_no_known_kind_is_not_told_in_words() {
        assert_eq!(told("person", r#"{"edit":"sung"}"#), None);
        assert_eq!(told("figure", r#"{"edit":"set"}"#), None);
        assert_eq!(told("document", "no content"), None);
    }
}
