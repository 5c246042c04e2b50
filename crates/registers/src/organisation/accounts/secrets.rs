//! Passwords, codes of the second factor, recovery codes.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use platform::web::guard::same;
use platform::web::session::digest;
use platform::{Error, Randomness, Result};

/// Characters a password must have at least; there are no other rules of its make.
pub const SHORTEST: usize = 12;
pub const LONGEST: usize = 200;

/// What people take when they want to think no further.
const COMMON: [&str; 24] = [
    "123456789012",
    "password1234",
    "passwordpassword",
    "qwertyuiop12",
    "qwertyuiopas",
    "111111111111",
    "000000000000",
    "123123123123",
    "abcdefghijkl",
    "abc123abc123",
    "iloveyou1234",
    "letmeinletmein",
    "adminadminadmin",
    "administrator",
    "administrator1",
    "matkhau12345",
    "matkhaumatkhau",
    "vietnam12345",
    "xinchaovietnam",
    "anhyeuem1234",
    "1q2w3e4r5t6y",
    "zaq12wsxcde3",
    "pakistan1234",
    "nazmnazmnazm",
];

/// Why a password cannot be taken, as the key of a message.
#[must_use]
pub fn objection(password: &str, login: &str, name: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some("account-password-short");
    }
    if length > LONGEST {
        return Some("account-password-long");
    }
    let small = platform::text::folded(password);
    let holds =
        |word: &str| word.chars().count() > 3 && small.contains(&platform::text::folded(word));
    let one = small
        .chars()
        .collect::<std::collections::HashSet<_>>()
        .len()
        < 5;
    (COMMON.contains(&small.as_str()) || one || holds(login) || holds(name))
        .then_some("account-password-common")
}

/// argon2id as OWASP asks for it: 46 MiB, one pass, one lane.
fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(47_104, 1, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// What is kept of a password. Slow on purpose: call it where it may block.
pub fn hashed(password: &str, salt: &[u8; 16]) -> Result<String> {
    let hash = hasher()?.hash_password_with_salt(password.as_bytes(), salt);
    Ok(hash.map_err(Error::internal)?.to_string())
}

/// Whether it is the password. Takes as long when there is none to compare with.
pub fn is_password(password: &str, kept: &str) -> Result<bool> {
    let none = hashed("there is no such account", &[7; 16]);
    let asked = if kept.is_empty() {
        none?
    } else {
        kept.to_owned()
    };
    let hash = PasswordHash::new(&asked).map_err(|_| Error::Damaged("a password".to_owned()))?;
    let right = hasher()?
        .verify_password(password.as_bytes(), &hash)
        .is_ok();
    Ok(right && !kept.is_empty())
}

/// Seconds for which a code of the second factor is good.
const STEP: i64 = 30;

fn generator(secret: &[u8]) -> Result<totp_rs::Totp> {
    let secret = <[u8; 20]>::try_from(secret).map_err(Error::internal)?;
    let built = totp_rs::Builder::new().with_secret(secret).build();
    built.map_err(Error::internal)
}

/// The time step for which a code is right, one step to either side of now being forgiven.
pub fn step_of(secret: &[u8], code: &str, now: i64) -> Result<Option<i64>> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let totp = generator(secret)?;
    for step in [now / STEP, now / STEP - 1, now / STEP + 1] {
        let moment = u64::try_from(step * STEP).map_err(Error::internal)?;
        if same(&totp.generate(moment).to_string(), &digits) {
            return Ok(Some(step));
        }
    }
    Ok(None)
}

/// The address an authenticator reads from a picture.
#[must_use]
pub fn address(secret: &[u8], login: &str) -> String {
    let login = platform::web::request::encoded(login);
    format!(
        "otpauth://totp/Nazm:{login}?secret={}&issuer=Nazm",
        typed(secret)
    )
}

/// A secret as people type it.
#[must_use]
pub fn typed(secret: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut out, mut bits, mut held) = (String::new(), 0u32, 0u32);
    for byte in secret {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(LETTERS[((held >> bits) & 31) as usize]));
        }
    }
    out
}

/// A picture of an address for a telephone's camera, as SVG.
pub fn picture(address: &str) -> Result<String> {
    let code = qrcodegen::QrCode::encode_text(address, qrcodegen::QrCodeEcc::Medium)
        .map_err(Error::internal)?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                path.push_str(&format!("M{} {}h1v1h-1z", x + 4, y + 4));
            }
        }
    }
    let side = code.size() + 8;
    Ok(format!(
        "<svg class=\"nz-qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-hidden=\"true\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

/// Ten codes for the day the telephone is lost, and what is kept of them.
pub fn recovery_codes(chance: &mut dyn Randomness) -> (Vec<String>, String) {
    let mut codes = Vec::new();
    for _ in 0..10 {
        let mut bytes = [0u8; 10];
        chance.fill(&mut bytes);
        let text = typed(&bytes).to_lowercase();
        codes.push(format!("{}-{}", &text[..8], &text[8..16]));
    }
    let kept: Vec<String> = codes.iter().map(|c| digest(c)).collect();
    (codes, kept.join(" "))
}

/// What is left of the kept codes when one was used; nothing when it is none of them.
#[must_use]
pub fn without(kept: &str, code: &str) -> Option<String> {
    let used = digest(&code.trim().to_lowercase());
    let left: Vec<&str> = kept.split(' ').filter(|k| !same(k, &used)).collect();
    let left = left.join(" ");
    (left.len() < kept.len()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::clock::SeededRandomness;

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let kept = hashed("một câu đủ dài", &[1; 16]).unwrap();
        assert!(is_password("một câu đủ dài", &kept).unwrap());
        assert!(!is_password("một câu khác", &kept).unwrap());
        assert!(!is_password("there is no such account", "").unwrap());
        assert!(kept.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"));
    }

    #[test]
    fn what_everybody_takes_is_no_password() {
        assert_eq!(
            objection("ngắn", "an", "An"),
            Some("account-password-short")
        );
        assert_eq!(
            objection("aaaaaaaaaaaaa", "an", "An"),
            Some("account-password-common")
        );
        assert_eq!(
            objection("password1234", "an", "An"),
            Some("account-password-common")
        );
        assert_eq!(
            objection("nguyen.an sông cầu", "nguyen.an", "x"),
            Some("account-password-common")
        );
        assert_eq!(
            objection("sông Cầu chảy mãi", "nguyen.an", "Nguyễn An"),
            None
        );
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: at 59 seconds the SHA-1 code of this secret ends in 287082
        let secret = b"12345678901234567890";
        assert_eq!(step_of(secret, "287082", 59).unwrap(), Some(1));
        assert_eq!(step_of(secret, "287 082", 80).unwrap(), Some(1));
        assert_eq!(step_of(secret, "287082", 120).unwrap(), None);
        assert_eq!(typed(b"Hello!"), "JBSWY3DPEE".get(..9).unwrap());
    }

    #[test]
    fn a_recovery_code_is_good_once() {
        let (codes, kept) = recovery_codes(&mut SeededRandomness(3));
        let left = without(&kept, &codes[4].to_uppercase()).unwrap();
        assert_eq!(without(&left, &codes[4]), None);
        assert!(without(&left, &codes[5]).is_some());
    }
}
