//! Fifty users at work: each asks for one page after the other, thinks a moment, asks again. The
//! server is started here, on loopback, with a copy of a demo; the load ends by itself.

use crate::Failed;
use crate::http::Client;
use crate::work::{self, Task};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Milliseconds under which 95 of 100 answers must stay.
const GOAL: f64 = 50.0;

pub struct Load {
    pub demo: Option<PathBuf>,
    pub size: String,
    pub users: u32,
    pub seconds: u64,
    /// Mean milliseconds between an answer and the next question.
    pub think: u64,
}

impl Load {
    pub fn parse(words: &[String]) -> Result<Load, Failed> {
        let mut load = Load {
            demo: None,
            size: "small".to_owned(),
            users: 50,
            seconds: 60,
            think: 1000,
        };
        for pair in words.chunks(2) {
            let [name, value] = pair else {
                return Err(format!("{} lacks a value", pair.join("")).into());
            };
            match name.as_str() {
                "--demo" => load.demo = Some(PathBuf::from(value)),
                "--size" => value.clone_into(&mut load.size),
                "--users" => load.users = value.parse()?,
                "--seconds" => load.seconds = value.parse::<u64>()?.min(600),
                "--think" => load.think = value.parse()?,
                other => return Err(format!("load knows no {other}").into()),
            }
        }
        Ok(load)
    }

    pub fn run(&self) -> Result<bool, Failed> {
        let dir = std::env::temp_dir().join(format!("nazm-bench-load-{}", std::process::id()));
        std::fs::create_dir_all(&dir)?;
        let done = self.run_in(&dir);
        std::fs::remove_dir_all(&dir)?;
        done
    }

    fn run_in(&self, dir: &Path) -> Result<bool, Failed> {
        let made = self
            .demo
            .clone()
            .map_or_else(|| make(dir, &self.size), Ok)?;
        let server = Server::start(&made, dir)?;
        let sessions = server.sessions()?;
        let tasks = Arc::new(work::tasks(&server.host, &sessions)?);
        let until = Instant::now() + Duration::from_secs(self.seconds);
        let begin = |n: u32| {
            let (host, tasks, think) = (server.host.clone(), tasks.clone(), self.think);
            let cookie = sessions[n as usize % sessions.len()].clone();
            std::thread::spawn(move || user(n, (&host, &cookie), &tasks, think, until))
        };
        let users: Vec<_> = (0..self.users).map(begin).collect();
        let mut seen = Seen::default();
        for user in users {
            seen.add(user.join().map_err(|_| "a user's thread broke")?);
        }
        let memory = server.memory();
        Ok(seen.print(self, memory))
    }
}

pub fn make(dir: &Path, size: &str) -> Result<PathBuf, Failed> {
    let demo = dir.join("made");
    let made = Command::new(crate::record::nazm())
        .args(["demo", "--no-serve", "--size", size, "--dir"])
        .arg(&demo)
        .output()?;
    if !made.status.success() {
        return Err(String::from_utf8_lossy(&made.stderr).into_owned().into());
    }
    Ok(demo)
}

/// The program, serving a copy of a demo until this is dropped.
pub struct Server {
    child: Child,
    pub host: String,
    links: Vec<String>,
}

