//! Where people sit: the real units before and after 1 July 2025, and under each commune
//! cells of our own making.

use super::{Plan, Rng, begins, line, reform_day};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

#[derive(Clone)]
pub struct Place {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub parent: String,
}

struct Link {
    old: String,
    new: String,
    link: String,
}

/// A cell, or a commune in which people sit directly.
pub struct Seat {
    pub code: String,
    name: String,
    pub commune: usize,
    /// The number of its first member; the others follow.
    pub first: u32,
    pub is_cell: bool,
}

/// A commune, or an island district that has none.
pub struct Commune {
    pub code: String,
    pub province: usize,
    kind: String,
    /// Where its parts go, when the reform divides it.
    pub parts: Vec<String>,
}

impl Commune {
    fn is_urban(&self) -> bool {
        self.kind == "phường" || self.kind == "thị trấn"
    }
}

/// A province before the reform.
pub struct Province {
    pub code: String,
    /// Its code after the reform.
    pub becomes: String,
    /// What follows the digits of a file number.
    pub letters: String,
    /// The number of its first member.
    pub first: u32,
}

pub struct Territory {
    places: Vec<Place>,
    after: HashMap<String, Place>,
    links: Vec<Link>,
    pub provinces: Vec<Province>,
    pub communes: Vec<Commune>,
    pub seats: Vec<Seat>,
    /// How many sit in all.
    pub seated: u32,
    seed: u64,
}

impl Territory {
    pub fn new(plan: &Plan, seed: u64) -> Territory {
        let (mut places, after) = read_places();
        let mut links = read_links();
        let roots = roots(&places);
        let wanted = |code: &str| {
            let root = roots.get(code).map_or(code, String::as_str);
            plan.provinces.is_none_or(|list| list.contains(&root))
        };
        places.retain(|p| wanted(&p.code));
        links.retain(|l| wanted(&l.old));
        let provinces = provinces(&places, &links);
        let communes = communes(&places, &links, &provinces, &roots);
        let mut territory = Territory {
            places,
            after,
            links,
            provinces,
            communes,
            seats: vec![],
            seated: 0,
            seed,
        };
        territory.seat(plan);
        territory
    }

    /// The seat of a member of the opening list.
    pub fn seat_of(&self, number: u32) -> &Seat {
        let at = self.seats.partition_point(|seat| seat.first <= number);
        &self.seats[at.saturating_sub(1)]
    }

    pub fn province_of(&self, seat: &Seat) -> &Province {
        &self.provinces[self.communes[seat.commune].province]
    }

    /// Code and name of the communes of a province after the reform, in order of code.
    pub fn communes_after(&self, province: &str) -> Vec<(String, String)> {
        let of = self.after.values().filter(|p| p.parent == province);
        let mut all: Vec<_> = of.map(|p| (p.code.clone(), p.name.clone())).collect();
        all.sort();
        all
    }

    pub fn units_csv(&self) -> String {
        let mut csv = String::new();
        let day = begins().to_string();
        line(
            &mut csv,
            &["code", "name", "kind", "parent_code", "valid_from"],
        );
        for p in &self.places {
            line(&mut csv, &[&p.code, &p.name, &p.kind, &p.parent, &day]);
        }
        for seat in self.seats.iter().filter(|s| s.is_cell) {
            let commune = &self.communes[seat.commune].code;
            line(&mut csv, &[&seat.code, &seat.name, "chi bộ", commune, &day]);
        }
        csv
    }

    /// One act for each province after the reform. Cells of a commune that goes whole
    /// follow it and are not named.
    pub fn reforms_csv(&self) -> String {
        let mut acts: BTreeMap<&str, String> = BTreeMap::new();
        let becomes: HashMap<&str, &Province> = self
            .provinces
            .iter()
            .map(|p| (p.code.as_str(), p))
            .collect();
        let roots = roots(&self.places);
        for link in &self.links {
            let root = roots.get(&link.old).unwrap_or(&link.old);
            let Some(province) = becomes.get(root.as_str()) else {
                continue;
            };
            let act = acts.entry(&province.becomes).or_default();
            self.link_row(act, &province.becomes, link);
        }
        for (seat, parent) in self.settled_cells() {
            let new = &self.province_of(seat).becomes;
            let row = [seat.code.as_str(), &seat.code, "same", "", "", parent];
            self.row(acts.entry(new).or_default(), new, row);
        }
        let mut csv = String::new();
        line(
            &mut csv,
            &[
                "act",
                "date",
                "from_code",
                "to_code",
                "link",
                "to_name",
                "to_kind",
                "to_parent",
                "basis",
            ],
        );
        acts.values().for_each(|act| csv.push_str(act));
        csv.push_str(&self.agencies());
        csv
    }

