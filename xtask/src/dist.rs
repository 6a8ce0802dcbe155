//! `cargo xtask dist`: the files to deploy, in `dist/`.

use std::fs;

use anyhow::{Context, Result};

use crate::shell::{cargo, root, run, say, step};
use crate::{bom, component, packages, setup};

/// Builds the proxy for release, the component, and the packages made of it.
pub(crate) fn all() -> Result<()> {
    setup::npm_packages()?;
    component::build()?;
    step("Packing the external control and the npm package", packages::write)?;
    step("Building the proxy for release", || {
        run(cargo().args(["build", "--quiet", "--release", "--package", "autenti-proxy"]))
    })?;
    let name = format!("autenti-proxy{}", std::env::consts::EXE_SUFFIX);
    let built = root().join("target/release").join(&name);
    fs::copy(&built, root().join("dist").join(&name)).context("the proxy was not built")?;
    step("Writing what is in it", bom::write)?;
    say(
        "Ready in dist/: autenti-proxy, assets/, autenti-form.zip, autenti-form.bpspkg, autenti-form-plugin.zip, npm/, and bills of materials (*.cdx.json)",
    );
    Ok(())
}
