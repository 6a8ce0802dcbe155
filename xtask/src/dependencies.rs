//! Who may use whom inside a crate: a table of modules, and a check that reads the sources.
//!
//! Cargo keeps crates apart; nothing keeps the modules of one crate from running in circles. So each of them is listed
//! with those that it may use, and a name that the table does not permit is reported with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell::root;

/// A crate whose modules keep to a table.
struct ModuleTable {
    /// Where its sources are.
    sources: &'static str,
    /// Each module of the crate's root, and those that it may use. The root itself (`lib.rs`) may use all.
    modules: &'static [(&'static str, &'static [&'static str])],
}

/// The crates that are checked.
const TABLES: &[ModuleTable] = &[
    ModuleTable {
        sources: "src",
        // Data flows one way: what is shown uses what is known, and that uses the network and the page, never upwards.
        modules: &[
            ("leaks", &[]),
            ("action", &[]),
            ("rules", &[]),
            ("dom", &["leaks"]),
            ("host", &["dom"]),
            ("net", &["dom"]),
            ("lookups", &["net"]),
            ("state", &["action", "net", "host", "dom", "leaks"]),
            ("actions", &["action", "state", "net", "dom"]),
            ("view", &["action", "state", "net", "dom"]),
            ("elements", &["action", "actions", "view", "state", "lookups", "net", "host", "dom", "leaks"]),
        ],
    },
    ModuleTable {
        sources: "crates/proxy/src",
        // Request → action → job → client; jobs never call actions, and nothing calls upwards.
        modules: &[
            ("clock", &[]),
            ("timing", &[]),
            ("digest", &[]),
            ("keyed_mutex", &[]),
            ("pdf", &[]),
            ("failure", &[]),
            ("upstream", &["failure"]),
            ("plan", &[]),
            ("document", &["plan"]),
            ("config", &["digest"]),
            ("store", &["failure", "document", "plan", "timing"]),
            ("accounts", &["config", "failure", "store", "timing"]),
            ("auth", &["clock", "config", "digest", "failure", "store"]),
            ("metrics", &["failure", "store"]),
            ("audit", &["auth", "clock", "failure", "metrics", "store"]),
            ("webhooks", &["clock", "config", "failure", "store"]),
            ("form", &["config", "digest", "failure", "pdf", "document", "plan", "store"]),
            ("draft", &["config", "failure", "plan"]),
            ("doctor", &["accounts", "config", "draft", "failure", "form"]),
            ("proposal", &["doctor", "failure", "form"]),
            ("signing", SIGNING),
            ("jobs", JOBS),
            ("actions", ACTIONS),
            ("http", HTTP),
            ("app", APP),
            ("cli", CLI),
        ],
    },
];

const SIGNING: &[&str] = &[
    "accounts",
    "auth",
    "clock",
    "config",
    "digest",
    "failure",
    "form",
    "keyed_mutex",
    "pdf",
    "document",
    "plan",
    "store",
    "timing",
];
const JOBS: &[&str] = &[
    "accounts", "clock", "config", "draft", "failure", "form", "metrics", "document", "plan", "signing",
    "store", "timing",
];
const ACTIONS: &[&str] = &[
    "accounts",
    "audit",
    "auth",
    "clock",
    "failure",
    "form",
    "keyed_mutex",
    "document",
    "plan",
    "signing",
    "store",
];
const HTTP: &[&str] = &[
    "accounts", "actions", "audit", "auth", "clock", "config", "digest", "failure", "form", "metrics",
    "signing", "store", "webhooks",
];
const APP: &[&str] = &[
    "accounts", "actions", "audit", "auth", "clock", "config", "form", "http", "jobs", "metrics", "signing",
    "store", "timing", "webhooks",
];
const CLI: &[&str] = &[
    "accounts", "app", "auth", "clock", "config", "failure", "form", "doctor", "http", "jobs", "proposal",
    "signing", "store", "timing",
];

