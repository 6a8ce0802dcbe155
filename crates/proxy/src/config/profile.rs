//! A profile: how one WEBCON process is signed. It plays the part of the plugin's action configuration.

mod attachments;
mod columns;
mod fixed_recipient;
mod reminders;
mod signed_document;

use std::collections::BTreeMap;
use std::time::Duration;

use autenti_model::{DocumentStatus, Role, RuleOptions, SignatureType, Visualisation};
use webcon::{DatabaseId, ElementId};

pub use attachments::{AttachmentSelection, Select};
pub use columns::{Holds, Purpose, RecipientColumn, RecipientColumns};
pub use fixed_recipient::FixedRecipient;
pub use reminders::Reminders;
pub use signed_document::SignedDocument;

use super::account::DEFAULT_ACCOUNT;
use super::reader::Section;
use super::template::Template;

/// How one WEBCON process is signed.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Name, as tickets name it.
    pub name: String,
    /// WEBCON's content database.
    pub database: DatabaseId,
    /// WEBCON's process, by GUID or id; none when an instance of any process is taken.
    pub process: Option<String>,
    /// The account that sends.
    pub account: String,
    /// The user in whose name it is sent; empty for the account's own.
    pub act_as: Template,
    /// What is done with an Autenti id that only the form knows.
    pub adopt: Adoption,
    /// What the document is called.
    pub title: Template,
    /// Message to the recipients.
    pub message: Template,
    /// Language of Autenti's messages and signing page, as a code or a field that holds one.
    pub language: Template,
    /// Sent as the organisation rather than as the system user.
    pub send_as_organisation: bool,
    /// Where the signatures are shown: `card`, `manual`, or a field that holds one.
    pub visualisation: Template,
    /// Ids of labels, or fields that hold them.
    pub labels: Vec<Template>,
    /// Takes PDFs that open without a password but restrict changes.
    pub allow_restricted_pdf: bool,
    /// Ends somebody's checkout after so long; none to leave it alone.
    pub take_checkout_after: Option<Duration>,
    /// Another document may be sent once the one before is completed.
    pub again_after_completed: bool,
    /// The proxy reminds by itself.
    pub reminders: Option<Reminders>,
    /// What a link for signing is called where it is written to the form; none for our own words.
    pub link_text: Option<String>,
    /// What is asked of the recipients.
    pub rules: RuleOptions,
    /// The form's fields.
    pub fields: Fields,
    /// Which attachments are signed.
    pub attachments: AttachmentSelection,
    /// The recipients item list.
    pub recipients: RecipientColumns,
    /// Recipients who stand in fields of the form.
    pub fixed_recipients: Vec<FixedRecipient>,
    /// Where the signed document goes.
    pub signed_document: SignedDocument,
    /// What is added to each draft as it is, after what the account adds.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// The path to take when a status is reached.
    pub transitions: BTreeMap<String, String>,
    /// An instance of the process, which `check` looks at; none when there is none to look at.
    pub example: Option<ElementId>,
}

/// What is done with an Autenti id that stands in the form, and of which nothing else is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Adoption {
    /// It is a claim, and not believed.
    #[default]
    Never,
    /// It is taken over when the document's recipients are those of the item list.
    WhenRecipientsMatch,
}

/// The form's fields, each by name or GUID.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Holds Autenti's id of the document.
    pub autenti_id: String,
    /// Holds the status of the document; none when it is not wanted.
    pub status: Option<String>,
    /// Holds a link for signing; none when it is not wanted.
    pub link: Option<String>,
}

impl Profile {
    pub(super) fn read(name: &str, section: Section<'_>) -> Self {
        let profile = Self {
            name: name.to_owned(),
            database: database(&section),
            process: optional(&section, "process"),
            account: section.text_or("account", DEFAULT_ACCOUNT),
            act_as: template(&section, "act_as", false),
            adopt: section.read("adopt", Adoption::Never, |text| match text {
                "never" => Ok(Adoption::Never),
                "when-recipients-match" => Ok(Adoption::WhenRecipientsMatch),
                other => Err(format!("`{other}` is neither never nor when-recipients-match")),
            }),
            title: template(&section, "title", true),
            message: template(&section, "message", false),
            language: language(&section),
            send_as_organisation: section.flag("send_as_organisation"),
            visualisation: visualisation(&section),
            labels: labels(&section),
            allow_restricted_pdf: section.flag("allow_restricted_pdf"),
            take_checkout_after: section.optional_duration("take_checkout_after"),
            again_after_completed: section.flag("again_after_completed"),
            reminders: Reminders::read(section.section("reminders")),
            link_text: optional(&section, "link_text"),
            rules: RuleOptions {
                signing_order: section.flag("signing_order"),
                roles: known(&section, "roles", Role::KNOWN, |text| Role::from(text), Role::as_str),
                signature_types: known(
                    &section,
                    "signature_types",
                    SignatureType::KNOWN,
                    |text| SignatureType::from(text),
                    SignatureType::as_str,
                ),
            },
            fields: Fields::read(section.section("fields")),
            attachments: AttachmentSelection::read(section.section("attachments")),
            recipients: RecipientColumns::read(
                section.section("recipients"),
                section.has_values("fixed_recipients"),
            ),
            fixed_recipients: section
                .tables("fixed_recipients")
                .into_iter()
                .map(FixedRecipient::read)
                .collect(),
            signed_document: SignedDocument::read(section.section("signed_document")),
            extra: section.json("extra"),
            transitions: transitions(&section.section("transitions")),
            example: section.read("example", None, |text| match text.parse() {
                Ok(0) => Ok(None),
                Ok(id) if id > 0 => Ok(Some(ElementId(id))),
                _ => Err(format!("`{text}` is not the id of an instance")),
            }),
        };
        if profile.rules.signing_order && profile.recipients.name(RecipientColumn::Order).is_none() {
            section.mistake("recipients.order", "is missing: a signing order needs the column of the places");
        }
        section.finish();
        profile
    }
}

