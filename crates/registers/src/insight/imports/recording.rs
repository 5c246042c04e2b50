//! The two jobs of an import: checking it, and recording it.

use super::check::{self, check};
use super::columns;
use super::core::{self, Imported, Input, Means};
use super::model::{Import, Report, Stage};
use super::reach;
use super::store;
use crate::organisation::accounts::store as accounts;
use crate::organisation::reforms::acts as reforms;
use crate::web::entering::{Enterable, LIMITS};
use crate::web::office::Chance;
use crate::web::reasons;
use crate::web::visit::Guard;
use crate::web::writer::Doing;
use crate::web::{Office, Power, Visit};
use figures::Day;
use platform::jobs::{Done, File, Progress, State, Wanted, Work};
use platform::journal::{Act, Ground, Writer};
use platform::locale::{Lang, Texts};
use platform::seal::Key;
use platform::sheets;
use platform::web::download;
use platform::{Error, Problem, Result, Scope};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The file of an import, read again.
async fn input(office: &Office, import: &Import) -> Result<Input> {
    given(import, office.jobs.files.get(&import.file()).await?)
}

fn given(import: &Import, file: File) -> Result<Input> {
    Ok(Input {
        sheet: sheets::from_bytes(&file.name, file.bytes, LIMITS)?,
        assign: None,
        mapping: import.mapping.clone(),
        digest: import.digest.clone(),
    })
}

async fn start(
    office: &Arc<Office>,
    import: &Import,
    (from, to): (&[Stage], Stage),
    kind: &str,
    work: impl FnOnce(Arc<Office>, Import, Progress) -> Work + Send + 'static,
) -> Result<()> {
    let mut db = office.db().await?;
    if !store::step(&mut db, &import.id, from, to, "").await? {
        let why = "the import has gone on meanwhile";
        return Err(Error::Conflict(why.to_owned()));
    }
    let wanted = Wanted {
        kind,
        account: &import.account,
        about: office.jobs.files.unseal(&import.name)?,
        back: address(import),
    };
    let (at, own) = (office.clone(), import.clone());
    let job = office.jobs.start(wanted, move |p| work(at, own, p)).await?;
    store::set_job(&mut db, &import.id, &job).await
}

/// Where an import is seen.
fn address(import: &Import) -> String {
    format!("/import/{}", import.id)
}

/// Begins again the checks that a stop of the server cut off: a check writes nothing. Each is
/// begun for as far as its sender reaches now. Whoever may import no more, and a file at which the
/// server stopped twice, wait for the page where they are begun by hand.
pub async fn begin_again(office: &Arc<Office>) -> Result<usize> {
    let mut db = office.db().await?;
    let cut_off = store::at_stage(&mut db, Stage::Checking).await?;
    let mut begun = 0;
    for import in cut_off {
        let Some(account) = accounts::by_id(&mut db, &import.account).await? else {
            continue;
        };
        let reach = office.reach(&mut db, &account).await?;
        let jobs = office.jobs.of(&account.id).await?;
        let stopped = jobs.iter().filter(|j| {
            j.state == State::Interrupted && j.kind == CHECK && j.back == address(&import)
        });
        if reach.has(Power::Import) && stopped.count() == 1 {
            let facts = office.facts().await;
            let reach = Enterable::by(&reach, &facts.structure);
            let today = office.today(&facts);
            let lang = account.lang.parse().unwrap_or(Lang::Vi);
            start_check(office, &import, (reach, today, lang)).await?;
            begun += 1;
        }
    }
    Ok(begun)
}

/// Kind of the job that checks.
const CHECK: &str = "import-check";

/// Has an import checked; what is wrong is said in the language of who has it done.
pub async fn start_check(
    office: &Arc<Office>,
    import: &Import,
    (reach, today, lang): (Enterable, Day, Lang),
) -> Result<()> {
    let from = [Stage::Columns, Stage::Checking, Stage::Checked];
    start(
        office,
        import,
        (&from, Stage::Checking),
        CHECK,
        move |office, import, progress| {
            Box::pin(checking(office, import, (reach, today, lang), progress))
        },
    )
    .await
}

async fn checking(
    office: Arc<Office>,
    import: Import,
    (reach, today, lang): (Enterable, Day, Lang),
    progress: Progress,
) -> Result<Done> {
    // one file at a time: a large one may take memory, and a hostile one time
    let _turn = office.sheets.acquire().await.map_err(Error::internal)?;
    progress.go_on()?;
    let input = input(&office, &import).await?;
    let mut chance = Chance(office.clone());
    let means = Means {
        key: &office.settings.key,
        chance: &mut chance,
        may: &reach.scope(),
    };
    let mut db = office.db().await?;
    db.begin_reading().await?;
    let checked = check(
        &mut db,
        import.what,
        input,
        means,
        (&reach, today),
        &progress,
    )
    .await;
    db.drop_changes().await?;
    let (report, problems) = checked?;
    keep_report(&office, &import, (&report, lang), &problems).await?;
    store::step(&mut db, &import.id, &[Stage::Checking], Stage::Checked, "").await?;
    Ok(Done {
        go: address(&import),
        ..Done::default()
    })
}

