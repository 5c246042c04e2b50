//! A form as it was handed in: values are kept, errors stand in a summary and in the same words
//! at their fields.

use crate::Problem;
use serde::Serialize;

/// A file handed in with a form.
#[derive(Debug, Clone)]
pub struct Upload {
    pub field: String,
    /// Its name as the sender knows it; never a path of ours.
    pub name: String,
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct FieldError {
    /// Empty when it belongs to no field.
    pub field: String,
    pub text: String,
}

/// Values and errors, as templates take them (`forms.html`).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Form {
    values: Vec<(String, String)>,
    pub errors: Vec<FieldError>,
}

impl Form {
    #[must_use]
    pub fn new(values: Vec<(String, String)>) -> Form {
        Form {
            values,
            errors: Vec::new(),
        }
    }

    /// A form filled beforehand.
    #[must_use]
    pub fn filled<const N: usize>(values: [(&str, &str); N]) -> Form {
        let owned = values.map(|(n, v)| (n.to_owned(), v.to_owned()));
        Form::new(owned.to_vec())
    }

    /// The value of a field, without space around it; empty when it was not handed in.
    #[must_use]
    pub fn get(&self, field: &str) -> &str {
        self.raw(field).trim()
    }

    /// The value exactly as it was typed (passwords).
    #[must_use]
    pub fn raw(&self, field: &str) -> &str {
        let found = self.values.iter().find(|(n, _)| n == field);
        found.map_or("", |(_, v)| v)
    }

    /// Names and values, as they were handed in.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// Every value of a field that may stand several times.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        let of_field = move |(n, _): &&(String, String)| n == field;
        self.values.iter().filter(of_field).map(|(_, v)| v.as_str())
    }

    pub fn set(&mut self, field: &str, value: &str) {
        self.values.retain(|(n, _)| n != field);
        self.values.push((field.to_owned(), value.to_owned()));
    }

    /// Takes a value away: what must never be sent back.
    pub fn forget(&mut self, field: &str) {
        self.values.retain(|(n, _)| n != field);
    }

    pub fn error(&mut self, field: &str, text: impl Into<String>) {
        self.errors.push(FieldError {
            field: field.to_owned(),
            text: text.into(),
        });
    }

    /// What a `decide` refused, each at the field its column names.
    pub fn refuse(&mut self, problems: &[Problem]) {
        for p in problems.iter().filter(|p| !p.warning) {
            self.error(&p.column, p.reason.clone());
        }
    }

    #[must_use]
    pub fn is_good(&self) -> bool {
        self.errors.is_empty()
    }
}