fn database(section: &Section<'_>) -> DatabaseId {
    let text = section.required("database");
    text.trim().parse().ok().filter(|id: &DatabaseId| id.0 > 0).unwrap_or_else(|| {
        if !text.trim().is_empty() {
            section.mistake("database", format!("`{text}` is not the number of a WEBCON content database"));
        }
        DatabaseId(0)
    })
}

/// The language when the profile, or the field that it names, says none.
pub const DEFAULT_LANGUAGE: &str = "pl";

/// Whether it is a language of Autenti's messages.
pub fn is_language(code: &str) -> bool {
    autenti_model::lookups::LANGUAGES.iter().any(|(known, _)| *known == code)
}

fn language(section: &Section<'_>) -> Template {
    let text = section.text_or("language", DEFAULT_LANGUAGE);
    let language = Template::parse(&text).and_then(|template| match template.constant() {
        Some(code) if !is_language(&code) => Err(format!("`{code}` is not a language of Autenti")),
        _ => Ok(template),
    });
    language.unwrap_or_else(|message| {
        section.mistake("language", message);
        Template::default()
    })
}

/// Where signatures are shown, by its name in a profile or by its number in the look-up (facts: plugin, "Signature
/// visualisations").
pub fn visualisation_of(text: &str) -> Option<Visualisation> {
    match text.trim() {
        "card" | "0" => Some(Visualisation::Card),
        "manual" | "1" => Some(Visualisation::Manual),
        _ => None,
    }
}

fn visualisation(section: &Section<'_>) -> Template {
    let text = section.text_or("visualisation", "card");
    let visualisation = Template::parse(&text).and_then(|template| match template.constant() {
        Some(name) if visualisation_of(&name).is_none() => {
            Err(format!("`{name}` is neither card nor manual"))
        }
        _ => Ok(template),
    });
    visualisation.unwrap_or_else(|message| {
        section.mistake("visualisation", message);
        Template::default()
    })
}

fn labels(section: &Section<'_>) -> Vec<Template> {
    let label = |text: &String| match Template::parse(text) {
        Ok(template) => Some(template).filter(|template| !template.is_empty()),
        Err(message) => {
            section.mistake("labels", message);
            None
        }
    };
    section.list("labels").unwrap_or_default().iter().filter_map(label).collect()
}

fn transitions(section: &Section<'_>) -> BTreeMap<String, String> {
    let mut transitions = BTreeMap::new();
    for (status, path) in section.texts_by_name() {
        let known = DocumentStatus::from(status.as_str());
        if !known.is_known() {
            section.mistake(&status, "there is no such status");
        }
        if !path.trim().is_empty() {
            transitions.insert(known.as_str().to_owned(), path.trim().to_owned());
        }
    }
    transitions
}

fn template(section: &Section<'_>, key: &str, required: bool) -> Template {
    let text = if required { section.required(key) } else { section.text(key) };
    Template::parse(&text).unwrap_or_else(|message| {
        section.mistake(key, message);
        Template::default()
    })
}

/// A list of values that must all be known; all of them when the key is missing.
fn known<T: Clone + PartialEq>(
    section: &Section<'_>,
    key: &str,
    all: &[T],
    read: impl Fn(&str) -> T,
    name: impl Fn(&T) -> &str,
) -> Vec<T> {
    let Some(texts) = section.list(key) else { return all.to_vec() };
    let values: Vec<T> = texts.iter().map(|text| read(text)).collect();
    for value in values.iter().filter(|value| !all.contains(value)) {
        let known: Vec<&str> = all.iter().map(&name).collect();
        section.mistake(key, format!("`{}` is not one of {}", name(value), known.join(", ")));
    }
    values
}

/// A name that may be left out or be empty.
fn optional(section: &Section<'_>, key: &str) -> Option<String> {
    Some(section.text(key).trim().to_owned()).filter(|name| !name.is_empty())
}

impl Fields {
    fn read(section: Section<'_>) -> Self {
        let fields = Self {
            autenti_id: section.required("autenti_id"),
            status: optional(&section, "status"),
            link: optional(&section, "link"),
        };
        section.finish();
        fields
    }
}
