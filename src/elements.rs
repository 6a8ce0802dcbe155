//! The public elements. Each draws a part of what the store knows; `<autenti-signing>` draws all of it.

mod recipients;
mod sign_button;
mod signing;
mod status;

use web_sys::HtmlElement;

use crate::dom::Nodes;
use crate::page::page;
use crate::view::{View, message};

/// Which element it is.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Signing,
    Status,
    Recipients,
    SignButton,
}

impl Kind {
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "autenti-status" => Self::Status,
            "autenti-recipients" => Self::Recipients,
            "autenti-sign-button" => Self::SignButton,
            _ => Self::Signing,
        }
    }

    /// What the element shows.
    pub(crate) fn view(self, view: &View<'_>, host: &HtmlElement) -> Nodes {
        let mut nodes = match self {
            Self::Signing if page().has_layout(host) => signing::around_children(view),
            Self::Signing => signing::panel(view),
            Self::Status => status::view(view),
            Self::Recipients => recipients::view(view),
            Self::SignButton => sign_button::view(view),
        };
        if view.is_outermost {
            nodes.push(message::live_region(view));
        }
        nodes
    }
}