    /// The act by which the new province has its advisory agencies, on the day of the reform. A
    /// cell of a ward comes to the first of them, so that its head finds members there too.
    fn agencies(&self) -> String {
        let mut csv = String::new();
        let day = reform_day().to_string();
        let of_province = |seat: &&Seat| {
            let commune = &self.communes[seat.commune];
            let (whole, ward) = (commune.parts.is_empty(), commune.kind == "phường");
            seat.is_cell && whole && ward && self.province_of(seat).becomes == ADVISED
        };
        let Some(cell) = self.seats.iter().rev().find(of_province) else {
            return csv;
        };
        let mut row = |fields: [&str; 6]| {
            let [from, to, link, name, kind, parent] = fields;
            let (label, basis) = (format!("2025-{ADVISED}-agencies"), "294-QĐ/TW");
            line(
                &mut csv,
                &[&label, &day, from, to, link, name, kind, parent, basis],
            );
        };
        for (code, name) in AGENCIES {
            row(["", code, "", name, "cơ quan", ADVISED]);
        }
        let (code, name) = AGENCIES[0];
        let name = format!("Chi bộ {name}");
        row([&cell.code, &cell.code, "same", &name, "chi bộ", code]);
        csv
    }

    fn link_row(&self, act: &mut String, province: &str, link: &Link) {
        let told = self.after.get(&link.new);
        let told = told.map_or(["", "", ""], |p| [&p.name, &p.kind, &p.parent]);
        self.row(
            act,
            province,
            [&link.old, &link.new, &link.link, told[0], told[1], told[2]],
        );
    }

    fn row(&self, act: &mut String, province: &str, row: [&str; 6]) {
        let [from, to, link, name, kind, parent] = row;
        let merged = self
            .provinces
            .iter()
            .filter(|p| p.becomes == province)
            .count()
            > 1;
        let basis = match (province, merged) {
            ("19", _) => "202/2025/QH15, 1683/NQ-UBTVQH15",
            (_, true) => "202/2025/QH15, 76/2025/UBTVQH15",
            (_, false) => "76/2025/UBTVQH15",
        };
        let (label, day) = (format!("2025-{province}"), reform_day().to_string());
        line(
            act,
            &[&label, &day, from, to, link, name, kind, parent, basis],
        );
    }

    /// The cells of divided communes, each with the part it goes to.
    fn settled_cells(&self) -> impl Iterator<Item = (&Seat, &str)> {
        self.seats.iter().filter(|s| s.is_cell).filter_map(|seat| {
            let number = u64::from(seat.first);
            self.part(seat, number).map(|part| (seat, part))
        })
    }

    /// Those who sit directly in a divided commune, each with the part they go to:
    /// commune, number of the member, part.
    pub fn settled_members(&self) -> Vec<(&str, u32, &str)> {
        let mut settled = vec![];
        for (at, seat) in self.seats.iter().enumerate().filter(|(_, s)| !s.is_cell) {
            let until = self
                .seats
                .get(at + 1)
                .map_or(self.seated, |next| next.first);
            for number in seat.first..until {
                if let Some(part) = self.part(seat, u64::from(number)) {
                    settled.push((seat.code.as_str(), number, part));
                }
            }
        }
        settled
    }

    fn part(&self, seat: &Seat, number: u64) -> Option<&str> {
        let parts = &self.communes[seat.commune].parts;
        let at = Rng::new(self.seed, PARTS, number).index(parts.len());
        parts.get(at).map(String::as_str)
    }

