//! Files that are made from the code and committed, so that a change of contract shows in the diff.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::check::committed;
use crate::shell::{cargo, root, step};
use crate::{component, texts, types};

/// The OpenAPI document of the proxy.
const OPENAPI: &str = "docs/openapi.json";

/// Writes them.
pub(crate) fn write() -> Result<()> {
    let openapi = step("Writing the OpenAPI document", openapi)?;
    fs::write(root().join(OPENAPI), openapi)?;
    fs::write(root().join(texts::PAGE), texts::page())?;
    fs::write(root().join(types::MODEL), types::model())?;
    fs::write(root().join(types::WASM), component::wasm_types()?)?;
    Ok(())
}

/// Compares them with what the code says.
pub(crate) fn check() -> Result<()> {
    if committed(OPENAPI)? != openapi()? {
        bail!("{OPENAPI} is not what the code says: `cargo xtask generate` writes it");
    }
    if committed(texts::PAGE)? != texts::page() {
        bail!("{} is not what the catalogue says: `cargo xtask generate` writes it", texts::PAGE);
    }
    if committed(types::MODEL)? != types::model() {
        bail!("{} is not what the model says: `cargo xtask generate` writes it", types::MODEL);
    }
    if committed(types::WASM)? != component::wasm_types()? {
        bail!("{} is not what the component says: `cargo xtask generate` writes it", types::WASM);
    }
    Ok(())
}

fn openapi() -> Result<String> {
    let output = cargo()
        .args(["run", "--quiet", "--package", "autenti-proxy", "--", "openapi"])
        .output()
        .context("cannot run autenti-proxy")?;
    if !output.status.success() {
        bail!("`autenti-proxy openapi` failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}