/// Reports every use that a table does not permit.
pub(crate) fn check() -> Result<()> {
    let mut wrong = Vec::new();
    for table in TABLES {
        wrong.extend(table.wrong_uses()?);
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
}

impl ModuleTable {
    fn wrong_uses(&self) -> Result<Vec<String>> {
        let sources = root().join(self.sources);
        let root_items = items_of_root(&fs::read_to_string(sources.join("lib.rs"))?);
        let mut files = Vec::new();
        collect(&sources, &mut files).with_context(|| self.sources.to_owned())?;
        let mut wrong = Vec::new();
        for file in files {
            let path = file.strip_prefix(&sources).unwrap_or(&file);
            let Some(module) = module_of(path).filter(|module| module != "lib" && module != "main") else {
                continue;
            };
            let shown = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
            let Some((_, permitted)) = self.modules.iter().find(|(name, _)| *name == module) else {
                wrong.push(format!(
                    "{shown}: {module} is new: say in xtask/src/dependencies.rs whom it may use"
                ));
                continue;
            };
            let used = uses(&fs::read_to_string(&file)?);
            // An item that the root exports again is its module's.
            let used: BTreeSet<_> =
                used.into_iter().map(|name| root_items.get(&name).cloned().unwrap_or(name)).collect();
            let is_wrong = |name: &&String| {
                // What the root itself defines is nobody's.
                let is_modules = name.starts_with(char::is_lowercase);
                is_modules && **name != module && !permitted.contains(&name.as_str())
            };
            wrong.extend(
                used.iter().filter(is_wrong).map(|name| format!("{shown}: {module} must not use {name}")),
            );
        }
        Ok(wrong)
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The module of the root that a file belongs to: `state/sync.rs` and `state.rs` to `state`.
fn module_of(path: &Path) -> Option<String> {
    let first = path.components().next()?.as_os_str().to_str()?;
    Some(first.strip_suffix(".rs").unwrap_or(first).to_owned())
}

/// The items that a root exports again, with the module that each is from: `pub use app::{Proxy, Parts}`.
fn items_of_root(root: &str) -> BTreeMap<String, String> {
    let exports = root.split("use ").skip(1).filter_map(|rest| rest.split_once("::"));
    let items = exports.flat_map(|(module, rest)| {
        let names = match rest.strip_prefix('{') {
            None => word(rest).into_iter().collect(),
            Some(group) => members(group).into_iter().filter_map(word).collect::<Vec<_>>(),
        };
        names.into_iter().map(|name| (name, module.to_owned()))
    });
    items.collect()
}

/// What code names of the crate's root, modules and items: `crate::net::Call`, or several as `crate::{net, dom::el}`.
fn uses(code: &str) -> BTreeSet<String> {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let code: String = code.lines().filter(is_code).flat_map(|line| [line, "\n"]).collect();
    let mut used = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => used.extend(word(rest)),
            Some(group) => used.extend(members(group).into_iter().filter_map(word)),
        }
    }
    used
}

/// The members of a group in braces, whose opening brace is gone already.
fn members(group: &str) -> Vec<&str> {
    let (mut members, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    for (index, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                members.push(&group[from..index]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                members.push(&group[from..index]);
                from = index + 1;
            }
            _ => {}
        }
    }
    members
}

/// The name at the beginning.
fn word(code: &str) -> Option<String> {
    let word: String = code.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_wherever_code_names_them() {
        let code = "use crate::net::{Call, Failure};\nuse crate::{state, dom::{el, div}, view};\n\
                    // crate::comment\nfn f() { crate::actions::run(crate::Root) }";
        let used: Vec<_> = uses(code).into_iter().collect();
        assert_eq!(used, ["Root", "actions", "dom", "net", "state", "view"]);
    }

    #[test]
    fn an_item_that_the_root_exports_again_is_its_modules() {
        let items = items_of_root("mod app;\n\npub use app::Proxy;\npub use net::{Call, Failure};\n");
        let of = |name: &str| items.get(name).map(String::as_str);
        assert_eq!(
            [of("Proxy"), of("Call"), of("Failure"), of("Root")],
            [Some("app"), Some("net"), Some("net"), None]
        );
    }

    #[test]
    fn the_sources_keep_to_the_tables() {
        check().unwrap();
    }

    #[test]
    fn a_file_belongs_to_the_module_that_its_path_begins_with() {
        assert_eq!(module_of(Path::new("state.rs")).as_deref(), Some("state"));
        assert_eq!(module_of(Path::new("state/sync.rs")).as_deref(), Some("state"));
    }

    #[test]
    fn no_module_may_use_one_that_may_use_it() {
        for table in TABLES {
            for (index, (module, uses)) in table.modules.iter().enumerate() {
                let before: Vec<_> = table.modules[..index].iter().map(|(name, _)| name).collect();
                for used in *uses {
                    assert!(
                        before.contains(&used),
                        "{}: {module} uses {used}, which is not listed before it",
                        table.sources
                    );
                }
            }
        }
    }
}
