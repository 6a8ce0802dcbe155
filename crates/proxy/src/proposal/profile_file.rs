//! The proposed profile as a file of the folder `profiles`: by GUID, with a comment beside each for what it is called,
//! and for what could not be guessed.

use std::fmt::Write as _;

use autenti_model::DocumentStatus;

use super::recognise::{Candidate, Guess, Wanted, folded};
use super::{Known, ListGuess, Proposal};

/// What a path is called that is taken when a status is reached, folded; the first that fits counts.
const PATHS: &[(DocumentStatus, &[&str])] = &[
    (DocumentStatus::Rejected, &["reject", "refus", "odrzuc", "odmow", "ablehn", "abgelehnt"]),
    (DocumentStatus::Withdrawn, &["withdraw", "wycof", "zuruckzieh", "zuruckgezogen"]),
    (DocumentStatus::Expired, &["expire", "wygas", "przetermin", "abgelaufen"]),
    (DocumentStatus::Completed, &["signed", "podpisan", "unterzeichnet", "unterschrieben", "signiert"]),
];

impl Proposal {
    /// The profile, as a file of its own.
    pub fn profile(&self) -> String {
        let mut file = File::default();
        self.head(&mut file);
        self.texts(&mut file);
        self.fields(&mut file);
        self.attachments(&mut file);
        self.recipients(&mut file);
        signed_document(&mut file);
        self.transitions(&mut file);
        file.0
    }

    fn head(&self, file: &mut File) {
        let instance = &self.element.instance_number;
        file.comment(&format!(
            "Proposed by `autenti-proxy profile` from the instance {} ({instance}). Read it once: “guess” marks what \
             may be meant otherwise, “missing” what was not found, and why.",
            self.element.id
        ));
        file.comment("What each key means stands in the documented configuration.");
        file.blank();
        file.number("database", self.database.0, "as in the form's address: /db/…");
        match &self.process {
            Known::Yes(process) => {
                let key = process.key().map(|key| key.to_string()).unwrap_or_default();
                file.string("process", &key, &process.name);
            }
            Known::No(why) => {
                file.comment(&format!(
                    "missing: {why}. Until it is filled in, instances of any process with such fields are taken."
                ));
                file.string("process", "", "");
            }
        }
        file.number("example", self.element.id.0, "what `autenti-proxy check` looks at");
    }

    fn texts(&self, file: &mut File) {
        for (wanted, guess) in &self.texts {
            match guess {
                Guess::Found(field) => {
                    file.string(wanted.key, &format!("{{field:{}}}", field.key), &field.name);
                }
                Guess::Several(fields) => {
                    file.comment(&format!("guess: {}; the first is taken", several(fields)));
                    let first =
                        fields.first().map(|field| format!("{{field:{}}}", field.key)).unwrap_or_default();
                    file.string(wanted.key, &first, "");
                }
                Guess::WrongType(_) | Guess::Nothing if wanted.is_needed => {
                    file.comment(
                        "missing: no text field is called title, subject or the like. Until it is replaced by \
                         {field:…}, every document is called so.",
                    );
                    file.string(wanted.key, "Document", "");
                }
                Guess::WrongType(_) | Guess::Nothing => {
                    file.comment("missing: no text field is called message or the like; none is sent");
                    file.off(wanted.key, "{field:…}", "");
                }
            }
        }
        file.string(
            "language",
            "pl",
            "language of Autenti's messages and signing page; {field:…} for a field that holds it",
        );
    }

    fn fields(&self, file: &mut File) {
        file.section("fields");
        for (wanted, guess) in &self.fields {
            guessed(file, wanted, guess, "field");
        }
    }

    fn attachments(&self, file: &mut File) {
        file.section("attachments");
        file.string("select", "category", "");
        let seen = self.categories.seen.join(", ");
        match &self.categories.to_sign {
            Some(name) => {
                file.comment(
                    "guess: the category is known by its name alone, because WEBCON's API tells no numbers of \
                     categories. Better as id#name, such as 3#To sign.",
                );
                file.string("category", name, "");
            }
            None if self.categories.seen.is_empty() => {
                file.comment(
                    "missing: the instance's attachments are in no category, so all of them are signed",
                );
                file.string("category", "all", "");
            }
            None => {
                file.comment(&format!(
                    "missing: none of the categories on the instance ({seen}) says that it is to be signed, so all \
                     attachments are. Write one of them, better as id#name."
                ));
                file.string("category", "all", "");
            }
        }
    }

    fn recipients(&self, file: &mut File) {
        file.section("recipients");
        let ListGuess::Found { list, columns, others } = &self.list else {
            file.comment(
                "missing: the API account sees no item list that is called recipients or the like, or whose columns \
                 are those of recipients. Make one, or make it visible to the account (field matrix), and try again.",
            );
            file.off("list", "GUID of the item list", "");
            return;
        };
        if !others.is_empty() {
            file.comment(&format!("guess: {} looks like one, too", others.join(", ")));
        }
        file.string("list", &list.key().map(|key| key.to_string()).unwrap_or_default(), &list.name);
        let is_ordered =
            columns.iter().any(|(wanted, guess)| wanted.key == "order" && guess.found().is_some());
        for (wanted, guess) in columns {
            guessed(file, wanted, guess, "column");
        }
        if is_ordered {
            file.comment(
                "Signing in that order is off: `signing_order = true` above [fields] switches it on.",
            );
        }
    }

