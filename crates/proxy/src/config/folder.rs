//! The folder `profiles/` beside the configuration: one profile per file, named by the file.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, bail};
use figment::Figment;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Value};

/// What a file of a profile ends with.
const EXTENSION: &str = "toml";

/// Reads the folder; none is an empty one. `named` are the profiles that the configuration itself has.
///
/// # Errors
/// When a file cannot be read or is not TOML, or when a profile stands in both places.
pub(super) fn read(folder: &Path, named: Option<&Dict>) -> anyhow::Result<Dict> {
    let mut profiles = Dict::new();
    for (name, text) in texts(folder)? {
        let file = folder.join(format!("{name}.{EXTENSION}"));
        if named.is_some_and(|named| named.contains_key(&name)) {
            bail!("the profile `{name}` stands in the configuration and in {}", file.display());
        }
        let profile: Dict = Figment::from(Toml::string(&text))
            .extract()
            .with_context(|| format!("the profile {} is not TOML", file.display()))?;
        profiles.insert(name, Value::from(profile));
    }
    Ok(profiles)
}

/// The text of each file, by the name of its profile. What editors leave beside a file is none: their names begin with
/// a dot or end otherwise.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub(super) fn texts(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(texts),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", folder.display())),
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        let is_profile = path.extension().is_some_and(|extension| extension == EXTENSION);
        let Some(name) = name.filter(|name| is_profile && !name.starts_with('.')) else { continue };
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                texts.insert(name.to_owned(), text);
            }
            // Gone since the folder was listed.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                return Err(error).with_context(|| format!("the profile {} cannot be read", path.display()));
            }
        }
    }
    Ok(texts)
}
