//! Recognises fields and columns by what they are called, in English, Polish and German, and by what they hold.

use std::collections::BTreeSet;

use crate::doctor::Holds;

/// A key of the profile, and what the field or column that it names is usually called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// The key in its section.
    pub(super) key: &'static str,
    /// What it has to hold.
    pub(super) holds: Holds,
    /// Whether a profile cannot do without it.
    pub(super) is_needed: bool,
    /// Whether the proxy writes it.
    pub(super) is_written: bool,
    /// Beginnings of words, folded: `status podpis` is found in “Status podpisu”.
    names: &'static [&'static str],
}

const fn wanted(key: &'static str, holds: Holds, names: &'static [&'static str]) -> Wanted {
    Wanted { key, holds, is_needed: false, is_written: false, names }
}

impl Wanted {
    const fn needed(self) -> Self {
        Self { is_needed: true, ..self }
    }

    const fn written(self) -> Self {
        Self { is_written: true, ..self }
    }
}

/// Names that item lists of recipients have.
pub(super) const LISTS: &[&str] =
    &["recipient", "signator", "signer", "odbiorc", "podpisujac", "sygnatariusz", "empfanger", "unterzeichn"];

/// The form's fields.
pub(super) const FIELDS: &[Wanted] = &[
    wanted(
        "autenti_id",
        Holds::Text,
        &[
            "autenti document",
            "autenti id",
            "dokument autenti",
            "id dokument",
            "id autenti",
            "id w autenti",
            "autenti dokument",
            "autenti",
        ],
    )
    .needed()
    .written(),
    wanted(
        "status",
        Holds::TextOrChoice,
        &[
            "signature status",
            "signing status",
            "autenti status",
            "status autenti",
            "status podpis",
            "status dokument",
            "document status",
            "unterschriftsstatus",
            "signaturstatus",
            "status der unterschrift",
            "status der signatur",
        ],
    )
    .written(),
    wanted(
        "link",
        Holds::Link,
        &[
            "link for signing",
            "link to sign",
            "signing link",
            "signature link",
            "link do podpis",
            "link zur unterschrift",
            "link zum unterschreib",
            "signaturlink",
        ],
    )
    .written(),
];

/// The texts that are made of fields.
pub(super) const TEXTS: &[Wanted] = &[
    wanted("title", Holds::Text, &["title", "subject", "tytul", "temat", "nazwa", "titel", "betreff"])
        .needed(),
    wanted("message", Holds::Text, &["message", "wiadomosc", "tresc wiadomosc", "nachricht", "mitteilung"]),
];

/// The columns of the list of recipients.
pub(super) const COLUMNS: &[Wanted] = &[
    wanted("first_name", Holds::Text, &["first name", "given name", "forename", "imie", "vorname"]).needed(),
    wanted(
        "last_name",
        Holds::Text,
        &["last name", "surname", "family name", "nazwisko", "nachname", "familienname"],
    )
    .needed(),
    wanted("email", Holds::Text, &["e mail", "email", "mail"]).needed(),
    wanted("role", Holds::TextOrChoice, &["role", "rola", "rolle"]).needed(),
    wanted(
        "signature_type",
        Holds::TextOrChoice,
        &[
            "signature type",
            "type of signature",
            "kind of signature",
            "typ podpis",
            "rodzaj podpis",
            "unterschriftstyp",
            "unterschriftsart",
            "signaturtyp",
            "signaturart",
            "art der unterschrift",
            "art der signatur",
        ],
    )
    .needed(),
    wanted(
        "phone",
        Holds::Text,
        &[
            "phone",
            "telephone",
            "mobile",
            "telefon",
            "numer telefon",
            "komork",
            "mobil",
            "handy",
            "rufnummer",
        ],
    ),
    wanted(
        "sms_authorisation",
        Holds::Flag,
        &[
            "sms to sign",
            "sms authori",
            "sms code to sign",
            "sms do podpis",
            "sms przy podpis",
            "autoryzacja sms",
            "sms autoryz",
            "sms zum unterschreib",
            "sms zur unterschrift",
            "sms zum signier",
        ],
    ),
    wanted(
        "sms_unlock",
        Holds::Flag,
        &[
            "sms to open",
            "sms to unlock",
            "sms unlock",
            "sms code to open",
            "sms do otwar",
            "sms do odblok",
            "odblokowanie sms",
            "sms zum offn",
            "sms zum entsperr",
        ],
    ),
    wanted("order", Holds::Place, &["order", "signing order", "sequence", "kolejnosc", "reihenfolge"]),
    wanted(
        "status",
        Holds::TextOrChoice,
        &[
            "signature status",
            "signing status",
            "status podpis",
            "unterschriftsstatus",
            "signaturstatus",
            "status",
        ],
    )
    .written(),
    wanted(
        "rejection_reason",
        Holds::Text,
        &[
            "rejection reason",
            "reason for rejection",
            "reason",
            "powod odrzuc",
            "powod odmow",
            "przyczyna odrzuc",
            "ablehnungsgrund",
            "grund der ablehnung",
        ],
    )
    .written(),
    wanted(
        "autenti_id",
        Holds::Text,
        &["autenti id", "id autenti", "id w autenti", "id in autenti", "autenti"],
    )
    .written(),
    wanted("representative", Holds::Flag, &["represent", "reprezent", "vertret"]),
    wanted("vat", Holds::Text, &["vat", "tax id", "tax number", "nip", "ust id", "ustid", "steuernummer"]),
    wanted(
        "organisation",
        Holds::Text,
        &["organisation", "organization", "company", "organizacj", "firm", "spolk", "unternehmen"],
    ),
    wanted("position", Holds::Text, &["position", "job title", "stanowisk", "stellung"]),
    wanted("link", Holds::Link, &["link", "signing link", "link do podpis", "link zur unterschrift"])
        .written(),
    wanted(
        "block_reminder",
        Holds::Flag,
        &[
            "block remind",
            "no remind",
            "bez przypom",
            "blokuj przypom",
            "blokada przypom",
            "keine erinnerung",
            "erinnerungen sperr",
        ],
    ),
];

/// A field or column that may be the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// GUID, or number where there is none.
    pub(super) key: String,
    /// What people call it.
    pub(super) name: String,
    /// What it fits, by its type.
    pub(super) fits: Vec<Holds>,
    /// Whether the API account may write it.
    pub(super) is_writable: bool,
    /// Better than others of the same name: its type or its value says so too.
    pub(super) is_told_by_more: Vec<&'static str>,
}

