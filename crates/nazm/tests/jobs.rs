//! Long work: its page, its file, and what becomes of it when somebody cancels it or the server
//! stops.

use crate::site::{HERE, Site, site};
use axum::http::StatusCode;
use platform::jobs::{Done, File, State, Wanted};
use platform::web::download;
use std::time::Duration;

fn wanted(account: &str) -> Wanted<'_> {
    Wanted {
        kind: "import-check",
        account,
        about: "hồ sơ <b>mật</b>".to_owned(),
        back: "/units".to_owned(),
    }
}

async fn ended(site: &Site, id: &str) -> platform::jobs::Job {
    for _ in 0..3000 {
        let job = site.office.jobs.find(id).await.unwrap();
        if job.state.is_over() {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the job did not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_leaves_its_file_to_whoever_began_it_and_to_nobody_else() {
    let site = site().await;
    let (cookie, _) = site.session("officer").await;
    let id = site
        .office
        .jobs
        .start(wanted("officer"), |progress| {
            Box::pin(async move {
                progress.at(3, 4)?;
                Ok(Done {
                    file: Some(File {
                        name: "kết quả.csv".to_owned(),
                        kind: download::CSV.to_owned(),
                        bytes: "một,hai\n".repeat(100_000).into_bytes(),
                    }),
                    go: "/units".to_owned(),
                })
            })
        })
        .await
        .unwrap();
    let job = ended(&site, &id).await;
    assert_eq!((job.state, job.done, job.of), (State::Done, 3, 4));
    let page = site.get(&format!("/jobs/{id}"), &cookie, "en").await;
    assert!(page.text.contains("hồ sơ &lt;b&gt;mật") && page.text.contains("3 of 4"));
    let file = site.get(&format!("/jobs/{id}/file"), &cookie, "en").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.text.len(), "một,hai\n".len() * 100_000);
    let part = site.get(&format!("/jobs/{id}?part=1"), &cookie, "en").await;
    assert_eq!(part.headers["hx-redirect"], "/units");
    let (other, _) = site.session("administrator").await;
    for path in [format!("/jobs/{id}"), format!("/jobs/{id}/file")] {
        let answer = site.get(&path, &other, "en").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let list = site.get("/jobs", &other, "en").await.text;
    assert!(list.contains("Checking an import") && !list.contains("mật"));
    let kept = site
        .record
        .sql("select about from job; select content from kept_file_part");
    assert!(
        !kept.contains("mật") && !kept.contains("một"),
        "kept openly"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_cancelled_stops_and_says_so() {
    let site = site().await;
    let (cookie, token) = site.session("officer").await;
    let work = |progress: platform::jobs::Progress| -> platform::jobs::Work {
        Box::pin(async move {
            for n in 0.. {
                progress.at(n, usize::MAX)?;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Ok(Done::default())
        })
    };
    let id = site
        .office
        .jobs
        .start(wanted("officer"), work)
        .await
        .unwrap();
    let form = format!("form_token={token}");
    let path = format!("/jobs/{id}/cancel");
    let answer = site.post(&path, &cookie, HERE, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(ended(&site, &id).await.state, State::Cancelled);
    let page = site.get(&format!("/jobs/{id}"), &cookie, "en").await.text;
    assert!(page.contains("Nothing of it was recorded"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_in_a_job_ends_that_job_alone() {
    let site = site().await;
    let id = site
        .office
        .jobs
        .start(wanted("officer"), |_| Box::pin(async { panic!("a fault") }))
        .await
        .unwrap();
    let job = ended(&site, &id).await;
    assert_eq!((job.state, job.said.as_str()), (State::Failed, ""));
    let (cookie, _) = site.session("officer").await;
    let page = site.get(&format!("/jobs/{id}"), &cookie, "en").await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_a_stop_of_the_server_cut_off_is_said_to_be_interrupted() {
    let site = site().await;
    let work = |progress: platform::jobs::Progress| -> platform::jobs::Work {
        Box::pin(async move {
            progress.at(1, 2)?;
            std::future::pending::<()>().await;
            Ok(Done::default())
        })
    };
    let id = site
        .office
        .jobs
        .start(wanted("officer"), work)
        .await
        .unwrap();
    let again = crate::site::open(&site.record).await;
    assert_eq!(
        again.jobs.find(&id).await.unwrap().state,
        State::Interrupted
    );
}
