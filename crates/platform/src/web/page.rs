//! Pages from templates: every message by its key, every number and day as the language writes
//! it, every address with the day one looks from.

use super::assets;
use crate::locale::{Lang, TextError, Texts};
use crate::{Error, Result};
use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::value::{Kwargs, Serde, Value, ValueKind};
use minijinja::{Environment, ErrorKind, State, UndefinedBehavior};
use serde::Serialize;
use std::sync::Arc;

/// Name and text of a template.
pub type Template = (&'static str, &'static str);

/// The messages of a register in the three languages.
pub struct Messages {
    pub en: &'static str,
    pub vi: &'static str,
    pub ur: &'static str,
}

impl Messages {
    #[must_use]
    pub fn of(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Vi => self.vi,
            Lang::Ur => self.ur,
        }
    }
}

pub static MESSAGES: Messages = Messages {
    en: include_str!("locale/en.ftl"),
    vi: include_str!("locale/vi.ftl"),
    ur: include_str!("locale/ur.ftl"),
};

pub static TEMPLATES: &[Template] = &[
    ("shell.html", include_str!("templates/shell.html")),
    ("forms.html", include_str!("templates/forms.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("error.html", include_str!("templates/error.html")),
    ("conflict.html", include_str!("templates/conflict.html")),
];

/// An entry of the navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    pub path: &'static str,
    pub icon: &'static str,
    /// Key of its message.
    pub label: &'static str,
    pub here: bool,
}

/// What the shell around every page needs to know; templates see it as `page`.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    pub lang: &'static str,
    pub dir: &'static str,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// `naskh` or `nastaliq`.
    pub script: String,
    /// Name of who is signed in; empty for a visitor.
    pub who: String,
    pub post: String,
    pub nav: Vec<NavItem>,
    pub path: String,
    /// Day and knowledge looked from.
    pub on: String,
    pub known: u64,
    /// Whether the page looks from today with all that is known: only then may anything be entered.
    pub now: bool,
    /// What every address carries on: empty, or `on=…&known=…`.
    pub carried: String,
    /// The page itself as of today.
    pub today: String,
    /// The query without day and knowledge, to stay on the page while changing them.
    pub rest: Vec<(String, String)>,
    pub form_token: String,
    /// Different on every page shown: a form handed in twice is known by it.
    pub once: String,
    pub flash: String,
    /// Whether there is anything to search for who looks.
    pub searches: bool,
    pub demo: bool,
    pub keys: bool,
    pub request: String,
    pub printed: String,
    /// The whole of the query, to come back to this very page.
    pub here: String,
}

/// Templates and messages of all registers.
pub struct Pages {
    env: Environment<'static>,
    texts: Arc<[Texts; 3]>,
}

impl Pages {
    pub fn new(templates: &[&[Template]], messages: &[&Messages]) -> Result<Pages> {
        let all = |lang: Lang| {
            let sources: Vec<&str> = std::iter::once(&&MESSAGES)
                .chain(messages)
                .map(|m| m.of(lang))
                .collect();
            Texts::new(lang, &sources).map_err(Error::internal)
        };
        let texts = Arc::new([all(Lang::En)?, all(Lang::Vi)?, all(Lang::Ur)?]);
        let mut env = Environment::new();
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        let mut syntax = minijinja::syntax::SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true);
        env.set_syntax(syntax.build().map_err(Error::internal)?);
        for (name, text) in std::iter::once(&TEMPLATES)
            .chain(templates)
            .copied()
            .flatten()
        {
            env.add_template(name, text).map_err(Error::internal)?;
        }
        words(&mut env, &texts);
        Ok(Pages { env, texts })
    }

    #[must_use]
    pub fn texts(&self, lang: Lang) -> &Texts {
        &self.texts[index(lang)]
    }

    /// A page; `context` is what the handler adds to `page`.
    pub fn render(&self, template: &str, page: &Page, context: Value) -> Result<String> {
        let whole = minijinja::context! { page => value(page), ..context };
        let html = self
            .env
            .get_template(template)
            .and_then(|t| t.render(whole))
            .map_err(|e| Error::Internal(format!("{template}: {}", whole_story(&e))))?;
        let lang: Lang = page.lang.parse().map_err(Error::internal)?;
        let said = self
            .texts(lang)
            .label("web-blank")
            .map_err(Error::internal)?;
        Ok(super::blanks::filled(html, &said))
    }

    /// Names of all templates.
    pub fn templates(&self) -> impl Iterator<Item = &str> {
        self.env.templates().map(|(name, _)| name)
    }
}

/// Whatever can be written as JSON, for the context of a template.
pub fn value(of: &impl Serialize) -> Value {
    Value::from(Serde(of))
}

fn whole_story(e: &minijinja::Error) -> String {
    let mut story = e.to_string();
    let mut cause = std::error::Error::source(e);
    while let Some(c) = cause {
        story.push_str(&format!(": {c}"));
        cause = c.source();
    }
    story
}

fn index(lang: Lang) -> usize {
    match lang {
        Lang::En => 0,
        Lang::Vi => 1,
        Lang::Ur => 2,
    }
}

