//! Names that could be anyone's: family, middle and given names drawn apart, by weight.

use super::Rng;
use std::collections::BTreeMap;

/// Names of one sort with the running sum of their weights.
#[derive(Default)]
struct Urn {
    names: Vec<&'static str>,
    sums: Vec<u32>,
}

impl Urn {
    fn put(&mut self, name: &'static str, weight: u32) {
        self.names.push(name);
        self.sums.push(self.sums.last().unwrap_or(&0) + weight);
    }

    fn draw(&self, rng: &mut Rng) -> &'static str {
        let at = rng.below(*self.sums.last().unwrap_or(&0));
        self.names
            .get(self.sums.partition_point(|sum| *sum <= at))
            .copied()
            .unwrap_or("")
    }
}

pub struct Names {
    families: BTreeMap<&'static str, Urn>,
    /// Of men, of women.
    middle: [Urn; 2],
    given: [Urn; 2],
}

impl Names {
    pub fn load() -> Names {
        let mut names = Names {
            families: BTreeMap::new(),
            middle: Default::default(),
            given: Default::default(),
        };
        for row in include_str!("../../../../demo/names.csv").lines().skip(1) {
            let mut fields = row.split(',');
            let mut next = || fields.next().unwrap_or("");
            let (part, name, sex, group, weight) = (next(), next(), next(), next(), next());
            let sex = usize::from(sex == "female");
            let urn = match part {
                "family" => names.families.entry(group).or_default(),
                "middle" => &mut names.middle[sex],
                _ => &mut names.given[sex],
            };
            urn.put(name, weight.parse().unwrap_or(0));
        }
        names
    }

    /// A name of three words or more; no word stands twice in a row.
    pub fn full(&self, rng: &mut Rng, group: &str, female: bool) -> String {
        let family = self
            .families
            .get(group)
            .or_else(|| self.families.get(MAJORITY));
        let family = family.map_or("", |urn| urn.draw(rng));
        let sex = usize::from(female);
        let middle = again_if(|n| n == family, || self.middle[sex].draw(rng));
        let given = again_if(
            |n| n == family || middle.ends_with(n),
            || self.given[sex].draw(rng),
        );
        [family, middle, given].join(" ")
    }
}

/// Draws until the draw will do.
fn again_if(bad: impl Fn(&str) -> bool, mut draw: impl FnMut() -> &'static str) -> &'static str {
    let mut drawn = draw();
    while bad(drawn) {
        drawn = draw();
    }
    drawn
}

/// The Kinh.
pub const MAJORITY: &str = "01";

/// The groups of a province (by its code before the reform), with rough shares in percent;
/// the rest are Kinh. Codes of the state list of 54.
pub fn groups(province: &str) -> &'static [(&'static str, u32)] {
    match province {
        "06" => &[("02", 53), ("09", 17), ("07", 10), ("08", 5), ("15", 1)],
        "19" => &[
            ("02", 12),
            ("07", 7),
            ("18", 4),
            ("15", 3),
            ("09", 2),
            ("08", 1),
        ],
        "02" => &[("08", 33), ("02", 23), ("09", 15), ("07", 10)],
        "04" => &[("02", 41), ("07", 30), ("08", 11), ("09", 10)],
        "08" => &[("02", 26), ("09", 13), ("15", 9), ("08", 2)],
        "10" => &[("08", 24), ("02", 15), ("09", 14), ("07", 4)],
        "11" => &[("03", 38), ("08", 36)],
        "12" => &[("03", 32), ("08", 22), ("09", 13)],
        "14" => &[("03", 53), ("08", 15), ("06", 8)],
        "15" => &[("02", 18), ("09", 10), ("08", 9), ("03", 6)],
        "17" => &[("06", 63), ("03", 4), ("02", 3)],
        "20" => &[("07", 42), ("02", 36), ("09", 3)],
        "22" => &[("09", 5), ("02", 3), ("15", 1)],
        "24" => &[("07", 5), ("02", 3), ("15", 2), ("18", 2)],
        "25" => &[("06", 14), ("09", 1)],
        "38" => &[("06", 10), ("03", 6)],
        "40" => &[("03", 9), ("08", 1)],
        "64" => &[("10", 30)],
        "66" => &[("12", 18), ("07", 4), ("02", 3)],
        "58" => &[("17", 11)],
        "84" | "94" => &[("05", 30)],
        "79" => &[("04", 4)],
        _ => &[],
    }
}
