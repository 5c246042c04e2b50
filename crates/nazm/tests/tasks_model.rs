//! Random reforms and tasks against a slow, plain model: on every day every open task has exactly
//! one lead, nothing is lost and nothing is there twice.

use crate::common::Record;
use figures::Day;
use platform::asof::Known;
use platform::journal::{CONTENT_VERSION, Draft, Ground, Line, Writer};
use platform::seal::Key;
use platform::{AsOf, Clock, Db, Error, Randomness, Result, Scope};
use proptest::prelude::*;
use registers::REGISTERS;
use registers::activity::tasks::acts::{self, EventWanted, Place, Wanted};
use registers::activity::tasks::model::{Event, Part, Said};
use registers::activity::tasks::store::{self, Asked};
use registers::insight::imports::core::{self, Imported, Input, Means, What};
use registers::organisation::reforms::{acts as reforms, annulment};
use registers::organisation::units::store as units;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> jiff::Timestamp {
        "2025-10-01T05:00:00Z".parse().unwrap()
    }
}

struct Counting(u8);

impl Randomness for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for b in bytes {
            self.0 = self.0.wrapping_add(1);
            *b = self.0;
        }
    }
}

/// What is tried on one day; the numbers choose among what there is.
#[derive(Debug, Clone)]
enum Try {
    Assign(usize),
    Finish(usize),
    Move(usize, usize),
    Merge(usize, usize, bool),
    Divide(usize, Vec<bool>),
    Abolish(usize, usize),
    /// Divides and leaves one open task unsettled.
    Forget(usize),
    Annul(usize),
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let n = 0..1000usize;
    let one = prop_oneof![
        4 => n.clone().prop_map(Try::Assign),
        1 => n.clone().prop_map(Try::Finish),
        2 => (n.clone(), n.clone()).prop_map(|(a, b)| Try::Move(a, b)),
        2 => (n.clone(), n.clone(), any::<bool>()).prop_map(|(a, b, new)| Try::Merge(a, b, new)),
        2 => (n.clone(), proptest::collection::vec(any::<bool>(), 12)).prop_map(|(a, to)| Try::Divide(a, to)),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Try::Abolish(a, b)),
        1 => n.clone().prop_map(Try::Forget),
        2 => n.prop_map(Try::Annul),
    ];
    proptest::collection::vec(one, 5..24)
}

/// What happened, in words of codes and numbers.
#[derive(Debug, Clone)]
enum Done {
    Assigned(String, String),
    Finished(String),
    Moved(String, String),
    /// Old units, new units, and where each open task went that could not follow.
    Reformed(Vec<String>, Vec<String>, BTreeMap<String, String>),
}

/// Day by day: who leads each open task.
#[derive(Debug, Clone, Default)]
struct Model {
    alive: BTreeSet<String>,
    leads: BTreeMap<String, String>,
    all: BTreeSet<String>,
}

impl Model {
    fn begin() -> Model {
        Model {
            alive: (0..4).map(|n| format!("U{n}")).collect(),
            ..Model::default()
        }
    }

    fn take(&mut self, done: &Done) {
        match done {
            Done::Assigned(task, unit) => {
                self.all.insert(task.clone());
                self.leads.insert(task.clone(), unit.clone());
            }
            Done::Finished(task) => _ = self.leads.remove(task),
            Done::Moved(task, unit) => _ = self.leads.insert(task.clone(), unit.clone()),
            Done::Reformed(old, new, went) => {
                for lead in self.leads.values_mut().filter(|l| old.contains(l)) {
                    if let [heir] = new.as_slice() {
                        lead.clone_from(heir);
                    }
                }
                for (task, to) in went {
                    self.leads.insert(task.clone(), to.clone());
                }
                self.alive.retain(|u| !old.contains(u));
                self.alive.extend(new.iter().cloned());
            }
        }
    }

    /// The model after what was done until a day, less what was annulled.
    fn on(log: &[(Day, u64, Done)], day: Day) -> Model {
        let mut model = Model::begin();
        for (_, _, done) in log.iter().filter(|(on, ..)| *on <= day) {
            model.take(done);
        }
        model
    }

