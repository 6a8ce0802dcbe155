//! Small pictures beside words. They repeat what the words say, so assistive technology skips them.

use autenti_model::{DocumentStatus, RecipientStatus};

use crate::dom::{Node, el};

/// A picture, drawn with one line in a square of 16.
pub(crate) struct Icon(&'static str);

const RING: &str = "M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 1 0 0-12.5";

pub(crate) const CHECK: Icon = Icon("M3.25 8.5l3.25 3.25 6.25-7.25");
pub(crate) const CROSS: Icon = Icon("M4.25 4.25l7.5 7.5M11.75 4.25l-7.5 7.5");
pub(crate) const WARNING: Icon = Icon("M8 2.25l6.25 11.25H1.75zM8 6.5v3.25M8 11.6v.05");
pub(crate) const INFO: Icon =
    Icon("M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 1 0 0-12.5M8 7.25V11M8 4.9v.05");
pub(crate) const PEN: Icon = Icon("M2.75 13.25l.75-3.25 7.25-7.25 2.5 2.5L6 12.5zM9.25 4.25l2.5 2.5");
pub(crate) const DOCUMENT: Icon = Icon("M3.75 1.75h5.5l3 3v9.5h-8.5zM9.25 1.75v3h3");
const CLOCK: Icon = Icon("M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 1 0 0-12.5M8 4.5V8l2.25 1.5");
const UNDO: Icon = Icon("M5.25 3l-3 3 3 3M2.25 6h7a3.75 3.75 0 0 1 0 7.5H6");
const HOURGLASS: Icon = Icon("M4 2h8M4 14h8M5 2v2.5L8 8l3-3.5V2M5 14v-2.5L8 8l3 3.5V14");
const MINUS: Icon = Icon("M4 8h8");
const CIRCLE: Icon = Icon(RING);

impl Icon {
    pub(crate) fn draw(&self) -> Node {
        el("svg").attr("viewBox", "0 0 16 16").attr("aria-hidden", "true").child(el("path").attr("d", self.0))
    }
}

/// The picture of a document's status.
pub(crate) fn of_document(status: &DocumentStatus) -> Icon {
    match status {
        DocumentStatus::Draft | DocumentStatus::Unknown(_) => CIRCLE,
        DocumentStatus::Processing => CLOCK,
        DocumentStatus::Completed => CHECK,
        DocumentStatus::Rejected => CROSS,
        DocumentStatus::Withdrawn => UNDO,
        DocumentStatus::Expired => HOURGLASS,
        DocumentStatus::Error => WARNING,
    }
}

/// The picture of a recipient's status.
pub(crate) fn of_recipient(status: &RecipientStatus) -> Icon {
    match status {
        RecipientStatus::None | RecipientStatus::Unknown(_) => CIRCLE,
        RecipientStatus::Pending => CLOCK,
        RecipientStatus::Completed => CHECK,
        RecipientStatus::Obsolete => MINUS,
        RecipientStatus::Failed => WARNING,
        RecipientStatus::Rejected => CROSS,
    }
}
