//! The profiles as they are now. Those that have a file of their own are read again when it changes, without a restart;
//! one with mistakes leaves the profile that runs as it is.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::{Dict, Value};

use super::account::{Account, Grant};
use super::folder;
use super::profile::Profile;
use super::reader::{Findings, Mistake, Section};
use super::{ENV_PREFIX, PROFILES};

/// All profiles by name. Clones share them.
#[derive(Clone, Default)]
pub struct Profiles {
    known: Arc<RwLock<Known>>,
}

#[derive(Default)]
struct Known {
    running: BTreeMap<String, Arc<Profile>>,
    /// What keeps a file from being taken, by the profile's name.
    mistakes: BTreeMap<String, Vec<Mistake>>,
}

impl fmt::Debug for Profiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.read(|known| known.running.keys().cloned().collect::<Vec<_>>())).finish()
    }
}

impl Profiles {
    pub(super) fn new(running: BTreeMap<String, Arc<Profile>>) -> Self {
        Self { known: Arc::new(RwLock::new(Known { running, ..Known::default() })) }
    }

    /// The profile of that name.
    pub fn get(&self, name: &str) -> Option<Arc<Profile>> {
        self.read(|known| known.running.get(name).cloned())
    }

    /// Whether there is one of that name.
    pub fn contains(&self, name: &str) -> bool {
        self.read(|known| known.running.contains_key(name))
    }

    /// All of them, by name.
    pub fn all(&self) -> Vec<Arc<Profile>> {
        self.read(|known| known.running.values().cloned().collect())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.read(|known| known.running.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Files that were changed and cannot be used: name of the profile, and what is wrong.
    pub fn mistakes(&self) -> BTreeMap<String, Vec<Mistake>> {
        self.read(|known| known.mistakes.clone())
    }

    fn read<T>(&self, read: impl FnOnce(&Known) -> T) -> T {
        read(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, write: impl FnOnce(&mut Known) -> T) -> T {
        write(&mut self.known.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What became of a file that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reloaded {
    /// The profile runs as the file says now.
    Taken(String),
    /// The file is gone, and so is the profile.
    Removed(String),
    /// The file cannot be used; the profile runs on as it was, if there was one.
    Refused(String, Vec<Mistake>),
}

/// Watches the folder `profiles` beside a configuration.
///
/// The files are read again and again, because not every file system tells of changes. An editor may write a file in
/// pieces, or put another in its place: what is seen counts once it was seen twice.
#[derive(Debug)]
pub struct ProfileFolder {
    folder: PathBuf,
    /// Relative paths in profiles start here.
    base: PathBuf,
    profiles: Profiles,
    accounts: BTreeMap<String, Account>,
    /// Profiles that stand in the configuration itself.
    fixed: Vec<String>,
    taken: BTreeMap<String, String>,
    seen: BTreeMap<String, String>,
}

impl ProfileFolder {
    pub(super) fn new(
        base: PathBuf,
        profiles: Profiles,
        accounts: BTreeMap<String, Account>,
        fixed: Vec<String>,
    ) -> Self {
        let folder = base.join(PROFILES);
        let taken = folder::texts(&folder).unwrap_or_default();
        Self { folder, base, profiles, accounts, fixed, seen: taken.clone(), taken }
    }

    /// Looks once, and takes what has changed and stands still.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read: everything is left as it is.
    pub fn look(&mut self) -> anyhow::Result<Vec<Reloaded>> {
        let now = folder::texts(&self.folder)?;
        let before = std::mem::replace(&mut self.seen, now);
        let mut reloaded = Vec::new();
        for (name, text) in &self.seen {
            let is_news = self.taken.get(name) != Some(text);
            if is_news && before.get(name) == Some(text) {
                reloaded.push(self.take(name, text));
                self.taken.insert(name.clone(), text.clone());
            }
        }
        let is_gone = |name: &&String| !self.seen.contains_key(*name) && !before.contains_key(*name);
        let gone: Vec<String> = self.taken.keys().filter(is_gone).cloned().collect();
        for name in gone {
            self.taken.remove(&name);
            self.profiles.write(|known| {
                known.mistakes.remove(&name);
                if !self.fixed.contains(&name) {
                    known.running.remove(&name);
                }
            });
            reloaded.push(Reloaded::Removed(name));
        }
        Ok(reloaded)
    }

    fn take(&self, name: &str, text: &str) -> Reloaded {
        match self.profile(name, text) {
            Ok(profile) => {
                self.profiles.write(|known| {
                    known.mistakes.remove(name);
                    known.running.insert(name.to_owned(), Arc::new(profile));
                });
                Reloaded::Taken(name.to_owned())
            }
            Err(mistakes) => {
                self.profiles.write(|known| known.mistakes.insert(name.to_owned(), mistakes.clone()));
                Reloaded::Refused(name.to_owned(), mistakes)
            }
        }
    }

    fn profile(&self, name: &str, text: &str) -> Result<Profile, Vec<Mistake>> {
        let key = format!("profiles.{name}");
        let mistake = |message: String| vec![Mistake { key: key.clone(), message }];
        if self.fixed.iter().any(|fixed| fixed == name) {
            return Err(mistake("stands in the configuration, too; one of them is too many".to_owned()));
        }
        let file: Dict = Figment::from(Toml::string(text))
            .extract()
            .map_err(|error| mistake(format!("is not TOML: {error}")))?;
        let profiles = Dict::from([(name.to_owned(), Value::from(file))]);
        let dict: Dict = Figment::from(Serialized::default("profiles", profiles))
            .merge(Env::prefixed(ENV_PREFIX).split("__"))
            .extract()
            .map_err(|error| mistake(error.to_string()))?;
        let findings = Findings::default();
        let section = Section::root(&dict, &self.base, &findings).section("profiles").section(name);
        let profile = Profile::read(name, section);
        let mut mistakes = findings.into_mistakes();
        mistakes.extend(mistakes_about_account(&profile, &self.accounts));
        if mistakes.is_empty() { Ok(profile) } else { Err(mistakes) }
    }
}

/// What is wrong with what a profile says of its account, at a start and when it is read again.
pub(super) fn mistakes_about_account(
    profile: &Profile,
    accounts: &BTreeMap<String, Account>,
) -> Vec<Mistake> {
    let mistake = |key: &str, message: String| {
        vec![Mistake { key: format!("profiles.{}.{key}", profile.name), message }]
    };
    let Some(account) = accounts.get(&profile.account) else {
        let known: Vec<&str> = accounts.keys().map(String::as_str).collect();
        let message = format!("there is no account `{}`; there are: {}", profile.account, known.join(", "));
        return mistake("account", message);
    };
    if !profile.act_as.is_empty() && !matches!(account.grant, Grant::JwtBearer { .. }) {
        let message = "needs an account whose `grant` is jwt-bearer: no other one can name a user";
        return mistake("act_as", message.to_owned());
    }
    Vec::new()
}