    fn led_by(&self, unit: &str) -> Vec<String> {
        let led = self.leads.iter().filter(|(_, lead)| *lead == unit);
        led.map(|(task, _)| task.clone()).collect()
    }
}

fn pick(from: impl IntoIterator<Item = String>, n: usize) -> Option<String> {
    let all: Vec<String> = from.into_iter().collect();
    (!all.is_empty()).then(|| all[n % all.len()].clone())
}

struct World {
    db: Db,
    chance: Counting,
    log: Vec<(Day, u64, Done)>,
    day: Day,
    tasks: usize,
    units: usize,
    /// Tasks of which something was handed in.
    handed_in: BTreeSet<String>,
}

fn draft(kind: &'static str, day: Day, lines: Vec<Line>) -> Draft {
    Draft {
        kind,
        version: CONTENT_VERSION,
        ground: Ground::default(),
        day,
        lines,
    }
}

impl World {
    fn now(&self) -> Model {
        Model::on(&self.log, self.day)
    }

    async fn import(&mut self, what: What, text: String, assign: Option<String>) -> Result<u64> {
        let key = Key::make(&mut Counting(7));
        let input = Input::of_text("f.csv", text, assign)?;
        let mut chance = Counting(1);
        let mut writer = Writer::begin(&mut self.db, &Noon, &mut self.chance).await?;
        let means = Means {
            key: &key,
            chance: &mut chance,
            may: &platform::Scope::whole(),
        };
        let ground = Ground::default();
        match core::import_into(&mut writer, what, &input, means, &ground, &mut |_, _| ()).await {
            Ok(Imported::Recorded { acts, .. }) => {
                writer.finish().await?;
                Ok(acts[0].number)
            }
            Ok(Imported::Already(act)) => panic!("act {act} again"),
            Err(e) => {
                writer.drop_changes().await?;
                Err(e)
            }
        }
    }

    async fn assign(&mut self, unit: &str) -> Result<(u64, String)> {
        let number = format!("T{}", self.tasks);
        self.tasks += 1;
        let wanted = Wanted {
            number: number.clone(),
            title: "work".to_owned(),
            lead: unit.to_owned(),
            deadline: Some(self.day.plus_days(30)),
            ..Wanted::of(self.day)
        };
        let mut writer = Writer::begin(&mut self.db, &Noon, &mut self.chance).await?;
        let view = reforms::view(writer.db, &Scope::whole()).await?;
        let place = Place {
            view: &view,
            after: 0,
            file: "",
        };
        let decided = acts::decide_assign(writer.db, place, &[wanted]).await?;
        let act = writer
            .act(REGISTERS, &draft(acts::ASSIGNED, self.day, decided.lines))
            .await?;
        writer.finish().await?;
        Ok((act.number, number))
    }

    async fn happen(&mut self, number: &str, said: Said) -> Result<u64> {
        let mut writer = Writer::begin(&mut self.db, &Noon, &mut self.chance).await?;
        let view = reforms::view(writer.db, &Scope::whole()).await?;
        let task = store::numbered(writer.db, &[number.to_owned()]).await?;
        let wanted = EventWanted {
            task: task[0].1.clone(),
            day: self.day,
            said,
        };
        match acts::decide_event(writer.db, &view, &wanted).await {
            Ok(line) => {
                let act = writer
                    .act(REGISTERS, &draft(acts::HAPPENED, self.day, vec![line]))
                    .await?;
                writer.finish().await?;
                Ok(act.number)
            }
            Err(e) => {
                writer.drop_changes().await?;
                Err(e)
            }
        }
    }

    async fn reform(&mut self, rows: &str, assign: &str) -> Result<u64> {
        let head = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n";
        let text = format!("{head}{rows}");
        let assign = (!assign.is_empty()).then(|| format!("code,kind,key,to_code\n{assign}"));
        self.import(What::Reforms, text, assign).await
    }

