//! The program from outside: every test makes a record of its own and runs the binary.
//! With NAZM_TEST_POSTGRES (address of a maintenance database) the same tests run there.

mod access;
mod columns;
mod common;
mod figures;
mod golden;
mod golden_journal;
mod hostile;
mod imports;
mod jobs;
mod journal;
mod kept;
mod lines;
mod members;
mod members_web;
mod model;
mod privacy;
mod queue;
mod reform_pages;
mod served;
mod site;
mod stays;
mod trace_and_restate;
mod units_and_reforms;
mod walk;
mod web;
mod work;
