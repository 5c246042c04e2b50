//! The rows, the units and the questions, always the same for the same sizes.

use figures::structure::State;
use figures::{Day, Spread, Structure, UnitIx};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// What is compared of one day's totals: their sum and two weighted sums.
pub type Answer = [i64; 3];

/// Numbers that look random and are always the same (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((x ^ (x >> 31)) % u64::from(n)).unwrap_or(0)
    }

    fn day(&mut self, days: u32) -> i32 {
        i32::try_from(self.below(days)).unwrap_or(0)
    }
}

pub struct Data {
    pub structure: Structure,
    /// Unit, from, to.
    pub rows: Vec<(UnitIx, Day, Day)>,
    pub days: Vec<Day>,
}

/// Days from 1950 to 2026.
const DAYS: u32 = 27_800;
const PROVINCES: u32 = 34;

fn first() -> Day {
    Day::ymd(1950, 1, 1)
}

impl Data {
    pub fn new(rows: u32, units: u32, days: u32) -> Data {
        let mut random = Random(7);
        let communes = (units / 16).max(1);
        let structure = structure(&mut random, units, communes);
        let row = |r: &mut Random| {
            let lowest = r.below(50) > 0;
            let floor = if lowest { 1 + PROVINCES + communes } else { 1 };
            let unit = floor + r.below(units - floor);
            let from = first().plus_days(r.day(DAYS));
            let to = match r.below(10) {
                0..4 => Day::MAX,
                _ => from.plus_days(30 + r.day(12_000)),
            };
            (UnitIx(unit), from, to)
        };
        let rows = (0..rows).map(|_| row(&mut random)).collect();
        let later = first().plus_days(3_650);
        let days = (0..days)
            .map(|_| later.plus_days(random.day(DAYS - 3_650)))
            .collect();
        Data {
            structure,
            rows,
            days,
        }
    }

    /// Days on which the tree changes.
    pub fn reforms(&self) -> usize {
        let s = &self.structure;
        let moved = s
            .all()
            .flat_map(|u| s.unit(u).states.iter().skip(1))
            .map(|s| s.from);
        moved.collect::<std::collections::BTreeSet<_>>().len()
    }

    /// Rows, and who was below whom when: what other engines are loaded with.
    pub fn write(&self, dir: &Path) -> std::io::Result<()> {
        let number = |d: Day| {
            if d == Day::MAX {
                99_999_999
            } else {
                d.number()
            }
        };
        let mut members = BufWriter::new(File::create(dir.join("member.csv"))?);
        for (unit, from, to) in &self.rows {
            writeln!(members, "{},{},{}", unit.0, from.number(), number(*to))?;
        }
        members.flush()?;
        let mut above = BufWriter::new(File::create(dir.join("above.csv"))?);
        for u in self.structure.all() {
            let mut cuts = self.cuts(u);
            cuts.push(Day::MAX);
            for stretch in cuts.windows(2) {
                for a in self.structure.ancestors(u, stretch[0]) {
                    writeln!(
                        above,
                        "{},{},{},{}",
                        u.0,
                        a.0,
                        stretch[0].number(),
                        number(stretch[1])
                    )?;
                }
            }
        }
        above.flush()
    }

    /// Days from which the unit, or one that was above it, stood elsewhere.
    fn cuts(&self, u: UnitIx) -> Vec<Day> {
        let s = &self.structure;
        let (mut line, mut at) = (vec![u], 0);
        let mut cuts = Vec::new();
        while let Some(x) = line.get(at).copied() {
            at += 1;
            for state in &s.unit(x).states {
                cuts.push(state.from);
                line.extend(state.parent.filter(|p| !line.contains(p)));
            }
        }
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }
}

/// One root, provinces, communes, cells; on forty days cells and communes move.
fn structure(random: &mut Random, units: u32, communes: u32) -> Structure {
    let mut s = Structure::default();
    for u in 0..units {
        let parent = match u {
            0 => None,
            _ if u <= PROVINCES => Some(0),
            _ if u <= PROVINCES + communes => Some(1 + u % PROVINCES),
            _ => Some(1 + PROVINCES + u % communes),
        };
        let state = State {
            from: first(),
            to: Day::MAX,
            code: u.to_string(),
            name: String::new(),
            kind: String::new(),
            parent: parent.map(UnitIx),
        };
        s.open(&u.to_string(), 1, state);
    }
    for reform in 1..=40 {
        let day = first().plus_days(reform * 690);
        for _ in 0..units / 200 {
            let u = 1 + PROVINCES + random.below(units - 1 - PROVINCES);
            let parent = if u <= PROVINCES + communes {
                1 + random.below(PROVINCES)
            } else {
                1 + PROVINCES + random.below(communes)
            };
            s.change(UnitIx(u), day, 2, |s| s.parent = Some(UnitIx(parent)));
        }
    }
    s
}

pub fn answer(s: &Structure, spread: &Spread) -> Answer {
    s.all().fold([0; 3], |[a, b, c], u| {
        let n = spread.total(Some(u));
        let unit = i64::from(u.0);
        [a + n, b + n * unit, c + n * (unit * 7919 % 10_007)]
    })
}