    fn fresh(&mut self) -> String {
        self.units += 1;
        format!("U{}", self.units + 3)
    }

    async fn attempt(&mut self, what: &Try) -> Result<()> {
        let (now, day) = (self.now(), self.day);
        match what {
            Try::Assign(n) => {
                if let Some(unit) = pick(now.alive, *n) {
                    let (act, task) = self.assign(&unit).await?;
                    self.log.push((day, act, Done::Assigned(task, unit)));
                }
            }
            Try::Finish(n) => {
                if let Some(task) = pick(now.leads.into_keys(), *n) {
                    let handed_in = Said {
                        text: "done".to_owned(),
                        ..Said::of(Event::Submitted)
                    };
                    // an acceptance that was annulled left what was handed in
                    if self.handed_in.insert(task.clone()) {
                        self.happen(&task, handed_in).await?;
                    }
                    let act = self.happen(&task, Said::of(Event::Accepted)).await?;
                    self.log.push((day, act, Done::Finished(task)));
                }
            }
            Try::Move(n, m) => {
                if let Some(task) = pick(now.leads.keys().cloned(), *n) {
                    let others = now.alive.iter().filter(|u| **u != now.leads[&task]);
                    if let Some(unit) = pick(others.cloned(), *m) {
                        let said = Said {
                            target: unit.clone(),
                            ..Said::of(Event::Moved)
                        };
                        let act = self.happen(&task, said).await?;
                        self.log.push((day, act, Done::Moved(task, unit)));
                    }
                }
            }
            Try::Merge(n, m, new) => self.merge(&now, *n, *m, *new).await?,
            Try::Divide(n, to) => self.divide(&now, *n, to, 0).await?,
            Try::Forget(n) => {
                let unit = pick(now.alive.clone(), *n).unwrap();
                if !now.led_by(&unit).is_empty() {
                    let done = self.divide(&now, *n, &[true], 1).await;
                    let Err(Error::Refused(why)) = done else {
                        panic!("a task was forgotten, and the reform recorded");
                    };
                    assert!(why[0].reason.starts_with("1 open tasks"), "{why:?}");
                }
            }
            Try::Abolish(n, m) => {
                let unit = pick(now.alive.clone(), *n).unwrap();
                let others = now.alive.iter().filter(|u| **u != unit);
                let Some(heir) = pick(others.cloned(), *m) else {
                    return Ok(());
                };
                let mut assign = String::new();
                let mut went = BTreeMap::new();
                for task in now.led_by(&unit) {
                    writeln!(assign, "{unit},task,{task},{heir}").unwrap();
                    went.insert(task, heir.clone());
                }
                let act = self
                    .reform(&format!("r,{day},{unit},,whole,,,,\n"), &assign)
                    .await?;
                let done = Done::Reformed(vec![unit], Vec::new(), went);
                self.log.push((day, act, done));
            }
            Try::Annul(n) => self.annul(*n).await?,
        }
        Ok(())
    }

    async fn merge(&mut self, now: &Model, n: usize, m: usize, new: bool) -> Result<()> {
        let day = self.day;
        let one = pick(now.alive.clone(), n).unwrap();
        let others = now.alive.iter().filter(|u| **u != one);
        let Some(two) = pick(others.cloned(), m) else {
            return Ok(());
        };
        let (rows, old, heir) = if new {
            let heir = self.fresh();
            let row = |u: &str| format!("r,{day},{u},{heir},whole,Unit {heir},,,\n");
            (format!("{}{}", row(&one), row(&two)), vec![one, two], heir)
        } else {
            let rows = format!("r,{day},{one},{two},whole,,,,\nr,{day},{two},{two},same,,,,\n");
            (rows, vec![one], two)
        };
        let act = self.reform(&rows, "").await?;
        let done = Done::Reformed(old, vec![heir], BTreeMap::new());
        self.log.push((day, act, done));
        Ok(())
    }

