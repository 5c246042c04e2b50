//! What the product is compared with and never links: a Cedar policy that says once more, in
//! another language and by another engine, who may do what (`tests/rights.rs`). It stands in a
//! crate of its own so that nobody else waits for that engine to be built.