/// What was found for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    /// This one.
    Found(Candidate),
    /// Its name fits and its type does not.
    WrongType(Candidate),
    /// Any of these, and the first is as good as the others.
    Several(Vec<Candidate>),
    /// None.
    Nothing,
}

/// Finds for each key the field or column that it means. Each is taken once, by the key that its name fits best.
pub(super) fn assign(wanted: &'static [Wanted], candidates: &[Candidate]) -> Vec<(Wanted, Guess)> {
    let mut taken = BTreeSet::new();
    let mut guesses = vec![None; wanted.len()];
    for score in (1..=BEST).rev() {
        for (place, one) in wanted.iter().enumerate() {
            if guesses[place].is_some() {
                continue;
            }
            let fitting: Vec<&Candidate> = candidates
                .iter()
                .filter(|candidate| !taken.contains(&candidate.key))
                .filter(|candidate| candidate.fits.contains(&one.holds) && one.score(candidate) == score)
                .collect();
            guesses[place] = match fitting[..] {
                [] => None,
                [found] => {
                    taken.insert(found.key.clone());
                    Some(Guess::Found(found.clone()))
                }
                _ => Some(Guess::Several(fitting.into_iter().cloned().collect())),
            };
        }
    }
    let or_of_another_type = |(one, guess): (&Wanted, Option<Guess>)| {
        let mut alike = candidates.iter().filter(|candidate| !taken.contains(&candidate.key));
        let alike = alike.find(|candidate| one.score(candidate) >= EXACT).cloned();
        (*one, guess.unwrap_or_else(|| alike.map_or(Guess::Nothing, Guess::WrongType)))
    };
    wanted.iter().zip(guesses).map(or_of_another_type).collect()
}

/// How well the item list of that name looks like one of recipients.
pub(super) fn looks_like_recipients(name: &str) -> bool {
    LISTS.iter().any(|phrase| matches(name, phrase) > 0)
}

/// The whole name, and type or value say so too.
const BEST: u8 = 4;
/// The whole name.
const EXACT: u8 = 2;

impl Wanted {
    /// How well the name fits: 2 for the whole of it, 1 for a part, and 2 more where type or value say so too.
    fn score(&self, candidate: &Candidate) -> u8 {
        let by_name =
            self.names.iter().map(|phrase| matches(&candidate.name, phrase)).max().unwrap_or_default();
        if candidate.is_told_by_more.contains(&self.key) { by_name + 2 } else { by_name }
    }
}

/// Whether the words of the phrase begin words of the name that follow each other: 2 when they are all of its words.
fn matches(name: &str, phrase: &str) -> u8 {
    let name = folded(name);
    let (words, phrase): (Vec<&str>, Vec<&str>) =
        (name.split_whitespace().collect(), phrase.split_whitespace().collect());
    let fits = |window: &[&str]| window.iter().zip(&phrase).all(|(word, start)| word.starts_with(start));
    if !words.windows(phrase.len()).any(fits) {
        0
    } else if words.len() == phrase.len() {
        EXACT
    } else {
        1
    }
}

