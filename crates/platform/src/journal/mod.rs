//! The journal: acts and their lines, append-only, the truth of which every other table
//! is a projection (`semantics.md` 1).

pub mod apply;
pub mod canonical;
pub mod copy;
pub mod merkle;
pub mod queue;
pub mod store;
pub mod verify;

use crate::text::hex;
use crate::{Clock, Db, Randomness, Result};
use figures::Day;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The latest version of contents that this program can record and apply (`semantics.md` 1.3).
pub const CONTENT_VERSION: u32 = 1;

/// Who acts, for whom, on what ground: what every act carries whatever its kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ground {
    pub account: String,
    /// The unit for which it is done; `*` is the whole record.
    pub on_behalf_of: String,
    /// The document it rests on.
    pub basis: String,
    pub reason: String,
}

/// An act about to be recorded: the outcome of a `decide`.
#[derive(Debug, Clone)]
pub struct Draft {
    pub kind: &'static str,
    /// Version of the content, kept for ever by an `apply` of its own.
    pub version: u32,
    pub ground: Ground,
    /// Days to show for the act when it has no line.
    pub day: Day,
    pub lines: Vec<Line>,
}

/// One line of an act: an edit of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub day: Day,
    /// The class of subject (`unit`, `person`, `rule`, …): says which register applies it.
    pub class: &'static str,
    pub subject: String,
    /// Others whom the line concerns: an annulment looks at acts that share one.
    pub also: Vec<String>,
    /// Canonical JSON: ids, units, days, standing. Stays for ever.
    pub counted: String,
    /// Canonical JSON of what names a person; an erasure removes it with its salt.
    pub identifying: Option<String>,
}

/// What the digest of a file is among the subjects of an act.
const FILE: &str = "file:";
/// More lines than this are many: see [`Db::expect_much`].
const MANY: usize = 10_000;

pub(crate) fn file_subject(digest: &str) -> String {
    format!("{FILE}{digest}")
}

/// Whether a subject is the digest of a file.
#[must_use]
pub fn is_file(subject: &str) -> bool {
    subject.starts_with(FILE)
}

/// Every act of a file bears its digest, by which the file is known again.
pub fn bear_digest(drafts: &mut [Draft], digest: &str) {
    for line in drafts.iter_mut().filter_map(|d| d.lines.first_mut()) {
        line.also.push(file_subject(digest));
    }
}

/// A line as the journal holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub act: u64,
    pub line: u64,
    pub day: Day,
    pub subject: String,
    pub counted: String,
    pub identifying: Option<String>,
}

/// An act as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    pub number: u64,
    pub kind: String,
    pub version: u32,
    /// The earliest day of its lines.
    pub effective_on: String,
    pub recorded_at: String,
    pub account: String,
    pub on_behalf_of: String,
    pub basis: String,
    pub reason: String,
    pub lines: u64,
    /// RFC 6962 root over the lines.
    pub line_root: String,
    pub leaf: String,
}

impl Act {
    /// The bytes whose leaf stands in the tree: everything above but the leaf itself.
    pub fn header(&self) -> Result<String> {
        let mut value = serde_json::to_value(self).map_err(crate::Error::internal)?;
        if let Some(map) = value.as_object_mut() {
            map.remove("leaf");
        }
        canonical::text(&value)
    }
}

/// Salt, commitment and hash of a line.
pub(crate) struct Sealed {
    pub salt: Option<String>,
    pub commitment: String,
    pub hash: merkle::Hash,
}

/// SHA-256(salt ‖ identifying bytes): proves the content while it is there, says nothing once
/// content and salt are gone.
pub(crate) fn commitment(salt: &str, identifying: &str) -> String {
    let mut h = Sha256::new();
    h.update(salt.as_bytes());
    h.update(identifying.as_bytes());
    hex(&h.finalize())
}

/// The leaf of a line over what an erasure leaves standing.
pub(crate) fn line_hash(line: &LineParts<'_>) -> merkle::Hash {
    let mut bytes = String::with_capacity(line.counted.len() + 160);
    for part in [
        line.day,
        line.class,
        line.subject,
        line.also,
        line.counted,
        line.commitment,
    ] {
        canonical::write_text(part, &mut bytes);
        bytes.push('\n');
    }
    merkle::leaf(bytes.as_bytes())
}

pub(crate) struct LineParts<'a> {
    pub day: &'a str,
    pub class: &'a str,
    pub subject: &'a str,
    pub also: &'a str,
    pub counted: &'a str,
    pub commitment: &'a str,
}