    /// Lays out the cells and numbers the members, commune by commune.
    fn seat(&mut self, plan: &Plan) {
        let mut rng = Rng::new(self.seed, SEATS, 0);
        let opening = plan.opening();
        let direct = self.direct(opening / 100);
        let in_cells = opening - direct.iter().sum::<u32>();
        let cells = self.cells_per_commune(in_cells / plan.cell_size, &mut rng);
        let sizes = sizes(cells.iter().sum(), in_cells, plan.cell_size, &mut rng);
        let mut sizes = sizes.into_iter();
        let mut serial = vec![0_u32; self.provinces.len()];
        for (at, commune) in self.communes.iter().enumerate() {
            let province = &mut self.provinces[commune.province];
            if at == 0 || self.communes[at - 1].province != commune.province {
                province.first = self.seated;
            }
            for n in 0..cells[at] {
                serial[commune.province] += 1;
                let code = format!("{}-C{:05}", province.code, serial[commune.province]);
                let name = cell_name(&province.code, commune, n, self.seed);
                self.seats.push(Seat {
                    code,
                    name,
                    commune: at,
                    first: self.seated,
                    is_cell: true,
                });
                self.seated += sizes.next().unwrap_or(0);
            }
            if direct[at] > 0 {
                let (code, name) = (commune.code.clone(), String::new());
                self.seats.push(Seat {
                    code,
                    name,
                    commune: at,
                    first: self.seated,
                    is_cell: false,
                });
                self.seated += direct[at];
            }
        }
    }

    /// How many sit directly in each commune; divided ones come first.
    fn direct(&self, count: u32) -> Vec<u32> {
        let all = u32::try_from(self.communes.len())
            .unwrap_or(u32::MAX)
            .max(1);
        let mut direct = vec![count / all; self.communes.len()];
        let mut order: Vec<usize> = (0..self.communes.len()).collect();
        order.sort_by_key(|at| self.communes[*at].parts.is_empty());
        for at in order.into_iter().take((count % all) as usize) {
            direct[at] += 1;
        }
        direct
    }

    /// Shares out the cells: a few to each commune, the rest by weight, towns being larger.
    fn cells_per_commune(&self, count: u32, rng: &mut Rng) -> Vec<u32> {
        let all = u32::try_from(self.communes.len()).unwrap_or(1);
        let least = if count > 4 * all { 3 } else { 0 };
        let mut cells: Vec<u32> = self
            .communes
            .iter()
            .map(|c| {
                if c.parts.is_empty() {
                    least
                } else {
                    least.max(2)
                }
            })
            .collect();
        let weights: Vec<u64> = self
            .communes
            .iter()
            .map(|c| u64::from((60 + rng.below(100)) * if c.is_urban() { 2 } else { 1 }))
            .collect();
        let left = u64::from(count.saturating_sub(cells.iter().sum()));
        let (whole, mut sum, mut given) = (weights.iter().sum::<u64>().max(1), 0, 0);
        for (at, weight) in weights.iter().enumerate() {
            sum += weight;
            let until = left * sum / whole;
            cells[at] += u32::try_from(until - given).unwrap_or(0);
            given = until;
        }
        cells
    }
}

/// The province after the reform that has its agencies.
const ADVISED: &str = "19";

/// The agencies that advise its committee, each with a code as its papers bear it; the first is
/// the organising agency.
pub const AGENCIES: [(&str, &str); 5] = [
    ("BTC", "Ban Tổ chức Tỉnh ủy"),
    ("UBKT", "Cơ quan Ủy ban Kiểm tra Tỉnh ủy"),
    ("BTGDV", "Ban Tuyên giáo và Dân vận Tỉnh ủy"),
    ("BNC", "Ban Nội chính Tỉnh ủy"),
    ("VPTU", "Văn phòng Tỉnh ủy"),
];

const SEATS: u64 = 1;
const PARTS: u64 = 2;
const NAMES: u64 = 3;

/// Sizes of cells from 5 to 80 that add up exactly.
fn sizes(cells: u32, people: u32, mean: u32, rng: &mut Rng) -> Vec<u32> {
    let mut sizes: Vec<u32> = (0..cells).map(|_| size(rng, mean)).collect();
    let mut sum: u32 = sizes.iter().sum();
    while sum != people {
        let at = rng.index(sizes.len());
        let Some(size) = sizes.get_mut(at) else { break };
        if sum < people && *size < 80 {
            *size += 1;
            sum += 1;
        } else if sum > people && *size > 5 {
            *size -= 1;
            sum -= 1;
        }
    }
    sizes
}