/// In small letters without marks, every other sign a blank.
pub(super) fn folded(text: &str) -> String {
    let letter = |c: char| match c {
        'ą' | 'ä' => 'a',
        'ć' => 'c',
        'ę' => 'e',
        'ł' => 'l',
        'ń' => 'n',
        'ó' | 'ö' => 'o',
        'ś' => 's',
        'ü' => 'u',
        'ź' | 'ż' => 'z',
        c if c.is_alphanumeric() => c,
        _ => ' ',
    };
    text.to_lowercase().chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str, fits: &[Holds]) -> Candidate {
        Candidate {
            key: name.to_owned(),
            name: name.to_owned(),
            fits: fits.to_vec(),
            is_writable: true,
            is_told_by_more: Vec::new(),
        }
    }

    fn found(columns: &[Candidate]) -> Vec<(&'static str, String)> {
        let name = |(wanted, guess): (Wanted, Guess)| match guess {
            Guess::Found(found) => Some((wanted.key, found.name)),
            _ => None,
        };
        assign(COLUMNS, columns).into_iter().filter_map(name).collect()
    }

    #[test]
    fn columns_are_recognised_in_each_language() {
        let text = &[Holds::Text, Holds::TextOrChoice][..];
        let choice = &[Holds::TextOrChoice][..];
        let flag = &[Holds::Flag][..];
        let number = &[Holds::Place][..];
        for names in [
            [
                "First name",
                "Last name",
                "E-mail",
                "Role",
                "Signature type",
                "Phone number",
                "SMS to sign",
                "SMS to open",
                "Signing order",
                "Signature status",
                "Rejection reason",
                "Autenti id",
            ],
            [
                "Imię",
                "Nazwisko",
                "Adres e-mail",
                "Rola",
                "Rodzaj podpisu",
                "Numer telefonu",
                "SMS do podpisu",
                "SMS do otwarcia",
                "Kolejność",
                "Status podpisu",
                "Powód odrzucenia",
                "Id w Autenti",
            ],
            [
                "Vorname",
                "Nachname",
                "E-Mail-Adresse",
                "Rolle",
                "Art der Unterschrift",
                "Telefonnummer",
                "SMS zur Unterschrift",
                "SMS zum Öffnen",
                "Reihenfolge",
                "Unterschriftsstatus",
                "Ablehnungsgrund",
                "Autenti-ID",
            ],
        ] {
            let kinds = [text, text, text, choice, choice, text, flag, flag, number, choice, text, text];
            let columns: Vec<_> = names.iter().zip(kinds).map(|(name, fits)| candidate(name, fits)).collect();
            let found: Vec<String> = found(&columns).into_iter().map(|(_, name)| name).collect();
            assert_eq!(found, names, "each once, in the order of the keys");
        }
    }

    #[test]
    fn what_could_be_several_is_not_guessed_and_a_wrong_type_is_told() {
        let text = &[Holds::Text, Holds::TextOrChoice][..];
        let columns = [
            candidate("Company phone", text),
            candidate("Private phone", text),
            candidate("Role", &[Holds::Flag]),
        ];
        let guesses = assign(COLUMNS, &columns);
        let of =
            |key: &str| guesses.iter().find(|(wanted, _)| wanted.key == key).map(|(_, guess)| guess).unwrap();
        assert!(matches!(of("phone"), Guess::Several(both) if both.len() == 2));
        assert!(matches!(of("role"), Guess::WrongType(column) if column.name == "Role"));
        assert_eq!(of("vat"), &Guess::Nothing);
    }

    #[test]
    fn the_type_decides_between_names_that_fit_alike() {
        let text = &[Holds::Text, Holds::TextOrChoice][..];
        let told = Candidate { is_told_by_more: vec!["email"], ..candidate("Mail to", text) };
        let guesses = assign(COLUMNS, &[candidate("Mail box", text), told.clone()]);
        let (_, email) = guesses.iter().find(|(wanted, _)| wanted.key == "email").unwrap();
        assert_eq!(email, &Guess::Found(told));
    }

    #[test]
    fn lists_of_recipients_are_told_by_their_names() {
        for name in ["Recipients", "Odbiorcy dokumentu", "Empfänger", "Lista podpisujących", "Unterzeichner"]
        {
            assert!(looks_like_recipients(name), "{name}");
        }
        assert!(!looks_like_recipients("Invoice items"));
    }
}