/// The one writer: acts recorded through it are kept together or not at all.
pub struct Writer<'a> {
    pub db: &'a mut Db,
    clock: &'a dyn Clock,
    chance: &'a mut dyn Randomness,
    tree: merkle::Tree,
    last: u64,
}

impl<'a> Writer<'a> {
    /// Takes the writer's place. Nothing is written until [`Writer::finish`].
    pub async fn begin(
        db: &'a mut Db,
        clock: &'a dyn Clock,
        chance: &'a mut dyn Randomness,
    ) -> Result<Writer<'a>> {
        Writer::resume(db, clock, chance, None).await
    }

    /// [`Writer::begin`] by one who wrote before and kept the tree as it was then: if nobody wrote
    /// since, the leaves of all acts need not be read again, which a long journal would make dear.
    pub(crate) async fn resume(
        db: &'a mut Db,
        clock: &'a dyn Clock,
        chance: &'a mut dyn Randomness,
        kept: Option<(merkle::Tree, u64)>,
    ) -> Result<Writer<'a>> {
        db.begin_writing().await?;
        let (tree, last) = match kept {
            Some((tree, last)) if store::head(db).await? == Some((last, hex(&tree.root()))) => {
                (tree, last)
            }
            _ => store::tree(db, u64::MAX).await?,
        };
        Ok(Writer {
            db,
            clock,
            chance,
            tree,
            last,
        })
    }

    /// The number the next act will bear. Ids are made of it (`semantics.md` 1.6).
    #[must_use]
    pub fn next_number(&self) -> u64 {
        self.last + 1
    }

    pub fn chance(&mut self) -> &mut dyn Randomness {
        self.chance
    }

    /// Both at once, for a decision that reads and draws.
    pub fn db_and_chance(&mut self) -> (&mut Db, &mut dyn Randomness) {
        (self.db, self.chance)
    }

    /// Writes the act and its lines; the caller applies them next.
    pub async fn record(&mut self, draft: &Draft) -> Result<Act> {
        let mut lines = merkle::Tree::default();
        let number = self.next_number();
        if draft.lines.len() > MANY {
            self.db.expect_much().await?;
        }
        store::insert_lines(self.db, number, &draft.lines, self.chance, &mut lines).await?;
        let mut act = Act {
            number,
            kind: draft.kind.to_owned(),
            version: draft.version,
            effective_on: draft
                .lines
                .iter()
                .map(|l| l.day)
                .min()
                .unwrap_or(draft.day)
                .to_string(),
            recorded_at: self.clock.now().to_string(),
            account: draft.ground.account.clone(),
            on_behalf_of: draft.ground.on_behalf_of.clone(),
            basis: draft.ground.basis.clone(),
            reason: draft.ground.reason.clone(),
            lines: u64::try_from(draft.lines.len()).unwrap_or(u64::MAX),
            line_root: hex(&lines.root()),
            leaf: String::new(),
        };
        let leaf = merkle::leaf(act.header()?.as_bytes());
        act.leaf = hex(&leaf);
        self.tree.push(leaf);
        self.last = number;
        store::insert_act(self.db, &act).await?;
        Ok(act)
    }

    /// What to go back to when what follows is let go.
    pub(crate) fn mark(&self) -> (merkle::Tree, u64) {
        (self.tree.clone(), self.last)
    }

    pub(crate) fn go_back(&mut self, (tree, last): (merkle::Tree, u64)) {
        (self.tree, self.last) = (tree, last);
    }

    /// Records an act and applies it.
    pub async fn act(&mut self, registers: &[&apply::Register], draft: &Draft) -> Result<Act> {
        let act = self.record(draft).await?;
        apply::apply(self.db, registers, &act, &draft.lines).await?;
        Ok(act)
    }

    /// Makes everything recorded durable and returns the root of the journal.
    pub async fn finish(self) -> Result<String> {
        let root = hex(&self.tree.root());
        store::set_head(self.db, self.last, &root).await?;
        self.db.keep().await?;
        Ok(root)
    }

    /// Lets everything go: nothing was written.
    pub async fn drop_changes(self) -> Result<()> {
        self.db.drop_changes().await
    }
}

/// The id of what a line of an act brings into being.
#[must_use]
pub fn id(act: u64, line: usize) -> String {
    format!("a{act}.{}", line + 1)
}
