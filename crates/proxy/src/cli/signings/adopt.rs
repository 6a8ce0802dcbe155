//! `autenti-proxy signings adopt`: takes over documents that were sent by the plugin and are still in flight. A report
//! first; nothing is changed without `--yes`.

use std::path::Path;

use anyhow::{Context, Result, bail};
use autenti_model::Lang;
use webcon::ElementId;

use super::super::print;
use crate::accounts::Accounts;
use crate::app;
use crate::clock::Clock;
use crate::config::Config;
use crate::signing::adoption::{Adoptions, Assessment, Candidate};
use crate::store::Store;

/// Looks at each instance, says what it found, and takes over what fits where it was told to.
pub(super) async fn adopt(
    store: Store,
    config: &Config,
    profile: &str,
    file: &Path,
    yes: bool,
) -> Result<()> {
    let Some(profile) = config.profile(profile) else {
        let names: Vec<String> = config.profiles.all().iter().map(|known| known.name.clone()).collect();
        bail!("there is no profile `{profile}`; there are: {}", names.join(", "));
    };
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let elements = elements(&text)?;
    let accounts = Accounts::new(config, &store)?;
    let forms = app::forms(config)?;
    let adoptions = Adoptions::new(store, forms, accounts, Clock::system());
    let (mut fitting, mut left, mut failed) = (0, 0, 0);
    for element in elements {
        let assessed = adoptions.assess(&profile, element).await;
        let line = match assessed {
            Ok(Assessment::Fits(candidate)) => {
                let shown = shown(&candidate);
                // One that fails does not keep the others, and the count at the end, from being told.
                let adopted = if yes { Some(adoptions.adopt(&profile, &candidate).await) } else { None };
                match adopted {
                    None => {
                        fitting += 1;
                        format!("fits\t{shown}")
                    }
                    Some(Ok(record)) => {
                        fitting += 1;
                        format!("taken over as signing {}\t{shown}", record.id)
                    }
                    Some(Err(failure)) => {
                        failed += 1;
                        format!("cannot be taken over\t{}", failure.detail(Lang::En))
                    }
                }
            }
            Ok(other) => {
                let (line, is_harmless) = told(&other);
                if is_harmless {
                    left += 1;
                } else {
                    failed += 1;
                }
                line
            }
            Err(failure) => {
                failed += 1;
                format!("cannot be looked at\t{}", failure.detail(Lang::En))
            }
        };
        print(&format!("{element}\t{line}"))?;
    }
    let done = if yes { "taken over" } else { "would be taken over; nothing was changed, --yes does it" };
    print(&format!("{fitting} {done}; {left} need nothing"))?;
    match failed {
        0 => Ok(()),
        failed => bail!("{failed} cannot be taken over; see above"),
    }
}

fn shown(candidate: &Candidate) -> String {
    let recipients = candidate.state.recipients.iter();
    let recipients: Vec<String> =
        recipients.map(|one| format!("{} {}", one.email.as_str(), one.status.as_str())).collect();
    format!("{}\t{}\t{}", candidate.document(), candidate.state.status.as_str(), recipients.join(", "))
}

/// What is said of an instance that is left alone, and whether that is as it should be.
fn told(assessment: &Assessment) -> (String, bool) {
    match assessment {
        Assessment::Fits(candidate) => (format!("fits\t{}", shown(candidate)), true),
        Assessment::NoDocument => ("the form names no document".to_owned(), true),
        Assessment::Known(record) => (format!("known already, as signing {}", record.id), true),
        Assessment::Ended(candidate) => (format!("has ended\t{}", shown(candidate)), true),
        Assessment::OfAnother(owner) => (format!("the document belongs to the instance {owner}"), false),
        Assessment::NoId(text) => (format!("`{text}` is no id of Autenti's"), false),
        Assessment::Unseen(document) => {
            (format!("the account does not see {}, or there is no such document", document.as_str()), false)
        }
        Assessment::RecipientsDiffer { document, only_in_document, only_in_list } => {
            let or_nobody = |people: &[String]| {
                if people.is_empty() { "nobody".to_owned() } else { people.join(", ") }
            };
            let line = format!(
                "others act on {} than in the list\tonly on the document: {}\tonly in the list: {}",
                document.as_str(),
                or_nobody(only_in_document),
                or_nobody(only_in_list)
            );
            (line, false)
        }
    }
}

/// One instance a line, by its number; what follows a comma, a semicolon or a tab is not looked at, nor are comments.
fn elements(text: &str) -> Result<Vec<ElementId>> {
    let mut elements: Vec<ElementId> = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let first = line.split([',', ';', '\t']).next().unwrap_or_default();
        let first = first.trim().trim_matches('"').trim();
        if first.is_empty() || first.starts_with('#') {
            continue;
        }
        match first.parse() {
            Ok(id) if id > 0 => {
                if !elements.contains(&ElementId(id)) {
                    elements.push(ElementId(id));
                }
            }
            // The heading of an exported table.
            _ if number == 1 => {}
            _ => bail!("line {number}: `{first}` is not the number of an instance"),
        }
    }
    Ok(elements)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_instances_may_be_exported_from_anywhere() {
        let ids = |text: &str| elements(text).map(|ids| ids.into_iter().map(|id| id.0).collect::<Vec<_>>());
        assert_eq!(ids("7\n\n# two more\n8\n7\n").unwrap(), [7, 8]);
        assert_eq!(ids("\u{feff}WFD_ID;Title\r\n7;Umowa\r\n\"8\";Oferta\r\n").unwrap(), [7, 8]);
        assert_eq!(
            ids("7\neight\n").unwrap_err().to_string(),
            "line 2: `eight` is not the number of an instance"
        );
        assert!(ids("7\n-8\n").is_err());
    }
}
