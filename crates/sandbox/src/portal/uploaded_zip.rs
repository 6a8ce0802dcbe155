//! Zips that a designer uploads: the files in them, by path.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use bytes::Bytes;
use zip::ZipArchive;

/// The files of a zip, by path.
pub(super) type Files = BTreeMap<String, Bytes>;

/// Why a zip cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("this is not a zip: {0}")]
    NotAZip(#[from] zip::result::ZipError),
    #[error("a file of the zip cannot be read: {0}")]
    File(#[from] std::io::Error),
    #[error("`{0}` points outside of the zip")]
    Outside(String),
}

/// Everything in the zip but its folders.
pub(super) fn unpack(bytes: &[u8]) -> Result<Files, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut files = Files::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().to_owned();
        if file.enclosed_name().is_none() || name.contains('\\') {
            return Err(Unreadable::Outside(name));
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content)?;
        files.insert(name, Bytes::from(content));
    }
    Ok(files)
}

pub(super) fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

pub(super) fn media_type(path: &str) -> &'static str {
    match extension(path) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

/// A zip of those files, for tests.
#[cfg(test)]
pub(super) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;

    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
