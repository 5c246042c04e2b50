//! What the record adds up to: indicators and reports.