    /// Divides a unit into two; so many of its open tasks are assigned nowhere.
    async fn divide(&mut self, now: &Model, n: usize, to: &[bool], forgotten: usize) -> Result<()> {
        let day = self.day;
        let unit = pick(now.alive.clone(), n).unwrap();
        let parts = [self.fresh(), self.fresh()];
        let mut rows = String::new();
        for part in &parts {
            writeln!(rows, "r,{day},{unit},{part},part,Unit {part},,,").unwrap();
        }
        let (mut assign, mut went) = (String::new(), BTreeMap::new());
        for (i, task) in now.led_by(&unit).into_iter().enumerate().skip(forgotten) {
            let part = &parts[usize::from(to[i % to.len()])];
            writeln!(assign, "{unit},task,{task},{part}").unwrap();
            went.insert(task, part.clone());
        }
        let act = self.reform(&rows, &assign).await?;
        let done = Done::Reformed(vec![unit], parts.to_vec(), went);
        self.log.push((day, act, done));
        Ok(())
    }

    /// Annuls one of the acts, unless the record refuses to.
    async fn annul(&mut self, n: usize) -> Result<()> {
        if self.log.is_empty() {
            return Ok(());
        }
        let at = n % self.log.len();
        let act = self.log[at].1;
        let mut writer = Writer::begin(&mut self.db, &Noon, &mut self.chance).await?;
        match annulment::decide(writer.db, act, Ground::default()).await {
            Ok(draft) => {
                writer.act(REGISTERS, &draft).await?;
                writer.finish().await?;
                self.log.remove(at);
            }
            Err(Error::Refused(_)) => writer.drop_changes().await?,
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Compares every day with the model.
    async fn compare(&mut self) -> Result<()> {
        let known = Known(platform::journal::store::last(&mut self.db).await?);
        let scope = Scope::whole();
        let s = units::structure(&mut self.db, &scope, known).await?;
        let mut on = day_one();
        while on <= self.day {
            let model = Model::on(&self.log, on);
            let asked = Asked {
                scope: &scope,
                asof: AsOf { on, known },
                s: &s,
            };
            let tasks = store::all(&mut self.db, &asked).await?;
            let all: BTreeSet<String> = tasks.iter().map(|t| t.number.clone()).collect();
            assert_eq!(tasks.len(), all.len(), "twice on {on}");
            assert_eq!(all, model.all, "lost or too many on {on}");
            let mut leads = BTreeMap::new();
            for u in s.all().filter(|u| s.is_open(*u, on)) {
                let code = s.state(u, on).unwrap().code.clone();
                let led = store::of_unit(&mut self.db, &asked, (u, false), &[Part::Lead]).await?;
                for task in led.into_iter().filter(|t| t.state.is_open()) {
                    assert_eq!(task.lead, s.unit(u).id, "{} on {on}", task.number);
                    let other = leads.insert(task.number.clone(), code.clone());
                    assert_eq!(other, None, "{} has two leads on {on}", task.number);
                }
            }
            assert_eq!(leads, model.leads, "leads on {on}");
            on = on.plus_days(1);
        }
        Ok(())
    }
}

fn day_one() -> Day {
    Day::parse("2025-01-01").unwrap()
}

async fn play(tries: Vec<Try>) -> Result<()> {
    let record = Record::embedded();
    let mut world = World {
        db: Db::open(&format!(
            "sqlite://{}",
            record.data().join("nazm.db").display()
        ))
        .await?,
        chance: Counting(0),
        log: Vec::new(),
        day: day_one(),
        tasks: 0,
        units: 0,
        handed_in: BTreeSet::new(),
    };
    let mut list = "code,name,kind,parent_code,valid_from\n".to_owned();
    for n in 0..4 {
        writeln!(list, "U{n},Unit {n},,,2024-01-01").unwrap();
    }
    world.import(What::Units, list, None).await?;
    for what in tries {
        world.day = world.day.plus_days(1);
        world.attempt(&what).await?;
    }
    world.compare().await?;
    drop(world);
    record.ok(&["verify"]);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_open_task_has_one_lead_on_every_day_whatever_is_reformed_and_annulled(tries in tries()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(play(tries)).unwrap();
    }
}
