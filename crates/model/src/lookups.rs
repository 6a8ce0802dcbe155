//! Look-ups: the rows that choice fields of a form offer.

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::pairs::Pairs;
use crate::texts::{Lang, Text};
use crate::words::{DocumentStatus, RecipientStatus, Role, SignatureType, Visualisation};

/// A source of look-up rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// States of a document.
    DocumentStatuses,
    /// What recipients can be asked to do.
    RecipientRoles,
    /// Where a recipient stands.
    RecipientStatuses,
    /// Which signatures can be asked for.
    SignatureTypes,
    /// Languages of Autenti's messages and signing page.
    Languages,
    /// Where signatures are shown.
    Visualisations,
    /// Labels of the organisation, read from Autenti.
    Labels,
}

impl Source {
    /// All sources.
    pub const ALL: &'static [Self] = &[
        Self::DocumentStatuses,
        Self::RecipientRoles,
        Self::RecipientStatuses,
        Self::SignatureTypes,
        Self::Languages,
        Self::Visualisations,
        Self::Labels,
    ];

    /// The name under which the source is asked for.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DocumentStatuses => "document-statuses",
            Self::RecipientRoles => "recipient-roles",
            Self::RecipientStatuses => "recipient-statuses",
            Self::SignatureTypes => "signature-types",
            Self::Languages => "languages",
            Self::Visualisations => "visualisations",
            Self::Labels => "labels",
        }
    }

    /// The source of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|source| source.as_str() == name).copied()
    }

    /// The rows of a fixed source; none for [`Labels`](Self::Labels), which Autenti knows.
    pub fn rows(self, lang: Lang) -> Option<Vec<LookupRow>> {
        let row = |(id, text): (&str, Text)| {
            let ours = |lang| text.as_choice(lang).unwrap_or_default();
            // A page may call a choice something else; what is written to WEBCON is called as WEBCON calls it.
            let shown =
                |lang| Some(text.get(lang)).filter(|name| !name.is_empty()).unwrap_or_else(|| ours(lang));
            LookupRow { value: format!("{id}#{}", ours(lang)), ..LookupRow::new(id, shown, lang) }
        };
        Some(self.choices()?.into_iter().map(row).collect())
    }

    /// The choices of a fixed source: id, and what it is called; none for [`Labels`](Self::Labels).
    pub fn choices(self) -> Option<Vec<(&'static str, Text)>> {
        fn all<T>(
            values: &'static [T],
            id: impl Fn(&'static T) -> &'static str,
            text: impl Fn(&'static T) -> Option<Text>,
        ) -> Vec<(&'static str, Text)> {
            values.iter().filter_map(|value| Some((id(value), text(value)?))).collect()
        }
        Some(match self {
            Self::DocumentStatuses => {
                all(DocumentStatus::KNOWN, DocumentStatus::as_str, DocumentStatus::text)
            }
            Self::RecipientRoles => all(Role::KNOWN, Role::as_str, Role::text),
            Self::RecipientStatuses => {
                all(RecipientStatus::KNOWN, RecipientStatus::as_str, RecipientStatus::text)
            }
            Self::SignatureTypes => all(SignatureType::KNOWN, SignatureType::as_str, SignatureType::text),
            Self::Languages => LANGUAGES.to_vec(),
            Self::Visualisations => all(Visualisation::KNOWN, |v| v.number(), |v| Some(v.text())),
            Self::Labels => return None,
        })
    }
}

/// One choice. It travels as a flat object, as a WEBCON REST data source reads it: `{id, name, namePl, nameDe, value}`,
/// with a name for each language of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupRow {
    /// What is stored and compared.
    pub id: String,
    names: Vec<(Lang, String)>,
    /// WEBCON's `id#name`, with the name in the language asked for.
    pub value: String,
}

impl LookupRow {
    /// A row from an id and its names.
    pub fn new<'a>(id: &str, name: impl Fn(Lang) -> &'a str, lang: Lang) -> Self {
        Self {
            id: id.to_owned(),
            names: Lang::ALL.iter().map(|&lang| (lang, name(lang).to_owned())).collect(),
            value: format!("{id}#{}", name(lang)),
        }
    }

    /// What the choice is called in the language.
    pub fn name(&self, lang: Lang) -> &str {
        self.names.iter().find(|(known, _)| *known == lang).map_or("", |(_, name)| name)
    }
}

/// The property that holds the name in the language: `name` for English, else as `namePl`.
pub fn name_property(lang: Lang) -> String {
    let mut property = "name".to_owned();
    if lang != Lang::En {
        let (first, rest) = lang.tag().split_at(1);
        property.push_str(&first.to_ascii_uppercase());
        property.push_str(rest);
    }
    property
}

impl Serialize for LookupRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(Some(self.names.len() + 2))?;
        row.serialize_entry("id", &self.id)?;
        for (lang, name) in &self.names {
            row.serialize_entry(&name_property(*lang), name)?;
        }
        row.serialize_entry("value", &self.value)?;
        row.end()
    }
}

