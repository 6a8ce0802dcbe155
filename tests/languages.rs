//! A browser is given the texts of the languages that it needs, each as a file.
#![cfg(target_arch = "wasm32")]

use autenti_model::{Lang, Text, texts};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn each_language_says_what_was_loaded_for_it() {
    let [first, second, ..] = Text::ALL else { panic!("there are texts") };
    for lang in Lang::ALL {
        assert_eq!(first.get(*lang), "", "nothing is loaded yet");
        assert!(!texts::load(*lang, format!("one {0}\ntwo {0}", lang.tag())));
    }
    for lang in Lang::ALL {
        assert_eq!(first.get(*lang), format!("one {}", lang.tag()));
        assert_eq!(second.get(*lang), format!("two {}", lang.tag()));
    }
    assert!(texts::load(Lang::Pl, "raz".to_owned()), "these replace others");
    assert_eq!((first.get(Lang::Pl), second.get(Lang::Pl)), ("raz", ""));
    assert_eq!(first.get(Lang::En), "one en");
}
