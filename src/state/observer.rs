//! Who is told of changes.

use autenti_model::Signing;

use crate::net::Failure;

/// What changed.
pub(crate) enum Change<'a> {
    /// Something that is shown.
    Shown,
    /// The signing was read, and is shown already.
    Read { before: Option<&'a Signing>, now: &'a Signing },
    /// Reading failed, in another way than before.
    Failed(&'a Failure),
}

/// Shows a signing, or follows it for another reason.
pub(crate) trait Observer {
    /// Tells this observer from all others.
    fn id(&self) -> u32;
    /// Whether it may announce for all that show the signing.
    fn is_outermost(&self) -> bool;
    /// Takes note of a change.
    fn notify(&self, change: &Change<'_>);
}