impl<'de> Deserialize<'de> for LookupRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let row = Pairs::deserialize(deserializer)?;
        let take = |property: &str| row.get(property).unwrap_or_default().to_owned();
        let names = Lang::ALL.iter().map(|&lang| (lang, take(&name_property(lang)))).collect();
        Ok(Self { id: take("id"), names, value: take("value") })
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for LookupRow {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{ObjectBuilder, Type};
        let text =
            |described: String| ObjectBuilder::new().schema_type(Type::String).description(Some(described));
        let id = text("What is stored and compared.".to_owned());
        let value = text("WEBCON's `id#name`, with the name in the language asked for.".to_owned());
        let row = ObjectBuilder::new()
            .description(Some("One choice. A flat object, as a WEBCON REST data source reads it."))
            .property("id", id)
            .required("id");
        let row = Lang::ALL.iter().fold(row, |row, &lang| {
            let property = name_property(lang);
            row.property(&property, text(format!("{} name.", lang.english_name()))).required(property)
        });
        row.property("value", value).required("value").into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for LookupRow {}

/// Keeps the rows whose id is in `only`, a comma-separated list; an empty list keeps all.
pub fn keep_only(mut rows: Vec<LookupRow>, only: &str) -> Vec<LookupRow> {
    let wanted: Vec<&str> = only.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if !wanted.is_empty() {
        rows.retain(|row| wanted.iter().any(|id| id.eq_ignore_ascii_case(&row.id)));
    }
    rows
}

/// The part of WEBCON's `id#name` that is compared: what stands before the first `#`.
pub fn id_of(pair: &str) -> &str {
    pair.split_once('#').map_or(pair, |(id, _)| id).trim()
}

/// Whether two values of a field are the same. Choices are if their ids are: the name is in whatever language it was
/// written in. (A link also holds a `#` now and then; it is no choice.)
pub fn is_same_choice(one: &str, other: &str) -> bool {
    let id = |value: &str| {
        let (id, _) = value.split_once('#')?;
        (!id.is_empty() && !id.contains([':', ';'])).then(|| id.to_owned())
    };
    match (id(one), id(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

/// Languages of Autenti's messages (facts: plugin, "Available languages").
pub const LANGUAGES: &[(&str, Text)] = &[
    ("cs", Text::LanguageCs),
    ("da", Text::LanguageDa),
    ("de", Text::LanguageDe),
    ("el", Text::LanguageEl),
    ("en", Text::LanguageEn),
    ("es", Text::LanguageEs),
    ("fi", Text::LanguageFi),
    ("fr", Text::LanguageFr),
    ("ga", Text::LanguageGa),
    ("hr", Text::LanguageHr),
    ("hu", Text::LanguageHu),
    ("it", Text::LanguageIt),
    ("lt", Text::LanguageLt),
    ("lv", Text::LanguageLv),
    ("mt", Text::LanguageMt),
    ("nl", Text::LanguageNl),
    ("no", Text::LanguageNo),
    ("pl", Text::LanguagePl),
    ("ro", Text::LanguageRo),
    ("ru", Text::LanguageRu),
    ("sk", Text::LanguageSk),
    ("sl", Text::LanguageSl),
    ("sv", Text::LanguageSv),
    ("uk", Text::LanguageUk),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fixed_source_answers_in_every_language() {
        for source in Source::ALL {
            let Some(rows) = source.rows(Lang::En) else {
                assert_eq!(*source, Source::Labels);
                continue;
            };
            insta::assert_json_snapshot!(source.as_str(), rows);
        }
    }

    #[test]
    fn what_a_fixed_source_offers_is_named_among_the_choices() {
        let offered = Source::ALL.iter().filter_map(|source| source.choices()).flatten();
        for (id, text) in offered {
            for &lang in Lang::ALL {
                assert_eq!(text.as_choice(lang), Some(text.get(lang)), "{id} in {}", lang.tag());
            }
        }
        assert_eq!(Text::PanelName.as_choice(Lang::En), None);
    }

    #[test]
    fn the_value_is_webcons_pair_in_the_language_asked_for() {
        let rows = Source::RecipientRoles.rows(Lang::Pl).unwrap();
        assert_eq!(rows[0].value, "SIGNER#Podpisujący");
        assert_eq!(rows[0].name(Lang::En), "Signer");
    }

    #[test]
    fn a_row_reads_back_as_it_was_written_with_a_name_in_every_language() {
        let row = LookupRow::new("1", |lang| lang.english_name(), Lang::De);
        let json = serde_json::to_value(&row).unwrap();
        for lang in Lang::ALL {
            assert_eq!(json[name_property(*lang)], lang.english_name());
        }
        assert_eq!(json["nameDe"], "German");
        assert_eq!(json["value"], "1#German");
        assert_eq!(serde_json::from_value::<LookupRow>(json).unwrap(), row);
    }

    #[test]
    fn only_limits_the_rows_and_ignores_what_it_does_not_know() {
        let rows = Source::RecipientRoles.rows(Lang::En).unwrap();
        let ids: Vec<_> = keep_only(rows, " viewer,,SIGNER,NOBODY").into_iter().map(|row| row.id).collect();
        assert_eq!(ids, ["SIGNER", "VIEWER"]);
    }

    #[test]
    fn choices_are_the_same_if_their_ids_are_and_other_values_if_they_are_equal() {
        assert!(is_same_choice("SIGNER#Signer", "SIGNER#Podpisujący"));
        assert!(!is_same_choice("SIGNER#Signer", "VIEWER#Signer"));
        assert!(!is_same_choice("SIGNER", "SIGNER#Signer"));
        assert!(is_same_choice("Anna", "Anna"));
        assert!(!is_same_choice(
            "link:https://a.example/#1;displayname:a",
            "link:https://a.example/#2;displayname:a"
        ));
        assert!(!is_same_choice("#a", "#b"));
    }

    #[test]
    fn the_id_of_a_pair_stands_before_the_first_hash() {
        assert_eq!(id_of("SIGNER#Signer #1"), "SIGNER");
        assert_eq!(id_of("SIGNER"), "SIGNER");
        assert_eq!(id_of("COMPLETED #x"), "COMPLETED");
        assert_eq!(id_of(""), "");
    }
}
