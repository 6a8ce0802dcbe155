//! Builds what the browser is served: wasm with its JavaScript, the loader with the stylesheet in it.

use anyhow::{Result, bail};

/// Builds `dist/assets`.
pub(crate) fn build() -> Result<()> {
    bail!("not built yet")
}

/// Says what each file weighs, and fails over the budget.
pub(crate) fn size() -> Result<()> {
    bail!("not built yet")
}
