//! Templates to fill in: headings in the visitor's language, and the codes of the units one may
//! enter.

use super::columns::label;
use super::core::What;
use crate::web::entering::Enterable;
use crate::web::{Power, Reply, Visit};
use figures::Structure;
use platform::Result;
use platform::web::download::{CSV, Table, XLSX, attachment};

/// Codes that a template is filled with at most.
const FILLED: usize = 5_000;

pub async fn template(v: Visit) -> Reply {
    v.needs(Power::Import)?;
    let Some(what) = What::parse(v.query("what")) else {
        return v.go("/import");
    };
    let facts = v.facts().await?;
    let table = table(&v, what, &facts.structure)?;
    if v.query("form") == "csv" {
        attachment(&format!("{}.csv", table.name), CSV, table.csv()?)
    } else {
        attachment(&format!("{}.xlsx", table.name), XLSX, table.xlsx()?)
    }
}

fn table(v: &Visit, what: What, s: &Structure) -> Result<Table> {
    let columns = what.columns();
    let header: Vec<String> = columns
        .iter()
        .map(|c| label(v.texts(), what, c.0))
        .collect();
    let mut rows = Vec::new();
    if let Some(at) = what
        .filled()
        .and_then(|f| columns.iter().position(|c| c.0 == f))
    {
        for code in codes(v, what, s) {
            let mut row = vec![String::new(); columns.len()];
            row[at] = code;
            rows.push(row);
        }
    }
    let (needed, optional) = (v.t("import-needed")?, v.t("import-optional")?);
    let told = |(column, label): (&(&str, _), &String)| {
        let must = what.needed().contains(&column.0);
        (
            label.clone(),
            if must {
                needed.clone()
            } else {
                optional.clone()
            },
        )
    };
    Ok(Table {
        name: v.t(&format!("import-{}", what.as_str()))?,
        provenance: columns.iter().zip(&header).map(told).collect(),
        header,
        rows,
        right_to_left: v.lang.is_rtl(),
    })
}

/// Codes of the open units one may enter: for members those that nothing stands under.
fn codes(v: &Visit, what: What, s: &Structure) -> Vec<String> {
    let reach = Enterable::of(v, s);
    let on = v.asof.on;
    let mut codes: Vec<String> = s
        .all()
        .filter(|u| s.is_open(*u, on) && reach.enters(&s.unit(*u).id))
        .filter(|u| what != What::Members || s.children(*u, on).is_empty())
        .filter_map(|u| s.state(u, on))
        .map(|state| state.code.clone())
        .collect();
    codes.sort_unstable();
    codes.truncate(FILLED);
    codes
}