    fn transitions(&self, file: &mut File) {
        file.section("transitions");
        let paths = match &self.paths {
            Known::Yes(paths) => paths,
            Known::No(why) => return file.comment(&format!("missing: {why}")),
        };
        file.comment("Paths that the proxy takes by itself when a status is reached. Take the # away from what you want.");
        for (status, words) in PATHS {
            for (step, path) in paths {
                let name = folded(&path.name);
                // “Unsigned” and “to sign” are no signatures.
                let fits =
                    words.iter().any(|word| name.split_whitespace().any(|part| part.starts_with(word)));
                if let Some(key) = path.key().filter(|_| fits) {
                    file.off(
                        status.as_str(),
                        &key.to_string(),
                        &format!("guess: {} (from {step})", path.name),
                    );
                }
            }
        }
        let names: Vec<String> =
            paths.iter().map(|(step, path)| format!("{} (from {step})", path.name)).collect();
        file.comment(&format!("The workflow's paths: {}.", names.join(", ")));
    }
}

fn signed_document(file: &mut File) {
    file.section("signed_document");
    file.comment(
        "missing: the category for the signed file as id#name, such as 4#Signed; WEBCON's API tells no numbers of \
         categories. Without it the file is saved in no category.",
    );
    file.off("category", "4#Signed", "");
    file.flag("attach_when_completed", true);
}

/// The line of a key for which a field or column was looked for.
fn guessed(file: &mut File, wanted: &Wanted, guess: &Guess, what: &str) {
    let key = wanted.key;
    match guess {
        // Whoever may read the form can open a link that stands on it: nothing to switch on unasked.
        Guess::Found(found) if key == "link" => {
            file.comment(
                "Off: everybody who may read the form could open the links that the proxy writes here.",
            );
            file.off(key, &found.key, &found.name);
        }
        Guess::Found(found) if wanted.is_written && !found.is_writable => {
            let what = format!(
                "missing: the API account may not write “{}” in this step (field matrix)",
                found.name
            );
            if wanted.is_needed {
                file.comment(&format!("{what}. Until it may, nothing is sent."));
                file.string(key, &found.key, &found.name);
            } else {
                file.comment(&what);
                file.off(key, &found.key, &found.name);
            }
        }
        Guess::Found(found) => file.string(key, &found.key, &found.name),
        Guess::Several(all) if wanted.is_needed => {
            file.comment(&format!("guess: {}; the first is taken", several(all)));
            let first = all.first();
            file.string(key, first.map_or("", |one| &one.key), first.map_or("", |one| &one.name));
        }
        Guess::Several(all) => {
            file.comment(&format!("missing: {}", several(all)));
            file.off(key, all.first().map_or("", |one| &one.key), all.first().map_or("", |one| &one.name));
        }
        Guess::WrongType(found) => {
            file.comment(&format!(
                "missing: “{}” is called so, but does not hold {}",
                found.name,
                wanted.holds.name()
            ));
            file.off(key, &found.key, &found.name);
        }
        Guess::Nothing if wanted.is_needed => {
            file.comment(&format!(
                "missing: the API account sees no {what} that is called so and holds {}. Without it nothing is sent.",
                wanted.holds.name()
            ));
            file.off(key, "GUID", "");
        }
        Guess::Nothing => {}
    }
}

fn several(candidates: &[Candidate]) -> String {
    let names: Vec<String> =
        candidates.iter().map(|candidate| format!("“{}” ({})", candidate.name, candidate.key)).collect();
    format!("it could be {}", names.join(" or "))
}

/// TOML, line by line.
#[derive(Default)]
struct File(String);

impl File {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn blank(&mut self) {
        self.line("");
    }

    fn section(&mut self, name: &str) {
        self.blank();
        self.line(&format!("[{name}]"));
    }

    fn comment(&mut self, text: &str) {
        self.line(&format!("# {}", one_line(text)));
    }

    fn string(&mut self, key: &str, value: &str, what: &str) {
        let value = serde_json::Value::from(value).to_string();
        self.key(key, &value, what);
    }

    fn number(&mut self, key: &str, value: i32, what: &str) {
        self.key(key, &value.to_string(), what);
    }

    fn flag(&mut self, key: &str, value: bool) {
        self.key(key, if value { "true" } else { "false" }, "");
    }

    fn key(&mut self, key: &str, value: &str, what: &str) {
        let mut line = format!("{key} = {value}");
        if !what.is_empty() {
            let _ = write!(line, "  # {}", one_line(what));
        }
        self.line(&line);
    }

    /// A key that is switched off.
    fn off(&mut self, key: &str, value: &str, what: &str) {
        let before = self.0.len();
        self.string(key, value, what);
        self.0.insert_str(before, "# ");
    }
}

/// In a comment, a name that people gave must not begin a new line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::recognise::FIELDS;
    use super::*;

    #[test]
    fn what_is_written_and_may_not_be_is_marked_whether_it_is_needed_or_not() {
        let proposed = |key: &str, is_writable: bool| {
            let wanted = FIELDS.iter().find(|wanted| wanted.key == key).unwrap();
            let found = Candidate {
                key: "GUID".to_owned(),
                name: "The field".to_owned(),
                fits: vec![wanted.holds],
                is_writable,
                is_told_by_more: Vec::new(),
            };
            let mut file = File::default();
            guessed(&mut file, wanted, &Guess::Found(found), "field");
            file.0
        };
        for key in ["autenti_id", "status"] {
            let marked = proposed(key, false);
            assert!(marked.starts_with("# missing: the API account may not write “The field”"), "{marked}");
            assert_eq!(proposed(key, true), format!("{key} = \"GUID\"  # The field\n"));
        }
        // A profile without it could not be read, and would not say why.
        assert!(proposed("autenti_id", false).contains("\nautenti_id = \"GUID\""));
        assert!(proposed("status", false).contains("\n# status = \"GUID\""));
    }
}
