//! Files with secrets or names that others on this machine can read or change.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::doctor::Finding;

/// What an SQLite database begins with: <https://www.sqlite.org/fileformat.html>.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";

/// The configuration, the files with keys that it names, and the store with whatever copies of it lie beside it, as far
/// as others may read or change them. What the demo publishes is no secret.
pub(super) fn open_files(config: &Config, file: &Path) -> Vec<Finding> {
    let mut files = BTreeSet::from([file.to_owned()]);
    files.extend(config.secret_files.iter().cloned());
    files.extend(store_files(&config.database));
    files.iter().filter_map(|file| finding(file, mode_of(file)?, config.is_local())).collect()
}

/// The files of a store on SQLite, and every other database in its folder: a backup holds what the store held.
fn store_files(database: &str) -> Vec<PathBuf> {
    let Some(file) = database.strip_prefix("sqlite://").map(Path::new) else { return Vec::new() };
    let beside = |end: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let mut files = vec![file.to_owned(), beside("-wal"), beside("-shm"), beside("-journal")];
    let folder = file.parent().unwrap_or(Path::new(""));
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(here).into_iter().flatten().flatten();
    files.extend(entries.map(|entry| folder.join(entry.file_name())).filter(|path| is_sqlite(path)));
    files
}

fn is_sqlite(file: &Path) -> bool {
    let mut begin = [0; SQLITE.len()];
    file.is_file()
        && std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut begin)).is_ok()
        && begin == *SQLITE
}

fn finding(file: &Path, mode: u32, is_local: bool) -> Option<Finding> {
    let file = file.display();
    let what = |who: &str| format!("{file} holds secrets or names, and {who}");
    let fix = format!("chmod 600 {file}, owned by the proxy's user.");
    let who = match mode {
        mode if mode & 0o004 != 0 => "everybody on this machine can read it",
        mode if mode & 0o002 != 0 => "everybody on this machine can change it",
        mode if mode & 0o020 != 0 => "its group can change it",
        // A file of root's that the proxy reads through its own group is a usual way.
        mode if mode & 0o040 != 0 => {
            let fix = format!("See that only the proxy's user is in that group, or chmod 600 {file}.");
            return Some(Finding::note(what("its group can read it"), &fix));
        }
        _ => return None,
    };
    Some(if is_local { Finding::note(what(who), &fix) } else { Finding::wrong(what(who), &fix) })
}

#[cfg(unix)]
fn mode_of(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(file.metadata().ok()?.permissions().mode())
}

/// Windows has no such bits: who may read stands in lists, which `icacls` shows.
#[cfg(not(unix))]
fn mode_of(_file: &Path) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    #[test]
    fn what_others_can_do_with_a_file_is_told_and_a_group_that_reads_is_only_noted() {
        let told = |mode: u32| {
            let found = finding(Path::new("proxy.toml"), 0o100_000 | mode, false)?;
            Some((found.verdict, found.what.rsplit_once(", and ").unwrap().1.to_owned()))
        };
        let everybody =
            |what: &str| Some((Verdict::Wrong, format!("everybody on this machine can {what} it")));
        assert_eq!([told(0o600), told(0o400), told(0o700)], [None, None, None]);
        assert_eq!(told(0o640), Some((Verdict::Note, "its group can read it".to_owned())));
        assert_eq!(told(0o660), Some((Verdict::Wrong, "its group can change it".to_owned())));
        assert_eq!([told(0o644), told(0o604)], [everybody("read"), everybody("read")]);
        assert_eq!(told(0o602), everybody("change"));
        // On a machine of one's own the demo's files may lie open.
        assert_eq!(finding(Path::new("proxy.toml"), 0o644, true).unwrap().verdict, Verdict::Note);
    }
}
