//! The folder `profiles/` beside the configuration: one profile per file, named by the file.

use std::path::Path;

use anyhow::{Context, bail};
use figment::Figment;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Value};

/// Reads the folder; none is an empty one. `named` are the profiles that the configuration itself has.
///
/// # Errors
/// When a file cannot be read or is not TOML, or when a profile stands in both places.
pub(super) fn read(folder: &Path, named: Option<&Dict>) -> anyhow::Result<Dict> {
    let mut profiles = Dict::new();
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(profiles),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", folder.display())),
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        let Some(name) = name.filter(|_| path.extension().is_some_and(|extension| extension == "toml"))
        else {
            continue;
        };
        if named.is_some_and(|named| named.contains_key(name)) {
            bail!("the profile `{name}` stands in the configuration and in {}", path.display());
        }
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("the profile {} cannot be read", path.display()))?;
        let profile: Dict = Figment::from(Toml::string(&text))
            .extract()
            .with_context(|| format!("the profile {} is not TOML", path.display()))?;
        profiles.insert(name.to_owned(), Value::from(profile));
    }
    Ok(profiles)
}
