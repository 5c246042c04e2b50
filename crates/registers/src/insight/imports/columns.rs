//! Which heading of a file stands for which column: guessed by the folded heading in any of the
//! three languages, and as the sender said the last time.

use super::core::What;
use crate::activity::documents::list as documents;
use crate::activity::tasks::acts as tasks;
use crate::insight::entered;
use crate::organisation::members::acts as members;
use crate::organisation::reforms::acts as reforms;
use platform::locale::{Lang, Texts};
use platform::sheets::Column;
use platform::text::folded;
use platform::web::Pages;

/// Says of a heading that it is not read.
pub const UNREAD: &str = "-";

impl What {
    /// The columns of such a file.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            What::Units => &reforms::UNIT_COLUMNS,
            What::Reforms => &reforms::REFORM_COLUMNS,
            What::Members => &members::COLUMNS,
            What::Events => &members::EVENT_COLUMNS,
            What::Corrections => &members::CORRECTION_COLUMNS,
            What::Figures => &entered::acts::COLUMNS,
            What::Tasks => &tasks::COLUMNS,
            What::Documents => &documents::COLUMNS,
        }
    }

    /// Those it cannot do without.
    #[must_use]
    pub fn needed(self) -> &'static [&'static str] {
        match self {
            What::Units => &["code", "name", "kind", "parent_code", "valid_from"],
            What::Reforms => &["act", "date", "from_code", "to_code", "link"],
            What::Members => &["person_key", "name", "unit_code", "standing", "since"],
            What::Events => &["person_key", "event", "day"],
            What::Corrections => &["person_key", "field", "value", "from"],
            What::Figures => &["code", "date", "indicator", "value"],
            What::Tasks => &tasks::NEEDED,
            What::Documents => &documents::NEEDED,
        }
    }

    /// The column that a template fills in beforehand.
    #[must_use]
    pub fn filled(self) -> Option<&'static str> {
        match self {
            What::Units => Some("parent_code"),
            What::Reforms => Some("from_code"),
            What::Members => Some("unit_code"),
            What::Figures => Some("code"),
            What::Tasks => Some("lead"),
            What::Documents => Some("organ_code"),
            What::Events | What::Corrections => None,
        }
    }
}

/// What people call a column.
pub fn label(texts: &Texts, what: What, column: &str) -> String {
    let column = column.replace('_', "-");
    let own = format!("col-{}-{column}", what.as_str());
    let key = if texts.has(&own) {
        own
    } else {
        format!("col-{column}")
    };
    texts.label(&key).unwrap_or(column)
}

/// What people call a column of which a problem speaks; one that such a file does not have is said
/// as it stands.
pub fn shown(texts: &Texts, what: What, column: &str) -> String {
    if what.columns().iter().any(|c| c.0 == column) {
        label(texts, what, column)
    } else {
        column.to_owned()
    }
}

fn plain(heading: &str) -> String {
    folded(&heading.replace('_', " "))
}

/// The column a heading stands for: as remembered, by its own name, by another name for it, by
/// what the templates call it in any language; nothing when it is none of these.
fn guess(
    pages: &Pages,
    what: What,
    heading: &str,
    remembered: &[(String, String)],
) -> Option<&'static str> {
    let said = plain(heading);
    let columns = what.columns();
    let named = |name: &str| columns.iter().map(|c| c.0).find(|c| *c == name);
    if let Some((_, meant)) = remembered.iter().find(|(h, _)| *h == said) {
        return named(meant);
    }
    let called = |c: &&Column| {
        plain(c.0) == said
            || c.1.iter().any(|o| folded(o) == said)
            || Lang::ALL
                .into_iter()
                .any(|l| plain(&label(pages.texts(l), what, c.0)) == said)
    };
    columns.iter().find(called).map(|c| c.0)
}

/// For each heading the column it stands for; each column once.
#[must_use]
pub fn guessed(
    pages: &Pages,
    what: What,
    header: &[String],
    remembered: &[(String, String)],
) -> Vec<(String, String)> {
    let mut taken = Vec::new();
    let pair = |heading: &String| {
        let found = guess(pages, what, heading, remembered).filter(|c| !taken.contains(c));
        taken.extend(found);
        (heading.clone(), found.unwrap_or(UNREAD).to_owned())
    };
    header.iter().map(pair).collect()
}

/// A heading as it is remembered.
#[must_use]
pub fn remembered_as(heading: &str) -> String {
    plain(heading)
}
