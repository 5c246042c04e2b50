//! Reports: a set of figures with text, drawn from one value as PDF, XLSX, HTML and JSON.

pub mod build;
pub mod charts;
pub mod children;
pub mod crossings;
pub mod desk;
pub mod html;
pub mod model;
mod movement;
pub mod pages;
mod papers;
pub mod paths;
pub mod print;
#[cfg(test)]
mod print_tests;
#[cfg(test)]
mod samples;
mod sections;
pub mod shown;
mod tables;
#[cfg(test)]
mod tests;
pub mod text;
pub mod view;
pub mod xlsx;
