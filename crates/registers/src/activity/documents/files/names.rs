//! Names of files as their senders know them. A name is said and never is a path here.

use super::Media;
use platform::text::tidy;

/// Characters of a name that are kept.
const LONGEST: usize = 120;

/// A name without a way to it and without what is not seen, ending as its type does.
pub(super) fn tidied(name: &str, media: Media) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = |c: &char| {
        let turns = matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
        !turns && !c.is_control() && !"<>:\"|?*".contains(*c)
    };
    let seen: String = last.chars().filter(seen).collect();
    let plain = tidy(&seen);
    let plain = plain.trim_start_matches(['.', ' ']);
    let end = format!(".{}", media.ending());
    let stem = match plain.get(plain.len().saturating_sub(end.len())..) {
        Some(tail) if tail.eq_ignore_ascii_case(&end) => &plain[..plain.len() - end.len()],
        _ => plain,
    };
    let stem: String = stem.chars().take(LONGEST).collect();
    let stem = stem.trim_end_matches(['.', ' ']);
    let stem = if stem.is_empty() { "file" } else { stem };
    format!("{stem}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_path_and_ends_as_what_it_is() {
        for (name, is) in [
            ("Kế hoạch 12.pdf", "Kế hoạch 12.pdf"),
            ("KẾ HOẠCH.PDF", "KẾ HOẠCH.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("..\\..\\windows\\win.ini", "win.ini.pdf"),
            ("/tmp/.ssh", "ssh.pdf"),
            ("a\u{202e}fdp.exe", "afdp.exe.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
            ("..", "file.pdf"),
            ("", "file.pdf"),
            ("چٹھی.pdf", "چٹھی.pdf"),
        ] {
            assert_eq!(tidied(name, Media::Pdf), is, "{name:?}");
        }
        assert!(tidied(&"ữ".repeat(500), Media::Docx).chars().count() <= 125);
    }
}
