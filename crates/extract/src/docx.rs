//! The text of a Word document: an archive of parts, of which those are read that people read.
//! Nothing a part refers to is ever fetched, and no entity of its own is put in.

use super::{Limits, Read, Refusal, Taken};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

const MAIN: &str = "word/document.xml";
/// One part of a name is not longer; what is, is no Word document.
const NAME: usize = 512;

/// Whether a file is an archive that holds a Word document without programs in it.
pub(super) fn whole(bytes: &[u8], limits: Limits) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Cut)?;
    if archive.len() > limits.entries {
        return Err(Refusal::Bomb);
    }
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|n| Some(n.ok()?.into_owned()))
        .collect();
    let has = |name: &str| names.iter().any(|n| n == name);
    if !has(MAIN) || !has("[Content_Types].xml") || names.iter().any(|n| n.len() > NAME) {
        return Err(Refusal::Type);
    }
    if names.iter().any(|n| n.ends_with("vbaProject.bin")) {
        return Err(Refusal::Macros);
    }
    // what the directory claims of itself may be false: the bytes are counted too, when all of
    // them are unpacked into nothing
    let mut left = limits.unpacked;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| Refusal::Cut)?;
        let mut within = part.take(left.saturating_add(1));
        let unpacked = std::io::copy(&mut within, &mut std::io::sink());
        let unpacked = unpacked.map_err(|_| Refusal::Cut)?;
        left = left.checked_sub(unpacked).ok_or(Refusal::Bomb)?;
    }
    Ok(())
}

pub(super) fn read(bytes: &[u8], limits: Limits, into: &mut Taken) -> (Read, usize) {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return (Read::Failed, 0);
    };
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|n| Some(n.ok()?.into_owned()))
        .collect();
    let mut others: Vec<&String> = names.iter().filter(|n| *n != MAIN).collect();
    others.sort();
    // marks of secrecy often stand in the head of a page
    let like = |begin: &'static str| {
        let fits = move |n: &&&String| n.starts_with(begin) && n.ends_with(".xml");
        others.iter().filter(fits).map(|n| n.as_str()).collect()
    };
    let heads: Vec<&str> = like("word/header");
    let feet: [Vec<&str>; 3] = ["word/footnotes", "word/endnotes", "word/footer"].map(like);
    let order = heads.into_iter().chain([MAIN]);
    let order = order.chain(feet.into_iter().flatten());
    for name in order {
        let read = part(&mut archive, name, limits).map(|xml| words(&xml, into));
        if read != Some(true) && name == MAIN {
            return (Read::Failed, 0);
        }
        if !into.is_open() {
            break;
        }
        into.line();
    }
    (Read::Whole, 0)
}

fn part(archive: &mut Archive<'_>, name: &str, limits: Limits) -> Option<String> {
    let mut text = String::new();
    let part = archive.by_name(name).ok()?;
    part.take(limits.unpacked).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Takes up the words of a part; false when it is no well-formed XML.
fn words(xml: &str, into: &mut Taken) -> bool {
    let mut reader = Reader::from_str(xml);
    // how deep one is in what is not read: a deleted text, the code of a field, the second telling
    // of a drawing for old programs
    let mut silent = 0_usize;
    let mut in_text = false;
    loop {
        if !into.is_open() {
            return true;
        }
        match reader.read_event() {
            Ok(Event::Start(e)) => {
                let name = e.local_name();
                let name = name.as_ref();
                if silent > 0 || matches!(name, "Fallback" | "delText" | "instrText") {
                    silent += 1;
                } else if name == "t" {
                    in_text = true;
                }
            }
            Ok(Event::End(_)) if silent > 0 => silent -= 1,
            Ok(Event::End(e)) => match e.local_name().as_ref() {
                "t" => in_text = false,
                "p" => into.line(),
                "tc" => into.say("\t"),
                _ => {}
            },
            Ok(Event::Empty(e)) if silent == 0 => match e.local_name().as_ref() {
                "tab" => into.say("\t"),
                "br" | "cr" => into.say("\n"),
                "noBreakHyphen" => into.say("-"),
                _ => {}
            },
            Ok(Event::Text(e)) if in_text && silent == 0 => into.say(&e.xml10_content()),
            Ok(Event::CData(e)) if in_text && silent == 0 => into.say(&e),
            Ok(Event::GeneralRef(e)) if in_text && silent == 0 => {
                let known = match e.as_ref() {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => e.resolve_char_ref().ok().flatten(),
                };
                if let Some(c) = known {
                    into.say(c.encode_utf8(&mut [0; 4]));
                }
            }
            // a Word document has no grammar of its own; what brings one wants to be put in
            Ok(Event::DocType(_)) | Err(_) => return false,
            Ok(Event::Eof) => return true,
            Ok(_) => {}
        }
    }
}
