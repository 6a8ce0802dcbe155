//! What a designer put on the form so that documents are signed there. There are several ways in; a person
//! chooses one with `?design=`, and testers put in whatever they like.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value as JsonValue;

use super::language::{Label, label};

/// The signing part of the form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct Design {
    /// Content of the HTML field.
    pub(super) html_field: Cow<'static, str>,
    /// Content of the HTML field where the form is only read, if it is another one (facts: WEBCON form, HTML
    /// form field: there is a separate option for it).
    pub(super) html_field_read_only: Option<Cow<'static, str>>,
    /// Content of a second HTML field, in the group above; none leaves that field empty.
    pub(super) second_html_field: Option<Cow<'static, str>>,
    /// JSON configuration of the External custom control, on a tab of its own; none leaves it out.
    pub(super) external_control: Option<JsonValue>,
    /// Address of the control's page, where it is an external application; none for the one that the portal
    /// hosts itself.
    pub(super) external_control_address: Option<Cow<'static, str>>,
    /// Configuration of the form field extension, on a tab of its own; none leaves it out.
    pub(super) extension: Option<JsonValue>,
}

impl Design {
    /// Content of the HTML field.
    pub(super) fn html_field(&self, is_read_only: bool) -> &str {
        let read_only = self.html_field_read_only.as_deref().filter(|_| is_read_only);
        read_only.unwrap_or(&self.html_field)
    }

    /// Content of the second HTML field, empty if it is not used.
    pub(super) fn second_html_field(&self) -> &str {
        self.second_html_field.as_deref().unwrap_or_default()
    }
}

/// The designs that stand ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Ready {
    #[default]
    HtmlField,
    ReadOnlyHtml,
    TicketUrl,
    TwoFields,
    ExternalControl,
    Extension,
}

const HTML_FIELD: &str = include_str!("../../demo/html-field.html");
const READ_ONLY: &str = include_str!("../../demo/html-field-read-only.html");
const TICKET_URL: &str = include_str!("../../demo/html-field-ticket-url.html");
const SECOND: &str = include_str!("../../demo/second-html-field.html");
const EXTERNAL_CONTROL: &str = include_str!("../../demo/external-control.json");
const EXTENSION: &str = include_str!("../../demo/extension.json");

impl Ready {
    pub(super) const ALL: [Self; 6] = [
        Self::HtmlField,
        Self::ReadOnlyHtml,
        Self::TicketUrl,
        Self::TwoFields,
        Self::ExternalControl,
        Self::Extension,
    ];

    /// As it stands in addresses.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::HtmlField => "html-field",
            Self::ReadOnlyHtml => "read-only-html",
            Self::TicketUrl => "ticket-url",
            Self::TwoFields => "two-fields",
            Self::ExternalControl => "external-control",
            Self::Extension => "extension",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|design| design.name() == name)
    }

    /// For people, on the first page.
    pub(super) fn label(self) -> Label {
        match self {
            Self::HtmlField => label("HTML field", "Pole HTML"),
            Self::ReadOnlyHtml => label("Other HTML where it is only read", "Inny HTML w trybie odczytu"),
            Self::TicketUrl => label("Ticket from an address of the portal", "Bilet z adresu portalu"),
            Self::TwoFields => label("Two HTML fields", "Dwa pola HTML"),
            Self::ExternalControl => label("External custom control", "Zewnętrzna kontrolka"),
            Self::Extension => label("Form field extension", "Rozszerzenie pola formularza"),
        }
    }

    pub(super) fn design(self) -> Design {
        let html_field = |content| Design { html_field: Cow::Borrowed(content), ..Design::default() };
        match self {
            Self::HtmlField => html_field(HTML_FIELD),
            Self::ReadOnlyHtml => {
                Design { html_field_read_only: Some(Cow::Borrowed(READ_ONLY)), ..html_field(HTML_FIELD) }
            }
            Self::TicketUrl => html_field(TICKET_URL),
            Self::TwoFields => {
                Design { second_html_field: Some(Cow::Borrowed(SECOND)), ..html_field(HTML_FIELD) }
            }
            Self::ExternalControl => Design {
                external_control: serde_json::from_str(EXTERNAL_CONTROL).ok(),
                ..html_field(HTML_FIELD)
            },
            Self::Extension => {
                Design { extension: serde_json::from_str(EXTENSION).ok(), ..html_field(HTML_FIELD) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_design_has_a_name_of_its_own() {
        for design in Ready::ALL {
            assert_eq!(Ready::from_name(design.name()), Some(design));
        }
    }

    #[test]
    fn the_configurations_are_json() {
        assert!(Ready::Extension.design().extension.is_some());
        assert!(Ready::ExternalControl.design().external_control.is_some());
    }

    #[test]
    fn only_a_design_with_other_content_for_reading_shows_it() {
        let plain = Ready::HtmlField.design();
        assert_eq!(plain.html_field(true), plain.html_field(false));
        let two = Ready::ReadOnlyHtml.design();
        assert_ne!(two.html_field(true), two.html_field(false));
    }
}
