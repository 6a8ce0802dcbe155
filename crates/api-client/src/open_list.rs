//! Lists that a service may extend at any time: an enum of the values known today, and the rest as text.

/// Declares an enum whose values travel as text and which keeps values it does not know.
///
/// Blanks around a value are dropped when it is read, and a prefix, where the list has one, is optional.
///
/// ```
/// api_client::open_list! {
///     /// What a participant is asked to do.
///     pub enum Role with prefix "ROLE:" {
///         /// Signs.
///         Signer = "SIGNER",
///     }
/// }
///
/// assert_eq!(Role::from("ROLE:SIGNER"), Role::Signer);
/// assert_eq!(Role::Signer.on_the_wire(), "ROLE:SIGNER");
/// assert_eq!(Role::from("WITNESS"), Role::Unknown("WITNESS".to_owned()));
/// ```
#[macro_export]
macro_rules! open_list {
    (
        $(#[$meta:meta])*
        pub enum $name:ident $(with prefix $prefix:literal)? {
            $( $(#[$variant_meta:meta])* $variant:ident = $value:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A value that was not known when this was written, as it came; empty when there was none.
            Unknown(String),
        }

        impl $name {
            /// What every value of the list starts with on the wire; empty for most lists.
            pub const PREFIX: &'static str = concat!($($prefix)?);

            /// The value as the service writes it, without [`PREFIX`](Self::PREFIX).
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $value, )+
                    Self::Unknown(value) => value,
                }
            }

            /// Whether the value was known when this was written.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }

            /// The value with [`PREFIX`](Self::PREFIX), as it travels.
            pub fn on_the_wire(&self) -> String {
                format!("{}{self}", Self::PREFIX)
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                let value = value.trim();
                match value.strip_prefix(Self::PREFIX).unwrap_or(value) {
                    $( $value => Self::$variant, )+
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <Option<String> as $crate::serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from(value.as_deref().unwrap_or_default()))
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Unknown(String::new())
            }
        }
    };
}