fn size(rng: &mut Rng, mean: u32) -> u32 {
    let size = match rng.below(100) {
        0..8 => 5 + rng.below(7),
        8..16 => 50 + rng.below(31),
        _ => 8 + rng.below(20) + rng.below(15) + rng.below(14),
    };
    (size * mean / 31).clamp(5, 80)
}

/// A name that no other cell of the commune has.
fn cell_name(province: &str, commune: &Commune, n: u32, seed: u64) -> String {
    let half = n as usize / 2;
    if n.is_multiple_of(2) && half == 0 {
        return format!("Chi bộ Cơ quan {}", commune.kind);
    }
    if let Some(name) = INSTITUTIONS
        .get(half.wrapping_sub(1))
        .filter(|_| n.is_multiple_of(2))
    {
        return format!("Chi bộ {name}");
    }
    let n = n.div_ceil(2).max((n + 1).saturating_sub(6));
    if commune.is_urban() {
        return format!("Chi bộ Tổ dân phố {n}");
    }
    match province {
        "02" | "04" | "06" | "08" | "10" | "11" | "12" | "14" | "15" | "19" | "20" => {
            format!("Chi bộ Thôn {}", hamlet(&commune.code, n, seed))
        }
        p if p >= "70" => format!("Chi bộ Ấp {n}"),
        _ => format!("Chi bộ Thôn {n}"),
    }
}

/// A made-up hamlet: every number of a commune gives another of the 300 pairs of words.
fn hamlet(commune: &str, n: u32, seed: u64) -> String {
    let start = Rng::new(seed, NAMES, commune.parse().unwrap_or(0)).below(300);
    let at = ((start + n * 97) % 300) as usize;
    format!("{} {}", FIRST[at / SECOND.len()], SECOND[at % SECOND.len()])
}

const INSTITUTIONS: [&str; 5] = [
    "Trường Tiểu học",
    "Trường Trung học cơ sở",
    "Trường Mầm non",
    "Trạm Y tế",
    "Quân sự",
];
const FIRST: [&str; 15] = [
    "Nà", "Bản", "Khuổi", "Pác", "Cốc", "Lũng", "Phiêng", "Đồng", "Làng", "Tân", "Khau", "Thôm",
    "Nặm", "Đon", "Kéo",
];
const SECOND: [&str; 20] = [
    "Lùng", "Mòn", "Cải", "Pậu", "Hin", "Chang", "Tấu", "Vài", "Lẹng", "Đeng", "Nọi", "Giàng",
    "Phja", "Slưa", "Quang", "Luông", "Thin", "Chúa", "Mạ", "Khoa",
];

pub fn unpack(bytes: &[u8]) -> String {
    let mut text = String::new();
    match flate2::read::GzDecoder::new(bytes).read_to_string(&mut text) {
        Ok(_) => text,
        Err(_) => String::new(),
    }
}

/// The units before, in order of code, and the units after by code.
fn read_places() -> (Vec<Place>, HashMap<String, Place>) {
    let text = unpack(include_bytes!("../../../../demo/vn_units.csv.gz"));
    let (mut before, mut after) = (vec![], HashMap::new());
    for row in csv::Reader::from_reader(text.as_bytes())
        .into_records()
        .flatten()
    {
        let field = |n: usize| row.get(n).unwrap_or("").to_owned();
        let place = Place {
            code: field(0),
            name: field(1),
            kind: field(2),
            parent: field(3),
        };
        if field(4) == "before" {
            before.push(place);
        } else {
            after.insert(field(0), place);
        }
    }
    (before, after)
}

fn read_links() -> Vec<Link> {
    let text = unpack(include_bytes!("../../../../demo/vn_links.csv.gz"));
    let mut links = vec![];
    for row in csv::Reader::from_reader(text.as_bytes())
        .into_records()
        .flatten()
    {
        let field = |n: usize| row.get(n).unwrap_or("").to_owned();
        links.push(Link {
            old: field(0),
            new: field(1),
            link: field(2),
        });
    }
    links
}

