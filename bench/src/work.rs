//! What users do, and how often: addresses and forms as they stand on the pages themselves.

use crate::Failed;
use crate::http::Client;
use crate::load::Dice;

/// A kind of page, with the addresses at which it is asked for.
pub struct Task {
    pub name: &'static str,
    pub weight: usize,
    /// By session: what somebody else may see is not asked for.
    asked: Vec<Vec<String>>,
}

pub enum Question {
    Page(String),
}

impl Question {
    /// Asks it, and says how it was answered.
    pub fn ask(&self, client: &mut Client) -> Result<u16, Failed> {
        match self {
            Question::Page(path) => Ok(client.get(path)?.status),
        }
    }
}

impl Task {
    /// What a user asks who does this once.
    pub fn questions(&self, user: usize, dice: &mut Dice) -> Vec<Question> {
        let mine = &self.asked[user % self.asked.len()];
        let path = mine.get(dice.below(mine.len()));
        path.map(|p| Question::Page(p.clone()))
            .into_iter()
            .collect()
    }
}

/// Addresses of links on a page that begin so.
fn links(page: &str, begins: &str) -> Vec<String> {
    let all = page.split("href=\"").skip(1);
    let all = all.filter_map(|rest| rest.split('"').next());
    let mut found: Vec<String> = all
        .filter(|l| l.starts_with(begins) && l.len() > begins.len())
        .map(|l| l.replace("&amp;", "&"))
        .collect();
    found.dedup();
    found
}

/// What each session may see of a record.
struct Sight {
    units: Vec<String>,
    names: Vec<String>,
}

fn sight(client: &mut Client) -> Result<Sight, Failed> {
    let top = client.read("/units")?.text();
    let mut units = links(&top, "/units/a");
    for unit in units.clone() {
        units.extend(links(&client.read(&unit)?.text(), "/units/a"));
    }
    units.retain(|u| !u.contains('?'));
    units.sort();
    units.dedup();
    // words people look for: those of the names on the pages
    let mut names: Vec<String> = top
        .split("<bdi>")
        .skip(1)
        .filter_map(|t| t.split('<').next())
        .map(platform::text::folded)
        .filter(|n| n.chars().count() > 3 && n.is_ascii())
        .collect();
    names.extend(["chi bo", "phuong", "dang bo"].map(str::to_owned));
    Ok(Sight { units, names })
}

/// The day's work, in shares of a hundred.
pub fn tasks(host: &str, sessions: &[String]) -> Result<Vec<Task>, Failed> {
    let mut sights = Vec::new();
    for session in sessions {
        sights.push(sight(&mut Client::new(host, session))?);
    }
    let same = |name, weight, paths: &[&str]| Task {
        name,
        weight,
        asked: vec![paths.iter().map(|p| (*p).to_owned()).collect()],
    };
    let of = |name, weight, pick: fn(&Sight) -> Vec<String>| Task {
        name,
        weight,
        asked: sights.iter().map(pick).collect(),
    };
    Ok(vec![
        same("home", 15, &["/"]),
        same(
            "journal",
            5,
            &["/journal", "/journal/1", "/journal?before=10"],
        ),
        same(
            "units then",
            5,
            &["/units?on=2024-06-30", "/units?on=2025-06-30"],
        ),
        of("unit", 25, |s| s.units.clone()),
        of("search", 20, |s| {
            let encoded = platform::web::request::encoded;
            let path = |n: &String| format!("/search/palette?q={}", encoded(n));
            s.names.iter().map(path).collect()
        }),
    ])
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_read_off_a_page() {
        let page = "<a href=\"/units/a1.2\">x</a><a href=\"/units/\"></a><a href=\"/units/a1.3?on=1&amp;b=2\"></a>";
        assert_eq!(
            links(page, "/units/"),
            ["/units/a1.2", "/units/a1.3?on=1&b=2"]
        );
    }
}
