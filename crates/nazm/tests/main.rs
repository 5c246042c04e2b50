//! The program from outside: every test makes a record of its own and runs the binary.
//! With NAZM_TEST_POSTGRES (address of a maintenance database) the same tests run there.

mod access;
mod by_hand;
mod columns;
mod common;
mod documents;
mod documents_web;
mod elsewhere;
mod figures;
mod golden;
mod golden_journal;
mod hostile;
mod imports;
mod jobs;
mod journal;
mod kept;
mod lines;
mod meetings;
mod members;
mod members_web;
mod model;
mod privacy;
mod queue;
mod reasons;
mod reform_pages;
mod served;
mod site;
mod stays;
mod tasks;
mod tasks_model;
mod tasks_web;
mod trace_and_restate;
mod units_and_reforms;
mod walk;
mod web;
mod work;
