//! Ways up a forest: what lies within what, and where two ways meet, without walking them. A tree
//! may be as deep as it has units; the tree is cut into paths, each from a unit down to one
//! without children, so that any way up crosses few of them.

use crate::{ix, number};

/// Above nothing, or below nothing.
pub const NONE: u32 = u32::MAX;

/// In place of how many are below: taken already.
const TAKEN: u32 = u32::MAX;

/// How far a way is walked step by step before a whole forest is looked over: real trees are less
/// deep, and cost nothing but their steps.
pub(crate) const SHORT: usize = 64;

/// A forest, looked over once.
#[derive(Debug)]
pub struct Ways {
    parent: Vec<u32>,
    /// Per unit: its number when each unit comes before all that is below it, and how many units
    /// there are from it on down.
    number: Vec<u32>,
    size: Vec<u32>,
    depth: Vec<u32>,
    /// The uppermost unit of the path on which it lies, and the next one down that path.
    head: Vec<u32>,
    heavy: Vec<u32>,
}

impl Ways {
    /// The forest in which each unit stands under its `parent`, or under [`NONE`]. A circle, which
    /// only a tampered record has, is cut open.
    #[must_use]
    pub fn new(mut parent: Vec<u32>) -> Ways {
        let n = parent.len();
        let upwards = upwards(&mut parent, None);
        for p in parent.iter_mut().filter(|p| ix(**p) == n) {
            *p = NONE;
        }
        let (mut size, mut heavy) = (vec![1_u32; n], vec![NONE; n]);
        for &u in &upwards {
            let p = parent[ix(u)];
            if p != NONE {
                size[ix(p)] += size[ix(u)];
                let so_far = heavy[ix(p)];
                if so_far == NONE || size[ix(so_far)] < size[ix(u)] {
                    heavy[ix(p)] = u;
                }
            }
        }
        let (mut numbers, mut depth) = (vec![0_u32; n], vec![0_u32; n]);
        // the next number that is free below a unit
        let (mut free, mut free_at_top) = (vec![0_u32; n], 0);
        let mut head: Vec<u32> = (0..number(n)).collect();
        for &u in upwards.iter().rev() {
            let p = parent[ix(u)];
            let next = match p {
                NONE => &mut free_at_top,
                p => &mut free[ix(p)],
            };
            numbers[ix(u)] = *next;
            *next += size[ix(u)];
            free[ix(u)] = numbers[ix(u)] + 1;
            if p != NONE {
                depth[ix(u)] = depth[ix(p)] + 1;
                if heavy[ix(p)] == u {
                    head[ix(u)] = head[ix(p)];
                }
            }
        }
        Ways {
            parent,
            number: numbers,
            size,
            depth,
            head,
            heavy,
        }
    }

    /// Whether `u` is `top` or below it.
    #[must_use]
    pub fn within(&self, u: u32, top: u32) -> bool {
        let (u, top) = (ix(u), ix(top));
        let (Some(at), Some(first)) = (self.number.get(u), self.number.get(top)) else {
            return false;
        };
        *first <= *at && *at - *first < self.size[top]
    }

    /// How many units are above.
    #[must_use]
    pub fn depth(&self, u: u32) -> u32 {
        self.depth.get(ix(u)).copied().unwrap_or(0)
    }

    /// The lowest unit that contains both; none when no unit does.
    #[must_use]
    pub fn lowest(&self, mut a: u32, mut b: u32) -> Option<u32> {
        if ix(a).max(ix(b)) >= self.head.len() {
            return None;
        }
        while self.head[ix(a)] != self.head[ix(b)] {
            let (ha, hb) = (self.head[ix(a)], self.head[ix(b)]);
            let lower = if self.depth[ix(ha)] < self.depth[ix(hb)] {
                &mut b
            } else {
                &mut a
            };
            let above = self.parent[ix(self.head[ix(*lower)])];
            if above == NONE {
                return None;
            }
            *lower = above;
        }
        Some(if self.depth[ix(a)] < self.depth[ix(b)] {
            a
        } else {
            b
        })
    }

    /// The uppermost unit above, or itself.
    #[must_use]
    pub fn root(&self, mut u: u32) -> u32 {
        loop {
            let head = self.head.get(ix(u)).copied().unwrap_or(u);
            match self.parent.get(ix(head)) {
                Some(&above) if above != NONE => u = above,
                _ => return head,
            }
        }
    }

    /// The unit directly below `top` on the way up from `u`; none at `top` itself and beside it.
    #[must_use]
    pub fn below(&self, mut u: u32, top: u32) -> Option<u32> {
        if u == top || !self.within(u, top) {
            return None;
        }
        while self.head[ix(u)] != self.head[ix(top)] {
            let head = self.head[ix(u)];
            u = self.parent[ix(head)];
            if u == top {
                return Some(head);
            }
        }
        Some(self.heavy[ix(top)])
    }
}

/// Those of a forest that are not `out` of it, children before parents. Whose parent is none of
/// them stands at the top: their parent becomes their number. A circle is cut open above one of it.
pub(crate) fn upwards(parent: &mut [u32], out: Option<u32>) -> Vec<u32> {
    let whole = number(parent.len());
    let mut below = vec![0_u32; parent.len()];
    for p in parent.iter_mut().filter(|p| Some(**p) != out) {
        *p = (*p).min(whole);
        if let Some(count) = below.get_mut(ix(*p)) {
            *count += 1;
        }
    }
    let mut order = Vec::with_capacity(parent.len());
    for u in (0..whole).filter(|u| Some(parent[ix(*u)]) != out) {
        if below[ix(u)] == 0 {
            climb(parent, &mut below, &mut order, (u, u));
        }
    }
    for u in 0..whole {
        if Some(parent[ix(u)]) == out || below[ix(u)] == TAKEN {
            continue;
        }
        let above = std::mem::replace(&mut parent[ix(u)], whole);
        below[ix(above)] -= 1;
        if below[ix(above)] == 0 {
            climb(parent, &mut below, &mut order, (above, whole));
        }
    }
    order
}

/// Takes a unit of which all below is taken, and what is above it as far as that holds there too;
/// those from `later` on are left for their turn.
fn climb(parent: &[u32], below: &mut [u32], order: &mut Vec<u32>, (mut at, later): (u32, u32)) {
    loop {
        below[ix(at)] = TAKEN;
        order.push(at);
        at = parent[ix(at)];
        let Some(count) = below.get_mut(ix(at)).filter(|n| **n != TAKEN) else {
            return;
        };
        *count -= 1;
        if *count > 0 || at >= later {
            return;
        }
    }
}