async fn keep_report(
    office: &Office,
    import: &Import,
    (report, lang): (&Report, Lang),
    problems: &[Problem],
) -> Result<()> {
    let files = &office.jobs.files;
    let text = File {
        name: String::new(),
        kind: String::new(),
        bytes: serde_json::to_vec(report)?,
    };
    files.put(&import.report(), &text).await?;
    if problems.is_empty() && report.doubtful.is_empty() {
        return files.forget(&import.problems()).await;
    }
    let mut all = problems.to_vec();
    all.extend(report.doubtful.iter().cloned());
    let sent = files.get(&import.file()).await?;
    let sheet = given(import, sent.clone())?.sheet;
    let texts = office.pages.texts(lang);
    let bytes = sheets::handed_back(&sent.bytes, &sheet, lang, &all, |p| said(texts, import, p))?;
    let name = sheet
        .file
        .rsplit_once('.')
        .map_or(sheet.file.as_str(), |n| n.0);
    let file = File {
        name: format!("{name}-problems.csv"),
        kind: download::CSV.to_owned(),
        bytes,
    };
    files.put(&import.problems(), &file).await
}

/// What is wrong with a row, as the file that is handed back says it: of a column under the
/// heading that it bears there.
fn said(texts: &Texts, import: &Import, p: &Problem) -> String {
    let reason = reasons::sentence(texts, &p.reason).unwrap_or_else(|_| p.reason.clone());
    if p.column.is_empty() {
        return reason;
    }
    let heading = import.mapping.iter().find(|(_, meant)| *meant == p.column);
    let shown = || columns::shown(texts, import.what, &p.column);
    let column = heading.map_or_else(shown, |(theirs, _)| theirs.clone());
    format!("{column}: {reason}")
}

/// What somebody said when they had an import recorded.
pub struct Order {
    /// Lines that are not recorded.
    pub leave: HashSet<usize>,
    pub ground: Ground,
    pub reach: Enterable,
}

/// Has an import recorded.
pub async fn start_recording(v: &Visit, import: &Import, order: Order) -> Result<()> {
    let stages: (&[Stage], Stage) = (&[Stage::Checked], Stage::Recording);
    let guard = v.guard()?;
    start(
        &v.office,
        import,
        stages,
        "import-record",
        |office, import, progress| {
            Box::pin(async move {
                let done = record(office.clone(), &import, (order, guard), progress).await;
                let mut db = office.db().await?;
                match done {
                    Ok(acts) => {
                        store::set_recorded(&mut db, &import.id, &acts).await?;
                        office.jobs.files.forget(&import.file()).await?;
                        Ok(Done {
                            go: address(&import),
                            ..Done::default()
                        })
                    }
                    Err(e) => {
                        let back = Stage::Checked;
                        store::step(&mut db, &import.id, &[Stage::Recording], back, "").await?;
                        Err(e)
                    }
                }
            })
        },
    )
    .await
}

async fn record(
    office: Arc<Office>,
    import: &Import,
    (order, guard): (Order, Guard),
    progress: Progress,
) -> Result<Vec<u64>> {
    let _turn = office.sheets.acquire().await.map_err(Error::internal)?;
    progress.go_on()?;
    let mut given = input(&office, import).await?;
    check::drop_unfilled(import.what, &mut given.sheet, &given.mapping);
    check::leave_out(&mut given.sheet, &order.leave);
    let told = Arc::new(Mutex::new(Vec::new()));
    let (numbers, what, chance) = (told.clone(), import.what, Chance(office.clone()));
    let doing: Doing = Box::new(move |writer, key| {
        Box::pin(async move {
            let acts = recorded(writer, key, (what, given, order, chance)).await?;
            let mut numbers = numbers.lock().unwrap_or_else(PoisonError::into_inner);
            numbers.extend(acts.iter().map(|a| a.number));
            let none = || Error::refused("the file holds nothing to record");
            acts.into_iter().next_back().ok_or_else(none)
        })
    });
    office.commit(guard.around(doing)).await?;
    let acts = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(acts)
}

/// Decides once more, with the writer's place: what was checked may have changed since.
async fn recorded(
    writer: &mut Writer<'_>,
    key: &Key,
    (what, given, order, mut chance): (core::What, Input, Order, Chance),
) -> Result<Vec<Act>> {
    let view = reforms::view(writer.db, &Scope::whole()).await?;
    let beyond = reach::refused(writer.db, what, &given, &view, &order.reach).await?;
    if !beyond.is_empty() {
        return Err(Error::Refused(beyond));
    }
    drop(view);
    let means = Means {
        key,
        chance: &mut chance,
        may: &order.reach.scope(),
    };
    match core::import_into(writer, what, &given, means, &order.ground, &mut |_, _| ()).await? {
        Imported::Recorded { acts, .. } => Ok(acts),
        Imported::Already(act) => Err(Error::refused(format!(
            "this file is in the record already, by act {act}"
        ))),
    }
}
