//! The product: registers in three ordered areas. A lower area never names a higher one.

pub mod insight;
pub mod organisation;

use platform::journal::apply::Register;

/// Every register, in the order in which an act is applied to them.
pub static REGISTERS: &[&Register] = &[
    &organisation::rulebook::REGISTER,
    &organisation::units::REGISTER,
    &organisation::members::REGISTER,
];
