//! One document, and lists of them.

use super::{ListArgs, ShowArgs, borne, on_or_last, the_id};
use crate::cli::{Place, TableFormat};
use crate::commands::{csv, json, known, out, table};
use crate::env;
use figures::Day;
use platform::{AsOf, Error, Result, Scope};
use registers::activity::documents::model::Document;
use registers::activity::documents::store::{self, Attached, Filter};
use registers::activity::refuse;
use registers::organisation::reforms::acts::{self as reforms, View};

pub(super) async fn show(place: &Place, args: &ShowArgs) -> Result<()> {
    let on = on_or_last(args.on.as_deref())?;
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let known = known(&mut db, args.known).await?;
    let (scope, as_of) = (Scope::command_line(), AsOf { on, known });
    let id = the_id(&mut db, &args.document).await?;
    let document = store::by_id(&mut db, &scope, as_of, &id).await?;
    let attached = store::attached(&mut db, &scope, as_of, &id).await?;
    let (Some(document), Some(attached)) = (document, attached) else {
        return Err(Error::NotFound(format!(
            "«{}» is not there on {on}",
            args.document
        )));
    };
    if args.format == crate::cli::TextFormat::Json {
        let value = serde_json::json!({ "document": document, "attached": attached });
        return out(&format!("{}\n", serde_json::to_string_pretty(&value)?));
    }
    out(&text(&document, &attached))
}

/// A document in lines of text; what it does not say has no line.
fn text(d: &Document, attached: &Attached) -> String {
    let number = d.number.map_or_else(String::new, |n| n.to_string());
    let state = d.state.to_string();
    let mut text = String::new();
    for (label, value) in [
        ("id", &d.id),
        ("symbol", &d.symbol),
        ("number", &number),
        ("series", &d.series),
        ("dated", &d.dated),
        ("sent_on", &d.sent_on),
        ("direction", &d.direction),
        ("organ", &d.organ_name),
        ("body", &d.body),
        ("kind", &d.kind),
        ("subject", &d.subject),
        ("field", &d.field),
        ("signer", &d.signer),
        ("capacity", &d.capacity),
        ("advised_by", &d.advised_by),
        ("recipients", &d.recipients),
        ("state", &state),
        ("validity", &d.validity),
        ("review_by", &d.review_by),
        ("due", &d.due),
        ("note", &d.note),
    ] {
        if !value.is_empty() {
            text.push_str(&format!("{label}: {value}\n"));
        }
    }
    for c in &attached.co_issuers {
        let said = [&c.name, &c.capacity, &c.signer].map(String::as_str);
        let said: Vec<&str> = said.into_iter().filter(|s| !s.is_empty()).collect();
        text.push_str(&format!("issued with: {}\n", said.join(" · ")));
    }
    for r in &attached.relations {
        text.push_str(&format!("{} {} {}\n", r.from, r.relation, r.to));
    }
    for c in &attached.clauses {
        text.push_str(&format!("clause {} {}: {}\n", c.item, c.label, c.text));
    }
    for f in &attached.files {
        let erased = f
            .erased
            .map_or_else(String::new, |act| format!(" (content erased by act {act})"));
        text.push_str(&format!(
            "file {} {} {} bytes {}{erased}\n",
            f.name, f.media, f.bytes, f.hash
        ));
    }
    text
}

const LISTED: [&str; 10] = [
    "id",
    "symbol",
    "dated",
    "kind",
    "organ",
    "subject",
    "field",
    "advised_by",
    "state",
    "validity",
];

pub(super) async fn list(place: &Place, args: &ListArgs) -> Result<()> {
    let on = on_or_last(args.on.as_deref())?;
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let known = known(&mut db, args.known).await?;
    let (scope, as_of) = (Scope::command_line(), AsOf { on, known });
    let view = reforms::view(&mut db, &scope).await?;
    let filter = filter(&view, args, on)?;
    let found = store::list(&mut db, &scope, as_of, &filter).await?;
    let code = |id: &str| {
        let state = view
            .structure
            .find(id)
            .and_then(|u| view.structure.last_state(u));
        state.map_or_else(String::new, |s| s.code.clone())
    };
    let row = |d: &Document| {
        [
            &d.id,
            &d.symbol,
            &d.dated,
            &d.kind,
            &d.organ_name,
            &d.subject,
            &d.field,
            &code(&d.advised_by),
            &d.state.to_string(),
            &d.validity,
        ]
        .map(Clone::clone)
        .to_vec()
    };
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    out(&match args.format {
        TableFormat::Csv => csv(&LISTED, rows)?,
        TableFormat::Json => json(&LISTED, rows),
        TableFormat::Table => table(&LISTED, &rows),
    })
}

fn filter(view: &View, args: &ListArgs, on: Day) -> Result<Filter> {
    let units = |code: &Option<String>| match code {
        Some(code) => borne(view, code, on),
        None => Ok(Vec::new()),
    };
    let documents = view.book.documents();
    let fields = match &args.field {
        None => Vec::new(),
        Some(said) => {
            let field = documents.field(said, on);
            let field = field
                .ok_or_else(|| refuse("field", said, "the rulebook has no such field of work"))?;
            documents
                .fields_within(&field.key, on)
                .into_iter()
                .map(str::to_owned)
                .collect()
        }
    };
    let kinds = match &args.kind {
        None => Vec::new(),
        Some(said) => {
            let named = documents.kinds_named(said, "", on);
            if named.is_empty() {
                return Err(refuse(
                    "kind",
                    said,
                    "the rulebook has no such kind of document",
                ));
            }
            named.into_iter().map(|k| k.key.clone()).collect()
        }
    };
    let day = |d: &Option<String>| d.as_deref().map(Day::parse).transpose();
    Ok(Filter {
        organs: units(&args.unit)?,
        advised_by: units(&args.advised_by)?,
        kinds,
        fields,
        directions: args.direction.iter().cloned().collect(),
        states: args.state.iter().cloned().collect(),
        from: day(&args.from)?,
        until: day(&args.until)?,
        ..Filter::default()
    })
}