/// The province of every unit below one. Parents stand before their children.
fn roots(places: &[Place]) -> HashMap<String, String> {
    let mut roots: HashMap<String, String> = HashMap::new();
    for place in places.iter().filter(|p| !p.parent.is_empty()) {
        let root = roots.get(&place.parent).unwrap_or(&place.parent).clone();
        roots.insert(place.code.clone(), root);
    }
    roots
}

fn provinces(places: &[Place], links: &[Link]) -> Vec<Province> {
    let becomes: HashMap<&str, &str> = links
        .iter()
        .map(|l| (l.old.as_str(), l.new.as_str()))
        .collect();
    let mut taken = BTreeSet::new();
    let tops = places.iter().filter(|p| p.parent.is_empty());
    tops.map(|p| Province {
        code: p.code.clone(),
        becomes: becomes.get(p.code.as_str()).unwrap_or(&"").to_string(),
        letters: letters(&p.name, &mut taken),
        first: 0,
    })
    .collect()
}

/// One to three letters for a province: its initials, lengthened where they are taken.
fn letters(name: &str, taken: &mut BTreeSet<String>) -> String {
    let name = name
        .trim_start_matches("Thành phố ")
        .trim_start_matches("Tỉnh ");
    let words: Vec<String> = name
        .split([' ', '-'])
        .filter(|w| !w.is_empty())
        .map(plain)
        .collect();
    let initials: String = words
        .iter()
        .filter_map(|w| w.chars().next())
        .take(3)
        .collect();
    let last = words.last().map_or("", String::as_str);
    let longer = last
        .chars()
        .skip(1)
        .map(|c| format!("{}{c}", &initials[..initials.len().min(2)]));
    let found = std::iter::once(initials.clone())
        .chain(longer)
        .find(|l| !taken.contains(l));
    let found = found.unwrap_or(initials);
    taken.insert(found.clone());
    found
}

/// Capital letters without marks.
fn plain(word: &str) -> String {
    let of = |c: char| match c {
        'à' | 'á' | 'ả' | 'ã' | 'ạ' | 'ă' | 'ằ' | 'ắ' | 'ẳ' | 'ặ' | 'â' | 'ầ' | 'ấ' | 'ậ' => {
            'A'
        }
        'è' | 'é' | 'ẹ' | 'ê' | 'ề' | 'ế' | 'ệ' => 'E',
        'ì' | 'í' | 'ị' | 'ĩ' => 'I',
        'ò' | 'ó' | 'ọ' | 'ô' | 'ồ' | 'ố' | 'ộ' | 'ơ' | 'ờ' | 'ớ' | 'ợ' => 'O',
        'ù' | 'ú' | 'ũ' | 'ụ' | 'ư' | 'ừ' | 'ứ' | 'ự' => 'U',
        'ý' | 'ỳ' => 'Y',
        'đ' | 'Đ' => 'D',
        c => c.to_ascii_uppercase(),
    };
    word.chars()
        .flat_map(char::to_lowercase)
        .map(of)
        .filter(char::is_ascii_uppercase)
        .collect()
}

/// Communes, and districts without any, province by province.
fn communes(
    places: &[Place],
    links: &[Link],
    provinces: &[Province],
    roots: &HashMap<String, String>,
) -> Vec<Commune> {
    let parents: BTreeSet<&str> = places.iter().map(|p| p.parent.as_str()).collect();
    let at: HashMap<&str, usize> = provinces
        .iter()
        .enumerate()
        .map(|(n, p)| (p.code.as_str(), n))
        .collect();
    let mut parts: HashMap<&str, Vec<String>> = HashMap::new();
    for link in links.iter().filter(|l| l.link == "part") {
        parts.entry(&link.old).or_default().push(link.new.clone());
    }
    let mut communes: Vec<Commune> = places
        .iter()
        .filter(|p| !p.parent.is_empty() && !parents.contains(p.code.as_str()))
        .map(|p| Commune {
            code: p.code.clone(),
            province: roots
                .get(&p.code)
                .and_then(|r| at.get(r.as_str()))
                .copied()
                .unwrap_or(0),
            kind: p.kind.clone(),
            parts: parts.remove(p.code.as_str()).unwrap_or_default(),
        })
        .collect();
    communes.sort_by(|a, b| (a.province, &a.code).cmp(&(b.province, &b.code)));
    communes
}
