//! Backup and restore, both checked against the root of the journal; the read log and the files of
//! documents go with it.

use super::{note, out};
use crate::cli::Place;
use crate::env;
use platform::asof::Known;
use platform::journal::{copy, store};
use platform::vault::Vault;
use platform::{Db, Error, Result};
use registers::activity::documents::files::store as files;
use registers::organisation::privacy::log;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// Writes a copy beside its final name, reads it back, and only then gives it the name.
pub async fn backup(place: &Place, file: &Path) -> Result<()> {
    if file.exists() {
        return Err(Error::refused(format!("{} exists already", file.display())));
    }
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    if let Some((number, root)) = store::head(&mut db).await? {
        let (tree, last) = store::tree(&mut db, Known::NOW.0).await?;
        if (last, platform::text::hex(&tree.root())) != (number, root) {
            return Err(Error::Damaged(
                "the acts do not give the root the journal was left with; run «nazm verify»"
                    .to_owned(),
            ));
        }
    }
    let part = file.with_extension("part");
    let handle = File::create(&part)?;
    let looks = log::copied(&mut db).await?;
    let (vault, whole) = files_of(place, &mut db).await?;
    let written = copy::write(&mut db, BufWriter::new(&handle), looks, (&vault, &whole)).await;
    let done = match written {
        Ok(written) => {
            handle.sync_all()?;
            // believed only when it reads back to the same root
            copy::check(std::io::BufReader::new(File::open(&part)?))
                .await
                .and_then(|again| {
                    if again == written {
                        Ok(written)
                    } else {
                        Err(Error::Damaged(
                            "the copy does not read back as it was written".to_owned(),
                        ))
                    }
                })
        }
        Err(e) => Err(e),
    };
    match done {
        Ok(copy::Copied {
            acts, root, files, ..
        }) => {
            std::fs::rename(&part, file)?;
            out(&format!(
                "backup of {acts} acts{}, root {root}, written to {}\n",
                with_files(files),
                file.display()
            ))?;
            note(&format!(
                "the key {} is not in the backup: keep a copy of it elsewhere",
                env::key_file(place).display()
            ));
            Ok(())
        }
        Err(e) => {
            // a half-written copy must not be taken for a whole one
            let _ = std::fs::remove_file(&part);
            Err(e)
        }
    }
}

/// The files that the record names, as far as they are whole: a backup is better without one file
/// than not made at all, and says so.
async fn files_of(place: &Place, db: &mut Db) -> Result<(Vault, Vec<String>)> {
    let vault = env::cabinet(place).vault;
    let mut whole = Vec::new();
    // whose content was erased is in no backup, and nothing is missing
    let erased = files::erased(db).await?;
    for (hash, document) in files::named(db).await? {
        if erased.contains_key(&hash) {
            continue;
        }
        match vault.fault(&hash)? {
            None => whole.push(hash),
            Some(fault) => note(&format!(
                "warning: file {hash} of document {document} is not in the backup: {}",
                fault.why()
            )),
        }
    }
    Ok((vault, whole))
}

fn with_files(n: u64) -> String {
    match n {
        0 => String::new(),
        1 => " and 1 file".to_owned(),
        n => format!(" and {n} files"),
    }
}

/// Reads a copy into an empty record. A damaged copy leaves nothing behind.
pub async fn restore(place: &Place, file: &Path) -> Result<()> {
    let source =
        File::open(file).map_err(|e| Error::NotFound(format!("{}: {e}", file.display())))?;
    let embedded = place.database.is_none();
    if embedded && env::file(place).exists() {
        return Err(Error::refused(format!(
            "there is a record in {} already: restore into an empty folder",
            place.data.display()
        )));
    }
    let made_folder = !place.data.exists();
    std::fs::create_dir_all(&place.data)?;
    let url = if embedded {
        format!("{}?mode=rwc", env::url(place))
    } else {
        env::url(place)
    };
    let cabinet = env::cabinet(place);
    let kept_files = place.data.join("files");
    let had_files = kept_files.exists();
    let done = restore_into(&url, source, &cabinet.vault).await;
    if done.is_err() && !had_files {
        let _ = std::fs::remove_dir_all(&kept_files);
    }
    if done.is_err() && embedded {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(place.data.join(format!("nazm.db{end}")));
        }
        if made_folder {
            let _ = std::fs::remove_dir(&place.data);
        }
    }
    let copy::Copied {
        acts, root, files, ..
    } = done?;
    out(&format!(
        "restored {acts} acts{}, root {root}\n",
        with_files(files)
    ))?;
    if files > 0 {
        super::document_files::texts(place).await?;
    }
    if !env::key_file(place).exists() {
        note(&format!(
            "put the record's key at {}: without it the sealed fields stay closed",
            env::key_file(place).display()
        ));
    }
    Ok(())
}

async fn restore_into(url: &str, source: File, vault: &Vault) -> Result<copy::Copied> {
    let mut db = Db::open(url).await?;
    if store::schema(&mut db).await?.is_some() {
        return Err(Error::refused(
            "there is a record in this database already: restore into an empty one",
        ));
    }
    db.begin_writing().await?;
    registers::migrate(&mut db).await?;
    let bar = super::change::bar("restoring", 0);
    let done = copy::read(
        &mut db,
        registers::REGISTERS,
        (std::io::BufReader::new(source), vault),
        |at, of| {
            bar.set_length(of);
            bar.set_position(at);
        },
    )
    .await;
    bar.finish_and_clear();
    let done = match done {
        Ok(copied) => looks(&mut db, &copied.beside).await.map(|()| copied),
        Err(e) => Err(e),
    };
    match done {
        Ok(done) => db.keep().await.map(|()| done),
        Err(e) => {
            db.drop_changes().await?;
            Err(e)
        }
    }
}

/// Who looked at what comes back with the journal: a restore must not make a look unseen.
async fn looks(db: &mut Db, copied: &[String]) -> Result<()> {
    if copied.is_empty() {
        return Ok(());
    }
    registers::migrate_working(db).await?;
    log::restore(db, copied).await
}
