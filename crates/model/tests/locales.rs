//! The files in `locales/` say the same in every language.

#![expect(clippy::unwrap_used, reason = "what a test cannot read fails it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use autenti_model::Lang;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales");

/// The texts of a language, by part and name.
fn texts(lang: Lang) -> BTreeMap<String, String> {
    let path = format!("{FOLDER}/{}.toml", lang.tag());
    let file = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let parts: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&file).unwrap();
    let texts = |(part, texts): (String, BTreeMap<String, String>)| {
        texts.into_iter().map(move |(name, text)| (format!("{part}.{name}"), text))
    };
    parts.into_iter().flat_map(texts).collect()
}

/// The places of a text that are filled in.
fn places(text: &str) -> BTreeSet<&str> {
    let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name).collect()
}

#[test]
fn every_language_has_a_file_and_every_file_a_language() {
    let files = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<_> = files.filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned())).collect();
    let languages: BTreeSet<_> = Lang::ALL.iter().map(|lang| lang.tag().to_owned()).collect();
    assert_eq!(files, languages);
}

#[test]
fn no_language_lacks_a_text() {
    let english = texts(Lang::En);
    let mut wrong = Vec::new();
    for &lang in Lang::ALL {
        let translated = texts(lang);
        let lacking = english.keys().filter(|name| !translated.contains_key(*name));
        wrong.extend(lacking.map(|name| format!("{}.toml lacks {name}", lang.tag())));
        let unknown = translated.keys().filter(|name| !english.contains_key(*name));
        wrong.extend(unknown.map(|name| format!("{}.toml has {name}, which en.toml has not", lang.tag())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_translation_is_one_line_with_the_same_places_and_the_plural_forms_of_its_language() {
    let english = texts(Lang::En);
    let mut wrong = Vec::new();
    for &lang in Lang::ALL {
        for (name, text) in &texts(lang) {
            let mut check = |is_fine: bool, what: &str| {
                if !is_fine {
                    wrong.push(format!("{}.toml: {name} {what}", lang.tag()));
                }
            };
            check(!text.trim().is_empty(), "is empty");
            check(!text.contains('\n'), "has two lines");
            let Some(reference) = english.get(name) else { continue };
            check(places(text) == places(reference), "has other places than in English");
            let (forms, counts) = (text.split('|').count(), reference.contains('|'));
            let wanted = if counts { lang.plurals().count() } else { 1 };
            check(forms == wanted, &format!("has {forms} plural forms and not {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not said to those who look at a form: words of developers, and a second word for what has one.
const NOT_SAID: [(Lang, &[&str]); 3] = [
    (Lang::En, &["ticket", "token", "seconds ago"]),
    (Lang::Pl, &["bilet", "ticket", "token", "sekund"]),
    (Lang::De, &["ticket", "token", "unterzeichn", "sekunde"]),
];

#[test]
fn a_form_speaks_in_plain_words_and_calls_one_thing_by_one_word() {
    let mut wrong = Vec::new();
    for (lang, words) in NOT_SAID {
        for (name, text) in texts(lang).iter().filter(|(name, _)| name.starts_with("panel.")) {
            let said =
                places(text).iter().fold(text.clone(), |said, place| said.replace(*place, "")).to_lowercase();
            let found = words.iter().filter(|word| said.contains(**word));
            wrong.extend(found.map(|word| format!("{}.toml: {name} says “{word}”", lang.tag())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