impl Server {
    pub fn start(made: &Path, dir: &Path) -> Result<Server, Failed> {
        let copy = dir.join("served");
        std::fs::create_dir_all(&copy)?;
        for file in std::fs::read_dir(made)? {
            let file = file?;
            // the write-ahead log too, if the demo was served before
            if file.file_type()?.is_file() && file.file_name() != "demo.json" {
                std::fs::copy(file.path(), copy.join(file.file_name()))?;
            }
        }
        let child = Command::new(crate::record::nazm())
            .args(["demo", "--port", "0", "--dir"])
            .arg(&copy)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Server {
            child,
            host: String::new(),
            links: Vec::new(),
        };
        let file = copy.join("demo.json");
        let begun = Instant::now();
        while !file.exists() {
            if server.child.try_wait()?.is_some() || begun.elapsed() > Duration::from_secs(300) {
                return Err("the server did not start".into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let json = std::fs::read_to_string(&file)?;
        let addresses = json.split('"').filter(|t| t.starts_with("http://"));
        for address in addresses {
            let path = address.trim_start_matches("http://");
            match path.split_once('/') {
                None => path.clone_into(&mut server.host),
                Some((_, path)) => server.links.push(format!("/{path}")),
            }
        }
        Ok(server)
    }

    /// A session of each role.
    pub fn sessions(&self) -> Result<Vec<String>, Failed> {
        let sign_in = |link: &String| {
            let answer = Client::new(&self.host, "").get(link)?;
            if answer.cookie.is_empty() {
                return Err("a link did not sign in".into());
            }
            Ok(answer.cookie)
        };
        self.links.iter().map(sign_in).collect()
    }

    /// Megabytes the server holds.
    fn memory(&self) -> f64 {
        self.held("VmRSS:")
    }

    /// Megabytes it held at most since [`Server::forget_peak`].
    pub fn peak(&self) -> f64 {
        self.held("VmHWM:")
    }

    /// From here on the most that is held is measured anew; what is held now.
    pub fn forget_peak(&self) -> Result<f64, Failed> {
        std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5")?;
        Ok(self.memory())
    }

    fn held(&self, what: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find(|l| l.starts_with(what));
        let kilobytes = line.and_then(|l| l.split_whitespace().nth(1)?.parse::<f64>().ok());
        kilobytes.unwrap_or(0.0) / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Chance that is the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u32) -> Dice {
        Dice(0x9e37_79b9_7f4a_7c15 ^ (u64::from(seed) + 1).wrapping_mul(0xd134_2543_de82_ef95))
    }

    /// A number below another.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }
}

/// What one user, or all of them, saw.
#[derive(Default)]
struct Seen {
    /// Milliseconds by kind of page.
    times: BTreeMap<&'static str, Vec<f64>>,
    /// What went wrong, and how often.
    errors: BTreeMap<String, usize>,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        for (kind, times) in other.times {
            self.times.entry(kind).or_default().extend(times);
        }
        for (error, n) in other.errors {
            *self.errors.entry(error).or_default() += n;
        }
    }

    fn note(&mut self, kind: &'static str, took: Duration, status: Result<u16, Failed>) {
        match status {
            Ok(status) if status < 400 => {
                let took = took.as_secs_f64() * 1000.0;
                self.times.entry(kind).or_default().push(took);
            }
            Ok(status) => *self.errors.entry(format!("{kind}: {status}")).or_default() += 1,
            Err(e) => *self.errors.entry(format!("{kind}: {e}")).or_default() += 1,
        }
    }

    /// Prints the table; whether the goal was reached without an error.
    fn print(mut self, load: &Load, memory: f64) -> bool {
        let all: Vec<f64> = self.times.values().flatten().copied().collect();
        println!(
            "{} users at work for {} s, {} ms between answer and question: {} answers, the server holds {memory:.0} MB\n",
            load.users,
            load.seconds,
            load.think,
            all.len()
        );
        println!(
            "| page | answers | p50 ms | p95 ms | p99 ms | goal p95 |\n|---|--:|--:|--:|--:|--:|"
        );
        let mut good = self.errors.is_empty() && !all.is_empty();
        self.times.insert("all", all);
        for (kind, times) in &mut self.times {
            times.sort_by(f64::total_cmp);
            let at = |share: f64| {
                let reached = |n: &usize| crate::ratio(n + 1, times.len()) >= share;
                (0..times.len())
                    .find(reached)
                    .map_or(f64::NAN, |n| times[n])
            };
            good &= at(0.95) <= GOAL;
            println!(
                "| {kind} | {} | {:.1} | {:.1} | {:.1} | {GOAL} |",
                times.len(),
                at(0.5),
                at(0.95),
                at(0.99)
            );
        }
        for (error, n) in &self.errors {
            println!("\nwent wrong {n} times: {error}");
        }
        good
    }
}

fn user(
    number: u32,
    (host, cookie): (&str, &str),
    tasks: &[Task],
    think: u64,
    until: Instant,
) -> Seen {
    let mut client = Client::new(host, cookie);
    let mut dice = Dice::new(number);
    let mut seen = Seen::default();
    let weights: usize = tasks.iter().map(|t| t.weight).sum();
    let mine = number as usize;
    loop {
        // between nothing and twice the mean
        let mean = usize::try_from(think).unwrap_or(0);
        let pause = u64::try_from(dice.below(2 * mean + 1)).unwrap_or(0);
        std::thread::sleep(Duration::from_millis(pause));
        if Instant::now() >= until {
            return seen;
        }
        let mut drawn = dice.below(weights);
        let Some(task) = tasks.iter().find(|t| {
            let here = drawn < t.weight;
            drawn = drawn.saturating_sub(t.weight);
            here
        }) else {
            return seen;
        };
        if let Some(question) = task.question(mine, &mut dice) {
            let begun = Instant::now();
            let answer = question.ask(&mut client);
            seen.note(task.name, begun.elapsed(), answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Dice, Load, Seen};
    use std::time::Duration;

    #[test]
    fn what_was_answered_with_an_error_is_not_counted_as_answered() {
        let mut seen = Seen::default();
        seen.note("home", Duration::from_millis(5), Ok(200));
        seen.note("home", Duration::from_millis(1), Ok(500));
        assert_eq!(seen.times["home"].len(), 1);
        assert_eq!(seen.errors["home: 500"], 1);
        let load = Load::parse(&[]).unwrap();
        assert!(!seen.print(&load, 0.0), "an error is never good");
    }

    #[test]
    fn a_slow_answer_in_ten_misses_the_goal() {
        let load = Load::parse(&[]).unwrap();
        let of = |slow: usize| {
            let mut seen = Seen::default();
            for n in 0..100 {
                let took = if n < slow { 90 } else { 10 };
                seen.note("home", Duration::from_millis(took), Ok(200));
            }
            seen
        };
        assert!(of(4).print(&load, 0.0));
        assert!(!of(10).print(&load, 0.0));
    }

    #[test]
    fn the_dice_reach_every_side() {
        let mut dice = Dice::new(3);
        let seen: std::collections::HashSet<usize> = (0..200).map(|_| dice.below(6)).collect();
        assert_eq!(seen.len(), 6);
    }
}
