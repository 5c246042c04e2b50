//! Accounts: who may sign in. Kept by the administrator of the record, who sees no personal
//! data by it. An account is a working record, no act: what its owner does is an act and names
//! the account.
//!
//! ```mermaid
//! stateDiagram-v2
//!   [*] --> open: made by an administrator, the first by the console's code
//!   open --> open: password, second factor, language changed by its owner
//!   open --> ended: ended by an administrator, with all its sessions
//! ```

pub mod administration;
mod device;
pub mod granting;
pub mod model;
pub mod pages;
pub mod paths;
pub mod secrets;
pub mod store;
