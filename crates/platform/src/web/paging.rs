//! Paging by key: a page begins after the last key of the one before, so that it costs the
//! same on the first page and on the thousandth.

use serde::Serialize;

/// A piece of a list and the ways on and back.
#[derive(Debug, Clone, Serialize)]
pub struct Slice<T> {
    pub rows: Vec<T>,
    /// Key after which the next page begins.
    pub next: Option<String>,
    /// Whether rows stand before this page.
    pub back: bool,
    pub total: Option<usize>,
}

pub const SIZES: [usize; 3] = [25, 50, 100];

/// A page size that may be asked for; 50 unless it is one of [`SIZES`].
#[must_use]
pub fn size(asked: &str) -> usize {
    let asked = asked.parse().unwrap_or(0);
    if SIZES.contains(&asked) { asked } else { 50 }
}

impl<T> Slice<T> {
    /// From rows read with one more than the page's size.
    #[must_use]
    pub fn of(
        mut rows: Vec<T>,
        size: usize,
        key: impl Fn(&T) -> String,
        after: &str,
        total: Option<usize>,
    ) -> Slice<T> {
        let more = rows.len() > size;
        rows.truncate(size);
        Slice {
            next: rows.last().filter(|_| more).map(key),
            back: !after.is_empty(),
            rows,
            total,
        }
    }

    /// From a whole list in order of its keys.
    #[must_use]
    pub fn from_list(
        all: Vec<T>,
        size: usize,
        key: impl Fn(&T) -> String,
        after: &str,
    ) -> Slice<T> {
        let total = all.len();
        let rest = all
            .into_iter()
            .skip_while(|r| !after.is_empty() && key(r).as_str() <= after);
        Slice::of(rest.take(size + 1).collect(), size, key, after, Some(total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_without_gap_or_repeat() {
        let all: Vec<String> = (10..20).map(|n| n.to_string()).collect();
        let (mut after, mut seen) = (String::new(), Vec::new());
        loop {
            let page = Slice::from_list(all.clone(), 3, String::clone, &after);
            seen.extend(page.rows);
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
        assert_eq!(seen, all);
    }
}
