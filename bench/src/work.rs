//! What users do, and how often: addresses and forms as they stand on the pages themselves.

use crate::Failed;
use crate::http::Client;
use crate::load::Dice;

/// Pages of one kind that a user goes to and fro between, at most.
const KNOWN: usize = 400;
/// Lists of members among them.
const LISTS: usize = 40;

/// A kind of page, with the questions by which each session asks for it: what somebody else may
/// see is not asked for.
pub struct Task {
    pub name: &'static str,
    pub weight: usize,
    asked: Vec<Vec<Question>>,
}

#[derive(Clone)]
pub enum Question {
    Page(String),
    /// What is looked for stands in no address.
    Search(Vec<(String, String)>),
    /// Opens the form that puts a person's name right, and sends it.
    Correction(String),
}

impl Question {
    /// Asks it, and says how it was answered.
    pub fn ask(&self, client: &mut Client) -> Result<u16, Failed> {
        match self {
            Question::Page(path) => Ok(client.get(path)?.status),
            Question::Search(form) => Ok(client.post("/search/palette", form)?.status),
            Question::Correction(person) => correct(client, person),
        }
    }
}

impl Task {
    /// What a user asks who does this once, if their rights let them.
    pub fn question(&self, user: usize, dice: &mut Dice) -> Option<&Question> {
        let mine = &self.asked[user % self.asked.len()];
        mine.get(dice.below(mine.len()))
    }
}

fn correct(client: &mut Client, person: &str) -> Result<u16, Failed> {
    let path = format!("/members/{person}/correct");
    let opened = client.read(&format!("{path}?field=name"))?;
    if opened.status != 200 {
        return Ok(opened.status);
    }
    let page = opened.text();
    let main = page.split("<main").nth(1).unwrap_or("");
    let mut form = hidden(main);
    let name = value_of(main, "value").ok_or("the form shows no name")?;
    let name = name
        .strip_suffix(" An")
        .map_or(format!("{name} An"), str::to_owned);
    for (field, said) in [
        ("value", name.as_str()),
        ("since", "always"),
        ("basis", "CCCD"),
        ("reason", "CCCD"),
    ] {
        form.push((field.to_owned(), said.to_owned()));
    }
    Ok(client.post(&path, &form)?.status)
}

/// Names and values of the hidden fields of a piece of a page.
pub fn hidden(page: &str) -> Vec<(String, String)> {
    let fields = page.split("<input type=\"hidden\"").skip(1);
    let pair = |f: &str| Some((attribute(f, "name")?, attribute(f, "value")?));
    fields.filter_map(pair).collect()
}

/// What a field that is not hidden holds.
fn value_of(page: &str, name: &str) -> Option<String> {
    let fields = page.split("<input ").skip(1);
    let mut named = fields.filter(|f| attribute(f, "name").as_deref() == Some(name));
    attribute(named.next()?, "value")
}

pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(plain(rest.split('"').next()?))
}

