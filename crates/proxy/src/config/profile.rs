//! A profile: how one WEBCON process is signed. It plays the part of the plugin's action configuration.

use std::collections::BTreeMap;

use autenti_model::{DocumentStatus, Role, RuleOptions, SignatureType, Visualisation};
use regex::Regex;

use super::reader::Section;
use super::template::Template;

/// How one WEBCON process is signed.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Name, as tickets name it.
    pub name: String,
    /// WEBCON's content database.
    pub database: i32,
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
    /// Where the signed document goes.
    pub signed_document: SignedDocument,
    /// The path to take when a status is reached.
    pub transitions: BTreeMap<String, String>,
    /// An instance of the process, which `check` looks at; none when there is none to look at.
    pub example: Option<i32>,
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

/// Which attachments are signed.
#[derive(Clone, Debug)]
pub struct AttachmentSelection {
    /// How they are chosen.
    pub select: Select,
    /// Of those, the ones whose name matches.
    pub name_matches: Option<Regex>,
}

/// How attachments are chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Select {
    /// All.
    All,
    /// Those without a category.
    WithoutCategory,
    /// Those of one category, given by id, by name or as `id#name`.
    Category(String),
    /// Those whose ids a User Defined API answers, in its order.
    Query(String),
}

/// The recipients item list and its columns, each by name or GUID.
#[derive(Clone, Debug)]
pub struct RecipientColumns {
    /// The item list.
    pub list: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Role.
    pub role: String,
    /// Signature type.
    pub signature_type: String,
    /// Phone number.
    pub phone: Option<String>,
    /// Code sent by SMS to sign.
    pub sms_authorisation: Option<String>,
    /// Code sent by SMS to open.
    pub sms_unlock: Option<String>,
    /// Place in the signing order.
    pub order: Option<String>,
    /// Where the recipient stands; written.
    pub status: Option<String>,
    /// Why the recipient refused; written.
    pub rejection_reason: Option<String>,
    /// Autenti's id of the recipient; written.
    pub autenti_id: Option<String>,
    /// Signs for an organisation.
    pub representative: Option<String>,
    /// VAT number of the organisation.
    pub vat: Option<String>,
    /// Name of the organisation.
    pub organisation: Option<String>,
    /// Position in the organisation.
    pub position: Option<String>,
    /// Link for signing; written in List mode.
    pub link: Option<String>,
    /// No reminders for this recipient.
    pub block_reminder: Option<String>,
    /// Adds rows for recipients that the list does not have.
    pub add_missing: bool,
}

/// Where the signed document goes.
#[derive(Clone, Debug)]
pub struct SignedDocument {
    /// Its name; none for Autenti's.
    pub file_name: Option<Template>,
    /// WEBCON's category, `id#name`; none for no category.
    pub category: Option<String>,
    /// Replaces an attachment of the same name by a new version.
    pub overwrite: bool,
    /// Saved on the instance as soon as everybody has signed, without being asked.
    pub attach_when_completed: bool,
    /// With it, the signature card as a file of its own.
    pub signature_card: bool,
    /// With it, Autenti's archive of everything.
    pub archive: bool,
}

impl Profile {
    pub(super) fn read(name: &str, section: Section<'_>) -> Self {
        let profile = Self {
            name: name.to_owned(),
            database: database(&section),
            title: template(&section, "title", true),
            message: template(&section, "message", false),
            language: language(&section),
            send_as_organisation: section.flag("send_as_organisation"),
            visualisation: visualisation(&section),
            labels: labels(&section),
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
            recipients: RecipientColumns::read(section.section("recipients")),
            signed_document: SignedDocument::read(section.section("signed_document")),
            transitions: transitions(&section.section("transitions")),
            example: section.read("example", None, |text| match text.parse() {
                Ok(0) => Ok(None),
                Ok(id) if id > 0 => Ok(Some(id)),
                _ => Err(format!("`{text}` is not the id of an instance")),
            }),
        };
        if profile.rules.signing_order && profile.recipients.order.is_none() {
            section.mistake("recipients.order", "is missing: a signing order needs the column of the places");
        }
        section.finish();
        profile
    }
}

fn database(section: &Section<'_>) -> i32 {
    let text = section.required("database");
    text.trim().parse().ok().filter(|number| *number > 0).unwrap_or_else(|| {
        if !text.trim().is_empty() {
            section.mistake("database", format!("`{text}` is not the number of a WEBCON content database"));
        }
        0
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

impl AttachmentSelection {
    fn read(section: Section<'_>) -> Self {
        let how = section.text_or("select", "category");
        let category = section.text("category");
        let query = section.text("query");
        let select = match (how.as_str(), category.trim(), query.trim()) {
            ("category", "all", _) => Select::All,
            ("category", "none", _) => Select::WithoutCategory,
            ("category", "", _) => {
                section.mistake("category", "is missing: a category as id#name, \"all\" or \"none\"");
                Select::All
            }
            ("category", category, _) => Select::Category(category.to_owned()),
            ("query", _, "") => {
                section.mistake("query", "is missing: the path of a WEBCON User Defined API");
                Select::All
            }
            ("query", _, path) => Select::Query(path.to_owned()),
            (other, ..) => {
                section.mistake("select", format!("`{other}` is neither category nor query"));
                Select::All
            }
        };
        let name_matches = section.read("name_matches", None, |text| match text {
            "" => Ok(None),
            pattern => Regex::new(pattern).map(Some).map_err(|error| {
                // The last line of the message says what is wrong; the lines before draw the pattern.
                let why = error.to_string();
                format!("is not a regular expression: {}", why.lines().last().unwrap_or_default())
            }),
        });
        section.finish();
        Self { select, name_matches }
    }
}

impl RecipientColumns {
    fn read(section: Section<'_>) -> Self {
        let columns = Self {
            list: section.required("list"),
            first_name: section.required("first_name"),
            last_name: section.required("last_name"),
            email: section.required("email"),
            role: section.required("role"),
            signature_type: section.required("signature_type"),
            phone: optional(&section, "phone"),
            sms_authorisation: optional(&section, "sms_authorisation"),
            sms_unlock: optional(&section, "sms_unlock"),
            order: optional(&section, "order"),
            status: optional(&section, "status"),
            rejection_reason: optional(&section, "rejection_reason"),
            autenti_id: optional(&section, "autenti_id"),
            representative: optional(&section, "representative"),
            vat: optional(&section, "vat"),
            organisation: optional(&section, "organisation"),
            position: optional(&section, "position"),
            link: optional(&section, "link"),
            block_reminder: optional(&section, "block_reminder"),
            add_missing: section.flag("add_missing"),
        };
        section.finish();
        columns
    }
}

impl SignedDocument {
    fn read(section: Section<'_>) -> Self {
        let file_name = template(&section, "file_name", false);
        let signed = Self {
            file_name: Some(file_name).filter(|name| !name.is_empty()),
            category: optional(&section, "category"),
            overwrite: section.flag("overwrite"),
            attach_when_completed: section.flag("attach_when_completed"),
            signature_card: section.flag("signature_card"),
            archive: section.flag("archive"),
        };
        section.finish();
        signed
    }
}
