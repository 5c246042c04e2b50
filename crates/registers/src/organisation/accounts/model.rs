//! What an account is.

/// Who may sign in, and how they like to see things.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    pub id: String,
    /// What is typed at sign-in; folded.
    pub login: String,
    pub name: String,
    /// What they are, for people: «Cán bộ tổ chức tỉnh».
    pub post: String,
    /// `administrator` or `officer`.
    pub kind: String,
    /// Id of the unit they work for; empty for the whole record.
    pub unit: String,
    /// argon2id, as a PHC text; empty for an account that only links open.
    pub password: String,
    /// Sealed secret of the second factor; empty when there is none.
    pub totp: String,
    /// The last time step whose code was used: each is good once.
    pub totp_step: i64,
    /// Digests of the recovery codes not used yet, with spaces between.
    pub recovery: String,
    pub lang: String,
    pub theme: String,
    pub script: String,
    /// Whether single-letter keys work.
    pub keys: bool,
    pub ended: bool,
}

impl Account {
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.kind == "administrator"
    }

    #[must_use]
    pub fn has_second_factor(&self) -> bool {
        !self.totp.is_empty()
    }
}
