//! Tasks on the screen: assigned, delivered and judged by the pages, and refused at the field.

use crate::common::{Record, body, unit_of};
use crate::site::{Answer, HERE, Site, account, grant, site_of};
use crate::tasks::UNITS;
use axum::http::StatusCode;
use platform::Db;
use platform::web::request::encoded;

struct Desk {
    site: Site,
    cookie: String,
    token: String,
}

async fn desk() -> Desk {
    let record = Record::vietnamese();
    record.import("units", UNITS);
    let site = site_of(record).await;
    site.write("update account set lang = 'en' where id = 'officer'")
        .await;
    let (cookie, token) = site.session("officer").await;
    Desk {
        site,
        cookie,
        token,
    }
}

impl Desk {
    async fn get(&self, path: &str) -> Answer {
        let mut answer = self.site.get(path, &self.cookie, "en").await;
        answer.text = answer.text.replace("&#x2f;", "/").replace("&amp;", "&");
        answer
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let fields = form.iter().map(|(n, v)| format!("{n}={}", encoded(v)));
        let token = format!("form_token={}", self.token);
        let body: Vec<String> = fields.chain([token]).collect();
        self.site
            .post(path, &self.cookie, HERE, &body.join("&"))
            .await
    }

    /// Assigns a task of 1 September 2025 to a lead, due on a day; returns its page's address.
    async fn assign(&self, lead: &str, deadline: &str) -> String {
        let form = [
            ("title", "Lập kế hoạch"),
            ("lead", lead),
            ("assigned_by", "P"),
            ("issued", "2025-09-01"),
            ("deadline", deadline),
        ];
        let answer = self.post("/tasks/new", &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        answer.headers["location"].to_str().unwrap().to_owned()
    }

    async fn happens(&self, task: &str, event: &str, day: &str, text: &str) {
        let form = [("event", event), ("day", day), ("text", text)];
        let answer = self.post(task, &form).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{event}: {}",
            answer.text
        );
    }

