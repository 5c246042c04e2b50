//! A paper on its way to the compositor: the frame that every paper shares.

use super::read::Standpoint;
use super::words::{Texts, without_isolates};
use platform::Result;
use platform::locale::Lang;
use serde_json::{Map, Value, json};

/// Page, head, lines to write on, signature; every layout begins with it.
const FRAME: &str = include_str!("templates/frame.typ");

/// Everything a compositor needs to set a paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub source: String,
    /// Files the source reads, by name.
    pub files: Vec<(String, Vec<u8>)>,
    pub title: String,
    pub lang: Lang,
}

/// The organ that issues a paper, the organ above it, and how its documents are numbered.
#[derive(Default)]
pub struct Head {
    pub above: String,
    pub organ: String,
    pub symbol: &'static str,
    /// Empty: the day is written by hand.
    pub dateline: String,
}

/// Joins a layout with its data. `content` are the parts that only this layout knows.
pub fn sheet(
    (ground, texts): (&Standpoint<'_>, &Texts),
    layout: &str,
    title: &str,
    head: &Head,
    content: Value,
) -> Result<Sheet> {
    let page_of = texts.say("paper-foot-page", &[("page", "@page"), ("pages", "@pages")])?;
    let known = ground.as_of.known.0.to_string();
    let foot = texts.say(
        "paper-foot",
        &[
            ("asof", &texts.day(ground.on())?),
            ("known", &texts.island(&known)),
        ],
    )?;
    let names = [
        "party",
        "number",
        "recipients",
        "archive",
        "signer",
        "sign-here",
    ];
    let mut data = Map::new();
    data.insert("frame".to_owned(), texts.words("paper", &names)?.into());
    data.insert(
        "head".to_owned(),
        json!({
            "above": texts.name(&head.above),
            "organ": texts.name(&head.organ),
            "symbol": head.symbol,
            "dateline": if head.dateline.is_empty() { texts.label("paper-dateline-blank")? } else { head.dateline.clone() },
        }),
    );
    for (key, value) in [
        ("rtl", json!(texts.lang.is_rtl())),
        ("demo", json!(ground.demo)),
        ("foot", json!(foot)),
        ("page_of", json!(page_of)),
        ("content", content),
    ] {
        data.insert(key.to_owned(), value);
    }
    Ok(Sheet {
        source: format!("{FRAME}\n{layout}"),
        files: vec![("paper.json".to_owned(), serde_json::to_vec(&data)?)],
        title: without_isolates(title),
        lang: texts.lang,
    })
}

/// A line of a form: what is asked, and what the record answers (empty: a line to write on).
pub fn line(texts: &Texts, key: &str, value: String) -> Result<Value> {
    Ok(json!({ "label": texts.label(key)?, "value": value }))
}
