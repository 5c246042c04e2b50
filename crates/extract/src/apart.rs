//! Reading a file in a process of its own, bounded in memory and time. A file that makes the
//! reader fall, fill the memory or never end takes nothing else with it.

use super::{Found, Limits, Media, Read, Refusal};
use std::io::{Read as _, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The word by which the program is asked to be the reader.
pub const WORD: &str = "extract-text";
/// How long one waits for the reader.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Seconds of computing, and bytes of memory, that the reader may use.
const SECONDS: u64 = 20;
const MEMORY: u64 = 1_536 << 20;
/// What the reader may answer at most: its text in quotation marks.
const ANSWER: u64 = 16 << 20;

/// What came of it; `None` when the reader fell or took too long before it knew what the file is.
pub type Answer = Option<Result<Found, Refusal>>;

/// Has a file read by `program`, which is called with [`WORD`]. When the reader falls over the text
/// of a file whose type it has told, the file is one without its text.
pub fn read(program: &Path, bytes: Vec<u8>, patience: Duration) -> std::io::Result<Answer> {
    let mut child = Command::new(program)
        .arg(WORD)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let input = child.stdin.take();
    let output = child.stdout.take();
    // both ends at once: the reader answers before it has taken everything when it refuses
    let given = std::thread::spawn(move || {
        if let Some(mut input) = input {
            let _ = input.write_all(&bytes);
        }
    });
    let answered = std::thread::spawn(move || {
        let mut answer = String::new();
        if let Some(output) = output {
            let _ = output.take(ANSWER).read_to_string(&mut answer);
        }
        answer
    });
    let well = ended(&mut child, patience)?;
    let _ = given.join();
    let answer = answered.join().unwrap_or_default();
    let (first, rest) = answer.split_once('\n').unwrap_or_default();
    let Ok(media) = serde_json::from_str::<Result<Media, Refusal>>(first) else {
        return Ok(None);
    };
    let whole = serde_json::from_str(rest).ok().filter(|_| well);
    Ok(Some(whole.unwrap_or_else(|| media.map(without_text))))
}

fn without_text(media: Media) -> Found {
    Found {
        media,
        read: Read::Failed,
        pages: 0,
        text: String::new(),
    }
}

/// Waits until the reader has ended well; ends it when it takes too long.
fn ended(child: &mut Child, patience: Duration) -> std::io::Result<bool> {
    let began = Instant::now();
    let mut pause = Duration::from_millis(2);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if began.elapsed() > patience {
            let _ = child.kill();
            child.wait()?;
            return Ok(false);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

/// The reader's side: bounds itself, takes a file from standard input and answers on standard
/// output.
pub fn serve(limits: Limits) -> std::io::Result<()> {
    bound()?;
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let mut out = std::io::stdout().lock();
    // what it is, before its text is tried
    let media = super::media(&bytes, limits);
    writeln!(out, "{}", serde_json::to_string(&media)?)?;
    out.flush()?;
    if media.is_ok() {
        out.write_all(&serde_json::to_vec(&super::text(bytes, limits))?)?;
    }
    Ok(())
}

/// No more memory and time than it needs, no file written, nothing left behind when it falls.
#[cfg(unix)]
fn bound() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (what, most) in [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ] {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(what, limit)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn bound() -> std::io::Result<()> {
    Ok(())
}
