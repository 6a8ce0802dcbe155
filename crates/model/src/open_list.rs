//! Lists that Autenti may extend at any time: an enum of the values known today, and the rest as text.

/// Declares an enum whose values travel as text and which keeps values it does not know.
///
/// Blanks around a value are dropped when it is read, and its case makes no difference: WEBCON's own dictionary
/// of statuses holds `"COMPLETED "` (facts: plugin's data sources), and a cell may hold what somebody typed.
macro_rules! open_list {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $value:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A value that was not known when this was written, as it came.
            Unknown(String),
        }

        impl $name {
            /// The values known today, in the order in which they are offered.
            pub const KNOWN: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The value as Autenti writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $value, )+
                    Self::Unknown(value) => value,
                }
            }

            /// Whether the value is one of [`KNOWN`](Self::KNOWN).
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                let value = value.trim();
                let known = Self::KNOWN.iter().find(|known| known.as_str().eq_ignore_ascii_case(value));
                known.cloned().unwrap_or_else(|| Self::Unknown(value.to_owned()))
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <String as serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from(value.as_str()))
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some(concat!("Open list; values known today: ", $( "`", $value, "` ", )+)))
                    .examples([ $( $value, )+ ])
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

pub(crate) use open_list;
use serde::{Deserialize, Deserializer};

/// Reads several values, which travel as texts.
pub(crate) fn read<'de, D, Value>(deserializer: D) -> Result<Vec<Value>, D::Error>
where
    D: Deserializer<'de>,
    Value: for<'a> From<&'a str>,
{
    let texts = Vec::<String>::deserialize(deserializer)?;
    Ok(texts.iter().map(|text| Value::from(text)).collect())
}
