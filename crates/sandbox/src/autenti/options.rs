//! What the program that runs the stand-in may choose.

use super::settings::Settings;
use super::sources::Sources;

/// How it behaves, and where time and ids come from. A restart goes back to these.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Clock and ids.
    pub sources: Sources,
    /// Delays and lifetimes, until a tester changes them.
    pub settings: Settings,
}
