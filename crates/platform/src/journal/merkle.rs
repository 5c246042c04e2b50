//! The tree over leaves of RFC 6962 (2.1): one root for any number of acts.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// A leaf's hash. The prefix keeps leaves and nodes apart.
#[must_use]
pub fn leaf(bytes: &[u8]) -> Hash {
    let mut h = Sha256::new();
    h.update([0]);
    h.update(bytes);
    h.finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    let mut h = Sha256::new();
    h.update([1]);
    h.update(left);
    h.update(right);
    h.finalize().into()
}

/// Builds the root leaf by leaf, holding only the roots of full subtrees.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// (size of the full subtree, its root), sizes falling
    full: Vec<(u64, Hash)>,
}

impl Tree {
    pub fn push(&mut self, leaf: Hash) {
        let mut at = (1, leaf);
        while let Some((size, left)) = self.full.last().copied() {
            if size != at.0 {
                break;
            }
            self.full.pop();
            at = (size * 2, node(&left, &at.1));
        }
        self.full.push(at);
    }

    /// The root of what was pushed; of nothing, the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut right: Option<Hash> = None;
        for (_, left) in self.full.iter().rev() {
            right = Some(right.map_or(*left, |r| node(left, &r)));
        }
        right.unwrap_or_else(|| Sha256::digest([]).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hex;

    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => *one,
            many => {
                let k = many.len().next_power_of_two() / 2;
                node(&by_definition(&many[..k]), &by_definition(&many[k..]))
            }
        }
    }

    #[test]
    fn the_root_built_leaf_by_leaf_is_the_root_by_definition() {
        let mut tree = Tree::default();
        let mut leaves = Vec::new();
        assert_eq!(tree.root(), by_definition(&[]));
        for i in 0u32..70 {
            leaves.push(leaf(&i.to_be_bytes()));
            tree.push(leaves[leaves.len() - 1]);
            assert_eq!(tree.root(), by_definition(&leaves), "{i}");
        }
    }

    #[test]
    fn an_empty_leaf_has_the_hash_of_the_certificate_transparency_reference() {
        assert_eq!(
            hex(&leaf(b"")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
    }
}
