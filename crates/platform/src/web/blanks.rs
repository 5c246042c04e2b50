//! Cells that hold nothing say so: a dash for the eye and a word for who listens. It is done to
//! the whole page, because no template can be trusted never to forget it.

const CELLS: [(&str, &str); 2] = [("<td", "</td>"), ("<dd", "</dd>")];

/// What may stand around nothing.
const AROUND: [&str; 7] = [
    "<bdi>",
    "<bdi dir=\"ltr\">",
    "</bdi>",
    "<span>",
    "<span class=\"sub\">",
    "</span>",
    crate::locale::UNKNOWN,
];

/// A page whose blank cells hold a dash; `said` is what they are called.
#[must_use]
pub fn filled(html: String, said: &str) -> String {
    CELLS
        .into_iter()
        .fold(html, |html, cell| fill(html, cell, said))
}

fn fill(html: String, (open, close): (&str, &str), said: &str) -> String {
    let mut filled = String::new();
    let mut rest = html.as_str();
    while let Some((cell, after)) = rest.split_once(close) {
        match begun(cell, open) {
            Some((before, inner)) if is_blank(inner) => {
                filled.push_str(before);
                filled.push_str(&dash(said));
            }
            _ => filled.push_str(cell),
        }
        filled.push_str(close);
        rest = after;
    }
    if filled.is_empty() {
        return html;
    }
    filled.push_str(rest);
    filled
}

/// Everything up to the inside of the last cell opened, and its inside.
fn begun<'t>(text: &'t str, open: &str) -> Option<(&'t str, &'t str)> {
    let at = text.rfind(open)?;
    let inner = at + text.get(at..)?.find('>')? + 1;
    text.split_at_checked(inner)
}

fn is_blank(inner: &str) -> bool {
    // no more than a dash with its surroundings is ever as short as this
    inner.len() <= 64
        && AROUND
            .iter()
            .fold(inner.to_owned(), |text, part| text.replace(part, ""))
            .trim()
            .is_empty()
}

fn dash(said: &str) -> String {
    let said = super::page::escaped(said);
    let dash = crate::locale::UNKNOWN;
    format!("<span aria-hidden=\"true\">{dash}</span><span class=\"visually-hidden\">{said}</span>")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DASH: &str =
        "<span aria-hidden=\"true\">–</span><span class=\"visually-hidden\">none</span>";

    #[test]
    fn a_blank_cell_holds_a_dash_and_says_that_it_is_blank() {
        for blank in [
            "",
            " \n",
            "<bdi></bdi>",
            "–",
            "<span class=\"sub\">–</span>",
        ] {
            let page = format!(
                "<table><tr><td>1</td><td class=\"n\" data-label=\"a\">{blank}</td></tr></table>"
            );
            let told = format!(
                "<table><tr><td>1</td><td class=\"n\" data-label=\"a\">{DASH}</td></tr></table>"
            );
            assert_eq!(filled(page, "none"), told, "{blank}");
        }
        assert_eq!(
            filled("<dd></dd>".to_owned(), "none"),
            format!("<dd>{DASH}</dd>")
        );
    }

    #[test]
    fn what_holds_something_stays_as_it_is() {
        let page = "<p>–</p><td><input name=\"a\"></td><td>0</td><dd><a href=\"/\">–</a></dd>";
        assert_eq!(filled(page.to_owned(), "none"), page);
    }
}
