//! `[integration]`: the keys of servers that call the proxy, each with what it may be used for.

use ipnet::IpNet;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use super::reader::Section;

/// The key of a server that calls the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrationKey {
    /// Whose key it is.
    pub name: String,
    /// SHA-256 of the key.
    pub sha256: [u8; 32],
    /// The profiles that it may be used for; none for all.
    pub profiles: Option<Vec<String>>,
    /// What it may be used for; none for everything.
    pub may: Option<Vec<KeyRight>>,
    /// Where it may be used from; none for everywhere.
    pub networks: Option<Vec<IpNet>>,
    /// The last day on which it is good, in UTC; none for no end.
    pub expires: Option<Date>,
}

/// What a key may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRight {
    /// Make tickets.
    Tickets,
    /// Read a signing and do what a ticket permits, as an automation.
    Actions,
    /// Read look-ups that not everybody may read.
    Lookups,
}

impl KeyRight {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Tickets, Self::Actions, Self::Lookups];

    /// The name in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tickets => "tickets",
            Self::Actions => "actions",
            Self::Lookups => "lookups",
        }
    }
}

impl IntegrationKey {
    /// Whether its last day is over.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|last| now.to_zoned(TimeZone::UTC).date() > last)
    }

    fn read(section: Section<'_>) -> Self {
        let key = Self {
            name: section.required("name"),
            sha256: digest(&section),
            profiles: some(&section, "profiles"),
            may: some(&section, "may").map(|names| rights(&section, &names)),
            networks: some(&section, "networks")
                .map(|texts| super::limits::networks(&section, "networks", &texts)),
            expires: section.read("expires", None, |text| match text {
                "" => Ok(None),
                text => {
                    text.parse().map(Some).map_err(|_| format!("`{text}` is not a day such as 2027-12-31"))
                }
            }),
        };
        if key.profiles.is_none() && key.may.is_none() {
            let warning =
                format!("`{}` may do everything: `may` and `profiles` say what it is for", key.name);
            section.warn("may", warning);
        }
        section.finish();
        key
    }
}

/// A list that is left out for everything, and so must not be empty.
fn some(section: &Section<'_>, key: &str) -> Option<Vec<String>> {
    let list = section.list(key)?;
    if list.is_empty() {
        section.mistake(key, "is empty, so that the key is good for nothing; leave it out for everything");
    }
    Some(list)
}

fn rights(section: &Section<'_>, names: &[String]) -> Vec<KeyRight> {
    let right = |name: &String| {
        let right = KeyRight::ALL.iter().find(|right| right.as_str() == name.trim()).copied();
        if right.is_none() {
            let known: Vec<_> = KeyRight::ALL.iter().map(|right| right.as_str()).collect();
            section.mistake("may", format!("`{name}` is not one of {}", known.join(", ")));
        }
        right
    };
    names.iter().filter_map(right).collect()
}

/// All keys.
pub(super) fn integration_keys(section: Section<'_>) -> Vec<IntegrationKey> {
    let keys: Vec<_> = section.tables("keys").into_iter().map(IntegrationKey::read).collect();
    for (place, key) in keys.iter().enumerate() {
        let before = keys.get(..place).unwrap_or_default();
        if before.iter().any(|other| other.name == key.name) {
            let message =
                format!("two are called `{}`: the log and the metrics tell keys by their names", key.name);
            section.mistake("keys.name", message);
        }
        if key.sha256 != [0; 32] && before.iter().any(|other| other.sha256 == key.sha256) {
            section.mistake("keys.sha256", format!("`{}` stands there twice", key.name));
        }
    }
    section.finish();
    keys
}

fn digest(section: &Section<'_>) -> [u8; 32] {
    let Some(text) = section.filled("sha256") else { return [0; 32] };
    from_hex(text.trim()).unwrap_or_else(|message| {
        section.mistake("sha256", format!("{message}; `printf %s KEY | sha256sum` makes it from a key"));
        [0; 32]
    })
}

fn from_hex(hex: &str) -> Result<[u8; 32], String> {
    let wrong = || "is not a SHA-256 sum of 64 hexadecimal digits".to_owned();
    let digits: Vec<u8> = hex
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()
        .ok_or_else(wrong)?;
    let bytes: Vec<u8> =
        digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if digits.len() == 64 { bytes.try_into().map_err(|_| wrong()) } else { Err(wrong()) }
}
