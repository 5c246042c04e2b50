//! Sealed fields (`semantics.md` 4.13): authenticated encryption with a key kept outside
//! the database, and a keyed hash of the citizen ID for matching.

use crate::text::{hex, unhex};
use crate::{Error, Randomness, Result};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The record's key. Losing it loses the sealed fields and nothing else.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    #[must_use]
    pub fn make(chance: &mut dyn Randomness) -> Key {
        let mut bytes = [0; 32];
        chance.fill(&mut bytes);
        Key(bytes)
    }

    pub fn parse(text: &str) -> Result<Key> {
        let bytes = unhex(text.trim()).and_then(|b| <[u8; 32]>::try_from(b).ok());
        bytes
            .map(Key)
            .ok_or_else(|| Error::refused("the key file does not hold 64 hexadecimal digits"))
    }

    #[must_use]
    pub fn text(&self) -> String {
        hex(&self.0)
    }

    /// Encrypts; the nonce stands before the cipher text, all in hexadecimal.
    pub fn seal(&self, plain: &str, chance: &mut dyn Randomness) -> Result<String> {
        self.seal_bytes(plain.as_bytes(), chance)
    }

    /// [`Key::seal`] of what is no text.
    pub fn seal_bytes(&self, plain: &[u8], chance: &mut dyn Randomness) -> Result<String> {
        let mut nonce = [0u8; 24];
        chance.fill(&mut nonce);
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), plain)
            .map_err(|_| Error::internal("sealing failed"))?;
        Ok(hex(&nonce) + &hex(&sealed))
    }

    pub fn unseal(&self, sealed: &str) -> Result<String> {
        String::from_utf8(self.unseal_bytes(sealed)?)
            .map_err(|_| Error::Damaged("a sealed field holds no text".to_owned()))
    }

    /// What [`Key::seal_bytes`] sealed.
    pub fn unseal_bytes(&self, sealed: &str) -> Result<Vec<u8>> {
        let damaged = || Error::Damaged("a sealed field does not open with this key".to_owned());
        let bytes = unhex(sealed).ok_or_else(damaged)?;
        let (nonce, body) = bytes.split_at_checked(24).ok_or_else(damaged)?;
        let nonce = <[u8; 24]>::try_from(nonce).map_err(|_| damaged())?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        cipher
            .decrypt(&XNonce::from(nonce), body)
            .map_err(|_| damaged())
    }

    /// What tells this key from another without telling anything of it.
    pub fn mark(&self) -> Result<String> {
        self.matching("the key of a record")
    }

    /// Keyed hash: equal for equal values, tells nothing without the key.
    pub fn matching(&self, value: &str) -> Result<String> {
        let mut mac =
            <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0).map_err(Error::internal)?;
        mac.update(value.as_bytes());
        Ok(hex(&mac.finalize().into_bytes()[..16]))
    }
}
