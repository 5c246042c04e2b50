//! The clock and chance, passed in so that tests and the demo can fix them.

/// Tells the moment an act is recorded.
pub trait Clock: Send + Sync {
    fn now(&self) -> jiff::Timestamp;
}

/// Gives salts and nonces. Never used by `apply`.
pub trait Randomness: Send {
    fn fill(&mut self, bytes: &mut [u8]);
}

/// A clock that stands still.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub jiff::Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> jiff::Timestamp {
        self.0
    }
}

/// A reproducible stream for tests and the demo (SplitMix64); not for real records.
#[derive(Debug, Clone)]
pub struct SeededRandomness(pub u64);

impl Randomness for SeededRandomness {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            let word = (z ^ (z >> 31)).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}
