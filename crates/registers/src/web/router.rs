//! The router, made from the table of routes.

use super::gate;
use super::office::Office;
use super::routes::{self, Method};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use platform::web::{assets, guard};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// Every page there is.
pub fn router(office: Arc<Office>) -> Router {
    let mut by_path: BTreeMap<&'static str, MethodRouter<Arc<Office>>> = BTreeMap::new();
    for route in routes::all() {
        let pass = move |State(office): State<Arc<Office>>, request: Request| {
            gate::pass(office, route, request)
        };
        let at = by_path.entry(route.path).or_default();
        *at = match route.method {
            Method::Get => std::mem::take(at).get(pass),
            Method::Post => std::mem::take(at).post(pass),
        };
    }
    let mut router = Router::new();
    for (path, methods) in by_path {
        router = router.route(path, methods);
    }
    router
        .layer(CompressionLayer::new())
        .route("/assets/{hash}/{*name}", get(asset))
        .route("/health/live", get(gate::live))
        .route(
            "/health/ready",
            get(|State(office): State<Arc<Office>>| gate::ready(office)),
        )
        .route("/metrics", get(metrics))
        .fallback(|State(office): State<Arc<Office>>, request: Request| {
            gate::nowhere(office, request)
        })
        .layer(CatchPanicLayer::new())
        .layer(axum::middleware::from_fn_with_state(office.clone(), around))
        .with_state(office)
}

async fn asset(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    assets::serve(&hash, &name, &headers).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// What every answer bears, and what is counted of it.
async fn around(State(office): State<Arc<Office>>, request: Request<Body>, next: Next) -> Response {
    let began = office.clock.now();
    let mut response = next.run(request).await;
    guard::headers(response.headers_mut(), office.settings.over_tls);
    let took = office.clock.now().duration_since(began).unsigned_abs();
    office.counters.answered(response.status().as_u16(), took);
    response
}

/// Counters in the text form that Prometheus reads.
async fn metrics(State(office): State<Arc<Office>>) -> String {
    let mut text = String::from("# TYPE nazm_answers_total counter\n");
    for (class, count) in office.counters.answers.iter().enumerate().skip(1) {
        let count = count.load(Ordering::Relaxed);
        _ = writeln!(text, "nazm_answers_total{{class=\"{class}xx\"}} {count}");
    }
    let seconds = office.counters.microseconds.load(Ordering::Relaxed);
    let acts = office.counters.acts.load(Ordering::Relaxed);
    let facts = office.facts().await;
    _ = write!(
        text,
        "# TYPE nazm_answer_microseconds_total counter\nnazm_answer_microseconds_total {seconds}\n\
         # TYPE nazm_acts_recorded_total counter\nnazm_acts_recorded_total {acts}\n\
         # TYPE nazm_last_act gauge\nnazm_last_act {}\n",
        facts.known.0
    );
    text
}