    /// The sentence at a field of a form that was refused.
    async fn refused(&self, path: &str, form: &[(&str, &str)], field: &str) -> String {
        let answer = self.post(path, form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        let at = format!("id=\"e-{field}\">");
        let said = answer.text.split(&at).nth(1);
        let said = said.unwrap_or_else(|| panic!("nothing at {field}: {}", answer.text));
        for (_, typed) in form
            .iter()
            .filter(|(n, _)| !["event", "form_token"].contains(n))
        {
            assert!(answer.text.contains(typed), "«{typed}» was lost");
        }
        said.split('<').next().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_task_is_assigned_received_handed_in_and_accepted_on_time_by_the_pages() {
    let desk = desk().await;
    let task = desk.assign("A", "2025-09-20").await;
    let page = desk.get(&task).await.text;
    assert!(
        page.contains("Ban An") && page.contains("?do=received"),
        "{page}"
    );
    desk.happens(&task, "received", "2025-09-02", "").await;
    desk.happens(&task, "submitted", "2025-09-19", "plan and annex")
        .await;
    let form = desk.get(&format!("{task}?do=accepted")).await.text;
    assert!(form.contains("name=\"event\" value=\"accepted\""));
    desk.happens(&task, "accepted", "2025-10-01", "").await;
    let page = desk.get(&task).await.text;
    assert!(page.contains("done on time") && page.contains("plan and annex"));
    assert!(!page.contains("?do="), "nothing may follow");
    let then = desk.get(&format!("{task}?on=2025-09-10")).await.text;
    assert!(then.contains("received") && !then.contains("plan and annex"));
    let early = desk.get(&format!("{task}?on=2025-08-31")).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn lists_are_narrowed_and_say_what_is_overdue_by_lead() {
    let desk = desk().await;
    let late = desk.assign("A", "2025-09-20").await;
    let open = desk.assign("B", "2025-10-20").await;
    let holds = async |query: &str, expected: [bool; 2]| {
        let text = desk.get(&format!("/tasks?{query}")).await.text;
        let rows: String = text.split("data-row").skip(1).collect();
        let found = [&late, &open].map(|t| rows.contains(&format!("{t}\"")));
        assert_eq!(found, expected, "{query}");
    };
    holds("", [true, true]).await;
    holds("unit=P", [true, true]).await;
    holds("unit=A", [true, false]).await;
    holds("lead=B", [false, true]).await;
    holds("overdue=1", [true, false]).await;
    holds("from=2025-10-01&until=2025-10-31", [false, true]).await;
    holds("state=accepted", [false, false]).await;
    holds("as=board", [true, true]).await;
    holds("as=calendar&month=2025-09", [true, false]).await;
    holds("as=calendar", [false, true]).await;
    let text = desk.get("/tasks").await.text;
    let table = text.split("Overdue by lead agency").last().unwrap();
    assert!(table.contains("Ban An") && !table.contains("Ban Bình"));
    let wrong = desk.get("/tasks?from=soon&lead=ZZ").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("id=\"e-from\"") && wrong.text.contains("id=\"e-lead\""));
}

#[tokio::test]
async fn what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost() {
    let desk = desk().await;
    let new = "/tasks/new";
    let form = |lead: &'static str, deadline: &'static str| {
        [
            ("title", "Rà soát"),
            ("lead", lead),
            ("assigned_by", "P"),
            ("issued", "2025-09-01"),
            ("deadline", deadline),
        ]
    };
    let said = desk.refused(new, &form("A;B", "2025-09-09"), "lead").await;
    assert!(said.contains("exactly one lead agency"), "{said}");
    let said = desk.refused(new, &form("ZZ", "2025-09-09"), "lead").await;
    assert!(said.contains("No unit bears the code “ZZ”"), "{said}");
    let said = desk
        .refused(new, &form("A", "2025-08-09"), "deadline")
        .await;
    assert!(said.contains("before the assignment"), "{said}");
    let said = desk
        .refused(new, &[("lead", "A"), ("issued", "2025-09-01")], "title")
        .await;
    assert!(said.contains("what is to be done"), "{said}");
    let task = desk.assign("A", "2025-09-20").await;
    let day = ("day", "2025-09-05");
    for (event, more, field, expected) in [
        ("accepted", ("text", "well done"), "day", "cannot follow"),
        ("submitted", ("text", ""), "text", "needs evidence"),
        (
            "submitted",
            ("document", "99-KH"),
            "document",
            "No document that you may see",
        ),
        ("cancelled", ("text", ""), "text", "needs its reason"),
        (
            "extended",
            ("target", "2025-09-30"),
            "by",
            "who approved it",
        ),
        ("extended", ("target", "some day"), "target", "2026-07-01"),
        (
            "moved",
            ("target", "ZZ"),
            "target",
            "No unit that you may look up",
        ),
    ] {
        let said = desk
            .refused(&task, &[("event", event), day, more], field)
            .await;
        assert!(said.contains(expected), "{event}: {said}");
    }
    let early = [("event", "received"), ("day", "2025-08-05")];
    let said = desk.refused(&task, &early, "day").await;
    assert!(said.contains("was assigned on"), "{said}");
    let page = desk.get(&task).await.text;
    assert!(page.contains("?do=received"), "nothing was recorded");
}

#[tokio::test]
async fn the_search_finds_a_task_by_its_number_for_who_may_see_it() {
    let desk = desk().await;
    let mut db = Db::open(&desk.site.record.url()).await.unwrap();
    account(&mut db, "beside", "officer").await;
    let role = "organising-officer";
    grant(&mut db, "beside", role, &unit_of(&desk.site.record, "C")).await;
    let assign = "task|assign|--title|Lập kế hoạch|--number|12-NV|--lead|A|--assigned-by|P|--issued|2025-09-01|--deadline|2025-09-20";
    desk.site.record.ok(&assign.split('|').collect::<Vec<_>>());
    let (beside, _) = desk.site.session("beside").await;
    for path in ["/search?q=12-NV", "/search/palette?q=12-NV"] {
        let found = desk.get(path).await.text;
        assert!(found.contains("Lập kế hoạch"), "{path}: {found}");
        let hidden = desk.site.get(path, &beside, "en").await.text;
        assert!(!hidden.contains("Lập kế hoạch"), "{path}: {hidden}");
    }
    let other = desk.get("/search?q=13-NV").await.text;
    assert!(!other.contains("Lập kế hoạch"), "{other}");
}

#[tokio::test]
async fn figures_of_tasks_count_what_the_rulebook_marks_and_the_list_shows_the_same() {
    let desk = desk().await;
    let letter = "document|receive|--unit|P|--kind|CV|--symbol|132-CV/TU|--from|Tỉnh ủy Mẫu|--date|2025-09-01|--subject|Về phối hợp";
    let letter: Vec<&str> = letter.split('|').collect();
    let received = desk.site.record.ok(&letter);
    let letter = received.lines().next().unwrap().split(' ').nth(3).unwrap();
    for (n, kind) in ["task", "advice", "answer", "task"].iter().enumerate() {
        let n = n.to_string();
        let document = if *kind == "answer" { letter } else { "" };
        let args = [
            "task",
            "assign",
            "--title",
            "Việc",
            "--kind",
            kind,
            "--number",
            &n,
            "--lead",
            "A",
            "--assigned-by",
            "P",
            "--issued",
            "2025-09-01",
            "--deadline",
            "2025-09-20",
            "--document",
            document,
        ];
        desk.site.record.ok(&args);
    }
    let figure = |code: &str| {
        let of = [
            "figure",
            code,
            "--unit",
            "P",
            "--on",
            "2025-10-02",
            "--format",
            "csv",
        ];
        let out = desk.site.record.ok(&of);
        let listed = desk.site.record.ok(&[&of[..], &["--list"]].concat());
        (out, body(&listed).len())
    };
    for code in ["tasks", "tasks-open", "tasks-overdue"] {
        let (said, listed) = figure(code);
        assert!(body(&said)[0].contains(",2,"), "{said}");
        assert_eq!(listed, 2, "{code}");
    }
    let all = desk.get("/tasks").await.text;
    assert!(
        all.contains("4 tasks") && all.contains("counted in figures: 2"),
        "{all}"
    );
    let counted = desk.get("/tasks?kind=counted").await.text;
    assert!(counted.contains("2 tasks"), "{counted}");
    assert_eq!(counted.matches("<tr data-row").count(), 2);
    assert!(desk.get("/tasks?kind=answer").await.text.contains("1 task"));
}