pub fn plain(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Addresses of links of the page itself that begin so, without what leads to a place on a page.
fn links(page: &str, begins: &str) -> Vec<String> {
    let all = page.split("href=\"").skip(1);
    let all = all
        .filter_map(|rest| rest.split(['"', '#']).next())
        .map(plain);
    let mut found: Vec<String> = all
        .filter(|l| l.starts_with(begins) && l.len() > begins.len())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// What a session may see of a record.
#[derive(Default)]
struct Sight {
    token: String,
    units: Vec<String>,
    members: Vec<String>,
    lists: Vec<String>,
    figures: Vec<String>,
    work: Vec<String>,
    names: Vec<String>,
    enters: bool,
}

fn sight(client: &mut Client) -> Result<Sight, Failed> {
    let home = client.read("/")?.text();
    let mut sight = Sight {
        token: value_of(&home, "form_token").unwrap_or_default(),
        ..Sight::default()
    };
    let top = client.read("/units")?.text();
    sight.units = links(&top, "/units/a");
    for unit in sight.units.clone() {
        sight
            .units
            .extend(links(&client.read(&unit)?.text(), "/units/a"));
    }
    sight.units.retain(|u| !u.contains('?'));
    sight.units.sort();
    sight.units.dedup();
    sight.units.truncate(KNOWN);
    let of_units = sight
        .units
        .iter()
        .map(|u| u.replace("/units/", "/members?unit="));
    for list in std::iter::once("/members".to_owned())
        .chain(of_units)
        .take(LISTS)
    {
        let answer = client.read(&list)?;
        // a unit that is closed today has no list today
        if answer.status == 200 {
            let page = answer.text();
            let persons = links(&page, "/members/a");
            sight
                .members
                .extend(persons.into_iter().filter(|m| !m.contains('?')));
            sight.names.extend(names(&page));
            sight.lists.push(list);
        }
    }
    sight.names.extend(names(&top));
    sight.figures = links(&client.read("/figures")?.text(), "/figures?");
    sight.work = links(&client.read("/standard/work")?.text(), "/standard/work?");
    sight.enters = sight.members.first().is_some_and(|m| {
        let page = client.read(&format!("{m}/correct?field=name"));
        page.is_ok_and(|p| p.status == 200 && p.text().contains("name=\"value\""))
    });
    Ok(sight)
}

/// Words people look for: those of the names on a page, as they type them.
fn names(page: &str) -> Vec<String> {
    let all = page
        .split("<bdi>")
        .skip(1)
        .filter_map(|t| t.split('<').next());
    let all = all.map(platform::text::folded);
    all.filter(|n| n.chars().count() > 3 && n.is_ascii() && n.contains(' '))
        .collect()
}

fn pages(paths: &[String]) -> Vec<Question> {
    paths.iter().cloned().map(Question::Page).collect()
}
fn fixed(paths: &[&str]) -> Vec<Question> {
    paths
        .iter()
        .map(|p| Question::Page((*p).to_owned()))
        .collect()
}

/// The day's work, in shares of a hundred.
pub fn tasks(host: &str, sessions: &[String]) -> Result<Vec<Task>, Failed> {
    let mut sights = Vec::new();
    for session in sessions {
        sights.push(sight(&mut Client::new(host, session))?);
    }
    let task = |name, weight, pick: fn(&Sight) -> Vec<Question>| Task {
        name,
        weight,
        asked: sights.iter().map(pick).collect(),
    };
    Ok(vec![
        task("home", 10, |_| fixed(&["/"])),
        task("list of members", 15, |s| pages(&s.lists)),
        task("search", 15, |s| {
            let form = |n: &String| {
                vec![
                    ("form_token".to_owned(), s.token.clone()),
                    ("q".to_owned(), n.clone()),
                ]
            };
            s.names.iter().map(|n| Question::Search(form(n))).collect()
        }),
        task("person", 20, |s| pages(&s.members)),
        task("unit", 12, |s| pages(&s.units)),
        task("figure", 8, |s| pages(&s.figures)),
        task("work list", 8, |s| pages(&s.work)),
        task("units then", 4, |_| {
            fixed(&["/units?on=2024-06-30", "/units?on=2025-06-30"])
        }),
        task("journal", 4, |_| fixed(&["/journal", "/journal?before=10"])),
        task("report", 2, |_| fixed(&["/reports/quarterly"])),
        task("correction", 2, |s| {
            let ids = s.members.iter().filter_map(|m| m.rsplit('/').next());
            let all = ids.map(|id| Question::Correction(id.to_owned()));
            all.filter(|_| s.enters).collect()
        }),
    ])
}

#[cfg(test)]
mod tests {
    use super::{hidden, links, value_of};

    #[test]
    fn links_are_read_off_a_page() {
        let page = "<a href=\"/units/a1.2\">x</a><a href=\"/units/\"></a><a href=\"/units/a1.3?on=1&amp;b=2#x\"></a>";
        assert_eq!(
            links(page, "/units/"),
            ["/units/a1.2", "/units/a1.3?on=1&b=2"]
        );
    }

    #[test]
    fn a_form_is_read_as_a_browser_would_send_it() {
        let page = "<form><input type=\"hidden\" name=\"version\" value=\"7\"><input class=\"a\" id=\"f\" name=\"value\" value=\"Lê &amp; Lý\">";
        assert_eq!(hidden(page), [("version".to_owned(), "7".to_owned())]);
        assert_eq!(value_of(page, "value").as_deref(), Some("Lê & Lý"));
        assert_eq!(value_of(page, "none"), None);
    }
}
