//! Jobs on the screen: the page of one, which says how far it is; one's own; for who keeps
//! accounts everybody's, without what they are about.

use super::answers::Reply;
use super::routes::Screens;
use super::visit::Visit;
use crate::organisation::accounts::store as accounts;
use crate::{get, post};
use axum::http::HeaderValue;
use minijinja::{Value, context};
use platform::jobs::{DAYS_KEPT, Job, State};
use platform::web::download;
use platform::web::page::{Messages, value};
use platform::{Error, Result};

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/jobs", SignedIn, list),
        get!("/jobs/{token}", SignedIn, job),
        get!("/jobs/{token}/file", SignedIn, file),
        post!("/jobs/{token}/cancel", SignedIn, cancelling),
    ],
    templates: &[
        ("jobs/list.html", include_str!("templates/jobs.html")),
        ("jobs/job.html", include_str!("templates/job.html")),
        ("jobs/part.html", include_str!("templates/job-part.html")),
    ],
    messages: Messages {
        en: include_str!("locale/jobs.en.ftl"),
        vi: include_str!("locale/jobs.vi.ftl"),
        ur: include_str!("locale/jobs.ur.ftl"),
    },
};

impl Visit {
    /// A job as templates show it (`jobs/part.html` takes it as `job`).
    pub fn shown_job(&self, job: &Job) -> Result<Value> {
        let now = self.office.seconds();
        let at = |second: i64| {
            let moment = jiff::Timestamp::from_second(second).map_err(Error::internal)?;
            Ok::<_, Error>((second > 0).then(|| self.moment(moment)))
        };
        let key = format!("job-{}", job.kind);
        let kind = if self.texts().has(&key) {
            key
        } else {
            "job-other".to_owned()
        };
        Ok(context! {
            kind, state => job.state.as_str(), over => job.state.is_over(),
            made => at(job.made)?, ended => at(job.ended)?,
            elapsed => self.duration(job.elapsed(now))?,
            remaining => job.remaining(now).map(|s| self.duration(s)).transpose()?,
            days => DAYS_KEPT,
            ..value(job)
        })
    }

    /// So many seconds in words, as exactly as it matters.
    fn duration(&self, seconds: i64) -> Result<String> {
        let (key, n) = if seconds < 100 {
            ("jobs-seconds", seconds)
        } else {
            ("jobs-minutes", (seconds + 30) / 60)
        };
        let text = self
            .texts()
            .number(&n.to_string())
            .map_err(Error::internal)?;
        self.say(key, &[("n", &text)])
    }

    /// A job of one's own; others' do not exist.
    pub async fn own_job(&self, id: &str) -> Result<Job> {
        let job = self.office.jobs.find(id).await?;
        if job.account == self.visitor()?.account.id {
            return Ok(job);
        }
        Err(Error::NotFound("no such job".to_owned()))
    }
}

pub async fn list(v: Visit) -> Reply {
    let account = &v.visitor()?.account;
    let every = account.is_administrator();
    let mut jobs = if every {
        v.office.jobs.all().await?
    } else {
        v.office.jobs.of(&account.id).await?
    };
    if every {
        // whose it is, as who keeps accounts knows them
        let mut db = v.db().await?;
        for job in &mut jobs {
            if let Some(whose) = accounts::by_id(&mut db, &job.account).await? {
                job.account = whose.login;
            }
        }
    }
    let jobs: Vec<Value> = jobs.iter().map(|j| v.shown_job(j)).collect::<Result<_>>()?;
    v.render("jobs/list.html", context! { jobs, every })
}

pub async fn job(v: Visit) -> Reply {
    let job = v.own_job(v.param("token")).await?;
    let part = !v.query("part").is_empty();
    let context = context! { job => v.shown_job(&job)? };
    if !part {
        return v.render("jobs/job.html", context);
    }
    let mut response = v.render("jobs/part.html", context)?;
    // the page the job leads to comes by itself to whoever looks on
    if job.state == State::Done && !job.go.is_empty() {
        let to = HeaderValue::from_str(&job.go).map_err(Error::internal)?;
        response.headers_mut().insert("hx-redirect", to);
    }
    Ok(response)
}

pub async fn file(v: Visit) -> Reply {
    let job = v.own_job(v.param("token")).await?;
    let file = v.office.jobs.file(&job.id).await?;
    download::attachment_of(file)
}

pub async fn cancelling(v: Visit) -> Reply {
    let job = v.own_job(v.param("token")).await?;
    v.office.jobs.cancel(&job.id);
    v.go_saying(&format!("/jobs/{}", job.id), &v.t("jobs-cancelling")?)
        .await
}