type Said<T> = std::result::Result<T, minijinja::Error>;

fn wrong(e: impl std::fmt::Display) -> minijinja::Error {
    minijinja::Error::new(ErrorKind::InvalidOperation, e.to_string())
}

/// A field of the page that a template is being rendered for.
fn of_page(state: &State<'_, '_>, field: &str) -> Said<Value> {
    let page = state
        .lookup("page")
        .ok_or_else(|| wrong("there is no page"))?;
    page.get_attr(field)
}

fn texts_of<'a>(state: &State<'_, '_>, texts: &'a [Texts; 3]) -> Said<&'a Texts> {
    let lang = of_page(state, "lang")?;
    let lang: Lang = lang.as_str().unwrap_or("en").parse().map_err(wrong)?;
    Ok(&texts[index(lang)])
}

/// A message. A number `n` can choose a plural as `$n` and is written as `$n_text`; a text is
/// set apart from the line around it.
fn message(texts: &Texts, key: &str, args: &Kwargs) -> Said<String> {
    let mut given = FluentArgs::new();
    for name in args.args() {
        let value: Value = args.get(name)?;
        if value.kind() == ValueKind::Number {
            let written = texts.number(&value.to_string()).map_err(wrong)?;
            let number = f64::try_from(value).map_err(wrong)?;
            given.set(format!("{name}_text"), written);
            given.set(name.to_owned(), FluentValue::from(number));
        } else {
            given.set(name.to_owned(), texts.name(&value.to_string()));
        }
    }
    texts.say_with(key, &given).map_err(wrong)
}

/// The words templates have: `t`, `number`, `measured`, `change`, `day`, `since`, `moment`, `period`,
/// `code`, `icon`, `asset`, `link`.
fn words(env: &mut Environment<'static>, texts: &Arc<[Texts; 3]>) {
    let t = texts.clone();
    env.add_function(
        "t",
        move |state: &State<'_, '_>, key: &str, args: Kwargs| {
            message(texts_of(state, &t)?, key, &args)
        },
    );
    written(env, texts, "number", Texts::number);
    written(env, texts, "day", |t, v| t.day(v).map(in_one_line));
    written(env, texts, "since", |t, v| t.since(v).map(in_one_line));
    written(env, texts, "moment", Texts::moment);
    written(env, texts, "period", Texts::period);
    let t = texts.clone();
    env.add_filter(
        "measured",
        move |state: &State<'_, '_>, v: Value, measure: &str| {
            texts_of(state, &t)?
                .measured(&v.to_string(), measure)
                .map_err(wrong)
        },
    );
    let t = texts.clone();
    env.add_filter(
        "change",
        move |state: &State<'_, '_>, v: Value, measure: &str| {
            texts_of(state, &t)?
                .change(&v.to_string(), measure)
                .map_err(wrong)
        },
    );
    env.add_filter("code", |v: Value| {
        let text = v.to_string();
        Value::from_safe_string(format!("<bdi dir=\"ltr\">{}</bdi>", escaped(&text)))
    });
    env.add_function("icon", |name: &str| -> Said<Value> {
        let svg = assets::icon(name).ok_or_else(|| wrong(format!("no icon {name}")))?;
        Ok(Value::from_safe_string(svg))
    });
    env.add_function("asset", |name: &str| -> Said<Value> {
        let address = assets::address(name).ok_or_else(|| wrong(format!("no file {name}")))?;
        Ok(Value::from_safe_string(address))
    });
    env.add_function("link", |state: &State<'_, '_>, path: &str| -> Said<Value> {
        let carried = of_page(state, "carried")?;
        let address = joined(path, carried.as_str().unwrap_or(""));
        Ok(Value::from_safe_string(escaped(&address)))
    });
    env.add_filter("query", |v: Value| super::request::encoded(&v.to_string()));
}

/// A day that no narrow column breaks.
fn in_one_line(text: String) -> String {
    text.replace(' ', "\u{a0}")
}

/// An address with the day one looks from.
#[must_use]
pub fn joined(path: &str, carried: &str) -> String {
    match (carried.is_empty(), path.contains('?')) {
        (true, _) => path.to_owned(),
        (false, true) => format!("{path}&{carried}"),
        (false, false) => format!("{path}?{carried}"),
    }
}

/// An address with words, said or not, in their order.
#[must_use]
pub fn asking<'t>(path: &str, words: impl IntoIterator<Item = (&'t str, &'t str)>) -> String {
    let words = words.into_iter();
    let words =
        words.map(|(n, v)| [super::request::encoded(n), super::request::encoded(v)].join("="));
    joined(path, &words.collect::<Vec<_>>().join("&"))
}

fn written(
    env: &mut Environment<'static>,
    texts: &Arc<[Texts; 3]>,
    name: &'static str,
    how: fn(&Texts, &str) -> std::result::Result<String, TextError>,
) {
    let texts = texts.clone();
    env.add_filter(name, move |state: &State<'_, '_>, v: Value| {
        how(texts_of(state, &texts)?, &v.to_string()).map_err(wrong)
    });
}

/// A text as HTML writes it.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
