//! Lists of ours that travel as names, and only grow.

/// Declares an enum whose values travel as names. One that is not among them is read as `Unknown`.
macro_rules! named_list {
    (
        $(#[doc = $doc:literal])+
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $value:literal, )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
        #[serde(from = "String", into = "&'static str")]
        pub enum $name {
            $( $(#[$variant_meta])* #[serde(rename = $value)] $variant, )+
        }

        impl $name {
            /// The name under which it travels.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $value, )+ }
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                [ $( Self::$variant, )+ ].into_iter().find(|known| known.as_str() == name).unwrap_or(Self::Unknown)
            }
        }

        impl From<$name> for &'static str {
            fn from(value: $name) -> Self {
                value.as_str()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some([ $( $doc, )+ ].join("\n").trim()))
                    .enum_values(Some([ $( $value, )+ ]))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

pub(crate) use named_list;
