//! `cargo xtask dist`: the files to deploy, in `dist/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::shell::{cargo, root, run, say, step, target};
use crate::{bom, component, packages, setup};

/// What is deployed as it stands in the repository, and its place in `dist/`: the guides link to each other there, too.
const AS_IT_IS: &[(&str, &str)] = &[
    ("deploy", "deploy"),
    ("docs", "docs"),
    ("crates/proxy/config.default.toml", "config.default.toml"),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("LICENSE", "LICENSE"),
];

/// Builds the proxy for release, the component, and the packages made of it.
pub(crate) fn all() -> Result<()> {
    setup::npm_packages()?;
    component::build()?;
    step("Packing the external control and the npm package", packages::write)?;
    step("Building the proxy for release", || {
        run(cargo().args(["build", "--quiet", "--release", "--package", "autenti-proxy"]))
    })?;
    let dist = root().join("dist");
    let name = format!("autenti-proxy{}", std::env::consts::EXE_SUFFIX);
    let built = target().join("release").join(&name);
    fs::copy(&built, dist.join(&name)).context("the proxy was not built")?;
    for (from, to) in AS_IT_IS {
        copy(&root().join(from), &dist.join(to)).with_context(|| format!("{from} cannot be copied"))?;
    }
    step("Writing what is in it", bom::write)?;
    say(
        "Ready in dist/: autenti-proxy, assets/, deploy/, docs/, config.default.toml, autenti-form.zip, autenti-form.bpspkg, autenti-form-plugin.zip, npm/, and bills of materials (*.cdx.json). For Windows: cargo xtask windows --release",
    );
    Ok(())
}

/// Copies a file, or a folder with everything in it; what stood in the folder's place is gone.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        fs::copy(from, to)?;
        return Ok(());
    }
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deployed_as_it_is_is_there_and_replaces_what_was_there() {
        let dist = tempfile::tempdir().unwrap();
        fs::create_dir_all(dist.path().join("docs")).unwrap();
        fs::write(dist.path().join("docs/an-old-page.md"), "").unwrap();
        for (from, to) in AS_IT_IS {
            copy(&root().join(from), &dist.path().join(to)).unwrap();
        }
        for there in
            ["docs/pl/operating.md", "deploy/systemd/autenti-proxy.service", "config.default.toml", "LICENSE"]
        {
            assert!(dist.path().join(there).is_file(), "{there}");
        }
        assert!(!dist.path().join("docs/an-old-page.md").exists());
    }
}
